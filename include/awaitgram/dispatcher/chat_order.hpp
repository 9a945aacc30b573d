// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/recycling_allocator.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace awaitgram {

/// Decides which of the waiting jobs starts next: those of one chat one after another, the chats in turns; no I/O, no clock.
///
/// A job that `next` returned holds its chat until `release`. One that was added open holds up those behind it until `finish`.
template <class Job>
class chat_order {
public:
    using job_list = std::list<Job, recycling_allocator<Job>>;

    struct started {
        std::int64_t chat = 0;
        Job job;
    };

    /// A weight for take_newest: each job counts for one.
    struct each_once {
        std::size_t operator()(const Job& /*of*/) const noexcept { return 1; }
    };

    /// Adds a job behind those of its chat.
    void add(std::int64_t chat, Job job) {
        auto& entry = *queues_.try_emplace(chat).first;
        auto& queued = entry.second;
        queued.jobs.push_back(std::move(job));
        ++waiting_;
        if (!queued.held && queued.jobs.size() == 1)
            ready_.push_back(&entry);
    }

    /// Adds a job likewise, which starts only after `finish`; it stays where it is until then, or until it is taken or removed.
    [[nodiscard]] Job* add_open(std::int64_t chat, Job job) {
        auto& queued = queues_[chat];
        queued.jobs.push_back(std::move(job));
        ++waiting_;
        open_.insert(&queued.jobs.back());
        return &queued.jobs.back();
    }

    /// Lets an open job of a chat start when it is its turn.
    void finish(std::int64_t chat, const Job* job) {
        if (open_.erase(job) == 0)
            return;
        auto& entry = *queues_.find(chat);
        if (!entry.second.held && &entry.second.jobs.front() == job)
            ready_.push_back(&entry);
    }

    /// Removes an open job of a chat. Costs as much as there are jobs before it.
    [[nodiscard]] Job remove(std::int64_t chat, const Job* job) {
        finish(chat, job);
        const auto at = queues_.find(chat);
        auto& [jobs, held] = at->second;
        const auto place =
            std::find_if(jobs.begin(), jobs.end(), [job](const Job& each) { return &each == job; });
        const auto was_ready = !held && place == jobs.begin();
        Job removed = std::move(*place);
        jobs.erase(place);
        --waiting_;
        if (!was_ready)
            return removed;
        // It was made ready just now.
        ready_.pop_back();
        if (jobs.empty())
            queues_.erase(at);
        else if (may_start(at->second))
            ready_.push_back(&*at);
        return removed;
    }

    /// The next job that no job before it holds up, if there is one.
    [[nodiscard]] std::optional<started> next() {
        if (ready_.empty())
            return std::nullopt;
        auto& [chat, queued] = *ready_.front();
        ready_.pop_front();
        queued.held = true;
        std::optional<started> first{started{chat, std::move(queued.jobs.front())}};
        queued.jobs.pop_front();
        --waiting_;
        return first;
    }

    /// The job that `next` would return; null if there is none.
    [[nodiscard]] const Job* peek() const {
        return ready_.empty() ? nullptr : &ready_.front()->second.jobs.front();
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
        if (may_start(at->second))
            ready_.push_back(&*at);
    }

    /// Removes the newest of the jobs that wait in a chat, which is held; they are in their order. `weight` says how much each counts
    /// for; as many are removed as count for `most` at most.
    template <class Weight = each_once>
    [[nodiscard]] job_list take_newest(std::int64_t chat, std::size_t most, Weight weight = {}) {
        job_list taken;
        const auto at = queues_.find(chat);
        if (at == queues_.end() || !at->second.held)
            return taken;
        auto& jobs = at->second.jobs;
        auto first = jobs.end();
        while (first != jobs.begin()) {
            const auto counts = static_cast<std::size_t>(weight(*std::prev(first)));
            if (counts > most)
                break;
            most -= counts;
            --first;
            --waiting_;
            if (!open_.empty())
                open_.erase(&*first);
        }
        taken.splice(taken.end(), jobs, first, jobs.end());
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
        open_.clear();
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
        job_list jobs{}; // its size is known, and an empty one takes no memory
        bool held = false;
    };

    /// Whether the first job of a chat, which is not held, may start.
    [[nodiscard]] bool may_start(const queue& of) const {
        return open_.empty() || open_.count(&of.jobs.front()) == 0;
    }

    using queue_map = std::unordered_map<
        std::int64_t,
        queue,
        std::hash<std::int64_t>,
        std::equal_to<std::int64_t>,
        recycling_allocator<std::pair<const std::int64_t, queue>>>;

    queue_map queues_{}; // chats with jobs that wait or run
    std::deque<typename queue_map::value_type*>
        ready_{}; // of these, chats with jobs that may start and none that runs
    std::unordered_set<const Job*> open_{}; // jobs that must not start yet
    std::size_t waiting_ = 0;
};

} // namespace awaitgram
