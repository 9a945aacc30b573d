// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/gate.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/dc/pool_policy.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;
using tests::answer_of;
using tests::dc_scene;
using tests::key;
using tests::nearest_at;
using tests::refusal_of;

namespace {

using names = std::vector<std::string>;
using std::chrono_literals::operator""s;

rpc::answer exported_login() {
    api::auth::exportedAuthorization login;
    login.id = 77;
    login.bytes = tl::bytes{byte_buffer(8, 1)};
    return answer_of(login);
}

rpc::answer imported_login(std::int64_t account) {
    api::user me;
    me.id = account;
    api::auth::authorization granted;
    granted.user = me;
    return answer_of(api::auth::Authorization{granted});
}

awaitable<void> ask_at(dc::datacenters& home, std::int32_t dc, rpc::lane lane = rpc::lane::api) {
    api::help::getNearestDc request;
    rpc::call_options options;
    options.dc = dc;
    options.lane = lane;
    const auto nearest = co_await rpc::invoke(home, request, options);
    CHECK(nearest->this_dc == (dc == 0 ? home.current() : dc));
}

/// A signed-in account at DC 2.
struct signed_in_scene : dc_scene {
    explicit signed_in_scene(tests::script& steps) : dc_scene(steps) {
        tests::run([this]() -> awaitable<void> {
            const std::optional<signed_in_user> user = signed_in_user{5, false};
            co_await storage.set_self(user);
            auto option = *storage.dc_option(2);
            option.auth_key = key(1);
            co_await storage.set_dc_option(option);
        });
        world.answers[2].push_back(nearest_at(2));
    }

    /// DC 4 takes the login over and answers.
    void expect_login() {
        world.answers[2] = {exported_login(), nearest_at(2)};
        world.answers[4] = {imported_login(5), nearest_at(4)};
    }
};

struct elsewhere_scene : signed_in_scene {
    explicit elsewhere_scene(tests::script& steps) : signed_in_scene(steps) {}

    awaitable<void> run() {
        expect_login();
        co_await with_open([](dc::datacenters& home) { return ask_at(home, 4); });
    }
    void check() {
        CHECK(storage.home_dc_id() == 2);
        CHECK(storage.data().self);
    }
};

/// Runs several coroutines at the same time.
awaitable<void> together(std::vector<std::function<awaitable<void>()>> works) {
    const std::function<awaitable<void>(task_group&)> all = [&works](task_group& tasks
                                                            ) -> awaitable<void> {
        for (std::size_t i = 1; i < works.size(); ++i)
            tasks.spawn(works[i]());
        co_await works[0]();
    };
    co_await with_tasks(all);
}

} // namespace

TEST_CASE("another data centre takes the login over before it is called, whatever step fails or is "
          "cancelled") {
    CHECK(
        tests::replay<elsewhere_scene>() ==
        names{"self", "salts", "self", "call DC 2", "call DC 4", "call DC 4"}
    );
}

TEST_CASE("callers that need a data centre at the same time have its login taken over once") {
    tests::script steps;
    signed_in_scene scene{steps};
    scene.expect_login();
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            const std::vector<std::function<awaitable<void>()>> works(20, [&] {
                return ask_at(home, 4, rpc::lane::download);
            });
            co_await together(works);
        });
    });
    CHECK(scene.world.called[2] == names{"auth.exportAuthorization"});
    CHECK(scene.world.called[4].size() == 21);
    CHECK(scene.world.called[4].front() == "auth.importAuthorization");
}

TEST_CASE("a key that the session holds for another data centre is used without a new login") {
    tests::script steps;
    signed_in_scene scene{steps};
    auto option = *scene.storage.dc_option(4);
    option.auth_key = key(4);
    tests::run([&] { return scene.storage.set_dc_option(option); });
    scene.world.answers[4].push_back(nearest_at(4));
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) { return ask_at(home, 4); });
    });
    CHECK(scene.world.called[2].empty());
    CHECK(scene.world.opened.back().key == key(4));
}

TEST_CASE("a new key of another data centre is stored, and the connections that follow use it") {
    tests::script steps;
    signed_in_scene scene{steps};
    scene.expect_login();
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            scene.world.before_answer = [&]() -> awaitable<void> {
                if (scene.world.opened.size() == 2 && scene.world.called[4].size() == 1)
                    co_await scene.world.hooks.back().on_key(key(9));
            };
            co_await ask_at(home, 4, rpc::lane::upload);
        });
    });
    CHECK(scene.storage.dc_option(4)->auth_key == key(9));
    REQUIRE(scene.world.opened.size() == 3);
    CHECK_FALSE(scene.world.opened[1].key);
    CHECK(scene.world.opened[2].key == key(9));
    CHECK_FALSE(scene.world.opened[2].keep_key);
}

TEST_CASE("a lost login of another data centre is handed over again and ends nothing") { // S-82
    tests::script steps;
    signed_in_scene scene{steps};
    auto option = *scene.storage.dc_option(4);
    option.auth_key = key(4);
    tests::run([&] { return scene.storage.set_dc_option(option); });
    scene.world.answers[2] = {exported_login()};
    scene.world.answers[4] = {
        refusal_of(401, "AUTH_KEY_UNREGISTERED"), imported_login(5), nearest_at(4)};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) { return ask_at(home, 4); });
    });
    CHECK(scene.storage.data().self);

    // One that is lost again and again is the caller's.
    scene.world.answers[4] = {
        refusal_of(401, "AUTH_KEY_UNREGISTERED"),
        imported_login(5),
        refusal_of(401, "AUTH_KEY_UNREGISTERED"),
        imported_login(5),
        refusal_of(401, "AUTH_KEY_UNREGISTERED")};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            rpc::call_options options;
            options.dc = 4;
            const auto answer = co_await rpc::try_invoke(home, request, options);
            REQUIRE_FALSE(answer);
            CHECK(answer.error().code() == 401);
        });
    });
    CHECK(scene.storage.data().self);
    CHECK(scene.storage.dc_option(2)->auth_key == key(1));
}

TEST_CASE("a data centre that takes over the login of another account is refused") { // S-79
    tests::script steps;
    signed_in_scene scene{steps};
    scene.world.answers[2] = {exported_login()};
    scene.world.answers[4] = {imported_login(6)};
    CHECK(tests::error_of([&] {
              return scene.with_open([](dc::datacenters& home) { return ask_at(home, 4); });
          }) == rpc::errc::wrong_account);
}

TEST_CASE("bytes of a login that are refused are exported again, at most twice") {
    tests::script steps;
    signed_in_scene scene{steps};
    scene.world.answers[2] = {exported_login()};
    const auto refused = refusal_of(400, "AUTH_BYTES_INVALID");
    scene.world.answers[4] = {refused, refused, imported_login(5), nearest_at(4)};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) { return ask_at(home, 4); });
    });
    CHECK(scene.world.called[2].size() == 3);

    scene.world.called.clear();
    scene.world.answers[4] = {refused};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            try {
                co_await ask_at(home, 4);
                FAIL("it was not refused");
            } catch (const rpc_error& refusal) {
                CHECK(refusal.is_named("AUTH_BYTES_INVALID"));
            }
        });
    });
    CHECK(scene.world.called[2].size() == 3);
}

TEST_CASE("while home refuses to hand a login over it is not asked again by each caller") {
    const testing::clock time;
    tests::script steps;
    signed_in_scene scene{steps};
    scene.world.answers[2] = {refusal_of(420, "FLOOD_WAIT_100")};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            for (auto i = 0; i < 10; ++i) {
                api::help::getNearestDc request;
                rpc::call_options options;
                options.dc = 4;
                try {
                    co_await rpc::invoke(home, request, options);
                    FAIL("it was not refused");
                } catch (const rpc_error& refusal) {
                    CHECK(refusal.wait() == 100s);
                }
            }
            CHECK(scene.world.called[2].size() == 1);
            co_await pause(100s);
            scene.expect_login();
            co_await ask_at(home, 4);
        });
    });
    CHECK(scene.world.called[2].size() == 2);
}

TEST_CASE(
    "a file's request is called at the data centre that a refusal names, and the account stays"
) {
    tests::script steps;
    signed_in_scene scene{steps};
    scene.world.answers[2] = {refusal_of(303, "FILE_MIGRATE_4"), exported_login(), nearest_at(2)};
    scene.world.answers[4] = {imported_login(5), nearest_at(4)};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            const auto nearest = co_await rpc::invoke(home, request);
            CHECK(nearest->this_dc == 4);
            CHECK(home.current() == 2);
        });
    });
    CHECK(scene.storage.home_dc_id() == 2);
}

TEST_CASE("data centres that send a request to and fro are left after three times") { // S-77
    tests::script steps;
    signed_in_scene scene{steps};
    scene.world.answers[2] = {
        refusal_of(303, "FILE_MIGRATE_4"), exported_login(), refusal_of(303, "FILE_MIGRATE_4")};
    scene.world.answers[4] = {imported_login(5), refusal_of(303, "FILE_MIGRATE_2")};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            const auto answer = co_await rpc::try_invoke(home, request);
            REQUIRE_FALSE(answer);
            CHECK(answer.error().is_named("FILE_MIGRATE"));
        });
    });
    CHECK(scene.world.called[4].size() < 6);
}

TEST_CASE("an unknown data centre is looked for in Telegram's configuration") {
    tests::script steps;
    signed_in_scene scene{steps};
    api::config config;
    api::dcOption option;
    option.id = 77;
    option.ip_address = "10.0.0.77";
    option.port = 443;
    option.this_port_only = true;
    config.dc_options.push_back(option);
    scene.world.answers[2] = {answer_of(config), exported_login(), answer_of(config)};
    scene.world.answers[77] = {imported_login(5), nearest_at(77)};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) { return ask_at(home, 77); });
    });
    CHECK(scene.world.opened.back().addresses == std::vector<server_address>{{"10.0.0.77", 443}});

    CHECK(tests::error_of([&] {
              return scene.with_open([](dc::datacenters& home) { return ask_at(home, 78); });
          }) == rpc::errc::unknown_dc);
}

TEST_CASE("addresses in an update come before the well-known ones") {
    tests::script steps;
    signed_in_scene scene{steps};
    scene.expect_login();
    api::updateDcOptions told;
    api::dcOption option;
    option.id = 4;
    option.ip_address = "10.0.0.4";
    option.port = 443;
    told.dc_options.push_back(option);
    api::updateShort alone;
    alone.update = told;
    const auto pushed = answer_of(api::Updates{alone});
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            scene.world.hooks.back().on_update(*pushed);
            co_await ask_at(home, 4);
        });
    });
    CHECK(scene.pushed == 1);
    const auto& addresses = scene.world.opened.back().addresses;
    CHECK(addresses.front() == server_address{"10.0.0.4", 443});
    CHECK(addresses.size() > 1);
}

TEST_CASE("connections for files alone use the addresses for files, before all others") {
    tests::script steps;
    signed_in_scene scene{steps};
    scene.expect_login();
    api::updateDcOptions told;
    api::dcOption option;
    option.id = 4;
    option.ip_address = "10.0.0.4";
    option.port = 443;
    option.media_only = true;
    told.dc_options.push_back(option);
    api::updateShort alone;
    alone.update = told;
    const auto pushed = answer_of(api::Updates{alone});
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            scene.world.hooks.back().on_update(*pushed);
            co_await ask_at(home, 4);
            for (const auto lane : {rpc::lane::download, rpc::lane::upload})
                co_await ask_at(home, 4, lane);
        });
    });
    REQUIRE(scene.world.opened.size() == 4);
    const server_address media{"10.0.0.4", 443};
    const auto& main = scene.world.opened[1].addresses;
    CHECK(std::find(main.begin(), main.end(), media) == main.end());
    for (const auto of_files : {2, 3}) {
        CHECK(scene.world.opened[of_files].addresses.front() == media);
        CHECK(scene.world.opened[of_files].addresses.size() == main.size() + 1);
    }
}

TEST_CASE("connections for files are opened under load, share the key of home, and end when nobody "
          "uses them") {
    const testing::clock time;
    tests::script steps;
    signed_in_scene scene{steps};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            gate answered;
            scene.world.before_answer = [&] { return answered.wait(); };
            std::vector<std::function<awaitable<void>()>> works(20, [&] {
                return ask_at(home, 0, rpc::lane::upload);
            });
            works.emplace_back([&]() -> awaitable<void> {
                co_await pause(1s);
                CHECK(home.pools()->open_connections(2, rpc::lane::upload) == 4);
                answered.open();
            });
            co_await together(works);
            CHECK(scene.world.opened.size() == 5);
            for (const auto& each : scene.world.opened)
                CHECK(each.key == key(1));
            co_await pause(59s);
            CHECK(home.pools()->open_connections(2, rpc::lane::upload) == 4);
            co_await pause(2s);
            CHECK(home.pools()->open_connections(2, rpc::lane::upload) == 0);
            CHECK(scene.world.stopped == 4);
            co_await ask_at(home, 0, rpc::lane::upload);
            CHECK(home.pools()->open_connections(2, rpc::lane::upload) == 1);
        });
    });
}

TEST_CASE("requests for files of a home that refuses its key go to the caller and end no login"
) { // S-82
    tests::script steps;
    signed_in_scene scene{steps};
    scene.world.answers[2] = {refusal_of(401, "AUTH_KEY_UNREGISTERED")};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            rpc::call_options options;
            options.lane = rpc::lane::download;
            const auto answer = co_await rpc::try_invoke(home, request, options);
            CHECK_FALSE(answer);
        });
    });
    CHECK(scene.storage.data().self);
}

TEST_CASE("a pool grows while every connection has two requests to answer") {
    const dc::pool_policy policy{4, rpc::lane::download};
    REQUIRE(policy.most() == 2);
    const auto chosen = [&](std::vector<std::size_t> waiting) { return policy.choose(waiting); };
    CHECK_FALSE(chosen({}));
    CHECK(chosen({0}) == 0);
    CHECK(chosen({1}) == 0);
    CHECK_FALSE(chosen({2}));
    CHECK(chosen({2, 0}) == 1);
    CHECK(chosen({9, 8}) == 1);
    CHECK(dc::pool_policy{2, rpc::lane::upload}.most() == 4);
    CHECK(dc::pool_policy{1, rpc::lane::upload}.most() == 8);
    CHECK(dc::pool_policy{1, rpc::lane::download, true}.most() == 8);
    CHECK(dc::pool_policy{4, rpc::lane::api}.most() == 1);
}

TEST_CASE("the end of a login also ends what other data centres have of it") { // S-79
    tests::script steps;
    signed_in_scene scene{steps};
    auto option = *scene.storage.dc_option(4);
    option.auth_key = key(4);
    tests::run([&] { return scene.storage.set_dc_option(option); });
    scene.world.answers[2] = {refusal_of(401, "SESSION_REVOKED")};
    tests::run([&] {
        return scene.with_open([](dc::datacenters& home) -> awaitable<void> {
            api::help::getNearestDc request;
            CHECK_FALSE(co_await rpc::try_invoke(home, request));
        });
    });
    CHECK_FALSE(scene.storage.data().self);
    CHECK_FALSE(scene.storage.dc_option(4)->auth_key);
    CHECK(scene.storage.dc_option(2)->auth_key == key(1));
}

TEST_CASE("files of accounts with Premium take more connections, as soon as it is known") {
    tests::script steps;
    signed_in_scene scene{steps};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            // All are under way at the same time, and then the next number of them.
            gate first;
            auto under_way = 0;
            scene.world.before_answer = [&]() -> awaitable<void> {
                if (++under_way == 40)
                    first.open();
                co_await first.wait();
            };
            const std::vector<std::function<awaitable<void>()>> works(40, [&] {
                return ask_at(home, 0, rpc::lane::download);
            });
            co_await together(works);
            CHECK(home.pools()->open_connections(2, rpc::lane::download) == 2);

            home.set_premium(true);
            gate second;
            under_way = 0;
            scene.world.before_answer = [&]() -> awaitable<void> {
                if (++under_way == 40)
                    second.open();
                co_await second.wait();
            };
            co_await together(works);
            CHECK(home.pools()->open_connections(2, rpc::lane::download) == 8);
        });
    });
}
