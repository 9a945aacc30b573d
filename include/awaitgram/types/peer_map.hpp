// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace awaitgram {

/// What came together: an answer or a push, kept alive, and the users and chats it talks about.
///
/// Messages point into it, so nothing is copied; it goes when the last of them does.
class peer_map {
public:
    peer_map() = default;
    peer_map(const peer_map&) = delete;
    peer_map& operator=(const peer_map&) = delete;

    /// A user who came along, or null.
    [[nodiscard]] const api::user* user(std::int64_t id) const noexcept {
        if (users != nullptr)
            for (const auto& each : *users)
                if (const auto* found = each.get_if<api::user>(); found && found->id == id)
                    return found;
        return nullptr;
    }

    /// A basic group that came along, or null.
    [[nodiscard]] const api::chat* group(std::int64_t id) const noexcept {
        return one_of_chats<api::chat>(id);
    }

    /// A channel or supergroup that came along, or null.
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
                if (const auto* found = each.template get_if<Kind>(); found && found->id == id)
                    return found;
        return nullptr;
    }
};

/// An arrival together with what it keeps: a reply, or one object of our own.
template <class Kept>
class peer_map_of : public peer_map {
public:
    explicit peer_map_of(Kept value) : kept(std::move(value)) {}

    Kept kept;
};

/// The number of a peer, as peer_id has it; 0 for an empty one.
[[nodiscard]] inline std::int64_t dialog_id(const api::Peer& peer) noexcept {
    if (const auto* user = peer.get_if<api::peerUser>())
        return user->user_id;
    if (const auto* group = peer.get_if<api::peerChat>())
        return -group->chat_id;
    if (const auto* channel = peer.get_if<api::peerChannel>())
        return -peer_id::channel_base - channel->channel_id;
    return 0;
}

/// The peer with such a number.
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
    channel.channel_id = -peer_id::channel_base - dialog;
    return channel;
}

/// The name of the user, group or channel with this number, if it came along; else empty.
[[nodiscard]] inline std::string title_of(const peer_map& along, std::int64_t dialog) {
    if (const auto* user = along.user(dialog)) {
        auto name = user->first_name ? user->first_name->str() : std::string{};
        if (user->last_name && !user->last_name->empty())
            name.append(name.empty() ? "" : " ").append(user->last_name->view());
        return name;
    }
    if (const auto* group = along.group(-dialog))
        return group->title.str();
    if (const auto* channel = along.channel(-peer_id::channel_base - dialog))
        return channel->title.str();
    return {};
}

} // namespace awaitgram
