// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/detail/list.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace awaitgram::mtproto {

/// Collects the ids of received messages until their receipt is told: with the next packet, or after a while on its own.
class ack_collector {
public:
    /// The most ids that one `msgs_ack` may name.
    static constexpr std::size_t batch = 8192;
    /// With more ids than this waiting, an acknowledgement goes out on its own.
    static constexpr std::size_t enough = 16;

    explicit ack_collector(time_point::duration delay) noexcept : delay_(delay) {}

    void add(std::int64_t msg_id, time_point now) {
        if (ids_.empty())
            since_ = now;
        ids_.push_back(msg_id);
    }

    [[nodiscard]] bool empty() const noexcept { return ids_.empty(); }

    /// When the ids have waited long enough.
    [[nodiscard]] std::optional<time_point> due() const noexcept {
        if (ids_.empty())
            return std::nullopt;
        return ids_.size() > enough ? since_ : since_ + delay_;
    }

    /// The next ids to tell.
    [[nodiscard]] std::span<const std::int64_t> next() const noexcept {
        return {ids_.data(), ids_.size() < batch ? ids_.size() : batch};
    }

    /// Forgets what `next` gave.
    void drop_next() noexcept { ids_.erase(0, next().size()); }

    void clear() noexcept { ids_.clear(); }

private:
    detail::list<std::int64_t> ids_;
    time_point since_{};
    time_point::duration delay_;
};

} // namespace awaitgram::mtproto
