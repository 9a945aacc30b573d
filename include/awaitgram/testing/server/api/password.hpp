// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/testing/server/api/auth.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Two-step verification: the server knows g^x of a password, and never the password.

namespace awaitgram::testing {

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
    if (call.self != nullptr && call.self->bot)
        return refuse(400, "BOT_METHOD_INVALID");
    std::uint8_t fresh[16 + 8 + 256]{};
    (void)call.random.fill(fresh);
    const byte_view random{fresh};
    api::account::password password;
    password.new_algo = password_algorithm(random.first(8), random.subspan(8, 16));
    call.login.offered_salt.assign(random.begin(), random.begin() + 8 + 16);
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
        if (!user->password->hint.empty())
            password.hint = tl::string{user->password->hint};
        password.has_recovery = !user->password->recovery_email.empty();
        password.current_algo = password_algorithm(user->password->salt1, user->password->salt2);
        password.srp_B = tl::bytes{byte_view{server->b()}};
        password.srp_id = call.random_number();
        call.login.question.emplace(login_state::password_question{
            *password.srp_id, user->id, std::move(*server)});
    }
    if (user->unconfirmed_email)
        password.email_unconfirmed_pattern =
            tl::string{email_pattern(user->unconfirmed_email->address)};
    if (user->password_reset != 0)
        password.pending_reset_date = user->password_reset;
    return answer(password);
}

/// The refusal of a wrong proof of an account's password; the question is used up.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_proof(api_call& call, const account& user, const api::InputCheckPasswordSRP& shown) {
    const auto* proof = shown.get_if<api::inputCheckPasswordSRP>();
    if (!user.password)
        return proof == nullptr ? std::nullopt
                                : std::optional{refuse(400, "PASSWORD_HASH_INVALID")};
    if (proof == nullptr)
        return refuse(400, "PASSWORD_HASH_INVALID");
    auto question = std::exchange(call.login.question, std::nullopt);
    if (!question || question->id != proof->srp_id || question->account_id != user.id)
        return refuse(400, "SRP_ID_INVALID");
    if (!question->server.check(proof->A, proof->M1))
        return refuse(400, "PASSWORD_HASH_INVALID");
    return std::nullopt;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::checkPassword& query) {
    auto* user = call.accounts.find(call.login.awaiting_password);
    if (user == nullptr)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    if (auto refused = refusal_of_proof(call, *user, query.password))
        return *std::move(refused);
    return authorized(call, *user);
}

/// The new password in some settings: nothing when they leave it as it is, no verifier when it is removed.
struct new_password {
    bool given = false;
    std::optional<password_record> record{};
};

/// Reads it, with the salts that were offered.
[[nodiscard]] inline result<new_password, api_refusal>
password_in(const api_call& call, const api::account::passwordInputSettings& settings) {
    using algorithm = api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow;
    new_password found;
    if (!settings.new_algo)
        return found;
    found.given = true;
    const byte_view hash =
        settings.new_password_hash ? settings.new_password_hash->view() : byte_view{};
    if (settings.new_algo->is<api::passwordKdfAlgoUnknown>() && hash.empty())
        return found;
    const auto* algo = settings.new_algo->get_if<algorithm>();
    if (algo == nullptr || hash.size() != 256 || crypto::check_public(hash, crypto::known_prime()))
        return failure{api_refusal{400, "NEW_SETTINGS_INVALID", {}}};
    const byte_view offered{call.login.offered_salt};
    const auto begins = [](byte_view text, byte_view start) {
        return text.size() >= start.size() && std::ranges::equal(text.first(start.size()), start);
    };
    if (offered.empty() || algo->salt1.size() < 8 + 32 || !begins(algo->salt1, offered.first(8)) ||
        !std::ranges::equal(algo->salt2.view(), offered.subspan(8)))
        return failure{api_refusal{400, "NEW_SALT_INVALID", {}}};
    auto& record = found.record.emplace();
    record.salt1.assign(algo->salt1.begin(), algo->salt1.end());
    record.salt2.assign(algo->salt2.begin(), algo->salt2.end());
    std::memcpy(record.verifier.data(), hash.data(), hash.size());
    record.hint = settings.hint ? settings.hint->str() : std::string{};
    return found;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::updatePasswordSettings& query) {
    auto& user = *call.self;
    const auto* settings = &query.new_settings;
    if (auto refused =
            refusal_of({{settings->new_secure_settings.has_value(), "new_secure_settings"}}))
        return *std::move(refused);
    if (!settings->new_algo && !settings->email)
        return refuse(400, "NEW_SETTINGS_EMPTY");
    if (auto refused = refusal_of_proof(call, user, query.password))
        return *std::move(refused);
    auto changed = password_in(call, *settings);
    if (!changed)
        return failure{changed.error()};
    const auto address = settings->email ? settings->email->str() : std::string{};
    if (!address.empty() && !is_email(address))
        return refuse(400, "EMAIL_INVALID");
    if (!user.password && !changed->record)
        return refuse(400, "NEW_SETTINGS_EMPTY");
    if (!address.empty()) {
        // A first password is set when its address is confirmed.
        auto& pending = user.unconfirmed_email.emplace();
        pending.address = address;
        if (changed->record && user.password) {
            changed->record->recovery_email = user.password->recovery_email;
            user.password = std::move(changed->record);
        } else {
            pending.password = std::move(changed->record);
        }
        return refuse(400, "EMAIL_UNCONFIRMED_" + std::to_string(call.options.code.size()));
    }
    auto email = user.password ? user.password->recovery_email : std::string{};
    if (settings->email)
        email.clear();
    if (changed->given) {
        user.password = std::move(changed->record);
        user.unconfirmed_email.reset();
        user.password_reset = 0;
    }
    if (user.password)
        user.password->recovery_email = email;
    return answer(true);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::getPasswordSettings& query) {
    if (!call.self->password)
        return refuse(400, "PASSWORD_HASH_INVALID");
    if (auto refused = refusal_of_proof(call, *call.self, query.password))
        return *std::move(refused);
    api::account::passwordSettings settings;
    if (!call.self->password->recovery_email.empty())
        settings.email = tl::string{call.self->password->recovery_email};
    return answer(settings);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::confirmPasswordEmail& query) {
    auto& user = *call.self;
    if (!user.unconfirmed_email)
        return refuse(400, "EMAIL_HASH_EXPIRED");
    if (query.code.view() != call.options.code)
        return refuse(400, "CODE_INVALID");
    auto confirmed = *std::exchange(user.unconfirmed_email, std::nullopt);
    if (confirmed.password)
        user.password = std::move(confirmed.password);
    if (user.password)
        user.password->recovery_email = confirmed.address;
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::resendPasswordEmail&) {
    return call.self->unconfirmed_email ? answer(true) : refuse(400, "EMAIL_HASH_EXPIRED");
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::cancelPasswordEmail&) {
    if (!call.self->unconfirmed_email)
        return refuse(400, "EMAIL_HASH_EXPIRED");
    call.self->unconfirmed_email.reset();
    return answer(true);
}

/// Asks for the end of a password that was forgotten: a week later it can be had.
[[nodiscard]] inline api_reply handle(api_call& call, const api::account::resetPassword&) {
    constexpr std::int32_t week = 7 * 24 * 60 * 60;
    auto& user = *call.self;
    if (!user.password)
        return refuse(400, "PASSWORD_EMPTY");
    const auto now = call.date();
    if (user.password_reset != 0 && user.password_reset <= now) {
        user.password.reset();
        user.unconfirmed_email.reset();
        user.password_reset = 0;
        return answer(api::account::ResetPasswordResult{api::account::resetPasswordOk{}});
    }
    if (user.password_reset == 0 && user.next_password_reset > now) {
        api::account::resetPasswordFailedWait wait;
        wait.retry_date = user.next_password_reset;
        return answer(api::account::ResetPasswordResult{wait});
    }
    if (user.password_reset == 0)
        user.password_reset = now + week;
    api::account::resetPasswordRequestedWait wait;
    wait.until_date = user.password_reset;
    return answer(api::account::ResetPasswordResult{wait});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::declinePasswordReset&) {
    constexpr std::int32_t day = 24 * 60 * 60;
    if (call.self->password_reset == 0)
        return refuse(400, "RESET_REQUEST_MISSING");
    call.self->password_reset = 0;
    call.self->next_password_reset = call.date() + day;
    return answer(true);
}

/// The account whose password was forgotten, in a sign-in or while signed in; null for none.
[[nodiscard]] inline account* who_forgot(api_call& call) {
    return call.self != nullptr ? call.self : call.accounts.find(call.login.awaiting_password);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::requestPasswordRecovery&) {
    const auto* user = who_forgot(call);
    if (user == nullptr)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    if (!user->password)
        return refuse(400, "PASSWORD_EMPTY");
    if (user->password->recovery_email.empty())
        return refuse(400, "PASSWORD_RECOVERY_NA");
    call.login.recovers_password = true;
    api::auth::passwordRecovery sent;
    sent.email_pattern = tl::string{email_pattern(user->password->recovery_email)};
    return answer(sent);
}

/// The refusal of a code for a forgotten password.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_recovery(const api_call& call, std::string_view code) {
    if (code.empty())
        return refuse(400, "CODE_EMPTY");
    if (!call.login.recovers_password)
        return refuse(400, "PASSWORD_RECOVERY_EXPIRED");
    if (code != call.options.code)
        return refuse(400, "CODE_INVALID");
    return std::nullopt;
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::auth::checkRecoveryPassword& query) {
    if (who_forgot(call) == nullptr)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    if (auto refused = refusal_of_recovery(call, query.code))
        return *std::move(refused);
    return answer(true);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::recoverPassword& query) {
    auto* user = who_forgot(call);
    if (user == nullptr)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    if (auto refused = refusal_of_recovery(call, query.code))
        return *std::move(refused);
    new_password next;
    if (query.new_settings) {
        auto read = password_in(call, *query.new_settings);
        if (!read)
            return failure{read.error()};
        next = *std::move(read);
    }
    if (next.record && user->password)
        next.record->recovery_email = user->password->recovery_email;
    user->password = std::move(next.record);
    user->password_reset = 0;
    call.login.recovers_password = false;
    if (call.self == nullptr)
        return authorized(call, *user);
    api::auth::authorization same;
    same.user = call.own_view().user(*user);
    return answer(api::auth::Authorization{std::move(same)});
}

} // namespace awaitgram::testing
