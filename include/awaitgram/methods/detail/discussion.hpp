// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::detail {

/// The copy of a channel's post in the group for comments; nothing when it has none.
[[nodiscard]] inline awaitable<std::optional<message>>
discussion_of(message_chat where, std::int32_t post) {
    const auto* account = where.account;
    api::messages::getDiscussionMessage request{};
    request.msg_id = post;
    auto calling = call_in(std::move(where), std::move(request));
    auto answer = co_await std::move(calling);
    const auto all =
        std::make_shared<peer_map_of<tl::reply<api::messages::discussionMessage>>>(std::move(answer)
        );
    const auto& value = *all->kept;
    all->users = &value.users;
    all->chats = &value.chats;
    // Of an album there are several, the first of which is last.
    std::optional<message> first;
    for (const auto& each : value.messages)
        if (!each.is<api::messageEmpty>())
            first = message(all, each, account);
    co_return first;
}

} // namespace awaitgram::detail
