// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/message_page.hpp>
#include <awaitgram/methods/detail/outgoing.hpp>
#include <awaitgram/methods/detail/send_order.hpp>
#include <awaitgram/methods/detail/sent.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <asio/this_coro.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// The answer to a sending request; nothing when an earlier attempt at it has succeeded, which the random id tells.
[[nodiscard]] inline awaitable<std::optional<tl::reply<api::Updates>>>
unless_sent_before(awaitable<tl::reply<api::Updates>> pending) {
    try {
        co_return co_await std::move(pending);
    } catch (const rpc_error& refusal) {
        if (!(refusal == errors::RANDOM_ID_DUPLICATE))
            throw;
    }
    co_return std::nullopt;
}

/// The message that an earlier attempt has sent, which Telegram refuses to send again: the last one of the account with this text, among
/// the last ones of the chat. Bots cannot ask for it.
[[nodiscard]] inline awaitable<std::optional<message>>
find_sent_before(const self_info* sender, resolved_chat chat, tl::string text) {
    if (sender->is_bot)
        co_return std::nullopt;
    api::messages::getHistory request{};
    request.peer = chat.input;
    request.limit = 20;
    auto pending = rpc::invoke(*sender->access.calls, request);
    auto answer = co_await std::move(pending);
    const auto page = kept(std::move(answer));
    for (const auto& each : messages_in(page)) {
        message one(page, each, sender);
        if (one.raw() != nullptr && one.outgoing() && one.text() == text.view())
            co_return one;
    }
    co_return std::nullopt;
}

[[nodiscard]] inline sent_place place_of(const outgoing& sent) {
    sent_place place;
    place.sender = sent.sender;
    place.chat = sent.to.id;
    place.scheduled = sent.plain.schedule != time_point{};
    place.connection = sent.connection;
    return place;
}

/// The message of a request, as its answer or the request tells.
template <class Request>
[[nodiscard]] message
message_of(outgoing& sent, Request& request, std::optional<tl::reply<api::Updates>> answer) {
    return sent_message(std::move(request), place_of(sent), std::move(answer))
        .within(std::move(sent.context));
}

/// The message of a request that an earlier attempt has sent.
template <class Request>
[[nodiscard]] awaitable<message> message_sent_before(outgoing& sent, Request& request) {
    sent.to.input = request.peer;
    auto finding = find_sent_before(sent.sender, sent.to, request.message);
    if (auto found = co_await std::move(finding))
        co_return found->within(std::move(sent.context));
    co_return message_of(sent, request, std::nullopt);
}

// Asio keeps the memory of coroutines of at most 1020 bytes, so what few messages need is not in this one.
/// Sends one message: `request` says what, `sent` where and how. Its random id is made once.
template <class Request>
[[nodiscard]] awaitable<message> send_now(outgoing sent, outgoing_text content, Request request) {
    const auto access = sent.sender->access;
    const auto executor = co_await asio::this_coro::executor;
    send_order::place order{executor, access.order, sent.order_key()};
    // Most messages wait for nothing, and need no coroutine for that.
    if (!order.ready())
        co_await order.wait();
    if (!prepared_at_once(sent))
        co_await prepare(sent);
    if constexpr (requires { request.message; }) {
        if (has_mentioned_user(content))
            content = co_await with_mentioned_users(std::move(content), sent.sender, sent.peers);
        content.put_into(request);
    }
    fill(request, sent);
    request.random_id = rpc::detail::new_random_id();
    auto pending = call_for(access, sent.connection, request);
    std::optional<tl::reply<api::Updates>> answer;
    try {
        answer = co_await std::move(pending);
    } catch (const rpc_error& refusal) {
        if (!(refusal == errors::RANDOM_ID_DUPLICATE)) // an earlier attempt has succeeded
            throw;
    }
    if (access.order != nullptr)
        access.order->note_sent(sent.to.id);
    if constexpr (requires { request.message; })
        if (!answer && sent.connection.empty() && !place_of(sent).scheduled)
            co_return co_await message_sent_before(sent, request);
    co_return message_of(sent, request, std::move(answer));
}

/// The messages that were sent with random ids, in the order of these; those that the answer does not show have the id 0.
[[nodiscard]] inline std::vector<message> messages_sent_as(
    const std::optional<kept_updates>& answer,
    const std::vector<std::int64_t>& random_ids,
    const sent_place& place
) {
    std::vector<message> all;
    all.reserve(random_ids.size());
    for (const auto id : random_ids) {
        if (answer)
            if (auto found = message_sent_as(*answer, id, place)) {
                all.push_back(*std::move(found));
                continue;
            }
        api::message unknown{};
        unknown.out = true;
        unknown.peer_id = peer_of(place.chat);
        all.emplace_back(std::move(unknown), place.sender);
    }
    return all;
}

/// Sends several messages by one request, which has all but what `sent` says.
template <class Request>
[[nodiscard]] awaitable<std::vector<message>> send_several_now(outgoing sent, Request request) {
    const auto access = sent.sender->access;
    const auto executor = co_await asio::this_coro::executor;
    send_order::place order{executor, access.order, sent.order_key()};
    co_await order.wait();
    co_await prepare(sent);
    fill(request, sent);
    rpc::detail::fill_random_ids(request);
    std::vector<std::int64_t> random_ids;
    if constexpr (requires { request.multi_media; })
        for (const auto& each : request.multi_media)
            random_ids.push_back(each.random_id);
    else
        random_ids.assign(request.random_id.begin(), request.random_id.end());
    auto pending = call_for(access, sent.connection, request);
    auto answer = co_await unless_sent_before(std::move(pending));
    if (access.order != nullptr)
        access.order->note_sent(sent.to.id);
    std::optional<kept_updates> all;
    if (answer)
        all = kept(*std::move(answer));
    co_return messages_sent_as(all, random_ids, place_of(sent));
}

} // namespace awaitgram::detail
