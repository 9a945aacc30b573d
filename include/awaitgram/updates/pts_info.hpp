// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/updates/sequence.hpp>

#include <concepts>
#include <cstdint>

namespace awaitgram::updates {

namespace detail {

// Layers differ in the updates they have: an update's place is found by its fields, so that one of a layer to come has its place, too.
template <class U>
concept numbered = requires(const U& u) {
    { u.pts } -> std::convertible_to<std::int32_t>;
    { u.pts_count } -> std::convertible_to<std::int32_t>;
};
template <class U>
concept numbered_for_bots = requires(const U& u) {
    { u.qts } -> std::convertible_to<std::int32_t>;
};
template <class U>
concept has_channel = requires(const U& u) {
    { u.channel_id } -> std::convertible_to<std::int64_t>;
};
template <class U>
concept holds_messages = requires(const U& u) { u.messages.size(); };
template <class U>
concept in_channel_by_message =
    std::same_as<U, api::updateNewChannelMessage> || std::same_as<U, api::updateEditChannelMessage>;

/// The bare id of the channel a message is in; 0 for other chats.
inline std::int64_t channel_of(const api::Message& message) {
    const api::Peer* peer = nullptr;
    if (const auto* plain = message.get_if<api::message>())
        peer = &plain->peer_id;
    else if (const auto* service = message.get_if<api::messageService>())
        peer = &service->peer_id;
    const auto* channel = peer != nullptr ? peer->get_if<api::peerChannel>() : nullptr;
    return channel != nullptr ? channel->channel_id : 0;
}

inline update_place in_channel(std::int64_t channel, std::int32_t pts, std::int32_t count) {
    update_place place;
    place.sequence = channel;
    // Without a channel there is no sequence, so the update is unordered.
    place.number = channel > 0 ? pts : 0;
    place.count = count;
    return place;
}

template <class U>
update_place place_of(const U& u) {
    update_place place;
    if constexpr (in_channel_by_message<U>) {
        place = in_channel(channel_of(u.message), u.pts, u.pts_count);
    } else if constexpr (std::same_as<U, api::updateReadChannelInbox>) {
        place = in_channel(u.channel_id, u.pts, 0);
    } else if constexpr (numbered<U> && has_channel<U>) {
        place = in_channel(u.channel_id, u.pts, u.pts_count);
    } else if constexpr (numbered<U>) {
        place.number = u.pts;
        place.count = u.pts_count;
    } else if constexpr (numbered_for_bots<U>) {
        place.sequence = secondary_sequence;
        place.number = u.qts;
        place.count = 1;
        if constexpr (holds_messages<U>)
            place.count = static_cast<std::int32_t>(u.messages.size());
    }
    return place;
}

} // namespace detail

/// The place of an update; number 0 when it has none.
/// Spec: https://core.telegram.org/api/updates#update-sequences
[[nodiscard]] inline update_place pts_info(const api::Update& update) {
    if (update.empty())
        return {};
    return update.visit([](const auto& u) { return detail::place_of(u); });
}

} // namespace awaitgram::updates
