// SPDX-License-Identifier: MIT
#include "api_scene.hpp"

using namespace api_scene;

TEST_CASE("users are shown to callers that know their access hash") {
    people here;
    api::users::getUsers query;
    query.id.push_back(api::inputUserSelf{});
    api::inputUser bob;
    bob.user_id = here.bob.login.account_id;
    bob.access_hash = here.accounts.access_hash(here.alice.login.account_id, bob.user_id);
    query.id.push_back(bob);
    bob.access_hash ^= 1;
    query.id.push_back(bob);
    const auto users = here.alice.call(query);
    REQUIRE((*users).size() == 3);
    CHECK((*users)[0].get_if<api::user>()->self);
    CHECK(!(*users)[1].get_if<api::user>()->self);
    CHECK(!(*users)[1].get_if<api::user>()->phone);
    CHECK((*users)[2].get_if<api::userEmpty>()->id == bob.user_id);

    api::users::getFullUser full;
    full.id = bob;
    CHECK(here.alice.refusal(full) == "400 USER_ID_INVALID");
    full.id = api::inputUserSelf{};
    CHECK(here.bot.value(full).full_user.bot_info->user_id == 42);
}

TEST_CASE("phone numbers are resolved for users") {
    people here;
    api::contacts::resolvePhone query;
    query.phone = tl::string{here.bob.self().phone};
    const auto resolved = here.alice.value(query);
    CHECK(resolved.peer.get_if<api::peerUser>()->user_id == here.bob.login.account_id);
    CHECK(
        resolved.users[0].get_if<api::user>()->access_hash ==
        here.accounts.access_hash(here.alice.login.account_id, here.bob.login.account_id)
    );
    CHECK(here.bot.refusal(query) == "400 BOT_METHOD_INVALID");
    query.phone = "99966000000";
    CHECK(here.alice.refusal(query) == "400 PHONE_NOT_OCCUPIED");
}

TEST_CASE("usernames are resolved regardless of case") {
    people here;
    api::contacts::resolveUsername query;
    for (const auto* name : {"bot42_bot", "BOT42_Bot", "bot42"}) {
        query.username = name;
        const auto resolved = here.alice.call(query);
        CHECK(resolved->peer.get_if<api::peerUser>()->user_id == 42);
        CHECK(
            resolved->users[0].get_if<api::user>()->access_hash ==
            here.accounts.access_hash(here.alice.login.account_id, 42)
        );
    }
    query.username = "bot43_bot";
    CHECK(here.alice.refusal(query) == "400 USERNAME_NOT_OCCUPIED");
    query.username = "nothing_here";
    CHECK(here.alice.refusal(query) == "400 USERNAME_NOT_OCCUPIED");
    for (const auto* impossible : {"", "1bot", "a__b", "bot_", "a b", "@bot"}) {
        query.username = impossible;
        CHECK(here.alice.refusal(query) == "400 USERNAME_INVALID");
    }
    query.username = "bot999999999999999999999999_bot";
    CHECK(here.alice.refusal(query) == "400 USERNAME_NOT_OCCUPIED");
}
