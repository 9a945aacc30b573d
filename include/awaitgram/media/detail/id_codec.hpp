// SPDX-License-Identifier: MIT
#pragma once

/// The encoding that file_id and file_unique_id have in common: fields of TL, runs of zeros in short, Base64 around them.

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/detail/byte_reader.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/media/error.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::media::detail {

using awaitgram::detail::byte_reader;

/// An address in an id may be long; nothing else is.
inline constexpr std::size_t longest_id = 4096;
/// As many bytes may come of runs of zeros.
inline constexpr std::size_t most_id_bytes = 8192;

/// Writes each run of at most 250 zeros as a zero and its length.
[[nodiscard]] inline byte_buffer shorten_zeros(byte_view bytes) {
    constexpr std::size_t longest_run = 250;
    byte_buffer shorter;
    shorter.reserve(bytes.size() + 8);
    for (std::size_t at = 0; at != bytes.size();) {
        std::size_t run = 0;
        while (at + run != bytes.size() && run != longest_run && bytes[at + run] == 0)
            ++run;
        shorter.push_back(bytes[at]);
        if (run != 0)
            shorter.push_back(static_cast<std::uint8_t>(run));
        at += std::max<std::size_t>(run, 1);
    }
    return shorter;
}

/// Undoes shorten_zeros.
[[nodiscard]] inline result<byte_buffer, media_errc> restore_zeros(byte_view shorter) {
    byte_buffer bytes;
    bytes.reserve(shorter.size() * 2);
    for (std::size_t at = 0; at != shorter.size(); ++at) {
        if (shorter[at] != 0) {
            bytes.push_back(shorter[at]);
        } else {
            if (++at == shorter.size() || shorter[at] == 0)
                return failure{media_errc::malformed_run};
            bytes.resize(bytes.size() + shorter[at]);
        }
        if (bytes.size() > most_id_bytes)
            return failure{media_errc::too_long};
    }
    return bytes;
}

[[nodiscard]] inline std::string id_text(byte_view bytes) {
    using namespace awaitgram::detail;
    return to_base64(bytes, base64_digits::url, base64_fill::without);
}

/// The bytes of an id.
[[nodiscard]] inline result<byte_buffer, media_errc> id_bytes(std::string_view text) {
    if (text.size() > longest_id)
        return failure{media_errc::too_long};
    auto bytes = awaitgram::detail::from_base64(text);
    if (!bytes)
        return failure{media_errc::not_base64};
    return std::move(*bytes);
}

/// Reads fields of TL.
class field_reader : public byte_reader {
public:
    using byte_reader::byte_reader;

    template <class T>
    [[nodiscard]] T number() noexcept {
        const auto taken = bytes(sizeof(T));
        return taken.empty() ? T{0} : load_le<T>(taken.data());
    }
    [[nodiscard]] std::int32_t number32() noexcept { return number<std::int32_t>(); }
    [[nodiscard]] std::int64_t number64() noexcept { return number<std::int64_t>(); }

    /// Bytes behind their length, filled up to words. What fills them up is not looked at.
    [[nodiscard]] std::string block() {
        std::size_t size = byte();
        std::size_t head = 1;
        if (size == 254) {
            const auto length = bytes(3);
            size = 0;
            for (auto i = length.size(); i != 0; --i)
                size = size << 8 | length[i - 1];
            head = 4;
        } else if (size == 255) {
            fail();
        }
        const auto content = bytes(size);
        [[maybe_unused]] const auto filling = bytes((4 - (head + content.size()) % 4) % 4);
        return failed() ? std::string{} : std::string(text_of(content));
    }
};

/// Appends bytes as field_reader::block reads them.
inline void append_block(byte_buffer& to, std::string_view content) {
    const auto begin = to.size();
    if (content.size() < 254) {
        to.push_back(static_cast<std::uint8_t>(content.size()));
    } else {
        to.push_back(254);
        for (auto shift = 0; shift != 24; shift += 8)
            to.push_back(static_cast<std::uint8_t>(content.size() >> shift));
    }
    append(to, bytes_of(content));
    while ((to.size() - begin) % 4 != 0)
        to.push_back(0);
}

/// Whether Telegram fetches files from such an address.
[[nodiscard]] inline bool is_web_address(std::string_view url) noexcept {
    const auto begins = [url](std::string_view with) {
        return url.size() > with.size() &&
               std::ranges::equal(url.substr(0, with.size()), with, {}, [](char c) {
                   return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
               });
    };
    const auto printable = [](char c) {
        return static_cast<unsigned char>(c) > ' ' && c != '\x7F';
    };
    return (begins("http://") || begins("https://")) && std::ranges::all_of(url, printable);
}

} // namespace awaitgram::media::detail
