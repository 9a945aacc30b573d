// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace awaitgram::rpc {

/// The reason why a link ended or could not be opened.
enum class link_end {
    /// The connection could not be opened, broke, or carried malformed data.
    broken,
    /// The server closed the link because of too many connections.
    flood,
    /// The server does not know the key of the session.
    unknown_key,
    /// The operation was cancelled.
    cancelled,
};

/// The reaction to the end of a link.
struct reconnect_decision {
    enum class kind {
        /// Open another link after `pause`.
        retry,
        /// Drop the key, then open another link after `pause` and exchange a new key.
        new_key,
        /// Fail with the error that ended the link.
        give_up,
        /// Fail because the server does not know a key that must not be replaced.
        key_lost,
    };

    kind what = kind::retry;
    std::chrono::milliseconds pause{0};
    /// There was no link for longer than `outage_limit`: pending calls fail with the error that ended the link.
    bool fail_calls = false;
};

/// Decides when to reconnect, when to give up and when to exchange a new key; has no clock and no random source.
class reconnect_policy {
public:
    using moment = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    struct limits {
        /// The number of attempts for the first connection, and of rejections of the key before it is given up.
        int attempts = 3;
        duration outage = std::chrono::seconds{20};
        /// The time limit for the first answer on a link while a call is pending.
        duration first_answer = std::chrono::seconds{15};
        /// Whether the key belongs to a login, so that it is never replaced.
        bool keep_key = false;
    };

    reconnect_policy(limits with, moment now) noexcept : limits_(with), link_lost_at_(now) {}

    /// From now on the key is never replaced.
    void keep_key() noexcept { limits_.keep_key = true; }

    /// A key was exchanged.
    void key_agreed() noexcept { key_agreed_ = true; }

    /// The link is ready for calls.
    void opened(moment now) noexcept { opened_at_ = now; }

    /// The server sent a valid packet on this link.
    void answered() noexcept { answered_ = ever_answered_ = true; }

    /// Whether the server has sent a valid packet on any link.
    [[nodiscard]] bool ever_answered() const noexcept { return ever_answered_; }

    /// The time at which a link with pending calls is considered lost; empty once the server has answered.
    [[nodiscard]] std::optional<moment> first_answer_due() const noexcept {
        if (answered_)
            return std::nullopt;
        return opened_at_ + limits_.first_answer;
    }

    /// The link ended. `chance` is a random byte that spreads the pauses of many clients; `has_key` says whether the link used a key.
    [[nodiscard]] reconnect_decision
    ended(link_end why, bool has_key, moment now, std::uint8_t chance) noexcept {
        if (why == link_end::cancelled)
            return {reconnect_decision::kind::give_up};
        if (std::exchange(answered_, false))
            note_life(why, now);
        ++failures_;
        if (why == link_end::unknown_key && has_key)
            return on_unknown_key(chance);
        if (!ever_answered_ && failures_ >= limits_.attempts)
            return {reconnect_decision::kind::give_up};
        const auto outage = now - link_lost_at_ > limits_.outage;
        return {reconnect_decision::kind::retry, next_pause(chance), outage};
    }

private:
    /// A link that lasted this long ends a series of failures.
    static constexpr duration proven = std::chrono::seconds{30};

    void note_life(link_end why, moment now) noexcept {
        unknown_key_ = 0;
        // Links that break soon after the first answer do not end an outage; only the time with a link is excluded from it.
        const auto lived = now - opened_at_;
        link_lost_at_ = lived > proven ? now : link_lost_at_ + lived;
        if (lived > proven && why != link_end::flood)
            failures_ = 0;
    }

    /// Anyone on the network path can claim that the key is unknown. The claim is believed only if it is repeated, and the key of
    /// a login is never dropped.
    reconnect_decision on_unknown_key(std::uint8_t chance) noexcept {
        if (++unknown_key_ < limits_.attempts)
            return {reconnect_decision::kind::retry, next_pause(chance)};
        if (limits_.keep_key || key_agreed_)
            return {reconnect_decision::kind::key_lost};
        unknown_key_ = 0;
        failures_ = 0;
        return {reconnect_decision::kind::new_key, next_pause(chance)};
    }

    /// Doubles from a quarter of a second to half a minute, varied by a quarter.
    [[nodiscard]] std::chrono::milliseconds next_pause(std::uint8_t chance) const noexcept {
        const auto doubled = std::min(250LL << std::clamp(failures_ - 1, 0, 10), 30'000LL);
        return std::chrono::milliseconds{doubled * (384 + chance) / 512};
    }

    limits limits_;
    moment opened_at_{};
    moment link_lost_at_;
    int failures_ = 0;
    int unknown_key_ = 0;
    bool answered_ = false;
    bool ever_answered_ = false;
    bool key_agreed_ = false;
};

} // namespace awaitgram::rpc
