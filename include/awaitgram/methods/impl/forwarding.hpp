// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/sending.hpp>
#include <awaitgram/methods/forwarding.hpp>
#include <awaitgram/methods/media_ref.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<std::vector<message>> forward_now(
    outgoing sending,
    message_chat from,
    std::vector<std::int32_t> ids,
    bool hide_sender,
    bool drop_captions
) {
    const auto source = co_await find(std::move(from));
    std::vector<message> all;
    all.reserve(ids.size());
    for (std::size_t first = 0; first < ids.size(); first += ids_per_request) {
        api::messages::forwardMessages request{};
        request.from_peer = source.input;
        request.drop_author = hide_sender;
        request.drop_media_captions = drop_captions;
        request.id = slice_of(ids, first);
        auto forwarding = send_several_now(sending, std::move(request));
        auto sent = co_await std::move(forwarding);
        all.insert(
            all.end(), std::make_move_iterator(sent.begin()), std::make_move_iterator(sent.end())
        );
    }
    co_return all;
}

/// Sends the content of a message as a new one; `content` replaces its text, if there is one.
[[nodiscard]] inline awaitable<message>
copy_now(message source, std::optional<outgoing_text> content, outgoing sending) {
    const auto* raw = source.raw();
    if (raw == nullptr)
        throw std::logic_error("awaitgram: a service message cannot be copied");
    outgoing_text text;
    if (content) {
        text = *std::move(content);
    } else {
        text.chars = raw->message.str();
        if (raw->entities)
            text.entities = to_wire(source.formatted());
    }
    if (!source.media()) {
        api::messages::sendMessage request{};
        auto sent = send_now(std::move(sending), std::move(text), std::move(request));
        co_return co_await std::move(sent);
    }
    api::messages::sendMedia request{};
    request.media = media_ref(source.media()).input();
    auto sent = send_now(std::move(sending), std::move(text), std::move(request));
    co_return co_await std::move(sent);
}

[[nodiscard]] inline awaitable<message> copy_from(
    message_chat from, std::int32_t id, std::optional<outgoing_text> content, outgoing sending
) {
    const auto* account = from.account;
    auto chat = co_await find(std::move(from));
    auto getting = get_messages_in(account, std::move(chat), std::vector{id});
    auto found = co_await std::move(getting);
    if (!found.front())
        throw std::logic_error("awaitgram: the message that is to be copied does not exist");
    auto copying = copy_now(*std::move(found.front()), std::move(content), std::move(sending));
    co_return co_await std::move(copying);
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<message>> forwarding_methods::forward_messages(
    chat_ref to, chat_ref from, message_ids ids, forward_options options
) const {
    return detail::forward_now(
        detail::outgoing(&account(), to, options.send),
        detail::message_chat(&account(), from),
        ids.values(),
        options.hide_sender,
        options.drop_captions
    );
}

AWAITGRAM_DECL awaitable<std::vector<message>> forwarding_methods::copy_messages(
    chat_ref to, chat_ref from, message_ids ids, forward_options options
) const {
    options.hide_sender = true;
    return forward_messages(to, from, ids, options);
}

AWAITGRAM_DECL awaitable<message> forwarding_methods::copy_message(
    chat_ref to, chat_ref from, std::int32_t id, send_options options
) const {
    return detail::copy_from(
        detail::message_chat(&account(), from),
        id,
        std::nullopt,
        detail::outgoing(&account(), to, options)
    );
}

AWAITGRAM_DECL awaitable<message> forwarding_methods::copy_message(
    chat_ref to, chat_ref from, std::int32_t id, text_ref content, send_options options
) const {
    return detail::copy_from(
        detail::message_chat(&account(), from),
        id,
        detail::read_text(content, detail::empty_text::allowed),
        detail::outgoing(&account(), to, options)
    );
}

} // namespace awaitgram
