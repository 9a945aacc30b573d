// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/client/detail/update_queue.hpp>
#include <awaitgram/client/update_hub.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/expand_short.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// The updates in an `Updates` object; none if it cannot be decoded.
[[nodiscard]] inline std::vector<received_update>
unpack_updates(const tl::frame& frame, rpc::update_origin origin) {
    std::vector<received_update> unpacked;
    auto decoded = tl::decode<api::Updates>(frame);
    if (!decoded)
        return unpacked;
    const auto expanded = [&](const auto& brief) {
        const auto peers = std::make_shared<peer_map_of<api::Update>>(expand_short(brief));
        unpacked.push_back({peers, &peers->kept, origin});
    };
    const auto& all = **decoded;
    if (const auto* message = all.get_if<api::updateShortMessage>()) {
        expanded(*message);
        return unpacked;
    }
    if (const auto* message = all.get_if<api::updateShortChatMessage>()) {
        expanded(*message);
        return unpacked;
    }
    const auto peers = std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(*decoded));
    const auto& kept = *peers->kept;
    peers->users = kept.users();
    peers->chats = kept.chats();
    if (const auto* list = kept.updates())
        for (const auto& update : *list)
            unpacked.push_back({peers, &update, origin});
    else if (const auto* brief = kept.get_if<api::updateShort>())
        unpacked.push_back({peers, &brief->update, origin});
    return unpacked;
}

} // namespace detail

AWAITGRAM_DECL void update_hub::distribute(const tl::frame& updates, rpc::update_origin from) {
    std::erase_if(*queues_, [](const auto& queue) { return queue.expired(); });
    if (queues_->empty())
        return;
    for (const auto& update : detail::unpack_updates(updates, from))
        for (const auto& each : *queues_)
            if (const auto queue = each.lock())
                queue->push(update);
}

AWAITGRAM_DECL update_cursor update_hub::subscribe(update_cursor_options options) {
    auto queue = std::make_shared<detail::update_queue>(executor_, options.limit);
    queues_->push_back(queue);
    return update_cursor{std::move(queue)};
}

AWAITGRAM_DECL update_hub::end_scope update_hub::end_cursors() {
    return end_scope{queues_};
}

AWAITGRAM_DECL update_hub::~update_hub() {
    const auto all = end_cursors();
}

AWAITGRAM_DECL update_hub::end_scope::~end_scope() {
    for (const auto& each : std::exchange(*queues_, {}))
        if (const auto queue = each.lock())
            queue->end();
}

AWAITGRAM_DECL awaitable<std::optional<received_update>> update_cursor::next() {
    const auto queue = queue_;
    while (queue->waiting.empty() && !queue->ended)
        co_await queue->ready.wait();
    if (queue->waiting.empty())
        co_return std::nullopt;
    auto update = std::move(queue->waiting.front());
    queue->waiting.pop_front();
    co_return update;
}

AWAITGRAM_DECL std::size_t update_cursor::take_dropped() noexcept {
    return std::exchange(queue_->dropped, 0);
}

} // namespace awaitgram
