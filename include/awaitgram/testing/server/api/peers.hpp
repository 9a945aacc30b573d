// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <cstdint>

namespace awaitgram::testing {

/// The account with this id; null when there is none or the access hash does not entitle the caller to it.
[[nodiscard]] inline account*
account_by_hash(const api_call& call, std::int64_t id, std::int64_t hash) {
    auto* target = call.accounts.find(id);
    if (target == nullptr || target == call.self)
        return target;
    const auto known_to_bot =
        call.self->bot && hash == 0 && call.self->box.dialog_with(id) != nullptr;
    return known_to_bot || hash == call.accounts.access_hash(call.self->id, id) ? target : nullptr;
}

/// The account with this id, if a message of the caller's chats shows it; else null.
[[nodiscard]] inline account*
account_by_message(const api_call& call, std::int32_t msg_id, std::int64_t id) {
    const auto* message = call.self->box.find(msg_id);
    const auto shown = message != nullptr && (message->from == id || message->peer == id);
    return shown ? call.accounts.find(id) : nullptr;
}

/// The other side of the chat that an input names; null when the caller may not name it so.
[[nodiscard]] inline account* chat_with(const api_call& call, const api::InputPeer& peer) {
    if (peer.is<api::inputPeerSelf>())
        return call.self;
    if (const auto* user = peer.get_if<api::inputPeerUser>())
        return account_by_hash(call, user->user_id, user->access_hash);
    if (const auto* user = peer.get_if<api::inputPeerUserFromMessage>())
        return account_by_message(call, user->msg_id, user->user_id);
    return nullptr;
}

/// The account that an input names; null when the caller may not name it so.
[[nodiscard]] inline account* user_named(const api_call& call, const api::InputUser& input) {
    if (input.is<api::inputUserSelf>())
        return call.self;
    if (const auto* user = input.get_if<api::inputUser>())
        return account_by_hash(call, user->user_id, user->access_hash);
    if (const auto* user = input.get_if<api::inputUserFromMessage>())
        return account_by_message(call, user->msg_id, user->user_id);
    return nullptr;
}

} // namespace awaitgram::testing
