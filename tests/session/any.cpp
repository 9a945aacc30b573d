// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// A session of a user, whose write takes a second, with a token that lives as long as it.
struct slow_session : memory_session {
    slow_session(memory_session inner, std::shared_ptr<int> lives)
        : memory_session(std::move(inner)), token(std::move(lives)) {}

    awaitable<void> set_self(std::optional<signed_in_user> user) {
        co_await pause(1s);
        co_await memory_session::set_self(user);
    }

    std::shared_ptr<int> token;
};

} // namespace

TEST_CASE("any_session is made from a session, or from a path as an SQLite session") {
    static_assert(std::is_convertible_v<memory_session, any_session>);
    static_assert(std::is_convertible_v<sqlite_session, any_session>);
    static_assert(std::is_convertible_v<const char*, any_session>);
    static_assert(std::is_convertible_v<std::string, any_session>);
    static_assert(!std::is_copy_constructible_v<any_session>);

    any_session first{memory_session{}};
    const any_session second{std::move(first)};
    CHECK(second.home_dc_id() == default_home_dc);
}

namespace {

/// Looks for peers of all kinds by their dialog ids.
awaitable<void> find_by_dialog_ids(any_session& storage) {
    const std::vector<peer_info> peers{user_info{5}, chat_info{6}, channel_info{7}};
    co_await storage.cache_peers(peers);
    for (const auto& each : peers) {
        const auto dialog = id_of(each)->bot_api_dialog_id();
        const auto known = co_await storage.peer(dialog);
        CHECK(known == each);
    }
    const std::int64_t other = -1'000'000'000'008;
    const auto unknown = co_await storage.peer(other);
    CHECK_FALSE(unknown);
}

std::error_code error_of_dialog_id(any_session& storage, std::int64_t id) {
    return tests::error_of([&]() -> awaitable<void> { (void)co_await storage.peer(id); });
}

} // namespace

TEST_CASE("a peer is found by its id of the Bot API") {
    any_session in_memory{memory_session{}};
    any_session in_sqlite{sqlite_session{}};
    for (auto* storage : {&in_memory, &in_sqlite}) {
        tests::run([&] { return find_by_dialog_ids(*storage); });
        CHECK(error_of_dialog_id(*storage, 0) == session_errc::invalid_peer_id);
        CHECK(error_of_dialog_id(*storage, -2'000'000'000'001) == session_errc::secret_chat_id);
    }
}

TEST_CASE("a write of a user's own session owns the session until it has ended") {
    testing::clock time;
    asio::io_context context;
    memory_session storage;
    auto lives = std::make_shared<int>(1);
    const std::weak_ptr<int> observed = lives;
    std::optional<any_session> session{slow_session{storage, std::move(lives)}};
    const std::optional<signed_in_user> user = signed_in_user{5, false};
    {
        const task writing{context.get_executor(), session->set_self(user), nullptr};
        time.settle(context);
        session.reset();
        CHECK_FALSE(observed.expired());
        time.run_to_end(context);
        CHECK(writing.ended());
    }
    CHECK(observed.expired());
    CHECK(storage.data().self == user);
}
