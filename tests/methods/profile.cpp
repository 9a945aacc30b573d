// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/methods/account.hpp>
#include <awaitgram/methods/profile.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;

TEST_CASE("only what is given changes in a profile") {
    tests::script steps;
    tests::account_with<profile_methods> self{steps};
    self.calls.answer_with<api::account::updateProfile>(
        [](const api::account::updateProfile& request) {
            CHECK_FALSE(request.first_name);
            CHECK(request.last_name.value_or("none") == "");
            CHECK(request.about.value_or("") == "hello");
            return api::User{api::user{}};
        }
    );
    tests::run([&] { return self.update_profile({.last_name = "", .about = "hello"}); });
}

TEST_CASE("a username that stays the same is no error, and one that is taken is") {
    tests::script steps;
    tests::account_with<profile_methods> self{steps};
    std::string refusal = "USERNAME_NOT_MODIFIED";
    self.calls.answer_with<api::account::updateUsername>(
        [&](const api::account::updateUsername& request) {
            CHECK(request.username == "alicia");
            throw rpc_error{400, refusal};
            return api::User{};
        }
    );
    tests::run([&] { return self.set_username("@alicia"); });
    refusal = "USERNAME_OCCUPIED";
    CHECK_THROWS_AS(tests::run([&] { return self.set_username("alicia"); }), rpc_error);
}

TEST_CASE("this client comes first among the devices, and lifetimes are days") {
    tests::script steps;
    tests::account_with<account_methods> self{steps};
    api::account::authorizations all;
    all.authorization_ttl_days = 180;
    api::authorization device;
    device.hash = 7;
    device.device_model = "a phone";
    device.date_created = 1'700'000'000;
    all.authorizations.push_back(device);
    device.hash = 0;
    device.current = true;
    all.authorizations.push_back(device);
    self.calls.answer<api::account::getAuthorizations>(all);
    std::int32_t days = 0;
    self.calls.answer_with<api::account::setAccountTTL>(
        [&](const api::account::setAccountTTL& request) {
            days = request.ttl.days;
            return true;
        }
    );
    tests::run([&]() -> awaitable<void> {
        const auto sessions = co_await self.get_sessions();
        REQUIRE(sessions.size() == 2);
        CHECK(sessions[0].current);
        CHECK(sessions[1].id == 7);
        CHECK(sessions[1].device == "a phone");
        CHECK(sessions[1].created == from_unix(1'700'000'000));
        const auto lifetime = co_await self.get_session_lifetime();
        CHECK(lifetime == std::chrono::days{180});
        co_await self.set_account_lifetime(std::chrono::days::max());
    });
    CHECK(days >= 366);
}

TEST_CASE("a link to sign in is accepted only as what it is") { // S-90
    tests::script steps;
    tests::account_with<account_methods> self{steps};
    self.calls.answer_with<api::auth::acceptLoginToken>(
        [](const api::auth::acceptLoginToken& request) {
            CHECK(text_of(request.token) == "first");
            return api::authorization{};
        }
    );
    tests::run([&]() -> awaitable<void> {
        (void)co_await self.accept_login_token("tg://login?token=Zmlyc3Q");
    });
    for (const auto* text : {"", "first", "tg://resolve?domain=first", "tg://login?token=*"})
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  (void)co_await self.accept_login_token(text);
              }) == login::errc::malformed_login_link);
    CHECK(self.calls.calls().size() == 1);
}
