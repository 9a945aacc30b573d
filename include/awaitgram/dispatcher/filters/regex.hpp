// SPDX-License-Identifier: MIT
#pragma once

/// Regular expressions, with the library RE2: include this header, and link with it (`pkg-config re2`).
///
/// RE2 needs a time that is linear in the text, whatever the expression and the text are: users cannot stop a bot by a message.

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/dispatcher/filters/text.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// How `filters::regex` reads an expression.
struct regex_options {
    /// Whether the case of letters matters.
    bool case_sensitive = true;
    /// Whether the expression must fit the whole text instead of a part of it.
    bool whole_text = false;
    /// Whether `.` fits the end of a line, too.
    bool dot_fits_newline = false;
};

static_assert(std::is_trivially_destructible_v<regex_options>);

/// The part of a text that an expression fits, and its groups. It refers to the text of the event.
class regex_match {
public:
    regex_match(std::vector<std::string_view> groups, std::shared_ptr<const re2::RE2> expression)
        : groups_(std::move(groups)), expression_(std::move(expression)) {}

    /// The whole part that fits.
    [[nodiscard]] std::string_view text() const noexcept { return groups_.front(); }

    /// A group by its number, counted from 1; 0 is the whole part. Empty when it took no part in the match, or does not exist.
    [[nodiscard]] std::string_view operator[](std::size_t group) const noexcept {
        return group < groups_.size() ? groups_[group] : std::string_view{};
    }

    /// A group by its name, as in `(?P<name>...)`; empty as above.
    [[nodiscard]] std::string_view operator[](std::string_view name) const {
        const auto& names = expression_->NamedCapturingGroups();
        const auto known = names.find(std::string{name});
        return known == names.end() ? std::string_view{}
                                    : (*this)[static_cast<std::size_t>(known->second)];
    }

    /// The number of groups.
    [[nodiscard]] std::size_t size() const noexcept { return groups_.size() - 1; }

private:
    std::vector<std::string_view> groups_;
    std::shared_ptr<const re2::RE2> expression_;
};

namespace filters {

namespace detail {

struct fits_regex {
    fits_regex(std::string_view pattern, regex_options options) : whole(options.whole_text) {
        re2::RE2::Options settings;
        settings.set_log_errors(false);
        settings.set_case_sensitive(options.case_sensitive);
        settings.set_dot_nl(options.dot_fits_newline);
        expression = std::make_shared<const re2::RE2>(
            re2::StringPiece{pattern.data(), pattern.size()}, settings
        );
        if (!expression->ok())
            throw std::invalid_argument(
                "awaitgram: the regular expression \"" + std::string{pattern} +
                "\" cannot be used: " + expression->error()
            );
    }

    template <class Event>
        requires with_text<Event>
    std::optional<regex_match> operator()(const Event& event) const {
        return find(text_of(event));
    }

    [[nodiscard]] std::optional<regex_match> find(std::string_view text) const {
        const auto count = static_cast<std::size_t>(expression->NumberOfCapturingGroups()) + 1;
        std::vector<re2::StringPiece> parts(count);
        const re2::StringPiece all{text.data(), text.size()};
        const auto anchor = whole ? re2::RE2::ANCHOR_BOTH : re2::RE2::UNANCHORED;
        if (!expression->Match(
                all, 0, all.size(), anchor, parts.data(), static_cast<int>(parts.size())
            ))
            return std::nullopt;
        std::vector<std::string_view> groups;
        groups.reserve(count);
        for (const auto& part : parts)
            groups.emplace_back(part.data(), part.size());
        return regex_match(std::move(groups), expression);
    }

    std::shared_ptr<const re2::RE2> expression{};
    bool whole;
};

} // namespace detail

/// Messages whose text or caption fits a regular expression; also queries with such a text, buttons with such data, and invoices with
/// such a payload. Yields a `regex_match`.
///
/// Errors: std::invalid_argument, at once, for an expression that RE2 does not accept.
/// Spec: https://github.com/google/re2/wiki/Syntax
[[nodiscard]] inline auto regex(std::string_view pattern, regex_options options = {}) {
    return filter{detail::fits_regex{pattern, options}};
}

} // namespace filters

} // namespace awaitgram
