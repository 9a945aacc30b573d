// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/dc_option.hpp>
#include <awaitgram/session/detail/ip_address.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL bool operator==(const dc_option& left, const dc_option& right) {
    return left.id == right.id && left.ipv4 == right.ipv4 && left.ipv6 == right.ipv6 &&
           left.auth_key == right.auth_key;
}

AWAITGRAM_DECL std::weak_ordering operator<=>(const dc_option& left, const dc_option& right) {
    const auto key_id = [](const dc_option& of) { return of.auth_key ? of.auth_key->id() : 0; };
    // By a tuple, because libc++ 16 has `<` but no `<=>` for std::optional.
    const auto rank = [](const dc_option& of, const std::int64_t& key) {
        return std::tie(of.id, of.ipv4, of.ipv6, key);
    };
    const auto left_key = key_id(left);
    const auto right_key = key_id(right);
    return rank(left, left_key) <=> rank(right, right_key);
}

AWAITGRAM_DECL bool operator==(const temporary_key& left, const temporary_key& right) {
    return left.key == right.key && left.expires == right.expires;
}

AWAITGRAM_DECL std::error_code check(const server_address& address) {
    // Stores write it as `host:port` into texts that are split at spaces and line ends.
    const auto usual = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
    };
    if (address.host.size() > 255 ||
        !std::all_of(address.host.begin(), address.host.end(), usual) ||
        parse_server_address(to_string(address)) != address)
        return session_errc::invalid_dc;
    return {};
}

AWAITGRAM_DECL std::error_code check(const dc_option& option) {
    const auto usable = [](const std::optional<server_address>& address) {
        return !address || !check(*address);
    };
    if (option.id == 0 || !usable(option.ipv4) || !usable(option.ipv6))
        return session_errc::invalid_dc;
    if (option.auth_key && !auth_key_from(option.auth_key->bytes()))
        return session_errc::invalid_auth_key;
    return {};
}

AWAITGRAM_DECL std::error_code check(const temporary_key& temporary) {
    return auth_key_from(temporary.key.bytes()) ? std::error_code{}
                                                : session_errc::invalid_auth_key;
}

AWAITGRAM_DECL std::optional<server_address> embedded_ipv4(const server_address& ipv6) {
    const auto known = detail::ip_bytes(ipv6.host);
    if (!known || known->size() != 16)
        return std::nullopt;
    const byte_view bytes{*known};
    const auto zeros_up_to = [bytes](std::size_t end) {
        return std::ranges::all_of(bytes.first(end), [](auto byte) { return byte == 0; });
    };
    const auto mapped = zeros_up_to(10) && bytes[10] == 0xff && bytes[11] == 0xff;
    // `::` and `::1` have the compatible form, too, but no IPv4 host has an address that begins with zero.
    const auto compatible = zeros_up_to(12) && bytes[12] != 0;
    if (!mapped && !compatible)
        return std::nullopt;
    return server_address{detail::ip_text(bytes.subspan(12)), ipv6.port};
}

AWAITGRAM_DECL std::vector<server_address> addresses_of(const dc_option& option) {
    std::vector<server_address> addresses;
    if (option.ipv4)
        addresses.push_back(*option.ipv4);
    if (option.ipv6)
        if (auto other = embedded_ipv4(*option.ipv6).value_or(*option.ipv6); other != option.ipv4)
            addresses.push_back(std::move(other));
    return addresses;
}

namespace detail {

AWAITGRAM_DECL void sort_by_start(std::vector<server_salt>& salts) {
    const auto earlier = [](const server_salt& left, const server_salt& right) {
        return left.valid_since < right.valid_since;
    };
    std::stable_sort(salts.begin(), salts.end(), earlier);
}

} // namespace detail

} // namespace awaitgram
