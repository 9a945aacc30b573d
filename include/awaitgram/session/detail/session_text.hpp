// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/session_fields.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram::detail {

/// A session string without what mail and chat programs add to one: white space and line breaks anywhere, also invisible ones;
/// quotes and punctuation around it; `>` before its lines; the `=` at the end of a line and the `=3D` of quoted-printable text;
/// other hyphens, and a dash in the place of two.
class session_text {
public:
    /// The given text must outlive this.
    explicit session_text(std::string_view given) : given_(given) {
        if (given.size() > 4 * longest_session_string)
            return;
        cleaned_.bytes.reserve(given.size() * 2); // so that no copy is left behind
        read();
        trim();
    }

    [[nodiscard]] std::string_view text() const {
        return text_of(cleaned_.bytes).substr(first_, end_ - first_);
    }

    /// A character and its place in the given text, for error texts: "the character '?' at place 7".
    [[nodiscard]] std::string named(std::size_t at) const {
        const auto place = origins_[first_ + at].place;
        const auto code = code_of(first_ + at);
        char shown[16];
        if (code > ' ' && code <= '~')
            std::snprintf(shown, sizeof shown, "'%c'", static_cast<char>(code));
        else
            std::snprintf(shown, sizeof shown, "U+%04X", static_cast<unsigned>(code));
        return std::string{"the character "} + shown + " at place " + std::to_string(place);
    }

private:
    /// The character of the given text that a byte comes from: its place, counted from 1, and its first byte. Not the character
    /// itself, which is secret.
    struct origin {
        std::uint32_t place;
        std::uint32_t offset;
    };

    static bool is_blank(std::uint32_t code) noexcept {
        return code <= ' ' || code == 0x7f || code == 0xa0 || code == 0xad || code == 0x1680 ||
               (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) ||
               (code >= 0x205f && code <= 0x206f) || code == 0x3000 || code == 0xfeff;
    }

    /// Quotes and punctuation that may be around a string.
    static bool is_wrapping(std::uint32_t code) noexcept {
        return (code < 0x80 && std::string_view{"\"'`<>,;."}.find(static_cast<char>(code)) !=
                                   std::string_view::npos) ||
               code == 0xab || code == 0xb4 || code == 0xbb || (code >= 0x2018 && code <= 0x201f) ||
               code == 0x2039 || code == 0x203a;
    }

    static bool is_hyphen(std::uint32_t code) noexcept {
        return code == 0x2010 || code == 0x2011 || code == 0x2212 || code == 0xfe63 ||
               code == 0xff0d;
    }

    /// The character at a place of UTF-8, and its bytes; a byte that is no UTF-8 counts as a character.
    static std::uint32_t character_at(std::string_view text, std::size_t at, std::size_t& size) {
        const auto byte = [&](std::size_t i) {
            return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
        };
        const auto first = byte(at);
        size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 1;
        std::uint32_t code = size == 1 ? first : first & (0x7fU >> size);
        for (std::size_t i = 1; i < size; ++i) {
            if ((byte(at + i) & 0xc0) != 0x80) {
                size = 1;
                return first;
            }
            code = code << 6 | (byte(at + i) & 0x3fU);
        }
        return code;
    }

    /// The character that a byte comes from.
    [[nodiscard]] std::uint32_t code_of(std::size_t index) const {
        std::size_t size = 0;
        return character_at(given_, origins_[index].offset, size);
    }

    void add(char character, origin from) {
        cleaned_.bytes.push_back(static_cast<std::uint8_t>(character));
        origins_.push_back(from);
    }

    void read() {
        auto starts_line = true;
        std::uint32_t place = 0;
        for (std::size_t at = 0, size = 0; at < given_.size(); at += size) {
            const origin from{++place, static_cast<std::uint32_t>(at)};
            const auto code = character_at(given_, at, size);
            const auto rest = given_.substr(at + size);
            if (is_blank(code)) {
                starts_line = starts_line || code == '\n' || code == '\r' || code == 0x2028;
                continue;
            }
            if (starts_line && code == '>')
                continue;
            starts_line = false;
            if (code == '=' && (rest.starts_with("\n") || rest.starts_with("\r\n")) &&
                rest.find_first_not_of(" \t\r\n") != rest.npos)
                continue;
            if (code == '=' && rest.starts_with("3D")) {
                size += 2;
                place += 2;
            }
            if (code == 0x2014)
                add('-', from);
            if (code == 0x2014 || is_hyphen(code))
                add('-', from);
            else
                add(code < 0x80 ? static_cast<char>(code) : '\x7f', from);
        }
    }

    void trim() {
        end_ = cleaned_.bytes.size();
        while (first_ < end_ && is_wrapping(code_of(first_)))
            ++first_;
        while (end_ > first_ && is_wrapping(code_of(end_ - 1)))
            --end_;
    }

    std::string_view given_;
    secret_bytes cleaned_{{}};
    std::vector<origin> origins_{};
    std::size_t first_ = 0;
    std::size_t end_ = 0;
};

} // namespace awaitgram::detail
