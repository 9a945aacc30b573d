// SPDX-License-Identifier: MIT
#include <awaitgram/core/uncaught.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

using namespace awaitgram;

namespace {

/// The exit code of a process in which `work` throws an uncaught exception; its terminate handler exits with 7.
int exit_code_of(void (*work)()) {
    std::fflush(nullptr);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        static_cast<void>(std::freopen("/dev/null", "w", stderr));
        std::set_terminate([] { std::_Exit(7); });
        [work]() noexcept { work(); }();
        std::_Exit(0);
    }
    auto status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void fail() {
    throw_reported(std::runtime_error("the environment is wrong"));
}

} // namespace

TEST_CASE("a reported exception that is not caught ends the program with exit code 1") {
    CHECK(exit_code_of(fail) == 1);
    CHECK(exit_code_of([] {
              try {
                  throw std::runtime_error("cannot open the session");
              } catch (...) {
                  throw_reported(std::current_exception());
              }
          }) == 1);
}

TEST_CASE("all other exceptions reach the program's terminate handler, also after a reported one "
          "was caught") {
    CHECK(exit_code_of([] { throw std::runtime_error("other"); }) == 7);
    CHECK(exit_code_of([] {
              try {
                  fail();
              } catch (const std::exception&) {
              }
              throw std::runtime_error("other");
          }) == 7);
    CHECK(exit_code_of([] { std::terminate(); }) == 7);
}

TEST_CASE("an exception that is caught is the one that was thrown") {
    CHECK_THROWS_WITH_AS(fail(), "the environment is wrong", std::runtime_error);
}
