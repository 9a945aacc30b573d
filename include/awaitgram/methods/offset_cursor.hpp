// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/methods/detail/offset_trail.hpp>

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
class offset_cursor final : public detail::cursor<Item> {
public:
    /// Some items, the number of all if Telegram tells it, and where the next page begins; empty for the last page.
    struct page {
        std::vector<Item> items{};
        std::optional<std::int32_t> total{};
        std::string next{};
    };
    /// Fetches the page that begins at `offset`, with at most `limit` items.
    using source = unique_function<awaitable<page>(std::string offset, std::int32_t limit)>;

    /// `limit` is the most items; 0 for all.
    offset_cursor(source from, std::int32_t limit)
        : detail::cursor<Item>(detail::limit_of(limit)), from_(std::move(from)) {}

private:
    /// Telegram may leave out all items of a page, but a list of nothing else would be read for ever.
    static constexpr int most_empty_pages = 20;

    awaitable<void> fetch() override {
        auto fetched = co_await from_(offset_, this->page_size());
        empty_pages_ = fetched.items.empty() ? empty_pages_ + 1 : 0;
        // So would be offsets that lead in a circle.
        const auto last = fetched.next.empty() || fetched.next == offset_ ||
                          trail_.comes_back(fetched.next) || empty_pages_ == most_empty_pages;
        offset_ = std::move(fetched.next);
        this->take(std::move(fetched.items), fetched.total);
        if (last)
            this->finish();
    }

    source from_;
    std::string offset_{};
    detail::offset_trail trail_{};
    int empty_pages_ = 0;
};

} // namespace awaitgram
