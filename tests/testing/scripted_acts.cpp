// SPDX-License-Identifier: MIT
// Each kind of action of a test user reaches the program as the update that it is on Telegram.
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "scripted_bot.hpp"

using namespace scripted;
using namespace std::chrono_literals;

namespace {

/// A bot that notes what it is told.
struct noting_bot {
    ag::testing::server telegram{};
    ag::testing::clock& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    ag::testing::test_user alice = telegram.user("Alice");
    ag::testing::test_user bob = telegram.user("Bob");

    template <class Update>
    void note(std::vector<Update>& into) {
        bot.on<Update>([&into](ag::raw_update<Update> update) -> ag::awaitable<void> {
            into.push_back(*update);
            co_return;
        });
    }
    void settle() { time.settle(bot.context()); }
};

} // namespace

TEST_CASE("edits, removals, reactions and forwards of a user reach a bot") {
    noting_bot here;
    std::vector<api::updateEditMessage> edits;
    std::vector<api::updateDeleteMessages> removals;
    std::vector<api::updateBotMessageReaction> reactions;
    std::vector<api::updateNewMessage> messages;
    here.note(edits);
    here.note(removals);
    here.note(reactions);
    here.note(messages);

    const auto first = here.alice.writes(here.bot, "first");
    const auto changed = here.alice.edits(first, "second");
    CHECK(changed.text == "second");
    CHECK(changed.edited);
    here.alice.reacts(first, "\U0001F44D");
    const auto forwarded = here.alice.forwards(first, here.bot);
    CHECK(forwarded.text == "second");
    CHECK(forwarded.forwarded_from == here.alice.id());
    here.alice.deletes(first);
    here.settle();

    REQUIRE(edits.size() == 1);
    CHECK(edits[0].message.get_if<api::message>()->message == "second");
    REQUIRE(reactions.size() == 1);
    CHECK(reactions[0].new_reactions.size() == 1);
    REQUIRE(messages.size() == 2);
    CHECK(messages[1].message.get_if<api::message>()->fwd_from);
    REQUIRE(removals.size() == 1);
    CHECK(removals[0].messages.size() == 1);
    CHECK_THROWS_WITH(here.alice.reacts(first, "\U0001F44D"), "400 MESSAGE_ID_INVALID");
}

TEST_CASE("an album of a user reaches a bot as messages with one number") {
    noting_bot here;
    std::vector<api::updateNewMessage> messages;
    here.note(messages);
    using ag::testing::media_kind;
    const auto sent = here.alice.sends_album(
        here.bot, {{media_kind::photo, "both", ""}, {media_kind::video, "", "film.mp4"}}
    );
    (void)here.alice.sends(here.bot, {media_kind::voice, "", ""});
    here.settle();

    REQUIRE(sent.size() == 2);
    CHECK(sent[0].album != 0);
    CHECK(sent[0].album == sent[1].album);
    CHECK(sent[0].media == "photo");
    CHECK(sent[1].media == "document");
    REQUIRE(messages.size() == 3);
    const auto& photo = *messages[0].message.get_if<api::message>();
    CHECK(photo.message == "both");
    CHECK(photo.grouped_id == messages[1].message.get_if<api::message>()->grouped_id);
    CHECK(photo.media->is<api::messageMediaPhoto>());
    CHECK_FALSE(messages[2].message.get_if<api::message>()->grouped_id);
}

TEST_CASE("members that come, go and ask to come are told to a bot that is an admin") {
    noting_bot here;
    std::vector<api::updateChannelParticipant> members;
    std::vector<api::updateBotChatInviteRequester> requests;
    here.note(members);
    here.note(requests);
    const auto group = here.telegram.supergroup("Chat", here.alice, here.bot);
    here.telegram.promote(group, here.bot);
    here.settle();
    members.clear();

    here.bob.joins(group);
    here.bob.leaves(group);
    here.bob.asks_to_join(group);
    here.settle();

    REQUIRE(members.size() == 2);
    CHECK(members[0].user_id == here.bob.id());
    CHECK(members[0].new_participant);
    CHECK_FALSE(members[1].new_participant);
    REQUIRE(requests.size() == 1);
    CHECK(requests[0].user_id == here.bob.id());
    CHECK_THROWS_WITH(here.alice.joins(group), "400 USER_ALREADY_PARTICIPANT");
}

TEST_CASE("a restriction ends at its date, as the clock goes") {
    ag::testing::server telegram;
    auto& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    bot.on_message([](ag::message message) -> ag::awaitable<void> {
        co_await message.reply(message.text());
    });
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto group = telegram.supergroup("Chat", alice, bob, bot);
    telegram.promote(group, bot);
    bob.writes(group, "before");
    CHECK(bob.reads(bot, group) == "before");

    api::channels::editBanned query;
    query.channel = telegram.on_server([&] {
        api::inputChannel channel;
        channel.channel_id = -group.id() - 1'000'000'000'000;
        channel.access_hash = telegram.data_centre().accounts().access_hash(alice.id(), group.id());
        return api::InputChannel{channel};
    });
    query.participant = telegram.on_server([&] {
        api::inputPeerUser user;
        user.user_id = bob.id();
        user.access_hash = telegram.data_centre().accounts().access_hash(alice.id(), bob.id());
        return api::InputPeer{user};
    });
    query.banned_rights.send_messages = true;
    query.banned_rights.until_date =
        static_cast<std::int32_t>(ag::unix_seconds(ag::steady_now()) + 3600);
    (void)telegram.call(alice, query);
    CHECK_THROWS_WITH_AS(
        bob.writes(group, "during"), doctest::Contains("USER_BANNED_IN_CHANNEL"), std::runtime_error
    );

    time.pass(bot.context(), 1h);
    bob.writes(group, "after");
    CHECK(bob.reads(bot, group) == "after");
}

TEST_CASE("a bot is told that a user has stopped it and started it again") {
    noting_bot here;
    std::vector<api::updateBotStopped> stops;
    here.note(stops);
    here.alice.writes(here.bot, "/start");
    here.alice.blocks(here.bot);
    here.alice.unblocks(here.bot);
    here.settle();
    REQUIRE(stops.size() == 2);
    CHECK(stops[0].stopped);
    CHECK_FALSE(stops[1].stopped);
}

TEST_CASE("an inline bot is asked, and told of the chosen result") {
    noting_bot here;
    std::vector<api::updateBotInlineSend> chosen;
    here.note(chosen);
    here.bot.on<api::updateBotInlineQuery>(
        [](ag::raw_update<api::updateBotInlineQuery> query,
           ag::client& client) -> ag::awaitable<void> {
            api::messages::setInlineBotResults answer;
            answer.query_id = query->query_id;
            answer.cache_time = 7;
            api::inputBotInlineMessageText text;
            text.message = query->query;
            api::inputBotInlineResult result;
            result.id = "r1";
            result.type = "article";
            result.title = "Say it";
            result.send_message = std::move(text);
            answer.results.push_back(std::move(result));
            co_await client.invoke(answer);
        }
    );
    const auto group = here.telegram.group("Chat", here.alice, here.bob);

    const auto answer = here.alice.asks_inline(here.bot, "hello");
    REQUIRE(answer.answered);
    CHECK(answer.cache_time == 7);
    CHECK(answer.result("Say it").text == "hello");
    CHECK_THROWS_WITH(
        (void)answer.result("Sing it"), R"(there is no result "Sing it"; there is "Say it")"
    );
    const auto sent = here.alice.chooses(answer.result("r1"), group);
    here.settle();

    CHECK(sent.text == "hello");
    CHECK(sent.via_bot == here.bot.id());
    CHECK(here.bob.sees(group).text == "hello");
    REQUIRE(chosen.size() == 1);
    CHECK(chosen[0].id == "r1");
}

TEST_CASE("an inline bot that does not answer is not waited for longer than Telegram does") {
    noting_bot here;
    (void)here.telegram.start(here.bot);
    const auto before = here.time.now();
    CHECK_FALSE(here.alice.asks_inline(here.bot, "hello").answered);
    CHECK(here.time.now() - before <= std::chrono::seconds{15});
}

TEST_CASE("a vote of a user reaches the bot whose poll it is") {
    noting_bot here;
    std::vector<api::updateMessagePollVote> votes;
    here.note(votes);
    here.bot.on<api::updateNewMessage>(
        [](ag::raw_update<api::updateNewMessage> update,
           ag::client& client) -> ag::awaitable<void> {
            const auto* message = update->message.get_if<api::message>();
            if (message == nullptr || message->out)
                co_return;
            api::inputMediaPoll media;
            media.poll.public_voters = true;
            media.poll.question.text = "Tea?";
            for (const auto* text : {"Yes", "No"}) {
                api::pollAnswer answer;
                answer.text.text = ag::tl::string{std::string{text}};
                media.poll.answers.push_back(std::move(answer));
            }
            api::messages::sendMedia query;
            query.peer = input_of(message->from_id->get_if<api::peerUser>()->user_id);
            query.random_id = 1;
            query.media = std::move(media);
            co_await client.invoke(query);
        }
    );
    here.alice.writes(here.bot, "ask me");
    const auto seen = here.alice.sees(here.bot);
    CHECK(seen.media == "poll");
    CHECK(seen.poll.question == "Tea?");
    CHECK(seen.poll.answers == std::vector<std::string>{"Yes", "No"});

    here.alice.votes(seen, {"No"});
    here.settle();
    REQUIRE(votes.size() == 1);
    CHECK(votes[0].positions.size() == 1);
    CHECK(votes[0].positions[0] == 1);
    CHECK_THROWS_WITH(here.alice.votes(seen, {"Maybe"}), R"(the poll has no answer "Maybe")");
}

TEST_CASE("a userbot is told of typing and of users that come online; other updates are pushed") {
    ag::testing::server telegram;
    auto& time = telegram.clock();
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    ag::userbot me{ag::memory_session{}, telegram.app(), bob.prompts()};
    auto typing = 0;
    auto online = 0;
    std::vector<std::int64_t> stories;
    me.on<api::updateUserTyping>([&](ag::raw_update<api::updateUserTyping>) -> ag::awaitable<void> {
        ++typing;
        co_return;
    });
    me.on<api::updateUserStatus>(
        [&](ag::raw_update<api::updateUserStatus> update) -> ag::awaitable<void> {
            online += update->status.is<api::userStatusOnline>();
            co_return;
        }
    );
    me.on<api::updateReadStories>(
        [&](ag::raw_update<api::updateReadStories> update) -> ag::awaitable<void> {
            stories.push_back(update->peer.get_if<api::peerUser>()->user_id);
            co_return;
        }
    );
    alice.writes(me, "hello");
    alice.types(me);
    alice.comes_online();
    alice.goes_offline();
    api::updateReadStories read;
    api::peerUser of_alice;
    of_alice.user_id = alice.id();
    read.peer = of_alice;
    telegram.pushes(me, read, {alice});
    time.settle(me.context());

    CHECK(typing == 1);
    CHECK(online == 1);
    CHECK(stories == std::vector<std::int64_t>{alice.id()});
}

TEST_CASE("a bot may write to a user who asks to join, until that is settled, for five minutes") {
    ag::testing::server telegram;
    auto& time = telegram.clock();
    ag::bot bot{ag::memory_session{}, telegram.app()};
    std::vector<std::string> refused;
    const auto write = [&](std::int64_t user, ag::client& client) -> ag::awaitable<void> {
        const auto sent = co_await ag::attempt(client.send_text(user, "Why?"));
        refused.emplace_back(sent ? "" : sent.error().name());
    };
    bot.on_join_request([&](ag::join_request request, ag::client& client) -> ag::awaitable<void> {
        if (request.user_name() == "Late")
            co_await ag::pause(6min);
        else if (request.user_name() == "Gone")
            co_await request.decline();
        co_await write(request.user_id(), client);
    });
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto late = telegram.user("Late");
    auto gone = telegram.user("Gone");
    auto group = telegram.supergroup("Chat", alice, bot);
    telegram.promote(group, bot);

    bob.asks_to_join(group);
    CHECK(bob.reads(bot) == "Why?");
    gone.asks_to_join(group);
    time.pass(bot.context(), 1min);
    late.asks_to_join(group);
    time.pass(bot.context(), 10min);

    CHECK(refused == std::vector<std::string>{"", "PEER_ID_INVALID", "PEER_ID_INVALID"});
}
