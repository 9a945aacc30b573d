// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/detail/storage.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace awaitgram::tl {

/// Bytes of the schema: owned if constructed or copied, borrowed from the frame if decoded.
///
/// Shape: 16 bytes.
class bytes : public detail::text_base {
public:
    using text_base::text_base;
    constexpr bytes() noexcept = default;
    bytes(byte_view content) : text_base(content.data(), content.size()) {}
    bytes(const byte_buffer& content) : text_base(content.data(), content.size()) {}
    template <std::size_t Size>
    bytes(const std::array<std::uint8_t, Size>& content) : text_base(content.data(), Size) {}
    /// The bytes of a text, as used in tests and for big numbers.
    explicit bytes(std::string_view content) : text_base(content.data(), content.size()) {}

    /// Refers to bytes that the caller keeps alive.
    [[nodiscard]] static bytes borrow(byte_view content) noexcept {
        bytes result;
        result.refer_to(content.data(), content.size());
        return result;
    }

    operator byte_view() const noexcept { return view(); }
    [[nodiscard]] byte_view view() const noexcept { return {data(), size()}; }

    const std::uint8_t* data() const noexcept { return static_cast<const std::uint8_t*>(raw()); }
    const std::uint8_t* begin() const noexcept { return data(); }
    const std::uint8_t* end() const noexcept { return data() + size(); }
    std::uint8_t operator[](std::size_t index) const noexcept { return data()[index]; }

    friend bool operator==(const bytes& left, const bytes& right) noexcept {
        return text_of(left) == text_of(right);
    }
};

/// 16 raw bytes, never swapped.
struct int128 {
    std::array<std::uint8_t, 16> value{};

    operator byte_view() const noexcept { return value; }
    friend bool operator==(const int128&, const int128&) = default;
};

/// 32 raw bytes, never swapped.
struct int256 {
    std::array<std::uint8_t, 32> value{};

    operator byte_view() const noexcept { return value; }
    friend bool operator==(const int256&, const int256&) = default;
};

/// 64 raw bytes, never swapped.
struct int512 {
    std::array<std::uint8_t, 64> value{};

    operator byte_view() const noexcept { return value; }
    friend bool operator==(const int512&, const int512&) = default;
};

} // namespace awaitgram::tl
