// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace awaitgram {

/// The users and chats that came with an answer or an update, kept alive together with it.
///
/// Handles such as `message` share it and point into it, so nothing is copied.
class peer_map {
public:
    peer_map() = default;
    peer_map(const peer_map&) = delete;
    peer_map& operator=(const peer_map&) = delete;

    /// A user of the map, or null.
    [[nodiscard]] const api::user* user(std::int64_t id) const noexcept {
        if (users != nullptr)
            for (const auto& each : *users)
                if (const auto* known = each.get_if<api::user>(); known && known->id == id)
                    return known;
        return nullptr;
    }

    /// A basic group of the map, or null.
    [[nodiscard]] const api::chat* group(std::int64_t id) const noexcept {
        return one_of_chats<api::chat>(id);
    }

    /// A channel or supergroup of the map, or null.
    [[nodiscard]] const api::channel* channel(std::int64_t id) const noexcept {
        return one_of_chats<api::channel>(id);
    }

    const tl::vector<api::User>* users = nullptr;
    const tl::vector<api::Chat>* chats = nullptr;

private:
    template <class Kind>
    const Kind* one_of_chats(std::int64_t id) const noexcept {
        if (chats != nullptr)
            for (const auto& each : *chats)
                if (const auto* known = each.template get_if<Kind>(); known && known->id == id)
                    return known;
        return nullptr;
    }
};

/// A map that also owns the object its handles point into: a reply, or a single value.
template <class Kept>
class peer_map_of : public peer_map {
public:
    explicit peer_map_of(Kept value) : kept(std::move(value)) {}

    Kept kept;
};

/// A peer in the Bot API's numbering; 0 for an empty one and for ids that Telegram does not give, which name no other peer.
[[nodiscard]] inline std::int64_t dialog_id(const api::Peer& peer) noexcept {
    if (const auto* user = peer.get_if<api::peerUser>())
        return user->user_id > 0 ? user->user_id : 0;
    if (const auto* group = peer.get_if<api::peerChat>()) {
        const auto id = group->chat_id;
        return id > 0 && id <= peer_id::max_chat ? -id : 0;
    }
    if (const auto* channel = peer.get_if<api::peerChannel>()) {
        const auto id = channel->channel_id;
        return id > 0 && id <= peer_id::max_monoforum ? -peer_id::channel_base - id : 0;
    }
    return 0;
}

/// The peer that has this number in the Bot API's numbering.
[[nodiscard]] inline api::Peer peer_of(std::int64_t dialog) {
    if (dialog > 0) {
        api::peerUser user{};
        user.user_id = dialog;
        return user;
    }
    if (dialog >= -peer_id::max_chat) {
        api::peerChat group{};
        group.chat_id = -dialog;
        return group;
    }
    api::peerChannel channel{};
    channel.channel_id = dialog < peer_id::lowest ? 0 : -peer_id::channel_base - dialog;
    return channel;
}

/// The first and last name of a user.
[[nodiscard]] inline std::string name_of(const api::user& user) {
    auto name = user.first_name ? user.first_name->str() : std::string{};
    if (user.last_name && !user.last_name->empty())
        name.append(name.empty() ? "" : " ").append(user.last_name->view());
    return name;
}

/// The name of a user, or the title of a group or channel; empty when it is not in the map.
[[nodiscard]] inline std::string title_of(const peer_map& peers, std::int64_t dialog) {
    if (const auto* user = peers.user(dialog))
        return name_of(*user);
    if (dialog >= 0 || dialog < peer_id::lowest)
        return {};
    if (const auto* group = peers.group(-dialog))
        return group->title.str();
    if (const auto* channel = peers.channel(-peer_id::channel_base - dialog))
        return channel->title.str();
    return {};
}

/// As above, for a peer of the schema, such as `message->peer_id`.
[[nodiscard]] inline std::string title_of(const peer_map& peers, const api::Peer& peer) {
    return title_of(peers, dialog_id(peer));
}

} // namespace awaitgram
