// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/keyboard/fixed_text.hpp>

#include <boost/pfr/detail/core17_generated.hpp>
#include <boost/pfr/detail/fields_count.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram::detail {

// How the types of callback data are told apart, described and bounded, all at compile time.

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr std::size_t fixed_capacity = 0;
template <std::size_t Capacity>
inline constexpr std::size_t fixed_capacity<fixed_text<Capacity>> = Capacity;

template <class T>
struct data_array {
    static constexpr bool exists = false;
};
template <class T, std::size_t Size>
struct data_array<std::array<T, Size>> {
    static constexpr bool exists = true;
    static constexpr std::size_t size = Size;
    using item = T;
};

/// Whether every value of the underlying type is a value of the enum; else reading one could be undefined.
template <class T>
concept enum_of_fixed_type = std::is_enum_v<T> && requires { T{0}; };

template <class T>
concept data_integer = std::integral<T> && sizeof(T) <= 8;

/// A struct whose members are packed one by one.
template <class T>
concept data_struct = std::is_aggregate_v<T> && std::is_class_v<T> && !data_array<T>::exists;

/// The types of the members of a struct.
template <class... F>
struct data_fields {};

template <class... F>
data_fields<F...> fields_in(const ::boost::pfr::detail::sequence_tuple::tuple<F&...>&);

template <class T>
[[nodiscard]] constexpr std::size_t count_fields() noexcept {
    if constexpr (std::is_empty_v<T>)
        return 0;
    else
        return ::boost::pfr::detail::fields_count<T>();
}

template <class T>
[[nodiscard]] constexpr auto tie_fields(T& value) noexcept {
    constexpr auto count = count_fields<std::remove_const_t<T>>();
    return ::boost::pfr::detail::tie_as_tuple(value, ::boost::pfr::detail::size_t_<count>{});
}

template <class T>
using fields_of = decltype(fields_in(tie_fields(std::declval<T&>())));

inline constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

/// FNV-1a.
class data_hash {
public:
    constexpr data_hash& add(char letter) noexcept {
        value_ = (value_ ^ static_cast<std::uint8_t>(letter)) * 0x100000001B3U;
        return *this;
    }
    constexpr data_hash& add(std::string_view text) noexcept {
        for (const auto letter : text)
            add(letter);
        return *this;
    }
    constexpr data_hash& number(std::int64_t value) noexcept {
        for (auto shift = 0; shift != 64; shift += 8)
            add(static_cast<char>(static_cast<std::uint64_t>(value) >> shift));
        return *this;
    }
    /// Two bytes that depend on all that was added.
    [[nodiscard]] constexpr std::uint32_t folded() const noexcept {
        // The last characters have not reached all bits yet.
        const auto mixed = (value_ ^ value_ >> 33) * 0xFF51AFD7ED558CCDU;
        return static_cast<std::uint32_t>(mixed >> 48);
    }

private:
    std::uint64_t value_ = 0xCBF29CE484222325U;
};

/// What is known of a type: whether it can be packed, the sizes of its values, and a hash of its layout.
struct data_type {
    bool packable = false;
    std::size_t least = 0;
    std::size_t most = 0;

    /// Adds a member behind the others.
    constexpr void append(const data_type& member) noexcept {
        packable = packable && member.packable;
        least += member.least;
        most = most == unbounded || member.most == unbounded ? unbounded : most + member.most;
    }
};

[[nodiscard]] constexpr data_type type_of_integer(std::size_t size) noexcept {
    // Seven bits a byte; the ninth byte of 64 bits has eight.
    return {true, 1, size == 1 ? 1U : size == 2 ? 3U : size == 4 ? 5U : 9U};
}

template <class T>
[[nodiscard]] constexpr data_type describe(data_hash& hash);

template <class... F>
[[nodiscard]] constexpr data_type describe_fields(data_fields<F...>, data_hash& hash) {
    data_type all{true, 0, 0};
    (all.append(describe<F>(hash)), ...);
    return all;
}

template <class T>
[[nodiscard]] constexpr data_type describe(data_hash& hash) {
    if constexpr (std::is_const_v<T> || std::is_reference_v<T>) {
        return {};
    } else if constexpr (std::same_as<T, bool>) {
        hash.add('b');
        return {true, 1, 1};
    } else if constexpr (data_integer<T>) {
        hash.add(std::is_signed_v<T> ? 'i' : 'u').add(static_cast<char>('0' + sizeof(T)));
        return type_of_integer(sizeof(T));
    } else if constexpr (enum_of_fixed_type<T>) {
        hash.add('e');
        return describe<std::underlying_type_t<T>>(hash);
    } else if constexpr (std::same_as<T, std::string>) {
        hash.add('s');
        return {true, 1, unbounded};
    } else if constexpr (fixed_capacity<T> != 0) {
        hash.add('t').number(static_cast<std::int64_t>(fixed_capacity<T>));
        return {true, 1, 1 + fixed_capacity<T>};
    } else if constexpr (is_optional<T>) {
        hash.add('o');
        auto type = describe<typename T::value_type>(hash);
        type.least = 1;
        type.most = type.most == unbounded ? unbounded : type.most + 1;
        return type;
    } else if constexpr (data_array<T>::exists) {
        constexpr auto size = data_array<T>::size;
        hash.add('a').number(static_cast<std::int64_t>(size));
        auto type = describe<typename data_array<T>::item>(hash);
        type.least *= size;
        type.most = type.most == unbounded ? unbounded : type.most * size;
        return type;
    } else if constexpr (data_struct<T>) {
        hash.add('(');
        const auto type = describe_fields(fields_of<T>{}, hash);
        hash.add(')');
        return type;
    } else {
        return {};
    }
}

} // namespace awaitgram::detail
