// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// One number or several, such as `7`, `{7, 8}`, a vector, or a message that stands for its id.
///
/// It lives no longer than what it was made of. Methods read it before they return their awaitable.
class id_list {
public:
    id_list(std::int32_t one) noexcept : one_(one) {}
    id_list(std::initializer_list<std::int32_t> several) noexcept
        : data_(std::data(several)), size_(several.size()) {}
    id_list(std::span<const std::int32_t> several) noexcept
        : data_(several.data()), size_(several.size()) {}
    id_list(const std::vector<std::int32_t>& several) noexcept
        : data_(several.data()), size_(several.size()) {}
    /// The id of a handle, such as `message`.
    template <class Handle>
        requires requires(const Handle& handle) {
            { handle.id() } -> std::same_as<std::int32_t>;
        }
    id_list(const Handle& handle) noexcept : one_(handle.id()) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] const std::int32_t* begin() const noexcept {
        return size_ == 1 && data_ == nullptr ? &one_ : data_;
    }
    [[nodiscard]] const std::int32_t* end() const noexcept {
        return size_ == 0 ? begin() : begin() + size_;
    }

    /// The numbers in memory of their own.
    [[nodiscard]] std::vector<std::int32_t> values() const { return {begin(), end()}; }

private:
    const std::int32_t* data_ = nullptr;
    std::size_t size_ = 1;
    std::int32_t one_ = 0;
};

/// The ids of messages.
using message_ids = id_list;

static_assert(std::is_trivially_destructible_v<id_list>);
static_assert(std::is_trivially_copyable_v<id_list>);

} // namespace awaitgram
