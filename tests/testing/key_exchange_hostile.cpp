// SPDX-License-Identifier: MIT
#include "key_exchange_scene.hpp"

using namespace key_exchange_scene;

TEST_CASE("a wrong request gets -404, and so do all later ones") {
    manual_client client;
    const auto refused = [&](const byte_buffer& body) {
        CHECK(client.say(body).transport_error == -404);
        CHECK(
            client.say(client.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2)))
                .transport_error == -404
        );
        CHECK(client.say(client.first_request()).transport_error == -404);
    };
    client.ask_pq();
    auto other = client; // talks to the same server

    SUBCASE("another server nonce") {
        other.server_nonce[0] ^= 1;
        refused(other.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("other factors") {
        std::swap(other.p, other.q);
        refused(other.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("another key") {
        other.fingerprint ^= 1;
        refused(other.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("another server nonce inside") {
        other.server_nonce[0] ^= 1;
        refused(client.padded_request(other.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("another nonce inside") {
        other.nonce[0] ^= 1;
        refused(client.padded_request(other.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("another pq inside") {
        other.pq[0] ^= 1;
        refused(client.padded_request(other.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("other factors inside") {
        std::swap(other.p, other.q);
        refused(client.padded_request(other.inner_data(wire::p_q_inner_data_dc, 2)));
    }
    SUBCASE("something else inside") {
        refused(client.padded_request(client.first_request()));
    }
    SUBCASE("a block that isn't encrypted for this server") {
        refused(client.second_request(byte_buffer(256, 1)));
        client.nonce[5] = 1;
    }
    SUBCASE("a block of another size") {
        refused(client.second_request(byte_buffer(257, 1)));
    }
    SUBCASE("no block") {
        refused(client.second_request({}));
    }
    SUBCASE("a later step") {
        client.g_a.assign(256, 0xaa);
        refused(client.choose_key(7));
    }
}

TEST_CASE("a strict server refuses a request for another data centre with -444") {
    manual_client client;
    client.server = std::make_shared<key_exchange>(
        server_key(), 2, crypto::system_random(), other_dcs::refused
    );
    client.ask_pq();
    const auto request = client.padded_request(client.inner_data(wire::p_q_inner_data_dc, 4));
    CHECK(client.say(request).transport_error == -444);
    CHECK(client.say(request).transport_error == -404);
}

TEST_CASE("wrong Diffie-Hellman values of a client get -404") {
    manual_client client;
    client.ask_pq();
    client.ask_parameters();
    const auto good = client.choose_key(7);
    const auto refused = [&](const byte_buffer& body) {
        CHECK(client.say(body).transport_error == -404);
        CHECK(client.say(good).transport_error == -404);
    };

    SUBCASE("a value outside of the group's safe range") {
        byte_buffer edge(249, 0);
        refused(client.third_request(edge));
    }
    SUBCASE("one") {
        refused(client.third_request(byte_buffer{1}));
    }
    SUBCASE("p - 1") {
        byte_buffer prime{crypto::known_prime().begin(), crypto::known_prime().end()};
        --prime.back();
        refused(client.third_request(prime));
    }
    SUBCASE("an unsolicited retry") {
        client.retry_id = 1;
        refused(client.third_request(byte_buffer(256, 0x77)));
    }
    SUBCASE("too much padding") {
        byte_buffer data;
        append_le(data, wire::client_DH_inner_data);
        append(data, client.nonce);
        append(data, client.server_nonce);
        append_le(data, std::int64_t{0});
        append_string(data, byte_buffer(256, 0x77));
        refused(client.sealed_request(data, 16));
    }
    SUBCASE("any flipped bit") {
        for (std::size_t at = 4; at < good.size(); at += 13) {
            manual_client another;
            another.ask_pq();
            another.ask_parameters();
            auto bad = another.choose_key(7);
            bad[at] ^= 4;
            CHECK(another.say(bad).transport_error == -404);
        }
    }
}

TEST_CASE("more padding than a client may append is refused") {
    manual_client client;
    auto padded = client.first_request();
    padded.resize(padded.size() + 256, 5);
    CHECK(client.say(padded).transport_error == -404);
    padded.pop_back();
    CHECK(client.say(padded).transport_error == 0);
}

TEST_CASE("truncated and altered requests are refused or harmless") {
    manual_client client;
    client.ask_pq();
    const auto second = client.padded_request(client.inner_data(wire::p_q_inner_data_dc, 2));
    byte_buffer packet;
    mtproto::detail::append_plain(packet, mtproto::first_id_at(start), second);
    for (std::size_t size = 0; size != packet.size(); ++size) {
        key_exchange server{server_key(), 2, crypto::system_random()};
        CHECK(server.receive(byte_view{packet}.first(size), start).transport_error == -404);
    }
    byte_buffer first;
    mtproto::detail::append_plain(first, mtproto::first_id_at(start), client.first_request());
    for (std::size_t at = 0; at != first.size(); ++at) {
        key_exchange server{server_key(), 2, crypto::system_random()};
        auto changed = first;
        changed[at] ^= 1;
        const auto reply = server.receive(changed, start);
        CHECK((reply.transport_error == -404) != (reply.packet.size() > 20));
    }
}

TEST_CASE("a limited number of exchanges is remembered") {
    key_exchange server{server_key(), 2, crypto::system_random()};
    for (std::uint32_t i = 0; i != 5000; ++i) {
        byte_buffer body;
        append_le(body, wire::req_pq_multi);
        append_le(body, i);
        body.resize(20);
        byte_buffer packet;
        mtproto::detail::append_plain(packet, 4, body);
        (void)server.receive(packet, start);
    }
    CHECK(server.size() == 4096);
}
