// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/types/invite_link.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

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

/// The invite links of an administrator, each once, fetched a hundred at a time.
class invite_link_cursor final : public detail::cursor<invite_link> {
public:
    /// Used by invite_link_methods::invite_links.
    invite_link_cursor(const self_info* account, chat_query chat, invite_link_options options);

private:
    awaitable<void> fetch() override;

    const self_info* account_;
    chat_query chat_;
    chat_query admin_;
    bool revoked_;
    std::int32_t after_date_ = 0;
    std::string after_link_{};
    std::set<std::string, std::less<>> seen_{};
};

/// The users who came by invite links, or who wait to be let in, fetched a hundred at a time.
class invited_user_cursor final : public detail::cursor<invited_user> {
public:
    /// Used by invite_link_methods::invited_users and `join_requests`.
    invited_user_cursor(
        const self_info* account, chat_query chat, invited_user_options options, bool waiting
    );

private:
    awaitable<void> fetch() override;

    const self_info* account_;
    chat_query chat_;
    std::string link_;
    std::string search_;
    bool waiting_;
    std::optional<invited_user> last_{};
    /// Users and when they came, who may come again.
    std::set<std::pair<std::int64_t, std::int32_t>> seen_{};
};

} // namespace awaitgram
