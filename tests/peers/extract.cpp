// SPDX-License-Identifier: MIT
#include <awaitgram/peers/extract.hpp>

#include <doctest/doctest.h>

#include <optional>

using namespace awaitgram;

namespace {

api::user some_user(std::optional<std::int64_t> hash) {
    api::user user{};
    user.id = 5;
    if (hash)
        user.access_hash = *hash;
    return user;
}

api::channel some_channel() {
    api::channel channel{};
    channel.id = 8;
    channel.access_hash = 80;
    return channel;
}

/// Not inlined: GCC 12 would warn of members that other constructors lack.
template <class Boxed>
[[gnu::noinline]] std::optional<peer_info> seen(const Boxed& boxed) {
    return extract_peer(boxed);
}

} // namespace

TEST_CASE("a user is remembered with its hash, and whether it is a bot or the account itself") {
    auto user = some_user(7);
    CHECK(seen(api::User{user}) == peer_info{user_info{5, peer_auth{7}, false, {}}});
    user.bot = true;
    user.self = true;
    CHECK(seen(api::User{user}) == peer_info{user_info{5, peer_auth{7}, true, true}});
    CHECK(seen(api::User{some_user({})}) == peer_info{user_info{5, {}, false, {}}});
}

TEST_CASE("a min user's hash is remembered as such, and nothing else of it") { // S-97
    auto user = some_user(7);
    user.min = true;
    CHECK(seen(api::User{user}) == peer_info{user_info{5, peer_auth{7, true}, {}, {}}});
}

TEST_CASE("nothing is remembered of empty users and groups") {
    CHECK_FALSE(seen(api::User{api::userEmpty{}}));
    CHECK_FALSE(seen(api::Chat{api::chatEmpty{}}));
}

TEST_CASE("a gigagroup is one though it is a megagroup too, and a broadcast is no group") {
    auto channel = some_channel();
    CHECK(seen(api::Chat{channel}) == peer_info{channel_info{8, peer_auth{80}, {}}});
    channel.megagroup = true;
    CHECK(
        seen(api::Chat{channel}) ==
        peer_info{channel_info{8, peer_auth{80}, channel_kind::megagroup}}
    );
    channel.broadcast = true;
    CHECK(
        seen(api::Chat{channel}) ==
        peer_info{channel_info{8, peer_auth{80}, channel_kind::broadcast}}
    );
    channel.gigagroup = true;
    CHECK(
        seen(api::Chat{channel}) ==
        peer_info{channel_info{8, peer_auth{80}, channel_kind::gigagroup}}
    );
    channel.min = true;
    CHECK(
        seen(api::Chat{channel}) ==
        peer_info{channel_info{8, peer_auth{80, true}, channel_kind::gigagroup}}
    );
}

TEST_CASE("groups are remembered, and channels that are closed to the account") {
    api::chat group{};
    group.id = 3;
    CHECK(seen(api::Chat{group}) == peer_info{chat_info{3}});
    api::chatForbidden left{};
    left.id = 4;
    CHECK(seen(api::Chat{left}) == peer_info{chat_info{4}});
    api::channelForbidden closed{};
    closed.id = 8;
    closed.access_hash = 80;
    closed.megagroup = true;
    CHECK(
        seen(api::Chat{closed}) ==
        peer_info{channel_info{8, peer_auth{80}, channel_kind::megagroup}}
    );
}

TEST_CASE("a channel is lost when it is closed to the account or left by it") {
    api::channelForbidden closed{};
    closed.id = 8;
    CHECK(lost_channel(api::Chat{closed}) == 8);
    api::channel channel{};
    channel.id = 9;
    CHECK_FALSE(lost_channel(api::Chat{channel}));
    channel.left = true;
    CHECK(lost_channel(api::Chat{channel}) == 9);
    channel.min = true;
    CHECK_FALSE(lost_channel(api::Chat{channel}));
    api::chat group{};
    group.left = true;
    CHECK_FALSE(lost_channel(api::Chat{group}));
}
