// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/detail/command_arguments.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/command.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ratio>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace awaitgram {

/// An argument of a command: a user, by `@name` or by number. Every method that takes a chat takes it.
struct named_user {
    /// The number; 0 for a user given by name.
    std::int64_t id = 0;
    /// The name with its @, as it stands in the message; empty for a user given by number.
    std::string_view name{};

    operator chat_ref() const { return id != 0 ? chat_ref{id} : chat_ref{name}; }
};

namespace detail {

template <>
struct argument_of<named_user> {
    static constexpr bool known = true;
    static constexpr bool last = false;
    static constexpr const char* name = "<@user>";
    static bool read(argument_reader& from, named_user& into) {
        if (from.ended())
            return false;
        const auto word = from.peek();
        const auto* const end = word.data() + word.size();
        if (word.starts_with('@')) {
            if (!is_command_name(word.substr(1), command_letters::latin))
                return false;
            into.name = word;
        } else if (const auto digits = std::from_chars(word.data(), end, into.id);
                   digits.ec != std::errc{} || digits.ptr != end || into.id <= 0) {
            return false;
        }
        from.skip();
        return true;
    }
};

/// A time such as `1h30m`: numbers with the units ms, s, m, h, d and w. Nothing if the text is none.
[[nodiscard]] constexpr bool
read_duration(std::string_view text, std::chrono::milliseconds& into) noexcept {
    using namespace std::chrono_literals;
    constexpr std::array<std::pair<std::string_view, std::chrono::milliseconds>, 6> units{
        {{"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"h", 1h}, {"d", 24h}, {"w", 168h}}};
    constexpr std::size_t most_digits = 9;
    auto total = 0ms;
    if (text.empty() || text.size() > 64)
        return false;
    while (!text.empty()) {
        std::int64_t number = 0;
        std::size_t digits = 0;
        for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits)
            number = digits < most_digits ? 10 * number + (text[digits] - '0') : number;
        if (digits == 0 || digits > most_digits)
            return false;
        text.remove_prefix(digits);
        const std::pair<std::string_view, std::chrono::milliseconds>* unit = nullptr;
        for (const auto& each : units) // the longest first
            if (unit == nullptr && text.starts_with(each.first))
                unit = &each;
        if (unit == nullptr)
            return false;
        text.remove_prefix(unit->first.size());
        const auto more = number * unit->second;
        if (total > std::chrono::milliseconds::max() - more)
            return false;
        total += more;
    }
    into = total;
    return true;
}

template <class Rep, class Period>
struct argument_of<std::chrono::duration<Rep, Period>> {
    static constexpr bool known = true;
    static constexpr bool last = false;
    static constexpr const char* name = "<duration>";
    static bool read(argument_reader& from, std::chrono::duration<Rep, Period>& into) {
        using wanted = std::chrono::duration<Rep, Period>;
        std::chrono::milliseconds whole{};
        if (from.ended() || !read_duration(from.peek(), whole))
            return false;
        // In floating point first: neither too much for the type, nor less than its unit.
        const std::chrono::duration<long double, Period> exact = whole;
        if (exact.count() > static_cast<long double>(wanted::max().count()))
            return false;
        into = std::chrono::duration_cast<wanted>(whole);
        if (std::chrono::duration<long double, Period>{into} != exact)
            return false;
        from.skip();
        return true;
    }
};

template <auto Value>
[[nodiscard]] constexpr std::string_view described_value() noexcept {
    return __PRETTY_FUNCTION__;
}

/// The name of an enumerator; empty for a value that has none.
template <auto Value>
[[nodiscard]] constexpr std::string_view enumerator_name() noexcept {
    // `... [with auto Value = shop::size::small; ...]` or `... [Value = shop::size::small]`
    constexpr std::string_view begin = "Value = ";
    auto text = described_value<Value>();
    text.remove_prefix(text.find(begin) + begin.size());
    const auto end = text.find(';');
    text = text.substr(0, end != text.npos ? end : text.rfind(']'));
    if (text.starts_with('(')) // a cast
        return {};
    const auto qualified = text.rfind(':');
    return qualified == text.npos ? text : text.substr(qualified + 1);
}

/// The names of the enumerators from 0 to 63 by their values.
template <class E>
inline constexpr auto enumerator_names = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{enumerator_name<static_cast<E>(I)>()...};
}(std::make_index_sequence<64>{});

/// `<small|large>`.
template <class E>
inline constexpr auto enumerators_in_usage = [] {
    constexpr auto size = [] {
        std::size_t chars = 2;
        for (const auto name : enumerator_names<E>)
            chars += name.empty() ? 0 : name.size() + 1;
        return chars;
    }();
    std::array<char, size> text{};
    std::size_t at = 0;
    for (const auto name : enumerator_names<E>) {
        if (name.empty())
            continue;
        text[at] = at == 0 ? '<' : '|';
        ++at;
        for (const auto each : name)
            text[at++] = each;
    }
    text[at] = '>';
    return text;
}();

/// Enumerators by their names, without regard to case.
template <class E>
    requires(std::is_enum_v<E> && requires { E{0}; }) // which has a fixed underlying type
struct argument_of<E> {
    static constexpr bool known = true;
    static constexpr bool last = false;
    static constexpr const char* name = enumerators_in_usage<E>.data();
    static bool read(argument_reader& from, E& into) {
        if (from.ended())
            return false;
        for (std::size_t value = 0; value < enumerator_names<E>.size(); ++value) {
            const auto each = enumerator_names<E>[value];
            if (each.empty() || !same_name(each, from.peek()))
                continue;
            into = static_cast<E>(value);
            from.skip();
            return true;
        }
        return false;
    }
};

} // namespace detail

} // namespace awaitgram
