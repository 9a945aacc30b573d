// SPDX-License-Identifier: MIT
// The order in which handlers start, and what waits for what.
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <algorithm>
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
    const auto nothing_for_it = b.deliver(typing_of(5));
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
    // No chat has more than its share.
    constexpr std::int64_t chats = 16;
    constexpr std::int64_t empty = 20; // nothing waits there yet
    b.deliver(saying_in(empty, "slow"));
    for (std::int64_t chat = 1; chat <= chats; ++chat)
        b.deliver(saying_in(chat, "slow"));
    std::size_t behind = 0;
    for (; b.handlers.has_room(); ++behind)
        b.deliver(saying_in(
            1 + static_cast<std::int64_t>(behind) % chats, behind % chats == 0 ? "first" : "behind"
        ));
    CHECK(behind == dispatcher::most_waiting);

    const task waiting{b.io.get_executor(), b.handlers.wait_for_room(), nullptr};
    b.time.pass(b.io, dispatcher::longest_turn - 1ms);
    CHECK_FALSE(waiting.ended());
    b.time.pass(b.io, 1ms);
    CHECK(waiting.ended());
    CHECK(b.handlers.has_room());
    CHECK(b.log == list{"512 updates of chat 1 wait for a handler that does not end"});
    for (auto count = 0; count < 1000; ++count) {
        b.deliver(saying_in(1, "later"));
        b.deliver(saying_in(empty, "in the empty one"));
    }
    CHECK(b.handlers.has_room());
    b.deliver(saying_in(100, "other"));
    CHECK(b.heard == list{"other"});

    // They come in their order as soon as it ends, and take the room of others again.
    b.time.pass(b.io, 1h);
    CHECK(b.heard.size() == 1 + 1 + chats + behind + 2 * 1000);
    const auto later = std::find(b.heard.begin(), b.heard.end(), "later");
    CHECK(std::count(b.heard.begin(), later, "first") == 512);
    CHECK(std::count(later, b.heard.end(), "later") == 1000);
    CHECK(b.log.size() == 1);
    b.deliver(saying_in(1, "slow"));
    for (behind = 0; b.handlers.has_room(); ++behind)
        b.deliver(saying_in(1, "again"));
    CHECK(behind == dispatcher::most_waiting);
}

TEST_CASE("behind a handler that does not end only so many updates wait; further ones are put back"
) {
    testing::clock time;
    open_bench b{time};
    b.handlers.limit_waiting(2'000'000);
    b.hear_messages();
    const auto large = [](std::int64_t chat, const std::string& text) {
        auto next = saying_in(chat, text);
        next.size = 250'000;
        return next;
    };
    using tokens = std::vector<std::shared_ptr<updates::delivery_token>>;
    const auto fill_with = [&](std::int64_t chat, const std::string& text) {
        tokens sent;
        while (b.handlers.has_room())
            sent.push_back(b.deliver(large(chat, text)));
        CHECK(sent.size() == 4);
        return sent;
    };
    b.deliver(large(5, "slow"));
    const auto first = fill_with(5, "behind");
    const task parked{b.io.get_executor(), b.handlers.wait_for_room(), nullptr};
    b.time.settle(b.io);
    CHECK(parked.ended());
    const auto second = fill_with(5, "too much");
    const task waiting{b.io.get_executor(), b.handlers.wait_for_room(), nullptr};
    b.time.pass(b.io, dispatcher::longest_turn - 1ms);
    CHECK_FALSE(waiting.ended());
    CHECK(b.log.empty());
    b.time.pass(b.io, 1ms);
    CHECK(waiting.ended());
    for (const auto& each : first)
        CHECK(is_open(each));
    for (const auto& each : second)
        CHECK(each->end() == updates::delivery_end::not_started);
    CHECK(b.deliver(saying_in(5, "in its order"))->end() == updates::delivery_end::not_started);
    CHECK(
        b.log ==
        list{"4 updates of chat 5 find no room behind a handler that does not end; they come "
             "again after a restart"}
    );

    // Another such chat finds no place.
    b.deliver(large(6, "slow"));
    const auto third = fill_with(6, "behind");
    const task again{b.io.get_executor(), b.handlers.wait_for_room(), nullptr};
    b.time.pass(b.io, dispatcher::longest_turn - 1ms);
    CHECK_FALSE(again.ended());
    b.time.pass(b.io, 1ms);
    REQUIRE(again.ended());
    for (const auto& each : third)
        CHECK(each->end() == updates::delivery_end::not_started);
    CHECK(b.log.size() == 2);
    b.time.pass(b.io, 2h);
    CHECK(b.heard == list{"slow", "behind", "behind", "behind", "behind", "slow"});
    CHECK(b.handlers.has_room());

    // Its further updates are handled when its handler has ended.
    b.deliver(saying_in(5, "new"));
    CHECK(b.heard.back() == "new");
}

TEST_CASE("an update that waits counts with the whole object that it came in, once for all of its "
          "updates") {
    testing::clock time;
    open_bench b{time};
    b.handlers.limit_waiting(2'000'000);
    b.handlers.on_message([](message m) -> awaitable<void> {
        if (is_slow(m))
            co_await pause(1h);
    });
    b.deliver(saying_in(5, "slow"));
    const auto of_object = [](std::int64_t chat) {
        auto next = saying_in(chat, "behind");
        next.size = 100;
        next.whole = 100'000;
        return next;
    };
    {
        const auto first = of_object(5);
        for (auto count = 0; count < 100; ++count)
            b.deliver(first);
    }
    for (auto count = 1; count < 10; ++count) {
        CHECK(b.handlers.has_room());
        b.deliver(of_object(6)); // waits for nothing
        b.deliver(of_object(5));
    }
    CHECK_FALSE(b.handlers.has_room());
    b.time.pass(b.io, 1h);
    CHECK(b.handlers.has_room());
    CHECK(b.handlers.running() == 0);
}

TEST_CASE("handlers that hang in as many chats as may run hold up the other chats for a minute") {
    testing::clock time;
    open_bench b{time};
    b.handlers.limit_running(2);
    b.hear_messages();
    b.deliver(saying_in(1, "slow"));
    b.deliver(saying_in(2, "slow"));
    b.deliver(saying_in(3, "waits"));
    b.time.pass(b.io, dispatcher::longest_turn - 1ms);
    CHECK(b.heard.empty());
    b.time.pass(b.io, 1ms);
    CHECK(b.heard == list{"waits"});
    b.deliver(saying_in(4, "next"));
    CHECK(b.heard == list{"waits", "next"});

    // They still hold their own chats, and the limit holds for the others.
    b.deliver(saying_in(1, "behind"));
    b.deliver(saying_in(5, "slow"));
    b.deliver(saying_in(6, "slow"));
    b.deliver(saying_in(7, "late"));
    CHECK(b.heard == list{"waits", "next"});
    CHECK(b.handlers.running() == 4);
    b.time.pass(b.io, 2h);
    CHECK(b.handlers.running() == 0);
    CHECK(b.heard.size() == 8);
}

TEST_CASE("only so many handlers that hang do not count for the limit") {
    testing::clock time;
    open_bench b{time};
    b.handlers.limit_running(1);
    b.hear_messages();
    constexpr auto most = static_cast<std::int64_t>(dispatcher::most_late) + 1;
    for (std::int64_t chat = 1; chat <= most; ++chat) {
        b.deliver(saying_in(chat, "slow"));
        CHECK(b.handlers.running() == static_cast<std::size_t>(chat));
        b.time.pass(b.io, dispatcher::longest_turn);
    }
    b.deliver(saying_in(most + 1, "waits"));
    b.time.pass(b.io, 10min);
    CHECK(b.heard.empty());
    b.time.pass(b.io, 1h - dispatcher::longest_turn * most - 10min);
    CHECK(b.heard == list{"slow", "waits"});
    b.time.pass(b.io, 1h);
    CHECK(b.handlers.running() == 0);
}

TEST_CASE("a chat that floods while its handler is slow takes no room from others") {
    testing::clock time;
    open_bench b{time};
    b.handlers.on_message([&b](message m) -> awaitable<void> {
        if (m.text() == "flood")
            co_await pause(1s);
        b.heard.emplace_back(m.text());
    });
    std::size_t sent = 0;
    std::size_t others = 0;
    const std::function<awaitable<void>()> deliver_all = [&]() -> awaitable<void> {
        for (; sent < 3 * dispatcher::most_waiting; ++sent) {
            const auto other = sent % 1000 == 999;
            const auto chat = other ? 6 + static_cast<std::int64_t>(sent) : 5;
            if (!b.handlers.has_room())
                co_await b.handlers.wait_for_room();
            b.handlers.deliver(saying_in(chat, other ? "other" : "flood"), {*b.group, b.telegram});
            others += other ? 1 : 0;
        }
    };
    const task sending{b.io.get_executor(), deliver_all(), nullptr};
    b.time.settle(b.io);
    CHECK(sending.ended());
    CHECK(b.heard == list(others, "other"));
    b.time.pass(b.io, std::chrono::seconds{sent});
    CHECK(b.heard.size() == sent);
    CHECK(b.log.empty());
}

TEST_CASE(
    "updates wait as long as the handlers of their chat come to an end, however many there are"
) {
    testing::clock time;
    open_bench b{time};
    b.handlers.limit_waiting(200'000);
    b.handlers.on_message([&b](message m) -> awaitable<void> {
        co_await pause(1s);
        b.heard.emplace_back(m.text());
    });
    std::size_t sent = 0;
    list expected;
    std::vector<std::shared_ptr<updates::delivery_token>> tokens;
    const std::function<awaitable<void>()> deliver_all = [&]() -> awaitable<void> {
        for (; sent < 5000; ++sent) {
            if (!b.handlers.has_room())
                co_await b.handlers.wait_for_room();
            expected.push_back(std::to_string(sent));
            auto next = saying_in(5, expected.back());
            next.size = 100;
            next.delivery = tokens.emplace_back(std::make_shared<updates::delivery_token>());
            b.handlers.deliver(next, {*b.group, b.telegram});
        }
    };
    const task sending{b.io.get_executor(), deliver_all(), nullptr};
    b.time.settle(b.io);
    // One runs, and the memory is full with as many that are parked as others.
    CHECK(sent == 1 + 1000 + 1000);
    b.time.pass(b.io, 100s);
    CHECK(sent == 1 + 1000 + 1000 + 100);
    b.time.pass(b.io, 5000s);
    CHECK(sending.ended());
    CHECK(b.heard == expected);
    for (const auto& each : tokens)
        CHECK(each->end() == updates::delivery_end::handled);
    CHECK(b.log.empty());
}

TEST_CASE("an update ceases to wait when its handlers start") {
    struct counting_log final : updates::delivery_log {
        std::size_t begun = 0;
        std::size_t handled = 0;
        void began(updates::delivery*) override { ++begun; }
        void ended(updates::delivery*, updates::delivery_end) override { ++handled; }
    };
    testing::clock time;
    open_bench b{time};
    b.hear_messages();
    const auto log = std::make_shared<counting_log>();
    for (auto count = 0; count < 3; ++count) {
        auto next = saying_in(5, "slow");
        next.delivery = std::make_shared<updates::delivery_token>(log);
        b.handlers.deliver(next, {*b.group, b.telegram});
    }
    b.time.settle(b.io);
    CHECK(log->begun == 1);
    CHECK(log->handled == 0);
    b.time.pass(b.io, 1h);
    CHECK(log->begun == 2);
    CHECK(log->handled == 1);
    b.time.pass(b.io, 2h);
    CHECK(log->handled == 3);
}

TEST_CASE("handlers that do not wait leave room for other work of the executor") {
    testing::clock time;
    bench b{time};
    std::size_t handled = 0;
    std::size_t at_most = 0;
    std::size_t since = 0;
    b.handlers.on_message([&](message) -> awaitable<void> {
        ++handled;
        at_most = std::max(at_most, ++since);
        co_return;
    });
    // Comes back each time that the executor turns.
    std::function<void()> turn = [&] {
        since = 0;
        if (handled < 1000)
            asio::post(b.io, turn);
    };
    asio::post(b.io, turn);

    std::vector<updates::ordered_update> all;
    for (auto i = 0; i < 1000; ++i)
        all.push_back(saying_in(i % 10 + 1, "hi"));
    b.run(all);

    CHECK(handled == 1000);
    CHECK(at_most <= 2 * dispatcher::longest_run);
}

TEST_CASE("a handler that was counted late leaves the limit as it was, whatever starts beside it") {
    testing::clock time;
    open_bench b{time};
    b.handlers.limit_running(1);
    b.handlers.use([](update u, next_step rest) -> awaitable<void> {
        if (u.chat_id() < 100)
            co_await pause(2min);
        co_await rest();
    });
    b.handlers.on<api::updateNewMessage>(b.note_raw<api::updateNewMessage>("raw"));
    for (std::int64_t chat = 1; chat <= 5; ++chat) {
        b.deliver(saying_in(chat, "slow"));
        b.deliver(saying_in(100 + chat, "quick"));
        b.time.pass(b.io, 10min);
    }
    CHECK(b.heard == list(10, "raw"));
    CHECK(b.handlers.running() == 0);
}
