// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/session/detail/ip_address.hpp>
#include <awaitgram/session/detail/telethon_login.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::detail::telethon_string {

/// session/detail/telethon_login.hpp has the fields.
inline imported_session read(byte_view decoded) {
    imported_session session;
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

inline constexpr string_format format{
    .lead = string_lead::one,
    .looks_like = [](const string_source& source
                  ) { return telethon_login::looks_like(source.decoded.bytes); },
    .read = [](const string_source& source) { return read(source.decoded.bytes); },
    .write = write,
    .expected = "352 or 368 characters (Telethon)",
};

} // namespace awaitgram::detail::telethon_string
