// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/dates.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/profile_buttons.hpp>
#include <awaitgram/methods/detail/sent.hpp>
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

/// An edit with all that the caller owned.
struct edit {
    edit(message_chat chat, std::int32_t message_id, const edit_options& options)
        : where(std::move(chat)), id(message_id), keyboard(options.keyboard.markup()),
          plain(options) {
        if (where.connection.empty())
            where.connection = options.business_connection;
        plain.keyboard = {};
        plain.business_connection = {};
    }

    [[nodiscard]] bool of_scheduled() const noexcept { return plain.schedule != time_point{}; }

    message_chat where;
    std::int32_t id;
    /// Nothing leaves the text as it is.
    std::optional<outgoing_text> content{};
    api::InputMedia media{};
    api::ReplyMarkup keyboard;
    /// The message as it is now, for `keep_keyboard` and for an answer without it; nothing when it is not known.
    std::optional<message> before{};
    /// The options that refer to nothing.
    edit_options plain;
};

/// The inline keyboard of a message.
[[nodiscard]] inline api::ReplyMarkup inline_keyboard_of(const message& shown) {
    const auto* raw = shown.raw_keyboard();
    return raw != nullptr && raw->is<api::replyInlineMarkup>() ? *raw : api::ReplyMarkup{};
}

/// The message after an edit that Telegram did not describe.
[[nodiscard]] inline message assumed(const edit& made, std::int64_t chat) {
    const auto* shown = made.before ? made.before->raw() : nullptr;
    if (made.before && shown == nullptr)
        return *made.before;
    api::message raw{};
    if (shown != nullptr) {
        raw = *shown;
    } else {
        raw.id = made.id;
        raw.out = true;
        raw.peer_id = peer_of(chat);
    }
    if (made.content) {
        raw.message = made.content->chars;
        raw.entities.reset();
        if (!made.content->entities.empty())
            raw.entities = made.content->entities;
    }
    return message{std::move(raw), made.where.account};
}

[[nodiscard]] inline awaitable<message> edit_now(edit made) {
    const auto access = made.where.account->access;
    const auto to = co_await find(made.where);
    if (made.plain.keep_keyboard && made.keyboard.empty() && !made.before) {
        auto getting = get_messages_in(made.where.account, to, std::vector{made.id});
        auto shown = co_await std::move(getting);
        made.before = std::move(shown.front());
        if (made.before)
            made.keyboard = inline_keyboard_of(*made.before);
    }
    api::messages::editMessage request{};
    request.peer = to.input;
    request.id = made.id;
    request.no_webpage = made.plain.no_preview;
    request.invert_media = made.plain.invert_media;
    if (made.content) {
        if (has_mentioned_user(*made.content))
            made.content = co_await with_mentioned_users(
                *std::move(made.content), made.where.account, made.where.peers
            );
        auto sent = *made.content;
        sent.put_into(request);
    }
    if (!made.media.empty())
        request.media = std::move(made.media);
    if (has_incomplete_user(made.keyboard))
        made.keyboard =
            co_await with_known_users(std::move(made.keyboard), access, made.where.peers);
    if (!made.keyboard.empty())
        request.reply_markup = std::move(made.keyboard);
    if (made.of_scheduled())
        request.schedule_date = unix_date(made.plain.schedule);
    if (made.plain.repeat.count() != 0)
        request.schedule_repeat_period = static_cast<std::int32_t>(made.plain.repeat.count());
    auto pending = call_for(access, made.where.connection, request);
    std::optional<tl::reply<api::Updates>> answer;
    try {
        answer = co_await std::move(pending);
    } catch (const rpc_error& refusal) {
        if (!changes_nothing(refusal))
            throw;
    }
    if (!answer)
        co_return made.before ? *made.before : assumed(made, to.id);
    sent_place place;
    place.sender = made.where.account;
    place.chat = to.id;
    place.scheduled = made.of_scheduled();
    auto after = message_edited(kept(*std::move(answer)), made.id, place);
    co_return after ? *std::move(after) : assumed(made, to.id);
}

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
