// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::detail::mtcute_string {

/// A data centre as mtcute's strings and files have it; `port` is little-endian, `address` a TL string:
///
///     | version:u8 | dc:u8 | flags:u8 | address | port:i32 |
///
/// flags: 1 IPv6, 2 media only, 4 test servers (version 2 alone).
struct server {
    std::int32_t dc = 0;
    bool test = false;
    server_address address{};
};

inline server read_server(byte_view bytes) {
    field_reader reader{bytes};
    const auto version = reader.number<std::uint8_t>();
    if (version != 1 && version != 2)
        refuse(
            session_errc::unknown_version, "mtcute: a data centre of version 1 or 2 is expected"
        );
    server read;
    read.dc = checked_dc(reader.number<std::uint8_t>()).id;
    read.test = (reader.number<std::uint8_t>() & 4) != 0 && version == 2;
    const auto host = text_of(reader.string());
    read.address = checked_address(host, reader.number<std::int32_t>());
    if (!reader.finished())
        refuse(session_errc::malformed, "mtcute: a data centre is expected");
    return read;
}

inline byte_buffer server_bytes(std::int32_t dc, const server_address& address, int flags) {
    const auto is_ipv6 = address.host.find(':') != std::string::npos;
    byte_buffer bytes{
        2, static_cast<std::uint8_t>(dc), static_cast<std::uint8_t>(flags | (is_ipv6 ? 1 : 0))};
    tl::append_string(bytes, bytes_of(address.host));
    append_le(bytes, std::int32_t{address.port});
    return bytes;
}

[[nodiscard]] inline bool looks_like(byte_view decoded) {
    return decoded.size() >= 1 + 4 + 260 && decoded[0] == 3 && decoded[1] < 8 && decoded[2] == 0 &&
           decoded[3] == 0 && decoded[4] == 0;
}

/// Version 3, as Base64 for URLs without `=`; numbers are little-endian, `bytes` are TL's:
///
///     | 3:u8 | flags:i32 | main:bytes | [media:bytes] | [user:i64 | bot:Bool] | key:bytes |
///
/// flags: 1 there is a user, 2 test servers (before the data centres had a flag), 4 there is a server for media.
inline imported_session read(byte_view decoded) {
    imported_session session;
    session.version = 3;
    field_reader reader{decoded.subspan(1)};
    const auto flags = reader.number<std::uint32_t>();
    auto main = read_server(reader.string());
    session.test_servers = main.test || (flags & 2) != 0;
    if ((flags & 4) != 0)
        session.media = read_server(reader.string()).address;
    if ((flags & 1) != 0) {
        const auto user = reader.number<std::int64_t>();
        const auto bot = reader.number<std::uint32_t>();
        if (bot != 0x997275b5 && bot != 0xbc799737)
            refuse(session_errc::malformed, "mtcute string: true or false is expected");
        session.data.self = checked_user(user, bot == 0x997275b5);
    }
    auto option = checked_dc(main.dc);
    option.auth_key = checked_key(reader.string());
    if (!reader.finished() || (flags & ~7U) != 0)
        refuse(session_errc::malformed, "mtcute string: nothing is expected after the key");
    set_address(option, std::move(main.address));
    set_home(session, std::move(option));
    return session;
}

inline std::string write(const imported_session& session) {
    const auto home = home_to_write(session);
    const auto& user = session.data.self;
    const auto test = session.test_servers ? 4 : 0;
    secret_bytes out{{}};
    out.bytes.reserve(1024);
    out.bytes.push_back(3);
    append_le(out.bytes, std::int32_t{(user ? 1 : 0) | (session.media ? 4 : 0)});
    tl::append_string(out.bytes, server_bytes(home.id, address_to_write(home), test));
    if (session.media && check(*session.media))
        refuse(session_errc::invalid_dc, "the server for media");
    if (session.media)
        tl::append_string(out.bytes, server_bytes(home.id, *session.media, test | 2));
    if (user) {
        append_le(out.bytes, user->id);
        append_le(out.bytes, user->bot ? 0x997275b5 : 0xbc799737);
    }
    tl::append_string(out.bytes, home.auth_key->bytes());
    return to_base64(out.bytes, base64_digits::url, base64_fill::without);
}

inline constexpr string_format format{
    .lead = string_lead::none,
    .looks_like = [](const string_source& source) { return looks_like(source.decoded.bytes); },
    .read = [](const string_source& source) { return read(source.decoded.bytes); },
    .write = write,
    .expected = "a string of mtcute's version 3",
};

} // namespace awaitgram::detail::mtcute_string
