// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/keyboard/detail/data_codec.hpp>
#include <awaitgram/keyboard/detail/data_layout.hpp>
#include <awaitgram/keyboard/detail/type_name.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace awaitgram {

/// Why callback data is not a value of a struct.
enum class data_mismatch {
    /// It is of another struct, or was not packed by callback_data.
    not_mine,
    /// It is of this struct with other members or another version: the button is older, or newer, than the program.
    outdated,
    /// It begins as this struct does and is damaged, or made by somebody else than the program.
    malformed,
};

/// Whether callback data was packed by callback_data, whatever the struct: if no handler knows it, its button is outdated.
[[nodiscard]] bool is_packed_data(byte_view data) noexcept;

/// The bytes of a button, at most 64.
class packed_data {
public:
    explicit packed_data(const detail::data_writer& written) noexcept : written_(written) {}

    /// The bytes; they live as long as this.
    [[nodiscard]] byte_view view() const noexcept { return written_.written(); }
    operator byte_view() const noexcept { return view(); }

private:
    detail::data_writer written_;
};

namespace detail {

[[noreturn]] void refuse_long_data(std::string_view type, std::size_t size);

/// Whether a static member was declared, as opposed to a member of each value with the same name.
template <class Pointer>
concept to_static_number =
    std::is_pointer_v<Pointer> && std::is_integral_v<std::remove_pointer_t<Pointer>>;
template <class Pointer>
concept to_static_text = std::is_pointer_v<Pointer> &&
                         std::convertible_to<std::remove_pointer_t<Pointer>, std::string_view>;

/// The `version` of a struct; 0 without one.
template <class T>
[[nodiscard]] constexpr std::int64_t version_of() noexcept {
    if constexpr (requires { requires to_static_number<decltype(&T::version)>; })
        return T::version;
    else
        return 0;
}

/// The `callback_name` of a struct, or the name of its type.
template <class T>
[[nodiscard]] constexpr std::string_view data_name() noexcept {
    if constexpr (requires { requires to_static_text<decltype(&T::callback_name)>; })
        return T::callback_name;
    else
        return type_name<T>;
}

template <class T>
void write_data(data_writer& to, const T& value) noexcept {
    if constexpr (std::same_as<T, bool>) {
        to.byte(value ? 1 : 0);
    } else if constexpr (std::is_enum_v<T>) {
        write_data(to, static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (data_integer<T>) {
        if constexpr (sizeof(T) == 1) {
            to.byte(static_cast<std::uint8_t>(value));
        } else if constexpr (std::is_signed_v<T>) {
            // The sign is the lowest bit, so that small negative numbers are short.
            const auto wide = static_cast<std::int64_t>(value);
            to.number(
                static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63)
            );
        } else {
            to.number(value);
        }
    } else if constexpr (std::same_as<T, std::string> || fixed_capacity<T> != 0) {
        to.text(value);
    } else if constexpr (is_optional<T>) {
        to.byte(value ? 1 : 0);
        if (value)
            write_data(to, *value);
    } else if constexpr (data_array<T>::exists) {
        for (const auto& each : value)
            write_data(to, each);
    } else {
        write_each(to, tie_fields(value), std::make_index_sequence<count_fields<T>()>{});
    }
}

template <class Tuple, std::size_t... I>
void write_each(data_writer& to, const Tuple& fields, std::index_sequence<I...>) noexcept {
    (write_data(to, ::boost::pfr::detail::sequence_tuple::get<I>(fields)), ...);
}

template <class T>
[[nodiscard]] T read_integer(data_reader& from) noexcept {
    if constexpr (sizeof(T) == 1) {
        return static_cast<T>(from.byte());
    } else {
        const auto number = from.number();
        if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(number >> 1 ^ (0 - (number & 1)));
            if (wide < std::numeric_limits<T>::min() || wide > std::numeric_limits<T>::max()) {
                from.fail();
                return 0;
            }
            return static_cast<T>(wide);
        } else {
            if (number > std::numeric_limits<T>::max()) {
                from.fail();
                return 0;
            }
            return static_cast<T>(number);
        }
    }
}

[[nodiscard]] inline bool read_bool(data_reader& from) noexcept {
    const auto value = from.byte();
    if (value > 1)
        from.fail();
    return value == 1;
}

template <class T>
void read_data(data_reader& from, T& into) {
    if constexpr (std::same_as<T, bool>) {
        into = read_bool(from);
    } else if constexpr (std::is_enum_v<T>) {
        std::underlying_type_t<T> value{};
        read_data(from, value);
        into = static_cast<T>(value);
    } else if constexpr (data_integer<T>) {
        into = read_integer<T>(from);
    } else if constexpr (std::same_as<T, std::string>) {
        into = from.text(data_writer::capacity);
    } else if constexpr (fixed_capacity<T> != 0) {
        into = from.text(fixed_capacity<T>);
    } else if constexpr (is_optional<T>) {
        into.reset();
        if (read_bool(from))
            read_data(from, into.emplace());
    } else if constexpr (data_array<T>::exists) {
        for (auto& each : into)
            read_data(from, each);
    } else {
        read_each(from, tie_fields(into), std::make_index_sequence<count_fields<T>()>{});
    }
}

template <class Tuple, std::size_t... I>
void read_each(data_reader& from, const Tuple& fields, std::index_sequence<I...>) {
    (read_data(from, ::boost::pfr::detail::sequence_tuple::get<I>(fields)), ...);
}

} // namespace detail

/// A struct as the callback data of a button: `ag::button("yes", vote{1})`.
///
/// `T` is an aggregate without bases, of integers, bool, enums with an underlying type, std::optional, std::string, fixed_text,
/// std::array (no C arrays) and such structs. The data begins with a tag of the struct, so that data of other structs, and of this one with other members, is
/// recognised. A constant `version` in the struct changes the tag where the members alone do not: `static constexpr int version = 2;`.
/// The tag depends on the name of the type with its namespaces; `static constexpr std::string_view callback_name = "vote";` fixes
/// it, for structs that are renamed, and for templates, whose names differ between compilers. Names of members do not count.
///
/// Users can send other data than that of the buttons, so a handler must check what the values allow; enums may have any value of
/// their underlying type.
/// Shape: 5 bytes, then the members: integers in 1 to 9 bytes by their value, texts behind their length, bool and optional in 1.
template <class T>
class callback_data {
    static constexpr bool is_struct = detail::data_struct<T>;
    static_assert(
        is_struct,
        "callback data is a struct of your own, such as `struct vote { int option; };`, or a text, "
        "or bytes"
    );

    [[nodiscard]] static constexpr detail::data_type describe(detail::data_hash& hash) {
        if constexpr (is_struct)
            return detail::describe<T>(hash);
        else
            return {true, 0, 0};
    }
    static constexpr detail::data_type type = [] {
        detail::data_hash hash;
        return describe(hash);
    }();

    static_assert(
        type.packable,
        "a member of this callback data is of a type that cannot be packed: use integers, bool, "
        "enums with an underlying type, "
        "std::optional, std::string, ag::fixed_text, std::array, and structs of these"
    );
    static constexpr std::size_t room = detail::data_writer::capacity - detail::data_header;
    static_assert(
        type.least <= room && (type.most <= room || type.most == detail::unbounded),
        "this struct can take more than the 59 bytes that callback data has for members: use "
        "smaller integers and ag::fixed_text"
    );

public:
    /// The most bytes that a value takes; the greatest number if a std::string leaves that open.
    static constexpr std::size_t most_bytes =
        type.most == detail::unbounded ? detail::unbounded : detail::data_header + type.most;

    /// What the data begins with: two bytes of the struct's name, and two bytes of its name, members and version.
    static constexpr std::uint32_t tag = [] {
        detail::data_hash hash;
        hash.add(detail::data_name<T>());
        const auto name = hash.folded();
        static_cast<void>(describe(hash));
        hash.number(detail::version_of<T>());
        return name | hash.folded() << 16;
    }();

    /// The bytes of a value.
    ///
    /// Errors: std::system_error with keyboard_errc::data_size if they are more than 64.
    [[nodiscard]] static packed_data pack(const T& value) {
        const auto written = write(value);
        if (written.size() > detail::data_writer::capacity)
            detail::refuse_long_data(detail::data_name<T>(), written.size());
        return packed_data{written};
    }

    /// The value in some bytes, which may be any. It has the same bytes when it is packed again.
    [[nodiscard]] static result<T, data_mismatch> unpack(byte_view data) {
        switch (detail::origin_of(data, tag)) {
        case detail::data_origin::other:
            return failure{data_mismatch::not_mine};
        case detail::data_origin::other_version:
            return failure{data_mismatch::outdated};
        case detail::data_origin::same:
            break;
        }
        T value{};
        if (data.size() <= detail::data_writer::capacity) {
            detail::data_reader from{data.subspan(detail::data_header)};
            if constexpr (is_struct && type.packable)
                detail::read_data(from, value);
            if (from.complete())
                return value;
        }
        return failure{data_mismatch::malformed};
    }

    /// The bytes of a value, counted but not checked; for `button`, which names itself in the error.
    [[nodiscard]] static detail::data_writer write(const T& value) noexcept {
        detail::data_writer to;
        to.header(tag);
        if constexpr (is_struct && type.packable)
            detail::write_data(to, value);
        return to;
    }
};

} // namespace awaitgram
