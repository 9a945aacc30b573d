// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

static_assert(
    std::endian::native == std::endian::little && __SIZEOF_POINTER__ == 8,
    "awaitgram runs on 64-bit, little-endian machines only"
);

/// Borrowed bytes.
using byte_view = std::span<const std::uint8_t>;

/// Borrowed bytes that may be changed in place.
using byte_span = std::span<std::uint8_t>;

/// Owned bytes.
using byte_buffer = std::vector<std::uint8_t>;

/// The bytes of a text.
[[nodiscard]] inline byte_view bytes_of(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The bytes as text.
[[nodiscard]] inline std::string_view text_of(byte_view bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Appends bytes to a buffer.
inline void append(byte_buffer& buffer, byte_view bytes) {
    buffer.insert(buffer.end(), bytes.begin(), bytes.end());
}

/// Reads a little-endian number from unaligned memory of at least `sizeof(T)` bytes.
template <class T>
[[nodiscard]] T load_le(const void* from) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

/// Writes a little-endian number to unaligned memory of at least `sizeof(T)` bytes.
template <class T>
void store_le(void* to, T value) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(to, &value, sizeof value);
}

/// Appends a little-endian number to a buffer.
template <class T>
void append_le(byte_buffer& buffer, T value) {
    const auto at = buffer.size();
    buffer.resize(at + sizeof value);
    store_le(buffer.data() + at, value);
}

/// Reads a big-endian number of at most eight bytes.
[[nodiscard]] inline std::uint64_t load_be(byte_view bytes) noexcept {
    std::uint64_t value = 0;
    for (const auto byte : bytes)
        value = value << 8 | byte;
    return value;
}

/// A number as big-endian bytes without leading zeros; zero has no bytes.
[[nodiscard]] inline byte_buffer minimal_be(std::uint64_t value) {
    byte_buffer bytes;
    for (auto shift = 64 - 8; shift >= 0; shift -= 8)
        if (const auto byte = static_cast<std::uint8_t>(value >> shift);
            byte != 0 || !bytes.empty())
            bytes.push_back(byte);
    return bytes;
}

/// Lower-case hexadecimal digits of some bytes.
[[nodiscard]] inline std::string to_hex(byte_view bytes) {
    constexpr auto digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

/// The bytes of hexadecimal digits of either case; empty if a character is not a digit or their number is odd.
[[nodiscard]] inline std::optional<byte_buffer> from_hex(std::string_view text) {
    const auto value_of = [](char digit) -> int {
        if (digit >= '0' && digit <= '9')
            return digit - '0';
        if (digit >= 'a' && digit <= 'f')
            return digit - 'a' + 10;
        if (digit >= 'A' && digit <= 'F')
            return digit - 'A' + 10;
        return -1;
    };
    if (text.size() % 2 != 0)
        return std::nullopt;
    byte_buffer bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = value_of(text[i]);
        const auto low = value_of(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return bytes;
}

} // namespace awaitgram
