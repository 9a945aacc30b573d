// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/until.hpp>
#include <awaitgram/methods/invite_link_cursor.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/invite_link.hpp>
#include <awaitgram/types/toggle.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// What an invite link is like.
struct invite_options {
    /// What administrators call it; at most 32 characters.
    std::string_view title = {};
    /// When it ends.
    awaitgram::until until = {};
    /// How many users can join by it, at most 99999; 0 for any number. Not together with `by_request`.
    std::int32_t usage_limit = 0;
    /// Whether administrators approve those who come by it.
    bool by_request = false;
};
static_assert(std::is_trivially_destructible_v<invite_options>);

/// What is changed of an invite link; what is not named stays.
struct invite_changes {
    std::optional<std::string_view> title = {};
    std::optional<awaitgram::until> until = {};
    std::optional<std::int32_t> usage_limit = {};
    std::optional<toggle> by_request = {};
};
static_assert(std::is_trivially_destructible_v<invite_changes>);

/// What came of revoking a link.
struct revoked_invite {
    invite_link revoked{};
    /// The new primary link, when the primary link was revoked.
    std::optional<invite_link> replacement{};
};

/// An administrator who has invite links.
struct admin_with_links {
    std::int64_t id = 0;
    /// Nothing when it did not come along.
    std::optional<user> admin{};
    std::int32_t links = 0;
    std::int32_t revoked_links = 0;
};

/// Methods about invite links and about those who wait to be let in.
///
/// They need the right to invite users; bots can change their own links only, and cannot list links.
/// Errors:  rpc_error when Telegram refuses, such as CHAT_ADMIN_REQUIRED and INVITE_HASH_EXPIRED; peer_error when the chat cannot be
///          reached, or is of a kind that the method is not for; std::system_error when the link breaks. That nothing changes is no error.
/// Cancels: it may have been done nevertheless.
class invite_link_methods : public virtual method_base {
public:
    /// Creates a link beside the others: `{.until = 24h, .usage_limit = 10}`.
    ///
    /// Raw method: messages.exportChatInvite.
    /// Errors:     as above; std::invalid_argument for a limit together with `by_request`.
    /// Cancels:    the link may have been created nevertheless.
    [[nodiscard]] awaitable<invite_link>
    create_invite_link(chat_ref chat, invite_options options = {}) const;

    /// Revokes the account's primary link and returns a new one. The old one does not work any more, wherever it was published: the
    /// present link, without revoking it, is `full_chat::invite_link`.
    ///
    /// Raw method: messages.exportChatInvite with `legacy_revoke_permanent`.
    /// Errors:     as above.
    /// Cancels:    the old link may have been revoked nevertheless.
    [[nodiscard]] awaitable<invite_link> export_chat_invite_link(chat_ref chat) const;

    /// Changes a link; not a primary one, which has no settings.
    ///
    /// Raw method: messages.editExportedChatInvite.
    /// Errors:     as above; CHAT_INVITE_PERMANENT for a primary link.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<invite_link>
    edit_invite_link(chat_ref chat, std::string_view link, invite_changes changes) const;

    /// Revokes a link: it can no longer be used to join. For a primary link there is a new one at once.
    ///
    /// Raw method: messages.editExportedChatInvite.
    /// Errors:     as above.
    /// Cancels:    it may have been revoked nevertheless.
    [[nodiscard]] awaitable<revoked_invite>
    revoke_invite_link(chat_ref chat, std::string_view link) const;

    /// Deletes a link that was revoked.
    ///
    /// Raw method: messages.deleteExportedChatInvite (users).
    /// Errors:     as above; INVITE_REVOKED_MISSING for one that was not revoked.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> delete_invite_link(chat_ref chat, std::string_view link) const;

    /// Deletes all links of an administrator that were revoked.
    ///
    /// Raw method: messages.deleteRevokedExportedChatInvites (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void>
    delete_revoked_invite_links(chat_ref chat, chat_ref admin = "me") const;

    /// A link as it is now.
    ///
    /// Raw method: messages.getExportedChatInvite (users).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<invite_link>
    get_invite_link(chat_ref chat, std::string_view link) const;

    /// What a link shows before one joins by it; see `join_chat`.
    ///
    /// Raw method: messages.checkChatInvite (users).
    /// Errors:     as above; peer_error for a text that is no link.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<invite_preview> preview_invite(std::string_view link) const;

    /// The links of an administrator, the account's own unless the options say otherwise. Links of others only the owner sees.
    ///
    /// `for (auto links = telegram.invite_links("@group"); const auto link = co_await links.next();)`
    /// Raw method: messages.getExportedChatInvites (users).
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] invite_link_cursor
    invite_links(chat_ref chat, invite_link_options options = {}) const;

    /// The users who came by a link: `{.link = link}`.
    ///
    /// Raw method: messages.getChatInviteImporters (users).
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] invited_user_cursor
    invited_users(chat_ref chat, invited_user_options options = {}) const;

    /// The users who wait to be let in.
    ///
    /// Raw method: messages.getChatInviteImporters with `requested` (users).
    /// Errors:     of `next`: as above.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] invited_user_cursor
    join_requests(chat_ref chat, invited_user_options options = {}) const;

    /// The administrators who have links.
    ///
    /// Raw method: messages.getAdminsWithInvites (users).
    /// Errors:     as above.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<admin_with_links>> admins_with_links(chat_ref chat) const;

    /// Lets a user in who waits, or refuses it.
    ///
    /// Raw method: messages.hideChatJoinRequest.
    /// Errors:     as above; HIDE_REQUESTER_MISSING when it does not wait, or no more.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void> approve_join_request(chat_ref chat, chat_ref user) const;
    [[nodiscard]] awaitable<void> decline_join_request(chat_ref chat, chat_ref user) const;

    /// Lets all users in who wait, or refuses them; only those who came by a link, unless it is empty.
    ///
    /// Raw method: messages.hideAllChatJoinRequests (users).
    /// Errors:     as above.
    /// Cancels:    it may have been done nevertheless.
    [[nodiscard]] awaitable<void>
    approve_all_join_requests(chat_ref chat, std::string_view link = {}) const;
    [[nodiscard]] awaitable<void>
    decline_all_join_requests(chat_ref chat, std::string_view link = {}) const;

protected:
    invite_link_methods() = default;
    ~invite_link_methods() = default;
};

} // namespace awaitgram
