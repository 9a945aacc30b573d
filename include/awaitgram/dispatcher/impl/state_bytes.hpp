// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/state/detail/state_bytes.hpp>
#include <awaitgram/session/kept_state.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

inline constexpr std::uint8_t state_format = 1;
inline constexpr std::size_t state_header = 1 + 4 + 4;

AWAITGRAM_DECL state_writer::state_writer(state_tag tag) {
    bytes_.push_back(state_format);
    append_le(bytes_, tag.name);
    append_le(bytes_, tag.layout);
}

AWAITGRAM_DECL void state_writer::number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
}

AWAITGRAM_DECL void state_writer::signed_number(std::int64_t value) {
    number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
}

AWAITGRAM_DECL void state_writer::text(std::string_view value) {
    list(value.size(), 1);
    if (!too_large_)
        append(bytes_, bytes_of(value));
}

AWAITGRAM_DECL void state_writer::list(std::size_t count, std::size_t size_of_each) {
    too_large_ = too_large_ || !budget_.take(count, size_of_each);
    number(count);
}

AWAITGRAM_DECL byte_buffer state_writer::take() && {
    if (too_large_ || bytes_.size() > kept_state::most_bytes)
        throw std::system_error(make_error_code(session_errc::invalid_state));
    return std::move(bytes_);
}

AWAITGRAM_DECL state_reader::state_reader(byte_view bytes) noexcept
    : byte_reader(bytes.size() >= state_header ? bytes.subspan(state_header) : byte_view{}) {}

AWAITGRAM_DECL bool state_reader::flag() noexcept {
    const auto value = byte();
    if (value > 1)
        fail();
    return value == 1;
}

AWAITGRAM_DECL std::uint64_t state_reader::number() noexcept {
    std::uint64_t value = 0;
    for (auto shift = 0; shift < 64; shift += 7) {
        const auto part = byte();
        // The tenth byte has one bit.
        if (shift == 63 && part > 1)
            break;
        value |= std::uint64_t{part & 0x7FU} << shift;
        if (part < 0x80)
            return value;
    }
    fail();
    return 0;
}

AWAITGRAM_DECL std::int64_t state_reader::signed_number() noexcept {
    const auto value = number();
    return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
}

AWAITGRAM_DECL std::uint64_t state_reader::fixed() noexcept {
    const auto bits = bytes(8);
    return bits.empty() ? 0 : load_le<std::uint64_t>(bits.data());
}

AWAITGRAM_DECL std::string_view state_reader::text() noexcept {
    return text_of(bytes(list(1)));
}

AWAITGRAM_DECL std::size_t state_reader::list(std::size_t size_of_each) noexcept {
    const auto count = number();
    if (count > left() || !budget_.take(static_cast<std::size_t>(count), size_of_each)) {
        fail();
        return 0;
    }
    return static_cast<std::size_t>(count);
}

AWAITGRAM_DECL state_origin origin_of(byte_view bytes, state_tag tag) noexcept {
    if (bytes.size() < state_header || bytes[0] != state_format ||
        load_le<std::uint32_t>(bytes.data() + 1) != tag.name)
        return state_origin::other;
    return load_le<std::uint32_t>(bytes.data() + 5) == tag.layout ? state_origin::same
                                                                  : state_origin::other_version;
}

/// The last type that was listed.
[[nodiscard]] inline std::atomic<const known_state*>& last_known_state() noexcept {
    static constinit std::atomic<const known_state*> last{nullptr};
    return last;
}

AWAITGRAM_DECL known_state::known_state(
    state_tag tag, std::string_view name, bool (*readable)(byte_view bytes)
) noexcept
    : tag_(tag), name_(name), readable_(readable) {
    auto& last = last_known_state();
    next_ = last.load(std::memory_order_relaxed);
    while (!last.compare_exchange_weak(next_, this, std::memory_order_release))
        continue;
}

AWAITGRAM_DECL const known_state* known_state::of(byte_view bytes) noexcept {
    const auto* each = last_known_state().load(std::memory_order_acquire);
    while (each != nullptr && origin_of(bytes, each->tag_) != state_origin::same)
        each = each->next_;
    return each;
}

} // namespace awaitgram::detail
