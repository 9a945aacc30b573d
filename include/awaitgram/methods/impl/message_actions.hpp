// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/impl/messages.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL awaitable<message> message::reply(text_ref content) const {
    return reply(content, send_options{});
}

AWAITGRAM_DECL awaitable<message>
message::reply(text_ref content, const send_options& options) const {
    auto complete = options;
    if (complete.reply_to == 0 && kind() != chat_kind::private_chat)
        complete.reply_to = id();
    return answer(content, complete);
}

AWAITGRAM_DECL awaitable<message> message::answer(text_ref content) const {
    return answer(content, send_options{});
}

AWAITGRAM_DECL awaitable<message>
message::answer(text_ref content, const send_options& options) const {
    const auto* account = detail::acting_account(*this);
    auto complete = options;
    // A reply to this message is in its topic anyway.
    if (complete.topic == 0 && complete.reply_to != id())
        complete.topic = topic_id();
    return detail::send_text(
        account, chat_id(), peers(), content, complete, business_connection(), context()
    );
}

AWAITGRAM_DECL awaitable<message> message::edit(text_ref content) const {
    return edit(content, edit_options{});
}

namespace detail {

/// The message after an edit that Telegram did not describe.
[[nodiscard]] inline message with_text(const message& before, outgoing_text content) {
    if (before.raw() == nullptr)
        return before;
    auto raw = *before.raw();
    raw.message = content.chars;
    raw.entities.reset();
    if (!content.entities.empty())
        raw.entities = std::move(content.entities);
    return message{std::move(raw), before.receiver()};
}

/// Whether a refusal of an edit says that the message is like that already.
[[nodiscard]] inline bool nothing_changed(const rpc_error& refusal) noexcept {
    return refusal == errors::MESSAGE_NOT_MODIFIED;
}

/// Sends an edit of a message in the chat of an event. `request` says all but the chat and the keyboard. Nothing is returned when the
/// message is like that already.
template <class Event>
[[nodiscard]] awaitable<std::optional<tl::reply<api::Updates>>>
send_edit(const Event& of, api::messages::editMessage& request, api::ReplyMarkup keyboard) {
    const auto access = of.receiver()->access;
    request.peer = co_await input_of(access, of.chat_id(), of.peers());
    if (has_incomplete_user(keyboard))
        keyboard = co_await with_known_users(std::move(keyboard), access, of.peers());
    request.reply_markup = std::move(keyboard);
    try {
        co_return co_await call_for(access, of.business_connection(), request);
    } catch (const rpc_error& refusal) {
        if (!nothing_changed(refusal))
            throw;
    }
    co_return std::nullopt;
}

[[nodiscard]] inline awaitable<message>
edit_now(message edited, outgoing_text content, api::ReplyMarkup keyboard, bool no_preview) {
    api::messages::editMessage request{};
    request.id = edited.id();
    if (has_mentioned_user(content))
        content =
            co_await with_mentioned_users(std::move(content), edited.receiver(), edited.peers());
    auto sent = content;
    sent.put_into(request);
    request.no_webpage = no_preview;
    if (edited.scheduled() && edited.raw() != nullptr)
        request.schedule_date = edited.raw()->date;
    auto sending = send_edit(edited, request, std::move(keyboard));
    auto answer = co_await std::move(sending);
    if (!answer)
        co_return edited;
    sent_place place;
    place.sender = edited.receiver();
    place.chat = edited.chat_id();
    place.scheduled = edited.scheduled();
    auto after = message_edited(kept(*std::move(answer)), edited.id(), place);
    co_return after ? *std::move(after) : with_text(edited, std::move(content));
}

[[nodiscard]] inline awaitable<void> remove_now(message removed) {
    const auto access = removed.receiver()->access;
    const auto peer = co_await input_of(access, removed.chat_id(), removed.peers());
    if (removed.scheduled()) {
        api::messages::deleteScheduledMessages request{};
        request.peer = peer;
        request.id.push_back(removed.id());
        static_cast<void>(co_await rpc::invoke(*access.calls, request));
    } else if (peer.is<api::inputPeerChannel>()) {
        api::channels::deleteMessages request{};
        request.channel = channel_input(peer);
        request.id.push_back(removed.id());
        static_cast<void>(co_await rpc::invoke(*access.calls, request));
    } else {
        api::messages::deleteMessages request{};
        request.revoke = true;
        request.id.push_back(removed.id());
        static_cast<void>(co_await call_for(access, removed.business_connection(), request));
    }
}

[[nodiscard]] inline awaitable<message> forward_now(message from, outgoing sending) {
    api::messages::forwardMessages request{};
    request.from_peer = co_await input_of(from.receiver()->access, from.chat_id(), from.peers());
    request.id.push_back(from.id());
    auto forwarding = send_several_now(std::move(sending), std::move(request));
    auto sent = co_await std::move(forwarding);
    co_return std::move(sent.front());
}

[[nodiscard]] inline awaitable<void> react_now(message to, std::string emoji) {
    const auto access = to.receiver()->access;
    api::messages::sendReaction request{};
    request.peer = co_await input_of(access, to.chat_id(), to.peers());
    request.msg_id = to.id();
    if (!emoji.empty()) {
        api::reactionEmoji chosen{};
        chosen.emoticon = emoji;
        request.reaction.emplace();
        request.reaction->push_back(std::move(chosen));
    }
    try {
        static_cast<void>(co_await call_for(access, to.business_connection(), request));
    } catch (const rpc_error& refusal) {
        if (!nothing_changed(refusal))
            throw;
    }
}

[[nodiscard]] inline awaitable<void> pin_now(message pinned, pin_options options, bool unpin) {
    const auto access = pinned.receiver()->access;
    api::messages::updatePinnedMessage request{};
    request.peer = co_await input_of(access, pinned.chat_id(), pinned.peers());
    request.id = pinned.id();
    request.silent = options.silent;
    request.unpin = unpin;
    request.pm_oneside = options.for_me_alone;
    static_cast<void>(co_await call_for(access, pinned.business_connection(), request));
}

} // namespace detail

AWAITGRAM_DECL awaitable<message>
message::edit(text_ref content, const edit_options& options) const {
    static_cast<void>(detail::acting_account(*this));
    auto keyboard = options.keyboard.markup();
    if (options.keep_keyboard && !options.keyboard && raw_keyboard() != nullptr &&
        raw_keyboard()->is<api::replyInlineMarkup>())
        keyboard = *raw_keyboard();
    auto outgoing = detail::read_text(content, detail::empty_text::allowed);
    return detail::edit_now(*this, std::move(outgoing), std::move(keyboard), options.no_preview);
}

AWAITGRAM_DECL awaitable<void> message::remove() const {
    static_cast<void>(detail::acting_account(*this));
    return detail::remove_now(*this);
}

AWAITGRAM_DECL awaitable<message> message::forward_to(chat_ref chat) const {
    return forward_to(chat, send_options{});
}

AWAITGRAM_DECL awaitable<message>
message::forward_to(chat_ref chat, const send_options& options) const {
    detail::outgoing sending(detail::acting_account(*this), chat, options, peers());
    return detail::forward_now(*this, std::move(sending));
}

AWAITGRAM_DECL awaitable<void> message::react(std::string_view emoji) const {
    static_cast<void>(detail::acting_account(*this));
    return detail::react_now(*this, std::string{emoji});
}

AWAITGRAM_DECL awaitable<void> message::pin(pin_options options) const {
    static_cast<void>(detail::acting_account(*this));
    return detail::pin_now(*this, options, false);
}

AWAITGRAM_DECL awaitable<void> message::unpin() const {
    static_cast<void>(detail::acting_account(*this));
    return detail::pin_now(*this, pin_options{}, true);
}

} // namespace awaitgram
