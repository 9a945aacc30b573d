// SPDX-License-Identifier: MIT
// Groups, what handlers return, routers, middlewares, and handlers that come and go.
#include <awaitgram/dispatcher/router.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

using list = std::vector<std::string>;

namespace {

/// A handler that notes a text and says what follows.
auto noting(bench& b, std::string as, propagation how) {
    return [&b, as, how](message m) -> awaitable<propagation> {
        b.heard.push_back(as + ":" + std::string{m.text()});
        co_return how;
    };
}

/// A filter that yields the number that a text is.
std::optional<int> number_in(const message& m) {
    if (m.text().empty() || m.text().front() < '0' || m.text().front() > '9')
        return std::nullopt;
    return m.text().front() - '0';
}

struct journal {
    list lines{};
};

} // namespace

TEST_CASE("each group handles a message, in ascending order") {
    testing::clock time;
    bench b{time};
    b.handlers.in_group(1).on_message(b.note("late"));
    b.handlers.on_message(b.note("middle"));
    b.handlers.on_message(b.note("never"));
    b.handlers.in_group(-1).on_message(b.note("early"));

    b.run({saying("hi")});

    CHECK(b.heard == list{"early:hi", "middle:hi", "late:hi"});
}

TEST_CASE("a handler that returns next leaves the message to the next one of its group") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(noting(b, "first", next));
    b.handlers.on_message(noting(b, "second", done));
    b.handlers.on_message(b.note("third"));
    b.handlers.in_group(1).on_message(b.note("other group"));

    b.run({saying("hi")});

    CHECK(b.heard == list{"first:hi", "second:hi", "other group:hi"});
}

TEST_CASE("a handler that returns stop ends the handling of its message alone") {
    testing::clock time;
    bench b{time};
    b.handlers.in_group(-1).on_message(is::text_is("bad"), noting(b, "guard", stop));
    b.handlers.on_message(b.note("text"));

    b.run({saying("bad"), saying("good")});

    CHECK(b.heard == list{"guard:bad", "text:good"});
}

TEST_CASE("a handler that throws has taken the message, and the next group gets it") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message([](message) -> awaitable<propagation> {
        throw std::runtime_error("no idea");
        co_return next;
    });
    b.handlers.on_message(b.note("same group"));
    b.handlers.in_group(1).on_message(b.note("next group"));

    b.run({saying("hi")});

    CHECK(b.heard == list{"next group:hi"});
    CHECK(b.log.size() == 1);
}

TEST_CASE("a raw handler that says what follows takes part in its group") {
    testing::clock time;
    bench b{time};
    b.handlers.on<api::updateNewMessage>(
        [&b](raw_update<api::updateNewMessage>) -> awaitable<propagation> {
            b.heard.emplace_back("raw");
            co_return stop;
        }
    );
    b.handlers.on_message(b.note("text"));

    b.run({saying("hi")});

    CHECK(b.heard == list{"raw"});
}

TEST_CASE("a handler takes what its filter yields, or leaves it") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(number_in, [&b](message, int number) -> awaitable<propagation> {
        b.heard.push_back("taken " + std::to_string(number));
        co_return next;
    });
    b.handlers.on_message(
        number_in,
        [&b](message m, const int& number, client&) -> awaitable<propagation> {
            co_await pause(std::chrono::milliseconds{1});
            b.heard.push_back("kept " + std::to_string(number) + std::string{m.text()});
            co_return next;
        }
    );
    b.handlers.on_message(number_in, b.note("left"));

    b.run({saying("7"), saying("x")});

    CHECK(b.heard == list{"taken 7", "kept 77", "left:7"});
}

TEST_CASE("a filter may wait") {
    testing::clock time;
    bench b{time};
    const auto slow = [](const message& m) -> awaitable<std::optional<std::string>> {
        co_await pause(std::chrono::seconds{1});
        if (m.text() == "no")
            co_return std::nullopt;
        co_return "proof of " + std::string{m.text()};
    };
    b.handlers.on_message(slow, [&b](message, std::string proof) -> awaitable<void> {
        b.heard.push_back(std::move(proof));
        co_return;
    });
    b.handlers.on_message(b.note("rest"));

    b.run({saying("yes"), saying("no")});

    CHECK(b.heard == list{"proof of yes", "rest:no"});
}

TEST_CASE("a handler gets values that were provided") {
    testing::clock time;
    bench b{time};
    journal kept;
    b.handlers.provide(kept);
    b.handlers.on_message(number_in, [](message, int number, journal& into) -> awaitable<void> {
        into.lines.push_back(std::to_string(number));
        co_return;
    });
    b.handlers.on_message([](message m, client&, journal& into) -> awaitable<void> {
        into.lines.emplace_back(m.text());
        co_return;
    });

    b.run({saying("7"), saying("hi")});

    CHECK(kept.lines == list{"7", "hi"});
}

TEST_CASE("a handler whose value was not provided is reported") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message([](message, journal&) -> awaitable<void> { co_return; });

    b.run({saying("hi")});

    REQUIRE(b.log.size() == 1);
    CHECK(b.log[0].find("takes a journal&, of which none was given") != std::string::npos);
}

TEST_CASE("a check names the handler whose value was not provided, in routers too") {
    testing::clock time;
    bench b{time};
    journal kept;
    list lines;
    router inner;
    inner.on_message([](message) -> awaitable<void> { co_return; });
    inner.on_command("note", [](message, int, journal&) -> awaitable<void> { co_return; });
    b.handlers.on_edited([](message, client&, list&) -> awaitable<void> { co_return; });
    b.handlers.in_group(2).include(inner);

    b.handlers.provide(lines);
    CHECK_THROWS_WITH_AS(
        b.handlers.check_provided(),
        "awaitgram: the message handler 2 of group 0 of router 1 of group 2 takes a journal&, of "
        "which none was given to bot.provide",
        std::logic_error
    );
    b.handlers.provide(kept);
    b.handlers.check_provided();
}

TEST_CASE("a handler that is removed gets nothing more, also while it runs") {
    testing::clock time;
    bench b{time};
    handler_ref first;
    first = b.handlers.on_message([&](message m) -> awaitable<propagation> {
        b.heard.push_back("first:" + std::string{m.text()});
        b.handlers.remove(first);
        b.handlers.remove(first);
        co_return next;
    });
    b.handlers.on_message(b.note("second"));

    b.run({saying("1"), saying("2")});

    CHECK(b.heard == list{"first:1", "second:1", "second:2"});
    b.handlers.remove(handler_ref{});
}

TEST_CASE("a handler that is removed by an earlier one does not run") {
    testing::clock time;
    bench b{time};
    handler_ref second;
    b.handlers.on_message([&](message) -> awaitable<propagation> {
        b.handlers.remove(second);
        co_return next;
    });
    second = b.handlers.on_message(b.note("second"));

    b.run({saying("1")});

    CHECK(b.heard.empty());
}

TEST_CASE("a handler that is added by another one gets what comes from then on") {
    testing::clock time;
    bench b{time};
    auto added = false;
    b.handlers.on_message([&](message) -> awaitable<propagation> {
        if (!std::exchange(added, true))
            b.handlers.on_message(b.note("added"));
        co_return next;
    });

    b.run({saying("1"), saying("2")});

    CHECK(b.heard == list{"added:2"});
}

TEST_CASE("a router takes a message like a handler, and leaves what none of its handlers takes") {
    testing::clock time;
    bench b{time};
    router admin{[](const update& u) { return u.chat_id() == 5; }};
    router inner;
    inner.on_message(is::text_is("deep"), b.note("inner"));
    admin.include(inner);
    admin.on_message(is::text_is("ban"), b.note("admin"));
    b.handlers.include(admin);
    b.handlers.on_message(b.note("rest"));
    admin.on_message(is::text_is("late"), b.note("added later"));

    b.run({saying("ban"), saying("deep"), saying("late"), saying("hi")});
    b.run({saying_in(6, "ban")});

    CHECK(b.heard == list{"admin:ban", "inner:deep", "added later:late", "rest:hi", "rest:ban"});
}

TEST_CASE("the filter of a router may be one of events, which lets no others pass") {
    testing::clock time;
    bench b{time};
    router questions{is::text_is("why") || is::text_is("how")};
    questions.on_message(b.note("question"));
    questions.on<api::updateUserTyping>(b.note_raw<api::updateUserTyping>("typing"));
    questions.on_typing([&b](typing) -> awaitable<void> {
        b.heard.emplace_back("typing");
        co_return;
    });
    b.handlers.include(questions);
    b.handlers.on_message(b.note("rest"));

    b.run({saying("why"), typing_of(5), saying("so"), saying("how")});

    CHECK(b.heard == list{"question:why", "rest:so", "question:how"});
}

TEST_CASE("the filter of a router may wait") {
    testing::clock time;
    bench b{time};
    const auto asked = [](const message& m) -> awaitable<std::optional<int>> {
        const auto number = number_in(m);
        co_await pause(std::chrono::seconds{1});
        co_return number;
    };
    router numbers{asked};
    numbers.on_message(b.note("number"));
    router owner{[](const update& u) -> awaitable<bool> {
        const auto is_owner = u.user_id() == 6;
        co_await pause(std::chrono::seconds{1});
        co_return is_owner;
    }};
    owner.on_message(b.note("owner"));
    b.handlers.include(numbers);
    b.handlers.include(owner);
    b.handlers.on_message(b.note("rest"));

    b.run({saying("7"), saying("hi")});
    b.run({saying_in(6, "hi"), saying_in(6, "7")});

    CHECK(b.heard == list{"number:7", "rest:hi", "owner:hi", "number:7"});
}

TEST_CASE("a router that includes itself is refused") {
    router outer;
    router inner;
    outer.include(inner);
    CHECK_THROWS_AS(inner.include(outer), std::logic_error);
    CHECK_THROWS_AS(outer.include(outer), std::logic_error);
}

TEST_CASE("every update passes the middlewares, the first one outermost") {
    testing::clock time;
    bench b{time};
    for (const auto* const name : {"outer", "inner"})
        b.handlers.use([&b, name](update u, next_step rest) -> awaitable<void> {
            b.heard.push_back(std::string{name} + " begins " + std::to_string(u.user_id()));
            co_await rest();
            b.heard.push_back(std::string{name} + " ends");
        });
    b.handlers.on_message(b.note("text"));

    b.run({saying("hi")});

    CHECK(
        b.heard == list{"outer begins 5", "inner begins 5", "text:hi", "inner ends", "outer ends"}
    );
}

TEST_CASE("a middleware that does not go on keeps the update from all handlers") {
    testing::clock time;
    bench b{time};
    b.handlers.use([](update u, next_step rest) -> awaitable<void> {
        if (u.chat_id() != 6)
            co_await rest();
    });
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw"));
    b.handlers.on_message(b.note("text"));

    b.run({saying_in(6, "dropped"), saying_in(7, "passed")});

    CHECK(b.heard == list{"raw", "text:passed"});
}

TEST_CASE("a middleware that throws, or goes on twice, is reported and holds up nothing") {
    testing::clock time;
    bench b{time};
    b.handlers.use([](update u, next_step rest) -> awaitable<void> {
        if (u.chat_id() == 6)
            throw std::runtime_error("not today");
        co_await rest();
        if (u.chat_id() == 7)
            co_await rest();
    });
    b.handlers.on_message(b.note("text"));

    b.run({saying_in(6, "a"), saying_in(7, "b"), saying_in(8, "c")});

    CHECK(b.heard == list{"text:b", "text:c"});
    REQUIRE(b.log.size() == 2);
    CHECK(b.log[0] == "a middleware failed: not today");
    CHECK(b.log[1] == "a middleware failed: a middleware called next twice");
}

TEST_CASE("the middlewares of a router see what reaches the router alone") {
    testing::clock time;
    bench b{time};
    router admin{[](const update& u) { return u.chat_id() == 6; }};
    admin.use([&b](update, next_step rest) -> awaitable<void> {
        b.heard.emplace_back("checked");
        co_await rest();
    });
    admin.on_message(is::text_is("ban"), b.note("admin"));
    b.handlers.include(admin);
    b.handlers.on_message(b.note("rest"));

    b.run({saying_in(6, "ban"), saying_in(6, "hi")});
    b.run({saying_in(7, "ban")});

    CHECK(b.heard == list{"checked", "admin:ban", "checked", "rest:hi", "rest:ban"});
}

TEST_CASE("the middlewares of a router see only updates that some handler of the router is for") {
    testing::clock time;
    bench b{time};
    router buttons;
    buttons.use([&b](update, next_step) -> awaitable<void> {
        b.heard.emplace_back("dropped");
        co_return;
    });
    buttons.on_typing([](typing) -> awaitable<void> { co_return; });
    router outer;
    outer.use([&b](update, next_step rest) -> awaitable<void> {
        b.heard.emplace_back("outer");
        co_await rest();
    });
    outer.include(buttons);
    b.handlers.include(outer);
    b.handlers.on_message(b.note("rest"));

    b.run({saying("hi"), typing_of(5)});

    CHECK(b.heard == list{"rest:hi", "outer", "dropped"});
}

TEST_CASE("an error hook that fails is reported beside the error, and holds nothing up") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message([&b](message m) -> awaitable<void> {
        b.heard.emplace_back(m.text());
        if (m.text() == "no exception of the library")
            throw 42;
        throw std::runtime_error("no idea");
        co_return;
    });
    b.handlers.on_error([](const message&, const std::exception_ptr&) {
        throw std::logic_error("no idea either");
    });

    b.run({saying("hi"), saying("no exception of the library")});

    CHECK(b.heard == list{"hi", "no exception of the library"});
    REQUIRE(b.log.size() == 4);
    CHECK(b.log[0] == "the function given to on_error failed: no idea either");
    CHECK(b.log[1] == "the handler of message 7 in chat 5 failed: no idea");
    CHECK(b.log[2] == b.log[0]);
}

TEST_CASE("an error hook may take any kind of event, or the update") {
    testing::clock time;
    bench b{time};
    b.handlers.on_typing([](typing) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    std::int64_t told = 0;
    b.handlers.on_error([&told](const typing& event, const std::exception_ptr&) {
        told = event.chat_id();
    });
    b.run({typing_of(5)});
    CHECK(told == 5);

    b.handlers.on_error([&told](const update& event, const std::exception_ptr&) {
        told = event.user_id() + 1;
    });
    b.run({typing_of(5)});
    CHECK(told == 6);
    CHECK(b.log.empty());
}

TEST_CASE("edited messages have handlers of their own") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(b.note("new"));
    b.handlers.on_edited(is::text, b.note("edited"));
    api::message changed{};
    changed.peer_id = peer_of(5);
    changed.message = "hi";
    api::updateEditMessage edit{};
    edit.message = std::move(changed);

    b.run({holding(std::move(edit)), saying("hi")});

    CHECK(b.heard == list{"edited:hi", "new:hi"});
}

TEST_CASE("an edit that apps do not show reaches only handlers whose filter names it") {
    testing::clock time;
    bench b{time};
    b.handlers.on_edited(is::text, b.note("edited"));
    b.handlers.in_group(1).on_edited(is::hidden_edit, b.note("hidden"));
    b.handlers.in_group(2).on_edited(is::all, b.note("any"));
    const auto edit = [](std::string text, bool hidden) {
        api::message changed{};
        changed.peer_id = peer_of(5);
        changed.message = text;
        changed.edit_date = 1000;
        changed.edit_hide = hidden;
        api::updateEditMessage update{};
        update.message = std::move(changed);
        return holding(std::move(update));
    };

    b.run({edit("/start", true), edit("new text", false)});

    CHECK(b.heard == list{"hidden:/start", "any:/start", "edited:new text", "any:new text"});
}

TEST_CASE("the log warns once of a handler that can never run behind another one of its group") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(b.note("first"));
    b.handlers.on_callback_query([](callback_query) -> awaitable<void> { co_return; });
    b.handlers.on_message(is::command("start"), b.note("never"));
    b.handlers.in_group(1).on_message(b.note("another group"));

    b.handlers.warn_of_hidden();
    b.handlers.warn_of_hidden();

    REQUIRE(b.log.size() == 1);
    CHECK(
        b.log[0] ==
        "the message handler 3 of group 0 can never run, because the message handler 1 of group 0 "
        "takes every event that it could: register it first, put it into another group by "
        "in_group, or let the other one return awaitgram::next"
    );
    b.run({saying("/start")});
    CHECK(b.heard == list{"first:/start", "another group:/start"});
}

TEST_CASE("the log does not warn of handlers that may run") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(is::text, b.note("some"));
    b.handlers.on_message(noting(b, "may pass on", next));
    b.handlers.on_edited(b.note("another kind"));
    b.handlers.on_message(b.note("incoming"));
    b.handlers.on_message(is::outgoing, b.note("outgoing"));
    b.handlers.on_message(is::business, b.note("business"));
    b.handlers.in_group(-1).on_message(b.note("before"));
    router chosen{[](const update&) { return true; }};
    chosen.on_message(b.note("of a filter"));
    router logged;
    logged.use([](update, next_step) -> awaitable<void> { co_return; });
    logged.on_message(b.note("of a middleware"));
    b.handlers.in_group(2).include(chosen);
    b.handlers.in_group(2).include(logged);
    b.handlers.in_group(2).on_message(is::text, b.note("behind routers"));

    b.handlers.warn_of_hidden();
    CHECK(b.log.empty());
}

TEST_CASE("the log warns of handlers that are hidden by a router, or in one") {
    testing::clock time;
    bench b{time};
    router first;
    first.in_group(5).on_message(is::all, b.note("all"));
    router second;
    second.on_message(is::outgoing, b.note("never"));
    b.handlers.include(first);
    b.handlers.include(second);

    b.handlers.warn_of_hidden();
    REQUIRE(b.log.size() == 1);
    const std::string begin =
        "the message handler 1 of group 0 of router 2 of group 0 can never "
        "run, because the message handler 1 of group 5 of router 1 of group 0 ";
    CHECK(b.log[0].substr(0, begin.size()) == begin);
}

TEST_CASE("a generic lambda is a handler, alone, beside a filter, and with what the filter yields"
) {
    testing::clock time;
    bench b{time};
    const auto note = [&b](auto m) -> awaitable<void> {
        b.heard.push_back("plain:" + std::string{m.text()});
        co_return;
    };
    b.handlers.in_group(-1).on_message(note);
    b.handlers.on_message(is::text_is("x"), note);
    b.handlers.on_message(number_in, [&b](auto m, auto number) -> awaitable<propagation> {
        b.heard.push_back(std::to_string(number) + ':' + std::string{m.text()});
        co_return awaitgram::next;
    });
    b.handlers.on_message([](const auto& m) { return m.text() == "7"; }, note);
    b.handlers.on_edited(is::text, note);

    b.run({saying("x"), saying("7")});
    CHECK(b.heard == list{"plain:x", "plain:x", "plain:7", "7:7", "plain:7"});
}
