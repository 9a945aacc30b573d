// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/list_of.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/methods/offset_cursor.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/full_user.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace awaitgram {

using common_chats = offset_cursor<chat>;

/// Methods that look at users.
class user_methods : public virtual method_base {
public:
    /// A user or bot.
    ///
    /// Raw method: users.getUsers.
    /// Errors:     rpc_error when Telegram refuses; peer_error when the user cannot be reached; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<user> get_user(chat_ref user) const;

    /// Users in the order of a list of references, such as a vector of ids; nothing in the place of one who cannot be reached or is none.
    /// A hundred are asked for at a time.
    ///
    /// Raw method: users.getUsers.
    /// Errors:     rpc_error when Telegram refuses to answer at all, as with FLOOD_WAIT; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    template <list_of<chat_ref> Users>
    [[nodiscard]] awaitable<std::vector<std::optional<user>>> get_users(const Users& users) const {
        std::vector<chat_query> asked;
        for (const auto& each : users)
            asked.emplace_back(chat_ref{each});
        return get_all(std::move(asked));
    }

    /// A user with all that Telegram tells of it. Telegram limits how often that may be asked for.
    ///
    /// Raw method: users.getFullUser.
    /// Errors, Cancels: as `get_user`.
    [[nodiscard]] awaitable<full_user> get_full_user(chat_ref user) const;

    /// The groups and channels that both the account and a user are in; at most `limit`, 0 for all.
    ///
    /// Raw method: messages.getCommonChats (users).
    /// Errors:     as `get_user`; USER_ID_INVALID for the account itself.
    /// Cancels:    the same chat comes with the next call.
    [[nodiscard]] awaitgram::common_chats common_chats(chat_ref user, std::int32_t limit = 0) const;

    /// The account itself.
    ///
    /// Raw method: users.getUsers.
    /// Errors, Cancels: as `get_user`.
    [[nodiscard]] awaitable<user> get_me() const;

protected:
    user_methods() = default;
    ~user_methods() = default;

private:
    [[nodiscard]] awaitable<std::vector<std::optional<user>>> get_all(std::vector<chat_query> users
    ) const;
};

} // namespace awaitgram
