// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/factorize.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/testing/server/protocol/key_exchange.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>

namespace {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;
namespace wire = mtproto::detail::id;
using mtproto::detail::append_string;
using mtproto::detail::nonce128;
using mtproto::detail::nonce256;
using mtproto::detail::reader;

const crypto::rsa_private_key& server_key() {
    static const auto key = crypto::rsa_private_key::generate();
    return key;
}

const time_point start = from_unix(1'700'000'000);

/// A client that does all by hand, so that tests can do any of it wrong.
struct hand_made_client {
    std::shared_ptr<key_exchange> server =
        std::make_shared<key_exchange>(server_key(), 2, crypto::system_random());
    time_point now = start;

    nonce128 nonce{1, 2, 3};
    nonce128 server_nonce{};
    nonce256 new_nonce{0, 9, 8};
    byte_buffer pq, p, q;
    std::int64_t fingerprint{};
    byte_buffer g_a;
    std::int64_t retry_id = 0;
    crypto::auth_key key{byte_view{}};

    exchange_reply say(const byte_buffer& body) {
        byte_buffer packet;
        mtproto::detail::append_plain(packet, mtproto::first_id_at(now), body);
        return server->receive(packet, now);
    }

    static byte_buffer body_of(const exchange_reply& reply) {
        REQUIRE(reply.transport_error == 0);
        const auto message = mtproto::detail::parse_plain(reply.packet);
        REQUIRE(message);
        CHECK(message->msg_id % 4 == 1);
        return {message->body.begin(), message->body.end()};
    }

    [[nodiscard]] byte_buffer first_request() const {
        byte_buffer body;
        append_le(body, wire::req_pq_multi);
        append(body, nonce);
        return body;
    }

    void ask_pq() {
        const auto body = body_of(say(first_request()));
        reader in{body};
        in.expect(wire::resPQ);
        CHECK(in.int128() == nonce);
        server_nonce = in.int128();
        const auto product = in.string();
        pq.assign(product.begin(), product.end());
        fingerprint = load_le<std::int64_t>(in.longs().data());
        REQUIRE(in.finished());
        const auto factors = crypto::factorize(load_be(pq));
        REQUIRE(factors);
        p = minimal_be(factors->first);
        q = minimal_be(factors->second);
    }

    [[nodiscard]] byte_buffer inner_data(std::uint32_t constructor, std::int32_t dc) const {
        byte_buffer data;
        append_le(data, constructor);
        append_string(data, pq);
        append_string(data, p);
        append_string(data, q);
        append(data, nonce);
        append(data, server_nonce);
        append(data, new_nonce);
        if (constructor == wire::p_q_inner_data_dc || constructor == wire::p_q_inner_data_temp_dc)
            append_le(data, dc);
        if (constructor == wire::p_q_inner_data_temp_dc)
            append_le(data, std::int32_t{86'400});
        return data;
    }

    [[nodiscard]] byte_buffer second_request(byte_view encrypted) const {
        byte_buffer body;
        append_le(body, wire::req_DH_params);
        append(body, nonce);
        append(body, server_nonce);
        append_string(body, p);
        append_string(body, q);
        append_le(body, fingerprint);
        append_string(body, encrypted);
        return body;
    }

    [[nodiscard]] byte_buffer padded_request(byte_view data) const {
        return second_request(
            *crypto::rsa_pad(data, server_key().public_key(), crypto::system_random())
        );
    }

    /// The scheme from before 2021; without leading zeros, as some clients send it.
    [[nodiscard]] byte_buffer old_request(byte_view data) const {
        byte_buffer block(256, 5);
        const auto hash = crypto::sha1({data});
        block[0] = 0;
        std::copy(hash.begin(), hash.end(), block.begin() + 1);
        std::copy(data.begin(), data.end(), block.begin() + 21);
        const auto& numbers = server_key().public_key().numbers();
        const auto encrypted = crypto::power(block, numbers.e, numbers.n);
        byte_view shown{encrypted};
        while (shown.front() == 0)
            shown = shown.subspan(1);
        return second_request(shown);
    }

    void read_parameters(const exchange_reply& reply) {
        const auto body = body_of(reply);
        reader in{body};
        in.expect(wire::server_DH_params_ok);
        CHECK(in.int128() == nonce);
        CHECK(in.int128() == server_nonce);
        const auto sealed = in.string();
        REQUIRE(in.finished());
        CHECK(sealed.size() == 592);
        byte_buffer answer{sealed.begin(), sealed.end()};
        mtproto::detail::exchange_aes aes;
        aes.derive(server_nonce, new_nonce);
        crypto::ige_decrypt(answer, aes.key, aes.iv);
        reader inner{byte_view{answer}.subspan(20)};
        inner.expect(wire::server_DH_inner_data);
        CHECK(inner.int128() == nonce);
        CHECK(inner.int128() == server_nonce);
        CHECK(inner.int32() == 3);
        CHECK(crypto::equal(inner.string(), crypto::known_prime()));
        const auto public_value = inner.string();
        g_a.assign(public_value.begin(), public_value.end());
        CHECK(inner.int32() == unix_seconds(now));
        REQUIRE(inner.ok());
        CHECK(crypto::equal(
            crypto::sha1({byte_view{answer}.subspan(20, inner.offset())}),
            byte_view{answer}.first(20)
        ));
        CHECK(!crypto::check_public(g_a, crypto::known_prime()));
    }

    void ask_parameters() {
        read_parameters(say(padded_request(inner_data(wire::p_q_inner_data_dc, 2))));
    }

    [[nodiscard]] byte_buffer third_request(byte_view g_b) const {
        byte_buffer data;
        append_le(data, wire::client_DH_inner_data);
        append(data, nonce);
        append(data, server_nonce);
        append_le(data, retry_id);
        append_string(data, g_b);
        return sealed_request(data);
    }

    [[nodiscard]] byte_buffer sealed_request(byte_view data, std::size_t extra = 0) const {
        byte_buffer sealed;
        append(sealed, crypto::sha1({data}));
        append(sealed, data);
        sealed.resize((sealed.size() + 15) / 16 * 16 + extra);
        mtproto::detail::exchange_aes aes;
        aes.derive(server_nonce, new_nonce);
        crypto::ige_encrypt(sealed, aes.key, aes.iv);
        byte_buffer body;
        append_le(body, wire::set_client_DH_params);
        append(body, nonce);
        append(body, server_nonce);
        append_string(body, sealed);
        return body;
    }

    byte_buffer choose_key(std::uint8_t secret) {
        const byte_buffer b(256, secret);
        key = crypto::auth_key{crypto::power(g_a, b, crypto::known_prime())};
        const auto g_b = crypto::power_of_generator(3, b, crypto::known_prime());
        return third_request(g_b);
    }

    void
    check_confirmed(const exchange_reply& reply, std::uint32_t constructor, std::uint8_t number) {
        const auto body = body_of(reply);
        reader in{body};
        CHECK(in.uint32() == constructor);
        CHECK(in.int128() == nonce);
        CHECK(in.int128() == server_nonce);
        CHECK(in.int128() == mtproto::detail::new_nonce_hash(new_nonce, number, key.aux_hash()));
        CHECK(in.finished());
    }
};

} // namespace

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

TEST_CASE("a client gets a key by the exchange, by RSA_PAD as by the old scheme") {
    hand_made_client client;
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

TEST_CASE("a temporary key knows its life") {
    hand_made_client client;
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
    const auto made = client.take();
    CHECK(made.key == reply.created->key);
    CHECK(made.salt == reply.created->salt);
    CHECK(made.time_offset == 5s);
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

TEST_CASE("a key that is in use is refused, with a proof") {
    hand_made_client client;
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

TEST_CASE("the same request gets the same reply, and a key is made once") {
    hand_made_client client;
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

TEST_CASE("a wrong request gets -404, and so does everything after it") {
    hand_made_client client;
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

TEST_CASE("a request for another data centre gets -444") {
    hand_made_client client;
    client.ask_pq();
    const auto request = client.padded_request(client.inner_data(wire::p_q_inner_data_dc, 4));
    CHECK(client.say(request).transport_error == -444);
    CHECK(client.say(request).transport_error == -404);
}

TEST_CASE("wrong Diffie-Hellman parameters of a client get -404") {
    hand_made_client client;
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
    SUBCASE("a retry that nobody asked for") {
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
            hand_made_client another;
            another.ask_pq();
            another.ask_parameters();
            auto bad = another.choose_key(7);
            bad[at] ^= 4;
            CHECK(another.say(bad).transport_error == -404);
        }
    }
}

TEST_CASE("cut and altered requests are refused or harmless") {
    hand_made_client client;
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

TEST_CASE("only so many exchanges are remembered") {
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
