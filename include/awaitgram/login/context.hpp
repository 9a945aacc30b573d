// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/session/any.hpp>

#include <cstdint>
#include <string_view>

namespace awaitgram::login {

/// The connection that is signed in.
class connection {
public:
    /// The data centre that answers, where the account lives after a login.
    [[nodiscard]] virtual std::int32_t dc() const noexcept = 0;

    /// Whether its key was stored in the session before, so that it may be signed in already.
    [[nodiscard]] virtual bool uses_stored_key() const noexcept = 0;

    /// Connects to another data centre, where the account lives; false when no address of it is known.
    [[nodiscard]] virtual awaitable<bool> move_to(std::int32_t dc) = 0;

    /// Waits until Telegram says that a login token was scanned, at most until `deadline`.
    [[nodiscard]] virtual awaitable<void> wait_for_scan(monotonic_clock::time_point deadline) = 0;

    /// Writes the pending peers and salts of the previous account to the session, and clears the cache of peers.
    [[nodiscard]] virtual awaitable<void> settle() = 0;

    /// The session holds a login from now on, so the connection's key must be kept.
    virtual void signed_in(const api::user& user) = 0;

protected:
    connection() = default;
    connection(const connection&) = default;
    connection& operator=(const connection&) = default;
    ~connection() = default;
};

/// The objects that a sign-in works with; all outlive the login.
struct context {
    rpc::invoker& calls;
    any_session& session;
    login::connection& connection;
    /// From https://my.telegram.org.
    std::int32_t api_id = 0;
    std::string_view api_hash{};
};

} // namespace awaitgram::login
