// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/player.hpp>

#include <algorithm>
#include <string>

#include "telegram_scene.hpp"

using namespace telegram_scene;

namespace {

/// Alice, and a bot with a client.
struct chat : scene {
    client bot{*this, 1};
    account& alice = machine.add_user("Alice");

    chat() { bot.sign_in("42:secret"); }

    player play() { return player{machine, now}; }
    void arrive() {
        collect();
        bot.talk();
    }

    api::messages::sendMessage reply_with(api::ReplyMarkup markup) const {
        api::messages::sendMessage query;
        api::inputPeerUser to;
        to.user_id = alice.id;
        query.peer = to;
        query.message = "choose";
        query.random_id = 7;
        query.reply_markup = std::move(markup);
        return query;
    }
};

template <class T>
T value_of(const result<T, std::string>& from) {
    REQUIRE(from);
    return *from;
}

template <class Markup, class Button>
api::ReplyMarkup markup_of(Button button) {
    api::keyboardButtonRow row;
    row.buttons.push_back(std::move(button));
    Markup markup;
    markup.rows.push_back(std::move(row));
    return markup;
}

} // namespace

TEST_CASE("a pressed button is a query of the bot, and its answer reaches the user") {
    chat here;
    REQUIRE(value_of(here.play().write(here.alice.id, 42, "hello")) == 1);
    here.arrive();
    api::keyboardButtonCallback button;
    button.text = "Yes";
    button.data = tl::bytes{bytes_of("y")};
    REQUIRE(here.bot.answers.count(
        here.bot.ask(here.reply_with(markup_of<api::replyInlineMarkup>(std::move(button))))
    ));
    here.bot.updates.clear();

    const auto query = here.play().press(here.alice.id, 2, "Yes");
    here.arrive();

    REQUIRE(query);
    REQUIRE(here.bot.updates.size() == 1);
    const auto update = tl::decode<api::Updates>(tl::frame{here.bot.updates[0]});
    REQUIRE(update);
    const auto& pressed =
        *(**update).get_if<api::updates_>()->updates[0].get_if<api::updateBotCallbackQuery>();
    CHECK(pressed.query_id == *query);
    CHECK(pressed.user_id == here.alice.id);
    CHECK(pressed.msg_id == 2);
    CHECK(std::ranges::equal(pressed.data->view(), bytes_of("y")));

    auto& queries = here.machine.accounts().callbacks();
    CHECK(!queries.find(*query)->answer);
    api::messages::setBotCallbackAnswer answer;
    answer.query_id = *query;
    answer.alert = true;
    answer.message = "Noted.";
    CHECK(here.bot.answers.count(here.bot.ask(answer)) == 1);
    REQUIRE(queries.find(*query)->answer);
    CHECK(queries.find(*query)->answer->text == "Noted.");
    CHECK(queries.find(*query)->answer->alert);
    CHECK(here.bot.refusals[here.bot.ask(answer)] == "QUERY_ID_INVALID"); // answered already
}

TEST_CASE("a button of a keyboard writes its text") {
    chat here;
    REQUIRE(here.play().write(here.alice.id, 42, "hello"));
    here.arrive();
    api::keyboardButton button;
    button.text = "Go";
    (void)here.bot.ask(here.reply_with(markup_of<api::replyKeyboardMarkup>(std::move(button))));

    CHECK(value_of(here.play().press(here.alice.id, 2, "Go")) == 0);
    CHECK(here.alice.box.find(3)->text == "Go");
}

TEST_CASE("what an account cannot do is refused in a sentence") {
    chat here;
    CHECK(here.play().write(5, 42, "x").error() == "there is no account 5");
    CHECK(here.play().write(here.alice.id, 43, "x").error() == "there is no account 43");
    CHECK(here.play().write(here.alice.id, 42, " ").error() == "the text is empty");
    CHECK(
        here.play().write(here.alice.id, 42, std::string(4097, 'x')).error() ==
        "the text is longer than 4096 units of UTF-16"
    );
    CHECK(
        here.play().write(here.alice.id, 42, "x", 9).error().find("no message 9") !=
        std::string::npos
    );
    CHECK(here.play().press(5, 1, "x").error() == "there is no account 5");
    CHECK(
        here.play().press(here.alice.id, 1, "x").error().find("no message 1") != std::string::npos
    );
    REQUIRE(here.play().write(here.alice.id, 42, "hello"));
    CHECK(here.play().press(here.alice.id, 1, "x").error() == "the message has no button \"x\"");
}

TEST_CASE("a refusal that was planned answers one call") {
    chat here;
    here.machine.refuse_next(method_named("updates.getState"), {420, "FLOOD_WAIT_3", ""});

    CHECK(here.bot.refusals[here.bot.ask(api::updates::getState{})] == "FLOOD_WAIT_3");
    CHECK(here.bot.answers.count(here.bot.ask(api::updates::getState{})) == 1);
    CHECK(method_named("no.such") == 0);
}
