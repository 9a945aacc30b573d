// SPDX-License-Identifier: MIT
#include <awaitgram/bot/userbot.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "../support/run.hpp"

namespace ag = awaitgram;

namespace {

/// What a question says on a terminal whose input has ended.
std::string question_of(std::function<ag::awaitable<std::string>()> ask) {
    std::fflush(stdin);
    const auto before = ::dup(STDIN_FILENO);
    const auto nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    std::string said;
    try {
        ag::tests::run([&ask]() -> ag::awaitable<void> { (void)co_await ask(); });
    } catch (const std::runtime_error& ended) {
        said = ended.what();
    }
    ::dup2(before, STDIN_FILENO);
    ::close(before);
    ::close(nothing);
    return said;
}

} // namespace

TEST_CASE("texts of the server in the questions of a sign-in command no terminal") {
    const auto prompts = ag::ask_on_terminal();
    const auto code = question_of([&] { return prompts.code("to a\033[2J@example.org"); });
    CHECK(code.find("a[2J@example.org") != std::string::npos);
    CHECK(code.find('\033') == std::string::npos);
    const auto password = question_of([&] { return prompts.password("my \033]0;dog\a"); });
    CHECK(password.find("my ]0;dog") != std::string::npos);
    CHECK(password.find('\033') == std::string::npos);
}
