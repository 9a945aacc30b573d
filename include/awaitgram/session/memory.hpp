// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/facade.hpp>

namespace awaitgram {

struct session_data;

/// A session that lives in memory. Copies share their content; each is closed by itself, and a copy of a closed one is open.
class memory_session : public session_facade {
public:
    memory_session();

    /// A session with this content, normalised.
    ///
    /// Errors: see normalised.
    explicit memory_session(const session_data& content);

    memory_session(const memory_session& other);
    memory_session(memory_session&&) noexcept = default;
    memory_session& operator=(const memory_session& other) { return *this = memory_session{other}; }
    memory_session& operator=(memory_session&&) noexcept = default;
    ~memory_session() = default;

    /// A copy of the content.
    [[nodiscard]] session_data data() const;
};

static_assert(session<memory_session>);

} // namespace awaitgram
