// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/list_of.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/full_chat.hpp>
#include <awaitgram/types/missing_invitee.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// What came of an attempt to join a chat.
enum class join_state {
    joined,
    /// The account was a member already.
    already,
    /// An administrator has to approve the request; `chat` is unknown for invite links.
    requested,
    /// A bot wants to see a page opened in an app first, see messages.chatInviteJoinResultWebView.
    verification,
};

/// The outcome of `join_chat`.
struct join_result {
    join_state state = join_state::joined;
    /// The chat, where the account may know it.
    std::optional<chat> joined_chat{};
};

/// A group that was created.
struct created_group {
    chat group{};
    /// The users whose privacy does not allow that they are added.
    std::vector<missing_invitee> missing{};
};

/// How a chat is created.
struct create_options {
    /// The description; not for basic groups.
    std::string_view about = {};
    /// After how long messages are deleted; 0 for never.
    std::chrono::seconds message_lifetime{0};
    /// Whether a supergroup has topics.
    bool forum = false;
};
static_assert(std::is_trivially_destructible_v<create_options>);

/// Methods that look at chats, and those by which accounts come and go.
///
/// Errors: rpc_error when Telegram refuses; peer_error when the chat cannot be reached, or is of a kind that the method is not for;
///         std::system_error when the link breaks.
class chat_methods : public virtual method_base {
public:
    /// A chat: its title, names, flags, and the account's rights in it. A basic group that became a supergroup is followed.
    ///
    /// Raw method: users.getUsers, messages.getChats, channels.getChannels.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<chat> get_chat(chat_ref chat) const;

    /// The same with all that Telegram tells of it: the description, the numbers of members, the pinned message, the linked chat and so
    /// on. Telegram limits how often that may be asked for.
    ///
    /// Raw method: users.getFullUser, messages.getFullChat, channels.getFullChannel.
    /// Errors:     as above; FLOOD_WAIT when it is asked for too often.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<full_chat> get_full_chat(chat_ref chat) const;

    /// Joins a public chat, or the chat of an invite link such as `t.me/+hash`. Being a member already, and a request that an
    /// administrator has to approve, are results and no errors.
    ///
    /// Raw method: channels.joinChannel (users), messages.importChatInvite (users).
    /// Errors:     as above; INVITE_HASH_EXPIRED, CHANNELS_TOO_MUCH when the account is in 500 chats, or 1000 with Telegram Premium.
    /// Cancels:    the account may have joined nevertheless.
    [[nodiscard]] awaitable<join_result> join_chat(chat_ref chat) const;

    /// Leaves a group or channel. Having left already is no error.
    ///
    /// The messages of a basic group stay in the list of chats. Bots can leave, too.
    /// Raw method: channels.leaveChannel, messages.deleteChatUser.
    /// Errors:     as above; USER_CREATOR: the owner cannot leave a supergroup or channel but with an app.
    /// Cancels:    the account may have left nevertheless.
    [[nodiscard]] awaitable<void> leave_chat(chat_ref chat) const;

    /// Creates a basic group with some users, such as a vector of ids.
    ///
    /// Shape:      a title of 1 to 128 characters.
    /// Raw method: messages.createChat (users).
    /// Errors:     as above; USERS_TOO_FEW when no user could be added.
    /// Cancels:    the group may have been created nevertheless.
    template <list_of<chat_ref> Users>
    [[nodiscard]] awaitable<created_group>
    create_group(std::string_view title, const Users& users, create_options options = {}) const {
        std::vector<chat_query> asked;
        for (const auto& each : users)
            asked.emplace_back(chat_ref{each});
        return create_with(title, std::move(asked), options);
    }

    /// Creates a supergroup, without members; or a forum: `{.about = "...", .forum = true}`.
    ///
    /// Shape:      a title of 1 to 128 characters, a description of at most 255.
    /// Raw method: channels.createChannel (users).
    /// Errors:     as above; CHANNELS_TOO_MUCH.
    /// Cancels:    the group may have been created nevertheless.
    [[nodiscard]] awaitable<chat>
    create_supergroup(std::string_view title, create_options options = {}) const;

    /// Creates a broadcast channel; as `create_supergroup`.
    ///
    /// Raw method: channels.createChannel (users).
    /// Errors:     as `create_supergroup`.
    /// Cancels:    the channel may have been created nevertheless.
    [[nodiscard]] awaitable<chat>
    create_channel(std::string_view title, create_options options = {}) const;

    /// Deletes a group or channel for all its members. Only its owner can.
    ///
    /// Raw method: channels.deleteChannel (users), messages.deleteChat (users).
    /// Errors:     as above; CHANNEL_TOO_LARGE with more than 1000 members.
    /// Cancels:    the chat may have been deleted nevertheless.
    [[nodiscard]] awaitable<void> delete_chat(chat_ref chat) const;

protected:
    chat_methods() = default;
    ~chat_methods() = default;

private:
    [[nodiscard]] awaitable<created_group> create_with(
        std::string_view title, std::vector<chat_query> users, create_options options
    ) const;
};

} // namespace awaitgram
