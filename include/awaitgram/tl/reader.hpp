// SPDX-License-Identifier: MIT
#pragma once

/// Reading and writing of bare TL values that no schema describes: service messages, key exchange, other libraries'
/// sessions.

#include <awaitgram/core/bytes.hpp>

#include <cstddef>
#include <cstdint>

namespace awaitgram::tl {

/// Reads values one after another. After the first failure, all values are zero or empty.
class reader {
public:
    explicit reader(byte_view bytes) noexcept : rest_(bytes), whole_(bytes.size()) {}

    [[nodiscard]] bool ok() const noexcept { return ok_; }
    /// Whether nothing failed and no bytes are left.
    [[nodiscard]] bool finished() const noexcept { return ok_ && rest_.empty(); }
    [[nodiscard]] std::size_t offset() const noexcept { return whole_ - rest_.size(); }
    [[nodiscard]] byte_view rest() const noexcept { return rest_; }

    /// A little-endian number.
    template <class T>
    [[nodiscard]] T number() noexcept {
        const auto bytes = take(sizeof(T));
        return bytes.empty() ? T{} : load_le<T>(bytes.data());
    }
    [[nodiscard]] std::uint32_t uint32() noexcept { return number<std::uint32_t>(); }
    [[nodiscard]] std::int32_t int32() noexcept { return number<std::int32_t>(); }
    [[nodiscard]] std::int64_t int64() noexcept { return number<std::int64_t>(); }

    /// `bytes` or `string`: length, data, zeros up to a multiple of four.
    ///
    ///     | L < 254 (1) | data (L) | pad |      | fe | L (3) | data (L) | pad |
    [[nodiscard]] byte_view string() noexcept {
        const std::size_t first = rest_.empty() ? 255 : rest_[0];
        const std::size_t header = first == 254 ? 4 : 1;
        if (first == 255 || rest_.size() < header)
            return fail();
        const std::size_t size = first < 254 ? first : load_le<std::uint32_t>(rest_.data()) >> 8;
        const auto whole = take((header + size + 3) / 4 * 4);
        return whole.empty() ? whole : whole.subspan(header, size);
    }

    [[nodiscard]] byte_view take(std::size_t size) noexcept {
        if (!ok_ || size > rest_.size())
            return fail();
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }

    /// Fails: this and every later value is zero or empty.
    byte_view fail() noexcept {
        ok_ = false;
        rest_ = {};
        return {};
    }

private:
    byte_view rest_;
    std::size_t whole_;
    bool ok_ = true;
};

/// Appends a `bytes` or `string` value of less than 2^24 bytes.
inline void append_string(byte_buffer& out, byte_view data) {
    const auto start = out.size();
    if (data.size() < 254)
        out.push_back(static_cast<std::uint8_t>(data.size()));
    else
        append_le(out, static_cast<std::uint32_t>(data.size() << 8 | 254));
    append(out, data);
    out.resize(start + (out.size() - start + 3) / 4 * 4);
}

} // namespace awaitgram::tl
