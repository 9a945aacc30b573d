// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/markup_reader.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::detail {

/// Pyrogram's Markdown: each delimiter begins its style or ends it, whatever else has begun. Lines that begin with `>`, and emoji, are
/// as in Kurigram.
class pyrogram_markdown_reader : markup_reader {
public:
    using markup_reader::markup_reader;

    [[nodiscard]] markup_result read() {
        if (is_text()) {
            begin_line();
            while (place_ < source_.size() && step()) {
            }
            end_quote();
        }
        return finish_stripped();
    }

private:
    struct delimiter {
        std::string_view letters;
        entity_kind kind;
    };
    static constexpr delimiter delimiters[] = {
        {"**", entity_kind::bold},
        {"__", entity_kind::italic},
        {"--", entity_kind::underline},
        {"~~", entity_kind::strikethrough},
        {"||", entity_kind::spoiler},
        {"```", entity_kind::code_block},
        {"`", entity_kind::code},
    };

    [[nodiscard]] bool step() {
        static constexpr auto special = set_of("*_-~|`[!\n");
        copy_until(special);
        if (place_ == source_.size())
            return true;
        const auto letter = source_[place_];
        if (is_brace(letter))
            return insert_argument();
        if (letter == '\n') {
            ++place_;
            if (quote_ && at(place_) != '>')
                end_quote();
            chars_.push_back('\n');
            if (!in_code_ || quote_)
                begin_line();
            return true;
        }
        if (!in_code_ && (letter == '[' || begins(place_, "![")) && read_link())
            return problem_free_;
        for (std::size_t i = 0; i != delimiter_count; ++i)
            if (begins(place_, delimiters[i].letters) &&
                (!in_code_ || delimiters[i].kind == *in_code_)) {
                toggle(i);
                return true;
            }
        chars_.push_back(letter);
        ++place_;
        return true;
    }

    void toggle(std::size_t which) {
        const auto& mark = delimiters[which];
        auto& begun = begun_[which];
        place_ += mark.letters.size();
        const auto is_block = mark.kind == entity_kind::code_block;
        if (!begun) {
            begun = chars_.size();
            if (is_block || mark.kind == entity_kind::code)
                in_code_ = mark.kind;
            if (is_block)
                read_language();
            return;
        }
        if (is_block && chars_.size() > *begun && chars_.back() == '\n')
            chars_.pop_back(); // the end of the last line of code
        if (length_from(*begun) != 0)
            add({0, 0, mark.kind, 0, 0, is_block ? std::move(language_) : std::string{}}, *begun);
        begun.reset();
        if (mark.kind == in_code_)
            in_code_.reset();
    }

    /// The language is the rest of the line, unless the block ends in it.
    void read_language() {
        language_.clear();
        const auto end = source_.find_first_of("\n`", place_);
        if (end == source_.npos || source_[end] != '\n')
            return;
        for (; place_ != end; ++place_)
            language_.push_back(source_[place_]);
        ++place_;
    }

    /// Reads `[text](address)`, whose text has no delimiters; false if there is none.
    [[nodiscard]] bool read_link() {
        const auto pictured = source_[place_] == '!';
        const auto begin = place_ + (pictured ? 2 : 1);
        const auto middle = find_in_line("](", begin + 1, middle_);
        if (middle == source_.npos)
            return false;
        const auto end = find_in_line(")", middle + 3, end_);
        if (end == source_.npos)
            return false;
        auto offset = chars_.size();
        std::string url;
        problem_free_ = copy(begin, middle, chars_) && copy(middle + 2, end, url);
        if (!problem_free_)
            return true;
        place_ = end + 1;
        auto entity = pictured_link(url);
        if (!entity) {
            if (pictured) // not of an emoji
                chars_.insert(offset++, 1, '!');
            auto target = checked_link(url);
            if (!target)
                target =
                    link_target{entity_kind::link, 0, (url.starts_with("//") ? "http:" : "") + url};
            entity = text_entity{0, 0, target->kind, 0, target->number, std::move(target->url)};
        }
        if (chars_.size() > offset)
            add(*std::move(entity), offset);
        return true;
    }

    /// Copies a part of the source; placeholders become arguments.
    [[nodiscard]] bool copy(std::size_t from, std::size_t to, std::string& into) {
        for (place_ = from; place_ < to;) {
            if (!is_brace(source_[place_]))
                into.push_back(source_[place_++]);
            else if (!(&into == &chars_ ? insert_argument() : insert_argument(into)))
                return false;
        }
        return true;
    }

    /// What was looked for last, so that a line full of brackets is read once.
    struct search {
        std::size_t from = 1;
        std::size_t result = 0;
    };

    /// Where letters are in the line of `from`, at or behind it.
    [[nodiscard]] std::size_t
    find_in_line(std::string_view letters, std::size_t from, search& last) const noexcept {
        if (from < last.from || from > last.result || last.from > last.result)
            last = {from, std::min(source_.find(letters, from), source_.size())};
        if (last.result == source_.size())
            return source_.npos;
        if (from > line_end_ || line_end_ == 0)
            line_end_ =
                std::min(source_.find('\n', std::min(from, source_.size())), source_.size());
        return last.result < line_end_ ? last.result : source_.npos;
    }

    /// The `>` of a quotation, or `**>` of one that is collapsed.
    void begin_line() {
        constexpr std::string_view collapsed = "**>";
        const auto expandable = !quote_ && begins(place_, collapsed);
        if (!expandable && at(place_) != '>')
            return;
        if (!quote_)
            quote_flags_ = expandable ? entity_flags::collapsed : 0;
        place_ += expandable ? collapsed.size() : 1;
        if (at(place_) == ' ')
            ++place_;
        if (!quote_)
            quote_ = chars_.size();
    }

    void end_quote() {
        if (quote_ && length_from(*quote_) != 0)
            add({0, 0, entity_kind::blockquote, quote_flags_}, *quote_);
        quote_.reset();
    }

    static constexpr std::size_t delimiter_count = std::size(delimiters);

    std::array<std::optional<std::size_t>, delimiter_count> begun_{};
    std::optional<entity_kind> in_code_{};
    std::string language_{};
    std::optional<std::size_t> quote_{};
    std::uint8_t quote_flags_ = 0;
    bool problem_free_ = true;
    search middle_{};
    search end_{};
    mutable std::size_t line_end_ = 0;
};

AWAITGRAM_DECL markup_result read_pyrogram_markdown(markup_source source) {
    return pyrogram_markdown_reader{source}.read();
}

} // namespace awaitgram::detail
