// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace awaitgram {

/// One of Telegram's data centres: where it is, and the key this session shares with it.
struct dc_option {
    std::int32_t id = 0;
    std::optional<server_address> ipv4{};
    std::optional<server_address> ipv6{};
    /// The permanent key; never printed.
    std::optional<crypto::auth_key> auth_key{};
};

/// A salt of a data centre and when it may be used, by the server's clock.
struct server_salt {
    std::int64_t salt = 0;
    std::int64_t valid_since = 0;
    std::int64_t valid_until = 0;

    friend bool operator==(const server_salt&, const server_salt&) = default;
};

/// Who is signed in.
struct signed_in_user {
    std::int64_t id = 0;
    bool bot = false;

    friend bool operator==(const signed_in_user&, const signed_in_user&) = default;
};

/// What lets this account address a peer. Absent is not the same as 0, which bots and contacts get by with.
struct peer_auth {
    std::int64_t access_hash = 0;

    friend bool operator==(const peer_auth&, const peer_auth&) = default;
};

/// A user that was seen.
struct user_info {
    std::int64_t id = 0;
    std::optional<peer_auth> auth{};
    std::optional<bool> bot{};
    std::optional<bool> is_self{};

    friend bool operator==(const user_info&, const user_info&) = default;
};

/// A basic group that was seen.
struct chat_info {
    std::int64_t id = 0;

    friend bool operator==(const chat_info&, const chat_info&) = default;
};

enum class channel_kind { broadcast = 1, megagroup = 2, gigagroup = 3 };

/// A channel or supergroup that was seen.
struct channel_info {
    std::int64_t id = 0;
    std::optional<peer_auth> auth{};
    std::optional<channel_kind> kind{};

    friend bool operator==(const channel_info&, const channel_info&) = default;
};

/// What is remembered of a peer. `min` constructors' hashes don't belong here.
using peer_info = std::variant<user_info, chat_info, channel_info>;

/// The key under which a peer is remembered.
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

/// `newer` with what only `known` holds: absent never erases.
[[nodiscard]] inline peer_info merged(const peer_info& known, peer_info newer) {
    if (auto* user = std::get_if<user_info>(&newer)) {
        if (const auto* old = std::get_if<user_info>(&known)) {
            user->auth = user->auth ? user->auth : old->auth;
            user->bot = user->bot ? user->bot : old->bot;
            user->is_self = user->is_self ? user->is_self : old->is_self;
        }
    } else if (auto* channel = std::get_if<channel_info>(&newer)) {
        if (const auto* old = std::get_if<channel_info>(&known)) {
            channel->auth = channel->auth ? channel->auth : old->auth;
            channel->kind = channel->kind ? channel->kind : old->kind;
        }
    }
    return newer;
}

/// How far a channel's updates have been handled; `id` is the channel's bare id.
struct channel_state {
    std::int64_t id = 0;
    std::int32_t pts = 0;

    friend bool operator==(const channel_state&, const channel_state&) = default;
};

/// How far the account's updates have been handled.
struct updates_state {
    std::int32_t pts = 0;
    std::int32_t qts = 0;
    std::int32_t date = 0;
    std::int32_t seq = 0;
    std::vector<channel_state> channels{};

    friend bool operator==(const updates_state&, const updates_state&) = default;
};

/// A step of the update state: everything, or one part that leaves the others alone.
struct update_state {
    /// Replaces all, the channels too.
    struct all {
        updates_state state{};
    };
    /// pts, date and seq; qts stays.
    struct primary {
        std::int32_t pts = 0;
        std::int32_t date = 0;
        std::int32_t seq = 0;
    };
    /// qts; the rest stays.
    struct secondary {
        std::int32_t qts = 0;
    };
    /// One channel; the rest stays.
    struct channel {
        std::int64_t id = 0;
        std::int32_t pts = 0;
    };

    update_state(all change) : step(std::move(change)) {}
    update_state(primary change) : step(change) {}
    update_state(secondary change) : step(change) {}
    update_state(channel change) : step(change) {}

    std::variant<all, primary, secondary, channel> step;
};

/// The production data centre `id` (1 to 5); nothing for others. Spec: https://core.telegram.org/api/datacenter
[[nodiscard]] inline std::optional<dc_option> known_dc(std::int32_t id) {
    struct row {
        const char* ipv4;
        const char* ipv6;
    };
    static constexpr row rows[] = {
        {"149.154.175.53", "2001:b28:f23d:f001::a"},
        {"149.154.167.41", "2001:67c:4e8:f002::a"},
        {"149.154.175.100", "2001:b28:f23d:f003::a"},
        {"149.154.167.92", "2001:67c:4e8:f004::a"},
        {"91.108.56.104", "2001:b28:f23f:f005::a"},
    };
    if (id < 1 || id > static_cast<std::int32_t>(std::size(rows)))
        return std::nullopt;
    const auto& found = rows[id - 1];
    return dc_option{id, server_address{found.ipv4, 443}, server_address{found.ipv6, 443}, {}};
}

/// Where a session that never changed it is at home.
inline constexpr std::int32_t default_home_dc = 2;

} // namespace awaitgram
