// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/data.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL bool operator==(const session_data& left, const session_data& right) {
    return left.home_dc == right.home_dc && left.dcs == right.dcs && left.salts == right.salts &&
           left.temporary_keys == right.temporary_keys && left.self == right.self &&
           left.api_layer == right.api_layer && left.peers == right.peers &&
           left.updates == right.updates && left.states == right.states;
}

AWAITGRAM_DECL std::optional<dc_option> session_data::dc(std::int32_t id) const {
    const auto stored = dcs.find(id);
    return stored != dcs.end() ? stored->second : known_dc(id);
}

AWAITGRAM_DECL std::optional<peer_info> session_data::peer(peer_id id) const {
    if (id.kind() == peer_kind::self_user) {
        for (const auto& [key, info] : peers)
            if (is_self(info))
                return info;
        return std::nullopt;
    }
    const auto known = peers.find(id);
    return known != peers.end() ? std::optional{known->second} : std::nullopt;
}

AWAITGRAM_DECL void session_data::cache_peer(peer_info info) {
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

AWAITGRAM_DECL std::optional<std::int64_t> session_data::last_user() const {
    if (self)
        return self->id;
    const auto known = peer(peer_id::self_user());
    return known ? std::optional{std::get<user_info>(*known).id} : std::nullopt;
}

AWAITGRAM_DECL void session_data::set_self(const std::optional<signed_in_user>& user) {
    if (const auto last = last_user(); user && last && *last != user->id) {
        peers.clear();
        updates = {};
        states.clear();
    }
    self = user;
}

AWAITGRAM_DECL void session_data::set_dc(const dc_option& option) {
    if (const auto error = check(option))
        throw std::system_error(error);
    dcs.insert_or_assign(option.id, option);
}

AWAITGRAM_DECL void session_data::set_salts(std::int32_t dc, std::vector<server_salt> list) {
    detail::sort_by_start(list);
    if (list.empty())
        salts.erase(dc);
    else
        salts.insert_or_assign(dc, std::move(list));
}

AWAITGRAM_DECL void
session_data::set_temporary_key(std::int32_t dc, const std::optional<temporary_key>& key) {
    if (!key) {
        temporary_keys.erase(dc);
        return;
    }
    if (const auto error = check(*key))
        throw std::system_error(error);
    temporary_keys.insert_or_assign(dc, *key);
}

AWAITGRAM_DECL void session_data::forget_channel(std::int64_t id) {
    std::erase_if(updates.channels, [id](const channel_state& one) { return one.id == id; });
    if (id > 0)
        std::erase_if(updates.handled, [id](const handled_mark& one) {
            return one.of.sequence == id;
        });
}

AWAITGRAM_DECL void session_data::apply(const update_state& change) {
    if (const auto error = check(change))
        throw std::system_error(error);
    if (const auto* all = std::get_if<update_state::all>(&change.step)) {
        updates = all->state;
        updates.channels.clear();
        for (const auto& one : all->state.channels)
            apply(update_state::channel{one.id, one.pts});
        updates.handled.clear();
        for (const auto& one : all->state.handled)
            mark(one);
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

AWAITGRAM_DECL void session_data::apply(const update_progress& change) {
    if (const auto error = check(change))
        throw std::system_error(error);
    for (const auto channel : change.forgotten)
        forget_channel(channel);
    if (change.primary)
        apply(*change.primary);
    if (change.secondary)
        apply(*change.secondary);
    for (const auto& one : change.channels)
        apply(update_state::channel{one.id, one.pts});
    for (const auto& key : change.unmarked)
        if (const auto at = mark_at(key); at != updates.handled.end() && at->of == key)
            updates.handled.erase(at);
    for (const auto& one : change.handled)
        mark(one);
}

AWAITGRAM_DECL void
session_data::set_state(const state_key& key, std::optional<kept_state> state, std::int64_t now) {
    if (const auto error = state ? check(*state) : std::error_code{})
        throw std::system_error(error);
    if (const auto error = check(key))
        throw std::system_error(error);
    if (!state) {
        states.erase(key);
        return;
    }
    const auto added = states.insert_or_assign(key, std::move(*state)).second;
    if (added && std::has_single_bit(states.size()))
        std::erase_if(states, [now](const auto& one) { return one.second.has_expired(now); });
}

AWAITGRAM_DECL std::vector<handled_mark>::iterator session_data::mark_at(const handled_key& key) {
    return std::lower_bound(
        updates.handled.begin(),
        updates.handled.end(),
        key,
        [](const handled_mark& entry, const handled_key& sought) { return entry.of < sought; }
    );
}

AWAITGRAM_DECL void session_data::mark(const handled_mark& one) {
    if (const auto at = mark_at(one.of); at != updates.handled.end() && at->of == one.of)
        *at = one;
    else
        updates.handled.insert(at, one);
}

AWAITGRAM_DECL session_data normalised(const session_data& from) {
    session_data content;
    content.home_dc = from.home_dc;
    for (const auto& [id, option] : from.dcs)
        content.set_dc(option);
    for (const auto& [dc, list] : from.salts)
        content.set_salts(dc, list);
    for (const auto& [dc, temporary] : from.temporary_keys)
        content.set_temporary_key(dc, temporary);
    content.self = from.self;
    content.api_layer = from.api_layer;
    const peer_info* signed_in = nullptr;
    for (const auto& [key, info] : from.peers) {
        content.cache_peer(info);
        const auto* const user = std::get_if<user_info>(&info);
        if (user != nullptr && user->is_self == true && from.self && user->id == from.self->id)
            signed_in = &info;
    }
    if (signed_in != nullptr)
        content.cache_peer(*signed_in);
    content.apply(update_state::all{from.updates});
    for (const auto& [key, state] : from.states)
        content.set_state(key, state, 0);
    return content;
}

} // namespace awaitgram
