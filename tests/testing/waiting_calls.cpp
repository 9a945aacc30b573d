// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/player.hpp>

#include <string>

#include "telegram_scene.hpp"

using namespace telegram_scene;
using telegram_scene::client;

namespace {

template <class T>
T decoded(const byte_buffer& bytes) {
    const auto value = tl::decode<T>(tl::frame::copy_of(bytes));
    REQUIRE(value);
    return value->owned();
}

/// Alice with a client, and a bot with a client.
struct chat_scene : scene {
    client alice{*this, 1};
    client bot{*this, 2};
    std::int64_t alice_id = 0;

    chat_scene() {
        api::auth::sendCode code;
        code.phone_number = "9996620001";
        code.api_id = 1;
        code.api_hash = "hash";
        const auto code_sent = decoded<api::auth::SentCode>(alice.answers.at(alice.ask(code)));
        api::auth::signIn sign_in;
        sign_in.phone_number = code.phone_number;
        sign_in.phone_code_hash = code_sent.get_if<api::auth::sentCode>()->phone_code_hash;
        sign_in.phone_code = "22222";
        REQUIRE(alice.answers.count(alice.ask(sign_in)));
        alice_id = machine.accounts().find_phone("9996620001")->id;
        bot.sign_in("42:secret");
        REQUIRE(play().write(alice_id, 42, "hello"));
        arrive();
    }

    player play() { return player{machine, now}; }
    void arrive() {
        collect();
        bot.talk();
        alice.talk();
    }
    void clear() {
        bot.updates.clear();
        alice.updates.clear();
    }

    /// The first update of a kind that a client has got since `clear`.
    template <class Update>
    static Update first(const client& of) {
        for (const auto& bytes : of.updates) {
            const auto updates = decoded<api::Updates>(bytes);
            if (const auto* container = updates.get_if<api::updates_>())
                for (const auto& each : container->updates)
                    if (const auto* found = each.get_if<Update>())
                        return *found;
        }
        FAIL("there is no such update");
        return {};
    }

    /// A message of the bot to Alice, with one button below it; returns its id in her mailbox.
    std::int32_t ask_alice() {
        api::keyboardButtonCallback button;
        button.text = "Yes";
        button.data = tl::bytes{bytes_of("y")};
        api::keyboardButtonRow row;
        row.buttons.push_back(button);
        api::replyInlineMarkup markup;
        markup.rows.push_back(row);
        api::messages::sendMessage query;
        query.peer = *play().peer_for(42, alice_id);
        query.message = "choose";
        query.random_id = 7;
        query.reply_markup = api::ReplyMarkup{std::move(markup)};
        REQUIRE(bot.answers.count(bot.ask(query)));
        arrive();
        clear();
        return machine.accounts().find(alice_id)->box.messages().rbegin()->first;
    }

    api::messages::getBotCallbackAnswer press(std::int32_t message) {
        api::messages::getBotCallbackAnswer query;
        query.peer = *play().peer_for(alice_id, 42);
        query.msg_id = message;
        query.data = tl::bytes{bytes_of("y")};
        return query;
    }
};

} // namespace

TEST_CASE("a user who presses a button gets the bot's answer when it comes") {
    chat_scene here;
    const auto call = here.alice.ask(here.press(here.ask_alice()));
    here.arrive();
    CHECK(here.alice.answers.count(call) == 0);
    const auto pressed = here.first<api::updateBotCallbackQuery>(here.bot);
    CHECK(pressed.user_id == here.alice_id);
    api::messages::setBotCallbackAnswer answer;
    answer.query_id = pressed.query_id;
    answer.message = "Noted.";
    CHECK(here.bot.answers.count(here.bot.ask(answer)));
    here.arrive();
    REQUIRE(here.alice.answers.count(call));
    const auto got = decoded<api::messages::botCallbackAnswer>(here.alice.answers.at(call));
    CHECK(got.message->view() == "Noted.");
    CHECK(here.bot.refusals[here.bot.ask(answer)] == "QUERY_ID_INVALID");
}

TEST_CASE("a bot that does not answer in time is reported to the user") {
    chat_scene here;
    const auto call = here.alice.ask(here.press(here.ask_alice()));
    const auto due = here.machine.next_tick();
    REQUIRE(due);
    here.machine.tick(*due - 1ms);
    here.arrive();
    CHECK(here.alice.refusals.count(call) == 0);
    here.now = *due;
    here.machine.tick(here.now);
    here.arrive();
    CHECK(here.alice.refusals[call] == "BOT_RESPONSE_TIMEOUT");
}

TEST_CASE("an answer for a session that is gone is dropped") {
    chat_scene here;
    (void)here.alice.ask(here.press(here.ask_alice()));
    here.arrive();
    const auto pressed = here.first<api::updateBotCallbackQuery>(here.bot);
    here.machine.add_key(*here.alice.key, 1, here.now); // without the sessions
    api::messages::setBotCallbackAnswer answer;
    answer.query_id = pressed.query_id;
    CHECK(here.bot.answers.count(here.bot.ask(answer)));
}

TEST_CASE("an inline bot is asked, answers, learns of the choice, and edits the message sent") {
    chat_scene here;
    here.clear();
    api::messages::getInlineBotResults ask;
    ask.bot = here.play().user_for(here.alice_id, 42);
    ask.peer = *here.play().peer_for(here.alice_id, 42);
    ask.query = "tea";
    const auto call = here.alice.ask(ask);
    here.arrive();
    const auto asked = here.first<api::updateBotInlineQuery>(here.bot);
    CHECK(asked.query == "tea");
    CHECK(asked.peer_type->is<api::inlineQueryPeerTypeSameBotPM>());

    api::keyboardButtonCallback button;
    button.text = "More";
    button.data = tl::bytes{bytes_of("m")};
    api::keyboardButtonRow row;
    row.buttons.push_back(button);
    api::replyInlineMarkup markup;
    markup.rows.push_back(row);
    api::inputBotInlineMessageText text;
    text.message = "A cup of tea";
    text.reply_markup = api::ReplyMarkup{markup};
    api::inputBotInlineResult result;
    result.id = "1";
    result.type = "article";
    result.title = tl::string{"Tea"};
    result.send_message = text;
    api::messages::setInlineBotResults results;
    results.query_id = asked.query_id;
    results.results.push_back(result);
    CHECK(here.bot.answers.count(here.bot.ask(results)));
    here.arrive();
    REQUIRE(here.alice.answers.count(call));
    const auto got = decoded<api::messages::botResults>(here.alice.answers.at(call));
    CHECK(got.results[0].get_if<api::botInlineResult>()->title->view() == "Tea");

    here.clear();
    api::messages::sendInlineBotResult send;
    send.peer = ask.peer;
    send.random_id = 99;
    send.query_id = got.query_id;
    send.id = "1";
    CHECK(here.alice.answers.count(here.alice.ask(send)));
    here.arrive();
    const auto chosen = here.first<api::updateBotInlineSend>(here.bot);
    CHECK(chosen.id == "1");
    REQUIRE(chosen.msg_id);
    const auto message = here.machine.accounts().find(here.alice_id)->box.messages().rbegin();
    CHECK(message->second.text == "A cup of tea");
    CHECK(message->second.extras->via_bot == 42);

    here.clear();
    api::messages::getBotCallbackAnswer press;
    press.peer = ask.peer;
    press.msg_id = message->first;
    press.data = tl::bytes{bytes_of("m")};
    (void)here.alice.ask(press);
    here.arrive();
    const auto pressed = here.first<api::updateInlineBotCallbackQuery>(here.bot);
    api::messages::editInlineBotMessage edit;
    edit.id = pressed.msg_id;
    edit.message = "An empty cup";
    CHECK(here.bot.answers.count(here.bot.ask(edit)));
    CHECK(message->second.text == "An empty cup");
    here.arrive();
    CHECK(here.first<api::updateEditMessage>(here.alice).pts > 0);
}
