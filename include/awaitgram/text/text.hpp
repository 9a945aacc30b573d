// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/entity_kind.hpp>
#include <awaitgram/text/markup_format.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

/// Bits of `text_entity::flags`.
namespace entity_flags {
/// A quotation that is collapsed until the reader opens it.
inline constexpr std::uint8_t collapsed = 1;
/// A date as the time until then.
inline constexpr std::uint8_t relative = 1;
inline constexpr std::uint8_t short_time = 2;
inline constexpr std::uint8_t long_time = 4;
inline constexpr std::uint8_t short_date = 8;
inline constexpr std::uint8_t long_date = 16;
inline constexpr std::uint8_t day_of_week = 32;
} // namespace entity_flags

/// A part of a text with a style or a link.
struct text_entity {
    /// Where it begins.
    /// Units: bytes of UTF-8, not the UTF-16 of Telegram's schema.
    std::size_t offset = 0;
    std::size_t length = 0;
    entity_kind kind = entity_kind::other;
    /// Those of entity_flags that a quotation or a date has.
    std::uint8_t flags = 0;
    /// The id of a user or of a custom emoji, or the Unix time of a date.
    std::int64_t number = 0;
    /// The address of a link, the language of a code block, or what a diff_replace replaces.
    std::string argument{};

    [[nodiscard]] std::size_t end() const noexcept { return offset + length; }
    friend bool operator==(const text_entity&, const text_entity&) = default;
};

namespace detail {

/// The markups that can be read and written.
enum class dialect : std::uint8_t { html, markdown, pyrogram_html, pyrogram_markdown };

/// Reads a markup. Throws markup_error.
[[nodiscard]] text read_markup(dialect as, std::string_view source);
/// The same with placeholders.
[[nodiscard]] text read_markup(
    dialect as, std::string_view source, const markup_argument* arguments, std::size_t count
);

} // namespace detail

/// A text with styles and links, built piece by piece: `ag::text("Sum: ").bold("42").link("docs", url)`.
///
/// Each piece is a plain text or another `ag::text`, whose entities then lie inside of the new one. What Telegram would refuse is
/// refused when the text is sent.
class text {
public:
    text() = default;
    explicit text(text_ref content) { append(content); }
    /// A text with these entities, which are checked when it is sent.
    text(std::string chars, std::vector<text_entity> entities)
        : chars_(std::move(chars)), entities_(std::move(entities)) {}

    /// Reads a text in Telegram's HTML: the tags of the Bot API, and those of other libraries that mean the same.
    ///
    /// Errors: markup_error. parse_html returns it instead.
    /// Spec:   https://core.telegram.org/bots/api#html-style
    [[nodiscard]] static text html(std::string_view source) {
        return detail::read_markup(detail::dialect::html, source);
    }
    /// The same with arguments for its placeholders `{}`: `ag::text::html("<b>{}</b>", name)`. They are texts, never markup.
    template <class... Arguments>
        requires(sizeof...(Arguments) != 0)
    [[nodiscard]] static text
    html(markup_format<sizeof...(Arguments), '\0'> source, const Arguments&... arguments) {
        return formatted(detail::dialect::html, source.source(), {arguments...});
    }

    /// Reads a text in MarkdownV2, as the Bot API does.
    ///
    /// Errors: markup_error. parse_markdown returns it instead.
    /// Spec:   https://core.telegram.org/bots/api#markdownv2-style
    [[nodiscard]] static text markdown(std::string_view source) {
        return detail::read_markup(detail::dialect::markdown, source);
    }
    /// The same with arguments for its placeholders; `\{` is a brace.
    template <class... Arguments>
        requires(sizeof...(Arguments) != 0)
    [[nodiscard]] static text
    markdown(markup_format<sizeof...(Arguments), '\\'> source, const Arguments&... arguments) {
        return formatted(detail::dialect::markdown, source.source(), {arguments...});
    }

    /// Reads a text in Pyrogram's HTML, which takes whatever it gets. It fails only where the text is not UTF-8.
    [[nodiscard]] static text pyrogram_html(std::string_view source) {
        return detail::read_markup(detail::dialect::pyrogram_html, source);
    }
    template <class... Arguments>
        requires(sizeof...(Arguments) != 0)
    [[nodiscard]] static text
    pyrogram_html(markup_format<sizeof...(Arguments), '\0'> source, const Arguments&... arguments) {
        return formatted(detail::dialect::pyrogram_html, source.source(), {arguments...});
    }

    /// Reads a text in Pyrogram's Markdown, `**bold**` and `__italic__`, which takes whatever it gets, too.
    [[nodiscard]] static text pyrogram_markdown(std::string_view source) {
        return detail::read_markup(detail::dialect::pyrogram_markdown, source);
    }
    template <class... Arguments>
        requires(sizeof...(Arguments) != 0)
    [[nodiscard]] static text pyrogram_markdown(
        markup_format<sizeof...(Arguments), '\0'> source, const Arguments&... arguments
    ) {
        return formatted(detail::dialect::pyrogram_markdown, source.source(), {arguments...});
    }

    /// The text in one of the dialects; reading it again gives the same text as `normalised` makes of this one. What Telegram finds
    /// itself, such as hashtags, is not marked.
    [[nodiscard]] std::string html() const;
    /// MarkdownV2 has no quotations within a line: a line break is written there.
    [[nodiscard]] std::string markdown() const;
    [[nodiscard]] std::string pyrogram_html() const;
    /// This dialect cannot write its own delimiters, so that a text with them is read differently.
    [[nodiscard]] std::string pyrogram_markdown() const;

    /// Adds a text as it is.
    text& append(text_ref content) &;
    /// Adds a text inside of an entity. For kinds that need more than a style, there are functions below.
    text& add(entity_kind kind, text_ref content) & { return add_entity({0, 0, kind}, content); }
    /// Adds a line break.
    text& line() & { return append("\n"); }

    text& bold(text_ref content) & { return add(entity_kind::bold, content); }
    text& italic(text_ref content) & { return add(entity_kind::italic, content); }
    text& underline(text_ref content) & { return add(entity_kind::underline, content); }
    text& strikethrough(text_ref content) & { return add(entity_kind::strikethrough, content); }
    text& spoiler(text_ref content) & { return add(entity_kind::spoiler, content); }
    text& code(text_ref content) & { return add(entity_kind::code, content); }
    /// Adds a block of code in a language, whose name may be empty.
    text& pre(text_ref content, std::string_view language = {}) &;
    text& quote(text_ref content) & { return add(entity_kind::blockquote, content); }
    /// Adds a quotation that is collapsed until the reader opens it.
    text& expandable_quote(text_ref content) &;
    /// Adds a text that leads to an address.
    text& link(text_ref content, std::string_view url) &;
    /// Adds a text that leads to a user, who gets a notification; the account must have met the user.
    text& mention(text_ref content, std::int64_t user_id) &;
    /// Adds a custom emoji, by the number of its document; `fallback` is the ordinary emoji that it replaces.
    text& emoji(text_ref fallback, std::int64_t document_id) &;
    /// Adds a moment. Apps show it as `format` says: `r` is the time until then; `w` the day of the week, `d` or `D` a short or long
    /// date, `t` or `T` a short or long time, in this order. With an empty format they show the text itself.
    ///
    /// Errors: std::system_error with text_errc::invalid_date_format.
    text& date(text_ref content, std::int32_t unix_time, std::string_view format = {}) &;

    text&& append(text_ref content) && { return std::move(append(content)); }
    text&& add(entity_kind kind, text_ref content) && { return std::move(add(kind, content)); }
    text&& line() && { return std::move(line()); }
    text&& bold(text_ref content) && { return std::move(bold(content)); }
    text&& italic(text_ref content) && { return std::move(italic(content)); }
    text&& underline(text_ref content) && { return std::move(underline(content)); }
    text&& strikethrough(text_ref content) && { return std::move(strikethrough(content)); }
    text&& spoiler(text_ref content) && { return std::move(spoiler(content)); }
    text&& code(text_ref content) && { return std::move(code(content)); }
    text&& pre(text_ref content, std::string_view language = {}) && {
        return std::move(pre(content, language));
    }
    text&& quote(text_ref content) && { return std::move(quote(content)); }
    text&& expandable_quote(text_ref content) && { return std::move(expandable_quote(content)); }
    text&& link(text_ref content, std::string_view url) && { return std::move(link(content, url)); }
    text&& mention(text_ref content, std::int64_t user_id) && {
        return std::move(mention(content, user_id));
    }
    text&& emoji(text_ref fallback, std::int64_t document_id) && {
        return std::move(emoji(fallback, document_id));
    }
    text&& date(text_ref content, std::int32_t unix_time, std::string_view format = {}) && {
        return std::move(date(content, unix_time, format));
    }

    /// The characters, in UTF-8.
    [[nodiscard]] const std::string& str() const noexcept { return chars_; }
    [[nodiscard]] const std::vector<text_entity>& entities() const noexcept { return entities_; }
    /// The part of the text that an entity describes; what lies outside is cut off.
    [[nodiscard]] std::string_view slice(const text_entity& entity) const noexcept;
    [[nodiscard]] bool empty() const noexcept { return chars_.empty(); }
    /// The length as Telegram counts it, in UTF-16 units: a message has at most 4096 of them.
    [[nodiscard]] std::size_t units() const noexcept;

    friend bool operator==(const text&, const text&) = default;

private:
    // One array of arguments, which are not copied.
    [[nodiscard]] static text formatted(
        detail::dialect as,
        std::string_view source,
        std::initializer_list<markup_argument> arguments
    ) {
        return detail::read_markup(as, source, arguments.begin(), arguments.size());
    }
    text& add_entity(text_entity entity, text_ref content);

    std::string chars_{};
    std::vector<text_entity> entities_{};
};

} // namespace awaitgram
