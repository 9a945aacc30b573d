// SPDX-License-Identifier: MIT
// What a session keeps for the dialogues of a program; the contract has the rules for every session.
#include <awaitgram/core/time.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/session/stored.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using tests::directory;

namespace {

/// A store in memory.
struct notebook {
    std::shared_ptr<session_records> kept = std::make_shared<session_records>();
    session_records load() const { return *kept; }
    void save(const session_records&, const session_records& all) const { *kept = all; }
};

std::optional<kept_state> ends_in(std::chrono::seconds time) {
    return kept_state{{1, 2, 3}, unix_seconds(steady_now() + time)};
}

state_key key_of(std::int64_t chat) {
    return {chat, 0, 0, {}, {}};
}

std::int64_t count_in(const sqlite_session& storage) {
    sqlite3_stmt* count = nullptr;
    REQUIRE(
        sqlite3_prepare_v2(
            storage.connection(), "select count(*) from state", -1, &count, nullptr
        ) == SQLITE_OK
    );
    REQUIRE(sqlite3_step(count) == SQLITE_ROW);
    const auto rows = sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    return rows;
}

} // namespace

TEST_CASE("a state in records has a name of its key and a text of its bytes") {
    const notebook place;
    stored_session storage{place};
    tests::run([&]() -> awaitable<void> {
        const std::optional<kept_state> state = kept_state{{0xab, 0}, 5'000'000'000};
        const std::optional<kept_state> empty = kept_state{};
        const state_key whole{-5, 77, 3, {}, "name"};
        const state_key nothing;
        co_await storage.set_state(whole, state);
        co_await storage.set_state(nothing, empty);
        CHECK(place.kept->at("state/-5/77/3/-/6e616d65") == "5000000000 ab00");
        CHECK(place.kept->at("state/0/0/0/-/-") == "0 -");
        co_await storage.set_state(nothing, std::nullopt);
        CHECK(place.kept->count("state/0/0/0/-/-") == 0);
    });
}

TEST_CASE("a record that is no state is damaged") {
    for (const auto* const text : {"x ab", "5 a", "5 zz", "-1 ab", "5", " ab"}) {
        CAPTURE(text);
        const notebook place;
        place.kept->insert({{"version", "1"}, {"state/0/0/0/-/-", text}});
        stored_session storage{place};
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  const state_key key;
                  static_cast<void>(co_await storage.state(key));
              }) == session_errc::damaged);
    }
}

TEST_CASE("expired states are removed from a file and from records, others are not") {
    testing::clock clock;
    sqlite_session file{":memory:"};
    const notebook place;
    stored_session records{place};
    tests::run([&]() -> awaitable<void> {
        for (std::int64_t chat = 1; chat <= 20; ++chat) {
            const auto state = chat <= 15 ? ends_in(60s) : ends_in(24h);
            const auto key = key_of(chat);
            co_await file.set_state(key, state);
            co_await records.set_state(key, state);
        }
    });
    CHECK(count_in(file) == 20);
    clock.advance(1h);
    tests::run([&]() -> awaitable<void> {
        const std::optional<kept_state> never = kept_state{{4}, 0};
        const auto last = key_of(21);
        co_await file.set_state(last, never);
        co_await records.set_state(last, never);
        for (std::int64_t chat = 16; chat <= 21; ++chat) {
            const auto key = key_of(chat);
            const auto in_file = co_await file.state(key);
            const auto in_records = co_await records.state(key);
            CHECK(in_file.has_value());
            CHECK(in_records == in_file);
        }
    });
    CHECK(count_in(file) == 6);
    CHECK(place.kept->size() == 6 + 1); // and the version
}

TEST_CASE("a session without the operations of states says so, and does not keep them in secret") {
    struct without : memory_session {
        void state(state_key) = delete;
        void set_state(state_key, std::optional<kept_state>) = delete;
    };
    static_assert(session<without> && !state_keeping_session<without>);
    static_assert(state_keeping_session<memory_session> && state_keeping_session<any_session>);
    any_session storage{without{}};
    CHECK(tests::error_of([&]() -> awaitable<void> {
              const state_key key;
              static_cast<void>(co_await storage.state(key));
          }) == session_errc::no_states);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              const std::optional<kept_state> some = kept_state{{1}, 0};
              const state_key key;
              co_await storage.set_state(key, some);
          }) == session_errc::no_states);
}
