// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/method_base.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace awaitgram {

/// What is known of the password of two-step verification.
struct password_info {
    /// Whether there is one.
    bool set = false;
    /// The reminder; may be empty.
    std::string hint{};
    /// Whether a forgotten password can be replaced by way of an e-mail address.
    bool has_recovery = false;
    /// The address that waits for its confirmation, with its middle left out; empty for none.
    std::string unconfirmed_email{};
    /// When `reset_password` removes it, as was asked for.
    std::optional<time_point> reset_at{};
};

/// What goes with a new password.
struct password_options {
    /// The password until now; empty for none.
    std::string_view current{};
    /// A reminder, which everyone sees who knows the code of a sign-in.
    std::string_view hint{};
    /// The address for a forgotten password, which has to be confirmed; empty leaves it as it is.
    std::string_view recovery_email{};
};

static_assert(std::is_trivially_destructible_v<password_options>);

/// Whether a change waits for the confirmation of an e-mail address.
struct email_confirmation {
    bool needed = false;
    /// The number of characters of the code; 0 when unknown.
    std::int32_t code_length = 0;
};

/// The answer to the wish to have a forgotten password removed.
struct password_reset {
    enum class kind {
        /// The password is removed.
        done,
        /// It can be removed at `when`, by another call.
        waits,
        /// It can be asked for again at `when`, because an earlier wish was withdrawn.
        refused,
    };
    kind what = kind::done;
    time_point when{};
};

/// Methods about the password of two-step verification; for users.
///
/// Passwords are never sent: Telegram gets a proof that the current one is known, and a number that the new one cannot be computed from.
/// Spec: https://core.telegram.org/api/srp
class password_methods : public virtual method_base {
public:
    /// Whether there is a password, and what is known of it.
    ///
    /// Raw method: account.getPassword (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<password_info> get_password_info() const;

    /// Sets a password, or replaces the current one. Takes some tenths of a second on another thread.
    ///
    /// A first password that comes with a recovery address is in force when `confirm_recovery_email` was given the code; a password that
    /// replaces another one, at once.
    /// Raw method: account.updatePasswordSettings (users).
    /// Errors:     rpc_error when Telegram refuses: PASSWORD_HASH_INVALID when the current one is wrong or missing, EMAIL_INVALID,
    ///             FLOOD_WAIT; std::system_error when the link breaks, or with login::errc::unknown_password_algorithm;
    ///             std::invalid_argument for an empty password, which would remove it: see `remove_password`.
    /// Cancels:    the password may have been changed nevertheless.
    [[nodiscard]] awaitable<email_confirmation>
    set_password(std::string_view password, password_options options = {}) const;

    /// Removes the password, so that the code of a sign-in is enough.
    ///
    /// Raw method: account.updatePasswordSettings (users).
    /// Errors, Cancels: as `set_password`.
    [[nodiscard]] awaitable<void> remove_password(std::string_view current) const;

    /// Replaces the address for a forgotten password, which has to be confirmed; an empty one removes it.
    ///
    /// Raw method: account.updatePasswordSettings (users).
    /// Errors, Cancels: as `set_password`.
    [[nodiscard]] awaitable<email_confirmation>
    set_recovery_email(std::string_view address, std::string_view current) const;

    /// Confirms an address by the code that was sent to it.
    ///
    /// Raw method: account.confirmPasswordEmail (users).
    /// Errors:     rpc_error when Telegram refuses: CODE_INVALID, EMAIL_HASH_EXPIRED; std::system_error when the link breaks.
    /// Cancels:    it may have been confirmed nevertheless.
    [[nodiscard]] awaitable<void> confirm_recovery_email(std::string_view code) const;

    /// Sends the code once more.
    ///
    /// Raw method: account.resendPasswordEmail (users).
    /// Errors:     rpc_error when Telegram refuses: EMAIL_HASH_EXPIRED when no address waits; std::system_error when the link breaks.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<void> resend_recovery_email_code() const;

    /// Gives up an address that waits for its confirmation, and the password that was to be set with it.
    ///
    /// Raw method: account.cancelPasswordEmail (users).
    /// Errors, Cancels: as `resend_recovery_email_code`.
    [[nodiscard]] awaitable<void> cancel_recovery_email() const;

    /// Sends a code for a forgotten password to the recovery address, and returns the address with its middle left out.
    ///
    /// Raw method: auth.requestPasswordRecovery (users).
    /// Errors:     rpc_error when Telegram refuses: PASSWORD_RECOVERY_NA without an address, PASSWORD_EMPTY without a password;
    ///             std::system_error when the link breaks.
    /// Cancels:    it may have been sent nevertheless.
    [[nodiscard]] awaitable<std::string> request_password_recovery() const;

    /// Removes a forgotten password by that code.
    ///
    /// Raw method: auth.checkRecoveryPassword (users), auth.recoverPassword (users).
    /// Errors:     rpc_error when Telegram refuses: CODE_INVALID, PASSWORD_RECOVERY_EXPIRED; std::system_error when the link breaks.
    /// Cancels:    the password may have been removed nevertheless.
    [[nodiscard]] awaitable<void> recover_password(std::string_view code) const;

    /// Asks for the removal of a forgotten password, which is possible a week later, by another call. All devices of the account are
    /// told, and can withdraw the wish.
    ///
    /// Raw method: account.resetPassword (users).
    /// Errors:     rpc_error when Telegram refuses: PASSWORD_EMPTY without a password; std::system_error when the link breaks.
    /// Cancels:    as without.
    [[nodiscard]] awaitable<password_reset> reset_password() const;

    /// Withdraws that wish.
    ///
    /// Raw method: account.declinePasswordReset (users).
    /// Errors:     rpc_error when Telegram refuses: RESET_REQUEST_MISSING; std::system_error when the link breaks.
    /// Cancels:    as without.
    [[nodiscard]] awaitable<void> cancel_password_reset() const;

protected:
    password_methods() = default;
    ~password_methods() = default;
};

} // namespace awaitgram
