// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/layer.hpp>
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

namespace telegram_scene {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;

inline const crypto::rsa_private_key& server_key() {
    static const auto key = crypto::rsa_private_key::generate();
    return key;
}

/// A data centre and its clients without a network between them.
struct scene {
    server_options options{};
    time_point now = from_unix(1'700'000'000) + 1ms;
    telegram machine{options, server_key(), crypto::system_random()};
    std::map<connection_id, std::vector<connection_action>> sent{};

    void send(connection_id connection, byte_buffer packet) {
        now += 1ms;
        machine.received(connection, std::move(packet), now);
        collect();
    }
    void collect() {
        while (auto action = machine.poll())
            sent[action->connection].push_back(std::move(*action));
    }
    std::vector<connection_action> taken(connection_id connection) {
        return std::exchange(sent[connection], {});
    }
};

/// The library's own engine as a client.
struct client {
    scene& home;
    connection_id connection;
    std::optional<crypto::auth_key> key{};
    std::optional<mtproto::client_session> session{};
    std::map<std::uint64_t, byte_buffer> answers{};
    std::map<std::uint64_t, std::string> refusals{};
    std::vector<byte_buffer> updates{};
    int new_sessions = 0;
    int new_salts = 0;

    client(scene& in, connection_id number, std::int32_t dc = default_dc)
        : home(in), connection(number) {
        home.machine.opened(connection, dc);
        const std::array keys{server_key().public_key()};
        mtproto::key_exchange_options options;
        options.keys = keys;
        options.dc = dc;
        mtproto::key_exchange exchange{options, crypto::system_random()};
        byte_buffer packet;
        REQUIRE(!exchange.start(home.now, packet));
        while (!exchange.done()) {
            home.send(connection, std::exchange(packet, {}));
            for (auto& action : home.taken(connection))
                REQUIRE(!exchange.receive(action.packet, home.now, packet));
        }
        auto created = exchange.take();
        key = std::move(created.key);
        open(created.salt);
    }

    void open(std::int64_t salt) {
        api::invokeWithLayer<api::initConnection<api::help::getConfig>> layer;
        layer.layer = api::layer;
        layer.query.api_id = 1;
        mtproto::client_session_options options{*key, salt};
        options.init_prefix = tl::encoded(layer);
        options.init_prefix.resize(options.init_prefix.size() - 4); // without the query inside
        session.emplace(std::move(options), crypto::system_random());
        session->connected(home.now);
    }

    /// Exchanges packets until neither side has one.
    void talk() {
        for (auto rounds = 0; rounds != 50; ++rounds) {
            byte_buffer packet;
            auto quiet = true;
            while (session->poll_packet(packet, home.now)) {
                quiet = false;
                home.send(connection, std::exchange(packet, {}));
            }
            for (auto& action : home.taken(connection)) {
                quiet = false;
                REQUIRE(action.transport_error == 0);
                REQUIRE(!session->receive(std::move(action.packet), home.now));
            }
            note();
            if (quiet)
                return;
        }
        FAIL("the exchange of packets does not end");
    }

    void note();

    template <class Method>
    std::uint64_t ask(const Method& method) {
        const auto id = session->submit(tl::frame{tl::encoded(method)});
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

inline void client::note() {
    while (auto event = session->poll_event()) {
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
            ++new_sessions;
        else if (event->get_if<mtproto::salt_changed>() != nullptr)
            ++new_salts;
        else if (event->get_if<mtproto::salts_learned>() == nullptr)
            FAIL("an unexpected event");
    }
}

} // namespace telegram_scene
