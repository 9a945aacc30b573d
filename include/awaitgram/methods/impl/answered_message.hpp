// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace awaitgram::detail {

/// The message that was sent with a random id, or else the first new one of the chat; nothing when the answer has none.
[[nodiscard]] inline std::optional<message> message_answered_in(
    const std::shared_ptr<peer_map_of<tl::reply<api::Updates>>>& answer,
    std::int64_t random_id,
    std::int64_t chat,
    const self_info* sender
) {
    const auto& all = *answer->kept;
    const auto* updates = all.updates();
    if (updates == nullptr)
        return std::nullopt;
    std::int32_t id = 0;
    for (const auto& update : *updates)
        if (const auto* numbered = update.get_if<api::updateMessageID>())
            if (numbered->random_id == random_id)
                id = numbered->id;
    for (const auto& update : *updates) {
        const api::Message* boxed = nullptr;
        if (const auto* fresh = update.get_if<api::updateNewMessage>())
            boxed = &fresh->message;
        else if (const auto* post = update.get_if<api::updateNewChannelMessage>())
            boxed = &post->message;
        if (boxed == nullptr || boxed->is<api::messageEmpty>())
            continue;
        message found(answer, *boxed, sender, nullptr, message_source{});
        if (found.chat_id() == chat && (id == 0 || found.id() == id))
            return found;
    }
    return std::nullopt;
}

/// Sends one message by a request that has all but its random id, which is made once; returns the message.
template <class Request>
[[nodiscard]] awaitable<message>
send_request_now(const self_info* sender, std::int64_t chat, Request request) {
    request.random_id = rpc::detail::new_random_id();
    auto pending = rpc::invoke(*sender->access.calls, request);
    auto answer = co_await unless_sent_before(std::move(pending));
    if (answer) {
        const auto kept = keep_answer(*std::move(answer));
        if (auto sent = message_answered_in(kept, request.random_id, chat, sender))
            co_return *std::move(sent);
    }
    api::message unknown{};
    unknown.out = true;
    unknown.peer_id = peer_of(chat);
    co_return message(std::move(unknown), sender);
}

} // namespace awaitgram::detail
