// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/detail/waiting_room.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <set>

using awaitgram::detail::waiting_room;

namespace {

/// Objects of one size.
struct objects {
    waiting_room::object next(std::size_t bytes) { return {&all.emplace_back(), bytes}; }
    std::deque<char> all;
};

constexpr std::size_t many = 1'000'000;

} // namespace

TEST_CASE("there is room for so many updates, and for so many bytes") {
    objects from;
    waiting_room places{{16, many}, {0, 0}};
    for (std::int64_t chat = 0; chat < 16; ++chat) {
        CHECK(places.has_room());
        places.add(chat, from.next(1));
    }
    CHECK_FALSE(places.has_room());
    CHECK_FALSE(places.make_room());
    places.remove_oldest(3);
    CHECK(places.has_room());

    waiting_room bytes{{many, 100}, {0, 0}};
    bytes.add(1, from.next(99));
    CHECK(bytes.has_room());
    bytes.add(2, from.next(1));
    CHECK_FALSE(bytes.has_room());
    bytes.remove_oldest(2);
    CHECK(bytes.has_room());
    bytes.clear();
    bytes.add(2, from.next(99));
    CHECK(bytes.has_room());
}

TEST_CASE("an object counts once among those that wait, and once among those that are parked") {
    objects from;
    waiting_room room{{many, 100}, {many, 100}};
    const auto shared = from.next(60);
    for (std::int64_t chat = 1; chat <= 3; ++chat)
        for (auto count = 0; count < 3; ++count)
            room.add(chat, shared);
    CHECK(room.has_room());
    CHECK(room.park(1) == 3);
    CHECK(room.park(2) == 3);
    CHECK(room.can_park(shared));
    CHECK(room.can_park(from.next(40)));
    CHECK_FALSE(room.can_park(from.next(41)));
    room.add(4, from.next(39));
    CHECK(room.has_room());
    room.add(4, from.next(1));
    CHECK_FALSE(room.has_room());
    for (auto count = 0; count < 3; ++count) {
        CHECK_FALSE(room.has_room());
        room.remove_oldest(3);
    }
    CHECK(room.has_room());
    CHECK_FALSE(room.can_park(from.next(41))); // the others still keep it
    for (std::int64_t chat = 1; chat <= 2; ++chat)
        for (auto count = 0; count < 3; ++count)
            room.remove_oldest(chat);
    CHECK(room.can_park(from.next(100)));
}

TEST_CASE("when there is no room a chat with more than a share is parked, and no other") {
    objects from;
    waiting_room room{{16, many}, {100, many}};
    for (auto count = 0; count < 14; ++count)
        room.add(1, from.next(1));
    room.add(2, from.next(1));
    CHECK(room.make_room());
    CHECK(room.waiting(1) == 14); // there was room
    room.add(2, from.next(1));
    CHECK_FALSE(room.has_room());
    CHECK(room.make_room());
    CHECK(room.waiting(1) == 0);
    CHECK(room.waiting(2) == 2);

    // What comes behind them takes no room either, until all of them have left.
    for (auto count = 0; count < 50; ++count)
        room.add(1, from.next(1));
    CHECK(room.waiting(1) == 0);
    for (auto count = 0; count < 64; ++count)
        room.remove_oldest(1);
    room.add(1, from.next(1));
    CHECK(room.waiting(1) == 1);
}

TEST_CASE("a chat with more than a share of the bytes is parked, too") {
    objects from;
    waiting_room room{{many, 800}, {many, 800}};
    for (std::int64_t chat = 1; chat <= 7; ++chat)
        room.add(chat, from.next(100));
    room.add(8, from.next(50));
    room.add(8, from.next(51));
    CHECK_FALSE(room.has_room());
    CHECK(room.make_room());
    for (std::int64_t chat = 1; chat <= 8; ++chat)
        CHECK(room.waiting(chat) == (chat == 8 ? 0 : 1));
}

TEST_CASE("what finds no place among the parked takes room, and is parked when places are free") {
    objects from;
    waiting_room room{{8, many}, {4, many}};
    for (auto count = 0; count < 8; ++count)
        room.add(1, from.next(1));
    CHECK(room.make_room());
    CHECK(room.waiting(1) == 4);
    for (auto count = 0; count < 4; ++count)
        room.add(1, from.next(1));
    CHECK_FALSE(room.make_room());
    CHECK(room.waiting(1) == 8);

    // The oldest leave first, and those are parked.
    room.remove_oldest(1);
    CHECK(room.waiting(1) == 8);
    CHECK_FALSE(room.has_room());
    CHECK(room.make_room());
    CHECK(room.waiting(1) == 7);
    // No later one may be parked before those that wait.
    room.remove_oldest(1);
    room.add(1, from.next(1));
    CHECK(room.waiting(1) == 8);
    room.remove_newest(1);
    CHECK(room.waiting(1) == 7);
    CHECK(room.park(1) == 1);
    CHECK(room.waiting(1) == 6);
}

TEST_CASE("under any schedule the room and the places for parked updates are counted right") {
    struct update {
        waiting_room::object of;
        bool parked = false;
    };
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random{seed};
        const auto below = [&random](std::size_t limit) { return random() % limit; };
        objects from;
        const waiting_room::amount most{40, 300};
        const waiting_room::amount most_parked{60, 400};
        waiting_room room{most, most_parked};
        std::map<std::int64_t, std::deque<update>> chats;
        const auto held = [&chats](bool parked) {
            waiting_room::amount sum;
            std::set<const void*> ids;
            for (const auto& [chat, waiting] : chats)
                for (const auto& each : waiting)
                    if (each.parked == parked) {
                        ++sum.updates;
                        if (ids.insert(each.of.id).second)
                            sum.bytes += each.of.bytes;
                    }
            return sum;
        };
        const auto fits = [&](const waiting_room::object& of) {
            const auto all = held(true);
            auto known = false;
            for (const auto& [chat, waiting] : chats)
                for (const auto& each : waiting)
                    known = known || (each.parked && each.of.id == of.id);
            return all.updates < most_parked.updates &&
                   (known || all.bytes + of.bytes <= most_parked.bytes);
        };
        const auto waiting_in = [&chats](std::int64_t chat) {
            std::size_t count = 0;
            for (const auto& each : chats[chat])
                count += each.parked ? 0 : 1;
            return count;
        };
        auto current = from.next(10);
        for (auto step = 0; step < 600; ++step) {
            const auto chat = static_cast<std::int64_t>(below(4));
            auto& queue = chats[chat];
            switch (below(8)) {
            default:
                if (below(3) == 0)
                    current = from.next(1 + below(30));
                queue.push_back({current, !queue.empty() && queue.back().parked && fits(current)});
                room.add(chat, current);
                break;
            case 0:
            case 1:
            case 2:
                if (!queue.empty()) {
                    queue.pop_front();
                    room.remove_oldest(chat);
                }
                break;
            case 3:
                if (!queue.empty() && !queue.back().parked) {
                    queue.pop_back();
                    room.remove_newest(chat);
                }
                break;
            case 4: {
                std::size_t count = 0;
                for (auto& each : queue)
                    if (!each.parked) {
                        if (!fits(each.of))
                            break;
                        each.parked = true;
                        ++count;
                    }
                REQUIRE(room.park(chat) == count);
                break;
            }
            }
            const auto waiting = held(false);
            REQUIRE(
                room.has_room() == (waiting.updates < most.updates && waiting.bytes < most.bytes)
            );
            REQUIRE(room.waiting(chat) == waiting_in(chat));
            const auto probe = from.next(1 + below(400));
            REQUIRE(room.can_park(probe) == fits(probe));
        }
    }
}
