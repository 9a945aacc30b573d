// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/salt_keeper.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::mtproto;
using namespace std::chrono_literals;

namespace {
const auto start = from_unix(1'800'000'000);
}

TEST_CASE("a salt is valid from `since` up to but excluding `until`") {
    salt_keeper book;
    book.learn({.value = 7, .since = start, .until = start + 30min});

    CHECK(book.valid_at(start - 1ns) == std::nullopt);
    CHECK(book.valid_at(start) == 7);
    CHECK(book.valid_at(start + 30min) == std::nullopt);
}

TEST_CASE("of the salts that overlap the one with the longest remaining life is used") {
    salt_keeper book{1};
    book.learn({.value = 7, .since = start, .until = start + 60min});
    book.learn({.value = 8, .since = start + 30min, .until = start + 90min});

    CHECK(book.choose(start) == 7);
    CHECK(book.choose(start + 30min) == 8);
}

TEST_CASE("without a valid salt the last one is used, though it may be rejected") {
    salt_keeper book{5};
    CHECK(book.choose(start) == 5);
    book.learn({.value = 7, .since = start, .until = start + 60min});

    CHECK(book.choose(start) == 7);
    CHECK(book.choose(start + 2h) == 7);
}

TEST_CASE("a salt that the server demands replaces all others for a while") {
    salt_keeper book{5};
    book.learn({.value = 7, .since = start, .until = start + 60min});

    book.adopt(9, start);

    CHECK(book.choose(start) == 9);
    CHECK(book.runs_out(start));
    book.learn({.value = 8, .since = start, .until = start + 60min});
    CHECK(book.choose(start + 5min) == 9);
    CHECK(book.choose(start + 11min) == 8);
}

TEST_CASE("salts run out when less than a minute is covered") {
    salt_keeper book;
    book.learn({.value = 7, .since = start, .until = start + 60min});

    CHECK(!book.runs_out(start));
    CHECK(book.runs_out(start + 59min));
}

TEST_CASE("reversed, past, eternal and too many salts do no harm") {
    salt_keeper book{5};
    std::vector<server_salt> list{
        {.value = 1, .since = start + 1h, .until = start},
        {.value = 2, .since = start - 2h, .until = start - 1h},
        {.value = 3, .since = from_unix(-1), .until = from_unix(0x7fffffff)},
    };
    for (auto i = 0; i != 100; ++i)
        list.push_back({.value = 100 + i, .since = start + 24h * i, .until = start + 24h * i + 1h});

    book.learn(list, start);

    CHECK(book.valid_at(start + 2h) == 3);
    CHECK(book.valid_at(start + 47h) == 3);
    CHECK(book.valid_at(start + 100h) == std::nullopt);
}
