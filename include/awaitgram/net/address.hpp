// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram {

/// The address of a server.
struct server_address {
    /// A name, or an IPv4 or IPv6 address without brackets.
    std::string host;
    std::uint16_t port = 443;

    friend auto operator<=>(const server_address&, const server_address&) = default;
};

/// `host:port`, with brackets around an IPv6 address.
[[nodiscard]] inline std::string to_string(const server_address& address) {
    const auto bracketed = address.host.find(':') != std::string::npos;
    std::string text = bracketed ? '[' + address.host + ']' : address.host;
    text += ':';
    text += std::to_string(address.port);
    return text;
}

/// Parses `host:port` or `[IPv6]:port`; empty if the text is neither.
[[nodiscard]] inline std::optional<server_address> parse_server_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    auto host = text.substr(0, colon);
    const auto digits = text.substr(colon + 1);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find_first_of(":[] /") != std::string_view::npos)
        return std::nullopt;
    server_address address;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (host.empty() || digits.empty() || parsed.ec != std::errc{} ||
        parsed.ptr != digits.data() + digits.size() || address.port == 0)
        return std::nullopt;
    address.host = host;
    return address;
}

} // namespace awaitgram
