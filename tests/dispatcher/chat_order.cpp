// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/chat_order.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace awaitgram;

namespace {

using list = std::vector<std::string>;

/// Everything that may start now.
list start_all(chat_order<std::string>& order) {
    list started;
    while (auto next = order.next())
        started.push_back(std::move(next->job));
    return started;
}

} // namespace

TEST_CASE("jobs of one chat start one after another, in the order in which they came") {
    chat_order<std::string> order;
    for (const auto* const name : {"1", "2", "3"})
        order.add(5, name);

    CHECK(start_all(order) == list{"1"});
    CHECK(order.waiting() == 2);
    order.release(5);
    CHECK(start_all(order) == list{"2"});
    CHECK(start_all(order).empty());
    order.release(5);
    CHECK(start_all(order) == list{"3"});
    order.release(5);
    CHECK(order.waiting() == 0);
    order.add(5, "4");
    CHECK(start_all(order) == list{"4"});
}

TEST_CASE("a chat that is held keeps no other one from starting") {
    chat_order<std::string> order;
    order.add(1, "hangs");
    CHECK(start_all(order) == list{"hangs"});
    order.add(1, "waits");
    order.add(2, "a");
    order.add(0, "without a chat");
    order.add(-3, "b");

    CHECK(start_all(order) == list{"a", "without a chat", "b"});
    CHECK(order.waiting(1) == 1);
    CHECK(order.waiting(2) == 0);
}

TEST_CASE("chats that have waited take turns, however many jobs each has") {
    chat_order<std::string> order;
    for (const auto* const name : {"a1", "a2", "a3"})
        order.add(1, name);
    order.add(2, "b1");

    CHECK(order.next()->job == "a1");
    order.release(1);
    CHECK(order.next()->job == "b1");
    CHECK(order.next()->job == "a2");
}

TEST_CASE("releasing a chat twice, or one that is unknown, lets no second job start") {
    chat_order<std::string> order;
    order.release(7);
    for (const auto* const name : {"1", "2", "3"})
        order.add(1, name);
    CHECK(start_all(order) == list{"1"});
    order.release(1);
    order.release(1);
    CHECK(start_all(order) == list{"2"});
    order.release(1);
    CHECK(start_all(order) == list{"3"});
}

TEST_CASE("jobs that are taken away leave the chats that are held as they are") {
    chat_order<std::string> order;
    for (const auto* const name : {"1", "2", "3"})
        order.add(1, name);
    order.add(2, "x");
    CHECK(order.next()->job == "1");

    auto taken = order.take_all();
    std::sort(taken.begin(), taken.end());
    CHECK(taken == list{"2", "3", "x"});
    CHECK(order.waiting() == 0);

    order.add(1, "4");
    CHECK(start_all(order).empty());
    order.release(1);
    CHECK(start_all(order) == list{"4"});
}

TEST_CASE("the newest jobs of a chat that is held can be taken away, and the others stay") {
    chat_order<std::string> order;
    CHECK(order.peek() == nullptr);
    for (const auto* const name : {"1", "2", "3", "4"})
        order.add(1, name);
    REQUIRE(order.peek() != nullptr);
    CHECK(*order.peek() == "1");
    CHECK(order.take_newest(1, 2).empty()); // it may start
    CHECK(order.take_newest(2, 2).empty());
    CHECK(start_all(order) == list{"1"});
    CHECK(order.peek() == nullptr);

    const auto taken = order.take_newest(1, 2);
    CHECK(list(taken.begin(), taken.end()) == list{"3", "4"});
    CHECK(order.waiting() == 1);
    order.release(1);
    CHECK(start_all(order) == list{"2"});
    order.add(1, "5");
    CHECK(order.take_newest(1, 9).size() == 1);
    order.release(1);
    CHECK(order.waiting() == 0);
    CHECK(order.peek() == nullptr);
}

TEST_CASE("under any schedule each chat has one job at a time, in its order, and no job is lost") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        std::mt19937 random{seed};
        const auto below = [&random](std::uint32_t limit) { return random() % limit; };
        chat_order<int> order;
        std::map<std::int64_t, std::vector<int>> added;
        std::map<std::int64_t, std::vector<int>> started;
        std::vector<std::int64_t> held;
        auto sent = 0;
        for (auto step = 0; step < 400 || order.waiting() != 0 || !held.empty(); ++step) {
            if (step < 400 && below(2) == 0) {
                const auto chat = static_cast<std::int64_t>(below(5)) - 2;
                added[chat].push_back(sent);
                order.add(chat, sent++);
            } else if (!held.empty() && below(2) == 0) {
                const auto at = below(static_cast<std::uint32_t>(held.size()));
                order.release(held[at]);
                held.erase(held.begin() + at);
            } else if (const auto next = order.next()) {
                REQUIRE(std::count(held.begin(), held.end(), next->chat) == 0);
                held.push_back(next->chat);
                started[next->chat].push_back(next->job);
            } else if (order.waiting() != 0) {
                // Whatever waits, waits for its own chat.
                std::size_t behind = 0;
                for (const auto chat : held)
                    behind += order.waiting(chat);
                REQUIRE(behind == order.waiting());
            }
        }
        REQUIRE(started == added);
    }
}

TEST_CASE("a job that is open holds up those behind it until it is finished") {
    chat_order<std::string> order;
    const auto* const open = order.add_open(1, "open");
    order.add(1, "behind");
    order.add(2, "other");
    CHECK(start_all(order) == list{"other"});
    CHECK(order.peek() == nullptr);
    CHECK(order.waiting(1) == 2);
    order.finish(1, open);
    CHECK(start_all(order) == list{"open"});
    order.finish(1, open);
    order.release(1);
    CHECK(start_all(order) == list{"behind"});
}

TEST_CASE("an open job is reached while it is open, or after it was finished") {
    chat_order<std::string> order;
    order.add(1, "first");
    const auto* const early = order.add_open(1, "early");
    const auto* const late = order.add_open(1, "late");
    CHECK(start_all(order) == list{"first"});
    order.finish(1, early);
    order.release(1);
    CHECK(start_all(order) == list{"early"});
    order.release(1);
    CHECK(start_all(order).empty());
    order.finish(1, late);
    CHECK(start_all(order) == list{"late"});
    order.release(1);
    CHECK(order.waiting() == 0);
}

TEST_CASE("open jobs are removed from any place, and hold up nothing then") {
    chat_order<std::string> order;
    const auto* const first = order.add_open(1, "first");
    order.add(1, "second");
    const auto* const third = order.add_open(1, "third");
    CHECK(order.remove(1, third) == "third");
    CHECK(order.remove(1, first) == "first");
    CHECK(start_all(order) == list{"second"});
    order.release(1);
    const auto* const alone = order.add_open(1, "alone");
    CHECK(order.remove(1, alone) == "alone");
    CHECK(order.waiting() == 0);
    CHECK(start_all(order).empty());
    order.add(1, "again");
    CHECK(start_all(order) == list{"again"});
}

TEST_CASE("the newest jobs are taken by what they count for") {
    chat_order<std::string> order;
    order.add(1, "runs");
    CHECK(start_all(order) == list{"runs"});
    for (const auto* const job : {"a", "bbb", "cc"})
        order.add(1, job);
    const auto taken = order.take_newest(1, 4, [](const std::string& job) { return job.size(); });
    CHECK(taken.size() == 1);
    CHECK(taken.front() == "cc");
    CHECK(order.waiting(1) == 2);
}
