// SPDX-License-Identifier: MIT
#include "crc.hpp"

#include <algorithm>
#include <array>

namespace generator {

namespace {

constexpr std::array<std::uint32_t, 256> table = [] {
    std::array<std::uint32_t, 256> entries{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        auto value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
        entries[i] = value;
    }
    return entries;
}();

/// Whether a word is `name:flags.3?true`.
bool is_true_field(std::string_view word) {
    const auto colon = word.find(':');
    return colon != std::string_view::npos && word.ends_with("?true") &&
           word.find('.', colon) != std::string_view::npos;
}

} // namespace

std::uint32_t crc32(std::string_view text) {
    auto value = 0xffffffffu;
    for (const char c : text)
        value = value >> 8 ^ table[(value ^ static_cast<unsigned char>(c)) & 0xff];
    return ~value;
}

std::string normalised(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if (c == '<' || c == '>')
            plain += ' ';
        else if (std::string_view{"{}()"}.find(c) == std::string_view::npos)
            plain += c;
    }
    // Angle brackets also end a word: `x:Vector<bytes>` keeps its `bytes`.
    std::string out;
    for (std::size_t at = 0; at < plain.size();) {
        const auto end = std::min(plain.find(' ', at), plain.size());
        std::string word = plain.substr(at, end - at);
        at = end + 1;
        if (word.empty() || is_true_field(word))
            continue;
        if (word.ends_with(":bytes") || word.ends_with("?bytes"))
            word.replace(word.size() - 5, 5, "string");
        if (!out.empty())
            out += ' ';
        out += word;
    }
    return out;
}

} // namespace generator
