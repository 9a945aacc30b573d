// SPDX-License-Identifier: MIT
#include <awaitgram/api/layer.hpp>
#include <awaitgram/testing/server/api/wrappers.hpp>

#include <string_view>

#include "telegram_scene.hpp"

using namespace telegram_scene;
using telegram_scene::client;

TEST_CASE("the library's engine creates a key, a session and makes calls") {
    scene here;
    client user{here, 1};
    const auto config = user.ask(api::help::getConfig{});
    CHECK(user.answers.count(config) == 1);
    CHECK(user.new_sessions == 1);
    CHECK(here.machine.key_count() == 1);

    const auto refused = user.ask(api::updates::getState{});
    CHECK(user.refusals[refused] == "AUTH_KEY_UNREGISTERED");
    user.sign_in("42:secret");
    CHECK(user.answers.count(user.ask(api::updates::getState{})) == 1);
}

TEST_CASE("a wrong salt costs one more round trip") {
    scene here;
    client user{here, 1};
    user.sign_in("42:secret");
    here.now += 24h; // all salts the client knows are over
    CHECK(user.answers.count(user.ask(api::updates::getState{})) == 1);
    CHECK(user.new_salts >= 1);
}

TEST_CASE("messages are pushed to all sessions except the sending one") {
    scene here;
    client bot{here, 1};
    client bot_again{here, 2};
    bot.sign_in("42:secret");
    bot_again.sign_in("42:secret");
    auto& alice = here.machine.add_user("Alice");
    draft hello;
    hello.text = "hello";
    hello.random_id = 1;
    const auto deliveries =
        here.machine.accounts().send(alice, *here.machine.accounts().find(42), hello, 1);

    here.machine.deliver(deliveries, here.now);
    here.collect();
    bot.talk();
    bot_again.talk();

    CHECK(bot.updates.size() == 1);
    CHECK(bot_again.updates.size() == 1);
    const auto update = tl::decode<api::Updates>(tl::frame{bot.updates[0]});
    REQUIRE(update);
    const auto* news = (**update).get_if<api::updates_>();
    REQUIRE(news);
    CHECK(
        news->updates[0].get_if<api::updateNewMessage>()->message.get_if<api::message>()->message ==
        "hello"
    );

    api::messages::sendMessage back;
    api::inputPeerUser to;
    to.user_id = alice.id;
    back.peer = to;
    back.message = "hello yourself";
    back.random_id = 9;
    CHECK(bot.answers.count(bot.ask(back)) == 1);
    bot_again.talk();
    CHECK(bot.updates.size() == 1);
    CHECK(bot_again.updates.size() == 2);
    CHECK(alice.box.find(2)->text == "hello yourself");
}

TEST_CASE("an update lost with its connection is sent on the next one, once") {
    scene here;
    client bot{here, 1};
    bot.sign_in("42:secret");
    here.machine.closed(1);
    bot.session->disconnected(here.now);
    auto& alice = here.machine.add_user("Alice");
    draft hello;
    hello.text = "hello";
    hello.random_id = 1;
    here.machine.deliver(
        here.machine.accounts().send(alice, *here.machine.accounts().find(42), hello, 1), here.now
    );
    here.collect();
    CHECK(bot.updates.empty());

    bot.connection = 2;
    bot.session->connected(here.now);
    (void)bot.ask(api::updates::getState{});
    bot.talk();
    CHECK(bot.updates.size() == 1);
    CHECK(bot.new_sessions == 1);
}

TEST_CASE("a packet for no known key gets -404 and changes nothing") {
    scene here;
    for (std::size_t size = 0; size <= 200; ++size) {
        here.send(1, byte_buffer(size, 0xab));
        const auto taken = here.taken(1);
        REQUIRE(taken.size() == 1);
        CHECK(taken[0].transport_error == -404);
    }
    CHECK(here.machine.key_count() == 0);
}

TEST_CASE("a packet with any byte altered gets -404") {
    scene here;
    client user{here, 1};
    user.sign_in("42:secret");
    byte_buffer packet;
    (void)user.session->submit(tl::frame{tl::encoded(api::updates::getState{})});
    REQUIRE(user.session->poll_packet(packet, here.now));

    for (std::size_t at = 0; at != packet.size(); ++at) {
        auto altered = packet;
        altered[at] ^= 0x10;
        here.send(1, altered);
        const auto taken = here.taken(1);
        REQUIRE(taken.size() == 1);
        CHECK(taken[0].transport_error == -404);
    }
    for (std::size_t size = 8; size != packet.size(); ++size) {
        here.send(1, {packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size)});
        CHECK(here.taken(1).at(0).transport_error == -404);
    }
    here.send(1, packet);
    CHECK(here.taken(1).at(0).packet.size() > 100);
}

TEST_CASE("session id 0 is refused, any other is a session") {
    scene here;
    client user{here, 1};
    mtproto::message_header header;
    for (const auto session : {std::int64_t{0}, std::int64_t{1}}) {
        header.session_id = session;
        header.msg_id = mtproto::first_id_at(here.now);
        byte_buffer packet;
        REQUIRE(!mtproto::seal(
            *user.key,
            crypto::direction::to_server,
            header,
            byte_buffer(8),
            crypto::system_random(),
            packet
        ));
        here.send(1, packet);
        const auto taken = here.taken(1);
        REQUIRE(taken.size() == 1);
        CHECK((taken[0].transport_error == -404) == (session == 0));
    }
}

TEST_CASE("a client that stops pinging is disconnected at the announced time") {
    scene here;
    client user{here, 1};
    user.sign_in("42:secret");
    here.machine.tick(here.now);
    here.collect();
    CHECK(here.taken(1).empty());
    here.now += 61s;
    REQUIRE(!user.session->tick(here.now));
    user.talk(); // a ping that says when to give up
    here.machine.tick(here.now);
    here.collect();
    CHECK(here.taken(1).empty());

    here.now += 24h;
    here.machine.tick(here.now);
    here.collect();
    const auto taken = here.taken(1);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].close);
}

TEST_CASE("a key that was added is known as after an exchange") {
    scene here;
    client user{here, 1};
    user.key.emplace(byte_buffer(256, 7));
    here.machine.add_key(*user.key, 5, here.now);
    user.open(5);

    const auto id = user.ask(api::help::getNearestDc{});

    CHECK(user.answers.count(id) == 1);
    CHECK(here.machine.wrong_salts() == 0);
}

TEST_CASE("a packet among ten thousand keys visits the sessions that it concerns") {
    scene here;
    client bot{here, 1};
    bot.sign_in("42:secret");
    auto& alice = here.machine.add_user("Alice");
    byte_buffer ping;
    append_le(ping, id::ping);
    append_le(ping, std::int64_t{5});
    for (std::uint32_t number = 0; number != 10'000; ++number) {
        byte_buffer bytes(256, 7);
        store_le(bytes.data(), number);
        const crypto::auth_key key{bytes};
        here.machine.add_key(key, 5, here.now);
        mtproto::message_header header;
        header.salt = 5;
        header.session_id = 1;
        header.msg_id = mtproto::first_id_at(here.now);
        byte_buffer packet;
        REQUIRE(!mtproto::seal(
            key, crypto::direction::to_server, header, ping, crypto::system_random(), packet
        ));
        here.machine.received(number + 2, std::move(packet), here.now);
    }
    here.collect();
    CHECK(here.taken(10'001).size() == 1);
    const auto visits_of = [&](auto step) {
        const auto before = here.machine.session_visits();
        step();
        return here.machine.session_visits() - before;
    };

    // One to find the session, one to flush it; the answer is acknowledged by a second packet at most.
    CHECK(visits_of([&] { (void)bot.ask(api::updates::getState{}); }) <= 4);
    draft hello;
    hello.text = "hello";
    hello.random_id = 1;
    const auto deliveries =
        here.machine.accounts().send(alice, *here.machine.accounts().find(42), hello, 1);
    CHECK(visits_of([&] { here.machine.deliver(deliveries, here.now); }) == 2);
    CHECK(visits_of([&] { here.machine.closed(2); }) == 1);
}

TEST_CASE("a client of another layer, or of none, is refused by name") {
    std::vector<std::string> lines;
    server_options options;
    options.log = [&](log_level, std::string_view line) { lines.emplace_back(line); };
    scene here{options};
    client user{here, 1};
    api::invokeWithLayer<api::help::getConfig> other;
    for (const auto layer : {api::layer - 1, api::layer + 1, 0, -1}) {
        other.layer = layer;
        CHECK(user.refusals[user.ask(other)] == "CONNECTION_LAYER_INVALID");
        CHECK(
            lines.back() == "not signed in: a wrapped call: 400 CONNECTION_LAYER_INVALID (the "
                            "client asks for layer " +
                                std::to_string(layer) + ", the server has layer " +
                                std::to_string(api::layer) + ")"
        );
    }
    other.layer = api::layer;
    CHECK(user.answers.count(user.ask(other)) == 1);

    login_state login;
    query_wrappers wrappers{login, [](std::int64_t) { return std::nullopt; }};
    api::initConnection<api::help::getConfig> without;
    without.api_id = 1;
    const auto refused = wrappers.unwrap(tl::frame{tl::encoded(without)});
    REQUIRE(!refused);
    CHECK(refused.error().name == "CONNECTION_LAYER_INVALID");
    CHECK(refused.error().detail.find("names no layer") != std::string::npos);
}

TEST_CASE("the log has one line for each call and each refusal, without secrets") {
    std::vector<std::string> lines;
    server_options options;
    options.log = [&](log_level, std::string_view line) { lines.emplace_back(line); };
    scene here{options};
    client bot{here, 1};
    bot.sign_in("42:very-secret");
    (void)bot.ask(api::updates::getState{});
    api::messages::getDialogs dialogs;
    dialogs.offset_peer = api::inputPeerEmpty{};
    (void)bot.ask(dialogs);
    (void)bot.ask(api::messages::clearRecentStickers{});
    here.send(7, byte_buffer(104, 0x5a));
    here.machine.note(7, "closed");

    CHECK(
        lines ==
        std::vector<std::string>{
            "account 42: auth.importBotAuthorization: answered",
            "account 42: updates.getState: answered",
            "account 42: messages.getDialogs: 400 BOT_METHOD_INVALID",
            "account 42: messages.clearRecentStickers: 400 "
            "METHOD_NOT_SUPPORTED_messages.clearRecentStickers",
            "connection 7: transport error -404: an unknown key",
            "connection 7: closed",
        }
    );
}

TEST_CASE("the machine says when its clock has to ring") {
    scene here;
    CHECK(!here.machine.next_tick());
    client user{here, 1};
    user.sign_in("42:secret");
    here.now += 61s;
    REQUIRE(!user.session->tick(here.now));
    user.talk(); // sends a ping with a time limit

    const auto limit = here.machine.next_tick();
    REQUIRE(limit);
    here.machine.tick(*limit - 1ms);
    here.collect();
    CHECK(here.taken(1).empty());
    here.machine.tick(*limit);
    here.collect();
    const auto taken = here.taken(1);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].close);
    CHECK(!here.machine.next_tick());
}
