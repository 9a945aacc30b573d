// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/session/detail/base64.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::detail::mtkruto_string {

/// Longer than any of these strings is.
inline constexpr std::size_t most = 512;

/// Undoes the run-length coding, in which a run of zeros is `0 count`; empty when the bytes are malformed.
inline byte_buffer unpack(byte_view packed) {
    byte_buffer bytes;
    bytes.reserve(most + 255); // so that no copy is left behind
    auto valid = true;
    for (std::size_t at = 0; valid && at < packed.size(); ++at) {
        if (packed[at] != 0)
            bytes.push_back(packed[at]);
        else if (++at == packed.size() || packed[at] == 0)
            valid = false;
        else
            bytes.resize(bytes.size() + packed[at]);
        valid = valid && bytes.size() <= most;
    }
    if (!valid) {
        crypto::wipe(bytes);
        bytes.clear();
    }
    return bytes;
}

inline byte_buffer pack(byte_view bytes) {
    byte_buffer packed;
    packed.reserve(bytes.size() * 2);
    for (std::size_t at = 0; at < bytes.size();) {
        if (bytes[at] != 0) {
            packed.push_back(bytes[at++]);
            continue;
        }
        std::uint8_t count = 0;
        for (; at < bytes.size() && bytes[at] == 0 && count < 255; ++at)
            ++count;
        packed.insert(packed.end(), {0, count});
    }
    return packed;
}

/// Whether packed bytes are MTKruto's.
///
/// Shape: `dc` is "2" or "2-test" as a TL string, 4 or 8 bytes; the key takes 260; old strings end there.
[[nodiscard]] inline bool looks_like(byte_view decoded) {
    const secret_bytes unpacked{unpack(decoded)};
    if (unpacked.bytes.size() < 264)
        return false;
    field_reader reader{unpacked.bytes};
    const auto name = text_of(reader.string());
    const auto key = reader.string();
    const auto after = reader.rest().size();
    return (name.size() == 1 || (name.size() == 6 && name.substr(1) == "-test")) && reader.ok() &&
           key.size() == 256 && (after == 0 || after == 13);
}

/// Packed by `pack`, as Base64 for URLs without `=`; numbers are little-endian, `bytes` are TL's:
///
///     | dc:bytes | key:bytes | [api id:i32 | bot:u8 | user:i64] |
inline imported_session read(byte_view decoded) {
    imported_session session;
    const secret_bytes unpacked{unpack(decoded)};
    field_reader reader{unpacked.bytes};
    const auto name = text_of(reader.string());
    auto option = checked_dc(name.empty() ? 0 : name[0] - '0');
    session.test_servers = name.size() > 1;
    option.auth_key = checked_key(reader.string());
    if (!reader.finished()) {
        session.version = 2;
        session.api_id = reader.number<std::int32_t>();
        const auto bot = checked_flag(reader.number<std::uint8_t>());
        session.data.self = checked_user(reader.number<std::int64_t>(), bot);
    }
    set_home(session, std::move(option));
    return session;
}

inline std::string write(const imported_session& session) {
    const auto home = home_to_write(session);
    const auto& user = user_to_write(session, "an MTKruto string");
    secret_bytes out{{}};
    out.bytes.reserve(most);
    tl::append_string(
        out.bytes, bytes_of(std::to_string(home.id) + (session.test_servers ? "-test" : ""))
    );
    tl::append_string(out.bytes, home.auth_key->bytes());
    append_le(out.bytes, api_id_to_write(session, "an MTKruto string"));
    append_le(out.bytes, static_cast<std::uint8_t>(user.bot));
    append_le(out.bytes, user.id);
    const secret_bytes packed{pack(out.bytes)};
    return to_base64(packed.bytes, base64_digits::url, base64_fill::without);
}

inline constexpr string_format format{
    .lead = string_lead::none,
    .looks_like = [](const string_source& source) { return looks_like(source.decoded.bytes); },
    .read = [](const string_source& source) { return read(source.decoded.bytes); },
    .write = write,
    .expected = "a string of MTKruto's",
};

} // namespace awaitgram::detail::mtkruto_string
