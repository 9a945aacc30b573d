// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/detail/byte_reader.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace awaitgram::detail {

/// The first byte of packed data: the format. No text of UTF-8 contains it, so other callback data is not taken for ours.
inline constexpr std::uint8_t data_format = 0xFB;

/// The size of what precedes the fields: the format, and four bytes of the tag.
inline constexpr std::size_t data_header = 5;

/// Writes callback data. It counts what does not fit, but does not keep it.
class data_writer {
public:
    /// The most bytes that callback data may have.
    static constexpr std::size_t capacity = 64;

    void byte(std::uint8_t value) noexcept {
        if (size_ < capacity)
            bytes_[size_] = value;
        ++size_;
    }
    /// Seven bits a byte, the lowest first; the ninth byte has eight.
    void number(std::uint64_t value) noexcept;
    void raw(byte_view bytes) noexcept;
    void header(std::uint32_t tag) noexcept;
    /// The length, then the bytes.
    void text(std::string_view value) noexcept;

    /// The size of all that was written; more than `capacity` if it does not fit.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// What was written; it must fit.
    [[nodiscard]] byte_view written() const noexcept { return {bytes_.data(), size_}; }

private:
    std::array<std::uint8_t, capacity> bytes_{};
    std::size_t size_ = 0;
};

/// Reads callback data. Accepts only what data_writer writes: each value has one form.
class data_reader : public byte_reader {
public:
    using byte_reader::byte_reader;

    [[nodiscard]] std::uint64_t number() noexcept;
    /// A text of at most `most` bytes.
    [[nodiscard]] std::string_view text(std::size_t most) noexcept;
};

/// What the header of callback data says, compared with a tag.
enum class data_origin { same, other_version, other };
[[nodiscard]] data_origin origin_of(byte_view data, std::uint32_t tag) noexcept;

/// The bits of a tag that tell structs apart; the others tell versions of one struct apart.
inline constexpr std::uint32_t name_bits = 0xFFFF;

} // namespace awaitgram::detail
