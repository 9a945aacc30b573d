// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/html_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// Telegram's HTML: every mistake is a problem.
class strict_html_reader : html_reader {
public:
    explicit strict_html_reader(markup_source source) : html_reader(source, false) {}

    [[nodiscard]] markup_result read() {
        if (is_text())
            while (place_ < source_.size() && read_piece()) {
            }
        if (!open_.empty())
            refuse(
                text_errc::unclosed,
                open_.back().source,
                "Can't find end tag corresponding to start tag \"" +
                    std::string{open_.back().tag->name} + "\" at byte offset " +
                    std::to_string(open_.back().source),
                "</" + std::string{open_.back().tag->name} + ">"
            );
        drop_language();
        return finish();
    }

private:
    bool refuse_tag(text_errc code, std::size_t begin, std::string sentence, std::string expected) {
        return refuse(
            code, begin, sentence + " at byte offset " + std::to_string(begin), std::move(expected)
        );
    }

    bool read_tag() override { return at(place_ + 1) == '/' ? end_tag() : start_tag(); }

    [[nodiscard]] bool start_tag() {
        const auto begin = place_++;
        std::string name;
        while (place_ < source_.size() && !is_space(source_[place_]) && source_[place_] != '>') {
            if (name.size() <= longest_name)
                name.push_back(lower(source_[place_]));
            ++place_;
        }
        if (place_ >= source_.size())
            return refuse_tag(text_errc::malformed_tag, begin, "Unclosed start tag", ">");
        open_tag tag{find_tag(name), chars_.size(), begin};
        if (tag.tag == nullptr)
            return refuse_tag(
                text_errc::unsupported_tag,
                begin,
                "Unsupported start tag \"" + shown(name) + "\"",
                "&lt;"
            );
        tag_error wrong;
        if (!read_attributes(tag, wrong))
            return refuse_attribute(wrong, tag);
        const auto what = tag.tag->what;
        if (what == tag_kind::span && tag.value != "spoiler")
            return refuse_tag(
                text_errc::invalid_value,
                begin,
                "Tag \"span\" must have class \"tg-spoiler\"",
                "class=\"tg-spoiler\""
            );
        if (what == tag_kind::emoji || what == tag_kind::date) {
            auto checked = tag;
            if (!entity_of(checked))
                return refuse_tag(
                    text_errc::invalid_value,
                    begin,
                    what == tag_kind::emoji ? "Invalid custom emoji identifier specified"
                                            : "Invalid date specified",
                    what == tag_kind::emoji ? "emoji-id=" : "unix="
                );
        }
        open_.push_back(std::move(tag));
        return true;
    }

    [[nodiscard]] bool refuse_attribute(const tag_error& wrong, const open_tag& tag) {
        const std::string name{tag.tag->name};
        switch (wrong.what) {
        case tag_error::kind::none: // an argument, which has been reported
            return false;
        case tag_error::kind::unclosed:
            return refuse_tag(
                text_errc::malformed_tag, tag.source, "Unclosed start tag \"" + name + "\"", ">"
            );
        case tag_error::kind::no_name:
            return refuse_tag(
                text_errc::malformed_tag,
                tag.source,
                "Empty attribute name in the tag \"" + name + "\"",
                ">"
            );
        case tag_error::kind::name_token:
            break;
        }
        return refuse_tag(
            text_errc::malformed_tag, wrong.offset, "Unexpected end of name token", "\""
        );
    }

    [[nodiscard]] bool end_tag() {
        const auto begin = place_;
        if (open_.empty())
            return refuse_tag(text_errc::unmatched_end, begin, "Unexpected end tag", "&lt;");
        place_ += 2;
        std::string name;
        while (place_ < source_.size() && !is_space(source_[place_]) && source_[place_] != '>') {
            if (name.size() <= longest_name)
                name.push_back(lower(source_[place_]));
            ++place_;
        }
        while (is_space(at(place_)))
            ++place_;
        const auto expected = "</" + std::string{open_.back().tag->name} + ">";
        if (at(place_) != '>')
            return refuse_tag(text_errc::malformed_tag, begin, "Unclosed end tag", expected);
        ++place_;
        if (!name.empty() && name != open_.back().tag->name)
            return refuse(
                text_errc::unmatched_end,
                begin,
                "Unmatched end tag at byte offset " + std::to_string(begin) + ", expected \"" +
                    expected + "\", found \"</" + shown(name) + ">\"",
                expected
            );
        close_tag(open_.back());
        open_.pop_back();
        return true;
    }

    /// A name for an error text, which need not repeat a whole message.
    [[nodiscard]] static std::string shown(std::string name) {
        if (name.size() > longest_name) {
            name.resize(longest_name);
            while (!name.empty() && utf16_units(name.back()) == 0)
                name.pop_back();
            if (!name.empty() && static_cast<unsigned char>(name.back()) >= 0xC0)
                name.pop_back();
            name += "...";
        }
        return name;
    }

    static constexpr std::size_t longest_name = 32;

    std::vector<open_tag> open_{};
};

AWAITGRAM_DECL markup_result read_html(markup_source source) {
    return strict_html_reader{source}.read();
}

} // namespace awaitgram::detail
