// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/filters/admin.hpp>
#include <awaitgram/dispatcher/filters/user.hpp>
#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace awaitgram::filters::detail {

/// Whether a user is among the administrators of a basic group.
[[nodiscard]] inline bool
is_admin_in(const api::messages::chatFull& answer, std::int64_t user) noexcept {
    const auto* full = answer.full_chat.get_if<api::chatFull>();
    const auto* all =
        full != nullptr ? full->participants.get_if<api::chatParticipants>() : nullptr;
    if (all == nullptr)
        return false;
    for (const auto& each : all->participants) {
        if (const auto* creator = each.get_if<api::chatParticipantCreator>();
            creator != nullptr && creator->user_id == user)
            return true;
        if (const auto* admin = each.get_if<api::chatParticipantAdmin>();
            admin != nullptr && admin->user_id == user)
            return true;
    }
    return false;
}

[[nodiscard]] inline awaitable<bool> asked_whether_admin(
    account_access access,
    std::shared_ptr<const peer_map> along,
    std::int64_t where,
    std::int64_t user
) {
    const auto chat = co_await awaitgram::detail::input_of(access, where, along);
    if (const auto* group = chat.get_if<api::inputPeerChat>()) {
        api::messages::getFullChat request{};
        request.chat_id = group->chat_id;
        const auto answer = co_await rpc::invoke(*access.calls, request);
        co_return is_admin_in(*answer, user);
    }
    api::channels::getParticipant request{};
    request.channel = awaitgram::detail::channel_input(chat);
    if (request.channel.is<api::inputChannelEmpty>())
        co_return false;
    request.participant = co_await awaitgram::detail::input_of(access, user, along);
    const auto answer = co_await rpc::try_invoke(*access.calls, request);
    if (!answer && answer.error() == errors::USER_NOT_PARTICIPANT)
        co_return false;
    if (!answer)
        throw answer.error();
    const auto& found = (*answer)->participant;
    co_return found.is<api::channelParticipantCreator>() ||
        found.is<api::channelParticipantAdmin>();
}

[[nodiscard]] inline awaitable<bool> answered_at_once(bool answer) {
    co_return answer;
}

/// Whether the user of an event is an administrator of its chat.
template <class Event>
[[nodiscard]] awaitable<bool> remembered_admin(Event of) {
    const auto user = user_of(of);
    const auto services = of.context() ? of.context()->services() : nullptr;
    if (services)
        if (const auto known = services->admins.find(of.chat_id(), user, monotonic_clock::now()))
            co_return *known;
    auto asking = asked_whether_admin(of.receiver()->access, of.peers(), of.chat_id(), user);
    const auto admin = co_await std::move(asking);
    if (services)
        services->admins.put(of.chat_id(), user, admin, monotonic_clock::now());
    co_return admin;
}

AWAITGRAM_DECL awaitable<bool> sent_by_admin::operator()(const message& m) const {
    if (m.kind() == chat_kind::private_chat)
        return answered_at_once(false);
    if (m.sender_id() == m.chat_id())
        return answered_at_once(true);
    if (m.sender_id() < 0)
        return answered_at_once(false); // in the name of a channel
    if (m.receiver() == nullptr || !m.receiver()->access)
        throw std::logic_error("awaitgram: no account received this message, so none can ask");
    return remembered_admin(m);
}

AWAITGRAM_DECL awaitable<bool> sent_by_admin::operator()(const callback_query& press) const {
    if (press.chat_id() >= 0)
        return answered_at_once(false);
    if (press.receiver() == nullptr || !press.receiver()->access)
        throw std::logic_error("awaitgram: no account received this press, so none can ask");
    return remembered_admin(press);
}

} // namespace awaitgram::filters::detail
