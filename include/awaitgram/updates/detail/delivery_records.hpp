// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/recycling_allocator.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/session/update_state.hpp>
#include <awaitgram/updates/account_state.hpp>
#include <awaitgram/updates/delivery_ledger.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <utility>

// The records of a delivery_ledger.

namespace awaitgram::updates {

struct sequence_record;
struct delivery;
using delivery_list = std::list<delivery, recycling_allocator<delivery>>;

/// An open update.
struct delivery {
    delivery_place place;
    sequence_record* of = nullptr;
    delivery_list::iterator self{};
    std::uint64_t serial = 0;
    std::int32_t date = 0; // of the account before it
    std::int32_t cancelled = 0;
    bool waits = true;
};

/// A sequence that has changed, or that has open updates or marks.
struct sequence_record {
    /// The position up to which everything was opened.
    std::int32_t reached = 0;
    std::optional<std::int32_t> saved{};
    bool changed = false;
    /// It is forgotten with its last open update.
    bool ends_when_handled = false;
    std::size_t marks = 0;
    /// In the order of the sequence.
    delivery_list open{};
    /// The first update that comes again only after a restart: no position after it is saved, so the later ones need no place here.
    std::optional<std::uint64_t> first_left{};

    [[nodiscard]] std::int32_t position() const noexcept {
        if (open.empty())
            return reached;
        const auto safe = open.front().place.before;
        return reached == 0 ? safe : std::min(reached, safe);
    }

    /// An update comes again only after a restart.
    void leave(const delivery& update) {
        if (!first_left || *first_left > update.serial)
            first_left = update.serial;
        else
            open.erase(update.self);
    }
};

namespace detail {

/// A mark of a ledger.
struct mark_entry {
    handled_mark value;
    bool stored = false; // or about to be
    bool changed = false;
};
using mark_list = std::list<mark_entry, recycling_allocator<mark_entry>>;

/// The sequences of an account besides its channels.
inline constexpr std::array<std::int64_t, 3> account_sequences{0, -1, -2};

[[nodiscard]] inline std::int32_t
number_of(const account_state& account, std::int64_t sequence) noexcept {
    return sequence == 0 ? account.pts : sequence == -1 ? account.qts : account.seq;
}

/// When changes are to be saved: the first one waits for further ones.
class save_timer {
public:
    /// There are changes; true if there were none.
    bool set() noexcept { return !std::exchange(set_, true); }
    void reset() noexcept {
        set_ = false;
        since_.reset();
    }

    /// When `is_due` is to be asked next, if there are changes.
    [[nodiscard]] std::optional<time_point> deadline(time_point::duration delay) const {
        if (!set_)
            return std::nullopt;
        return since_ ? *since_ + delay : time_point{};
    }

    /// Whether the changes have waited for long enough.
    [[nodiscard]] bool is_due(time_point now, time_point::duration delay) {
        if (set_ && !since_)
            since_ = now;
        return set_ && now - *since_ >= delay;
    }

private:
    std::optional<time_point> since_{};
    bool set_ = false;
};

struct handled_key_hash {
    std::size_t operator()(const handled_key& key) const noexcept {
        auto hash = static_cast<std::uint64_t>(key.key) * 0x9e3779b97f4a7c15;
        hash ^=
            (static_cast<std::uint64_t>(key.sequence) << 2) + static_cast<std::uint64_t>(key.kind);
        return std::hash<std::uint64_t>{}(hash * 0xff51afd7ed558ccd);
    }
};

} // namespace detail

} // namespace awaitgram::updates
