// SPDX-License-Identifier: MIT
#include <awaitgram/client/detail/update_stream.hpp>
#include <awaitgram/client/update_cursor.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../updates/manager_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

std::string text_of(const std::optional<ordered_update>& next) {
    const auto* boxed = next ? updates::new_message_of(*next->update) : nullptr;
    const auto* message = boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
    return message != nullptr ? message->message.str() : "none";
}

/// The stream of a client whose server is a fake account, and a session that outlives it.
struct stream_scene {
    testing::clock time{};
    asio::io_context io{};
    any_session session{memory_session{}};
    fake_account account{};
    list log{};
    std::shared_ptr<awaitgram::detail::update_stream> stream{};
    std::optional<task> run{};
    bool runs = true;

    stream_scene() {
        account.messages = {"old"};
        start();
    }
    ~stream_scene() { stop(); }

    /// As in a new run of a client.
    void start() {
        const auto note = [this](log_level, std::string_view line) { log.emplace_back(line); };
        const auto begin = [this] {
            if (!runs)
                return;
            updates::manager_options options;
            options.is_bot = true;
            options.log = [this](log_level, std::string_view line) { log.emplace_back(line); };
            stream->make_manager(io.get_executor(), account, session, std::move(options));
            run.emplace(io.get_executor(), awaitgram::detail::update_stream::run(stream), nullptr);
        };
        stream = std::make_shared<awaitgram::detail::update_stream>(io.get_executor(), begin, note);
    }

    void stop() {
        stream->close();
        if (run && !run->ended())
            run->cancel();
        time.pass(io, 10s);
    }

    [[nodiscard]] update_cursor cursor() { return update_cursor{stream}; }

    /// The texts of the next messages; waits for as long as it takes.
    list next(update_cursor& from, std::size_t count) {
        list texts;
        const std::function<awaitable<void>()> read = [&]() -> awaitable<void> {
            while (texts.size() < count) {
                const auto taken = co_await from.next();
                texts.push_back(text_of(taken));
            }
        };
        const task reading{io.get_executor(), read(), nullptr};
        time.run_until(io, [&] { return reading.ended(); });
        if (reading.error())
            std::rethrow_exception(reading.error());
        return texts;
    }

    void push(std::int32_t first, std::int32_t last) {
        stream->manager()->on_updates(account.push(first, last), rpc::update_origin::pushed);
        time.settle(io);
    }

    void store(updates_state state) {
        update_state::all everything;
        everything.state = std::move(state);
        update_state step{std::move(everything)};
        await(session.set_update_state(std::move(step)));
    }
    [[nodiscard]] updates_state stored() {
        updates_state state;
        const std::function<awaitable<void>()> read = [&]() -> awaitable<void> {
            state = co_await session.updates_state();
        };
        await(read());
        return state;
    }
    void await(awaitable<void> work) {
        const task running{io.get_executor(), std::move(work), nullptr};
        time.settle(io);
        if (running.error())
            std::rethrow_exception(running.error());
    }
};

} // namespace

TEST_CASE("a cursor gives missed, lost and pushed updates in their order, each once") {
    stream_scene s;
    s.store(at(1));
    s.account.messages = {"old", "missed", "too", "as well"};
    auto updates = s.cursor();
    CHECK(s.next(updates, 3) == list{"missed", "too", "as well"});

    s.account.messages = {"old", "missed", "too", "as well", "a", "lost", "b", "c"};
    s.push(5, 5);
    s.push(8, 8);
    s.push(7, 7);
    s.push(7, 8);
    CHECK(s.next(updates, 4) == list{"a", "lost", "b", "c"});
}

TEST_CASE("an update of a cursor comes with the users that it names") {
    stream_scene s;
    auto updates = s.cursor();
    s.stream->begin();
    s.time.settle(s.io);
    s.account.messages = {"old", "a"};
    s.push(2, 2);
    std::optional<ordered_update> taken;
    const std::function<awaitable<void>()> read = [&]() -> awaitable<void> {
        taken = co_await updates.next();
    };
    s.await(read());
    REQUIRE(taken);
    CHECK(taken->peers->user(5) != nullptr);
    CHECK(taken->origin == rpc::update_origin::pushed);
    CHECK(taken->before == 1);
    CHECK(taken->after == 2);
}

TEST_CASE("an update is handled when the next one is asked for") {
    stream_scene s;
    s.store(at(1));
    s.account.messages = {"old", "a", "b"};
    s.account.slice = 1;
    auto updates = s.cursor();
    CHECK(s.next(updates, 1) == list{"a"});
    s.time.pass(s.io, 2s);
    CHECK(s.stored().pts == 1);

    SUBCASE("so that the position moves then") {
        CHECK(s.next(updates, 1) == list{"b"});
        s.time.pass(s.io, 2s);
        CHECK(s.stored().pts == 2);
    }
    SUBCASE("or when the program says so") {
        updates.mark_handled();
        s.time.pass(s.io, 2s);
        CHECK(s.stored().pts == 2);
    }
}

TEST_CASE("while a program keeps the token of an update, the position stays before it") {
    stream_scene s;
    s.store(at(1));
    s.account.messages = {"old", "a", "b", "c"};
    s.account.slice = 1;
    std::shared_ptr<updates::delivery_token> kept;
    {
        auto updates = s.cursor();
        const std::function<awaitable<void>()> read = [&]() -> awaitable<void> {
            const auto first = co_await updates.next();
            kept = first->delivery;
            static_cast<void>(co_await updates.next());
            static_cast<void>(co_await updates.next());
        };
        s.await(read());
        updates.mark_handled();
    }
    s.time.pass(s.io, 2s);
    CHECK(s.stored().pts == 1);
    kept.reset();
    s.time.pass(s.io, 2s);
    CHECK(s.stored().pts == 4);
}

TEST_CASE("an update that is not handled comes again") {
    stream_scene s;
    s.store(at(1));
    s.account.messages = {"old", "a", "b"};
    {
        auto first = s.cursor();
        CHECK(s.next(first, 1) == list{"a"});
    }
    SUBCASE("from the next cursor") {
        auto second = s.cursor();
        CHECK(s.next(second, 2) == list{"a", "b"});
    }
    SUBCASE("after the next start") {
        s.stop();
        REQUIRE(s.run->ended());
        CHECK(s.stored().pts == 1);
        s.start();
        auto second = s.cursor();
        CHECK(s.next(second, 2) == list{"a", "b"});
    }
}

TEST_CASE("the cursors of a client share its updates") {
    stream_scene s;
    s.store(at(1));
    s.account.messages = {"old", "a", "b", "c"};
    auto first = s.cursor();
    auto second = s.cursor();
    CHECK(s.next(first, 1) == list{"a"});
    CHECK(s.next(second, 1) == list{"b"});
    CHECK(s.next(first, 1) == list{"c"});
}

TEST_CASE("skipped updates are told in their place, or logged") {
    stream_scene s;
    s.store(at(1, {{77, 1}}));
    s.account.messages = {"old", "a"};
    s.account.channels = {{77, {"post"}}};
    list happened;
    auto updates = s.cursor();
    CHECK(s.next(updates, 1) == list{"a"});
    s.time.pass(s.io, 5s);
    s.account.failing_channel = 77;
    s.account.channel_failure = mishap::refused_with_406;
    s.stream->manager()->on_gap();
    s.time.pass(s.io, 5s);
    SUBCASE("told") {
        updates.on_skipped([&](const updates_skipped& skipped) {
            happened.push_back("skipped in " + std::to_string(skipped.where));
        });
        CHECK(happened.empty());
        s.account.messages = {"old", "a", "b"};
        s.push(3, 3);
        CHECK(s.next(updates, 1) == list{"b"});
        CHECK(happened == list{"skipped in 77"});
    }
    SUBCASE("logged") {
        s.log.clear();
        s.account.messages = {"old", "a", "b"};
        s.push(3, 3);
        CHECK(s.next(updates, 1) == list{"b"});
        REQUIRE(s.log.size() == 1);
        CHECK(s.log[0].find("CHANNEL_PRIVATE") != std::string::npos);
    }
}

TEST_CASE("updates that no cursor takes wait in the manager, and none is lost") {
    stream_scene s;
    auto updates = s.cursor();
    s.stream->begin();
    s.time.settle(s.io);
    list all;
    constexpr std::int32_t many =
        3 * static_cast<std::int32_t>(awaitgram::detail::update_stream::most_waiting);
    for (auto i = 0; i < many; ++i)
        all.push_back(std::to_string(i));
    s.account.messages.insert(s.account.messages.end(), all.begin(), all.end());
    s.push(2, 1 + many);
    CHECK_FALSE(s.stream->has_room());
    CHECK(s.next(updates, all.size()) == all);
    CHECK(s.stream->has_room());
}

TEST_CASE("a cursor ends with the run, and gives nothing without one") {
    stream_scene s;
    s.store(at(1));
    SUBCASE("that has not begun") {
        s.runs = false;
        auto updates = s.cursor();
        CHECK(s.next(updates, 1) == list{"none"});
        CHECK(s.account.calls.empty());
    }
    SUBCASE("that ends, also for a coroutine that waits") {
        s.account.messages = {"old", "a"};
        auto updates = s.cursor();
        CHECK(s.next(updates, 1) == list{"a"});
        list texts;
        const std::function<awaitable<void>()> read = [&]() -> awaitable<void> {
            const auto taken = co_await updates.next();
            texts.push_back(text_of(taken));
        };
        const task reading{s.io.get_executor(), read(), nullptr};
        s.time.settle(s.io);
        CHECK_FALSE(reading.ended());
        s.stop();
        CHECK(texts == list{"none"});
        CHECK(s.next(updates, 1) == list{"none"});
        CHECK(s.stored().pts == 2);
    }
}

TEST_CASE("a cursor that is moved takes its update along") {
    stream_scene s;
    s.store(at(1));
    s.account.messages = {"old", "a", "b"};
    auto first = s.cursor();
    CHECK(s.next(first, 1) == list{"a"});
    {
        auto second = std::move(first);
        CHECK(s.next(second, 1) == list{"b"});
        second.mark_handled();
    }
    s.time.pass(s.io, 2s);
    CHECK(s.stored().pts == 3);
}

TEST_CASE("an update ceases to wait when a cursor takes it") {
    struct counting_log final : updates::delivery_log {
        std::size_t begun = 0;
        void began(updates::delivery*) override { ++begun; }
        void ended(updates::delivery*, updates::delivery_end) override {}
    };
    asio::io_context io;
    awaitgram::detail::update_stream stream{io.get_executor(), [] {}, {}};
    const auto log = std::make_shared<counting_log>();
    updates::ordered_update next;
    next.delivery = std::make_shared<updates::delivery_token>(log);
    stream.deliver(std::move(next));
    CHECK(log->begun == 0);
    CHECK(stream.take());
    CHECK(log->begun == 1);
}
