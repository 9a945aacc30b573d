// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/auth_key.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <new>
#include <utility>
#include <vectors/hex.hpp>
#include <vectors/key_exchange.hpp>
#include <vectors/message_keys.hpp>

using namespace awaitgram;
using vectors::unhex;

TEST_CASE("a key's id and aux hash are the two ends of its SHA-1") {
    const crypto::auth_key key{unhex(vectors::counting_key)};
    CHECK(key.id() == load_le<std::int64_t>(unhex(vectors::key_id::id).data()));
    CHECK(key.aux_hash() == load_le<std::uint64_t>(unhex(vectors::key_id::aux_hash).data()));

    namespace v = vectors::key_exchange;
    const crypto::auth_key agreed{unhex(v::auth_key)};
    CHECK(agreed.id() == load_le<std::int64_t>(unhex(v::auth_key_id_wire).data()));
    CHECK(agreed.aux_hash() == load_le<std::uint64_t>(unhex(v::auth_key_aux_hash).data()));
}

TEST_CASE("leading zeros that a key lost are restored") {
    byte_buffer number(256);
    for (std::size_t i = 3; i != 256; ++i)
        number[i] = static_cast<std::uint8_t>(i);
    const crypto::auth_key whole{number};
    const crypto::auth_key cut{byte_view{number}.subspan(3)};
    CHECK(whole == cut);
    CHECK(cut.bytes().size() == 256);
    CHECK(cut.bytes()[0] == 0);
    CHECK(cut.bytes()[255] == 255);
    CHECK(whole.id() == cut.id());
    number[255] ^= 1;
    CHECK_FALSE(whole == crypto::auth_key{number});
}

TEST_CASE("a key is wiped from memory") {
    alignas(crypto::auth_key) std::uint8_t place[sizeof(crypto::auth_key)];
    auto* const key = new (place) crypto::auth_key{byte_buffer(256, 0xee)};
    CHECK(std::count(place, place + sizeof place, 0xee) >= 256);
    const auto moved = std::move(*key);
    CHECK(std::count(place, place + sizeof place, 0xee) < 16);
    CHECK(moved.bytes()[0] == 0xee);
    key->~auth_key();
}
