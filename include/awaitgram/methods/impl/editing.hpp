// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/edit.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/editing.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// How many messages an answer says were deleted: not more than were named.
[[nodiscard]] inline std::int32_t
deleted_count(const api::messages::affectedMessages& answer, std::size_t named) noexcept {
    return std::clamp(answer.pts_count, 0, static_cast<std::int32_t>(named));
}

/// Deletes messages that are known to be of this chat. Returns how many there were.
[[nodiscard]] inline awaitable<std::int32_t> delete_known(
    const self_info* account, api::InputPeer chat, tl::vector<std::int32_t> ids, bool for_everyone
) {
    auto& calls = *account->access.calls;
    const auto named = ids.size();
    auto channel = channel_input(chat);
    if (!channel.is<api::inputChannelEmpty>()) {
        api::channels::deleteMessages request{};
        request.channel = std::move(channel);
        request.id = std::move(ids);
        auto pending = rpc::invoke(calls, request);
        const auto answer = co_await std::move(pending);
        co_return deleted_count(*answer, named);
    }
    api::messages::deleteMessages request{};
    request.revoke = for_everyone;
    request.id = std::move(ids);
    auto pending = rpc::invoke(calls, request);
    const auto answer = co_await std::move(pending);
    co_return deleted_count(*answer, named);
}

[[nodiscard]] inline awaitable<std::int32_t>
delete_now(message_chat where, std::vector<std::int32_t> ids, delete_options options) {
    const auto to = co_await find(where);
    const auto in_channel = !channel_input(to.input).is<api::inputChannelEmpty>();
    std::int32_t deleted = 0;
    for (std::size_t first = 0; first < ids.size(); first += ids_per_request) {
        auto slice = slice_of(ids, first);
        if (!in_channel) {
            // A request that names no chat deletes messages of any.
            std::vector<std::int32_t> asked(slice.begin(), slice.end());
            auto getting = get_messages_in(where.account, to, std::move(asked));
            const auto here = co_await std::move(getting);
            slice = {};
            for (const auto& each : here)
                if (each)
                    slice.push_back(each->id());
            if (slice.empty())
                continue;
        }
        auto deleting =
            delete_known(where.account, to.input, std::move(slice), options.for_everyone);
        deleted += co_await std::move(deleting);
    }
    co_return deleted;
}

[[nodiscard]] inline awaitable<void>
delete_history_now(message_chat where, delete_history_options options) {
    const auto to = co_await find(where);
    auto channel = channel_input(to.input);
    if (!channel.is<api::inputChannelEmpty>()) {
        api::channels::deleteHistory request{};
        request.channel = std::move(channel);
        request.for_everyone = options.for_everyone;
        request.max_id = options.max_id;
        auto pending = rpc::invoke(*where.account->access.calls, request);
        static_cast<void>(co_await std::move(pending));
        co_return;
    }
    api::messages::deleteHistory request{};
    request.peer = to.input;
    request.just_clear = options.keep_chat;
    request.revoke = options.for_everyone;
    request.max_id = options.max_id;
    auto calling = call_until_done(where.account, std::move(request));
    co_await std::move(calling);
}

[[nodiscard]] inline awaitable<void>
delete_user_history_now(message_chat where, chat_query sender) {
    const auto to = co_await find(where);
    const auto from = co_await resolved(where.account, std::move(sender));
    api::channels::deleteParticipantHistory request{};
    request.channel = channel_input(to.input);
    request.participant = from.input;
    auto calling = call_until_done(where.account, std::move(request));
    co_await std::move(calling);
}

} // namespace detail

AWAITGRAM_DECL awaitable<message> editing_methods::edit_text(
    chat_ref chat, std::int32_t id, text_ref content, edit_options options
) const {
    detail::edit made(detail::message_chat(&account(), chat), id, options);
    made.content = detail::read_text(content, detail::empty_text::allowed);
    return detail::edit_now(std::move(made));
}

AWAITGRAM_DECL awaitable<message> editing_methods::edit_caption(
    chat_ref chat, std::int32_t id, text_ref caption, edit_options options
) const {
    return edit_text(chat, id, caption, options);
}

AWAITGRAM_DECL awaitable<message> editing_methods::edit_media(
    chat_ref chat, std::int32_t id, media_ref media, text_ref caption, edit_options options
) const {
    detail::edit made(detail::message_chat(&account(), chat), id, options);
    made.content = detail::read_text(caption, detail::empty_text::allowed);
    made.media = media.input();
    return detail::edit_now(std::move(made));
}

AWAITGRAM_DECL awaitable<message>
editing_methods::edit_reply_markup(chat_ref chat, std::int32_t id, keyboard_ref keyboard) const {
    edit_options options;
    options.keyboard = keyboard;
    return detail::edit_now(detail::edit(detail::message_chat(&account(), chat), id, options));
}

AWAITGRAM_DECL awaitable<std::int32_t>
editing_methods::delete_messages(chat_ref chat, message_ids ids, delete_options options) const {
    return detail::delete_now(detail::message_chat(&account(), chat), ids.values(), options);
}

AWAITGRAM_DECL awaitable<void>
editing_methods::delete_history(chat_ref chat, delete_history_options options) const {
    return detail::delete_history_now(detail::message_chat(&account(), chat), options);
}

AWAITGRAM_DECL awaitable<void>
editing_methods::delete_user_history(chat_ref chat, chat_ref sender) const {
    return detail::delete_user_history_now(
        detail::message_chat(&account(), chat), chat_query{sender}
    );
}

} // namespace awaitgram
