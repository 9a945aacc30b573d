// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/sign_in_machine.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::login {

namespace detail {

/// A code is sent again that often where Telegram asks for it, or the last one has expired.
inline constexpr std::int32_t most_restarts = 2;

/// What a refusal means: of one request, or of any.
struct refusal_row {
    std::optional<sign_in_request> sent;
    std::string_view name;
    sign_in_reaction reaction;
    /// The next question; the same one when empty.
    std::optional<sign_in_wants> next{};
    std::string_view problem{};
};

[[nodiscard]] inline const refusal_row*
row_of(sign_in_request sent, std::string_view name) noexcept {
    using request = sign_in_request;
    using enum sign_in_reaction;
    using wants = sign_in_wants;
    constexpr std::string_view wrong_code = "the code is wrong";
    constexpr std::string_view expired = "the code has expired; Telegram sends another one";
    constexpr std::string_view no_email = "Telegram does not accept this e-mail address";
    constexpr std::string_view no_name = "Telegram does not accept this name";
    static constexpr refusal_row rows[]{
        {request::send_code, "PHONE_NUMBER_INVALID", ask, wants::phone, "this is no phone number"},
        {request::resend_code,
         "SEND_CODE_UNAVAILABLE",
         ask,
         {},
         "Telegram sends this code in no other way"},
        {request::check_code, "PHONE_CODE_INVALID", ask, {}, wrong_code},
        {request::check_code, "PHONE_CODE_EMPTY", ask, {}, wrong_code},
        {request::check_code, "CODE_INVALID", ask, {}, wrong_code},
        {request::check_code, "EMAIL_VERIFY_EXPIRED", send_code, {}, expired},
        {request::check_code, "SESSION_PASSWORD_NEEDED", ask_password},
        {request::check_code, "PHONE_NUMBER_UNOCCUPIED", ask, wants::name},
        {request::show_token, "SESSION_PASSWORD_NEEDED", ask_password},
        {request::send_email_code, "EMAIL_INVALID", ask, {}, "this is no e-mail address"},
        {request::send_email_code, "EMAIL_NOT_ALLOWED", ask, {}, no_email},
        {request::check_email_code, "CODE_INVALID", ask, {}, wrong_code},
        {request::check_email_code, "EMAIL_INVALID", ask, wants::email, no_email},
        {request::check_email_code, "EMAIL_NOT_ALLOWED", ask, wants::email, no_email},
        {request::check_email_code,
         "EMAIL_VERIFY_EXPIRED",
         ask,
         wants::email,
         "the code has expired; another one can be sent"},
        {request::check_password, "PASSWORD_HASH_INVALID", ask, {}, "the password is wrong"},
        // The question is too old, because typing took long: the same password answers a new one.
        {request::check_password, "SRP_ID_INVALID", prove_again},
        {request::check_password,
         "SRP_PASSWORD_CHANGED",
         ask_password,
         {},
         "the password was changed a moment ago"},
        {request::recover_password,
         "PASSWORD_RECOVERY_NA",
         ask,
         {},
         "the account has no e-mail address for forgotten passwords"},
        {request::check_recovery_code, "CODE_INVALID", ask, {}, wrong_code},
        {request::check_recovery_code, "CODE_EMPTY", ask, {}, wrong_code},
        {request::check_recovery_code,
         "PASSWORD_RECOVERY_EXPIRED",
         ask,
         wants::password,
         "the code has expired; another one can be sent"},
        {request::sign_up, "FIRSTNAME_INVALID", ask, {}, no_name},
        {request::sign_up, "LASTNAME_INVALID", ask, {}, no_name},
        {std::nullopt, "PHONE_CODE_EXPIRED", send_code, {}, expired},
        {std::nullopt, "PHONE_HASH_EXPIRED", send_code, {}, expired},
        {std::nullopt,
         "AUTH_RESTART",
         send_code,
         {},
         "Telegram began the sign-in anew and sends another code"},
    };
    for (const auto& each : rows)
        if ((!each.sent || *each.sent == sent) && each.name == name)
            return &each;
    return nullptr;
}

} // namespace detail

AWAITGRAM_DECL void sign_in_machine::set_phone(std::string phone) {
    sign_in_state fresh;
    fresh.phone = crypto::secret_text{std::move(phone)};
    state_ = std::move(fresh);
    problem_ = {};
}

AWAITGRAM_DECL void sign_in_machine::show_token() {
    state_ = sign_in_state{};
    problem_ = {};
    ask(sign_in_wants::scan);
}

AWAITGRAM_DECL void sign_in_machine::end() {
    state_ = sign_in_state{};
    problem_ = {};
    ask(sign_in_wants::nothing);
}

AWAITGRAM_DECL result<api::auth::Authorization> sign_in_machine::on(const api::auth::SentCode& sent
) {
    if (const auto* done = sent.get_if<api::auth::sentCodeSuccess>())
        return done->authorization;
    const auto* code = sent.get_if<api::auth::sentCode>();
    if (code == nullptr)
        return failure(make_error_code(errc::unsupported_login));
    const auto needs_email = code->type.is<api::auth::sentCodeTypeSetUpEmailRequired>();
    auto delivery = delivery_of(*code);
    if (!needs_email && delivery.kind == code_kind::unknown)
        return failure(make_error_code(errc::unsupported_login));
    state_.phone_code_hash = crypto::secret_text{code->phone_code_hash.str()};
    state_.code = std::move(delivery);
    state_.sets_up_email = needs_email;
    state_.email.clear();
    if (needs_email)
        ask(sign_in_wants::email);
    else if (state_.code.kind != code_kind::email)
        ask(sign_in_wants::code);
    else {
        state_.email = state_.code.detail;
        ask(sign_in_wants::email_code);
    }
    return api::auth::Authorization{};
}

AWAITGRAM_DECL bool sign_in_machine::on(const api::auth::Authorization& answer) {
    const auto* needed = answer.get_if<api::auth::authorizationSignUpRequired>();
    if (needed == nullptr)
        return true;
    if (needed->terms_of_service)
        state_.terms = needed->terms_of_service->text.str();
    ask(sign_in_wants::name);
    return false;
}

AWAITGRAM_DECL void sign_in_machine::on(const api::account::sentEmailCode& sent) {
    state_.email = sent.email_pattern.str();
    auto delivery = awaitgram::detail::code_of(code_kind::email, sent.length, state_.email);
    state_.code = std::move(delivery);
    ask(sign_in_wants::email_code);
}

AWAITGRAM_DECL result<api::auth::Authorization>
sign_in_machine::on(const api::account::EmailVerified& verified) {
    const auto* login = verified.get_if<api::account::emailVerifiedLogin>();
    if (login == nullptr)
        return failure(make_error_code(errc::unsupported_login));
    return on(login->sent_code);
}

AWAITGRAM_DECL void sign_in_machine::on(const api::account::password& asked) {
    state_.hint = asked.hint ? asked.hint->str() : std::string{};
    state_.has_recovery = asked.has_recovery;
    ask(sign_in_wants::password);
}

AWAITGRAM_DECL void sign_in_machine::on(const api::auth::passwordRecovery& sent) {
    state_.email = sent.email_pattern.str();
    auto delivery = awaitgram::detail::code_of(code_kind::email, 0, state_.email);
    state_.code = std::move(delivery);
    ask(sign_in_wants::recovery_code);
}

AWAITGRAM_DECL sign_in_reaction
sign_in_machine::refused(sign_in_request sent, const rpc_error& refusal) {
    const auto* row = detail::row_of(sent, refusal.name());
    if (row == nullptr)
        return sign_in_reaction::fail;
    if (row->reaction == sign_in_reaction::send_code) {
        if (state_.phone.get().empty() || state_.restarts >= detail::most_restarts)
            return sign_in_reaction::fail;
        ++state_.restarts;
    }
    state_.wants = row->next.value_or(state_.wants);
    problem_ = row->problem;
    return row->reaction;
}

} // namespace awaitgram::login
