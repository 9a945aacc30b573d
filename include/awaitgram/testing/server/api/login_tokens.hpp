// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/testing/server/api/auth.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <utility>

// Sign-in by QR code: a client without an account shows a token, which a signed-in client of the account accepts.

namespace awaitgram::testing {

/// A device as the list of its account shows it.
[[nodiscard]] inline api::authorization
shown_device(const api_call& call, const device_login& device) {
    api::authorization shown;
    shown.current = device.key_id != 0 && device.key_id == call.login.key_id;
    shown.hash = shown.current ? 0 : device.hash;
    shown.device_model = tl::string{device.model};
    shown.platform = "Linux";
    shown.system_version = tl::string{device.system};
    shown.api_id = device.api_id;
    shown.app_name = "A client of the test server";
    shown.app_version = tl::string{device.app};
    shown.date_created = device.created;
    shown.date_active = call.date();
    shown.ip = "127.0.0.1";
    shown.country = "Localhost";
    return shown;
}

/// The account that accepted the token of the calling client, signed in; a new token when there is none.
[[nodiscard]] inline api_reply token_for(api_call& call, std::set<std::int64_t> except) {
    if (const auto accepted = call.accounts.tokens().accepted(call.login.key_id)) {
        auto* user = call.accounts.find(accepted->second);
        if (user == nullptr)
            return refuse(400, "AUTH_TOKEN_EXCEPTION");
        if (refusal_elsewhere(call, user, "USER")) {
            api::auth::loginTokenMigrateTo away;
            away.dc_id = call.dcs.home_of(user);
            away.token = tl::bytes{*from_hex(accepted->first)};
            return answer(api::auth::LoginToken{std::move(away)});
        }
        (void)call.accounts.tokens().take_accepted(call.login.key_id);
        if (auto refused = refusal_without_password(call, *user))
            return *std::move(refused);
        api::auth::loginTokenSuccess done;
        done.authorization = authorize(call, *user);
        return answer(api::auth::LoginToken{std::move(done)});
    }
    constexpr std::int32_t seconds = 30;
    std::uint8_t bytes[32]{};
    (void)call.random.fill(bytes);
    login_token shown;
    shown.key_id = call.login.key_id;
    shown.expires = call.date() + seconds;
    shown.except = std::move(except);
    call.accounts.tokens().show(to_hex(bytes), std::move(shown));
    api::auth::loginToken token;
    token.expires = call.date() + seconds;
    token.token = tl::bytes{byte_view{bytes}};
    return answer(api::auth::LoginToken{std::move(token)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::exportLoginToken& query) {
    if (!valid_app(query.api_id, query.api_hash))
        return refuse(400, "API_ID_INVALID");
    if (call.login.awaiting_password != 0)
        return refuse(401, "SESSION_PASSWORD_NEEDED");
    return token_for(
        call, std::set<std::int64_t>(query.except_ids.begin(), query.except_ids.end())
    );
}

/// For a token that was shown at another data centre.
[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::importLoginToken& query) {
    auto* shown = call.accounts.tokens().find(to_hex(query.token));
    if (shown == nullptr)
        return refuse(400, "AUTH_TOKEN_INVALID");
    if (shown->expires <= call.date())
        return refuse(400, "AUTH_TOKEN_EXPIRED");
    shown->key_id = call.login.key_id;
    return token_for(call, shown->except);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::acceptLoginToken& query) {
    auto* shown = call.accounts.tokens().find(to_hex(query.token));
    if (shown == nullptr)
        return refuse(400, "AUTH_TOKEN_INVALIDX");
    if (shown->expires <= call.date())
        return refuse(400, "AUTH_TOKEN_EXPIRED");
    if (shown->accepted_by != 0)
        return refuse(400, "AUTH_TOKEN_ALREADY_ACCEPTED");
    if (shown->except.count(call.self->id) != 0)
        return refuse(400, "AUTH_TOKEN_EXCEPTION");
    shown->accepted_by = call.self->id;
    api::updateShort scanned;
    scanned.update = api::updateLoginToken{};
    scanned.date = call.date();
    api_push push;
    push.key_id = shown->key_id;
    push.updates = tl::encoded(api::Updates{std::move(scanned)});
    call.pushes.push_back(std::move(push));
    device_login device;
    device.hash = call.random_number() | 1;
    device.created = call.date();
    device.model = "Unknown";
    return answer(shown_device(call, device));
}

} // namespace awaitgram::testing
