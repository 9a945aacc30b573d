// SPDX-License-Identifier: MIT
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace ag = awaitgram;

namespace {

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a raw handler sees a message with its sender, and the bot answers it all the same") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    list seen;
    bot.on<ag::api::updateNewMessage>(
        [&seen](ag::raw_update<ag::api::updateNewMessage> update) -> ag::awaitable<void> {
            const auto* message = update->message.get_if<ag::api::message>();
            if (update.origin() == ag::rpc::update_origin::pushed)
                seen.push_back(
                    ag::title_of(*update.peers(), ag::dialog_id(message->peer_id)) + ": " +
                    message->message.str()
                );
            co_return;
        }
    );
    bot.on_message(ag::filters::text, [](ag::message m) -> ag::awaitable<void> {
        co_await m.reply(m.text());
    });
    auto alice = telegram.user("Alice");

    alice.writes(bot, "hello");
    CHECK(alice.reads(bot) == "hello");
    alice.writes(bot, "again");
    CHECK(alice.reads(bot) == "again");

    CHECK(seen == list{"Alice: hello", "Alice: again"});
}

TEST_CASE("a bot with nothing but raw handlers receives updates") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on<ag::api::updateNewMessage>(
        [](ag::raw_update<ag::api::updateNewMessage> update,
           ag::client& client) -> ag::awaitable<void> {
            const auto* raw = update->message.get_if<ag::api::message>();
            const ag::message received{update.peers(), *raw, update.receiver()};
            if (!received.outgoing())
                co_await received.reply("user " + std::to_string(received.sender_id()));
            CHECK_FALSE(client.ended());
        }
    );
    auto alice = telegram.user("Alice");

    alice.writes(bot, "hello");

    CHECK(alice.reads(bot) == "user " + std::to_string(alice.id()));
}
