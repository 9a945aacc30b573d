// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// One number or several, such as `7`, `{7, 8}` with up to ten, a vector, or a message that stands for its id.
///
/// It lives no longer than what it was made of. Methods read it before they return their awaitable.
class id_list {
public:
    static constexpr std::size_t most_written = 10;

    id_list(std::int32_t one) noexcept : written_{one} {}
    // No std::initializer_list: GCC 12 refuses one in a `co_await` expression.
    template <std::convertible_to<std::int32_t>... More>
        requires(sizeof...(More) + 2 <= most_written)
    id_list(std::int32_t first, std::int32_t second, More... more) noexcept
        : size_(sizeof...(More) + 2), written_{first, second, static_cast<std::int32_t>(more)...} {}
    id_list(std::span<const std::int32_t> several) noexcept
        : data_(several.data()), size_(several.size()) {}
    id_list(const std::vector<std::int32_t>& several) noexcept
        : data_(several.data()), size_(several.size()) {}
    /// The id of a handle, such as `message`.
    template <class Handle>
        requires requires(const Handle& handle) {
            { handle.id() } -> std::same_as<std::int32_t>;
        }
    id_list(const Handle& handle) noexcept : written_{handle.id()} {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] const std::int32_t* begin() const noexcept {
        return data_ != nullptr ? data_ : written_;
    }
    [[nodiscard]] const std::int32_t* end() const noexcept { return begin() + size_; }

    /// The numbers in memory of their own.
    [[nodiscard]] std::vector<std::int32_t> values() const { return {begin(), end()}; }

private:
    const std::int32_t* data_ = nullptr;
    std::size_t size_ = 1;
    std::int32_t written_[most_written] = {};
};

/// The ids of messages.
using message_ids = id_list;

static_assert(std::is_trivially_destructible_v<id_list>);
static_assert(std::is_trivially_copyable_v<id_list>);

} // namespace awaitgram
