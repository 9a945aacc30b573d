// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace awaitgram {

/// The words of a text, divided by blanks; what stands in quotation marks, straight or curved, is one word without them.
///
/// `for (const auto word : command.words())`. Nothing is copied, and a word is looked for only when it is asked for.
class word_list {
public:
    class iterator {
    public:
        using value_type = std::string_view;
        using difference_type = std::ptrdiff_t;

        constexpr iterator() noexcept = default;
        constexpr explicit iterator(std::string_view text) noexcept : rest_(text) { advance(); }

        [[nodiscard]] constexpr std::string_view operator*() const noexcept { return word_; }
        constexpr iterator& operator++() noexcept {
            advance();
            return *this;
        }
        constexpr void operator++(int) noexcept { advance(); }

        /// What is behind the word.
        [[nodiscard]] constexpr std::string_view rest() const noexcept { return rest_; }

        friend constexpr bool operator==(const iterator& at, std::default_sentinel_t) noexcept {
            return at.ended_;
        }

    private:
        constexpr void advance() noexcept;

        std::string_view rest_{};
        std::string_view word_{};
        bool ended_ = true;
    };

    constexpr explicit word_list(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] constexpr iterator begin() const noexcept { return iterator{text_}; }
    [[nodiscard]] static constexpr std::default_sentinel_t end() noexcept { return {}; }

private:
    std::string_view text_;
};

/// A bot command: `/start@some_bot  a b` is `start` for `some_bot` with the arguments `a b`.
struct command_call {
    /// Without the slash; empty when the text is no command.
    std::string_view name{};
    /// The bot it names, or empty when it is for any bot.
    std::string_view addressee{};
    /// The rest of the text, without surrounding blanks.
    std::string_view arguments{};

    explicit operator bool() const noexcept { return !name.empty(); }

    /// The arguments one by one.
    [[nodiscard]] constexpr word_list words() const noexcept { return word_list{arguments}; }
};

namespace detail {

/// The length of the blank, of ASCII or another one of Unicode, that a text of UTF-8 begins with; 0 when it begins with none.
[[nodiscard]] constexpr std::size_t leading_blank(std::string_view text) noexcept {
    if (text.empty())
        return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first == ' ' || (first >= '\t' && first <= '\r'))
        return 1;
    if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85"))
        return 2;
    if (text.starts_with("\xE1\x9A\x80") || text.starts_with("\xE2\x81\x9F") ||
        text.starts_with("\xE3\x80\x80"))
        return 3;
    if (text.size() < 3 || !text.starts_with("\xE2\x80"))
        return 0;
    const auto third = static_cast<unsigned char>(text[2]);
    return third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0;
}

/// The length of the blank that a text of UTF-8 ends with; 0 when it ends with none.
[[nodiscard]] constexpr std::size_t trailing_blank(std::string_view text) noexcept {
    for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length)
        if (leading_blank(text.substr(text.size() - length)) == length)
            return length;
    return 0;
}

/// A text without the blanks around it.
[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) noexcept {
    while (const auto blank = leading_blank(text))
        text.remove_prefix(blank);
    while (const auto blank = trailing_blank(text))
        text.remove_suffix(blank);
    return text;
}

/// The length of a text up to its first blank.
[[nodiscard]] constexpr std::size_t length_to_blank(std::string_view text) noexcept {
    std::size_t end = 0;
    while (end < text.size() && leading_blank(text.substr(end)) == 0)
        ++end;
    return end;
}

/// The quotation mark that ends what one at the beginning of a text begins; empty when there is none.
[[nodiscard]] constexpr std::string_view closing_quote(std::string_view text) noexcept {
    if (text.starts_with('"'))
        return "\"";
    if (text.starts_with('\''))
        return "'";
    if (text.starts_with("\xE2\x80\x9C")) // as keyboards of phones write them
        return "\xE2\x80\x9D";
    return text.starts_with("\xC2\xAB") ? "\xC2\xBB" : "";
}

} // namespace detail

constexpr void word_list::iterator::advance() noexcept {
    rest_ = detail::without_blanks(rest_);
    ended_ = rest_.empty();
    const auto quote = detail::closing_quote(rest_);
    // A mark that is not closed is a part of the word, as in "'tis".
    if (const auto end = quote.empty() ? rest_.npos : rest_.find(quote, quote.size());
        end != rest_.npos) {
        word_ = rest_.substr(quote.size(), end - quote.size());
        rest_.remove_prefix(end + quote.size());
        return;
    }
    word_ = rest_.substr(0, detail::length_to_blank(rest_));
    rest_.remove_prefix(word_.size());
}

/// The letters that the name of a command may have, beside digits and the underscore.
enum class command_letters : std::uint8_t {
    /// As Telegram's own commands.
    latin,
    /// Of other scripts, too, such as Cyrillic; Telegram shows such a command as a plain text.
    any,
};

namespace detail {

/// The length of the letter, digit or underscore of a command's name that a text of UTF-8 begins with; 0 when it begins with none.
[[nodiscard]] constexpr std::size_t
leading_letter(std::string_view text, command_letters letters) noexcept {
    if (text.empty())
        return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
        (first >= '0' && first <= '9') || first == '_')
        return 1;
    // Signs and punctuation are U+0080 to U+00BF, U+2000 to U+2FFF, U+3000 to U+303F, U+F000 and above.
    const auto length = first >= 0xC3 && first <= 0xDF   ? 2U
                        : first >= 0xE0 && first <= 0xEE ? 3U
                                                         : 0U;
    if (letters == command_letters::latin || length == 0 || text.size() < length || first == 0xE2 ||
        (first == 0xE3 && text[1] == '\x80'))
        return 0;
    for (std::size_t at = 1; at != length; ++at)
        if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80)
            return 0;
    return length;
}

/// Whether a text can be the name of a command.
[[nodiscard]] constexpr bool
is_command_name(std::string_view text, command_letters letters) noexcept {
    if (text.empty())
        return false;
    while (const auto length = leading_letter(text, letters))
        text.remove_prefix(length);
    return text.empty();
}

} // namespace detail

/// Parses the command at the beginning of a text; it begins with one of the characters of `prefixes`.
[[nodiscard]] inline command_call parse_command(
    std::string_view text,
    std::string_view prefixes = "/",
    command_letters letters = command_letters::latin
) noexcept {
    command_call parsed;
    if (text.size() < 2 || prefixes.find(text.front()) == prefixes.npos)
        return parsed;
    text.remove_prefix(1);
    const auto end = detail::length_to_blank(text);
    auto name = text.substr(0, end);
    if (const auto at = name.find('@'); at != name.npos) {
        parsed.addressee = name.substr(at + 1);
        name = name.substr(0, at);
    }
    if (!detail::is_command_name(name, letters))
        return {};
    parsed.name = name;
    parsed.arguments = detail::without_blanks(text.substr(end));
    return parsed;
}

namespace detail {

/// Whether two names are equal, ignoring the case of Latin letters.
[[nodiscard]] inline bool same_name(std::string_view left, std::string_view right) noexcept {
    const auto lower = [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    };
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (lower(left[i]) != lower(right[i]))
            return false;
    return true;
}

} // namespace detail

} // namespace awaitgram
