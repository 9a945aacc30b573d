// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/types/command.hpp>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

class message;

/// An argument of a command: all that is left of the text; the last one of a handler.
struct rest_of_text {
    std::string_view text{};
};

namespace detail {

/// The words of a command that are not read yet.
class argument_reader {
public:
    explicit argument_reader(std::string_view arguments) noexcept
        : rest_(arguments), at_(word_list{arguments}.begin()) {}

    [[nodiscard]] bool ended() const noexcept { return at_ == std::default_sentinel; }
    [[nodiscard]] std::string_view peek() const noexcept { return *at_; }
    void skip() noexcept {
        rest_ = at_.rest();
        ++at_;
    }
    [[nodiscard]] std::string_view rest() const noexcept { return without_blanks(rest_); }

private:
    std::string_view rest_;
    word_list::iterator at_;
};

/// How a type is read; `read` is false for a wrong word, and `name` stands in the usage.
template <class T>
struct argument_of {
    static constexpr bool known = false;
};

template <class T>
    requires(std::integral<T> || std::floating_point<T>) && (!std::same_as<T, bool>)
struct argument_of<T> {
    static constexpr bool known = true;
    static constexpr bool last = false;
    static constexpr const char* name = "<number>";
    static bool read(argument_reader& from, T& into) {
        if (from.ended())
            return false;
        auto word = from.peek();
        if (word.size() > 1 && word.front() == '+' && word[1] != '-')
            word.remove_prefix(1);
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), into);
        if (error != std::errc{} || end != word.data() + word.size())
            return false;
        if constexpr (std::floating_point<T>)
            if (into - into != T{}) // neither infinite nor no number
                return false;
        from.skip();
        return true;
    }
};

template <class T>
    requires std::same_as<T, std::string> || std::same_as<T, std::string_view>
struct argument_of<T> {
    static constexpr bool known = true;
    static constexpr bool last = false;
    static constexpr const char* name = "<word>";
    static bool read(argument_reader& from, T& into) {
        if (from.ended())
            return false;
        into = T{from.peek()};
        from.skip();
        return true;
    }
};

template <>
struct argument_of<rest_of_text> {
    static constexpr bool known = true;
    static constexpr bool last = true;
    static constexpr const char* name = "<text>";
    static bool read(argument_reader& from, rest_of_text& into) {
        into.text = from.rest();
        while (!from.ended())
            from.skip();
        return !into.text.empty();
    }
};

template <class T>
    requires argument_of<T>::known
struct argument_of<std::optional<T>> {
    static constexpr bool known = true;
    static constexpr bool last = argument_of<T>::last;
    static constexpr const char* name = argument_of<T>::name;
    static constexpr bool optional = true;
    static bool read(argument_reader& from, std::optional<T>& into) {
        return from.ended() || argument_of<T>::read(from, into.emplace());
    }
};

template <class T>
    requires argument_of<T>::known
struct argument_of<std::vector<T>> {
    static constexpr bool known = true;
    static constexpr bool last = true;
    static constexpr const char* name = argument_of<T>::name;
    static constexpr bool optional = true;
    static bool read(argument_reader& from, std::vector<T>& into) {
        while (!from.ended())
            if (T each{}; argument_of<T>::read(from, each))
                into.push_back(std::move(each));
            else
                return false;
        return true;
    }
};

template <class T>
concept command_argument = argument_of<T>::known;

template <class T>
inline constexpr bool is_optional_argument = requires { argument_of<T>::optional; };

/// Whether those that take the rest are last, and none that must be there is behind one that need not.
template <class Values>
inline constexpr bool in_order = false;
template <>
inline constexpr bool in_order<std::tuple<>> = true;
template <class V, class... Vs>
inline constexpr bool in_order<std::tuple<V, Vs...>> =
    (sizeof...(Vs) == 0 || !argument_of<V>::last) &&
    (!is_optional_argument<V> || (is_optional_argument<Vs> && ...)) && in_order<std::tuple<Vs...>>;

/// Reads the arguments of a command as values; nothing if they are too few, too many, or wrong.
template <class Values>
[[nodiscard]] std::optional<Values> read_arguments(std::string_view arguments) {
    std::optional<Values> read{std::in_place};
    argument_reader from{arguments};
    const auto all = std::apply(
        [&](auto&... each) {
            return (argument_of<std::remove_reference_t<decltype(each)>>::read(from, each) && ...);
        },
        *read
    );
    if (!all || !from.ended())
        read.reset();
    return read;
}

template <class V>
void add_usage(std::string& text) {
    text += ' ';
    if constexpr (is_optional_argument<V>)
        text.append("[").append(argument_of<V>::name).append("]");
    else
        text += argument_of<V>::name;
}

template <class... V>
[[nodiscard]] std::string usage_of(std::string_view command, std::tuple<V...>* /*values*/) {
    auto text = "usage: /" + std::string{command};
    (add_usage<V>(text), ...);
    return text;
}

/// The usage of a command whose program gave none.
template <class Values>
[[nodiscard]] std::string usage_of(std::string_view command) {
    return usage_of(command, static_cast<Values*>(nullptr));
}

/// Replies with a usage.
[[nodiscard]] awaitable<void> answer_usage(message to, std::string usage);

} // namespace detail

} // namespace awaitgram
