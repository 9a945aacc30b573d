// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/html_reader.hpp>

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// Pyrogram's HTML: what it does not know vanishes, and tags need not end in the order in which they began.
class lenient_html_reader : html_reader {
public:
    explicit lenient_html_reader(markup_source source) : html_reader(source, true) {}

    [[nodiscard]] markup_result read() {
        if (is_text())
            while (place_ < source_.size() && read_piece()) {
            }
        drop_language();
        return finish_stripped();
    }

private:
    bool read_tag() override {
        const auto next = at(place_ + 1);
        if (next == '!')
            return skip_comment();
        const auto ends = next == '/';
        const auto name_begin = place_ + (ends ? 2 : 1);
        if (!is_latin(at(name_begin))) {
            chars_.push_back(source_[place_++]);
            return true;
        }
        const auto begin = place_;
        place_ = name_begin;
        std::string name;
        const auto is_name = [](char letter) {
            return letter != '\0' && !is_space(letter) && letter != '>' && letter != '/';
        };
        while (is_name(at(place_)))
            name.push_back(lower(source_[place_++]));
        open_tag tag{find_tag(name), chars_.size(), begin};
        if (ends) {
            skip_tag();
            close(tag.tag);
            return true;
        }
        tag_error wrong;
        if (!read_attributes(tag, wrong)) {
            if (wrong.what == tag_error::kind::none)
                return false; // an argument
            skip_tag();
        }
        if (tag.tag != nullptr)
            open_[kind_of(tag.tag)].push_back(std::move(tag));
        return true;
    }

    [[nodiscard]] static std::size_t kind_of(const html_tag* tag) noexcept {
        return static_cast<std::size_t>(tag - html_tags);
    }

    /// Ends the last tag with this name, if there is one.
    void close(const html_tag* tag) {
        if (tag == nullptr || open_[kind_of(tag)].empty())
            return;
        auto& same = open_[kind_of(tag)];
        close_tag(same.back());
        same.pop_back();
    }

    void skip_tag() noexcept {
        while (place_ < source_.size() && source_[place_] != '>')
            ++place_;
        if (place_ < source_.size())
            ++place_;
    }

    bool skip_comment() noexcept {
        constexpr std::string_view opening = "<!--";
        if (!begins(place_, opening)) {
            skip_tag();
            return true;
        }
        const auto end = source_.find("-->", place_ + opening.size());
        place_ = end == source_.npos ? source_.size() : end + 3;
        return true;
    }

    std::vector<open_tag> open_[std::size(html_tags)]{};
};

AWAITGRAM_DECL markup_result read_pyrogram_html(markup_source source) {
    return lenient_html_reader{source}.read();
}

} // namespace awaitgram::detail
