// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dc/key_custody.hpp>

#include <optional>
#include <utility>

namespace awaitgram::dc {

AWAITGRAM_DECL bool grants_login(const tl::frame& result) {
    if (result.size() < 4)
        return false;
    const auto constructor = load_le<std::uint32_t>(result.bytes().data());
    return constructor == api::auth::authorization::tl_id ||
           constructor == api::auth::loginTokenSuccess::tl_id ||
           constructor == api::auth::sentCodeSuccess::tl_id;
}

AWAITGRAM_DECL bool ends_login(const rpc_error& refusal) {
    const auto name = refusal.name();
    if (refusal.code() == 406)
        return name == "AUTH_KEY_DUPLICATED";
    return refusal.code() == 401 &&
           (name == "AUTH_KEY_UNREGISTERED" || name == "AUTH_KEY_INVALID" ||
            name == "SESSION_REVOKED" || name == "SESSION_EXPIRED" || name == "USER_DEACTIVATED" ||
            name == "USER_DEACTIVATED_BAN");
}

AWAITGRAM_DECL awaitable<void> store_key(
    any_session& session,
    std::optional<dc_option> known,
    std::int32_t dc,
    std::optional<crypto::auth_key> key
) {
    auto option = std::move(known).value_or(dc_option{});
    option.id = dc;
    option.auth_key = std::move(key);
    co_await session.set_dc_option(option);
}

AWAITGRAM_DECL awaitable<bool> sign_out_session(any_session& session) {
    const auto user = co_await session.self();
    if (user) {
        const peer_info last = user_info{user->id, {}, user->bot, true};
        co_await session.cache_peer(last);
    }
    co_await session.set_self(std::nullopt);
    co_return user.has_value();
}

} // namespace awaitgram::dc
