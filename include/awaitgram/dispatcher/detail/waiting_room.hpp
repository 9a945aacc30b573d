// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace awaitgram::detail {

/// Counts the updates that wait for their turns, and tells whether there is room for more; no I/O, no clock.
///
/// A chat can be parked: what waits there takes no room from others any more, until all of it has left.
class waiting_room {
public:
    struct amount {
        std::size_t updates = 0;
        std::size_t bytes = 0;

        void add(const amount& more) noexcept {
            updates += more.updates;
            bytes += more.bytes;
        }
        void remove(const amount& less) noexcept {
            updates -= less.updates;
            bytes -= less.bytes;
        }
    };

    waiting_room(amount most, amount most_parked) noexcept
        : most_(most), most_parked_(most_parked) {}

    [[nodiscard]] bool has_room() const noexcept {
        return waiting_.updates < most_.updates && waiting_.bytes < most_.bytes;
    }
    /// Whether so much more can be parked.
    [[nodiscard]] bool can_park(const amount& more) const noexcept {
        return all_parked_.updates + more.updates <= most_parked_.updates &&
               all_parked_.bytes + more.bytes <= most_parked_.bytes;
    }
    [[nodiscard]] bool is_parked(std::int64_t chat) const { return parked_.count(chat) != 0; }

    /// An update comes to wait in a chat.
    void add(std::int64_t chat, std::size_t bytes) {
        const auto at = parked_.find(chat);
        if (at == parked_.end())
            return waiting_.add({1, bytes});
        at->second.add({1, bytes});
        all_parked_.add({1, bytes});
    }

    /// An update of a chat waits no more.
    void remove(std::int64_t chat, std::size_t bytes) {
        const auto at = parked_.find(chat);
        if (at == parked_.end())
            return waiting_.remove({1, bytes});
        all_parked_.remove({1, bytes});
        at->second.remove({1, bytes});
        if (at->second.updates == 0)
            parked_.erase(at);
    }

    /// Parks a chat in which so much waits.
    void park(std::int64_t chat, const amount& waiting) {
        waiting_.remove(waiting);
        all_parked_.add(waiting);
        parked_[chat] = waiting;
    }

    void clear() noexcept {
        waiting_ = all_parked_ = {};
        parked_.clear();
    }

private:
    amount most_;
    amount most_parked_;
    amount waiting_{}; // those that are not parked
    amount all_parked_{};
    std::unordered_map<std::int64_t, amount> parked_{};
};

} // namespace awaitgram::detail
