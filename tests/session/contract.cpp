// SPDX-License-Identifier: MIT
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <system_error>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;

namespace {

/// What every session must do, whatever it is made of.
void each_session(const std::function<awaitable<void>(any_session&)>& check) {
    const std::function<any_session()> makers[] = {
        [] { return any_session{memory_session{}}; }, [] { return any_session{":memory:"}; }};
    for (const auto& make : makers) {
        auto storage = make();
        tests::run([&] { return check(storage); });
    }
}

crypto::auth_key some_key(std::uint8_t fill) {
    const byte_buffer bytes(256, fill);
    return crypto::auth_key{bytes};
}

} // namespace

TEST_CASE("a new session is at home in DC 2, knows five DCs and nothing else") {
    each_session([](any_session& storage) -> awaitable<void> {
        CHECK(storage.home_dc_id() == 2);
        for (std::int32_t id = 1; id <= 5; ++id) {
            const auto dc = storage.dc_option(id);
            REQUIRE(dc);
            CHECK(dc->id == id);
            CHECK(dc->ipv4->port == 443);
            CHECK_FALSE(dc->auth_key);
        }
        CHECK_FALSE(storage.dc_option(6));
        CHECK_FALSE(co_await storage.self());
        const auto user = peer_id::user(1);
        CHECK_FALSE(co_await storage.peer(*user));
        CHECK_FALSE(co_await storage.peer(peer_id::self_user()));
        const auto state = co_await storage.updates_state();
        CHECK(state == updates_state{});
        const auto salts = co_await storage.salts(2);
        CHECK(salts.empty());
    });
}

TEST_CASE("keys, home, salts and the signed-in user are kept") {
    each_session([](any_session& storage) -> awaitable<void> {
        auto option = *storage.dc_option(4);
        option.auth_key = some_key(0x42);
        co_await storage.set_dc_option(option);
        co_await storage.set_home_dc_id(4);
        const std::vector<server_salt> salts{{1, 10, 20}, {-2, 20, 30}};
        co_await storage.set_salts(4, salts);
        const std::optional<signed_in_user> user = signed_in_user{77, true};
        co_await storage.set_self(user);

        CHECK(storage.home_dc_id() == 4);
        CHECK(*storage.dc_option(4)->auth_key == some_key(0x42));
        CHECK(storage.dc_option(4)->ipv6->host == "2001:67c:4e8:f004::a");
        const auto kept = co_await storage.salts(4);
        CHECK(kept == salts);
        const auto others = co_await storage.salts(2);
        CHECK(others.empty());
        const auto self = co_await storage.self();
        CHECK(self == user);

        co_await storage.set_self(std::nullopt);
        const auto nobody = co_await storage.self();
        CHECK_FALSE(nobody);
    });
}

TEST_CASE("caching a peer again never erases what was known") {
    each_session([](any_session& storage) -> awaitable<void> {
        const peer_info full = user_info{5, peer_auth{0}, true, {}};
        co_await storage.cache_peer(full);
        const peer_info blank = user_info{5, {}, {}, false};
        co_await storage.cache_peer(blank);
        const auto user = co_await storage.peer(*peer_id::user(5));
        REQUIRE(user);
        const peer_info expected = user_info{5, peer_auth{0}, true, false};
        CHECK(*user == expected);

        const peer_info channel = channel_info{9, peer_auth{-4}, channel_kind::megagroup};
        co_await storage.cache_peer(channel);
        const peer_info blank_channel = channel_info{9, {}, {}};
        co_await storage.cache_peer(blank_channel);
        const auto kept = co_await storage.peer(*peer_id::channel(9));
        CHECK(*kept == channel);

        const peer_info chat = chat_info{9};
        co_await storage.cache_peer(chat);
        const auto group = co_await storage.peer(*peer_id::chat(9));
        CHECK(*group == chat);
        CHECK(auth_of(*group) == peer_auth{0});
    });
}

TEST_CASE("exactly one peer is self") {
    each_session([](any_session& storage) -> awaitable<void> {
        const peer_info first = user_info{1, peer_auth{10}, {}, true};
        const peer_info second = user_info{2, peer_auth{20}, {}, true};
        co_await storage.cache_peer(first);
        co_await storage.cache_peer(second);

        const auto self = co_await storage.peer(peer_id::self_user());
        REQUIRE(self);
        CHECK(*self == second);
        const auto former = co_await storage.peer(*peer_id::user(1));
        const peer_info expected = user_info{1, peer_auth{10}, {}, false};
        CHECK(*former == expected);
    });
}

TEST_CASE("a peer with an impossible id is refused") {
    each_session([](any_session& storage) -> awaitable<void> {
        const peer_info wrong = user_info{-1, {}, {}, {}};
        CHECK_THROWS_AS(co_await storage.cache_peer(wrong), std::system_error);
    });
}

TEST_CASE("a step of the update state changes its part and no other") {
    each_session([](any_session& storage) -> awaitable<void> {
        const update_state primary = update_state::primary{1, 2, 3};
        co_await storage.set_update_state(primary);
        const update_state secondary = update_state::secondary{4};
        co_await storage.set_update_state(secondary);
        const update_state late = update_state::channel{8, 80};
        co_await storage.set_update_state(late);
        const update_state early = update_state::channel{7, 70};
        co_await storage.set_update_state(early);
        const update_state again = update_state::channel{8, 81};
        co_await storage.set_update_state(again);
        auto state = co_await storage.updates_state();
        const updates_state expected{1, 4, 2, 3, {{7, 70}, {8, 81}}};
        CHECK(state == expected);

        const updates_state other{10, 11, 12, 13, {{9, 90}}};
        const update_state all = update_state::all{other};
        co_await storage.set_update_state(all);
        state = co_await storage.updates_state();
        CHECK(state == other);
    });
}
