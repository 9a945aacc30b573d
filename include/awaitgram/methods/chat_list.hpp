// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/list_of.hpp>
#include <awaitgram/core/until.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/dialog.hpp>

#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// How a chat is removed from the list.
struct delete_dialog_options {
    /// Whether the messages of a private chat are deleted for the other one, too.
    bool for_both = false;
};
static_assert(std::is_trivially_destructible_v<delete_dialog_options>);

/// The parts of the list of chats, each of which has pinned chats of its own. Those of folders: `chat_folder::pinned_ids`.
enum class chat_list_part { main, archive };

/// Methods about the places of chats in the account's list, for accounts of users.
///
/// That a chat has its place already is no error.
/// Errors:  rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks.
/// Cancels: it may have been done nevertheless.
class chat_list_methods : public virtual method_base {
public:
    /// Chats as lines of the account's list, in the order of a list of references, such as a vector of ids.
    ///
    /// Raw method: messages.getPeerDialogs (users).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    template <list_of<chat_ref> Chats>
    [[nodiscard]] awaitable<std::vector<dialog>> get_dialogs(const Chats& chats) const {
        std::vector<chat_query> asked;
        for (const auto& each : chats)
            asked.emplace_back(chat_ref{each});
        return get_all_dialogs(std::move(asked));
    }

    /// Moves a chat into the archive, or back.
    ///
    /// Raw method: folders.editPeerFolders (users).
    /// Errors:     as above; FOLDER_ID_INVALID.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> archive_chat(chat_ref chat) const;
    [[nodiscard]] awaitable<void> unarchive_chat(chat_ref chat) const;

    /// Pins a chat to the top of the list, or pins it no more. Messages are pinned by `message::pin`.
    ///
    /// Raw method: messages.toggleDialogPin (users).
    /// Errors:     as above; PINNED_DIALOGS_TOO_MUCH, with more than 5 chats, or 10 with Telegram Premium.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> pin_chat(chat_ref chat) const;
    [[nodiscard]] awaitable<void> unpin_chat(chat_ref chat) const;

    /// The chats that are pinned to the top of the list, or of the archive, the first one first.
    ///
    /// Raw method: messages.getPinnedDialogs (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<dialog>>
    get_pinned_chats(chat_list_part of = chat_list_part::main) const;

    /// Mutes a chat, for ever or until some moment: `mute_chat("@news", 8h)`; or lets it sound again.
    ///
    /// Raw method: account.updateNotifySettings (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> mute_chat(chat_ref chat, until end = {}) const;
    [[nodiscard]] awaitable<void> unmute_chat(chat_ref chat) const;

    /// Marks a chat as unread, whatever was read, or takes the mark away.
    ///
    /// Raw method: messages.markDialogUnread (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> mark_unread(chat_ref chat) const;
    [[nodiscard]] awaitable<void> unmark_unread(chat_ref chat) const;

    /// Removes a chat from the list: leaves a group or channel, and deletes the messages of a private chat or basic group, for the account
    /// alone unless the options say otherwise. In as many requests as it needs.
    ///
    /// Raw method: messages.deleteHistory (users), messages.deleteChatUser, channels.leaveChannel.
    /// Errors:     as above; USER_CREATOR for a supergroup or channel of the account's own; rpc::errc::no_progress.
    /// Cancels:    some of it may have been done.
    [[nodiscard]] awaitable<void>
    delete_dialog(chat_ref chat, delete_dialog_options options = {}) const;

protected:
    chat_list_methods() = default;
    ~chat_list_methods() = default;

private:
    [[nodiscard]] awaitable<std::vector<dialog>> get_all_dialogs(std::vector<chat_query> chats
    ) const;
};

} // namespace awaitgram
