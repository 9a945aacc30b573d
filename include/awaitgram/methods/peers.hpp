// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/peers/error.hpp> // IWYU pragma: export
#include <awaitgram/session/peer_id.hpp>

namespace awaitgram {

/// Methods that find chats and users.
class peer_methods : public virtual method_base {
public:
    /// The id of a chat, such as `"@name"` or a t.me link; see chat_ref. All methods do that themselves: it is for programs that store
    /// ids. The id of a basic group that became a supergroup is that of the supergroup.
    ///
    /// Raw method: contacts.resolveUsername, contacts.resolvePhone (users), messages.checkChatInvite (users), users.getUsers,
    ///             channels.getChannels (bots), messages.getChats; none for chats that are known.
    /// Errors:     peer_error when the chat cannot be reached; rpc_error when Telegram refuses to answer, as with FLOOD_WAIT: an
    ///             account can look up a few hundred new names a day; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<peer_id> resolve(chat_ref chat) const;

    /// How raw requests address a chat, with its access hash: for their fields `peer`, `user_id` and `channel`.
    ///
    /// Raw method, Errors, Cancels: as `resolve`.
    [[nodiscard]] awaitable<api::InputPeer> resolve_peer(chat_ref chat) const;

protected:
    peer_methods() = default;
    ~peer_methods() = default;
};

} // namespace awaitgram
