// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/event.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::mtproto::detail {

/// Events in order, until the driver asks for them.
class event_queue {
public:
    void push(event told) { events_.push_back(std::move(told)); }

    /// The server may open sessions as often as it likes; one event says it until it is read.
    void push_session_created() {
        if (!std::exchange(session_told_, true))
            push(session_created{});
    }

    [[nodiscard]] std::optional<event> pop() {
        if (next_ == events_.size())
            return std::nullopt;
        std::optional<event> told{std::move(events_[next_++])};
        if (std::holds_alternative<session_created>(*told))
            session_told_ = false;
        if (next_ == events_.size()) {
            events_.clear();
            next_ = 0;
        }
        return told;
    }

private:
    std::vector<event> events_;
    std::size_t next_ = 0;
    bool session_told_ = false;
};

} // namespace awaitgram::mtproto::detail
