// SPDX-License-Identifier: MIT
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/updates/checkpoint.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "../support/run.hpp"

using namespace awaitgram;

namespace {

updates_state at(std::int32_t pts, std::vector<channel_state> channels = {}) {
    return {pts, 0, 0, 0, std::move(channels)};
}

/// An account that has moved, with the delay after it over.
struct scene {
    testing::clock time{};
    memory_session kept{};
    any_session storage{kept};
    asio::io_context context{};
    std::shared_ptr<event> wake = std::make_shared<event>(context.get_executor());
    updates::checkpoint checkpoint{storage, wake};

    /// Lets time pass and stores what is due.
    awaitable<void> pass(updates_state now) {
        checkpoint.moved();
        co_await pause(updates::checkpoint::delay);
        std::function<updates_state()> place = [now] { return now; };
        co_await checkpoint.save_in_time(std::move(place));
    }
};

} // namespace

TEST_CASE("where the account stands is stored when all messages up to there are handled") {
    scene s;
    tests::run([&]() -> awaitable<void> {
        auto handler = s.checkpoint.epoch();
        co_await s.pass(at(10));
        CHECK(s.kept.data().updates.pts == 0);
        const auto later = s.checkpoint.epoch();
        CHECK(later != handler);
        handler.reset();
        co_await s.pass(at(11));
        CHECK(s.kept.data().updates.pts == 10);
        co_await s.pass(at(12));
        CHECK(s.kept.data().updates.pts == 10);
    });
}

TEST_CASE("at the end nothing is passed over that was cancelled") {
    scene s;
    tests::run([&]() -> awaitable<void> {
        auto handler = s.checkpoint.epoch();
        handler->abandoned = true;
        handler.reset();
        auto now = at(10);
        co_await s.checkpoint.save_at_the_end(std::move(now));
    });
    CHECK(s.kept.data().updates.pts == 0);
}

TEST_CASE("at the end all is stored when all is handled") {
    scene s;
    tests::run([&]() -> awaitable<void> {
        auto now = at(10);
        co_await s.checkpoint.save_at_the_end(std::move(now));
    });
    CHECK(s.kept.data().updates.pts == 10);
}

TEST_CASE("channels that moved are stored one by one, and those that are gone are forgotten") {
    scene s;
    s.checkpoint.starts_at(at(5, {{1, 10}, {2, 20}, {4, 40}}));
    // What the session holds meanwhile shows what is left alone.
    tests::run([&]() -> awaitable<void> {
        const update_state other = update_state::all{at(7, {{1, 99}, {2, 20}, {4, 40}})};
        co_await s.storage.set_update_state(other);
        auto now = at(5, {{1, 10}, {3, 30}, {4, 41}});
        co_await s.checkpoint.save_at_the_end(std::move(now));
    });
    CHECK(s.kept.data().updates == at(7, {{1, 99}, {3, 30}, {4, 41}}));
}
