// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/marks.hpp>

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<void>
pin_now(message_chat where, std::int32_t id, pin_options options, bool unpin) {
    api::messages::updatePinnedMessage request{};
    request.id = id;
    request.silent = options.silent;
    request.unpin = unpin;
    request.pm_oneside = options.for_me_alone;
    return act_in(std::move(where), std::move(request));
}

/// A request about a chat or one of its topics.
template <class Request>
[[nodiscard]] awaitable<void> act_in_topic(message_chat where, std::int32_t topic) {
    Request request{};
    if (topic != 0)
        request.top_msg_id = topic;
    return act_until_done(std::move(where), std::move(request));
}

[[nodiscard]] inline awaitable<void> read_now(message_chat where, read_options options) {
    auto& calls = *where.account->access.calls;
    const auto to = co_await find(where);
    auto channel = channel_input(to.input);
    if (options.topic != 0) {
        api::messages::readDiscussion request{};
        request.peer = to.input;
        request.msg_id = options.topic;
        request.read_max_id =
            options.max_id != 0 ? options.max_id : std::numeric_limits<std::int32_t>::max();
        auto pending = rpc::invoke(calls, request);
        static_cast<void>(co_await std::move(pending));
    } else if (!channel.is<api::inputChannelEmpty>()) {
        api::channels::readHistory request{};
        request.channel = std::move(channel);
        request.max_id = options.max_id;
        auto pending = rpc::invoke(calls, request);
        static_cast<void>(co_await std::move(pending));
    } else {
        api::messages::readHistory request{};
        request.peer = to.input;
        request.max_id = options.max_id;
        auto pending = call_for(where.account->access, where.connection, request);
        static_cast<void>(co_await std::move(pending));
    }
}

[[nodiscard]] inline awaitable<void>
read_contents_now(message_chat where, std::vector<std::int32_t> ids) {
    auto& calls = *where.account->access.calls;
    const auto to = co_await find(where);
    auto channel = channel_input(to.input);
    for (std::size_t first = 0; first < ids.size(); first += ids_per_request) {
        auto slice = slice_of(ids, first);
        if (!channel.is<api::inputChannelEmpty>()) {
            api::channels::readMessageContents request{};
            request.channel = channel;
            request.id = std::move(slice);
            auto pending = rpc::invoke(calls, request);
            static_cast<void>(co_await std::move(pending));
            continue;
        }
        // The request names no chat.
        std::vector<std::int32_t> asked(slice.begin(), slice.end());
        auto getting = get_messages_in(where.account, to, std::move(asked));
        const auto here = co_await std::move(getting);
        api::messages::readMessageContents request{};
        for (const auto& each : here)
            if (each)
                request.id.push_back(each->id());
        if (request.id.empty())
            continue;
        auto pending = rpc::invoke(calls, request);
        static_cast<void>(co_await std::move(pending));
    }
}

} // namespace detail

AWAITGRAM_DECL awaitable<void>
mark_methods::pin_message(chat_ref chat, std::int32_t id, pin_options options) const {
    return detail::pin_now(detail::message_chat(&account(), chat), id, options, false);
}

AWAITGRAM_DECL awaitable<void> mark_methods::unpin_message(chat_ref chat, std::int32_t id) const {
    return detail::pin_now(detail::message_chat(&account(), chat), id, pin_options{}, true);
}

AWAITGRAM_DECL awaitable<void>
mark_methods::unpin_all_messages(chat_ref chat, std::int32_t topic) const {
    using request = api::messages::unpinAllMessages;
    return detail::act_in_topic<request>(detail::message_chat(&account(), chat), topic);
}

AWAITGRAM_DECL awaitable<void>
mark_methods::read_history(chat_ref chat, read_options options) const {
    return detail::read_now(detail::message_chat(&account(), chat), options);
}

AWAITGRAM_DECL awaitable<void>
mark_methods::read_mentions(chat_ref chat, std::int32_t topic) const {
    using request = api::messages::readMentions;
    return detail::act_in_topic<request>(detail::message_chat(&account(), chat), topic);
}

AWAITGRAM_DECL awaitable<void>
mark_methods::read_reactions(chat_ref chat, std::int32_t topic) const {
    using request = api::messages::readReactions;
    return detail::act_in_topic<request>(detail::message_chat(&account(), chat), topic);
}

AWAITGRAM_DECL awaitable<void> mark_methods::read_contents(chat_ref chat, message_ids ids) const {
    return detail::read_contents_now(detail::message_chat(&account(), chat), ids.values());
}

} // namespace awaitgram
