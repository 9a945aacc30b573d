// SPDX-License-Identifier: MIT
#include "world_scene.hpp"

using namespace api_scene;

TEST_CASE("posts of a channel are numbered by the channel, for all members alike") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
    const auto own_pts = bob.box.pts();
    const auto before = room.posts.pts();
    const auto id = here.write(here.alice, room, "hello");
    const auto seen = here.first_for<api::updateNewChannelMessage>(bob);
    CHECK(seen.pts == before + 1);
    CHECK(seen.pts_count == 1);
    CHECK(*seen.message.id() == id);
    CHECK(bob.box.pts() == own_pts);
    const auto chats = here.pushed_to(bob)[0].get_if<api::updates_>()->chats;
    REQUIRE(chats.size() == 1);
    CHECK(
        chats[0].get_if<api::channel>()->access_hash == here.accounts.access_hash(bob.id, room.id)
    );

    auto again = here.message(here.alice, room, "once");
    (void)here.alice.call(again);
    (void)here.alice.call(again);
    CHECK(room.posts.pts() == before + 2);
}

TEST_CASE("only admins write in a broadcast channel, and the channel is the author") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::channel, here.alice, {&bob});
    CHECK(here.bob.refusal(here.message(here.bob, room, "x")) == "403 CHAT_ADMIN_REQUIRED");
    here.write(here.alice, room, "news");
    const auto seen = here.first_for<api::updateNewChannelMessage>(bob);
    const auto* post = seen.message.get_if<api::message>();
    CHECK(post->post);
    CHECK(!post->from_id);
    CHECK(post->views.has_value());
}

TEST_CASE("a channel's difference comes in slices, and ends with the state") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
    const auto start = room.posts.pts();
    for (auto at = 0; at != 5; ++at)
        here.write(here.alice, room, std::to_string(at));
    api::channels::deleteMessages erase;
    erase.channel = here.channel(here.alice, room);
    erase.id.push_back(room.posts.ids_with(room.id).back());
    const auto affected = here.alice.value(erase);
    CHECK(affected.pts == room.posts.pts());
    CHECK(here.first_for<api::updateDeleteChannelMessages>(bob).pts == room.posts.pts());

    api::updates::getChannelDifference query;
    query.channel = here.channel(here.bob, room);
    query.filter = api::channelMessagesFilterEmpty{};
    query.pts = start;
    query.limit = 4;
    std::string texts;
    for (auto rounds = 0;; ++rounds) {
        REQUIRE(rounds < 3);
        const auto reply = here.bob.value(query);
        const auto* part = reply.get_if<api::updates::channelDifference>();
        REQUIRE(part);
        for (const auto& message : part->new_messages)
            texts += message.get_if<api::message>()->message.str();
        query.pts = part->pts;
        if (part->final) {
            CHECK(part->other_updates.size() == 1);
            break;
        }
    }
    CHECK(texts == "0123");
    CHECK(query.pts == room.posts.pts());
    CHECK(here.bob.value(query).is<api::updates::channelDifferenceEmpty>());
    query.pts = 0;
    CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_EMPTY");
    query.pts = room.posts.pts() + 1;
    CHECK(here.bob.refusal(query) == "400 PERSISTENT_TIMESTAMP_INVALID");
}

TEST_CASE("those who have missed too much of a channel get its state and its newest messages") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    here.options.updates.most_missed_of_channel = 3;
    for (auto at = 0; at != 30; ++at)
        here.write(here.alice, room, std::to_string(at));
    api::updates::getChannelDifference query;
    query.channel = here.channel(here.bob, room);
    query.filter = api::channelMessagesFilterEmpty{};
    query.pts = 1;
    query.limit = 100;
    const auto reply = here.bob.value(query);
    const auto* too_long = reply.get_if<api::updates::channelDifferenceTooLong>();
    REQUIRE(too_long);
    CHECK(too_long->final);
    CHECK(*too_long->dialog.get_if<api::dialog>()->pts == room.posts.pts());
    CHECK(too_long->messages.size() == 20);
    CHECK(too_long->messages[0].get_if<api::message>()->message == "29");
    query.pts = room.posts.pts() - 3;
    CHECK(here.bob.value(query).is<api::updates::channelDifference>());
}

TEST_CASE("an account's difference marks the channels with posts since its date, and has what is "
          "numbered by qts") {
    town here;
    auto& bot = here.bot.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bot});
    const auto date = static_cast<std::int32_t>(unix_seconds(here.now));
    here.now += 10s;
    here.write(here.alice, room, "/late");
    api::contacts::block block;
    block.id = here.alice.peer(bot);
    (void)here.alice.call(block);
    CHECK(here.first_for<api::updateBotStopped>(bot).qts == bot.qts);

    api::updates::getDifference query;
    query.pts = bot.box.pts();
    query.date = date + 5;
    query.qts = bot.qts - 1;
    const auto reply = here.bot.value(query);
    const auto* all = reply.get_if<api::updates::difference>();
    REQUIRE(all);
    REQUIRE(all->other_updates.size() == 2);
    CHECK(all->other_updates[0].is<api::updateBotStopped>());
    const auto* mark = all->other_updates[1].get_if<api::updateChannelTooLong>();
    REQUIRE(mark);
    CHECK(*mark->pts == room.posts.pts());
    CHECK(all->state.qts == bot.qts);
    query.qts = bot.qts;
    query.date = date + 11;
    CHECK(here.bot.value(query).is<api::updates::differenceEmpty>());
}

TEST_CASE("a banned member is told, and cannot look into the channel any more") {
    town here;
    auto& bob = here.bob.self();
    auto& bot = here.bot.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob, &bot});
    room.members[bot.id].is = standing::admin;
    api::channels::editBanned ban;
    ban.channel = here.channel(here.alice, room);
    ban.participant = here.alice.peer(bob);
    ban.banned_rights.view_messages = true;
    (void)here.alice.call(ban);
    const auto told = here.first_for<api::updateChannelParticipant>(bot);
    CHECK(told.qts == bot.qts);
    CHECK(told.prev_participant->is<api::channelParticipant>());
    CHECK(told.new_participant->is<api::channelParticipantBanned>());
    const auto last = here.pushed_to(bob).back();
    CHECK(kinds_of(last) == "updateChannel");
    CHECK(last.get_if<api::updates_>()->chats[0].is<api::channelForbidden>());
    api::updates::getChannelDifference query;
    query.channel = here.channel(here.bob, room);
    query.filter = api::channelMessagesFilterEmpty{};
    query.pts = 1;
    query.limit = 10;
    CHECK(here.bob.refusal(query) == "400 CHANNEL_PRIVATE");
    here.write(here.alice, room, "x");
    CHECK(here.pushed_to(bob).empty());

    ban.banned_rights = {};
    (void)here.alice.call(ban);
    CHECK(room.member(bob.id).is == standing::left);
    ban.participant = here.alice.peer(bot);
    ban.banned_rights.send_messages = true;
    (void)here.alice.call(ban);
    CHECK(here.bot.refusal(here.message(here.bot, room, "x")) == "400 USER_BANNED_IN_CHANNEL");
    ban.channel = here.channel(here.bot, room);
    CHECK(
        here.bot.refusal(ban) == "400 CHAT_ADMIN_REQUIRED"
    ); // restricted, it is no admin any more
}

TEST_CASE("a restriction and a ban end at their date, unless it is too near or too far") {
    const auto date = static_cast<std::int32_t>(unix_seconds(town{}.now));
    struct {
        std::int32_t lasts;
        bool ends;
    } const cases[]{{60, true}, {30, true}, {366 * 86400, true}, {29, false}, {367 * 86400, false}};
    for (const auto& [lasts, ends] : cases)
        for (const auto banned : {false, true}) {
            CAPTURE(lasts);
            CAPTURE(banned);
            town here;
            auto& bob = here.bob.self();
            auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
            api::channels::editBanned query;
            query.channel = here.channel(here.alice, room);
            query.participant = here.alice.peer(bob);
            query.banned_rights.send_messages = true;
            query.banned_rights.view_messages = banned;
            query.banned_rights.until_date = date + lasts;
            (void)here.alice.call(query);
            const auto refused = banned ? "400 CHANNEL_PRIVATE" : "400 USER_BANNED_IN_CHANNEL";

            here.now += std::chrono::seconds{lasts - 1};
            here.accounts.lift_bans(date + lasts - 1);
            CHECK(here.bob.refusal(here.message(here.bob, room, "x")) == refused);
            here.accounts.lift_bans(date + lasts);
            CHECK((room.member(bob.id).is == (banned ? standing::left : standing::member)) == ends);
            if (ends)
                CHECK(room.member(bob.id).banned == api::chatBannedRights{});
            if (ends && !banned)
                (void)here.bob.call(here.message(here.bob, room, "x"));
        }
}

TEST_CASE("admins have the rights that they were given, and members are listed by kinds") {
    town here;
    auto& bob = here.bob.self();
    auto& bot = here.bot.self();
    auto& room = here.new_chat(chat_kind::channel, here.alice, {&bob});
    api::channels::editAdmin promote;
    promote.channel = here.channel(here.alice, room);
    promote.user_id = here.user(here.alice, bot);
    promote.admin_rights.post_messages = true;
    promote.rank = "herald";
    (void)here.alice.call(promote);
    CHECK(here.write(here.bot, room, "posted") == 2);
    api::channels::deleteMessages erase;
    erase.channel = here.channel(here.bot, room);
    erase.id.push_back(1);
    CHECK(here.bot.refusal(erase) == "403 MESSAGE_DELETE_FORBIDDEN");

    api::channels::getParticipants list;
    list.channel = here.channel(here.alice, room);
    list.limit = 200;
    const auto count = [&](api::ChannelParticipantsFilter filter) {
        list.filter = std::move(filter);
        const auto reply = here.alice.value(list);
        return reply.get_if<api::channels::channelParticipants>()->count;
    };
    CHECK(count(api::channelParticipantsRecent{}) == 3);
    CHECK(count(api::channelParticipantsAdmins{}) == 2);
    CHECK(count(api::channelParticipantsBots{}) == 1);
    api::channelParticipantsSearch named;
    named.q = "user 0002";
    CHECK(count(named) == 1);
    list.channel = here.channel(here.bob, room);
    CHECK(here.bob.refusal(list) == "400 CHAT_ADMIN_REQUIRED");
    api::channels::getParticipant one;
    one.channel = here.channel(here.alice, room);
    one.participant = here.alice.peer(bot);
    CHECK(
        here.alice.value(one).participant.get_if<api::channelParticipantAdmin>()->rank->view() ==
        "herald"
    );
    one.participant = here.alice.peer(here.carol.self());
    CHECK(here.alice.refusal(one) == "400 USER_NOT_PARTICIPANT");
}

TEST_CASE("reading a channel tells the reader's other sessions and the writers, without a step of "
          "the counter") {
    town here;
    auto& alice = here.alice.self();
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
    const auto id = here.write(here.alice, room, "hello");
    const auto pts = room.posts.pts();
    api::channels::readHistory read;
    read.channel = here.channel(here.bob, room);
    read.max_id = id;
    (void)here.bob.call(read);
    const auto inbox = here.first_for<api::updateReadChannelInbox>(bob);
    CHECK(inbox.pts == pts);
    CHECK(inbox.still_unread_count == 0);
    CHECK(here.first_for<api::updateReadChannelOutbox>(alice).max_id == id);
    CHECK(room.posts.pts() == pts);
}

TEST_CASE("a public channel is found by its name, joined and left") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    api::channels::joinChannel join;
    join.channel = here.channel(here.bob, room);
    CHECK(here.bob.refusal(join) == "400 CHANNEL_PRIVATE");
    api::channels::updateUsername name;
    name.channel = here.channel(here.alice, room);
    name.username = "room_of_alice";
    (void)here.alice.call(name);
    api::contacts::resolveUsername resolve;
    resolve.username = "Room_of_Alice";
    const auto resolved = here.bob.value(resolve);
    REQUIRE(resolved.chats.size() == 1);
    CHECK(resolved.chats[0].get_if<api::channel>()->left);
    const auto joined = here.bob.value(join);
    const auto* done = joined.get_if<api::messages::chatInviteJoinResultOk>();
    REQUIRE(done);
    CHECK(kinds_of(done->updates) == "updateChannel updateNewChannelMessage");
    CHECK(here.first_for<api::updateNewChannelMessage>(here.alice.self()).pts == room.posts.pts());
    CHECK(here.bob.refusal(join) == "400 USER_ALREADY_PARTICIPANT");
    api::channels::leaveChannel leave;
    leave.channel = join.channel;
    (void)here.bob.call(leave);
    CHECK(!room.has(bob.id));
    CHECK(here.bob.refusal(leave) == "400 USER_NOT_PARTICIPANT");
}

TEST_CASE("channels are in the list of chats, with their counters") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    here.now += 1s;
    here.write(here.alice, room, "hello");
    api::messages::getDialogs query;
    query.offset_peer = api::inputPeerEmpty{};
    query.limit = 10;
    const auto reply = here.bob.value(query);
    const auto* all = reply.get_if<api::messages::dialogs>();
    REQUIRE(all);
    REQUIRE(all->dialogs.size() == 1);
    const auto* line = all->dialogs[0].get_if<api::dialog>();
    CHECK(*line->pts == room.posts.pts());
    CHECK(line->unread_count == 2); // the message that it was added, too
    CHECK(all->chats.size() == 1);
    api::messages::getHistory history;
    history.peer = here.peer(here.bob, room);
    history.limit = 10;
    const auto messages = here.bob.value(history);
    REQUIRE(messages.is<api::messages::channelMessages>());
    CHECK(messages.get_if<api::messages::channelMessages>()->messages.size() == 3);
}

TEST_CASE("topics of a forum keep their messages apart") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    api::messages::createForumTopic create;
    create.peer = here.peer(here.alice, room);
    create.title = "News";
    create.random_id = 77;
    CHECK(here.alice.refusal(create) == "400 CHANNEL_FORUM_MISSING");
    room.forum = true;
    const auto created = here.alice.value(create);
    CHECK(kinds_of(created) == "updateMessageID updateNewChannelMessage");
    const auto topic =
        created.get_if<api::updates_>()->updates[0].get_if<api::updateMessageID>()->id;
    auto query = here.message(here.bob, room, "in the topic");
    api::inputReplyToMessage to;
    to.reply_to_msg_id = topic;
    query.reply_to = api::InputReplyTo{to};
    (void)here.bob.call(query);
    const auto seen = here.first_for<api::updateNewChannelMessage>(here.alice.self());
    const auto* header =
        seen.message.get_if<api::message>()->reply_to->get_if<api::messageReplyHeader>();
    CHECK(header->forum_topic);
    CHECK(*header->reply_to_msg_id == topic);
    CHECK(!header->reply_to_top_id);
    to.reply_to_msg_id = *seen.message.id();
    query.reply_to = api::InputReplyTo{to};
    query.random_id = 4711;
    (void)here.bob.call(query);
    const auto second = here.first_for<api::updateNewChannelMessage>(here.alice.self());
    header = second.message.get_if<api::message>()->reply_to->get_if<api::messageReplyHeader>();
    CHECK(*header->reply_to_top_id == topic);

    api::messages::getForumTopics list;
    list.peer = here.peer(here.bob, room);
    list.limit = 10;
    const auto topics = here.bob.value(list);
    REQUIRE(topics.topics.size() == 1);
    CHECK(topics.topics[0].get_if<api::forumTopic>()->title == "News");
    api::messages::editForumTopic close;
    close.peer = here.peer(here.alice, room);
    close.topic_id = topic;
    close.closed = true;
    (void)here.alice.call(close);
    query.random_id = 4712;
    CHECK(here.bob.refusal(query) == "400 TOPIC_CLOSED");
}

TEST_CASE("invite links let people in, or let them ask") {
    town here;
    auto& bob = here.bob.self();
    auto& carol = here.carol.self();
    auto& bot = here.bot.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bot});
    room.members[bot.id].is = standing::admin;
    room.members[bot.id].rights.invite_users = true;
    api::messages::exportChatInvite create;
    create.peer = here.peer(here.alice, room);
    create.usage_limit = 1;
    const auto open = here.alice.value(create);
    const auto link = open.get_if<api::chatInviteExported>()->link;
    api::messages::importChatInvite import;
    import.hash = link;
    (void)here.bob.call(import);
    CHECK(room.has(bob.id));
    CHECK(here.first_for<api::updateChannelParticipant>(bot).invite.has_value());
    CHECK(here.carol.refusal(import) == "400 INVITE_HASH_EXPIRED");

    create.usage_limit = {};
    create.request_needed = true;
    const auto closed = here.alice.value(create);
    import.hash = closed.get_if<api::chatInviteExported>()->link;
    api::messages::checkChatInvite look;
    look.hash = import.hash;
    CHECK(here.carol.value(look).get_if<api::chatInvite>()->request_needed);
    here.pushes.clear();
    const auto asked = here.carol.raw(tl::encoded(import));
    REQUIRE(!asked);
    CHECK(asked.error().name == "INVITE_REQUEST_SENT");
    const auto request = here.first_for<api::updateBotChatInviteRequester>(bot);
    CHECK(request.user_id == carol.id);
    CHECK(request.qts == bot.qts);
    CHECK(here.first_for<api::updatePendingJoinRequests>(here.alice.self()).requests_pending == 1);
    api::messages::hideChatJoinRequest let_in;
    let_in.peer = here.peer(here.bot, room);
    api::inputUser requester;
    requester.user_id = carol.id;
    let_in.user_id = requester;
    let_in.approved = true;
    (void)here.bot.call(let_in);
    CHECK(room.has(carol.id));
    CHECK(here.bot.refusal(let_in) == "400 HIDE_REQUESTER_MISSING");
}
