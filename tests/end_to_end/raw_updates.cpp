// SPDX-License-Identifier: MIT
// The ordered updates of a client without handlers.
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "../support/run.hpp"
#include "../support/with_client.hpp"

namespace ag = awaitgram;
using ag::tests::quiet;
using ag::tests::with_client;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

constexpr std::int64_t bot = 123;

void write(ag::testing::server& telegram, const ag::testing::test_user& from, const char* text) {
    telegram.on_server([&] {
        ag::testing::player writer{telegram.data_centre(), ag::steady_now()};
        REQUIRE(writer.write(from.id(), bot, text));
        telegram.pump();
    });
}

/// The texts of the messages from others that a cursor gives, up to and with `last`.
ag::awaitable<void> read(ag::update_cursor& updates, list& texts, std::string last) {
    while (texts.empty() || texts.back() != last) {
        const auto next = co_await updates.next();
        REQUIRE(next);
        const auto* added = next->update->get_if<ag::api::updateNewMessage>();
        const auto* message =
            added != nullptr ? added->message.get_if<ag::api::message>() : nullptr;
        if (message != nullptr && !message->out)
            texts.push_back(
                ag::title_of(*next->peers, message->peer_id) + ": " + message->message.str()
            );
    }
}

} // namespace

TEST_CASE("a client without handlers reads its updates in order, also those that it missed") {
    ag::testing::server telegram;
    const auto alice = telegram.user("Alice");
    const ag::memory_session storage;
    list texts;
    with_client(storage, quiet(telegram.app()), [&](ag::client& client) -> ag::awaitable<void> {
        co_await client.sign_in_bot("123:secret");
        auto updates = client.updates();
        write(telegram, alice, "1");
        write(telegram, alice, "2");
        co_await read(updates, texts, "Alice: 2");
        updates.mark_handled();
    });
    write(telegram, alice, "3");
    write(telegram, alice, "4");
    with_client(storage, quiet(telegram.app()), [&](ag::client& client) -> ag::awaitable<void> {
        auto updates = client.updates();
        co_await read(updates, texts, "Alice: 4");
        write(telegram, alice, "5");
        co_await read(updates, texts, "Alice: 5");
    });
    CHECK(texts == list{"Alice: 1", "Alice: 2", "Alice: 3", "Alice: 4", "Alice: 5"});

    // The last one was not handled.
    texts.clear();
    with_client(storage, quiet(telegram.app()), [&](ag::client& client) -> ag::awaitable<void> {
        auto updates = client.updates();
        co_await read(updates, texts, "Alice: 5");
    });
    CHECK(texts == list{"Alice: 5"});
}

TEST_CASE("without catching up a client's updates begin with the present") {
    ag::testing::server telegram;
    const auto alice = telegram.user("Alice");
    const ag::memory_session storage;
    list texts;
    with_client(storage, quiet(telegram.app()), [&](ag::client& client) -> ag::awaitable<void> {
        co_await client.sign_in_bot("123:secret");
        auto updates = client.updates();
        write(telegram, alice, "1");
        co_await read(updates, texts, "Alice: 1");
        updates.mark_handled();
    });
    write(telegram, alice, "2");
    with_client(storage, quiet(telegram.app()), [&](ag::client& client) -> ag::awaitable<void> {
        auto updates = client.updates({.catch_up = false});
        // Its answer comes after that to the request for the present state.
        co_await client.refresh_account();
        write(telegram, alice, "3");
        co_await read(updates, texts, "Alice: 3");
    });
    CHECK(texts == list{"Alice: 1", "Alice: 3"});
}

TEST_CASE("the updates of a bot with handlers are not for cursors") {
    ag::testing::server telegram;
    ag::bot receiving{ag::memory_session{}, telegram.app()};
    auto refused = 0;
    receiving.on_message([&](ag::message m, ag::client& client) -> ag::awaitable<void> {
        try {
            static_cast<void>(client.updates());
        } catch (const std::logic_error&) {
            ++refused;
        }
        co_await m.reply(m.text());
    });
    auto alice = telegram.user("Alice");
    alice.writes(receiving, "hello");
    CHECK(alice.reads(receiving) == "hello");
    CHECK(refused == 1);
}
