// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/login/sign_in_state.hpp>
#include <awaitgram/rpc/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::login {

/// The requests of a sign-in, by what they are for.
enum class sign_in_request : std::uint8_t {
    /// auth.sendCode, auth.resetLoginEmail
    send_code,
    /// auth.resendCode
    resend_code,
    /// auth.signIn
    check_code,
    /// account.sendVerifyEmailCode
    send_email_code,
    /// account.verifyEmail
    check_email_code,
    /// auth.checkPassword
    check_password,
    /// auth.requestPasswordRecovery
    recover_password,
    /// auth.recoverPassword
    check_recovery_code,
    /// auth.signUp
    sign_up,
    /// auth.exportLoginToken, auth.importLoginToken
    show_token,
};

/// What follows a refusal.
enum class sign_in_reaction : std::uint8_t {
    /// It is the caller's error; the state is as before.
    fail,
    /// A question is asked, which the state names.
    ask,
    /// Another code is to be sent.
    send_code,
    /// The state of the password is to be asked for, which then is wanted.
    ask_password,
    /// The state of the password is to be asked for, and the same password to be proved.
    prove_again,
};

/// A sign-in as a state machine: the answers and refusals of Telegram in, the next question out.
class sign_in_machine {
public:
    sign_in_machine() = default;
    explicit sign_in_machine(sign_in_state state) : state_(std::move(state)) {}

    [[nodiscard]] const sign_in_state& state() const noexcept { return state_; }

    /// Why a question is asked again, as a sentence without its full stop; empty for a new one.
    [[nodiscard]] std::string_view problem() const noexcept { return problem_; }

    /// An answer was given, and nothing is wrong with it so far.
    void answered() noexcept { problem_ = {}; }

    /// A question is asked, because of the program's wish.
    void ask(sign_in_wants next) noexcept { state_.wants = next; }

    /// The number that codes are sent for; makes all that is known of another one void.
    void set_phone(std::string phone);

    /// A scan of a QR code is wanted.
    void show_token();

    /// The account is signed in, or the sign-in was cancelled.
    void end();

    /// A code was sent. Returns the authorization if the server grants it at once, or an empty box.
    ///
    /// Errors: errc::unsupported_login.
    [[nodiscard]] result<api::auth::Authorization> on(const api::auth::SentCode& sent);

    /// Whether the login is granted; otherwise a name is wanted.
    [[nodiscard]] bool on(const api::auth::Authorization& answer);

    /// A code was sent by e-mail, to an address for later sign-ins.
    void on(const api::account::sentEmailCode& sent);

    /// An address for later sign-ins was confirmed. Returns as for a code that was sent.
    ///
    /// Errors: errc::unsupported_login.
    [[nodiscard]] result<api::auth::Authorization> on(const api::account::EmailVerified& verified);

    /// A password is wanted.
    void on(const api::account::password& asked);

    /// A code was sent to the recovery address of the password.
    void on(const api::auth::passwordRecovery& sent);

    /// Decides on a refusal.
    [[nodiscard]] sign_in_reaction refused(sign_in_request sent, const rpc_error& refusal);

private:
    sign_in_state state_{};
    std::string_view problem_{};
};

} // namespace awaitgram::login
