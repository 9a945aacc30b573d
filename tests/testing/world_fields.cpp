// SPDX-License-Identifier: MIT
// What the server would have to ignore is refused by name, and leaves nothing behind.
#include "world_scene.hpp"

using namespace api_scene;

namespace {

constexpr auto unsupported = "400 FIELD_NOT_SUPPORTED_";

} // namespace

TEST_CASE("fields of edits, forwards and histories that would have to be ignored are refused") {
    town here;
    auto& bot = here.bot.self();
    here.alice.write(bot, "hello");
    const auto peer = here.alice.peer(bot);

    api::messages::editMessage edit;
    edit.peer = peer;
    edit.id = 1;
    edit.message = "hello!";
    edit.invert_media = true;
    CHECK(here.alice.refusal(edit) == std::string{unsupported} + "invert_media");
    edit.invert_media = false;
    edit.schedule_repeat_period = 60;
    CHECK(here.alice.refusal(edit) == std::string{unsupported} + "schedule_repeat_period");

    api::messages::forwardMessages forward;
    forward.from_peer = forward.to_peer = peer;
    forward.id.push_back(1);
    forward.random_id.push_back(7);
    forward.with_my_score = true;
    CHECK(here.alice.refusal(forward) == std::string{unsupported} + "with_my_score");

    api::messages::deleteHistory history;
    history.peer = peer;
    history.min_date = 1;
    CHECK(here.alice.refusal(history) == std::string{unsupported} + "min_date");

    api::messages::saveDraft draft;
    draft.peer = peer;
    draft.message = "later";
    draft.suggested_post = api::suggestedPost{};
    CHECK(here.alice.refusal(draft) == std::string{unsupported} + "suggested_post");
    CHECK(!here.alice.self().box.dialog_with(bot.id)->draft);

    api::contacts::block block;
    block.id = peer;
    block.my_stories_from = true;
    CHECK(here.alice.refusal(block) == std::string{unsupported} + "my_stories_from");

    api::updates::getDifference difference;
    difference.pts = 1;
    difference.qts_limit = 1;
    CHECK(here.alice.refusal(difference) == std::string{unsupported} + "qts_limit");
    CHECK(bot.box.find(1)->text == "hello");
}

TEST_CASE("fields of groups and channels that would have to be ignored are refused") {
    town here;
    api::channels::createChannel create;
    create.title = "Room";
    create.megagroup = true;
    create.for_import = true;
    CHECK(here.alice.refusal(create) == std::string{unsupported} + "for_import");

    auto& group = here.new_chat(chat_kind::group, here.alice);
    api::messages::addChatUser add;
    add.chat_id = bare_id(group.id);
    add.user_id = here.user(here.alice, here.bob.self());
    (void)here.alice.call(add);

    auto& channel = here.new_chat(chat_kind::channel, here.alice);
    api::updates::getChannelDifference difference;
    difference.channel = here.channel(here.alice, channel);
    difference.filter = api::channelMessagesFilter{};
    difference.pts = 1;
    CHECK(here.alice.refusal(difference) == std::string{unsupported} + "filter");

    api::messages::getChatInviteImporters importers;
    importers.peer = here.peer(here.alice, channel);
    importers.offset_user = api::inputUserEmpty{};
    importers.q = "Bob"; // only those who wait are searched
    CHECK(here.alice.refusal(importers) == std::string{unsupported} + "q");
}

TEST_CASE("several messages are forwarded together or not at all") {
    town here;
    auto& bot = here.bot.self();
    here.alice.write(bot, "one");
    api::messages::forwardMessages forward;
    forward.from_peer = forward.to_peer = here.alice.peer(bot);
    forward.id = {1, 5};
    forward.random_id = {7, 8};
    CHECK(here.alice.refusal(forward) == "400 MESSAGE_ID_INVALID");
    CHECK(bot.box.messages().size() == 1);
    forward.id = {1, 1};
    (void)here.alice.call(forward);
    CHECK(bot.box.messages().size() == 3);
    CHECK(here.alice.refusal(forward) == "500 RANDOM_ID_DUPLICATE");
}

TEST_CASE("a draft goes with the message that is sent for it") {
    town here;
    auto& alice = here.alice.self();
    const auto& bot = here.bot.self();
    here.alice.write(bot, "hello");
    api::messages::saveDraft draft;
    draft.peer = here.alice.peer(bot);
    draft.message = "lat";
    (void)here.alice.call(draft);
    REQUIRE(alice.box.dialog_with(bot.id)->draft);

    auto send = here.alice.message(bot, "later", 8);
    (void)here.alice.call(send);
    CHECK(alice.box.dialog_with(bot.id)->draft);
    send.random_id = 9;
    send.clear_draft = true;
    (void)here.alice.call(send);
    CHECK(!alice.box.dialog_with(bot.id)->draft);
    CHECK(here.first_for<api::updateDraftMessage>(alice).draft.is<api::draftMessageEmpty>());
}

TEST_CASE("a search selects by writer and by id, and blocked accounts are listed") {
    town here;
    auto& bob = here.bob.self();
    here.alice.write(bob, "from alice");
    here.bob.write(here.alice.self(), "from bob");
    here.bob.write(here.alice.self(), "from bob again");
    api::messages::search search;
    search.peer = here.alice.peer(bob);
    search.filter = api::inputMessagesFilterEmpty{};
    search.limit = 10;
    const auto count = [&] {
        const auto reply = here.alice.call(search);
        const auto* all = (*reply).get_if<api::messages::messages>();
        REQUIRE(all);
        return all->messages.size();
    };
    CHECK(count() == 3);
    search.from_id = here.alice.peer(bob);
    CHECK(count() == 2);
    search.min_id = 2;
    CHECK(count() == 1);
    search.saved_peer_id = here.alice.peer(bob);
    CHECK(here.alice.refusal(search) == std::string{unsupported} + "saved_peer_id");

    api::contacts::block block;
    block.id = here.alice.peer(bob);
    (void)here.alice.call(block);
    api::contacts::getBlocked list;
    list.limit = 10;
    const auto blocked = here.alice.value(list);
    REQUIRE(blocked.is<api::contacts::blockedSlice>());
    CHECK(blocked.get_if<api::contacts::blockedSlice>()->count == 1);
}
