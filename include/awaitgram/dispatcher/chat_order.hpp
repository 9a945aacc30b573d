// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram {

/// Decides which of the waiting jobs starts next: those of one chat one after another, the chats in turns; no I/O, no clock.
///
/// A job that `next` returned holds its chat until `release`.
template <class Job>
class chat_order {
public:
    struct started {
        std::int64_t chat = 0;
        Job job;
    };

    /// Adds a job behind those of its chat.
    void add(std::int64_t chat, Job job) {
        auto& queued = queues_[chat];
        queued.jobs.push_back(std::move(job));
        ++waiting_;
        if (!queued.held && queued.jobs.size() == 1)
            ready_.push_back(chat);
    }

    /// The next job that no job before it holds up, if there is one.
    [[nodiscard]] std::optional<started> next() {
        if (ready_.empty())
            return std::nullopt;
        const auto chat = ready_.front();
        ready_.pop_front();
        auto& queued = queues_[chat];
        queued.held = true;
        std::optional<started> first{started{chat, std::move(queued.jobs.front())}};
        queued.jobs.pop_front();
        --waiting_;
        return first;
    }

    /// The job that `next` would return; null if there is none.
    [[nodiscard]] const Job* peek() const {
        return ready_.empty() ? nullptr : &queues_.find(ready_.front())->second.jobs.front();
    }

    /// Lets the next job of a chat start.
    void release(std::int64_t chat) {
        const auto at = queues_.find(chat);
        if (at == queues_.end() || !at->second.held)
            return;
        if (at->second.jobs.empty()) {
            queues_.erase(at);
            return;
        }
        at->second.held = false;
        ready_.push_back(chat);
    }

    /// Removes the newest of the jobs that wait in a chat, which is held; they are in their order.
    [[nodiscard]] std::list<Job> take_newest(std::int64_t chat, std::size_t count) {
        std::list<Job> taken;
        const auto at = queues_.find(chat);
        if (at == queues_.end() || !at->second.held)
            return taken;
        auto& jobs = at->second.jobs;
        count = std::min(count, jobs.size());
        const auto first = std::prev(jobs.end(), static_cast<std::ptrdiff_t>(count));
        taken.splice(taken.end(), jobs, first, jobs.end());
        waiting_ -= count;
        return taken;
    }

    /// Removes all jobs that wait; those of one chat are in their order.
    [[nodiscard]] std::vector<Job> take_all() {
        std::vector<Job> all;
        all.reserve(waiting_);
        for (auto at = queues_.begin(); at != queues_.end();) {
            for (auto& job : at->second.jobs)
                all.push_back(std::move(job));
            at->second.jobs.clear();
            at = at->second.held ? std::next(at) : queues_.erase(at);
        }
        ready_.clear();
        waiting_ = 0;
        return all;
    }

    /// The number of jobs that wait.
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

    /// The number of jobs that wait in one chat.
    [[nodiscard]] std::size_t waiting(std::int64_t chat) const {
        const auto at = queues_.find(chat);
        return at != queues_.end() ? at->second.jobs.size() : 0;
    }

private:
    struct queue {
        std::list<Job> jobs{}; // its size is known, and an empty one takes no memory
        bool held = false;
    };

    std::unordered_map<std::int64_t, queue> queues_{}; // chats with jobs that wait or run
    std::deque<std::int64_t> ready_{}; // chats with jobs that wait and none that runs
    std::size_t waiting_ = 0;
};

} // namespace awaitgram
