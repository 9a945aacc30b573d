// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/date_format.hpp>
#include <awaitgram/text/detail/entities.hpp>
#include <awaitgram/text/detail/markup_names.hpp>
#include <awaitgram/text/detail/utf8.hpp>
#include <awaitgram/text/text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// Writes a text in a dialect. Escapes the letters between the marks, never what is written already; styles that overlap are ended and
/// begun again, so that what begins last ends first.
class markup_writer {
public:
    markup_writer(const text& content, dialect as) : chars_(content.str()), as_(as) {
        entities_ = content.entities();
        for (auto& each : entities_)
            fit(each);
        arrange_entities(entities_);
        out_.reserve(chars_.size() + chars_.size() / 8 + 32 * entities_.size());
    }

    [[nodiscard]] std::string write() {
        std::size_t next = 0;
        while (true) {
            close_ended();
            for (; next != entities_.size() && entities_[next].offset <= at_; ++next)
                open(entities_[next]);
            if (at_ >= chars_.size())
                break;
            auto until = next != entities_.size() ? entities_[next].offset : chars_.size();
            for (const auto& each : open_)
                until = std::min(until, each.end);
            if (until > at_)
                write_letters(until);
        }
        return std::move(out_);
    }

private:
    struct open_mark {
        const text_entity* entity = nullptr;
        std::size_t end = 0;
        /// Marks are written when a letter follows, so that none is around nothing.
        bool written = false;
    };

    /// Moves the borders of an entity into the text, and out of characters.
    void fit(text_entity& entity) const noexcept {
        const auto border = [this](std::size_t place) {
            while (place != 0 && !is_border(chars_, place))
                --place;
            return place;
        };
        const auto from = std::min(entity.offset, chars_.size());
        const auto to = from + std::min(entity.length, chars_.size() - from);
        entity.offset = border(from);
        entity.length = border(to) - entity.offset;
    }

    [[nodiscard]] bool is_markdown() const noexcept {
        return as_ == dialect::markdown || as_ == dialect::pyrogram_markdown;
    }
    /// Whether quotations are lines that begin with `>`.
    [[nodiscard]] bool is_line_quote(const text_entity& entity) const noexcept {
        return is_markdown() && entity.kind == entity_kind::blockquote;
    }

    void open(const text_entity& entity) {
        // The line break that ends a quotation is written behind all marks.
        const auto line_break = is_line_quote(entity) && chars_[entity.end() - 1] == '\n' ? 1U : 0U;
        const auto end = entity.end() - line_break;
        if (end < at_ || (end == at_ && line_break == 0))
            return;
        if (!is_line_quote(entity)) {
            open_.push_back({&entity, end});
            return;
        }
        auto inside = std::move(open_);
        open_.clear();
        for (auto each = inside.rbegin(); each != inside.rend(); ++each)
            each->written = end_mark(*each);
        open_.push_back({&entity, end});
        open_.insert(open_.end(), inside.begin(), inside.end());
        if (end == at_) // an empty line alone
            write_open_marks();
    }

    /// Writes the end of a mark if its beginning is written. Returns false, for `written`.
    bool end_mark(const open_mark& mark) {
        if (mark.written)
            close_mark(*mark.entity);
        return false;
    }

    /// Ends what ends here, from the inside. What is inside of it but continues begins again.
    void close_ended() {
        const auto ended = [this](const open_mark& each) { return each.end <= at_; };
        for (auto first = std::find_if(open_.begin(), open_.end(), ended); first != open_.end();
             first = std::find_if(open_.begin(), open_.end(), ended)) {
            for (auto each = open_.end(); each != first;)
                if (--each; each != first)
                    each->written = end_mark(*each);
            const auto closed = *first;
            open_.erase(first);
            if (is_line_quote(*closed.entity))
                close_line_quote(closed);
            else
                end_mark(closed);
        }
    }

    void write_open_marks() {
        for (std::size_t i = 0; i != open_.size(); ++i)
            if (!open_[i].written) {
                open_[i].written = true;
                open_mark_of(*open_[i].entity);
            }
    }

    void write_letters(std::size_t until) {
        write_open_marks();
        const auto verbatim = std::any_of(open_.begin(), open_.end(), [](const open_mark& each) {
            return each.entity->kind == entity_kind::code ||
                   each.entity->kind == entity_kind::code_block;
        });
        const auto quoted = !open_.empty() && is_line_quote(*open_.front().entity);
        const auto part = chars_.substr(at_, until - at_);
        at_ = until;
        switch (as_) {
        case dialect::html:
        case dialect::pyrogram_html:
            write_html(part);
            return;
        case dialect::markdown:
            write_markdown(part, verbatim ? "`\\" : "_*[]()~`>#+-=|{}.!\\", quoted);
            return;
        case dialect::pyrogram_markdown:
            write_markdown(part, "", quoted);
            return;
        }
    }

    void write_html(std::string_view part) {
        while (!part.empty()) {
            const auto size = std::min(part.find_first_of("&<>\""), part.size());
            out_.append(part.substr(0, size));
            if (size == part.size())
                return;
            const auto letter = part[size];
            out_ += letter == '&'   ? "&amp;"
                    : letter == '<' ? "&lt;"
                    : letter == '>' ? "&gt;"
                                    : "&quot;";
            part.remove_prefix(size + 1);
        }
    }

    void write_markdown(std::string_view part, std::string_view reserved, bool quoted) {
        for (const auto letter : part) {
            if (reserved.find(letter) != reserved.npos)
                out_ += '\\';

            out_ += letter;

            if (letter == '\n' && quoted)
                out_ += quote_prefix();
        }
    }

    [[nodiscard]] std::string_view quote_prefix() const noexcept {
        return as_ == dialect::markdown ? ">" : "> ";
    }

    void open_line_quote(const text_entity& entity) {
        const auto collapsed = (entity.flags & entity_flags::collapsed) != 0;
        if (at_ != 0 && chars_[at_ - 1] != '\n' && out_.back() != '\n')
            out_ += '\n';
        if (as_ == dialect::markdown ? quote_line_end_ == out_.size() && !out_.empty() : collapsed)
            out_ += "**"; // not the same quotation as in the line before
        out_ += quote_prefix();
    }

    /// The line break behind a quotation comes before whatever continues.
    void close_line_quote(const open_mark& closed) {
        if (!closed.written)
            return;
        if (as_ == dialect::markdown && (closed.entity->flags & entity_flags::collapsed) != 0)
            out_ += "||";
        if (at_ >= chars_.size())
            return;
        out_ += '\n';
        if (chars_[at_] == '\n')
            ++at_;
        quote_line_end_ = out_.size();
    }

    /// Writes a delimiter of MarkdownV2; an empty bold text separates it from an underscore before it.
    void write_delimiter(std::string_view delimiter) {
        if (as_ == dialect::markdown && delimiter_end_ == out_.size() && !out_.empty() &&
            out_.back() == '_' && delimiter.front() == '_')
            out_ += "**";
        out_ += delimiter;
        delimiter_end_ = out_.size();
    }

    void write_url(std::string_view url) {
        if (as_ != dialect::markdown) {
            out_ += url;
            return;
        }
        for (const auto letter : url) {
            if (letter == ')' || letter == '\\')
                out_ += '\\';
            out_ += letter;
        }
    }

    void open_mark_of(const text_entity& entity) {
        if (!is_markdown()) {
            open_html(entity);
            return;
        }
        switch (entity.kind) {
        case entity_kind::blockquote:
            open_line_quote(entity);
            return;
        case entity_kind::link:
        case entity_kind::user_mention:
            out_ += '[';
            return;
        case entity_kind::custom_emoji:
        case entity_kind::date:
            out_ += "![";
            return;
        default:
            write_delimiter(delimiter_of(entity.kind, as_));
        }
        if (entity.kind != entity_kind::code_block)
            return;
        const std::string_view language = entity.argument;
        out_ +=
            language.substr(0, std::min(language.find_first_of(" \n\r\t\v\f`"), language.size()));
        out_ += '\n';
        if (is_line_quote(*open_.front().entity))
            out_ += quote_prefix();
    }

    void close_mark(const text_entity& entity) {
        if (!is_markdown()) {
            close_html(entity);
            return;
        }
        switch (entity.kind) {
        case entity_kind::blockquote:
            return;
        case entity_kind::link:
        case entity_kind::user_mention:
        case entity_kind::custom_emoji:
        case entity_kind::date:
            out_ += "](";
            write_url(url_of(entity));
            out_ += ')';
            return;
        case entity_kind::code_block:
            if (as_ == dialect::pyrogram_markdown)
                out_ += '\n';
            [[fallthrough]];
        default:
            write_delimiter(delimiter_of(entity.kind, as_));
        }
    }

    void write_attribute(std::string_view name, std::string_view value) {
        out_ += ' ';
        out_ += name;
        out_ += "=\"";
        write_html(value);
        out_ += '"';
    }

    void open_html(const text_entity& entity) {
        const auto bot_api = as_ == dialect::html;
        out_ += '<';
        out_ += tag_of(entity.kind, as_);
        switch (entity.kind) {
        case entity_kind::blockquote:
            if ((entity.flags & entity_flags::collapsed) != 0)
                out_ += " expandable";
            break;
        case entity_kind::code_block:
            if (!entity.argument.empty() && bot_api)
                out_ += "><code class=\"language-", write_html(entity.argument), out_ += '"';
            else if (!entity.argument.empty())
                write_attribute("language", entity.argument);
            break;
        case entity_kind::link:
        case entity_kind::user_mention:
            write_attribute("href", url_of(entity));
            break;
        case entity_kind::custom_emoji:
            write_attribute(bot_api ? "emoji-id" : "id", std::to_string(entity.number));
            break;
        case entity_kind::date:
            write_attribute("unix", std::to_string(entity.number));
            if (entity.flags != 0)
                write_attribute("format", date_format(entity.flags));
            break;
        default:
            break;
        }
        out_ += '>';
    }

    void close_html(const text_entity& entity) {
        if (entity.kind == entity_kind::code_block && !entity.argument.empty() &&
            as_ == dialect::html)
            out_ += "</code>";
        out_ += "</";
        out_ += tag_of(entity.kind, as_);
        out_ += '>';
    }

    std::string_view chars_;
    dialect as_;
    std::vector<text_entity> entities_{};
    std::string out_{};
    std::size_t at_ = 0;
    /// From the outside to the inside.
    std::vector<open_mark> open_{};
    /// Where the last delimiter, and the line behind the last quotation, end in `out_`.
    std::size_t delimiter_end_ = 0;
    std::size_t quote_line_end_ = 0;
};

} // namespace awaitgram::detail

namespace awaitgram {

AWAITGRAM_DECL std::string text::html() const {
    return detail::markup_writer{*this, detail::dialect::html}.write();
}
AWAITGRAM_DECL std::string text::markdown() const {
    return detail::markup_writer{*this, detail::dialect::markdown}.write();
}
AWAITGRAM_DECL std::string text::pyrogram_html() const {
    return detail::markup_writer{*this, detail::dialect::pyrogram_html}.write();
}
AWAITGRAM_DECL std::string text::pyrogram_markdown() const {
    return detail::markup_writer{*this, detail::dialect::pyrogram_markdown}.write();
}

} // namespace awaitgram
