// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/users.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

using some_users = std::vector<std::optional<user>>;

/// The users of an answer of users.getUsers, as what came along with it.
[[nodiscard]] inline std::shared_ptr<const peer_map>
kept_users(tl::reply<tl::vector<api::User>> answer) {
    auto kept = std::make_shared<peer_map_of<tl::reply<tl::vector<api::User>>>>(std::move(answer));
    kept->users = &*kept->kept;
    return kept;
}

/// One user by its input.
[[nodiscard]] inline awaitable<user>
fetch_user(const self_info* account, api::InputUser input, std::int64_t id) {
    api::users::getUsers request{};
    request.id.push_back(std::move(input));
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = kept_users(std::move(answer));
    for (const auto& each : *kept->users)
        if (const auto* known = each.get_if<api::user>())
            co_return user{kept, *known, account};
    throw peer_error(peer_errc::unknown_user, std::to_string(id));
}

[[nodiscard]] inline awaitable<user> get_user_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    auto input = input_of_user(found);
    co_return co_await fetch_user(account, std::move(input), found.id);
}

/// The input of a user; empty for references that lead to none.
[[nodiscard]] inline awaitable<resolved_chat>
resolved_user(const self_info* account, chat_query asked) {
    try {
        auto found = co_await resolved(account, std::move(asked));
        if (!found.input.is<api::inputPeerEmpty>() && kind_of(found) == peer_kind::user)
            co_return found;
    } catch (const peer_error&) {
        // no user
    }
    co_return resolved_chat{};
}

/// Fills in users by their inputs, all in one request.
[[nodiscard]] inline awaitable<void> fetch_users(
    const self_info* account,
    const std::vector<resolved_chat>& inputs,
    std::size_t begin,
    std::size_t end,
    some_users& into
) {
    api::users::getUsers request{};
    for (auto at = begin; at != end; ++at)
        if (inputs[at].id != 0)
            request.id.push_back(user_input(inputs[at].input));
    if (request.id.empty())
        co_return;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = kept_users(std::move(answer));
    for (auto at = begin; at != end; ++at)
        if (inputs[at].id != 0)
            into[at] = user::among(kept, inputs[at].id, account);
}

[[nodiscard]] inline awaitable<some_users>
get_users_now(const self_info* account, std::vector<chat_query> asked) {
    constexpr std::size_t page = 100;
    std::vector<resolved_chat> inputs;
    for (auto& each : asked) {
        auto found = co_await resolved_user(account, std::move(each));
        inputs.push_back(std::move(found));
    }
    some_users users(inputs.size());
    for (std::size_t begin = 0; begin < inputs.size(); begin += page) {
        const auto end = std::min(begin + page, inputs.size());
        auto refused = false;
        try {
            co_await fetch_users(account, inputs, begin, end, users);
        } catch (const rpc_error& refusal) {
            if (refusal != errors::USER_ID_INVALID)
                throw;
            refused = true;
        }
        // One whose access hash is wrong fails all.
        for (auto at = begin; refused && at != end; ++at) {
            try {
                co_await fetch_users(account, inputs, at, at + 1, users);
            } catch (const rpc_error& refusal) {
                if (refusal != errors::USER_ID_INVALID)
                    throw;
            }
        }
    }
    co_return users;
}

[[nodiscard]] inline awaitable<full_user>
get_full_user_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    api::users::getFullUser request{};
    request.id = input_of_user(found);
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    co_return full_user{kept, kept->kept->full_user, account};
}

/// A page of the chats in common, after the one with an id as the schema has it.
[[nodiscard]] inline awaitable<common_chats::page> common_chats_page(
    const self_info* account, chat_query asked, std::string offset, std::int32_t limit
) {
    const auto found = co_await resolved(account, std::move(asked));
    api::messages::getCommonChats request{};
    request.user_id = input_of_user(found);
    std::from_chars(offset.data(), offset.data() + offset.size(), request.max_id);
    request.limit = limit;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    common_chats::page page;
    if (kept->chats == nullptr)
        co_return page;
    for (const auto& each : *kept->chats) {
        page.items.emplace_back(kept, each, account);
        if (const auto* id = each.id())
            page.next = std::to_string(*id);
    }
    const auto& all = *kept->kept;
    if (const auto* slice = all.get_if<api::messages::chatsSlice>())
        page.total = slice->count;
    else
        page.total = static_cast<std::int32_t>(page.items.size());
    if (all.is<api::messages::chats>() || page.items.empty())
        page.next.clear();
    co_return page;
}

} // namespace detail

AWAITGRAM_DECL awaitable<user> user_methods::get_user(chat_ref user) const {
    return detail::get_user_now(&account(), chat_query{user});
}

AWAITGRAM_DECL awaitable<std::vector<std::optional<user>>>
user_methods::get_all(std::vector<chat_query> users) const {
    return detail::get_users_now(&account(), std::move(users));
}

AWAITGRAM_DECL awaitable<full_user> user_methods::get_full_user(chat_ref user) const {
    return detail::get_full_user_now(&account(), chat_query{user});
}

AWAITGRAM_DECL awaitgram::common_chats
user_methods::common_chats(chat_ref user, std::int32_t limit) const {
    return {
        [self = &account(), asked = chat_query{user}](std::string offset, std::int32_t size) {
            return detail::common_chats_page(self, asked, std::move(offset), size);
        },
        limit};
}

AWAITGRAM_DECL awaitable<user> user_methods::get_me() const {
    return detail::fetch_user(&account(), api::inputUserSelf{}, account().id);
}

} // namespace awaitgram
