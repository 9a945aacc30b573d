// SPDX-License-Identifier: MIT
// Typed states before a session, and what is cached of them.
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/dispatcher/state/state.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

struct asked_name {};
struct asked_age {
    std::string name{};
    friend bool operator==(const asked_age&, const asked_age&) = default;
};
struct counted {
    std::int32_t number = 0;
};

/// What happens in a session.
struct journal {
    int reads = 0;
    std::vector<std::int32_t>
        writes{}; // the numbers of `counted`, in the order in which they ended
    std::chrono::milliseconds read_takes{};
    std::vector<std::chrono::milliseconds> writes_take{};
    bool fails = false;
};

/// A session whose operations take time, do not wait for each other, and fail on demand.
struct slow_session : memory_session {
    explicit slow_session(journal& notes) : of(&notes) {}

    awaitable<std::optional<kept_state>> state(state_key key) {
        ++of->reads;
        auto kept = co_await memory_session::state(std::move(key));
        if (of->read_takes != 0ms)
            co_await pause(of->read_takes);
        co_return kept;
    }
    awaitable<void> set_state(state_key key, std::optional<kept_state> now) {
        if (!of->writes_take.empty()) {
            const auto takes = of->writes_take.front();
            of->writes_take.erase(of->writes_take.begin());
            co_await pause(takes);
        }
        if (of->fails)
            throw std::system_error(make_error_code(session_errc::storage));
        std::optional<counted> value;
        if (now && state_codec<counted>::decode(now->value, value) == state_match::value)
            of->writes.push_back(value->number);
        co_await memory_session::set_state(std::move(key), std::move(now));
    }

    journal* of;
};

struct bench {
    testing::clock time{};
    journal notes{};
    any_session session{slow_session{notes}};
    std::vector<std::string> log{};
    std::shared_ptr<state_store> store = new_store();

    [[nodiscard]] std::shared_ptr<state_store> new_store() {
        return std::make_shared<state_store>(&session, [this](log_level, std::string_view line) {
            log.emplace_back(line);
        });
    }
    /// As a restart of the program: nothing is cached.
    void start_again() { store = new_store(); }

    template <class T>
    state<T> of(std::int64_t chat) const {
        return {store, state_key_of(chat, 0)};
    }
};

/// What an update's events share.
struct context final : update_context {
    std::shared_ptr<dispatch_services> shared = std::make_shared<dispatch_services>();
    void let_next_start() override {}
    [[nodiscard]] std::shared_ptr<dispatch_services> services() const override { return shared; }
};

message message_in(std::int64_t chat, std::int64_t sender, std::shared_ptr<update_context> with) {
    api::message raw{};
    raw.message = "hello";
    raw.peer_id = peer_of(chat);
    if (sender != 0)
        raw.from_id = peer_of(sender);
    const auto holder = std::make_shared<peer_map_of<api::message>>(std::move(raw));
    return message(holder, holder->kept, nullptr, std::move(with));
}

} // namespace

TEST_CASE("a state is kept by the session, and that of another step takes its place") {
    bench test;
    tests::run([&]() -> awaitable<void> {
        const auto name = test.of<asked_name>(5);
        const auto age = test.of<asked_age>(5);
        const auto none = co_await name.get();
        CHECK_FALSE(none);
        const asked_name first;
        co_await name.set(first);
        auto now = co_await name.get();
        CHECK(now.has_value());
        co_await age.emplace("Alice");
        now = co_await name.get();
        CHECK_FALSE(now);
        const auto second = co_await age.get();
        CHECK(second == asked_age{"Alice"});
        const auto either = test.of<std::variant<asked_name, asked_age>>(5);
        const auto any = co_await either.get();
        CHECK((any && std::get<asked_age>(*any) == asked_age{"Alice"}));
        const auto others = co_await test.of<asked_age>(6).get();
        CHECK_FALSE(others);
        co_await name.clear();
        const auto gone = co_await age.get();
        CHECK_FALSE(gone);
    });
}

TEST_CASE("a state survives a restart") {
    const tests::directory place;
    tests::run([&]() -> awaitable<void> {
        any_session session{place.file("me.session")};
        const auto store = std::make_shared<state_store>(&session, nullptr);
        const state<asked_age> age{store, state_key_of(-5, 7, 3)};
        co_await age.emplace("Alice");
    });
    tests::run([&]() -> awaitable<void> {
        any_session session{place.file("me.session")};
        const auto store = std::make_shared<state_store>(&session, nullptr);
        const state<asked_age> age{store, state_key_of(-5, 7, 3)};
        const auto kept = co_await age.get();
        CHECK(kept == asked_age{"Alice"});
    });
}

TEST_CASE("the session is asked once, also where it has no state") {
    bench test;
    tests::run([&]() -> awaitable<void> {
        for (auto round = 0; round != 5; ++round) {
            const auto none = co_await test.of<asked_age>(5).get();
            CHECK_FALSE(none);
        }
        CHECK(test.notes.reads == 1);
        co_await test.of<asked_age>(6).emplace("Bob");
        const auto kept = co_await test.of<asked_age>(6).get();
        CHECK(kept.has_value());
        CHECK(test.notes.reads == 1);
        test.start_again();
        const auto again = co_await test.of<asked_age>(6).get();
        CHECK(again.has_value());
        CHECK(test.notes.reads == 2);
    });
}

TEST_CASE("a state ends with its time") {
    bench test;
    tests::run([&]() -> awaitable<void> {
        const auto age = test.of<asked_age>(5);
        const asked_age value{"Alice"};
        co_await age.set(value, {.ttl = 60s});
        test.time.advance(59s);
        auto kept = co_await age.get();
        CHECK(kept.has_value());
        test.time.advance(2s);
        kept = co_await age.get();
        CHECK_FALSE(kept);
        test.start_again();
        kept = co_await test.of<asked_age>(5).get();
        CHECK_FALSE(kept);
        co_await age.set(value, {.ttl = std::chrono::seconds::max()});
        kept = co_await age.get();
        CHECK(kept.has_value());
    });
}

TEST_CASE("changes of one key are stored in their order, those of others beside them") {
    bench test;
    asio::io_context io;
    // Each write is faster than the one before it.
    test.notes.writes_take = {100ms, 50ms, 10ms, 1ms};
    std::vector<std::unique_ptr<task>> tasks;
    const auto change = [&](std::int64_t chat, std::int32_t number) -> awaitable<void> {
        const counted value{number};
        co_await test.of<counted>(chat).set(value);
    };
    for (const auto& [chat, number] :
         std::vector<std::pair<int, int>>{{5, 1}, {6, 4}, {5, 2}, {5, 3}})
        tasks.push_back(std::make_unique<task>(io.get_executor(), change(chat, number), nullptr));
    test.time.settle(io);
    std::optional<counted> seen;
    const auto read = [&]() -> awaitable<void> { seen = co_await test.of<counted>(5).get(); };
    const task reads{io.get_executor(), read(), nullptr};
    test.time.settle(io);
    REQUIRE(seen); // at once: the newest
    CHECK(seen->number == 3);
    test.time.run_to_end(io);

    CHECK(test.notes.writes == std::vector<std::int32_t>{4, 1, 2, 3});
}

TEST_CASE("a change while the state is read wins") {
    bench test;
    asio::io_context io;
    test.notes.read_takes = 100ms;
    std::optional<counted> seen;
    const auto read = [&]() -> awaitable<void> { seen = co_await test.of<counted>(5).get(); };
    const task reads{io.get_executor(), read(), nullptr};
    test.time.settle(io);
    const auto change = [&]() -> awaitable<void> {
        const counted value{7};
        co_await test.of<counted>(5).set(value);
    };
    const task changes{io.get_executor(), change(), nullptr};
    test.time.run_to_end(io);

    REQUIRE(seen);
    CHECK(seen->number == 7);
}

TEST_CASE(
    "a change that fails or is cancelled leaves the last state, or its own where it was stored"
) {
    bench test;
    asio::io_context io;
    const auto run = [&](awaitable<void> work) {
        std::exception_ptr failed;
        const task running{
            io.get_executor(), std::move(work), [&](const auto& error) { failed = error; }};
        test.time.run_to_end(io);
        return failed;
    };
    const auto change = [&](std::int32_t number) -> awaitable<void> {
        const counted value{number};
        co_await test.of<counted>(5).set(value);
    };
    std::optional<counted> seen;
    const auto read = [&]() -> awaitable<void> { seen = co_await test.of<counted>(5).get(); };
    CHECK_FALSE(run(change(1)));
    test.notes.fails = true;
    CHECK(run(change(2)));
    test.notes.fails = false;
    CHECK_FALSE(run(read()));
    REQUIRE(seen);
    CHECK(seen->number == 1);

    test.notes.writes_take = {100ms, 0ms};
    task cancelled{io.get_executor(), change(3), nullptr};
    task waiting{io.get_executor(), change(4), nullptr};
    test.time.settle(io);
    waiting.cancel(); // while it waits for its turn
    test.time.settle(io);
    cancelled.cancel(); // while it is stored
    test.time.run_to_end(io);
    CHECK_FALSE(run(read()));
    REQUIRE(seen);
    CHECK(seen->number == 1);
    CHECK_FALSE(run(change(5)));
    CHECK_FALSE(run(read()));
    CHECK(seen->number == 5);
}

TEST_CASE("the cache is limited in keys and bytes, and forgets nothing that is used") {
    bench test;
    tests::run([&]() -> awaitable<void> {
        for (std::int64_t chat = 1; chat <= 10'000; ++chat) {
            const auto none = co_await test.of<counted>(chat).get();
            CHECK_FALSE(none);
        }
        CHECK(test.notes.reads == 10'000);
        for (std::int64_t chat = 10'000; chat > 10'000 - 4'000; --chat)
            static_cast<void>(co_await test.of<counted>(chat).get());
        CHECK(test.notes.reads == 10'000);
        static_cast<void>(co_await test.of<counted>(1).get());
        CHECK(test.notes.reads == 10'001);

        const std::string large(500'000, 'x');
        for (std::int64_t chat = 1; chat <= 20; ++chat)
            co_await test.of<asked_age>(chat).emplace(large);
        for (std::int64_t chat = 20; chat >= 1; --chat) {
            const auto kept = co_await test.of<asked_age>(chat).get();
            REQUIRE(kept);
            CHECK(kept->name.size() == large.size());
        }
        CHECK(test.notes.reads > 10'001 + 10);
    });
}

TEST_CASE("without operations of the session states are kept in memory, which is logged once") {
    struct without : memory_session {
        void state(state_key) = delete;
        void set_state(state_key, std::optional<kept_state>) = delete;
    };
    std::vector<std::string> log;
    tests::run([&]() -> awaitable<void> {
        any_session session{without{}};
        const auto store =
            std::make_shared<state_store>(&session, [&](log_level, std::string_view line) {
                log.emplace_back(line);
            });
        const state<counted> count{store, state_key_of(5, 5)};
        co_await count.emplace(4);
        auto kept = co_await count.get();
        CHECK((kept && kept->number == 4));
        const state<counted> other{store, state_key_of(6, 6)};
        kept = co_await other.get();
        CHECK_FALSE(kept);
    });
    REQUIRE(log.size() == 1);
    CHECK(log[0].find("kept in memory") != std::string::npos);
}

TEST_CASE("after the session has ended states are refused") {
    bench test;
    test.store->detach();
    CHECK(tests::error_of([&]() -> awaitable<void> {
              static_cast<void>(co_await test.of<counted>(5).get());
          }) == session_errc::closed);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              co_await test.of<counted>(5).emplace(1);
          }) == session_errc::closed);
}

namespace {

awaitable<void>
put_bytes(std::shared_ptr<state_store> store, std::int64_t chat, byte_buffer bytes) {
    const std::optional<kept_state> raw = kept_state{std::move(bytes), 0};
    auto key = state_key_of(chat, 0);
    co_await state_store::set(store, std::move(key), raw);
}

} // namespace

TEST_CASE("a state of another version, or a damaged one, counts as none, which is logged once, and "
          "remains until it is replaced") {
    bench test;
    auto older = state_codec<asked_age>::encode({"Alice"});
    older[5] ^= 1; // other members
    auto damaged = state_codec<asked_age>::encode({"Alice"});
    damaged.pop_back();
    auto unknown = older;
    unknown[1] ^= 1; // a struct that is gone
    tests::run([&]() -> awaitable<void> {
        co_await put_bytes(test.store, 5, older);
        co_await put_bytes(test.store, 6, damaged);
        co_await put_bytes(test.store, 7, unknown);
        co_await put_bytes(test.store, 8, {});
        for (std::int64_t chat = 5; chat <= 8; ++chat) {
            const auto age = co_await test.of<asked_age>(chat).get();
            CHECK_FALSE(age);
            const auto name = co_await test.of<asked_name>(chat).get();
            CHECK_FALSE(name);
            const auto with = std::make_shared<context>();
            with->shared->states = test.store;
            const auto none = co_await filters::no_state.predicate(message_in(chat, chat, with));
            CHECK(none);
        }
        const auto still = co_await test.session.state(state_key_of(5, 0));
        CHECK((still && still->value == older));
    });
    // Each once.
    REQUIRE(test.log.size() == 2);
    for (const auto& line : test.log)
        CHECK(line.find("asked_age") != std::string::npos);
    CHECK(test.log[0].find("another version") != std::string::npos);
    CHECK(test.log[1].find("damaged") != std::string::npos);
}

TEST_CASE("a damaged state is reported by the filter that finds none") {
    bench test;
    auto damaged = state_codec<asked_age>::encode({"Alice"});
    damaged.pop_back();
    tests::run([&]() -> awaitable<void> {
        co_await put_bytes(test.store, 6, damaged);
        const auto with = std::make_shared<context>();
        with->shared->states = test.store;
        for (auto round = 0; round != 2; ++round) {
            const auto none = co_await filters::no_state.predicate(message_in(6, 6, with));
            CHECK(none);
        }
    });
    REQUIRE(test.log.size() == 1);
    CHECK(test.log[0].find("asked_age is damaged") != std::string::npos);
}

TEST_CASE("filters ask for the state of the user of an event") {
    bench test;
    const auto with = std::make_shared<context>();
    with->shared->states = test.store;
    tests::run([&]() -> awaitable<void> {
        const state<asked_age> age{test.store, state_key_of(-5, 7)};
        co_await age.emplace("Alice");
        const auto of_alice = message_in(-5, 7, with);
        const auto of_bob = message_in(-5, 8, with);
        const auto elsewhere = message_in(-6, 7, with);
        const auto& in_age = filters::state<asked_age>.predicate;
        const auto& in_name = filters::state<asked_name>.predicate;
        auto kept = co_await in_age(of_alice);
        CHECK(kept == asked_age{"Alice"});
        kept = co_await in_age(of_bob);
        CHECK_FALSE(kept);
        kept = co_await in_age(elsewhere);
        CHECK_FALSE(kept);
        const auto name = co_await in_name(of_alice);
        CHECK_FALSE(name);
        auto none = co_await filters::no_state.predicate(of_alice);
        CHECK_FALSE(none);
        none = co_await filters::no_state.predicate(of_bob);
        CHECK(none);
    });
    CHECK_THROWS_AS(
        static_cast<void>(filters::no_state.predicate(message_in(5, 5, nullptr))), std::logic_error
    );
}

TEST_CASE("a press of a button has the state of its user, as messages do") {
    bench test;
    const auto with = std::make_shared<context>();
    with->shared->states = test.store;
    api::updateBotCallbackQuery raw{};
    raw.user_id = 7;
    raw.peer = peer_of(-5);
    const auto holder = std::make_shared<peer_map_of<api::updateBotCallbackQuery>>(std::move(raw));
    const callback_query press{holder, holder->kept, nullptr, with};
    tests::run([&]() -> awaitable<void> {
        const auto of_alice = message_in(-5, 7, with);
        co_await of_alice.state<asked_age>().emplace("Alice");
        const auto kept = co_await press.state<asked_age>().get();
        CHECK(kept == asked_age{"Alice"});
    });
}

TEST_CASE(
    "the key of a state is the chat, and in groups its user, with topic and business connection"
) {
    CHECK(state_key_of(5, 5) == state_key{5, 0, 0, {}, {}});
    CHECK(state_key_of(5, 9) == state_key{5, 0, 0, {}, {}}); // a message of the account itself
    CHECK(state_key_of(-5, 9, 3) == state_key{-5, 9, 3, {}, {}});
    CHECK(state_key_of(-5, -5) == state_key{-5, 0, 0, {}, {}}); // an anonymous administrator
    CHECK(state_key_of(0, 9) == state_key{9, 0, 0, {}, {}});    // an inline query
    CHECK(state_key_of(message_in(-5, 7, nullptr)) == state_key{-5, 7, 0, {}, {}});
    CHECK(state_key_of(message_in(7, 0, nullptr)) == state_key{7, 0, 0, {}, {}});
}
