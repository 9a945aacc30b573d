// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/growing_pause.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace awaitgram::rpc {

/// The reason why a link ended or could not be opened.
enum class link_end {
    /// The connection could not be opened, broke, or carried malformed data.
    broken,
    /// The server reported too many connections (-429).
    flood,
    /// The server reported another transport error, such as -403 or -444.
    refused,
    /// The server reported that it does not know the key of the session (-404).
    unknown_key,
    /// The operation was cancelled.
    cancelled,
};

/// The reaction to the end of a link.
struct reconnect_decision {
    enum class kind {
        /// Open another link at `reconnect_policy::next_attempt`.
        retry,
        /// Drop the key, then open another link and exchange a new key.
        new_key,
        /// Fail with the error that ended the link.
        give_up,
    };

    kind what = kind::retry;
    /// The link lasted for long, so that calls begin to wait for the next one now.
    bool lasted = false;
};

/// Decides when to reconnect, when to give up, when to exchange a new key, and how long calls wait; has no clock and no randomness.
///
/// Transport errors are not authenticated: anyone on the network path can send them. They are waited out, with pauses that grow,
/// and never end a login.
class reconnect_policy {
public:
    using moment = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    struct limits {
        /// The number of attempts for the first connection; 0 for no limit.
        int attempts = 0;
        /// How long calls wait while there is no link.
        duration outage = std::chrono::seconds{20};
        /// The time limit for the first answer on a link while a call is pending.
        duration first_answer = std::chrono::seconds{15};
        /// Whether the key belongs to a login, so that it is never replaced.
        bool keep_key = false;
        /// Whether calls wait for the first link without a limit.
        bool waits_for_first_link = true;
    };

    explicit reconnect_policy(limits with) noexcept : limits_(with) {}

    /// From now on the key is never replaced.
    void keep_key() noexcept { limits_.keep_key = true; }

    /// The key is given up by its owner, so the link ends without a fault; the next one has another key, which may be replaced.
    void key_given_up() noexcept {
        limits_.keep_key = false;
        answered_ = false;
        key_reports_ = 0;
    }

    /// The link is ready for calls.
    void opened(moment now) noexcept { opened_at_ = now; }

    /// The server sent a valid packet on this link. Returns whether it is the first one.
    bool answered() noexcept {
        ever_answered_ = true;
        return !std::exchange(answered_, true);
    }

    /// Whether the server has answered on the present link.
    [[nodiscard]] bool connected() const noexcept { return answered_; }

    /// The time at which a link with pending calls is considered lost; empty once the server has answered.
    [[nodiscard]] std::optional<moment> first_answer_due() const noexcept {
        if (answered_)
            return std::nullopt;
        return opened_at_ + limits_.first_answer;
    }

    /// The time at which a call fails that has waited for a link since `waits_since`, as long as there is none.
    [[nodiscard]] moment call_fails_at(moment waits_since) const noexcept {
        if (answered_ || (!ever_answered_ && limits_.waits_for_first_link))
            return moment::max();
        return limits_.outage < moment::max() - waits_since ? waits_since + limits_.outage
                                                            : moment::max();
    }

    /// The link ended. `chance` is a random byte that spreads the pauses of many clients; `has_key` says whether the link used a key.
    [[nodiscard]] reconnect_decision
    ended(link_end why, bool has_key, moment now, std::uint8_t chance) noexcept {
        if (why == link_end::cancelled)
            return {reconnect_decision::kind::give_up};
        reconnect_decision decision;
        if (std::exchange(answered_, false)) {
            key_reports_ = 0;
            decision.lasted = now - opened_at_ > proven;
            if (decision.lasted)
                forget_failures(why);
        }
        last_end_ = why;
        ended_at_ = now;
        chance_ = chance;
        pause_ = next_pause(why);
        if (why == link_end::unknown_key && has_key) {
            if (!limits_.keep_key && ++key_reports_ == believed_reports) {
                key_reports_ = 0;
                decision.what = reconnect_decision::kind::new_key;
            }
        } else if (gives_up(why)) {
            decision.what = reconnect_decision::kind::give_up;
        }
        return decision;
    }

    /// The time of the next attempt. The pause is shortened by calls that wait, the newest of them since `newest_call`: the more so
    /// the shorter it has waited. `moment::min()` while no call waits.
    [[nodiscard]] moment next_attempt(moment newest_call) const noexcept {
        const auto planned = ended_at_ + pause_;
        if (newest_call == moment::min() || last_end_ == link_end::flood)
            return planned;
        const auto shortest = std::chrono::seconds{last_end_ == link_end::broken ? 1 : 5};
        const auto waited = std::max(ended_at_ - newest_call, duration::zero());
        const auto wanted = ended_at_ + spread(std::max<duration>(waited / 8, shortest));
        return std::min(planned, std::max(wanted, newest_call));
    }

private:
    /// A link that lasted this long ends a series of failures.
    static constexpr duration proven = std::chrono::seconds{30};
    /// An unknown key is believed if it is reported this many times in a row.
    static constexpr int believed_reports = 3;

    struct pauses {
        duration first;
        duration longest;
    };

    static constexpr pauses pauses_after(link_end why) noexcept {
        using namespace std::chrono_literals;
        switch (why) {
        case link_end::flood:
            return {1min, 16min};
        case link_end::refused:
            return {1s, 5min};
        case link_end::unknown_key:
            return {250ms, 5min};
        case link_end::broken:
        case link_end::cancelled:
            break;
        }
        return {250ms, 30s};
    }

    /// Doubles with each end of this kind since a link lasted.
    duration next_pause(link_end why) noexcept {
        auto& count = failures_[static_cast<std::size_t>(why)];
        const auto range = pauses_after(why);
        count = std::min(count + 1, 16);
        return spread(growing_pause(count, range.first, range.longest));
    }

    /// Varies a pause by a quarter.
    [[nodiscard]] duration spread(duration pause) const noexcept {
        return pause * (384 + chance_) / 512;
    }

    /// A flooded server gets longer pauses, however long the link lasted.
    void forget_failures(link_end why) noexcept {
        const auto floods = failures_[static_cast<std::size_t>(link_end::flood)];
        failures_ = {};
        if (why == link_end::flood)
            failures_[static_cast<std::size_t>(link_end::flood)] = floods;
    }

    /// What anyone could have sent does not count against a login.
    bool gives_up(link_end why) noexcept {
        if (ever_answered_ || limits_.attempts <= 0 ||
            (limits_.keep_key && why != link_end::broken))
            return false;
        return ++attempts_ >= limits_.attempts;
    }

    limits limits_;
    moment opened_at_{};
    moment ended_at_{};
    duration pause_{};
    link_end last_end_ = link_end::broken;
    std::array<int, 5> failures_{};
    int attempts_ = 0;
    int key_reports_ = 0;
    std::uint8_t chance_ = 128;
    bool answered_ = false;
    bool ever_answered_ = false;
};

} // namespace awaitgram::rpc
