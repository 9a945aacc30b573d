// SPDX-License-Identifier: MIT
#include "world_scene.hpp"

using namespace api_scene;

TEST_CASE("a new group tells its members who is in it, in the mailbox of each") {
    town here;
    auto& bob = here.bob.self();
    api::messages::createChat query;
    query.title = "Room";
    query.users.push_back(here.user(here.alice, bob));
    const auto created = here.alice.value(query);

    const auto own = kinds_of(created.updates);
    CHECK(own.find("updateNewMessage") != std::string::npos);
    CHECK(here.kinds_for(bob).find("updateChatParticipants updateNewMessage") != std::string::npos);
    const auto message = here.first_for<api::updateNewMessage>(bob);
    CHECK(message.pts == bob.box.pts());
    CHECK(message.pts_count == 1);
    const auto* service = message.message.get_if<api::messageService>();
    REQUIRE(service);
    CHECK(service->action.get_if<api::messageActionChatCreate>()->title == "Room");
    const auto last = here.pushed_to(bob).back();
    const auto& chats = last.get_if<api::updates_>()->chats;
    REQUIRE(chats.size() == 1);
    CHECK(chats[0].get_if<api::chat>()->participants_count == 2);
    CHECK(!chats[0].get_if<api::chat>()->creator);
}

TEST_CASE("a message of a group has another id in each mailbox, and replies point to the right one"
) {
    town here;
    auto& bob = here.bob.self();
    here.alice.write(bob, "before"); // moves the numbers of both apart from Carol's
    auto& room = here.new_chat(chat_kind::group, here.alice, {&bob, &here.carol.self()});
    const auto first = here.write(here.carol, room, "hello");
    const auto sent = here.first_for<api::updateNewMessage>(bob);
    const auto* id_of_bob = sent.message.id();
    REQUIRE(id_of_bob);
    CHECK(*id_of_bob == first + 1);

    auto reply = here.message(here.carol, room, "hello again");
    api::inputReplyToMessage to;
    to.reply_to_msg_id = first;
    reply.reply_to = api::InputReplyTo{to};
    (void)here.carol.call(reply);

    const auto seen = here.first_for<api::updateNewMessage>(bob);
    const auto* message = seen.message.get_if<api::message>();
    CHECK(message->reply_to->get_if<api::messageReplyHeader>()->reply_to_msg_id == first + 1);
    CHECK(!message->out);
    CHECK(seen.pts == bob.box.pts());
}

TEST_CASE("a bot in a group sees commands, mentions and replies to it alone, unless it is an admin"
) {
    town here;
    auto& bot = here.bot.self();
    auto& room = here.new_chat(chat_kind::group, here.alice, {&bot});
    const auto seen = [&](const std::string& text) {
        here.write(here.alice, room, text);
        return !here.pushed_to(bot).empty();
    };
    CHECK_FALSE(seen("hello"));
    CHECK(seen("/start"));
    CHECK(seen("/start@bot42_bot now"));
    CHECK_FALSE(seen("/start@other_bot"));
    CHECK(seen("hello @bot42_bot"));
    bot.privacy_mode = false;
    CHECK(seen("hello"));
    bot.privacy_mode = true;
    api::messages::editChatAdmin promote;
    promote.chat_id = bare_id(room.id);
    promote.user_id = here.user(here.alice, bot);
    promote.is_admin = true;
    (void)here.alice.call(promote);
    CHECK(seen("hello"));
}

TEST_CASE("members come and go, and each is told with the right numbers") {
    town here;
    auto& bob = here.bob.self();
    auto& carol = here.carol.self();
    auto& bot = here.bot.self();
    auto& room = here.new_chat(chat_kind::group, here.alice, {&bob, &bot});
    api::messages::addChatUser add;
    add.chat_id = bare_id(room.id);
    add.user_id = here.user(here.alice, carol);
    (void)here.alice.call(add);
    CHECK(room.count() == 4);
    CHECK(here.kinds_for(carol).find("updateNewMessage") != std::string::npos);
    CHECK(here.kinds_for(bot) == "updateNewMessage"); // service messages; the bot is no admin
    CHECK(here.alice.refusal(add) == "400 USER_ALREADY_PARTICIPANT");

    bot.privacy_mode = true;
    room.members[bot.id].is = standing::admin;
    const auto qts = bot.qts;
    api::messages::deleteChatUser kick;
    kick.chat_id = bare_id(room.id);
    kick.user_id = here.user(here.alice, carol);
    (void)here.alice.call(kick);
    const auto told = here.first_for<api::updateChatParticipant>(bot);
    CHECK(told.qts == qts + 1);
    CHECK(told.actor_id == here.alice.self().id);
    CHECK(told.user_id == carol.id);
    CHECK(told.prev_participant.has_value());
    CHECK(!told.new_participant.has_value());
    const auto last = here.pushed_to(carol).back();
    CHECK(last.get_if<api::updates_>()->chats[0].is<api::chatForbidden>());
    CHECK(here.carol.refusal(here.message(here.carol, room, "x")) == "403 CHAT_WRITE_FORBIDDEN");

    kick.user_id = api::inputUserSelf{};
    (void)here.bob.call(kick);
    CHECK(here.bob.refusal(kick) == "400 CHAT_ID_INVALID");
    CHECK(!room.has(bob.id));
}

TEST_CASE("edits, deletions and pins reach every copy of a message of a group") {
    town here;
    auto& bob = here.bob.self();
    here.alice.write(bob, "before");
    auto& room = here.new_chat(chat_kind::group, here.alice, {&bob, &here.carol.self()});
    const auto id = here.write(here.carol, room, "helo");
    api::messages::editMessage edit;
    edit.peer = here.peer(here.carol, room);
    edit.id = id;
    edit.message = "hello";
    const auto own = here.carol.value(edit);
    CHECK(kinds_of(own) == "updateEditMessage");
    const auto seen = here.first_for<api::updateEditMessage>(bob);
    CHECK(seen.pts == bob.box.pts());
    CHECK(seen.message.get_if<api::message>()->message == "hello");
    CHECK(seen.message.get_if<api::message>()->edit_date.has_value());
    CHECK(here.carol.refusal(edit) == "400 MESSAGE_NOT_MODIFIED");
    edit.peer = here.peer(here.bob, room);
    edit.id = id + 1;
    edit.message = "mine";
    CHECK(here.bob.refusal(edit) == "403 MESSAGE_AUTHOR_REQUIRED");

    api::messages::updatePinnedMessage pin;
    pin.peer = here.peer(here.alice, room);
    pin.id = *here.alice.self().box.ids_with(room.id).rbegin();
    const auto pinned = here.alice.value(pin);
    CHECK(kinds_of(pinned) == "updatePinnedMessages updateNewMessage");
    CHECK(here.kinds_for(bob) == "updatePinnedMessages updateNewMessage");
    CHECK(here.first_for<api::updatePinnedMessages>(bob).messages[0] == id + 1);
    CHECK(here.alice.refusal(pin) == "400 CHAT_NOT_MODIFIED");

    api::messages::deleteMessages erase;
    erase.revoke = true;
    erase.id.push_back(id);
    const auto before = here.carol.self().box.pts();
    const auto affected = here.carol.value(erase);
    CHECK(affected.pts == before + 1);
    CHECK(affected.pts_count == 1);
    const auto gone = here.first_for<api::updateDeleteMessages>(bob);
    CHECK(gone.messages[0] == id + 1);
    CHECK(gone.pts == bob.box.pts());
    CHECK(here.carol.value(erase).pts_count == 0);
}

TEST_CASE("a difference shows edited messages as they are, and leaves out those that are gone") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::group, here.alice, {&bob});
    const auto pts = bob.box.pts();
    const auto first = here.write(here.alice, room, "one");
    const auto second = here.write(here.alice, room, "two");
    api::messages::editMessage edit;
    edit.peer = here.peer(here.alice, room);
    edit.id = first;
    edit.message = "uno";
    (void)here.alice.call(edit);
    api::messages::deleteMessages erase;
    erase.revoke = true;
    erase.id.push_back(second);
    (void)here.alice.call(erase);

    api::updates::getDifference query;
    query.pts = pts;
    query.date = 1;
    const auto reply = here.bob.value(query);
    const auto* all = reply.get_if<api::updates::difference>();
    REQUIRE(all);
    REQUIRE(all->new_messages.size() == 1);
    CHECK(all->new_messages[0].get_if<api::message>()->message == "uno");
    REQUIRE(all->other_updates.size() == 2);
    CHECK(all->other_updates[0].is<api::updateEditMessage>());
    CHECK(all->other_updates[1].is<api::updateDeleteMessages>());
    CHECK(all->chats.size() == 1);
    CHECK(all->state.pts == pts + 4);
}

TEST_CASE("a group that becomes a supergroup names the new one, and its members are in it") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::group, here.alice, {&bob});
    api::messages::migrateChat query;
    query.chat_id = bare_id(room.id);
    (void)here.alice.call(query);
    REQUIRE(room.migrated_to != 0);
    const auto& next = *here.accounts.find_chat(room.migrated_to);
    CHECK(next.has(bob.id));
    CHECK(here.first_for<api::updateNewChannelMessage>(bob)
              .message.get_if<api::messageService>()
              ->action.is<api::messageActionChannelMigrateFrom>());
    CHECK(here.alice.refusal(here.message(here.alice, room, "x")) == "403 CHAT_WRITE_FORBIDDEN");
    CHECK(here.write(here.bob, next, "x") == 2);
}
