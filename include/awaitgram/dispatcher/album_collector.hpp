// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram {

/// Puts the messages of albums together, which come one by one. No I/O, no clock.
///
/// An album is complete when no message of it has come for 300 ms, 1.5 s after its first one at the latest, with ten messages, or when
/// its sender writes something else to the chat.
template <class Job>
class album_collector {
public:
    using time_point = monotonic_clock::time_point;

    static constexpr auto longest_pause = std::chrono::milliseconds{300};
    static constexpr auto longest_wait = std::chrono::milliseconds{1500};
    static constexpr std::size_t most_messages = 10;

    /// What tells where a message belongs.
    struct place {
        std::int64_t chat = 0;
        std::int64_t sender = 0;
        /// The number of its album; 0 for none.
        std::int64_t album = 0;
        std::int32_t message = 0;
    };

    /// A complete album: its messages in the order of their ids.
    struct collected {
        std::int64_t chat = 0;
        std::vector<Job> messages{};
    };

    /// Adds a message of an album; an album that is complete by that is in the result. A message that is there already is dropped.
    [[nodiscard]] std::optional<collected> add(const place& at, Job job, time_point now) {
        auto known = std::find_if(open_.begin(), open_.end(), [&](const album& each) {
            return each.chat == at.chat && each.number == at.album;
        });
        if (known == open_.end()) {
            open_.push_back({at.chat, at.sender, at.album, now + longest_wait, {}, {}});
            known = std::prev(open_.end());
        }
        known->due = std::min(now + longest_pause, known->last_due);
        auto& messages = known->messages;
        if (!messages.emplace(at.message, std::move(job)).second)
            return std::nullopt;
        ++waiting_;
        if (messages.size() < most_messages)
            return std::nullopt;
        return take(known);
    }

    /// The albums that are complete because their sender wrote another message.
    [[nodiscard]] std::vector<collected> before(const place& other) {
        return take_if([&other](const album& each) {
            return each.chat == other.chat && each.sender == other.sender &&
                   each.number != other.album && each.messages.rbegin()->first < other.message;
        });
    }

    /// The albums that are complete by now, the oldest first.
    [[nodiscard]] std::vector<collected> complete(time_point now) {
        return take_if([now](const album& each) { return each.due <= now; });
    }

    /// When the next album is complete; nothing without one.
    [[nodiscard]] std::optional<time_point> due() const {
        if (open_.empty())
            return std::nullopt;
        return std::min_element(
                   open_.begin(),
                   open_.end(),
                   [](const album& left, const album& right) { return left.due < right.due; }
        )->due;
    }

    /// Takes all messages out.
    [[nodiscard]] std::vector<collected> take_all() {
        return take_if([](const album&) { return true; });
    }

    /// The number of messages that wait for others.
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

private:
    struct album {
        std::int64_t chat;
        std::int64_t sender;
        std::int64_t number;
        time_point last_due;
        time_point due;
        std::map<std::int32_t, Job> messages;
    };

    collected take(typename std::vector<album>::iterator at) {
        collected taken;
        taken.chat = at->chat;
        for (auto& [id, job] : at->messages)
            taken.messages.push_back(std::move(job));
        waiting_ -= at->messages.size();
        open_.erase(at);
        return taken;
    }

    template <class Chosen>
    std::vector<collected> take_if(Chosen chosen) {
        std::vector<collected> taken;
        for (auto at = open_.begin(); at != open_.end();) {
            if (!chosen(*at)) {
                ++at;
                continue;
            }
            const auto index = at - open_.begin();
            taken.push_back(take(at));
            at = open_.begin() + index;
        }
        return taken;
    }

    std::vector<album> open_{}; // in the order in which they began; few at a time
    std::size_t waiting_ = 0;
};

} // namespace awaitgram
