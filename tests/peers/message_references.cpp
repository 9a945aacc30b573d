// SPDX-License-Identifier: MIT
#include <awaitgram/peers/message_references.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

using namespace awaitgram;

TEST_CASE("the latest message that shows a peer is kept, until it is forgotten") {
    message_references seen;
    const auto user = *peer_id::user(5);
    CHECK_FALSE(seen.find(user));
    seen.note(user, {-1000000000008, 40});
    seen.note(user, {-1000000000008, 41});
    CHECK(seen.find(user) == message_reference{-1000000000008, 41});
    CHECK_FALSE(seen.find(*peer_id::channel(5)));
    seen.forget(user);
    CHECK_FALSE(seen.find(user));
}

TEST_CASE("the memory of references is bounded, and the latest ones stay") {
    message_references seen;
    const auto most = static_cast<std::int64_t>(message_references::most_peers);
    for (std::int64_t id = 1; id <= 2 * most; ++id) {
        seen.note(*peer_id::user(id), {-1, 1});
        REQUIRE(seen.size() <= message_references::most_peers);
    }
    CHECK(seen.find(*peer_id::user(2 * most)));
    CHECK(seen.find(*peer_id::user(2 * most - most / 2)));
    CHECK_FALSE(seen.find(*peer_id::user(1)));
    seen.clear();
    CHECK(seen.size() == 0);
}
