// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::testing {

[[nodiscard]] inline bool valid_app(std::int32_t api_id, std::string_view api_hash) {
    return api_id > 0 && !api_hash.empty();
}

/// The refusal of a caller who wants to sign in to an account that lives at another data centre; null for a new one.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_elsewhere(const api_call& call, const account* user, const std::string& kind) {
    const auto home = call.dcs.home_of(user);
    if (call.login.dc_of_key == 0 || home == call.login.dc_of_key)
        return std::nullopt;
    return refuse(303, kind + "_MIGRATE_" + std::to_string(home));
}

/// Signs the caller in, as a new device of an account.
[[nodiscard]] inline api::auth::authorization authorize(api_call& call, account& user) {
    auto& login = call.login;
    forget_login(user, login.key_id);
    login.sign_in(user.id);
    device_login device;
    device.hash = call.random_number() | 1;
    device.key_id = login.key_id;
    device.api_id = login.client.api_id;
    device.model = login.client.model;
    device.system = login.client.system;
    device.app = login.client.app;
    device.created = call.date();
    if (!user.bot)
        user.logins.push_back(std::move(device));
    api::auth::authorization authorization;
    authorization.user = call.view_of(user).user(user);
    return authorization;
}

[[nodiscard]] inline api_reply authorized(api_call& call, account& user) {
    return answer(api::auth::Authorization{authorize(call, user)});
}

/// The refusal of an account whose password is still to be proved; nothing when it has none.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_without_password(api_call& call, const account& user) {
    if (!user.password)
        return std::nullopt;
    call.login.account_id = 0;
    call.login.awaiting_password = user.id;
    return refuse(401, "SESSION_PASSWORD_NEEDED");
}

/// How a code was sent, and how the next one would be.
[[nodiscard]] inline api::auth::sentCode
shown_code(const api_call& call, const login_state::sent_code& code) {
    using way = login_state::sent_code::way;
    constexpr std::int32_t pause = 60;
    const auto length = static_cast<std::int32_t>(call.options.code.size());
    api::auth::sentCode sent;
    sent.phone_code_hash = tl::string{code.hash};
    switch (code.sent_by) {
    case way::app: {
        api::auth::sentCodeTypeApp app;
        app.length = length;
        sent.type = app;
        sent.next_type = api::auth::codeTypeSms{};
        break;
    }
    case way::sms: {
        api::auth::sentCodeTypeSms sms;
        sms.length = length;
        sent.type = sms;
        sent.next_type = api::auth::codeTypeCall{};
        sent.timeout = pause;
        break;
    }
    case way::call: {
        api::auth::sentCodeTypeCall spoken;
        spoken.length = length;
        sent.type = spoken;
        break;
    }
    case way::email: {
        api::auth::sentCodeTypeEmailCode mail;
        mail.length = length;
        mail.email_pattern = tl::string{email_pattern(code.email)};
        sent.type = std::move(mail);
        break;
    }
    }
    return sent;
}

/// Whether the client was signed in to an account before and has kept the token of its log-out.
[[nodiscard]] inline bool
recognises(api_call& call, const api::codeSettings& settings, const account& user) {
    if (!settings.logout_tokens)
        return false;
    for (const auto& token : *settings.logout_tokens)
        if (call.accounts.tokens().take_kept(to_hex(token), user.id))
            return true;
    return false;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::sendCode& query) {
    if (!valid_app(query.api_id, query.api_hash))
        return refuse(400, "API_ID_INVALID");
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    auto* user = call.accounts.find_phone(phone);
    if (auto refused = refusal_elsewhere(call, user, "PHONE"))
        return *std::move(refused);
    if (user != nullptr && recognises(call, query.settings, *user)) {
        if (auto refused = refusal_without_password(call, *user))
            return *std::move(refused);
        api::auth::sentCodeSuccess known;
        known.authorization = authorize(call, *user);
        return answer(api::auth::SentCode{std::move(known)});
    }
    std::uint8_t bytes[9]{};
    (void)call.random.fill(bytes);
    login_state::sent_code code;
    code.hash = to_hex(bytes);
    code.sent = call.now;
    if (user != nullptr && !user->login_email.empty()) {
        code.sent_by = login_state::sent_code::way::email;
        code.email = user->login_email;
        code.email_confirmed = true;
    }
    const auto needs_email = call.options.needs_email && code.email.empty();
    if (call.login.codes.size() >= 16)
        call.login.codes.clear();
    call.login.codes[phone] = code;
    auto sent = shown_code(call, code);
    if (needs_email) {
        sent.type = api::auth::sentCodeTypeSetUpEmailRequired{};
        sent.next_type.reset();
    }
    return answer(api::auth::SentCode{std::move(sent)});
}

/// The code that was sent to a number, by its hash; null when it has expired or there is none.
[[nodiscard]] inline login_state::sent_code*
code_of(api_call& call, const std::string& phone, std::string_view hash) {
    const auto sent = call.login.codes.find(phone);
    const auto valid = sent != call.login.codes.end() && sent->second.hash == hash &&
                       call.now - sent->second.sent <= std::chrono::minutes{5};
    return valid ? &sent->second : nullptr;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::resendCode& query) {
    using way = login_state::sent_code::way;
    if (auto refused = refusal_of({{query.reason.has_value(), "reason"}}))
        return *std::move(refused);
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    if (query.phone_code_hash.empty())
        return refuse(400, "PHONE_CODE_HASH_EMPTY");
    auto* code = code_of(call, phone, query.phone_code_hash);
    if (code == nullptr)
        return refuse(400, "PHONE_CODE_EXPIRED");
    if (code->sent_by != way::app && code->sent_by != way::sms)
        return refuse(406, "SEND_CODE_UNAVAILABLE");
    code->sent_by = code->sent_by == way::app ? way::sms : way::call;
    code->sent = call.now;
    return answer(api::auth::SentCode{shown_code(call, *code)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::cancelCode& query) {
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    if (code_of(call, phone, query.phone_code_hash) == nullptr)
        return refuse(400, "PHONE_CODE_EXPIRED");
    call.login.codes.erase(phone);
    return answer(true);
}

/// The address is no longer used for the codes of an account.
[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::resetLoginEmail& query) {
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    auto* code = code_of(call, phone, query.phone_code_hash);
    auto* user = call.accounts.find_phone(phone);
    if (code == nullptr)
        return refuse(400, "PHONE_CODE_EXPIRED");
    if (user == nullptr || user->login_email.empty())
        return refuse(400, "EMAIL_INSTALL_MISSING");
    user->login_email.clear();
    code->email.clear();
    code->sent_by = login_state::sent_code::way::sms;
    code->sent = call.now;
    return answer(api::auth::SentCode{shown_code(call, *code)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::sendVerifyEmailCode& query) {
    const auto* setup = query.purpose.get_if<api::emailVerifyPurposeLoginSetup>();
    if (setup == nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_purpose");
    const auto phone = digits_of_phone(setup->phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    auto* code = code_of(call, phone, setup->phone_code_hash);
    if (code == nullptr)
        return refuse(400, "PHONE_HASH_EXPIRED");
    if (!is_email(query.email))
        return refuse(400, "EMAIL_INVALID");
    code->email = query.email.str();
    code->email_confirmed = false;
    api::account::sentEmailCode sent;
    sent.email_pattern = tl::string{email_pattern(code->email)};
    sent.length = static_cast<std::int32_t>(call.options.code.size());
    return answer(sent);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::verifyEmail& query) {
    const auto* setup = query.purpose.get_if<api::emailVerifyPurposeLoginSetup>();
    const auto* typed = query.verification.get_if<api::emailVerificationCode>();
    if (setup == nullptr || typed == nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_purpose");
    auto* code = code_of(call, digits_of_phone(setup->phone_number), setup->phone_code_hash);
    if (code == nullptr || code->email.empty())
        return refuse(400, "EMAIL_VERIFY_EXPIRED");
    if (typed->code.view() != call.options.code)
        return refuse(400, "CODE_INVALID");
    code->email_confirmed = true;
    code->sent = call.now;
    api::account::emailVerifiedLogin verified;
    verified.email = tl::string{code->email};
    verified.sent_code = shown_code(call, *code);
    return answer(api::account::EmailVerified{std::move(verified)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::signIn& query) {
    using way = login_state::sent_code::way;
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    if (query.phone_code_hash.empty())
        return refuse(400, "PHONE_CODE_HASH_EMPTY");
    const auto* mailed = query.email_verification
                             ? query.email_verification->get_if<api::emailVerificationCode>()
                             : nullptr;
    if (query.email_verification && mailed == nullptr)
        return refuse(400, "FIELD_NOT_SUPPORTED_email_verification");
    const auto typed = mailed != nullptr  ? mailed->code.view()
                       : query.phone_code ? query.phone_code->view()
                                          : std::string_view{};
    if (typed.empty())
        return refuse(400, "PHONE_CODE_EMPTY");
    auto* sent = code_of(call, phone, query.phone_code_hash);
    if (sent == nullptr)
        return refuse(400, "PHONE_CODE_EXPIRED");
    if (call.options.needs_email && !sent->email_confirmed)
        return refuse(400, "EMAIL_INSTALL_MISSING");
    if ((sent->sent_by == way::email) != (mailed != nullptr) || typed != call.options.code)
        return refuse(400, mailed != nullptr ? "CODE_INVALID" : "PHONE_CODE_INVALID");
    auto* user = call.accounts.find_phone(phone);
    if (auto refused = refusal_elsewhere(call, user, "PHONE"))
        return *std::move(refused);
    sent->confirmed = true;
    if (user == nullptr) {
        if (call.options.unknown == unknown_number::signs_up)
            return answer(api::auth::Authorization{api::auth::authorizationSignUpRequired{}});
        user = &call.accounts.add_user(phone, "User " + phone.substr(phone.size() - 4), "");
        user->password = call.password;
    }
    if (sent->email_confirmed)
        user->login_email = sent->email;
    if (auto refused = refusal_without_password(call, *user))
        return *std::move(refused);
    auto codes = call.login.codes; // a later sign-up merely names the account
    auto reply = authorized(call, *user);
    call.login.codes = std::move(codes);
    return reply;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::signUp& query) {
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    const auto sent = call.login.codes.find(phone);
    if (sent == call.login.codes.end() || sent->second.hash != query.phone_code_hash.view())
        return refuse(400, "PHONE_CODE_EXPIRED");
    if (!sent->second.confirmed)
        return refuse(400, "PHONE_CODE_EMPTY");
    if (query.first_name.empty() || query.first_name.size() > 64 * 4)
        return refuse(400, "FIRSTNAME_INVALID");
    if (query.last_name.size() > 64 * 4)
        return refuse(400, "LASTNAME_INVALID");
    auto* user = call.accounts.find_phone(phone);
    if (user == nullptr) {
        user = &call.accounts.add_user(phone, "", "");
        user->password = call.password; // applies from the next sign-in on
    } else if (call.login.account_id != user->id) {
        return refuse(400, "PHONE_NUMBER_OCCUPIED");
    }
    if (sent->second.email_confirmed)
        user->login_email = sent->second.email;
    user->first_name = query.first_name.view();
    user->last_name = query.last_name.view();
    return authorized(call, *user);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::auth::importBotAuthorization& query) {
    if (!valid_app(query.api_id, query.api_hash))
        return refuse(400, "API_ID_INVALID");
    if (auto refused = refusal_of({{query.flags != 0, "flags"}}))
        return *std::move(refused);
    const auto token = parse_token(query.bot_auth_token);
    if (!token)
        return refuse(400, "ACCESS_TOKEN_INVALID");
    auto* bot = call.accounts.bot_of(*token);
    if (bot == nullptr)
        return refuse(400, "ACCESS_TOKEN_EXPIRED");
    if (auto refused = refusal_elsewhere(call, bot, "USER"))
        return *std::move(refused);
    return authorized(call, *bot);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::logOut&) {
    if (!call.login.imported)
        forget_login(*call.self, call.login.key_id);
    call.ended_keys.push_back(call.login.key_id
    ); // with the logins that were taken elsewhere from it
    call.login.sign_in(0);
    api::auth::loggedOut out;
    if (!call.self->bot) {
        std::uint8_t bytes[32]{};
        (void)call.random.fill(bytes);
        call.accounts.tokens().keep(to_hex(bytes), call.self->id);
        out.future_auth_token = tl::bytes{byte_view{bytes}};
    }
    return answer(out);
}

} // namespace awaitgram::testing
