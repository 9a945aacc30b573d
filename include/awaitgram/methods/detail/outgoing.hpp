// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/dates.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/profile_buttons.hpp>
#include <awaitgram/methods/detail/send_order.hpp>
#include <awaitgram/methods/send_options.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/self_info.hpp>
#include <awaitgram/types/update_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::detail {

/// A reference to a chat that may be none, as options have it.
[[nodiscard]] inline std::optional<chat_query> optional_chat(const chat_ref& chat) {
    if (chat.what() == chat_ref::form::number && chat.number() == 0)
        return std::nullopt;
    return chat_query{chat};
}

[[nodiscard]] inline std::shared_ptr<const chat_query> rare_chat(const chat_ref& chat) {
    auto asked = optional_chat(chat);
    return asked ? std::make_shared<const chat_query>(*std::move(asked)) : nullptr;
}

/// The options that refer to nothing.
struct plain_options {
    explicit plain_options(const send_options& from) noexcept
        : schedule(from.schedule), repeat(from.repeat), effect(from.effect),
          allow_paid_stars(from.allow_paid_stars), reply_to(from.reply_to),
          quote_offset(from.quote_offset), reply_to_story(from.reply_to_story), topic(from.topic),
          silent(from.silent), no_preview(from.no_preview), invert_media(from.invert_media),
          protect(from.protect), clear_draft(from.clear_draft), background(from.background),
          allow_paid_floodskip(from.allow_paid_floodskip) {}

    time_point schedule;
    std::chrono::seconds repeat;
    std::int64_t effect;
    std::int64_t allow_paid_stars;
    std::int32_t reply_to;
    std::int32_t quote_offset;
    std::int32_t reply_to_story;
    std::int32_t topic;
    bool silent;
    bool no_preview;
    bool invert_media;
    bool protect;
    bool clear_draft;
    bool background;
    bool allow_paid_floodskip;
};

/// What a message is sent with: the options with all that the caller owns, and what comes of them. Any sending request is filled
/// from it.
struct outgoing {
    outgoing(
        const self_info* from,
        const chat_ref& chat,
        const send_options& options,
        std::shared_ptr<const peer_map> along = nullptr,
        std::string_view by_connection = {},
        std::shared_ptr<update_context> within = nullptr
    )
        : sender(from), asked(chat), peers(std::move(along)), context(std::move(within)),
          connection(by_connection.empty() ? options.business_connection : by_connection),
          keyboard(options.keyboard.markup()), reply_in(rare_chat(options.reply_in)),
          send_as(rare_chat(options.send_as)), plain(options) {
        if (!options.quote.empty())
            quote = read_text(options.quote);
    }

    /// The place of the chat among those that messages are sent to. A chat that is given by name has another one than the same chat
    /// by number: it is not known yet.
    [[nodiscard]] std::int64_t order_key() const {
        if (asked.is_text()) {
            const auto hash = std::hash<std::string>{}(asked.text());
            return static_cast<std::int64_t>(hash >> 1) | std::int64_t{1} << 62;
        }
        return asked.number() != 0 ? asked.number() : dialog_id(asked.input(), sender->id);
    }

    const self_info* sender;
    chat_query asked;
    std::shared_ptr<const peer_map> peers;
    std::shared_ptr<update_context> context;
    std::string connection;
    api::ReplyMarkup keyboard;
    // Apart, because most messages have none, and what a coroutine keeps without an allocation is limited.
    std::shared_ptr<const chat_query> reply_in;
    std::shared_ptr<const chat_query> send_as;
    plain_options plain;
    outgoing_text quote{};

    // Set by `prepare`.
    resolved_chat to{};
    api::InputReplyTo reply_to{};
    api::InputPeer as{};
};

/// What a message replies to; an empty box for nothing. A message in a topic answers another one there, or the topic's root.
[[nodiscard]] inline api::InputReplyTo reply_of(outgoing& sent, const api::InputPeer& other_chat) {
    const auto& options = sent.plain;
    if (options.reply_to_story != 0) {
        api::inputReplyToStory story{};
        story.peer = sent.to.input;
        story.story_id = options.reply_to_story;
        return story;
    }
    const auto topic = options.topic > 1 ? options.topic : 0;
    if (options.reply_to == 0 && topic == 0)
        return {};
    api::inputReplyToMessage answered{};
    answered.reply_to_msg_id = options.reply_to != 0 ? options.reply_to : topic;
    if (topic != 0 && options.reply_to != 0)
        answered.top_msg_id = topic;
    if (options.reply_to != 0 && !other_chat.empty())
        answered.reply_to_peer_id = other_chat;
    if (!sent.quote.chars.empty()) {
        answered.quote_text = sent.quote.chars;
        if (!sent.quote.entities.empty())
            answered.quote_entities = std::move(sent.quote.entities);
        if (options.quote_offset != 0)
            answered.quote_offset = options.quote_offset;
    }
    return answered;
}

/// The same as `prepare` without waiting, where the chat is known and there is nothing else to find; false otherwise.
[[nodiscard]] inline bool prepared_at_once(outgoing& sent) {
    const auto* resolver = sent.sender->access.resolver;
    const auto id = peer_id::from_dialog_id(sent.asked.number());
    if (resolver == nullptr || !id || sent.asked.is_text() || !sent.asked.input().empty() ||
        sent.reply_in || sent.send_as || has_incomplete_user(sent.keyboard))
        return false;
    const auto* users = sent.peers ? sent.peers->users : nullptr;
    const auto* chats = sent.peers ? sent.peers->chats : nullptr;
    if (const auto hash = access_hash_in(users, chats, *id))
        sent.to = resolved_chat{input_peer(*id, *hash), sent.asked.number()};
    else if (auto known = resolver->resolve_at_once(*id))
        sent.to = *std::move(known);
    else
        return false;
    sent.reply_to = reply_of(sent, api::InputPeer{});
    return true;
}

/// Finds the chats, and the users of buttons, that a message is sent with.
[[nodiscard]] inline awaitable<void> prepare(outgoing& sent) {
    const auto access = sent.sender->access;
    sent.to = co_await resolved(sent.sender, sent.asked, sent.peers);
    if (has_incomplete_user(sent.keyboard))
        sent.keyboard = co_await with_known_users(std::move(sent.keyboard), access, sent.peers);
    api::InputPeer other_chat;
    if (sent.reply_in) {
        auto other = co_await resolved(sent.sender, *sent.reply_in, sent.peers);
        if (other.id != sent.to.id)
            other_chat = std::move(other.input);
    } else if (const auto group = peer_id::from_dialog_id(sent.asked.number());
               group && group->kind() == peer_kind::chat && sent.asked.number() != sent.to.id) {
        // The message stayed in the basic group that became this supergroup.
        other_chat = input_peer(*group, 0);
    }
    if (sent.send_as) {
        auto as = co_await resolved(sent.sender, *sent.send_as, sent.peers);
        sent.as = std::move(as.input);
    }
    sent.reply_to = reply_of(sent, other_chat);
}

/// Fills a sending request from what was prepared, all but its content. The input of the chat is moved into it.
template <class Request>
void fill(Request& request, outgoing& sent) {
    const auto& options = sent.plain;
    if constexpr (requires { request.to_peer; }) {
        request.to_peer = std::move(sent.to.input);
        if (options.topic > 1 && options.reply_to == 0)
            request.top_msg_id = options.topic;
        else if (!sent.reply_to.empty())
            request.reply_to = sent.reply_to;
    } else {
        request.peer = std::move(sent.to.input);
        if (!sent.reply_to.empty())
            request.reply_to = sent.reply_to;
    }
    request.silent = options.silent;
    request.background = options.background;
    if constexpr (requires { request.clear_draft; })
        request.clear_draft = options.clear_draft;
    if constexpr (requires { request.no_webpage; })
        request.no_webpage = options.no_preview;
    if constexpr (requires { request.noforwards; })
        request.noforwards = options.protect;
    if constexpr (requires { request.invert_media; })
        request.invert_media = options.invert_media;
    if constexpr (requires { request.allow_paid_floodskip; })
        request.allow_paid_floodskip = options.allow_paid_floodskip;
    if constexpr (requires { request.reply_markup; })
        if (!sent.keyboard.empty())
            request.reply_markup = std::move(sent.keyboard);
    if (options.schedule != time_point{})
        request.schedule_date = unix_date(options.schedule);
    if constexpr (requires { request.schedule_repeat_period; })
        if (options.repeat.count() != 0)
            request.schedule_repeat_period = static_cast<std::int32_t>(options.repeat.count());
    if (!sent.as.empty())
        request.send_as = sent.as;
    if constexpr (requires { request.effect; })
        if (options.effect != 0)
            request.effect = options.effect;
    if (options.allow_paid_stars != 0)
        request.allow_paid_stars = options.allow_paid_stars;
}

} // namespace awaitgram::detail
