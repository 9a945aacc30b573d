// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/peer_info.hpp>

#include <compare>
#include <optional>
#include <tuple>
#include <variant>

namespace awaitgram {

AWAITGRAM_DECL bool operator==(const user_info& left, const user_info& right) {
    return left.id == right.id && left.auth == right.auth && left.bot == right.bot &&
           left.is_self == right.is_self;
}

// By tuples, because libc++ 16 has `<` but no `<=>` for std::optional.
AWAITGRAM_DECL std::weak_ordering operator<=>(const user_info& left, const user_info& right) {
    return std::tie(left.id, left.auth, left.bot, left.is_self) <=>
           std::tie(right.id, right.auth, right.bot, right.is_self);
}

AWAITGRAM_DECL bool operator==(const channel_info& left, const channel_info& right) {
    return left.id == right.id && left.auth == right.auth && left.kind == right.kind;
}

AWAITGRAM_DECL std::weak_ordering operator<=>(const channel_info& left, const channel_info& right) {
    return std::tie(left.id, left.auth, left.kind) <=> std::tie(right.id, right.auth, right.kind);
}

AWAITGRAM_DECL std::optional<peer_ref> ref_of(const peer_info& info) {
    const auto id = id_of(info);
    const auto auth = auth_of(info);
    if (!id || !auth || auth->min)
        return std::nullopt;
    return peer_ref{*id, *auth};
}

AWAITGRAM_DECL peer_info merged(const peer_info& known, peer_info newer) {
    const auto better = [](const std::optional<peer_auth>& old, std::optional<peer_auth>& now) {
        if (!now || (now->min && old && !old->min))
            now = old;
    };
    if (auto* user = std::get_if<user_info>(&newer)) {
        if (const auto* old = std::get_if<user_info>(&known)) {
            better(old->auth, user->auth);
            user->bot = user->bot ? user->bot : old->bot;
            user->is_self = user->is_self ? user->is_self : old->is_self;
        }
    } else if (auto* channel = std::get_if<channel_info>(&newer)) {
        if (const auto* old = std::get_if<channel_info>(&known)) {
            better(old->auth, channel->auth);
            channel->kind = channel->kind ? channel->kind : old->kind;
        }
    }
    return newer;
}

} // namespace awaitgram
