// SPDX-License-Identifier: MIT
#include <awaitgram/testing/session_contract.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

#include "../support/run.hpp"

// The example itself, with its store; only its main is renamed.
#define main main_of_the_example
#include "../../examples/6_postgres_session.cpp"
#undef main

using namespace awaitgram;

namespace {

/// The database that tests/programs/check_postgres.py starts for this program.
std::string database() {
    const auto* const named = std::getenv("DATABASE");
    if (named == nullptr)
        throw std::runtime_error("DATABASE isn't set");
    return named;
}

/// The server notices the end of a connection later than the client.
postgres_store lease_soon(const std::string& account) {
    std::optional<postgres_store> store;
    const auto leased = [&] {
        store = postgres_store::lease(database(), account);
        return store.has_value();
    };
    if (tests::poll_until(leased))
        return *std::move(store);
    throw std::runtime_error(account + " is leased to another client");
}

stored_session open(const std::string& account) {
    return stored_session{lease_soon(account)};
}

} // namespace

TEST_CASE("a session in PostgreSQL keeps the contract, also when it is opened again") {
    int made = 0;
    const auto account = [&] { return "contract " + std::to_string(made); };
    const auto broken = testing::check_session({
        .make = [&] { return ++made, any_session{open(account())}; },
        .reopen = [&] { return any_session{open(account())}; },
    });
    for (const auto& [rule, what] : broken)
        FAIL_CHECK(rule, ": ", what);
}

TEST_CASE("an account is leased to one client at a time") {
    auto first = postgres_store::lease(database(), "one");
    REQUIRE(first);
    CHECK_FALSE(postgres_store::lease(database(), "one"));
    CHECK(postgres_store::lease(database(), "two"));
    first.reset();
    CHECK_NOTHROW(lease_soon("one"));
}

TEST_CASE("accounts do not see each other's sessions") {
    auto mine = open("mine");
    tests::run([&]() -> awaitable<void> { co_await mine.set_home_dc_id(3); });
    CHECK(open("yours").home_dc_id() == 2);
}
