// SPDX-License-Identifier: MIT
#pragma once

/// Shared by the readers of foreign sessions: a reader of fields, and checks of their values.

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/session/types.hpp>
#include <awaitgram/tl/reader.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

[[noreturn]] inline void refuse(session_errc code, const std::string& what) {
    throw std::system_error(make_error_code(code), what);
}

/// Longer than any session string.
inline constexpr std::size_t longest_session_string = 8192;

/// Bytes that contain a key; wiped when destroyed.
struct secret_bytes {
    byte_buffer bytes;

    explicit secret_bytes(byte_buffer from) : bytes(std::move(from)) {}
    ~secret_bytes() { crypto::wipe(bytes); }
    secret_bytes(const secret_bytes&) = delete;
    secret_bytes& operator=(const secret_bytes&) = delete;
};

/// Reads the fields of other libraries' sessions, see tl::reader.
class field_reader : public tl::reader {
public:
    using tl::reader::reader;

    /// A big-endian number.
    template <class T>
    [[nodiscard]] T big_endian() noexcept {
        return static_cast<T>(load_be(take(sizeof(T))));
    }

    /// A QByteArray as Qt serialises it: `size:u32be bytes`, 0xffffffff for none.
    [[nodiscard]] byte_view qt_bytes() noexcept {
        const auto size = big_endian<std::uint32_t>();
        return size == 0xffffffff ? byte_view{} : take(size);
    }
};

[[nodiscard]] inline bool is_test_server(std::string_view host) {
    for (std::int32_t id = 1;; ++id) {
        const auto known = known_dc(id, dc_network::test);
        if (!known)
            return false;
        if (host == known->ipv4->host || host == known->ipv6->host)
            return true;
    }
}

[[nodiscard]] inline bool is_dc(std::int64_t id) noexcept {
    return id >= 1 && id <= 5;
}

/// A data centre without address or key.
inline dc_option checked_dc(std::int64_t id) {
    if (!is_dc(id))
        refuse(session_errc::unknown_dc, "DC 1 to 5 is expected, not " + std::to_string(id));
    dc_option option;
    option.id = static_cast<std::int32_t>(id);
    return option;
}

/// Gives a data centre without an address its well-known one.
inline void complete_address(dc_option& option, bool test) {
    if (option.ipv4 || option.ipv6)
        return;
    const auto known = known_dc(option.id, test ? dc_network::test : dc_network::production);
    if (!known)
        refuse(
            session_errc::unknown_dc,
            std::string{test ? "a test DC 1 to 3" : "DC 1 to 5"} + " is expected, not " +
                std::to_string(option.id)
        );
    option.ipv4 = known->ipv4;
    option.ipv6 = known->ipv6;
}

/// A host and a port as they were stored.
inline server_address checked_address(std::string_view host, std::int64_t port) {
    if (host.size() > 255 || check(server_address{std::string{host}, 1}))
        refuse(session_errc::damaged, "an IP address or a host name is expected");
    if (port < 1 || port > 65535)
        refuse(session_errc::damaged, "a port 1 to 65535 is expected, not " + std::to_string(port));
    return {std::string{host}, static_cast<std::uint16_t>(port)};
}

inline void set_address(dc_option& option, server_address address) {
    const auto is_ipv6 = address.host.find(':') != std::string::npos;
    (is_ipv6 ? option.ipv6 : option.ipv4) = std::move(address);
}

inline crypto::auth_key checked_key(byte_view bytes) {
    auto key = auth_key_from(bytes);
    if (!key)
        refuse(
            session_errc::invalid_auth_key,
            bytes.size() != 256
                ? "a key of 256 bytes is expected, not of " + std::to_string(bytes.size())
                : "a key is expected, not zeros"
        );
    return std::move(*key);
}

inline signed_in_user checked_user(std::int64_t id, bool bot) {
    if (!peer_id::user(id))
        refuse(session_errc::invalid_peer_id, "a user's id is expected");
    return {id, bot};
}

/// A flag of one byte, of which only 0 and 1 exist.
inline bool checked_flag(std::uint8_t byte) {
    if (byte > 1)
        refuse(session_errc::malformed, "a flag of 0 or 1 is expected");
    return byte == 1;
}

} // namespace awaitgram::detail
