// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/bare.hpp>
#include <awaitgram/tl/box.hpp>
#include <awaitgram/tl/opt.hpp>

#include <cstddef>
#include <cstdint>

namespace awaitgram::tl::detail {

/// What a member's C++ type says about it; with its place in the struct it becomes an `op`.
struct field {
    kind what;
    std::uint8_t extra;
    std::uint16_t size;
    std::uint16_t alignment;
    std::uint16_t length;
    std::uint16_t least_wire;
    bool conditional;
};

template <class T>
struct table_of;
template <class T>
struct box_table_of;
template <class T>
struct entry_table;

/// The link of a member with nothing inside.
struct no_link {
    static constexpr char value = 0;
};

template <class T>
constexpr std::uint16_t size_16() {
    static_assert(sizeof(T) < 0x8000, "this struct is too large for the tables");
    return sizeof(T);
}

/// The `field` of a member type, and the class whose static `value` its `op::sub` points at.
template <class F>
struct field_of {
    static constexpr field value{kind::structure, 0, size_16<F>(), alignof(F), 0, 4, false};
    using link = table_of<F>;
};
template <boxed F>
struct field_of<F> {
    static constexpr field value{kind::box, 0, sizeof(box_base), alignof(box_base), 0, 4, false};
    using link = box_table_of<F>;
};

template <class F, kind What, std::uint16_t Wire>
struct simple_field {
    static constexpr field value{What, 0, sizeof(F), alignof(F), sizeof(F), Wire, false};
    using link = no_link;
};
template <>
struct field_of<std::int32_t> : simple_field<std::int32_t, kind::fixed, 4> {};
template <>
struct field_of<std::uint32_t> : simple_field<std::uint32_t, kind::fixed, 4> {};
template <>
struct field_of<std::int64_t> : simple_field<std::int64_t, kind::fixed, 8> {};
template <>
struct field_of<double> : simple_field<double, kind::fixed, 8> {};
template <>
struct field_of<int128> : simple_field<int128, kind::fixed, 16> {};
template <>
struct field_of<int256> : simple_field<int256, kind::fixed, 32> {};
template <>
struct field_of<bool> : simple_field<bool, kind::boolean, 4> {};
template <>
struct field_of<string> : simple_field<string, kind::text, 4> {};
template <>
struct field_of<bytes> : simple_field<bytes, kind::text, 4> {};
template <>
struct field_of<any> : simple_field<any, kind::rest, 0> {};
template <>
struct field_of<encoded_query> : simple_field<encoded_query, kind::rest, 0> {};

template <class T>
struct field_of<bare<T>> {
    static constexpr field value{
        kind::bare_structure, 0, size_16<bare<T>>(), alignof(bare<T>), 0, 0, false};
    using link = table_of<T>;
};

constexpr kind optional_kind(kind what, std::size_t size) {
    switch (what) {
    case kind::fixed:
        return size == 4 ? kind::optional_4 : size == 8 ? kind::optional_8 : kind::optional_fixed;
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
constexpr field optional_field(const field& inner, std::uint16_t size, std::uint16_t alignment) {
    const auto what = optional_kind(inner.what, inner.size);
    auto length = inner.length;
    if (what == kind::optional_boolean)
        length = 4;
    return {what, inner.extra, size, alignment, length, 0, true};
}
template <class T>
struct field_of<opt<T>> {
    static constexpr auto value = optional_field(
        // A struct may contain itself this way, so its size must not be asked for.
        [] {
            if constexpr (requires { T::tl_id; })
                return field{kind::structure, 0, 0, 0, 0, 4, false};
            else
                return field_of<T>::value;
        }(),
        sizeof(opt<T>),
        alignof(opt<T>)
    );
    using link = typename field_of<T>::link;
};

constexpr kind vector_kind(kind item) {
    switch (item) {
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
    case kind::vector_of_fixed:
    case kind::vector_of_booleans:
    case kind::vector_of_texts:
    case kind::vector_of_boxes:
    case kind::vector_of_structures:
    case kind::vector_of_bare_structures:
    case kind::vector_of_vectors:
        return kind::vector_of_vectors;
    default:
        throw "a vector can't hold this";
    }
}
template <class T>
struct field_of<vector<T>> {
    static constexpr field value{
        vector_kind(field_of<T>::value.what),
        0,
        sizeof(storage),
        alignof(storage),
        sizeof(T),
        8,
        false};
    using link = typename field_of<T>::link;
};
template <class T>
struct field_of<vector<vector<T>>> {
    static constexpr field value{
        kind::vector_of_vectors, 0, sizeof(storage), alignof(storage), sizeof(storage), 8, false};
    using link = entry_table<vector<T>>;
};
template <class T>
struct field_of<vector<bare_vector<T>>> {
    static constexpr field value{
        kind::vector_of_vectors, 0, sizeof(storage), alignof(storage), sizeof(storage), 8, false};
    using link = entry_table<bare_vector<T>>;
};
template <class T>
struct field_of<bare_vector<T>> {
    static constexpr field value{
        field_of<vector<T>>::value.what, 1, sizeof(storage), alignof(storage), sizeof(T), 4, false};
    using link = typename field_of<vector<T>>::link;
};

} // namespace awaitgram::tl::detail
