// SPDX-License-Identifier: MIT
#include <awaitgram/api/types.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "../support/run.hpp"

namespace ag = awaitgram;

namespace {

using list = std::vector<std::string>;

/// A bot that notes the sender and the text of each message, and a server that pushes short forms to it.
struct short_scene {
    short_scene() {
        bot.on_message([this](ag::message message) -> ag::awaitable<void> {
            seen.push_back(message.sender_name() + ": " + std::string{message.text()});
            co_await message.reply("noted");
        });
    }

    /// Has a user write to the bot, which is told in the short form.
    void write_briefly(const ag::testing::test_user& from, const std::string& text) {
        telegram.on_server([&] {
            auto& accounts = telegram.data_centre().accounts();
            ag::testing::draft message;
            message.text = text;
            message.random_id = 4711;
            const auto sent =
                accounts.send(*accounts.find(from.id()), *accounts.find(bot.id()), message, 1);
            ag::api::updateShortMessage brief{};
            brief.id = sent.back().event.message_id;
            brief.user_id = from.id();
            brief.message = text;
            brief.pts = sent.back().event.pts;
            brief.pts_count = sent.back().event.pts_count;
            push(brief);
        });
    }

    /// Has a user write in a basic group of which the server knows nothing.
    void write_briefly_in_group(const ag::testing::test_user& from, const std::string& text) {
        telegram.on_server([&] {
            ag::api::updateShortChatMessage brief{};
            brief.id = 1000;
            brief.from_id = from.id();
            brief.chat_id = 9;
            brief.message = text;
            brief.pts = telegram.data_centre().accounts().find(bot.id())->box.pts() + 1;
            brief.pts_count = 1;
            push(brief);
        });
    }

    void wait_until_seen(std::size_t messages) {
        ag::tests::run_until(bot.context(), [&] { return seen.size() == messages; });
    }

    ag::testing::server telegram{};
    ag::bot bot{ag::memory_session{}, telegram.app()};
    list seen{};

private:
    void push(const ag::api::Updates& update) {
        telegram.data_centre().push(bot.id(), update, ag::steady_now());
        telegram.pump();
    }
};

} // namespace

TEST_CASE("a handler sees the name of a known sender in the short form of a message") {
    short_scene scene;
    auto alice = scene.telegram.user("Alice");
    alice.writes(scene.bot, "in full");
    CHECK(alice.reads(scene.bot) == "noted");

    scene.write_briefly(alice, "in short");
    CHECK(alice.reads(scene.bot) == "noted");
    scene.write_briefly_in_group(alice, "in a group");
    scene.wait_until_seen(3);

    CHECK(scene.seen == list{"Alice: in full", "Alice: in short", "Alice: in a group"});
}

TEST_CASE("a handler sees the name of a sender whose first message comes in the short form") {
    short_scene scene;
    auto alice = scene.telegram.user("Alice");
    auto bob = scene.telegram.user("Bob");
    alice.writes(scene.bot, "hello");
    CHECK(alice.reads(scene.bot) == "noted");

    scene.write_briefly(bob, "I am new");
    CHECK(bob.reads(scene.bot) == "noted");

    CHECK(scene.seen == list{"Alice: hello", "Bob: I am new"});
}
