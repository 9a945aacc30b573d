// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

/// A list that Telegram gives in pages, each of which says where the next one begins.
///
/// `for (auto all = telegram.star_transactions(); const auto one = co_await all.next();)`
template <class Item>
class offset_cursor {
public:
    /// Some items, the number of all as far as Telegram tells, and where the next page begins; empty for the last page.
    struct page {
        std::vector<Item> items{};
        std::int32_t total = 0;
        std::string next{};
    };
    /// Fetches the page that begins at `offset`, with at most `limit` items.
    using source = unique_function<awaitable<page>(std::string offset, std::int32_t limit)>;

    /// `limit` is the most items; 0 for all.
    offset_cursor(source from, std::int32_t limit) : from_(std::move(from)), limit_(limit) {}

    /// The next item, or nothing after the last one.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks; peer_error at first when the chat cannot be
    ///          reached.
    /// Cancels: the same item comes with the next call.
    [[nodiscard]] awaitable<std::optional<Item>> next() {
        while (at_ == items_.size() && !complete_) {
            auto fetched = co_await from_(offset_, wanted());
            take(std::move(fetched));
        }
        if (at_ == items_.size() || (limit_ > 0 && given_ == limit_))
            co_return std::nullopt;
        ++given_;
        co_return items_[at_++];
    }

    /// The number of all items, after the first one was taken.
    [[nodiscard]] std::int32_t total() const noexcept { return total_; }

private:
    static constexpr std::int32_t most_in_page = 100;

    [[nodiscard]] std::int32_t wanted() const noexcept {
        return limit_ > 0 ? std::min(limit_ - given_, most_in_page) : most_in_page;
    }
    void take(page fetched) {
        // An offset that leads to itself would be followed for ever.
        complete_ = fetched.next.empty() || fetched.next == offset_;
        items_ = std::move(fetched.items);
        at_ = 0;
        offset_ = std::move(fetched.next);
        total_ = fetched.total;
        if (limit_ > 0 && given_ + static_cast<std::int64_t>(items_.size()) >= limit_)
            complete_ = true;
    }

    source from_;
    std::int32_t limit_;
    std::int32_t given_ = 0;
    std::int32_t total_ = 0;
    std::vector<Item> items_{};
    std::size_t at_ = 0;
    std::string offset_{};
    bool complete_ = false;
};

} // namespace awaitgram
