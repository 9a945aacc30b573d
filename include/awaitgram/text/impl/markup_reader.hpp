// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/date_format.hpp>
#include <awaitgram/text/detail/markup_reader.hpp>
#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/pyrogram_html.hpp>
#include <awaitgram/text/pyrogram_markdown.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// A whole text as a number.
[[nodiscard]] inline std::optional<std::int64_t> number_of(std::string_view digits) noexcept {
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end && !digits.empty() ? std::optional{number}
                                                                        : std::nullopt;
}

/// Whether an address begins with a text in any case.
[[nodiscard]] inline bool starts(std::string_view url, std::string_view with) noexcept {
    return url.size() >= with.size() &&
           std::equal(with.begin(), with.end(), url.begin(), [](char expected, char letter) {
               return lower(letter) == expected;
           });
}

AWAITGRAM_DECL std::optional<std::int64_t>
number_in_link(std::string_view url, std::string_view prefix) noexcept {
    if (!starts(url, prefix))
        return std::nullopt;
    const auto rest = url.substr(prefix.size());
    return number_of(rest.substr(0, std::min(rest.find('&'), rest.size())));
}

/// Whether the host of an address that has a scheme or gets one is a domain or an IP address.
[[nodiscard]] inline bool has_host(std::string_view rest) noexcept {
    auto host = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
    if (const auto user = host.rfind('@'); user != host.npos)
        host.remove_prefix(user + 1);
    if (host.starts_with('['))
        return host.find(']') != host.npos;
    host = host.substr(0, std::min(host.find(':'), host.size()));
    const auto dot = host.find('.');
    return dot != host.npos && dot != 0 && dot + 1 != host.size();
}

AWAITGRAM_DECL std::optional<link_target> checked_link(std::string_view url) {
    while (!url.empty() && is_space(url.back()))
        url.remove_suffix(1);
    while (!url.empty() && is_space(url.front()))
        url.remove_prefix(1);
    if (const auto user = number_in_link(url, "tg://user?id="); user && *user > 0)
        return link_target{entity_kind::user_mention, *user, {}};
    const auto is_blank_byte = [](char letter) {
        return static_cast<unsigned char>(letter) <= ' ' || letter == '\x7F';
    };
    if (url.empty() || std::any_of(url.begin(), url.end(), is_blank_byte))
        return std::nullopt;
    for (const std::string_view scheme : {"tg:", "ton:", "tonsite:"})
        if (starts(url, scheme))
            return url.size() > scheme.size()
                       ? std::optional{link_target{entity_kind::link, 0, std::string{url}}}
                       : std::nullopt;
    for (const std::string_view scheme : {"https://", "http://"})
        if (starts(url, scheme)) {
            if (!has_host(url.substr(scheme.size())))
                return std::nullopt;
            return link_target{entity_kind::link, 0, std::string{url}};
        }
    if (url.find("://") != url.npos || !has_host(url))
        return std::nullopt;
    return link_target{entity_kind::link, 0, "http://" + std::string{url}};
}

AWAITGRAM_DECL std::optional<text_entity>
date_entity(std::string_view unix_time, std::string_view format) {
    const auto number = number_of(unix_time);
    const auto flags = date_flags(format);
    if (!number || *number < 0 || *number > 0x7FFFFFFF || !flags)
        return std::nullopt;
    return text_entity{0, 0, entity_kind::date, *flags, *number, {}};
}

AWAITGRAM_DECL std::optional<text_entity> pictured_link(std::string_view url) {
    if (const auto emoji = number_in_link(url, "tg://emoji?id="); emoji && *emoji != 0)
        return text_entity{0, 0, entity_kind::custom_emoji, 0, *emoji, {}};
    constexpr std::string_view time = "tg://time?";
    if (!starts(url, time))
        return std::nullopt;
    std::string_view unix_time;
    std::string_view format;
    for (auto rest = url.substr(time.size()); !rest.empty();) {
        const auto size = std::min(rest.find('&'), rest.size());
        const auto parameter = rest.substr(0, size);
        rest.remove_prefix(std::min(size + 1, rest.size()));
        if (parameter.starts_with("unix="))
            unix_time = parameter.substr(5);
        else if (parameter.starts_with("format="))
            format = parameter.substr(7);
    }
    return date_entity(unix_time, format);
}

AWAITGRAM_DECL bool markup_reader::is_text() {
    const auto end = utf8_until(source_);
    return end == source_.size() ||
           refuse(
               text_errc::not_utf8,
               end,
               "The text is not UTF-8 at byte offset " + std::to_string(end)
           );
}

AWAITGRAM_DECL bool markup_reader::refuse(
    text_errc code, std::size_t offset, std::string sentence, std::string expected
) {
    if (!problem_)
        problem_ = markup_problem{code, offset, std::move(sentence), std::move(expected)};
    return false;
}

AWAITGRAM_DECL std::optional<text_ref> markup_reader::next_argument(char& brace) {
    const auto found = read_placeholder(source_, place_, next_);
    if (found.what == placeholder::kind::brace) {
        brace = source_[place_];
        place_ = found.end;
        return text_ref{};
    }
    const auto offset = " at byte offset " + std::to_string(place_);
    if (found.what == placeholder::kind::wrong || found.argument >= from_.count) {
        refuse(
            text_errc::placeholders,
            place_,
            found.what == placeholder::kind::wrong
                ? "A brace must be written twice, or belong to a placeholder" + offset
                : "No argument belongs to the placeholder" + offset
        );
        return std::nullopt;
    }
    used_ |= std::uint64_t{1} << found.argument;
    const auto content = from_.arguments[found.argument].content();
    if (utf8_until(content.chars()) != content.chars().size()) {
        refuse(
            text_errc::not_utf8,
            place_,
            "The argument of the placeholder" + offset + " is not UTF-8"
        );
        return std::nullopt;
    }
    place_ = found.end;
    return content;
}

AWAITGRAM_DECL bool markup_reader::insert_argument() {
    char brace = 0;
    const auto content = next_argument(brace);
    if (!content)
        return false;
    if (brace != 0)
        chars_.push_back(brace);
    if (const auto* whole = content->formatted())
        for (const auto& each : whole->entities()) {
            entities_.push_back(each);
            entities_.back().offset += chars_.size();
        }
    chars_.append(content->chars());
    return true;
}

AWAITGRAM_DECL bool markup_reader::insert_argument(std::string& to) {
    char brace = 0;
    const auto content = next_argument(brace);
    if (!content)
        return false;
    if (brace != 0)
        to.push_back(brace);
    to.append(content->chars());
    return true;
}

AWAITGRAM_DECL markup_result markup_reader::finish() {
    if (!problem_ && from_.count != 0 && used_ + 1 != std::uint64_t{1} << from_.count)
        refuse(
            text_errc::placeholders,
            source_.size(),
            "An argument has no placeholder, at byte offset " + std::to_string(source_.size())
        );
    if (problem_)
        return failure{*std::move(problem_)};
    sort_entities(entities_);
    return text{std::move(chars_), std::move(entities_)};
}

AWAITGRAM_DECL markup_result markup_reader::finish_stripped() {
    auto end = chars_.size();
    while (end != 0 && is_space(chars_[end - 1]))
        --end;
    std::size_t begin = 0;
    while (begin != end && is_space(chars_[begin]))
        ++begin;
    if (begin != 0 || end != chars_.size()) {
        std::erase_if(entities_, [begin, end](text_entity& each) {
            const auto from = std::clamp(each.offset, begin, end);
            each.length = std::clamp(each.end(), begin, end) - from;
            each.offset = from - begin;
            return each.length == 0;
        });
        chars_.resize(end);
        chars_.erase(0, begin);
    }
    return finish();
}

[[nodiscard]] inline markup_result read_as(dialect as, markup_source source) {
    switch (as) {
    case dialect::html:
        return read_html(source);
    case dialect::markdown:
        return read_markdown(source);
    case dialect::pyrogram_html:
        return read_pyrogram_html(source);
    case dialect::pyrogram_markdown:
        break;
    }
    return read_pyrogram_markdown(source);
}

AWAITGRAM_DECL text read_markup(dialect as, std::string_view source) {
    return read_markup(as, source, nullptr, 0);
}

AWAITGRAM_DECL text read_markup(
    dialect as, std::string_view source, const markup_argument* arguments, std::size_t count
) {
    auto read = read_as(as, {source, arguments, count});
    if (!read)
        throw markup_error(read.error());
    return *std::move(read);
}

} // namespace detail

AWAITGRAM_DECL result<text, markup_problem> parse_html(std::string_view source) {
    return detail::read_html({source});
}
AWAITGRAM_DECL result<text, markup_problem> parse_markdown(std::string_view source) {
    return detail::read_markdown({source});
}
AWAITGRAM_DECL result<text, markup_problem> parse_pyrogram_html(std::string_view source) {
    return detail::read_pyrogram_html({source});
}
AWAITGRAM_DECL result<text, markup_problem> parse_pyrogram_markdown(std::string_view source) {
    return detail::read_pyrogram_markdown({source});
}

} // namespace awaitgram
