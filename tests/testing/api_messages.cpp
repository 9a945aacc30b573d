// SPDX-License-Identifier: MIT
#include "api_scene.hpp"

using namespace api_scene;

TEST_CASE("a message is numbered in both mailboxes, answered and pushed to both accounts") {
    people here;
    const auto result = here.alice.call(here.alice.message(here.bot.self(), "hello", 77));

    const auto* own = (*result).get_if<api::updates_>();
    REQUIRE(own);
    REQUIRE(own->updates.size() == 2);
    const auto* id = own->updates[0].get_if<api::updateMessageID>();
    REQUIRE(id);
    CHECK(id->random_id == 77);
    const auto* update = own->updates[1].get_if<api::updateNewMessage>();
    REQUIRE(update);
    CHECK(update->pts == 2);
    CHECK(update->pts_count == 1);
    const auto* message = update->message.get_if<api::message>();
    REQUIRE(message);
    CHECK(message->id == id->id);
    CHECK(message->out);
    CHECK(message->message == "hello");
    CHECK(own->users.size() == 2);

    REQUIRE(here.pushes.size() == 2);
    CHECK(here.pushes[0].account_id == here.alice.login.account_id);
    CHECK(here.pushes[0].except_caller);
    CHECK(here.pushes[1].account_id == 42);
    CHECK(!here.pushes[1].except_caller);
    const auto to_bot = here.pushed<api::Updates>(1);
    const auto* news = (*to_bot).get_if<api::updates_>();
    REQUIRE(news);
    const auto* arrived = news->updates[0].get_if<api::updateNewMessage>();
    REQUIRE(arrived);
    const auto* copy = arrived->message.get_if<api::message>();
    REQUIRE(copy);
    CHECK(!copy->out);
    CHECK(copy->from_id->get_if<api::peerUser>()->user_id == here.alice.login.account_id);
    for (const auto& user : news->users)
        CHECK(
            user.get_if<api::user>()->access_hash ==
            here.accounts.access_hash(42, user.get_if<api::user>()->id)
        );
}

TEST_CASE("an impossible message is refused by name") {
    people here;
    auto query = here.alice.message(here.bot.self(), "hello");

    SUBCASE("empty") {
        for (const auto* text : {"", " ", "\n\t "}) {
            query.message = text;
            CHECK(here.alice.refusal(query) == "400 MESSAGE_EMPTY");
        }
    }
    SUBCASE("too long") {
        query.message = tl::string{std::string(4097, 'x')};
        CHECK(here.alice.refusal(query) == "400 MESSAGE_TOO_LONG");
        std::string emoji;
        for (auto i = 0; i != 2048; ++i)
            emoji += "\U0001f600"; // two units of UTF-16 each
        query.message = tl::string{emoji};
        (void)here.alice.call(query);
        query.message = tl::string{emoji + "x"};
        CHECK(here.alice.refusal(query) == "400 MESSAGE_TOO_LONG");
    }
    SUBCASE("a peer with another's access hash") {
        query.peer.get_if<api::inputPeerUser>()->access_hash =
            here.accounts.access_hash(here.bob.login.account_id, 42);
        CHECK(here.alice.refusal(query) == "400 PEER_ID_INVALID");
        query.peer.get_if<api::inputPeerUser>()->access_hash = 0;
        CHECK(here.alice.refusal(query) == "400 PEER_ID_INVALID");
    }
    SUBCASE("no peer") {
        query.peer = api::inputPeerEmpty{};
        CHECK(here.alice.refusal(query) == "400 PEER_ID_INVALID");
        query.peer = api::inputPeerChat{};
        CHECK(here.alice.refusal(query) == "400 PEER_ID_INVALID");
    }
    SUBCASE("no random id") {
        query.random_id = 0;
        CHECK(here.alice.refusal(query) == "400 RANDOM_ID_EMPTY");
    }
    SUBCASE("an entity out of bounds") {
        api::messageEntityBold bold;
        bold.offset = 3;
        bold.length = 3;
        query.entities = tl::vector<api::MessageEntity>{bold};
        CHECK(here.alice.refusal(query) == "400 ENTITY_BOUNDS_INVALID");
        bold.length = 2;
        query.entities = tl::vector<api::MessageEntity>{bold};
        (void)here.alice.call(query);
    }
    SUBCASE("an answer to nothing") {
        api::inputReplyToMessage reply;
        reply.reply_to_msg_id = 5;
        query.reply_to = std::move(reply);
        CHECK(here.alice.refusal(query) == "400 REPLY_MESSAGE_ID_INVALID");
    }
    SUBCASE("between bots") {
        auto& other = *here.accounts.bot_of({43, "secret"});
        CHECK(here.bot.refusal(here.bot.message(other, "hello")) == "400 USER_IS_BOT");
    }
    SUBCASE("a bot can't begin") {
        CHECK(
            here.bot.refusal(here.bot.message(here.bob.self(), "hello")) == "400 PEER_ID_INVALID"
        );
    }
}

TEST_CASE("a field that the server would have to ignore is refused by name") {
    people here;
    auto query = here.alice.message(here.bot.self(), "hello");
    const auto refused = [&](const char* name) {
        CHECK(here.alice.refusal(query) == std::string{"400 FIELD_NOT_SUPPORTED_"} + name);
    };
    SUBCASE("quick_reply_shortcut") {
        query.quick_reply_shortcut = api::inputQuickReplyShortcut{.shortcut = "hi"};
        refused("quick_reply_shortcut");
    }
    SUBCASE("reply_markup of a user") {
        query.reply_markup = api::ReplyMarkup{api::replyKeyboardHide{}};
        refused("reply_markup");
    }
    SUBCASE("settings without an effect here are accepted") {
        query.no_webpage = query.background = query.clear_draft = true;
        (void)here.alice.call(query);
    }
    CHECK(here.bot.self().box.find(9) == nullptr);
}

TEST_CASE("a message quotes a part of the message that it answers") {
    people here;
    here.alice.write(here.bot.self(), "first words");
    auto query = here.alice.message(here.bot.self(), "hello");
    api::inputReplyToMessage reply;
    reply.reply_to_msg_id = 1;
    reply.quote_text = "word";
    query.reply_to = reply;
    const auto shown = here.alice.value(query);
    const auto& updates = shown.get_if<api::updates_>()->updates;
    const auto* message =
        updates[1].get_if<api::updateNewMessage>()->message.get_if<api::message>();
    const auto* header = message->reply_to->get_if<api::messageReplyHeader>();
    REQUIRE(header);
    CHECK(header->quote);
    CHECK(header->quote_text->view() == "word");
    CHECK(header->quote_offset == 6);
    reply.quote_text = "no part";
    query.reply_to = reply;
    query.random_id = 1001;
    CHECK(here.alice.refusal(query) == "400 QUOTE_TEXT_INVALID");
}

TEST_CASE("a message answers one of another chat, in the other's numbering") {
    people here;
    here.alice.write(here.bob.self(), "first");
    auto query = here.alice.message(here.bot.self(), "hello");
    api::inputReplyToMessage reply;
    reply.reply_to_msg_id = 1;
    reply.reply_to_peer_id = here.alice.peer(here.bob.self());
    query.reply_to = reply;
    (void)here.alice.call(query);
    const auto* sent = here.alice.self().box.find(2);
    REQUIRE(sent->extras->reply);
    CHECK(sent->extras->reply->reply_to_peer_id->is<api::peerUser>());
    CHECK(sent->reply_to == 0);
    reply.reply_to_msg_id = 9;
    query.reply_to = reply;
    CHECK(here.alice.refusal(query) == "400 REPLY_MESSAGE_ID_INVALID");
}

TEST_CASE("a protected message is not forwarded, and effects are for private chats") {
    people here;
    auto query = here.alice.message(here.bot.self(), "hello");
    query.noforwards = true;
    query.effect = 5;
    (void)here.alice.call(query);
    CHECK(here.alice.self().box.find(1)->extras->effect == 5);
    api::messages::forwardMessages forward;
    forward.from_peer = here.alice.peer(here.bot.self());
    forward.to_peer = here.alice.peer(here.bob.self());
    forward.id = {1};
    forward.random_id = {7};
    CHECK(here.alice.refusal(forward) == "400 CHAT_FORWARDS_RESTRICTED");
}

TEST_CASE("a scheduled message has ids of its own, until it is sent") {
    people here;
    here.alice.write(here.bob.self(), "first");
    auto query = here.alice.message(here.bob.self(), "later", 77);
    query.schedule_date = static_cast<std::int32_t>(unix_seconds(here.now)) + 600;
    const auto planned = here.alice.value(query);
    const auto* container = planned.get_if<api::updates_>();
    REQUIRE(container->updates.size() == 2);
    const auto* told = container->updates[0].get_if<api::updateNewScheduledMessage>();
    REQUIRE(told);
    CHECK(told->message.get_if<api::message>()->id == 1);
    CHECK(told->message.get_if<api::message>()->date == *query.schedule_date);
    CHECK(container->updates[1].get_if<api::updateMessageID>()->random_id == 77);
    CHECK(here.alice.self().box.find(2) == nullptr);

    api::messages::editMessage edit;
    edit.peer = query.peer;
    edit.id = 1;
    edit.message = "much later";
    edit.schedule_date = *query.schedule_date + 60;
    (void)here.alice.call(edit);
    api::messages::getScheduledHistory list;
    list.peer = query.peer;
    const auto all = here.alice.value(list);
    const auto* page = all.get_if<api::messages::messages>();
    REQUIRE(page->messages.size() == 1);
    CHECK(page->messages[0].get_if<api::message>()->message == "much later");

    api::messages::sendScheduledMessages now;
    now.peer = query.peer;
    now.id = {1};
    const auto sent = here.alice.value(now);
    const auto& updates = sent.get_if<api::updates_>()->updates;
    REQUIRE(updates.size() == 2);
    CHECK(updates[0].get_if<api::updateNewMessage>()->message.get_if<api::message>()->from_scheduled
    );
    const auto* gone = updates[1].get_if<api::updateDeleteScheduledMessages>();
    REQUIRE(gone);
    CHECK((*gone->sent_messages)[0] == 2);
    CHECK(here.alice.refusal(now) == "400 MESSAGE_ID_INVALID");
}

TEST_CASE("a date that a message cannot be scheduled for is refused by name") {
    people here;
    auto query = here.alice.message(here.bob.self(), "later");
    const auto now = static_cast<std::int32_t>(unix_seconds(here.now));
    query.schedule_date = now - 1;
    CHECK(here.alice.refusal(query) == "400 SCHEDULE_DATE_INVALID");
    query.schedule_date = now + 366 * 86'400;
    CHECK(here.alice.refusal(query) == "400 SCHEDULE_DATE_TOO_LATE");
    query.schedule_date = 0x7FFFFFFE;
    (void)here.alice.call(query);
    auto to_bot = here.alice.message(here.bot.self(), "later");
    to_bot.schedule_date = 0x7FFFFFFE;
    CHECK(here.alice.refusal(to_bot) == "400 SCHEDULE_STATUS_PRIVATE");
    here.alice.write(here.bot.self(), "first");
    auto by_bot = here.bot.message(here.alice.self(), "later");
    by_bot.schedule_date = now + 60;
    CHECK(here.bot.refusal(by_bot) == "400 SCHEDULE_BOT_NOT_ALLOWED");
}

TEST_CASE("fields of other methods are refused by name, too") {
    people here;
    api::messages::setTyping typing;
    typing.peer = here.alice.peer(here.bob.self());
    typing.action = api::sendMessageTypingAction{};
    typing.top_msg_id = 4;
    CHECK(here.alice.refusal(typing) == "400 FIELD_NOT_SUPPORTED_top_msg_id");
    api::contacts::resolveUsername resolve;
    resolve.username = "bot42_bot";
    resolve.referer = "friend";
    CHECK(here.alice.refusal(resolve) == "400 FIELD_NOT_SUPPORTED_referer");
    api::messages::getPeerDialogs dialogs;
    dialogs.peers.push_back(api::inputDialogPeerFolder{});
    CHECK(here.alice.refusal(dialogs) == "400 FIELD_NOT_SUPPORTED_inputDialogPeerFolder");
}

TEST_CASE("a mention without a username becomes one that everybody can read") {
    people here;
    auto query = here.alice.message(here.bot.self(), "hello Bob /go");
    api::inputUser bob;
    bob.user_id = here.bob.login.account_id;
    bob.access_hash = here.accounts.access_hash(here.alice.login.account_id, bob.user_id);
    api::inputMessageEntityMentionName mention;
    mention.offset = 6;
    mention.length = 3;
    mention.user_id = bob;
    query.entities = tl::vector<api::MessageEntity>{mention};
    (void)here.alice.call(query);

    const auto& entities = here.bot.self().box.find(1)->entities;
    REQUIRE(entities.size() == 2);
    CHECK(entities[0].get_if<api::messageEntityMentionName>()->user_id == bob.user_id);
    CHECK(entities[1].is<api::messageEntityBotCommand>());

    bob.access_hash ^= 1;
    mention.user_id = bob;
    query.entities = tl::vector<api::MessageEntity>{mention};
    query.random_id += 1'000;
    CHECK(here.alice.refusal(query) == "400 ENTITY_MENTION_USER_INVALID");
}

TEST_CASE("buttons that only a query may contain are refused") {
    people here;
    here.alice.write(here.bot.self(), "hello");
    auto query = here.bot.message(here.alice.self(), "choose");
    api::inputKeyboardButtonUserProfile button;
    button.text = "me";
    button.user_id = api::inputUserSelf{};
    api::keyboardButtonRow row;
    row.buttons.push_back(button);
    api::replyInlineMarkup markup;
    markup.rows.push_back(row);
    query.reply_markup = api::ReplyMarkup{markup};
    CHECK(here.bot.refusal(query) == "400 BUTTON_TYPE_INVALID");
}

TEST_CASE("a message sent twice exists once") {
    people here;
    const auto query = here.alice.message(here.bob.self(), "hello", 5);
    const auto first = here.alice.call(query);
    const auto pts = here.alice.self().box.pts();
    const auto again = here.alice.call(query);

    CHECK(here.pushes.empty());
    CHECK(tl::encoded(*again) == tl::encoded(*first));
    CHECK(here.alice.self().box.pts() == pts);
    CHECK(here.bob.self().box.messages().size() == 1);
    CHECK(
        here.alice.refusal(here.alice.message(here.bob.self(), "other", 5)) ==
        "500 RANDOM_ID_DUPLICATE"
    );
}

TEST_CASE("a bot may answer users that wrote to it without an access hash") {
    people here;
    here.alice.write(here.bot.self(), "hello");
    auto query = here.bot.message(here.alice.self(), "hello back");
    query.peer.get_if<api::inputPeerUser>()->access_hash = 0;
    api::inputReplyToMessage reply;
    reply.reply_to_msg_id = 1;
    query.reply_to = std::move(reply);
    (void)here.bot.call(query);

    const auto* answer = here.alice.self().box.find(2);
    REQUIRE(answer);
    CHECK(answer->text == "hello back");
    CHECK(answer->reply_to == 1);
}

TEST_CASE("saved messages exist once and are read") {
    people here;
    auto query = here.alice.message(here.alice.self(), "note");
    query.peer = api::inputPeerSelf{};
    (void)here.alice.call(query);
    CHECK(here.pushes.size() == 1);
    const auto saved = here.pushed<api::Updates>(0);
    const auto& update =
        *(*saved).get_if<api::updates_>()->updates[0].get_if<api::updateNewMessage>();
    const auto& message = *update.message.get_if<api::message>();
    CHECK(!message.out);
    REQUIRE(message.saved_peer_id);
    CHECK(message.saved_peer_id->get_if<api::peerUser>()->user_id == here.alice.login.account_id);
    CHECK(here.alice.self().box.messages().size() == 1);
    CHECK(here.alice.self().box.unread() == 0);
}
