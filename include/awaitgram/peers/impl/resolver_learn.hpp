// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/peers/dialog_id.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/peers/usernames.hpp>

#include <cstdint>
#include <string_view>

namespace awaitgram {

namespace detail {

/// Where a message is.
template <class Message>
[[nodiscard]] message_reference reference_to(const Message& seen) {
    message_reference where;
    where.chat = dialog_id(seen.peer_id);
    where.message = seen.id;
    return where;
}

} // namespace detail

template <class Peer>
void peer_resolver::note_names(peer_id id, const Peer& peer) {
    name_list_.clear();
    for_each_username(peer, [this](std::string_view each) { name_list_.push_back(each); });
    names_.note_all(id, name_list_, monotonic_clock::now());
}

AWAITGRAM_DECL void peer_resolver::learn(const api::user& seen) {
    if (const auto id = peer_id::user(seen.id); id && !seen.min)
        note_names(*id, seen);
}

AWAITGRAM_DECL void peer_resolver::learn(const api::channel& seen) {
    if (const auto id = peer_id::channel(seen.id); id && !seen.min)
        note_names(*id, seen);
}

AWAITGRAM_DECL void peer_resolver::learn(const api::chat& seen) {
    const auto* to = seen.migrated_to ? seen.migrated_to->get_if<api::inputChannel>() : nullptr;
    if (to == nullptr)
        return;
    const auto from_id = peer_id::chat(seen.id);
    const auto to_id = peer_id::channel(to->channel_id);
    if (from_id && to_id)
        migrated_.note(*from_id, *to_id);
}

AWAITGRAM_DECL void peer_resolver::note_shown(std::int64_t dialog, const message_reference& where) {
    const auto id = peer_id::from_dialog_id(dialog);
    if (!id || id->kind() == peer_kind::chat || dialog == where.chat || recent_->find(*id))
        return;
    references_.note(*id, where);
}

AWAITGRAM_DECL void peer_resolver::learn(const api::message& seen) {
    const auto where = detail::reference_to(seen);
    if (seen.from_id)
        note_shown(dialog_id(*seen.from_id), where);
    if (seen.fwd_from && seen.fwd_from->from_id)
        note_shown(dialog_id(*seen.fwd_from->from_id), where);
    if (seen.via_bot_id)
        note_shown(*seen.via_bot_id, where);
    if (seen.entities)
        for (const auto& each : *seen.entities)
            if (const auto* mention = each.get_if<api::messageEntityMentionName>())
                note_shown(mention->user_id, where);
}

AWAITGRAM_DECL void peer_resolver::learn(const api::messageService& seen) {
    const auto where = detail::reference_to(seen);
    if (seen.from_id)
        note_shown(dialog_id(*seen.from_id), where);
}

} // namespace awaitgram
