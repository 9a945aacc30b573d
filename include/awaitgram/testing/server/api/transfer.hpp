// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/auth.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/method_names.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Logins that are taken to other data centres than that of their account, and what they may do there.

namespace awaitgram::testing {

/// The refusal of a call that the data centre of the account has to be asked; nothing for all calls there.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_away_from_home(const api_call& call, std::uint32_t method) {
    if (call.self == nullptr || call.login.dc_of_key == 0 ||
        call.dcs.home_of(call.self) == call.login.dc_of_key ||
        method == api::messages::editInlineBotMessage::tl_id)
        return std::nullopt;
    const auto name = name_of_method(method);
    for (const auto* const anywhere : {"upload.", "auth.", "help."})
        if (name.compare(0, std::string_view{anywhere}.size(), anywhere) == 0)
            return std::nullopt;
    return refusal_elsewhere(call, call.self, "USER");
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::exportAuthorization& query) {
    constexpr std::int32_t seconds = 60;
    if (auto refused = refusal_elsewhere(call, call.self, "USER"))
        return *std::move(refused);
    const auto* to = call.dcs.find(query.dc_id);
    if (to == nullptr || to->cdn || query.dc_id == call.dcs.home_of(call.self))
        return refuse(400, "DC_ID_INVALID");
    api::auth::exportedAuthorization exported;
    std::uint8_t bytes[64]{};
    (void)call.random.fill(bytes);
    exported.id = call.self->id;
    exported.bytes = tl::bytes{byte_view{bytes}};
    exported_login login;
    login.account = call.self->id;
    login.key_id = call.login.key_id;
    login.to_dc = query.dc_id;
    login.expires = call.date() + seconds;
    call.accounts.exported().add(to_hex(bytes), login, call.date());
    return answer(exported);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::auth::importAuthorization& query) {
    const auto bytes = to_hex(query.bytes);
    const auto* exported = call.accounts.exported().find(bytes, call.date());
    if (exported == nullptr || exported->to_dc != call.login.dc_of_key)
        return refuse(400, "AUTH_BYTES_INVALID");
    auto* user = call.accounts.find(exported->account);
    if (user == nullptr || query.id != user->id)
        return refuse(400, "USER_ID_INVALID");
    call.accounts.exported().arrived(bytes, call.login.key_id);
    call.login.sign_in(user->id);
    call.login.imported = true;
    api::auth::authorization authorization;
    authorization.user = call.view_of(*user).user(*user);
    return answer(api::auth::Authorization{std::move(authorization)});
}

} // namespace awaitgram::testing
