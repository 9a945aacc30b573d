// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace awaitgram::tests {

/// Users and chats that come with events of tests.
struct known_peers : peer_map {
    known_peers() {
        users = &all_users;
        chats = &all_chats;
    }
    tl::vector<api::User> all_users{};
    tl::vector<api::Chat> all_chats{};
};

[[nodiscard]] inline api::Peer user_peer(std::int64_t id) {
    return api::peerUser{.user_id = id};
}

[[nodiscard]] inline api::Peer channel_peer(std::int64_t id) {
    return api::peerChannel{.channel_id = id};
}

/// A message in a private chat.
[[nodiscard]] inline api::message raw_message(std::string text = {}) {
    api::message raw{};
    raw.id = 7;
    raw.peer_id = user_peer(5);
    raw.message = text;
    return raw;
}

[[nodiscard]] inline message with_media(api::MessageMedia media, std::string caption = {}) {
    auto raw = raw_message(std::move(caption));
    raw.media = std::move(media);
    return message{std::move(raw)};
}

/// A service message of a supergroup.
[[nodiscard]] inline api::messageService raw_service(api::MessageAction action) {
    api::messageService raw{};
    raw.id = 8;
    raw.peer_id = channel_peer(7);
    raw.from_id = user_peer(5);
    raw.action = std::move(action);
    return raw;
}

[[nodiscard]] inline message serving(api::MessageAction action) {
    return message{raw_service(std::move(action))};
}

} // namespace awaitgram::tests
