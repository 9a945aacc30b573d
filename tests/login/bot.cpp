// SPDX-License-Identifier: MIT
#include <awaitgram/login/bot.hpp>
#include <awaitgram/login/error.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;

namespace {

using names = std::vector<std::string>;

/// A bot signs in by its token.
struct bot_scene : tests::login_scene {
    virtual ~bot_scene() = default;
    explicit bot_scene(tests::script& script_of_all) : login_scene(script_of_all) {
        calls.answer<api::auth::importBotAuthorization>(authorization_of(123, true));
    }

    awaitable<void> run() { return login::sign_in_bot(context(), "123:secret"); }
    void check() { CHECK(storage.data().self == signed_in_user{123, true}); }
};

/// The session's key is signed in as that bot, which the session does not say.
struct imported_scene final : bot_scene {
    explicit imported_scene(tests::script& script_of_all) : bot_scene(script_of_all) {
        stored_key = true;
        api::user user;
        user.id = 123;
        user.bot = true;
        user.self = true;
        tl::vector<api::User> users;
        users.push_back(std::move(user));
        calls.answer<api::users::getUsers>(users);
    }
};

} // namespace

TEST_CASE("a bot's id is the number before the colon of its token") {
    CHECK(login::bot_id("123456:ABC-DEF") == 123456);
    for (const auto* text :
         {"",
          ":",
          "123",
          "123:",
          ":secret",
          "0:secret",
          "-1:secret",
          "12a:secret",
          "99999999999999999999:secret"}) {
        CAPTURE(text);
        try {
            (void)login::bot_id(text);
            FAIL("no exception");
        } catch (const std::system_error& problem) {
            CHECK(problem.code() == login::errc::malformed_token);
        }
    }
}

TEST_CASE("blanks around a token are ignored, and the place of another wrong character is named") {
    CHECK(login::bot_id(" 123456:ABC-DEF\r\n") == 123456);
    try {
        (void)login::bot_id("123:se\ncret");
        FAIL_CHECK("accepted");
    } catch (const std::system_error& refused) {
        const std::string text = refused.what();
        CHECK(text.find("character 7 of the token is a control character") == 0);
        CHECK(text.find("cret") == std::string::npos);
    }
}

TEST_CASE("a login that is granted to another account than the token's is refused") { // S-92
    tests::script steps;
    bot_scene scene{steps};
    scene.calls.answer<api::auth::importBotAuthorization>(bot_scene::authorization_of(124, true));
    CHECK(tests::error_of([&] { return scene.run(); }) == login::errc::wrong_account_granted);
    CHECK_FALSE(scene.storage.data().self);
}

TEST_CASE("signing in as a bot survives a failure and a cancellation at each step") {
    const auto steps = tests::replay<bot_scene>();
    CHECK(
        steps ==
        names{
            "self",
            "auth.importBotAuthorization",
            "settle",
            "set_home_dc_id",
            "set_self",
            "cache_peer",
        }
    );
}

TEST_CASE("a bot that was signed in keeps the connection's key, with its home and its own peer") {
    tests::script steps;
    bot_scene scene{steps};
    tests::run([&] { return scene.run(); });
    CHECK(scene.holds(123, true));
    CHECK(scene.kept_for == 123);
}

TEST_CASE("a login that the stored key has needs no token, which Telegram limits") {
    const auto steps = tests::replay<imported_scene>();
    CHECK(
        steps ==
        names{"self", "users.getUsers", "settle", "set_home_dc_id", "set_self", "cache_peer"}
    );
}

TEST_CASE("a refused token leaves the session signed out, and the next attempt is whole") {
    tests::replay_options options;
    options.failure = std::make_exception_ptr(rpc_error{400, "ACCESS_TOKEN_INVALID"});
    options.failed = [](const tests::replay_end& end) { CHECK(end.error); };
    tests::replay<bot_scene>(options);
}

TEST_CASE("the session of another account is not signed in anew") {
    tests::script steps;
    bot_scene scene{steps};
    tests::run([&]() -> awaitable<void> {
        const std::optional<signed_in_user> other = signed_in_user{124, true};
        co_await scene.storage.set_self(other);
    });

    CHECK(tests::error_of([&] { return scene.run(); }) == login::errc::other_account);
    CHECK(scene.storage.data().self == signed_in_user{124, true});
    CHECK(scene.calls.calls().empty());
}

TEST_CASE("another account that the stored key was signed in to is remembered as the former one") {
    tests::script steps;
    bot_scene scene{steps};
    scene.stored_key = true;
    api::user user;
    user.id = 5;
    user.self = true;
    tl::vector<api::User> users;
    users.push_back(std::move(user));
    scene.calls.answer<api::users::getUsers>(users);
    tests::run([&] { return scene.run(); });

    // The session forgets what the former account knew because it knew whose that was.
    CHECK(scene.holds(123, true));
    CHECK(
        steps.names() ==
        names{
            "self",
            "users.getUsers",
            "cache_peer",
            "auth.importBotAuthorization",
            "settle",
            "set_home_dc_id",
            "set_self",
            "cache_peer",
        }
    );
}
