// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/handle_account.hpp>
#include <awaitgram/methods/impl/members.hpp>
#include <awaitgram/types/chat_member.hpp>

#include <string>
#include <string_view>

namespace awaitgram {

namespace detail {

/// How requests name the user of a member: by what came along with it, where it did.
[[nodiscard]] inline chat_query user_query_of(const chat_member& member) {
    const auto user = member.user();
    return user ? chat_query{chat_ref{*user->raw()}} : chat_query{chat_ref{member.id()}};
}

[[nodiscard]] inline chat_query chat_query_of(const chat_member& member) {
    return chat_query{chat_ref{member.member_of()}};
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> chat_member::ban() const {
    return ban(ban_options{});
}

AWAITGRAM_DECL awaitable<void> chat_member::ban(const ban_options& options) const {
    return detail::ban_now(
        detail::account_of_handle(account_),
        detail::chat_query_of(*this),
        detail::user_query_of(*this),
        options
    );
}

AWAITGRAM_DECL awaitable<void> chat_member::kick() const {
    return detail::kick_now(
        detail::account_of_handle(account_),
        detail::chat_query_of(*this),
        detail::user_query_of(*this)
    );
}

AWAITGRAM_DECL awaitable<void> chat_member::unban() const {
    return restrict_to(permissions::all());
}

AWAITGRAM_DECL awaitable<void> chat_member::restrict_to(permissions allowed) const {
    return restrict_to(allowed, restrict_options{});
}

AWAITGRAM_DECL awaitable<void>
chat_member::restrict_to(permissions allowed, const restrict_options& options) const {
    return detail::restrict_now(
        detail::account_of_handle(account_),
        detail::chat_query_of(*this),
        detail::user_query_of(*this),
        allowed,
        options
    );
}

AWAITGRAM_DECL awaitable<void> chat_member::promote(admin_rights granted) const {
    return promote(granted, promote_options{});
}

AWAITGRAM_DECL awaitable<void>
chat_member::promote(admin_rights granted, const promote_options& options) const {
    detail::check_title(options.title);
    return detail::set_rights_now(
        detail::account_of_handle(account_),
        detail::chat_query_of(*this),
        detail::user_query_of(*this),
        granted.empty() ? granted.grant(admin_right::nothing_else) : granted,
        detail::rights_change::add,
        std::string{options.title}
    );
}

AWAITGRAM_DECL awaitable<void> chat_member::demote() const {
    return detail::set_rights_now(
        detail::account_of_handle(account_),
        detail::chat_query_of(*this),
        detail::user_query_of(*this),
        admin_rights::none(),
        detail::rights_change::replace,
        std::string{}
    );
}

AWAITGRAM_DECL awaitable<void> chat_member::set_title(std::string_view title) const {
    detail::check_title(title);
    return detail::set_title_now(
        detail::account_of_handle(account_),
        detail::chat_query_of(*this),
        detail::user_query_of(*this),
        std::string{title}
    );
}

} // namespace awaitgram
