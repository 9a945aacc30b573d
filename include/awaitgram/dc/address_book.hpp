// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/dc/route_policy.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/rpc/address_history.hpp>
#include <awaitgram/session/dc_option.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace awaitgram::dc {

/// The addresses of data centres that Telegram has told.
///
/// They come before those that the library and the session know, and never replace them: whoever could tell false ones may delay
/// a connection, not prevent it. No false server has the right keys.
/// Spec: https://core.telegram.org/constructor/dcOption
class address_book {
public:
    /// The highest number of a data centre.
    static constexpr std::int32_t highest_dc = 1000;
    /// The most addresses of one data centre for all requests, and as many for files alone.
    static constexpr std::size_t most_addresses = 8;

    /// Takes a list in place of the one before; options that no connection could use are left out.
    void learn(const tl::vector<api::dcOption>& options) {
        told_.clear();
        cdn_.clear();
        for (const auto& each : options) {
            if (!is_usable(each))
                continue;
            known_address address;
            address.at.host = std::string{each.ip_address.view()};
            address.at.port = static_cast<std::uint16_t>(each.port);
            address.media_only = each.media_only;
            address.obfuscated_only = each.tcpo_only;
            address.other_ports = !each.cdn && !each.this_port_only;
            auto& known = (each.cdn ? cdn_ : told_)[each.id];
            const auto same_use = [&](const known_address& other) {
                return other.media_only == address.media_only;
            };
            const auto same = [&](const known_address& other) {
                return other.at == address.at && same_use(other);
            };
            const auto room = std::count_if(known.begin(), known.end(), same_use) <
                              static_cast<std::ptrdiff_t>(most_addresses);
            if (room && std::none_of(known.begin(), known.end(), same))
                known.push_back(std::move(address));
        }
    }

    /// The ways to a data centre: the told ones, then `others`.
    [[nodiscard]] std::vector<rpc::route>
    routes_to(std::int32_t dc, std::vector<known_address> others, const route_rules& rules) const {
        std::vector<known_address> all;
        if (const auto known = told_.find(dc); known != told_.end())
            all = known->second;
        all.insert(all.end(), others.begin(), others.end());
        return routes_for(all, rules);
    }

    /// The ways to a data centre of a content delivery network. Its addresses are of that network alone, whatever number it has.
    [[nodiscard]] std::vector<rpc::route>
    cdn_routes_to(std::int32_t dc, const route_rules& rules) const {
        const auto known = cdn_.find(dc);
        return known == cdn_.end() ? std::vector<rpc::route>{} : routes_for(known->second, rules);
    }

    /// Whether a list has an address that a connection could use.
    [[nodiscard]] static bool has_some(const tl::vector<api::dcOption>& options) {
        return std::any_of(options.begin(), options.end(), is_usable);
    }

private:
    [[nodiscard]] static bool is_usable(const api::dcOption& option) {
        // A secret is for servers that hide what they are, as proxies do.
        return !option.secret && option.id >= 1 && option.id <= highest_dc && option.port >= 1 &&
               option.port <= 0xFFFF && !(option.cdn && option.media_only) &&
               is_ip_address(std::string{option.ip_address.view()});
    }

    std::map<std::int32_t, std::vector<known_address>> told_{};
    std::map<std::int32_t, std::vector<known_address>> cdn_{};
};

} // namespace awaitgram::dc
