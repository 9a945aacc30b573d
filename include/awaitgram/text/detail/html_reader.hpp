// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/text/detail/markup_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// What a tag needs besides its name.
enum class tag_kind : std::uint8_t { style, span, quote, code, pre, link, emoji, date };

struct html_tag {
    std::string_view name;
    tag_kind what;
    entity_kind entity;
};

/// The tags of the Bot API, and those of other libraries.
inline constexpr html_tag html_tags[] = {
    {"b", tag_kind::style, entity_kind::bold},
    {"i", tag_kind::style, entity_kind::italic},
    {"a", tag_kind::link, entity_kind::link},
    {"code", tag_kind::code, entity_kind::code},
    {"u", tag_kind::style, entity_kind::underline},
    {"s", tag_kind::style, entity_kind::strikethrough},
    {"pre", tag_kind::pre, entity_kind::code_block},
    {"strong", tag_kind::style, entity_kind::bold},
    {"em", tag_kind::style, entity_kind::italic},
    {"ins", tag_kind::style, entity_kind::underline},
    {"strike", tag_kind::style, entity_kind::strikethrough},
    {"del", tag_kind::style, entity_kind::strikethrough},
    {"tg-spoiler", tag_kind::style, entity_kind::spoiler},
    {"spoiler", tag_kind::style, entity_kind::spoiler},
    {"span", tag_kind::span, entity_kind::spoiler},
    {"blockquote", tag_kind::quote, entity_kind::blockquote},
    {"tg-emoji", tag_kind::emoji, entity_kind::custom_emoji},
    {"emoji", tag_kind::emoji, entity_kind::custom_emoji},
    {"tg-time", tag_kind::date, entity_kind::date},
    {"time", tag_kind::date, entity_kind::date},
};

/// The tag with this name in lower case; null for an unknown one.
[[nodiscard]] const html_tag* find_tag(std::string_view name) noexcept;

/// What both readers of HTML have in common.
class html_reader : protected markup_reader {
protected:
    html_reader(markup_source source, bool takes_any_link)
        : markup_reader(source), takes_any_link_(takes_any_link) {}
    html_reader(const html_reader&) = delete;
    html_reader& operator=(const html_reader&) = delete;
    ~html_reader() = default;

    struct open_tag {
        const html_tag* tag = nullptr;
        std::size_t offset = 0;
        /// The byte of the markup where it begins.
        std::size_t source = 0;
        /// The address, the language, the class, the number, or the moment.
        std::string value{};
        std::string format{};
    };
    struct tag_error {
        enum class kind : std::uint8_t { none, unclosed, no_name, name_token };
        kind what = kind::none;
        std::size_t offset = 0;
    };

    /// Reads text up to a tag, or the tag there.
    [[nodiscard]] bool read_piece();
    /// Reads the tag at `place_`.
    virtual bool read_tag() = 0;
    /// Reads the attributes of a start tag and its end; `tag` may be unknown.
    [[nodiscard]] bool read_attributes(open_tag& tag, tag_error& wrong);
    /// The entity of a tag that ends here; nothing if its values stand for none.
    [[nodiscard]] std::optional<text_entity> entity_of(open_tag& tag) const;
    void close_tag(open_tag& tag);
    void drop_language();

private:
    /// The character that a reference such as `&lt;` stands for; 0 where there is none, and then `place` stays.
    [[nodiscard]] std::uint32_t read_reference(std::size_t& place) const noexcept;
    [[nodiscard]] bool read_value(std::string& value, tag_error& wrong);
    void take_attribute(open_tag& tag, std::string_view name, std::string value) const;

    bool takes_any_link_;
    /// Whether the last entity is code with a language, for a block of code around it.
    bool language_inside_ = false;
};

} // namespace awaitgram::detail
