// SPDX-License-Identifier: MIT
#include "world_scene.hpp"

using namespace api_scene;

TEST_CASE(
    "settings of a group are changed by those with the right, and tell when they are so already"
) {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
    api::channels::toggleSlowMode slow;
    slow.channel = here.channel(here.bob, room);
    slow.seconds = 10;
    CHECK(here.bob.refusal(slow) == "400 CHAT_ADMIN_REQUIRED");
    slow.channel = here.channel(here.alice, room);
    slow.seconds = 7;
    CHECK(here.alice.refusal(slow) == "400 SECONDS_INVALID");
    slow.seconds = 10;
    (void)here.alice.call(slow);
    CHECK(here.kinds_for(bob) == "updateChannel");
    CHECK(here.alice.refusal(slow) == "400 CHAT_NOT_MODIFIED");
    api::messages::setHistoryTTL ttl;
    ttl.peer = here.peer(here.alice, room);
    ttl.period = -1;
    CHECK(here.alice.refusal(ttl) == "400 TTL_PERIOD_INVALID");
    api::channels::toggleJoinRequest asking;
    asking.channel = here.channel(here.alice, room);
    asking.enabled = true;
    CHECK(here.alice.refusal(asking) == "400 CHAT_PUBLIC_REQUIRED");
}

TEST_CASE("restrictions that are too short or too long are for ever") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
    const auto now = static_cast<std::int32_t>(unix_seconds(here.now));
    const auto end_of = [&](std::int32_t until) {
        api::channels::editBanned limit;
        limit.channel = here.channel(here.alice, room);
        limit.participant = here.alice.peer(bob);
        limit.banned_rights.send_polls = true;
        limit.banned_rights.until_date = until;
        (void)here.alice.call(limit);
        return room.member(bob.id).banned.until_date;
    };
    constexpr std::int32_t for_ever = 0x7fffffff;
    constexpr std::int32_t year = 366 * 24 * 60 * 60;
    CHECK(end_of(0) == 0);
    CHECK(end_of(now + 29) == for_ever);
    CHECK(end_of(now + 30) == now + 30);
    CHECK(end_of(now + year) == now + year);
    CHECK(end_of(now + year + 1) == for_ever);
}

TEST_CASE("an admin grants no right that it lacks, and changes none of another's admins") {
    town here;
    auto& bob = here.bob.self();
    auto& carol = here.carol.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob, &carol});
    api::channels::editAdmin promote;
    promote.channel = here.channel(here.alice, room);
    promote.user_id = here.user(here.alice, bob);
    promote.admin_rights.add_admins = true;
    (void)here.alice.call(promote);
    promote.channel = here.channel(here.bob, room);
    promote.user_id = here.user(here.bob, carol);
    promote.admin_rights.pin_messages = true;
    CHECK(here.bob.refusal(promote) == "403 RIGHT_FORBIDDEN");
    promote.admin_rights.pin_messages = false;
    (void)here.bob.call(promote);
    promote.channel = here.channel(here.carol, room);
    promote.user_id = here.user(here.carol, bob);
    CHECK(here.carol.refusal(promote) == "400 CHAT_ADMIN_REQUIRED");
}

TEST_CASE("a primary link has no settings, and only its owner and the creator change a link") {
    town here;
    auto& bob = here.bob.self();
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&bob});
    room.members[bob.id].is = standing::admin;
    room.members[bob.id].rights.invite_users = true;
    api::messages::exportChatInvite create;
    create.peer = here.peer(here.alice, room);
    create.legacy_revoke_permanent = true;
    const auto primary = here.alice.value(create);
    api::messages::editExportedChatInvite edit;
    edit.peer = here.peer(here.alice, room);
    edit.link = primary.get_if<api::chatInviteExported>()->link;
    edit.title = "Door";
    CHECK(here.alice.refusal(edit) == "400 CHAT_INVITE_PERMANENT");
    edit.peer = here.peer(here.bob, room);
    CHECK(here.bob.refusal(edit) == "400 CHAT_ADMIN_REQUIRED");
    edit.title.reset();
    edit.revoked = true;
    edit.peer = here.peer(here.alice, room);
    CHECK(here.alice.value(edit).is<api::messages::exportedChatInviteReplaced>());
}

TEST_CASE("topics are hidden, closed and renamed each alone, and only General is hidden") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    room.forum = true;
    room.topics[5].id = 5;
    room.topics[5].title = "News";
    api::messages::editForumTopic edit;
    edit.peer = here.peer(here.alice, room);
    edit.topic_id = 5;
    edit.hidden = true;
    CHECK(here.alice.refusal(edit) == "400 NOGENERAL_HIDE_FORBIDDEN");
    edit.hidden.reset();
    edit.closed = true;
    edit.title = "Old";
    CHECK(here.alice.refusal(edit) == "400 TOPIC_CLOSE_SEPARATELY");
    edit.title.reset();
    (void)here.alice.call(edit);
    CHECK(here.alice.refusal(edit) == "400 TOPIC_NOT_MODIFIED");
    edit.topic_id = 6;
    CHECK(here.alice.refusal(edit) == "400 TOPIC_ID_INVALID");
}

TEST_CASE("folders have a title and something in them, and moves into the archive are numbered") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    api::dialogFilter folder;
    api::messages::updateDialogFilter save;
    save.id = 1;
    save.filter = api::DialogFilter{folder};
    CHECK(here.alice.refusal(save) == "400 FILTER_ID_INVALID");
    save.id = 2;
    CHECK(here.alice.refusal(save) == "400 FILTER_TITLE_EMPTY");
    folder.title.text = "Rooms";
    save.filter = api::DialogFilter{folder};
    CHECK(here.alice.refusal(save) == "400 FILTER_INCLUDE_EMPTY");
    api::folders::editPeerFolders move;
    api::inputFolderPeer place;
    place.peer = here.peer(here.alice, room);
    place.folder_id = 1;
    move.folder_peers.push_back(place);
    const auto before = here.alice.self().box.pts();
    const auto moved = here.alice.value(move);
    CHECK(kinds_of(moved) == "updateFolderPeers");
    CHECK(here.alice.self().box.pts() == before + 1);
}
