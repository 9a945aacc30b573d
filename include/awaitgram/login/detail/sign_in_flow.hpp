// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/login/context.hpp>
#include <awaitgram/login/sign_in_machine.hpp>
#include <awaitgram/rpc/error.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::login {

/// Carries the requests of a sign-in out, as its machine says.
class sign_in_flow {
public:
    explicit sign_in_flow(context at, sign_in_state state = {})
        : at_(at), machine_(std::move(state)) {}
    sign_in_flow(const sign_in_flow&) = delete;
    sign_in_flow& operator=(const sign_in_flow&) = delete;

    using handle = std::shared_ptr<sign_in_flow>;

    [[nodiscard]] const sign_in_machine& machine() const noexcept { return machine_; }
    /// The refusal because of which a question is asked, again or for the first time.
    [[nodiscard]] const std::optional<rpc_error>& refusal() const noexcept { return refusal_; }
    /// The login token that is shown.
    [[nodiscard]] byte_view token() const noexcept { return token_; }
    [[nodiscard]] monotonic_clock::time_point token_expires() const noexcept { return expires_; }

    /// Begins by phone. Without a number it only connects, so that a server that is away shows before the first question.
    [[nodiscard]] static awaitable<void> begin(handle all, std::string phone);
    [[nodiscard]] static awaitable<void> begin_by_token(handle all);

    [[nodiscard]] static awaitable<void> give_phone(handle all, std::string phone);
    [[nodiscard]] static awaitable<void> give_code(handle all, std::string typed);
    [[nodiscard]] static awaitable<void> give_email(handle all, std::string address);
    [[nodiscard]] static awaitable<void> give_password(handle all, std::string typed);
    [[nodiscard]] static awaitable<void> give_name(handle all, std::string first, std::string last);
    [[nodiscard]] static awaitable<void> resend_code(handle all);
    [[nodiscard]] static awaitable<void> reset_email(handle all);
    [[nodiscard]] static awaitable<void> recover_password(handle all);
    [[nodiscard]] static awaitable<void> wait_for_scan(handle all);
    [[nodiscard]] static awaitable<void> cancel(handle all);

private:
    void expect(std::initializer_list<sign_in_wants> possible);
    awaitable<bool> is_signed_in();
    awaitable<void> send_code();
    awaitable<void> take_code(result<api::auth::Authorization> next);
    awaitable<void> take(api::auth::Authorization answer);
    awaitable<void> react(sign_in_request sent, rpc_error refused);
    awaitable<void> check_code(const crypto::secret_text& code);
    awaitable<void> check_email_code(const crypto::secret_text& code);
    awaitable<void> check_recovery_code(const crypto::secret_text& code);
    awaitable<void> send_email_code();
    awaitable<void> send_recovery_code();
    awaitable<void> ask_password();
    awaitable<void> fetch_token();
    void show(const api::auth::loginToken& token);
    [[nodiscard]] api::emailVerifyPurposeLoginSetup email_purpose() const;

    context at_;
    sign_in_machine machine_;
    std::optional<rpc_error> refusal_{};
    /// What a password is proved for, once.
    std::optional<api::account::password> question_{};
    /// The login that is granted, until the session has it.
    api::auth::Authorization granted_{};
    /// The address that is to be confirmed.
    crypto::secret_text address_{};
    byte_buffer token_{};
    monotonic_clock::time_point expires_{};
    monotonic_clock::time_point next_export_{};
};

} // namespace awaitgram::login
