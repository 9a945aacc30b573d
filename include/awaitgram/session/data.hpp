// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/types.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram {

/// All that a session holds, as plain data.
struct session_data {
    std::int32_t home_dc = default_home_dc;
    std::map<std::int32_t, dc_option> dcs{};
    std::map<std::int32_t, std::vector<server_salt>> salts{};
    std::map<std::int32_t, temporary_key> temporary_keys{};
    std::optional<signed_in_user> self{};
    /// The layer that the stored update state was made with.
    std::optional<std::int32_t> api_layer{};
    std::map<peer_id, peer_info> peers{};
    updates_state updates{};

    friend bool operator==(const session_data&, const session_data&) = default;

    /// What is stored of a DC, else what is known of it.
    [[nodiscard]] std::optional<dc_option> dc(std::int32_t id) const {
        const auto found = dcs.find(id);
        return found != dcs.end() ? found->second : known_dc(id);
    }

    [[nodiscard]] std::optional<peer_info> peer(peer_id id) const {
        if (id.kind() == peer_kind::self_user) {
            for (const auto& [key, info] : peers)
                if (is_self(info))
                    return info;
            return std::nullopt;
        }
        const auto found = peers.find(id);
        return found != peers.end() ? std::optional{found->second} : std::nullopt;
    }

    /// Errors: std::system_error with `sessions::errc::invalid_peer_id`.
    void cache_peer(peer_info info) {
        const auto id = id_of(info);
        if (!id)
            throw std::system_error(id.error());
        if (is_self(info))
            for (auto& [key, other] : peers)
                if (key != *id && is_self(other))
                    std::get<user_info>(other).is_self = false;
        if (const auto known = peers.find(*id); known != peers.end())
            known->second = merged(known->second, std::move(info));
        else
            peers.emplace(*id, std::move(info));
    }

    /// The user that signed in last: the one that is signed in, else the peer that is self.
    [[nodiscard]] std::optional<std::int64_t> last_user() const {
        if (self)
            return self->id;
        const auto found = peer(peer_id::self_user());
        return found ? std::optional{std::get<user_info>(*found).id} : std::nullopt;
    }

    /// What belongs to another account is forgotten: access hashes and the update state are good for nobody else.
    void set_self(const std::optional<signed_in_user>& user) {
        if (const auto last = last_user(); user && last && *last != user->id) {
            peers.clear();
            updates = {};
        }
        self = user;
    }

    /// Errors: std::system_error with `sessions::errc::invalid_dc` or `invalid_auth_key`.
    void set_dc(const dc_option& option) {
        if (const auto error = check(option))
            throw std::system_error(error);
        dcs.insert_or_assign(option.id, option);
    }

    void set_salts(std::int32_t dc, std::vector<server_salt> list) {
        std::sort(list.begin(), list.end(), [](const server_salt& left, const server_salt& right) {
            return left.valid_since < right.valid_since;
        });
        salts.insert_or_assign(dc, std::move(list));
    }

    void forget_channel(std::int64_t id) {
        std::erase_if(updates.channels, [id](const channel_state& one) { return one.id == id; });
    }

    void apply(const update_state& change) {
        if (const auto* all = std::get_if<update_state::all>(&change.step)) {
            updates = all->state;
            std::sort(updates.channels.begin(), updates.channels.end());
        } else if (const auto* primary = std::get_if<update_state::primary>(&change.step)) {
            updates.pts = primary->pts;
            updates.date = primary->date;
            updates.seq = primary->seq;
        } else if (const auto* second = std::get_if<update_state::secondary>(&change.step)) {
            updates.qts = second->qts;
        } else if (const auto* one = std::get_if<update_state::channel>(&change.step)) {
            auto& list = updates.channels;
            const auto at = std::lower_bound(
                list.begin(),
                list.end(),
                one->id,
                [](const channel_state& entry, std::int64_t id) { return entry.id < id; }
            );
            if (at != list.end() && at->id == one->id)
                at->pts = one->pts;
            else
                list.insert(at, channel_state{one->id, one->pts});
        }
    }
};

} // namespace awaitgram
