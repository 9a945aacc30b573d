// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/toggle.hpp>

#include <chrono>
#include <string_view>
#include <vector>

namespace awaitgram {

/// A chat in whose name the account can write.
struct send_as_choice {
    /// The account itself, an anonymous group, or a channel of the account.
    chat sender{};
    /// Whether that needs Telegram Premium.
    bool premium_needed = false;
};

/// Methods that change what a group or channel is like.
///
/// Where everything is as it is asked for already, nothing is changed, and that is no error.
/// Errors:  rpc_error when Telegram refuses, such as CHAT_ADMIN_REQUIRED; peer_error when the chat cannot be reached, or is of a kind
///          that the method is not for; std::system_error when the link breaks.
/// Cancels: the change may have been made nevertheless.
class chat_setting_methods : public virtual method_base {
public:
    /// Sets the title.
    ///
    /// Shape:      1 to 128 characters.
    /// Raw method: channels.editTitle, messages.editChatTitle.
    /// Errors:     as above; CHAT_TITLE_EMPTY.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_title(chat_ref chat, std::string_view title) const;

    /// Sets the description; an empty one removes it.
    ///
    /// Shape:      at most 255 characters.
    /// Raw method: messages.editChatAbout.
    /// Errors:     as above; CHAT_ABOUT_TOO_LONG.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_description(chat_ref chat, std::string_view about) const;

    /// Sets the username, with or without the @, which makes the chat public; an empty one makes it private. Only in supergroups and
    /// channels, by their owner.
    ///
    /// Raw method: channels.updateUsername (users).
    /// Errors:     as above; USERNAME_OCCUPIED, USERNAME_INVALID, CHANNELS_ADMIN_PUBLIC_TOO_MUCH.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_chat_username(chat_ref chat, std::string_view username) const;

    /// Sets what members of a group may do: these permissions and no others. Administrators may do everything.
    ///
    /// Raw method: messages.editChatDefaultBannedRights.
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_chat_permissions(chat_ref chat, permissions allowed) const;

    /// Sets how long members of a supergroup have to wait between messages; 0 for not at all.
    ///
    /// Shape:      0, 10, 30 or 60 seconds, 5 or 15 minutes, an hour.
    /// Raw method: channels.toggleSlowMode (users).
    /// Errors:     as above; std::invalid_argument for another length.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_slow_mode(chat_ref chat, std::chrono::seconds pause) const;

    /// Sets whether messages can be forwarded and saved: with `toggle::on` they cannot.
    ///
    /// Raw method: messages.toggleNoForwards (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_content_protection(chat_ref chat, toggle state) const;

    /// Sets whether only members can write, in groups for comments and public groups.
    ///
    /// Raw method: channels.toggleJoinToSend (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_join_to_send(chat_ref chat, toggle state) const;

    /// Sets whether administrators approve those who join a public supergroup.
    ///
    /// Raw method: channels.toggleJoinRequest (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_join_by_request(chat_ref chat, toggle state) const;

    /// Sets whether new members of a supergroup see no older messages.
    ///
    /// Raw method: channels.togglePreHistoryHidden (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_history_hidden(chat_ref chat, toggle state) const;

    /// Sets after how long messages that are sent from now on are deleted; 0 for never. Also in private chats.
    ///
    /// Raw method: messages.setHistoryTTL (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void>
    set_message_lifetime(chat_ref chat, std::chrono::seconds lifetime) const;

    /// Sets whether a supergroup has topics.
    ///
    /// Raw method: channels.toggleForum (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_forum(chat_ref chat, toggle state) const;

    /// Makes a supergroup the group for comments of a channel, instead of the one before.
    ///
    /// Raw method: channels.setDiscussionGroup (users).
    /// Errors:     as above; MEGAGROUP_PREHISTORY_HIDDEN: see `set_history_hidden`.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_linked_group(chat_ref channel, chat_ref group) const;

    /// Takes the group for comments of a channel away.
    ///
    /// Raw method: channels.setDiscussionGroup (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> remove_linked_group(chat_ref channel) const;

    /// In whose name the account can write there.
    ///
    /// Raw method: channels.getSendAs (users).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<send_as_choice>> send_as_choices(chat_ref chat) const;

    /// Sets in whose name the account's messages are sent there, unless they say otherwise: `"me"`, the group itself, or a channel.
    ///
    /// Raw method: messages.saveDefaultSendAs (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> set_send_as(chat_ref chat, chat_ref sender) const;

protected:
    chat_setting_methods() = default;
    ~chat_setting_methods() = default;
};

} // namespace awaitgram
