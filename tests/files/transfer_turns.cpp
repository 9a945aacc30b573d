// SPDX-License-Identifier: MIT
#include <awaitgram/files/transfer_turns.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <deque>

using awaitgram::files::transfer_turns;
using awaitgram::files::transfer_way;

namespace {

constexpr auto part = transfer_turns::largest_part;

/// A transfer with claims that are all asked for.
struct asking {
    asking(transfer_turns& with, transfer_way way, std::size_t count, std::size_t bytes = part)
        : of(way), claims(count) {
        for (auto& each : claims)
            with.ask(each, of, bytes);
    }

    [[nodiscard]] std::size_t granted() const {
        std::size_t count = 0;
        for (const auto& each : claims)
            count += each.granted() ? 1U : 0U;
        return count;
    }

    transfer_turns::transfer of;
    std::deque<transfer_turns::claim> claims;
};

std::size_t grant_all(transfer_turns& turns) {
    std::size_t count = 0;
    while (turns.next() != nullptr)
        ++count;
    return count;
}

} // namespace

TEST_CASE("one way alone takes all; then both ways share, with one part at least") {
    transfer_turns turns{8 * part};
    asking down{turns, transfer_way::down, 20};
    CHECK(grant_all(turns) == 8);
    CHECK(turns.under_way() == turns.most());

    asking up{turns, transfer_way::up, 20};
    CHECK(grant_all(turns) == 0);

    // Whoever has less comes first, until both have the same.
    for (auto i = 0; i < 4; ++i) {
        turns.end(down.claims[static_cast<std::size_t>(i)]);
        CHECK(grant_all(turns) == 1);
    }
    CHECK(up.granted() == 4);
    CHECK(turns.under_way() == turns.most());

    // What one way leaves, the other does not take whole.
    for (auto& each : up.claims)
        if (each.granted())
            turns.end(each);
    for (auto& each : up.claims)
        turns.end(each);
    turns.ask(up.claims[0], up.of, part);
    CHECK(turns.next() == &up.claims[0]);
    CHECK(grant_all(turns) == 3);
    CHECK(turns.under_way() == turns.most());
    turns.end(up.claims[0]);
    CHECK(grant_all(turns) == 1);
}

TEST_CASE("a way that stands still leaves the other one part beyond the limit") {
    transfer_turns turns{2 * part};
    asking up{turns, transfer_way::up, 4};
    asking down{turns, transfer_way::down, 2};
    CHECK(grant_all(turns) == 2);
    CHECK(down.granted() == 1);
    turns.end(down.claims[0]);
    turns.end(down.claims[1]);
    CHECK(grant_all(turns) == 1);
    CHECK(up.granted() == 2);

    turns.ask(down.claims[0], down.of, part);
    CHECK(turns.next() == nullptr);
    turns.stand(up.claims[0], true);
    CHECK(turns.next() == nullptr); // the other part will end by itself
    turns.stand(up.claims[1], true);
    turns.stand(up.claims[1], true);
    CHECK(turns.next() == &down.claims[0]);
    CHECK(turns.under_way() == 3 * part);
    turns.ask(down.claims[1], down.of, part);
    CHECK(turns.next() == nullptr);
    turns.end(down.claims[0]);
    CHECK(turns.next() == &down.claims[1]);
    turns.end(down.claims[1]);
    turns.stand(up.claims[1], false);
    turns.ask(down.claims[0], down.of, part);
    CHECK(turns.next() == nullptr);
    turns.end(up.claims[0]); // although it stands still
    CHECK(turns.next() == &down.claims[0]);
}

TEST_CASE("transfers take turns, so that a small file is not behind a large one") {
    transfer_turns turns{8 * part};
    asking large{turns, transfer_way::down, 2000};
    CHECK(grant_all(turns) == 8);
    asking other{turns, transfer_way::down, 8};
    asking small{turns, transfer_way::down, 1, 1000};
    turns.end(large.claims[0]);
    CHECK(turns.next() == &large.claims[8]);
    turns.end(large.claims[1]);
    CHECK(turns.next() == &other.claims[0]);
    turns.end(large.claims[2]);
    CHECK(turns.next() == &small.claims[0]);
    CHECK(turns.next() == nullptr); // the rest is too little for a large part
    turns.end(small.claims[0]);
    CHECK(turns.next() == &large.claims[9]);
    turns.end(large.claims[3]);
    CHECK(turns.next() == &other.claims[1]);
}

TEST_CASE("the parts of one transfer have their turns in the order in which they came") {
    transfer_turns turns{2 * part};
    asking all{turns, transfer_way::up, 5};
    CHECK(turns.next() == &all.claims[0]);
    for (std::size_t i = 1; i < all.claims.size(); ++i) {
        CHECK(turns.next() == &all.claims[i]);
        CHECK(turns.next() == nullptr);
        turns.end(all.claims[i - 1]);
    }
    turns.end(all.claims.back());
    CHECK(turns.next() == nullptr);
    CHECK(turns.under_way() == 0);
}

TEST_CASE("a claim that ends while it waits, or when its turn has come, leaves nothing behind") {
    transfer_turns turns{4 * part};
    for (std::size_t ended = 0; ended != 10; ++ended) {
        CAPTURE(ended);
        asking first{turns, transfer_way::down, 5};
        asking second{turns, transfer_way::down, 5};
        CHECK(grant_all(turns) == 4);
        auto& claims = ended < 5 ? first.claims : second.claims;
        turns.end(claims[ended % 5]);
        turns.end(claims[ended % 5]);
        for (auto* of : {&first, &second})
            for (auto& each : of->claims)
                if (each.granted()) {
                    turns.end(each);
                    grant_all(turns);
                }
        for (auto* of : {&first, &second})
            for (auto& each : of->claims) {
                turns.end(each);
                grant_all(turns);
            }
        CHECK(turns.under_way() == 0);
        CHECK(turns.next() == nullptr);
    }
}

TEST_CASE("two parts are always allowed, and the first part of a way has any size") {
    transfer_turns turns{1};
    CHECK(turns.most() == 2 * part);
    asking huge{turns, transfer_way::down, 2, 10 * part};
    CHECK(grant_all(turns) == 1);
    turns.end(huge.claims[0]);
    CHECK(grant_all(turns) == 1);
    turns.end(huge.claims[1]);
    CHECK(turns.under_way() == 0);
}
