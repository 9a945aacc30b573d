// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/dc_option.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL std::optional<server_address> embedded_ipv4(const server_address& ipv6) {
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, ipv6.host.c_str(), bytes.data()) != 1)
        return std::nullopt;
    const auto zeros_up_to = [&](std::size_t end) {
        return std::all_of(bytes.begin(), bytes.begin() + end, [](auto byte) { return byte == 0; });
    };
    const auto mapped = zeros_up_to(10) && bytes[10] == 0xff && bytes[11] == 0xff;
    // `::` and `::1` begin like the compatible form, but no IPv4 host has an address that begins with zero.
    const auto compatible = zeros_up_to(12) && bytes[12] != 0;
    if (!mapped && !compatible)
        return std::nullopt;
    std::array<char, INET_ADDRSTRLEN> text{};
    if (inet_ntop(AF_INET, bytes.data() + 12, text.data(), text.size()) == nullptr)
        return std::nullopt;
    return server_address{text.data(), ipv6.port};
}

AWAITGRAM_DECL std::vector<server_address> addresses_of(const dc_option& option) {
    std::vector<server_address> found;
    if (option.ipv4)
        found.push_back(*option.ipv4);
    if (option.ipv6)
        if (auto other = embedded_ipv4(*option.ipv6).value_or(*option.ipv6); other != option.ipv4)
            found.push_back(std::move(other));
    return found;
}

} // namespace awaitgram
