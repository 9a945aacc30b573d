// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/print.hpp>

#include <doctest/doctest.h>

#include <string>

#include "big_reply.hpp"
#include "sample.hpp"

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

TEST_CASE("a request is printed with the members it has, indented by nesting") {
    const api::messages::sendMessage request{
        .silent = true,
        .peer = api::inputPeerUser{.user_id = 1, .access_hash = 2},
        .message = "hi",
        .random_id = 7,
        .entities =
            {{api::messageEntityBold{.offset = 0, .length = 5},
              api::messageEntityTextUrl{.offset = 1, .length = 2, .url = "https://example.com"}}},
    };

    CHECK(tl::pretty(request) == R"(messages.sendMessage {
  silent: true
  peer: inputPeerUser { user_id: 1, access_hash: 2 }
  message: "hi"
  random_id: 7
  entities: [
    messageEntityBold { offset: 0, length: 5 }
    messageEntityTextUrl { offset: 1, length: 2, url: "https://example.com" }
  ]
})");
}

TEST_CASE("numbers, texts, bytes and vectors are printed by themselves") {
    CHECK(tl::pretty(5) == "5");
    CHECK(tl::pretty(true) == "true");
    CHECK(tl::pretty(tl::string("a\"b\\\n\x1b[31m")) == R"("a\"b\\\n\x1b[31m")");
    CHECK(tl::pretty(tl::bytes("abc")) == "0x616263");
    CHECK(
        tl::pretty(tl::bytes(std::string(40, 'a'))) == "0x" +
                                                           std::string(32 * 2, '6')
                                                               .replace(
                                                                   0,
                                                                   64,
                                                                   [] {
                                                                       std::string hex;
                                                                       for (auto i = 0; i < 32; ++i)
                                                                           hex += "61";
                                                                       return hex;
                                                                   }()
                                                               ) +
                                                           "... (40 bytes)"
    );
    CHECK(tl::pretty(tl::vector<double>{1.5, -2}) == "[1.5, -2]");
    CHECK(tl::pretty(tl::vector<tl::vector<tl::string>>{{"a"}, {}}) == R"([["a"], []])");
    CHECK(tl::pretty(sample::Tree{}) == "null");
    CHECK(tl::pretty(sample::Tree(sample::nothing{})) == "nothing");
}

TEST_CASE("numbers that are read together are printed separately") {
    const sample::everything value{
        .a = 1, .b = -2, .c = 3, .d = 0.5, .e = {{1}}, .j = sample::nothing{}};

    const auto text = tl::pretty(value);

    CHECK(
        text.find("\n  a: 1\n  b: -2\n  c: 3\n  d: 0.5\n  e: 0x01000000000000000000000000000000\n"
        ) != text.npos
    );
    CHECK(text.find("  j: nothing\n") != text.npos);
    CHECK(text.find("  t: pair { first: 0, second: \"\" }\n") != text.npos);
}

TEST_CASE("conditional members of all kinds are printed if present") {
    CHECK(tl::pretty(sample::maybe{.f = 4}) == "maybe { f: 4 }");
    CHECK(
        tl::pretty(sample::maybe{
            .a = true,
            .b = 1,
            .f = 4,
            .g = 0.5,
            .j = false,
            .k = tl::bytes("k"),
            .l = true,
            .m = sample::nothing{}}) ==
        "maybe { a: true, b: 1, f: 4, g: 0.5, j: false, k: 0x6b, l: true, m: nothing }"
    );
}

TEST_CASE("a whole reply is printed") {
    const auto text = tl::pretty(support::messages_reply(3));

    CHECK(text.substr(0, 19) == "messages.messages {");
    CHECK(text.find("first_name: \"First\"") != text.npos);
}

TEST_CASE("printing stops at a maximal depth") {
    sample::chain chain;
    for (auto i = 0; i < 100; ++i) {
        sample::chain outer;
        outer.next = std::move(chain);
        chain = std::move(outer);
    }

    CHECK(tl::pretty(chain).find("chain {...}") != std::string::npos);
}
