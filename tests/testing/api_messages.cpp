// SPDX-License-Identifier: MIT
#include "api_scene.hpp"

using namespace api_scene;

namespace {

/// Alice and Bob, users, and a bot.
struct people : scene {
    client alice = connect();
    client bob = connect();
    client bot = connect();
    people() {
        alice.sign_in("9996620001");
        bob.sign_in("9996620002");
        bot.sign_in_bot("42:secret");
    }

    template <class T>
    tl::reply<T> pushed(std::size_t at) {
        auto decoded = tl::decode<T>(tl::frame::copy_of(pushes.at(at).updates));
        REQUIRE(decoded);
        return std::move(*decoded);
    }
};

} // namespace

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

TEST_CASE("a message that can't be is refused by name") {
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

TEST_CASE("a bot may answer whoever wrote to it, even without an access hash") {
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

TEST_CASE("messages of one's own chat with oneself are one and read") {
    people here;
    auto query = here.alice.message(here.alice.self(), "note");
    query.peer = api::inputPeerSelf{};
    (void)here.alice.call(query);
    CHECK(here.pushes.size() == 1);
    CHECK(here.alice.self().box.messages().size() == 1);
    CHECK(here.alice.self().box.unread() == 0);
}

TEST_CASE("history is paged from the newest on") {
    people here;
    for (auto i = 1; i <= 10; ++i)
        here.alice.write(here.bob.self(), std::to_string(i));
    here.alice.write(here.bot.self(), "elsewhere");

    const auto page = [&](std::int32_t offset_id,
                          std::int32_t add_offset,
                          std::int32_t limit,
                          std::int32_t max_id = 0,
                          std::int32_t min_id = 0) {
        api::messages::getHistory query;
        query.peer = here.bob.peer(here.alice.self());
        query.offset_id = offset_id;
        query.add_offset = add_offset;
        query.limit = limit;
        query.max_id = max_id;
        query.min_id = min_id;
        const auto reply = here.bob.call(query);
        std::string texts;
        for (const auto& message : *(*reply).messages())
            texts += message.get_if<api::message>()->message.str() + ' ';
        if (const auto* slice = (*reply).get_if<api::messages::messagesSlice>())
            CHECK(slice->count == 10);
        return texts;
    };
    CHECK(page(0, 0, 100) == "10 9 8 7 6 5 4 3 2 1 ");
    CHECK(page(0, 0, 3) == "10 9 8 ");
    CHECK(page(8, 0, 3) == "7 6 5 ");
    CHECK(page(8, -2, 3) == "9 8 7 ");
    CHECK(page(8, 4, 100) == "3 2 1 ");
    CHECK(page(8, 100, 100) == "");
    CHECK(page(0, -5, 100) == "10 9 8 7 6 5 4 3 2 1 ");
    CHECK(page(0, 0, 100, 5, 2) == "4 3 ");
    CHECK(page(0, 0x7fffffff, 0x7fffffff) == "");
    CHECK(page(0, -0x7fffffff - 1, 100) == "");
}

TEST_CASE("chats are listed from the newest on, page by page") {
    people here;
    auto& bob = here.bob.self();
    here.alice.write(here.bot.self(), "first");
    here.now += 1s;
    here.alice.write(bob, "second");
    api::messages::getDialogs query;
    query.offset_peer = api::inputPeerEmpty{};
    query.limit = 1;

    const auto first = here.alice.call(query);
    const auto* slice = (*first).get_if<api::messages::dialogsSlice>();
    REQUIRE(slice);
    CHECK(slice->count == 2);
    REQUIRE(slice->dialogs.size() == 1);
    const auto* top = slice->messages[0].get_if<api::message>();
    CHECK(top->message == "second");
    query.offset_date = top->date;
    query.offset_id = top->id;
    query.offset_peer = here.alice.peer(bob);
    const auto second = here.alice.call(query);
    slice = (*second).get_if<api::messages::dialogsSlice>();
    REQUIRE(slice);
    REQUIRE(slice->messages.size() == 1);
    CHECK(slice->messages[0].get_if<api::message>()->message == "first");
    query.offset_date -= 1;
    query.offset_id = 1;
    query.offset_peer = here.alice.peer(here.bot.self());
    const auto third = here.alice.call(query);
    CHECK((*third).get_if<api::messages::dialogsSlice>()->dialogs.empty());

    query = {};
    query.offset_peer = api::inputPeerEmpty{};
    query.limit = 10;
    const auto all = here.alice.call(query);
    REQUIRE((*all).is<api::messages::dialogs>());
    CHECK((*all).get_if<api::messages::dialogs>()->dialogs.size() == 2);
    query.folder_id = 1;
    CHECK(here.alice.value(query).get_if<api::messages::dialogs>()->dialogs.empty());
}

TEST_CASE("reading moves both counters and tells both sides once") {
    people here;
    here.alice.write(here.bob.self(), "1");
    here.alice.write(here.bob.self(), "2");
    here.alice.write(here.bob.self(), "3");
    CHECK(here.bob.self().box.unread() == 3);

    api::messages::readHistory query;
    query.peer = here.bob.peer(here.alice.self());
    query.max_id = 2;
    const auto affected = here.bob.call(query);
    CHECK(affected->pts == 5);
    CHECK(affected->pts_count == 1);
    CHECK(here.bob.self().box.unread() == 1);
    REQUIRE(here.pushes.size() == 2);
    const auto inbox = here.pushed<api::Updates>(0);
    const auto* read =
        (*inbox).get_if<api::updates_>()->updates[0].get_if<api::updateReadHistoryInbox>();
    REQUIRE(read);
    CHECK(read->max_id == 2);
    CHECK(read->still_unread_count == 1);
    const auto outbox = here.pushed<api::Updates>(1);
    const auto* seen =
        (*outbox).get_if<api::updates_>()->updates[0].get_if<api::updateReadHistoryOutbox>();
    REQUIRE(seen);
    CHECK(seen->max_id == 2);

    CHECK(here.bob.value(query).pts_count == 0);
    CHECK(here.pushes.empty());
    query.max_id = 0;
    CHECK(here.bob.value(query).pts_count == 1);
    CHECK(here.bob.self().box.unread() == 0);
}

TEST_CASE("typing is pushed and stored nowhere") {
    people here;
    api::messages::setTyping query;
    query.peer = here.alice.peer(here.bob.self());
    query.action = api::sendMessageTypingAction{};
    CHECK(here.alice.value(query));
    REQUIRE(here.pushes.size() == 1);
    CHECK(here.pushes[0].account_id == here.bob.login.account_id);
    const auto update = here.pushed<api::Updates>(0);
    const auto* brief = (*update).get_if<api::updateShort>();
    REQUIRE(brief);
    CHECK(brief->update.get_if<api::updateUserTyping>()->user_id == here.alice.login.account_id);
    CHECK(here.bob.self().box.pts() == 1);
}

TEST_CASE("chats are told one by one with the state") {
    people here;
    here.alice.write(here.bob.self(), "hello");
    api::inputDialogPeer with;
    with.peer = here.bob.peer(here.alice.self());
    api::messages::getPeerDialogs query;
    query.peers.push_back(with);
    const auto found = here.bob.call(query);
    REQUIRE(found->dialogs.size() == 1);
    CHECK(found->dialogs[0].get_if<api::dialog>()->unread_count == 1);
    CHECK(found->state.pts == 2);
    CHECK(found->state.unread_count == 1);
}

TEST_CASE("users are shown to those who may see them") {
    people here;
    api::users::getUsers query;
    query.id.push_back(api::inputUserSelf{});
    api::inputUser bob;
    bob.user_id = here.bob.login.account_id;
    bob.access_hash = here.accounts.access_hash(here.alice.login.account_id, bob.user_id);
    query.id.push_back(bob);
    bob.access_hash ^= 1;
    query.id.push_back(bob);
    const auto users = here.alice.call(query);
    REQUIRE((*users).size() == 3);
    CHECK((*users)[0].get_if<api::user>()->self);
    CHECK(!(*users)[1].get_if<api::user>()->self);
    CHECK(!(*users)[1].get_if<api::user>()->phone);
    CHECK((*users)[2].get_if<api::userEmpty>()->id == bob.user_id);

    api::users::getFullUser full;
    full.id = bob;
    CHECK(here.alice.refusal(full) == "400 USER_ID_INVALID");
    full.id = api::inputUserSelf{};
    CHECK(here.bot.value(full).full_user.bot_info->user_id == 42);
}

TEST_CASE("names lead to accounts, whatever the case of their letters") {
    people here;
    api::contacts::resolveUsername query;
    for (const auto* name : {"bot42_bot", "BOT42_Bot", "bot42"}) {
        query.username = name;
        const auto found = here.alice.call(query);
        CHECK(found->peer.get_if<api::peerUser>()->user_id == 42);
        CHECK(
            found->users[0].get_if<api::user>()->access_hash ==
            here.accounts.access_hash(here.alice.login.account_id, 42)
        );
    }
    query.username = "bot43_bot";
    CHECK(here.alice.refusal(query) == "400 USERNAME_NOT_OCCUPIED");
    query.username = "nobody";
    CHECK(here.alice.refusal(query) == "400 USERNAME_NOT_OCCUPIED");
    query.username = "";
    CHECK(here.alice.refusal(query) == "400 USERNAME_INVALID");
    query.username = "bot999999999999999999999999_bot";
    CHECK(here.alice.refusal(query) == "400 USERNAME_NOT_OCCUPIED");
}

TEST_CASE("the difference since any pts is exactly what happened since") {
    people here;
    auto& bob = here.bob.self();
    for (auto i = 1; i <= 5; ++i)
        here.alice.write(bob, std::to_string(i));
    api::messages::readHistory read;
    read.peer = here.bob.peer(here.alice.self());
    (void)here.bob.call(read);
    here.alice.write(bob, "6");
    CHECK(bob.box.pts() == 8);

    api::updates::getDifference query;
    query.date = 1;
    const auto texts = [](const auto& difference) {
        std::string all;
        for (const auto& message : difference.new_messages)
            all += message.template get_if<api::message>()->message.str() + ' ';
        return all;
    };
    SUBCASE("all at once") {
        query.pts = 1;
        const auto reply = here.bob.call(query);
        const auto* all = (*reply).get_if<api::updates::difference>();
        REQUIRE(all);
        CHECK(texts(*all) == "1 2 3 4 5 6 ");
        CHECK(all->other_updates.size() == 1);
        CHECK(all->users.size() == 2);
        CHECK(all->state.pts == 8);
    }
    SUBCASE("in slices") {
        query.pts = 1;
        query.pts_limit = 3;
        std::string seen;
        auto rounds = 0;
        for (;;) {
            ++rounds;
            const auto reply = here.bob.call(query);
            if (const auto* slice = (*reply).get_if<api::updates::differenceSlice>()) {
                CHECK(slice->intermediate_state.pts == query.pts + 3);
                seen += texts(*slice);
                query.pts = slice->intermediate_state.pts;
                continue;
            }
            const auto* last = (*reply).get_if<api::updates::difference>();
            REQUIRE(last);
            seen += texts(*last);
            CHECK(last->state.pts == 8);
            break;
        }
        CHECK(seen == "1 2 3 4 5 6 ");
        CHECK(rounds == 3);
    }
    SUBCASE("nothing") {
        query.pts = 8;
        CHECK(here.bob.value(query).is<api::updates::differenceEmpty>());
    }
    SUBCASE("too much") {
        query.pts = 2;
        query.pts_total_limit = 5;
        const auto reply = here.bob.call(query);
        REQUIRE((*reply).is<api::updates::differenceTooLong>());
        CHECK((*reply).get_if<api::updates::differenceTooLong>()->pts == 8);
    }
    SUBCASE("impossible") {
        query.pts = 9;
        CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_INVALID");
        query.pts = -1;
        CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_INVALID");
        query.pts = 0;
        CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_EMPTY");
    }
}
