// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace awaitgram::mtproto {

/// The server time in a message id, rounded down to nanoseconds.
[[nodiscard]] inline time_point time_of(std::int64_t msg_id) noexcept {
    const auto fraction = static_cast<std::uint64_t>(msg_id) & 0xffffffff;
    const auto nanoseconds = fraction * 1'000'000'000 >> 32;
    return from_unix(msg_id >> 32) +
           std::chrono::duration_cast<time_point::duration>(std::chrono::nanoseconds{
               static_cast<std::int64_t>(nanoseconds)});
}

/// The smallest message id of a server time, which is clamped to 1970 to 2038.
[[nodiscard]] inline std::int64_t first_id_at(time_point server_time) noexcept {
    using namespace std::chrono;
    constexpr std::int64_t last_second = 0x7fffffff;
    const auto seconds = unix_seconds(server_time);
    if (seconds < 0 || seconds > last_second)
        return (seconds < 0 ? 0 : last_second) << 32;
    const auto rest = duration_cast<nanoseconds>(server_time - from_unix(seconds)).count();
    const auto fraction = (static_cast<std::uint64_t>(rest) << 32) / 1'000'000'000;
    return seconds << 32 | static_cast<std::int64_t>(fraction & ~std::uint64_t{3});
}

/// Generates the message ids and sequence numbers of one session, of a client or a server.
///
/// Ids strictly increase, however the clock changes.
class message_ids {
public:
    struct numbers {
        std::int64_t msg_id;
        std::int32_t seq_no;
    };

    /// The next id: a multiple of four, plus `low` (0 for a client, 1 for a server's answers, 3 for its other messages).
    [[nodiscard]] std::int64_t next_id(time_point server_time, std::int64_t low = 0) noexcept {
        auto id = first_id_at(server_time);
        if ((id & 0xffffffff) ==
            0) // the server takes a fraction of zero for a clock of whole seconds
            id += 4;
        if (id <= last_)
            id = (last_ & ~std::int64_t{3}) + 4;
        last_ = id;
        return id + low;
    }

    /// The next sequence number: odd for a message that the other side has to acknowledge.
    [[nodiscard]] std::int32_t next_seq_no(bool needs_ack) noexcept {
        const auto number = content_ * 2 + (needs_ack ? 1U : 0U);
        content_ += needs_ack ? 1 : 0;
        return static_cast<std::int32_t>(number);
    }

    [[nodiscard]] std::int64_t last() const noexcept { return last_; }

private:
    std::int64_t last_ = 0;
    std::uint32_t content_ = 0;
};

/// Tracks the server's clock.
///
/// Only authentic messages correct the clock. Small corrections are made at once; one of more than a day has to be confirmed by a
/// second message, so that a single wrong message cannot make the session unusable.
class server_clock {
public:
    explicit server_clock(std::chrono::nanoseconds offset = {}, bool synchronised = false) noexcept
        : offset_(is_possible(offset) ? offset : std::chrono::nanoseconds{}),
          synchronised_(synchronised) {}

    [[nodiscard]] time_point at(time_point now) const noexcept {
        return now + std::chrono::duration_cast<time_point::duration>(offset_);
    }
    [[nodiscard]] std::chrono::nanoseconds offset() const noexcept { return offset_; }
    [[nodiscard]] bool synchronised() const noexcept { return synchronised_; }

    /// Marks the clock as unreliable until the next message from the server.
    void doubt() noexcept { synchronised_ = false; }

    /// Whether the server can have just sent a message with this id: at most 300 s old, and at most 30 s in the future.
    [[nodiscard]] bool plausible(std::int64_t msg_id, time_point now) const noexcept {
        const auto sent = time_of(msg_id);
        return !synchronised_ ||
               (sent >= at(now) - detail::seconds(300) && sent <= at(now) + detail::seconds(30));
    }

    /// The offset of a server whose clock shows `server_time`; empty if that is impossible for Telegram's servers.
    [[nodiscard]] static std::optional<std::chrono::nanoseconds>
    offset_to(time_point server_time, time_point now) noexcept {
        if (server_time < from_unix(earliest_second) || server_time >= from_unix(latest_second))
            return std::nullopt;
        return std::chrono::duration_cast<std::chrono::nanoseconds>(server_time - now);
    }

    /// Updates the offset from an authentic message that the server has just sent; true if the offset changed.
    bool correct(std::int64_t msg_id, time_point now) noexcept {
        const auto offset = offset_to(time_of(msg_id), now);
        if (!offset)
            return false;
        if (distance(*offset, offset_) > detail::seconds(86'400) &&
            !(suspected_ && distance(*offset, *suspected_) < detail::seconds(300))) {
            suspected_ = offset;
            return false;
        }
        confirm();
        const auto changed = *offset != offset_;
        offset_ = *offset;
        return changed;
    }

    /// Updates the offset, given that the server's clock shows at least the time of this authentic message; true if it changed.
    bool at_least(std::int64_t msg_id, time_point now) noexcept {
        const auto sure = synchronised_;
        const auto changed = time_of(msg_id) > at(now) && correct(msg_id, now);
        synchronised_ = sure;
        return changed;
    }

    /// Marks the offset as right: the server accepted a message that was created with it.
    void confirm() noexcept {
        synchronised_ = true;
        suspected_.reset();
    }

private:
    static constexpr std::int64_t earliest_second =
        1'375'315'200; // August 2013, before Telegram existed
    static constexpr std::int64_t latest_second = 0x7fffffff - 86'400;

    /// Whether an offset is one between two clocks; a stored one may be anything.
    static bool is_possible(std::chrono::nanoseconds offset) noexcept {
        constexpr std::chrono::nanoseconds most{std::int64_t{1} << 61}; // 73 years
        return offset > -most && offset < most;
    }

    static std::chrono::nanoseconds
    distance(std::chrono::nanoseconds a, std::chrono::nanoseconds b) noexcept {
        return a < b ? b - a : a - b;
    }

    std::chrono::nanoseconds offset_;
    std::optional<std::chrono::nanoseconds> suspected_;
    bool synchronised_;
};

} // namespace awaitgram::mtproto
