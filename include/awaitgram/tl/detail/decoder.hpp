// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/read_checked.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace awaitgram::tl::detail {

inline std::uintptr_t address(const std::uint8_t* of) noexcept {
    return reinterpret_cast<std::uintptr_t>(of);
}

/// The fast path: as long as all parts of fixed size fit, the end only needs to be checked after parts of variable
/// size.
inline cursor
read_members(decoding& state, const descriptor& type, char* body, cursor at, int depth) noexcept {
    const auto& sum = type.sum;
    // The ops that are present; each flags word adds its own.
    auto present = sum.required;
    if (left(state, at) < sum.fixed_room) [[unlikely]]
        return read_checked(state, type, present, body, at, depth);
    const auto last = address(state.end) - sum.fixed_room;
    if (sum.leading_words != 0) {
        std::uint64_t flags = load_le<std::uint32_t>(at);
        present &= present - 1;
        at += 4;
        if (sum.leading_words == 2) {
            flags |= std::uint64_t{load_le<std::uint32_t>(at)} << 32;
            present &= present - 1;
            at += 4;
        }
        present |= announced(type, flags, body);
    }
    const auto* const ops = type.ops;
    for (; present != 0; present &= present - 1) {
        const auto& step = ops[static_cast<unsigned>(std::countr_zero(present))];
        auto* const member = body + step.offset;
        // The most common kinds come first: branches are predicted better than jumps through a table.
        if (step.what == kind::box) {
            if (depth == 0) [[unlikely]]
                return fail_in(state, at, errc::too_deep, type, step);
            const auto& constructors = type.linked(step).constructors();
            const auto& entry = constructors.find(load_le<std::uint32_t>(at));
            if (entry.fixed == usual_box - 4) [[likely]] {
                at = read_usual_box(state, entry, member, at);
                if (at == nullptr) [[unlikely]]
                    return failed_in(state, type, step);
                continue;
            }
            at = read_entry(state, entry, member, at, depth - 1);
        } else if (step.what == kind::text) {
            const std::size_t size = *at;
            const auto taken = round_up(size + 1, 4);
            if (size < 254 && address(at) + taken <= last) [[likely]] {
                store_borrowed(member, at + 1, size);
                at += taken;
                continue;
            }
            at = read_any_text(state, member, at);
        } else if (step.what == kind::fixed_4) {
            std::memcpy(member, at, 4);
            at += 4;
            continue;
        } else if (step.what == kind::optional_4) {
            store(member, load_le<std::uint32_t>(at) | 1ull << 32);
            at += 4;
            continue;
        } else if (step.what == kind::vector_of_boxes) {
            at = read_vector_of_boxes(
                state, step, type.linked(step).constructors(), member, at, depth
            );
        } else if (step.what >= kind::vector_of_fixed) {
            at = read_vector(state, step, type.links[step.member], member, at, depth);
        } else {
            switch (step.what) {
            case kind::flags: {
                const auto word = load_le<std::uint32_t>(at);
                at += 4;
                present |= announced(type, std::uint64_t{word} << step.extra * 32, body);
                continue;
            }
            case kind::fixed_8:
                std::memcpy(member, at, 8);
                at += 8;
                continue;
            case kind::fixed_12:
                std::memcpy(member, at, 12);
                at += 12;
                continue;
            case kind::fixed_16:
                std::memcpy(member, at, 16);
                at += 16;
                continue;
            case kind::fixed:
                std::memcpy(member, at, step.length);
                at += step.length;
                continue;
            case kind::optional_8:
                std::memcpy(member, at, 8);
                store(member + 8, std::uint64_t{1});
                at += 8;
                continue;
            case kind::optional_fixed:
                std::memcpy(member, at, step.length);
                store(member + step.length, std::uint64_t{1});
                at += step.length;
                continue;
            case kind::structure:
            case kind::bare_structure:
            case kind::optional_structure:
            case kind::optional_bare_structure:
                at = read_inner(state, type, step, member, at, depth);
                break;
            case kind::boolean:
            case kind::optional_boolean:
                at = read_bool(state, member, at);
                if (step.what == kind::optional_boolean)
                    store(member + step.length, std::uint32_t{1});
                break;
            case kind::rest:
                return read_checked(state, type, present, body, at, depth);
            default:
                __builtin_unreachable();
            }
        }
        // One comparison also detects a null pointer.
        if (address(at) - 1 >= last) [[unlikely]] {
            if (at == nullptr)
                return failed_in(
                    state, type, ops[static_cast<unsigned>(std::countr_zero(present))]
                );
            return read_checked(state, type, present & (present - 1), body, at, depth);
        }
    }
    return at;
}

} // namespace awaitgram::tl::detail
