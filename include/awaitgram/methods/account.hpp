// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/method_base.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// A device or program that is signed in to the account.
struct account_session {
    /// Names it for `terminate_session`; 0 for this client.
    std::int64_t id = 0;
    /// Whether it is this client.
    bool current = false;
    /// Whether it is one of Telegram's own apps.
    bool official = false;
    /// Whether the password of two-step verification is still to be given.
    bool password_pending = false;
    /// Whether it is new, and no other one has confirmed it.
    bool unconfirmed = false;
    std::string device{};
    std::string platform{};
    std::string system{};
    std::string app{};
    std::string app_version{};
    std::int32_t api_id = 0;
    std::string ip{};
    std::string country{};
    time_point created{};
    time_point active{};
};

/// Methods about the account as a whole; for users.
class account_methods : public virtual method_base {
public:
    /// The devices and programs that are signed in to the account, this client first.
    ///
    /// Raw method: account.getAuthorizations (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<account_session>> get_sessions() const;

    /// Signs a device out.
    ///
    /// Raw method: account.resetAuthorization (users).
    /// Errors:     rpc_error when Telegram refuses: HASH_INVALID when it is gone, FRESH_RESET_AUTHORISATION_FORBIDDEN while this client has
    ///             been signed in for less than a day; std::system_error when the link breaks.
    /// Cancels:    it may have been signed out nevertheless.
    [[nodiscard]] awaitable<void> terminate_session(std::int64_t id) const;

    /// Signs all other devices out.
    ///
    /// Raw method: auth.resetAuthorizations (users).
    /// Errors, Cancels: as `terminate_session`.
    [[nodiscard]] awaitable<void> terminate_other_sessions() const;

    /// Says that a new device is the user's own.
    ///
    /// Raw method: account.changeAuthorizationSettings (users).
    /// Errors:     rpc_error when Telegram refuses: HASH_INVALID; std::system_error when the link breaks.
    /// Cancels:    as without.
    [[nodiscard]] awaitable<void> confirm_session(std::int64_t id) const;

    /// After how long without use Telegram signs devices out.
    ///
    /// Raw method: account.getAuthorizations (users).
    /// Errors, Cancels: as `get_sessions`.
    [[nodiscard]] awaitable<std::chrono::days> get_session_lifetime() const;

    /// Telegram allows 1 to 366 days.
    ///
    /// Raw method: account.setAuthorizationTTL (users).
    /// Errors:     rpc_error when Telegram refuses: TTL_DAYS_INVALID, FRESH_RESET_AUTHORISATION_FORBIDDEN; std::system_error when the
    ///             link breaks.
    /// Cancels:    it may have been changed nevertheless.
    [[nodiscard]] awaitable<void> set_session_lifetime(std::chrono::days lifetime) const;

    /// After how long without use Telegram deletes the account.
    ///
    /// Raw method: account.getAccountTTL (users).
    /// Errors, Cancels: as `get_sessions`.
    [[nodiscard]] awaitable<std::chrono::days> get_account_lifetime() const;

    /// Telegram allows 30 to 730 days.
    ///
    /// Raw method: account.setAccountTTL (users).
    /// Errors:     rpc_error when Telegram refuses: TTL_DAYS_INVALID; std::system_error when the link breaks.
    /// Cancels:    it may have been changed nevertheless.
    [[nodiscard]] awaitable<void> set_account_lifetime(std::chrono::days lifetime) const;

    /// Signs the device in to this account that shows a link `tg://login?token=...`, mostly as a QR code. Only for links that the
    /// user has scanned: whoever has made one gets the account. The library accepts none by itself.
    ///
    /// Raw method: auth.acceptLoginToken (users).
    /// Errors:     rpc_error when Telegram refuses: AUTH_TOKEN_EXPIRED, AUTH_TOKEN_ALREADY_ACCEPTED, AUTH_TOKEN_INVALIDX;
    ///             std::system_error when the link breaks, or with login::errc::malformed_login_link.
    /// Cancels:    the device may have been signed in nevertheless.
    /// Spec:       https://core.telegram.org/api/qr-login
    [[nodiscard]] awaitable<account_session> accept_login_token(std::string_view link) const;

protected:
    account_methods() = default;
    ~account_methods() = default;
};

} // namespace awaitgram
