// SPDX-License-Identifier: MIT
#include <awaitgram/updates/sequence.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;

namespace {

pending_update numbered(std::int32_t number, std::int32_t count = 1) {
    pending_update value;
    value.place.number = number;
    value.place.count = count;
    return value;
}

using list = std::vector<std::int32_t>;

/// The numbers that are released from `current` on.
list released(held_updates& held, std::int32_t& current) {
    list numbers;
    held.release(
        current,
        [&numbers](const pending_update& each, std::int32_t) {
            numbers.push_back(each.place.number);
        },
        [](const pending_update&) {}
    );
    return numbers;
}

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

TEST_CASE("held updates are released in order as far as the numbers lead") {
    held_updates held;
    for (const std::int32_t number : {15, 12, 13, 20})
        held.hold(numbered(number));
    std::int32_t current = 10;
    CHECK(released(held, current).empty());
    CHECK(held.size() == 4);

    current = 11;
    CHECK(released(held, current) == list{12, 13});
    CHECK(current == 13);
    current = 16;
    CHECK(released(held, current).empty());
    CHECK(held.size() == 1); // 15 was a duplicate
}

TEST_CASE("a held update without a step comes after the one that leads to its number") {
    held_updates held;
    held.hold(numbered(12, 0));
    held.hold(numbered(12));
    held.hold(numbered(11));
    std::int32_t current = 10;
    CHECK(released(held, current) == list{11, 12, 12});
}

TEST_CASE("an update is held once, unless it has no step") {
    held_updates held;
    CHECK(held.hold(numbered(12)));
    CHECK_FALSE(held.hold(numbered(12)));
    CHECK(held.hold(numbered(12, 2)));
    CHECK(held.hold(numbered(13)));
    CHECK_FALSE(held.hold(numbered(12)));
    CHECK(held.hold(numbered(13, 0)));
    CHECK(held.hold(numbered(13, 0)));
    CHECK(held.size() == 5);
}

TEST_CASE("an incomplete update stops those behind it until it is complete") {
    held_updates held;
    auto stranger = numbered(11);
    stranger.incomplete = true;
    held.hold(stranger);
    held.hold(numbered(12));
    std::int32_t current = 10;
    CHECK(released(held, current).empty());
    auto completed = 0;
    held.complete([&completed](const pending_update&) { ++completed; });
    CHECK(completed == 1);
    CHECK(released(held, current) == list{11, 12});
}

TEST_CASE("held updates that differences do not lead to are dropped after a few") {
    held_updates held;
    held.hold(numbered(900));
    auto dropped = 0;
    const auto drop = [&dropped](const pending_update&) { ++dropped; };
    held.difference_came(3, drop);
    held.hold(numbered(800));
    held.difference_came(3, drop);
    CHECK(dropped == 0);
    held.difference_came(3, drop);
    CHECK(dropped == 1);
    CHECK(held.front().place.number == 800);
}

TEST_CASE("the updates up to a number can be taken, whatever is missing between them") {
    held_updates held;
    for (const std::int32_t number : {15, 12, 20})
        held.hold(numbered(number));
    std::int32_t number = 15;
    const auto taken = held.take_up_to(number);
    CHECK(number == 15);
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].place.number == 12);
    CHECK(taken[1].place.number == 15);
    CHECK(held.take_all().size() == 1);
    CHECK(held.empty());
}

TEST_CASE("an update that leads beyond the number it is taken up to moves the number") {
    held_updates held;
    held.hold(numbered(16, 3));
    held.hold(numbered(20));
    std::int32_t number = 14;
    CHECK(held.take_up_to(number).size() == 1);
    CHECK(number == 16);
}

TEST_CASE("the number before the first update of a channel is at least 1") {
    CHECK(number_before_first({77, 20, 1}) == 19);
    CHECK(number_before_first({77, 20, 3}) == 17);
    CHECK(number_before_first({77, 20, 0}) == 19);
    CHECK(number_before_first({77, 1, 0}) == 1);
    CHECK(number_before_first({77, 1, 1}) == 1);
    CHECK(number_before_first({77, 5, std::numeric_limits<std::int32_t>::max()}) == 1);
}
