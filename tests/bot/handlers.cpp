// SPDX-License-Identifier: MIT
// What a bot does beside handling messages: hooks, periodic work, questions, states.
#include <awaitgram/async/event.hpp>
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/dispatcher/state/state.hpp>
#include <awaitgram/dispatcher/throttle.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;
namespace is = awaitgram::filters;

using list = std::vector<std::string>;

TEST_CASE("a bot asks in the middle of a handler, and others are answered meanwhile") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_message(is::command("name"), [](message m) -> awaitable<void> {
        const auto name = co_await m.ask("Your name?", 1min);
        std::string greeting = "Too late.";
        if (name)
            greeting = "Hello, " + std::string{name->text()};
        co_await m.reply(greeting);
    });
    b.on_message(is::text, [](message m) -> awaitable<void> {
        const auto echoed = "echo " + std::string{m.text()};
        co_await m.reply(echoed);
    });
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");

    alice.writes(b, "/name");
    CHECK(alice.reads(b) == "Your name?");
    bob.writes(b, "hi");
    CHECK(bob.reads(b) == "echo hi");
    alice.writes(b, "Alice");
    CHECK(alice.reads(b) == "Hello, Alice");
    alice.writes(b, "hi");
    CHECK(alice.reads(b) == "echo hi");
}

TEST_CASE("a question that is not answered ends after its time") {
    testing::server telegram;
    static_cast<void>(telegram.clock());
    bot b{memory_session{}, telegram.app()};
    b.on_message([](message m) -> awaitable<void> {
        const auto name = co_await m.ask("Your name?", 1h);
        co_await m.reply(name ? "known" : "Too late.");
    });
    auto alice = telegram.user("Alice");

    alice.writes(b, "/name");
    CHECK(alice.reads(b) == "Your name?");
    CHECK(alice.reads(b) == "Too late.");
}

TEST_CASE("the hooks of a bot run at its start and its stop, which a handler may call") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    list heard;
    b.on_start([&heard](client& self) -> awaitable<void> {
        heard.push_back("start " + std::string{self.account().username.empty() ? "" : "known"});
        co_return;
    });
    b.on_stop([&heard](client&) -> awaitable<void> {
        heard.emplace_back("stop");
        throw std::runtime_error("a failing hook ends nothing");
        co_return;
    });
    b.on_stop([&heard](client&) -> awaitable<void> {
        heard.emplace_back("stop again");
        co_return;
    });
    b.on_message([&](message m) -> awaitable<void> {
        heard.emplace_back(m.text());
        b.stop();
        co_await m.reply("bye");
        heard.emplace_back("handled");
    });
    auto alice = telegram.user("Alice");

    alice.writes(b, "hi");
    CHECK(alice.reads(b) == "bye");
    b.context().run();

    CHECK(heard == list{"start known", "hi", "handled", "stop", "stop again"});
    CHECK(b.failure() == nullptr);
}

TEST_CASE("a stop hook runs although a handler hangs, and a hook that hangs ends") {
    testing::server telegram;
    auto& time = telegram.clock();
    bot b{memory_session{}, telegram.app()};
    auto stopped = 0;
    b.on_stop([](client&) -> awaitable<void> { co_await pause(24h); });
    b.on_stop([&stopped](client&) -> awaitable<void> {
        co_await pause(1s);
        ++stopped;
    });
    b.on_message([](message m) -> awaitable<void> {
        co_await m.reply("working");
        co_await pause(24h);
    });
    auto alice = telegram.user("Alice");
    alice.writes(b, "hi");
    CHECK(alice.reads(b) == "working");
    const auto before = event::clock::now();
    b.stop();
    time.run_to_end(b.context());
    CHECK(stopped == 1);
    CHECK(event::clock::now() - before < 10s);
}

TEST_CASE("a start hook that fails ends the bot with its exception") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_start([](client&) -> awaitable<void> {
        throw std::runtime_error("no database");
        co_return;
    });
    auto alice = telegram.user("Alice");
    CHECK_THROWS_WITH(alice.writes(b, "hi"), "no database");
}

TEST_CASE("a bot whose handler takes a value that was not provided does not start") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_message([](message, list&) -> awaitable<void> { co_return; });
    auto alice = telegram.user("Alice");
    try {
        alice.writes(b, "hi");
        FAIL("it has started");
    } catch (const std::logic_error& error) {
        const std::string text = error.what();
        CHECK(text.find("the message handler 1 of group 0 takes a ") != std::string::npos);
        CHECK(text.find("vector") != std::string::npos);
    }
}

TEST_CASE("an album is the answer to a question as a whole, and photos without one are no album") {
    testing::server telegram;
    static_cast<void>(telegram.clock());
    bot b{memory_session{}, telegram.app()};
    b.on_message(is::command("album"), [](message m) -> awaitable<void> {
        const auto photos = co_await m.ask_album("Your photos?", 1h);
        const auto text = photos ? std::to_string(photos->size()) + " photos" : std::string{"none"};
        co_await m.answer(text);
    });
    b.on_message(is::command("text"), [](message m) -> awaitable<void> {
        const auto answer = co_await m.ask("Your text?", 1h);
        co_await m.answer(answer ? answer->text() : "none");
    });
    b.on_message(is::photo, [](message m) -> awaitable<void> { co_await m.answer("a photo"); });
    auto alice = telegram.user("Alice");
    using testing::media_kind;
    const std::vector<testing::test_media> three{
        {media_kind::photo, "one"}, {media_kind::photo, ""}, {media_kind::photo, ""}};

    alice.writes(b, "/album");
    CHECK(alice.reads(b) == "Your photos?");
    alice.sends_album(b, three);
    CHECK(alice.reads(b) == "3 photos");

    alice.writes(b, "/album");
    CHECK(alice.reads(b) == "Your photos?");
    alice.sends(b, {media_kind::photo, "alone"});
    CHECK(alice.reads(b) == "1 photos");

    alice.writes(b, "/album");
    CHECK(alice.reads(b) == "Your photos?");
    CHECK(alice.reads(b) == "none");

    // Who waits for a text does not have albums collected.
    alice.writes(b, "/text");
    CHECK(alice.reads(b) == "Your text?");
    alice.sends_album(b, three);
    std::multiset<std::string> heard; // the handler that asked continues beside the others
    for (auto i = 0; i < 3; ++i)
        heard.insert(alice.reads(b));
    CHECK(heard == std::multiset<std::string>{"a photo", "a photo", "one"});
    alice.sees_nothing(b);
}

TEST_CASE("who pressed a button gets a reply, and the message with the button may be removed") {
    testing::server telegram;
    static_cast<void>(telegram.clock());
    bot b{memory_session{}, telegram.app()};
    b.on_message([](message m) -> awaitable<void> {
        const auto keyboard = inline_keyboard().row(button("yes", "y"));
        co_await m.reply("Agree?", {.keyboard = keyboard});
    });
    std::int32_t replied_to = 0;
    b.on_callback_query([&replied_to](callback_query press) -> awaitable<void> {
        const auto sent = co_await press.reply("Noted.", {.silent = true});
        if (const auto answered = sent.reply_to())
            replied_to = answered->message_id;
        co_await press.remove();
    });
    auto alice = telegram.user("Alice");
    auto group = telegram.supergroup("Chat", alice, b);
    telegram.promote(group, b);

    for (const auto in_group : {false, true}) {
        if (in_group)
            alice.writes(group, "hi");
        else
            alice.writes(b, "hi");
        const auto seen = in_group ? alice.sees(b, group) : alice.sees(b);
        CHECK(alice.presses(seen.button("yes")).answered);
        const auto answer = in_group ? alice.sees(b, group) : alice.sees(b);
        CHECK(answer.text == "Noted.");
        CHECK(replied_to == (in_group ? seen.id : 0));
        CHECK_THROWS_AS((void)alice.presses(seen.button("yes")), std::runtime_error);
    }
}

TEST_CASE("periodic work is repeated, whether it fails or not, until the bot ends") {
    testing::server telegram;
    auto& time = telegram.clock();
    bot b{memory_session{}, telegram.app()};
    auto times = 0;
    b.every(1h, [&times](client&) -> awaitable<void> {
        if (++times == 2)
            throw std::runtime_error("a failing turn ends nothing");
        co_return;
    });
    b.on_message([](message m) -> awaitable<void> { co_await m.reply("hello"); });
    auto alice = telegram.user("Alice");
    alice.writes(b, "hi");
    CHECK(alice.reads(b) == "hello");
    CHECK(times == 1);
    time.pass(b.context(), 150min);
    CHECK(times == 3);
    b.stop();
    time.pass(b.context(), 24h);
    CHECK(times == 3);
}

TEST_CASE("a function is told the states of the connection") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    list states;
    b.on_connection_state([&states](const connection_state& state) {
        states.emplace_back(to_string(state.what));
        throw std::runtime_error("a failing function ends nothing");
    });
    b.on_message([](message m) -> awaitable<void> { co_await m.reply("hello"); });
    auto alice = telegram.user("Alice");
    alice.writes(b, "hi");
    CHECK(alice.reads(b) == "hello");
    b.stop();
    b.context().run();

    REQUIRE(states.size() >= 3);
    CHECK(states[0] == "connecting");
    CHECK(states[1] == "connected");
    CHECK(states.back() == "ended");
}

TEST_CASE("a throttle drops what is too much of one user, and says so once") {
    testing::server telegram;
    auto& time = telegram.clock();
    bot b{memory_session{}, telegram.app()};
    list refused;
    b.use(throttle(2, 10s, [&refused](update u) -> awaitable<void> {
        refused.push_back(std::to_string(u.user_id()));
        co_return;
    }));
    auto count = 0;
    b.on_message([&count](message m) -> awaitable<void> {
        ++count;
        co_await m.reply(std::to_string(count));
    });
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");

    for (auto i = 0; i < 5; ++i)
        alice.writes(b, "hi");
    bob.writes(b, "hi");
    time.pass(b.context(), 1s);
    CHECK(count == 3);
    CHECK(refused == list{std::to_string(alice.id())});
    time.pass(b.context(), 10s);
    alice.writes(b, "hi");
    time.pass(b.context(), 1s);
    CHECK(count == 4);
}

namespace {

struct asked_age {
    std::string name;
};

} // namespace

TEST_CASE("a dialogue goes on after a restart") {
    testing::server telegram;
    const memory_session storage;
    auto alice = telegram.user("Alice");
    const auto serve = [](bot& b) {
        b.on_message(is::command("form"), [](message m) -> awaitable<void> {
            co_await m.state<asked_age>().emplace(std::string(m.command().arguments));
            co_await m.reply("Your age?");
        });
        b.on_message(is::state<asked_age>, [](message m, asked_age asked) -> awaitable<void> {
            co_await m.state<asked_age>().clear();
            const auto known = asked.name + " is " + std::string{m.text()};
            co_await m.reply(known);
        });
        b.on_message([](message m) -> awaitable<void> { co_await m.reply("What?"); });
    };
    // The test server knows a bot by its place.
    std::optional<bot> b;
    b.emplace(storage, telegram.app());
    serve(*b);
    alice.writes(*b, "/form Alice");
    CHECK(alice.reads(*b) == "Your age?");
    b->stop();
    b->context().run();
    b.emplace(storage, telegram.app());
    serve(*b);
    alice.writes(*b, "42");
    CHECK(alice.reads(*b) == "Alice is 42");
    alice.writes(*b, "43");
    CHECK(alice.reads(*b) == "What?");
}

namespace {

struct vote {
    std::int32_t option;
};

} // namespace

TEST_CASE("a press that its handler does not answer is answered, one that no handler takes is not"
) {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_message([](message m) -> awaitable<void> {
        const auto keyboard = inline_keyboard()
                                  .row(button("yes", vote{1}), button("no", vote{0}))
                                  .row(button("other", "x"));
        co_await m.reply("Agree?", {.keyboard = keyboard});
    });
    list heard;
    b.on_callback_query(is::data<vote>, [&heard](callback_query press, vote v) -> awaitable<void> {
        heard.push_back(std::to_string(v.option));
        if (v.option == 1)
            co_await press.answer("Thanks!");
    });
    auto alice = telegram.user("Alice");

    alice.writes(b, "hi");
    auto seen = alice.sees(b);
    CHECK(alice.presses(seen.button("yes")).text == "Thanks!");
    const auto silent = alice.presses(seen.button("no"));
    CHECK(silent.answered);
    CHECK(silent.text.empty());
    CHECK(heard == list{"1", "0"});
}

TEST_CASE("a filter asks who is an administrator, once in a while") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    list heard;
    b.on_message(is::group && is::admin, [&heard](message m) -> awaitable<void> {
        heard.push_back("admin " + std::string{m.text()});
        co_return;
    });
    b.on_message([&heard](message m) -> awaitable<void> {
        heard.push_back("member " + std::string{m.text()});
        co_await m.reply("heard");
    });
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto calls = 0;
    [[maybe_unused]] const auto counting =
        telegram.on<api::channels::getParticipant>([&calls](const auto&) {
            ++calls;
            return testing::pass;
        });
    auto group = telegram.supergroup("Chat", alice, bob, b);
    telegram.promote(group, b);

    alice.writes(group, "1");
    alice.writes(group, "2");
    bob.writes(group, "3");
    CHECK(bob.sees(b, group).text == "heard");

    CHECK(heard == list{"admin 1", "admin 2", "member 3"});
    CHECK(calls == 2);
}

TEST_CASE("a handler waits for a reply to what it sent") {
    testing::server telegram;
    bot b{memory_session{}, telegram.app()};
    b.on_message(is::command("ask"), [](message m) -> awaitable<void> {
        const auto sent = co_await m.reply("Reply to this.");
        const auto answer = co_await sent.wait_for_reply(1min);
        const auto text = answer ? "got " + std::string{answer->text()} : std::string{"none"};
        co_await m.reply(text);
    });
    b.on_message([](message m) -> awaitable<void> { co_await m.reply("What?"); });
    auto alice = telegram.user("Alice");

    alice.writes(b, "/ask");
    const auto seen = alice.sees(b);
    alice.writes(b, "no reply");
    CHECK(alice.reads(b) == "What?");
    alice.writes(b, "this one", {.reply_to = seen.id});
    CHECK(alice.reads(b) == "got this one");
}

TEST_CASE("a bot that starts warns of handlers that can never run") {
    testing::server telegram;
    list warnings;
    auto app = telegram.app();
    app.log = [&warnings](log_level level, std::string_view line) {
        if (level == log_level::warning)
            warnings.emplace_back(line);
    };
    bot b{memory_session{}, std::move(app)};
    b.on_message([](message m) -> awaitable<void> { co_await m.reply("heard"); });
    b.on_message(is::command("start"), [](message) -> awaitable<void> { co_return; });
    auto alice = telegram.user("Alice");
    alice.writes(b, "/start");
    CHECK(alice.reads(b) == "heard");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("handler 2 of group 0 can never run") != std::string::npos);
}
