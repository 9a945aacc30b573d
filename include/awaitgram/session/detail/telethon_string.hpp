// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/session/detail/format_helpers.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::detail::telethon_string {

inline constexpr std::size_t size_with_ipv4 = 1 + 4 + 2 + 256;
inline constexpr std::size_t size_with_ipv6 = 1 + 16 + 2 + 256;

[[nodiscard]] inline bool has_size(byte_view decoded) noexcept {
    return decoded.size() == size_with_ipv4 || decoded.size() == size_with_ipv6;
}

/// What follows the version, a `1`, as Base64 for URLs; numbers are big-endian:
///
///     | dc:u8 | IP:4 or 16 | port:u16 | key:256 |
inline imported_session read(byte_view decoded) {
    imported_session session;
    session.format = session_format::telethon_string;
    field_reader reader{decoded};
    auto option = checked_dc(reader.be<std::uint8_t>());
    const auto ip = ip_text(reader.take(decoded.size() == size_with_ipv4 ? 4 : 16));
    set_address(option, checked_address(ip, reader.be<std::uint16_t>()));
    option.auth_key = checked_key(reader.take(256));
    session.test_servers = is_test_server(ip);
    set_home(session, std::move(option));
    return session;
}

inline std::string write(const imported_session& session) {
    const auto home = home_to_write(session);
    const auto& address = address_to_write(home);
    const auto ip = ip_bytes(address.host);
    if (!ip)
        refuse(session_errc::incomplete, "a Telethon string needs an IP address, not a name");
    secret_bytes out{{}};
    out.bytes.reserve(size_with_ipv6);
    append_be(out.bytes, static_cast<std::uint8_t>(home.id));
    append(out.bytes, *ip);
    append_be(out.bytes, address.port);
    append(out.bytes, home.auth_key->bytes());
    return '1' + to_base64(out.bytes, base64_digits::url, base64_fill::with);
}

} // namespace awaitgram::detail::telethon_string
