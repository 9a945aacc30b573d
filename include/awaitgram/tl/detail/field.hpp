// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/bare.hpp>
#include <awaitgram/tl/box.hpp>
#include <awaitgram/tl/opt.hpp>

#include <cstddef>
#include <cstdint>

namespace awaitgram::tl::detail {

/// The properties of a member that follow from its C++ type; with its offset it becomes an `op`.
struct field {
    kind what;
    std::uint8_t extra;
    std::uint16_t size;
    std::uint16_t alignment;
    std::uint16_t length;
    std::uint16_t least_wire;
};

/// The descriptor of a struct, the table of a boxed type and the entry of any type; in table.hpp.
template <class T>
struct described {
    static descriptor value;
};
template <class T>
struct described_box {
    static box_table value;
};
template <class T>
struct described_type {
    static type_entry value;
};

template <class T>
constexpr std::uint16_t size_16() {
    static_assert(sizeof(T) < 0x8000, "this struct is too large for the tables");
    return sizeof(T);
}

/// The target of a link without contents.
struct no_link {
    static constexpr char value = 0;
};

/// The `field` of a member's type, and the class whose static `value` is the target of its link.
template <class F>
struct field_of {
    static constexpr field value{kind::structure, 0, size_16<F>(), alignof(F), 0, 4};
    using link = described<F>;
};
template <boxed F>
struct field_of<F> {
    static constexpr field value{kind::box, 0, sizeof(box_base), alignof(box_base), 0, 4};
    using link = described_box<F>;
};
template <class T>
struct field_of<bare<T>> {
    static constexpr field value{kind::bare_structure, 0, size_16<T>(), alignof(T), 0, 0};
    using link = described<T>;
};

/// Runs of members that are the same on the wire and in memory.
constexpr kind fixed_kind(std::size_t size) {
    switch (size) {
    case 4:
        return kind::fixed_4;
    case 8:
        return kind::fixed_8;
    case 12:
        return kind::fixed_12;
    case 16:
        return kind::fixed_16;
    default:
        return kind::fixed;
    }
}
constexpr bool is_fixed(kind what) {
    return what >= kind::fixed_4 && what <= kind::fixed;
}

template <class F, kind What = fixed_kind(sizeof(F)), std::uint16_t Wire = sizeof(F)>
struct simple_field {
    static constexpr field value{What, 0, sizeof(F), alignof(F), sizeof(F), Wire};
    using link = no_link;
};
template <>
struct field_of<std::int32_t> : simple_field<std::int32_t> {};
template <>
struct field_of<std::uint32_t> : simple_field<std::uint32_t> {};
template <>
struct field_of<std::int64_t> : simple_field<std::int64_t> {};
template <>
struct field_of<double> : simple_field<double> {};
template <>
struct field_of<int128> : simple_field<int128> {};
template <>
struct field_of<int256> : simple_field<int256> {};
template <>
struct field_of<int512> : simple_field<int512> {};
template <>
struct field_of<bool> : simple_field<bool, kind::boolean, 4> {};
template <>
struct field_of<string> : simple_field<string, kind::text, 4> {};
template <>
struct field_of<bytes> : simple_field<bytes, kind::text, 4> {};
template <>
struct field_of<any> : simple_field<any, kind::rest, 4> {};
template <>
struct field_of<encoded_query> : simple_field<encoded_query, kind::rest, 4> {};

/// `field::least_wire` of conditional members.
inline constexpr std::uint16_t conditional_wire = 0xffff;

constexpr kind optional_kind(kind what) {
    switch (what) {
    case kind::fixed_4:
        return kind::optional_4;
    case kind::fixed_8:
        return kind::optional_8;
    case kind::fixed_16:
    case kind::fixed:
        return kind::optional_fixed;
    case kind::boolean:
        return kind::optional_boolean;
    case kind::structure:
        return kind::optional_structure;
    case kind::bare_structure:
        return kind::optional_bare_structure;
    default:
        return what;
    }
}
constexpr field optional_field(field inner, std::uint16_t size, std::uint16_t alignment) {
    inner.what = optional_kind(inner.what);
    inner.size = size;
    inner.alignment = alignment;
    inner.least_wire = conditional_wire;
    if (inner.what == kind::optional_boolean)
        inner.length = 4;
    return inner;
}
template <class T>
struct field_of<opt<T>> {
    static constexpr auto value =
        optional_field(field_of<T>::value, sizeof(opt<T>), alignof(opt<T>));
    using link = typename field_of<T>::link;
};

constexpr kind vector_kind(kind item) {
    switch (item) {
    case kind::fixed_4:
    case kind::fixed_8:
    case kind::fixed_16:
    case kind::fixed:
        return kind::vector_of_fixed;
    case kind::boolean:
        return kind::vector_of_booleans;
    case kind::text:
        return kind::vector_of_texts;
    case kind::box:
        return kind::vector_of_boxes;
    case kind::structure:
        return kind::vector_of_structures;
    case kind::bare_structure:
        return kind::vector_of_bare_structures;
    default:
        throw "a vector cannot hold this type";
    }
}
constexpr field vector_field(kind what, std::uint16_t item, bool is_bare = false) {
    return {
        what,
        is_bare,
        sizeof(storage),
        alignof(storage),
        item,
        static_cast<std::uint16_t>(is_bare ? 4 : 8)};
}
template <class T>
struct field_of<vector<T>> {
    static constexpr auto value = vector_field(vector_kind(field_of<T>::value.what), size_16<T>());
    using link = typename field_of<T>::link;
};
template <class T>
struct field_of<vector<vector<T>>> {
    static constexpr auto value = vector_field(kind::vector_of_vectors, sizeof(storage));
    using link = described_type<vector<T>>;
};
template <class T>
struct field_of<vector<bare_vector<T>>> {
    static constexpr auto value = vector_field(kind::vector_of_vectors, sizeof(storage));
    using link = described_type<bare_vector<T>>;
};
template <class T>
struct field_of<bare_vector<T>> {
    static constexpr auto value =
        vector_field(field_of<vector<T>>::value.what, field_of<vector<T>>::value.length, true);
    using link = typename field_of<vector<T>>::link;
};

} // namespace awaitgram::tl::detail
