// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/keyboard/callback_data.hpp>
#include <awaitgram/keyboard/detail/check.hpp>
#include <awaitgram/keyboard/detail/data_codec.hpp>
#include <awaitgram/keyboard/fixed_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

namespace detail {

AWAITGRAM_DECL void refuse_long_text(std::string_view text, std::size_t capacity) {
    refuse_keyboard(
        keyboard_errc::text_too_long,
        "a text of " + std::to_string(text.size()) + " bytes in a fixed_text<" +
            std::to_string(capacity) + ">"
    );
}

AWAITGRAM_DECL void refuse_long_data(std::string_view type, std::size_t size) {
    refuse_keyboard(
        keyboard_errc::data_size,
        "the callback data " + std::string{type} + " takes " + std::to_string(size) + " bytes"
    );
}

AWAITGRAM_DECL void data_writer::number(std::uint64_t value) noexcept {
    for (auto more = 8; more != 0 && value >= 0x80; --more) {
        byte(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    byte(static_cast<std::uint8_t>(value));
}

AWAITGRAM_DECL void data_writer::raw(byte_view bytes) noexcept {
    for (const auto each : bytes)
        byte(each);
}

AWAITGRAM_DECL void data_writer::header(std::uint32_t tag) noexcept {
    byte(data_format);
    for (auto shift = 0; shift != 32; shift += 8)
        byte(static_cast<std::uint8_t>(tag >> shift));
}

AWAITGRAM_DECL void data_writer::text(std::string_view value) noexcept {
    number(value.size());
    raw(bytes_of(value));
}

AWAITGRAM_DECL std::uint64_t data_reader::number() noexcept {
    std::uint64_t value = 0;
    for (auto shift = 0; shift != 56; shift += 7) {
        const auto next = byte();
        value |= static_cast<std::uint64_t>(next & 0x7F) << shift;
        if (next < 0x80) {
            if (next == 0 && shift != 0)
                fail(); // a shorter form exists
            return failed() ? 0 : value;
        }
    }
    const auto last = byte();
    if (last == 0)
        fail();
    value |= static_cast<std::uint64_t>(last) << 56;
    return failed() ? 0 : value;
}

AWAITGRAM_DECL std::string_view data_reader::text(std::size_t most) noexcept {
    const auto size = number();
    if (size > left() || size > most) {
        fail();
        return {};
    }
    return text_of(bytes(static_cast<std::size_t>(size)));
}

AWAITGRAM_DECL data_origin origin_of(byte_view data, std::uint32_t tag) noexcept {
    if (data.size() < data_header || data[0] != data_format)
        return data_origin::other;
    const auto theirs = load_le<std::uint32_t>(&data[1]);
    if (theirs == tag)
        return data_origin::same;
    return ((theirs ^ tag) & name_bits) == 0 ? data_origin::other_version : data_origin::other;
}

} // namespace detail

AWAITGRAM_DECL bool is_packed_data(byte_view data) noexcept {
    return data.size() >= detail::data_header && data.size() <= detail::data_writer::capacity &&
           data[0] == detail::data_format;
}

} // namespace awaitgram
