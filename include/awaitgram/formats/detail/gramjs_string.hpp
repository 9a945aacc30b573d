// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/session/detail/telethon_login.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::detail::gramjs_string {

[[nodiscard]] inline bool looks_like(byte_view decoded) {
    return telethon_login::has_text_address(decoded);
}

/// What follows the version, a `1`, as Base64 with `=`; numbers are big-endian:
///
///     | dc:u8 | size:u16 | address:size | port:u16 | key:256 |
inline imported_session read(byte_view decoded) {
    imported_session session;
    field_reader reader{decoded};
    auto option = checked_dc(reader.big_endian<std::uint8_t>());
    const auto host = text_of(reader.take(reader.big_endian<std::uint16_t>()));
    set_address(option, checked_address(host, reader.big_endian<std::uint16_t>()));
    option.auth_key = checked_key(reader.take(256));
    session.test_servers = is_test_server(host);
    set_home(session, std::move(option));
    return session;
}

inline std::string write(const imported_session& session) {
    const auto home = home_to_write(session);
    const auto& address = address_to_write(home);
    // GramJS takes a longer one for an IPv6 address of Telethon's.
    if (address.host.size() > 100)
        refuse(session_errc::incomplete, "a GramJS string needs an address of 100 characters");
    secret_bytes out{{}};
    out.bytes.reserve(512);
    append_be(out.bytes, static_cast<std::uint8_t>(home.id));
    append_be(out.bytes, static_cast<std::uint16_t>(address.host.size()));
    append(out.bytes, bytes_of(address.host));
    append_be(out.bytes, address.port);
    append(out.bytes, home.auth_key->bytes());
    return '1' + to_base64(out.bytes, base64_digits::standard, base64_fill::with);
}

inline constexpr string_format format{
    .lead = string_lead::one,
    .looks_like = [](const string_source& source) { return looks_like(source.decoded.bytes); },
    .read = [](const string_source& source) { return read(source.decoded.bytes); },
    .write = write,
    .expected = "a key and an address (GramJS)",
};

} // namespace awaitgram::detail::gramjs_string
