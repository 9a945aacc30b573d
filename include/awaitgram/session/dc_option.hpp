// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/mtproto/server_salt.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/session/error.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

namespace awaitgram {

/// One of Telegram's data centres: its addresses, and the authorisation key shared with it.
struct dc_option {
    std::int32_t id = 0;
    std::optional<server_address> ipv4{};
    /// May hold an IPv4 address, see `embedded_ipv4`.
    std::optional<server_address> ipv6{};
    /// The permanent key; never printed.
    std::optional<crypto::auth_key> auth_key{};

    friend bool operator==(const dc_option& left, const dc_option& right);
    /// By id, addresses and the key's id.
    friend std::weak_ordering operator<=>(const dc_option& left, const dc_option& right);
};

namespace detail {

/// Sorts salts by the start of their validity.
void sort_by_start(std::vector<server_salt>& salts);

} // namespace detail

/// A key used instead of the permanent one until it expires by the server's clock.
/// Units: unix seconds. Spec: https://core.telegram.org/api/pfs
struct temporary_key {
    crypto::auth_key key;
    std::int64_t expires = 0;

    friend bool operator==(const temporary_key& left, const temporary_key& right);
};

/// The two networks of data centres.
enum class dc_network { production, test };

/// The data centre `id` (1 to 5; of the test network 1 to 3); nothing for others.
/// Spec: https://core.telegram.org/api/datacenter
[[nodiscard]] inline std::optional<dc_option>
known_dc(std::int32_t id, dc_network network = dc_network::production) {
    struct row {
        const char* ipv4;
        const char* ipv6;
    };
    static constexpr row production[] = {
        {"149.154.175.53", "2001:b28:f23d:f001::a"},
        {"149.154.167.41", "2001:67c:4e8:f002::a"},
        {"149.154.175.100", "2001:b28:f23d:f003::a"},
        {"149.154.167.92", "2001:67c:4e8:f004::a"},
        {"91.108.56.104", "2001:b28:f23f:f005::a"},
    };
    static constexpr row test[] = {
        {"149.154.175.10", "2001:b28:f23d:f001::e"},
        {"149.154.167.40", "2001:67c:4e8:f002::e"},
        {"149.154.175.117", "2001:b28:f23d:f003::e"},
    };
    const auto* const rows = network == dc_network::test ? test : production;
    const auto count = network == dc_network::test ? std::size(test) : std::size(production);
    if (id < 1 || static_cast<std::size_t>(id) > count)
        return std::nullopt;
    const auto& known = rows[id - 1];
    return dc_option{id, server_address{known.ipv4, 443}, server_address{known.ipv6, 443}, {}};
}

/// The home data centre of a new session.
inline constexpr std::int32_t default_home_dc = 2;

/// Makes a key of its 256 bytes.
///
/// Errors: `session_errc::invalid_auth_key` for another size, or when all are zero.
[[nodiscard]] inline result<crypto::auth_key> auth_key_from(byte_view bytes) {
    const auto zeros = std::all_of(bytes.begin(), bytes.end(), [](auto byte) { return byte == 0; });
    if (bytes.size() != 256 || zeros)
        return failure(make_error_code(session_errc::invalid_auth_key));
    return crypto::auth_key{bytes};
}

/// Whether a session can store this: a host of at most 255 letters, digits and `.-_:%`, unambiguous as `host:port`, and a port.
///
/// Errors: `session_errc::invalid_dc`.
[[nodiscard]] std::error_code check(const server_address& address);

/// Whether a session can store this: an id, such addresses, and no key of zeros.
///
/// Errors: `session_errc::invalid_dc`, `invalid_auth_key`.
[[nodiscard]] std::error_code check(const dc_option& option);

/// Whether a session can store this: no key of zeros.
///
/// Errors: `session_errc::invalid_auth_key`.
[[nodiscard]] std::error_code check(const temporary_key& temporary);

/// The IPv4 address that an IPv6 address holds, in the mapped form (`::ffff:1.2.3.4`) or the old compatible one (`::1.2.3.4`);
/// nothing for genuine IPv6 addresses, including `::` and `::1`. Such an address must not be dialled as IPv6.
[[nodiscard]] std::optional<server_address> embedded_ipv4(const server_address& ipv6);

/// The addresses of a data centre without duplicates: IPv4 first, then IPv6.
[[nodiscard]] std::vector<server_address> addresses_of(const dc_option& option);

} // namespace awaitgram
