// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// A limit as options have it, where nothing and less mean all, for a cursor.
[[nodiscard]] constexpr std::size_t limit_of(std::int32_t most) noexcept {
    return most > 0 ? static_cast<std::size_t>(most) : 0;
}

/// What cursors over the pages of a list have in common: the items that were fetched and not yet taken.
template <class Item>
class cursor {
public:
    /// The next item, or nothing after the last one.
    ///
    /// Errors:  rpc_error when Telegram refuses; peer_error; std::system_error when the link breaks.
    /// Cancels: the same item comes with the next call.
    [[nodiscard]] awaitable<std::optional<Item>> next() {
        while (at_ == page_.size() && left_ != 0 && !complete_)
            co_await fetch();
        if (at_ == page_.size() || left_ == 0)
            co_return std::nullopt;
        --left_;
        co_return page_[at_++];
    }

    /// The number of all items, as Telegram counts them; nothing before the first call of `next`, and where it does not count them.
    [[nodiscard]] std::optional<std::int32_t> total() const noexcept { return total_; }

protected:
    /// At most `limit` items; all for 0.
    explicit cursor(std::size_t limit)
        : left_(limit != 0 ? limit : std::numeric_limits<std::size_t>::max()) {}
    cursor(const cursor&) = default;
    cursor(cursor&&) = default;
    cursor& operator=(const cursor&) = default;
    cursor& operator=(cursor&&) = default;
    ~cursor() = default;

    /// Fetches a page and calls `take`; when that is the last one, calls `finish`, too.
    virtual awaitable<void> fetch() = 0;

    /// How many items a page should have, which has at most `most`.
    [[nodiscard]] std::int32_t page_size(std::int32_t most = 100) const noexcept {
        return left_ < static_cast<std::size_t>(most) ? static_cast<std::int32_t>(left_) : most;
    }
    void take(std::vector<Item> page, std::optional<std::int32_t> total = std::nullopt) {
        page_ = std::move(page);
        at_ = 0;
        total_ = total;
    }
    void finish() noexcept { complete_ = true; }

private:
    std::vector<Item> page_{};
    std::size_t at_ = 0;
    std::size_t left_;
    std::optional<std::int32_t> total_{};
    bool complete_ = false;
};

} // namespace awaitgram::detail
