// SPDX-License-Identifier: MIT
// The order in which handlers start, and what waits for what.
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "bench.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;
namespace is = awaitgram::filters;

using list = std::vector<std::string>;

namespace {

bool is_slow(const message& m) {
    return m.text() == "slow";
}

/// A bench whose handlers run until the test ends them.
struct open_bench : bench {
    explicit open_bench(testing::clock& controlled) : bench(controlled) {
        const std::function<awaitable<void>(task_group&)> body = [this](task_group& all
                                                                 ) -> awaitable<void> {
            group = &all;
            event never{all.executor()};
            co_await never.wait();
        };
        running.emplace(io.get_executor(), with_tasks(body), nullptr);
        time.settle(io);
    }
    ~open_bench() { end(); }

    /// Cancels the handlers that still run.
    void end() {
        running->cancel();
        time.settle(io);
    }

    /// Adds a handler that notes each text, those of slow messages after an hour.
    void hear_messages() {
        handlers.on_message([this](message m) -> awaitable<void> {
            if (is_slow(m))
                co_await pause(1h);
            heard.emplace_back(m.text());
        });
    }

    std::shared_ptr<updates::delivery_token> deliver(updates::ordered_update next) {
        const auto token = std::make_shared<updates::delivery_token>();
        next.delivery = token;
        handlers.deliver(next, {*group, telegram});
        next.delivery.reset();
        time.settle(io);
        return token;
    }

    client telegram{io.get_executor(), memory_session{}, client_config{}};
    task_group* group = nullptr;
    std::optional<task> running;
};

/// Whether an update waits or is being handled.
bool is_open(const std::shared_ptr<updates::delivery_token>& token) {
    return token.use_count() > 1;
}

} // namespace

TEST_CASE(
    "messages of one chat are handled one after another, those of different chats beside each other"
) {
    testing::clock time;
    open_bench b{time};
    b.handlers.on_message([&b](message m) -> awaitable<void> {
        b.heard.push_back("begin " + std::string{m.text()});
        co_await pause(m.text() == "1" ? 3s : 1s);
        b.heard.push_back("end " + std::string{m.text()});
    });

    for (const auto* const text : {"1", "2", "3"})
        b.deliver(saying_in(5, text));
    b.deliver(saying_in(6, "x"));
    CHECK(b.heard == list{"begin 1", "begin x"});
    b.time.pass(b.io, 10s);

    CHECK(
        b.heard ==
        list{"begin 1", "begin x", "end x", "end 1", "begin 2", "end 2", "begin 3", "end 3"}
    );
}

TEST_CASE("a handler that hangs holds up its own chat alone") {
    testing::clock time;
    open_bench b{time};
    b.hear_messages();

    const auto hung = b.deliver(saying_in(5, "slow"));
    const auto behind = b.deliver(saying_in(5, "behind"));
    for (std::int64_t chat = 6; chat < 1006; ++chat)
        b.deliver(saying_in(chat, "other"));

    CHECK(b.heard == list(1000, "other"));
    CHECK(is_open(hung));
    CHECK(is_open(behind));
    b.time.pass(b.io, 1h);
    CHECK(b.heard.size() == 1002);
    CHECK(b.heard.back() == "behind");
    CHECK_FALSE(is_open(behind));
}

TEST_CASE("a handler that lets the next one start is passed by the messages of its chat") {
    testing::clock time;
    open_bench b{time};
    b.handlers.limit_running(1);
    b.handlers.on_message([&b](message m) -> awaitable<void> {
        if (m.text() == "slow") {
            m.let_next_start();
            m.let_next_start();
        }
        if (is_slow(m))
            co_await pause(1h);
        b.heard.emplace_back(m.text());
    });

    const auto slow = b.deliver(saying_in(5, "slow"));
    b.deliver(saying_in(5, "a"));
    b.deliver(saying_in(6, "b"));

    // It neither holds its chat nor counts for the limit any more, but it has not handled its message.
    CHECK(b.heard == list{"a", "b"});
    CHECK(is_open(slow));
    b.time.pass(b.io, 1h);
    CHECK(b.heard == list{"a", "b", "slow"});
    CHECK_FALSE(is_open(slow));
}

TEST_CASE("a message that outlives its handler and the dispatcher lets nothing start") {
    testing::clock time;
    std::vector<message> kept;
    {
        open_bench b{time};
        b.handlers.on_message([&kept](message m) -> awaitable<void> {
            kept.push_back(m);
            co_return;
        });
        b.deliver(saying_in(5, "first"));
        b.deliver(saying_in(5, "second"));
        kept[0].let_next_start();
        CHECK(kept.size() == 2);
    }
    kept[1].let_next_start();
    message{}.let_next_start();
}

TEST_CASE("unordered updates are handled at once") {
    testing::clock time;
    open_bench b{time};
    b.handlers.order(update_order::unordered);
    b.hear_messages();

    b.deliver(saying_in(5, "slow"));
    b.deliver(saying_in(5, "a"));
    b.deliver(saying_in(5, "b"));

    CHECK(b.heard == list{"a", "b"});
}

TEST_CASE("all handlers of an update end before the next one of its chat") {
    testing::clock time;
    open_bench b{time};
    b.handlers.on<api::updateNewMessage>(
        [&b](raw_update<api::updateNewMessage>) -> awaitable<void> {
            co_await pause(1h);
            b.heard.emplace_back("raw");
        }
    );
    b.handlers.on_message(b.note("text"));

    const auto first = b.deliver(saying_in(5, "1"));
    b.deliver(saying_in(5, "2"));
    CHECK(b.heard == list{"text:1"});
    CHECK(is_open(first));
    b.time.pass(b.io, 1h);
    CHECK(b.heard == list{"text:1", "raw", "text:2"});
}

TEST_CASE("updates without a chat are handled one after another, beside those of chats") {
    testing::clock time;
    open_bench b{time};
    b.handlers.on<api::updateConfig>([&b](raw_update<api::updateConfig>) -> awaitable<void> {
        co_await pause(1h);
        b.heard.emplace_back("config");
    });
    b.handlers.on_message(b.note("text"));

    b.deliver(holding(api::updateConfig{}));
    b.deliver(holding(api::updateConfig{}));
    b.deliver(saying_in(5, "1"));
    CHECK(b.heard == list{"text:1"});
    b.time.pass(b.io, 1h);
    CHECK(b.heard == list{"text:1", "config"});
    b.time.pass(b.io, 1h);
    CHECK(b.heard == list{"text:1", "config", "config"});
}

TEST_CASE("an update that no handler is for does not wait for its chat") {
    testing::clock time;
    open_bench b{time};
    b.handlers.on_message([](message m) -> awaitable<void> {
        if (is_slow(m))
            co_await pause(1h);
    });

    b.deliver(saying_in(5, "slow"));
    const auto nothing_for_it = b.deliver(typing(5));
    const auto waits = b.deliver(saying_in(5, "next"));

    CHECK_FALSE(is_open(nothing_for_it));
    CHECK(is_open(waits));
}

TEST_CASE("handlers and filters that throw, and handlers that cancel themselves, hold nothing up") {
    testing::clock time;
    open_bench b{time};
    b.handlers.on_message(
        [](const message& m) {
            return m.text() == "filter" ? throw std::runtime_error("bad filter") : false;
        },
        b.note("never")
    );
    b.handlers.on_message(is::text_is("throw"), [](message) -> awaitable<void> {
        throw std::runtime_error("bad handler");
        co_return;
    });
    b.handlers.on_message(is::text_is("cancel"), [](message) -> awaitable<void> {
        throw std::system_error(asio::error::operation_aborted);
        co_return;
    });
    b.handlers.on_message(b.note("text"));

    for (const auto* const text : {"filter", "throw", "cancel"}) {
        const auto handled = b.deliver(saying_in(5, text));
        CHECK_FALSE(is_open(handled));
    }
    b.deliver(saying_in(5, "good"));

    CHECK(b.heard == list{"text:good"});
    CHECK(b.log.size() == 2);
}

TEST_CASE("a closed dispatcher puts back the updates that wait, and those that come") {
    testing::clock time;
    open_bench b{time};
    b.hear_messages();
    const auto runs = b.deliver(saying_in(5, "slow"));
    const auto waits = b.deliver(saying_in(5, "waits"));

    b.handlers.close();
    const auto late = b.deliver(saying_in(6, "late"));

    CHECK(is_open(runs));
    for (const auto* const put_back : {&waits, &late}) {
        CHECK_FALSE(is_open(*put_back));
        CHECK((*put_back)->end() == updates::delivery_end::not_started);
    }
    b.time.pass(b.io, 1h);
    CHECK(b.heard == list{"slow"});
    CHECK(runs->end() == updates::delivery_end::handled);
    b.handlers.open();
    b.deliver(saying_in(5, "again"));
    CHECK(b.heard == list{"slow", "again"});
}

TEST_CASE("when everything ends no handler starts for the updates that wait") {
    testing::clock time;
    std::shared_ptr<updates::delivery_token> waits;
    {
        open_bench b{time};
        b.handlers.on_message(is::text_is("slow"), [](message m) -> awaitable<void> {
            try {
                if (is_slow(m))
                    co_await pause(1h);
            } catch (const std::system_error&) {
                // It has done what it could.
            }
        });
        b.handlers.on_message(b.note("text"));
        b.deliver(saying_in(5, "slow"));
        waits = b.deliver(saying_in(5, "waits"));
        b.end();
        CHECK(b.heard.empty());
        CHECK(b.handlers.running() == 0);
    }
    CHECK(waits->end() == updates::delivery_end::not_started);
}

TEST_CASE("when there is no room, what waits for a handler that does not end makes room for others"
) {
    testing::clock time;
    open_bench b{time};
    b.hear_messages();
    b.deliver(saying_in(5, "slow"));
    list expected{"other", "slow"};
    while (b.handlers.has_room()) {
        expected.push_back("behind " + std::to_string(expected.size()));
        b.deliver(saying_in(5, expected.back()));
    }
    CHECK(expected.size() == 2 + dispatcher::most_waiting);

    const task waiting{b.io.get_executor(), b.handlers.wait_for_room(), nullptr};
    b.time.pass(b.io, dispatcher::longest_turn - 1ms);
    CHECK_FALSE(waiting.ended());
    b.time.pass(b.io, 1ms);
    CHECK(waiting.ended());
    CHECK(b.handlers.has_room());
    CHECK(b.log == list{"8192 updates of chat 5 wait for a handler that does not end"});
    expected.emplace_back("later");
    b.deliver(saying_in(5, "later"));
    b.deliver(saying_in(6, "other"));
    CHECK(b.heard == list{"other"});

    // They come in their order as soon as it ends, and take the room of others again.
    b.time.pass(b.io, 1h);
    CHECK(b.heard == expected);
    CHECK(b.log.size() == 1);
    b.deliver(saying_in(5, "slow"));
    std::size_t behind = 0;
    for (; b.handlers.has_room(); ++behind)
        b.deliver(saying_in(5, "again"));
    CHECK(behind == dispatcher::most_waiting);
}

TEST_CASE("behind a handler that does not end only so many updates wait; further ones are put back"
) {
    testing::clock time;
    open_bench b{time};
    b.hear_messages();
    const auto large = [](std::int64_t chat, const std::string& text, std::size_t part) {
        auto next = saying_in(chat, text);
        next.size = static_cast<std::uint32_t>(dispatcher::most_waiting_bytes / part);
        return next;
    };
    b.deliver(large(5, "slow", 4));
    std::vector<std::shared_ptr<updates::delivery_token>> behind;
    while (b.handlers.has_room())
        behind.push_back(b.deliver(large(5, "behind", 4)));
    REQUIRE(behind.size() == 4);
    const task waiting{b.io.get_executor(), b.handlers.wait_for_room(), nullptr};
    b.time.pass(b.io, dispatcher::longest_turn);
    REQUIRE(waiting.ended());
    CHECK(b.deliver(large(5, "too much", 4))->end() == updates::delivery_end::not_started);
    CHECK(b.deliver(large(5, "in its order", 1000))->end() == updates::delivery_end::not_started);
    CHECK(b.log.size() == 2);

    // Another such chat finds no place.
    b.deliver(large(6, "slow", 4));
    behind.clear();
    while (b.handlers.has_room())
        behind.push_back(b.deliver(large(6, "behind", 4)));
    const task again{b.io.get_executor(), b.handlers.wait_for_room(), nullptr};
    b.time.pass(b.io, dispatcher::longest_turn);
    REQUIRE(again.ended());
    for (const auto& each : behind)
        CHECK(each->end() == updates::delivery_end::not_started);
    CHECK(b.log.size() == 3);
    b.time.pass(b.io, 2h);
    CHECK(b.heard == list{"slow", "behind", "behind", "behind", "behind", "slow"});
    CHECK(b.handlers.has_room());
}

TEST_CASE(
    "updates wait as long as the handlers of their chat come to an end, however many there are"
) {
    testing::clock time;
    open_bench b{time};
    b.handlers.on_message([&b](message m) -> awaitable<void> {
        co_await pause(1s);
        b.heard.emplace_back(m.text());
    });
    std::size_t sent = 0;
    const std::function<awaitable<void>()> deliver_all = [&]() -> awaitable<void> {
        for (; sent < 2 * dispatcher::most_waiting; ++sent) {
            if (!b.handlers.has_room())
                co_await b.handlers.wait_for_room();
            b.handlers.deliver(saying_in(5, "hi"), {*b.group, b.telegram});
        }
    };
    const task sending{b.io.get_executor(), deliver_all(), nullptr};
    b.time.settle(b.io);
    CHECK(sent == dispatcher::most_waiting + 1);
    b.time.pass(b.io, std::chrono::seconds{2 * dispatcher::most_waiting});
    CHECK(sending.ended());
    CHECK(b.heard.size() == 2 * dispatcher::most_waiting);
    CHECK(b.log.empty());
}
