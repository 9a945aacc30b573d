// SPDX-License-Identifier: MIT
#pragma once

/// The texts of titles and performers, in the encodings of the formats.

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/media/detail/mime_table.hpp>
#include <awaitgram/media/detail/probe_source.hpp>
#include <awaitgram/text/detail/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::media::detail {

using awaitgram::detail::append_character;

/// Bytes of a title in a file that are looked at, and of one that is told.
inline constexpr std::size_t most_text_bytes = 2048;
inline constexpr std::size_t longest_text = 512;

/// A text as one line of at most 512 bytes.
[[nodiscard]] inline std::string one_line(std::string_view text) {
    std::string line;
    for (const auto c : text.substr(0, text.find('\0')))
        line += static_cast<unsigned char>(c) < 0x20 || c == '\x7F' ? ' ' : c;
    auto end = std::min(line.size(), longest_text);
    while (!awaitgram::detail::is_border(line, end))
        --end;
    line.resize(end);
    line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
    line.resize(line.find_last_not_of(' ') + 1);
    return line;
}

[[nodiscard]] inline std::string from_latin1(byte_view bytes) {
    std::string text;
    for (const auto byte : bytes)
        append_character(text, byte);
    return one_line(text);
}

/// UTF-8; where it is none, its bytes are taken for characters, as old programs wrote them.
[[nodiscard]] inline std::string from_utf8(byte_view bytes) {
    auto text = text_of(bytes);
    const auto end = awaitgram::detail::utf8_until(text);
    // Behind that, it is not told, and its last character may have been cut.
    if (end != text.size() && end < longest_text)
        return from_latin1(bytes);
    return one_line(text.substr(0, end));
}

enum class byte_order : std::uint8_t { little, big };

[[nodiscard]] inline std::string from_utf16(byte_view bytes, byte_order order) {
    constexpr std::uint32_t replacement = 0xFFFD;
    const auto unit = [&](std::size_t at) -> std::uint32_t {
        const std::uint32_t first = bytes[at];
        const std::uint32_t second = bytes[at + 1];
        return order == byte_order::big ? first << 8 | second : second << 8 | first;
    };
    std::string text;
    for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
        const auto first = unit(at);
        if (first == 0)
            break;
        if (first < 0xD800 || first > 0xDFFF) {
            append_character(text, first);
        } else if (first < 0xDC00 && at + 4 <= bytes.size() && unit(at + 2) >> 10 == 0x37) {
            at += 2;
            append_character(text, 0x10000 + ((first & 0x3FF) << 10) + (unit(at) & 0x3FF));
        } else {
            append_character(text, replacement);
        }
    }
    return one_line(text);
}

/// Takes a title, or another one, if there was none before.
inline void take_text(std::string& to, std::string text) {
    if (to.empty())
        to = std::move(text);
}

/// Takes a comment such as `TITLE=…`, as FLAC and Ogg have them.
inline void take_comment(file_facts& facts, byte_view comment) {
    const auto text = text_of(comment);
    const auto sign = text.find('=');
    if (sign == text.npos)
        return;
    if (same_letters(text.substr(0, sign), "TITLE"))
        take_text(facts.title, from_utf8(comment.subspan(sign + 1)));
    else if (same_letters(text.substr(0, sign), "ARTIST"))
        take_text(facts.performer, from_utf8(comment.subspan(sign + 1)));
}

/// Reads a list of comments.
///
///     | vendor size:u32 | vendor | count:u32 | { size:u32 | comment } … |
inline void read_comments(probe_source& in, extent all, file_facts& facts) {
    auto at = all.begin + 4 + std::uint64_t{in.le32(all.begin)};
    const auto count = at + 4 <= all.end ? in.le32(at) : 0;
    at += 4;
    for (std::uint32_t i = 0; i != count && at + 4 <= all.end && in.part(); ++i) {
        const auto comment = all.part(at + 4, in.le32(at));
        take_comment(
            facts,
            in.up_to(
                comment.begin,
                static_cast<std::size_t>(std::min<std::uint64_t>(comment.size(), most_text_bytes))
            )
        );
        at = comment.end;
    }
}

} // namespace awaitgram::media::detail
