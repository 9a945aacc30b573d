// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/chats.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/methods/impl/users.hpp>
#include <awaitgram/peers/parse_link.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// The chat of an answer. Telegram leaves out those that it does not know.
[[nodiscard]] inline chat
chat_in(const std::shared_ptr<const peer_map>& answer, std::int64_t id, const self_info* account) {
    auto found = chat::among(answer, id, account);
    if (!found)
        throw peer_error(
            id < -peer_id::max_chat ? peer_errc::unknown_channel : peer_errc::unknown_group,
            std::to_string(id)
        );
    return *std::move(found);
}

[[nodiscard]] inline awaitable<chat> get_chat_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    const auto kind = kind_of(found);
    if (kind == peer_kind::user) {
        auto input = user_input(found.input);
        const auto known = co_await fetch_user(account, std::move(input), found.id);
        co_return chat{known.peers(), *known.raw(), account};
    }
    if (kind == peer_kind::chat) {
        api::messages::getChats request{};
        request.id.push_back(bare_group(found));
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        const auto kept = keep_answer(std::move(answer));
        kept->chats = kept->kept->chats();
        co_return chat_in(kept, found.id, account);
    }
    api::channels::getChannels request{};
    request.id.push_back(channel_input(found.input));
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    kept->chats = kept->kept->chats();
    co_return chat_in(kept, found.id, account);
}

/// The answer about all of a group or channel.
using full_answer = std::shared_ptr<peer_map_of<tl::reply<api::messages::chatFull>>>;

[[nodiscard]] inline awaitable<full_answer>
fetch_full(const self_info* account, resolved_chat chat) {
    if (kind_of(chat) == peer_kind::chat) {
        api::messages::getFullChat request{};
        request.chat_id = bare_group(chat);
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        co_return keep_answer(std::move(answer));
    }
    api::channels::getFullChannel request{};
    request.channel = channel_input(chat.input);
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    co_return keep_answer(std::move(answer));
}

[[nodiscard]] inline awaitable<full_chat>
get_full_chat_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    if (kind_of(found) != peer_kind::user) {
        const auto kept = co_await fetch_full(account, found);
        co_return full_chat{kept, kept->kept->full_chat, account};
    }
    api::users::getFullUser request{};
    request.id = user_input(found.input);
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    co_return full_chat{kept, kept->kept->full_user, account};
}

/// A chat in the updates that a request caused: the one with an id, or the first one that the account is in.
template <class Answer>
[[nodiscard]] std::optional<chat> chat_in_updates(
    const Answer& kept, const api::Updates& updates, std::int64_t id, const self_info* account
) {
    kept->users = updates.users();
    kept->chats = updates.chats();
    if (id != 0)
        return chat::among(kept, id, account);
    if (kept->chats != nullptr)
        for (const auto& each : *kept->chats)
            if (chat known{kept, each, account}; known.joined())
                return known;
    return std::nullopt;
}

[[nodiscard]] inline join_result joined_by(
    tl::reply<api::messages::ChatInviteJoinResult> answer, std::int64_t id, const self_info* account
) {
    using reply = tl::reply<api::messages::ChatInviteJoinResult>;
    const auto kept = std::make_shared<peer_map_of<reply>>(std::move(answer));
    join_result result;
    const auto& outcome = *kept->kept;
    if (const auto* done = outcome.get_if<api::messages::chatInviteJoinResultOk>())
        result.joined_chat = chat_in_updates(kept, done->updates, id, account);
    else
        result.state = join_state::verification;
    return result;
}

/// What a refusal of a request to join says, if it is none.
[[nodiscard]] inline std::optional<join_state> join_state_in(const rpc_error& refusal) {
    if (refusal == errors::USER_ALREADY_PARTICIPANT)
        return join_state::already;
    if (refusal == errors::INVITE_REQUEST_SENT)
        return join_state::requested;
    return std::nullopt;
}

/// The chat of an invite link, if the account is in it.
[[nodiscard]] inline awaitable<std::optional<chat>>
chat_of_invite(const self_info* account, std::string hash) {
    api::messages::checkChatInvite request{};
    request.hash = hash;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    using reply = tl::reply<api::ChatInvite>;
    const auto kept = std::make_shared<peer_map_of<reply>>(std::move(answer));
    const auto* already = kept->kept->get_if<api::chatInviteAlready>();
    if (already == nullptr)
        co_return std::nullopt;
    co_return chat{kept, already->chat, account};
}

[[nodiscard]] inline awaitable<join_result>
join_by_invite(const self_info* account, std::string hash) {
    api::messages::importChatInvite request{};
    request.hash = hash;
    join_result result;
    try {
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        co_return joined_by(std::move(answer), 0, account);
    } catch (const rpc_error& refusal) {
        const auto state = join_state_in(refusal);
        if (!state)
            throw;
        result.state = *state;
    }
    if (result.state == join_state::already)
        result.joined_chat = co_await chat_of_invite(account, std::move(hash));
    co_return result;
}

[[nodiscard]] inline awaitable<join_result> join_now(const self_info* account, chat_query asked) {
    if (asked.is_text())
        if (auto link = parse_chat_link(asked.text());
            link && link->to == chat_link::target::invite) {
            auto hash = std::move(link->name);
            co_return co_await join_by_invite(account, std::move(hash));
        }
    const auto again = asked;
    const auto found = co_await resolved(account, std::move(asked));
    api::channels::joinChannel request{};
    request.channel = input_of_channel(found);
    join_result result;
    try {
        auto answer = co_await rpc::invoke(*account->access.calls, request);
        co_return joined_by(std::move(answer), found.id, account);
    } catch (const rpc_error& refusal) {
        const auto state = join_state_in(refusal);
        if (!state)
            throw;
        result.state = *state;
    }
    result.joined_chat = co_await get_chat_now(account, again);
    co_return result;
}

[[nodiscard]] inline awaitable<void> leave_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    try {
        if (kind_of(found) == peer_kind::chat) {
            api::messages::deleteChatUser request{};
            request.chat_id = bare_group(found);
            request.user_id = api::inputUserSelf{};
            static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
        } else {
            api::channels::leaveChannel request{};
            request.channel = channel_input(found.input);
            static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
        }
    } catch (const rpc_error& refusal) {
        if (refusal != errors::USER_NOT_PARTICIPANT)
            throw;
    }
}

[[nodiscard]] inline awaitable<void> delete_chat_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    if (kind_of(found) == peer_kind::chat) {
        api::messages::deleteChat request{};
        request.chat_id = bare_group(found);
        static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
        co_return;
    }
    api::channels::deleteChannel request{};
    request.channel = channel_input(found.input);
    static_cast<void>(co_await rpc::invoke(*account->access.calls, request));
}

inline void
append_missing(const tl::vector<api::missingInvitee>& raw, std::vector<missing_invitee>& into) {
    for (const auto& each : raw) {
        auto& one = into.emplace_back();
        one.user_id = each.user_id;
        one.premium_would_help = each.premium_would_allow_invite;
        one.premium_needed_to_write = each.premium_required_for_pm;
    }
}

[[nodiscard]] inline awaitable<created_group> create_group_now(
    const self_info* account,
    std::string title,
    std::vector<chat_query> users,
    create_options options
) {
    api::messages::createChat request{};
    request.title = title;
    if (options.message_lifetime.count() != 0)
        request.ttl_period = static_cast<std::int32_t>(options.message_lifetime.count());
    for (auto& each : users) {
        const auto user = co_await resolved(account, std::move(each));
        request.users.push_back(input_of_user(user));
    }
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    using reply = tl::reply<api::messages::invitedUsers>;
    const auto kept = std::make_shared<peer_map_of<reply>>(std::move(answer));
    created_group created;
    created.group =
        chat_in_updates(kept, kept->kept->updates, 0, account).value_or(awaitgram::chat{});
    append_missing(kept->kept->missing_invitees, created.missing);
    co_return created;
}

[[nodiscard]] inline awaitable<chat>
create_channel_now(const self_info* account, api::channels::createChannel request) {
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(answer));
    auto created = chat_in_updates(kept, *kept->kept, 0, account);
    co_return created ? *std::move(created) : chat{};
}

[[nodiscard]] inline api::channels::createChannel
channel_to_create(std::string_view title, const create_options& options) {
    api::channels::createChannel request{};
    request.title = tl::string{title};
    request.about = tl::string{options.about};
    if (options.message_lifetime.count() != 0)
        request.ttl_period = static_cast<std::int32_t>(options.message_lifetime.count());
    return request;
}

} // namespace detail

AWAITGRAM_DECL awaitable<chat> chat_methods::get_chat(chat_ref chat) const {
    return detail::get_chat_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<full_chat> chat_methods::get_full_chat(chat_ref chat) const {
    return detail::get_full_chat_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<join_result> chat_methods::join_chat(chat_ref chat) const {
    return detail::join_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<void> chat_methods::leave_chat(chat_ref chat) const {
    return detail::leave_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<created_group> chat_methods::create_with(
    std::string_view title, std::vector<chat_query> users, create_options options
) const {
    return detail::create_group_now(&account(), std::string{title}, std::move(users), options);
}

AWAITGRAM_DECL awaitable<chat>
chat_methods::create_supergroup(std::string_view title, create_options options) const {
    auto request = detail::channel_to_create(title, options);
    request.megagroup = true;
    request.forum = options.forum;
    return detail::create_channel_now(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<chat>
chat_methods::create_channel(std::string_view title, create_options options) const {
    auto request = detail::channel_to_create(title, options);
    request.broadcast = true;
    return detail::create_channel_now(&account(), std::move(request));
}

AWAITGRAM_DECL awaitable<void> chat_methods::delete_chat(chat_ref chat) const {
    return detail::delete_chat_now(&account(), chat_query{chat});
}

} // namespace awaitgram
