// SPDX-License-Identifier: MIT
// What people see of a transfer.
#include <awaitgram/files/terminal_bar.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

using namespace awaitgram;
using files::progress_line;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

namespace {

/// What a bar writes to a file, which is no terminal.
class written {
public:
    written() : file_(std::tmpfile()) { REQUIRE(file_ != nullptr); }
    written(const written&) = delete;
    written& operator=(const written&) = delete;
    ~written() { std::fclose(file_); }

    [[nodiscard]] std::FILE* file() const { return file_; }
    [[nodiscard]] std::string text() const {
        std::rewind(file_);
        std::string all;
        for (auto character = std::fgetc(file_); character != EOF; character = std::fgetc(file_))
            all += static_cast<char>(character);
        return all;
    }
    [[nodiscard]] int lines() const {
        std::rewind(file_);
        auto count = 0;
        for (auto character = std::fgetc(file_); character != EOF; character = std::fgetc(file_))
            count += character == '\n' ? 1 : 0;
        return count;
    }

private:
    std::FILE* file_;
};

} // namespace

TEST_CASE("a line shows the share, the speed and the time that is left") {
    CHECK(
        progress_line("a.mp4", {500'000, 1'000'000}, 500'000, 1s) ==
        "a.mp4 [############            ]  50 %  500 kB/s  0:01"
    );
    CHECK(progress_line("", {0, 100}, 0, 0ms) == "[                        ]   0 %");
    CHECK(
        progress_line("", {2'000'000'000, 4'000'000'000}, 1'000'000, 2s) ==
        "[############            ]  50 %  500 kB/s  1:06:40"
    );
    CHECK(progress_line("x", {1'500, 0}, 1'500, 1s) == "x 1.5 kB  1.5 kB/s");
    CHECK(progress_line("", {999'600, 0}, 0, 0ms) == "1.0 MB");
}

TEST_CASE("numbers that make no sense make no nonsense either") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK(progress_line("", {most, 1}, most, 1ms).size() < 100);
    CHECK(progress_line("", {0, most}, 1, std::chrono::hours{1000}).size() < 100);
    CHECK(progress_line("", {-5, 10}, -5, 1s) == "[                        ]   0 %");
}

TEST_CASE("a title commands no terminal") {
    const written to;
    terminal_bar bar{"a\x1b[2J\nb", to.file()};
    bar({1, 1});
    CHECK(to.text().starts_with("a[2J b ["));
}

TEST_CASE("where there is no terminal, every tenth of a transfer is one line") {
    const written to;
    terminal_bar bar{"a", to.file()};
    for (auto done = 0; done <= 1000; ++done)
        bar({done, 1000});
    CHECK(to.lines() == 10);
    for (auto done = 0; done <= 4; ++done)
        bar({done, 4});
    CHECK(to.lines() == 14);
}
