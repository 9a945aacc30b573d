// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/text_ref.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace awaitgram {

namespace detail {

/// A placeholder of a markup: `{}` takes the next argument, `{2}` that one; `{{` and `}}` stand for a brace.
struct placeholder {
    enum class kind : std::uint8_t { argument, brace, wrong };
    kind what = kind::wrong;
    std::size_t argument = 0;
    /// Where the markup continues.
    std::size_t end = 0;
};

/// Reads the placeholder at a brace. `next` is the number of the argument that the next `{}` takes.
[[nodiscard]] constexpr placeholder
read_placeholder(std::string_view source, std::size_t at, std::size_t& next) noexcept {
    const auto brace = source[at];
    if (at + 1 < source.size() && source[at + 1] == brace)
        return {placeholder::kind::brace, 0, at + 2};
    auto end = at + 1;
    std::size_t number = 0;
    for (; end < source.size() && end < at + 4 && source[end] >= '0' && source[end] <= '9'; ++end)
        number = 10 * number + static_cast<std::size_t>(source[end] - '0');
    if (brace != '{' || end == source.size() || source[end] != '}')
        return {};
    if (end == at + 1)
        number = next++;
    return {placeholder::kind::argument, number, end + 1};
}

/// Whether a markup has a placeholder for each argument, and an argument for each placeholder.
[[nodiscard]] constexpr bool
placeholders_fit(std::string_view source, std::size_t count, char escape) noexcept {
    std::uint64_t used = 0;
    std::size_t next = 0;
    for (std::size_t at = 0; at < source.size();) {
        if (escape != 0 && source[at] == escape) {
            at += 2;
        } else if (source[at] != '{' && source[at] != '}') {
            ++at;
        } else {
            const auto each = read_placeholder(source, at, next);
            if (each.what == placeholder::kind::wrong)
                return false;
            if (each.what == placeholder::kind::argument) {
                if (each.argument >= count)
                    return false;
                used |= std::uint64_t{1} << each.argument;
            }
            at = each.end;
        }
    }
    return used + 1 == std::uint64_t{1} << count;
}

// Not constexpr: the compiler names it where it is called.
inline void each_placeholder_needs_an_argument_and_each_argument_a_placeholder() {}

} // namespace detail

/// A markup that is known only when the program runs, such as a translation: `ag::text::html(ag::runtime_markup{line}, name)`.
///
/// Its placeholders are checked when it is read.
struct runtime_markup {
    std::string_view source;
};

/// A markup with a placeholder for each of `Count` arguments; the compiler checks that. `Escape` makes a brace an ordinary one.
template <std::size_t Count, char Escape>
class markup_format {
public:
    template <plain_text T>
    consteval markup_format(const T& source) : source_(source) {
        static_assert(Count < 64, "a markup has at most 63 arguments");
        if (!detail::placeholders_fit(source_, Count, Escape))
            detail::each_placeholder_needs_an_argument_and_each_argument_a_placeholder();
    }
    constexpr markup_format(runtime_markup markup) noexcept : source_(markup.source) {}

    [[nodiscard]] constexpr std::string_view source() const noexcept { return source_; }

private:
    std::string_view source_;
};

/// An argument of a markup: a text, which keeps its entities, a number, or a truth value. It is never read as markup.
class markup_argument {
public:
    template <class T>
        requires(std::convertible_to<const T&, text_ref> && !std::is_arithmetic_v<T>)
    markup_argument(const T& content) noexcept : content_(content) {}
    template <std::integral T>
    markup_argument(T number) noexcept {
        if constexpr (std::same_as<T, bool>)
            content_ = text_ref{std::string_view{number ? "true" : "false"}};
        else if constexpr (std::same_as<T, char>)
            digits_[size_++] = number;
        else if constexpr (std::signed_integral<T>)
            write(static_cast<std::int64_t>(number));
        else
            write(static_cast<std::uint64_t>(number));
    }
    template <std::floating_point T>
    markup_argument(T number) noexcept {
        write(static_cast<double>(number));
    }
    markup_argument(const markup_argument&) = delete;
    markup_argument& operator=(const markup_argument&) = delete;

    /// The text, or the digits; nothing else refers to them.
    [[nodiscard]] text_ref content() const noexcept {
        return size_ != 0 ? text_ref{std::string_view{digits_, size_}} : content_;
    }

private:
    void write(std::int64_t number) noexcept;
    void write(std::uint64_t number) noexcept;
    void write(double number) noexcept;

    text_ref content_{};
    char digits_[32]{};
    std::size_t size_ = 0;
};

} // namespace awaitgram
