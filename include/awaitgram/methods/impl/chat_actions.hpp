// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/handle_account.hpp>
#include <awaitgram/methods/impl/chats.hpp>
#include <awaitgram/methods/impl/member_cursor.hpp>
#include <awaitgram/methods/impl/members.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/chat_member.hpp>

#include <string>

namespace awaitgram {

namespace detail {

/// How requests name a chat: by what came along with it.
[[nodiscard]] inline chat_query query_of(const chat& handle) {
    if (const auto* person = handle.raw<api::user>())
        return chat_query{chat_ref{*person}};
    if (const auto* channel = handle.raw<api::channel>())
        return chat_query{chat_ref{*channel}};
    return chat_query{chat_ref{handle.id()}};
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> chat::leave() const {
    return detail::leave_now(detail::account_of_handle(account_), detail::query_of(*this));
}

AWAITGRAM_DECL awaitable<void> chat::ban(chat_ref user) const {
    return ban(user, ban_options{});
}

AWAITGRAM_DECL awaitable<void> chat::ban(chat_ref user, const ban_options& options) const {
    return detail::ban_now(
        detail::account_of_handle(account_), detail::query_of(*this), chat_query{user}, options
    );
}

AWAITGRAM_DECL awaitable<void> chat::kick(chat_ref user) const {
    return detail::kick_now(
        detail::account_of_handle(account_), detail::query_of(*this), chat_query{user}
    );
}

AWAITGRAM_DECL awaitable<void> chat::unban(chat_ref user) const {
    return restrict_member(user, permissions::all());
}

AWAITGRAM_DECL awaitable<void> chat::restrict_member(chat_ref user, permissions allowed) const {
    return restrict_member(user, allowed, restrict_options{});
}

AWAITGRAM_DECL awaitable<void>
chat::restrict_member(chat_ref user, permissions allowed, const restrict_options& options) const {
    return detail::restrict_now(
        detail::account_of_handle(account_),
        detail::query_of(*this),
        chat_query{user},
        allowed,
        options
    );
}

AWAITGRAM_DECL awaitable<void> chat::promote(chat_ref user, admin_rights granted) const {
    return detail::set_rights_now(
        detail::account_of_handle(account_),
        detail::query_of(*this),
        chat_query{user},
        granted.empty() ? granted.grant(admin_right::nothing_else) : granted,
        detail::rights_change::add,
        std::string{}
    );
}

AWAITGRAM_DECL awaitable<void> chat::demote(chat_ref user) const {
    return detail::set_rights_now(
        detail::account_of_handle(account_),
        detail::query_of(*this),
        chat_query{user},
        admin_rights::none(),
        detail::rights_change::replace,
        std::string{}
    );
}

AWAITGRAM_DECL awaitable<chat_member> chat::get_member(chat_ref user) const {
    return detail::get_member_now(
        detail::account_of_handle(account_), detail::query_of(*this), chat_query{user}
    );
}

AWAITGRAM_DECL member_cursor chat::members() const {
    return member_cursor{
        detail::account_of_handle(account_), detail::query_of(*this), member_options{}};
}

} // namespace awaitgram
