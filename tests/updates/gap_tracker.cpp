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
numbered(std::int32_t number, std::int32_t count = 1, sequence_id sequence = common_sequence) {
    pending_update value;
    value.sequence = sequence;
    value.number = number;
    value.count = count;
    return value;
}

std::vector<std::int32_t> numbers(const std::vector<pending_update>& items) {
    std::vector<std::int32_t> numbers;
    for (const auto& each : items)
        numbers.push_back(each.number);
    return numbers;
}

using list = std::vector<std::int32_t>;

} // namespace

TEST_CASE("an update is the next one exactly when its count leads from here to its number"
) { // S-93
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

TEST_CASE("numbers that no server should send neither overflow nor move anything") { // S-93
    constexpr auto most = std::numeric_limits<std::int32_t>::max();
    constexpr auto least = std::numeric_limits<std::int32_t>::min();

    CHECK(check_gap(10, -1, 1) == gap_check::duplicate);
    CHECK(check_gap(10, 11, -1) == gap_check::duplicate);
    CHECK(check_gap(most, most, most) == gap_check::duplicate);
    CHECK(check_gap(10, most, 1) == gap_check::gap);
    CHECK(check_gap(10, least, least) == gap_check::duplicate);
}

TEST_CASE("updates pass in order and duplicates do not pass") { // S-93
    gap_tracker tracker;
    std::vector<pending_update> ready;
    tracker.move_to(common_sequence, 10, start, ready);

    CHECK(tracker.offer(numbered(11), start, ready) == gap_check::apply);
    CHECK(tracker.offer(numbered(11), start, ready) == gap_check::duplicate);
    CHECK(tracker.offer(numbered(12), start, ready) == gap_check::apply);

    CHECK(numbers(ready) == list{11, 12});
    CHECK(tracker.at(common_sequence) == 12);
    CHECK_FALSE(tracker.deadline());
}

TEST_CASE("an early update waits for the one before it") {
    gap_tracker tracker;
    std::vector<pending_update> ready;
    tracker.move_to(common_sequence, 10, start, ready);

    CHECK(tracker.offer(numbered(13), start, ready) == gap_check::gap);
    CHECK(tracker.offer(numbered(12), start + 1ms, ready) == gap_check::gap);
    CHECK(ready.empty());
    CHECK(tracker.deadline() == start + gap_tracker::patience);

    CHECK(tracker.offer(numbered(11), start + 2ms, ready) == gap_check::apply);
    CHECK(numbers(ready) == list{11, 12, 13});
    CHECK_FALSE(tracker.deadline());
}

TEST_CASE("a gap that does not close makes its sequence overdue after half a second") {
    gap_tracker tracker;
    std::vector<pending_update> ready;
    tracker.move_to(common_sequence, 10, start, ready);
    tracker.move_to(77, 5, start, ready);

    tracker.offer(numbered(12), start, ready);
    tracker.offer(numbered(8, 1, 77), start + 100ms, ready);

    CHECK_FALSE(tracker.overdue(start + 499ms));
    CHECK(tracker.overdue(start + 500ms) == common_sequence);
    tracker.give_up(common_sequence);
    CHECK_FALSE(tracker.overdue(start + 599ms));
    CHECK(tracker.overdue(start + 600ms) == 77);
}

TEST_CASE("a difference passes on held updates that it did not bring and drops those it did") {
    gap_tracker tracker;
    std::vector<pending_update> ready;
    tracker.move_to(common_sequence, 10, start, ready);
    tracker.offer(numbered(12), start, ready);
    tracker.offer(numbered(14), start, ready);
    tracker.offer(numbered(20), start, ready);

    tracker.move_to(common_sequence, 13, start + 1s, ready);

    CHECK(numbers(ready) == list{14});
    CHECK(tracker.at(common_sequence) == 14);
    CHECK(tracker.held() == 1);
    CHECK(tracker.deadline() == start + 1s + gap_tracker::patience);
}

TEST_CASE("held updates that no difference leads to are dropped after two that moved nothing") {
    gap_tracker tracker;
    std::vector<pending_update> ready;
    tracker.move_to(common_sequence, 10, start, ready);
    tracker.offer(numbered(2'000'000'000), start, ready);

    tracker.move_to(common_sequence, 10, start + 1s, ready);
    CHECK(tracker.held() == 1);
    tracker.move_to(common_sequence, 12, start + 2s, ready);
    tracker.move_to(common_sequence, 12, start + 3s, ready);
    CHECK(tracker.held() == 1);
    tracker.move_to(common_sequence, 12, start + 4s, ready);

    CHECK(tracker.held() == 0);
    CHECK_FALSE(tracker.deadline());
    CHECK(ready.empty());
    CHECK(tracker.offer(numbered(13), start + 5s, ready) == gap_check::apply);
}

TEST_CASE("an unknown sequence starts with its first update") {
    gap_tracker tracker;
    std::vector<pending_update> ready;

    CHECK(tracker.offer(numbered(41, 1, 7), start, ready) == gap_check::apply);
    CHECK(tracker.offer(numbered(42, 1, 7), start, ready) == gap_check::apply);
    CHECK(tracker.at(7) == 42);
    CHECK(tracker.at(8) == 0);
}

TEST_CASE("a message with the number of a first update of count 0 is not lost") {
    gap_tracker tracker;
    std::vector<pending_update> ready;

    tracker.offer(numbered(34, 0, 7), start, ready);
    CHECK(tracker.offer(numbered(34, 1, 7), start, ready) == gap_check::apply);
    CHECK(ready.size() == 2);

    // After a group became a supergroup the first number is 1.
    tracker.offer(numbered(1, 0, 8), start, ready);
    CHECK(tracker.offer(numbered(2, 1, 8), start, ready) == gap_check::apply);
}

TEST_CASE("sequences are independent") {
    gap_tracker tracker;
    std::vector<pending_update> ready;
    tracker.move_to(common_sequence, 10, start, ready);
    tracker.move_to(secondary_sequence, 3, start, ready);

    tracker.offer(numbered(12), start, ready);
    tracker.offer(numbered(4, 1, secondary_sequence), start, ready);
    tracker.offer(numbered(100, 1, 55), start, ready);

    CHECK(numbers(ready) == list{4, 100});
    CHECK(tracker.at(common_sequence) == 10);
}

TEST_CASE("a demanded sequence is overdue until it is satisfied") {
    gap_tracker tracker;
    tracker.demand(common_sequence, start);

    CHECK(tracker.overdue(start) == common_sequence);
    tracker.satisfied(common_sequence);
    CHECK_FALSE(tracker.overdue(start + 1h));
}

TEST_CASE("a flood of early updates is bounded and demands the difference at once") {
    gap_tracker tracker;
    std::vector<pending_update> ready;
    tracker.move_to(common_sequence, 10, start, ready);

    for (std::int32_t i = 0; i < 10'000; ++i)
        tracker.offer(numbered(100 + i), start, ready);

    CHECK(tracker.held() == gap_tracker::most_held);
    CHECK(tracker.overdue(start) == common_sequence);
    CHECK(ready.empty());
}
