// SPDX-License-Identifier: MIT
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/usernames.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>

using namespace awaitgram;

namespace {

message saying(std::string text, const self_info* receiver = nullptr) {
    api::message content{};
    content.id = 7;
    content.peer_id = api::peerUser{.user_id = 5};
    content.message = text;
    content.date = 1'700'000'000;
    return message{std::move(content), receiver};
}

} // namespace

TEST_CASE("a command that names another bot is no command") {
    self_info me{};
    me.username = "Echo_Bot";

    CHECK(saying("/start@echo_bot", &me).command().name == "start");
    CHECK_FALSE(saying("/start@other_bot", &me).command());
    CHECK(saying("/start", &me).command());
}

TEST_CASE("a bot with several names obeys commands for each of them, and for no other bot") {
    api::user user;
    for (const auto* name : {"first_bot", "sold_bot", "second_bot"}) {
        api::username each{};
        each.username = name;
        each.active = std::string{name} != "sold_bot";
        if (!user.usernames)
            user.usernames.emplace();
        user.usernames->push_back(std::move(each));
    }
    self_info me{};
    me.usernames = active_usernames(user);
    me.username = me.usernames.front();

    CHECK(me.username == "first_bot");
    CHECK(saying("/start@First_Bot", &me).command());
    CHECK(saying("/start@second_bot", &me).command());
    CHECK_FALSE(saying("/start@sold_bot", &me).command());
    CHECK_FALSE(saying("/start@some_other_bot", &me).command());
}

TEST_CASE("a message without its sender has the name that the client saw last") {
    peer_cache recent;
    recent.note_name(5, "Alice");
    self_info me{};
    me.access.recent = &recent;

    CHECK(saying("hello", &me).sender_name() == "Alice");
    CHECK(message{}.text().empty());
}

TEST_CASE("a message tells its chat, sender, text and date") {
    const auto m = saying("hello");

    CHECK(m.text() == "hello");
    CHECK(m.id() == 7);
    CHECK(m.chat_id() == 5);
    CHECK(m.sender_id() == 5);
    CHECK(m.kind() == chat_kind::private_chat);
    CHECK(unix_seconds(m.date()) == 1'700'000'000);
    CHECK(m.sender_name().empty());
    CHECK(m.raw()->message == "hello");
}

TEST_CASE("groups and channels have negative ids, as in the Bot API") {
    api::message content{};
    content.peer_id = api::peerChat{.chat_id = 12};
    content.from_id = api::peerUser{.user_id = 5};
    const message in_group{std::move(content)};
    CHECK(in_group.chat_id() == -12);
    CHECK(in_group.sender_id() == 5);
    CHECK(in_group.kind() == chat_kind::group);

    api::message written{};
    written.peer_id = api::peerChannel{.channel_id = 12};
    written.post = true;
    const message post{std::move(written)};
    CHECK(post.chat_id() == -1'000'000'000'012);
    CHECK(post.sender_id() == post.chat_id());
    CHECK(post.kind() == chat_kind::channel);
}

TEST_CASE("the account is the sender of an outgoing message in a private chat") {
    self_info me{};
    me.id = 99;
    api::message content{};
    content.peer_id = api::peerUser{.user_id = 5};
    content.out = true;
    const message m{std::move(content), &me};

    CHECK(m.outgoing());
    CHECK(m.chat_id() == 5);
    CHECK(m.sender_id() == 99);
}

TEST_CASE("a copy keeps the texts alive") {
    auto first = std::make_unique<message>(saying("a text that is too long for any small buffer"));
    const auto copy = *first;
    first.reset();
    CHECK(copy.text() == "a text that is too long for any small buffer");
}

TEST_CASE("a message without a receiver cannot be replied to") {
    const auto m = saying("hello");
    CHECK_THROWS_AS(static_cast<void>(m.reply("hi")), std::logic_error);
}

TEST_CASE("ids that Telegram does not give name no chat, and certainly no other one") {
    for (const auto id : {INT64_MIN, INT64_MIN + 1, std::int64_t{-5}, std::int64_t{0}, INT64_MAX}) {
        api::message content{};
        content.id = INT32_MIN;
        content.date = INT32_MIN;
        content.from_id = api::peerChannel{.channel_id = id};
        content.peer_id = api::peerChat{.chat_id = id};
        const message in_group{std::move(content)};
        CHECK(in_group.chat_id() == 0);
        CHECK(in_group.sender_id() == 0);
        CHECK(in_group.sender_name().empty());
        CHECK(unix_seconds(in_group.date()) == INT32_MIN);

        api::message written{};
        written.peer_id = api::peerChannel{.channel_id = id};
        written.post = true;
        CHECK(message{std::move(written)}.chat_id() == 0);

        api::message sent{};
        sent.peer_id = api::peerUser{.user_id = id};
        const message in_private{std::move(sent)};
        CHECK(in_private.chat_id() == (id > 0 ? id : 0));
        CHECK(in_private.sender_name().empty());
        CHECK(title_of(peer_map{}, id).empty());
        (void)peer_of(id);
    }
}
