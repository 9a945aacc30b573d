// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/factorize.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/testing/server/protocol/key_exchange.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>

namespace key_exchange_scene {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;
namespace wire = mtproto::detail::id;
using mtproto::detail::append_string;
using mtproto::detail::nonce128;
using mtproto::detail::nonce256;
using mtproto::detail::reader;

inline const crypto::rsa_private_key& server_key() {
    static const auto key = crypto::rsa_private_key::generate();
    return key;
}

inline const time_point start = from_unix(1'700'000'000);

/// A client that performs each step by hand, so that tests can get any of them wrong.
struct manual_client {
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

} // namespace key_exchange_scene
