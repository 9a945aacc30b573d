// SPDX-License-Identifier: MIT
#include <awaitgram/login/log_out.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;

namespace {

struct log_out_scene final : tests::login_scene {
    explicit log_out_scene(tests::script& script_of_all) : login_scene(script_of_all) {
        calls.answer<api::auth::logOut>(api::auth::LoggedOut{api::auth::loggedOut{}});
        tests::run([this]() -> awaitable<void> {
            const std::optional<signed_in_user> user = signed_in_user{5, false};
            co_await storage.set_self(user);
        });
    }

    awaitable<void> run() { return login::log_out(calls, session); }
    void check() {
        CHECK_FALSE(storage.data().self);
        CHECK(id_of(*storage.data().peer(peer_id::self_user()))->bare_id() == 5);
    }
};

} // namespace

TEST_CASE("logging out survives a failure and a cancellation at each step") {
    const auto steps = tests::replay<log_out_scene>();
    CHECK(steps == std::vector<std::string>{"auth.logOut", "self", "cache_peer", "set_self"});
}

TEST_CASE("a refused log-out leaves the session signed in") {
    tests::script steps;
    log_out_scene scene{steps};
    scene.calls.answer_with<api::auth::logOut>([](const api::auth::logOut&) {
        throw rpc_error{500, "INTERNAL"};
        return api::auth::LoggedOut{};
    });

    CHECK_THROWS_AS(tests::run([&] { return scene.run(); }), rpc_error);
    CHECK(scene.storage.data().self);
}
