// SPDX-License-Identifier: MIT
// Defects that users of Telegram clients have reported in public, each tried on a bot.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ag = awaitgram;
using namespace std::chrono_literals;

TEST_CASE("a chat that a handler reads delays none of its next messages") {
    ag::testing::server telegram;
    auto& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto reads = 0;
    bot.on_message([&reads](ag::message m, ag::client& client) -> ag::awaitable<void> {
        ag::api::messages::readHistory read{};
        read.peer = ag::api::inputPeerUser{.user_id = m.sender_id(), .access_hash = 0};
        read.max_id = m.id();
        const auto effect = co_await client.invoke(read);
        reads += effect->pts_count;
        co_await m.reply(m.text());
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "0");
    CHECK(alice.reads(bot) == "0");
    for (auto count = 1; count <= 20; ++count) {
        const auto before = ag::steady_now();
        alice.writes(bot, std::to_string(count));
        CHECK(alice.reads(bot) == std::to_string(count));
        // A gap would have been waited for.
        CHECK(ag::steady_now() - before < 400ms);
    }
    CHECK(reads == 21);
    static_cast<void>(time);
}

TEST_CASE("many chats whose handlers are slower than their messages are all answered, in the order "
          "of each chat") {
    constexpr std::size_t chats = 12;
    constexpr std::size_t messages = 15;
    ag::testing::server telegram;
    auto& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.limit_update_memory(40'000);
    std::size_t most = 0;
    std::size_t running = 0;
    bot.on_message([&](ag::message m) -> ag::awaitable<void> {
        most = std::max(most, ++running);
        co_await ag::pause(1s);
        co_await m.reply(m.text());
        --running;
    });
    std::vector<ag::testing::test_user> users;
    for (std::size_t i = 0; i < chats; ++i)
        users.push_back(telegram.user("User " + std::to_string(i)));
    const auto text_of = [](std::size_t number) {
        return std::to_string(number) + " " + std::string(300, 'x');
    };
    for (std::size_t number = 0; number < messages; ++number)
        for (auto& user : users)
            user.writes(bot, text_of(number));
    for (auto& user : users)
        for (std::size_t number = 0; number < messages; ++number)
            CHECK(user.reads(bot) == text_of(number));
    CHECK(most > 1);
    CHECK(most <= chats);
    static_cast<void>(time);
}
