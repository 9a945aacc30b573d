// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server.hpp"

namespace awaitgram::tests::model {

/// What a program received, compared with what happened.
class reference {
public:
    explicit reference(const server& truth) : truth_(truth) {}

    /// The program starts; `continued` if it continues after what a former one stored.
    void started() {
        ++run_;
        last_.clear();
        seen_in_run_.clear();
    }

    void received(const updates::ordered_update& update) {
        const auto uid = uid_of(*update.update);
        if (uid == 0)
            return;
        if (uid < 0 || static_cast<std::size_t>(uid) > truth_.log.size())
            return fail("an update that never happened was delivered: #" + std::to_string(uid));
        const auto& it = truth_.log[static_cast<std::size_t>(uid) - 1];
        if (!seen_in_run_.insert(uid).second)
            fail(describe(it) + " was delivered twice without a restart in between");
        if (finished_.contains(uid) && !may_repeat(it, update))
            fail(describe(it) + " was delivered again although its handling was stored");
        seen_.insert(uid);
        if (!it.owed())
            return;
        // A program that is killed now would not know where to continue.
        if (const auto at = open_.find(it.sequence); at != open_.end() && at->second == 0)
            fail(describe(it) + " was delivered before the position of its sequence was told");
        received_in_.insert(it.sequence);
        // New messages come first in a difference, then the others.
        auto& last = last_[{it.chat, it.is_message()}];
        if (it.number < last)
            fail(describe(it) + " was delivered after number " + std::to_string(last));
        last = std::max(last, it.number);
        if (update.after != 0 && (update.before > update.after || update.after < it.number))
            fail(describe(it) + " has the wrong place");
    }

    /// A restart must not bring this again.
    void stored(std::int32_t uid) { finished_.insert(uid); }

    /// No position of a sequence is stored, and the program was told why: when it looks for the newest messages, those since the stored
    /// date come with everything behind them, handled or not.
    void repeats_since(sequence_id where, std::int32_t date) { repeats_since_[where] = date; }

    /// Whether the present program has received a new message of a channel.
    [[nodiscard]] bool received_message_in(std::int64_t channel) const {
        return last_.contains({channel, true});
    }

    /// What comes after `from` up to `to` need not be delivered; `to` 0: up to the position with which the sequence starts again.
    void skipped(sequence_id where, std::int32_t from, std::int32_t to) {
        if (to == 0)
            open_[where] = std::min(from, open_.contains(where) ? open_[where] : from);
        else
            excused_[where].emplace_back(from, to);
    }

    /// The program has no position of a sequence.
    void unknown(sequence_id where) {
        if (!open_.contains(where) && received_in_.contains(where))
            fail("the position of sequence " + std::to_string(where) + " was not stored");
        open_.try_emplace(where, 0);
    }

    /// A sequence starts after `number`.
    void began(sequence_id where, std::int32_t number) {
        const auto open = open_.find(where);
        if (open == open_.end())
            return;
        excused_[where].emplace_back(open->second, number);
        open_.erase(open);
    }

    /// A sequence without a position starts after `number`: what repeats from there on repeats until its handling is stored again.
    void adopted(sequence_id where, std::int32_t number) {
        began(where, number);
        const auto since = repeats_since_.find(where);
        if (since == repeats_since_.end())
            return;
        std::erase_if(finished_, [&](std::int32_t uid) {
            const auto& it = truth_.log[static_cast<std::size_t>(uid) - 1];
            return it.sequence == where && it.number > number && it.date >= since->second;
        });
    }

    /// A pushed unnumbered update arrived at a program that must deliver it.
    void arrived(std::int32_t uid) {
        if (!told_.contains(uid))
            unnumbered_.insert(uid);
    }
    /// The program said that it had no room for updates without a number.
    void lost_unnumbered() {
        told_.insert(unnumbered_.begin(), unnumbered_.end());
        unnumbered_.clear();
    }

    /// An update arrived in a sequence that was never refused, pushed at a program that has room for it or with a difference that is too
    /// long: it must be delivered, although others are skipped.
    void arrived_with_place(std::int32_t uid) { with_place_.insert(uid); }
    void lost_all() {
        unnumbered_.clear();
        with_place_.clear();
        repeats_since_.clear();
    }

    void check_at_the_end() {
        for (const auto& it : truth_.log)
            if (it.owed() && !seen_.contains(it.uid) && !is_excused(it))
                fail(describe(it) + " was not delivered");
        unnumbered_.insert(with_place_.begin(), with_place_.end());
        for (const auto uid : unnumbered_)
            if (!seen_.contains(uid))
                fail(
                    describe(truth_.log[static_cast<std::size_t>(uid) - 1]) +
                    " arrived and was not delivered"
                );
    }

    [[nodiscard]] const std::vector<std::string>& failures() const noexcept { return failures_; }
    [[nodiscard]] std::size_t delivered() const noexcept { return seen_.size(); }
    void fail(std::string problem) { failures_.push_back(std::move(problem)); }

private:
    [[nodiscard]] bool is_excused(const happening& it) const {
        const auto open = open_.find(it.sequence);
        if (open != open_.end() && it.number > open->second)
            return true;
        const auto known = excused_.find(it.sequence);
        return known != excused_.end() &&
               std::any_of(known->second.begin(), known->second.end(), [&it](const auto& range) {
                   return it.number > range.first && it.number <= range.second;
               });
    }

    [[nodiscard]] bool may_repeat(const happening& it, const updates::ordered_update& as) const {
        const auto since = repeats_since_.find(it.sequence);
        return since != repeats_since_.end() && as.fetched && it.date >= since->second;
    }

    const server& truth_;
    int run_ = 0;
    std::set<std::int32_t> seen_{};
    std::set<std::int32_t> seen_in_run_{};
    std::set<std::int32_t> finished_{};
    std::set<std::int32_t> unnumbered_{};
    std::set<std::int32_t> told_{};
    std::set<std::int32_t> with_place_{};
    std::set<sequence_id> received_in_{};
    std::map<std::pair<std::int64_t, bool>, std::int32_t> last_{};
    std::map<sequence_id, std::vector<std::pair<std::int32_t, std::int32_t>>> excused_{};
    std::map<sequence_id, std::int32_t> open_{};
    std::map<sequence_id, std::int32_t> repeats_since_{};
    std::vector<std::string> failures_{};
};

} // namespace awaitgram::tests::model
