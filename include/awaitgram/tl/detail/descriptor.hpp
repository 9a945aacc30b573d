// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace awaitgram::tl::detail {

/// The kind of member that one step of the interpreter reads, writes, copies or destroys.
///
/// The kinds from `text` to `vector_of_vectors` own memory; those from `optional_4` on have a presence word, and other
/// conditional ones are absent if their pointer is null.
enum class kind : std::uint8_t {
    /// A word whose bits say which conditional members follow; it is not stored in memory.
    flags,
    /// Members whose bytes are the same on the wire and in memory: 4, 8, 12, 16 or `length` bytes.
    fixed_4,
    fixed_8,
    fixed_12,
    fixed_16,
    fixed,
    /// `Bool`: an id of four bytes.
    boolean,
    /// A conditional number of 4, 8 or `length` bytes, followed by its presence word.
    optional_4,
    optional_8,
    optional_fixed,
    /// A conditional `Bool`, followed by its presence word.
    optional_boolean,
    /// A string or bytes.
    text,
    /// Raw bytes to the end of the frame.
    rest,
    /// A pointer to a node: a type with several constructors.
    box,
    /// An embedded struct, preceded by its id.
    structure,
    /// An embedded struct without an id.
    bare_structure,
    /// A pointer to a node of a struct, null if absent.
    optional_structure,
    optional_bare_structure,
    /// Items whose bytes are the same on the wire and in memory, `length` bytes each.
    vector_of_fixed,
    vector_of_booleans,
    vector_of_texts,
    vector_of_boxes,
    vector_of_structures,
    vector_of_bare_structures,
    /// The link is the `linked_op` of the inner vector.
    vector_of_vectors,
};

/// No op belongs to an entry.
inline constexpr std::uint8_t none = 0xff;

struct descriptor;
struct box_table;

/// One step of the program that walks a struct.
struct op {
    kind what;
    /// `flags`: number of the word. Vectors: 1 if there is no vector id on the wire.
    std::uint8_t extra;
    /// The offset of the member in the struct.
    std::uint16_t offset;
    /// `fixed`: bytes. Conditional numbers: distance of the presence word. Vectors: bytes of an item in memory.
    std::uint16_t length;
    /// Number of the (first) member, and index of the link to its contents.
    std::uint8_t member;
};

/// An op with its link.
struct linked_op {
    op step;
    /// `descriptor`, `box_table` or `linked_op` of the contents.
    const void* link;

    const descriptor& structure() const noexcept { return *static_cast<const descriptor*>(link); }
    const box_table& constructors() const noexcept { return *static_cast<const box_table*>(link); }
    const linked_op& inner() const noexcept { return *static_cast<const linked_op*>(link); }
};

/// A fact about a flag bit, a bool or a conditional member, depending on the list that it is in.
struct entry {
    std::uint16_t offset;
    std::uint8_t bit;
    std::uint8_t op;
};

/// A constructor on the heap or in an arena: its descriptor, then (at `payload_offset`) its members.
struct node {
    const descriptor* type;
};
inline constexpr std::size_t payload_offset = sizeof(node);

/// Bytes on the wire of the most common box, which has a single 64-bit number.
inline constexpr std::size_t usual_box = 12;

/// The limit of a struct's fixed-size parts, in bytes on the wire.
inline constexpr std::size_t most_fixed_room = 4096;

/// The ids of vectors and `Bool` on the wire.
inline constexpr std::uint32_t vector_id = 0x1cb5c415;
inline constexpr std::uint32_t true_id = 0x997275b5;
inline constexpr std::uint32_t false_id = 0xbc799737;

/// Totals over the ops of a struct.
struct summary {
    /// Ops that are always present; ops that own memory.
    std::uint64_t required = 0, owning = 0;
    /// Per flags word: bits of bools, bits of conditional members.
    std::uint32_t bool_bits[2]{}, member_bits[2]{};
    /// Per flags word: bits that belong to several members, one of which is not a bool.
    std::uint32_t shared_bits[2]{};
    /// The minimal size of the members on the wire.
    std::uint32_t least_wire = 0;
    /// Bytes in memory.
    std::uint16_t size = 0;
    /// Bytes of an arena node, a multiple of 16 after the header.
    std::uint16_t node_size = 0;
    /// The size of a struct that is the same on the wire and in memory; else 0.
    std::uint16_t fixed = 0;
    /// The maximal size of all fixed-size parts on the wire, including the id, with `usual_box` for each box and 8 for
    /// any other part.
    std::uint16_t fixed_room = 4;
    std::uint8_t ops = 0;
    /// There are flag bits, so the memory must be zeroed first.
    bool conditional = false;
    bool empty = false;
    /// The number of flags words before all other members.
    std::uint8_t leading_words = 0;
};

/// The number of entries of each kind of a struct, and an upper bound of its ops.
struct entry_counts {
    std::uint8_t ops = 0, bits = 0, bools = 0, runs = 0, wide = 0, narrow = 0;

    constexpr std::size_t entries() const {
        return std::size_t{bits} + bools + runs + wide + narrow;
    }
};

/// All facts about one struct that the interpreter needs.
struct descriptor {
    /// The target of boxes with a constructor without members.
    node self;
    std::uint32_t id;
    entry_counts counts;
    const op* ops;
    /// Links to the contents of each member.
    const void* const* links;
    /// Per flag bit: the ops that are present with it, as bits.
    const std::uint64_t* ops_of_bits;
    /// The lists in sequence: the offset of the bool of each flag bit, bools, runs of adjacent bools, presence words of
    /// 8 and of 4 bytes.
    const entry* entries;
    /// The schema's line.
    const char* line;
    summary sum;

    linked_op linked(const op& step) const noexcept { return {step, links[step.member]}; }

    const entry* bits() const noexcept { return entries; }
    const entry* bools() const noexcept { return entries + counts.bits; }
    const entry* runs() const noexcept { return bools() + counts.bools; }
    const entry* wide() const noexcept { return runs() + counts.runs; }
};

/// One slot of a `box_table`.
struct box_entry {
    std::uint32_t id;
    /// Copied from the summary, so that constructors that are one run of bytes need nothing else.
    std::uint16_t fixed;
    /// Copied from the summary; 0 if there are no members.
    std::uint16_t node_size;
    const descriptor* type;
};

/// The constructors of a type: an open-addressed hash table of `mask + 1` slots.
struct box_table {
    const box_entry* slots;
    std::uint32_t mask;

    /// The slot of the constructor with this id, or a slot without a type.
    [[gnu::always_inline]] const box_entry& find(std::uint32_t id) const noexcept {
        const auto* slot = slots + slot_of(id, mask);
        // A free slot has an id that belongs to another slot.
        return slot->id == id ? *slot : find_next(slot, id);
    }

    const box_entry& find_next(const box_entry* slot, std::uint32_t id) const noexcept {
        while (slot->type != nullptr) {
            slot = slot == slots + mask ? slots : slot + 1;
            if (slot->id == id)
                break;
        }
        return *slot;
    }

    static constexpr std::uint32_t slot_of(std::uint32_t id, std::uint32_t mask) noexcept {
        return id * 0x9e3779b1u >> 16 & mask;
    }
};

/// Describes a type in memory and on the wire, for any position.
struct type_entry {
    linked_op shape;
    std::uint32_t size;
    std::uint32_t least_wire;
};

/// The descriptor of a struct and the entry of any type; defined in table.hpp.
template <class T>
const descriptor* descriptor_of() noexcept;
template <class T>
const type_entry* entry_of() noexcept;

/// The target of empty strings, vectors and bytes, so that a null pointer means "absent".
alignas(16) inline constexpr char nothing[16] = {};

/// Makes a text, vector or box absent instead of empty.
struct absent_t {
    explicit constexpr absent_t() = default;
};

class storage;

// Operations that need descriptors; defined in lifetime.hpp and same.hpp.
inline void destroy_node(node* target) noexcept;
inline node* copy_node(const node* source);
inline void destroy_vector(storage& target) noexcept;
inline storage copy_vector(const linked_op& shape, const storage& source);
inline void grow_vector(const linked_op& shape, storage& target, std::size_t capacity);
inline bool same_nodes(const node* left, const node* right) noexcept;
inline bool
same_vectors(const linked_op& shape, const storage& left, const storage& right) noexcept;

} // namespace awaitgram::tl::detail
