// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/read_values.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace awaitgram::tl::detail {

/// Handles a flags word: sets bools, and returns the ops of the other members that it announces.
[[gnu::always_inline]] inline std::uint64_t
announced(const descriptor& type, std::uint64_t flags, char* body) noexcept {
    const auto* const bits = type.bits();
    for (auto set = flags & load_le<std::uint64_t>(type.sum.bool_bits); set != 0; set &= set - 1)
        body[bits[static_cast<unsigned>(std::countr_zero(set))].offset] = 1;
    std::uint64_t present = 0;
    const auto* const ops = type.ops_of_bits;
    for (auto set = flags & load_le<std::uint64_t>(type.sum.member_bits); set != 0; set &= set - 1)
        present |= ops[static_cast<unsigned>(std::countr_zero(set))];
    return present;
}

/// Reads a struct that is a member.
[[gnu::always_inline]] inline cursor read_inner(
    decoding& state, const descriptor& type, const op& step, char* member, cursor at, int depth
) noexcept {
    const auto& inner = type.linked(step).structure();
    const auto with_id = step.what == kind::structure || step.what == kind::optional_structure;
    if (step.what == kind::structure || step.what == kind::bare_structure) {
        if (inner.sum.conditional && !type.sum.conditional)
            std::memset(member, 0, inner.sum.size);
    } else if (inner.sum.empty) {
        store(member, &inner.self);
        if (!with_id)
            return at;
    } else {
        auto* const memory = allocate(state, inner.sum.node_size);
        if (memory == nullptr) [[unlikely]]
            return fail(state, at, state.error);
        store(member, memory);
        store(memory, &inner);
        member = memory + payload_offset;
        if (inner.sum.conditional)
            zero_newest(member, inner.sum.node_size - payload_offset);
    }
    if (depth == 0) [[unlikely]]
        return fail(state, at, errc::too_deep);
    return with_id ? read_structure(state, inner, member, at, depth - 1)
                   : read_members(state, inner, member, at, depth - 1);
}

/// Reads the members in `present` and those that flags words announce, and checks before each that it is complete.
inline cursor read_checked(
    decoding& state, const descriptor& type, std::uint64_t present, char* body, cursor at, int depth
) noexcept {
    const auto* const ops = type.ops;
    for (; present != 0; present &= present - 1) {
        const auto& step = ops[std::countr_zero(present)];
        auto* member = body + step.offset;
        const auto available = left(state, at);
        switch (step.what) {
        case kind::flags: {
            if (available < 4) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            const auto word = load_le<std::uint32_t>(at);
            at += 4;
            present |= announced(type, std::uint64_t{word} << step.extra * 32, body);
            break;
        }
        case kind::fixed_4:
            if (available < 4) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            std::memcpy(member, at, 4);
            at += 4;
            break;
        case kind::fixed_8:
            if (available < 8) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            std::memcpy(member, at, 8);
            at += 8;
            break;
        case kind::fixed_12:
            if (available < 12) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            std::memcpy(member, at, 12);
            at += 12;
            break;
        case kind::fixed_16:
            if (available < 16) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            std::memcpy(member, at, 16);
            at += 16;
            break;
        case kind::fixed:
            if (available < step.length) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            std::memcpy(member, at, step.length);
            at += step.length;
            break;
        case kind::optional_4:
            if (available < 4) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            store(member, load_le<std::uint32_t>(at) | 1ull << 32);
            at += 4;
            break;
        case kind::optional_8:
            if (available < 8) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            std::memcpy(member, at, 8);
            store(member + 8, std::uint64_t{1});
            at += 8;
            break;
        case kind::optional_fixed:
            if (available < step.length) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            std::memcpy(member, at, step.length);
            store(member + step.length, std::uint64_t{1});
            at += step.length;
            break;
        case kind::boolean:
        case kind::optional_boolean:
            at = read_bool(state, member, at);
            if (at == nullptr) [[unlikely]]
                return failed_in(state, type, step);
            if (step.what == kind::optional_boolean)
                store(member + step.length, std::uint32_t{1});
            break;
        case kind::text:
            at = read_text(state, member, at);
            if (at == nullptr) [[unlikely]]
                return failed_in(state, type, step);
            break;
        case kind::rest:
            if (available < 4) [[unlikely]]
                return fail_in(state, at, errc::truncated, type, step);
            store_borrowed(member, at, available);
            at += available;
            break;
        case kind::box:
            if (depth == 0) [[unlikely]]
                return fail_in(state, at, errc::too_deep, type, step);
            at = read_box(state, type.linked(step).constructors(), member, at, depth - 1);
            if (at == nullptr) [[unlikely]]
                return failed_in(state, type, step);
            break;
        case kind::optional_structure:
        case kind::optional_bare_structure:
        case kind::structure:
        case kind::bare_structure:
            at = read_inner(state, type, step, member, at, depth);
            if (at == nullptr) [[unlikely]]
                return failed_in(state, type, step);
            break;
        default:
            at = read_vector(state, step, type.links[step.member], member, at, depth);
            if (at == nullptr) [[unlikely]]
                return failed_in(state, type, step);
            break;
        }
    }
    return at;
}

[[gnu::noinline]] inline cursor read_any_text(decoding& state, char* text, cursor at) noexcept {
    return read_text(state, text, at);
}

} // namespace awaitgram::tl::detail
