// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
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

/// The message that sending `request` made, as the answer tells it.
[[nodiscard]] inline message sent_message(
    const api::messages::sendMessage& request,
    std::int64_t chat,
    tl::reply<api::Updates> answer,
    const self_info* sender
) {
    const auto kept = std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(answer));
    const auto& all = *kept->kept;
    const tl::vector<api::Update>* updates = all.updates();
    if (updates != nullptr) {
        for (const auto& update : *updates) {
            const api::Message* boxed = nullptr;
            if (const auto* common = update.get_if<api::updateNewMessage>())
                boxed = &common->message;
            else if (const auto* channel = update.get_if<api::updateNewChannelMessage>())
                boxed = &channel->message;
            const auto* found = boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
            if (found == nullptr || dialog_id(found->peer_id) != chat)
                continue;
            kept->users = all.users();
            kept->chats = all.chats();
            return message(kept, *found, sender);
        }
    }
    api::message made{};
    made.out = true;
    made.message = request.message;
    made.peer_id = peer_of(chat);
    if (const auto* brief = all.get_if<api::updateShortSentMessage>()) {
        made.id = brief->id;
        made.date = brief->date;
        made.media = brief->media;
        made.entities = brief->entities;
    }
    return message(std::move(made), sender);
}

[[nodiscard]] inline awaitable<message>
send_reply(message to, std::string text, const self_info* sender) {
    const auto access = sender->access;
    const auto& along = *to.peers();
    api::messages::sendMessage request{};
    request.peer =
        co_await resolve_input_peer(*access.session, to.chat_id(), along.users, along.chats);
    request.message = std::move(text);
    if (to.kind() != chat_kind::private_chat) {
        api::inputReplyToMessage quoted{};
        quoted.reply_to_msg_id = to.id();
        request.reply_to = std::move(quoted);
    }
    auto answer = co_await rpc::invoke(*access.calls, request);
    co_return sent_message(request, to.chat_id(), std::move(answer), sender);
}

} // namespace detail

AWAITGRAM_DECL awaitable<message> message::reply(std::string_view text) const {
    if (receiver_ == nullptr || !receiver_->access)
        throw std::logic_error("awaitgram: no account received this message, so none can reply");
    return detail::send_reply(*this, std::string{text}, receiver_);
}

} // namespace awaitgram
