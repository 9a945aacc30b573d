// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>

#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "../support/scripted_session.hpp"
#include "scene.hpp"

using namespace awaitgram;
using tests::answer_of;
using tests::dc_scene;
using tests::key;
using tests::nearest_at;
using tests::refusal_of;

namespace {

using names = std::vector<std::string>;

awaitable<void> ask(dc::datacenters& home) {
    api::help::getNearestDc request;
    const auto nearest = co_await rpc::invoke(home, request);
    CHECK(nearest->this_dc == home.current());
}

/// The account lives in another data centre than the session says.
struct moving_scene : dc_scene {
    explicit moving_scene(tests::script& steps) : dc_scene(steps) {
        world.answers[2].push_back(refusal_of(303, "USER_MIGRATE_4"));
        world.answers[4].push_back(nearest_at(4));
    }

    awaitable<void> run() { return with_open(ask); }
    void check() {
        CHECK(storage.home_dc_id() == 4);
        CHECK(world.opened.back().dc == 4);
        CHECK(results == 1);
        results = 0;
    }
};

/// The server is flooded, then fails, then answers.
struct flooded_scene : dc_scene {
    explicit flooded_scene(tests::script& steps) : dc_scene(steps) {}

    awaitable<void> run() {
        world.answers[2] = {
            refusal_of(420, "FLOOD_WAIT_60"), refusal_of(500, "INTERNAL"), nearest_at(2)};
        results = 0;
        co_await with_open(ask);
    }
    void check() { CHECK(results == 1); }
};

/// The server says that the login has ended.
struct ended_scene : dc_scene {
    explicit ended_scene(tests::script& steps) : dc_scene(steps) {
        world.answers[2].push_back(refusal_of(406, "AUTH_KEY_DUPLICATED"));
        tests::run([this]() -> awaitable<void> {
            const std::optional<signed_in_user> user = signed_in_user{5, false};
            co_await storage.set_self(user);
            auto option = *storage.dc_option(2);
            option.auth_key = key(1);
            co_await storage.set_dc_option(option);
        });
    }

    awaitable<void> run() {
        return with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            const auto answer = co_await rpc::try_invoke(home, request);
            REQUIRE_FALSE(answer);
            CHECK(answer.error().code() == 406);
        });
    }
    void check() {
        CHECK_FALSE(storage.data().self);
        CHECK_FALSE(storage.dc_option(2)->auth_key);
    }
};

/// A session that takes a turn of the event loop to store the home data centre.
struct slow_session : tests::scripted_session {
    using tests::scripted_session::scripted_session;

    awaitable<void> set_home_dc_id(std::int32_t id) {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        co_await tests::scripted_session::set_home_dc_id(id);
    }
};

} // namespace

TEST_CASE("a call follows the account to its data centre, whatever step fails or is cancelled") {
    CHECK(
        tests::replay<moving_scene>() ==
        names{"self", "salts", "call DC 2", "set_home_dc_id", "salts", "call DC 4"}
    );
}

TEST_CASE("calls that follow the account at the same time share one connection") {
    tests::script steps;
    dc_scene scene{steps};
    scene.world.answers[2].push_back(refusal_of(303, "USER_MIGRATE_4"));
    scene.world.answers[4].push_back(nearest_at(4));
    scene.session = any_session{slow_session{steps, scene.storage}};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            const std::function<awaitable<void>(task_group&)> both = [&home](task_group& tasks
                                                                     ) -> awaitable<void> {
                tasks.spawn(ask(home));
                return ask(home);
            };
            co_await with_tasks(both);
        });
    });

    CHECK(scene.results == 2);
    CHECK(scene.world.opened.size() == 2);
    CHECK(scene.storage.home_dc_id() == 4);
}

TEST_CASE("a flood wait is waited out, whatever step fails or is cancelled") {
    CHECK(
        tests::replay<flooded_scene>() ==
        names{"self", "salts", "call DC 2", "call DC 2", "call DC 2"}
    );
}

TEST_CASE("a flood wait above the limit goes to the caller") {
    tests::script steps;
    dc_scene scene{steps};
    scene.world.answers[2].push_back(refusal_of(420, "FLOOD_WAIT_61"));
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            const auto answer = co_await rpc::try_invoke(home, request);
            REQUIRE_FALSE(answer);
            CHECK(answer.error().wait() == std::chrono::seconds{61});
        });
    });
}

TEST_CASE("the end of a login is stored, whatever step fails or is cancelled") {
    CHECK(
        tests::replay<ended_scene>() ==
        names{"self", "salts", "call DC 2", "self", "cache_peer", "set_self", "set_dc_option"}
    );
}

TEST_CASE("a data centre without a known address is not moved to") { // S-77
    tests::script steps;
    dc_scene scene{steps};
    scene.world.answers[2].push_back(refusal_of(303, "USER_MIGRATE_77"));
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            const auto answer = co_await rpc::try_invoke(home, request);
            REQUIRE_FALSE(answer);
            CHECK(answer.error().name() == "USER_MIGRATE");
            CHECK(home.current() == 2);
        });
    });
    CHECK(scene.world.opened.size() == 1);
}

TEST_CASE("a well-known address of one IP version is completed by the one of the other") {
    const auto tried = [](dc_option option, dc_network network = dc_network::production) {
        tests::script steps;
        dc_scene scene{steps};
        scene.network = network;
        scene.world.answers[network == dc_network::test ? 10'002 : 2].push_back(nearest_at(2));
        option.id = 2;
        tests::run([&] { return scene.storage.set_dc_option(option); });
        tests::run([&] { return scene.with_open(ask); });
        // Without the other ports.
        auto addresses = scene.world.opened.back().addresses;
        std::erase_if(addresses, [](const server_address& each) { return each.port != 443; });
        return addresses;
    };
    using list = std::vector<server_address>;
    for (const auto network : {dc_network::production, dc_network::test}) {
        const auto known = *known_dc(2, network);
        const list both{*known.ipv4, *known.ipv6};
        CHECK(tried({0, known.ipv4, {}, {}}, network) == both);
        CHECK(tried({0, {}, known.ipv6, {}}, network) == both);
    }

    const server_address own{"2001:db8::1", 443};
    const auto known = *known_dc(2, dc_network::production);
    CHECK(tried({0, {}, own, {}}) == list{*known.ipv4, own, *known.ipv6});
    const auto elsewhere = *known_dc(3);
    CHECK(tried({0, {}, elsewhere.ipv6, {}}) == list{*known.ipv4, *elsewhere.ipv6, *known.ipv6});
}

TEST_CASE("a session without a home begins where the program says, a signed-in one at home") {
    tests::script steps;
    dc_scene scene{steps};
    scene.world.answers[2].push_back(nearest_at(2));
    const std::optional<signed_in_user> user = signed_in_user{5, false};
    tests::run([&] { return scene.with_open(ask); });
    CHECK_FALSE(scene.world.opened.back().keep_key);

    tests::run([&] { return scene.storage.set_self(user); });
    tests::run([&] { return scene.with_open(ask); });
    CHECK(scene.world.opened.back().keep_key);
}

TEST_CASE("the test network has its own addresses, ids and keys in the session") {
    tests::script steps;
    dc_scene scene{steps};
    scene.network = dc_network::test;
    scene.world.answers[10'002].push_back(refusal_of(303, "USER_MIGRATE_3"));
    scene.world.answers[10'003].push_back(nearest_at(3));
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            co_await scene.world.hooks.back().on_key(key(1));
            co_await ask(home);
        });
    });
    REQUIRE(scene.world.opened.size() == 2);
    CHECK(scene.world.opened[0].dc == 10'002);
    CHECK(scene.world.opened[0].addresses.front() == server_address{"149.154.167.40", 443});
    CHECK(scene.world.opened[1].dc == 10'003);
    CHECK(scene.world.opened[1].addresses.front() == server_address{"149.154.175.117", 443});
    CHECK(scene.storage.home_dc_id() == 3);
    CHECK(scene.storage.dc_option(2)->auth_key == key(1));
    CHECK(scene.storage.dc_option(2)->ipv4 == server_address{"149.154.167.40", 443});
}

TEST_CASE("the test network has no DC 4 to move to") {
    tests::script steps;
    dc_scene scene{steps};
    scene.network = dc_network::test;
    scene.world.answers[10'002].push_back(refusal_of(303, "USER_MIGRATE_4"));
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            CHECK_FALSE(co_await rpc::try_invoke(home, request));
        });
    });
    CHECK(scene.world.opened.size() == 1);
}

TEST_CASE("a session with a key of the other network is refused") {
    for (const auto network : {dc_network::production, dc_network::test}) {
        tests::script steps;
        dc_scene scene{steps};
        scene.network = network;
        const auto other = network == dc_network::test ? dc_network::production : dc_network::test;
        auto option = *known_dc(2, other);
        option.auth_key = key(1);
        tests::run([&] { return scene.storage.set_dc_option(option); });

        CHECK(tests::error_of([&] { return scene.with_open(ask); }) == session_errc::other_network);
        CHECK(scene.world.opened.empty());
    }
}

TEST_CASE("a key in place of a stored one is stored only when a login is granted with it") {
    tests::script steps;
    dc_scene scene{steps};
    auto option = *scene.storage.dc_option(2);
    option.auth_key = key(1);
    tests::run([&] { return scene.storage.set_dc_option(option); });
    api::user me;
    me.id = 5;
    api::auth::authorization granted;
    granted.user = me;
    scene.world.answers[2].push_back(answer_of(api::auth::Authorization{granted}));
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            CHECK(home.uses_stored_key());
            co_await scene.world.hooks.back().on_key(key(2));
            scene.world.hooks.back().on_salts({});
            CHECK(scene.salted == 0);
            CHECK(scene.storage.dc_option(2)->auth_key == key(1));
            api::auth::importBotAuthorization request;
            co_await rpc::invoke(home, request);
            CHECK(scene.storage.dc_option(2)->auth_key == key(2));
            CHECK(scene.world.kept_keys == 1);
            scene.world.hooks.back().on_salts({});
            CHECK(scene.salted == 2);
        });
    });
}

TEST_CASE("pushed updates and new sessions reach the sink") {
    tests::script steps;
    dc_scene scene{steps};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters&) -> awaitable<void> {
            scene.world.hooks.back().on_update(tl::frame{});
            scene.world.hooks.back().on_gap();
            scene.world.hooks.back().on_time(std::chrono::hours{-1});
            co_return;
        });
    });
    CHECK(scene.pushed == 1);
    CHECK(scene.gaps == 1);
    CHECK(scene.ahead == std::chrono::hours{-1});
}

TEST_CASE("a call while the data centres are not open says so") {
    tests::script steps;
    dc_scene scene{steps};
    asio::io_context context;
    dc::datacenters home{
        context.get_executor(), scene.session, {}, {scene, scene, [](std::int32_t, auto) {}}};
    CHECK(home.ended());
    CHECK(tests::error_of([&] { return ask(home); }) == rpc::errc::not_running);
}

TEST_CASE("only the data centre that an account moves to limits the wait for its first answer") {
    tests::script steps;
    moving_scene scene{steps};
    tests::run([&] { return scene.run(); });
    REQUIRE(scene.world.opened.size() == 2);
    CHECK(scene.world.opened[0].waits_for_first_link);
    CHECK_FALSE(scene.world.opened[1].waits_for_first_link);
}

TEST_CASE("the states of a connection that another one has replaced are not passed on") {
    tests::script steps;
    moving_scene scene{steps};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            connection_state state;
            scene.world.hooks[0].on_state(state);
            CHECK(scene.states == 1);
            co_await ask(home);
            scene.world.hooks[0].on_state(state);
            CHECK(scene.states == 1);
            scene.world.hooks[1].on_state(state);
            CHECK(scene.states == 2);
        });
    });
}

TEST_CASE("a failure inside of the server is not repeated for a request that may take effect once"
) {
    for (const auto once : {false, true}) {
        tests::script steps;
        flooded_scene scene{steps};
        scene.world.answers[2] = {
            refusal_of(420, "FLOOD_WAIT_1"), refusal_of(500, "INTERNAL"), nearest_at(2)};
        tests::run([&] {
            return scene.with_open([once](dc::datacenters& home) -> awaitable<void> {
                api::help::getNearestDc request;
                rpc::call_options options;
                options.at_most_once = once;
                const auto answer = co_await rpc::try_invoke(home, request, options);
                CHECK(answer.has_value() == !once);
                if (once)
                    CHECK(answer.error().text() == "INTERNAL");
            });
        });
    }
}
