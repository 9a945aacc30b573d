// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/chat_settings.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/detail/settled.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

/// Changes a chat by a method that addresses it as a peer. `request` says all but the chat.
template <class Request>
[[nodiscard]] awaitable<void>
change_peer(const self_info* account, chat_query asked, Request request) {
    const auto found = co_await resolved(account, std::move(asked));
    static_cast<void>(kind_of(found)); // refuses an empty one
    request.peer = found.input;
    static_cast<void>(co_await change(account, request));
}

/// The same for groups and channels alone.
template <class Request>
[[nodiscard]] awaitable<void>
change_group(const self_info* account, chat_query asked, Request request) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    request.peer = found.input;
    static_cast<void>(co_await change(account, request));
}

/// The same for methods of supergroups and channels.
template <class Request>
[[nodiscard]] awaitable<void>
change_channel(const self_info* account, chat_query asked, Request request) {
    const auto found = co_await resolved(account, std::move(asked));
    request.channel = input_of_channel(found);
    static_cast<void>(co_await change(account, request));
}

template <class Request>
[[nodiscard]] awaitable<void>
switch_channel(const self_info* account, chat_ref chat, toggle state) {
    Request request{};
    request.enabled = state == toggle::on;
    return change_channel(account, chat_query{chat}, std::move(request));
}

[[nodiscard]] inline awaitable<void>
set_title_of(const self_info* account, chat_query asked, std::string title) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    if (kind_of(found) == peer_kind::chat) {
        api::messages::editChatTitle request{};
        request.chat_id = bare_group(found);
        request.title = title;
        static_cast<void>(co_await change(account, request));
        co_return;
    }
    api::channels::editTitle request{};
    request.channel = channel_input(found.input);
    request.title = title;
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<void>
link_group_now(const self_info* account, chat_query channel, chat_query group) {
    api::channels::setDiscussionGroup request{};
    const auto found = co_await resolved(account, std::move(channel));
    request.broadcast = input_of_channel(found);
    const auto comments = co_await resolved(account, std::move(group));
    request.group = input_of_channel(comments);
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<void>
unlink_group_now(const self_info* account, chat_query channel) {
    api::channels::setDiscussionGroup request{};
    const auto found = co_await resolved(account, std::move(channel));
    request.broadcast = input_of_channel(found);
    request.group = api::inputChannelEmpty{};
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline awaitable<std::vector<send_as_choice>>
send_as_choices_now(const self_info* account, chat_query asked) {
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    api::channels::getSendAs request{};
    request.peer = found.input;
    auto answer = co_await rpc::invoke(*account->access.calls, request);
    const auto kept = keep_answer(std::move(answer));
    std::vector<send_as_choice> choices;
    for (const auto& each : kept->kept->peers)
        if (auto known = chat::among(kept, dialog_id(each.peer), account)) {
            auto& choice = choices.emplace_back();
            choice.sender = *std::move(known);
            choice.premium_needed = each.premium_required;
        }
    co_return choices;
}

[[nodiscard]] inline awaitable<void>
set_send_as_now(const self_info* account, chat_query asked, chat_query sender) {
    api::messages::saveDefaultSendAs request{};
    const auto found = co_await resolved(account, std::move(asked));
    require_group(found);
    request.peer = found.input;
    const auto name = co_await resolved(account, std::move(sender));
    request.send_as = name.input;
    static_cast<void>(co_await change(account, request));
}

[[nodiscard]] inline std::int32_t checked_pause(std::chrono::seconds pause) {
    constexpr std::int64_t allowed[] = {0, 10, 30, 60, 300, 900, 3600};
    if (std::find(std::begin(allowed), std::end(allowed), pause.count()) == std::end(allowed))
        throw std::invalid_argument(
            "awaitgram: the pause of slow mode is 0, 10, 30 or 60 seconds, 5 or 15 minutes, or an "
            "hour"
        );
    return static_cast<std::int32_t>(pause.count());
}

} // namespace detail

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_title(chat_ref chat, std::string_view title) const {
    return detail::set_title_of(&account(), chat_query{chat}, std::string{title});
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_description(chat_ref chat, std::string_view about) const {
    api::messages::editChatAbout request{};
    request.about = tl::string{about};
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_chat_username(chat_ref chat, std::string_view username) const {
    if (!username.empty() && username.front() == '@')
        username.remove_prefix(1);
    api::channels::updateUsername request{};
    request.username = tl::string{username};
    return detail::change_channel(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_chat_permissions(chat_ref chat, permissions allowed) const {
    api::messages::editChatDefaultBannedRights request{};
    request.banned_rights = allowed.as_bans();
    return detail::change_group(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_slow_mode(chat_ref chat, std::chrono::seconds pause) const {
    api::channels::toggleSlowMode request{};
    request.seconds = detail::checked_pause(pause);
    return detail::change_channel(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_content_protection(chat_ref chat, toggle state) const {
    api::messages::toggleNoForwards request{};
    request.enabled = state == toggle::on;
    return detail::change_peer(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_join_to_send(chat_ref chat, toggle state) const {
    return detail::switch_channel<api::channels::toggleJoinToSend>(&account(), chat, state);
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_join_by_request(chat_ref chat, toggle state) const {
    return detail::switch_channel<api::channels::toggleJoinRequest>(&account(), chat, state);
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_history_hidden(chat_ref chat, toggle state) const {
    return detail::switch_channel<api::channels::togglePreHistoryHidden>(&account(), chat, state);
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_message_lifetime(chat_ref chat, std::chrono::seconds lifetime) const {
    api::messages::setHistoryTTL request{};
    request.period = static_cast<std::int32_t>(lifetime.count());
    return detail::change_peer(&account(), chat_query{chat}, std::move(request));
}

AWAITGRAM_DECL awaitable<void> chat_setting_methods::set_forum(chat_ref chat, toggle state) const {
    return detail::switch_channel<api::channels::toggleForum>(&account(), chat, state);
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_linked_group(chat_ref channel, chat_ref group) const {
    return detail::link_group_now(&account(), chat_query{channel}, chat_query{group});
}

AWAITGRAM_DECL awaitable<void> chat_setting_methods::remove_linked_group(chat_ref channel) const {
    return detail::unlink_group_now(&account(), chat_query{channel});
}

AWAITGRAM_DECL awaitable<std::vector<send_as_choice>>
chat_setting_methods::send_as_choices(chat_ref chat) const {
    return detail::send_as_choices_now(&account(), chat_query{chat});
}

AWAITGRAM_DECL awaitable<void>
chat_setting_methods::set_send_as(chat_ref chat, chat_ref sender) const {
    return detail::set_send_as_now(&account(), chat_query{chat}, chat_query{sender});
}

} // namespace awaitgram
