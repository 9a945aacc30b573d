// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;

const crypto::rsa_private_key& server_key() {
    static const auto key = crypto::rsa_private_key::generate();
    return key;
}

/// A data centre and its clients without a network between them.
struct town {
    time_point now = from_unix(1'700'000'000) + 1ms;
    telegram machine{server_options{}, server_key(), crypto::system_random()};
    std::map<connection_id, std::vector<connection_action>> mail{};

    void say(connection_id connection, byte_buffer packet) {
        now += 1ms;
        machine.received(connection, std::move(packet), now);
        collect();
    }
    void collect() {
        while (auto action = machine.poll())
            mail[action->connection].push_back(std::move(*action));
    }
    std::vector<connection_action> heard(connection_id connection) {
        return std::exchange(mail[connection], {});
    }
};

/// The library's own engine as a client.
struct client {
    town& home;
    connection_id connection;
    std::optional<crypto::auth_key> key{};
    std::optional<mtproto::client_session> channel{};
    std::map<std::uint64_t, byte_buffer> answers{};
    std::map<std::uint64_t, std::string> refusals{};
    std::vector<byte_buffer> updates{};
    int sessions = 0;
    int salts = 0;

    client(town& in, connection_id number) : home(in), connection(number) {
        const std::array keys{server_key().public_key()};
        mtproto::key_exchange_options options;
        options.keys = keys;
        mtproto::key_exchange exchange{options, crypto::system_random()};
        byte_buffer packet;
        REQUIRE(!exchange.start(home.now, packet));
        while (!exchange.done()) {
            home.say(connection, std::exchange(packet, {}));
            for (auto& action : home.heard(connection))
                REQUIRE(!exchange.receive(action.packet, home.now, packet));
        }
        auto made = exchange.take();
        key = std::move(made.key);
        open(made.salt);
    }

    void open(std::int64_t salt) {
        api::invokeWithLayer<api::initConnection<api::help::getConfig>> layer;
        layer.layer = 227;
        layer.query.api_id = 1;
        mtproto::client_session_options options{*key, salt};
        options.init_prefix = tl::encoded(layer);
        options.init_prefix.resize(options.init_prefix.size() - 4); // without the query inside
        channel.emplace(std::move(options), crypto::system_random());
        channel->connected(home.now);
    }

    /// Moves packets to and fro until nobody has anything to say.
    void talk() {
        for (auto rounds = 0; rounds != 50; ++rounds) {
            byte_buffer packet;
            auto silent = true;
            while (channel->poll_packet(packet, home.now)) {
                silent = false;
                home.say(connection, std::exchange(packet, {}));
            }
            for (auto& action : home.heard(connection)) {
                silent = false;
                REQUIRE(action.transport_error == 0);
                REQUIRE(!channel->receive(std::move(action.packet), home.now));
            }
            note();
            if (silent)
                return;
        }
        FAIL("they never stop talking");
    }

    void note();

    template <class Method>
    std::uint64_t ask(const Method& method) {
        const auto id = channel->submit(tl::encoded(method), home.now);
        talk();
        return id;
    }

    void sign_in(const std::string& token) {
        api::auth::importBotAuthorization query;
        query.api_id = 1;
        query.api_hash = "hash";
        query.bot_auth_token = tl::string{token};
        const auto id = ask(query);
        REQUIRE(answers.count(id) == 1);
    }
};

void client::note() {
    while (auto event = channel->poll_event()) {
        const auto bytes = [](const tl::frame& frame) {
            return byte_buffer(frame.bytes().begin(), frame.bytes().end());
        };
        if (const auto* answer = event->get_if<mtproto::answer>())
            answers[answer->id] = bytes(answer->body);
        else if (const auto* refusal = event->get_if<mtproto::refusal>())
            refusals[refusal->id] = refusal->message;
        else if (const auto* update = event->get_if<mtproto::update>())
            updates.push_back(bytes(update->body));
        else if (event->get_if<mtproto::session_created>() != nullptr)
            ++sessions;
        else if (event->get_if<mtproto::salt_changed>() != nullptr)
            ++salts;
        else if (event->get_if<mtproto::salts_learned>() == nullptr)
            FAIL("an event nobody expects");
    }
}

} // namespace

TEST_CASE("the library's engine makes a key, a session and calls") {
    town here;
    client one{here, 1};
    const auto config = one.ask(api::help::getConfig{});
    CHECK(one.answers.count(config) == 1);
    CHECK(one.sessions == 1);
    CHECK(here.machine.key_count() == 1);

    const auto refused = one.ask(api::updates::getState{});
    CHECK(one.refusals[refused] == "AUTH_KEY_UNREGISTERED");
    one.sign_in("42:secret");
    CHECK(one.answers.count(one.ask(api::updates::getState{})) == 1);
}

TEST_CASE("a wrong salt costs one more round") {
    town here;
    client one{here, 1};
    one.sign_in("42:secret");
    here.now += 24h; // all salts the client knows are over
    CHECK(one.answers.count(one.ask(api::updates::getState{})) == 1);
    CHECK(one.salts >= 1);
}

TEST_CASE("messages are pushed to all sessions but the one that sent them") {
    town here;
    client bot{here, 1};
    client bot_again{here, 2};
    bot.sign_in("42:secret");
    bot_again.sign_in("42:secret");
    auto& alice = here.machine.add_user("Alice");
    draft hello;
    hello.text = "hello";
    hello.random_id = 1;
    const auto written =
        here.machine.accounts().send(alice, *here.machine.accounts().find(42), hello, 1);

    here.machine.deliver(written, here.now);
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

TEST_CASE("an update that was lost with its connection comes with the next one, once") {
    town here;
    client bot{here, 1};
    bot.sign_in("42:secret");
    here.machine.closed(1);
    bot.channel->disconnected(here.now);
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
    bot.channel->connected(here.now);
    (void)bot.ask(api::updates::getState{});
    bot.talk();
    CHECK(bot.updates.size() == 1);
    CHECK(bot.sessions == 1);
}

TEST_CASE("a packet that isn't for any key gets -404 and changes nothing") {
    town here;
    for (std::size_t size = 0; size <= 200; ++size) {
        here.say(1, byte_buffer(size, 0xab));
        const auto heard = here.heard(1);
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].transport_error == -404);
    }
    CHECK(here.machine.key_count() == 0);
}

TEST_CASE("an altered packet gets -404, whatever was altered") {
    town here;
    client one{here, 1};
    one.sign_in("42:secret");
    byte_buffer packet;
    (void)one.channel->submit(tl::encoded(api::updates::getState{}), here.now);
    REQUIRE(one.channel->poll_packet(packet, here.now));

    for (std::size_t at = 0; at != packet.size(); ++at) {
        auto altered = packet;
        altered[at] ^= 0x10;
        here.say(1, altered);
        const auto heard = here.heard(1);
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].transport_error == -404);
    }
    for (std::size_t size = 8; size != packet.size(); ++size) {
        here.say(1, {packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(size)});
        CHECK(here.heard(1).at(0).transport_error == -404);
    }
    here.say(1, packet);
    CHECK(here.heard(1).at(0).packet.size() > 100);
}

TEST_CASE("session id 0 is refused, any other is a session") {
    town here;
    client one{here, 1};
    mtproto::message_header header;
    for (const auto session : {std::int64_t{0}, std::int64_t{1}}) {
        header.session_id = session;
        header.msg_id = mtproto::first_id_at(here.now);
        byte_buffer packet;
        REQUIRE(!mtproto::seal(
            *one.key,
            crypto::direction::to_server,
            header,
            byte_buffer(8),
            crypto::system_random(),
            packet
        ));
        here.say(1, packet);
        const auto heard = here.heard(1);
        REQUIRE(heard.size() == 1);
        CHECK((heard[0].transport_error == -404) == (session == 0));
    }
}

TEST_CASE("a client that stops pinging as announced is disconnected") {
    town here;
    client one{here, 1};
    one.sign_in("42:secret");
    here.machine.tick(here.now);
    here.collect();
    CHECK(here.heard(1).empty());
    here.now += 61s;
    REQUIRE(!one.channel->tick(here.now));
    one.talk(); // a ping that says when to give up
    here.machine.tick(here.now);
    here.collect();
    CHECK(here.heard(1).empty());

    here.now += 24h;
    here.machine.tick(here.now);
    here.collect();
    const auto heard = here.heard(1);
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].close);
}

TEST_CASE("a key that was added is known as after an exchange") {
    town here;
    client one{here, 1};
    one.key.emplace(byte_buffer(256, 7));
    here.machine.add_key(*one.key, 5, here.now);
    one.open(5);

    const auto id = one.ask(api::help::getNearestDc{});

    CHECK(one.answers.count(id) == 1);
    CHECK(here.machine.wrong_salts() == 0);
}
