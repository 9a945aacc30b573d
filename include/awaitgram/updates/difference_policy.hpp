// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/updates/account_state.hpp>
#include <awaitgram/updates/gap_tracker.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace awaitgram::updates {

/// The reaction to a failure to fetch a difference.
struct difference_reaction {
    enum class kind {
        /// The difference is asked for again.
        fetch_again,
        /// The channel is forgotten; its next update starts it anew.
        forget_channel,
        /// The account cannot receive updates any more.
        end,
    };

    kind action = kind::fetch_again;
    /// Nothing is fetched before this moment.
    time_point resume_at{};
    /// Whether an arriving update ends the pause, as it shows that an outage is over.
    bool until_traffic = false;
};

/// Decides the next step after each outcome of updates.getDifference and updates.getChannelDifference; no I/O and no clock.
class difference_policy {
public:
    /// The way to bring a sequence up to date.
    enum class method {
        /// By its difference.
        difference,
        /// By updates.getState: the missed updates are skipped.
        skip,
    };

    /// After this many failures in a row the missed updates of the account are skipped.
    static constexpr int most_failures = 4;
    /// The pause after a failure is one second for each in a row, up to this.
    static constexpr int longest_pause = 10;

    /// The method of the next attempt.
    [[nodiscard]] method next(sequence_id id) const noexcept {
        return id <= 0 && failures_ >= most_failures ? method::skip : method::difference;
    }

    /// An attempt succeeded.
    void succeeded(sequence_id id) noexcept {
        outages_ = 0;
        (id > 0 ? channel_failures_ : failures_) = 0;
    }

    /// Telegram refused with an error of this code.
    [[nodiscard]] difference_reaction
    refused(sequence_id id, std::int32_t code, time_point now) noexcept {
        difference_reaction reaction;
        if (code == 401 || code == 406) {
            reaction.action = difference_reaction::kind::end;
            return reaction;
        }
        // A refusal says that a channel is closed; flood waits, time-outs and trouble of the server pass.
        const auto passes = code < 400 || code == 420 || code >= 500;
        return failed(id, passes, now);
    }

    /// The answer did not follow the schema. One object of an unknown kind must not end the program.
    [[nodiscard]] difference_reaction malformed(sequence_id id, time_point now) noexcept {
        return failed(id, false, now);
    }

    /// There was no link for too long.
    [[nodiscard]] difference_reaction unreachable(time_point now) noexcept {
        difference_reaction reaction;
        reaction.resume_at = now + pause_after(outages_);
        reaction.until_traffic = true;
        return reaction;
    }

private:
    difference_reaction failed(sequence_id id, bool passes, time_point now) noexcept {
        difference_reaction reaction;
        if (id > 0 && !passes)
            reaction.action = difference_reaction::kind::forget_channel;
        reaction.resume_at = now + pause_after(id > 0 ? channel_failures_ : failures_);
        return reaction;
    }

    static std::chrono::seconds pause_after(int& count) noexcept {
        count = std::min(count + 1, longest_pause);
        return std::chrono::seconds{count};
    }

    // In a row.
    int failures_ = 0;
    int channel_failures_ = 0;
    int outages_ = 0;
};

/// Detects a difference whose slices never end because its positions go up and down.
class difference_progress {
public:
    /// After this many slices in a row that brought no new position, the difference has no end.
    static constexpr int most_idle_slices = 3;

    /// Whether to fetch the next slice. `moved`: the last one changed the position, which is now `position`.
    [[nodiscard]] bool continues(bool moved, const account_state& position) noexcept {
        if (position.pts > highest_.pts || position.qts > highest_.qts)
            idle_slices_ = 0;
        else
            ++idle_slices_;
        highest_.pts = std::max(highest_.pts, position.pts);
        highest_.qts = std::max(highest_.qts, position.qts);
        endless_ = !moved || idle_slices_ >= most_idle_slices;
        if (endless_)
            highest_ = {};
        return !endless_;
    }

    /// The difference has come to its end.
    void ended() noexcept { highest_ = {}; }

    /// Whether the last difference had no end, so that only updates.getState helps; resets it.
    [[nodiscard]] bool take_endless() noexcept {
        const auto endless = endless_;
        endless_ = false;
        return endless;
    }

private:
    account_state highest_{}; // in the difference under way
    int idle_slices_ = 0;
    bool endless_ = false;
};

} // namespace awaitgram::updates
