// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/tl/detail/descriptor.hpp>
#include <awaitgram/tl/detail/storage.hpp>
#include <awaitgram/tl/error.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace awaitgram::tl::detail {

/// Collects encoded bytes in a piece of stack memory and hands them to the buffer whenever it is full.
class encoding {
public:
    explicit encoding(byte_buffer& out) noexcept : out_(out) {}

    /// The first error; checked once at the end.
    errc error{};

    std::uint8_t* begin() noexcept { return chunk_; }

    /// Makes room for `size` bytes (at most `most_fixed_room`) after `at`.
    [[gnu::always_inline]] std::uint8_t* room(std::uint8_t* at, std::size_t size) {
        return static_cast<std::size_t>(chunk_ + sizeof chunk_ - at) < size ? flush(at) : at;
    }

    [[gnu::noinline]] std::uint8_t* flush(const std::uint8_t* at) {
        out_.insert(out_.end(), static_cast<const std::uint8_t*>(chunk_), at);
        return chunk_;
    }

    /// Copies bytes of any number.
    std::uint8_t* copy(std::uint8_t* at, const void* data, std::size_t size) {
        if (static_cast<std::size_t>(chunk_ + sizeof chunk_ - at) < size) {
            at = flush(at);
            if (size > sizeof chunk_ / 4) {
                const auto* const bytes = static_cast<const std::uint8_t*>(data);
                out_.insert(out_.end(), bytes, bytes + size);
                return at;
            }
        }
        if (size != 0)
            std::memcpy(at, data, size);
        return at + size;
    }

private:
    byte_buffer& out_;
    std::uint8_t chunk_[most_fixed_room + 1024];
};

template <class T>
[[gnu::always_inline]] inline std::uint8_t* put(std::uint8_t* at, T value) noexcept {
    store_le(at, value);
    return at + sizeof value;
}

/// Copies at most 64 bytes without a call.
[[gnu::always_inline]] inline void
copy_short(std::uint8_t* target, const char* source, std::size_t size) noexcept {
    if (size >= 16) {
        std::memcpy(target, source, 16);
        if (size > 32) {
            std::memcpy(target + 16, source + 16, 16);
            std::memcpy(target + size - 32, source + size - 32, 16);
        }
        std::memcpy(target + size - 16, source + size - 16, 16);
    } else if (size >= 8) {
        const auto first = load_le<std::uint64_t>(source);
        const auto last = load_le<std::uint64_t>(source + size - 8);
        store_le(target, first);
        store_le(target + size - 8, last);
    } else if (size >= 4) {
        const auto first = load_le<std::uint32_t>(source);
        const auto last = load_le<std::uint32_t>(source + size - 4);
        store_le(target, first);
        store_le(target + size - 4, last);
    } else if (size != 0) {
        target[0] = static_cast<std::uint8_t>(source[0]);
        target[size / 2] = static_cast<std::uint8_t>(source[size / 2]);
        target[size - 1] = static_cast<std::uint8_t>(source[size - 1]);
    }
}

[[gnu::noinline]] inline std::uint8_t*
write_long_text(encoding& state, const storage& text, std::uint8_t* at) {
    const std::size_t size = text.size();
    if (size > 0xff'ffff) {
        state.error = errc::text_too_long;
        return at;
    }
    at = state.room(at, 8);
    if (size < 254)
        *at++ = static_cast<std::uint8_t>(size);
    else
        at = put(at, static_cast<std::uint32_t>(size << 8 | 254));
    at = state.copy(at, text.data(), size);
    const auto head = size < 254 ? 1u : 4u;
    at = state.room(at, 4);
    std::memset(at, 0, 4);
    return at + (0 - (head + size)) % 4;
}

/// Writes a text and leaves room for `more` bytes after it.
[[gnu::always_inline]] inline std::uint8_t*
write_text(encoding& state, const storage& text, std::uint8_t* at, std::size_t more) {
    const std::size_t size = text.size();
    if (size > 64) [[unlikely]]
        return state.room(write_long_text(state, text, at), more);
    at = state.room(at, 72 + more);
    const auto taken = (size + 4) & ~std::size_t{3};
    store_le(at + taken - 4, std::uint32_t{0});
    *at = static_cast<std::uint8_t>(size);
    copy_short(at + 1, static_cast<const char*>(text.data()), size);
    return at + taken;
}

inline std::uint8_t*
write_members(encoding& state, const descriptor& type, const char* body, std::uint8_t* at);

inline std::uint8_t*
write_structure(encoding& state, const descriptor& type, const char* body, std::uint8_t* at) {
    at = put(state.room(at, type.sum.fixed_room), type.id);
    if (const std::size_t size = type.sum.fixed; size != 0) {
        std::memcpy(at, body, size);
        return at + size;
    }
    return write_members(state, type, body, at);
}

inline std::uint8_t* write_node(encoding& state, const node* value, std::uint8_t* at) {
    if (value == nullptr) [[unlikely]] {
        state.error = errc::null_value;
        return at;
    }
    return write_structure(
        state, *value->type, reinterpret_cast<const char*>(value) + payload_offset, at
    );
}

inline std::uint8_t*
write_vector(encoding& state, const linked_op& shape, const storage& vector, std::uint8_t* at) {
    const std::size_t count = vector.size();
    const auto* item = static_cast<const char*>(vector.data());
    at = state.room(at, 8);
    if (shape.step.extra == 0)
        at = put(at, vector_id);
    at = put(at, static_cast<std::uint32_t>(count));
    if (shape.step.what == kind::vector_of_fixed)
        return state.copy(at, item, count * shape.step.length);
    for (const auto* const end = item + count * shape.step.length; item != end;
         item += shape.step.length)
        switch (shape.step.what) {
        case kind::vector_of_booleans:
            at = put(state.room(at, 4), *item != 0 ? true_id : false_id);
            break;
        case kind::vector_of_texts:
            at = write_text(state, *reinterpret_cast<const storage*>(item), at, 0);
            break;
        case kind::vector_of_boxes:
            at = write_node(state, *reinterpret_cast<const node* const*>(item), at);
            break;
        case kind::vector_of_structures:
            at = write_structure(state, shape.structure(), item, at);
            break;
        case kind::vector_of_bare_structures:
            at = state.room(at, shape.structure().sum.fixed_room);
            at = write_members(state, shape.structure(), item, at);
            break;
        default:
            at = write_vector(state, shape.inner(), *reinterpret_cast<const storage*>(item), at);
            break;
        }
    return at;
}

/// The flag bits of a struct's bools.
[[gnu::always_inline]] inline std::uint64_t
bits_of_bools(const descriptor& type, const char* body) noexcept {
    std::uint64_t set = 0;
    const auto* each = type.bools();
    // Most bools are false: a run of eight is skipped at once.
    for (const auto *run = type.runs(), *end = type.wide(); run != end; ++run) {
        const auto* const first = body + run->offset;
        const std::size_t size = run->bit;
        std::uint64_t any = 0;
        if (size == 8)
            any = load_le<std::uint64_t>(first);
        else if (size >= 4)
            any = load_le<std::uint32_t>(first) | load_le<std::uint32_t>(first + size - 4);
        else
            for (std::size_t i = 0; i < size; ++i)
                any |= static_cast<std::uint8_t>(first[i]);
        if (any != 0)
            for (std::size_t i = 0; i < size; ++i)
                set |= std::uint64_t{static_cast<std::uint8_t>(first[i])} << each[i].bit;
        each += size;
    }
    return set;
}

/// Writes the members of a struct; there is room for all its fixed-size parts.
///
/// If several members stand under one flag bit and any is present, all are written: numbers, texts and vectors that are absent
/// as zero or empty; an absent box or struct is an error.
inline std::uint8_t*
write_members(encoding& state, const descriptor& type, const char* body, std::uint8_t* at) {
    const auto* const ops = type.ops;
    const std::size_t room = type.sum.fixed_room;
    auto present = type.sum.required;
    std::uint64_t flags = 0;
    if (type.sum.conditional) {
        flags = bits_of_bools(type, body);
        const auto* each = type.wide();
        for (const auto* const end = each + type.counts.wide; each != end; ++each)
            if (load_le<std::uint64_t>(body + each->offset) != 0) {
                flags |= 1ull << each->bit;
                present |= 1ull << each->op;
            }
        for (const auto* const end = each + type.counts.narrow; each != end; ++each)
            if (load_le<std::uint32_t>(body + each->offset) != 0) {
                flags |= 1ull << each->bit;
                present |= 1ull << each->op;
            }
        if (type.sum.shares_bits) [[unlikely]] {
            auto set =
                flags & (type.sum.member_bits[0] | std::uint64_t{type.sum.member_bits[1]} << 32);
            for (; set != 0; set &= set - 1)
                for (auto added = type.bits()[std::countr_zero(set)].op; added != none;
                     added = ops[added].next)
                    present |= 1ull << added;
        }
    }
    for (; present != 0; present &= present - 1) {
        const auto& step = ops[std::countr_zero(present)];
        const auto* const member = body + step.offset;
        switch (step.what) {
        case kind::flags:
            at = put(at, static_cast<std::uint32_t>(flags >> step.extra * 32));
            break;
        case kind::fixed_4:
        case kind::optional_4:
            std::memcpy(at, member, 4);
            at += 4;
            break;
        case kind::fixed_8:
        case kind::optional_8:
            std::memcpy(at, member, 8);
            at += 8;
            break;
        case kind::fixed_12:
            std::memcpy(at, member, 12);
            at += 12;
            break;
        case kind::fixed_16:
            std::memcpy(at, member, 16);
            at += 16;
            break;
        case kind::fixed:
        case kind::optional_fixed:
            std::memcpy(at, member, step.length);
            at += step.length;
            break;
        case kind::boolean:
        case kind::optional_boolean:
            at = put(at, *member != 0 ? true_id : false_id);
            break;
        case kind::text:
            at = write_text(state, *reinterpret_cast<const storage*>(member), at, room);
            break;
        case kind::rest: {
            const auto& bytes = *reinterpret_cast<const storage*>(member);
            if (bytes.size() < 4) [[unlikely]]
                state.error = errc::null_value;
            at = state.room(state.copy(at, bytes.data(), bytes.size()), room);
            break;
        }
        case kind::box:
        case kind::optional_structure:
            at = state.room(
                write_node(state, *reinterpret_cast<const node* const*>(member), at), room
            );
            break;
        case kind::structure:
            at =
                state.room(write_structure(state, type.linked(step).structure(), member, at), room);
            break;
        case kind::optional_bare_structure:
        case kind::bare_structure: {
            const auto* inside = member;
            if (step.what == kind::optional_bare_structure) {
                const auto* const pointed = *reinterpret_cast<const node* const*>(member);
                if (pointed == nullptr) {
                    state.error = errc::null_value;
                    break;
                }
                inside = reinterpret_cast<const char*>(pointed) + payload_offset;
            }
            const auto& inner = type.linked(step).structure();
            at = write_members(state, inner, inside, state.room(at, inner.sum.fixed_room));
            at = state.room(at, room);
            break;
        }
        default:
            at = write_vector(
                state, type.linked(step), *reinterpret_cast<const storage*>(member), at
            );
            at = state.room(at, room);
            break;
        }
    }
    return at;
}

} // namespace awaitgram::tl::detail
