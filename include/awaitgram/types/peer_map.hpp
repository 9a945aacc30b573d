// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/peers/dialog_id.hpp> // IWYU pragma: export
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
