// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/state/detail/state_bytes.hpp>
#include <awaitgram/keyboard/detail/data_layout.hpp>
#include <awaitgram/keyboard/detail/type_name.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace awaitgram::detail {

// How the types of states are told apart and described, at compile time.

template <class T>
inline constexpr bool is_state_vector = false;
template <class T>
inline constexpr bool is_state_vector<std::vector<T>> = true;

template <class T>
inline constexpr bool is_state_duration = false;
template <class Rep, class Period>
inline constexpr bool is_state_duration<std::chrono::duration<Rep, Period>> = true;

// A time of a steady clock means nothing after a restart.
template <class T>
inline constexpr bool is_state_time = false;
template <class Duration>
inline constexpr bool is_state_time<std::chrono::time_point<std::chrono::system_clock, Duration>> =
    true;

template <class T>
inline constexpr bool is_state_variant = false;
template <class... T>
inline constexpr bool is_state_variant<std::variant<T...>> = true;

template <class T>
concept state_real = std::same_as<T, float> || std::same_as<T, double>;

template <class T>
[[nodiscard]] constexpr bool describe_state(data_hash& hash);

template <class... F>
[[nodiscard]] constexpr bool describe_state_fields(data_fields<F...> /*of*/, data_hash& hash) {
    auto kept = true;
    static_cast<void>((..., (kept = describe_state<F>(hash) && kept)));
    return kept;
}

template <class... T>
[[nodiscard]] constexpr bool
describe_alternatives(const std::variant<T...>* /*of*/, data_hash& hash) {
    auto kept = true;
    static_cast<void>((..., (kept = describe_state<T>(hash) && kept)));
    return kept;
}

/// Adds a type to a hash of the layout; false if it cannot be kept.
template <class T>
[[nodiscard]] constexpr bool describe_state(data_hash& hash) {
    if constexpr (std::is_const_v<T> || std::is_reference_v<T>) {
        return false;
    } else if constexpr (std::same_as<T, bool>) {
        hash.add('b');
        return true;
    } else if constexpr (data_integer<T>) {
        hash.add(std::is_signed_v<T> ? 'i' : 'u').add(static_cast<char>('0' + sizeof(T)));
        return true;
    } else if constexpr (state_real<T>) {
        hash.add('f').add(static_cast<char>('0' + sizeof(T)));
        return true;
    } else if constexpr (enum_of_fixed_type<T>) {
        hash.add('e');
        return describe_state<std::underlying_type_t<T>>(hash);
    } else if constexpr (std::same_as<T, std::string>) {
        hash.add('s');
        return true;
    } else if constexpr (is_optional<T>) {
        hash.add('o');
        return describe_state<typename T::value_type>(hash);
    } else if constexpr (is_state_vector<T>) {
        hash.add('v');
        return describe_state<typename T::value_type>(hash);
    } else if constexpr (data_array<T>::exists) {
        hash.add('a').number(static_cast<std::int64_t>(data_array<T>::size));
        return data_array<T>::size != 0 && describe_state<typename data_array<T>::item>(hash);
    } else if constexpr (is_state_duration<T>) {
        hash.add('d').number(T::period::num).number(T::period::den);
        return describe_state<typename T::rep>(hash);
    } else if constexpr (is_state_time<T>) {
        hash.add('t');
        return describe_state<typename T::duration>(hash);
    } else if constexpr (is_state_variant<T>) {
        hash.add('|').number(static_cast<std::int64_t>(std::variant_size_v<T>));
        return describe_alternatives(static_cast<const T*>(nullptr), hash);
    } else if constexpr (data_struct<T>) {
        hash.add('(');
        const auto kept = describe_state_fields(fields_of<T>{}, hash);
        hash.add(')');
        return kept;
    } else {
        return false;
    }
}

/// The `state_name` of a struct, or the name of its type.
template <class T>
[[nodiscard]] constexpr std::string_view state_name() noexcept {
    if constexpr (requires { std::bool_constant<(std::string_view{T::state_name}.size() > 0)>{}; })
        return T::state_name;
    else
        return type_name<T>;
}

/// The `version` of a struct; 0 without one.
template <class T>
[[nodiscard]] constexpr std::int64_t state_version() noexcept {
    if constexpr (requires { std::integral_constant<std::int64_t, T::version>{}; })
        return T::version;
    else
        return 0;
}

template <class T>
[[nodiscard]] constexpr bool can_be_kept() {
    data_hash hash;
    return describe_state<T>(hash);
}

template <class T>
[[nodiscard]] constexpr state_tag tag_of_state() {
    data_hash hash;
    hash.add(state_name<T>());
    state_tag tag;
    tag.name = hash.folded();
    static_cast<void>(describe_state<T>(hash));
    tag.layout = hash.number(state_version<T>()).folded();
    return tag;
}

} // namespace awaitgram::detail
