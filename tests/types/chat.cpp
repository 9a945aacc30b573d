// SPDX-License-Identifier: MIT
#include <awaitgram/text/text.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/full_chat.hpp>
#include <awaitgram/types/full_user.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/user.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace awaitgram;

namespace {

/// What came along: Alice, the basic group 3, the channels 4 and 5, and a group that is lost.
struct came_along {
    came_along() {
        api::user alice{};
        alice.id = 5;
        alice.first_name = "Alice";
        alice.last_name = "Liddell";
        alice.premium = true;
        for (const auto* name : {"alice", "sold"}) {
            api::username each{};
            each.username = name;
            each.active = std::string_view{name} == "alice";
            if (!alice.usernames)
                alice.usernames.emplace();
            alice.usernames->push_back(std::move(each));
        }
        map->kept.users.push_back(alice);
        api::chat group{};
        group.id = 3;
        group.title = "Friends";
        group.participants_count = 7;
        map->kept.chats.push_back(group);
        api::channel news{};
        news.id = 4;
        news.title = "News";
        news.username = "daily";
        news.broadcast = true;
        news.left = true;
        map->kept.chats.push_back(news);
        api::channel forum{};
        forum.id = 6;
        forum.megagroup = forum.forum = forum.noforwards = true;
        forum.title = "Forum";
        map->kept.chats.push_back(forum);
        api::chatForbidden lost{};
        lost.id = 9;
        lost.title = "Lost";
        map->kept.chats.push_back(lost);
        map->users = &map->kept.users;
        map->chats = &map->kept.chats;
    }
    std::shared_ptr<peer_map_of<api::messages::dialogs>> map =
        std::make_shared<peer_map_of<api::messages::dialogs>>(api::messages::dialogs{});
};

} // namespace

TEST_CASE("a user tells its names and flags, and is mentioned by its id") {
    const came_along along;
    const auto alice = user::among(along.map, 5);

    REQUIRE(alice);
    CHECK(alice->id() == 5);
    CHECK(alice->full_name() == "Alice Liddell");
    CHECK(alice->username() == "alice");
    CHECK(alice->usernames() == std::vector<std::string_view>{"alice"});
    CHECK(alice->premium());
    CHECK_FALSE(alice->is_bot());
    CHECK(alice->link() == "https://t.me/alice");
    CHECK(alice->mention().entities().size() == 1);
    CHECK(alice->mention("you").str() == "you");
    CHECK_FALSE(user::among(along.map, 6));
    CHECK(user{}.full_name().empty());
    CHECK(user{}.link() == "tg://user?id=0");
}

TEST_CASE("a chat tells its kind, title and number, whichever object of the schema it is") {
    const came_along along;
    const auto told = [&along](std::int64_t id) {
        const auto found = chat::among(along.map, id);
        REQUIRE(found);
        CHECK(found->id() == id);
        return *found;
    };
    const auto alice = told(5);
    CHECK(alice.type() == chat_type::private_chat);
    CHECK(alice.kind() == chat_kind::private_chat);
    CHECK(alice.title() == "Alice Liddell");
    CHECK(alice.user()->first_name() == "Alice");
    CHECK(alice.raw<api::user>() != nullptr);

    const auto group = told(-3);
    CHECK(group.type() == chat_type::basic_group);
    CHECK(group.kind() == chat_kind::group);
    CHECK(group.title() == "Friends");
    CHECK(group.members_count() == 7);
    CHECK(group.joined());
    CHECK_FALSE(group.user());
    CHECK(group.raw<api::channel>() == nullptr);

    const auto news = told(-1000000000004);
    CHECK(news.type() == chat_type::channel);
    CHECK(news.kind() == chat_kind::channel);
    CHECK(news.link() == "https://t.me/daily");
    CHECK_FALSE(news.joined());
    CHECK_FALSE(news.members_count());
    CHECK_FALSE(news.my_permissions().allows(permission::send_texts));

    const auto forum = told(-1000000000006);
    CHECK(forum.type() == chat_type::supergroup);
    CHECK(forum.forum());
    CHECK(forum.content_protected());

    const auto lost = told(-9);
    CHECK(lost.title() == "Lost");
    CHECK_FALSE(lost.accessible());
    CHECK_FALSE(lost.joined());
    CHECK_FALSE(chat::among(along.map, -8));
    CHECK(chat{}.id() == 0);
}

TEST_CASE("permissions are the reverse of bans") {
    CHECK(permissions::all().as_bans() == api::chatBannedRights{});
    CHECK(permissions::from_bans({}) == permissions::all());

    const auto quiet = permissions::all().forbid(permission::send_polls, permission::pin_messages);
    const auto bans = quiet.as_bans();
    CHECK(bans.send_polls);
    CHECK(bans.pin_messages);
    CHECK_FALSE(bans.send_plain);
    CHECK_FALSE(bans.view_messages);
    CHECK_FALSE(bans.send_messages);
    CHECK(permissions::from_bans(bans) == quiet);
}

TEST_CASE("bans of all media and of all messages carry the older flags, too") {
    const auto words = permissions::none().allow(permission::send_texts).as_bans();
    CHECK_FALSE(words.send_messages);
    CHECK_FALSE(words.send_plain);
    CHECK(words.send_media);
    CHECK(words.send_photos);
    CHECK(words.send_docs);
    const auto photos = permissions::none().allow(permission::send_photos).as_bans();
    CHECK_FALSE(photos.send_messages);
    CHECK_FALSE(photos.send_media);
    CHECK(photos.send_plain);
    CHECK(photos.send_videos);
    const auto mute = permissions::none().as_bans();
    CHECK(mute.send_messages);
    CHECK_FALSE(mute.view_messages);

    api::chatBannedRights old{};
    old.send_media = true;
    CHECK(permissions::from_bans(old) == permissions::all().forbid(permissions::media()));
    old = {};
    old.send_messages = true;
    CHECK_FALSE(permissions::from_bans(old).allows(permission::send_stickers));
    CHECK(permissions::from_bans(old).allows(permission::invite_users));
    old = {};
    old.view_messages = true;
    CHECK(permissions::from_bans(old) == permissions::none());
}

TEST_CASE("rights of administrators are those of the schema") {
    CHECK(admin_rights::none().raw() == api::chatAdminRights{});
    const auto some = admin_rights::moderator().grant(admin_right::anonymous);
    CHECK(some.raw().ban_users);
    CHECK(some.raw().anonymous);
    CHECK_FALSE(some.raw().add_admins);
    CHECK(admin_rights::from_raw(some.raw()) == some);
    CHECK(some.revoke(some).empty());
    CHECK_FALSE(admin_rights::of_groups().has(admin_right::post_messages));
    CHECK_FALSE(admin_rights::of_channels().has(admin_right::pin_messages));
}

TEST_CASE("restrictions and the rights of a group together are what the account may do") {
    api::channel raw{};
    raw.id = 4;
    raw.megagroup = true;
    raw.banned_rights.emplace().send_photos = true;
    raw.default_banned_rights.emplace().send_polls = true;
    const auto holder = std::make_shared<peer_map_of<api::Chat>>(api::Chat{raw});
    const chat restricted{holder, holder->kept};
    CHECK(
        restricted.my_permissions() ==
        permissions::all().forbid(permission::send_photos, permission::send_polls)
    );
    CHECK(restricted.default_permissions() == permissions::all().forbid(permission::send_polls));

    raw.admin_rights.emplace().ban_users = true;
    holder->kept = raw;
    const chat administrated{holder, holder->kept};
    CHECK(administrated.administrated());
    CHECK(administrated.my_permissions() == permissions::all());
    CHECK(administrated.my_rights() == admin_rights::none().grant(admin_right::ban_users));
}

TEST_CASE("a full chat has what its kind has, and nothing for the rest") {
    api::channelFull raw{};
    raw.id = 4;
    raw.about = "Words";
    raw.participants_count = 12;
    raw.slowmode_seconds = 30;
    raw.linked_chat_id = 7;
    raw.ttl_period = 86400;
    raw.pinned_msg_id = 3;
    api::chatInviteExported link{};
    link.link = "https://t.me/+abc";
    raw.exported_invite = link;
    const auto holder = std::make_shared<peer_map_of<api::ChatFull>>(api::ChatFull{raw});
    const full_chat channel{holder, holder->kept};
    CHECK(channel.id() == -1000000000004);
    CHECK(channel.about() == "Words");
    CHECK(channel.members_count() == 12);
    CHECK_FALSE(channel.admins_count());
    CHECK(channel.slow_mode() == std::chrono::seconds{30});
    CHECK(channel.linked_chat_id() == -1000000000007);
    CHECK(channel.message_lifetime() == std::chrono::hours{24});
    CHECK(channel.pinned_message_id() == 3);
    CHECK(channel.invite_link() == "https://t.me/+abc");
    CHECK(channel.raw<api::chatFull>() == nullptr);

    api::userFull person{};
    person.id = 5;
    person.about = "Hello";
    person.ttl_period = 60;
    const auto other = std::make_shared<peer_map_of<api::userFull>>(std::move(person));
    const full_chat with{other, other->kept};
    CHECK(with.id() == 5);
    CHECK(with.about() == "Hello");
    CHECK(with.message_lifetime() == std::chrono::seconds{60});
    CHECK(with.invite_link().empty());
    CHECK(full_chat{}.id() == 0);
    CHECK(full_user{other, other->kept}.about() == "Hello");
    CHECK(full_user{}.id() == 0);
}

TEST_CASE("a message has its sender and chat as handles, where they came along") {
    const came_along along;
    api::message raw{};
    raw.peer_id = api::peerChannel{.channel_id = 6};
    raw.from_id = api::peerUser{.user_id = 5};
    const message written{along.map, raw, nullptr};
    CHECK(written.from()->full_name() == "Alice Liddell");
    CHECK(written.chat()->title() == "Forum");
    CHECK_FALSE(written.sender_chat());

    raw.from_id.reset();
    const message anonymous{along.map, raw, nullptr};
    CHECK_FALSE(anonymous.from());
    CHECK(anonymous.sender_chat()->title() == "Forum");

    raw.from_id = api::peerUser{.user_id = 77};
    CHECK_FALSE(message{along.map, raw, nullptr}.from());
}
