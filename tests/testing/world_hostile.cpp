// SPDX-License-Identifier: MIT
// Numbers and texts that no decent client sends.
#include <limits>

#include "world_scene.hpp"

using namespace api_scene;

namespace {

constexpr auto greatest = std::numeric_limits<std::int32_t>::max();
constexpr auto least = std::numeric_limits<std::int32_t>::min();

} // namespace

TEST_CASE("an offset that the server has not given is refused") {
    town here;
    here.alice.write(here.bob.self(), "hello");
    api::messages::getMessageReactionsList list;
    list.peer = here.alice.peer(here.bob.self());
    list.id = 1;
    list.limit = 10;
    for (const auto* offset : {"x", "-1", "99999999999999999999999", "1x", " 1"}) {
        list.offset = offset;
        CHECK(here.alice.refusal(list) == "400 OFFSET_INVALID");
    }
    list.offset = "7"; // behind the end
    CHECK(here.alice.value(list).reactions.empty());

    api::payments::getStarsTransactions entries;
    entries.peer = api::inputPeerSelf{};
    entries.limit = 10;
    for (const auto* offset : {"at/", "at/-1", "at/x", "1"}) {
        entries.offset = offset;
        CHECK(here.alice.refusal(entries) == "400 OFFSET_INVALID");
    }
}

TEST_CASE("pages at the limits of numbers are empty or whole") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    here.write(here.alice, room, "hello");
    api::messages::getHistory history;
    history.peer = here.peer(here.alice, room);
    const auto count = [&](std::int32_t offset, std::int32_t add, std::int32_t limit) {
        history.offset_id = offset;
        history.add_offset = add;
        history.limit = limit;
        return here.alice.value(history).get_if<api::messages::channelMessages>()->messages.size();
    };
    CHECK(count(0, 0, greatest) == 2);
    CHECK(count(greatest, 0, 10) == 2);
    CHECK(count(0, greatest, greatest) == 0);
    CHECK(count(greatest, least, greatest) == 0);
    CHECK(count(least, 0, least) == 0);
    api::messages::getDialogs dialogs;
    dialogs.offset_peer = api::inputPeerEmpty{};
    dialogs.offset_date = dialogs.offset_id = greatest;
    dialogs.limit = greatest;
    (void)here.alice.call(dialogs);
}

TEST_CASE("limits of a link must make sense") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    api::messages::exportChatInvite link;
    link.peer = here.peer(here.alice, room);
    for (const auto uses : {-1, 100'000, least, greatest}) {
        link.usage_limit = uses;
        CHECK(here.alice.refusal(link) == "400 USAGE_LIMIT_INVALID");
    }
    link.usage_limit = 1;
    for (const auto date : {-1, 1, 1'700'000'000}) {
        link.expire_date = date;
        CHECK(here.alice.refusal(link) == "400 EXPIRE_DATE_INVALID");
    }
    link.expire_date = 1'700'000'001;
    link.title = tl::string{std::string(33, 'x')};
    CHECK(here.alice.refusal(link) == "400 INVITE_TITLE_TOO_LONG");
    link.title = tl::string{std::string(32, 'x')};
    (void)here.alice.call(link);
}

TEST_CASE("a topic has one of six colours and is created once") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    room.forum = true;
    api::messages::createForumTopic topic;
    topic.peer = here.peer(here.alice, room);
    topic.title = "News";
    topic.random_id = 7;
    topic.icon_color = 1;
    CHECK(here.alice.refusal(topic) == "400 COLOR_INVALID");
    topic.icon_color = 0xffd67e;
    (void)here.alice.call(topic);
    CHECK(room.topics.size() == 1);
    CHECK(here.alice.refusal(topic) == "500 RANDOM_ID_DUPLICATE");
    topic.random_id = 0;
    CHECK(here.alice.refusal(topic) == "400 RANDOM_ID_EMPTY");

    api::messages::getForumTopics list;
    list.peer = topic.peer;
    list.limit = 10;
    list.offset_date = 5;
    CHECK(here.alice.refusal(list) == "400 FIELD_NOT_SUPPORTED_offset_date");
    api::messages::getForumTopicsByID some;
    some.peer = topic.peer;
    CHECK(here.alice.refusal(some) == "400 TOPICS_EMPTY");
    some.topics = {1, 99};
    const auto topics = here.alice.value(some).topics;
    REQUIRE(topics.size() == 2);
    CHECK(topics[0].get_if<api::forumTopic>()->title == "General");
    CHECK(topics[1].get_if<api::forumTopicDeleted>()->id == 99);
}

TEST_CASE("an invoice for more stars than there are is refused") {
    town here;
    here.alice.write(here.bot.self(), "hello");
    api::inputMediaInvoice sold;
    sold.title = "Book";
    sold.payload = tl::bytes{std::string{"book"}};
    sold.provider = "";
    sold.invoice.currency = "XTR";
    api::labeledPrice price;
    price.label = "all";
    price.amount = std::numeric_limits<std::int64_t>::max();
    sold.invoice.prices.push_back(price);
    sold.invoice.prices.push_back(price);
    sold.provider_data.data = "{}";
    api::payments::exportInvoice query;
    query.invoice_media = sold;
    CHECK(here.bot.refusal(query) == "400 CURRENCY_TOTAL_AMOUNT_INVALID");
}

TEST_CASE("a new member of a basic group sees as many of the last messages as it is granted") {
    town here;
    auto& group = here.new_chat(chat_kind::group, here.alice, {&here.bob.self()});
    here.write(here.alice, group, "one");
    here.write(here.bob, group, "two");
    here.write(here.alice, group, "three");
    api::messages::addChatUser add;
    add.chat_id = bare_id(group.id);
    add.user_id = here.user(here.alice, here.carol.self());
    add.fwd_limit = 2;
    (void)here.alice.call(add);
    const auto texts = [&] {
        std::string all;
        for (const auto& [id, message] : here.carol.self().box.messages())
            if (!message.is_service())
                all += message.text + ' ';
        return all;
    };
    CHECK(texts() == "two three ");

    // They are the same messages as those of the others.
    api::messages::deleteChatUser remove;
    remove.chat_id = add.chat_id;
    remove.user_id = here.user(here.alice, here.bob.self());
    remove.revoke_history = true;
    (void)here.alice.call(remove);
    CHECK(texts() == "three ");
    for (const auto& [id, message] : here.alice.self().box.messages())
        CHECK(message.text != "two");

    remove.user_id = here.user(here.alice, here.carol.self());
    remove.revoke_history = false;
    (void)here.alice.call(remove);
    add.fwd_limit = least;
    (void)here.alice.call(add);
    CHECK(texts() == "three ");
}

TEST_CASE("only the creator of a basic group deletes its history for all") {
    town here;
    auto& group = here.new_chat(chat_kind::group, here.alice, {&here.bob.self()});
    here.write(here.alice, group, "one");
    api::messages::deleteHistory all;
    all.peer = here.peer(here.bob, group);
    all.revoke = true;
    CHECK(here.bob.refusal(all) == "400 CHAT_ADMIN_REQUIRED");
    all.just_clear = true;
    CHECK(here.alice.value(all).pts_count > 0);
    CHECK(!here.bob.self().box.ids_with(group.id).empty());
    here.write(here.alice, group, "two");
    all.just_clear = false;
    (void)here.alice.call(all);
    CHECK(here.bob.self().box.find(here.bob.self().box.ids_with(group.id).back())->text != "two");
}

TEST_CASE("slow mode makes members wait, and a protected chat cannot be forwarded from") {
    town here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    room.slow_mode = 30;
    const auto first = here.write(here.bob, room, "one");
    here.now += 10s;
    CHECK(here.bob.refusal(here.message(here.bob, room, "two")) == "420 SLOWMODE_WAIT_20");
    here.write(here.alice, room, "admins do not wait");
    here.write(here.alice, room, "at all");
    here.now += 20s;
    here.write(here.bob, room, "two");

    api::messages::forwardMessages forward;
    forward.from_peer = here.peer(here.bob, room);
    forward.to_peer = api::inputPeerSelf{};
    forward.id = {first};
    forward.random_id = {1};
    room.noforwards = true;
    CHECK(here.bob.refusal(forward) == "400 CHAT_FORWARDS_RESTRICTED");
    room.noforwards = false;
    (void)here.bob.call(forward);
}
