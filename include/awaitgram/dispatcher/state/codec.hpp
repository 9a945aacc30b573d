// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/dispatcher/state/detail/state_bytes.hpp>
#include <awaitgram/dispatcher/state/detail/state_layout.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace awaitgram {

/// What stored bytes are for the states of a type.
enum class state_match : std::uint8_t {
    /// A value of the type.
    value,
    /// Nothing, or a state of another type.
    none,
    /// A state of this type with other members or another version: another version of the program wrote it.
    other_version,
    /// A state of this type and version that is no value: damaged, or of another version all the same.
    damaged,
};

namespace detail {

template <class Tuple, std::size_t... I>
void write_state_fields(state_writer& to, const Tuple& fields, std::index_sequence<I...>);

template <class T>
void write_state(state_writer& to, const T& value) {
    if constexpr (std::same_as<T, bool>) {
        to.byte(value ? 1 : 0);
    } else if constexpr (data_integer<T>) {
        if constexpr (std::is_signed_v<T>)
            to.signed_number(value);
        else
            to.number(value);
    } else if constexpr (std::same_as<T, float>) {
        to.number(std::bit_cast<std::uint32_t>(value));
    } else if constexpr (std::same_as<T, double>) {
        to.fixed(std::bit_cast<std::uint64_t>(value));
    } else if constexpr (std::is_enum_v<T>) {
        write_state(to, static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::same_as<T, std::string>) {
        to.text(value);
    } else if constexpr (is_optional<T>) {
        to.byte(value ? 1 : 0);
        if (value)
            write_state(to, *value);
    } else if constexpr (is_state_vector<T>) {
        using item = typename T::value_type;
        to.list(value.size(), sizeof(item));
        for (const item& each : value)
            write_state(to, each);
    } else if constexpr (data_array<T>::exists) {
        for (const auto& each : value)
            write_state(to, each);
    } else if constexpr (is_state_duration<T>) {
        write_state(to, value.count());
    } else if constexpr (is_state_time<T>) {
        write_state(to, value.time_since_epoch());
    } else if constexpr (is_state_variant<T>) {
        to.number(value.index());
        std::visit([&to](const auto& one) { write_state(to, one); }, value);
    } else if constexpr (count_fields<T>() == 0) {
        to.byte(0); // so that each item of a list has a byte
    } else {
        write_state_fields(to, tie_fields(value), std::make_index_sequence<count_fields<T>()>{});
    }
}

template <class Tuple, std::size_t... I>
void write_state_fields(state_writer& to, const Tuple& fields, std::index_sequence<I...>) {
    (write_state(to, ::boost::pfr::detail::sequence_tuple::get<I>(fields)), ...);
}

template <class Tuple, std::size_t... I>
void read_state_fields(state_reader& from, const Tuple& fields, std::index_sequence<I...>);

template <class Variant, std::size_t... I>
void read_alternative(state_reader& from, Variant& into, std::index_sequence<I...>);

template <class T>
[[nodiscard]] T read_state_number(state_reader& from) noexcept {
    using limits = std::numeric_limits<T>;
    if constexpr (std::is_signed_v<T>) {
        const auto value = from.signed_number();
        if (value >= limits::min() && value <= limits::max())
            return static_cast<T>(value);
    } else {
        const auto value = from.number();
        if (value <= limits::max())
            return static_cast<T>(value);
    }
    from.fail();
    return 0;
}

template <class T>
void read_state(state_reader& from, T& into) {
    if constexpr (std::same_as<T, bool>) {
        into = from.flag();
    } else if constexpr (data_integer<T>) {
        into = read_state_number<T>(from);
    } else if constexpr (std::same_as<T, float>) {
        into = std::bit_cast<float>(read_state_number<std::uint32_t>(from));
    } else if constexpr (std::same_as<T, double>) {
        into = std::bit_cast<double>(from.fixed());
    } else if constexpr (std::is_enum_v<T>) {
        std::underlying_type_t<T> value{};
        read_state(from, value);
        into = static_cast<T>(value);
    } else if constexpr (std::same_as<T, std::string>) {
        into = from.text();
    } else if constexpr (is_optional<T>) {
        into.reset();
        if (from.flag())
            read_state(from, into.emplace());
    } else if constexpr (is_state_vector<T>) {
        using item = typename T::value_type;
        into.clear();
        for (auto left = from.list(sizeof(item)); left != 0 && !from.failed(); --left) {
            item each{};
            read_state(from, each);
            into.push_back(std::move(each));
        }
    } else if constexpr (data_array<T>::exists) {
        for (auto& each : into)
            read_state(from, each);
    } else if constexpr (is_state_duration<T>) {
        typename T::rep count{};
        read_state(from, count);
        into = T{count};
    } else if constexpr (is_state_time<T>) {
        typename T::duration since{};
        read_state(from, since);
        into = T{since};
    } else if constexpr (is_state_variant<T>) {
        read_alternative(from, into, std::make_index_sequence<std::variant_size_v<T>>{});
    } else if constexpr (count_fields<T>() == 0) {
        if (from.byte() != 0)
            from.fail();
    } else {
        read_state_fields(from, tie_fields(into), std::make_index_sequence<count_fields<T>()>{});
    }
}

template <class Tuple, std::size_t... I>
void read_state_fields(state_reader& from, const Tuple& fields, std::index_sequence<I...>) {
    (read_state(from, ::boost::pfr::detail::sequence_tuple::get<I>(fields)), ...);
}

template <class Variant, std::size_t... I>
void read_alternative(state_reader& from, Variant& into, std::index_sequence<I...>) {
    const auto index = from.number();
    const auto known =
        (... || (index == I && (read_state(from, into.template emplace<I>()), true)));
    if (!known)
        from.fail();
}

} // namespace detail

/// The states of a program in bytes that a session keeps.
///
/// `T` is an aggregate of integers, bool, floats, enums with an underlying type, std::string, std::optional, std::vector, std::array,
/// durations, times of the system clock, std::variant and such structs. The bytes begin with hashes of the type's name and of its
/// members, so that the state of another step, or of another version of the program, is recognised. A constant `version` in the
/// struct changes the latter where the members alone do not: `static constexpr int version = 2;`. The former is that of the name with
/// its namespaces; `static constexpr std::string_view state_name = "order";` fixes it, for structs that are renamed. Names of members
/// do not count.
template <class T>
class state_codec {
    static_assert(
        detail::data_struct<T>,
        "awaitgram: a state is a struct of your own, such as `struct asked_age { std::string name; "
        "};`, or a std::variant of such "
        "structs"
    );
    static constexpr bool kept = [] {
        if constexpr (detail::data_struct<T>)
            return detail::can_be_kept<T>();
        else
            return true;
    }();
    static_assert(
        kept,
        "awaitgram: a member of this state is of a type that cannot be kept: use integers, bool, "
        "float, double, enums with an "
        "underlying type, std::string, std::optional, std::vector, std::array, std::variant, "
        "std::chrono durations, times of the "
        "system clock, and structs of these"
    );
    static constexpr bool usable = detail::data_struct<T> && kept;

public:
    /// The name in messages about a state.
    static constexpr std::string_view name = detail::state_name<T>();

    static constexpr detail::state_tag tag = [] {
        if constexpr (usable)
            return detail::tag_of_state<T>();
        else
            return detail::state_tag{};
    }();

    /// The bytes of a value.
    ///
    /// Errors: std::system_error with `session_errc::invalid_state` if they are more than 1 MiB, or take 16 MiB of memory.
    [[nodiscard]] static byte_buffer encode(const T& value) {
        list();
        detail::state_writer to{tag};
        if constexpr (usable)
            detail::write_state(to, value);
        return std::move(to).take();
    }

    /// The value in some bytes, which may be any.
    [[nodiscard]] static state_match decode(byte_view bytes, std::optional<T>& into) {
        list();
        into.reset();
        switch (detail::origin_of(bytes, tag)) {
        case detail::state_origin::other:
            return state_match::none;
        case detail::state_origin::other_version:
            return state_match::other_version;
        case detail::state_origin::same:
            break;
        }
        detail::state_reader from{bytes};
        if constexpr (usable)
            detail::read_state(from, into.emplace());
        if (from.complete())
            return state_match::value;
        into.reset();
        return state_match::damaged;
    }

    /// That this can be called lists the type, before main begins, among those that the program uses.
    static void list() noexcept { static_cast<void>(&listed_); }

private:
    static bool reads(byte_view bytes) {
        std::optional<T> value;
        return decode(bytes, value) == state_match::value;
    }

    static inline const detail::known_state listed_{tag, name, &reads};
};

/// Several steps of a dialogue: the state of each is kept as that of its own struct.
template <class... T>
class state_codec<std::variant<T...>> {
public:
    static constexpr std::string_view name =
        state_codec<std::tuple_element_t<0, std::tuple<T...>>>::name;

    [[nodiscard]] static byte_buffer encode(const std::variant<T...>& value) {
        return std::visit(
            [](const auto& one) {
                return state_codec<std::remove_cvref_t<decltype(one)>>::encode(one);
            },
            value
        );
    }

    [[nodiscard]] static state_match
    decode(byte_view bytes, std::optional<std::variant<T...>>& into) {
        into.reset();
        auto match = state_match::none;
        static_cast<void>((... || ((match = decode_as<T>(bytes, into)) != state_match::none)));
        return match;
    }

    static void list() noexcept { (state_codec<T>::list(), ...); }

private:
    template <class One>
    static state_match decode_as(byte_view bytes, std::optional<std::variant<T...>>& into) {
        std::optional<One> one;
        const auto match = state_codec<One>::decode(bytes, one);
        if (one)
            into.emplace(std::move(*one));
        return match;
    }
};

} // namespace awaitgram
