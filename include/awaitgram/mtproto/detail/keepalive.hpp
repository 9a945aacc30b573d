// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace awaitgram::mtproto::detail {

/// Decides when to ping, and when a missing pong means that the connection is lost.
class keepalive {
public:
    keepalive(time_point::duration interval, time_point::duration timeout) noexcept
        : interval_(interval), timeout_(timeout) {}

    /// Pings at once: on a new connection, in a new session, or when the last ping was rejected.
    void restart(time_point now) noexcept {
        next_ = now;
        msg_id_ = 0;
    }

    [[nodiscard]] bool due(time_point now) const noexcept { return msg_id_ == 0 && now >= next_; }

    /// The id of the next ping.
    [[nodiscard]] std::int64_t ping_id() const noexcept { return ping_id_ + 1; }

    void sent(std::int64_t msg_id, time_point now) noexcept {
        ++ping_id_;
        msg_id_ = msg_id;
        sent_at_ = now;
        next_ = now + interval_;
        deadline_ = now + timeout_;
    }

    /// True if this is the answer to the last ping.
    bool answered(std::int64_t msg_id, std::int64_t ping_id) noexcept {
        if (msg_id_ == 0 || msg_id != msg_id_ || ping_id != ping_id_)
            return false;
        msg_id_ = 0;
        return true;
    }

    /// The server rejected a message: if it was the last ping, another one is sent.
    void rejected(std::int64_t msg_id, time_point now) noexcept {
        if (msg_id == msg_id_)
            restart(now);
    }

    /// The time from the last ping to its answer.
    [[nodiscard]] time_point::duration since_sent(time_point now) const noexcept {
        return now - sent_at_;
    }

    [[nodiscard]] bool overdue(time_point now) const noexcept {
        return msg_id_ != 0 && now >= deadline_;
    }

    [[nodiscard]] time_point wake_at() const noexcept { return msg_id_ != 0 ? deadline_ : next_; }

private:
    time_point::duration interval_;
    time_point::duration timeout_;
    time_point next_{};
    time_point deadline_{};
    time_point sent_at_{};
    std::int64_t msg_id_ = 0;
    std::int64_t ping_id_ = 0;
};

} // namespace awaitgram::mtproto::detail
