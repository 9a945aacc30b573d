// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace scripted {

namespace ag = awaitgram;
namespace api = awaitgram::api;

inline api::keyboardButtonCallback callback_button(std::string_view text, std::string_view data) {
    api::keyboardButtonCallback button;
    button.text = ag::tl::string{text};
    button.data = ag::tl::bytes{std::string{data}};
    return button;
}

/// A keyboard of one row.
template <class Markup, class... Buttons>
api::ReplyMarkup one_row(Buttons... buttons) {
    api::keyboardButtonRow row;
    (row.buttons.push_back(std::move(buttons)), ...);
    Markup markup;
    markup.rows.push_back(std::move(row));
    return markup;
}

inline api::InputPeer input_of(std::int64_t user) {
    api::inputPeerUser peer;
    peer.user_id = user;
    return peer;
}

/// Answers each message with a keyboard, and each pressed button with an edit and a notice.
struct keyboard_bot {
    ag::testing::server telegram{};
    ag::bot bot{ag::memory_session{}, telegram.app()};
    std::int32_t shown = 0;
    int edits_refused = 0;

    keyboard_bot() {
        bot.on<api::updateNewMessage>(
            [this](
                ag::raw_update<api::updateNewMessage> update, ag::client& client
            ) -> ag::awaitable<void> {
                const auto* message = update->message.get_if<api::message>();
                if (message == nullptr || message->out)
                    co_return;
                api::messages::sendMessage query;
                query.peer = input_of(message->from_id->get_if<api::peerUser>()->user_id);
                query.message = "Agree? *yes*";
                query.random_id = ++shown;
                api::messageEntityBold bold;
                bold.offset = 7;
                bold.length = 5;
                query.entities = ag::tl::vector<api::MessageEntity>{};
                query.entities->push_back(bold);
                query.reply_markup = one_row<api::replyInlineMarkup>(
                    callback_button("Yes", "y"), callback_button("No", "n")
                );
                co_await client.invoke(query);
            }
        );
        bot.on<api::updateBotCallbackQuery>(
            [this](
                ag::raw_update<api::updateBotCallbackQuery> press, ag::client& client
            ) -> ag::awaitable<void> {
                api::messages::editMessage edit;
                edit.peer = input_of(press->user_id);
                edit.id = press->msg_id;
                edit.message = press->data->view()[0] == 'y' ? "Agreed." : "Refused.";
                const auto edited = co_await client.try_invoke(edit);
                edits_refused += !edited;
                api::messages::setBotCallbackAnswer answer;
                answer.query_id = press->query_id;
                answer.message = edited ? "Noted." : "Later.";
                answer.alert = true;
                co_await client.invoke(answer);
            }
        );
    }
};

} // namespace scripted
