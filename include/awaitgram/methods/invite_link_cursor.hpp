// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/types/invite_link.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// Which invite links are listed.
struct invite_link_options {
    /// The administrator whose links they are.
    chat_ref admin = "me";
    /// Whether the revoked ones are listed instead of the others.
    bool revoked = false;
    /// How many at most; 0 for all.
    std::int32_t limit = 0;
};
static_assert(std::is_trivially_destructible_v<invite_link_options>);

/// Which users of invite links are listed.
struct invited_user_options {
    /// The link that they came by; empty for all links.
    std::string_view link = {};
    /// A part of the name or username; empty for all. Only for those who wait to be let in.
    std::string_view search = {};
    /// How many at most; 0 for all.
    std::int32_t limit = 0;
};
static_assert(std::is_trivially_destructible_v<invited_user_options>);

/// The invite links of an administrator, fetched a hundred at a time.
class invite_link_cursor {
public:
    /// Used by invite_link_methods::invite_links.
    invite_link_cursor(const self_info* account, chat_query chat, invite_link_options options);

    /// The next link, or nothing after the last one.
    ///
    /// Errors:  rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks.
    /// Cancels: the same link comes with the next call.
    [[nodiscard]] awaitable<std::optional<invite_link>> next();

private:
    awaitable<void> fetch();

    const self_info* account_;
    chat_query chat_;
    chat_query admin_;
    bool revoked_;
    std::int32_t limit_;
    std::vector<invite_link> page_{};
    std::size_t at_ = 0;
    std::int32_t given_ = 0;
    std::int32_t after_date_ = 0;
    std::string after_link_{};
    bool complete_ = false;
};

/// The users who came by invite links, or who wait to be let in, fetched a hundred at a time.
class invited_user_cursor {
public:
    /// Used by invite_link_methods::invited_users and `join_requests`.
    invited_user_cursor(
        const self_info* account, chat_query chat, invited_user_options options, bool waiting
    );

    /// The next user, or nothing after the last one.
    ///
    /// Errors:  rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks.
    /// Cancels: the same user comes with the next call.
    [[nodiscard]] awaitable<std::optional<invited_user>> next();

private:
    awaitable<void> fetch();

    const self_info* account_;
    chat_query chat_;
    std::string link_;
    std::string search_;
    std::int32_t limit_;
    bool waiting_;
    std::vector<invited_user> page_{};
    std::size_t at_ = 0;
    std::int32_t given_ = 0;
    std::optional<invited_user> last_{};
    bool complete_ = false;
};

} // namespace awaitgram
