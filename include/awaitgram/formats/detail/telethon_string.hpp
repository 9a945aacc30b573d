// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_helpers.hpp>
#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/session/detail/telethon_login.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::detail::telethon_string {

/// session/detail/telethon_login.hpp has the fields.
inline imported_session read(byte_view decoded) {
    imported_session session;
    session.format = session_format::telethon_string;
    auto home = telethon_login::read(decoded);
    session.test_servers = is_test_server((home.ipv4 ? home.ipv4 : home.ipv6)->host);
    set_home(session, std::move(home));
    return session;
}

inline std::string write(const imported_session& session) {
    const auto home = home_to_write(session);
    const auto& address = address_to_write(home);
    const auto ip = ip_bytes(address.host);
    if (!ip)
        refuse(session_errc::incomplete, "a Telethon string needs an IP address, not a name");
    secret_bytes out{{}};
    out.bytes.reserve(telethon_login::size_with_ipv6);
    append_be(out.bytes, static_cast<std::uint8_t>(home.id));
    append(out.bytes, *ip);
    append_be(out.bytes, address.port);
    append(out.bytes, home.auth_key->bytes());
    return '1' + to_base64(out.bytes, base64_digits::url, base64_fill::with);
}

} // namespace awaitgram::detail::telethon_string
