// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/api/methods/users.hpp>

#include <cstdint>
#include <map>
#include <string>

#include "telegram_scene.hpp"

using namespace telegram_scene;
using telegram_scene::client;

namespace {

server_options three_dcs() {
    server_options options;
    options.more_dcs = {4, 5};
    return options;
}

template <class T>
T answer_of(client& of, std::uint64_t id) {
    REQUIRE(of.answers.count(id) == 1);
    const auto decoded = tl::decode<T>(tl::frame{of.answers[id]});
    REQUIRE(decoded);
    return decoded->owned();
}

api::auth::exportAuthorization to_dc(std::int32_t dc) {
    api::auth::exportAuthorization query;
    query.dc_id = dc;
    return query;
}

/// The query that signs in elsewhere as a client is signed in at home.
api::auth::importAuthorization exported(client& from, std::int32_t dc) {
    const auto login = answer_of<api::auth::exportedAuthorization>(from, from.ask(to_dc(dc)));
    api::auth::importAuthorization query;
    query.id = login.id;
    query.bytes = login.bytes;
    return query;
}

std::string refusal(client& of, const auto& method) {
    const auto id = of.ask(method);
    return of.answers.count(id) != 0 ? "accepted" : of.refusals[id];
}

api::auth::importBotAuthorization bot_login() {
    api::auth::importBotAuthorization query;
    query.api_id = 1;
    query.api_hash = "hash";
    query.bot_auth_token = "42:secret";
    return query;
}

void tell(scene& here, std::int64_t account) {
    api::updateShort update;
    update.update = api::updateConfig{};
    here.machine.push(account, api::Updates{update}, here.now);
    here.collect();
}

} // namespace

TEST_CASE("each data centre names all of them and says which one it is") {
    scene here{three_dcs()};
    here.machine.listens_at(2, 1002);
    here.machine.listens_at(4, 1004);
    here.machine.listens_at(5, 1005);
    for (const auto dc : {2, 4, 5}) {
        client user{here, static_cast<connection_id>(dc), dc};
        const auto config = answer_of<api::config>(user, user.ask(api::help::getConfig{}));
        CHECK(config.this_dc == dc);
        std::map<std::int32_t, std::int32_t> ports;
        for (const auto& option : config.dc_options) {
            CHECK(option.ip_address == "127.0.0.1");
            ports[option.id] = option.port;
        }
        CHECK(ports == std::map<std::int32_t, std::int32_t>{{2, 1002}, {4, 1004}, {5, 1005}});
    }
}

TEST_CASE("a key of one data centre is unknown at the others") {
    scene here{three_dcs()};
    client user{here, 1, 4};
    byte_buffer packet;
    (void)user.session->submit(tl::frame{tl::encoded(api::help::getConfig{})});
    REQUIRE(user.session->poll_packet(packet, here.now));
    for (const auto dc : {2, 5}) {
        const auto other = static_cast<connection_id>(dc) + 10;
        here.machine.opened(other, dc);
        here.send(other, packet);
        CHECK(here.taken(other).at(0).transport_error == -404);
        here.machine.closed(other);
    }
    here.send(1, packet);
    CHECK(here.taken(1).at(0).transport_error == 0);
}

TEST_CASE("a data centre of several makes no key for another one") {
    scene here{three_dcs()};
    const std::array keys{server_key().public_key()};
    mtproto::key_exchange_options options;
    options.keys = keys;
    options.dc = 2;
    mtproto::key_exchange exchange{options, crypto::system_random()};
    byte_buffer packet;
    REQUIRE(!exchange.start(here.now, packet));
    here.machine.opened(1, 4);
    here.send(1, std::exchange(packet, {}));
    for (auto& action : here.taken(1))
        REQUIRE(!exchange.receive(action.packet, here.now, packet));
    here.send(1, std::exchange(packet, {}));
    CHECK(here.taken(1).at(0).transport_error == -444);
}

TEST_CASE("a sign-in is sent to the data centre of its account") {
    auto options = three_dcs();
    options.accounts_dc = 4;
    scene here{options};
    auto& alice = here.machine.add_user("Alice");
    alice.home_dc = 5;
    client near{here, 1};
    CHECK(refusal(near, bot_login()) == "USER_MIGRATE_4");
    api::auth::sendCode code;
    code.api_id = 1;
    code.api_hash = "hash";
    code.phone_number = "99966000777";
    CHECK(refusal(near, code) == "PHONE_MIGRATE_4");
    code.phone_number = tl::string{alice.phone};
    CHECK(refusal(near, code) == "PHONE_MIGRATE_5");
    client at_home{here, 2, 5};
    CHECK(refusal(at_home, code) == "accepted");
    client of_bots{here, 3, 4};
    CHECK(refusal(of_bots, bot_login()) == "accepted");
}

TEST_CASE("a login that is taken to another data centre may fetch files there, and nothing else") {
    scene here{three_dcs()};
    client bot{here, 1};
    bot.sign_in("42:secret");
    client away{here, 2, 4};
    CHECK(refusal(away, api::updates::getState{}) == "AUTH_KEY_UNREGISTERED");
    CHECK(refusal(away, to_dc(5)) == "AUTH_KEY_UNREGISTERED");

    const auto login = exported(bot, 4);
    const auto signed_in = answer_of<api::auth::Authorization>(away, away.ask(login));
    const auto* as = signed_in.get_if<api::auth::authorization>();
    REQUIRE(as);
    CHECK(as->user.get_if<api::user>()->id == 42);
    CHECK(here.machine.transfers(4).exported == 1);
    CHECK(here.machine.transfers(4).imported == 1);
    CHECK(here.machine.transfers(5).exported == 0);

    CHECK(refusal(away, api::updates::getState{}) == "USER_MIGRATE_2");
    CHECK(refusal(away, to_dc(5)) == "USER_MIGRATE_2");
    CHECK(refusal(away, api::help::getConfig{}) == "accepted");
    api::users::getUsers self;
    self.id.push_back(api::inputUserSelf{});
    CHECK(refusal(away, self) == "USER_MIGRATE_2");
    CHECK(refusal(bot, self) == "accepted");
}

TEST_CASE("the bytes of a login are good once, for a minute, and for one account at one data centre"
) {
    scene here{three_dcs()};
    client bot{here, 1};
    bot.sign_in("42:secret");
    client away{here, 2, 4};
    client further{here, 3, 5};
    CHECK(refusal(bot, to_dc(2)) == "DC_ID_INVALID");
    CHECK(refusal(bot, to_dc(3)) == "DC_ID_INVALID");

    auto login = exported(bot, 4);
    CHECK(refusal(further, login) == "AUTH_BYTES_INVALID");
    auto of_another = login;
    of_another.id = 43;
    CHECK(refusal(away, of_another) == "USER_ID_INVALID");
    auto made_up = login;
    made_up.bytes = tl::bytes{std::string{"made up"}};
    CHECK(refusal(away, made_up) == "AUTH_BYTES_INVALID");
    CHECK(here.machine.transfers(4).imported == 0);
    CHECK(refusal(away, login) == "accepted");
    client again{here, 4, 4};
    CHECK(refusal(again, login) == "AUTH_BYTES_INVALID");

    login = exported(bot, 4);
    here.now += 61s;
    CHECK(refusal(again, login) == "AUTH_BYTES_INVALID");
}

TEST_CASE("updates go to the data centre of the account alone") {
    scene here{three_dcs()};
    client bot{here, 1};
    bot.sign_in("42:secret");
    client away{here, 2, 4};
    CHECK(refusal(away, exported(bot, 4)) == "accepted");

    tell(here, 42);
    bot.talk();
    away.talk();
    CHECK(bot.updates.size() == 1);
    CHECK(away.updates.empty());
}

TEST_CASE("a session hears of nothing until its first call that wants updates") {
    scene here;
    client bot{here, 1};
    bot.sign_in("42:secret");
    here.machine.closed(1);
    bot.connection = 2;
    bot.open(bot.session->salt());
    const auto quiet = [](client& of) {
        api::invokeWithoutUpdates<api::help::getNearestDc> query;
        REQUIRE(of.answers.count(of.ask(query)) == 1);
    };
    quiet(bot);
    tell(here, 42);
    bot.talk();
    CHECK(bot.updates.empty());

    CHECK(refusal(bot, api::help::getNearestDc{}) == "accepted");
    quiet(bot); // too late
    tell(here, 42);
    bot.talk();
    CHECK(bot.updates.size() == 1);
}

TEST_CASE("a log-out ends the logins that were taken to other data centres") {
    scene here{three_dcs()};
    client bot{here, 1};
    bot.sign_in("42:secret");
    client stays{here, 5};
    stays.sign_in("42:secret");
    client away{here, 2, 4};
    client of_other{here, 6, 4};
    CHECK(refusal(away, exported(bot, 4)) == "accepted");
    CHECK(refusal(of_other, exported(stays, 4)) == "accepted");
    const auto unused = exported(bot, 5);

    CHECK(refusal(bot, api::auth::logOut{}) == "accepted");

    CHECK(refusal(away, api::updates::getState{}) == "AUTH_KEY_UNREGISTERED");
    CHECK(refusal(of_other, api::updates::getState{}) == "USER_MIGRATE_2");
    client late{here, 3, 5};
    CHECK(refusal(late, unused) == "AUTH_BYTES_INVALID");
}

TEST_CASE("a QR code that was shown at one data centre is accepted at that of the account") {
    scene here{three_dcs()};
    auto& alice = here.machine.add_user("Alice");
    client away{here, 1, 4};
    api::auth::exportLoginToken ask;
    ask.api_id = 1;
    ask.api_hash = "hash";
    const auto shown = answer_of<api::auth::LoginToken>(away, away.ask(ask));
    api::auth::acceptLoginToken accept;
    accept.token = shown.get_if<api::auth::loginToken>()->token;
    REQUIRE(here.machine.call_as(alice.id, tl::frame{tl::encoded(accept)}, here.now));

    const auto answer = answer_of<api::auth::LoginToken>(away, away.ask(ask));
    const auto* elsewhere = answer.get_if<api::auth::loginTokenMigrateTo>();
    REQUIRE(elsewhere);
    CHECK(elsewhere->dc_id == 2);
    client home{here, 2};
    api::auth::importLoginToken take;
    take.token = elsewhere->token;
    const auto done = answer_of<api::auth::LoginToken>(home, home.ask(take));
    CHECK(done.is<api::auth::loginTokenSuccess>());
    CHECK(refusal(home, take) == "AUTH_TOKEN_INVALID");
}
