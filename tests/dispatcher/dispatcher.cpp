// SPDX-License-Identifier: MIT
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

using list = std::vector<std::string>;

namespace {

list listened;

// The name and the shape of a function of POSIX, beside a handler with the same name.
[[maybe_unused]] int listen(int, int) {
    return 0;
}
awaitable<void> listen(message received) {
    listened.emplace_back(received.text());
    co_return;
}

[[maybe_unused]] int accept(int) {
    return 0;
}
awaitable<void> accept(message received, client&) {
    listened.push_back("client " + std::string{received.text()});
    co_return;
}

[[maybe_unused]] int link(const char*, const char*) {
    return 0;
}
awaitable<void> link(message, int number, client&) {
    listened.push_back("link " + std::to_string(number));
    co_return;
}

[[maybe_unused]] int watch(int) {
    return 0;
}
awaitable<void> watch(raw_update<api::updateUserTyping> update) {
    listened.push_back(std::to_string(update->user_id));
    co_return;
}

} // namespace

TEST_CASE("a handler may share its name with other functions") {
    testing::clock time;
    bench b{time};
    listened.clear();
    b.handlers.on_message(is::text_is("one"), listen);
    b.handlers.on_message(is::text_is("two"), accept);
    b.handlers.on<api::updateUserTyping>(watch);
    b.handlers.on_command("link", link);
    b.handlers.on_command("same", is::text, link, "usage: /same NUMBER");
    b.handlers.on_message(listen);

    b.run({saying("one"), saying("two"), saying("three"), typing_of(5)});
    b.run({saying("/link 6"), saying("/same 7")});

    CHECK(listened == list{"one", "client two", "three", "5", "link 6", "link 7"});
}

TEST_CASE("a message goes to the first handler whose filter lets it pass") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(is::command("start"), b.note("start"));
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(b.note("rest"));

    b.run({saying("/start"), saying("hi"), saying("")});

    CHECK(b.heard == list{"start:/start", "text:hi", "rest:"});
}

TEST_CASE("a message that no filter lets pass reaches no handler") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(is::group, b.note("group"));
    b.run({saying("hi")});
    CHECK(b.heard.empty());
}

TEST_CASE("outgoing messages reach only handlers whose filter names them") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(is::outgoing, b.note("own"));

    b.run({saying("mine", direction::out), saying("theirs")});

    CHECK(b.heard == list{"own:mine", "text:theirs"});
}

TEST_CASE("an exception of a handler is reported in one line and stops nothing") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(is::text_is("bad"), [](message) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    b.handlers.on_message(is::text, b.note("text"));

    b.run({saying("bad"), saying("good"), saying("bad")});

    CHECK(b.heard == list{"text:good"});
    REQUIRE(b.log.size() == 2);
    CHECK(b.log[0] == "the handler of message 7 in chat 5 failed: no idea");
}

TEST_CASE("an exception of a filter is reported as well") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(
        [](const message& m) {
            return m.text().empty() ? throw std::runtime_error("empty") : true;
        },
        b.note("text")
    );

    b.run({saying(""), saying("good")});

    CHECK(b.heard == list{"text:good"});
    CHECK(b.log.size() == 1);
}

TEST_CASE("an error hook takes the place of the log") {
    testing::clock time;
    bench b{time};
    std::string told;
    b.handlers.on_message([](message) -> awaitable<void> {
        throw std::runtime_error("no idea");
        co_return;
    });
    b.handlers.on_error([&told](const message& m, const std::exception_ptr&) { told = m.text(); });

    b.run({saying("bad")});

    CHECK(told == "bad");
    CHECK(b.log.empty());
}

TEST_CASE("handlers of different chats run side by side, up to the limit") {
    testing::clock time;
    bench b{time};
    auto running = 0;
    auto most = 0;
    b.handlers.limit_running(3);
    b.handlers.on_message([&](message) -> awaitable<void> {
        most = std::max(most, ++running);
        co_await pause(std::chrono::milliseconds{1});
        --running;
    });

    std::vector<updates::ordered_update> all;
    for (std::int64_t chat = 1; chat <= 10; ++chat)
        all.push_back(saying_in(chat, "hi"));
    b.run(all);

    CHECK(most == 3);
    CHECK(running == 0);
}

TEST_CASE("a handler may take the message by reference and the client with it") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message([&b](const message& m, client&) -> awaitable<void> {
        co_await pause(std::chrono::milliseconds{1});
        b.heard.emplace_back(m.text());
    });

    b.run({saying("still there")});

    CHECK(b.heard == list{"still there"});
}

namespace {

/// Whether a handler abandons its message when everything ends while it runs.
bool abandons(std::function<awaitable<void>(message)> handler) {
    testing::clock time;
    bench b{time};
    client telegram{b.io.get_executor(), memory_session{}, client_config{}};
    b.handlers.on_message(std::move(handler));
    const auto handled = std::make_shared<updates::delivery_token>();
    const std::function<awaitable<void>(task_group&)> all = [&](task_group& group
                                                            ) -> awaitable<void> {
        auto next = saying("hi");
        next.delivery = handled;
        b.handlers.deliver(next, {group, telegram});
        co_return;
    };
    asio::co_spawn(b.io, with_tasks(all), [](std::exception_ptr) {});
    b.time.run_to_end(b.io);
    CHECK(b.handlers.running() == 0);
    CHECK(handled.use_count() == 1);
    return handled->abandoned();
}

} // namespace

TEST_CASE("a cancelled handler abandons its message, however it waits") {
    using namespace std::chrono_literals;
    CHECK(abandons([](message) { return pause(1h); }));
    CHECK(abandons([](message) { return within(1h, pause(2h)); }));
    CHECK(abandons([](message) {
        const std::function<awaitable<void>(task_group&)> all = [](task_group&) {
            return pause(1h);
        };
        return with_tasks(all);
    }));
    CHECK(abandons([](message) -> awaitable<void> {
        try {
            co_await within(1h, pause(2h));
        } catch (const std::exception&) {
            throw std::runtime_error("interrupted");
        }
    }));
}

TEST_CASE("a handler that fails because the connection has ended abandons its message") {
    CHECK(abandons([](message) -> awaitable<void> {
        throw std::runtime_error("the connection broke");
        co_return;
    }));
}

TEST_CASE("a handler that returns has handled its message, even if it was cancelled") {
    using namespace std::chrono_literals;
    CHECK_FALSE(abandons([](message) -> awaitable<void> { co_return; }));
    CHECK_FALSE(abandons([](message) -> awaitable<void> {
        try {
            co_await within(1h, pause(2h));
        } catch (const std::exception&) {
            // It has done what it could.
        }
    }));
}
