// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace awaitgram::updates::detail {

/// The containers that have come lately, by their seq.
///
/// No difference brings the unnumbered updates of a container. One that comes although a difference has moved the local seq beyond it is
/// therefore no duplicate.
class container_log {
public:
    void note(std::int32_t seq) noexcept { recent_[next_++ % recent_.size()] = seq; }

    /// Whether a container has come before.
    [[nodiscard]] bool is_duplicate(std::int32_t seq) const noexcept {
        return seq <= complete_ || std::find(recent_.begin(), recent_.end(), seq) != recent_.end();
    }

    /// A difference has moved the local seq.
    void jumped(std::int32_t from, std::int32_t to) noexcept {
        if (to < from)
            start_at(to);
        else
            expect_none_before(to);
    }

    /// The first local seq of a run.
    void start_at(std::int32_t seq) noexcept {
        complete_ = seq;
        recent_.fill(0);
    }

    /// The container after `from` has come, and leads to `seq`.
    void came_in_order(std::int32_t from, std::int32_t seq) noexcept {
        if (from == complete_)
            complete_ = seq;
        else
            expect_none_before(seq);
    }

private:
    static constexpr std::int32_t late = 32;

    /// Containers that are far behind do not come any more.
    void expect_none_before(std::int32_t seq) noexcept {
        complete_ = std::max(complete_, seq > late ? seq - late : 0);
    }

    std::array<std::int32_t, std::size_t{2} * late> recent_{};
    std::size_t next_ = 0;
    std::int32_t complete_ = 0; // all up to here have come, or are not expected any more
};

} // namespace awaitgram::updates::detail
