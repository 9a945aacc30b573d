// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/updates/sequence.hpp>
#include <awaitgram/updates/skipped.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>

namespace awaitgram::updates::detail {

inline constexpr auto never = time_point::max();

/// Whether and when a difference is to be fetched: for the account as a whole, or for one channel.
struct fetch_state {
    /// Updates are missing, or may be.
    bool demanded = false;
    /// It stands in the queue of differences.
    bool queued = false;
    /// Updates were dropped for want of room since the last difference was asked for.
    bool behind = false;
    /// Nothing is asked for, since too many of its updates wait.
    bool held_back = false;
    /// The pause ends as soon as there is a link again.
    bool until_reconnected = false;
    /// The program was told that its updates are delayed.
    bool delayed = false;
    /// Names the request under way; 0: none.
    std::uint32_t ticket = 0;
    /// Failures in a row that can pass.
    int failures = 0;
    /// Answers in a row that were no use.
    int useless = 0;
    /// When a gap has had its time to close.
    time_point gap_until = never;
    /// Nothing is asked for before this.
    time_point resume_at{};
    /// The entry among the timers; `never` for none.
    time_point timer = never;
};

/// The interval at which a channel is asked for updates that are not pushed.
struct polling {
    std::chrono::seconds every{0};
    time_point due{};
};

/// What only a channel needs that something is missing in, or that is polled.
struct active_channel : fetch_state {
    held_updates held{};
    std::optional<polling> polled{};
    /// It had no position when updates of it were missed: only its messages since the stored date are new.
    bool seeks = false;
    /// How far none were new, or only the position matters. The channel has its position with the first that are new, so that a restart
    /// does not bring older ones.
    std::int32_t sought = 0;
};

/// One channel.
struct channel_stream {
    std::int64_t id = 0;
    /// 0: unknown; only a polled channel has no number.
    std::int32_t pts = 0;
    /// The highest id among its new messages; 0: unknown.
    std::int32_t newest_message = 0;
    /// When it was last known that nothing is missing, as the count of connections and as a moment.
    std::uint32_t epoch = 0;
    bool restored = false;
    bool moved = false;
    time_point confirmed{};
    channel_stream* previous = nullptr;
    channel_stream* next = nullptr;
    std::unique_ptr<active_channel> active{};
};

/// How far the updates of a channel were passed on that was forgotten.
struct left_channel {
    /// The number of the last one; 0: Telegram does not continue from it.
    std::int32_t pts = 0;
    /// The highest id among its new messages; 0: unknown.
    std::int32_t newest_message = 0;
};

/// The channels by id, and in the order in which it was last known that nothing is missing in them.
class channel_table {
public:
    channel_table() = default;
    channel_table(const channel_table&) = delete;
    channel_table& operator=(const channel_table&) = delete;

    [[nodiscard]] channel_stream* find(std::int64_t id) noexcept {
        // Updates of one channel often come in a row.
        if (last_ != nullptr && last_->id == id)
            return last_;
        const auto at = channels_.find(id);
        if (at == channels_.end())
            return nullptr;
        last_ = &at->second;
        return last_;
    }
    [[nodiscard]] const channel_stream* find(std::int64_t id) const noexcept {
        const auto at = channels_.find(id);
        return at == channels_.end() ? nullptr : &at->second;
    }

    channel_stream& find_or_add(std::int64_t id) {
        const auto [at, added] = channels_.try_emplace(id);
        auto& channel = at->second;
        if (added) {
            channel.id = id;
            append(channel);
        }
        return channel;
    }

    void erase(channel_stream& channel) {
        unlink(channel);
        last_ = nullptr;
        channels_.erase(channel.id);
    }

    /// The channel of which nothing was heard for the longest time.
    [[nodiscard]] channel_stream* oldest() const noexcept { return first_; }

    void move_to_end(channel_stream& channel) noexcept {
        if (channel.next == nullptr)
            return;
        unlink(channel);
        append(channel);
    }

    [[nodiscard]] std::size_t size() const noexcept { return channels_.size(); }
    [[nodiscard]] auto begin() const noexcept { return channels_.begin(); }
    [[nodiscard]] auto end() const noexcept { return channels_.end(); }

private:
    void append(channel_stream& channel) noexcept {
        channel.previous = final_;
        channel.next = nullptr;
        (final_ != nullptr ? final_->next : first_) = &channel;
        final_ = &channel;
    }

    void unlink(channel_stream& channel) noexcept {
        (channel.previous != nullptr ? channel.previous->next : first_) = channel.next;
        (channel.next != nullptr ? channel.next->previous : final_) = channel.previous;
    }

    std::unordered_map<std::int64_t, channel_stream> channels_{};
    channel_stream* first_ = nullptr;
    channel_stream* final_ = nullptr;
    channel_stream* last_ = nullptr;
};

/// A number with the updates that are held back in front of it.
struct number_line {
    std::int32_t current = 0;
    /// When it was last known that nothing is missing.
    time_point confirmed{};
    held_updates held{};
};

/// The sequences that one difference covers.
struct account_stream : fetch_state {
    number_line common{};
    number_line secondary{};
    number_line container{};
    std::int32_t date = 0;
    /// The next request asks for the present position alone, and for this reason.
    std::optional<updates_skipped::cause> skipping{};

    [[nodiscard]] number_line& line(sequence_id id) noexcept {
        return id == secondary_sequence ? secondary : common;
    }
    /// When it was last known that nothing is missing in the numbered sequences.
    [[nodiscard]] time_point confirmed() const noexcept {
        return secondary.current == 0 ? common.confirmed
                                      : std::min(common.confirmed, secondary.confirmed);
    }
    void confirm(time_point now) noexcept { common.confirmed = secondary.confirmed = now; }
    [[nodiscard]] bool holds_any() const noexcept {
        return !common.held.empty() || !secondary.held.empty() || !container.held.empty();
    }
};

} // namespace awaitgram::updates::detail
