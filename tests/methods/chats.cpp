// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/methods/chats.hpp>
#include <awaitgram/methods/users.hpp>
#include <awaitgram/peers/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;

namespace {

using names = std::vector<std::string>;

class everything : public chat_methods, public user_methods {};
using account = tests::account_with<everything>;

constexpr std::int64_t supergroup = -1000000000008;

api::user person(std::int64_t id) {
    api::user raw{};
    raw.id = id;
    raw.first_name = "user " + std::to_string(id);
    return raw;
}

api::messages::Chats chats_with(api::Chat one) {
    api::messages::chats list{};
    list.chats.push_back(std::move(one));
    return list;
}

struct get_chat_scene {
    explicit get_chat_scene(tests::script& steps) : me(steps) {
        api::channel raw{};
        raw.photo = api::chatPhotoEmpty{};
        raw.id = 8;
        raw.title = "Group";
        raw.megagroup = true;
        me.calls.answer<api::channels::getChannels>(chats_with(raw));
    }
    awaitable<void> run() {
        const auto found = co_await me.get_chat(supergroup);
        title = found.title();
    }
    void check() { CHECK(title == "Group"); }

    account me;
    std::string title{};
};

} // namespace

TEST_CASE("looking at a chat survives a failure and a cancellation at each step") {
    CHECK(tests::replay<get_chat_scene>() == names{"peer", "channels.getChannels"});
}

TEST_CASE("a chat is asked for by the method of its kind") {
    tests::script steps;
    account me{steps};
    tl::vector<api::User> users;
    users.push_back(person(5));
    me.calls.answer<api::users::getUsers>(users);
    me.calls.answer_with<api::messages::getChats>([](const auto& asked) {
        CHECK(asked.id.size() == 1);
        CHECK(asked.id[0] == 3);
        api::chat raw{};
        raw.photo = api::chatPhotoEmpty{};
        raw.id = 3;
        raw.title = "Basic";
        return chats_with(raw);
    });
    tests::run([&]() -> awaitable<void> {
        const auto alice = co_await me.get_chat(5);
        CHECK(alice.title() == "user 5");
        CHECK(alice.account() == &me.self);
        const auto group = co_await me.get_chat(-3);
        CHECK(group.title() == "Basic");
    });
    CHECK(steps.names().back() == "messages.getChats");
}

TEST_CASE("a chat that Telegram does not know is an error that says so") {
    tests::script steps;
    account me{steps};
    me.calls.answer<api::channels::getChannels>(api::messages::chats{});
    me.calls.answer<api::users::getUsers>({});
    CHECK(tests::error_of([&]() -> awaitable<void> {
              static_cast<void>(co_await me.get_chat(supergroup));
          }) == peer_errc::unknown_channel);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              static_cast<void>(co_await me.get_user(5));
          }) == peer_errc::unknown_user);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              static_cast<void>(co_await me.get_user(supergroup));
          }) == peer_errc::not_a_user);
}

TEST_CASE("a full chat comes with its chat") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::channels::getFullChannel>([](const auto&) {
        api::channelFull raw{};
        raw.id = 8;
        raw.about = "About";
        raw.chat_photo = api::photoEmpty{};
        api::channel channel{};
        channel.photo = api::chatPhotoEmpty{};
        channel.id = 8;
        channel.title = "Group";
        channel.photo = api::chatPhotoEmpty{};
        api::messages::chatFull full{};
        full.full_chat = std::move(raw);
        full.chats.push_back(channel);
        return full;
    });
    tests::run([&]() -> awaitable<void> {
        const auto full = co_await me.get_full_chat(supergroup);
        CHECK(full.about() == "About");
        CHECK(full.chat().title() == "Group");
        CHECK(full.chat().account() == &me.self);
    });
}

TEST_CASE(
    "users come in the order in which they are asked for, with nothing for those that are none"
) {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::users::getUsers>([](const auto& asked) {
        CHECK(asked.id.size() == 3);
        tl::vector<api::User> users; // Telegram leaves out one and has an order of its own
        users.push_back(person(7));
        users.push_back(api::userEmpty{});
        users.push_back(person(5));
        return users;
    });
    tests::run([&]() -> awaitable<void> {
        const std::vector<std::int64_t> ids{5, 6, supergroup, 7};
        const auto users = co_await me.get_users(ids);
        REQUIRE(users.size() == 4);
        CHECK(users[0]->first_name() == "user 5");
        CHECK_FALSE(users[1]);
        CHECK_FALSE(users[2]);
        CHECK(users[3]->first_name() == "user 7");
        const std::vector<std::int64_t> none;
        CHECK((co_await me.get_users(none)).empty());
    });
}

TEST_CASE("users are asked for a hundred at a time, and one by one when one of them fails all") {
    tests::script steps;
    account me{steps};
    std::vector<std::size_t> sizes;
    me.calls.answer_with<api::users::getUsers>([&sizes](const auto& asked) {
        sizes.push_back(asked.id.size());
        tl::vector<api::User> users;
        for (const auto& each : asked.id) {
            if (*each.user_id() == 102)
                throw rpc_error{400, "USER_ID_INVALID"};
            users.push_back(person(*each.user_id()));
        }
        return users;
    });
    tests::run([&]() -> awaitable<void> {
        std::vector<std::int64_t> ids;
        for (auto id = 1; id <= 103; ++id)
            ids.push_back(id);
        const auto users = co_await me.get_users(ids);
        REQUIRE(users.size() == 103);
        CHECK(users[0]->id() == 1);
        CHECK(users[100]->id() == 101);
        CHECK_FALSE(users[101]);
        CHECK(users[102]->id() == 103);
    });
    CHECK(sizes == std::vector<std::size_t>{100, 3, 1, 1, 1});
}

TEST_CASE("a flood wait while users are asked for is no missing user") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::users::getUsers>([](const auto&) -> tl::vector<api::User> {
        throw rpc_error{420, "FLOOD_WAIT_3"};
    });
    CHECK_THROWS_AS(
        tests::run([&]() -> awaitable<void> {
            const std::vector<std::int64_t> ids{5, 6};
            static_cast<void>(co_await me.get_users(ids));
        }),
        rpc_error
    );
}

TEST_CASE("the account asks for itself without an access hash") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::users::getUsers>([](const auto& asked) {
        CHECK(asked.id[0].template is<api::inputUserSelf>());
        auto self = person(1);
        self.self = true;
        tl::vector<api::User> users;
        users.push_back(std::move(self));
        return users;
    });
    tests::run([&]() -> awaitable<void> {
        const auto self = co_await me.get_me();
        CHECK(self.is_self());
    });
}

namespace {

api::messages::ChatInviteJoinResult joined_with(api::Chat one) {
    api::updates_ updates{};
    updates.chats.push_back(std::move(one));
    api::messages::chatInviteJoinResultOk done{};
    done.updates = std::move(updates);
    return done;
}

api::channel group_eight() {
    api::channel raw{};
    raw.photo = api::chatPhotoEmpty{};
    raw.id = 8;
    raw.title = "Group";
    raw.megagroup = true;
    return raw;
}

} // namespace

TEST_CASE("joining a chat that is joined or asks its administrators is a result") {
    tests::script steps;
    account me{steps};
    std::string refusal;
    me.calls.answer_with<api::channels::joinChannel>([&refusal](const auto&) {
        if (!refusal.empty())
            throw rpc_error{400, refusal};
        return joined_with(group_eight());
    });
    me.calls.answer<api::channels::getChannels>(chats_with(group_eight()));
    const auto join = [&](std::string refused) {
        refusal = std::move(refused);
        join_result result;
        tests::run([&]() -> awaitable<void> { result = co_await me.join_chat(supergroup); });
        return result;
    };
    const auto joined = join("");
    CHECK(joined.state == join_state::joined);
    CHECK(joined.joined_chat->title() == "Group");
    const auto already = join("USER_ALREADY_PARTICIPANT");
    CHECK(already.state == join_state::already);
    CHECK(already.joined_chat->id() == supergroup);
    CHECK(join("INVITE_REQUEST_SENT").state == join_state::requested);
    CHECK_THROWS_AS((void)join("CHANNELS_TOO_MUCH"), rpc_error);
}

TEST_CASE("an invite link is joined by its hash") {
    tests::script steps;
    account me{steps};
    auto sent = false;
    me.calls.answer_with<api::messages::importChatInvite>([&sent](const auto& asked) {
        CHECK(asked.hash == "abcdefgh");
        if (sent)
            throw rpc_error{400, "INVITE_REQUEST_SENT"};
        sent = true;
        return joined_with(group_eight());
    });
    tests::run([&]() -> awaitable<void> {
        const auto joined = co_await me.join_chat("https://t.me/+abcdefgh");
        CHECK(joined.state == join_state::joined);
        CHECK(joined.joined_chat->id() == supergroup);
        const auto requested = co_await me.join_chat("t.me/joinchat/abcdefgh");
        CHECK(requested.state == join_state::requested);
        CHECK_FALSE(requested.joined_chat);
    });
}

TEST_CASE("a group is created with those whose privacy allows it") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::messages::createChat>([](const auto& asked) {
        CHECK(asked.users.size() == 2);
        CHECK(asked.title == "Club");
        CHECK(asked.ttl_period == 86400);
        api::chat raw{};
        raw.photo = api::chatPhotoEmpty{};
        raw.id = 3;
        raw.title = asked.title;
        api::updates_ updates{};
        updates.chats.push_back(raw);
        api::missingInvitee missing{};
        missing.user_id = 6;
        api::messages::invitedUsers answer{};
        answer.updates = std::move(updates);
        answer.missing_invitees.push_back(missing);
        return answer;
    });
    tests::run([&]() -> awaitable<void> {
        const std::vector<std::int64_t> users{5, 6};
        const auto created =
            co_await me.create_group("Club", users, {.message_lifetime = std::chrono::hours{24}});
        CHECK(created.group.id() == -3);
        REQUIRE(created.missing.size() == 1);
        CHECK(created.missing[0].user_id == 6);
    });
}

TEST_CASE("supergroups, forums and channels are created by one method") {
    tests::script steps;
    account me{steps};
    std::vector<api::channels::createChannel> seen;
    me.calls.answer_with<api::channels::createChannel>([&seen](const auto& asked) {
        seen.push_back(asked);
        api::updates_ updates{};
        updates.chats.push_back(group_eight());
        return api::Updates{std::move(updates)};
    });
    tests::run([&]() -> awaitable<void> {
        const auto group = co_await me.create_supergroup("Club", {.about = "Ours", .forum = true});
        CHECK(group.id() == supergroup);
        static_cast<void>(co_await me.create_channel("News"));
    });
    CHECK(seen.at(0).megagroup);
    CHECK(seen.at(0).forum);
    CHECK(seen.at(0).about == "Ours");
    CHECK(seen.at(1).broadcast);
    CHECK_FALSE(seen.at(1).megagroup);
}

TEST_CASE("leaving is the method of the kind of chat, and leaving twice is no error") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::channels::leaveChannel>([](const auto&) -> api::Updates {
        throw rpc_error{400, "USER_NOT_PARTICIPANT"};
    });
    me.calls.answer_with<api::messages::deleteChatUser>([](const auto& asked) {
        CHECK(asked.user_id.template is<api::inputUserSelf>());
        return api::Updates{api::updates_{}};
    });
    me.calls.answer<api::messages::deleteChat>(true);
    tests::run([&]() -> awaitable<void> {
        co_await me.leave_chat(supergroup);
        co_await me.leave_chat(-3);
        co_await me.delete_chat(-3);
    });
    CHECK(tests::error_of([&]() -> awaitable<void> {
              co_await me.leave_chat(5);
          }) == peer_errc::not_a_group);
}
