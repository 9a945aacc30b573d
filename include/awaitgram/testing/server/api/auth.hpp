// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::testing {

[[nodiscard]] inline bool valid_app(std::int32_t api_id, std::string_view api_hash) {
    return api_id > 0 && !api_hash.empty();
}

[[nodiscard]] inline api_reply authorized(api_call& call, const account& user) {
    call.login.sign_in(user.id);
    api::auth::authorization authorization;
    authorization.user = call.view_of(user).user(user);
    return answer(api::auth::Authorization{std::move(authorization)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::sendCode& query) {
    if (!valid_app(query.api_id, query.api_hash))
        return refuse(400, "API_ID_INVALID");
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    std::uint8_t bytes[9]{};
    (void)call.random.fill(bytes);
    login_state::sent_code code;
    code.hash = to_hex(bytes);
    code.sent = call.now;
    if (call.login.codes.size() >= 16)
        call.login.codes.clear();
    call.login.codes[phone] = code;
    api::auth::sentCodeTypeApp app;
    app.length = static_cast<std::int32_t>(call.options.code.size());
    api::auth::sentCode sent;
    sent.type = app;
    sent.phone_code_hash = tl::string{code.hash};
    return answer(api::auth::SentCode{std::move(sent)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::signIn& query) {
    const auto phone = digits_of_phone(query.phone_number);
    if (phone.empty())
        return refuse(400, "PHONE_NUMBER_INVALID");
    if (query.phone_code_hash.empty())
        return refuse(400, "PHONE_CODE_HASH_EMPTY");
    if (auto refused = refusal_of({{query.email_verification.has_value(), "email_verification"}}))
        return *std::move(refused);
    if (!query.phone_code || query.phone_code->empty())
        return refuse(400, "PHONE_CODE_EMPTY");
    const auto sent = call.login.codes.find(phone);
    if (sent == call.login.codes.end() || sent->second.hash != query.phone_code_hash.view() ||
        call.now - sent->second.sent > std::chrono::minutes{5})
        return refuse(400, "PHONE_CODE_EXPIRED");
    if (query.phone_code->view() != call.options.code)
        return refuse(400, "PHONE_CODE_INVALID");
    sent->second.confirmed = true;
    auto* user = call.accounts.find_phone(phone);
    if (user == nullptr) {
        if (call.options.unknown == unknown_number::signs_up)
            return answer(api::auth::Authorization{api::auth::authorizationSignUpRequired{}});
        user = &call.accounts.add_user(phone, "User " + phone.substr(phone.size() - 4), "");
        user->password = call.password;
    }
    if (user->password) {
        call.login.account_id = 0;
        call.login.awaiting_password = user->id;
        return refuse(401, "SESSION_PASSWORD_NEEDED");
    }
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
    const auto* bot = call.accounts.bot_of(*token);
    if (bot == nullptr)
        return refuse(400, "ACCESS_TOKEN_EXPIRED");
    return authorized(call, *bot);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::logOut&) {
    call.login.sign_in(0);
    return answer(api::auth::loggedOut{});
}

/// The algorithm with Telegram's group and these salts.
[[nodiscard]] inline api::PasswordKdfAlgo password_algorithm(byte_view salt1, byte_view salt2) {
    api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow algorithm;
    algorithm.salt1 = tl::bytes{salt1};
    algorithm.salt2 = tl::bytes{salt2};
    algorithm.g = 3;
    algorithm.p = tl::bytes{crypto::known_prime()};
    return algorithm;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::getPassword&) {
    const auto id = call.self != nullptr ? call.self->id : call.login.awaiting_password;
    const auto* user = call.accounts.find(id);
    if (user == nullptr)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    std::uint8_t fresh[16 + 8 + 256]{};
    (void)call.random.fill(fresh);
    const byte_view random{fresh};
    api::account::password password;
    password.new_algo = password_algorithm(random.first(8), random.subspan(8, 16));
    password.new_secure_algo = api::securePasswordKdfAlgoUnknown{};
    password.secure_random = tl::bytes{random.subspan(24)};
    if (user->password) {
        auto server = crypto::srp_server::start(
            {user->password->salt1, user->password->salt2, 3, crypto::known_prime()},
            user->password->verifier,
            call.random
        );
        if (!server)
            return refuse(500, "INTERNAL");
        password.has_password = true;
        password.current_algo = password_algorithm(user->password->salt1, user->password->salt2);
        password.srp_B = tl::bytes{byte_view{server->b()}};
        password.srp_id = call.random_number();
        call.login.question.emplace(login_state::password_question{
            *password.srp_id, user->id, std::move(*server)});
    }
    return answer(password);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::checkPassword& query) {
    auto* user = call.accounts.find(call.login.awaiting_password);
    if (user == nullptr)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    const auto* proof = query.password.get_if<api::inputCheckPasswordSRP>();
    if (proof == nullptr)
        return refuse(400, "PASSWORD_HASH_INVALID");
    auto question = std::exchange(call.login.question, std::nullopt);
    if (!question || question->id != proof->srp_id || question->account_id != user->id)
        return refuse(400, "SRP_ID_INVALID");
    if (!question->server.check(proof->A, proof->M1))
        return refuse(400, "PASSWORD_HASH_INVALID");
    return authorized(call, *user);
}

} // namespace awaitgram::testing
