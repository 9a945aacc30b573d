// SPDX-License-Identifier: MIT
#include <awaitgram/async/report_errors.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>

using namespace awaitgram;

TEST_CASE("an exception is described by its message") {
    CHECK(describe(std::make_exception_ptr(std::runtime_error{"no luck"})) == "no luck");
    CHECK(describe(nullptr) == "no error");
    CHECK(describe(std::make_exception_ptr(7)) == "an exception that is not a std::exception");
}

TEST_CASE("report_errors accepts the result of any coroutine") {
    report_errors(nullptr);
    report_errors(nullptr, 7, std::string{"text"});
}
