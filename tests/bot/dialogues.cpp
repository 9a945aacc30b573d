// SPDX-License-Identifier: MIT
// Dialogues as users lead them: several messages at once, a button in the middle, an answer that comes too late.
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/dispatcher/state/state.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <vector>

using namespace awaitgram;
namespace is = awaitgram::filters;

using list = std::vector<std::string>;

namespace {

struct asked_name {};
struct asked_town {
    std::string name;
};
struct captcha {
    std::string solution;
};

} // namespace

TEST_CASE("answers that are written at once are taken each by the step that they answer") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_message(is::command("form"), [](message m) -> awaitable<void> {
        co_await m.state<asked_name>().emplace();
        co_await m.reply("Your name?");
    });
    b.on_message(is::state<asked_name>, [](message m, asked_name) -> awaitable<void> {
        const std::string name{m.text()};
        co_await m.state<asked_town>().emplace(name);
        co_await m.reply("Your town?");
    });
    b.on_message(is::state<asked_town>, [](message m, asked_town known) -> awaitable<void> {
        co_await m.state<asked_town>().clear();
        const auto all = known.name + " of " + std::string{m.text()};
        co_await m.reply(all);
    });
    auto alice = telegram.user("Alice");

    alice.writes(b, "/form");
    alice.writes(b, "Alice");
    alice.writes(b, "Oslo");

    CHECK(alice.reads(b) == "Your name?");
    CHECK(alice.reads(b) == "Your town?");
    CHECK(alice.reads(b) == "Alice of Oslo");
}

TEST_CASE("filters see the state that a middleware has set for the same update") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.use([&b](update next, next_step rest) -> awaitable<void> {
        const auto key = state_key_of(next.chat_id(), next.user_id());
        co_await b.state<captcha>(key).emplace("7");
        co_await rest();
    });
    b.on_message(is::no_state, [](message m) -> awaitable<void> { co_await m.reply("None."); });
    b.on_message(is::state<captcha>, [](message m, captcha asked) -> awaitable<void> {
        co_await m.reply(asked.solution);
    });
    auto alice = telegram.user("Alice");

    alice.writes(b, "hi");
    CHECK(alice.reads(b) == "7");
}

TEST_CASE("the handler of a join request can begin a dialogue in the private chat of its user") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_join_request([&b](join_request asked) -> awaitable<void> {
        const auto key = state_key_of(asked.user_id(), asked.user_id());
        co_await b.state<captcha>(key).emplace("7");
    });
    b.on_message(is::state<captcha>, [](message m, captcha asked) -> awaitable<void> {
        co_await m.reply(m.text() == asked.solution ? "Welcome!" : "No.");
    });
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto group = telegram.supergroup("Chat", alice, b);
    telegram.promote(group, b);

    bob.asks_to_join(group);
    bob.writes(b, "6");
    CHECK(bob.reads(b) == "No.");
    bob.writes(b, "7");
    CHECK(bob.reads(b) == "Welcome!");
}

TEST_CASE("an answer to a press that comes too late is an error of its handler alone") {
    testing::server telegram;
    static_cast<void>(telegram.clock()); // the user's app waits for long
    bot b{memory_session{}, telegram.app()};
    b.on_message([](message m) -> awaitable<void> {
        const auto keyboard = inline_keyboard().row(button("yes", "yes"));
        co_await m.reply("Agree?", {.keyboard = keyboard});
    });
    list failures;
    b.on_callback_query([](callback_query press) -> awaitable<void> {
        co_await press.answer("Thanks!");
    });
    b.on_error([&failures](const callback_query&, const std::exception_ptr& error) {
        failures.push_back(describe(error));
    });
    auto alice = telegram.user("Alice");
    alice.writes(b, "hi");
    const auto seen = alice.sees(b);

    auto calls = 0;
    auto late = telegram.on<api::messages::setBotCallbackAnswer>([&calls](const auto&) {
        ++calls;
        return testing::refuse(400, "QUERY_ID_INVALID");
    });
    CHECK_FALSE(alice.presses(seen.button("yes")).answered);
    late.remove();

    CHECK(alice.presses(seen.button("yes")).text == "Thanks!");
    REQUIRE(failures.size() == 1);
    CHECK(failures.front().find("QUERY_ID_INVALID") != std::string::npos);
    CHECK(calls == 1); // nothing answers it a second time
}

TEST_CASE("a handler asks for a text after the press of a button, and answers the press at once") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_message(is::command("menu"), [](message m) -> awaitable<void> {
        const auto keyboard = inline_keyboard().row(button("rename", "rename"));
        co_await m.reply("Menu", {.keyboard = keyboard});
    });
    b.on_callback_query(is::data_is("rename"), [](callback_query press) -> awaitable<void> {
        const auto name = co_await press.ask("The new name?");
        if (!name)
            co_return;
        const auto text = "You are " + std::string{name->text()};
        co_await name->reply(text);
    });
    b.on_message([](message m) -> awaitable<void> { co_await m.reply("What?"); });
    auto alice = telegram.user("Alice");

    alice.writes(b, "/menu");
    const auto menu = alice.sees(b);
    CHECK(alice.presses(menu.button("rename")).answered);
    CHECK(alice.sees(b).text == "The new name?");
    alice.writes(b, "Bob");
    CHECK(alice.sees(b).text == "You are Bob");
    alice.writes(b, "Carol");
    CHECK(alice.sees(b).text == "What?");
}
