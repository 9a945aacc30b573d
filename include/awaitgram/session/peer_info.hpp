// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/peer_id.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

// Comparisons of optional members are defined elsewhere, because each unit that includes this would instantiate them.

namespace awaitgram {

/// The access hash with which this account addresses a peer. Absent differs from 0, which suffices for bots and contacts.
struct peer_auth {
    std::int64_t access_hash = 0;
    /// Whether it came with a `min` constructor, and so is valid for little more than the peer's photo.
    /// Spec: https://core.telegram.org/api/min
    bool min = false;

    friend auto operator<=>(const peer_auth&, const peer_auth&) = default;
};

/// A known user.
struct user_info {
    std::int64_t id = 0;
    std::optional<peer_auth> auth{};
    std::optional<bool> bot{};
    std::optional<bool> is_self{};

    friend bool operator==(const user_info& left, const user_info& right);
    friend std::weak_ordering operator<=>(const user_info& left, const user_info& right);
};

/// A known basic group.
struct chat_info {
    std::int64_t id = 0;

    friend auto operator<=>(const chat_info&, const chat_info&) = default;
};

enum class channel_kind { broadcast = 1, megagroup = 2, gigagroup = 3 };

/// A known channel or supergroup.
struct channel_info {
    std::int64_t id = 0;
    std::optional<peer_auth> auth{};
    std::optional<channel_kind> kind{};

    friend bool operator==(const channel_info& left, const channel_info& right);
    friend std::weak_ordering operator<=>(const channel_info& left, const channel_info& right);
};

/// The stored information about a peer.
using peer_info = std::variant<user_info, chat_info, channel_info>;

/// A peer and its access hash.
struct peer_ref {
    peer_id id;
    peer_auth auth{};

    friend auto operator<=>(const peer_ref&, const peer_ref&) = default;
};

/// The id under which a peer is stored.
///
/// Errors: `session_errc::invalid_peer_id`.
[[nodiscard]] inline result<peer_id> id_of(const peer_info& info) {
    if (const auto* user = std::get_if<user_info>(&info))
        return peer_id::user(user->id);
    if (const auto* chat = std::get_if<chat_info>(&info))
        return peer_id::chat(chat->id);
    return peer_id::channel(std::get<channel_info>(info).id);
}

/// The access hash to address a peer with; chats have none and need none.
[[nodiscard]] inline std::optional<peer_auth> auth_of(const peer_info& info) {
    if (const auto* user = std::get_if<user_info>(&info))
        return user->auth;
    if (const auto* channel = std::get_if<channel_info>(&info))
        return channel->auth;
    return peer_auth{};
}

/// Whether this is the user that is signed in.
[[nodiscard]] inline bool is_self(const peer_info& info) noexcept {
    const auto* user = std::get_if<user_info>(&info);
    return user != nullptr && user->is_self == true;
}

/// The peer with its access hash; nothing while that is unknown or a `min` one.
[[nodiscard]] std::optional<peer_ref> ref_of(const peer_info& info);

/// `newer`, completed by `known`: absent never erases, and a `min` hash never replaces a full one.
[[nodiscard]] peer_info merged(const peer_info& known, peer_info newer);

} // namespace awaitgram
