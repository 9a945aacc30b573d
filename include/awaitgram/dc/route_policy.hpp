// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/net/address.hpp>
#include <awaitgram/rpc/address_history.hpp>
#include <awaitgram/rpc/lane.hpp>
#include <awaitgram/session/dc_option.hpp>
#include <awaitgram/session/detail/ip_address.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::dc {

/// An address of a data centre, and what may use it.
struct known_address {
    server_address at{};
    /// It serves files alone.
    bool media_only = false;
    /// It takes obfuscated connections alone.
    bool obfuscated_only = false;
    /// The server listens at the other ports of Telegram, too.
    bool other_ports = false;
};

/// What a connection is for, and which addresses it may use.
struct route_rules {
    /// It carries parts of files.
    bool media = false;
    bool obfuscated = true;
    /// The servers may be on this machine.
    bool loopback = false;
    /// IPv6 comes first.
    bool prefers_ipv6 = false;
};

/// Whether a connection of a lane carries parts of files.
[[nodiscard]] constexpr bool is_media(rpc::lane lane) noexcept {
    return lane != rpc::lane::api && lane != rpc::lane::cdn;
}

/// Whether a text is an IPv4 or IPv6 address.
[[nodiscard]] inline bool is_ip_address(const std::string& host) {
    return awaitgram::detail::ip_bytes(host).has_value();
}

namespace detail {

/// Whether a server may have this address. Loopback addresses are accepted only if `loopback` is set, link-local addresses never.
[[nodiscard]] inline bool may_be_server(const std::string& host, bool loopback) {
    const auto known = awaitgram::detail::ip_bytes(host);
    if (!known)
        return loopback || host != "localhost";
    const auto& bytes = *known;
    if (bytes.size() == 4)
        return bytes[0] < 224 && !(bytes[0] == 169 && bytes[1] == 254) &&
               (loopback || (bytes[0] != 127 && bytes[0] != 0));
    const auto is_zero = [](auto each) { return each == 0; };
    const auto of_this_machine =
        std::all_of(bytes.begin(), bytes.end() - 1, is_zero) && bytes.back() <= 1;
    const auto of_this_link = bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
    return bytes[0] != 0xff && !of_this_link && (loopback || !of_this_machine);
}

/// Takes from two lists by turns, beginning with the first.
inline void
append_by_turns(std::vector<rpc::route>& to, std::vector<rpc::route> a, std::vector<rpc::route> b) {
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i < a.size())
            to.push_back(std::move(a[i]));
        if (i < b.size())
            to.push_back(std::move(b[i]));
    }
}

} // namespace detail

/// Other ports are added up to this number of addresses.
inline constexpr std::size_t most_routes = 20;

/// Orders the addresses of a data centre for a connection, each once, and without those that it cannot use.
///
/// Those for files come first for files, and never for other requests. IPv4 and IPv6 alternate, so that a machine with one of them
/// loses a moment at most. The other ports of Telegram come last: they help where its usual one is blocked.
/// Spec: https://www.rfc-editor.org/rfc/rfc8305#section-4
[[nodiscard]] inline std::vector<rpc::route>
routes_for(const std::vector<known_address>& addresses, const route_rules& rules) {
    constexpr std::uint16_t ports[] = {443, 80, 5222};
    std::vector<rpc::route> routes;
    // In order: for files, for everything, other ports.
    for (auto rank = rules.media ? 0 : 1; rank <= 2; ++rank) {
        std::vector<rpc::route> families[2];
        const auto add = [&](server_address to, bool media_only) {
            if (auto inner = embedded_ipv4(to))
                to = *std::move(inner);
            const auto same = [&](const rpc::route& other) { return other.to == to; };
            auto& family = families[(to.host.find(':') != std::string::npos) != rules.prefers_ipv6];
            if ((rank == 2 && routes.size() + families[0].size() + families[1].size() >= most_routes
                ) ||
                !detail::may_be_server(to.host, rules.loopback) || check(to) ||
                std::any_of(routes.begin(), routes.end(), same) ||
                std::any_of(family.begin(), family.end(), same))
                return;
            family.push_back(rpc::route{std::move(to), rank, media_only, false});
        };
        for (const auto& each : addresses) {
            if (each.obfuscated_only && !rules.obfuscated)
                continue;
            if (rank == 2) {
                const auto usual = std::find(std::begin(ports), std::end(ports), each.at.port);
                if (each.other_ports && !each.media_only && usual != std::end(ports))
                    for (const auto port : ports)
                        add({each.at.host, port}, false);
            } else if (each.media_only == (rank == 0)) {
                add(each.at, each.media_only);
            }
        }
        detail::append_by_turns(routes, std::move(families[0]), std::move(families[1]));
    }
    return routes;
}

} // namespace awaitgram::dc
