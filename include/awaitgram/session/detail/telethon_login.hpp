// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/session/dc_option.hpp>
#include <awaitgram/session/error.hpp>

#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace awaitgram::detail {

/// The home and its key out of a Telethon string: `1`, then as Base64 for URLs, with or without its padding, big-endian
///
///     | dc:u8 | IP:4 or 16 | port:u16 | key:256 |
///
/// Errors: `sessions::errc::malformed`, `invalid_dc`, `invalid_auth_key`.
[[nodiscard]] inline result<dc_option> read_telethon_string(std::string_view text) {
    struct wiped {
        crypto::secret<276> bytes;
        std::size_t size = 0;
    } decoded;
    const auto malformed = [] { return failure(make_error_code(sessions::errc::malformed)); };
    const auto digit_of = [](char c) -> int {
        constexpr std::string_view digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const auto at = digits.find(c);
        return at != std::string_view::npos ? static_cast<int>(at) : -1;
    };
    if (text.empty() || text.front() != '1')
        return malformed();
    text.remove_prefix(1);
    // 263 bytes make 351 digits and one `=`, 275 make 367 and one.
    if (text.size() % 4 == 0 && text.ends_with('='))
        text.remove_suffix(1);
    if (text.size() != 351 && text.size() != 367)
        return malformed();
    std::uint32_t bits = 0;
    auto held = 0;
    for (const auto c : text) {
        const auto digit = digit_of(c);
        if (digit < 0)
            return malformed();
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8) {
            held -= 8;
            decoded.bytes.data()[decoded.size++] = static_cast<std::uint8_t>(bits >> held);
        }
    }
    if ((bits & ((1U << held) - 1)) != 0)
        return malformed();
    const byte_view all{decoded.bytes.data(), decoded.size};
    const auto ip_size = all.size() - 1 - 2 - 256;
    std::array<char, INET6_ADDRSTRLEN> host{};
    const auto family = ip_size == 4 ? AF_INET : AF_INET6;
    if (inet_ntop(family, all.data() + 1, host.data(), host.size()) == nullptr)
        return malformed();
    dc_option option;
    option.id = all[0];
    if (!known_dc(option.id))
        return failure(make_error_code(sessions::errc::invalid_dc));
    const auto port = static_cast<std::uint16_t>(load_be(all.subspan(1 + ip_size, 2)));
    (ip_size == 4 ? option.ipv4 : option.ipv6) = server_address{host.data(), port};
    auto key = auth_key_from(all.last(256));
    if (!key)
        return failure(key.error());
    option.auth_key = std::move(*key);
    if (const auto error = check(option))
        return failure(error);
    return option;
}

} // namespace awaitgram::detail
