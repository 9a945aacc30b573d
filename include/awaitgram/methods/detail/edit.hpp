// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/detail/dates.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/profile_buttons.hpp>
#include <awaitgram/methods/detail/sent.hpp>
#include <awaitgram/methods/editing.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::detail {

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

/// The edit of a message, which is known.
[[nodiscard]] inline edit edit_of(const message& edited, const edit_options& options) {
    edit made(message_chat(edited), edited.id(), options);
    made.before = edited;
    if (edited.scheduled() && !made.of_scheduled())
        made.plain.schedule = edited.date();
    if (options.keep_keyboard && made.keyboard.empty())
        made.keyboard = inline_keyboard_of(edited);
    return made;
}

} // namespace awaitgram::detail
