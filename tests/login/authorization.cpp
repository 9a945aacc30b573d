// SPDX-License-Identifier: MIT
#include <awaitgram/login/authorization.hpp>
#include <awaitgram/login/error.hpp>

#include <doctest/doctest.h>

#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;

TEST_CASE("an authorization names its user, or none") {
    const auto granted = tests::login_scene::authorization_of(5, true);
    REQUIRE(login::user_in(granted) != nullptr);
    CHECK(login::user_in(granted)->id == 5);
    CHECK(login::self_peer(*login::user_in(granted)) == user_info{5, peer_auth{70}, true, true});
    CHECK(login::user_in(api::auth::Authorization{}) == nullptr);
    const api::auth::Authorization unknown = api::auth::authorizationSignUpRequired{};
    CHECK(login::user_in(unknown) == nullptr);
}

TEST_CASE("Telegram is asked whose key it is only where the session held the key before") {
    tests::script steps;
    tests::login_scene scene{steps};
    tests::run([&]() -> awaitable<void> {
        const auto login = co_await login::ask_whose_key(scene.context());
        CHECK(login.empty());
    });
    CHECK(scene.calls.calls().empty());

    scene.stored_key = true;
    scene.calls.answer_with<api::users::getUsers>([](const api::users::getUsers&) {
        throw rpc_error{401, "AUTH_KEY_UNREGISTERED"};
        return tl::vector<api::User>{};
    });
    tests::run([&]() -> awaitable<void> {
        const auto login = co_await login::ask_whose_key(scene.context());
        CHECK(login.empty());
    });
    CHECK(scene.calls.calls().size() == 1);
}

TEST_CASE("an authorization without a user signs no account in") { // S-92
    tests::script steps;
    tests::login_scene scene{steps};
    const auto error = tests::error_of([&]() -> awaitable<void> {
        api::auth::Authorization granted = api::auth::authorizationSignUpRequired{};
        co_await login::finish_sign_in(scene.context(), std::move(granted));
    });

    CHECK(error == login::errc::unsupported_login);
    CHECK(steps.names().empty());
    CHECK(scene.kept_for == 0);
}
