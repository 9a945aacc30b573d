// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using account = tests::account_with<message_methods>;

namespace {

using names = std::vector<std::string>;
using request = api::messages::sendMessage;

api::Updates sent_as(std::int32_t id) {
    api::updateShortSentMessage brief;
    brief.out = true;
    brief.id = id;
    brief.date = 1'700'000'000;
    return brief;
}

/// The request of a method.
request sent_by(std::function<awaitable<void>(account&)> act) {
    tests::script steps;
    account me{steps};
    request seen;
    me.calls.answer_with<request>([&seen](const request& asked) {
        seen = asked;
        return sent_as(7);
    });
    tests::run([&] { return act(me); });
    return seen;
}

struct send_scene {
    explicit send_scene(tests::script& steps) : me(steps) { me.calls.answer<request>(sent_as(7)); }

    awaitable<void> run() {
        const auto sent = co_await me.send_text(5, "hello");
        last = sent.id();
    }
    void check() { CHECK(last == 7); }

    account me;
    std::int32_t last = 0;
};

/// A message of a supergroup as a bot receives it, with its peers.
message received(const account& me, std::string text) {
    api::message raw;
    raw.id = 40;
    raw.message = std::move(text);
    api::peerChannel group;
    group.channel_id = 8;
    raw.peer_id = group;
    const auto along =
        std::make_shared<peer_map_of<api::messages::messages>>(api::messages::messages{});
    api::channel known;
    known.id = 8;
    known.access_hash = 80;
    known.megagroup = true;
    along->kept.messages.push_back(raw);
    along->kept.chats.push_back(known);
    along->chats = &along->kept.chats;
    return message(along, *along->kept.messages[0].get_if<api::message>(), &me.self);
}

} // namespace

TEST_CASE("sending a text survives a failure and a cancellation at each step") {
    CHECK(tests::replay<send_scene>() == names{"peer", "messages.sendMessage"});
}

TEST_CASE("options that are written in the call arrive, and the random id is filled in") {
    const auto plain = sent_by([](account& me) -> awaitable<void> {
        const auto sent = co_await me.send_text(5, "hello");
        CHECK(sent.text() == "hello");
        CHECK(sent.chat_id() == 5);
        CHECK(sent.outgoing());
    });
    CHECK(plain.message == "hello");
    CHECK(plain.random_id != 0);
    CHECK_FALSE(plain.silent);
    CHECK_FALSE(plain.reply_to);

    const auto silent = sent_by([](account& me) -> awaitable<void> {
        (void)co_await me.send_text(5, "hello", {.reply_to = 3, .silent = true});
    });
    CHECK(silent.silent);
    CHECK(silent.reply_to->get_if<api::inputReplyToMessage>()->reply_to_msg_id == 3);
    CHECK(silent.random_id != plain.random_id);
}

TEST_CASE("a reply in a group quotes the message and uses the peers that came with it") {
    const auto reply = sent_by([](account& me) -> awaitable<void> {
        const auto answered = received(me, "hello");
        const auto sent = co_await answered.reply("hello yourself");
        CHECK(sent.chat_id() == answered.chat_id());
        CHECK(sent.receiver() == &me.self);
    });

    CHECK(reply.peer.get_if<api::inputPeerChannel>()->access_hash == 80);
    CHECK(reply.reply_to->get_if<api::inputReplyToMessage>()->reply_to_msg_id == 40);
}

TEST_CASE("a reply can be started with a completion token, which receives the sent message") {
    tests::script steps;
    account me{steps};
    me.calls.answer<request>(sent_as(9));
    const auto answered = received(me, "hello");
    asio::io_context io;
    std::int32_t called_back = 0;
    std::int32_t awaited = 0;

    asio::co_spawn(
        io,
        answered.reply("one"),
        [&called_back](const std::exception_ptr& error, const message& sent) {
            CHECK_FALSE(error);
            called_back = sent.id();
        }
    );
    auto promised = asio::co_spawn(io, answered.reply("two"), asio::use_future);
    const auto wait = [&]() -> awaitable<void> {
        const auto sent = co_await asio::co_spawn(io, answered.reply("three"), asio::use_awaitable);
        awaited = sent.id();
    };
    asio::co_spawn(io, wait(), [](const std::exception_ptr& error) { CHECK_FALSE(error); });
    auto with_text = asio::co_spawn(io, me.send_text(5, "four"), asio::use_future);
    tests::run_to_end(io);

    CHECK(called_back == 9);
    CHECK(promised.get().id() == 9);
    CHECK(awaited == 9);
    CHECK(with_text.get().text() == "four");
}

TEST_CASE("a completion token receives the refusal of a reply") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<request>([](const request&) -> api::Updates {
        throw rpc_error{403, "CHAT_WRITE_FORBIDDEN"};
    });
    asio::io_context io;

    auto promised = asio::co_spawn(io, received(me, "hello").reply("one"), asio::use_future);
    tests::run_to_end(io);

    CHECK_THROWS_AS(promised.get(), rpc_error);
}

TEST_CASE("a message that no account received cannot be replied to") {
    const message unreceived{api::message{}};
    CHECK_THROWS_AS((void)unreceived.reply("hello"), std::logic_error);
}
