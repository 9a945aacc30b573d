// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/types/peer_map.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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

/// One place in a sequence: an update, the unnumbered updates of a container, or a number alone.
struct pending_update {
    sequence_id sequence = common_sequence;
    std::int32_t number = 0;
    std::int32_t count = 0;
    /// Keeps `first` and the updates after it alive.
    std::shared_ptr<const peer_map> peers{};
    const api::Update* first = nullptr;
    std::size_t size = 0;
    rpc::update_origin origin = rpc::update_origin::pushed;
};

/// Puts numbered updates into order: passes on the next ones, drops duplicates, holds early ones.
///
/// When `overdue` names a sequence, its difference is to be fetched and reported with `move_to`.
class gap_tracker {
public:
    /// How long missing updates may take to arrive without a difference.
    static constexpr auto patience = std::chrono::milliseconds{500};

    /// A sequence with more held updates than this is overdue at once.
    static constexpr std::size_t most_held = 64;

    /// After this many differences in a row that moved nothing, held updates are dropped.
    static constexpr int most_futile = 2;

    /// The local number of a sequence; 0 when it is unknown.
    [[nodiscard]] std::int32_t at(sequence_id id) const noexcept {
        const auto* known = find(id);
        return known != nullptr ? known->current : 0;
    }

    /// Appends to `ready` all updates that can be passed on now that `arrived` is here, in order.
    gap_check offer(pending_update arrived, time_point now, std::vector<pending_update>& ready) {
        if (arrived.number == 0) {
            ready.push_back(std::move(arrived));
            return gap_check::apply;
        }
        auto& sequence = find_or_add(arrived.sequence);
        if (sequence.current == 0 && arrived.number > 0 && arrived.count >= 0) {
            // The first update of a sequence. One with count 0 may be followed by another with the same number, and 0 is
            // reserved for "unknown".
            sequence.current =
                arrived.count == 0 ? std::max(arrived.number - 1, 1) : arrived.number;
            ready.push_back(std::move(arrived));
            return gap_check::apply;
        }
        const auto relation = check_gap(sequence.current, arrived.number, arrived.count);
        if (relation == gap_check::apply) {
            sequence.current = arrived.number;
            ready.push_back(std::move(arrived));
            release(sequence, ready);
        } else if (relation == gap_check::gap) {
            if (sequence.held.empty())
                sequence.deadline = now + patience;
            if (sequence.held.size() < most_held)
                sequence.held.push_back(std::move(arrived));
            else
                sequence.deadline = now; // a difference will bring this one again
        }
        return relation;
    }

    /// Sets the number of a sequence, as a difference reports it, and passes on held updates that come after it.
    ///
    /// Updates with a gap before them stay held, with a new deadline: the difference may be older than they are. After
    /// `most_futile` differences in a row that move nothing, no number leads to them and they are dropped.
    void move_to(
        sequence_id id, std::int32_t number, time_point now, std::vector<pending_update>& ready
    ) {
        auto& sequence = find_or_add(id);
        const auto before = sequence.current;
        sequence.current = number;
        release(sequence, ready);
        if (sequence.held.empty() || sequence.current != before)
            sequence.futile = 0;
        else if (++sequence.futile >= most_futile)
            sequence.drop_held();
        if (!sequence.held.empty())
            sequence.deadline = now + patience;
    }

    /// Makes a sequence overdue now, because updates are known to be missing.
    void demand(sequence_id id, time_point now) {
        auto& sequence = find_or_add(id);
        sequence.deadline = now;
        sequence.demanded = true;
    }

    /// Stops waiting for missing updates of a sequence and drops its held ones.
    void give_up(sequence_id id) {
        auto& sequence = find_or_add(id);
        sequence.drop_held();
        sequence.demanded = false;
    }

    /// Withdraws `demand`: a difference of the sequence has arrived.
    void satisfied(sequence_id id) { find_or_add(id).demanded = false; }

    /// When the next sequence becomes overdue, if one waits.
    [[nodiscard]] std::optional<time_point> deadline() const noexcept {
        std::optional<time_point> earliest;
        for (const auto& sequence : sequences_)
            if (sequence.waits() && (!earliest || sequence.deadline < *earliest))
                earliest = sequence.deadline;
        return earliest;
    }

    /// A sequence whose missing updates did not arrive in time.
    [[nodiscard]] std::optional<sequence_id> overdue(time_point now) const noexcept {
        for (const auto& sequence : sequences_)
            if (sequence.waits() && sequence.deadline <= now)
                return sequence.id;
        return std::nullopt;
    }

    /// The number of updates held back.
    [[nodiscard]] std::size_t held() const noexcept {
        std::size_t sum = 0;
        for (const auto& sequence : sequences_)
            sum += sequence.held.size();
        return sum;
    }

    /// Calls `visit(id, number)` for every known channel, by ascending id.
    template <class Visit>
    void for_each_channel(Visit visit) const {
        for (const auto& sequence : sequences_)
            if (sequence.id > 0)
                visit(sequence.id, sequence.current);
    }

private:
    struct state {
        sequence_id id = 0;
        std::int32_t current = 0;
        bool demanded = false;
        int futile = 0; // differences in a row that moved nothing although updates are held
        time_point deadline{};
        std::vector<pending_update> held{};

        bool waits() const noexcept { return demanded || !held.empty(); }
        void drop_held() noexcept {
            held.clear();
            futile = 0;
        }
    };

    const state* find(sequence_id id) const noexcept {
        const auto at = std::lower_bound(sequences_.begin(), sequences_.end(), id, before);
        return at != sequences_.end() && at->id == id ? &*at : nullptr;
    }

    state& find_or_add(sequence_id id) {
        const auto at = std::lower_bound(sequences_.begin(), sequences_.end(), id, before);
        if (at != sequences_.end() && at->id == id)
            return *at;
        state added;
        added.id = id;
        return *sequences_.insert(at, std::move(added));
    }

    static bool before(const state& sequence, sequence_id id) noexcept { return sequence.id < id; }

    static void release(state& sequence, std::vector<pending_update>& ready) {
        for (bool moved = true; moved;) {
            moved = false;
            for (auto at = sequence.held.begin(); at != sequence.held.end();) {
                const auto relation = check_gap(sequence.current, at->number, at->count);
                if (relation == gap_check::gap) {
                    ++at;
                    continue;
                }
                if (relation == gap_check::apply) {
                    sequence.current = at->number;
                    ready.push_back(std::move(*at));
                    moved = true;
                }
                at = sequence.held.erase(at);
            }
        }
    }

    std::vector<state> sequences_{}; // sorted by id
};

} // namespace awaitgram::updates
