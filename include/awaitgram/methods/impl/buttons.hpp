// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/buttons.hpp>
#include <awaitgram/methods/detail/message_chat.hpp>
#include <awaitgram/methods/impl/messages.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<press_result>
press_callback(message_chat where, api::messages::getBotCallbackAnswer request) {
    press_result result;
    auto calling = call_in(std::move(where), std::move(request));
    try {
        const auto answer = co_await std::move(calling);
        result.alert = answer->alert;
        if (answer->message)
            result.text = answer->message->str();
        if (answer->url)
            result.url = answer->url->str();
    } catch (const rpc_error& refusal) {
        if (!(refusal == errors::BOT_RESPONSE_TIMEOUT))
            throw;
        result.unanswered = true;
    }
    co_return result;
}

[[nodiscard]] inline awaitable<press_result> press_text(awaitable<message> sending) {
    press_result result;
    result.sent = co_await std::move(sending);
    co_return result;
}

[[nodiscard]] inline awaitable<press_result> press_local(press_result result) {
    co_return result;
}

[[nodiscard]] inline awaitable<press_result>
press(const self_info* account, const message& shown, const received_button& button) {
    press_result local;
    switch (button.kind()) {
    case button_kind::callback:
    case button_kind::play: {
        if (button.with_password())
            throw std::logic_error("awaitgram: this button asks for the user's password");
        api::messages::getBotCallbackAnswer request{};
        request.msg_id = shown.id();
        request.game = button.kind() == button_kind::play;
        if (const auto data = button.data(); !data.empty())
            request.data = tl::bytes{std::string{data.begin(), data.end()}};
        message_chat where(account, chat_ref{shown});
        where.peers = shown.peers();
        return press_callback(std::move(where), std::move(request));
    }
    case button_kind::text: {
        send_options options;
        if (shown.kind() != chat_kind::private_chat)
            options.reply_to = shown.id();
        options.topic = shown.topic_id();
        return press_text(send_text(account, chat_ref{shown}, shown.peers(), button.text(), options)
        );
    }
    case button_kind::link:
    case button_kind::login_link:
        local.url = button.url();
        return press_local(std::move(local));
    case button_kind::copy_text:
        local.text = button.copied_text();
        return press_local(std::move(local));
    default:
        break;
    }
    throw std::logic_error("awaitgram: only an app can do what this button does");
}

} // namespace detail

AWAITGRAM_DECL awaitable<press_result>
button_methods::click(const message& with_keyboard, std::string_view text) const {
    const auto button = with_keyboard.keyboard().find(text);
    if (!button)
        throw std::logic_error("awaitgram: the message has no button with this text");
    return detail::press(&account(), with_keyboard, *button);
}

AWAITGRAM_DECL awaitable<press_result>
button_methods::click(const message& with_keyboard, const received_button& button) const {
    return detail::press(&account(), with_keyboard, button);
}

} // namespace awaitgram
