// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/part_set.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::files::detail {

/// A name for something: the same for the same, and of letters and digits alone.
[[nodiscard]] inline std::string name_of_content(std::initializer_list<byte_view> parts) {
    return to_hex(crypto::sha256(parts)).substr(0, 40);
}

/// What is kept of a transfer that is not complete.
///
/// Shape: four lines of text: the format, the name of the content; the id of the file, when it began, the number of parts; the parts.
struct transfer_state {
    /// Tells the file from all others, and from what it was before it changed.
    std::string content{};
    /// The id under which Telegram stores it; 0 for downloads.
    std::int64_t file = 0;
    /// In seconds since 1970.
    std::int64_t began = 0;
    part_set parts{0};

    static constexpr std::string_view format = "awaitgram transfer 1";

    [[nodiscard]] byte_buffer bytes() const {
        std::ostringstream text;
        text << format << '\n'
             << content << '\n'
             << file << ' ' << began << ' ' << parts.count() << '\n'
             << to_hex(parts.bytes()) << '\n';
        const auto all = text.str();
        const auto view = bytes_of(all);
        return {view.begin(), view.end()};
    }

    /// Nothing when the bytes are damaged.
    [[nodiscard]] static std::optional<transfer_state> from(byte_view bytes) {
        constexpr std::size_t most = 8000;
        std::istringstream text{std::string{text_of(bytes)}};
        transfer_state state;
        std::string line;
        std::string bits;
        std::size_t count = 0;
        if (!std::getline(text, line) || line != format || !(text >> state.content >> state.file) ||
            !(text >> state.began >> count >> bits) || count > most)
            return std::nullopt;
        const auto raw = from_hex(bits);
        if (!raw)
            return std::nullopt;
        auto parts = part_set::from_bytes(count, *raw);
        if (!parts)
            return std::nullopt;
        state.parts = *std::move(parts);
        return state;
    }
};

/// Makes a file; false when there is one, or a link.
///
/// Errors: std::system_error when it cannot be made.
[[nodiscard]] bool made_new(const std::filesystem::path& path);

/// The bytes of a small file; nothing when there is none.
[[nodiscard]] std::optional<byte_buffer> read_small_file(const std::filesystem::path& path);

/// Puts a file in the place of another, as a whole or not at all.
///
/// Errors: std::system_error when it cannot be written.
void replace_small_file(const std::filesystem::path& path, byte_view bytes);

} // namespace awaitgram::files::detail
