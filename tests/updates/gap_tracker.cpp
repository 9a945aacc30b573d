// SPDX-License-Identifier: MIT
#include <awaitgram/updates/gap_tracker.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;
using namespace std::chrono_literals;

namespace {

const time_point start{1'700'000'000s};

pending_update
numbered(std::int32_t number, std::int32_t count = 1, sequence_id stream = common_sequence) {
    pending_update made;
    made.stream = stream;
    made.number = number;
    made.count = count;
    return made;
}

std::vector<std::int32_t> numbers(const std::vector<pending_update>& items) {
    std::vector<std::int32_t> found;
    for (const auto& each : items)
        found.push_back(each.number);
    return found;
}

using list = std::vector<std::int32_t>;

} // namespace

TEST_CASE("an update is the next one exactly when its count leads from here to its number") {
    CHECK(check_gap(10, 11, 1) == gap_check::apply);
    CHECK(check_gap(10, 13, 3) == gap_check::apply);
    CHECK(check_gap(10, 10, 0) == gap_check::apply);
    CHECK(check_gap(10, 10, 1) == gap_check::duplicate);
    CHECK(check_gap(10, 9, 0) == gap_check::duplicate);
    CHECK(check_gap(10, 12, 1) == gap_check::gap);
    CHECK(check_gap(10, 11, 0) == gap_check::gap);
}

TEST_CASE("an update without a number is never held back") {
    CHECK(check_gap(10, 0, 0) == gap_check::apply);
    CHECK(check_gap(10, 0, 7) == gap_check::apply);
}

TEST_CASE("numbers no server should send neither overflow nor move anything") {
    constexpr auto most = std::numeric_limits<std::int32_t>::max();
    constexpr auto least = std::numeric_limits<std::int32_t>::min();

    CHECK(check_gap(10, -1, 1) == gap_check::duplicate);
    CHECK(check_gap(10, 11, -1) == gap_check::duplicate);
    CHECK(check_gap(most, most, most) == gap_check::duplicate);
    CHECK(check_gap(10, most, 1) == gap_check::gap);
    CHECK(check_gap(10, least, least) == gap_check::duplicate);
}

TEST_CASE("updates pass in order and duplicates don't pass") {
    gap_tracker streams;
    std::vector<pending_update> ready;
    streams.move_to(common_sequence, 10, start, ready);

    CHECK(streams.offer(numbered(11), start, ready) == gap_check::apply);
    CHECK(streams.offer(numbered(11), start, ready) == gap_check::duplicate);
    CHECK(streams.offer(numbered(12), start, ready) == gap_check::apply);

    CHECK(numbers(ready) == list{11, 12});
    CHECK(streams.at(common_sequence) == 12);
    CHECK_FALSE(streams.deadline());
}

TEST_CASE("an early update waits for the one before it") {
    gap_tracker streams;
    std::vector<pending_update> ready;
    streams.move_to(common_sequence, 10, start, ready);

    CHECK(streams.offer(numbered(13), start, ready) == gap_check::gap);
    CHECK(streams.offer(numbered(12), start + 1ms, ready) == gap_check::gap);
    CHECK(ready.empty());
    CHECK(streams.deadline() == start + gap_tracker::patience);

    CHECK(streams.offer(numbered(11), start + 2ms, ready) == gap_check::apply);
    CHECK(numbers(ready) == list{11, 12, 13});
    CHECK_FALSE(streams.deadline());
}

TEST_CASE("a gap that doesn't close makes its stream overdue after half a second") {
    gap_tracker streams;
    std::vector<pending_update> ready;
    streams.move_to(common_sequence, 10, start, ready);
    streams.move_to(77, 5, start, ready);

    streams.offer(numbered(12), start, ready);
    streams.offer(numbered(8, 1, 77), start + 100ms, ready);

    CHECK_FALSE(streams.overdue(start + 499ms));
    CHECK(streams.overdue(start + 500ms) == common_sequence);
    streams.give_up(common_sequence);
    CHECK_FALSE(streams.overdue(start + 599ms));
    CHECK(streams.overdue(start + 600ms) == 77);
}

TEST_CASE("a difference passes on what it didn't bring and drops what it did") {
    gap_tracker streams;
    std::vector<pending_update> ready;
    streams.move_to(common_sequence, 10, start, ready);
    streams.offer(numbered(12), start, ready);
    streams.offer(numbered(14), start, ready);
    streams.offer(numbered(20), start, ready);

    streams.move_to(common_sequence, 13, start + 1s, ready);

    CHECK(numbers(ready) == list{14});
    CHECK(streams.at(common_sequence) == 14);
    CHECK(streams.held() == 1);
    CHECK(streams.deadline() == start + 1s + gap_tracker::patience);
}

TEST_CASE("what no difference leads to is forgotten after two of them that moved nothing") {
    gap_tracker streams;
    std::vector<pending_update> ready;
    streams.move_to(common_sequence, 10, start, ready);
    streams.offer(numbered(2'000'000'000), start, ready);

    streams.move_to(common_sequence, 10, start + 1s, ready);
    CHECK(streams.held() == 1);
    streams.move_to(common_sequence, 12, start + 2s, ready);
    streams.move_to(common_sequence, 12, start + 3s, ready);
    CHECK(streams.held() == 1);
    streams.move_to(common_sequence, 12, start + 4s, ready);

    CHECK(streams.held() == 0);
    CHECK_FALSE(streams.deadline());
    CHECK(ready.empty());
    CHECK(streams.offer(numbered(13), start + 5s, ready) == gap_check::apply);
}

TEST_CASE("a stream nobody told about starts with its first update") {
    gap_tracker streams;
    std::vector<pending_update> ready;

    CHECK(streams.offer(numbered(41, 1, 7), start, ready) == gap_check::apply);
    CHECK(streams.offer(numbered(42, 1, 7), start, ready) == gap_check::apply);
    CHECK(streams.at(7) == 42);
    CHECK(streams.at(8) == 0);
}

TEST_CASE("a message with the number of a first update that counts nothing isn't lost") {
    gap_tracker streams;
    std::vector<pending_update> ready;

    streams.offer(numbered(34, 0, 7), start, ready);
    CHECK(streams.offer(numbered(34, 1, 7), start, ready) == gap_check::apply);
    CHECK(ready.size() == 2);

    // After a group became a supergroup the first number is 1.
    streams.offer(numbered(1, 0, 8), start, ready);
    CHECK(streams.offer(numbered(2, 1, 8), start, ready) == gap_check::apply);
}

TEST_CASE("streams don't disturb each other") {
    gap_tracker streams;
    std::vector<pending_update> ready;
    streams.move_to(common_sequence, 10, start, ready);
    streams.move_to(secondary_sequence, 3, start, ready);

    streams.offer(numbered(12), start, ready);
    streams.offer(numbered(4, 1, secondary_sequence), start, ready);
    streams.offer(numbered(100, 1, 55), start, ready);

    CHECK(numbers(ready) == list{4, 100});
    CHECK(streams.at(common_sequence) == 10);
}

TEST_CASE("what is demanded is overdue until it is satisfied") {
    gap_tracker streams;
    streams.demand(common_sequence, start);

    CHECK(streams.overdue(start) == common_sequence);
    streams.satisfied(common_sequence);
    CHECK_FALSE(streams.overdue(start + 1h));
}

TEST_CASE("a flood of early updates is bounded and asks for the difference at once") {
    gap_tracker streams;
    std::vector<pending_update> ready;
    streams.move_to(common_sequence, 10, start, ready);

    for (std::int32_t i = 0; i < 10'000; ++i)
        streams.offer(numbered(100 + i), start, ready);

    CHECK(streams.held() == gap_tracker::most_held);
    CHECK(streams.overdue(start) == common_sequence);
    CHECK(ready.empty());
}
