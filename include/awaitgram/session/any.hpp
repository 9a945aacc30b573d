// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/detail/custom_backend.hpp>
#include <awaitgram/session/facade.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

class memory_session;
class sqlite_session;
class stored_session;

/// Any session, chosen at run time, so that the client is compiled once.
class any_session : public session_facade {
public:
    /// The SQLite session in a file, made when it does not exist. The file is opened by `init`, which a client awaits by itself; see
    /// sqlite_session::unopened.
    any_session(std::string path);
    any_session(const char* path) : any_session(std::string{path}) {}

    /// A session of any type that models the concept.
    template <class Storage>
        requires(!std::same_as<Storage, any_session> && !std::convertible_to<Storage, std::string_view>)
    any_session(Storage storage) : session_facade(backend_of(std::move(storage))) {}

    any_session(any_session&&) noexcept = default;
    any_session& operator=(any_session&&) noexcept = default;
    any_session(const any_session&) = delete;
    any_session& operator=(const any_session&) = delete;
    ~any_session() = default;

private:
    template <class Storage>
    static std::shared_ptr<detail::session_backend> backend_of(Storage storage) {
        static_assert(session<Storage>, "this type lacks an operation of awaitgram::session");
        if constexpr (one_of<Storage, memory_session, sqlite_session, stored_session>)
            return std::move(storage.backend_);
        else if constexpr (session<Storage>)
            return std::make_shared<detail::custom_backend<Storage>>(std::move(storage));
        else
            return nullptr;
    }

    // These very types: one that derives from them may do something else.
    template <class Storage, class... Shipped>
    static constexpr bool one_of = (std::same_as<Storage, Shipped> || ...);
};

static_assert(initialised_session<any_session>);

} // namespace awaitgram
