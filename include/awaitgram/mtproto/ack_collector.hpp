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

/// Collects the ids of received messages until they are acknowledged: with the next packet, or alone after a delay.
class ack_collector {
public:
    /// The maximal number of ids in one `msgs_ack`.
    static constexpr std::size_t batch = 8192;
    /// With more waiting ids than this, an acknowledgement is sent at once.
    static constexpr std::size_t enough = 16;

    explicit ack_collector(time_point::duration delay) noexcept : delay_(delay) {}

    void add(std::int64_t msg_id, time_point now) {
        if (ids_.empty())
            since_ = now;
        ids_.push_back(msg_id);
    }

    [[nodiscard]] bool empty() const noexcept { return ids_.empty(); }

    /// The time at which the ids have to be sent.
    [[nodiscard]] std::optional<time_point> due() const noexcept {
        if (ids_.empty())
            return std::nullopt;
        return ids_.size() > enough ? since_ : since_ + delay_;
    }

    /// The next ids to acknowledge.
    [[nodiscard]] std::span<const std::int64_t> next() const noexcept {
        return {ids_.data(), ids_.size() < batch ? ids_.size() : batch};
    }

    /// Removes the ids that `next` returned.
    void drop_next() noexcept { ids_.erase(0, next().size()); }

    void clear() noexcept { ids_.clear(); }

private:
    detail::list<std::int64_t> ids_;
    time_point since_{};
    time_point::duration delay_;
};

} // namespace awaitgram::mtproto
