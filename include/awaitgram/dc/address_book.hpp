// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/session/dc_option.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace awaitgram::dc {

/// The addresses of data centres that Telegram has told, for the time of a run.
///
/// They come before those that the library and the session know, and never replace them: whoever could tell false ones may delay
/// a connection, not prevent it. No false server has the right keys.
/// Spec: https://core.telegram.org/constructor/dcOption
class address_book {
public:
    /// The highest number of a data centre.
    static constexpr std::int32_t highest_dc = 1000;

    /// Takes a list in place of the one before; options that no connection could use are left out.
    void learn(const tl::vector<api::dcOption>& options) {
        told_.clear();
        cdn_.clear();
        for (const auto& each : options) {
            // Those of other connections: for media alone, and with a secret for their obfuscation.
            const auto other = each.media_only || each.tcpo_only || each.secret;
            if (other || each.id < 1 || each.id > highest_dc || each.port < 1 || each.port > 0xFFFF)
                continue;
            server_address address{
                std::string{each.ip_address.view()}, static_cast<std::uint16_t>(each.port)};
            auto& known = (each.cdn ? cdn_ : told_)[each.id];
            if (check(address) || known.size() == most_addresses ||
                std::find(known.begin(), known.end(), address) != known.end())
                continue;
            known.push_back(std::move(address));
        }
    }

    /// The addresses of a data centre: those that were told, then `others`.
    [[nodiscard]] std::vector<server_address>
    addresses_of(std::int32_t dc, const std::vector<server_address>& others) const {
        std::vector<server_address> all;
        if (const auto known = told_.find(dc); known != told_.end())
            all = known->second;
        for (const auto& each : others)
            if (std::find(all.begin(), all.end(), each) == all.end())
                all.push_back(each);
        return all;
    }

    /// The addresses of a data centre of a content delivery network. They are of that network alone, whatever number it has.
    [[nodiscard]] std::vector<server_address> cdn_addresses_of(std::int32_t dc) const {
        const auto known = cdn_.find(dc);
        return known == cdn_.end() ? std::vector<server_address>{} : known->second;
    }

    [[nodiscard]] bool empty() const noexcept { return told_.empty(); }

private:
    static constexpr std::size_t most_addresses = 16;

    std::map<std::int32_t, std::vector<server_address>> told_{};
    std::map<std::int32_t, std::vector<server_address>> cdn_{};
};

} // namespace awaitgram::dc
