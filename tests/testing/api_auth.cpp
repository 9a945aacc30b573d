// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/srp.hpp>

#include <cstdint>
#include <limits>

#include "api_scene.hpp"

using namespace api_scene;

TEST_CASE("a user signs in with the code, and a new number gets an account") {
    scene here;
    auto client = here.connect();
    const auto authorization = client.call(client.sign_in_query("+9996 62-1234"));

    const auto* signed_in = (*authorization).get_if<api::auth::authorization>();
    REQUIRE(signed_in);
    const auto* user = signed_in->user.get_if<api::user>();
    REQUIRE(user);
    CHECK(user->self);
    CHECK(user->phone.value_or("") == "9996621234");
    CHECK(user->first_name.value_or("") == "User 1234");
    CHECK(client.login.account_id == user->id);

    auto again = here.connect();
    again.sign_in("9996621234");
    CHECK(again.login.account_id == user->id);
}

TEST_CASE("a wrong number, code or hash is refused by name") {
    scene here;
    auto client = here.connect();
    auto query = client.sign_in_query("9996621234");

    SUBCASE("number") {
        for (const auto* phone : {"", "12", "12345678901234567", "99a6621234"}) {
            query.phone_number = phone;
            CHECK(client.refusal(query) == "400 PHONE_NUMBER_INVALID");
            api::auth::sendCode ask;
            ask.phone_number = phone;
            ask.api_id = 1;
            ask.api_hash = "hash";
            CHECK(client.refusal(ask) == "400 PHONE_NUMBER_INVALID");
        }
    }
    SUBCASE("code") {
        query.phone_code = "22223";
        CHECK(client.refusal(query) == "400 PHONE_CODE_INVALID");
        query.phone_code = "";
        CHECK(client.refusal(query) == "400 PHONE_CODE_EMPTY");
        query.phone_code.reset();
        CHECK(client.refusal(query) == "400 PHONE_CODE_EMPTY");
        query.phone_code = "22222";
        (void)client.call(query);
    }
    SUBCASE("hash") {
        query.phone_code_hash = "0123";
        CHECK(client.refusal(query) == "400 PHONE_CODE_EXPIRED");
        query.phone_code_hash = "";
        CHECK(client.refusal(query) == "400 PHONE_CODE_HASH_EMPTY");
    }
    SUBCASE("a hash of another number") {
        query.phone_number = "9996621235";
        CHECK(client.refusal(query) == "400 PHONE_CODE_EXPIRED");
    }
    SUBCASE("time") {
        here.now += 6min;
        CHECK(client.refusal(query) == "400 PHONE_CODE_EXPIRED");
    }
    SUBCASE("api id") {
        api::auth::sendCode ask;
        ask.phone_number = "9996621234";
        CHECK(client.refusal(ask) == "400 API_ID_INVALID");
        ask.api_id = 1;
        CHECK(client.refusal(ask) == "400 API_ID_INVALID");
    }
}

TEST_CASE("a number that has to sign up does so with a name") {
    scene here;
    here.options.unknown = unknown_number::signs_up;
    auto client = here.connect();
    const auto query = client.sign_in_query("9996621234");
    api::auth::signUp sign_up;
    sign_up.phone_number = "9996621234";
    sign_up.phone_code_hash = query.phone_code_hash;
    sign_up.first_name = "Alice";
    sign_up.last_name = "Liddell";
    CHECK(client.refusal(sign_up) == "400 PHONE_CODE_EMPTY");

    const auto answer = client.call(query);
    CHECK((*answer).is<api::auth::authorizationSignUpRequired>());
    CHECK(client.login.account_id == 0);

    auto nameless = sign_up;
    nameless.first_name = "";
    CHECK(client.refusal(nameless) == "400 FIRSTNAME_INVALID");
    (void)client.call(sign_up);
    CHECK(client.self().first_name == "Alice");
    CHECK(client.self().last_name == "Liddell");

    auto other = here.connect();
    (void)other.call(other.sign_in_query("9996621234"));
    CHECK(other.login.account_id == client.login.account_id);
}

TEST_CASE("a later sign-up names the account") {
    scene here;
    auto client = here.connect();
    const auto query = client.sign_in_query("9996621234");
    (void)client.call(query);
    api::auth::signUp sign_up;
    sign_up.phone_number = "9996621234";
    sign_up.phone_code_hash = query.phone_code_hash;
    sign_up.first_name = "Alice";
    (void)client.call(sign_up);
    CHECK(client.self().first_name == "Alice");
}

TEST_CASE("a password is proved without being sent") {
    scene here;
    password_record record;
    record.salt1 = {1, 2, 3, 4, 5, 6, 7, 8};
    record.salt2 = {9, 9, 9, 9};
    record.verifier = crypto::password_verifier(
        {record.salt1, record.salt2, 3, crypto::known_prime(), {}}, "correct horse"
    );
    here.password = record;
    auto client = here.connect();
    CHECK(client.refusal(client.sign_in_query("9996621234")) == "401 SESSION_PASSWORD_NEEDED");
    CHECK(client.refusal(api::updates::getState{}) == "401 SESSION_PASSWORD_NEEDED");
    CHECK(client.login.account_id == 0);

    const auto prove = [&](std::string_view password) {
        const auto asked = client.call(api::account::getPassword{});
        REQUIRE(asked->has_password);
        const auto* algorithm =
            (*asked->current_algo)
                .get_if<api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow>();
        REQUIRE(algorithm);
        const byte_view b = *asked->srp_B;
        const auto proof = crypto::prove_password(
            {algorithm->salt1, algorithm->salt2, algorithm->g, algorithm->p, b},
            password,
            crypto::system_random()
        );
        REQUIRE(proof);
        api::inputCheckPasswordSRP input;
        input.srp_id = *asked->srp_id;
        input.A = tl::bytes{byte_view{proof->a}};
        input.M1 = tl::bytes{byte_view{proof->m1}};
        api::auth::checkPassword query;
        query.password = input;
        return query;
    };

    CHECK(client.refusal(prove("wrong horse")) == "400 PASSWORD_HASH_INVALID");
    auto stale = prove("correct horse");
    stale.password.get_if<api::inputCheckPasswordSRP>()->srp_id ^= 1;
    CHECK(client.refusal(stale) == "400 SRP_ID_INVALID");
    auto zero = prove("correct horse");
    zero.password.get_if<api::inputCheckPasswordSRP>()->A = tl::bytes{byte_view{byte_buffer(256)}};
    CHECK(client.refusal(zero) == "400 PASSWORD_HASH_INVALID");
    api::auth::checkPassword empty;
    empty.password = api::inputCheckPasswordEmpty{};
    CHECK(client.refusal(empty) == "400 PASSWORD_HASH_INVALID");

    const auto right = prove("correct horse");
    (void)client.call(right);
    CHECK(client.self().phone == "9996621234");
    CHECK(client.refusal(right) == "401 AUTH_KEY_UNREGISTERED");
}

TEST_CASE("a bot signs in with the token of its first use only") {
    scene here;
    auto bot = here.connect();
    bot.sign_in_bot("42:secret-One_1");
    CHECK(bot.login.account_id == 42);
    CHECK(bot.self().username == "bot42_bot");
    CHECK(bot.self().bot);

    auto other = here.connect();
    api::auth::importBotAuthorization query;
    query.api_id = 1;
    query.api_hash = "hash";
    for (const auto* token :
         {"",
          "42",
          "42:",
          ":secret",
          "a:secret",
          "-42:secret",
          "0:secret",
          "42:white space",
          "4200000000000000000000:x"}) {
        query.bot_auth_token = token;
        CHECK(other.refusal(query) == "400 ACCESS_TOKEN_INVALID");
    }
    query.bot_auth_token = "42:another";
    CHECK(other.refusal(query) == "400 ACCESS_TOKEN_EXPIRED");
    query.bot_auth_token = "42:secret-One_1";
    query.api_id = 0;
    CHECK(other.refusal(query) == "400 API_ID_INVALID");
}

TEST_CASE("methods check that the caller is signed in and of the right kind") {
    scene here;
    auto client = here.connect();
    (void)client.call(api::help::getConfig{});
    (void)client.call(api::help::getNearestDc{});
    CHECK(client.refusal(api::updates::getState{}) == "401 AUTH_KEY_UNREGISTERED");
    CHECK(client.refusal(api::account::getPassword{}) == "401 AUTH_KEY_UNREGISTERED");
    CHECK(client.refusal(api::auth::logOut{}) == "401 AUTH_KEY_UNREGISTERED");

    client.sign_in_bot("42:secret");
    api::messages::getDialogs query;
    query.offset_peer = api::inputPeerEmpty{};
    CHECK(client.refusal(query) == "400 BOT_METHOD_INVALID");

    (void)client.call(api::auth::logOut{});
    CHECK(client.refusal(api::updates::getState{}) == "401 AUTH_KEY_UNREGISTERED");
}

TEST_CASE("an unsupported method is refused by its name, or by its id") {
    scene here;
    auto client = here.connect();
    const auto name_in = [&](std::uint32_t id) {
        byte_buffer query;
        append_le(query, id);
        return client.raw(query).error().name;
    };
    CHECK(name_in(0x8999602d) == "METHOD_NOT_SUPPORTED_messages.clearRecentStickers");
    CHECK(name_in(0x00000abc) == "METHOD_NOT_SUPPORTED_00000abc");
}

TEST_CASE("a query truncated anywhere is refused and does nothing") {
    scene here;
    auto client = here.connect();
    client.sign_in("9996621234");
    auto& bot = *here.accounts.bot_of({42, "secret"});
    const auto query = tl::encoded(client.message(bot, "hello"));
    for (std::size_t size = 4; size < query.size(); size += 4) {
        const auto reply = client.raw(byte_view{query}.first(size));
        REQUIRE(!reply);
        CHECK(reply.error().name == "INPUT_FETCH_ERROR");
    }
    CHECK(!client.raw({}));
    CHECK(bot.box.messages().empty());
}

TEST_CASE("the configuration names this server") {
    scene here;
    here.dcs.listens_at(here.dcs.first(), 4000);
    auto client = here.connect();
    const auto config = client.call(api::help::getConfig{});
    REQUIRE(config->dc_options.size() == 1);
    CHECK(config->dc_options[0].ip_address == "127.0.0.1");
    CHECK(config->dc_options[0].port == 4000);
    CHECK(config->dc_options[0].id == 2);
    CHECK(config->this_dc == 2);
}

TEST_CASE("the configuration names the data centre that the client asked for, unless the server "
          "has a number") {
    scene here;
    auto client = here.connect();
    struct {
        std::int32_t asked;
        std::int32_t named;
        bool test_mode;
    } constexpr cases[]{
        {0, 2, false},
        {1, 1, false},
        {-4, 4, false},
        {10'002, 2, true},
        {-10'003, 3, true},
        {std::numeric_limits<std::int32_t>::min(), 3'648, true},
    };
    for (const auto& each : cases) {
        client.login.dc = each.asked;
        const auto config = client.call(api::help::getConfig{});
        CHECK(config->this_dc == each.named);
        CHECK(config->test_mode == each.test_mode);
        REQUIRE(config->dc_options.size() == 1);
        CHECK(config->dc_options[0].id == each.named);
    }
    here.options.dc = 5;
    CHECK(client.value(api::help::getConfig{}).this_dc == 5);
    CHECK(client.value(api::help::getNearestDc{}).nearest_dc == 5);
}
