// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/impl/buttons.hpp>
#include <awaitgram/methods/impl/editing.hpp>
#include <awaitgram/methods/impl/fetching.hpp>
#include <awaitgram/methods/impl/forwarding.hpp>
#include <awaitgram/methods/impl/marks.hpp>
#include <awaitgram/methods/impl/messages.hpp>
#include <awaitgram/methods/impl/polls.hpp>
#include <awaitgram/methods/impl/reactions.hpp>
#include <awaitgram/methods/impl/typing.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL awaitable<message> message_actions::reply(text_ref content) const {
    return reply(content, send_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::reply(text_ref content, const send_options& options) const {
    auto complete = options;
    if (complete.reply_to == 0 && self().kind() != chat_kind::private_chat)
        complete.reply_to = self().id();
    return answer(content, complete);
}

AWAITGRAM_DECL awaitable<message> message_actions::answer(text_ref content) const {
    return answer(content, send_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::answer(text_ref content, const send_options& options) const {
    const auto& shown = self();
    const auto* account = detail::acting_account(shown);
    auto complete = options;
    // A reply to this message is in its topic anyway.
    if (complete.topic == 0 && complete.reply_to != shown.id())
        complete.topic = shown.topic_id();
    return detail::send_text(
        account,
        shown.chat_id(),
        shown.peers(),
        content,
        complete,
        shown.business_connection(),
        shown.context()
    );
}

namespace detail {

/// Sends an edit of a message in the chat of an event. `request` says all but the chat and the keyboard. Nothing is returned when the
/// message is like that already.
template <class Event>
[[nodiscard]] awaitable<std::optional<tl::reply<api::Updates>>>
send_edit(const Event& of, api::messages::editMessage& request, api::ReplyMarkup keyboard) {
    const auto access = of.receiver()->access;
    request.peer = co_await input_of(access, of.chat_id(), of.peers());
    if (has_incomplete_user(keyboard))
        keyboard = co_await with_known_users(std::move(keyboard), access, of.peers());
    request.reply_markup = std::move(keyboard);
    try {
        co_return co_await call_for(access, of.business_connection(), request);
    } catch (const rpc_error& refusal) {
        if (!changes_nothing(refusal))
            throw;
    }
    co_return std::nullopt;
}

[[nodiscard]] inline awaitable<void> remove_now(message removed) {
    const auto* account = removed.receiver();
    const auto to = co_await find(message_chat(removed));
    tl::vector<std::int32_t> ids;
    ids.push_back(removed.id());
    if (removed.scheduled()) {
        api::messages::deleteScheduledMessages request{};
        request.peer = to.input;
        request.id = std::move(ids);
        auto pending = rpc::invoke(*account->access.calls, request);
        static_cast<void>(co_await std::move(pending));
    } else if (!removed.business_connection().empty()) {
        api::messages::deleteMessages request{};
        request.revoke = true;
        request.id = std::move(ids);
        auto pending = call_for(account->access, removed.business_connection(), request);
        static_cast<void>(co_await std::move(pending));
    } else {
        auto deleting = delete_known(account, to.input, std::move(ids), true);
        static_cast<void>(co_await std::move(deleting));
    }
}

[[nodiscard]] inline awaitable<message> forward_one_now(message from, outgoing sending) {
    auto forwarding =
        forward_now(std::move(sending), message_chat(from), std::vector{from.id()}, false, false);
    auto sent = co_await std::move(forwarding);
    co_return std::move(sent.front());
}

[[nodiscard]] inline awaitable<std::optional<message>>
replied_elsewhere(message_chat where, std::int64_t chat, std::int32_t id) {
    where.asked = chat_query{chat_ref{chat}};
    return get_message_now(std::move(where), id);
}

[[nodiscard]] inline awaitable<std::optional<message>> no_message() {
    co_return std::nullopt;
}

} // namespace detail

AWAITGRAM_DECL awaitable<message> message_actions::edit(text_ref content) const {
    return edit(content, edit_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::edit(text_ref content, const edit_options& options) const {
    auto made = detail::edit_of(self(), options);
    made.content = detail::read_text(content, detail::empty_text::allowed);
    return detail::edit_now(std::move(made));
}

AWAITGRAM_DECL awaitable<message> message_actions::edit_reply_markup(keyboard_ref keyboard) const {
    edit_options options;
    options.keyboard = keyboard;
    return detail::edit_now(detail::edit_of(self(), options));
}

AWAITGRAM_DECL awaitable<void> message_actions::remove() const {
    static_cast<void>(detail::acting_account(self()));
    return detail::remove_now(self());
}

AWAITGRAM_DECL awaitable<message> message_actions::forward_to(chat_ref chat) const {
    return forward_to(chat, send_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::forward_to(chat_ref chat, const send_options& options) const {
    const auto* account = detail::acting_account(self());
    detail::outgoing sending(account, chat, options, self().peers());
    return detail::forward_one_now(self(), std::move(sending));
}

AWAITGRAM_DECL awaitable<message> message_actions::copy_to(chat_ref chat) const {
    return copy_to(chat, send_options{});
}

AWAITGRAM_DECL awaitable<message>
message_actions::copy_to(chat_ref chat, const send_options& options) const {
    const auto* account = detail::acting_account(self());
    detail::outgoing sending(account, chat, options, self().peers());
    return detail::copy_now(self(), std::nullopt, std::move(sending));
}

AWAITGRAM_DECL awaitable<void>
message_actions::react(reactions_ref reactions, react_options options) const {
    return detail::react_now(detail::message_chat(self()), self().id(), reactions, options);
}

AWAITGRAM_DECL awaitable<void> message_actions::pin(pin_options options) const {
    return detail::pin_now(detail::message_chat(self()), self().id(), options, false);
}

AWAITGRAM_DECL awaitable<void> message_actions::unpin() const {
    return detail::pin_now(detail::message_chat(self()), self().id(), pin_options{}, true);
}

AWAITGRAM_DECL awaitable<void> message_actions::read() const {
    read_options options;
    options.max_id = self().id();
    return detail::read_now(detail::message_chat(self()), options);
}

AWAITGRAM_DECL awaitable<std::optional<message>> message_actions::get_reply_to() const {
    detail::message_chat where(self());
    const auto answered = self().reply_to();
    if (!answered || answered->message_id == 0)
        return detail::no_message();
    if (answered->chat_id != self().chat_id())
        return detail::replied_elsewhere(std::move(where), answered->chat_id, answered->message_id);
    return detail::replied_now(std::move(where), self().id());
}

AWAITGRAM_DECL awaitable<std::vector<message>> message_actions::get_media_group() const {
    return detail::media_group_now(detail::message_chat(self()), self().id());
}

AWAITGRAM_DECL awaitable<press_result> message_actions::click(std::string_view button) const {
    const auto* account = detail::acting_account(self());
    const auto found = self().keyboard().find(button);
    if (!found)
        throw std::logic_error("awaitgram: the message has no button with this text");
    return detail::press(account, self(), *found);
}

AWAITGRAM_DECL awaitable<poll_update> message_actions::vote(id_list answers) const {
    return detail::vote_now(
        detail::message_chat(self()), self().id(), answers.values(), std::optional{self()}
    );
}

AWAITGRAM_DECL awaitable<poll_update> message_actions::retract_vote() const {
    return detail::vote_now(detail::message_chat(self()), self().id(), {}, std::nullopt);
}

AWAITGRAM_DECL awaitable<message> message_actions::close_poll() const {
    return detail::close_poll_now(detail::message_chat(self()), self().id(), std::optional{self()});
}

AWAITGRAM_DECL awaitable<typing_scope> message_actions::typing() const {
    typing_options options;
    options.topic = self().topic_id();
    return detail::begin_typing(detail::message_chat(self()), options);
}

} // namespace awaitgram
