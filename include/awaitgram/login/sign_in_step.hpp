// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/login/code_delivery.hpp>
#include <awaitgram/login/sign_in_state.hpp>
#include <awaitgram/rpc/error.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace login {
class sign_in_flow;
}

/// A sign-in that waits for one answer after the other: for programs with a user interface, and for those on the web.
///
/// ```cpp
/// auto step = co_await telegram.begin_sign_in(phone);
/// if (step.wants() == ag::sign_in_wants::code)
///     co_await step.give_code(typed);
/// ```
/// After each answer, `wants` names the next one, and `problem` says why the same one is wanted again. A copy is the same sign-in.
/// It ends before the client it comes from.
///
/// Errors:  of all answers: rpc_error when Telegram refuses for another reason than a wrong answer, as with FLOOD_WAIT and
///          PHONE_NUMBER_FLOOD; std::system_error when the link breaks, or with login::errc::other_answer_wanted, unsupported_login,
///          unknown_password_algorithm, wrong_account_granted; exceptions of the session. Then the same answer can be given again.
/// Cancels: as an error.
class sign_in_step {
public:
    explicit sign_in_step(std::shared_ptr<login::sign_in_flow> flow) noexcept
        : flow_(std::move(flow)) {}

    /// The answer that is needed next; `nothing` when the account is signed in.
    [[nodiscard]] sign_in_wants wants() const noexcept;

    /// Why the question is asked again, such as "the code is wrong"; empty for a new one. A code that has expired is replaced by
    /// another one, and Telegram may want to begin anew: that is told here, too.
    [[nodiscard]] std::string_view problem() const noexcept;

    /// The refusal behind `problem`; null for none.
    [[nodiscard]] const rpc_error* refusal() const noexcept;

    /// How the code was sent that is wanted, and when another one may be asked for.
    [[nodiscard]] const code_delivery& code() const noexcept;

    /// The address that the e-mail code was sent to, with its middle left out.
    [[nodiscard]] const std::string& email() const noexcept;

    /// The reminder of the password; may be empty.
    [[nodiscard]] const std::string& hint() const noexcept;

    /// Whether `recover_password` can help.
    [[nodiscard]] bool has_recovery() const noexcept;

    /// The terms that a new account agrees to; may be empty.
    [[nodiscard]] const std::string& terms() const noexcept;

    /// The link for the QR code, `tg://login?token=...`; empty unless a scan is wanted.
    [[nodiscard]] std::string link() const;

    /// The moment from which on `link` is void.
    [[nodiscard]] monotonic_clock::time_point link_expires() const noexcept;

    /// The state as a text of letters, digits, `-` and `_`, for `client::resume_sign_in`. It holds the phone number, and neither codes nor
    /// passwords. The client that resumes needs the same session, whose key the code was sent for. Only a sign-in that
    /// wants an answer can be resumed.
    [[nodiscard]] std::string save() const;

    /// Sends a code to a phone number.
    [[nodiscard]] awaitable<void> give_phone(std::string phone);

    /// Gives the code that is wanted, also one by e-mail. The code for a forgotten password removes the password.
    [[nodiscard]] awaitable<void> give_code(std::string code);

    /// Gives the address for later sign-ins, to which a code is sent.
    [[nodiscard]] awaitable<void> give_email(std::string address);

    [[nodiscard]] awaitable<void> give_password(std::string password);

    /// Gives a name to a new account, which agrees to the terms. The last name may be empty.
    [[nodiscard]] awaitable<void> give_name(std::string first, std::string last = {});

    /// Has another code sent, in the next way that `code()` tells.
    [[nodiscard]] awaitable<void> resend_code();

    /// Has the code sent in another way than by e-mail: for users who cannot read that any more. Telegram may want days for it.
    [[nodiscard]] awaitable<void> reset_email();

    /// Sends a code to the recovery address of a forgotten password.
    [[nodiscard]] awaitable<void> recover_password();

    /// Waits until another device has scanned the link, or another link is to be shown; see `wants` and `link`.
    [[nodiscard]] awaitable<void> wait_for_scan();

    /// Ends the sign-in: the code becomes void.
    [[nodiscard]] awaitable<void> cancel();

private:
    std::shared_ptr<login::sign_in_flow> flow_;
};

} // namespace awaitgram
