// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/field.hpp>
#include <awaitgram/tl/detail/reflect.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

// Compile time matters most here, because tables are computed for a thousand structs: once per list of members where
// possible, by functions that are not templates, and only for structs that a program uses. Constants hold no addresses
// of other tables, because GCC would instantiate all of those at once; only variables that are not const do.

namespace awaitgram::tl::detail {

constexpr unsigned align(unsigned offset, unsigned alignment) {
    return (offset + alignment - 1) & ~(alignment - 1);
}

/// The bytes in `summary::fixed_room` for a part that is of variable size or conditional.
constexpr std::uint16_t room(kind what) {
    return static_cast<std::uint16_t>(what == kind::box ? usual_box : 8);
}

/// Adds the op of a required member; a number next to the previous one becomes part of its op.
constexpr void add_required(
    summary& sum,
    op* ops,
    const field& member,
    unsigned offset,
    std::uint8_t number,
    bool after_fixed
) {
    if (member.least_wire == conditional_wire)
        throw "an opt needs a flag bit in tl_bits";
    sum.least_wire += member.least_wire;
    if (is_fixed(member.what)) {
        sum.fixed_room += member.size;
        if (after_fixed) {
            auto& last = ops[sum.ops - 1];
            last.length += member.size;
            last.what = fixed_kind(last.length);
            return;
        }
    } else {
        sum.fixed_room += room(member.what);
        if (member.what >= kind::text)
            sum.owning |= 1ull << sum.ops;
    }
    sum.required |= 1ull << sum.ops;
    ops[sum.ops++] = {
        member.what, member.extra, static_cast<std::uint16_t>(offset), member.length, number};
}

/// Completes a summary whose members end at `offset`.
constexpr void finish(summary& sum, unsigned offset, unsigned alignment, kind first) {
    // C++ has no struct of zero bytes, but a struct may have only flags words as fields.
    const auto size = offset != 0 ? align(offset, alignment) : 1;
    sum.size = static_cast<std::uint16_t>(size);
    sum.node_size = static_cast<std::uint16_t>(payload_offset + align(size, 16));
    if (sum.ops == 1 && !sum.conditional && is_fixed(first))
        sum.fixed = static_cast<std::uint16_t>(sum.fixed_room - 4);
    if (sum.fixed_room > most_fixed_room || size > 0x7fff)
        throw "this struct is too large for the tables";
}

/// The ops of structs without flags words; the same for all structs with these members.
template <std::size_t Size>
struct plain_program {
    summary sum{};
    op ops[Size]{};
    static constexpr const std::uint64_t* ops_of_bits = nullptr;
    static constexpr const entry* entries = nullptr;
};
template <std::size_t Size>
constexpr plain_program<Size> plain(const field (&fields)[Size]) {
    static_assert(Size <= 64, "a struct may have at most 64 members besides bools");
    plain_program<Size> program;
    unsigned offset = 0;
    unsigned alignment = 1;
    unsigned fixed_end = 0;
    for (std::size_t i = 0; i < Size; ++i) {
        const auto& member = fields[i];
        if (member.alignment > alignment)
            alignment = member.alignment;
        offset = align(offset, member.alignment);
        const auto after_fixed = fixed_end != 0 && fixed_end == offset;
        add_required(
            program.sum, program.ops, member, offset, static_cast<std::uint8_t>(i), after_fixed
        );
        offset += member.size;
        fixed_end = is_fixed(member.what) ? offset : 0;
    }
    finish(program.sum, offset, alignment, program.ops[0].what);
    return program;
}

/// Whether the presence word of a conditional member has four bytes.
constexpr bool is_narrow(kind what) {
    return what == kind::optional_4 || what == kind::optional_boolean;
}

/// Counts ops (an upper bound, because adjacent ones may be merged) and entries. The last field is a dummy, because
/// there may be no other.
template <std::size_t Size>
constexpr entry_counts count(const char* bits, const field (&fields)[Size]) {
    entry_counts counts;
    unsigned run = 0;
    for (std::size_t i = 0; *bits != 0; ++bits) {
        const auto code = *bits;
        if (code == '#') {
            ++counts.ops;
            run = 0;
            continue;
        }
        if (i == Size - 1)
            throw "tl_bits is longer than the struct";
        const auto what = fields[i++].what;
        if (code == '.') {
            ++counts.ops;
            run = 0;
            continue;
        }
        if (code - '0' >= counts.bits)
            counts.bits = static_cast<std::uint8_t>(code - '0' + 1);
        if (what == kind::boolean) {
            ++counts.bools;
            if (run++ % 8 == 0)
                ++counts.runs;
            continue;
        }
        ++counts.ops;
        run = 0;
        ++(is_narrow(what) ? counts.narrow : counts.wide);
    }
    return counts;
}

constexpr std::size_t at_least_one(std::size_t count) {
    return count != 0 ? count : 1;
}

/// The ops, flag bits and entries of a struct with flags words.
template <std::size_t Ops, std::size_t Bits, std::size_t Entries>
struct conditional_program {
    summary sum{};
    op ops[Ops]{};
    std::uint64_t ops_of_bits[at_least_one(Bits)]{};
    entry entries[at_least_one(Entries)]{};
};

constexpr void check_bit(unsigned bit, unsigned words) {
    if (bit / 32 >= words)
        throw "a flag bit needs its flags word before it";
}

/// Adds the op of a conditional member to those of its flag bit.
constexpr void add_conditional(
    summary& sum,
    op* ops,
    std::uint64_t& under_bit,
    const field& member,
    unsigned offset,
    std::uint8_t number,
    unsigned bit
) {
    if (member.least_wire != conditional_wire)
        throw "a member with a flag bit must be an opt or a bool";
    sum.member_bits[bit / 32] |= 1u << bit % 32;
    if (under_bit != 0)
        sum.shared_bits[bit / 32] |= 1u << bit % 32;
    under_bit |= 1ull << sum.ops;
    if (member.what >= kind::text)
        sum.owning |= 1ull << sum.ops;
    sum.fixed_room += member.what == kind::optional_fixed ? member.length : room(member.what);
    ops[sum.ops++] = {
        member.what, member.extra, static_cast<std::uint16_t>(offset), member.length, number};
}

constexpr bool has_presence_word(kind what) {
    return what >= kind::optional_4 && what <= kind::optional_boolean;
}

/// Fills ops, flag bits and entries, for which there is the room given by `counts`.
constexpr void fill(
    summary& sum,
    const entry_counts& counts,
    op* ops,
    std::uint64_t* ops_of_bits,
    entry* entries,
    const char* bits,
    const field* fields
) {
    auto* bools = entries + counts.bits;
    auto* runs = bools + counts.bools;
    auto* wide = runs + counts.runs;
    auto* narrow = wide + counts.wide;
    sum.conditional = true;
    unsigned offset = 0;
    unsigned alignment = 1;
    unsigned fixed_end = 0;
    unsigned words = 0;
    unsigned run = 0;
    for (std::uint8_t i = 0; *bits != 0; ++bits) {
        if (*bits == '#') {
            if (words == 2)
                throw "a struct may have at most two flags words";
            sum.required |= 1ull << sum.ops;
            if (sum.ops == words)
                ++sum.leading_words;
            ops[sum.ops++] = {kind::flags, static_cast<std::uint8_t>(words++), 0, 4, i};
            sum.fixed_room += 4;
            sum.least_wire += 4;
            fixed_end = run = 0;
            continue;
        }
        const auto& member = fields[i];
        if (member.alignment > alignment)
            alignment = member.alignment;
        offset = align(offset, member.alignment);
        if (*bits == '.') {
            const auto after_fixed = fixed_end != 0 && fixed_end == offset;
            add_required(sum, ops, member, offset, i, after_fixed);
            offset += member.size;
            fixed_end = is_fixed(member.what) ? offset : 0;
            run = 0;
            ++i;
            continue;
        }
        const auto bit = static_cast<std::uint8_t>(*bits - '0');
        check_bit(bit, words);
        const auto place = static_cast<std::uint16_t>(offset);
        if (member.what == kind::boolean) {
            sum.bool_bits[bit / 32] |= 1u << bit % 32;
            entries[bit].offset = place;
            *bools++ = {place, bit, none};
            if (run++ % 8 == 0)
                *runs++ = {place, 0, none};
            ++runs[-1].bit;
        } else {
            const auto distance = has_presence_word(member.what) ? member.length : 0u;
            const auto index = sum.ops;
            const entry added{static_cast<std::uint16_t>(offset + distance), bit, index};
            if (is_narrow(member.what))
                *narrow++ = added;
            else
                *wide++ = added;
            add_conditional(sum, ops, ops_of_bits[bit], member, offset, i, bit);
            run = 0;
        }
        fixed_end = 0;
        offset += member.size;
        ++i;
    }
    finish(sum, offset, alignment, ops[0].what);
    // Runs of bools that may be read as eight bytes.
    for (auto* each = entries + counts.bits + counts.bools; each != runs; ++each)
        each->op = each->offset + 8u <= sum.size ? 0 : none;
    for (auto word = 0; word < 2; ++word)
        sum.shared_bits[word] |= sum.bool_bits[word] & sum.member_bits[word];
}

/// The program of a struct: shared by all structs with the same members and without flag bits, ...
template <class Members>
struct plain_program_of {
    static constexpr entry_counts counts{};
    static constexpr struct {
        summary sum{.size = 1, .node_size = 16, .empty = true};
        const op* ops = nullptr;
        const std::uint64_t* ops_of_bits = nullptr;
        const entry* entries = nullptr;
    } value{};
};
template <class First, class... F>
struct plain_program_of<members<First, F...>> {
    static constexpr entry_counts counts{};
    static constexpr auto value = plain({field_of<First>::value, field_of<F>::value...});
};
template <class T, class Members>
struct program_of : plain_program_of<Members> {};

/// ... else one for each.
template <class T, class... F>
    requires requires { T::tl_bits; }
struct program_of<T, members<F...>> {
    static constexpr auto counts = count(T::tl_bits, {field_of<F>::value..., {}});
    static_assert(counts.ops <= 64, "a struct may have at most 64 members besides bools");
    using type = conditional_program<counts.ops, counts.bits, counts.entries()>;
    static constexpr type make(const field (&fields)[sizeof...(F) + 1]) {
        type program;
        fill(
            program.sum,
            counts,
            program.ops,
            program.ops_of_bits,
            program.entries,
            T::tl_bits,
            fields
        );
        return program;
    }
    static constexpr type value = make({field_of<F>::value..., {}});
};

/// The links of all members.
template <class Members>
struct links_of {
    static constexpr const void** value = nullptr;
};
template <class First, class... F>
struct links_of<members<First, F...>> {
    static const void* value[1 + sizeof...(F)];
};
template <class First, class... F>
const void* links_of<members<First, F...>>::value[1 + sizeof...(F)] = {
    &field_of<First>::link::value, &field_of<F>::link::value...};

template <class T>
struct layout_of : program_of<T, members_of<T>> {
    using links = links_of<members_of<T>>;
};

template <class T>
descriptor described<T>::value = {
    {&described<T>::value},
    layout_of<T>::value.sum.size == sizeof(T) ? T::tl_id
                                              : throw "the members do not fill the struct",
    layout_of<T>::counts,
    layout_of<T>::value.ops,
    layout_of<T>::links::value,
    layout_of<T>::value.ops_of_bits,
    layout_of<T>::value.entries,
    T::tl_line,
    layout_of<T>::value.sum};

template <class T>
const descriptor* descriptor_of() noexcept {
    return &described<T>::value;
}

template <class T>
constexpr box_entry entry_for() {
    constexpr auto& sum = layout_of<T>::value.sum;
    return {T::tl_id, sum.fixed, sum.empty ? std::uint16_t{} : sum.node_size, &described<T>::value};
}

/// The hash table of the constructors of a boxed type.
template <class... Constructors>
struct constructor_list {
    static constexpr auto size = std::bit_ceil(std::uint32_t{sizeof...(Constructors)} * 2);
    struct type {
        box_entry slots[size]{};
    };

    static constexpr type make() {
        type table;
        // No free slot may have an id that belongs there: 0 belongs to the first one.
        table.slots[0].id = 1;
        for (const auto& each : {entry_for<Constructors>()...}) {
            auto at = box_table::slot_of(each.id, size - 1);
            while (table.slots[at].type != nullptr)
                at = (at + 1) & (size - 1);
            table.slots[at] = each;
        }
        return table;
    }
};
template <class T>
struct constructors_of {
    using list = typename T::template tl_constructors<constructor_list>;
    static typename list::type value;
};
template <class T>
typename constructors_of<T>::list::type constructors_of<T>::value = list::make();

template <class T>
box_table described_box<T>::value = {
    constructors_of<T>::value.slots, constructors_of<T>::list::size - 1};

constexpr type_entry entry_from(const field& type, const void* link) {
    return {{{type.what, type.extra, 0, type.length, 0}, link}, type.size, type.least_wire};
}
template <class T>
type_entry described_type<T>::value = entry_from(field_of<T>::value, &field_of<T>::link::value);

template <class T>
const type_entry* entry_of() noexcept {
    return &described_type<T>::value;
}

} // namespace awaitgram::tl::detail
