// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace awaitgram::files {

/// Decides how many parts are under way at the same time. Telegram limits the speed by refusals that say how long to wait: one of them
/// freezes all parts for that time and halves their number, which then grows by one for every sixteen parts that arrive.
class transfer_window {
public:
    /// At least one part, at most `most`.
    explicit transfer_window(std::size_t most) noexcept
        : most_(std::max<std::size_t>(most, 1)), size_(most_) {}

    /// How many parts may be under way.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Until when no part may be asked for.
    [[nodiscard]] time_point frozen_until() const noexcept { return frozen_until_; }

    [[nodiscard]] bool may_begin(std::size_t under_way, time_point now) const noexcept {
        return under_way < size_ && now >= frozen_until_;
    }

    /// A part has arrived.
    void on_part() noexcept {
        if (size_ == most_ || ++arrived_ < parts_to_grow)
            return;
        arrived_ = 0;
        ++size_;
    }

    /// A part was not answered in time: the network is too slow for so many at once. Returns whether it is the first of those that were under
    /// way together.
    bool on_timeout(time_point begun, time_point now) noexcept {
        if (begun < halved_at_)
            return false;
        size_ = std::max<std::size_t>(size_ / 2, 1);
        arrived_ = 0;
        halved_at_ = now;
        return true;
    }

    /// A part was refused because of the speed. Parts that were under way at the first such refusal belong to it: they make the wait longer,
    /// not the window smaller.
    void on_flood(std::chrono::seconds wait, time_point begun, time_point now) noexcept {
        (void)on_timeout(begun, now);
        frozen_until_ = std::max(frozen_until_, now + std::max(wait, std::chrono::seconds{1}));
    }

private:
    static constexpr std::size_t parts_to_grow = 16;

    std::size_t most_;
    std::size_t size_;
    std::size_t arrived_ = 0;
    time_point frozen_until_ = time_point::min();
    time_point halved_at_ = time_point::min();
};

} // namespace awaitgram::files
