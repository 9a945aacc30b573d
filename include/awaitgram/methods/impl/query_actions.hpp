// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/query_requests.hpp>
#include <awaitgram/methods/impl/message_actions.hpp>
#include <awaitgram/methods/impl/messages.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/chosen_inline_result.hpp>
#include <awaitgram/types/inline_query.hpp>
#include <awaitgram/types/join_request.hpp>
#include <awaitgram/types/payment_query.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

/// Calls a method whose answer does not matter. The request is encoded before this returns.
template <class Request>
[[nodiscard]] awaitable<void> call_only(const event_base& event, const Request& request) {
    return [](auto answer) -> awaitable<void> {
        static_cast<void>(co_await std::move(answer));
    }(rpc::invoke(*acting_account(event)->access.calls, request));
}

[[nodiscard]] inline awaitable<void> edit_press_now(
    callback_query press, outgoing_text content, api::ReplyMarkup keyboard, bool no_preview
) {
    api::messages::editMessage request{};
    request.id = press.message_id();
    if (has_mentioned_user(content))
        content =
            co_await with_mentioned_users(std::move(content), press.receiver(), press.peers());
    content.put_into(request);
    request.no_webpage = no_preview;
    auto sending = send_edit(press, request, std::move(keyboard));
    static_cast<void>(co_await std::move(sending));
}

[[nodiscard]] inline awaitable<void> remove_press_now(callback_query press) {
    const auto access = press.receiver()->access;
    const auto peer = co_await input_of(access, press.chat_id(), press.peers());
    auto channel = channel_input(peer);
    if (!channel.is<api::inputChannelEmpty>()) {
        api::channels::deleteMessages request{};
        request.channel = std::move(channel);
        request.id.push_back(press.message_id());
        static_cast<void>(co_await rpc::invoke(*access.calls, request));
    } else {
        api::messages::deleteMessages request{};
        request.revoke = true;
        request.id.push_back(press.message_id());
        static_cast<void>(co_await call_for(access, press.business_connection(), request));
    }
}

/// Errors: std::logic_error when the chat of the message with the button is not known.
inline void require_chat(const callback_query& press, const char* what) {
    if (press.chat_id() == 0)
        throw std::logic_error(
            std::string{"awaitgram: "} + what +
            " the message of an inline query is not possible, because a press does not tell its "
            "chat"
        );
}

[[nodiscard]] inline awaitable<void> edit_inline_now(
    const self_info* account,
    std::shared_ptr<const peer_map> peers,
    api::InputBotInlineMessageID id,
    outgoing_text content,
    api::ReplyMarkup keyboard,
    bool no_preview
) {
    const auto access = account->access;
    api::messages::editInlineBotMessage request{};
    request.id = std::move(id);
    if (has_mentioned_user(content))
        content = co_await with_mentioned_users(std::move(content), account, peers);
    content.put_into(request);
    request.no_webpage = no_preview;
    if (has_incomplete_user(keyboard))
        keyboard = co_await with_known_users(std::move(keyboard), access, peers);
    request.reply_markup = std::move(keyboard);
    // The message lives where it was sent from, which may be another data centre than the bot's.
    rpc::call_options options;
    options.dc = request.id.visit([](const auto& some) { return some.dc_id; });
    try {
        static_cast<void>(co_await rpc::invoke(*access.calls, request, options));
    } catch (const rpc_error& refusal) {
        if (!changes_nothing(refusal))
            throw;
    }
}

[[nodiscard]] inline awaitable<void> decide_now(join_request asked, bool approved) {
    const auto access = asked.receiver()->access;
    api::messages::hideChatJoinRequest request{};
    request.approved = approved;
    request.peer = co_await input_of(access, asked.chat_id(), asked.peers());
    const auto user = co_await input_of(access, asked.user_id(), asked.peers());
    request.user_id = user_input(user);
    static_cast<void>(co_await rpc::invoke(*access.calls, request));
}

[[nodiscard]] inline awaitable<void> decide(const join_request& asked, bool approved) {
    static_cast<void>(acting_account(asked));
    if (asked.user_id() == 0)
        throw std::logic_error("awaitgram: no user of this join request is known");
    return decide_now(asked, approved);
}

} // namespace detail

AWAITGRAM_DECL awaitable<void>
callback_query::answer(std::string_view text, callback_answer_options options) const {
    const auto request = detail::press_answer(id(), text, options);
    if (context())
        context()->mark_answered();
    return detail::call_only(*this, request);
}

AWAITGRAM_DECL awaitable<message> callback_query::reply(text_ref content) const {
    return reply(content, send_options{});
}

AWAITGRAM_DECL awaitable<message>
callback_query::reply(text_ref content, const send_options& options) const {
    const auto* account = detail::acting_account(*this);
    detail::require_chat(*this, "a reply to");
    auto to_send = options;
    if (chat_id() < 0 && to_send.reply_to == 0)
        to_send.reply_to = message_id(); // which keeps the topic
    return detail::send_text(
        account, chat_id(), peers(), content, to_send, business_connection(), context()
    );
}

AWAITGRAM_DECL awaitable<void> callback_query::remove() const {
    static_cast<void>(detail::acting_account(*this));
    detail::require_chat(*this, "a removal of");
    return detail::remove_press_now(*this);
}

AWAITGRAM_DECL awaitable<void> callback_query::edit(text_ref content) const {
    return edit(content, edit_options{});
}

AWAITGRAM_DECL awaitable<void>
callback_query::edit(text_ref content, const edit_options& options) const {
    const auto* account = detail::acting_account(*this);
    auto keyboard = options.keyboard.markup();
    auto outgoing = detail::read_text(content, detail::empty_text::allowed);
    if (const auto* in_inline = inline_message_id())
        return detail::edit_inline_now(
            account,
            peers(),
            *in_inline,
            std::move(outgoing),
            std::move(keyboard),
            options.no_preview
        );
    return detail::edit_press_now(
        *this, std::move(outgoing), std::move(keyboard), options.no_preview
    );
}

AWAITGRAM_DECL awaitable<void>
chosen_inline_result::edit(text_ref content, const edit_options& options) const {
    const auto* account = detail::acting_account(*this);
    if (inline_message_id() == nullptr)
        throw std::logic_error(
            "awaitgram: only results with an inline keyboard can be edited after they are chosen"
        );
    auto outgoing = detail::read_text(content, detail::empty_text::allowed);
    return detail::edit_inline_now(
        account,
        peers(),
        *inline_message_id(),
        std::move(outgoing),
        options.keyboard.markup(),
        options.no_preview
    );
}

AWAITGRAM_DECL awaitable<void>
inline_query::answer(const inline_results& results, inline_answer_options options) const {
    return detail::call_only(*this, detail::inline_answer(id(), results, options));
}

AWAITGRAM_DECL awaitable<void> join_request::approve() const {
    return detail::decide(*this, true);
}

AWAITGRAM_DECL awaitable<void> join_request::decline() const {
    return detail::decide(*this, false);
}

AWAITGRAM_DECL awaitable<void> pre_checkout_query::accept() const {
    return detail::call_only(*this, detail::checkout_answer(id(), true, {}));
}

AWAITGRAM_DECL awaitable<void> pre_checkout_query::refuse(std::string_view reason) const {
    return detail::call_only(*this, detail::checkout_answer(id(), false, reason));
}

AWAITGRAM_DECL awaitable<void> shipping_query::accept(const tl::vector<api::shippingOption>& options
) const {
    return detail::call_only(*this, detail::shipping_answer(id(), options));
}

AWAITGRAM_DECL awaitable<void> shipping_query::refuse(std::string_view reason) const {
    return detail::call_only(*this, detail::shipping_refusal(id(), reason));
}

} // namespace awaitgram
