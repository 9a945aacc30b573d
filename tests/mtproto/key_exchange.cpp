// SPDX-License-Identifier: MIT
#include "../vectors/key_exchange.hpp"

#include "../vectors/hex.hpp"
#include "exchange_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

namespace {

/// Returns the random bytes of the documentation's sample, selected by their number.
struct sample_random final : crypto::random_source {
    int nonces = 0;

    bool fill(byte_span bytes) noexcept override {
        namespace sample = vectors::key_exchange;
        std::string_view digits;
        if (bytes.size() == 16)
            digits = sample::nonce;
        else if (bytes.size() == 32 && nonces++ == 0)
            digits = sample::new_nonce;
        else if (bytes.size() == 256)
            digits = sample::b;
        else if (bytes.size() == 12)
            digits = sample::client_dh_padding;
        const auto wanted = from_hex(digits).value();
        for (std::size_t i = 0; i != bytes.size(); ++i)
            bytes[i] = i < wanted.size() ? wanted[i] : 0;
        return true;
    }
};

} // namespace

TEST_CASE("both sides of an exchange end with the same key, salt and id") {
    exchange_scene s;
    CHECK(s.out.size() == 40);
    s.reach_confirmation();
    CHECK(s.retry_id == 0);
    CHECK(s.inner_query.size() >= 100);
    CHECK(mtproto::detail::constructor_of(s.inner_query) == id::p_q_inner_data_dc);
    CHECK(!s.client.done());

    CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_ok, 1))));

    CHECK(s.out.empty());
    REQUIRE(s.client.done());
    const auto result = s.client.take();
    CHECK(result.key == crypto::auth_key{s.shared});
    CHECK(result.salt == mtproto::detail::first_salt(s.new_nonce, s.server_nonce));
    CHECK(result.time_offset == 100s);
    CHECK(!result.expires_at);
}

TEST_CASE("all packets equal those of the documentation's sample") {
    namespace sample = vectors::key_exchange;
    using vectors::unhex;
    sample_random random;
    mtproto::key_exchange client{{.keys = crypto::telegram_keys(), .dc = 2}, random};
    const auto now = from_unix(1'707'425'100);
    byte_buffer out;
    const auto packet = [](std::int64_t msg_id, byte_view body) {
        byte_buffer bytes;
        mtproto::detail::append_plain(bytes, msg_id, body);
        return bytes;
    };
    const auto start_of = [&](std::uint32_t constructor) {
        auto body = value(constructor);
        append(body, unhex(sample::nonce));
        append(body, unhex(sample::server_nonce));
        return body;
    };
    CHECK(!client.start(now, out));

    auto body = start_of(id::resPQ);
    mtproto::detail::append_string(body, unhex(sample::pq));
    mtproto::detail::append_longs(
        body, std::vector{load_le<std::int64_t>(unhex(sample::fingerprint_wire).data())}
    );
    out.clear();
    CHECK(!client.receive(packet(1, body), now, out));
    body = with_string(start_of(id::server_DH_params_ok), unhex(sample::encrypted_answer));
    out.clear();
    CHECK(!client.receive(packet(5, body), now, out));
    const auto expected =
        with_string(start_of(id::set_client_DH_params), unhex(sample::client_encrypted_data));
    CHECK(to_hex(byte_view{out}.subspan(20)) == to_hex(expected));
    body = start_of(id::dh_gen_ok);
    append(body, unhex(sample::new_nonce_hash1));
    out.clear();
    CHECK(!client.receive(packet(9, body), now, out));

    REQUIRE(client.done());
    const auto result = client.take();
    CHECK(to_hex(result.key.bytes()) == sample::auth_key);
    CHECK(result.salt == load_le<std::int64_t>(unhex(sample::server_salt_wire).data()));
    CHECK(result.time_offset == 5s);
}

TEST_CASE("all three hashes of a new key equal those of the sample") {
    namespace sample = vectors::key_exchange;
    const auto new_nonce = vectors::unhex<32>(sample::new_nonce);
    const auto aux = crypto::auth_key{vectors::unhex(sample::auth_key)}.aux_hash();
    const auto hash = [&](std::uint8_t number) {
        return to_hex(mtproto::detail::new_nonce_hash(new_nonce, number, aux));
    };

    CHECK(hash(1) == sample::new_nonce_hash1);
    CHECK(hash(2) == sample::derived_new_nonce_hash2);
    CHECK(hash(3) == sample::derived_new_nonce_hash3);
}

TEST_CASE("a temporary key is requested with its lifetime, and its end is returned") { // S-33
    exchange_scene s{24h};
    s.reach_confirmation();
    CHECK(mtproto::detail::constructor_of(s.inner_query) == id::p_q_inner_data_temp_dc);
    CHECK(load_le<std::int32_t>(s.inner_query.data() + 100) == 86'400);

    CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_ok, 1))));

    CHECK(s.client.take().expires_at == from_unix(s.server_time) + 24h);
}

TEST_CASE("the last request can be sent again unchanged") { // S-30
    exchange_scene s;
    CHECK(text_of(s.client.last_packet()) == text_of(s.out));
    s.reach_parameters();
    CHECK(text_of(s.client.last_packet()) == text_of(s.out));
    REQUIRE(!s.deliver(s.packet(s.dh_params())));
    CHECK(text_of(s.client.last_packet()) == text_of(s.out));
}

TEST_CASE("after dh_gen_retry the client tries again with the old key's hash, at most five times"
) { // S-24
    exchange_scene s;
    s.reach_confirmation();
    for (auto i = 0; i != 4; ++i) {
        const crypto::auth_key refused{s.shared};
        CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_retry, 2))));
        s.take_key();
        CHECK(s.retry_id == static_cast<std::int64_t>(refused.aux_hash()));
        CHECK(!(crypto::auth_key{s.shared} == refused));
    }

    CHECK(s.deliver(s.packet(s.confirmation(id::dh_gen_retry, 2))) == errc::too_many_attempts);
    CHECK(s.out.empty());
}

TEST_CASE("an exchange succeeds after dh_gen_retry") {
    exchange_scene s;
    s.reach_confirmation();
    CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_retry, 2))));
    s.take_key();

    CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_ok, 1))));

    CHECK(s.client.take().key == crypto::auth_key{s.shared});
}

TEST_CASE("a failed exchange starts again with new nonces, at most twice") { // S-25
    exchange_scene s;
    for (auto i = 0; i != 2; ++i) {
        const auto old_nonce = s.nonce;
        s.reach_confirmation();
        CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_fail, 3))));
        s.take_nonce();
        CHECK(s.nonce != old_nonce);
    }
    s.reach_confirmation();

    CHECK(s.deliver(s.packet(s.confirmation(id::dh_gen_fail, 3))) == errc::too_many_attempts);
}

TEST_CASE("the client's preference among the keys decides, and fingerprints are compared as numbers"
) { // S-05, S-06
    const auto other = crypto::rsa_private_key::generate();
    const crypto::rsa_public_key keys[] = {
        exchange_scene::private_key().public_key(), other.public_key()};
    fixed_random random;
    mtproto::key_exchange client{{.keys = keys}, random};
    exchange_scene s;
    byte_buffer out;
    CHECK(!client.start(s.now, out));
    s.out = out;
    s.take_nonce();
    const auto mine = keys[0].fingerprint();
    s.fingerprints = {0, other.public_key().fingerprint(), mine + 1, mine};

    out.clear();
    CHECK(!client.receive(s.packet(s.res_pq()), s.now, out));
    s.out = out;

    s.take_new_nonce(); // opens with the first key, which is the last of `fingerprints`
}

TEST_CASE("a key with leading zeros keeps all its 256 bytes") { // S-21
    exchange_scene s;
    s.reach_parameters();
    REQUIRE(!s.deliver(s.packet(s.dh_params())));
    s.take_key();
    auto tries = 0;
    for (; s.shared[0] != 0 && tries != 3; ++tries) {
        CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_retry, 2))));
        s.take_key();
    }
    CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_ok, 1))));

    CHECK(s.client.take().key.bytes().size() == 256);
    CHECK(crypto::auth_key{byte_view{s.shared}}.bytes().size() == 256);
}

TEST_CASE("an impossible server clock is ignored") { // S-28
    for (const std::int32_t second : {0, -1, INT32_MIN, INT32_MAX}) {
        exchange_scene s;
        s.server_time = second;
        s.reach_confirmation();
        CHECK(!s.deliver(s.packet(s.confirmation(id::dh_gen_ok, 1))));
        CHECK(s.client.take().time_offset == 0s);
    }
}
