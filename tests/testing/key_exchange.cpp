// SPDX-License-Identifier: MIT
#include "key_exchange_scene.hpp"

using namespace key_exchange_scene;

TEST_CASE("pq is the product of two different primes of 31 bits") {
    std::set<std::uint32_t> seen;
    for (auto i = 0; i != 20; ++i) {
        const auto [p, q] = *random_primes(crypto::system_random());
        CHECK(p < q);
        CHECK(p >= 1U << 30);
        CHECK(q < 1U << 31);
        const auto factors = crypto::factorize(std::uint64_t{p} * q);
        REQUIRE(factors);
        CHECK(*factors == std::pair<std::uint64_t, std::uint64_t>{p, q});
        seen.insert({p, q});
    }
    CHECK(seen.size() > 30);
    for (const auto prime : {2U, 3U, 13U, 17U, 2'147'483'647U, 1'073'741'827U})
        CHECK(is_prime(prime));
    for (const auto number :
         {0U, 1U, 4U, 169U, 289U, 3'215'031U, 1'373'653U, 25'326'001U, 2'147'483'645U})
        CHECK(!is_prime(number));
}

TEST_CASE("a client gets a key by RSA_PAD and by the old scheme") {
    manual_client client;
    client.ask_pq();
    exchange_reply parameters;
    SUBCASE("RSA_PAD") {
        parameters =
            client.say(client.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("RSA_PAD, for files alone") {
        parameters =
            client.say(client.padded_request(client.inner_data(wire::p_q_inner_data_dc, -2)));
    }
    SUBCASE("SHA-1") {
        parameters = client.say(client.old_request(client.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("SHA-1 without a data centre") {
        parameters = client.say(client.old_request(client.inner_data(0x83c95aec, 0)));
    }
    client.read_parameters(parameters);
    const auto last = client.say(client.choose_key(7));

    client.check_confirmed(last, wire::dh_gen_ok, 1);
    REQUIRE(last.created);
    CHECK(last.created->key == client.key);
    CHECK(last.created->salt == mtproto::detail::first_salt(client.new_nonce, client.server_nonce));
    CHECK(last.created->expires_in == 0);
}

TEST_CASE("random bytes after a request, inside its stated length, are ignored") {
    manual_client client;
    const auto padded = [](byte_buffer request, std::size_t size, std::uint8_t filler) {
        request.resize(request.size() + size, filler);
        return request;
    };
    const auto first = client.body_of(client.say(padded(client.first_request(), 252, 1)));
    client.ask_pq();
    CHECK(client.body_of(client.say(padded(client.first_request(), 7, 2))) == first);
    const auto second = client.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2));
    client.read_parameters(client.say(padded(second, 252, 3)));
    const auto third = client.choose_key(7);
    const auto last = client.say(padded(third, 252, 4));

    client.check_confirmed(last, wire::dh_gen_ok, 1);
    CHECK(last.created);
    const auto again = client.say(padded(third, 16, 5)); // sent again with other bytes
    client.check_confirmed(again, wire::dh_gen_ok, 1);
    CHECK(!again.created);
}

TEST_CASE("a client may ask for any data centre, also one of test mode") {
    for (const auto dc : {1, 2, 5, 10'002, -10'002}) {
        manual_client client;
        client.ask_pq();
        client.read_parameters(
            client.say(client.padded_request(client.inner_data(wire::p_q_inner_data_dc, dc)))
        );
        const auto last = client.say(client.choose_key(7));
        REQUIRE(last.created);
        CHECK(last.created->dc == dc);
    }
}

TEST_CASE("a temporary key has a lifetime") {
    manual_client client;
    client.ask_pq();
    client.read_parameters(
        client.say(client.padded_request(client.inner_data(wire::p_q_inner_data_temp_dc, 2)))
    );
    const auto last = client.say(client.choose_key(7));
    REQUIRE(last.created);
    CHECK(last.created->expires_in == 86'400);
}

TEST_CASE("the library's own client and the server agree on a key") {
    key_exchange server{server_key(), 2, crypto::system_random()};
    int retries = 0;
    SUBCASE("at once") {}
    SUBCASE("at the third attempt") {
        retries = 2;
    }
    server.force_retry(retries);
    const std::array keys{server_key().public_key()};
    mtproto::key_exchange_options options;
    options.keys = keys;
    options.dc = 2;
    mtproto::key_exchange client{options, crypto::system_random()};

    byte_buffer packet;
    REQUIRE(!client.start(start, packet));
    exchange_reply reply;
    auto steps = 0;
    while (!packet.empty()) {
        reply = server.receive(packet, start + 5s);
        REQUIRE(reply.transport_error == 0);
        packet.clear();
        REQUIRE(!client.receive(reply.packet, start, packet));
        ++steps;
    }

    CHECK(steps == 3 + retries);
    REQUIRE(client.done());
    REQUIRE(reply.created);
    const auto result = client.take();
    CHECK(result.key == reply.created->key);
    CHECK(result.salt == reply.created->salt);
    CHECK(result.time_offset == 5s);
}

TEST_CASE("the library's own client and the server agree on a temporary key") {
    key_exchange server{server_key(), 2, crypto::system_random()};
    const std::array keys{server_key().public_key()};
    mtproto::key_exchange_options options;
    options.keys = keys;
    options.expires_in = 24h;
    mtproto::key_exchange client{options, crypto::system_random()};
    byte_buffer packet;
    REQUIRE(!client.start(start, packet));
    exchange_reply reply;
    while (!packet.empty()) {
        reply = server.receive(packet, start);
        packet.clear();
        REQUIRE(!client.receive(reply.packet, start, packet));
    }
    REQUIRE(reply.created);
    CHECK(reply.created->expires_in == 86'400);
}

TEST_CASE("a key in use is refused, with a proof") {
    manual_client client;
    std::int64_t taken = 0;
    client.server->is_taken = [&](std::int64_t id) { return id == taken; };
    client.ask_pq();
    client.ask_parameters();
    const auto request = client.choose_key(7);
    taken = client.key.id();
    const auto refused = client.say(request);
    client.check_confirmed(refused, wire::dh_gen_retry, 2);
    CHECK(!refused.created);

    SUBCASE("the next attempt names it") {
        client.retry_id = static_cast<std::int64_t>(client.key.aux_hash());
        const auto accepted = client.say(client.choose_key(8));
        client.check_confirmed(accepted, wire::dh_gen_ok, 1);
        CHECK(accepted.created);
    }
    SUBCASE("or is refused") {
        CHECK(client.say(client.choose_key(8)).transport_error == -404);
    }
}

TEST_CASE("a repeated request gets the same reply, and one key is created") {
    manual_client client;
    client.ask_pq();
    const auto nonce = client.server_nonce;
    client.ask_pq();
    CHECK(client.server_nonce == nonce);

    const auto second = client.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2));
    const auto reply = client.say(second);
    CHECK(client.body_of(client.say(second)) == client.body_of(reply));
    client.read_parameters(reply);

    const auto third = client.choose_key(7);
    const auto last = client.say(third);
    const auto again = client.say(third);
    CHECK(last.created);
    CHECK(!again.created);
    CHECK(client.body_of(again) == client.body_of(last));

    client.now += 11min;
    CHECK(client.say(third).transport_error == -404);
    CHECK(client.server->size() == 0);
}
