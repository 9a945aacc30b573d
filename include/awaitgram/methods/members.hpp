// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/list_of.hpp>
#include <awaitgram/core/until.hpp>
#include <awaitgram/methods/member_cursor.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/chat_member.hpp>
#include <awaitgram/types/missing_invitee.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// How a user is banned.
struct ban_options {
    /// When the ban ends: `{.until = 24h}`. Less than 30 seconds and more than 366 days from now are for ever.
    awaitgram::until until = {};
    /// Whether all messages of the user are deleted as well. Only in basic groups; in others see
    /// channels.deleteParticipantHistory.
    bool delete_messages = false;
};
static_assert(std::is_trivially_destructible_v<ban_options>);

/// How a member is restricted.
struct restrict_options {
    /// When the restrictions end. Less than 30 seconds and more than 366 days from now are for ever.
    awaitgram::until until = {};
};
static_assert(std::is_trivially_destructible_v<restrict_options>);

/// How a user is promoted.
struct promote_options {
    /// The title beside the name, at most 16 characters; empty to leave it as it is.
    std::string_view title = {};
};
static_assert(std::is_trivially_destructible_v<promote_options>);

/// How users are added to a group or channel.
struct add_options {
    /// How many of the last messages they see; only in basic groups.
    std::int32_t visible_messages = 0;
};
static_assert(std::is_trivially_destructible_v<add_options>);

/// Methods about the members of groups and channels.
///
/// All of them: `chat` is the group or channel, `user` a user or bot. In supergroups and channels, where administrators can write in
/// the name of a channel, `user` can be such a channel, too.
/// Errors:  rpc_error when Telegram refuses, such as CHAT_ADMIN_REQUIRED and USER_ADMIN_INVALID; peer_error when the chat or user cannot
///          be reached, or is of a kind that the method is not for; std::system_error when the link breaks. That nothing changes is no
///          error.
/// Cancels: it may have been done nevertheless.
class member_methods : public virtual method_base {
public:
    /// Removes a user who cannot come back, or not before the ban ends. A user who is no member can be banned, too.
    ///
    /// A basic group knows no bans: the user is removed, and only members can add it again.
    /// Raw method: channels.editBanned, messages.deleteChatUser.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> ban(chat_ref chat, chat_ref user, ban_options options = {}) const;

    /// Removes a user who can come back: a ban that is lifted at once, in two requests.
    ///
    /// Raw method: channels.editBanned, messages.deleteChatUser.
    /// Errors:     as above.
    /// Cancels:    as above; between the two requests the user is left banned.
    [[nodiscard]] awaitable<void> kick(chat_ref chat, chat_ref user) const;

    /// Lifts a ban, and all restrictions of a member. The user does not come back by that. Only in supergroups and channels.
    ///
    /// Raw method: channels.editBanned.
    /// Errors:     as above; peer_error with not_a_channel for a basic group.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> unban(chat_ref chat, chat_ref user) const;

    /// Sets what a member may do: these permissions and no others, until the restrictions end. `permissions::all()` lifts them. Only in
    /// supergroups.
    ///
    /// What the group forbids to all stays forbidden, see `set_chat_permissions`.
    /// Raw method: channels.editBanned.
    /// Errors:     as above; peer_error with not_a_channel for a basic group.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> restrict_member(
        chat_ref chat, chat_ref user, permissions allowed, restrict_options options = {}
    ) const;

    /// Grants rights to a user, who becomes an administrator; rights and a title that it has already stay. See `set_admin_rights`.
    ///
    /// It asks for the present rights first. In basic groups administrators have all rights, whatever is granted. Bots can grant what
    /// they have themselves. A right that this library does not know is lost.
    /// Raw method: channels.getParticipant, channels.editAdmin; messages.editChatAdmin (users).
    /// Errors:     as above; std::invalid_argument for a title of more than 16 characters; RIGHT_FORBIDDEN for rights that this kind of
    ///             chat does not have: see `admin_rights::of_groups` and `of_channels`.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void>
    promote(chat_ref chat, chat_ref user, admin_rights granted, promote_options options = {}) const;

    /// Takes all rights of an administrator away.
    ///
    /// Raw method: channels.editAdmin; messages.editChatAdmin (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> demote(chat_ref chat, chat_ref user) const;

    /// Sets the rights of an administrator: these and no others. No rights at all are those of a user who is no administrator. The title
    /// stays.
    ///
    /// Raw method: as `promote`.
    /// Errors:     as `promote`.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void>
    set_admin_rights(chat_ref chat, chat_ref user, admin_rights rights) const;

    /// Sets the title that a group shows beside the name of a member; an empty one removes it.
    ///
    /// Shape:      at most 16 characters.
    /// Raw method: messages.editChatParticipantRank.
    /// Errors:     as above; std::invalid_argument for a longer title.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void>
    set_admin_title(chat_ref chat, chat_ref user, std::string_view title) const;

    /// What a user is in a chat. One without a record there has the status `left`.
    ///
    /// Raw method: channels.getParticipant, messages.getFullChat.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<chat_member> get_member(chat_ref chat, chat_ref user) const;

    /// The members of a chat, each once; see member_cursor.
    ///
    /// `for (auto members = telegram.members("@group"); const auto member = co_await members.next();)`
    /// Raw method: channels.getParticipants, messages.getFullChat.
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] member_cursor members(chat_ref chat, member_options options = {}) const;

    /// How many members a chat has.
    ///
    /// Raw method: channels.getFullChannel, messages.getFullChat.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::int32_t> members_count(chat_ref chat) const;

    /// How many members of a group are online, about.
    ///
    /// Raw method: messages.getOnlines (users).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::int32_t> online_count(chat_ref chat) const;

    /// What a user may do in a group, by the restrictions of the user and of the group together. Administrators may do everything, those
    /// who are not in the group nothing.
    ///
    /// Raw method: as `get_member`, and channels.getChannels or messages.getChats.
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<permissions> permissions_of(chat_ref chat, chat_ref user) const;

    /// Adds users. Returns those whose privacy does not allow it.
    ///
    /// A list such as a vector of ids; in basic groups one request for each, in others one for 200. Bots cannot.
    /// Raw method: channels.inviteToChannel (users), messages.addChatUser (users).
    /// Errors:     as above; USER_NOT_MUTUAL_CONTACT, USER_CHANNELS_TOO_MUCH, PEER_FLOOD.
    /// Cancels:    some may have been added nevertheless.
    template <list_of<chat_ref> Users>
    [[nodiscard]] awaitable<std::vector<missing_invitee>>
    add_members(chat_ref chat, const Users& users, add_options options = {}) const {
        std::vector<chat_query> asked;
        for (const auto& each : users)
            asked.emplace_back(chat_ref{each});
        return add_all(chat, std::move(asked), options);
    }
    /// Adds one user.
    ///
    /// Raw method, Errors, Cancels: as `add_members`.
    [[nodiscard]] awaitable<std::vector<missing_invitee>>
    add_member(chat_ref chat, chat_ref user, add_options options = {}) const;

protected:
    member_methods() = default;
    ~member_methods() = default;

private:
    [[nodiscard]] awaitable<std::vector<missing_invitee>>
    add_all(chat_ref chat, std::vector<chat_query> users, add_options options) const;
};

} // namespace awaitgram
