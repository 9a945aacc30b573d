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

/// Collects encoded bytes in stack memory and moves them to the buffer when that is nearly full.
///
/// After each part of variable size there is room for all fixed-size parts of any struct, so these need no check.
class encoding {
public:
    explicit encoding(byte_buffer& out) noexcept : out_(out) {}

    /// The first error; checked once at the end.
    errc error{};

    std::uint8_t* begin() noexcept { return chunk_; }

    /// Ensures room for `most_fixed_room + most_short` bytes after `at`.
    [[gnu::always_inline]] std::uint8_t* ready(std::uint8_t* at) {
        return at > chunk_ + usual ? flush(at) : at;
    }

    [[gnu::noinline]] std::uint8_t* flush(const std::uint8_t* at) {
        out_.insert(out_.end(), static_cast<const std::uint8_t*>(chunk_), at);
        return chunk_;
    }

    /// Copies any number of bytes.
    std::uint8_t* copy(std::uint8_t* at, const void* data, std::size_t size) {
        if (static_cast<std::size_t>(chunk_ + sizeof chunk_ - at) < size) {
            at = flush(at);
            if (size > usual / 2) {
                const auto* const bytes = static_cast<const std::uint8_t*>(data);
                out_.insert(out_.end(), bytes, bytes + size);
                return at;
            }
        }
        if (size != 0)
            std::memcpy(at, data, size);
        return ready(at + size);
    }

    /// The number of bytes that may be written without a check, besides fixed-size parts.
    static constexpr std::size_t most_short = 128;

private:
    static constexpr std::size_t usual = 8192;

    byte_buffer& out_;
    std::uint8_t chunk_[usual + most_fixed_room + most_short];
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
    const auto head = size < 254 ? 1u : 4u;
    if (head == 1)
        *at++ = static_cast<std::uint8_t>(size);
    else
        at = put(at, static_cast<std::uint32_t>(size << 8 | 254));
    at = state.copy(at, text.data(), size);
    std::memset(at, 0, 4);
    return state.ready(at + (0 - (head + size)) % 4);
}

/// Writes a text.
[[gnu::always_inline]] inline std::uint8_t*
write_text(encoding& state, const storage& text, std::uint8_t* at) {
    const std::size_t size = text.size();
    at = state.ready(at);
    if (size > 64) [[unlikely]]
        return write_long_text(state, text, at);
    const auto taken = (size + 4) & ~std::size_t{3};
    store_le(at + taken - 4, std::uint32_t{0});
    *at = static_cast<std::uint8_t>(size);
    copy_short(at + 1, static_cast<const char*>(text.data()), size);
    return at + taken;
}

/// Writes the members of a struct; the caller has ensured room.
inline std::uint8_t*
write_members(encoding& state, const descriptor& type, const char* body, std::uint8_t* at);

[[gnu::always_inline]] inline std::uint8_t*
write_structure(encoding& state, const descriptor& type, const char* body, std::uint8_t* at) {
    at = put(state.ready(at), type.id);
    const std::size_t size = type.sum.fixed;
    if (size == 8) {
        std::memcpy(at, body, 8);
        return at + 8;
    }
    if (size != 0 && size <= 64) {
        copy_short(at, body, size);
        return at + size;
    }
    return state.ready(write_members(state, type, body, at));
}

[[gnu::always_inline]] inline std::uint8_t*
write_node(encoding& state, const node* value, std::uint8_t* at) {
    if (value == nullptr) [[unlikely]] {
        state.error = errc::null_value;
        return at;
    }
    return write_structure(
        state, *value->type, reinterpret_cast<const char*>(value) + payload_offset, at
    );
}

inline std::uint8_t*
write_vector(encoding& state, linked_op shape, const storage& vector, std::uint8_t* at) {
    const std::size_t count = vector.size();
    const auto* item = static_cast<const char*>(vector.data());
    at = state.ready(at);
    if (shape.step.extra == 0)
        at = put(at, vector_id);
    at = put(at, static_cast<std::uint32_t>(count));
    const std::size_t stride = shape.step.length;
    const auto* const end = item + count * stride;
    switch (shape.step.what) {
    case kind::vector_of_fixed:
        return state.copy(at, item, count * stride);
    case kind::vector_of_booleans:
        for (; item != end; item += stride)
            at = put(state.ready(at), *item != 0 ? true_id : false_id);
        break;
    case kind::vector_of_texts:
        for (; item != end; item += stride)
            at = write_text(state, *reinterpret_cast<const storage*>(item), at);
        break;
    case kind::vector_of_boxes:
        for (; item != end; item += sizeof(node*))
            at = write_node(state, *reinterpret_cast<const node* const*>(item), at);
        break;
    case kind::vector_of_structures:
        for (; item != end; item += stride)
            at = write_structure(state, shape.structure(), item, at);
        break;
    case kind::vector_of_bare_structures:
        for (; item != end; item += stride)
            at = write_members(state, shape.structure(), item, state.ready(at));
        break;
    default:
        for (; item != end; item += stride)
            at = write_vector(state, shape.inner(), *reinterpret_cast<const storage*>(item), at);
        break;
    }
    return state.ready(at);
}

/// The flag bits of a struct's bools.
[[gnu::always_inline]] inline std::uint64_t
bits_of_bools(const descriptor& type, const char* body) noexcept {
    std::uint64_t set = 0;
    const auto* each = type.bools();
    // Most bools are false, so a run of up to eight is skipped at once.
    for (const auto *run = type.runs(), *end = type.wide(); run != end; ++run) {
        const auto* const first = body + run->offset;
        const std::size_t size = run->bit;
        std::uint64_t any = 0;
        if (run->op != none)
            any = load_le<std::uint64_t>(first) & ~std::uint64_t{0} >> (64 - size * 8);
        else
            std::memcpy(&any, first, size);
        for (; any != 0; any &= any - 1)
            set |= 1ull << each[static_cast<unsigned>(std::countr_zero(any)) / 8].bit;
        each += size;
    }
    return set;
}

/// The ops of the members to write, as bits; `flags` receives the bits of the flags words.
[[gnu::always_inline]] inline std::uint64_t
present_ops(const descriptor& type, const char* body, std::uint64_t& flags) noexcept {
    const auto& sum = type.sum;
    auto present = sum.required;
    if (!sum.conditional)
        return present;
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
    for (auto set = flags & load_le<std::uint64_t>(sum.shared_bits); set != 0; set &= set - 1)
        present |= type.ops_of_bits[std::countr_zero(set)];
    return present;
}

/// Writes the members of a struct; there is room for all its fixed-size parts.
///
/// If several members share a flag bit and any is present, all are written: absent numbers, texts and vectors as zero
/// or empty; an absent box or struct is an error.
inline std::uint8_t*
write_members(encoding& state, const descriptor& type, const char* body, std::uint8_t* at) {
    const auto& sum = type.sum;
    const auto* const ops = type.ops;
    std::uint64_t flags = 0;
    auto present = present_ops(type, body, flags);
    if (sum.conditional) {
        // Both words are written at once if they come first; if there is only one, the second is overwritten.
        if (const auto words = sum.leading_words; words != 0) {
            put(at, flags);
            at += words * 4;
            present &= present - 1;
            if (words == 2)
                present &= present - 1;
        }
    }
    for (; present != 0; present &= present - 1) {
        const auto& step = ops[static_cast<unsigned>(std::countr_zero(present))];
        const auto* const member = body + step.offset;
        // The most common kinds come first: branches are predicted better than jumps through a table.
        if (step.what == kind::box) {
            at = write_node(state, *reinterpret_cast<const node* const*>(member), at);
            continue;
        }
        if (step.what == kind::text) {
            at = write_text(state, *reinterpret_cast<const storage*>(member), at);
            continue;
        }
        if (step.what == kind::fixed_4 || step.what == kind::optional_4) {
            std::memcpy(at, member, 4);
            at += 4;
            continue;
        }
        switch (step.what) {
        case kind::flags:
            at = put(at, static_cast<std::uint32_t>(flags >> step.extra * 32));
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
        case kind::rest: {
            const auto& bytes = *reinterpret_cast<const storage*>(member);
            if (bytes.size() < 4) [[unlikely]]
                state.error = errc::null_value;
            at = state.copy(at, bytes.data(), bytes.size());
            break;
        }
        case kind::optional_structure:
            at = write_node(state, *reinterpret_cast<const node* const*>(member), at);
            break;
        case kind::structure:
            at = write_structure(state, type.linked(step).structure(), member, at);
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
            at = state.ready(write_members(state, inner, inside, state.ready(at)));
            break;
        }
        case kind::vector_of_fixed:
        case kind::vector_of_booleans:
        case kind::vector_of_texts:
        case kind::vector_of_boxes:
        case kind::vector_of_structures:
        case kind::vector_of_bare_structures:
        case kind::vector_of_vectors:
            at = write_vector(
                state, type.linked(step), *reinterpret_cast<const storage*>(member), at
            );
            break;
        default:
            __builtin_unreachable();
        }
    }
    return at;
}

} // namespace awaitgram::tl::detail
