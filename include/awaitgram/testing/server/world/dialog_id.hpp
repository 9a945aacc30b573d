// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <cstdint>

// A chat of any kind is one number here, as in the Bot API: users are positive, basic groups negative, channels below -10^12.

namespace awaitgram::testing {

[[nodiscard]] constexpr bool is_user(std::int64_t dialog) noexcept {
    return dialog > 0;
}
[[nodiscard]] constexpr bool is_group(std::int64_t dialog) noexcept {
    return dialog < 0 && dialog >= -peer_id::max_chat;
}
[[nodiscard]] constexpr bool is_channel(std::int64_t dialog) noexcept {
    return dialog < -peer_id::channel_base;
}

[[nodiscard]] constexpr std::int64_t group_dialog(std::int64_t bare) noexcept {
    return -bare;
}
[[nodiscard]] constexpr std::int64_t channel_dialog(std::int64_t bare) noexcept {
    return -peer_id::channel_base - bare;
}

/// The id that the types of the API carry.
[[nodiscard]] constexpr std::int64_t bare_id(std::int64_t dialog) noexcept {
    return is_channel(dialog) ? channel_dialog(dialog) : is_user(dialog) ? dialog : -dialog;
}

[[nodiscard]] inline api::Peer peer_of(std::int64_t dialog) {
    if (is_user(dialog)) {
        api::peerUser user;
        user.user_id = dialog;
        return user;
    }
    if (is_group(dialog)) {
        api::peerChat group;
        group.chat_id = bare_id(dialog);
        return group;
    }
    api::peerChannel channel;
    channel.channel_id = bare_id(dialog);
    return channel;
}

} // namespace awaitgram::testing
