// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace awaitgram::tl::detail {

/// What one step of the interpreter reads, writes, copies or destroys.
///
/// The kinds from `text` to `vector_of_vectors` own memory; those from `optional_4` on are told by a presence word of their own,
/// the other conditional ones by a null pointer.
enum class kind : std::uint8_t {
    /// A word whose bits say which conditional members follow; it has no memory of its own.
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
    /// Raw bytes up to the end of the frame.
    rest,
    /// A pointer to a node: a type with several constructors.
    box,
    /// A struct in place, after its id.
    structure,
    /// A struct in place, without an id.
    bare_structure,
    /// A pointer to a node of a struct, null when absent.
    optional_structure,
    optional_bare_structure,
    /// Items whose bytes are the same on the wire and in memory, `length` bytes each.
    vector_of_fixed,
    vector_of_booleans,
    vector_of_texts,
    vector_of_boxes,
    vector_of_structures,
    vector_of_bare_structures,
    /// `sub` is the `op` of the inner vector.
    vector_of_vectors,
};

/// No further op shares this op's flag bit; no op or member belongs to an entry.
inline constexpr std::uint8_t none = 0xff;

struct descriptor;
struct box_table;

/// One step of the program that walks a struct.
struct op {
    kind what;
    /// `flags`: number of the word. Vectors: 1 when no vector id is on the wire.
    std::uint8_t extra;
    /// Where the member is in the struct.
    std::uint16_t offset;
    /// `fixed`: bytes. Conditional numbers: distance of the presence word. Vectors: bytes of an item in memory.
    std::uint16_t length;
    /// The next op under the same flag bit, or `none`.
    std::uint8_t next;
    /// Number of the (first) member.
    std::uint8_t member;
    /// `descriptor`, `box_table` or `op` of what is inside.
    const void* sub;

    const descriptor& structure() const noexcept { return *static_cast<const descriptor*>(sub); }
    const box_table& constructors() const noexcept { return *static_cast<const box_table*>(sub); }
    const op& inner() const noexcept { return *static_cast<const op*>(sub); }
};

/// A small fact about a flag bit, a bool or a conditional member; which one depends on the list it stands in.
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

/// The fixed-size parts of a struct may take this many bytes on the wire.
inline constexpr std::size_t most_fixed_room = 4096;

/// The ids that vectors and `Bool` have on the wire.
inline constexpr std::uint32_t vector_id = 0x1cb5c415;
inline constexpr std::uint32_t true_id = 0x997275b5;
inline constexpr std::uint32_t false_id = 0xbc799737;

/// Everything the interpreter knows about one struct.
struct descriptor {
    /// What boxes of a constructor without members point at.
    node self;
    /// Ops that are always present; ops that own memory.
    std::uint64_t required, owning;
    const op* ops;
    /// The lists, one after the other: per flag bit {offset of its bool, op of its first member}, bools, runs of adjacent bools,
    /// presence words of 8 and of 4 bytes.
    const entry* entries;
    /// The schema's line.
    const char* line;
    std::uint32_t id;
    /// Fewest bytes the members can take on the wire.
    std::uint32_t least_wire;
    /// Per flags word: bits of bools, bits of conditional members.
    std::uint32_t bool_bits[2], member_bits[2];
    std::uint16_t size;
    /// Bytes of an arena node, a multiple of 16 after the header.
    std::uint16_t node_size;
    /// The struct is one run of this many bytes, the same on the wire and in memory; else 0.
    std::uint16_t fixed;
    /// Bytes that all fixed-size parts together can take on the wire, the id included.
    std::uint16_t fixed_room;
    std::uint8_t op_count, bit_count, bool_count, run_count, wide_count, narrow_count;
    /// There are conditional members or bools, so memory must be zeroed first.
    bool conditional;
    /// Some flag bit belongs to several members.
    bool shares_bits;
    bool empty;

    const entry* bits() const noexcept { return entries; }
    const entry* bools() const noexcept { return entries + bit_count; }
    const entry* runs() const noexcept { return bools() + bool_count; }
    const entry* wide() const noexcept { return runs() + run_count; }
    const entry* narrow() const noexcept { return wide() + wide_count; }
};

/// One slot of a `box_table`.
struct box_entry {
    std::uint32_t id;
    const descriptor* type;
};

/// The constructors of a type: an open-addressed hash table of `mask + 1` slots.
struct box_table {
    const box_entry* slots;
    std::uint32_t mask;

    /// The constructor with this id, or null.
    [[gnu::always_inline]] const descriptor* find(std::uint32_t id) const noexcept {
        for (auto at = slot_of(id, mask);; at = (at + 1) & mask) {
            const auto& slot = slots[at];
            if (slot.id == id || slot.type == nullptr)
                return slot.type;
        }
    }

    static constexpr std::uint32_t slot_of(std::uint32_t id, std::uint32_t mask) noexcept {
        return (id ^ id >> 16) & mask;
    }
};

/// How a type stands in memory and on the wire wherever it may stand.
struct type_entry {
    op shape;
    std::uint32_t size;
    std::uint32_t least_wire;
};

/// The descriptor of a struct and the entry of any type; defined in table.hpp.
template <class T>
const descriptor* descriptor_of() noexcept;
template <class T>
const type_entry* entry_of() noexcept;

/// What empty strings, vectors and bytes point at, so that a null pointer means "absent".
alignas(16) inline constexpr char nothing[16] = {};

/// Makes a text, vector or box absent instead of empty.
struct absent_t {
    explicit constexpr absent_t() = default;
};

class storage;

// What only descriptors know how to do; defined in lifetime.hpp.
inline void destroy_node(node* target) noexcept;
inline node* copy_node(const node* source);
inline void destroy_vector(storage& target) noexcept;
inline storage copy_vector(const op& shape, const storage& source);
inline void grow_vector(const op& shape, storage& target, std::size_t capacity);

} // namespace awaitgram::tl::detail
