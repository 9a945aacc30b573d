// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/list_of.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <type_traits>

namespace awaitgram {

/// A reference to several texts, plain or formatted: `{"yes", "no"}` with up to twelve, a vector or an array of them.
///
/// It lives no longer than the texts. Methods read them before they return their awaitable.
class text_list {
public:
    static constexpr std::size_t most_written = 12;

    // No std::initializer_list: GCC 12 refuses one in a `co_await` expression.
    template <std::convertible_to<text_ref>... More>
        requires(sizeof...(More) + 2 <= most_written)
    text_list(text_ref first, text_ref second, const More&... more) noexcept
        : size_(sizeof...(More) + 2), written_{first, second, text_ref(more)...} {}
    template <array_of<text_ref> List>
        requires(!plain_text<List>)
    text_list(const List& several) noexcept
        : data_(std::data(several)), size_(std::size(several)), at_(&item<element_of<List>>) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] text_ref operator[](std::size_t index) const {
        return at_ != nullptr ? at_(data_, index) : written_[index];
    }

private:
    template <class T>
    static text_ref item(const void* data, std::size_t index) {
        return static_cast<const T*>(data)[index];
    }

    const void* data_ = nullptr;
    std::size_t size_;
    text_ref (*at_)(const void*, std::size_t) = nullptr;
    text_ref written_[most_written] = {};
};

static_assert(std::is_trivially_destructible_v<text_list>);

} // namespace awaitgram
