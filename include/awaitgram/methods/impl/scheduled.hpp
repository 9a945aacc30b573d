// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/sent.hpp>
#include <awaitgram/methods/impl/chat_list.hpp>
#include <awaitgram/methods/scheduled.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::vector<message>> scheduled_now(message_chat where) {
    const auto* account = where.account;
    auto calling = call_in(std::move(where), api::messages::getScheduledHistory{});
    auto answer = co_await std::move(calling);
    const auto page = kept(std::move(answer));
    message_source source;
    source.scheduled = true;
    std::vector<message> all;
    for (const auto& each : messages_in(page))
        if (!each.is<api::messageEmpty>())
            all.emplace_back(page, each, account, nullptr, source);
    co_return all;
}

[[nodiscard]] inline awaitable<std::vector<message>>
send_scheduled_now(message_chat where, std::vector<std::int32_t> ids) {
    const auto* account = where.account;
    std::vector<message> all;
    for (std::size_t first = 0; first < ids.size(); first += ids_per_request) {
        api::messages::sendScheduledMessages request{};
        request.id = slice_of(ids, first);
        auto calling = call_in(where, std::move(request));
        auto answer = co_await std::move(calling);
        const auto updates = kept(std::move(answer));
        for (const auto& update : updates_in(*updates->kept))
            if (const auto told = new_message_in(update);
                told.message != nullptr && !told.source.scheduled)
                all.emplace_back(updates, *told.message, account, nullptr, told.source);
    }
    co_return all;
}

[[nodiscard]] inline awaitable<void>
delete_scheduled_now(message_chat where, std::vector<std::int32_t> ids) {
    for (std::size_t first = 0; first < ids.size(); first += ids_per_request) {
        api::messages::deleteScheduledMessages request{};
        request.id = slice_of(ids, first);
        auto calling = call_in(where, std::move(request));
        static_cast<void>(co_await std::move(calling));
    }
}

[[nodiscard]] inline awaitable<std::optional<draft>>
draft_now(const self_info* account, std::vector<chat_query> asked) {
    auto getting = get_dialogs_now(account, std::move(asked));
    const auto found = co_await std::move(getting);
    if (found.empty())
        co_return std::nullopt;
    co_return found.front().draft();
}

[[nodiscard]] inline awaitable<std::vector<draft>> drafts_now(const self_info* account) {
    const api::messages::getAllDrafts request{};
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto all = kept(std::move(answer));
    std::vector<draft> drafts;
    for (const auto& update : updates_in(*all->kept))
        if (const auto* told = update.get_if<api::updateDraftMessage>())
            if (const auto* raw = told->draft.get_if<api::draftMessage>())
                drafts.emplace_back(
                    all, *raw, dialog_id(told->peer), told->top_msg_id.value_or(0), account
                );
    co_return drafts;
}

/// The draft of a chat, or of one of its topics.
[[nodiscard]] inline api::messages::saveDraft draft_of(const draft_options& options) {
    api::messages::saveDraft request{};
    request.no_webpage = options.no_preview;
    if (options.reply_to != 0 || options.topic != 0) {
        api::inputReplyToMessage answered{};
        answered.reply_to_msg_id = options.reply_to;
        if (options.topic != 0)
            answered.top_msg_id = options.topic;
        request.reply_to = std::move(answered);
    }
    return request;
}

template <class Request>
[[nodiscard]] awaitable<void> without_answer(awaitable<tl::reply<Request>> pending) {
    static_cast<void>(co_await std::move(pending));
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<message>>
scheduled_methods::get_scheduled_messages(chat_ref chat) const {
    return detail::scheduled_now(detail::message_chat(&account(), chat));
}

AWAITGRAM_DECL awaitable<std::vector<message>>
scheduled_methods::send_scheduled_messages(chat_ref chat, message_ids ids) const {
    return detail::send_scheduled_now(detail::message_chat(&account(), chat), ids.values());
}

AWAITGRAM_DECL awaitable<void>
scheduled_methods::delete_scheduled_messages(chat_ref chat, message_ids ids) const {
    return detail::delete_scheduled_now(detail::message_chat(&account(), chat), ids.values());
}

AWAITGRAM_DECL awaitable<void>
scheduled_methods::save_draft(chat_ref chat, text_ref content, draft_options options) const {
    auto request = detail::draft_of(options);
    auto outgoing = detail::read_text(content);
    outgoing.put_into(request);
    return detail::act_in(detail::message_chat(&account(), chat), std::move(request));
}

AWAITGRAM_DECL awaitable<std::optional<draft>> scheduled_methods::get_draft(chat_ref chat) const {
    std::vector<chat_query> asked;
    asked.emplace_back(chat);
    return detail::draft_now(&account(), std::move(asked));
}

AWAITGRAM_DECL awaitable<std::vector<draft>> scheduled_methods::get_drafts() const {
    return detail::drafts_now(&account());
}

AWAITGRAM_DECL awaitable<void>
scheduled_methods::clear_draft(chat_ref chat, std::int32_t topic) const {
    draft_options options;
    options.topic = topic;
    return detail::act_in(detail::message_chat(&account(), chat), detail::draft_of(options));
}

AWAITGRAM_DECL awaitable<void> scheduled_methods::clear_all_drafts() const {
    const api::messages::clearAllDrafts request{};
    return detail::without_answer(rpc::invoke(*account().access.calls, request));
}

} // namespace awaitgram
