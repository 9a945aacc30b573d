// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/profile_buttons.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

/// The message that `request` sent: out of the answer, or of the request where the answer is short.
[[nodiscard]] inline message sent_message(
    const api::messages::sendMessage& request,
    std::int64_t chat,
    tl::reply<api::Updates> answer,
    const self_info* sender
) {
    const auto peers = std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(answer));
    const auto& all = *peers->kept;
    const tl::vector<api::Update>* updates = all.updates();
    if (updates != nullptr) {
        for (const auto& update : *updates) {
            const api::Message* boxed = nullptr;
            if (const auto* common = update.get_if<api::updateNewMessage>())
                boxed = &common->message;
            else if (const auto* channel = update.get_if<api::updateNewChannelMessage>())
                boxed = &channel->message;
            const auto* sent = boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
            if (sent == nullptr || dialog_id(sent->peer_id) != chat)
                continue;
            peers->users = all.users();
            peers->chats = all.chats();
            return message(peers, *sent, sender);
        }
    }
    api::message whole{};
    whole.out = true;
    whole.message = request.message;
    whole.peer_id = peer_of(chat);
    if (request.reply_markup && request.reply_markup->is<api::replyInlineMarkup>())
        whole.reply_markup = request.reply_markup;
    if (const auto* brief = all.get_if<api::updateShortSentMessage>()) {
        whole.id = brief->id;
        whole.date = brief->date;
        whole.media = brief->media;
        whole.entities = brief->entities;
    }
    return message(std::move(whole), sender);
}

/// The options' references are void here: `keyboard` is the markup of theirs.
[[nodiscard]] inline awaitable<message> send_text_now(
    const self_info* sender,
    std::int64_t chat,
    std::shared_ptr<const peer_map> peers,
    std::string text,
    api::ReplyMarkup keyboard,
    send_options options
) {
    const auto access = sender->access;
    const auto* users = peers ? peers->users : nullptr;
    const auto* chats = peers ? peers->chats : nullptr;
    api::messages::sendMessage request{};
    request.peer = co_await resolve_input_peer(*access.session, chat, users, chats, access.recent);
    request.message = std::move(text);
    request.silent = options.silent;
    request.no_webpage = options.no_preview;
    if (has_incomplete_user(keyboard))
        keyboard = co_await with_known_users(std::move(keyboard), access, peers);
    request.reply_markup = std::move(keyboard);
    if (options.reply_to != 0) {
        api::inputReplyToMessage quoted{};
        quoted.reply_to_msg_id = options.reply_to;
        request.reply_to = std::move(quoted);
    }
    auto answer = co_await rpc::invoke(*access.calls, request);
    co_return sent_message(request, chat, std::move(answer), sender);
}

/// Reads everything that the caller owns, then sends.
[[nodiscard]] inline awaitable<message> send_text(
    const self_info* sender,
    std::int64_t chat,
    std::shared_ptr<const peer_map> peers,
    std::string text,
    send_options options
) {
    auto keyboard = options.keyboard.markup();
    return send_text_now(
        sender, chat, std::move(peers), std::move(text), std::move(keyboard), options
    );
}

} // namespace detail

AWAITGRAM_DECL awaitable<message>
message_methods::send_text(std::int64_t chat, std::string_view text, send_options options) const {
    return detail::send_text(&account(), chat, nullptr, std::string{text}, options);
}

AWAITGRAM_DECL awaitable<message> message::reply(std::string_view text) const {
    if (receiver() == nullptr || !receiver()->access)
        throw std::logic_error("awaitgram: no account received this message, so none can reply");
    send_options options;
    if (kind() != chat_kind::private_chat)
        options.reply_to = id();
    return detail::send_text(receiver(), chat_id(), peers(), std::string{text}, options);
}

} // namespace awaitgram
