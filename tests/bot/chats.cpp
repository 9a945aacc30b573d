// SPDX-License-Identifier: MIT
// Chats that a bot reaches by name, link, number and handle.
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ag = awaitgram;

namespace {

/// A bot that does what a test says when a user asks for it, and answers with its outcome.
struct scene {
    explicit scene(ag::client_config app, ag::any_session session = ag::memory_session{})
        : bot(std::move(session), std::move(app)) {
        bot.on_message(ag::filters::text, [this](ag::message m) -> ag::awaitable<void> {
            std::string outcome = "done";
            try {
                co_await work(m);
            } catch (const ag::peer_error& error) {
                outcome = error.what();
            }
            static_cast<void>(co_await m.answer(outcome));
        });
    }

    /// What comes of some work.
    std::string outcome(
        ag::testing::test_user& user, std::function<ag::awaitable<void>(const ag::message&)> todo
    ) {
        work = std::move(todo);
        user.writes(bot, "go");
        return user.reads(bot);
    }

    std::function<ag::awaitable<void>(const ag::message&)> work{};
    ag::bot bot;
};

void rename(ag::testing::server& telegram, const ag::testing::test_chat& chat, std::string name) {
    telegram.on_server([&] {
        auto& accounts = telegram.data_centre().accounts();
        CHECK(accounts.rename(*accounts.find_chat(chat.id()), name));
    });
}

} // namespace

TEST_CASE("a bot writes to a channel by its name, its link, its number and a message of it") {
    ag::testing::server telegram;
    scene here{telegram.app()};
    auto alice = telegram.user("Alice");
    const auto news = telegram.channel("News", alice, here.bot);
    rename(telegram, news, "daily_news");
    std::atomic<int> asked = 0;
    [[maybe_unused]] const auto counting =
        telegram.on<ag::api::contacts::resolveUsername>([&asked](const auto&) {
            ++asked;
            return ag::testing::pass;
        });

    CHECK(here.outcome(alice, [&](const ag::message& m) -> ag::awaitable<void> {
        auto& bot = here.bot;
        const auto first = co_await bot.telegram().send_text("@daily_news", "one");
        CHECK(first.chat_id() == news.id());
        static_cast<void>(co_await bot.telegram().send_text("t.me/Daily_News/1", "two"));
        static_cast<void>(co_await bot.telegram().send_text(news.id(), "three"));
        static_cast<void>(co_await bot.telegram().send_text(first, "four"));
        const auto copy = co_await m.forward_to("daily_news");
        CHECK(copy.chat_id() == news.id());
        const auto id = co_await bot.telegram().resolve("https://t.me/daily_news");
        CHECK(id.bot_api_dialog_id() == news.id());
        const auto input = co_await bot.telegram().resolve_peer("@daily_news");
        CHECK(input.is<ag::api::inputPeerChannel>());
    }) == "done");
    for (const auto* text : {"one", "two", "three", "four", "go"})
        CHECK(alice.reads(here.bot, news) == text);
    CHECK(asked <= 1);
}

TEST_CASE("a bot is told why it cannot write to a chat, and nothing is sent") {
    ag::testing::server telegram;
    scene here{telegram.app()};
    auto alice = telegram.user("Alice");
    const auto stranger = telegram.user("Bob");
    const auto told = [&](auto chat) {
        return here.outcome(alice, [&here, chat](const ag::message&) -> ag::awaitable<void> {
            static_cast<void>(co_await here.bot.telegram().send_text(chat, "hello"));
        });
    };
    CHECK(told("@unused_name").find("@unused_name: no user") == 0);
    CHECK(told("no such name").find("no username looks like this") != std::string::npos);
    CHECK(told(stranger.id()).find("let it write first") != std::string::npos);
    CHECK(told(-1000000000999).find("add the bot to it") != std::string::npos);
    CHECK(told("+99966123456").find("bots cannot look up") != std::string::npos);
    CHECK(told(0).find("begin with -100") != std::string::npos);
}

TEST_CASE("a bot writes to a user whom only Telegram remembers") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    std::optional<scene> here; // a bot at the same address is the same account
    here.emplace(telegram.app());
    CHECK(here->outcome(alice, [](const ag::message&) -> ag::awaitable<void> {
        co_return;
    }) == "done");
    // Another session of it, which has met no one.
    here.emplace(telegram.app());
    auto bob = telegram.user("Bob");
    CHECK(here->outcome(bob, [&](const ag::message&) -> ag::awaitable<void> {
        static_cast<void>(co_await here->bot.telegram().send_text(alice.id(), "hello again"));
    }) == "done");
    CHECK(alice.reads(here->bot) == "hello again");
}

TEST_CASE("what is sent to a group that became a supergroup goes there, and the program is told"
) { // T19
    ag::testing::server telegram;
    auto app = telegram.app();
    std::vector<std::pair<std::int64_t, std::int64_t>> moves;
    app.on_chat_migrated = [&moves](const ag::chat_migrated& change) {
        moves.emplace_back(change.from, change.to);
    };
    scene here{app};
    auto alice = telegram.user("Alice");
    const auto group = telegram.group("Friends", alice, here.bot);
    ag::api::messages::migrateChat request;
    request.chat_id = -group.id();
    static_cast<void>(telegram.call(alice, request));

    std::int64_t where = 0;
    CHECK(here.outcome(alice, [&](const ag::message&) -> ag::awaitable<void> {
        for (int again = 0; again < 2; ++again) {
            const auto sent = co_await here.bot.telegram().send_text(group.id(), "moved");
            where = sent.chat_id();
        }
    }) == "done");
    CHECK(where < -1'000'000'000'000);
    const std::vector<std::pair<std::int64_t, std::int64_t>> one{{group.id(), where}};
    CHECK(moves == one);
}

TEST_CASE("a member whose access hash Telegram does not tell is addressed by a message of it"
) { // T17
    constexpr std::int64_t member = 777;
    ag::testing::server telegram;
    scene here{telegram.app()};
    auto alice = telegram.user("Alice");
    const auto club = telegram.supergroup("Club", alice, here.bot);
    using get_messages = ag::api::channels::getMessages;
    using send_message = ag::api::messages::sendMessage;
    [[maybe_unused]] const auto telling = telegram.on<get_messages>(
        [](const get_messages& asked) -> ag::testing::method_reply<get_messages> {
            const auto* channel = asked.channel.get_if<ag::api::inputChannel>();
            ag::api::message shown;
            shown.id = 40;
            ag::api::peerChannel where;
            where.channel_id = channel->channel_id;
            shown.peer_id = where;
            ag::api::peerUser from;
            from.user_id = member;
            shown.from_id = ag::api::Peer{from};
            ag::api::user brief;
            brief.id = member;
            brief.min = true;
            brief.access_hash = 5;
            ag::api::messages::channelMessages page;
            page.messages.push_back(shown);
            page.users.push_back(brief);
            return ag::api::messages::Messages{page};
        }
    );
    std::atomic<int> reached = 0;
    [[maybe_unused]] const auto taking = telegram.on<send_message>(
        [&reached](const send_message& sent) -> ag::testing::method_reply<send_message> {
            const auto* seen = sent.peer.get_if<ag::api::inputPeerUserFromMessage>();
            if (seen == nullptr)
                return ag::testing::pass;
            if (seen->user_id == member && seen->msg_id == 40 &&
                seen->peer.is<ag::api::inputPeerChannel>())
                ++reached;
            ag::api::updateShortSentMessage brief;
            brief.id = 1;
            return ag::api::Updates{brief};
        }
    );
    CHECK(here.outcome(alice, [&](const ag::message&) -> ag::awaitable<void> {
        get_messages request;
        const auto chat = co_await here.bot.telegram().resolve_peer(club.id());
        ag::api::inputChannel channel;
        channel.channel_id = chat.get_if<ag::api::inputPeerChannel>()->channel_id;
        channel.access_hash = chat.get_if<ag::api::inputPeerChannel>()->access_hash;
        request.channel = channel;
        static_cast<void>(co_await here.bot.telegram().invoke(request));
        static_cast<void>(co_await here.bot.telegram().send_text(member, "hello"));
    }) == "done");
    CHECK(reached == 1);
}
