// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::detail::pyrogram_string {

inline constexpr std::size_t size_1 = 1 + 1 + 256 + 4 + 1;
inline constexpr std::size_t size_2 = 1 + 1 + 256 + 8 + 1;
inline constexpr std::size_t size_3 = 1 + 4 + 1 + 256 + 8 + 1;

[[nodiscard]] inline bool looks_like(byte_view decoded) {
    const auto size = decoded.size();
    if (size != size_1 && size != size_2 && size != size_3)
        return false;
    return is_dc(decoded[0]) && decoded[size == size_3 ? 5 : 1] <= 1 && decoded[size - 1] <= 1;
}

/// Three versions, as Base64 for URLs without `=` (351, 356 and 362 characters); numbers are big-endian:
///
///     | dc:u8 |              | test:u8 | key:256 | user:u32 | bot:u8 |
///     | dc:u8 |              | test:u8 | key:256 | user:u64 | bot:u8 |
///     | dc:u8 | api id:u32   | test:u8 | key:256 | user:u64 | bot:u8 |
inline imported_session read(byte_view decoded) {
    imported_session session;
    session.version = decoded.size() == size_1 ? 1 : decoded.size() == size_2 ? 2 : 3;
    field_reader reader{decoded};
    auto option = checked_dc(reader.big_endian<std::uint8_t>());
    if (session.version == 3)
        session.api_id = reader.big_endian<std::int32_t>();
    session.test_servers = checked_flag(reader.big_endian<std::uint8_t>());
    option.auth_key = checked_key(reader.take(256));
    const auto user = session.version == 1 ? std::int64_t{reader.big_endian<std::uint32_t>()}
                                           : reader.big_endian<std::int64_t>();
    session.data.self = checked_user(user, checked_flag(reader.big_endian<std::uint8_t>()));
    set_home(session, std::move(option));
    return session;
}

inline std::string write(const imported_session& session) {
    const auto home = home_to_write(session);
    const auto& user = user_to_write(session, "a Pyrogram string");
    secret_bytes out{{}};
    out.bytes.reserve(size_3);
    append_be(out.bytes, static_cast<std::uint8_t>(home.id));
    append_be(out.bytes, api_id_to_write(session, "a Pyrogram string"));
    append_be(out.bytes, static_cast<std::uint8_t>(session.test_servers));
    append(out.bytes, home.auth_key->bytes());
    append_be(out.bytes, user.id);
    append_be(out.bytes, static_cast<std::uint8_t>(user.bot));
    return to_base64(out.bytes, base64_digits::url, base64_fill::without);
}

inline constexpr string_format format{
    .lead = string_lead::none,
    .looks_like = [](const string_source& source) { return looks_like(source.decoded.bytes); },
    .read = [](const string_source& source) { return read(source.decoded.bytes); },
    .write = write,
    .expected = "351, 356 or 362 characters (Pyrogram)",
};

} // namespace awaitgram::detail::pyrogram_string
