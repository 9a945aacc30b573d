// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/hash.hpp>

#include <doctest/doctest.h>

#include <vectors/hex.hpp>
#include <vectors/key_exchange.hpp>

using namespace awaitgram;

// FIPS 180-2, appendices A and B.
TEST_CASE("SHA-1 and SHA-256 give the standard's digests") {
    CHECK(to_hex(crypto::sha1({bytes_of("abc")})) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(
        to_hex(crypto::sha256({bytes_of("abc")})) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    CHECK(to_hex(crypto::sha1({})) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    CHECK(to_hex(crypto::sha1({byte_view{}})) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST_CASE("the answer of the published key exchange has the published SHA-1") {
    namespace v = vectors::key_exchange;
    CHECK(to_hex(crypto::sha1({vectors::unhex(v::answer)})) == v::answer_sha1);
}

TEST_CASE("parts are hashed as if they were one") {
    const byte_buffer all(300, 7);
    const byte_view view{all};
    CHECK(
        crypto::sha256({view.first(1), view.subspan(1, 199), {}, view.subspan(200)}) ==
        crypto::sha256({all})
    );
    CHECK(crypto::sha1({view.first(64), view.subspan(64)}) == crypto::sha1({all}));
}

TEST_CASE("PBKDF2 with HMAC-SHA-512 stretches a password") {
    byte_buffer out(64);
    crypto::pbkdf2_hmac_sha512(bytes_of("password"), bytes_of("salt"), 1, out);
    CHECK(
        to_hex(out) == "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
                       "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"
    );
    byte_buffer of_nothing(64);
    crypto::pbkdf2_hmac_sha512({}, bytes_of("salt"), 1, of_nothing);
    CHECK(of_nothing != out);
}
