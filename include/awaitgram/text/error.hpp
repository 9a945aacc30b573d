// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram {

/// What is wrong with a text, its entities or its markup.
enum class text_errc {
    /// There is nothing but blanks.
    empty = 1,
    /// A text is not UTF-8.
    not_utf8,
    /// A text is longer than one message, or than anything that can be sent.
    too_long,
    /// An entity begins or ends outside of its text.
    entity_outside,
    /// An entity begins or ends inside of a character.
    entity_inside_character,
    /// The format of a date is none of `r` and `w`, `d` or `D`, `t` or `T` in this order.
    invalid_date_format,
    /// A character of MarkdownV2 that needs a backslash has none.
    reserved_character,
    /// Something in the markup has no end.
    unclosed,
    /// A tag that Telegram does not know.
    unsupported_tag,
    /// A tag is written wrongly.
    malformed_tag,
    /// A tag ends that is not the last one that began.
    unmatched_end,
    /// The value of an attribute, or the address of an emoji or a date, is wrong.
    invalid_value,
    /// The placeholders of a markup do not fit its arguments.
    placeholders,
};

[[nodiscard]] inline const char* category_name(text_errc) noexcept {
    return "awaitgram.text";
}

[[nodiscard]] inline const char* to_string(text_errc code) noexcept {
    switch (code) {
    case text_errc::empty:
        return "a message needs a text";
    case text_errc::not_utf8:
        return "texts are UTF-8";
    case text_errc::too_long:
        return "the text is too long for one message; send_long_text sends several";
    case text_errc::entity_outside:
        return "an entity begins or ends outside of the text";
    case text_errc::entity_inside_character:
        return "an entity begins or ends inside of a character";
    case text_errc::invalid_date_format:
        return "the format of a date is r, or any of w, d or D, t or T in this order";
    case text_errc::reserved_character:
        return "a reserved character needs a backslash";
    case text_errc::unclosed:
        return "something has no end";
    case text_errc::unsupported_tag:
        return "this tag is not supported";
    case text_errc::malformed_tag:
        return "a tag is malformed";
    case text_errc::unmatched_end:
        return "another tag must end first";
    case text_errc::invalid_value:
        return "this value is not valid";
    case text_errc::placeholders:
        return "each placeholder needs its argument, and each argument a placeholder";
    }
    return "unknown error of a text";
}

[[nodiscard]] inline std::error_code make_error_code(text_errc code) noexcept {
    return {static_cast<int>(code), category_of<text_errc>()};
}

/// Why a markup cannot be read.
struct markup_problem {
    text_errc code = text_errc::unclosed;
    /// The byte of the markup with the problem: for something without an end, where it begins.
    std::size_t offset = 0;
    /// The sentence, as Telegram's Bot API would say it where it has one.
    std::string sentence{};
    /// What would be right there, such as `</b>`; empty where there is no single answer.
    std::string expected{};
};

/// A markup that cannot be read.
class markup_error : public std::runtime_error {
public:
    explicit markup_error(markup_problem problem)
        : std::runtime_error(problem.sentence), problem_(std::move(problem)) {}

    /// What kind of problem it is.
    [[nodiscard]] text_errc code() const noexcept { return problem_.code; }
    /// The byte of the markup with the problem.
    [[nodiscard]] std::size_t offset() const noexcept { return problem_.offset; }
    /// What would be right there; empty where there is no single answer.
    [[nodiscard]] const std::string& expected() const noexcept { return problem_.expected; }
    /// All of it.
    [[nodiscard]] const markup_problem& problem() const noexcept { return problem_; }

private:
    markup_problem problem_;
};

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::text_errc> : std::true_type {};
