// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/testing/impl/test_media.hpp>
#include <awaitgram/testing/server/api/invites.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/world/membership.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

template <class Method>
player::done player::act(std::int64_t account_id, const Method& method) {
    const auto answered = call(account_id, method);
    return answered ? done{true} : done{failure{answered.error()}};
}

namespace detail {

/// The id that a call gave to the message it sent.
[[nodiscard]] inline std::int32_t sent_id(const api::Updates& result) {
    if (const auto* container = result.get_if<api::updates_>())
        for (const auto& update : container->updates)
            if (const auto* id = update.get_if<api::updateMessageID>())
                return id->id;
    return 0;
}

} // namespace detail

AWAITGRAM_DECL player::done player::react(
    std::int64_t account_id, std::int64_t dialog, std::int32_t message_id, std::string_view emoji
) {
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    api::messages::sendReaction query;
    query.peer = *peer;
    query.msg_id = message_id;
    if (!emoji.empty()) {
        api::reactionEmoji reaction;
        reaction.emoticon = tl::string{emoji};
        query.reaction = tl::vector<api::Reaction>{};
        query.reaction->push_back(std::move(reaction));
    }
    return act(account_id, query);
}

AWAITGRAM_DECL result<std::int32_t, std::string> player::forward(
    std::int64_t account_id, std::int64_t from, std::int32_t message_id, std::int64_t to
) {
    const auto source = peer_for(account_id, from);
    if (!source)
        return failure{source.error()};
    const auto target = peer_for(account_id, to);
    if (!target)
        return failure{target.error()};
    api::messages::forwardMessages query;
    query.from_peer = *source;
    query.to_peer = *target;
    query.id.push_back(message_id);
    query.random_id.push_back(machine_.accounts().unique_number());
    const auto sent = call(account_id, query);
    if (!sent)
        return failure{sent.error()};
    return detail::sent_id(*sent);
}

AWAITGRAM_DECL player::done
player::pin(std::int64_t account_id, std::int64_t dialog, std::int32_t message_id) {
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    api::messages::updatePinnedMessage query;
    query.peer = *peer;
    query.id = message_id;
    return act(account_id, query);
}

AWAITGRAM_DECL player::done player::join(std::int64_t account_id, std::int64_t dialog) {
    auto* self = machine_.accounts().find(account_id);
    auto* room = machine_.accounts().find_chat(dialog);
    if (self == nullptr)
        return no_account(account_id);
    if (room == nullptr)
        return problem("there is no chat " + std::to_string(dialog));
    if (room->has(account_id))
        return problem("400 USER_ALREADY_PARTICIPANT");
    if (room->member(account_id).is == standing::banned)
        return problem("400 USER_BANNED_IN_CHANNEL");
    change_list changes{machine_.accounts(), date()};
    add_members(changes, *room, *self, {self});
    machine_.deliver(changes.take(), now_);
    return true;
}

AWAITGRAM_DECL player::done player::leave(std::int64_t account_id, std::int64_t dialog) {
    if (is_channel(dialog)) {
        api::channels::leaveChannel query;
        query.channel = channel_for(account_id, dialog);
        return act(account_id, query);
    }
    api::messages::deleteChatUser query;
    query.chat_id = bare_id(dialog);
    query.user_id = api::inputUserSelf{};
    return act(account_id, query);
}

AWAITGRAM_DECL player::done player::ask_to_join(std::int64_t account_id, std::int64_t dialog) {
    auto* room = machine_.accounts().find_chat(dialog);
    if (room == nullptr)
        return problem("there is no chat " + std::to_string(dialog));
    chat_invite invite;
    invite.hash = machine_.accounts().unique_text();
    invite.admin = room->creator;
    invite.date = date();
    invite.request_needed = true;
    room->invites[invite.hash] = invite;
    return join_by(account_id, invite.hash);
}

AWAITGRAM_DECL player::done player::join_by(std::int64_t account_id, std::string_view link) {
    api::messages::importChatInvite query;
    query.hash = tl::string{link.substr(link.find_last_of("+/") + 1)}; // npos + 1 is 0
    const auto asked = call(account_id, query);
    if (!asked && asked.error() != "400 INVITE_REQUEST_SENT")
        return failure{asked.error()};
    return true;
}

AWAITGRAM_DECL player::done player::take_username(std::int64_t account_id, std::string_view name) {
    api::account::updateUsername query;
    query.username = tl::string{name};
    return act(account_id, query);
}

AWAITGRAM_DECL player::done player::scan(std::int64_t account_id, std::string_view address) {
    const auto begin = address.find("token=");
    const auto token = begin == std::string_view::npos
                           ? std::nullopt
                           : awaitgram::detail::from_base64(address.substr(begin + 6));
    if (!token)
        return problem("this is no address of a QR code: " + std::string{address});
    api::auth::acceptLoginToken query;
    query.token = tl::bytes{byte_view{*token}};
    return act(account_id, query);
}

AWAITGRAM_DECL press_result player::press_outcome(std::int64_t query) const {
    press_result outcome;
    const auto* pressed = machine_.accounts().callbacks().find(query);
    if (pressed == nullptr || !pressed->answer)
        return outcome;
    outcome.answered = true;
    outcome.text = pressed->answer->text;
    outcome.alert = pressed->answer->alert;
    outcome.url = pressed->answer->url;
    outcome.cache_time = pressed->answer->cache_time;
    return outcome;
}

AWAITGRAM_DECL player::done
player::block(std::int64_t account_id, std::int64_t other, bool blocked) {
    const auto peer = peer_for(account_id, other);
    if (!peer)
        return failure{peer.error()};
    const auto set = [&](auto query) {
        query.id = *peer;
        return act(account_id, query);
    };
    return blocked ? set(api::contacts::block{}) : set(api::contacts::unblock{});
}

AWAITGRAM_DECL player::done player::type(std::int64_t account_id, std::int64_t dialog) {
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    api::messages::setTyping query;
    query.peer = *peer;
    query.action = api::sendMessageTypingAction{};
    return act(account_id, query);
}

AWAITGRAM_DECL player::done player::show_online(std::int64_t account_id, bool online) {
    api::account::updateStatus query;
    query.offline = !online;
    return act(account_id, query);
}

AWAITGRAM_DECL result<std::int64_t, std::string> player::ask_inline(
    std::int64_t account_id, std::int64_t bot, std::string_view text, std::int64_t dialog
) {
    api::messages::getInlineBotResults query;
    query.bot = user_for(account_id, bot);
    query.peer = api::inputPeerEmpty{};
    if (dialog != 0) {
        const auto peer = peer_for(account_id, dialog);
        if (!peer)
            return failure{peer.error()};
        query.peer = *peer;
    }
    query.query = tl::string{text};
    const auto before = machine_.accounts().inlines().last_query();
    const auto asked = call(account_id, query);
    const auto id = machine_.accounts().inlines().last_query();
    if (!asked && id == before)
        return failure{asked.error()};
    return id; // the answer comes later
}

AWAITGRAM_DECL inline_answer player::inline_results(std::int64_t query) const {
    inline_answer answer;
    const auto* asked = machine_.accounts().inlines().find(query);
    if (asked == nullptr || !asked->results)
        return answer;
    const auto& given = *asked->results;
    answer.answered = true;
    answer.cache_time = given.cache_time;
    answer.gallery = given.gallery;
    if (given.next_offset)
        answer.next_offset = given.next_offset->str();
    if (given.switch_pm) {
        answer.switch_text = given.switch_pm->text.str();
        answer.start_parameter = given.switch_pm->start_param.str();
    }
    for (const auto& each : given.results) {
        const auto* known = each.get_if<api::botInlineResult>();
        if (known == nullptr)
            continue;
        auto& shown = answer.results.emplace_back();
        shown.id = known->id.str();
        shown.type = known->type.str();
        shown.query = query;
        if (known->title)
            shown.title = known->title->str();
        if (known->description)
            shown.description = known->description->str();
        if (const auto* text = known->send_message.get_if<api::botInlineMessageText>())
            shown.text = text->message.str();
        else if (const auto* media = known->send_message.get_if<api::botInlineMessageMediaAuto>())
            shown.text = media->message.str();
    }
    return answer;
}

AWAITGRAM_DECL result<std::int32_t, std::string> player::choose(
    std::int64_t account_id, std::int64_t query, std::string_view result_id, std::int64_t dialog
) {
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    api::messages::sendInlineBotResult chosen;
    chosen.peer = *peer;
    chosen.random_id = machine_.accounts().unique_number();
    chosen.query_id = query;
    chosen.id = tl::string{result_id};
    const auto sent = call(account_id, chosen);
    if (!sent)
        return failure{sent.error()};
    return detail::sent_id(*sent);
}

AWAITGRAM_DECL player::done player::vote(
    std::int64_t account_id,
    std::int64_t dialog,
    std::int32_t message_id,
    const std::vector<std::string>& answers
) {
    auto& accounts = machine_.accounts();
    auto* self = accounts.find(account_id);
    if (self == nullptr)
        return no_account(account_id);
    const auto peer = peer_for(account_id, dialog);
    if (!peer)
        return failure{peer.error()};
    const auto* message = message_in(accounts, *self, dialog, message_id);
    const auto* poll =
        message != nullptr && message->extras ? accounts.find_poll(message->extras->poll) : nullptr;
    if (poll == nullptr)
        return problem("message " + std::to_string(message_id) + " has no poll");
    api::messages::sendVote query;
    query.peer = *peer;
    query.msg_id = message_id;
    for (const auto& wanted : answers) {
        const auto before = query.options.size();
        for (const auto& each : poll->poll.answers)
            if (const auto* answer = each.get_if<api::pollAnswer>();
                answer != nullptr && answer->text.text.view() == wanted)
                query.options.push_back(answer->option);
        if (query.options.size() == before)
            return problem("the poll has no answer \"" + wanted + '"');
    }
    return act(account_id, query);
}

AWAITGRAM_DECL result<std::vector<std::int32_t>, std::string> player::send_media(
    std::int64_t account_id, std::int64_t dialog, const std::vector<test_media>& media
) {
    auto& accounts = machine_.accounts();
    auto* self = accounts.find(account_id);
    if (self == nullptr)
        return no_account(account_id);
    const auto* room = accounts.find_chat(dialog);
    if (is_user(dialog) ? accounts.find(dialog) == nullptr : room == nullptr)
        return problem("there is no chat " + std::to_string(dialog));
    if (room != nullptr && !room->has(account_id))
        return problem("403 CHAT_WRITE_FORBIDDEN");
    if (media.empty() || media.size() > 10)
        return problem("an album has 2 to 10 messages");
    const auto album = media.size() > 1 ? accounts.unique_number() : 0;
    change_list changes{accounts, date()};
    std::vector<std::int32_t> ids;
    for (const auto& each : media) {
        draft message;
        message.text = each.caption;
        message.random_id = accounts.unique_number();
        message.extras = std::make_shared<message_extras>();
        message.extras->media = detail::stand_in_for(each, accounts.unique_number(), date());
        if (!each.bytes.empty()) {
            auto stored = store_media(account_id, dialog, each);
            if (!stored)
                return failure{stored.error()};
            message.extras->media = *std::move(stored);
        }
        message.extras->grouped_id = album;
        ids.push_back(testing::post(changes, *self, dialog, message));
    }
    machine_.deliver(changes.take(), now_);
    return ids;
}

} // namespace awaitgram::testing
