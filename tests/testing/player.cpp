// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/api/method_names.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <string>

#include "telegram_scene.hpp"

using namespace telegram_scene;
using telegram_scene::client;

namespace {

/// Alice, and a bot with a client.
struct private_chat : scene {
    client bot{*this, 1};
    account& alice = machine.add_user("Alice");

    private_chat() { bot.sign_in("42:secret"); }

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
    private_chat here;
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
    private_chat here;
    REQUIRE(here.play().write(here.alice.id, 42, "hello"));
    here.arrive();
    api::keyboardButton button;
    button.text = "Go";
    (void)here.bot.ask(here.reply_with(markup_of<api::replyKeyboardMarkup>(std::move(button))));

    CHECK(value_of(here.play().press(here.alice.id, 2, "Go")) == 0);
    CHECK(here.alice.box.find(3)->text == "Go");
}

TEST_CASE("what an account cannot do is refused in a sentence") {
    private_chat here;
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
    private_chat here;
    here.machine.refuse_next(method_named("updates.getState"), {420, "FLOOD_WAIT_3", ""});

    CHECK(here.bot.refusals[here.bot.ask(api::updates::getState{})] == "FLOOD_WAIT_3");
    CHECK(here.bot.answers.count(here.bot.ask(api::updates::getState{})) == 1);
    CHECK(method_named("no.such") == 0);
}

TEST_CASE("updates of a test's own making get the next number of their sequence, and stay for the "
          "difference") {
    private_chat here;
    REQUIRE(here.play().write(here.alice.id, 42, "hello"));
    auto& bot = *here.machine.accounts().find(42);
    const auto pts = bot.box.pts();
    const auto qts = bot.qts;
    api::updateWebPage page;
    page.webpage = api::webPageEmpty{};
    here.play().push(42, page);
    here.play().push(42, api::updateBotStopped{}, {here.alice.id});
    api::updateBotDeleteBusinessMessage gone;
    gone.peer = api::peerUser{};
    gone.messages.push_back(1);
    gone.messages.push_back(2);
    here.play().push(42, gone);
    here.play().push(42, api::updateConfig{}, {}, container_number::next);
    CHECK(bot.box.pts() == pts + 1);
    CHECK(bot.qts == qts + 3);
    CHECK(bot.seq == 2);
    here.arrive();
    REQUIRE(here.bot.updates.size() == 5);
    const auto last = tl::decode<api::Updates>(tl::frame{here.bot.updates.back()});
    CHECK((**last).get_if<api::updates_>()->seq == 2);

    api::updates::getDifference query;
    query.pts = pts;
    query.date = 1;
    query.qts = qts;
    const auto missed =
        tl::decode<api::updates::Difference>(tl::frame{here.bot.answers.at(here.bot.ask(query))});
    REQUIRE(missed);
    CHECK((**missed).get_if<api::updates::difference>()->other_updates.size() == 3);
}

TEST_CASE("an update that belongs to a channel goes to its members with the channel's number") {
    private_chat here;
    const auto room = here.play().create_chat(
        awaitgram::testing::chat_kind::supergroup, here.alice.id, "Room", {42}
    );
    REQUIRE(room);
    here.arrive();
    here.bot.updates.clear();
    auto& posts = here.machine.accounts().find_chat(*room)->posts;
    const auto pts = posts.pts();
    api::updateChannelWebPage page;
    page.channel_id = bare_id(*room);
    page.webpage = api::webPageEmpty{};
    here.play().push(here.alice.id, page);
    CHECK(posts.pts() == pts + 1);
    here.arrive();
    CHECK(here.bot.updates.size() == 1);
}

TEST_CASE("every kind of update can be pushed to a client") {
    private_chat here;
    std::size_t count = 0;
    const auto push_all = [&]<class... Updates>(const tl::box<api::Update, Updates...>*) {
        const auto push = [&]<class Update>(const Update& update) {
            // Those with an empty box inside cannot be encoded without content.
            try {
                (void)tl::encoded(api::Update{update});
            } catch (const std::exception&) {
                return;
            }
            here.play().push(42, api::Update{update});
            ++count;
        };
        (push(Updates{}), ...);
    };
    push_all(static_cast<const api::Update*>(nullptr));
    here.arrive();
    CHECK(count > 60);
    CHECK(here.bot.updates.size() == count);
}

TEST_CASE("a player acts in groups and channels with the rights of its account") {
    private_chat here;
    auto& bob = here.machine.add_user("Bob");
    const auto room = here.play().create_chat(
        awaitgram::testing::chat_kind::channel, here.alice.id, "News", {bob.id, 42}
    );
    REQUIRE(room);
    CHECK(here.machine.accounts().find_chat(*room)->is_admin(42));
    const auto post = here.play().post(here.alice.id, *room, "first");
    REQUIRE(post);
    CHECK(here.play().post(bob.id, *room, "x").error() == "403 CHAT_ADMIN_REQUIRED");
    CHECK(here.play().edit(here.alice.id, *room, *post, "second"));
    CHECK(value_of(here.play().erase(here.alice.id, *room, {*post})) == 1);
    CHECK(here.play().post(here.alice.id, -5, "x").error() == "there is no chat -5");
    CHECK(
        here.play().create_chat(awaitgram::testing::chat_kind::group, 5, "x").error() ==
        "there is no account 5"
    );
}
