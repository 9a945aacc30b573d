// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/methods/impl/chats.hpp>
#include <awaitgram/methods/members.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/impl/chat_member.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// A group or channel, and somebody in it.
struct member_place {
    member_place() = default;

    resolved_chat chat{};
    resolved_chat user{};
};

[[nodiscard]] inline awaitable<member_place>
resolved_member(const self_info* account, chat_query chat, chat_query user) {
    member_place place;
    place.chat = co_await resolved(account, std::move(chat));
    require_group(place.chat);
    place.user = co_await resolved(account, std::move(user));
    static_cast<void>(kind_of(place.user)); // refuses an empty one
    co_return place;
}

/// Sets the bans of a user of a supergroup or channel.
[[nodiscard]] inline awaitable<bool>
edit_bans(const self_info* account, const member_place& place, const api::chatBannedRights& bans) {
    api::channels::editBanned request{};
    request.channel = input_of_channel(place.chat);
    request.participant = place.user.input;
    request.banned_rights = bans;
    return change(account, request);
}

/// Removes a member of a basic group.
[[nodiscard]] inline awaitable<bool>
remove_from_group(const self_info* account, const member_place& place, bool delete_messages) {
    api::messages::deleteChatUser request{};
    request.chat_id = bare_group(place.chat);
    request.user_id = input_of_user(place.user);
    request.revoke_history = delete_messages;
    return change(account, request);
}

/// The bans of those who may not even look.
[[nodiscard]] inline api::chatBannedRights banned_until(until end) {
    auto bans = permissions::none().as_bans();
    bans.view_messages = true;
    bans.until_date = end.date();
    return bans;
}

[[nodiscard]] inline awaitable<void>
ban_now(const self_info* account, chat_query chat, chat_query user, ban_options options) {
    const auto place = co_await resolved_member(account, std::move(chat), std::move(user));
    if (kind_of(place.chat) == peer_kind::chat) {
        static_cast<void>(co_await remove_from_group(account, place, options.delete_messages));
        co_return;
    }
    const auto bans = banned_until(options.until);
    static_cast<void>(co_await edit_bans(account, place, bans));
}

[[nodiscard]] inline awaitable<void>
kick_now(const self_info* account, chat_query chat, chat_query user) {
    const auto place = co_await resolved_member(account, std::move(chat), std::move(user));
    if (kind_of(place.chat) == peer_kind::chat) {
        static_cast<void>(co_await remove_from_group(account, place, false));
        co_return;
    }
    const auto banned = banned_until({});
    static_cast<void>(co_await edit_bans(account, place, banned));
    const api::chatBannedRights none{};
    static_cast<void>(co_await edit_bans(account, place, none));
}

[[nodiscard]] inline awaitable<void> restrict_now(
    const self_info* account,
    chat_query chat,
    chat_query user,
    permissions allowed,
    restrict_options options
) {
    const auto place = co_await resolved_member(account, std::move(chat), std::move(user));
    auto bans = allowed.as_bans();
    if (allowed != permissions::all())
        bans.until_date = options.until.date();
    static_cast<void>(co_await edit_bans(account, place, bans));
}

/// The place of a user in a basic group, among all members.
[[nodiscard]] inline chat_member
group_member_in(const full_answer& answer, const member_place& place, const self_info* account) {
    const auto* group = answer->kept->full_chat.get_if<api::chatFull>();
    const auto* list =
        group != nullptr ? group->participants.get_if<api::chatParticipants>() : nullptr;
    if (list != nullptr)
        for (const auto& each : list->participants)
            if (participant_id(each) == place.user.id)
                return chat_member{answer, place.chat.id, each, account};
    return chat_member{place.chat.id, place.user.id, account};
}

[[nodiscard]] inline awaitable<chat_member>
fetch_member(const self_info* account, member_place place) {
    if (kind_of(place.chat) == peer_kind::chat) {
        const auto full = co_await fetch_full(account, place.chat);
        co_return group_member_in(full, place, account);
    }
    api::channels::getParticipant request{};
    request.channel = channel_input(place.chat.input);
    request.participant = place.user.input;
    try {
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        const auto kept = keep_answer(std::move(answer));
        co_return chat_member{kept, place.chat.id, kept->kept->participant, account};
    } catch (const rpc_error& refusal) {
        if (refusal != errors::USER_NOT_PARTICIPANT)
            throw;
    }
    co_return chat_member{place.chat.id, place.user.id, account};
}

[[nodiscard]] inline awaitable<chat_member>
get_member_now(const self_info* account, chat_query chat, chat_query user) {
    auto place = co_await resolved_member(account, std::move(chat), std::move(user));
    co_return co_await fetch_member(account, std::move(place));
}

/// Sets the rights and the title of an administrator.
[[nodiscard]] inline awaitable<bool> edit_admin(
    const self_info* account, const member_place& place, admin_rights rights, std::string_view title
) {
    if (kind_of(place.chat) == peer_kind::chat) {
        api::messages::editChatAdmin request{};
        request.chat_id = bare_group(place.chat);
        request.user_id = input_of_user(place.user);
        request.is_admin = !rights.empty();
        return change(account, request);
    }
    api::channels::editAdmin request{};
    request.channel = input_of_channel(place.chat);
    request.user_id = input_of_user(place.user);
    request.admin_rights = rights.raw();
    if (!title.empty())
        request.rank = tl::string{title};
    return change(account, request);
}

[[nodiscard]] inline awaitable<bool>
edit_title(const self_info* account, const member_place& place, std::string_view title) {
    api::messages::editChatParticipantRank request{};
    request.peer = place.chat.input;
    request.participant = place.user.input;
    request.rank = tl::string{title};
    return change(account, request);
}

/// Errors: std::invalid_argument for a title that is too long.
inline void check_title(std::string_view title) {
    const auto begins_character = [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    };
    if (std::count_if(title.begin(), title.end(), begins_character) > 16)
        throw std::invalid_argument("awaitgram: the title of a member has at most 16 characters");
}

/// Whether rights are added to those that there are.
enum class rights_change { add, replace };

[[nodiscard]] inline awaitable<void> set_rights_now(
    const self_info* account,
    chat_query chat,
    chat_query user,
    admin_rights rights,
    rights_change how,
    std::string title
) {
    const auto place = co_await resolved_member(account, std::move(chat), std::move(user));
    if (kind_of(place.chat) == peer_kind::channel) {
        // The request replaces all rights, and a title that is not in it is removed.
        const auto present = co_await fetch_member(account, place);
        if (how == rights_change::add && present.status() == member_status::administrator)
            rights = rights.grant(present.rights());
        if (title.empty())
            title = present.title();
        static_cast<void>(co_await edit_admin(account, place, rights, title));
        co_return;
    }
    const std::string_view no_title;
    static_cast<void>(co_await edit_admin(account, place, rights, no_title));
    if (!title.empty())
        static_cast<void>(co_await edit_title(account, place, title));
}

[[nodiscard]] inline awaitable<void>
set_title_now(const self_info* account, chat_query chat, chat_query user, std::string title) {
    const auto place = co_await resolved_member(account, std::move(chat), std::move(user));
    static_cast<void>(co_await edit_title(account, place, title));
}

[[nodiscard]] inline awaitable<std::int32_t>
members_count_now(const self_info* account, chat_query chat) {
    const auto place = co_await resolved(account, std::move(chat));
    require_group(place);
    const auto kept = co_await fetch_full(account, place);
    const full_chat full{kept, kept->kept->full_chat, account};
    const auto known = full.members_count();
    co_return known ? *known : full.chat().members_count().value_or(0);
}

[[nodiscard]] inline awaitable<std::int32_t>
online_count_now(const self_info* account, chat_query chat) {
    const auto place = co_await resolved(account, std::move(chat));
    require_group(place);
    api::messages::getOnlines request{};
    request.peer = place.input;
    const auto answer = co_await rpc::invoke(*account->access.calls, request);
    co_return answer->onlines;
}

[[nodiscard]] inline awaitable<permissions>
permissions_of_now(const self_info* account, chat_query chat, chat_query user) {
    const auto where = chat;
    const auto member = co_await get_member_now(account, std::move(chat), std::move(user));
    if (member.is_admin())
        co_return permissions::all();
    if (!member.present())
        co_return permissions::none();
    const auto group = co_await get_chat_now(account, where);
    co_return group.default_permissions() & member.allowed();
}

[[nodiscard]] inline awaitable<std::vector<missing_invitee>> add_members_now(
    const self_info* account, chat_query chat, std::vector<chat_query> users, add_options options
) {
    constexpr std::size_t page = 200;
    const auto place = co_await resolved(account, std::move(chat));
    require_group(place);
    std::vector<api::InputUser> inputs;
    for (auto& each : users) {
        const auto user = co_await resolved(account, std::move(each));
        inputs.push_back(input_of_user(user));
    }
    std::vector<missing_invitee> missing;
    if (kind_of(place) == peer_kind::chat) {
        for (auto& each : inputs) {
            api::messages::addChatUser request{};
            request.chat_id = bare_group(place);
            request.user_id = std::move(each);
            request.fwd_limit = options.visible_messages;
            const auto answer = co_await rpc::invoke(*account->access.calls, request);
            append_missing(answer->missing_invitees, missing);
        }
        co_return missing;
    }
    for (std::size_t begin = 0; begin < inputs.size(); begin += page) {
        api::channels::inviteToChannel request{};
        request.channel = channel_input(place.input);
        for (auto at = begin; at != std::min(begin + page, inputs.size()); ++at)
            request.users.push_back(std::move(inputs[at]));
        const auto answer = co_await rpc::invoke(*account->access.calls, request);
        append_missing(answer->missing_invitees, missing);
    }
    co_return missing;
}

} // namespace detail

AWAITGRAM_DECL awaitable<void>
member_methods::ban(chat_ref chat, chat_ref user, ban_options options) const {
    return detail::ban_now(&account(), chat_query{chat}, chat_query{user}, options);
}

AWAITGRAM_DECL awaitable<void> member_methods::kick(chat_ref chat, chat_ref user) const {
    return detail::kick_now(&account(), chat_query{chat}, chat_query{user});
}

AWAITGRAM_DECL awaitable<void> member_methods::unban(chat_ref chat, chat_ref user) const {
    return restrict_member(chat, user, permissions::all());
}

AWAITGRAM_DECL awaitable<void> member_methods::restrict_member(
    chat_ref chat, chat_ref user, permissions allowed, restrict_options options
) const {
    return detail::restrict_now(&account(), chat_query{chat}, chat_query{user}, allowed, options);
}

AWAITGRAM_DECL awaitable<void> member_methods::promote(
    chat_ref chat, chat_ref user, admin_rights granted, promote_options options
) const {
    detail::check_title(options.title);
    return detail::set_rights_now(
        &account(),
        chat_query{chat},
        chat_query{user},
        granted.empty() ? granted.grant(admin_right::nothing_else) : granted,
        detail::rights_change::add,
        std::string{options.title}
    );
}

AWAITGRAM_DECL awaitable<void> member_methods::demote(chat_ref chat, chat_ref user) const {
    return set_admin_rights(chat, user, admin_rights::none());
}

AWAITGRAM_DECL awaitable<void>
member_methods::set_admin_rights(chat_ref chat, chat_ref user, admin_rights rights) const {
    return detail::set_rights_now(
        &account(),
        chat_query{chat},
        chat_query{user},
        rights,
        detail::rights_change::replace,
        std::string{}
    );
}

AWAITGRAM_DECL awaitable<void>
member_methods::set_admin_title(chat_ref chat, chat_ref user, std::string_view title) const {
    detail::check_title(title);
    return detail::set_title_now(
        &account(), chat_query{chat}, chat_query{user}, std::string{title}
    );
}

AWAITGRAM_DECL awaitable<chat_member>
member_methods::get_member(chat_ref chat, chat_ref user) const {
    return detail::get_member_now(&account(), chat_query{chat}, chat_query{user});
}

AWAITGRAM_DECL member_cursor member_methods::members(chat_ref chat, member_options options) const {
    return member_cursor{&account(), chat_query{chat}, options};
}

AWAITGRAM_DECL awaitable<std::int32_t> member_methods::members_count(chat_ref chat) const {
    return detail::members_count_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<std::int32_t> member_methods::online_count(chat_ref chat) const {
    return detail::online_count_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<permissions>
member_methods::permissions_of(chat_ref chat, chat_ref user) const {
    return detail::permissions_of_now(&account(), chat_query{chat}, chat_query{user});
}

AWAITGRAM_DECL awaitable<std::vector<missing_invitee>>
member_methods::add_all(chat_ref chat, std::vector<chat_query> users, add_options options) const {
    return detail::add_members_now(&account(), chat_query{chat}, std::move(users), options);
}

AWAITGRAM_DECL awaitable<std::vector<missing_invitee>>
member_methods::add_member(chat_ref chat, chat_ref user, add_options options) const {
    std::vector<chat_query> one;
    one.emplace_back(user);
    return add_all(chat, std::move(one), options);
}

} // namespace awaitgram
