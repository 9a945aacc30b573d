// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/event.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::mtproto::detail {

/// Events in order, until the driver takes them.
class event_queue {
public:
    void push(event told) { events_.push_back(std::move(told)); }

    /// The server may open any number of sessions; there is at most one unread event for them.
    void push_session_created() {
        if (!std::exchange(session_created_queued_, true))
            push(session_created{});
    }

    [[nodiscard]] std::optional<event> pop() {
        if (next_ == events_.size()) {
            reuse();
            return std::nullopt;
        }
        std::optional<event> first{std::move(events_[next_++])};
        if (first->get_if<session_created>() != nullptr)
            session_created_queued_ = false;
        return first;
    }

    /// Drops the queued events of a query.
    void forget(request_id id) noexcept {
        for (auto at = events_.size(); at-- != next_;)
            if (id_of(events_[at]) == id)
                events_.erase(events_.begin() + static_cast<std::ptrdiff_t>(at));
    }

    /// Gives the memory of an empty queue back.
    void release_memory() noexcept {
        if (next_ != events_.size())
            return;
        next_ = 0;
        std::vector<event>{}.swap(events_);
    }

private:
    /// A queue of this size frees its memory if it is much larger than needed.
    static constexpr std::size_t long_queue = 16;

    static request_id id_of(event& ended) noexcept {
        if (const auto* answered = ended.get_if<answer>())
            return answered->id;
        if (const auto* refused = ended.get_if<refusal>())
            return refused->id;
        if (const auto* never_answered = ended.get_if<failed>())
            return never_answered->id;
        if (const auto* again = ended.get_if<repeated>())
            return again->id;
        return 0;
    }

    void reuse() noexcept {
        if (events_.empty())
            return;
        const auto oversized =
            events_.capacity() > long_queue && events_.size() * 8 < events_.capacity();
        next_ = 0;
        if (oversized)
            std::vector<event>{}.swap(events_);
        else
            events_.clear();
    }

    std::vector<event> events_;
    std::size_t next_ = 0;
    bool session_created_queued_ = false;
};

} // namespace awaitgram::mtproto::detail
