// SPDX-License-Identifier: MIT
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/session/memory.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>

#include "../support/run.hpp"

using namespace awaitgram;

namespace {

/// The input of a request for a peer that only the session knows.
api::InputPeer addressed(const peer_info& known, std::int64_t dialog) {
    any_session session{memory_session{}};
    api::InputPeer result;
    tests::run([&]() -> awaitable<void> {
        co_await session.cache_peer(known);
        result = co_await resolve_input_peer(session, dialog);
    });
    return result;
}

/// The input of a request for a peer that came along with an answer, whatever the session knows of it.
api::InputPeer addressed(
    const tl::vector<api::User>& users, const tl::vector<api::Chat>& chats, std::int64_t dialog
) {
    any_session session{memory_session{}};
    api::InputPeer result;
    tests::run([&]() -> awaitable<void> {
        const peer_info known = user_info{5, peer_auth{70}, {}, {}};
        co_await session.cache_peer(known);
        result = co_await resolve_input_peer(session, dialog, &users, &chats);
    });
    return result;
}

} // namespace

TEST_CASE("a min hash of the session is not used in requests") { // S-97
    const auto user = addressed(user_info{5, peer_auth{7}, {}, {}}, 5);
    REQUIRE(user.is<api::inputPeerUser>());
    CHECK(user.get_if<api::inputPeerUser>()->access_hash == 7);
    const auto min = addressed(user_info{5, peer_auth{7, true}, {}, {}}, 5);
    REQUIRE(min.is<api::inputPeerUser>());
    CHECK(min.get_if<api::inputPeerUser>()->access_hash == 0);
    const auto channel = addressed(channel_info{8, peer_auth{80, true}, {}}, -1000000000008);
    REQUIRE(channel.is<api::inputPeerChannel>());
    CHECK(channel.get_if<api::inputPeerChannel>()->access_hash == 0);
}

TEST_CASE("a hash that came along is used before the one of the session, but no min hash") { // S-97
    api::user user{};
    user.id = 5;
    user.access_hash = 7;
    tl::vector<api::User> users;
    users.push_back(user);
    CHECK(addressed(users, {}, 5).get_if<api::inputPeerUser>()->access_hash == 7);
    user.min = true;
    users.clear();
    users.push_back(user);
    CHECK(addressed(users, {}, 5).get_if<api::inputPeerUser>()->access_hash == 70);

    api::channel channel{};
    channel.id = 8;
    channel.access_hash = 80;
    tl::vector<api::Chat> chats;
    chats.push_back(channel);
    const auto peer = addressed({}, chats, -1000000000008);
    CHECK(peer.get_if<api::inputPeerChannel>()->access_hash == 80);
    CHECK(peer.get_if<api::inputPeerChannel>()->channel_id == 8);
}

TEST_CASE("a basic group needs no hash, and a number that no peer has is an empty peer") {
    const auto group = addressed({}, {}, -3);
    REQUIRE(group.is<api::inputPeerChat>());
    CHECK(group.get_if<api::inputPeerChat>()->chat_id == 3);
    CHECK(addressed({}, {}, 0).is<api::inputPeerEmpty>());
}

TEST_CASE("a peer that came along lately is addressed with its hash before the session has it") {
    any_session session{memory_session{}};
    peer_cache recent;
    CHECK(recent.note(user_info{5, peer_auth{7}, {}, {}}));
    api::InputPeer user;
    std::optional<peer_ref> channel;
    tests::run([&]() -> awaitable<void> {
        const peer_info stored = channel_info{8, peer_auth{80}, {}};
        co_await session.cache_peer(stored);
        user = co_await resolve_input_peer(session, 5, nullptr, nullptr, &recent);
        CHECK_FALSE(co_await find_peer(session, nullptr, *peer_id::user(5)));
        CHECK((co_await find_peer(session, &recent, *peer_id::user(5)))->auth.access_hash == 7);
        // What did not come along lately is in the session.
        channel = co_await find_peer(session, &recent, *peer_id::channel(8));
    });
    REQUIRE(user.is<api::inputPeerUser>());
    CHECK(user.get_if<api::inputPeerUser>()->access_hash == 7);
    REQUIRE(channel);
    CHECK(channel->auth.access_hash == 80);
}
