// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/bots.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/bots.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// Guests of bots, and bots that others manage.

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<api::InputBotInlineMessageID>
answer_guest_now(const self_info* account, api::messages::setBotGuestChatResult request) {
    const auto answer = co_await rpc::invoke(*account->access.calls, request);
    co_return api::InputBotInlineMessageID{*answer};
}

/// Without more of the answer than the user that it is.
[[nodiscard]] inline awaitable<user>
create_bot_now(const self_info* account, chat_query manager, api::bots::createBot request) {
    const auto found = co_await resolved(account, std::move(manager));
    request.manager_id = input_of_user(found);
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = std::make_shared<peer_map_of<tl::reply<api::User>>>(std::move(answer));
    const auto* created = (*kept->kept).get_if<api::user>();
    if (created == nullptr)
        throw peer_error(peer_errc::unknown_user, std::string{request.username.view()});
    co_return user{kept, *created, account};
}

[[nodiscard]] inline awaitable<std::string>
export_bot_token_now(const self_info* account, chat_query bot, bool renewed) {
    const auto found = co_await resolved(account, std::move(bot));
    api::bots::exportBotToken request{};
    request.bot = input_of_user(found);
    request.revoke = renewed;
    const auto answer = co_await rpc::invoke(*account->access.calls, request);
    co_return std::string{answer->token.view()};
}

} // namespace detail

AWAITGRAM_DECL awaitable<api::InputBotInlineMessageID>
bot_methods::answer_guest_query(std::int64_t query_id, const inline_results& result) const {
    api::messages::setBotGuestChatResult request{};
    request.query_id = query_id;
    if (result.size() != 0)
        request.result = result.raw()[0];
    return detail::answer_guest_now(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<user> bot_methods::create_bot(
    std::string_view name, std::string_view username, chat_ref manager, bool deep_link
) const {
    api::bots::createBot request{};
    request.via_deeplink = deep_link;
    request.name = name;
    request.username = username;
    return detail::create_bot_now(&account(), chat_query{manager}, std::move(request));
}

AWAITGRAM_DECL awaitable<std::string>
bot_methods::export_bot_token(chat_ref bot, bool renewed) const {
    return detail::export_bot_token_now(&account(), chat_query{bot}, renewed);
}

} // namespace awaitgram
