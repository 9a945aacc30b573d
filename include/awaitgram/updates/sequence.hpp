// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// How an update's pts (qts, seq) relates to the local one.
enum class gap_check {
    /// It is the next one.
    apply,
    /// It was applied before.
    duplicate,
    /// Updates before it are missing.
    gap,
};

/// Compares an update that takes a sequence to `number` in `count` steps with the local number `current`.
///
/// Negative numbers, which no server should send, count as duplicates: they neither move the sequence nor open a gap.
/// Spec: https://core.telegram.org/api/updates#update-handling
[[nodiscard]] constexpr gap_check
check_gap(std::int32_t current, std::int32_t number, std::int32_t count) noexcept {
    if (number == 0)
        return gap_check::apply; // unordered
    if (number < 0 || count < 0)
        return gap_check::duplicate;
    const auto expected = std::int64_t{current} + count;
    return expected == number  ? gap_check::apply
           : expected > number ? gap_check::duplicate
                               : gap_check::gap;
}

/// Names a sequence: one of the three below, or a channel by its positive bare id.
using sequence_id = std::int64_t;

/// Private chats and basic groups (pts).
inline constexpr sequence_id common_sequence = 0;
/// Secret chats and updates of bots (qts).
inline constexpr sequence_id secondary_sequence = -1;
/// Containers, for their updates that bear no number of their own (seq).
inline constexpr sequence_id container_sequence = -2;

/// The place of an update: its sequence, the number that it leads to, and the steps to there. Number 0: it has no place.
struct update_place {
    sequence_id sequence = common_sequence;
    std::int32_t number = 0;
    std::int32_t count = 0;
};

/// The number that a channel is taken to have when its first update comes.
///
/// One with count 0 may be followed by another with the same number, and 0 is reserved for "unknown".
[[nodiscard]] constexpr std::int32_t number_before_first(const update_place& first) noexcept {
    const auto steps = std::int64_t{first.number} - std::max(first.count, 1);
    return static_cast<std::int32_t>(std::max<std::int64_t>(steps, 1));
}

/// An update with its place; also the unnumbered updates of a container, or a number alone.
struct pending_update {
    update_place place{};
    /// Keeps `first` and the updates after it alive.
    std::shared_ptr<const peer_map> peers{};
    const api::Update* first = nullptr;
    std::size_t size = 0;
    rpc::update_origin origin = rpc::update_origin::pushed;
    /// It names users or chats that are not known; a difference may bring them.
    bool incomplete = false;
    /// The differences that did not lead to it.
    std::uint8_t futile = 0;
    /// The memory that is kept for it, in bytes: its part of the object that it came in, and all of that.
    std::uint32_t part = 0;
    std::uint32_t whole = 0;
};

/// Updates that are held back until those before them are here, in the order of their places.
class held_updates {
public:
    [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] const pending_update& front() const noexcept { return items_.front(); }

    /// Returns false for one that is held already.
    bool hold(pending_update arrived) {
        if (items_.empty() || start_of(items_.back()) < start_of(arrived)) {
            items_.push_back(std::move(arrived));
            return true;
        }
        const auto before = [](std::int64_t start, const pending_update& each) {
            return start < start_of(each);
        };
        const auto at = std::upper_bound(items_.begin(), items_.end(), start_of(arrived), before);
        // Updates without a step may share a number.
        if (arrived.place.count != 0)
            for (auto same = at;
                 same != items_.begin() && start_of(*(same - 1)) == start_of(arrived);
                 --same)
                if ((same - 1)->place.number == arrived.place.number)
                    return false;
        items_.insert(at, std::move(arrived));
        return true;
    }

    /// Removes the updates that `current` leads to, which it moves, and duplicates. Calls `pass(update, before)` for the former and
    /// `drop(update)` for the latter.
    template <class Pass, class Drop>
    void release(std::int32_t& current, Pass pass, Drop drop) {
        auto end = items_.begin();
        for (; end != items_.end(); ++end) {
            const auto relation = check_gap(current, end->place.number, end->place.count);
            if (relation == gap_check::duplicate) {
                drop(*end);
                continue;
            }
            if (relation == gap_check::gap || end->incomplete)
                break;
            const auto before = std::exchange(current, end->place.number);
            pass(std::move(*end), before);
        }
        items_.erase(items_.begin(), end);
    }

    /// Removes all updates that begin before `number`, whatever is missing between them. Moves `number` to the end of one that leads beyond it.
    [[nodiscard]] std::vector<pending_update> take_up_to(std::int32_t& number) {
        std::vector<pending_update> taken;
        auto end = items_.begin();
        for (; end != items_.end() && start_of(*end) < number; ++end) {
            number = std::max(number, end->place.number);
            taken.push_back(std::move(*end));
        }
        items_.erase(items_.begin(), end);
        return taken;
    }

    /// Removes all updates.
    [[nodiscard]] std::vector<pending_update> take_all() { return std::exchange(items_, {}); }

    /// Nothing more can be known of the peers that these name. Calls `visit(update)` for those that were incomplete.
    template <class Visit>
    void complete(Visit visit) {
        for (auto& each : items_)
            if (std::exchange(each.incomplete, false))
                visit(each);
    }

    /// A difference has come that did not lead to these. Removes those that `most` differences did not lead to; calls `drop(update)`.
    template <class Drop>
    void difference_came(int most, Drop drop) {
        std::erase_if(items_, [&](pending_update& each) {
            if (++each.futile < most)
                return false;
            drop(each);
            return true;
        });
    }

private:
    static std::int64_t start_of(const pending_update& each) noexcept {
        return std::int64_t{each.place.number} - each.place.count;
    }

    std::vector<pending_update> items_{};
};

} // namespace awaitgram::updates
