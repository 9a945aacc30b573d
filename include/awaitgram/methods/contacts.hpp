// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/list_of.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/user.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace awaitgram {

/// How a person is shown among the contacts.
struct contact_options {
    std::string_view last_name{};
    /// The phone number, for a person whose number is hidden.
    std::string_view phone{};
    /// A note that only this account sees.
    std::string_view note{};
    /// Whether the person may see the account's number.
    bool share_phone = false;
};

static_assert(std::is_trivially_destructible_v<contact_options>);

/// An entry of an address book.
struct phone_contact {
    std::string_view phone{};
    std::string_view first_name{};
    std::string_view last_name{};
};

/// What became of an address book.
struct imported_contacts {
    // No aggregate: see sign_in_prompts.
    imported_contacts() = default;

    /// The users of the entries that have an account, in the order of the entries; nothing for the others.
    std::vector<std::optional<user>> users{};
    /// The indices of entries that Telegram wants to be tried again later.
    std::vector<std::size_t> retry{};
};

/// What a search for people and chats found.
struct found_peers {
    // No aggregate: see sign_in_prompts.
    found_peers() = default;

    /// Among the account's contacts and chats.
    std::vector<user> own_users{};
    std::vector<chat> own_chats{};
    /// Elsewhere, by their usernames.
    std::vector<user> users{};
    std::vector<chat> chats{};
};

/// The users that the account has blocked, latest first, fetched a hundred at a time.
///
/// `for (auto blocked = telegram.blocked_users(); const auto user = co_await blocked.next();)`
class blocked_users final : public detail::cursor<user> {
public:
    /// Reads at most `limit` of them; 0 for all. Channels that are blocked are left out, and counted by `total`.
    blocked_users(const self_info& account, std::size_t limit)
        : cursor(limit), account_(&account) {}

private:
    awaitable<void> fetch() override;

    const self_info* account_;
    std::int32_t offset_ = 0;
};

/// Methods about contacts, and about users who may not write; for users.
class contact_methods : public virtual method_base {
public:
    /// The contacts.
    ///
    /// Raw method: contacts.getContacts (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<std::vector<user>> get_contacts() const;

    /// Adds a user to the contacts, or changes the name there. Telegram wants a first name.
    ///
    /// Raw method: contacts.addContact (users).
    /// Errors:     rpc_error when Telegram refuses: CONTACT_NAME_EMPTY, CONTACT_ID_INVALID; peer_error when the user cannot be reached;
    ///             std::system_error when the link breaks.
    /// Cancels:    it may have been added nevertheless.
    [[nodiscard]] awaitable<user>
    add_contact(chat_ref user, std::string_view first_name, contact_options options = {}) const;

    /// Removes a user from the contacts. One who is none is no error.
    ///
    /// Raw method: contacts.deleteContacts (users).
    /// Errors:     rpc_error when Telegram refuses; peer_error when the user cannot be reached; std::system_error when the link breaks.
    /// Cancels:    it may have been removed nevertheless.
    [[nodiscard]] awaitable<void> delete_contact(chat_ref user) const;

    /// Adds those people of an address book who have an account. Telegram limits how many a day, and who tries many numbers at random
    /// is banned.
    ///
    /// Raw method: contacts.importContacts (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    some may have been added nevertheless.
    template <list_of<phone_contact> Entries>
    [[nodiscard]] awaitable<imported_contacts> import_contacts(const Entries& entries) const {
        std::vector<phone_contact> all;
        for (const phone_contact& each : entries)
            all.push_back(each);
        return import_all(all);
    }

    /// Writes a note about a contact, which only this account sees; an empty one removes it.
    ///
    /// Raw method: contacts.updateContactNote (users).
    /// Errors:     rpc_error when Telegram refuses: CONTACT_MISSING; peer_error when the user cannot be reached; std::system_error when
    ///             the link breaks.
    /// Cancels:    as without.
    [[nodiscard]] awaitable<void> set_contact_note(chat_ref user, std::string_view note) const;

    /// Finds people and chats: the account's own by their names, others by the beginning of their usernames, which Telegram does for
    /// three letters and more.
    ///
    /// Raw method: contacts.search (users).
    /// Errors:     rpc_error when Telegram refuses: QUERY_TOO_SHORT, SEARCH_QUERY_EMPTY; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<found_peers>
    search_contacts(std::string_view words, std::int32_t limit = 50) const;

    /// Lets a user write no more. One who is blocked already is no error.
    ///
    /// Raw method: contacts.block (users).
    /// Errors:     rpc_error when Telegram refuses; peer_error when the user cannot be reached; std::system_error when the link breaks.
    /// Cancels:    as without.
    [[nodiscard]] awaitable<void> block_user(chat_ref user) const;

    /// Lets a blocked user write again.
    ///
    /// Raw method: contacts.unblock (users).
    /// Errors, Cancels: as `block_user`.
    [[nodiscard]] awaitable<void> unblock_user(chat_ref user) const;

    /// The users that the account has blocked; `limit` 0 is all.
    ///
    /// Raw method: contacts.getBlocked (users).
    /// Errors:     of `next`: rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] awaitgram::blocked_users blocked_users(std::size_t limit = 0) const {
        return awaitgram::blocked_users{account(), limit};
    }

protected:
    contact_methods() = default;
    ~contact_methods() = default;

private:
    [[nodiscard]] awaitable<imported_contacts> import_all(const std::vector<phone_contact>& entries
    ) const;
};

} // namespace awaitgram
