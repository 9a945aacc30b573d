// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/outgoing.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/detail/sent.hpp>
#include <awaitgram/methods/messages.hpp>
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

/// Reads everything that the caller owns, then sends.
[[nodiscard]] inline awaitable<message> send_text(
    const self_info* sender,
    const chat_ref& chat,
    std::shared_ptr<const peer_map> peers,
    const text_ref& content,
    const send_options& options,
    std::string_view connection = {},
    std::shared_ptr<update_context> context = nullptr
) {
    outgoing sent(sender, chat, options, std::move(peers), connection, std::move(context));
    return send_now(std::move(sent), read_text(content), api::messages::sendMessage{});
}

/// Sends the pieces of a long text in order. The first is the reply, the others stay in its topic, and the last has the keyboard.
[[nodiscard]] inline awaitable<std::vector<message>>
send_pieces(outgoing sending, std::vector<text> pieces) {
    std::vector<message> sent;
    sent.reserve(pieces.size());
    auto keyboard = std::exchange(sending.keyboard, api::ReplyMarkup{});
    for (std::size_t i = 0; i != pieces.size(); ++i) {
        auto piece = sending;
        if (i + 1 == pieces.size())
            piece.keyboard = std::move(keyboard);
        api::messages::sendMessage request{};
        auto one = send_now(std::move(piece), read_text(pieces[i]), std::move(request));
        auto next = co_await std::move(one);
        if (sending.plain.topic == 0)
            sending.plain.topic = next.topic_id();
        sent.push_back(std::move(next));
        sending.plain.reply_to = 0;
        sending.plain.reply_to_story = 0;
        sending.quote = {};
    }
    co_return sent;
}

[[nodiscard]] inline sent_place place_of(const self_info* sender, const raw_sending& sending) {
    sent_place place;
    place.sender = sender;
    place.chat = dialog_id(sending.peer, sender->id);
    place.scheduled = sending.scheduled;
    return place;
}

AWAITGRAM_DECL awaitable<message> sent_raw_now(
    const self_info* sender, raw_sending sending, awaitable<tl::reply<api::Updates>> pending
) {
    auto answer = co_await unless_sent_before(std::move(pending));
    const auto place = place_of(sender, sending);
    if (answer) {
        const auto all = kept(*std::move(answer));
        if (auto found = message_sent_as(all, sending.random_ids.front(), place))
            co_return *std::move(found);
        const auto& value = *all->kept;
        if (const auto* brief = value.get_if<api::updateShortSentMessage>())
            complete(sending.described, *brief);
    }
    if (place.chat != 0)
        sending.described.peer_id = peer_of(place.chat);
    message described{std::move(sending.described), sender};
    co_return described;
}

AWAITGRAM_DECL awaitable<std::vector<message>> all_sent_raw_now(
    const self_info* sender, raw_sending sending, awaitable<tl::reply<api::Updates>> pending
) {
    auto answer = co_await unless_sent_before(std::move(pending));
    std::optional<kept_updates> all;
    if (answer)
        all = kept(*std::move(answer));
    co_return messages_sent_as(all, sending.random_ids, place_of(sender, sending));
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
    detail::outgoing sending(&account(), chat, options);
    return detail::send_pieces(std::move(sending), std::move(pieces));
}

} // namespace awaitgram
