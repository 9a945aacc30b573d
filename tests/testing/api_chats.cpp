// SPDX-License-Identifier: MIT
#include "api_scene.hpp"

using namespace api_scene;

TEST_CASE("history is paged from the newest message") {
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

TEST_CASE("chats are listed from the newest, page by page") {
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

TEST_CASE("reading moves both counters and is pushed to both sides once") {
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

TEST_CASE("single chats are returned with the state") {
    people here;
    here.alice.write(here.bob.self(), "hello");
    api::inputDialogPeer with;
    with.peer = here.bob.peer(here.alice.self());
    api::messages::getPeerDialogs query;
    query.peers.push_back(with);
    const auto dialogs = here.bob.call(query);
    REQUIRE(dialogs->dialogs.size() == 1);
    CHECK(dialogs->dialogs[0].get_if<api::dialog>()->unread_count == 1);
    CHECK(dialogs->state.pts == 2);
    CHECK(dialogs->state.unread_count == 1);
}
