// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/peer_id.hpp>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <system_error>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

// Orders written out by std::tie have members of the standard library for which libc++ 16 has `<` but no `<=>`.

namespace awaitgram {

/// How far a channel's updates have been handled; `id` is the channel's bare id.
struct channel_state {
    std::int64_t id = 0;
    std::int32_t pts = 0;

    friend auto operator<=>(const channel_state&, const channel_state&) = default;
};

/// How far the account's updates have been handled; channels by rising id.
/// Spec: https://core.telegram.org/api/updates
struct updates_state {
    std::int32_t pts = 0;
    std::int32_t qts = 0;
    std::int32_t date = 0;
    std::int32_t seq = 0;
    std::vector<channel_state> channels{};

    friend bool operator==(const updates_state&, const updates_state&) = default;
    friend std::weak_ordering operator<=>(const updates_state& left, const updates_state& right) {
        return std::tie(left.pts, left.qts, left.date, left.seq, left.channels) <=>
               std::tie(right.pts, right.qts, right.date, right.seq, right.channels);
    }
};

/// A change of the update state: all of it, or one part.
struct update_state {
    /// Replaces everything, including the channels; the last entry of a channel counts.
    struct all {
        updates_state state{};
        friend auto operator<=>(const all&, const all&) = default;
    };
    /// Sets pts, date and seq.
    struct primary {
        std::int32_t pts = 0;
        std::int32_t date = 0;
        std::int32_t seq = 0;
        friend auto operator<=>(const primary&, const primary&) = default;
    };
    /// Sets qts.
    struct secondary {
        std::int32_t qts = 0;
        friend auto operator<=>(const secondary&, const secondary&) = default;
    };
    /// Sets the pts of one channel.
    struct channel {
        std::int64_t id = 0;
        std::int32_t pts = 0;
        friend auto operator<=>(const channel&, const channel&) = default;
    };

    update_state(all change) : step(std::move(change)) {}
    update_state(primary change) : step(change) {}
    update_state(secondary change) : step(change) {}
    update_state(channel change) : step(change) {}

    friend bool operator==(const update_state&, const update_state&) = default;
    friend std::weak_ordering operator<=>(const update_state& left, const update_state& right) {
        return std::tie(left.step) <=> std::tie(right.step);
    }

    std::variant<all, primary, secondary, channel> step;
};

/// Whether a session can store this: its channels have possible ids.
///
/// Errors: `session_errc::invalid_peer_id`.
[[nodiscard]] inline std::error_code check(const update_state& change) {
    auto possible = true;
    if (const auto* all = std::get_if<update_state::all>(&change.step))
        possible = std::all_of(
            all->state.channels.begin(),
            all->state.channels.end(),
            [](const channel_state& one) { return static_cast<bool>(peer_id::channel(one.id)); }
        );
    else if (const auto* one = std::get_if<update_state::channel>(&change.step))
        possible = static_cast<bool>(peer_id::channel(one->id));
    return possible ? std::error_code{} : session_errc::invalid_peer_id;
}

} // namespace awaitgram
