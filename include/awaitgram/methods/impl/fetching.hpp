// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/discussion.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/fetching.hpp>
#include <awaitgram/peers/detail/shown_text.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::vector<std::optional<message>>>
get_messages_now(message_chat where, std::vector<std::int32_t> ids) {
    auto to = co_await find(where);
    auto getting = get_messages_in(where.account, std::move(to), std::move(ids));
    auto all = co_await std::move(getting);
    co_return all;
}

[[nodiscard]] inline awaitable<std::optional<message>>
get_message_now(message_chat where, std::int32_t id) {
    auto getting = get_messages_now(std::move(where), std::vector{id});
    auto all = co_await std::move(getting);
    co_return std::move(all.front());
}

[[nodiscard]] inline awaitable<std::optional<message>>
message_of_link(const self_info* account, std::string link, chat_link parts) {
    message_chat where(account, chat_ref{link});
    if (parts.comment == 0) {
        auto getting = get_message_now(std::move(where), parts.message);
        auto found = co_await std::move(getting);
        co_return found;
    }
    auto looking = discussion_of(std::move(where), parts.message);
    const auto post = co_await std::move(looking);
    if (!post)
        co_return std::nullopt;
    auto getting = get_message_now(message_chat(*post), parts.comment);
    auto found = co_await std::move(getting);
    co_return found;
}

/// The message that a message replies to. Telegram also gives bots the ones that they could not get by their ids.
[[nodiscard]] inline awaitable<std::optional<message>>
replied_now(message_chat where, std::int32_t id) {
    const auto to = co_await find(where);
    api::inputMessageReplyTo asked{};
    asked.id = id;
    tl::vector<api::InputMessage> ids;
    ids.push_back(asked);
    auto fetching = fetch_messages(where.account, to.input, std::move(ids));
    const auto page = co_await std::move(fetching);
    co_return first_message(page, where.account);
}

[[nodiscard]] inline awaitable<std::vector<message>>
media_group_now(message_chat where, std::int32_t id) {
    auto to = co_await find(where);
    // An album has ten messages. Those of albums that were sent at the same time, and of other chats outside of channels, may have got ids
    // between them: one request asks for as many as it can.
    constexpr auto around = static_cast<std::int32_t>(ids_per_request - 1) / 2;
    constexpr std::int64_t last = std::numeric_limits<std::int32_t>::max();
    std::vector<std::int32_t> ids;
    for (auto each = std::max<std::int64_t>(1, std::int64_t{id} - around);
         each <= std::min(last, std::int64_t{id} + around);
         ++each)
        ids.push_back(static_cast<std::int32_t>(each));
    auto getting = get_messages_in(where.account, std::move(to), std::move(ids));
    const auto near = co_await std::move(getting);
    std::int64_t album = 0;
    for (const auto& each : near)
        if (each && each->id() == id)
            album = each->album_id();
    std::vector<message> group;
    for (const auto& each : near)
        if (each && (each->id() == id || (album != 0 && each->album_id() == album)))
            group.push_back(*each);
    co_return group;
}

[[nodiscard]] inline awaitable<std::optional<message>> pinned_now(message_chat where) {
    const auto to = co_await find(where);
    if (!channel_input(to.input).is<api::inputChannelEmpty>()) {
        tl::vector<api::InputMessage> ids;
        ids.push_back(api::inputMessagePinned{});
        auto fetching = fetch_messages(where.account, to.input, std::move(ids));
        const auto page = co_await std::move(fetching);
        co_return first_message(page, where.account);
    }
    api::messages::search request{};
    request.peer = to.input;
    request.filter = api::inputMessagesFilterPinned{};
    request.limit = 1;
    auto pending = rpc::invoke(*where.account->access.calls, request);
    auto answer = co_await std::move(pending);
    co_return first_message(kept(std::move(answer)), where.account);
}

[[nodiscard]] inline awaitable<std::vector<message_counters>>
views_now(message_chat where, std::vector<std::int32_t> ids, views_options options) {
    std::vector<message_counters> all;
    for (std::size_t first = 0; first < ids.size(); first += ids_per_request) {
        api::messages::getMessagesViews request{};
        request.id = slice_of(ids, first);
        request.increment = options.count;
        auto calling = call_in(where, std::move(request));
        const auto answer = co_await std::move(calling);
        const auto asked = std::min(ids_per_request, ids.size() - first);
        for (std::size_t at = 0; at != asked; ++at) {
            auto& read = all.emplace_back();
            if (at >= answer->views.size())
                continue;
            const auto& each = answer->views[at];
            read.views = each.views.value_or(0);
            read.forwards = each.forwards.value_or(0);
            read.replies = each.replies ? each.replies->replies : 0;
        }
    }
    co_return all;
}

[[nodiscard]] inline awaitable<std::string>
link_now(message_chat where, std::int32_t id, link_options options) {
    const auto to = co_await find(where);
    api::channels::exportMessageLink request{};
    request.channel = channel_input(to.input);
    request.id = id;
    request.grouped = options.album;
    request.thread = options.thread;
    auto pending = rpc::invoke(*where.account->access.calls, request);
    const auto answer = co_await std::move(pending);
    co_return answer->link.str();
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<std::optional<message>>>
fetching_methods::get_messages(chat_ref chat, message_ids ids) const {
    return detail::get_messages_now(detail::message_chat(&account(), chat), ids.values());
}

AWAITGRAM_DECL awaitable<std::optional<message>>
fetching_methods::get_message(chat_ref chat, std::int32_t id) const {
    return detail::get_message_now(detail::message_chat(&account(), chat), id);
}

AWAITGRAM_DECL awaitable<std::optional<message>>
fetching_methods::get_message_by_link(std::string_view link) const {
    auto parts = parse_chat_link(link);
    if (!parts)
        throw peer_error(parts.error(), detail::shown_text(link));
    if (parts->message == 0)
        throw peer_error(peer_errc::not_a_chat_link, detail::shown_text(link));
    return detail::message_of_link(&account(), std::string{link}, *std::move(parts));
}

AWAITGRAM_DECL awaitable<std::optional<message>>
fetching_methods::get_reply_to(chat_ref chat, std::int32_t id) const {
    return detail::replied_now(detail::message_chat(&account(), chat), id);
}

AWAITGRAM_DECL awaitable<std::vector<message>>
fetching_methods::get_media_group(chat_ref chat, std::int32_t id) const {
    return detail::media_group_now(detail::message_chat(&account(), chat), id);
}

AWAITGRAM_DECL awaitable<std::optional<message>> fetching_methods::get_pinned_message(chat_ref chat
) const {
    return detail::pinned_now(detail::message_chat(&account(), chat));
}

AWAITGRAM_DECL awaitable<std::vector<message_counters>>
fetching_methods::get_views(chat_ref chat, message_ids ids, views_options options) const {
    return detail::views_now(detail::message_chat(&account(), chat), ids.values(), options);
}

AWAITGRAM_DECL awaitable<std::string>
fetching_methods::export_message_link(chat_ref chat, std::int32_t id, link_options options) const {
    return detail::link_now(detail::message_chat(&account(), chat), id, options);
}

} // namespace awaitgram
