// SPDX-License-Identifier: MIT
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/wait_list.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

using namespace awaitgram;

namespace {

/// Coroutines that wait in one list, and the order in which they resumed.
struct scene {
    asio::io_context context{};
    std::shared_ptr<wait_list> list = std::make_shared<wait_list>(context.get_executor());
    std::vector<waiter*> waiting{};
    std::string resumed{};

    awaitable<void> wait(char name) {
        const auto kept = list;
        waiter self;
        waiting.push_back(&self);
        co_await kept->wait(self);
        resumed += name;
        if (self.cancelled())
            throw std::system_error(asio::error::operation_aborted);
    }

    task start(char name) {
        const task started{context.get_executor(), wait(name), nullptr};
        context.restart();
        context.poll();
        return started;
    }

    void run() {
        context.restart();
        context.poll();
    }
};

} // namespace

TEST_CASE("each waiter is woken alone, in the order of the wake-ups") {
    scene test;
    test.start('a');
    test.start('b');
    test.start('c');

    test.list->wake(*test.waiting[2]);
    test.list->wake(*test.waiting[0]);
    CHECK(test.resumed.empty());
    test.run();
    CHECK(test.resumed == "ca");
    test.list->wake(*test.waiting[1]);
    test.run();
    CHECK(test.resumed == "cab");
}

TEST_CASE("waking twice, or before the wait, does nothing") {
    scene test;
    waiter early;
    test.list->wake(early);
    test.start('a');

    test.list->wake(*test.waiting[0]);
    test.list->wake(*test.waiting[0]);
    test.run();
    CHECK(test.resumed == "a");
}

TEST_CASE("a cancelled wait ends and says so, and the others wait on") {
    scene test;
    const auto first = test.start('a');
    const auto second = test.start('b');

    first.cancel();
    test.run();
    CHECK(test.resumed == "a");
    CHECK(first.error());
    CHECK_FALSE(second.ended());
    first.cancel();

    test.list->wake(*test.waiting[1]);
    second.cancel();
    test.run();
    CHECK(test.resumed == "ab");
}

TEST_CASE("a coroutine on another executor resumes there") {
    scene test;
    asio::io_context other;
    const task started{other.get_executor(), test.wait('a'), nullptr};
    other.poll();

    test.list->wake(*test.waiting[0]);
    test.run();
    CHECK(test.resumed.empty());
    other.restart();
    other.poll();
    CHECK(test.resumed == "a");
}

TEST_CASE("a waiter that is woken while others resume gets its turn") {
    scene test;
    test.start('a');
    const auto wake_next = [&]() -> awaitable<void> {
        const auto kept = test.list;
        waiter self;
        test.waiting.push_back(&self);
        co_await kept->wait(self);
        kept->wake(*test.waiting[0]);
        test.resumed += 'w';
    };
    const task waking{test.context.get_executor(), wake_next(), nullptr};
    test.run();

    test.list->wake(*test.waiting[1]);
    test.run();
    CHECK(test.resumed == "wa");
}

TEST_CASE("an exception that leaves the event loop takes no wake-up with it") {
    scene test;
    asio::co_spawn(test.context, test.wait('a'), [](const std::exception_ptr&) {
        throw std::runtime_error{"handler"};
    });
    test.run();
    test.start('b');
    for (auto* each : test.waiting)
        test.list->wake(*each);

    CHECK_THROWS_WITH(test.run(), "handler");
    test.run();
    CHECK(test.resumed == "ab");
}

TEST_CASE("waiters that are woken while the list is held resume when it says so") {
    scene test;
    test.start('a');
    test.start('b');

    test.list->hold();
    for (auto* each : test.waiting)
        test.list->wake(*each);
    test.run();
    CHECK(test.resumed.empty());
    test.list->resume_woken();
    CHECK(test.resumed == "ab");
}

TEST_CASE("waiters of a list that is released resume soon") {
    scene test;
    test.start('a');

    test.list->hold();
    test.list->wake(*test.waiting[0]);
    test.list->release();
    CHECK(test.resumed.empty());
    test.run();
    CHECK(test.resumed == "a");
}

TEST_CASE("an exception of a waiter that resumes at once leaves the event loop all the same") {
    scene test;
    asio::co_spawn(test.context, test.wait('a'), [](const std::exception_ptr&) {
        throw std::runtime_error{"handler"};
    });
    test.run();
    test.start('b');

    test.list->hold();
    for (auto* each : test.waiting)
        test.list->wake(*each);
    test.list->resume_woken();
    CHECK_THROWS_WITH(test.run(), "handler");
    test.run();
    CHECK(test.resumed == "ab");
}

TEST_CASE("what still waits ends with its context") {
    struct flag {
        bool& ended;
        ~flag() { ended = true; }
    };
    auto ended = false;
    {
        scene test;
        const auto waits_for_ever = [&](std::shared_ptr<wait_list> kept) -> awaitable<void> {
            const flag at_end{ended};
            waiter self;
            co_await kept->wait(self);
        };
        const task never{test.context.get_executor(), waits_for_ever(test.list), nullptr};
        test.list.reset();
        test.run();
        CHECK_FALSE(ended);
    }
    CHECK(ended);
}

TEST_CASE("a list may outlive its context") {
    std::shared_ptr<wait_list> kept;
    {
        asio::io_context context;
        kept = std::make_shared<wait_list>(context.get_executor());
    }
    waiter idle;
    kept->wake(idle);
}
