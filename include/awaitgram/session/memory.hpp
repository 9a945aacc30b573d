// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/facade.hpp>

namespace awaitgram {

struct session_data;

/// A session that ends with the program. Copies share what they hold; one that is closed can be copied to be used on.
class memory_session : public session_facade {
public:
    memory_session();

    /// A session that holds this, as read from a string or a file, and normalised.
    ///
    /// Errors: std::system_error with `session_errc`, as normalised has it.
    explicit memory_session(const session_data& content);

    memory_session(const memory_session& other);
    memory_session(memory_session&&) noexcept = default;
    memory_session& operator=(const memory_session& other) { return *this = memory_session{other}; }
    memory_session& operator=(memory_session&&) noexcept = default;
    ~memory_session() = default;

    /// A copy of all that it holds.
    [[nodiscard]] session_data data() const;
};

static_assert(session<memory_session>);

} // namespace awaitgram
