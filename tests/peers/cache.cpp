// SPDX-License-Identifier: MIT
#include <awaitgram/peers/cache.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

using namespace awaitgram;

TEST_CASE("a peer is news the first time and when more is known of it") {
    peer_cache cache;
    CHECK(cache.note(user_info{5, {}, {}, {}}));
    CHECK_FALSE(cache.note(user_info{5, {}, {}, {}}));
    CHECK(cache.note(user_info{5, peer_auth{50}, {}, {}}));
    CHECK(cache.note(user_info{5, {}, true, {}}));

    // All of it is known, though not from one object.
    CHECK_FALSE(cache.note(user_info{5, peer_auth{50}, true, {}}));
    CHECK_FALSE(cache.note(user_info{5, peer_auth{9, true}, {}, {}}));
}

TEST_CASE("users, groups and channels with the same id are different peers") {
    peer_cache cache;
    CHECK(cache.note(user_info{5, {}, {}, {}}));
    CHECK(cache.note(chat_info{5}));
    CHECK(cache.note(channel_info{5, {}, {}}));
    CHECK(cache.size() == 3);
}

TEST_CASE("a peer without a possible id is never news") {
    peer_cache cache;
    CHECK_FALSE(cache.note(user_info{0, peer_auth{1}, {}, {}}));
    CHECK(cache.size() == 0);
}

TEST_CASE("a peer is found with its full access hash only") {
    peer_cache cache;
    CHECK(cache.note(user_info{5, peer_auth{50}, {}, {}}));
    CHECK(cache.note(user_info{6, peer_auth{60, true}, {}, {}}));
    const auto known = cache.find(*peer_id::user(5));
    REQUIRE(known);
    CHECK(known->auth.access_hash == 50);
    CHECK_FALSE(cache.find(*peer_id::user(6)));
    CHECK_FALSE(cache.find(*peer_id::channel(5)));
    cache.clear();
    CHECK_FALSE(cache.find(*peer_id::user(5)));
}

TEST_CASE("what was forgotten is news again") {
    peer_cache cache;
    CHECK(cache.note(chat_info{5}));
    cache.clear();
    CHECK(cache.note(chat_info{5}));
}

TEST_CASE("a cache that is full starts anew") {
    peer_cache cache;
    const auto most = static_cast<std::int64_t>(peer_cache::most_peers);
    for (std::int64_t id = 1; id <= most; ++id)
        CHECK(cache.note(chat_info{id}));
    CHECK(cache.size() == peer_cache::most_peers);
    CHECK(cache.note(chat_info{most + 1}));
    CHECK(cache.size() == 1);
}
