// SPDX-License-Identifier: MIT
#include <awaitgram/core/log.hpp>
#include <awaitgram/core/printable.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <unistd.h>

using namespace awaitgram;

TEST_CASE("a text from elsewhere loses what commands a terminal, and keeps the rest") {
    CHECK(printable("").empty());
    CHECK(printable("Grüße 👋 Привет") == "Grüße 👋 Привет");
    CHECK(printable("a\033[2Jb") == "a[2Jb");
    CHECK(
        printable("a\x7F"
                  "b\x01"
                  "c\b") == "abc"
    );
    CHECK(printable(std::string_view("a\0b", 3)) == "ab");
    CHECK(printable("one\r\ntwo\tthree") == "one  two three");
    CHECK(
        printable("a\xC2\x9B"
                  "2J") == "a2J"
    ); // U+009B begins a command, too
    CHECK(printable("\xC2\xA0") == "\xC2\xA0");
    CHECK(
        printable("a\xE2\x80\xAE"
                  "b\xE2\x81\xA6"
                  "c") == "abc"
    );
    CHECK(printable("\xE2\x80\xA7\xE2\x80\xAF") == "\xE2\x80\xA7\xE2\x80\xAF");
}

TEST_CASE("bytes that are no UTF-8 are no part of a line") {
    CHECK(
        printable("a\x9B"
                  "b") == "ab"
    );
    CHECK(printable("a\xC3") == "a");
    CHECK(
        printable("a\xC0\x9B"
                  "b") == "ab"
    );
    CHECK(
        printable("a\xF0\x9F\x91"
                  "b") == "ab"
    );
    CHECK(
        printable("\xFF\xFE"
                  "b") == "b"
    );
}

TEST_CASE("a line of the log commands no terminal, whoever wrote it") {
    auto* const file = std::tmpfile();
    REQUIRE(file != nullptr);
    std::fflush(stderr);
    const auto before = ::dup(STDERR_FILENO);
    ::dup2(::fileno(file), STDERR_FILENO);
    log_to_stderr()(log_level::error, "a\033[2Jb\nc");
    std::fflush(stderr);
    ::dup2(before, STDERR_FILENO);
    ::close(before);

    std::rewind(file);
    char written[100]{};
    const auto size = std::fread(written, 1, sizeof written, file);
    std::fclose(file);
    CHECK(std::string_view(written, size) == "awaitgram: a[2Jb c\n");
}
