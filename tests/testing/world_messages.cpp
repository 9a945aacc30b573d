// SPDX-License-Identifier: MIT
#include "world_scene.hpp"

using namespace api_scene;

namespace {

api::Reaction thumb() {
    api::reactionEmoji reaction;
    reaction.emoticon = "👍";
    return reaction;
}

} // namespace

TEST_CASE("an edit and a deletion in a private chat reach both sides") {
    town here;
    auto& alice = here.alice.self();
    auto& bot = here.bot.self();
    here.alice.write(bot, "helo");
    api::messages::editMessage edit;
    edit.peer = here.alice.peer(bot);
    edit.id = 1;
    edit.message = "hello";
    (void)here.alice.call(edit);
    const auto seen = here.first_for<api::updateEditMessage>(bot);
    CHECK(seen.pts == bot.box.pts());
    CHECK(seen.message.get_if<api::message>()->message == "hello");
    api::messages::deleteMessages erase;
    erase.id.push_back(1);
    (void)here.alice.call(erase);
    CHECK(bot.box.find(1));
    CHECK(!alice.box.find(1));
    here.alice.write(bot, "second");
    erase.id[0] = 2;
    erase.revoke = true;
    (void)here.alice.call(erase);
    CHECK(here.first_for<api::updateDeleteMessages>(bot).pts == bot.box.pts());
    CHECK(!bot.box.find(2));
}

TEST_CASE("a reaction is shown to users, and told to the bot by qts") {
    town here;
    auto& alice = here.alice.self();
    auto& bot = here.bot.self();
    here.alice.write(bot, "hello");
    here.bot.write(alice, "hello yourself");
    api::messages::sendReaction react;
    react.peer = here.alice.peer(bot);
    react.msg_id = 2;
    react.reaction = tl::vector<api::Reaction>{thumb()};
    const auto own = here.alice.value(react);
    CHECK(kinds_of(own) == "updateMessageReactions");
    const auto told = here.first_for<api::updateBotMessageReaction>(bot);
    CHECK(told.qts == bot.qts);
    CHECK(told.old_reactions.empty());
    REQUIRE(told.new_reactions.size() == 1);
    CHECK(here.alice.refusal(react) == "400 MESSAGE_NOT_MODIFIED");
    react.reaction = {};
    (void)here.alice.call(react);
    CHECK(here.first_for<api::updateBotMessageReaction>(bot).old_reactions.size() == 1);

    auto& room = here.new_chat(chat_kind::channel, here.alice, {&here.bob.self()});
    const auto post = here.write(here.alice, room, "news");
    chat_member place;
    place.user = bot.id;
    place.is = standing::admin;
    room.members[bot.id] = place;
    react.peer = here.peer(here.bob, room);
    react.msg_id = post;
    react.reaction = tl::vector<api::Reaction>{thumb()};
    (void)here.bob.call(react);
    CHECK(here.first_for<api::updateBotMessageReactions>(bot).reactions[0].count == 1);
    CHECK(here.first_for<api::updateMessageReactions>(alice).reactions.results[0].count == 1);
}

TEST_CASE("votes change the poll of all who see it, and are told to the bot that asked") {
    town here;
    auto& alice = here.alice.self();
    auto& bot = here.bot.self();
    here.alice.write(bot, "/poll");
    api::messages::sendMedia send;
    send.peer = here.bot.peer(alice);
    send.random_id = 5;
    api::inputMediaPoll asked;
    asked.poll.public_voters = true;
    asked.poll.question.text = "Tea?";
    for (const auto* text : {"yes", "no"}) {
        api::pollAnswer answer;
        answer.text.text = text;
        answer.option = tl::bytes{std::string_view{text}};
        asked.poll.answers.push_back(answer);
    }
    send.media = std::move(asked);
    (void)here.bot.call(send);
    const auto message = here.first_for<api::updateNewMessage>(alice).message;
    const auto* poll = message.get_if<api::message>()->media->get_if<api::messageMediaPoll>();
    REQUIRE(poll);
    CHECK(!poll->results.results);

    api::messages::sendVote vote;
    vote.peer = here.alice.peer(bot);
    vote.msg_id = *message.id();
    vote.options.push_back(tl::bytes{std::string_view{"no"}});
    const auto own = here.alice.value(vote);
    CHECK(kinds_of(own) == "updateMessagePoll");
    const auto& results =
        own.get_if<api::updates_>()->updates[0].get_if<api::updateMessagePoll>()->results;
    REQUIRE(results.results);
    CHECK(*(*results.results)[1].voters == 1);
    CHECK((*results.results)[1].chosen);
    const auto told = here.first_for<api::updateMessagePollVote>(bot);
    CHECK(told.qts == bot.qts);
    CHECK(told.positions[0] == 1);
    CHECK(here.first_for<api::updateMessagePoll>(bot).poll_id == told.poll_id);
    vote.options[0] = tl::bytes{std::string_view{"maybe"}};
    CHECK(here.alice.refusal(vote) == "400 OPTION_INVALID");
}

TEST_CASE("typing in a group is shown to the other users") {
    town here;
    auto& bob = here.bob.self();
    api::messages::setTyping typing;
    typing.action = api::sendMessageTypingAction{};
    auto& group = here.new_chat(chat_kind::group, here.alice, {&bob});
    typing.peer = here.peer(here.alice, group);
    (void)here.alice.call(typing);
    CHECK(here.kinds_for(bob) == "updateChatUserTyping");
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
    typing.peer = here.peer(here.alice, room);
    (void)here.alice.call(typing);
    CHECK(here.kinds_for(bob) == "updateChannelUserTyping");
}

TEST_CASE("a draft is shown to the other sessions of its account, and in the list of chats") {
    town here;
    here.alice.write(here.bob.self(), "hello");
    api::messages::saveDraft save;
    save.peer = here.alice.peer(here.bob.self());
    save.message = "unfinished";
    (void)here.alice.call(save);
    CHECK(here.kinds_for(here.alice.self()) == "updateDraftMessage");
    CHECK(here.alice.self().box.dialog_with(here.bob.self().id)->draft.has_value());
}

TEST_CASE("a user who has blocked a bot does not hear from it") {
    town here;
    auto& alice = here.alice.self();
    auto& bot = here.bot.self();
    here.alice.write(bot, "/start");
    api::contacts::block block;
    block.id = here.alice.peer(bot);
    (void)here.alice.call(block);
    CHECK(here.bot.refusal(here.bot.message(alice, "x")) == "403 USER_IS_BLOCKED");
    CHECK(here.alice.refusal(here.alice.message(bot, "x")) == "400 YOU_BLOCKED_USER");
    api::contacts::unblock unblock;
    unblock.id = block.id;
    (void)here.alice.call(unblock);
    CHECK(!here.first_for<api::updateBotStopped>(bot).stopped);
    here.bot.write(alice, "back");
}

TEST_CASE("forwarded messages name their origin") {
    town here;
    auto& room = here.new_chat(chat_kind::channel, here.alice, {&here.bob.self()});
    const auto post = here.write(here.alice, room, "news");
    api::messages::forwardMessages forward;
    forward.from_peer = here.peer(here.bob, room);
    forward.to_peer = here.bob.peer(here.carol.self());
    forward.id.push_back(post);
    forward.random_id.push_back(99);
    const auto own = here.bob.value(forward);
    CHECK(kinds_of(own) == "updateMessageID updateNewMessage");
    const auto seen = here.first_for<api::updateNewMessage>(here.carol.self());
    const auto& header = *seen.message.get_if<api::message>()->fwd_from;
    CHECK(*header.channel_post == post);
    CHECK(here.pushed_to(here.carol.self())[0].get_if<api::updates_>()->chats.size() == 1);
}

TEST_CASE("messages are found by their ids, those of a channel by the channel") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    here.write(here.alice, room, "post");
    api::channels::getMessages query;
    query.channel = here.channel(here.alice, room);
    for (const auto id : {2, 9}) {
        api::inputMessageID input;
        input.id = id;
        query.id.push_back(input);
    }
    const auto found = here.alice.value(query);
    const auto& messages = *found.messages();
    REQUIRE(messages.size() == 2);
    CHECK(messages[0].get_if<api::message>()->message == "post");
    CHECK(messages[1].is<api::messageEmpty>());
}

TEST_CASE("plain messages are pushed in their short forms on request") {
    town here;
    here.options.updates.short_messages = true;
    auto& bob = here.bob.self();
    here.alice.write(bob, "hello");
    auto pushed = here.pushed_to(bob);
    REQUIRE(pushed.size() == 1);
    const auto* direct = pushed[0].get_if<api::updateShortMessage>();
    REQUIRE(direct);
    CHECK(direct->user_id == here.alice.self().id);
    CHECK(direct->pts == bob.box.pts());
    auto& room = here.new_chat(chat_kind::group, here.alice, {&bob});
    here.write(here.alice, room, "hello all");
    pushed = here.pushed_to(bob);
    const auto* of_group = pushed.at(0).get_if<api::updateShortChatMessage>();
    REQUIRE(of_group);
    CHECK(of_group->from_id == here.alice.self().id);
    CHECK(of_group->chat_id == bare_id(room.id));
}
