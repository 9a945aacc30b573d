// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/methods/forums.hpp>
#include <awaitgram/methods/impl/chat_settings.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// The id of the message that a request sent; 0 when the updates tell none.
[[nodiscard]] inline std::int32_t sent_id_in(const api::Updates& answer) {
    const auto* updates = answer.updates();
    if (updates == nullptr)
        return 0;
    for (const auto& each : *updates) {
        if (const auto* sent = each.get_if<api::updateMessageID>())
            return sent->id;
        const auto* posted = each.get_if<api::updateNewChannelMessage>();
        const auto* told =
            posted != nullptr ? posted->message.get_if<api::messageService>() : nullptr;
        if (told != nullptr && told->action.is<api::messageActionTopicCreate>())
            return told->id;
    }
    return 0;
}

[[nodiscard]] inline awaitable<std::int32_t> create_topic_now(
    const self_info* account, chat_query asked, api::messages::createForumTopic request
) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    request.peer = found.input;
    const auto answer = co_await rpc::invoke(*account->access.calls, request);
    co_return sent_id_in(*answer);
}

[[nodiscard]] inline awaitable<void>
delete_topic_now(const self_info* account, chat_query asked, std::int32_t topic) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    api::messages::deleteTopicHistory request{};
    request.peer = found.input;
    request.top_msg_id = topic;
    auto deleting = call_until_done(account, std::move(request));
    co_await std::move(deleting);
}

[[nodiscard]] inline awaitable<std::vector<std::optional<forum_topic>>>
topics_by_id_now(const self_info* account, chat_query asked, std::vector<std::int32_t> ids) {
    std::vector<std::optional<forum_topic>> topics(ids.size());
    if (ids.empty())
        co_return topics;
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    api::messages::getForumTopicsByID request{};
    request.peer = found.input;
    for (const auto id : ids)
        request.topics.push_back(id);
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    for (const auto& each : kept->kept->topics)
        if (const auto* known = each.get_if<api::forumTopic>())
            for (std::size_t at = 0; at != ids.size(); ++at)
                if (ids[at] == known->id)
                    topics[at].emplace(kept, *known);
    co_return topics;
}

[[nodiscard]] inline api::messages::editForumTopic edit_of_topic(std::int32_t topic) {
    api::messages::editForumTopic request{};
    request.topic_id = topic;
    return request;
}

[[nodiscard]] inline awaitable<void>
pin_topic_as(const self_info* account, chat_ref chat, std::int32_t topic, bool pinned) {
    api::messages::updatePinnedForumTopic request{};
    request.topic_id = topic;
    request.pinned = pinned;
    return change_group(account, chat_query{chat}, std::move(request));
}

} // namespace detail

AWAITGRAM_DECL
topic_cursor::topic_cursor(const self_info* account, chat_query chat, topic_options options)
    : cursor(detail::limit_of(options.limit)), account_(account), chat_(std::move(chat)),
      search_(options.search) {}

AWAITGRAM_DECL awaitable<void> topic_cursor::fetch() {
    auto asked = chat_;
    const auto found = co_await detail::resolved(account_, std::move(asked));
    detail::require_group(found);
    api::messages::getForumTopics request{};
    request.peer = found.input;
    if (!search_.empty())
        request.q = tl::string{search_};
    request.offset_date = offset_date_;
    request.offset_id = offset_id_;
    request.offset_topic = offset_topic_;
    request.limit = page_size();
    auto answer = co_await rpc::invoke(*account_->access.calls, request);
    const auto kept = detail::keep_answer(std::move(answer));
    const auto& content = *kept->kept;
    std::vector<forum_topic> fresh;
    const api::forumTopic* last = nullptr;
    for (const auto& each : content.topics)
        if (const auto* known = each.get_if<api::forumTopic>()) {
            // The pinned ones come on the first page, whatever their place.
            if (!known->pinned || last == nullptr)
                last = known;
            if (seen_.insert(known->id).second)
                fresh.emplace_back(kept, *known);
        }
    // Without a new topic, pages could come for ever.
    if (fresh.empty() || last == nullptr)
        finish();
    if (last != nullptr) {
        offset_topic_ = last->id;
        offset_id_ = last->top_message;
        offset_date_ = last->date;
        if (!content.order_by_create_date)
            for (const auto& each : content.messages)
                if (const auto* id = each.id(); id != nullptr && *id == last->top_message)
                    if (const auto* date = each.date())
                        offset_date_ = *date;
    }
    take(std::move(fresh), content.count);
}

AWAITGRAM_DECL awaitable<std::int32_t> forum_methods::create_topic(
    chat_ref chat, std::string_view title, create_topic_options options
) const {
    api::messages::createForumTopic request{};
    request.title = tl::string{title};
    request.icon_color = static_cast<std::int32_t>(options.color);
    if (options.icon_emoji != 0)
        request.icon_emoji_id = options.icon_emoji;
    return detail::create_topic_now(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
forum_methods::edit_topic(chat_ref chat, std::int32_t topic, topic_changes changes) const {
    auto request = detail::edit_of_topic(topic);
    if (changes.title)
        request.title = tl::string{*changes.title};
    if (changes.icon_emoji)
        request.icon_emoji_id = *changes.icon_emoji;
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void> forum_methods::close_topic(chat_ref chat, std::int32_t topic) const {
    auto request = detail::edit_of_topic(topic);
    request.closed = true;
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
forum_methods::reopen_topic(chat_ref chat, std::int32_t topic) const {
    auto request = detail::edit_of_topic(topic);
    request.closed = false;
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void> forum_methods::hide_general_topic(chat_ref chat) const {
    auto request = detail::edit_of_topic(forum_topic::general);
    request.hidden = true;
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void> forum_methods::show_general_topic(chat_ref chat) const {
    auto request = detail::edit_of_topic(forum_topic::general);
    request.hidden = false;
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void> forum_methods::pin_topic(chat_ref chat, std::int32_t topic) const {
    return detail::pin_topic_as(&account(), chat, topic, true);
}

AWAITGRAM_DECL awaitable<void> forum_methods::unpin_topic(chat_ref chat, std::int32_t topic) const {
    return detail::pin_topic_as(&account(), chat, topic, false);
}

AWAITGRAM_DECL awaitable<void>
forum_methods::delete_topic(chat_ref chat, std::int32_t topic) const {
    return detail::delete_topic_now(&account(), chat_query{chat}, topic);
}

AWAITGRAM_DECL topic_cursor forum_methods::topics(chat_ref chat, topic_options options) const {
    return topic_cursor{&account(), chat_query{chat}, options};
}

AWAITGRAM_DECL awaitable<std::vector<std::optional<forum_topic>>>
forum_methods::topics_by_id(chat_ref chat, std::span<const std::int32_t> ids) const {
    return detail::topics_by_id_now(
        &account(), chat_query{chat}, std::vector<std::int32_t>(ids.begin(), ids.end())
    );
}

} // namespace awaitgram
