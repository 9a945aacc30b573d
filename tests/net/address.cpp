// SPDX-License-Identifier: MIT
#include <awaitgram/net/address.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace awaitgram;

TEST_CASE("an address is read and written back") {
    for (const std::string text : {"127.0.0.1:443", "localhost:1", "[::1]:65535"}) {
        CAPTURE(text);
        const auto address = parse_server_address(text);
        REQUIRE(address);
        CHECK(to_string(*address) == text);
    }
    CHECK(parse_server_address("[2001:db8::1]:80")->host == "2001:db8::1");
}

TEST_CASE("a text that is not an address gives no address") {
    for (const auto* text :
         {"",
          ":",
          "host",
          "host:",
          ":443",
          "host:0",
          "host:65536",
          "host:-1",
          "host:4x",
          "::1:443",
          "[]:443",
          "host: 443"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_server_address(text));
    }
}
