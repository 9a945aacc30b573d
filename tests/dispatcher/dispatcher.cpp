// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/updates/types.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace awaitgram;
namespace is = awaitgram::filters;

namespace {

message saying(std::string text, bool out = false) {
    api::message made{};
    made.id = 7;
    made.peer_id = api::peerUser{.user_id = 5};
    made.message = text;
    made.out = out;
    return message{std::move(made)};
}

// Delivers messages and runs their handlers to the end, in controlled time.
struct bench {
    testing::clock time;
    asio::io_context io;
    std::vector<std::string> log;
    dispatcher handlers{[this](log_level, std::string_view line) { log.emplace_back(line); }};
    std::vector<std::string> heard;

    awaitable<void> hand_over(task_group& group, std::vector<message> messages) {
        // No handler here uses the client.
        auto* const nobody = reinterpret_cast<client*>(&io);
        for (const auto& each : messages)
            co_await handlers.deliver(each, group, *nobody);
        while (handlers.running() != 0)
            co_await pause(std::chrono::milliseconds{1});
    }

    void run(std::vector<message> messages) {
        std::exception_ptr failed;
        const std::function<awaitable<void>(task_group&)> all = [&](task_group& group) {
            return hand_over(group, messages);
        };
        asio::co_spawn(io, with_tasks(all), [&failed](std::exception_ptr error) {
            failed = error;
        });
        time.run_to_end(io);
        if (failed)
            std::rethrow_exception(failed);
    }

    auto note(std::string as) {
        return [this, as](message m) -> awaitable<void> {
            heard.push_back(as + ":" + std::string{m.text()});
            co_return;
        };
    }
};

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a message goes to the first handler whose filter lets it pass") {
    bench b;
    b.handlers.on_message(is::command("start"), b.note("start"));
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(b.note("rest"));

    b.run({saying("/start"), saying("hi"), saying("")});

    CHECK(b.heard == list{"start:/start", "text:hi", "rest:"});
}

TEST_CASE("a message that no filter lets pass goes nowhere") {
    bench b;
    b.handlers.on_message(is::group, b.note("group"));
    b.run({saying("hi")});
    CHECK(b.heard.empty());
}

TEST_CASE("own messages are kept from handlers that don't ask for them") {
    bench b;
    b.handlers.on_message(is::text, b.note("text"));
    b.handlers.on_message(is::outgoing, b.note("own"));

    b.run({saying("mine", true), saying("theirs")});

    CHECK(b.heard == list{"own:mine", "text:theirs"});
}

TEST_CASE("what a handler throws is reported in one line and stops nothing") {
    bench b;
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

TEST_CASE("what a filter throws is reported as well") {
    bench b;
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
    bench b;
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

TEST_CASE("handlers run side by side, up to the limit") {
    bench b;
    auto running = 0;
    auto most = 0;
    b.handlers.limit_running(3);
    b.handlers.on_message([&](message) -> awaitable<void> {
        most = std::max(most, ++running);
        co_await pause(std::chrono::milliseconds{1});
        --running;
    });

    b.run(std::vector<message>(10, saying("hi")));

    CHECK(most == 3);
    CHECK(running == 0);
}

TEST_CASE("a handler may take the message by reference and the client with it") {
    bench b;
    b.handlers.on_message([&b](const message& m, client&) -> awaitable<void> {
        co_await pause(std::chrono::milliseconds{1});
        b.heard.emplace_back(m.text());
    });

    b.run({saying("still there")});

    CHECK(b.heard == list{"still there"});
}

namespace {

/// Whether a handler that is cancelled gives its message up.
bool gives_up(std::function<awaitable<void>(message)> handler) {
    bench b;
    client nobody{b.io.get_executor(), memory_session{}, client_config{}};
    b.handlers.on_message(std::move(handler));
    const auto handled = std::make_shared<updates::delivery_token>();
    const std::function<awaitable<void>(task_group&)> all = [&](task_group& group
                                                            ) -> awaitable<void> {
        auto round = handled;
        co_await b.handlers.deliver(saying("hi"), group, nobody, std::move(round));
    };
    asio::co_spawn(b.io, with_tasks(all), [](std::exception_ptr) {});
    b.time.run_to_end(b.io);
    CHECK(b.handlers.running() == 0);
    CHECK(handled.use_count() == 1);
    return handled->abandoned;
}

} // namespace

TEST_CASE("a handler that is cancelled gives its message up, however it waits") {
    using namespace std::chrono_literals;
    CHECK(gives_up([](message) { return pause(1h); }));
    CHECK(gives_up([](message) { return within(1h, pause(2h)); }));
    CHECK(gives_up([](message) {
        const std::function<awaitable<void>(task_group&)> all = [](task_group&) {
            return pause(1h);
        };
        return with_tasks(all);
    }));
    CHECK(gives_up([](message) -> awaitable<void> {
        try {
            co_await within(1h, pause(2h));
        } catch (const std::exception&) {
            throw std::runtime_error("interrupted");
        }
    }));
}

TEST_CASE("a handler that fails because there is no connection any more gives its message up") {
    CHECK(gives_up([](message) -> awaitable<void> {
        throw std::runtime_error("the connection broke");
        co_return;
    }));
}

TEST_CASE("a handler that returns has handled its message, even if it was cancelled") {
    using namespace std::chrono_literals;
    CHECK_FALSE(gives_up([](message) -> awaitable<void> { co_return; }));
    CHECK_FALSE(gives_up([](message) -> awaitable<void> {
        try {
            co_await within(1h, pause(2h));
        } catch (const std::exception&) {
            // It has done what it could.
        }
    }));
}
