// SPDX-License-Identifier: MIT
#include <awaitgram/mtproto/salt_keeper.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::mtproto;
using namespace std::chrono_literals;

namespace {
constexpr std::int64_t second = 1'800'000'000;
const auto start = from_unix(second);
constexpr std::int64_t minutes = 60;
constexpr std::int64_t hours = 60 * minutes;
} // namespace

TEST_CASE("a salt is valid from `valid_since` up to but excluding `valid_until`") {
    salt_keeper book;
    book.learn({.salt = 7, .valid_since = second, .valid_until = second + 30 * minutes});

    CHECK(book.valid_at(start - 1ns) == std::nullopt);
    CHECK(book.valid_at(start) == 7);
    CHECK(book.valid_at(start + 30min) == std::nullopt);
}

TEST_CASE("of overlapping salts, the one that stays valid longest is used") {
    salt_keeper book{1};
    book.learn({.salt = 7, .valid_since = second, .valid_until = second + 60 * minutes});
    book.learn(
        {.salt = 8, .valid_since = second + 30 * minutes, .valid_until = second + 90 * minutes}
    );

    CHECK(book.choose(start) == 7);
    CHECK(book.choose(start + 30min) == 8);
}

TEST_CASE("without a valid salt the last one is used, even if it may be rejected") {
    salt_keeper book{5};
    CHECK(book.choose(start) == 5);
    book.learn({.salt = 7, .valid_since = second, .valid_until = second + 60 * minutes});

    CHECK(book.choose(start) == 7);
    CHECK(book.choose(start + 2h) == 7);
}

TEST_CASE("a salt that the server demands replaces all others for a while") {
    salt_keeper book{5};
    book.learn({.salt = 7, .valid_since = second, .valid_until = second + 60 * minutes});

    book.adopt(9, start);

    CHECK(book.choose(start) == 9);
    CHECK(book.runs_out(start));
    book.learn({.salt = 8, .valid_since = second, .valid_until = second + 60 * minutes});
    CHECK(book.choose(start + 5min) == 9);
    CHECK(book.choose(start + 11min) == 8);
}

TEST_CASE("salts run out when less than a minute is covered") {
    salt_keeper book;
    book.learn({.salt = 7, .valid_since = second, .valid_until = second + 60 * minutes});

    CHECK(!book.runs_out(start));
    CHECK(book.runs_out(start + 59min));
}

TEST_CASE("reversed, past, unlimited and too many salts do no harm") {
    salt_keeper book{5};
    std::vector<server_salt> list{
        {.salt = 1, .valid_since = second + 1 * hours, .valid_until = second},
        {.salt = 2, .valid_since = second - 2 * hours, .valid_until = second - 1 * hours},
        {.salt = 3, .valid_since = -1, .valid_until = 0x7fffffff},
    };
    for (auto i = 0; i != 100; ++i)
        list.push_back(
            {.salt = 100 + i,
             .valid_since = second + 24 * hours * i,
             .valid_until = second + 24 * hours * i + 1 * hours}
        );

    book.learn(list, start);

    CHECK(book.valid_at(start + 2h) == 3);
    CHECK(book.valid_at(start + 47h) == 3);
    CHECK(book.valid_at(start + 100h) == std::nullopt);
}
