// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/members.hpp>
#include <awaitgram/peers/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using account = tests::account_with<member_methods>;

namespace {

using names = std::vector<std::string>;

constexpr std::int64_t supergroup = -1000000000008;
constexpr std::int64_t basic_group = -3;

/// The requests of a method that an answer without content satisfies.
template <class Request>
std::vector<Request> requests_of(std::function<awaitable<void>(account&)> act) {
    tests::script steps;
    account me{steps};
    std::vector<Request> seen;
    me.calls.answer_with<Request>([&seen](const Request& asked) {
        seen.push_back(asked);
        return api::Updates{api::updates_{}};
    });
    tests::run([&] { return act(me); });
    return seen;
}

api::channels::channelParticipant admin_with(admin_rights rights, std::string_view rank) {
    api::channelParticipantAdmin raw{};
    raw.user_id = 5;
    raw.admin_rights = rights.raw();
    raw.rank = tl::string{rank};
    api::channels::channelParticipant answer{};
    answer.participant = raw;
    return answer;
}

/// Pages of two members of five, of whom the third moves between pages.
api::channels::ChannelParticipants page_of(const api::channels::getParticipants& asked) {
    api::channels::channelParticipants page{};
    page.count = 5;
    constexpr std::int64_t order[] = {11, 12, 12, 13, 14, 15};
    for (auto at = asked.offset; at < asked.offset + 2 && at < 6; ++at) {
        api::channelParticipant one{};
        one.user_id = order[at];
        page.participants.push_back(one);
    }
    return page;
}

struct members_scene {
    explicit members_scene(tests::script& steps) : me(steps) {
        me.calls.answer_with<api::channels::getParticipants>([](const auto& asked) {
            return page_of(asked);
        });
    }
    awaitable<void> run() {
        ids.clear();
        for (auto members = me.members(supergroup); const auto one = co_await members.next();)
            ids.push_back(one->id());
    }
    void check() { CHECK(ids == std::vector<std::int64_t>{11, 12, 13, 14, 15}); }

    account me;
    std::vector<std::int64_t> ids{};
};

struct promote_scene {
    explicit promote_scene(tests::script& steps) : me(steps) {
        me.calls.answer<api::channels::getParticipant>(
            admin_with(admin_rights::none().grant(admin_right::pin_messages), "Captain")
        );
        me.calls.answer_with<api::channels::editAdmin>([this](const auto& asked) {
            rights = admin_rights::from_raw(asked.admin_rights);
            rank = asked.rank ? asked.rank->str() : std::string{};
            return api::Updates{api::updates_{}};
        });
    }
    awaitable<void> run() {
        co_await me.promote(supergroup, 5, admin_rights::none().grant(admin_right::ban_users));
    }
    void check() {
        CHECK(
            rights == admin_rights::none().grant(admin_right::ban_users, admin_right::pin_messages)
        );
        CHECK(rank == "Captain");
    }

    account me;
    admin_rights rights{};
    std::string rank{};
};

} // namespace

TEST_CASE("a list of members has each once, and survives a failure and a cancellation") {
    CHECK(
        tests::replay<members_scene>() ==
        names{
            "peer",
            "channels.getParticipants",
            "channels.getParticipants",
            "channels.getParticipants",
            "channels.getParticipants"}
    );
}

TEST_CASE("a promotion keeps the rights and the title that an administrator has") {
    CHECK(
        tests::replay<promote_scene>() ==
        names{"peer", "peer", "channels.getParticipant", "channels.editAdmin"}
    );
}

TEST_CASE("a ban takes everything, and a kick lifts it at once") {
    using request = api::channels::editBanned;
    const auto bans = requests_of<request>([](account& me) -> awaitable<void> {
        co_await me.ban(supergroup, 5);
    });
    REQUIRE(bans.size() == 1);
    CHECK(bans[0].banned_rights.view_messages);
    CHECK(bans[0].banned_rights.send_messages);
    CHECK(bans[0].banned_rights.until_date == 0);
    CHECK(bans[0].participant.get_if<api::inputPeerUser>()->user_id == 5);

    const auto kick = requests_of<request>([](account& me) -> awaitable<void> {
        co_await me.kick(supergroup, 5);
    });
    REQUIRE(kick.size() == 2);
    CHECK(kick[0].banned_rights.view_messages);
    CHECK(kick[1].banned_rights == api::chatBannedRights{});

    const auto lifted = requests_of<request>([](account& me) -> awaitable<void> {
        co_await me.unban(supergroup, 5);
    });
    CHECK(lifted.at(0).banned_rights == api::chatBannedRights{});
}

TEST_CASE("a restriction says what stays allowed, and when it ends") {
    const auto now = unix_seconds(steady_now());
    const auto limited = requests_of<api::channels::editBanned>([](account& me) -> awaitable<void> {
        co_await me.restrict_member(
            supergroup, 5, permissions::none().allow(permission::send_texts), {.until = 1h}
        );
    });
    REQUIRE(limited.size() == 1);
    const auto& bans = limited[0].banned_rights;
    CHECK_FALSE(bans.view_messages);
    CHECK_FALSE(bans.send_plain);
    CHECK(bans.send_media);
    CHECK(bans.send_photos);
    CHECK(bans.until_date >= now + 3600);
    CHECK(bans.until_date <= now + 3700);
}

TEST_CASE("a member of a basic group is removed, since it knows no bans") {
    const auto removed =
        requests_of<api::messages::deleteChatUser>([](account& me) -> awaitable<void> {
            co_await me.ban(basic_group, 5, {.delete_messages = true});
            co_await me.kick(basic_group, 5);
        });
    REQUIRE(removed.size() == 2);
    CHECK(removed[0].chat_id == 3);
    CHECK(removed[0].revoke_history);
    CHECK_FALSE(removed[1].revoke_history);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              tests::script steps;
              account me{steps};
              co_await me.unban(basic_group, 5);
          }) == peer_errc::not_a_channel);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              tests::script steps;
              account me{steps};
              co_await me.ban(5, 6);
          }) == peer_errc::not_a_group);
}

TEST_CASE("rights that are set replace those that there were, and keep the title") {
    tests::script steps;
    account me{steps};
    std::vector<api::channels::editAdmin> seen;
    me.calls.answer<api::channels::getParticipant>(admin_with(admin_rights::moderator(), "Captain")
    );
    me.calls.answer_with<api::channels::editAdmin>([&seen](const auto& asked) {
        seen.push_back(asked);
        return api::Updates{api::updates_{}};
    });
    tests::run([&]() -> awaitable<void> {
        co_await me.set_admin_rights(
            supergroup, 5, admin_rights::none().grant(admin_right::add_admins)
        );
        co_await me.demote(supergroup, 5);
        co_await me.promote(supergroup, 5, admin_rights::none(), {.title = "Mate"});
    });
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].admin_rights.add_admins);
    CHECK_FALSE(seen[0].admin_rights.ban_users);
    CHECK(*seen[0].rank == "Captain");
    CHECK(seen[1].admin_rights == api::chatAdminRights{});
    CHECK(seen[2].admin_rights.ban_users);
    CHECK(seen[2].admin_rights.other);
    CHECK(*seen[2].rank == "Mate");
}

TEST_CASE("a title has at most sixteen characters, of any alphabet") {
    tests::script steps;
    account me{steps};
    CHECK_THROWS_AS(
        (void)me.set_admin_title(supergroup, 5, "seventeen letters"), std::invalid_argument
    );
    const auto seen =
        requests_of<api::messages::editChatParticipantRank>([](account& sender) -> awaitable<void> {
            co_await sender.set_admin_title(supergroup, 5, "шестнадцать букв");
        });
    CHECK(seen.at(0).rank == "шестнадцать букв");
}

TEST_CASE("that nothing changes is no error") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::channels::editBanned>([](const auto&) -> api::Updates {
        throw rpc_error{400, "CHAT_NOT_MODIFIED"};
    });
    CHECK_NOTHROW(tests::run([&]() -> awaitable<void> { co_await me.unban(supergroup, 5); }));
    me.calls.answer_with<api::channels::editBanned>([](const auto&) -> api::Updates {
        throw rpc_error{400, "USER_ADMIN_INVALID"};
    });
    CHECK_THROWS_AS(
        tests::run([&]() -> awaitable<void> { co_await me.unban(supergroup, 5); }), rpc_error
    );
}

TEST_CASE("somebody who never was in a chat has left it") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::channels::getParticipant>(
        [](const auto&) -> api::channels::channelParticipant {
            throw rpc_error{400, "USER_NOT_PARTICIPANT"};
        }
    );
    tests::run([&]() -> awaitable<void> {
        const auto member = co_await me.get_member(supergroup, 5);
        CHECK(member.status() == member_status::left);
        CHECK_FALSE(member.present());
        CHECK(member.id() == 5);
        CHECK(member.member_of() == supergroup);
    });
}

TEST_CASE("the members of a basic group come with the group, and are filtered here") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::messages::getFullChat>([](const auto& asked) {
        CHECK(asked.chat_id == 3);
        api::chatParticipants list{};
        api::chatParticipantCreator owner{};
        owner.user_id = 5;
        list.participants.push_back(owner);
        api::chatParticipant other{};
        other.user_id = 6;
        list.participants.push_back(other);
        api::chatFull full{};
        full.id = 3;
        full.participants = std::move(list);
        api::messages::chatFull answer{};
        answer.full_chat = std::move(full);
        for (const auto* name : {"Anna", "Robert"}) {
            api::user user{};
            user.id = std::string_view{name} == "Anna" ? 5 : 6;
            user.first_name = name;
            answer.users.push_back(std::move(user));
        }
        return answer;
    });
    std::vector<std::int64_t> ids;
    const auto list = [&](member_options options) -> awaitable<void> {
        ids.clear();
        for (auto members = me.members(basic_group, options);
             const auto one = co_await members.next();)
            ids.push_back(one->id());
    };
    const auto listed = [&](member_options options) {
        tests::run([&] { return list(options); });
        return ids;
    };
    CHECK(listed({}) == std::vector<std::int64_t>{5, 6});
    CHECK(listed({.filter = member_filter::admins}) == std::vector<std::int64_t>{5});
    CHECK(listed({.search = "rob"}) == std::vector<std::int64_t>{6});
    CHECK(listed({.filter = member_filter::banned}).empty());
    CHECK(listed({.limit = 1}) == std::vector<std::int64_t>{5});
    tests::run([&]() -> awaitable<void> {
        const auto anna = co_await me.get_member(basic_group, 5);
        CHECK(anna.status() == member_status::owner);
        CHECK(anna.name() == "Anna");
        const auto nobody = co_await me.get_member(basic_group, 7);
        CHECK(nobody.status() == member_status::left);
    });
}

TEST_CASE("a member is acted on by what came along with it") {
    tests::script steps;
    account me{steps};
    std::vector<api::channels::editBanned> seen;
    me.calls.answer_with<api::channels::getParticipant>([](const auto&) {
        auto answer = admin_with(admin_rights::moderator(), "");
        api::user user{};
        user.id = 5;
        user.access_hash = 55;
        answer.users.push_back(std::move(user));
        return answer;
    });
    me.calls.answer_with<api::channels::editBanned>([&seen](const auto& asked) {
        seen.push_back(asked);
        return api::Updates{api::updates_{}};
    });
    tests::run([&]() -> awaitable<void> {
        const auto member = co_await me.get_member(supergroup, 5);
        co_await member.ban({.until = 24h});
        co_await member.unban();
    });
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].participant.get_if<api::inputPeerUser>()->access_hash == 55);
    CHECK(seen[0].banned_rights.until_date != 0);
    CHECK_THROWS_AS((void)chat_member{}.kick(), std::logic_error);
}

TEST_CASE("those who could not be added are told, and two hundred are added at a time") {
    tests::script steps;
    account me{steps};
    std::vector<std::size_t> sizes;
    me.calls.answer_with<api::channels::inviteToChannel>([&sizes](const auto& asked) {
        sizes.push_back(asked.users.size());
        api::missingInvitee missing{};
        missing.user_id = 7;
        missing.premium_would_allow_invite = true;
        api::messages::invitedUsers answer{};
        answer.updates = api::updates_{};
        answer.missing_invitees.push_back(missing);
        return answer;
    });
    tests::run([&]() -> awaitable<void> {
        std::vector<std::int64_t> users;
        for (auto id = 1; id <= 201; ++id)
            users.push_back(id);
        const auto missing = co_await me.add_members(supergroup, users);
        REQUIRE(missing.size() == 2);
        CHECK(missing[0].user_id == 7);
        CHECK(missing[0].premium_would_help);
    });
    CHECK(sizes == std::vector<std::size_t>{200, 1});
}
