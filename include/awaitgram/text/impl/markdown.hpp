// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/markup_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// Reads MarkdownV2 in one pass.
class markdown_reader : markup_reader {
public:
    using markup_reader::markup_reader;

    [[nodiscard]] markup_result read() {
        if (is_text())
            while (place_ < source_.size() && step()) {
            }
        close_last_quote();
        if (!open_.empty())
            refuse_unclosed();
        return finish();
    }

private:
    struct open_entity {
        entity_kind kind = entity_kind::bold;
        std::size_t offset = 0;
        /// The byte of the markup where it began.
        std::size_t source = 0;
        std::string language{};
        /// Whether it is an emoji or a date: `![`.
        bool pictured = false;
    };

    [[nodiscard]] bool in_code() const noexcept {
        return !open_.empty() && (open_.back().kind == entity_kind::code ||
                                  open_.back().kind == entity_kind::code_block);
    }
    [[nodiscard]] bool innermost(entity_kind kind) const noexcept {
        return !open_.empty() && open_.back().kind == kind;
    }

    [[nodiscard]] bool step() {
        static constexpr auto special = set_of("_*[]()~`>#+-=|{}.!\n\\\r");
        static constexpr auto special_in_code = set_of("`\n\\");
        const auto begin = place_;
        const auto code = in_code();
        copy_until(code ? special_in_code : special);
        if (place_ != begin)
            line_begins_ = false;
        if (place_ == source_.size())
            return true;
        const auto letter = source_[place_];
        if (letter == '\\' && at(place_ + 1) > 0 && at(place_ + 1) <= 126) {
            chars_.push_back(source_[place_ + 1]);
            place_ += 2;
            line_begins_ = false;
            return true;
        }
        if (is_brace(letter)) {
            line_begins_ = false;
            return insert_argument();
        }
        if (letter == '\\' || letter == '\r') {
            // A carriage return separates delimiters; it is no letter of a line.
            chars_.push_back(letter);
            line_begins_ = line_begins_ && letter == '\r';
            ++place_;
            return true;
        }
        if (letter == '\n')
            return end_line();
        return ends_entity(letter) ? close() : open(letter, code);
    }

    /// A line break: a quotation continues with `>`, or ends and includes the line break.
    [[nodiscard]] bool end_line() {
        chars_.push_back('\n');
        ++place_;
        line_begins_ = true;
        if (!quoted_)
            return true;
        if (at(place_) == '>') {
            ++place_;
            line_begins_ = false;
            return true;
        }
        if (!innermost(entity_kind::blockquote))
            return refuse_unclosed();
        close_quote(0);
        return true;
    }

    [[nodiscard]] bool ends_entity(char letter) const noexcept {
        if (open_.empty())
            return false;
        const auto next = at(place_ + 1);
        switch (open_.back().kind) {
        case entity_kind::bold:
            return letter == '*';
        case entity_kind::italic:
            return letter == '_' && next != '_';
        case entity_kind::underline:
            return letter == '_' && next == '_';
        case entity_kind::strikethrough:
            return letter == '~';
        case entity_kind::spoiler:
            return letter == '|' && next == '|';
        case entity_kind::code:
            return letter == '`';
        case entity_kind::code_block:
            return letter == '`' && next == '`' && at(place_ + 2) == '`';
        case entity_kind::blockquote:
            return letter == '|' && next == '|' && ends_quote(place_ + 2);
        default:
            return letter == ']';
        }
    }

    /// Whether a quotation would end at this place of the markup.
    [[nodiscard]] bool ends_quote(std::size_t place) const noexcept {
        return place >= source_.size() || (source_[place] == '\n' && at(place + 1) != '>');
    }

    [[nodiscard]] bool open(char letter, bool code) {
        open_entity entity;
        entity.offset = chars_.size();
        entity.source = place_;
        const auto next = at(place_ + 1);
        std::size_t size = 1;
        switch (code ? '\0' : letter) {
        case '_':
            entity.kind = next == '_' ? entity_kind::underline : entity_kind::italic;
            size = next == '_' ? 2 : 1;
            break;
        case '*':
            entity.kind = entity_kind::bold;
            break;
        case '~':
            entity.kind = entity_kind::strikethrough;
            break;
        case '|':
            if (next != '|')
                return refuse_reserved(letter);
            entity.kind = entity_kind::spoiler;
            size = 2;
            break;
        case '[':
            entity.kind = entity_kind::link;
            break;
        case '!':
            if (next != '[')
                return refuse_reserved(letter);
            entity.kind = entity_kind::custom_emoji;
            entity.pictured = true;
            size = 2;
            break;
        case '`':
            entity.kind = entity_kind::code;
            if (next == '`' && at(place_ + 2) == '`') {
                open_block(std::move(entity));
                return true;
            }
            break;
        case '>':
            if (!line_begins_ || quoted_)
                return refuse_reserved(letter);
            entity.kind = entity_kind::blockquote;
            quoted_ = true;
            break;
        case '\0': // a grave accent in code that ends nothing
            chars_.push_back(letter);
            ++place_;
            return true;
        default:
            return refuse_reserved(letter);
        }
        place_ += size;
        open_.push_back(std::move(entity));
        return true;
    }

    /// Three grave accents, a language unless a letter of the code follows at once, and a line break, which does not count.
    void open_block(open_entity entity) {
        place_ += 3;
        entity.kind = entity_kind::code_block;
        auto end = place_;
        while (end < source_.size() && !is_space(source_[end]) && source_[end] != '`')
            ++end;
        if (end != place_ && end < source_.size() && source_[end] != '`') {
            entity.language = source_.substr(place_, end - place_);
            place_ = end;
        }
        const auto is_end = [](char letter) { return letter == '\n' || letter == '\r'; };
        if (is_end(at(place_))) {
            const auto both = is_end(at(place_ + 1)) && at(place_) != at(place_ + 1);
            place_ += both ? 2 : 1;
            if (quoted_ && at(place_) == '>')
                ++place_;
        }
        open_.push_back(std::move(entity));
    }

    [[nodiscard]] bool close() {
        const auto kind = open_.back().kind;
        switch (kind) {
        case entity_kind::underline:
        case entity_kind::spoiler:
            place_ += 2;
            break;
        case entity_kind::code_block:
            place_ += 3;
            break;
        case entity_kind::blockquote:
            place_ += 2;
            if (place_ < source_.size()) {
                chars_.push_back('\n');
                ++place_;
                line_begins_ = true;
            }
            close_quote(entity_flags::collapsed);
            return true;
        case entity_kind::link:
        case entity_kind::custom_emoji:
            ++place_;
            return close_link();
        default:
            ++place_;
        }
        auto& closed = open_.back();
        if (length_from(closed.offset) != 0)
            add({0, 0, kind, 0, 0, std::move(closed.language)}, closed.offset);
        open_.pop_back();
        return true;
    }

    void close_quote(std::uint8_t flags) {
        const auto offset = open_.back().offset;
        if (length_from(offset) != 0)
            add({0, 0, entity_kind::blockquote, flags}, offset);
        open_.pop_back();
        quoted_ = false;
    }

    void close_last_quote() {
        if (place_ >= source_.size() && innermost(entity_kind::blockquote))
            close_quote(0);
    }

    /// Reads `(address)` behind the text of a link; a link without one is its own address.
    [[nodiscard]] bool close_link() {
        const auto offset = open_.back().offset;
        const auto pictured = open_.back().pictured;
        const auto source = open_.back().source;
        open_.pop_back();
        std::string url;
        if (at(place_) == '(') {
            const auto begin = ++place_;
            while (place_ < source_.size() && source_[place_] != ')') {
                if (is_brace(source_[place_])) {
                    if (!insert_argument(url))
                        return false;
                    continue;
                }
                if (source_[place_] == '\\' && at(place_ + 1) > 0 && at(place_ + 1) <= 126)
                    ++place_;
                url += source_[place_++];
            }
            if (place_ >= source_.size())
                return refuse(
                    text_errc::unclosed,
                    begin,
                    "Can't find end of a URL at byte offset " + std::to_string(begin),
                    ")"
                );
            ++place_;
        } else if (pictured) {
            return refuse(
                text_errc::invalid_value,
                place_,
                "Custom emoji entity must contain a tg://emoji URL at byte offset " +
                    std::to_string(place_),
                "(tg://emoji?id="
            );
        } else {
            url = chars_.substr(offset);
        }
        const auto empty = length_from(offset) == 0;
        if (pictured) {
            auto entity = pictured_link(url);
            if (!entity)
                return refuse(
                    text_errc::invalid_value,
                    source,
                    "Invalid emoji or date specified at byte offset " + std::to_string(source),
                    "tg://emoji?id="
                );
            if (!empty)
                add(*std::move(entity), offset);
        } else if (auto target = empty ? std::nullopt : checked_link(url)) {
            add({0, 0, target->kind, 0, target->number, std::move(target->url)}, offset);
        }
        return true;
    }

    bool refuse_reserved(char letter) {
        return refuse(
            text_errc::reserved_character,
            place_,
            std::string{"Character '"} + letter +
                "' is reserved and must be escaped with the preceding '\\' at byte offset " +
                std::to_string(place_),
            std::string{"\\"} + letter
        );
    }

    bool refuse_unclosed() {
        const auto& last = open_.back();
        const auto is = [&last](entity_kind kind) { return last.kind == kind; };
        const auto* name = is(entity_kind::bold)            ? "Bold"
                           : is(entity_kind::italic)        ? "Italic"
                           : is(entity_kind::underline)     ? "Underline"
                           : is(entity_kind::strikethrough) ? "Strikethrough"
                           : is(entity_kind::spoiler)       ? "Spoiler"
                           : is(entity_kind::code)          ? "Code"
                           : is(entity_kind::code_block)
                               ? (last.language.empty() ? "Pre" : "PreCode")
                           : is(entity_kind::blockquote) ? "BlockQuote"
                           : last.pictured               ? "CustomEmoji"
                                                         : "TextUrl";
        const auto* end = is(entity_kind::bold)            ? "*"
                          : is(entity_kind::italic)        ? "_"
                          : is(entity_kind::underline)     ? "__"
                          : is(entity_kind::strikethrough) ? "~"
                          : is(entity_kind::spoiler)       ? "||"
                          : is(entity_kind::code)          ? "`"
                          : is(entity_kind::code_block)    ? "```"
                                                           : "]";
        return refuse(
            text_errc::unclosed,
            last.source,
            std::string{"Can't find end of "} + name + " entity at byte offset " +
                std::to_string(last.source),
            end
        );
    }

    std::vector<open_entity> open_{};
    /// Whether nothing of the line has been read that a quotation may not follow.
    bool line_begins_ = true;
    bool quoted_ = false;
};

AWAITGRAM_DECL markup_result read_markdown(markup_source source) {
    return markdown_reader{source}.read();
}

} // namespace awaitgram::detail
