// SPDX-License-Identifier: MIT
// The methods about messages that exist: edits, deletions, forwards, marks, reactions, polls.
#include <awaitgram/async/event.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/methods/detail/send_order.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "message_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;
using ids = std::vector<std::int32_t>;

namespace {

ids ids_of(const tl::vector<std::int32_t>& raw) {
    return {raw.begin(), raw.end()};
}

} // namespace

TEST_CASE("deleting by ids in a private chat touches no message of another chat") {
    message_account here;
    // The ids of private chats and basic groups are those of the account: 41 and 44 are messages of another user and of a group.
    here.answers<api::messages::getMessages>(each_in([](std::int32_t id) -> api::Peer {
        return id == 44 ? api::Peer{api::peerChat{.chat_id = 5}} : user_peer(id == 41 ? 6 : 5);
    }));
    api::messages::affectedMessages affected{};
    affected.pts_count = 2;
    const auto& deleted = here.answers<api::messages::deleteMessages>(affected);

    std::int32_t count = 0;
    here.run([&]() -> awaitable<void> {
        count = co_await here.me.delete_messages(5, {40, 41, 42, 44}, {.for_everyone = false});
    });
    REQUIRE(deleted.size() == 1);
    CHECK(ids_of(deleted[0].id) == ids{40, 42});
    CHECK_FALSE(deleted[0].revoke);
    CHECK(count == 2);

    here.run([&]() -> awaitable<void> { count = co_await here.me.delete_messages(5, 41); });
    CHECK(deleted.size() == 1); // nothing of this chat is left to ask for
    CHECK(count == 0);
}

TEST_CASE("messages of a channel are deleted without a look at them, a hundred by a request") {
    message_account here;
    api::messages::affectedMessages affected{};
    affected.pts_count = 40;
    const auto& deleted = here.answers<api::channels::deleteMessages>(affected);
    ids many;
    for (std::int32_t id = 1; id <= 150; ++id)
        many.push_back(id);

    std::int32_t count = 0;
    here.run([&]() -> awaitable<void> { count = co_await here.me.delete_messages(club(), many); });
    REQUIRE(deleted.size() == 2);
    CHECK(deleted[0].id.size() == 100);
    CHECK(deleted[1].id.size() == 50);
    CHECK(deleted[1].id[0] == 101);
    CHECK(count == 80);
}

TEST_CASE("messages come in the order of their ids, and those that do not exist are empty") {
    message_account here;
    here.answers<api::messages::getMessages>([](const api::messages::getMessages&) {
        api::messageEmpty gone{};
        gone.id = 2;
        return page(
            {text_in(user_peer(5), 3), text_in(user_peer(6), 4), gone, text_in(user_peer(5), 1)}
        );
    });
    std::vector<std::optional<std::int32_t>> got;
    here.run([&]() -> awaitable<void> {
        const auto all = co_await here.me.get_messages(5, {1, 2, 3, 4});
        for (const auto& each : all)
            got.push_back(each ? std::optional{each->id()} : std::nullopt);
    });
    const std::vector<std::optional<std::int32_t>> wanted{1, std::nullopt, 3, std::nullopt};
    CHECK(got == wanted);
}

TEST_CASE("editing a text removes the keyboard, keeps it, or replaces it, as asked") {
    message_account here;
    here.answers<api::channels::getMessages>([](const api::channels::getMessages&) {
        auto shown = text_in(club_peer(), 7, "old");
        api::replyInlineMarkup keys{};
        keys.rows.emplace_back();
        shown.reply_markup = keys;
        return page({shown});
    });
    const auto& edits = here.answers<api::messages::editMessage>(
        [](const api::messages::editMessage& asked) -> api::Updates {
            api::updates_ all{};
            for (const auto id : {6, asked.id}) { // the first one is of another request
                api::updateEditChannelMessage told{};
                told.message = text_in(club_peer(), id, asked.message->str());
                all.updates.push_back(told);
            }
            return all;
        }
    );
    std::int32_t edited = 0;
    here.run([&]() -> awaitable<void> {
        const auto plain = co_await here.me.edit_text(club(), 7, "new");
        edited = plain.id();
        (void)co_await here.me.edit_text(club(), 7, "new", {.keep_keyboard = true});
    });
    CHECK(edited == 7);
    CHECK_FALSE(edits[0].reply_markup);
    CHECK(edits[1].reply_markup->get_if<api::replyInlineMarkup>()->rows.size() == 1);
}

TEST_CASE("an edit that changes nothing is no error") {
    message_account here;
    here.answers<api::messages::editMessage>([](const api::messages::editMessage&) -> api::Updates {
        throw rpc_error{400, "MESSAGE_NOT_MODIFIED"};
    });
    here.run([&]() -> awaitable<void> {
        const auto same = co_await here.me.edit_text(5, 7, "as it was");
        CHECK(same.id() == 7);
        CHECK(same.text() == "as it was");
        const auto keys = inline_keyboard().row(button("yes", "y"));
        (void)co_await here.me.edit_reply_markup(5, 7, keys);
    });
}

TEST_CASE("a scheduled message is edited by its own id, with its date") {
    message_account here;
    const auto& edits = here.answers<api::messages::editMessage>(
        [](const api::messages::editMessage& asked) -> api::Updates {
            api::updates_ all{};
            api::updateEditMessage other{}; // a message that was sent, with the same id
            other.message = text_in(user_peer(5), asked.id, "sent");
            all.updates.push_back(other);
            api::updateNewScheduledMessage told{};
            told.message = text_in(user_peer(5), asked.id, "planned");
            all.updates.push_back(told);
            return all;
        }
    );
    here.run([&]() -> awaitable<void> {
        const auto later = from_unix(1'800'000'000);
        const auto planned = co_await here.me.edit_text(5, 3, "planned", {.schedule = later});
        CHECK(planned.scheduled());
        CHECK(planned.text() == "planned");
    });
    CHECK(edits[0].schedule_date == 1'800'000'000);
}

TEST_CASE("messages are forwarded a hundred by a request, in their order, with the options") {
    message_account here;
    const auto& seen =
        here.answers<api::messages::forwardMessages>([](const api::messages::forwardMessages& asked
                                                     ) {
            return sent_as(user_peer(5), asked.id[0] + 1000, asked.random_id);
        });
    ids many;
    for (std::int32_t id = 1; id <= 120; ++id)
        many.push_back(id);
    here.run([&]() -> awaitable<void> {
        const auto sent = co_await here.me.forward_messages(
            5, club(), many, {.hide_sender = true, .drop_captions = true, .send = {.topic = 9}}
        );
        CHECK(sent.size() == 120);
        CHECK(sent[0].id() == 1001);
        CHECK(sent[119].id() == 1120);
    });
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].drop_author);
    CHECK(seen[0].drop_media_captions);
    CHECK(seen[0].top_msg_id == 9);
    CHECK(seen[1].id.size() == 20);
}

TEST_CASE("a copy is a new message with the text, or the media and another caption") {
    message_account here;
    here.answers<api::channels::getMessages>([](const api::channels::getMessages& asked) {
        auto shown = text_in(club_peer(), asked_ids(asked)[0], "content");
        if (shown.id == 2) {
            api::messageMediaDice dice{};
            dice.emoticon = "🎲";
            shown.media = api::MessageMedia{dice};
        }
        return page({shown});
    });
    const auto& texts =
        here.answers<api::messages::sendMessage>([](const api::messages::sendMessage& asked) {
            return sent_as(user_peer(5), 10, {asked.random_id});
        });
    const auto& media =
        here.answers<api::messages::sendMedia>([](const api::messages::sendMedia& asked) {
            return sent_as(user_peer(5), 11, {asked.random_id});
        });
    here.run([&]() -> awaitable<void> {
        const auto copy = co_await here.me.copy_message(5, club(), 1, {.silent = true});
        CHECK(copy.id() == 10);
        (void)co_await here.me.copy_message(5, club(), 2, "caption");
    });
    CHECK(texts[0].message == "content");
    CHECK(texts[0].silent);
    CHECK(media[0].message == "caption");
    CHECK(media[0].media.get_if<api::inputMediaDice>()->emoticon == "🎲");
}

TEST_CASE("an album is found among the ids around one of its messages") {
    message_account here;
    const auto& asked =
        here.answers<api::channels::getMessages>([](const api::channels::getMessages& request) {
            std::vector<api::Message> all;
            for (const auto id : asked_ids(request)) {
                auto each = text_in(club_peer(), id);
                if (id >= 5 && id <= 7)
                    each.grouped_id = 77;
                all.emplace_back(each);
            }
            return page(std::move(all));
        });
    here.run([&]() -> awaitable<void> {
        const auto album = co_await here.me.get_media_group(club(), 6);
        REQUIRE(album.size() == 3);
        CHECK(album[0].id() == 5);
        const auto alone = co_await here.me.get_media_group(club(), 9);
        CHECK(alone.size() == 1);
    });
    CHECK(asked_ids(asked[0]).front() == 1);
    CHECK(asked_ids(asked[0]).back() == 55);
}

TEST_CASE("an album is looked for at the last possible id, too") {
    message_account here;
    constexpr auto last = std::numeric_limits<std::int32_t>::max();
    const auto& asked = here.answers<api::channels::getMessages>(page({}));
    here.run([&]() -> awaitable<void> {
        const auto album = co_await here.me.get_media_group(club(), last);
        CHECK(album.empty());
    });
    REQUIRE(asked.size() == 1);
    CHECK(asked_ids(asked[0]).back() == last);
}

TEST_CASE("messages are marked as read by the method of their chat") {
    message_account here;
    const auto& in_private =
        here.answers<api::messages::readHistory>(api::messages::affectedMessages{});
    const auto& in_channel = here.answers<api::channels::readHistory>(true);
    const auto& in_thread = here.answers<api::messages::readDiscussion>(true);
    here.run([&]() -> awaitable<void> {
        co_await here.me.read_history(5, {.max_id = 3});
        co_await here.me.read_history(club());
        co_await here.me.read_history(club(), {.max_id = 9, .topic = 4});
    });
    CHECK(in_private[0].max_id == 3);
    CHECK(in_channel[0].channel.is<api::inputChannel>());
    CHECK(in_thread[0].msg_id == 4);
    CHECK(in_thread[0].read_max_id == 9);
}

TEST_CASE("what takes several requests is repeated until nothing is left") {
    message_account here;
    std::int32_t left = 3;
    const auto shrinking = [&left](const auto&) {
        api::messages::affectedHistory some{};
        some.offset = --left;
        return some;
    };
    const auto& unpinned = here.answers<api::messages::unpinAllMessages>(shrinking);
    const auto& cleared = here.answers<api::messages::deleteHistory>(shrinking);
    const auto& removed = here.answers<api::channels::deleteParticipantHistory>(shrinking);
    here.run([&]() -> awaitable<void> {
        co_await here.me.unpin_all_messages(club(), 4);
        left = 2;
        co_await here.me.delete_history(5, {.for_everyone = true});
        left = 2;
        co_await here.me.delete_user_history(club(), 6);
    });
    CHECK(unpinned.size() == 3);
    CHECK(unpinned[2].top_msg_id == 4);
    CHECK(cleared.size() == 2);
    CHECK(cleared[0].revoke);
    CHECK(removed.size() == 2);
}

TEST_CASE("a reaction is an emoji, a custom one, several, or none") {
    message_account here;
    const auto& seen = here.answers<api::messages::sendReaction>(api::Updates{api::updates_{}});
    here.run([&]() -> awaitable<void> {
        co_await here.me.react(5, 7, "👍", {.big = true});
        const reaction custom{.custom_emoji = 99};
        co_await here.me.react(5, 7, custom);
        const std::vector<reaction> several{{.emoji = "👍"}, custom};
        co_await here.me.react(5, 7, several);
        co_await here.me.react(5, 7, {});
    });
    CHECK((*seen[0].reaction)[0].get_if<api::reactionEmoji>()->emoticon == "👍");
    CHECK(seen[0].big);
    CHECK((*seen[1].reaction)[0].get_if<api::reactionCustomEmoji>()->document_id == 99);
    CHECK(seen[2].reaction->size() == 2);
    CHECK_FALSE(seen[3].reaction);
}

TEST_CASE("those who reacted come page by page, and the total after the first") {
    message_account here;
    const auto& seen = here.answers<api::messages::getMessageReactionsList>(
        [](const api::messages::getMessageReactionsList& asked) {
            api::messages::messageReactionsList answer{};
            answer.count = 3;
            const auto first = !asked.offset;
            for (std::int64_t id = first ? 1 : 3; id <= (first ? 2 : 3); ++id) {
                api::messagePeerReaction given{};
                given.peer_id = user_peer(id);
                api::reactionEmoji emoji{};
                emoji.emoticon = "🔥";
                given.reaction = emoji;
                answer.reactions.push_back(given);
            }
            if (first)
                answer.next_offset = "next";
            return answer;
        }
    );
    std::vector<std::int64_t> who;
    here.run([&]() -> awaitable<void> {
        auto all = here.me.reactors(club(), 7);
        CHECK_FALSE(all.total());
        while (const auto each = co_await all.next()) {
            CHECK(each->reaction() == "🔥");
            CHECK(all.total() == 3);
            who.push_back(each->id());
        }
    });
    CHECK(who == std::vector<std::int64_t>{1, 2, 3});
    CHECK(seen.size() == 2);
}

TEST_CASE("a poll is sent, voted in by the numbers of answers, and closed") {
    message_account here;
    const auto& sent =
        here.answers<api::messages::sendMedia>([](const api::messages::sendMedia& asked) {
            return sent_as(user_peer(5), 10, {asked.random_id});
        });
    here.answers<api::channels::getMessages>([](const api::channels::getMessages&) {
        auto shown = text_in(club_peer(), 7);
        api::messageMediaPoll media{};
        media.poll.id = 70;
        for (const auto* option : {"a", "b"}) {
            api::pollAnswer answer{};
            answer.option = tl::bytes{std::string{option}};
            media.poll.answers.push_back(answer);
        }
        shown.media = api::MessageMedia{media};
        return page({shown});
    });
    api::updateMessagePoll told{};
    told.poll_id = 70;
    const auto& votes = here.answers<api::messages::sendVote>(one(told));
    const auto& edits = here.answers<api::messages::editMessage>(api::Updates{api::updates_{}});
    here.run([&]() -> awaitable<void> {
        (void)co_await here.me.send_poll(5, "ok?", {"yes", "no"}, {.multiple_choice = true});
        const std::vector<std::string> answers{"1", "2", "3"};
        (void)co_await here.me.send_quiz(5, "1+1", answers, 1, {.explanation = "count"});
        const auto after = co_await here.me.vote(club(), 7, 1);
        CHECK(after.poll_id() == 70);
        (void)co_await here.me.vote(club(), 7, {0, 1});
        (void)co_await here.me.retract_vote(club(), 7);
        (void)co_await here.me.close_poll(club(), 7);
        auto wrong = false;
        try {
            (void)co_await here.me.vote(club(), 7, 2);
        } catch (const std::logic_error&) {
            wrong = true;
        }
        CHECK(wrong);
    });
    const auto* poll = sent[0].media.get_if<api::inputMediaPoll>();
    CHECK(poll->poll.answers.size() == 2);
    CHECK(poll->poll.multiple_choice);
    CHECK_FALSE(poll->poll.public_voters);
    const auto* quiz = sent[1].media.get_if<api::inputMediaPoll>();
    CHECK(quiz->poll.quiz);
    CHECK((*quiz->correct_answers)[0] == 1);
    CHECK(quiz->solution->view() == "count");
    CHECK(votes[0].options.size() == 1);
    CHECK(votes[0].options[0] == tl::bytes{std::string{"b"}});
    CHECK(votes[1].options.size() == 2);
    CHECK(votes[2].options.empty());
    const auto* closed = edits[0].media->get_if<api::inputMediaPoll>();
    CHECK(closed->poll.closed);
    CHECK(closed->poll.id == 70);
}

TEST_CASE("media without an upload are sent as they are asked for") {
    message_account here;
    const auto& sent =
        here.answers<api::messages::sendMedia>([](const api::messages::sendMedia& asked) {
            return sent_as(user_peer(5), 10, {asked.random_id});
        });
    here.run([&]() -> awaitable<void> {
        (void)co_await here.me.send_location(5, {.latitude = 1.5, .longitude = 2.5});
        (void)co_await here.me.send_contact(5, {.phone = "+1", .first_name = "Ada"});
        (void)co_await here.me.send_dice(5);
        (void)co_await here.me.send_media(5, photo_at("https://a.b/c.jpg"), "caption");
    });
    const auto* place = sent[0].media.get_if<api::inputMediaGeoPoint>();
    CHECK(place->geo_point.get_if<api::inputGeoPoint>()->long_ == 2.5);
    CHECK(sent[1].media.get_if<api::inputMediaContact>()->first_name == "Ada");
    CHECK(sent[2].media.get_if<api::inputMediaDice>()->emoticon == "🎲");
    CHECK(sent[3].media.get_if<api::inputMediaPhotoExternal>()->url == "https://a.b/c.jpg");
    CHECK(sent[3].message == "caption");
}

TEST_CASE("a live location is sent for a period, moved and ended") {
    message_account here;
    const auto& sent =
        here.answers<api::messages::sendMedia>([](const api::messages::sendMedia& asked) {
            return sent_as(user_peer(5), 10, {asked.random_id});
        });
    const auto& edits =
        here.answers<api::messages::editMessage>([](const api::messages::editMessage& asked) {
            api::updateEditMessage edited{};
            edited.message = text_in(user_peer(5), asked.id, "");
            return one(edited);
        });
    const auto keys = inline_keyboard().row(awaitgram::link("more", "https://a.b"));
    here.run([&]() -> awaitable<void> {
        const auto message = co_await here.me.send_live_location(
            5, {.latitude = 1.5, .longitude = 2.5}, 10min, {.heading = 90, .alert_within = 100}
        );
        CHECK(message.id() == 10);
        (void)co_await here.me.send_live_location(5, {}, 1'000'000h);
        const auto moved = co_await here.me.edit_live_location(
            5, 10, {.latitude = 3, .longitude = 4}, {.accuracy = 5}, keys
        );
        CHECK(moved.id() == 10);
        (void)co_await here.me.stop_live_location(5, 10);
    });
    const auto* live = sent[0].media.get_if<api::inputMediaGeoLive>();
    REQUIRE(live);
    CHECK(live->period.value_or(0) == 600);
    CHECK(live->heading.value_or(0) == 90);
    CHECK(live->proximity_notification_radius.value_or(0) == 100);
    CHECK(live->geo_point.get_if<api::inputGeoPoint>()->lat == 1.5);
    CHECK_FALSE(live->geo_point.get_if<api::inputGeoPoint>()->accuracy_radius);
    CHECK(
        sent[1].media.get_if<api::inputMediaGeoLive>()->period.value_or(0) == until_stopped.count()
    );
    const auto* moved = edits[0].media->get_if<api::inputMediaGeoLive>();
    REQUIRE(moved);
    CHECK(edits[0].id == 10);
    CHECK(edits[0].reply_markup);
    CHECK_FALSE(moved->period);
    CHECK_FALSE(moved->stopped);
    CHECK(moved->geo_point.get_if<api::inputGeoPoint>()->long_ == 4);
    CHECK(moved->geo_point.get_if<api::inputGeoPoint>()->accuracy_radius.value_or(0) == 5);
    CHECK(edits[1].media->get_if<api::inputMediaGeoLive>()->stopped);
    CHECK_FALSE(edits[1].reply_markup);
}

TEST_CASE("the texts that are kept for chats are read one by one, or all together") {
    message_account here;
    api::draftMessage kept{};
    kept.message = "unfinished";
    kept.date = 100;
    kept.reply_to = api::inputReplyToMessage{.reply_to_msg_id = 3};
    here.answers<api::messages::getPeerDialogs>([&kept](const api::messages::getPeerDialogs& asked
                                                ) {
        const auto id = asked.peers[0]
                            .get_if<api::inputDialogPeer>()
                            ->peer.get_if<api::inputPeerUser>()
                            ->user_id;
        api::messages::peerDialogs all{};
        api::dialog line{};
        line.peer = user_peer(id);
        line.notify_settings = api::peerNotifySettings{};
        if (id == 5)
            line.draft = kept;
        all.dialogs.push_back(line);
        return all;
    });
    here.answers<api::messages::getAllDrafts>([&kept](const api::messages::getAllDrafts&) {
        api::updates_ all{};
        api::updateDraftMessage told{};
        told.peer = user_peer(5);
        told.top_msg_id = 7;
        told.draft = kept;
        all.updates.push_back(told);
        told.draft = api::draftMessageEmpty{};
        all.updates.push_back(told);
        return api::Updates{std::move(all)};
    });
    here.run([&]() -> awaitable<void> {
        const auto one = co_await here.me.get_draft(5);
        REQUIRE(one);
        CHECK(one->text() == "unfinished");
        CHECK(one->formatted().str() == "unfinished");
        CHECK(one->chat_id() == 5);
        CHECK(one->topic() == 0);
        CHECK(one->reply_to() == 3);
        CHECK(unix_seconds(one->date()) == 100);
        const auto all = co_await here.me.get_drafts();
        REQUIRE(all.size() == 1);
        CHECK(all[0].topic() == 7);
        CHECK(all[0].text() == "unfinished");
    });
}

TEST_CASE("typing is repeated every five seconds, until its scope ends or a message is sent") {
    testing::clock time;
    message_account here;
    send_order order;
    here.me.self.access.order = &order;
    const auto& seen = here.answers<api::messages::setTyping>(true);
    here.answers<api::messages::sendMessage>([](const api::messages::sendMessage& asked) {
        return sent_as(user_peer(5), 10, {asked.random_id});
    });
    here.run([&]() -> awaitable<void> {
        {
            const auto typing =
                co_await here.me.typing(5, {.action = typing_action::records_voice});
            co_await pause(11s);
        }
        CHECK(seen.size() == 3);
        CHECK(seen[2].action.is<api::sendMessageRecordAudioAction>());
        co_await pause(20s);
        CHECK(seen.size() == 3);

        const auto typing = co_await here.me.typing(5);
        CHECK(seen.size() == 4);
        (void)co_await here.me.send_text(5, "done");
        co_await pause(20s);
        CHECK(seen.size() == 4);
    });
}

TEST_CASE("a button asks the bot, sends its text, or gives its address") {
    message_account here;
    auto shown = text_in(user_peer(5), 7);
    api::replyInlineMarkup keys{};
    auto& row = keys.rows.emplace_back();
    api::keyboardButtonCallback press{};
    press.text = "ask";
    press.data = tl::bytes{std::string{"data"}};
    row.buttons.push_back(press);
    api::keyboardButtonUrl link{};
    link.text = "open";
    link.url = "https://a.b";
    row.buttons.push_back(link);
    shown.reply_markup = keys;
    const message m{shown, &here.me.self};
    auto late = false;
    const auto& asked = here.answers<api::messages::getBotCallbackAnswer>(
        [&late](const api::messages::getBotCallbackAnswer&) {
            if (late)
                throw rpc_error{400, "BOT_RESPONSE_TIMEOUT"};
            api::messages::botCallbackAnswer answer{};
            answer.message = "thanks";
            return answer;
        }
    );
    here.run([&]() -> awaitable<void> {
        const auto answered = co_await here.me.click(m, "ask");
        CHECK(answered.text == "thanks");
        late = true;
        const auto unanswered = co_await m.click("ask");
        CHECK(unanswered.unanswered);
        const auto opened = co_await m.click("open");
        CHECK(opened.url == "https://a.b");
    });
    CHECK(asked[0].msg_id == 7);
    CHECK_THROWS_AS((void)m.click("no such button"), std::logic_error);
}

TEST_CASE("drafts are kept, and scheduled messages are listed, sent and deleted by their own ids") {
    message_account here;
    const auto& drafts = here.answers<api::messages::saveDraft>(true);
    here.answers<api::messages::getScheduledHistory>(page({text_in(user_peer(5), 2, "later")}));
    const auto& now = here.answers<api::messages::sendScheduledMessages>(
        [](const api::messages::sendScheduledMessages&) {
            api::updateNewMessage fresh{};
            fresh.message = text_in(user_peer(5), 90, "later");
            return one(fresh);
        }
    );
    const auto& gone =
        here.answers<api::messages::deleteScheduledMessages>(api::Updates{api::updates_{}});
    here.run([&]() -> awaitable<void> {
        co_await here.me.save_draft(5, "unfinished", {.reply_to = 3});
        co_await here.me.clear_draft(5);
        const auto planned = co_await here.me.get_scheduled_messages(5);
        REQUIRE(planned.size() == 1);
        CHECK(planned[0].scheduled());
        const auto sent = co_await here.me.send_scheduled_messages(5, planned[0]);
        REQUIRE(sent.size() == 1);
        CHECK(sent[0].id() == 90);
        CHECK_FALSE(sent[0].scheduled());
        co_await here.me.delete_scheduled_messages(5, {2, 3});
    });
    CHECK(drafts[0].message == "unfinished");
    CHECK(drafts[0].reply_to);
    CHECK(drafts[1].message.empty());
    CHECK(now[0].id[0] == 2);
    CHECK(gone[0].id.size() == 2);
}

TEST_CASE("the message of a link is got from its chat") {
    message_account here;
    here.me.self.is_bot = false;
    CHECK_THROWS_AS((void)here.me.get_message_by_link("https://example.com/1"), peer_error);
    CHECK_THROWS_AS((void)here.me.get_message_by_link("https://t.me/name"), peer_error);
}

TEST_CASE("the hash of an invite link is in no error about a message") {
    message_account here;
    for (const auto* link : {"https://t.me/+SeCrEt", "https://t.me/joinchat/SeCrEt/!"}) {
        std::string problem;
        try {
            (void)here.me.get_message_by_link(link);
        } catch (const peer_error& error) {
            problem = error.what();
        }
        CHECK_FALSE(problem.empty());
        CHECK(problem.find("SeCrEt") == std::string::npos);
    }
}

TEST_CASE("no more messages are said to be deleted than were named") {
    message_account here;
    api::messages::affectedMessages answer{};
    answer.pts_count = std::numeric_limits<std::int32_t>::max();
    (void)here.answers<api::channels::deleteMessages>(answer);
    std::vector<std::int32_t> many(250);
    std::iota(many.begin(), many.end(), 1);
    here.run([&]() -> awaitable<void> {
        const auto deleted = co_await here.me.delete_messages(club(), many);
        CHECK(deleted == 250);
    });
}

TEST_CASE("there are as many counters as messages, whatever the answer has") {
    message_account here;
    (void)here.answers<api::messages::getMessagesViews>(
        [](const api::messages::getMessagesViews& asked) {
            api::messages::messageViews answer{};
            const auto size = asked.id.size();
            api::messageViews counted{};
            counted.views = static_cast<std::int32_t>(size);
            for (std::size_t left = size == 100 ? 1 : 101; left != 0; --left)
                answer.views.push_back(counted);
            return answer;
        }
    );
    std::vector<std::int32_t> many(150);
    std::iota(many.begin(), many.end(), 1);
    here.run([&]() -> awaitable<void> {
        const auto counters = co_await here.me.get_views(club(), many);
        REQUIRE(counters.size() == 150);
        CHECK(counters[0].views == 100);
        CHECK(counters[1].views == 0);
        CHECK(counters[100].views == 50);
    });
}
