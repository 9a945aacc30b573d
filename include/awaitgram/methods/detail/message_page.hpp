// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// Messages in the answers to requests for them.

namespace awaitgram::detail {

/// An answer that messages point into.
using kept_messages = std::shared_ptr<peer_map_of<tl::reply<api::messages::Messages>>>;

[[nodiscard]] inline kept_messages kept(tl::reply<api::messages::Messages> answer) {
    auto all = std::make_shared<peer_map_of<tl::reply<api::messages::Messages>>>(std::move(answer));
    const auto& value = *all->kept;
    all->users = value.users();
    all->chats = value.chats();
    return all;
}

[[nodiscard]] inline std::span<const api::Message> messages_in(const kept_messages& page) {
    const auto& value = *page->kept;
    const auto* list = value.messages();
    return list != nullptr ? std::span<const api::Message>{*list} : std::span<const api::Message>{};
}

/// The number of all messages that a page is a part of.
[[nodiscard]] inline std::int32_t total_of(const kept_messages& page) {
    const auto& value = *page->kept;
    const auto* count = value.count();
    return count != nullptr ? *count : static_cast<std::int32_t>(messages_in(page).size());
}

/// The messages that are asked for, by the method of their chat.
[[nodiscard]] inline awaitable<kept_messages>
fetch_messages(const self_info* account, api::InputPeer chat, tl::vector<api::InputMessage> ids) {
    auto& calls = *account->access.calls;
    auto channel = channel_input(chat);
    if (channel.is<api::inputChannelEmpty>()) {
        api::messages::getMessages request{};
        request.id = std::move(ids);
        auto pending = rpc::invoke(calls, request);
        auto answer = co_await std::move(pending);
        co_return kept(std::move(answer));
    }
    api::channels::getMessages request{};
    request.channel = std::move(channel);
    request.id = std::move(ids);
    auto pending = rpc::invoke(calls, request);
    auto answer = co_await std::move(pending);
    co_return kept(std::move(answer));
}

/// The message of an answer with this id, if it is one of this chat. Outside of channels ids say nothing about the chat.
[[nodiscard]] inline std::optional<message> message_with_id(
    const kept_messages& page, std::int32_t id, std::int64_t chat, const self_info* account
) {
    for (const auto& each : messages_in(page))
        if (!each.is<api::messageEmpty>() && *each.id() == id) {
            message found(page, each, account);
            if (found.chat_id() == chat)
                return found;
        }
    return std::nullopt;
}

/// Messages of a chat by their ids, in the order of these; those that do not exist there are empty.
[[nodiscard]] inline awaitable<std::vector<std::optional<message>>>
get_messages_in(const self_info* account, resolved_chat chat, std::vector<std::int32_t> ids) {
    std::vector<std::optional<message>> all;
    all.reserve(ids.size());
    for (std::size_t first = 0; first < ids.size(); first += ids_per_request) {
        const auto slice = slice_of(ids, first);
        tl::vector<api::InputMessage> asked;
        for (const auto id : slice) {
            api::inputMessageID one{};
            one.id = id;
            asked.push_back(one);
        }
        auto fetching = fetch_messages(account, chat.input, std::move(asked));
        const auto page = co_await std::move(fetching);
        for (const auto id : slice)
            all.push_back(message_with_id(page, id, chat.id, account));
    }
    co_return all;
}

/// The first message of an answer that is no empty one, for requests that do not name its id.
[[nodiscard]] inline std::optional<message>
first_message(const kept_messages& page, const self_info* account) {
    for (const auto& each : messages_in(page))
        if (!each.is<api::messageEmpty>())
            return message(page, each, account);
    return std::nullopt;
}

} // namespace awaitgram::detail
