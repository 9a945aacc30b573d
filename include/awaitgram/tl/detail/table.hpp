// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/field.hpp>
#include <awaitgram/tl/detail/reflect.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace awaitgram::tl::detail {

/// `tl_bits` of a struct: '#' for a flags word, '.' for a member that is always there, '0' + bit for a conditional one.
template <class T>
constexpr const char* bits_of() {
    if constexpr (requires { T::tl_bits; })
        return T::tl_bits;
    else
        return nullptr;
}

/// How many ops and entries a struct needs.
struct counts {
    std::uint8_t ops = 0, bits = 0, bools = 0, runs = 0, wide = 0, narrow = 0;

    constexpr std::size_t entries() const { return bits + bools + runs + wide + narrow; }
};

/// Whether the presence word of a conditional member has four bytes only.
constexpr bool is_narrow(kind what) {
    return what == kind::optional_4 || what == kind::optional_boolean;
}

/// An upper bound for ops (neighbours may melt into one), exact numbers of entries.
constexpr counts count(const field* fields, std::size_t size, const char* bits) {
    counts found;
    if (bits == nullptr) {
        found.ops = static_cast<std::uint8_t>(size);
        return found;
    }
    auto run = 0;
    for (std::size_t i = 0; *bits != 0; ++bits) {
        if (*bits == '#') {
            ++found.ops;
            run = 0;
            continue;
        }
        if (*bits != '.' && *bits - '0' >= found.bits)
            found.bits = static_cast<std::uint8_t>(*bits - '0' + 1);
        if (*bits == '.' || fields[i].what != kind::boolean) {
            ++found.ops;
            run = 0;
            if (*bits != '.')
                ++(is_narrow(fields[i].what) ? found.narrow : found.wide);
        } else {
            ++found.bools;
            if (run++ % 8 == 0)
                ++found.runs;
        }
        ++i;
    }
    return found;
}

/// A descriptor with the lists it points at.
template <std::size_t Ops, std::size_t Entries>
struct table {
    descriptor head{};
    op ops[Ops]{};
    entry entries[Entries]{};
};
template <std::size_t Ops>
struct table<Ops, 0> {
    descriptor head{};
    op ops[Ops]{};
    static constexpr entry* entries = nullptr;
};
template <>
struct table<0, 0> {
    descriptor head{};
    static constexpr op* ops = nullptr;
    static constexpr entry* entries = nullptr;
};

/// Fills a descriptor and its lists from the fields of a struct.
class builder {
public:
    constexpr builder(descriptor& head, op* ops, entry* entries, const counts& sizes)
        : head_(head), ops_(ops), entries_(entries), sizes_(sizes) {
        head_.bit_count = sizes.bits;
        head_.bool_count = sizes.bools;
        head_.run_count = sizes.runs;
        head_.wide_count = sizes.wide;
        head_.narrow_count = sizes.narrow;
        head_.conditional = sizes.bits != 0;
        head_.fixed_room = 4;
        for (std::size_t bit = 0; bit < sizes.bits; ++bit)
            entries[bit].op = none;
    }

    constexpr void
    build(const field* fields, std::size_t size, const char* bits, const void* const* links) {
        for (std::size_t i = 0; i < size; ++i) {
            while (bits != nullptr && *bits == '#')
                add_flags(*bits++);
            const auto code = bits != nullptr ? *bits++ : '.';
            const auto& member = fields[i];
            offset_ = (offset_ + member.alignment - 1u) & ~(member.alignment - 1u);
            member_ = static_cast<std::uint8_t>(i);
            if (code == '.')
                add_required(member, links[i]);
            else if (member.what == kind::boolean)
                add_bool(static_cast<std::uint8_t>(code - '0'));
            else
                add_conditional(member, links[i], static_cast<std::uint8_t>(code - '0'));
            offset_ += member.size;
        }
        while (bits != nullptr && *bits == '#')
            add_flags(*bits++);
        if (bits != nullptr && *bits != 0)
            throw "tl_bits is longer than the struct";
        finish();
    }

    /// Where the struct ends.
    constexpr unsigned end() const { return offset_; }

private:
    constexpr op& add(const field& member, const void* link) {
        auto& added = ops_[head_.op_count];
        added.what = member.what;
        added.extra = member.extra;
        added.offset = static_cast<std::uint16_t>(offset_);
        added.length = member.length;
        added.next = none;
        added.member = member_;
        added.sub = link;
        const auto index = head_.op_count++;
        if (member.what >= kind::text)
            head_.owning |= 1ull << index;
        if (index >= 64)
            throw "a struct may have at most 64 members besides bools";
        return added;
    }

    constexpr void add_flags(char) {
        if (words_ == 2)
            throw "a struct may have at most two flags words";
        head_.required |= 1ull << head_.op_count;
        auto& added = add({kind::flags, 0, 0, 4, 0, 4, false}, nullptr);
        added.extra = words_++;
        head_.fixed_room += 4;
        head_.least_wire += 4;
        run_end_ = 0;
    }

    constexpr void add_required(const field& member, const void* link) {
        if (member.conditional)
            throw "an opt needs a flag bit in tl_bits";
        head_.least_wire += member.least_wire;
        const auto melts = member.what == kind::fixed && run_end_ != 0 && run_end_ == offset_;
        if (member.what == kind::fixed || member.what == kind::boolean)
            head_.fixed_room += member.what == kind::fixed ? member.size : 4;
        else
            head_.fixed_room += 8;
        if (melts) {
            ops_[head_.op_count - 1].length += member.size;
        } else {
            head_.required |= 1ull << head_.op_count;
            add(member, link);
        }
        run_end_ = member.what == kind::fixed ? offset_ + member.size : 0;
        run_bools_ = 8;
    }

    constexpr void add_bool(std::uint8_t bit) {
        if (bit / 32 >= words_)
            throw "a flag bit needs its flags word before it";
        head_.bool_bits[bit / 32] |= 1u << bit % 32;
        entries_[bit].offset = static_cast<std::uint16_t>(offset_);
        auto* const bools = entries_ + sizes_.bits;
        bools[bools_++] = {static_cast<std::uint16_t>(offset_), bit, none};
        // The bools of a run are adjacent and at most eight.
        auto* const runs = bools + sizes_.bools;
        if (run_bools_ == 8 || runs[runs_ - 1].offset + run_bools_ != offset_) {
            runs[runs_++] = {static_cast<std::uint16_t>(offset_), 1, none};
            run_bools_ = 1;
        } else {
            runs[runs_ - 1].bit = ++run_bools_;
        }
        run_end_ = 0;
    }

    constexpr void add_conditional(const field& member, const void* link, std::uint8_t bit) {
        if (!member.conditional)
            throw "a member with a flag bit must be an opt or a bool";
        if (bit / 32 >= words_)
            throw "a flag bit needs its flags word before it";
        head_.member_bits[bit / 32] |= 1u << bit % 32;
        const auto index = head_.op_count;
        if (entries_[bit].op == none) {
            entries_[bit].op = index;
        } else {
            auto last = entries_[bit].op;
            while (ops_[last].next != none)
                last = ops_[last].next;
            ops_[last].next = index;
            head_.shares_bits = true;
        }
        add(member, link);
        auto presence = offset_;
        if (member.what >= kind::optional_4 && member.what <= kind::optional_boolean)
            presence += member.length;
        const entry added{static_cast<std::uint16_t>(presence), bit, index};
        auto* const wide = entries_ + sizes_.bits + sizes_.bools + sizes_.runs;
        if (is_narrow(member.what))
            wide[sizes_.wide + narrow_++] = added;
        else
            wide[wide_++] = added;
        head_.fixed_room += member.what == kind::optional_fixed ? member.length : 8;
        run_end_ = 0;
        run_bools_ = 8;
    }

    constexpr void finish() {
        for (std::size_t i = 0; i < head_.op_count; ++i)
            if (auto& each = ops_[i]; each.what == kind::fixed)
                switch (each.length) {
                case 4:
                    each.what = kind::fixed_4;
                    break;
                case 8:
                    each.what = kind::fixed_8;
                    break;
                case 12:
                    each.what = kind::fixed_12;
                    break;
                case 16:
                    each.what = kind::fixed_16;
                    break;
                default:
                    break;
                }
        for (std::size_t word = 0; word < 2; ++word)
            if ((head_.bool_bits[word] & head_.member_bits[word]) != 0)
                head_.shares_bits = true;
        if (head_.fixed_room > most_fixed_room)
            throw "this struct is too large for the tables";
        if (head_.op_count == 1 && !head_.conditional && ops_[0].what >= kind::fixed_4 &&
            ops_[0].what <= kind::fixed)
            head_.fixed = ops_[0].length;
    }

    descriptor& head_;
    op* ops_;
    entry* entries_;
    const counts& sizes_;
    unsigned offset_ = 0;
    /// Where the present run of fixed-size members ends; 0 when the last member isn't in one.
    unsigned run_end_ = 0;
    std::uint8_t run_bools_ = 8;
    std::uint8_t member_ = 0, words_ = 0, bools_ = 0, runs_ = 0, wide_ = 0, narrow_ = 0;
};

/// Fields and counts of a struct whose members are `Members`.
template <class T, class Members>
struct layout;
template <class T, class... F>
struct layout<T, members<F...>> {
    static constexpr field fields[] = {field_of<F>::value...};
    static constexpr auto sizes = count(fields, sizeof...(F), bits_of<T>());
    using type = table<sizes.ops, sizes.entries()>;

    static constexpr type make(
        const descriptor* self,
        const op* ops,
        const entry* entries,
        std::initializer_list<const void*> links
    ) {
        type made{};
        builder filled(made.head, made.ops, made.entries, sizes);
        filled.build(fields, sizeof...(F), bits_of<T>(), links.begin());
        const auto aligned = (filled.end() + alignof(T) - 1u) & ~(alignof(T) - 1u);
        if (aligned != sizeof(T))
            throw "the members don't fill the struct";
        made.head.ops = ops;
        made.head.entries = entries;
        made.head.self.type = self;
        made.head.line = T::tl_line;
        made.head.id = T::tl_id;
        made.head.size = size_16<T>();
        made.head.node_size =
            static_cast<std::uint16_t>(payload_offset + ((sizeof(T) + 15u) & ~std::size_t{15}));
        return made;
    }
};

/// A struct without members.
template <class T>
struct layout<T, members<>> {
    using type = table<0, 0>;

    static constexpr type
    make(const descriptor* self, const op*, const entry*, std::initializer_list<const void*>) {
        type made{};
        made.head.self.type = self;
        made.head.line = T::tl_line;
        made.head.id = T::tl_id;
        made.head.size = 1;
        made.head.node_size = 16;
        made.head.fixed_room = 4;
        made.head.empty = true;
        return made;
    }
};

/// The table of a struct; instantiated only for what a program reaches.
template <class T>
struct table_of {
    using shape = layout<T, members_of<T>>;
    static typename shape::type value;
};
template <class T, class... F>
constexpr auto make_table(table_of<T>*, members<F...>*) {
    using made = table_of<T>;
    return made::shape::make(
        &made::value.head,
        made::value.ops,
        made::value.entries,
        {static_cast<const void*>(&field_of<F>::link::value)...}
    );
}
template <class T>
typename table_of<T>::shape::type table_of<T>::value =
    make_table(static_cast<table_of<T>*>(nullptr), static_cast<members_of<T>*>(nullptr));

template <class T>
const descriptor* descriptor_of() noexcept {
    return &table_of<T>::value.head;
}

/// The constructors of a boxed type, hashed.
template <std::size_t Slots>
struct box_slots {
    box_table head{};
    box_entry slots[Slots]{};
};
template <class... Constructors>
struct constructor_list {
    static constexpr std::size_t slots = std::bit_ceil(sizeof...(Constructors) * 2);
    static constexpr box_slots<slots> make(const box_entry* place) {
        box_slots<slots> made{};
        made.head = {place, slots - 1};
        for (const auto& each :
             {box_entry{Constructors::tl_id, &table_of<Constructors>::value.head}...}) {
            auto at = box_table::slot_of(each.id, slots - 1);
            while (made.slots[at].type != nullptr)
                at = (at + 1) & (slots - 1);
            made.slots[at] = each;
        }
        return made;
    }
};
template <class T>
struct box_table_of {
    using list = typename T::template tl_constructors<constructor_list>;
    static box_slots<list::slots> value;
};
template <class T>
box_slots<box_table_of<T>::list::slots> box_table_of<T>::value =
    box_table_of<T>::list::make(box_table_of<T>::value.slots);

/// How the type `T` stands in memory and on the wire, wherever it stands.
template <class T>
struct entry_table {
    static type_entry value;
};
template <class T>
type_entry entry_table<T>::value = {
    {field_of<T>::value.what,
     field_of<T>::value.extra,
     0,
     field_of<T>::value.length,
     none,
     0,
     static_cast<const void*>(&field_of<T>::link::value)},
    field_of<T>::value.size,
    field_of<T>::value.least_wire};

template <class T>
const type_entry* entry_of() noexcept {
    return &entry_table<T>::value;
}

} // namespace awaitgram::tl::detail
