// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

using link_result = result<chat_link, peer_errc>;

/// Longer texts are no links of Telegram's.
inline constexpr std::size_t longest_link = 2048;
inline constexpr std::size_t longest_invite_hash = 64;

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr char to_lower_ascii(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] constexpr bool is_letter(char c) noexcept {
    return to_lower_ascii(c) >= 'a' && to_lower_ascii(c) <= 'z';
}
[[nodiscard]] inline bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
[[nodiscard]] inline bool equal_folded(std::string_view text, std::string_view lower) noexcept {
    return std::equal(
        text.begin(),
        text.end(),
        lower.begin(),
        lower.end(),
        [](char left, char right) { return to_lower_ascii(left) == right; }
    );
}
/// Removes a prefix that is compared without regard to case.
[[nodiscard]] inline bool strip(std::string_view& text, std::string_view lower) noexcept {
    if (!equal_folded(text.substr(0, lower.size()), lower))
        return false;
    text.remove_prefix(lower.size());
    return true;
}
/// The part before a character, which is removed together with the character.
[[nodiscard]] inline std::string_view cut(std::string_view& text, char at) noexcept {
    const auto end = text.find(at);
    const auto part = text.substr(0, end);
    text = end == text.npos ? std::string_view{} : text.substr(end + 1);
    return part;
}

[[nodiscard]] inline int hex_digit(char c) noexcept {
    const auto lower = to_lower_ascii(c);
    return is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
/// A part of a link without its percent signs. A text that is no encoding stays as it is.
[[nodiscard]] inline std::string percent_decoded(std::string_view part) {
    std::string plain;
    for (std::size_t at = 0; at < part.size(); ++at) {
        const auto high = part[at] == '%' && at + 2 < part.size() ? hex_digit(part[at + 1]) : -1;
        const auto low = high >= 0 ? hex_digit(part[at + 2]) : -1;
        if (low >= 0)
            at += 2;
        plain += low >= 0 ? static_cast<char>(high * 16 + low) : part[at];
    }
    return plain;
}

template <class Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text) noexcept {
    Number value{};
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return !text.empty() && read.ec == std::errc{} && read.ptr == end ? std::optional{value}
                                                                      : std::nullopt;
}
/// The number of a message; nothing when it is none, and for other texts.
[[nodiscard]] inline std::optional<std::int32_t> message_number(std::string_view text) noexcept {
    const auto value = all_digits(text) ? number_in<std::int32_t>(text) : std::nullopt;
    return value && *value > 0 ? value : std::nullopt;
}

[[nodiscard]] inline link_result named(std::string_view name) {
    if (!is_username(name))
        return failure{peer_errc::invalid_username};
    chat_link link;
    link.to = chat_link::target::username;
    link.name = name;
    return link;
}
[[nodiscard]] inline link_result phone(std::string_view written) {
    chat_link link;
    link.to = chat_link::target::phone;
    for (const auto c : written) {
        if (is_digit(c))
            link.name += c;
        else if (std::string_view{" -().\xa0\xc2"}.find(c) == std::string_view::npos)
            return failure{peer_errc::invalid_phone};
    }
    if (link.name.size() < 5 || link.name.size() > 15)
        return failure{peer_errc::invalid_phone};
    return link;
}
[[nodiscard]] inline link_result invite(std::string_view hash) {
    const auto possible = [](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || c == '-';
    };
    if (hash.empty() || hash.size() > longest_invite_hash ||
        !std::all_of(hash.begin(), hash.end(), possible))
        return failure{peer_errc::not_a_chat_link};
    chat_link link;
    link.to = chat_link::target::invite;
    link.name = hash;
    return link;
}
[[nodiscard]] inline link_result numbered(const result<peer_id>& id) {
    if (!id)
        return failure{peer_errc::invalid_id};
    chat_link link;
    link.to = chat_link::target::id;
    link.id = id->bot_api_dialog_id();
    return link;
}
[[nodiscard]] inline link_result channel_numbered(std::string_view bare) {
    const auto id = all_digits(bare) ? number_in<std::int64_t>(bare) : std::nullopt;
    return id ? numbered(peer_id::channel(*id)) : link_result{failure{peer_errc::not_a_chat_link}};
}

/// Adds what the part of a link behind the question mark says of the message.
[[nodiscard]] inline link_result with_query(link_result link, std::string_view query) {
    while (link && !query.empty()) {
        auto value = cut(query, '&');
        const auto name = cut(value, '=');
        auto* number = name == "comment"                   ? &link->comment
                       : name == "thread"                  ? &link->thread
                       : name == "post"                    ? &link->message
                       : name == "story" && !value.empty() ? &link->story
                                                           : nullptr;
        if (name == "single")
            link->single = true;
        if (number == nullptr)
            continue;
        const auto id = message_number(value);
        if (!id)
            return failure{peer_errc::not_a_chat_link};
        *number = *id;
    }
    return link;
}

/// The value of a parameter; empty when it is missing.
[[nodiscard]] inline std::string parameter(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        auto value = cut(query, '&');
        if (cut(value, '=') == name)
            return percent_decoded(value);
    }
    return {};
}

/// `tg://resolve?domain=name` and the like, without `tg:`.
[[nodiscard]] inline link_result parse_tg_link(std::string_view rest) {
    static_cast<void>(strip(rest, "//"));
    auto query = rest.substr(0, rest.find('#'));
    auto action = cut(query, '?');
    if (!action.empty() && action.back() == '/')
        action.remove_suffix(1);
    const auto value = [query](std::string_view name) { return parameter(query, name); };
    if (equal_folded(action, "resolve")) {
        if (const auto number = value("phone"); !number.empty())
            return phone(number.front() == '+' ? number.substr(1) : number);
        return with_query(named(value("domain")), query);
    }
    if (equal_folded(action, "privatepost"))
        return with_query(channel_numbered(value("channel")), query);
    if (equal_folded(action, "join"))
        return invite(value("invite"));
    const auto numbered_by = [&value](std::string_view name) {
        return number_in<std::int64_t>(value(name)).value_or(0);
    };
    if (equal_folded(action, "user"))
        return numbered(peer_id::user(numbered_by("id")));
    if (equal_folded(action, "openmessage"))
        return numbered(
            value("chat_id").empty() ? peer_id::user(numbered_by("user_id"))
                                     : peer_id::chat(numbered_by("chat_id"))
        );
    return failure{peer_errc::not_a_chat_link};
}

/// Whether the first part of the path of a t.me link is reserved for other things than chats.
[[nodiscard]] inline bool is_reserved(std::string_view part) noexcept {
    static constexpr std::string_view reserved[]{
        "addemoji", "addlist", "addstickers", "addstyle", "addtheme",     "auction",  "auth",
        "bg",       "boost",   "call",        "contact",  "confirmphone", "giftcode", "invoice",
        "iv",       "login",   "m",           "newbot",   "nft",          "proxy",    "setlanguage",
        "share",    "socks",   "stargift",    "theme"};
    return std::any_of(std::begin(reserved), std::end(reserved), [part](auto each) {
        return equal_folded(part, each);
    });
}

/// Adds what the path says of the message, behind the chat: `5`, `THREAD/5`, `s/STORY`.
[[nodiscard]] inline link_result with_path(link_result link, std::string_view path) {
    const auto first = cut(path, '/');
    const auto second = cut(path, '/');
    if (!link || first.empty())
        return link;
    if (equal_folded(first, "s")) {
        link->story = message_number(second).value_or(0);
        return link;
    }
    if (!all_digits(first))
        return link; // a web app of a bot
    const auto number = message_number(first);
    const auto in_thread = message_number(second);
    if (!number || (all_digits(second) && !in_thread))
        return failure{peer_errc::not_a_chat_link};
    link->message = in_thread ? *in_thread : *number;
    link->thread = in_thread ? *number : 0;
    return link;
}

[[nodiscard]] inline link_result parse_path(std::string_view path) {
    const auto first = percent_decoded(cut(path, '/'));
    if (first.empty() || is_reserved(first))
        return failure{peer_errc::not_a_chat_link};
    if (first.front() == '+' || first.front() == ' ') {
        const auto rest = first.substr(1);
        return all_digits(rest) ? phone(rest) : invite(rest);
    }
    if (equal_folded(first, "joinchat"))
        return invite(percent_decoded(cut(path, '/')));
    if (equal_folded(first, "c")) {
        const auto bare = cut(path, '/');
        return with_path(channel_numbered(bare), path);
    }
    if (equal_folded(first, "s")) { // the preview on the web
        const auto name = percent_decoded(cut(path, '/'));
        return with_path(named(name), path);
    }
    if (is_username(first))
        return with_path(named(first), path);
    return failure{
        is_letter(first.front()) ? peer_errc::invalid_username : peer_errc::not_a_chat_link};
}

/// A link to t.me, without `https://`.
[[nodiscard]] inline link_result parse_web_link(std::string_view rest) {
    rest = rest.substr(0, rest.find('#'));
    auto query = rest;
    rest = cut(query, '?');
    auto host = cut(rest, '/');
    if (const auto port = host.find(':'); port != host.npos)
        host = all_digits(host.substr(port + 1)) ? host.substr(0, port) : std::string_view{};
    static_cast<void>(strip(host, "www."));
    for (const auto* known : {"t.me", "telegram.me", "telegram.dog"})
        if (equal_folded(host, known))
            return with_query(parse_path(rest), query);
    constexpr std::string_view own = ".t.me";
    if (host.size() > own.size() && equal_folded(host.substr(host.size() - own.size()), own))
        return with_query(with_path(named(host.substr(0, host.size() - own.size())), rest), query);
    return failure{peer_errc::not_a_chat_link};
}

[[nodiscard]] inline std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blank = " \t\r\n\f\v";
    const auto begin = text.find_first_not_of(blank);
    return begin == text.npos ? std::string_view{}
                              : text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

} // namespace detail

AWAITGRAM_DECL bool is_username(std::string_view name) noexcept {
    if (name.empty() || name.size() > 32 || !detail::is_letter(name.front()) || name.back() == '_')
        return false;
    const auto possible = [](char c) {
        return detail::is_letter(c) || detail::is_digit(c) || c == '_';
    };
    return std::all_of(name.begin(), name.end(), possible) && name.find("__") == name.npos;
}

AWAITGRAM_DECL std::string folded_name(std::string_view name) {
    std::string folded{name};
    std::transform(folded.begin(), folded.end(), folded.begin(), detail::to_lower_ascii);
    return folded;
}

AWAITGRAM_DECL result<chat_link, peer_errc> parse_chat_link(std::string_view text) {
    text = detail::trimmed(text);
    if (text.empty() || text.size() > detail::longest_link)
        return failure{peer_errc::not_a_chat};
    if (detail::equal_folded(text, "me") || detail::equal_folded(text, "self"))
        return chat_link{};
    if (text.front() == '@')
        return detail::named(text.substr(1));
    if (text.front() == '+')
        return detail::phone(text.substr(1));
    if (detail::all_digits(text))
        return failure{peer_errc::ambiguous_number};
    if (text.front() == '-' && detail::all_digits(text.substr(1))) {
        const auto id = detail::number_in<std::int64_t>(text);
        return id ? detail::numbered(peer_id::from_dialog_id(*id))
                  : detail::link_result{failure{peer_errc::invalid_id}};
    }
    if (detail::strip(text, "tg:"))
        return detail::parse_tg_link(text);
    if (detail::strip(text, "https://") || detail::strip(text, "http://") ||
        text.find_first_of("./") != text.npos)
        return detail::parse_web_link(text);
    return detail::named(text);
}

} // namespace awaitgram
