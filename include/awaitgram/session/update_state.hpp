// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/peer_id.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

// Comparisons of vectors and variants are defined elsewhere, because each unit that includes this would instantiate them.

namespace awaitgram {

/// How far a channel's updates have been handled; `id` is the channel's bare id.
struct channel_state {
    std::int64_t id = 0;
    std::int32_t pts = 0;

    friend auto operator<=>(const channel_state&, const channel_state&) = default;
};

/// The kind of number that tells an update from all others of its sequence.
enum class handled_kind : std::uint8_t {
    /// The id of a new message.
    message = 1,
    /// The position that an update leads to: its pts or qts.
    position = 2,
    /// The random id of a message in a secret chat.
    secret_message = 3,
};

/// Names an update: its sequence, and its key there.
struct handled_key {
    /// 0 for private chats and basic groups, -1 for updates with a qts, else the bare id of a channel.
    std::int64_t sequence = 0;
    handled_kind kind = handled_kind::message;
    std::int64_t key = 0;

    friend auto operator<=>(const handled_key&, const handled_key&) = default;
};

/// An update after the stored position that was handled before an older one, or whose handlers were cancelled.
struct handled_mark {
    handled_key of{};
    /// With this position of its sequence the update does not come any more.
    std::int32_t position = 0;
    /// For a message: when it had been edited last as it was handled.
    std::int32_t version = 0;
    /// How often its handlers were cancelled.
    std::int32_t cancelled = 0;
    bool done = false;

    friend auto operator<=>(const handled_mark&, const handled_mark&) = default;
};

/// How far the account's updates have been handled; channels and marks in their order.
/// Spec: https://core.telegram.org/api/updates
struct updates_state {
    std::int32_t pts = 0;
    std::int32_t qts = 0;
    std::int32_t date = 0;
    std::int32_t seq = 0;
    std::vector<channel_state> channels{};
    std::vector<handled_mark> handled{};

    friend bool operator==(const updates_state& left, const updates_state& right);
};

/// A change of the update state: all of it, or one part.
struct update_state {
    /// Replaces everything, including the channels and the marks; the last entry of a channel or a key counts.
    struct all {
        updates_state state{};
        friend bool operator==(const all&, const all&) = default;
    };
    /// Sets pts, date and seq.
    struct primary {
        std::int32_t pts = 0;
        std::int32_t date = 0;
        std::int32_t seq = 0;
        friend bool operator==(const primary&, const primary&) = default;
    };
    /// Sets qts.
    struct secondary {
        std::int32_t qts = 0;
        friend bool operator==(const secondary&, const secondary&) = default;
    };
    /// Sets the pts of one channel.
    struct channel {
        std::int64_t id = 0;
        std::int32_t pts = 0;
        friend bool operator==(const channel&, const channel&) = default;
    };

    update_state(all change) : step(std::move(change)) {}
    update_state(primary change) : step(change) {}
    update_state(secondary change) : step(change) {}
    update_state(channel change) : step(change) {}

    friend bool operator==(const update_state& left, const update_state& right);

    std::variant<all, primary, secondary, channel> step;
};

/// Changes of several parts of the update state that are stored in one step, in the order of these members.
struct update_progress {
    /// Channels to be forgotten, with their marks.
    std::vector<std::int64_t> forgotten{};
    std::optional<update_state::primary> primary{};
    std::optional<update_state::secondary> secondary{};
    std::vector<channel_state> channels{};
    /// Marks to be removed.
    std::vector<handled_key> unmarked{};
    /// Marks to be added; one of a key that has a mark replaces it.
    std::vector<handled_mark> handled{};

    [[nodiscard]] bool empty() const noexcept {
        return forgotten.empty() && !primary && !secondary && channels.empty() &&
               unmarked.empty() && handled.empty();
    }

    friend bool operator==(const update_progress& left, const update_progress& right);
};

/// Whether a session can store this mark.
[[nodiscard]] bool is_possible(const handled_mark& mark);

/// Whether a session can store this: its channels have possible ids.
///
/// Errors: `session_errc::invalid_peer_id`.
[[nodiscard]] std::error_code check(const update_progress& change);

/// Whether a session can store this: its channels have possible ids.
///
/// Errors: `session_errc::invalid_peer_id`.
[[nodiscard]] std::error_code check(const update_state& change);

} // namespace awaitgram
