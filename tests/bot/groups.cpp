// SPDX-License-Identifier: MIT
// What accounts see and do in groups and channels, against the test server.
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../support/as_user.hpp"

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

using ids = std::vector<std::int64_t>;

/// The ids of all that a cursor gives.
template <class Cursor>
ag::awaitable<ids> all_of(Cursor cursor) {
    ids all;
    while (const auto one = co_await cursor.next())
        all.push_back(one->id());
    co_return all;
}

/// The name of the refusal of a call; empty when it is none.
ag::awaitable<std::string> refusal_of(ag::awaitable<void> call) {
    try {
        co_await std::move(call);
    } catch (const ag::rpc_error& refusal) {
        co_return std::string{refusal.name()};
    }
    co_return std::string{};
}

} // namespace

TEST_CASE("a user sees a group, its description and its members") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    const auto group = telegram.supergroup("Club", alice, bob);

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        const auto chat = co_await me.get_chat(group.id());
        CHECK(chat.title() == "Club");
        CHECK(chat.type() == ag::chat_type::supergroup);
        CHECK(chat.owned());
        CHECK(chat.joined());
        CHECK(chat.members_count() == 2);
        const auto full = co_await me.get_full_chat(chat);
        CHECK(full.id() == group.id());
        CHECK(full.members_count() == 2);
        CHECK(full.chat().title() == "Club");
        const auto self = co_await me.get_me();
        CHECK(self.id() == alice.id());
        CHECK(self.phone() == alice.phone());
        const std::vector<std::int64_t> ids{alice.id(), 424242, alice.id()};
        const auto users = co_await me.get_users(ids);
        REQUIRE(users.size() == 3);
        CHECK(users[0]->first_name() == "Alice");
        CHECK_FALSE(users[1]);
        CHECK(users[2]->id() == alice.id());
    });
}

TEST_CASE("a handler has the sender and the group of a message as handles") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    auto alice = telegram.user("Alice");
    const auto group = telegram.supergroup("Club", alice, bot);
    bot.on_message(ag::filters::command("who"), [](ag::message m) -> ag::awaitable<void> {
        const auto from = m.from();
        const auto where = m.chat();
        std::string answer = "unknown";
        if (from && where)
            answer = from->full_name() + " in " + where->title();
        static_cast<void>(co_await m.answer(answer));
    });

    alice.writes(group, "/who");

    CHECK(alice.reads(bot, group) == "Alice in Club");
}

TEST_CASE("an owner restricts, bans and lets in again") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto carol = telegram.user("Carol");
    const auto group = telegram.supergroup("Club", alice, bob, carol);

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        const auto everybody = co_await all_of(me.members(group.id()));
        CHECK(everybody.size() == 3);
        const auto words = ag::permissions::none().allow(ag::permission::send_texts);
        co_await me.restrict_member(group.id(), bob.id(), words, {.until = 1h});
        auto member = co_await me.get_member(group.id(), bob.id());
        CHECK(member.status() == ag::member_status::restricted);
        CHECK(member.name() == "Bob");
        CHECK(member.allowed() == words);
        CHECK(member.until().has_value());
        CHECK(member.changed_by() == alice.id());
        CHECK((co_await me.permissions_of(group.id(), bob.id())) == words);
        CHECK((co_await me.permissions_of(group.id(), alice.id())) == ag::permissions::all());
        const auto restricted =
            co_await all_of(me.members(group.id(), {.filter = ag::member_filter::restricted}));
        CHECK(restricted == ids{bob.id()});

        co_await me.restrict_member(group.id(), bob.id(), words, {.until = 10s});
        member = co_await me.get_member(group.id(), bob.id());
        CHECK_FALSE(member.until()); // too short is for ever
        co_await member.unban();
        member = co_await me.get_member(group.id(), bob.id());
        CHECK(member.status() == ag::member_status::member);

        co_await member.ban();
        member = co_await me.get_member(group.id(), bob.id());
        CHECK(member.status() == ag::member_status::banned);
        CHECK_FALSE(member.present());
        const auto banned =
            co_await all_of(me.members(group.id(), {.filter = ag::member_filter::banned}));
        CHECK(banned == ids{bob.id()});
        co_await me.unban(group.id(), bob.id());
        member = co_await me.get_member(group.id(), bob.id());
        CHECK(member.status() == ag::member_status::left);

        co_await me.kick(group.id(), carol.id());
        member = co_await me.get_member(group.id(), carol.id());
        CHECK(member.status() == ag::member_status::left);
        const auto missing = co_await me.add_member(group.id(), carol.id());
        CHECK(missing.empty());
        CHECK((co_await me.members_count(group.id())) == 2);
    });
}

TEST_CASE("those whose privacy forbids it are not added, and are told") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto carol = telegram.user("Carol");
    const auto group = telegram.supergroup("Club", alice, bob, carol);
    telegram.on_server([&] {
        telegram.data_centre().accounts().find(carol.id())->refuses_invitations = true;
    });

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        static_cast<void>(co_await all_of(me.members(group.id()))); // meets both
        const ids both{bob.id(), carol.id()};
        const auto created = co_await me.create_group("Two", both);
        CHECK(created.group.title() == "Two");
        CHECK(created.group.type() == ag::chat_type::basic_group);
        REQUIRE(created.missing.size() == 1);
        CHECK(created.missing[0].user_id == carol.id());
        const auto in_group = co_await all_of(me.members(created.group));
        CHECK(in_group == ids{alice.id(), bob.id()});
        co_await me.promote(created.group, bob.id(), ag::admin_rights::moderator());
        const auto admins =
            co_await all_of(me.members(created.group, {.filter = ag::member_filter::admins}));
        CHECK(admins == ids{alice.id(), bob.id()});
        co_await me.kick(created.group, bob.id());
        CHECK((co_await me.members_count(created.group)) == 1);
        co_await me.delete_chat(created.group);
    });
}

TEST_CASE("an administrator is promoted step by step, and grants no right that it lacks") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto carol = telegram.user("Carol");
    const auto group = telegram.supergroup("Club", alice, bob, carol);
    using enum ag::admin_right;

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        static_cast<void>(co_await all_of(me.members(group.id())));
        const auto first = ag::admin_rights::none().grant(ban_users);
        co_await me.promote(group.id(), bob.id(), first, {.title = "Sheriff"});
        const auto second = ag::admin_rights::none().grant(add_admins);
        co_await me.promote(group.id(), bob.id(), second);
        const auto sheriff = co_await me.get_member(group.id(), bob.id());
        CHECK(sheriff.status() == ag::member_status::administrator);
        CHECK(sheriff.rights() == first.grant(second));
        CHECK(sheriff.title() == "Sheriff");
        CHECK(sheriff.editable());
        co_await me.set_admin_title(group.id(), bob.id(), "Deputy");
        const auto renamed = co_await me.get_member(group.id(), bob.id());
        CHECK(renamed.title() == "Deputy");
        co_await me.set_admin_title(group.id(), bob.id(), "Deputy"); // again
    });
    ag::tests::as_user(telegram, bob, [&](ag::client& me) -> ag::awaitable<void> {
        const auto chat = co_await me.get_chat(group.id());
        CHECK(chat.my_rights() == ag::admin_rights::none().grant(ban_users, add_admins));
        static_cast<void>(co_await all_of(me.members(group.id())));
        const auto pins = ag::admin_rights::none().grant(pin_messages);
        CHECK((co_await refusal_of(me.promote(group.id(), carol.id(), pins))) == "RIGHT_FORBIDDEN");
        co_await me.promote(group.id(), carol.id(), ag::admin_rights::none().grant(ban_users));
        CHECK((co_await refusal_of(me.ban(group.id(), alice.id()))) == "USER_ADMIN_INVALID");
        co_await me.demote(group.id(), carol.id());
        const auto plain = co_await me.get_member(group.id(), carol.id());
        CHECK(plain.status() == ag::member_status::member);
    });
}

TEST_CASE("the settings of a group are what its owner makes them") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    const auto group = telegram.supergroup("Club", alice, bob);

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        const auto id = group.id();
        for (auto twice = 0; twice != 2; ++twice) { // the second time nothing changes
            co_await me.set_title(id, "Other");
            co_await me.set_description(id, "About us");
            co_await me.set_chat_username(id, "@other_club");
            co_await me.set_chat_permissions(
                id, ag::permissions::all().forbid(ag::permission::send_polls)
            );
            co_await me.set_slow_mode(id, 30s);
            co_await me.set_content_protection(id, ag::toggle::on);
            co_await me.set_join_to_send(id, ag::toggle::on);
            co_await me.set_join_by_request(id, ag::toggle::on);
            co_await me.set_message_lifetime(id, 24h);
            co_await me.set_history_hidden(id, ag::toggle::on);
            co_await me.set_forum(id, ag::toggle::on);
        }
        const auto full = co_await me.get_full_chat(id);
        const auto chat = full.chat();
        CHECK(chat.title() == "Other");
        CHECK(chat.username() == "other_club");
        CHECK(
            chat.default_permissions() == ag::permissions::all().forbid(ag::permission::send_polls)
        );
        CHECK(chat.slow_mode());
        CHECK(chat.content_protected());
        CHECK(chat.join_to_send());
        CHECK(chat.join_by_request());
        CHECK(chat.forum());
        CHECK(full.about() == "About us");
        CHECK(full.slow_mode() == 30s);
        CHECK(full.message_lifetime() == 24h);
        CHECK(full.history_hidden());
        CHECK(full.admins_count() == 1);
        CHECK((co_await me.online_count(id)) >= 1);

        const auto channel = co_await me.create_channel("News", {.about = "All that is new"});
        CHECK(
            (co_await refusal_of(me.set_linked_group(channel, id))) == "MEGAGROUP_PREHISTORY_HIDDEN"
        );
        co_await me.set_history_hidden(id, ag::toggle::off);
        co_await me.set_linked_group(channel, id);
        const auto news = co_await me.get_full_chat(channel);
        CHECK(news.linked_chat_id() == id);
        CHECK(news.chat().linked());
        CHECK(news.about() == "All that is new");
        co_await me.remove_linked_group(channel);

        const auto names = co_await me.send_as_choices(id);
        REQUIRE(names.size() == 3);
        CHECK(names[2].sender.id() == channel.id());
        co_await me.set_send_as(id, channel);
        const auto again = co_await me.get_full_chat(id);
        CHECK(again.default_send_as() == channel.id());
        co_await me.delete_chat(channel);
    });
    ag::tests::as_user(telegram, bob, [&](ag::client& me) -> ag::awaitable<void> {
        CHECK((co_await refusal_of(me.set_title(group.id(), "Mine"))).empty()); // all may
        CHECK((co_await refusal_of(me.set_slow_mode(group.id(), 10s))) == "CHAT_ADMIN_REQUIRED");
        const auto first = co_await me.join_chat("@other_club");
        CHECK(first.state == ag::join_state::already);
        CHECK(first.joined_chat->id() == group.id());
        co_await me.leave_chat(group.id());
        co_await me.leave_chat(group.id());
        const auto asked = co_await me.join_chat("@other_club");
        CHECK(asked.state == ag::join_state::requested);
    });
}

TEST_CASE("invite links are made, changed and revoked, and those who wait are let in") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    auto carol = telegram.user("Carol");
    auto dave = telegram.user("Dave");
    const auto group = telegram.supergroup("Club", alice);
    std::string open;
    std::string asking;

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        const auto first = co_await me.export_chat_invite_link(group.id());
        const auto second = co_await me.export_chat_invite_link(group.id());
        CHECK(second.primary());
        const auto old = co_await me.get_invite_link(group.id(), first.link());
        CHECK(old.revoked()); // the trap
        const auto full = co_await me.get_full_chat(group.id());
        CHECK(full.invite_link() == second.link());
        const auto link = co_await me.create_invite_link(
            group.id(), {.title = "Flyer", .until = 24h, .usage_limit = 1}
        );
        CHECK(link.title() == "Flyer");
        CHECK(link.usage_limit() == 1);
        open = link.link();
        const auto request = co_await me.create_invite_link(group.id(), {.by_request = true});
        asking = request.link();
        const auto changed = co_await me.edit_invite_link(group.id(), asking, {.title = "Ask"});
        CHECK(changed.title() == "Ask");
        CHECK(changed.by_request());
    });
    ag::tests::as_user(telegram, bob, [&](ag::client& me) -> ag::awaitable<void> {
        const auto preview = co_await me.preview_invite(open);
        CHECK(preview.title == "Club");
        CHECK(preview.members_count == 1);
        CHECK_FALSE(preview.by_request);
        const auto joined = co_await me.join_chat(open);
        CHECK(joined.state == ag::join_state::joined);
        CHECK(joined.joined_chat->id() == group.id());
        const auto again = co_await me.join_chat("https://t.me/+" + asking.substr(14));
        CHECK(again.state == ag::join_state::already);
        CHECK(again.joined_chat->id() == group.id());
    });
    for (const auto* each : {&carol, &dave})
        ag::tests::as_user(telegram, *each, [&](ag::client& me) -> ag::awaitable<void> {
            const auto asked = co_await me.join_chat(asking);
            CHECK(asked.state == ag::join_state::requested);
        });
    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        const auto id = group.id();
        const auto came = co_await all_of(me.invited_users(id, {.link = open}));
        CHECK(came == ids{bob.id()});
        const auto waiting = co_await all_of(me.join_requests(id));
        CHECK(waiting == ids{carol.id(), dave.id()});
        const auto full = co_await me.get_full_chat(id);
        CHECK(full.join_requests_count() == 2);
        co_await me.approve_join_request(id, carol.id());
        co_await me.decline_all_join_requests(id);
        const auto member = co_await me.get_member(id, carol.id());
        CHECK(member.present());
        CHECK((co_await all_of(me.join_requests(id))).empty());
        CHECK((co_await refusal_of(me.delete_invite_link(id, open))) == "INVITE_REVOKED_MISSING");
        const auto revoked = co_await me.revoke_invite_link(id, open);
        CHECK(revoked.revoked.revoked());
        CHECK_FALSE(revoked.replacement);
        co_await me.delete_invite_link(id, open);
        const auto admins = co_await me.admins_with_links(id);
        REQUIRE(admins.size() == 1);
        CHECK(admins[0].links == 2);
        CHECK(admins[0].revoked_links == 1);
        auto links = me.invite_links(id, {.revoked = true});
        const auto one = co_await links.next();
        REQUIRE(one);
        CHECK(one->revoked());
        CHECK_FALSE(co_await links.next());
        co_await me.delete_revoked_invite_links(id);
        const auto primary = co_await me.revoke_invite_link(id, full.invite_link());
        CHECK(primary.replacement->primary());
    });
}

TEST_CASE("the event log tells who did what, newest first") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    const auto group = telegram.supergroup("Club", alice, bob);

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        const auto club = co_await me.get_chat(group.id());
        static_cast<void>(co_await all_of(club.members()));
        co_await me.set_title(club, "Other");
        co_await club.restrict_member(bob.id(), ag::permissions::none());
        co_await club.ban(bob.id());
        auto log = me.event_log(club);
        const auto ban = co_await log.next();
        REQUIRE(ban);
        CHECK(ban->actor()->first_name() == "Alice");
        const auto* banned = ban->action<ag::api::channelAdminLogEventActionParticipantToggleBan>();
        REQUIRE(banned != nullptr);
        static_cast<void>(co_await log.next());
        const auto title = co_await log.next();
        REQUIRE(title);
        const auto* renamed = title->action<ag::api::channelAdminLogEventActionChangeTitle>();
        REQUIRE(renamed != nullptr);
        CHECK(renamed->prev_value == "Club");
        CHECK_FALSE(co_await log.next());
        ag::event_log_options only;
        only.kinds.ban = true;
        const auto restricted = co_await all_of(me.event_log(club, only));
        CHECK(restricted.size() == 1);
        CHECK((co_await refusal_of(club.leave())) == "USER_CREATOR");
    });
}

TEST_CASE("topics are created, changed and deleted with all their messages") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    const auto group = telegram.supergroup("Club", alice);

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        const auto id = group.id();
        co_await me.set_forum(id, ag::toggle::on);
        const auto news = co_await me.create_topic(id, "News", {.color = ag::topic_color::green});
        const auto talk = co_await me.create_topic(id, "Talk");
        CHECK(news != talk);
        for (auto i = 0; i != 120; ++i)
            static_cast<void>(co_await me.send_text(id, std::to_string(i), {.topic = news}));
        for (auto twice = 0; twice != 2; ++twice) {
            co_await me.edit_topic(id, news, {.title = "Old news"});
            co_await me.close_topic(id, news);
            co_await me.pin_topic(id, news);
            co_await me.hide_general_topic(id);
        }
        co_await me.show_general_topic(id);
        std::vector<std::int32_t> order;
        for (auto topics = me.topics(id); const auto topic = co_await topics.next();)
            order.push_back(topic->id());
        CHECK(order == std::vector<std::int32_t>{news, talk});
        const std::vector<std::int32_t> wanted{talk, 999, news};
        const auto some = co_await me.topics_by_id(id, wanted);
        REQUIRE(some.size() == 3);
        CHECK(some[0]->title() == "Talk");
        CHECK_FALSE(some[1]);
        CHECK(some[2]->title() == "Old news");
        CHECK(some[2]->closed());
        CHECK(some[2]->pinned());
        CHECK(some[2]->icon_color() == 0x8eee98);
        co_await me.reopen_topic(id, news);
        co_await me.unpin_topic(id, news);
        co_await me.delete_topic(id, news);
        const auto gone = co_await me.topics_by_id(id, wanted);
        CHECK_FALSE(gone[2]);
    });
}

TEST_CASE("chats are archived, pinned, muted and put into folders") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    const auto first = telegram.supergroup("First", alice, bob);
    const auto second = telegram.supergroup("Second", alice);
    const auto third = telegram.supergroup("Third", alice);

    ag::tests::as_user(telegram, alice, [&](ag::client& me) -> ag::awaitable<void> {
        co_await me.pin_chat(first.id());
        co_await me.archive_chat(second.id());
        const auto all = co_await all_of(me.dialogs());
        CHECK(std::count(all.begin(), all.end(), second.id()) == 1);
        const auto archive = co_await all_of(me.dialogs({.archived = ag::archived_chats::only}));
        CHECK(archive == ids{second.id()});
        const auto listed = co_await all_of(me.dialogs({.archived = ag::archived_chats::left_out}));
        REQUIRE_FALSE(listed.empty());
        CHECK(listed[0] == first.id());
        CHECK(std::count(listed.begin(), listed.end(), second.id()) == 0);
        CHECK(std::count(listed.begin(), listed.end(), third.id()) == 1);
        co_await me.unarchive_chat(second.id());
        co_await me.mute_chat(second.id());
        co_await me.mark_unread(second.id());
        const ids both{second.id(), first.id()};
        const auto lines = co_await me.get_dialogs(both);
        REQUIRE(lines.size() == 2);
        CHECK(lines[0].title() == "Second");
        CHECK(lines[0].raw()->unread_mark);
        CHECK(*lines[0].raw()->notify_settings.mute_until == 0x7fffffff);
        CHECK(lines[1].pinned());
        co_await me.unmute_chat(second.id());
        co_await me.unmark_unread(second.id());
        co_await me.unpin_chat(first.id());

        const auto folder = co_await me.create_folder("Clubs", both);
        CHECK(folder == 2);
        co_await me.rename_folder(folder, "Some");
        co_await me.remove_from_folder(folder, first.id());
        co_await me.add_to_folder(folder, third.id());
        const auto folders = co_await me.folders();
        REQUIRE(folders.size() == 2);
        CHECK(folders[1].title() == "Some");
        CHECK(folders[1].chats_count() == 2);
        co_await me.delete_folder(folder);
        CHECK((co_await me.folders()).size() == 1);

        CHECK((co_await refusal_of(me.delete_dialog(third.id()))) == "USER_CREATOR");
    });
}
