// SPDX-License-Identifier: MIT
#include <awaitgram/updates/sequence.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;
using namespace std::chrono_literals;

namespace {

const time_point start{1'700'000'000s};

item numbered(std::int32_t number, std::int32_t count = 1, stream_id stream = common_stream) {
    item made;
    made.stream = stream;
    made.number = number;
    made.count = count;
    return made;
}

std::vector<std::int32_t> numbers(const std::vector<item>& items) {
    std::vector<std::int32_t> found;
    for (const auto& each : items)
        found.push_back(each.number);
    return found;
}

using list = std::vector<std::int32_t>;

} // namespace

TEST_CASE("an update is the next one exactly when its count leads from here to its number") {
    CHECK(judge(10, 11, 1) == verdict::apply);
    CHECK(judge(10, 13, 3) == verdict::apply);
    CHECK(judge(10, 10, 0) == verdict::apply);
    CHECK(judge(10, 10, 1) == verdict::duplicate);
    CHECK(judge(10, 9, 0) == verdict::duplicate);
    CHECK(judge(10, 12, 1) == verdict::gap);
    CHECK(judge(10, 11, 0) == verdict::gap);
}

TEST_CASE("an update without a number is never held back") {
    CHECK(judge(10, 0, 0) == verdict::apply);
    CHECK(judge(10, 0, 7) == verdict::apply);
}

TEST_CASE("numbers no server should send neither overflow nor move anything") {
    constexpr auto most = std::numeric_limits<std::int32_t>::max();
    constexpr auto least = std::numeric_limits<std::int32_t>::min();

    CHECK(judge(10, -1, 1) == verdict::duplicate);
    CHECK(judge(10, 11, -1) == verdict::duplicate);
    CHECK(judge(most, most, most) == verdict::duplicate);
    CHECK(judge(10, most, 1) == verdict::gap);
    CHECK(judge(10, least, least) == verdict::duplicate);
}

TEST_CASE("updates pass in order and duplicates don't pass") {
    sequences streams;
    std::vector<item> ready;
    streams.move_to(common_stream, 10, start, ready);

    CHECK(streams.offer(numbered(11), start, ready) == verdict::apply);
    CHECK(streams.offer(numbered(11), start, ready) == verdict::duplicate);
    CHECK(streams.offer(numbered(12), start, ready) == verdict::apply);

    CHECK(numbers(ready) == list{11, 12});
    CHECK(streams.at(common_stream) == 12);
    CHECK_FALSE(streams.deadline());
}

TEST_CASE("an early update waits for the one before it") {
    sequences streams;
    std::vector<item> ready;
    streams.move_to(common_stream, 10, start, ready);

    CHECK(streams.offer(numbered(13), start, ready) == verdict::gap);
    CHECK(streams.offer(numbered(12), start + 1ms, ready) == verdict::gap);
    CHECK(ready.empty());
    CHECK(streams.deadline() == start + sequences::patience);

    CHECK(streams.offer(numbered(11), start + 2ms, ready) == verdict::apply);
    CHECK(numbers(ready) == list{11, 12, 13});
    CHECK_FALSE(streams.deadline());
}

TEST_CASE("a gap that doesn't close makes its stream overdue after half a second") {
    sequences streams;
    std::vector<item> ready;
    streams.move_to(common_stream, 10, start, ready);
    streams.move_to(77, 5, start, ready);

    streams.offer(numbered(12), start, ready);
    streams.offer(numbered(8, 1, 77), start + 100ms, ready);

    CHECK_FALSE(streams.overdue(start + 499ms));
    CHECK(streams.overdue(start + 500ms) == common_stream);
    streams.give_up(common_stream);
    CHECK_FALSE(streams.overdue(start + 599ms));
    CHECK(streams.overdue(start + 600ms) == 77);
}

TEST_CASE("a difference passes on what it didn't bring and drops what it did") {
    sequences streams;
    std::vector<item> ready;
    streams.move_to(common_stream, 10, start, ready);
    streams.offer(numbered(12), start, ready);
    streams.offer(numbered(14), start, ready);
    streams.offer(numbered(20), start, ready);

    streams.move_to(common_stream, 13, start + 1s, ready);

    CHECK(numbers(ready) == list{14});
    CHECK(streams.at(common_stream) == 14);
    CHECK(streams.held() == 1);
    CHECK(streams.deadline() == start + 1s + sequences::patience);
}

TEST_CASE("what no difference leads to is forgotten after two of them that moved nothing") {
    sequences streams;
    std::vector<item> ready;
    streams.move_to(common_stream, 10, start, ready);
    streams.offer(numbered(2'000'000'000), start, ready);

    streams.move_to(common_stream, 10, start + 1s, ready);
    CHECK(streams.held() == 1);
    streams.move_to(common_stream, 12, start + 2s, ready);
    streams.move_to(common_stream, 12, start + 3s, ready);
    CHECK(streams.held() == 1);
    streams.move_to(common_stream, 12, start + 4s, ready);

    CHECK(streams.held() == 0);
    CHECK_FALSE(streams.deadline());
    CHECK(ready.empty());
    CHECK(streams.offer(numbered(13), start + 5s, ready) == verdict::apply);
}

TEST_CASE("a stream nobody told about starts with its first update") {
    sequences streams;
    std::vector<item> ready;

    CHECK(streams.offer(numbered(41, 1, 7), start, ready) == verdict::apply);
    CHECK(streams.offer(numbered(42, 1, 7), start, ready) == verdict::apply);
    CHECK(streams.at(7) == 42);
    CHECK(streams.at(8) == 0);
}

TEST_CASE("a message with the number of a first update that counts nothing isn't lost") {
    sequences streams;
    std::vector<item> ready;

    streams.offer(numbered(34, 0, 7), start, ready);
    CHECK(streams.offer(numbered(34, 1, 7), start, ready) == verdict::apply);
    CHECK(ready.size() == 2);

    // After a group became a supergroup the first number is 1.
    streams.offer(numbered(1, 0, 8), start, ready);
    CHECK(streams.offer(numbered(2, 1, 8), start, ready) == verdict::apply);
}

TEST_CASE("streams don't disturb each other") {
    sequences streams;
    std::vector<item> ready;
    streams.move_to(common_stream, 10, start, ready);
    streams.move_to(secondary_stream, 3, start, ready);

    streams.offer(numbered(12), start, ready);
    streams.offer(numbered(4, 1, secondary_stream), start, ready);
    streams.offer(numbered(100, 1, 55), start, ready);

    CHECK(numbers(ready) == list{4, 100});
    CHECK(streams.at(common_stream) == 10);
}

TEST_CASE("what is demanded is overdue until it is satisfied") {
    sequences streams;
    streams.demand(common_stream, start);

    CHECK(streams.overdue(start) == common_stream);
    streams.satisfied(common_stream);
    CHECK_FALSE(streams.overdue(start + 1h));
}

TEST_CASE("a flood of early updates is bounded and asks for the difference at once") {
    sequences streams;
    std::vector<item> ready;
    streams.move_to(common_stream, 10, start, ready);

    for (std::int32_t i = 0; i < 10'000; ++i)
        streams.offer(numbered(100 + i), start, ready);

    CHECK(streams.held() == sequences::most_held);
    CHECK(streams.overdue(start) == common_stream);
    CHECK(ready.empty());
}
