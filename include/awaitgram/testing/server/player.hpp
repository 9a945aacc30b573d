// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/api/messages.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::testing {

/// Acts as accounts of a data centre without a client. Refusals are sentences.
class player {
public:
    /// `machine` must outlive the player.
    player(telegram& machine, time_point now) : machine_(machine), now_(now) {}

    /// Writes a message and returns its id in the mailbox of its writer.
    [[nodiscard]] result<std::int32_t, std::string>
    write(std::int64_t from, std::int64_t to, std::string_view text, std::int32_t reply_to = 0) {
        auto& accounts = machine_.accounts();
        auto* writer = accounts.find(from);
        auto* reader = accounts.find(to);
        if (writer == nullptr || reader == nullptr)
            return no_account(writer == nullptr ? from : to);
        if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
            return problem("the text is empty");
        if (length_in_utf16(text) > longest_text)
            return problem("the text is longer than 4096 units of UTF-16");
        const auto* answered = writer->box.find(reply_to);
        if (reply_to != 0 && (answered == nullptr || answered->peer != to))
            return problem(
                "account " + std::to_string(from) + " has no message " + std::to_string(reply_to) +
                " in this chat"
            );
        draft message;
        message.text = text;
        message.reply_to = reply_to;
        message.random_id = writer->box.next_id();
        const auto deliveries = accounts.send(*writer, *reader, message, date());
        machine_.deliver(deliveries, now_);
        return deliveries.front().event.message_id;
    }

    /// Marks the messages of a chat as read, up to one of them.
    void read(std::int64_t reader, std::int64_t with, std::int32_t message_id) {
        auto& accounts = machine_.accounts();
        if (auto* account = accounts.find(reader))
            machine_.deliver(accounts.read(*account, with, message_id, date()), now_);
    }

    /// Presses the button with this text below a message that a user sees. A button of a keyboard writes its text.
    ///
    /// Returns the id of the query that the bot is to answer; 0 for a button that has written its text.
    [[nodiscard]] result<std::int64_t, std::string>
    press(std::int64_t user_id, std::int32_t message_id, std::string_view button) {
        auto& accounts = machine_.accounts();
        const auto* user = accounts.find(user_id);
        if (user == nullptr)
            return no_account(user_id);
        const auto* message = user->box.find(message_id);
        if (message == nullptr)
            return problem(
                "account " + std::to_string(user_id) + " has no message " +
                std::to_string(message_id)
            );
        const auto* pressed = button_of(*message, button);
        if (pressed == nullptr)
            return problem("the message has no button \"" + std::string{button} + '"');
        if (pressed->is<api::keyboardButton>()) {
            const auto written = write(user_id, message->peer, button);
            if (!written)
                return failure{written.error()};
            return std::int64_t{0};
        }
        const auto* callback = pressed->get_if<api::keyboardButtonCallback>();
        if (callback == nullptr)
            return problem("a button of this kind can only be pressed in a real client");
        return query(*user, *message, *callback);
    }

private:
    static failure<std::string> problem(std::string text) { return failure{std::move(text)}; }
    static failure<std::string> no_account(std::int64_t id) {
        return problem("there is no account " + std::to_string(id));
    }

    [[nodiscard]] std::int32_t date() const {
        return static_cast<std::int32_t>(unix_seconds(now_));
    }

    static const api::KeyboardButton*
    button_of(const stored_message& message, std::string_view text) {
        if (!message.reply_markup)
            return nullptr;
        const auto* keyboard = message.reply_markup->get_if<api::replyKeyboardMarkup>();
        const auto* below = message.reply_markup->get_if<api::replyInlineMarkup>();
        if (keyboard == nullptr && below == nullptr)
            return nullptr;
        for (const auto& row : keyboard != nullptr ? keyboard->rows : below->rows)
            for (const auto& button : row.buttons)
                if (button.text() != nullptr && button.text()->view() == text)
                    return &button;
        return nullptr;
    }

    std::int64_t query(
        const account& user,
        const stored_message& message,
        const api::keyboardButtonCallback& button
    ) {
        auto& accounts = machine_.accounts();
        api::updateBotCallbackQuery pressed;
        pressed.query_id = accounts.callbacks().add(user.id, message.peer);
        pressed.user_id = user.id;
        pressed.peer = view::peer(user.id);
        pressed.msg_id = message.twin_id;
        pressed.chat_instance = accounts.access_hash(message.peer, user.id);
        pressed.data = button.data;
        const auto id = pressed.query_id;
        api::updates_ container;
        container.users =
            view{accounts, *accounts.find(message.peer), date()}.users({user.id, message.peer});
        container.updates.push_back(std::move(pressed));
        container.date = date();
        machine_.push(message.peer, api::Updates{std::move(container)}, now_);
        return id;
    }

    telegram& machine_;
    time_point now_;
};

} // namespace awaitgram::testing
