// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/detail/exchange_secrets.hpp>

#include <doctest/doctest.h>

#include <vectors/hex.hpp>
#include <vectors/key_exchange.hpp>

using namespace awaitgram;
using vectors::unhex;

TEST_CASE("the keys of a key exchange depend on all bytes of both nonces, including zeros") {
    for (const auto& sample : vectors::tmp_aes_keys) {
        CAPTURE(sample.source);
        mtproto::detail::exchange_aes aes;
        aes.derive(unhex<16>(sample.server_nonce), unhex<32>(sample.new_nonce));
        CHECK(to_hex(aes.key) == sample.key);
        CHECK(to_hex(aes.iv) == sample.iv);
    }
    namespace v = vectors::key_exchange;
    mtproto::detail::exchange_aes aes;
    aes.derive(unhex<16>(v::server_nonce), unhex<32>(v::new_nonce));
    CHECK(to_hex(aes.key) == v::tmp_aes_key);
    CHECK(to_hex(aes.iv) == v::tmp_aes_iv);
    namespace old = vectors::old_key_exchange;
    aes.derive(unhex<16>(old::server_nonce), unhex<32>(old::new_nonce));
    CHECK(to_hex(aes.key) == old::tmp_aes_key);
    CHECK(to_hex(aes.iv) == old::tmp_aes_iv);
}
