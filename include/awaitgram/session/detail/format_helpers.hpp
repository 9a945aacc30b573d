// SPDX-License-Identifier: MIT
#pragma once

/// What the readers and writers of other libraries' sessions share.

#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/formats/imported_session.hpp>

#include <algorithm>
#include <arpa/inet.h>
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

/// More than any session string has.
inline constexpr std::size_t longest_session_string = 8192;

/// Bytes that hold a key: wiped in the end.
struct secret_bytes {
    byte_buffer bytes;

    explicit secret_bytes(byte_buffer from) : bytes(std::move(from)) {}
    ~secret_bytes() { crypto::wipe(bytes); }
    secret_bytes(const secret_bytes&) = delete;
    secret_bytes& operator=(const secret_bytes&) = delete;
};

/// Reads one field after the other; past the end all are empty or 0 and `ok` is false.
class field_reader {
public:
    explicit field_reader(byte_view bytes) : left_(bytes) {}

    byte_view take(std::size_t size) {
        if (size > left_.size()) {
            ok_ = false;
            left_ = {};
            return {};
        }
        const auto taken = left_.first(size);
        left_ = left_.subspan(size);
        return taken;
    }

    /// A big-endian number.
    template <class T>
    T be() {
        return static_cast<T>(load_be(take(sizeof(T))));
    }

    template <class T>
    T le() {
        const auto bytes = take(sizeof(T));
        return bytes.empty() ? T{} : load_le<T>(bytes.data());
    }

    /// A TL string: `size:u8 bytes padding` or `254 size:u24 bytes padding`, a multiple of four bytes.
    byte_view tl_bytes() {
        auto size = std::size_t{le<std::uint8_t>()};
        const std::size_t header = size < 254 ? 1 : 4;
        if (size == 255)
            ok_ = false;
        if (size == 254) {
            const auto length = take(3);
            size = length.size() == 3 ? length[0] | length[1] << 8 | length[2] << 16 : 0;
        }
        const auto bytes = take(size);
        take((4 - (header + size) % 4) % 4);
        return bytes;
    }

    /// What Qt writes for a QByteArray: `size:u32be bytes`, 0xffffffff for none.
    byte_view qt_bytes() {
        const auto size = be<std::uint32_t>();
        return size == 0xffffffff ? byte_view{} : take(size);
    }

    [[nodiscard]] bool ok() const noexcept { return ok_; }
    [[nodiscard]] bool at_end() const noexcept { return ok_ && left_.empty(); }
    [[nodiscard]] byte_view rest() const noexcept { return left_; }

private:
    byte_view left_;
    bool ok_ = true;
};

template <class T>
void append_be(byte_buffer& buffer, T value) {
    for (auto shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        buffer.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
}

inline void append_tl_bytes(byte_buffer& buffer, byte_view bytes) {
    auto written = bytes.size() + 1;
    if (bytes.size() < 254) {
        buffer.push_back(static_cast<std::uint8_t>(bytes.size()));
    } else {
        append_le(buffer, static_cast<std::uint32_t>(bytes.size() << 8 | 254));
        written += 3;
    }
    append(buffer, bytes);
    buffer.resize(buffer.size() + (4 - written % 4) % 4);
}

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

/// Gives the address that everybody knows to a data centre that has none.
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

/// Makes `option` the session's home.
inline void set_home(imported_session& session, dc_option option) {
    complete_address(option, session.test_servers);
    session.data.home_dc = option.id;
    session.data.dcs.insert_or_assign(option.id, std::move(option));
}

/// What is to be written must be what reading takes.
inline void check_to_write(const dc_option& option) {
    if (const auto error = check(option))
        throw std::system_error(error, "DC " + std::to_string(option.id));
}

/// The home data centre of a session that is to be written, with key and address.
inline dc_option home_to_write(const imported_session& session) {
    auto home = session.data.dc(session.data.home_dc);
    if (!home || !home->auth_key)
        refuse(
            session_errc::incomplete,
            "DC " + std::to_string(session.data.home_dc) + " has no key: nobody signed in there"
        );
    complete_address(*home, session.test_servers);
    check_to_write(*home);
    if (!is_dc(home->id))
        refuse(session_errc::unknown_dc, "DC 1 to 5 is expected, not " + std::to_string(home->id));
    return std::move(*home);
}

/// IPv4 where there is one, else IPv6.
inline const server_address& address_to_write(const dc_option& home) {
    if (!home.ipv4 && !home.ipv6)
        refuse(session_errc::incomplete, "DC " + std::to_string(home.id) + " has no address");
    return home.ipv4 ? *home.ipv4 : *home.ipv6;
}

inline const signed_in_user& user_to_write(const imported_session& session, const char* format) {
    if (!session.data.self)
        refuse(
            session_errc::incomplete,
            std::string{format} +
                " needs the id of who is signed in, which the session doesn't tell"
        );
    return *session.data.self;
}

inline std::int32_t api_id_to_write(const imported_session& session, const char* format) {
    if (!session.api_id)
        refuse(
            session_errc::incomplete,
            std::string{format} + " needs the API id, which the session doesn't tell"
        );
    return *session.api_id;
}

/// The four or sixteen bytes of an IP address; nothing for names.
[[nodiscard]] inline std::optional<byte_buffer> ip_bytes(const std::string& host) {
    byte_buffer bytes(16);
    if (::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1)
        return bytes;
    bytes.resize(4);
    if (::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1)
        return bytes;
    return std::nullopt;
}

[[nodiscard]] inline std::string ip_text(byte_view bytes) {
    char text[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text, sizeof text);
    return text;
}

} // namespace awaitgram::detail
