// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/detail/why_not_base64.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::detail::awaitgram_string {

inline constexpr std::string_view prefix = "ag1:";
inline constexpr std::size_t check_size = 8;

/// `ag`, digits and a colon, whatever the version.
[[nodiscard]] inline bool has_lead(std::string_view text) {
    const auto end = text.find(':');
    return text.substr(0, 2) == "ag" && end != text.npos && end > 2 && end < 8 &&
           text.substr(2, end - 2).find_first_not_of("0123456789") == text.npos;
}

/// What follows the prefix, as Base64 for URLs without `=`; numbers are little-endian:
///
///     | flags:u8 | home:u8 | [user:i64] | [api id:i32] | count:u8 | count data centres | check:8 |
///     data centre: | id:u8 | holds:u8 | [IPv4] | [IPv6] | [key:256] |     address: | size:u8 | host | port:u16 |
///
/// flags: 1 test servers, 2 there is a user, 4 the user is a bot, 8 there is an API id. holds: 1 IPv4, 2 IPv6, 4 a key.
/// check: the first bytes of the SHA-256 of the prefix and everything before the check.
inline std::string write(const imported_session& session) {
    static_cast<void>(home_to_write(session));
    secret_bytes out{{}};
    auto& bytes = out.bytes;
    bytes.reserve(2048);
    const auto& user = session.data.self;
    bytes.push_back(static_cast<std::uint8_t>(
        int{session.test_servers} | (user ? user->bot ? 6 : 2 : 0) | (session.api_id ? 8 : 0)
    ));
    bytes.push_back(static_cast<std::uint8_t>(session.data.home_dc));
    if (user)
        append_le(bytes, user->id);
    if (session.api_id)
        append_le(bytes, *session.api_id);
    const auto count_at = bytes.size();
    bytes.push_back(0);
    const auto put = [&bytes](const std::optional<server_address>& address) {
        if (!address)
            return;
        bytes.push_back(static_cast<std::uint8_t>(address->host.size()));
        append(bytes, bytes_of(address->host));
        append_le(bytes, address->port);
    };
    for (const auto& [id, option] : session.data.dcs) {
        if (!is_dc(id))
            continue;
        check_to_write(option);
        ++bytes[count_at];
        bytes.push_back(static_cast<std::uint8_t>(id));
        bytes.push_back(static_cast<std::uint8_t>(
            (option.ipv4 ? 1 : 0) | (option.ipv6 ? 2 : 0) | (option.auth_key ? 4 : 0)
        ));
        put(option.ipv4);
        put(option.ipv6);
        if (option.auth_key)
            append(bytes, option.auth_key->bytes());
    }
    const auto check = crypto::sha256({bytes_of(prefix), bytes});
    append(bytes, byte_view{check}.first(check_size));
    return std::string{prefix} + to_base64(bytes, base64_digits::url, base64_fill::without);
}

inline imported_session read(const string_source& source) {
    if (source.text.substr(0, prefix.size()) != prefix)
        refuse(session_errc::newer_version, "awaitgram string: one of version 1 is expected");
    const byte_view decoded{source.decoded.bytes};
    if (decoded.size() <= check_size)
        refuse(
            session_errc::malformed,
            "awaitgram string: " + (decoded.empty() ? why_not_base64(source) : "it is truncated")
        );
    const auto content = decoded.first(decoded.size() - check_size);
    const auto check = crypto::sha256({bytes_of(prefix), content});
    if (!std::equal(check.begin(), check.begin() + check_size, content.end()))
        refuse(session_errc::wrong_checksum, "awaitgram string");

    field_reader reader{content};
    imported_session session;
    const auto flags = reader.number<std::uint8_t>();
    session.test_servers = (flags & 1) != 0;
    session.data.home_dc = checked_dc(reader.number<std::uint8_t>()).id;
    if ((flags & 2) != 0)
        session.data.self = checked_user(reader.number<std::int64_t>(), (flags & 4) != 0);
    if ((flags & 8) != 0)
        session.api_id = reader.number<std::int32_t>();
    const auto address = [&reader]() -> server_address {
        const auto host = text_of(reader.take(reader.number<std::uint8_t>()));
        return checked_address(host, reader.number<std::uint16_t>());
    };
    for (auto left = reader.number<std::uint8_t>(); left != 0; --left) {
        auto option = checked_dc(reader.number<std::uint8_t>());
        const auto holds = reader.number<std::uint8_t>();
        if ((holds & 1) != 0)
            option.ipv4 = address();
        if ((holds & 2) != 0)
            option.ipv6 = address();
        if ((holds & 4) != 0)
            option.auth_key = checked_key(reader.take(256));
        session.data.dcs.insert_or_assign(option.id, std::move(option));
    }
    if (!reader.finished() || flags > 15)
        refuse(session_errc::malformed, "awaitgram string");
    static_cast<void>(home_to_write(session));
    return session;
}

inline constexpr string_format format{
    .lead = string_lead::awaitgram,
    .looks_like = [](const string_source&) { return true; },
    .read = read,
    .write = write,
    .expected = {},
};

} // namespace awaitgram::detail::awaitgram_string
