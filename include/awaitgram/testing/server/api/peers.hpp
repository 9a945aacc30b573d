// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <cstdint>

namespace awaitgram::testing {

/// The photo of a profile or chat as the caller sees it.
[[nodiscard]] inline api::Photo
full_photo(const api_call& call, std::int64_t id, std::int64_t dialog) {
    return shown_photo(call.accounts, call.self->id, *call.accounts.files().find(id), {dialog, 0});
}

/// The account with this id; null when there is none or the access hash does not entitle the caller to it.
[[nodiscard]] inline account*
account_by_hash(const api_call& call, std::int64_t id, std::int64_t hash) {
    auto* target = call.accounts.find(id);
    if (target == nullptr || target == call.self)
        return target;
    if (hash == call.accounts.access_hash(call.self->id, id))
        return target;
    const auto known_to_bot = call.self->bot && hash == 0 &&
                              (call.self->box.dialog_with(id) != nullptr ||
                               call.accounts.share_a_chat(call.self->id, id));
    return known_to_bot ? target : nullptr;
}

/// The chat that an input names.
struct place {
    account* user = nullptr;
    chat* room = nullptr;

    [[nodiscard]] std::int64_t dialog() const noexcept {
        return room != nullptr ? room->id : user->id;
    }
};

using place_or_refusal = result<place, api_refusal>;

/// A channel that the caller may look at.
[[nodiscard]] inline result<chat*, api_refusal>
channel_by_hash(const api_call& call, std::int64_t bare, std::int64_t hash) {
    auto* room = call.accounts.find_chat(channel_dialog(bare));
    if (bare <= 0 || room == nullptr)
        return refuse(400, "CHANNEL_INVALID");
    const auto self = call.self->id;
    if (hash != call.accounts.access_hash(self, room->id) && !(call.self->bot && hash == 0))
        return refuse(400, "CHANNEL_INVALID");
    const auto own = room->member(self);
    if (room->deleted || own.is == standing::banned || (!own.is_in() && room->username.empty()))
        return refuse(400, "CHANNEL_PRIVATE");
    return room;
}

/// A message of a chat, by which a user or a channel can be named that it shows; null when the caller does not have it.
[[nodiscard]] inline const stored_message*
shown_message_of(const api_call& call, const api::InputPeer& peer, std::int32_t msg_id);

[[nodiscard]] inline result<chat*, api_refusal>
channel_named(const api_call& call, const api::InputChannel& input) {
    if (const auto* channel = input.get_if<api::inputChannel>())
        return channel_by_hash(call, channel->channel_id, channel->access_hash);
    if (const auto* seen = input.get_if<api::inputChannelFromMessage>()) {
        const auto known = shown_message_of(call, seen->peer, seen->msg_id) != nullptr;
        const auto id = channel_dialog(seen->channel_id);
        const auto hash = call.accounts.access_hash(call.self->id, id);
        return channel_by_hash(call, seen->channel_id, known ? hash : 0);
    }
    return refuse(400, "CHANNEL_INVALID");
}

/// A basic group that the caller is or was in.
[[nodiscard]] inline result<chat*, api_refusal>
group_numbered(const api_call& call, std::int64_t bare) {
    auto* room = call.accounts.find_chat(group_dialog(bare));
    if (bare <= 0 || room == nullptr || room->deleted ||
        room->member(call.self->id).is == standing::none)
        return refuse(400, "CHAT_ID_INVALID");
    return room;
}

[[nodiscard]] inline account* user_of(const api_call& call, const api::InputPeer& peer) {
    if (peer.is<api::inputPeerSelf>())
        return call.self;
    if (const auto* user = peer.get_if<api::inputPeerUser>())
        return account_by_hash(call, user->user_id, user->access_hash);
    if (const auto* seen = peer.get_if<api::inputPeerUserFromMessage>()) {
        const auto* message = shown_message_of(call, seen->peer, seen->msg_id);
        const auto shown = message != nullptr &&
                           (message->from == seen->user_id || message->peer == seen->user_id);
        return shown ? call.accounts.find(seen->user_id) : nullptr;
    }
    return nullptr;
}

[[nodiscard]] inline place_or_refusal
place_named(const api_call& call, const api::InputPeer& peer) {
    if (const auto* group = peer.get_if<api::inputPeerChat>()) {
        const auto room = group_numbered(call, group->chat_id);
        if (!room)
            return refuse(400, "PEER_ID_INVALID");
        return place{nullptr, *room};
    }
    if (const auto* channel = peer.get_if<api::inputPeerChannel>()) {
        const auto room = channel_by_hash(call, channel->channel_id, channel->access_hash);
        if (!room)
            return failure{room.error()};
        return place{nullptr, *room};
    }
    if (const auto* seen = peer.get_if<api::inputPeerChannelFromMessage>()) {
        api::inputChannelFromMessage named;
        named.peer = seen->peer;
        named.msg_id = seen->msg_id;
        named.channel_id = seen->channel_id;
        const auto room = channel_named(call, named);
        if (!room)
            return failure{room.error()};
        return place{nullptr, *room};
    }
    if (auto* user = user_of(call, peer))
        return place{user, nullptr};
    return refuse(400, "PEER_ID_INVALID");
}

[[nodiscard]] inline const stored_message*
shown_message_of(const api_call& call, const api::InputPeer& peer, std::int32_t msg_id) {
    const auto where = place_named(call, peer);
    if (!where)
        return nullptr;
    return message_in(call.accounts, *call.self, where->dialog(), msg_id);
}

/// The other side of the private chat that an input names; null when the caller may not name it so.
[[nodiscard]] inline account* chat_with(const api_call& call, const api::InputPeer& peer) {
    return user_of(call, peer);
}

/// The account that an input names; null when the caller may not name it so.
[[nodiscard]] inline account* user_named(const api_call& call, const api::InputUser& input) {
    if (input.is<api::inputUserSelf>())
        return call.self;
    if (const auto* user = input.get_if<api::inputUser>())
        return account_by_hash(call, user->user_id, user->access_hash);
    if (const auto* seen = input.get_if<api::inputUserFromMessage>()) {
        api::inputPeerUserFromMessage named;
        named.peer = seen->peer;
        named.msg_id = seen->msg_id;
        named.user_id = seen->user_id;
        return user_of(call, named);
    }
    return nullptr;
}

} // namespace awaitgram::testing
