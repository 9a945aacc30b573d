// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/outgoing_text.hpp>
#include <awaitgram/methods/detail/profile_buttons.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/text/split.hpp>
#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// The new or edited message in the answer to a request for a chat; nothing when there is none.
[[nodiscard]] inline std::optional<message> message_in(
    const std::shared_ptr<peer_map_of<tl::reply<api::Updates>>>& answer,
    std::int64_t chat,
    const self_info* receiver
) {
    const auto& all = *answer->kept;
    answer->users = all.users();
    answer->chats = all.chats();
    if (const auto* updates = all.updates())
        for (const auto& update : *updates) {
            const api::Message* boxed = nullptr;
            message_source source;
            if (const auto* fresh = update.get_if<api::updateNewMessage>())
                boxed = &fresh->message;
            else if (const auto* post = update.get_if<api::updateNewChannelMessage>())
                boxed = &post->message;
            else if (const auto* edited = update.get_if<api::updateEditMessage>())
                boxed = &edited->message;
            else if (const auto* edited_post = update.get_if<api::updateEditChannelMessage>())
                boxed = &edited_post->message;
            else if (const auto* scheduled = update.get_if<api::updateNewScheduledMessage>()) {
                boxed = &scheduled->message;
                source.scheduled = true;
            } else if (const auto* business = update.get_if<api::updateBotNewBusinessMessage>()) {
                boxed = &business->message;
                source.business_connection = &business->connection_id;
            } else if (const auto* changed = update.get_if<api::updateBotEditBusinessMessage>()) {
                boxed = &changed->message;
                source.business_connection = &changed->connection_id;
            }
            if (boxed == nullptr || boxed->is<api::messageEmpty>())
                continue;
            auto sent = message(answer, *boxed, receiver, nullptr, source);
            if (sent.chat_id() == chat)
                return sent;
        }
    return std::nullopt;
}

/// The message that `request` sent: out of the answer, or of the request where the answer is short.
[[nodiscard]] inline message sent_message(
    const api::messages::sendMessage& request,
    std::int64_t chat,
    tl::reply<api::Updates> answer,
    const self_info* sender
) {
    const auto peers = std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(answer));
    const auto& all = *peers->kept;
    if (auto sent = message_in(peers, chat, sender))
        return *std::move(sent);
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
    chat_query chat,
    std::shared_ptr<const peer_map> peers,
    outgoing_text content,
    api::ReplyMarkup keyboard,
    send_options options,
    std::string connection,
    std::shared_ptr<update_context> context
) {
    const auto access = sender->access;
    const auto asked = chat.number();
    const auto to = co_await resolved(sender, std::move(chat), peers);
    api::messages::sendMessage request{};
    request.peer = to.input;
    if (has_mentioned_user(content))
        content = co_await with_mentioned_users(std::move(content), sender, peers);
    content.put_into(request);
    request.silent = options.silent;
    request.no_webpage = options.no_preview;
    if (has_incomplete_user(keyboard))
        keyboard = co_await with_known_users(std::move(keyboard), access, peers);
    request.reply_markup = std::move(keyboard);
    // A message in a topic answers another one there, or the topic's root.
    const auto topic = options.topic > 1 ? options.topic : 0;
    if (options.reply_to != 0 || topic != 0) {
        api::inputReplyToMessage quoted{};
        quoted.reply_to_msg_id = options.reply_to != 0 ? options.reply_to : topic;
        if (topic != 0 && options.reply_to != 0)
            quoted.top_msg_id = topic;
        // The message stayed in the basic group that became this supergroup.
        if (const auto group = peer_id::from_dialog_id(asked);
            group && group->kind() == peer_kind::chat && asked != to.id)
            quoted.reply_to_peer_id = input_peer(*group, 0);
        request.reply_to = std::move(quoted);
    }
    auto answer = co_await call_for(access, connection, request);
    co_return sent_message(request, to.id, std::move(answer), sender).within(std::move(context));
}

/// Reads everything that the caller owns, then sends.
[[nodiscard]] inline awaitable<message> send_text(
    const self_info* sender,
    const chat_ref& chat,
    std::shared_ptr<const peer_map> peers,
    const text_ref& content,
    send_options options,
    std::string_view connection = {},
    std::shared_ptr<update_context> context = nullptr
) {
    auto keyboard = options.keyboard.markup();
    auto outgoing = read_text(content);
    return send_text_now(
        sender,
        chat_query{chat},
        std::move(peers),
        std::move(outgoing),
        std::move(keyboard),
        options,
        std::string{connection},
        std::move(context)
    );
}

/// Sends the pieces of a long text in order. The first is the reply, the last has the keyboard.
[[nodiscard]] inline awaitable<std::vector<message>> send_pieces(
    const self_info* sender,
    chat_query chat,
    std::vector<text> pieces,
    api::ReplyMarkup keyboard,
    send_options options
) {
    std::vector<message> sent;
    sent.reserve(pieces.size());
    for (std::size_t i = 0; i != pieces.size(); ++i) {
        auto content = read_text(pieces[i]);
        auto below = i + 1 == pieces.size() ? std::move(keyboard) : api::ReplyMarkup{};
        auto sending = send_text_now(
            sender, chat, nullptr, std::move(content), std::move(below), options, {}, nullptr
        );
        auto next = co_await std::move(sending);
        sent.push_back(std::move(next));
        options.reply_to = 0;
    }
    co_return sent;
}

} // namespace detail

AWAITGRAM_DECL awaitable<message>
message_methods::send_text(chat_ref chat, text_ref content, send_options options) const {
    return detail::send_text(&account(), chat, nullptr, content, options);
}

AWAITGRAM_DECL awaitable<std::vector<message>>
message_methods::send_long_text(chat_ref chat, text_ref content, send_options options) const {
    auto whole = normalised(content);
    if (!whole)
        detail::refuse_text(whole.error());
    auto pieces = split(*whole);
    auto keyboard = options.keyboard.markup();
    return detail::send_pieces(
        &account(), chat_query{chat}, std::move(pieces), std::move(keyboard), options
    );
}

} // namespace awaitgram
