// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/text_ref.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <type_traits>

namespace awaitgram {

/// A reference to several texts, plain or formatted: `{"yes", "no"}`, a vector or an array of them.
///
/// It lives no longer than the texts. Methods read them before they return their awaitable.
class text_list {
public:
    text_list(std::initializer_list<text_ref> several) noexcept
        : data_(std::data(several)), size_(several.size()), at_(&item<text_ref>) {}
    template <std::ranges::contiguous_range Range>
        requires std::convertible_to<const std::ranges::range_value_t<Range>&, text_ref> &&
                     (!plain_text<Range>)
    text_list(const Range& several) noexcept
        : data_(std::ranges::data(several)), size_(std::ranges::size(several)),
          at_(&item<std::ranges::range_value_t<Range>>) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] text_ref operator[](std::size_t index) const { return at_(data_, index); }

private:
    template <class T>
    static text_ref item(const void* data, std::size_t index) {
        return static_cast<const T*>(data)[index];
    }

    const void* data_;
    std::size_t size_;
    text_ref (*at_)(const void*, std::size_t);
};

static_assert(std::is_trivially_destructible_v<text_list>);

} // namespace awaitgram
