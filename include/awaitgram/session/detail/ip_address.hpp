// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <asio/ip/address_v4.hpp>
#include <asio/ip/address_v6.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>

namespace awaitgram::detail {

/// The four or sixteen bytes of an IP address without a zone; nothing for names.
[[nodiscard]] inline std::optional<byte_buffer> ip_bytes(const std::string& host) {
    std::error_code error;
    if (host.find(':') == host.npos) {
        const auto bytes = asio::ip::make_address_v4(host, error).to_bytes();
        return error ? std::nullopt : std::optional{byte_buffer{bytes.begin(), bytes.end()}};
    }
    if (host.find('%') != host.npos)
        return std::nullopt;
    const auto bytes = asio::ip::make_address_v6(host, error).to_bytes();
    return error ? std::nullopt : std::optional{byte_buffer{bytes.begin(), bytes.end()}};
}

/// The address of four or sixteen bytes.
[[nodiscard]] inline std::string ip_text(byte_view bytes) {
    if (bytes.size() == 4) {
        asio::ip::address_v4::bytes_type four{};
        std::copy(bytes.begin(), bytes.end(), four.begin());
        return asio::ip::address_v4{four}.to_string();
    }
    asio::ip::address_v6::bytes_type sixteen{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), sixteen.size()), sixteen.begin());
    return asio::ip::address_v6{sixteen}.to_string();
}

} // namespace awaitgram::detail
