// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// What a numbered update means for whoever stands at a known number.
enum class gap_check {
    /// It is the next one.
    apply,
    /// It was seen before.
    duplicate,
    /// Something before it is missing.
    gap,
};

/// Judges an update that takes a sequence to `number` in `count` steps when it stands at `current`.
///
/// Numbers that no server should send (negative ones) count as seen, so that they neither move the sequence nor open a gap.
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

/// Names a sequence: one of the three below, or a channel by its positive id.
using sequence_id = std::int64_t;

/// Messages of private chats and basic groups (pts).
inline constexpr sequence_id common_sequence = 0;
/// Secret chats and what concerns bots (qts).
inline constexpr sequence_id secondary_sequence = -1;
/// Containers of updates that bear no number of their own (seq).
inline constexpr sequence_id container_sequence = -2;

/// How an `Updates` object reached us.
enum class origin {
    /// The server sent it by itself.
    pushed,
    /// It answered a request of ours: our own messages in it are no news.
    answered,
};

/// An update on its way through the sequences.
struct pending_update {
    sequence_id stream = common_sequence;
    std::int32_t number = 0;
    std::int32_t count = 0;
    /// Keeps `what` alive.
    std::shared_ptr<const void> owner{};
    const void* what = nullptr;
    /// For whoever put it in: which kind of thing `what` is.
    std::uint8_t tag = 0;
    origin from = origin::pushed;
};

/// Puts numbered updates into order: passes on what comes next, drops what was seen, holds what comes too early.
///
/// Whoever drives it asks for the difference of a stream when `overdue` names it, and calls `move_to` with the answer.
class gap_tracker {
public:
    /// How long what is missing may still arrive by itself.
    static constexpr auto patience = std::chrono::milliseconds{500};

    /// More held items than this make their stream overdue at once.
    static constexpr std::size_t most_held = 64;

    /// After as many differences that moved nothing, what is held is forgotten.
    static constexpr int most_futile = 2;

    /// Where a stream stands; 0 when nothing is known about it.
    [[nodiscard]] std::int32_t at(sequence_id stream) const noexcept {
        const auto* found = find(stream);
        return found ? found->current : 0;
    }

    /// Appends to `ready` whatever can be passed on now that `arrived` is here, in order.
    gap_check offer(pending_update arrived, time_point now, std::vector<pending_update>& ready) {
        if (arrived.number == 0) {
            ready.push_back(std::move(arrived));
            return gap_check::apply;
        }
        auto& stream = find_or_add(arrived.stream);
        if (stream.current == 0 && arrived.number > 0 && arrived.count >= 0) {
            // Seen for the first time. One that counts nothing may be followed by another with the same number, and 0 stays
            // for "unknown".
            stream.current = arrived.count == 0 ? std::max(arrived.number - 1, 1) : arrived.number;
            ready.push_back(std::move(arrived));
            return gap_check::apply;
        }
        const auto found = check_gap(stream.current, arrived.number, arrived.count);
        if (found == gap_check::apply) {
            stream.current = arrived.number;
            ready.push_back(std::move(arrived));
            release(stream, ready);
        } else if (found == gap_check::gap) {
            if (stream.held.empty())
                stream.deadline = now + patience;
            if (stream.held.size() < most_held)
                stream.held.push_back(std::move(arrived));
            else
                stream.deadline = now; // a difference will bring this one again
        }
        return found;
    }

    /// Declares that a stream stands at `number`, as a difference says, and passes on what was held and comes after.
    ///
    /// What still has a gap before it stays held: the difference that told the number may not have known it yet, so that its
    /// stream gets a new deadline. When differences move nothing `most_futile` times in a row, what is held has a number that
    /// nothing leads to, and is forgotten.
    void move_to(
        sequence_id id, std::int32_t number, time_point now, std::vector<pending_update>& ready
    ) {
        auto& stream = find_or_add(id);
        const auto before = stream.current;
        stream.current = number;
        release(stream, ready);
        if (stream.held.empty() || stream.current != before)
            stream.futile = 0;
        else if (++stream.futile >= most_futile)
            stream.forget_held();
        if (!stream.held.empty())
            stream.deadline = now + patience;
    }

    /// Makes a stream overdue now: something is known to be missing.
    void demand(sequence_id stream, time_point now) {
        auto& found = find_or_add(stream);
        found.deadline = now;
        found.demanded = true;
    }

    /// Stops waiting for what is missing in a stream; forgets what was held for it.
    void give_up(sequence_id id) {
        auto& stream = find_or_add(id);
        stream.forget_held();
        stream.demanded = false;
    }

    /// A difference of this stream is here: it isn't demanded any more.
    void satisfied(sequence_id id) { find_or_add(id).demanded = false; }

    /// The moment at which a stream becomes overdue, if any waits.
    [[nodiscard]] std::optional<time_point> deadline() const noexcept {
        std::optional<time_point> earliest;
        for (const auto& stream : streams_)
            if (stream.waits() && (!earliest || stream.deadline < *earliest))
                earliest = stream.deadline;
        return earliest;
    }

    /// A stream whose missing updates did not arrive in time.
    [[nodiscard]] std::optional<sequence_id> overdue(time_point now) const noexcept {
        for (const auto& stream : streams_)
            if (stream.waits() && stream.deadline <= now)
                return stream.id;
        return std::nullopt;
    }

    /// How many updates are held back.
    [[nodiscard]] std::size_t held() const noexcept {
        std::size_t sum = 0;
        for (const auto& stream : streams_)
            sum += stream.held.size();
        return sum;
    }

    /// Calls `visit(id, number)` for every channel that is known.
    template <class Visit>
    void for_each_channel(Visit visit) const {
        for (const auto& stream : streams_)
            if (stream.id > 0)
                visit(stream.id, stream.current);
    }

private:
    struct state {
        sequence_id id = 0;
        std::int32_t current = 0;
        bool demanded = false;
        int futile = 0; // differences in a row that moved nothing although something is held
        time_point deadline{};
        std::vector<pending_update> held{};

        bool waits() const noexcept { return demanded || !held.empty(); }
        void forget_held() noexcept {
            held.clear();
            futile = 0;
        }
    };

    const state* find(sequence_id id) const noexcept {
        const auto at = std::lower_bound(streams_.begin(), streams_.end(), id, before);
        return at != streams_.end() && at->id == id ? &*at : nullptr;
    }

    state& find_or_add(sequence_id id) {
        const auto at = std::lower_bound(streams_.begin(), streams_.end(), id, before);
        if (at != streams_.end() && at->id == id)
            return *at;
        state added;
        added.id = id;
        return *streams_.insert(at, std::move(added));
    }

    static bool before(const state& stream, sequence_id id) noexcept { return stream.id < id; }

    static void release(state& stream, std::vector<pending_update>& ready) {
        for (bool moved = true; moved;) {
            moved = false;
            for (auto at = stream.held.begin(); at != stream.held.end();) {
                const auto found = check_gap(stream.current, at->number, at->count);
                if (found == gap_check::gap) {
                    ++at;
                    continue;
                }
                if (found == gap_check::apply) {
                    stream.current = at->number;
                    ready.push_back(std::move(*at));
                    moved = true;
                }
                at = stream.held.erase(at);
            }
        }
    }

    std::vector<state> streams_{}; // sorted by id
};

} // namespace awaitgram::updates
