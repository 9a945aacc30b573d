// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/detail/require.hpp>
#include <awaitgram/crypto/error.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/secure.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <new>
#include <ostream>
#include <system_error>
#include <utility>

using namespace awaitgram;

TEST_CASE("equal compares sizes and every byte") {
    byte_buffer left(33, 5);
    byte_buffer right = left;
    CHECK(crypto::equal(left, right));
    CHECK(crypto::equal({}, {}));
    CHECK_FALSE(crypto::equal(left, {}));
    for (auto& byte : right) {
        byte ^= 0x80;
        CHECK_FALSE(crypto::equal(left, right));
        byte ^= 0x80;
    }
    right.pop_back();
    CHECK_FALSE(crypto::equal(left, right));
}

TEST_CASE("a secret is wiped when it is destroyed or moved from") { // S-84
    const byte_buffer bytes(16, 0xaa);
    alignas(crypto::secret<16>) std::uint8_t place[sizeof(crypto::secret<16>)];
    auto* const held = new (place) crypto::secret<16>{bytes};
    CHECK(std::count(place, place + 16, 0xaa) == 16);

    auto moved = std::move(*held);
    CHECK(std::count(place, place + 16, 0) == 16);
    *held = std::move(moved);
    CHECK(crypto::equal(moved, byte_buffer(16)));
    CHECK(crypto::equal(*held, bytes));

    held->~secret();
    CHECK(std::count(place, place + 16, 0) == 16);
}

TEST_CASE("the system's random bytes differ from call to call, also in large amounts") {
    byte_buffer first((1 << 20) + 100);
    auto second = first;
    REQUIRE(crypto::system_random().fill(first));
    REQUIRE(crypto::system_random().fill(second));
    CHECK(first != second);
    CHECK(std::count(first.end() - 100, first.end(), 0) < 20);
    CHECK(crypto::system_random().fill({}));
}

TEST_CASE("an operation that cannot fail, but does, is an exception") {
    CHECK_NOTHROW(crypto::detail::require(true));
    try {
        crypto::detail::require(false);
        FAIL("no exception");
    } catch (const std::system_error& problem) {
        CHECK(problem.code() == crypto::errc::broken_library);
    }
}
