// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/crypto/dh.hpp>
#include <awaitgram/mtproto/detail/plain_message.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>

#include "scene.hpp"

namespace awaitgram::test {

/// The server's side of a key exchange, in which every step can be made wrong.
struct exchange_scene {
    static const crypto::rsa_private_key& private_key() {
        static const auto key = crypto::rsa_private_key::generate();
        return key;
    }
    static std::span<const crypto::rsa_public_key> keys() {
        static const auto key = private_key().public_key();
        return {&key, 1};
    }

    explicit exchange_scene(std::chrono::seconds expires_in = 0s)
        : client({.keys = keys(), .dc = 2, .expires_in = expires_in}, random) {
        CHECK(server_random.fill(server_nonce));
        CHECK(server_random.fill(a));
        server_random.state = 5;
        CHECK(!client.start(now, out));
        take_nonce();
    }

    // The values that the server sends; each may be changed before it is sent.
    mtproto::detail::nonce128 nonce{};
    mtproto::detail::nonce128 server_nonce{};
    mtproto::detail::nonce256 new_nonce{};
    byte_buffer pq = minimal_be(0x256595edb7766797);
    std::vector<std::int64_t> fingerprints{private_key().public_key().fingerprint()};
    std::int32_t g = 3;
    byte_buffer prime{crypto::known_prime().begin(), crypto::known_prime().end()};
    std::array<std::uint8_t, 256> a{};
    byte_buffer g_a;
    std::int32_t server_time = 1'800'000'100;
    std::size_t padding = 16; // of the inner data; 16 for the minimum
    std::array<std::uint8_t, 256> shared{};
    std::int64_t retry_id = -1;
    byte_buffer inner_query;

    fixed_random random;
    fixed_random server_random;
    time_point now = from_unix(1'800'000'000);
    mtproto::message_ids ids;
    byte_buffer out;
    mtproto::key_exchange client;

    byte_buffer packet(byte_view body, std::int64_t low = 1) {
        byte_buffer bytes;
        mtproto::detail::append_plain(bytes, ids.next_id(now, low), body);
        return bytes;
    }
    std::error_code deliver(byte_view bytes) {
        out.clear();
        return client.receive(bytes, now, out);
    }
    byte_view request() const { return byte_view{out}.subspan(20); }
    void take_nonce() {
        mtproto::detail::reader in{request()};
        in.expect(id::req_pq_multi);
        nonce = in.int128();
        CHECK(in.finished());
    }

    byte_buffer res_pq() const {
        auto body = value(id::resPQ, nonce, server_nonce);
        mtproto::detail::append_string(body, pq);
        mtproto::detail::append_longs(body, fingerprints);
        return body;
    }

    /// Reads req_DH_params as the server does.
    void take_new_nonce() {
        mtproto::detail::reader in{request()};
        in.expect(id::req_DH_params);
        CHECK(in.int128() == nonce);
        CHECK(in.int128() == server_nonce);
        CHECK(in.string().size() == 4);
        CHECK(in.string().size() == 4);
        CHECK(in.int64() == fingerprints.back());
        const auto opened = private_key().open_rsa_pad(in.string());
        REQUIRE(opened);
        CHECK(in.finished());
        inner_query = *opened;
        mtproto::detail::reader data{inner_query};
        (void)data.uint32();
        CHECK(text_of(data.string()) == text_of(pq));
        (void)data.string();
        (void)data.string();
        CHECK(data.int128() == nonce);
        CHECK(data.int128() == server_nonce);
        new_nonce = load_le<mtproto::detail::nonce256>(data.take(32).data());
        CHECK(data.int32() == 2);
    }

    /// server_DH_inner_data; the parts may be replaced.
    byte_buffer inner_data() {
        if (g_a.empty()) {
            const auto power = crypto::power_of_generator(g, a, crypto::known_prime());
            g_a.assign(power.begin(), power.end());
        }
        auto data = value(id::server_DH_inner_data, nonce, server_nonce, g);
        mtproto::detail::append_string(data, prime);
        mtproto::detail::append_string(data, g_a);
        append_le(data, server_time);
        return data;
    }

    byte_buffer encrypted(byte_view data) {
        byte_buffer plain;
        append(plain, crypto::sha1({data}));
        append(plain, data);
        const auto needed = (16 - plain.size() % 16) % 16;
        plain.resize(plain.size() + (padding == 16 ? needed : padding), 9);
        mtproto::detail::exchange_aes aes;
        aes.derive(server_nonce, new_nonce);
        crypto::ige_encrypt(plain, aes.key, aes.iv);
        return plain;
    }

    byte_buffer dh_params(byte_view answer) const {
        return with_string(value(id::server_DH_params_ok, nonce, server_nonce), answer);
    }
    byte_buffer dh_params() { return dh_params(encrypted(inner_data())); }

    /// Reads set_client_DH_params as the server does.
    void take_key() {
        mtproto::detail::reader in{request()};
        in.expect(id::set_client_DH_params);
        CHECK(in.int128() == nonce);
        CHECK(in.int128() == server_nonce);
        const auto sealed = in.string();
        CHECK(in.finished());
        byte_buffer plain(sealed.begin(), sealed.end());
        mtproto::detail::exchange_aes aes;
        aes.derive(server_nonce, new_nonce);
        crypto::ige_decrypt(plain, aes.key, aes.iv);
        mtproto::detail::reader data{byte_view{plain}.subspan(20)};
        data.expect(id::client_DH_inner_data);
        CHECK(data.int128() == nonce);
        CHECK(data.int128() == server_nonce);
        retry_id = data.int64();
        const auto g_b = data.string();
        REQUIRE(data.ok());
        CHECK(data.rest().size() < 16);
        const auto hash = crypto::sha1({byte_view{plain}.subspan(20, data.offset())});
        CHECK(text_of(hash) == text_of(byte_view{plain}.first(20)));
        shared = crypto::power(g_b, a, crypto::known_prime());
    }

    byte_buffer confirmation(std::uint32_t constructor, std::uint8_t number) const {
        const crypto::auth_key key{shared};
        return value(
            constructor,
            nonce,
            server_nonce,
            mtproto::detail::new_nonce_hash(new_nonce, number, key.aux_hash())
        );
    }

    void reach_parameters() {
        REQUIRE(!deliver(packet(res_pq())));
        take_new_nonce();
    }
    void reach_confirmation() {
        reach_parameters();
        REQUIRE(!deliver(packet(dh_params())));
        take_key();
    }
};

} // namespace awaitgram::test
