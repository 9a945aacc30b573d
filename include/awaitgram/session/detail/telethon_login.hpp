// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/session/detail/ip_address.hpp>
#include <awaitgram/session/detail/session_fields.hpp>
#include <awaitgram/session/detail/session_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace awaitgram::detail::telethon_login {

inline constexpr std::size_t size_with_ipv4 = 1 + 4 + 2 + 256;
inline constexpr std::size_t size_with_ipv6 = 1 + 16 + 2 + 256;

/// Whether the bytes after the `1` are GramJS's, which may have the same size as Telethon's: the size of the address fits, and the
/// address is a text. No existing IPv6 network begins with such a size.
[[nodiscard]] inline bool has_text_address(byte_view decoded) {
    if (decoded.size() < 1 + 2 + 1 + 2 + 256)
        return false;
    const auto size = decoded.size() - (1 + 2 + 2 + 256);
    const auto address = text_of(decoded.subspan(3, size));
    return load_be(decoded.subspan(1, 2)) == size && size >= 3 &&
           std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < 127; });
}

[[nodiscard]] inline bool looks_like(byte_view decoded) {
    return (decoded.size() == size_with_ipv4 || decoded.size() == size_with_ipv6) &&
           !has_text_address(decoded);
}

/// The home in a Telethon string; what follows the version, a `1`, as Base64 for URLs; numbers are big-endian:
///
///     | dc:u8 | IP:4 or 16 | port:u16 | key:256 |
inline dc_option read(byte_view decoded) {
    field_reader reader{decoded};
    auto home = checked_dc(reader.big_endian<std::uint8_t>());
    const auto ip = ip_text(reader.take(decoded.size() == size_with_ipv4 ? 4 : 16));
    set_address(home, checked_address(ip, reader.big_endian<std::uint16_t>()));
    home.auth_key = checked_key(reader.take(256));
    return home;
}

/// As above, of the whole string.
///
/// Errors: std::system_error with `session_errc::malformed` when it is none of Telethon's.
inline dc_option read_string(std::string_view given) {
    const session_text cleaned{given};
    const auto text = cleaned.text();
    if (!text.empty() && text.size() <= longest_session_string && text.front() == '1')
        if (auto decoded = from_base64(text.substr(1))) {
            const secret_bytes held{std::move(*decoded)};
            if (looks_like(held.bytes))
                return read(held.bytes);
        }
    refuse(session_errc::malformed, "a Telethon string is expected");
}

} // namespace awaitgram::detail::telethon_login
