// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/recycling_allocator.hpp>
#include <awaitgram/updates/delivery_ledger.hpp>
#include <awaitgram/updates/detail/delivery_records.hpp>
#include <awaitgram/updates/waiting_share.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// The books of a ledger, which tokens may outlive.
class delivery_ledger::book final : public delivery_log {
public:
    book(unique_function<void()> wake, delivery_policy policy, waiting_share::amount share)
        : wake_(std::move(wake)), policy_(policy), share_(share) {}

    void restore(const updates_state& stored) {
        account_ = {.pts = stored.pts, .qts = stored.qts, .date = stored.date, .seq = stored.seq};
        saved_account_ = account_;
        restored_ = true;
        for (const auto id : detail::account_sequences)
            sequences_[id].reached = detail::number_of(account_, id);
        for (const auto& mark : stored.handled)
            add_mark(mark).stored = true;
        for (const auto& channel : stored.channels)
            if (const auto at = sequences_.find(channel.id); at != sequences_.end())
                at->second.reached = channel.pts;
    }

    [[nodiscard]] delivery* open(const delivery_place& place, bool& handled) {
        if (place.before == 0 && place.after == 0)
            return nullptr;
        std::int32_t cancelled = 0;
        if (const auto* known = mark_of(place)) {
            if (known->value.done && place.version <= known->value.version) {
                handled = true;
                return nullptr;
            }
            cancelled = known->value.done ? 0 : known->value.cancelled;
        }
        auto& sequence = sequences_[place.sequence];
        auto& added = sequence.open.emplace_back();
        added.place = place;
        added.of = &sequence;
        added.self = std::prev(sequence.open.end());
        added.serial = next_serial_++;
        added.date = account_.date;
        added.cancelled = cancelled;
        ++in_hand_;
        share_.enter(place.sequence, place.size);
        return &added;
    }

    void moved(const account_state& account) {
        auto changed = account.date != account_.date;
        account_ = account;
        for (const auto id : detail::account_sequences)
            changed = reach(sequences_[id], id, detail::number_of(account, id)) || changed;
        if (changed)
            touched();
    }

    void moved(std::int64_t channel, std::int32_t pts) {
        forgotten_.erase(channel);
        auto& sequence = sequences_[channel];
        sequence.ends_when_handled = false;
        if (reach(sequence, channel, pts))
            touch(sequence);
    }

    void forget(std::int64_t channel) {
        const auto at = sequences_.find(channel);
        if (at == sequences_.end() || at->second.open.empty())
            return end(channel);
        at->second.ends_when_handled = true;
    }

    [[nodiscard]] std::int32_t position(std::int64_t channel) const {
        const auto at = sequences_.find(channel);
        return at != sequences_.end() ? at->second.position() : 0;
    }

    void began(delivery* which) override {
        if (std::exchange(which->waits, false) &&
            share_.leave(which->place.sequence, which->place.size))
            wake_up();
    }

    void ended(delivery* which, delivery_end how) override {
        began(which);
        --in_hand_;
        auto& update = *which;
        auto& sequence = *update.of;
        if (how == delivery_end::cancelled && update.cancelled >= policy_.most_repeats)
            how = delivery_end::handled;
        if (how == delivery_end::handled) {
            const auto first = update.self == sequence.open.begin();
            const auto done = update.place;
            sequence.open.erase(update.self);
            handled(sequence, done);
            if (first)
                touch(sequence);
            if (sequence.ends_when_handled && sequence.open.empty())
                end(done.sequence);
        } else {
            if (how == delivery_end::cancelled)
                cancelled(update);
            sequence.leave(update);
        }
        if (in_hand_ == 0 && std::exchange(end_is_awaited_, false))
            wake_up();
    }

    void wake_at_the_end() noexcept { end_is_awaited_ = true; }

    [[nodiscard]] detail::save_timer& timer() noexcept { return timer_; }
    [[nodiscard]] waiting_share& share() noexcept { return share_; }

    [[nodiscard]] update_progress take_changes() {
        timer_.reset();
        if (!restored_) // nothing is known that could replace what is stored
            return {};
        update_progress changes;
        take_account(changes);
        take_channels(changes);
        give_up_marks(most_marks);
        for (auto at = marks_.begin(); at != marks_.end();) {
            const auto& sequence = sequences_[at->value.of.sequence];
            if (sequence.position() >= at->value.position) {
                at = remove(at);
                continue;
            }
            if (std::exchange(at->changed, false)) {
                changes.handled.push_back(at->value);
                at->stored = true;
            }
            ++at;
        }
        for (const auto& key : std::exchange(unmarked_, {}))
            if (keys_.count(key) == 0)
                changes.unmarked.push_back(key);
        changes.forgotten.assign(forgotten_.begin(), forgotten_.end());
        forgotten_.clear();
        std::erase_if(sequences_, [](const auto& each) {
            return each.first > 0 && each.second.open.empty() && each.second.marks == 0 &&
                   !each.second.changed;
        });
        return changes;
    }

    void not_saved(const update_progress& changes) {
        if (changes.primary || changes.secondary)
            saved_account_.reset();
        for (const auto channel : changes.forgotten)
            if (position(channel) == 0) // otherwise it has begun anew
                forgotten_.insert(channel);
        for (const auto& [id, pts] : changes.channels) {
            auto& sequence = sequences_[id];
            if (sequence.reached == 0)
                sequence.reached = pts;
            sequence.saved.reset();
            sequence.changed = true;
        }
        unmarked_.insert(unmarked_.end(), changes.unmarked.begin(), changes.unmarked.end());
        for (const auto& each : changes.handled)
            if (const auto at = keys_.find(each.of); at != keys_.end())
                at->second->changed = true;
        touched();
    }

    [[nodiscard]] std::size_t in_hand() const noexcept { return in_hand_; }
    [[nodiscard]] std::size_t mark_count() const noexcept { return marks_.size(); }

private:
    // An older update than those the mark was valid for, or a newer one, is another one with the same key.
    [[nodiscard]] detail::mark_entry* mark_of(const delivery_place& place) {
        if (!place.key)
            return nullptr;
        const auto at = keys_.find(*place.key);
        return at != keys_.end() && place.before < at->second->value.position ? &*at->second
                                                                              : nullptr;
    }

    detail::mark_entry& add_mark(const handled_mark& value) {
        const auto [at, added] = keys_.try_emplace(value.of);
        if (added) {
            at->second = marks_.insert(marks_.end(), detail::mark_entry{});
            ++sequences_[value.of.sequence].marks;
        }
        at->second->value = value;
        return *at->second;
    }

    detail::mark_list::iterator remove(detail::mark_list::iterator at) {
        if (at->stored)
            unmarked_.push_back(at->value.of);
        --sequences_[at->value.of.sequence].marks;
        keys_.erase(at->value.of);
        return marks_.erase(at);
    }

    template <class Condition>
    void drop_marks(Condition condition) {
        for (auto at = marks_.begin(); at != marks_.end();)
            at = condition(*at) ? remove(at) : std::next(at);
    }

    void give_up_marks(std::size_t most) {
        if (marks_.size() <= most)
            return;
        drop_marks([this](const detail::mark_entry& each) {
            return sequences_[each.value.of.sequence].position() >= each.value.position;
        });
        while (marks_.size() > most)
            remove(marks_.begin());
    }

    /// Forgets a channel, in which no update is open.
    void end(std::int64_t channel) {
        forgotten_.insert(channel);
        drop_marks([channel](const detail::mark_entry& each) {
            return each.value.of.sequence == channel;
        });
        sequences_.erase(channel);
        touched();
    }

    // Numbers that go down are those of another count, in which the marks mean other updates.
    bool reach(sequence_record& sequence, std::int64_t id, std::int32_t number) {
        if (number == sequence.reached)
            return false;
        if (number < sequence.reached && sequence.marks != 0)
            drop_marks([id](const detail::mark_entry& each) { return each.value.of.sequence == id; }
            );
        sequence.reached = number;
        return true;
    }

    void handled(sequence_record& sequence, const delivery_place& done) {
        if (done.edited != 0) {
            const handled_key message{done.sequence, handled_kind::message, done.edited};
            if (const auto at = keys_.find(message); at != keys_.end() && at->second->value.done &&
                                                     at->second->value.version < done.version) {
                at->second->value.version = done.version;
                at->second->changed = true;
                touched();
            }
        }
        const auto behind = !sequence.open.empty() && sequence.position() < done.after;
        if (!done.key || !behind)
            return;
        handled_mark value{*done.key, done.after, done.version, 0, true};
        add_mark(value).changed = true;
        touched();
        if (marks_.size() > 2 * most_marks)
            give_up_marks(most_marks);
    }

    void cancelled(const delivery& update) {
        if (!update.place.key)
            return;
        // An older form of it was handled.
        const auto known = keys_.find(*update.place.key);
        if (known != keys_.end() && known->second->value.done)
            return;
        handled_mark value{
            *update.place.key,
            update.place.after,
            update.place.version,
            update.cancelled + 1,
            false};
        add_mark(value).changed = true;
        touched();
    }

    void take_account(update_progress& changes) {
        account_state now{
            .pts = sequences_[0].position(),
            .qts = sequences_[-1].position(),
            .date = account_.date,
            .seq = sequences_[-2].position()};
        for (const auto id : detail::account_sequences) {
            auto& sequence = sequences_[id];
            sequence.changed = false;
            if (!sequence.open.empty())
                now.date = std::min(now.date, sequence.open.front().date);
        }
        if (!saved_account_ || saved_account_->pts != now.pts || saved_account_->date != now.date ||
            saved_account_->seq != now.seq)
            changes.primary = update_state::primary{now.pts, now.date, now.seq};
        if (!saved_account_ || saved_account_->qts != now.qts)
            changes.secondary = update_state::secondary{now.qts};
        saved_account_ = now;
    }

    void take_channels(update_progress& changes) {
        for (auto& [id, sequence] : sequences_) {
            if (id <= 0 || !std::exchange(sequence.changed, false))
                continue;
            const auto position = sequence.position();
            if (sequence.saved == position || position == 0)
                continue;
            changes.channels.push_back(channel_state{id, position});
            sequence.saved = position;
        }
    }

    void touch(sequence_record& sequence) {
        sequence.changed = true;
        touched();
    }

    void touched() {
        if (timer_.set())
            wake_up();
    }

    void wake_up() {
        if (wake_)
            wake_();
    }

    unique_function<void()> wake_;
    delivery_policy policy_;
    waiting_share share_;
    std::unordered_map<std::int64_t, sequence_record> sequences_{};
    detail::mark_list marks_{}; // the oldest first
    std::unordered_map<
        handled_key,
        detail::mark_list::iterator,
        detail::handled_key_hash,
        std::equal_to<handled_key>,
        recycling_allocator<std::pair<const handled_key, detail::mark_list::iterator>>>
        keys_{};
    std::vector<handled_key> unmarked_{};
    std::unordered_set<std::int64_t> forgotten_{};
    account_state account_{};
    std::optional<account_state> saved_account_{};
    std::uint64_t next_serial_ = 0;
    std::size_t in_hand_ = 0;
    detail::save_timer timer_{};
    bool restored_ = false;
    bool end_is_awaited_ = false;
};

} // namespace awaitgram::updates
