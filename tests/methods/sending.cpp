// SPDX-License-Identifier: MIT
// The options that all methods that send have in common, and how the sent message is found.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/detail/send_order.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using account = tests::account_with<message_methods>;
using request = api::messages::sendMessage;

namespace {

api::message text_in(api::Peer chat, std::int32_t id, std::string text) {
    api::message raw{};
    raw.id = id;
    raw.peer_id = std::move(chat);
    raw.message = std::move(text);
    return raw;
}

api::Peer chat_of(std::int64_t id) {
    return api::peerUser{.user_id = id};
}

api::updateNewMessage fresh(api::Peer chat, std::int32_t id, std::string text) {
    api::updateNewMessage update{};
    update.message = text_in(std::move(chat), id, std::move(text));
    return update;
}

api::updateMessageID numbered(std::int32_t id, std::int64_t random_id) {
    api::updateMessageID update{};
    update.id = id;
    update.random_id = random_id;
    return update;
}

/// What comes of a text that is sent, and the request.
struct outcome {
    std::int32_t id = -1;
    std::string text{};
    std::vector<entity_kind> entities{};
    bool scheduled = false;
    request sent{};
};

outcome send(std::function<api::Updates(const request&)> answer, send_options options = {}) {
    tests::script steps;
    account me{steps};
    outcome seen;
    me.calls.answer_with<request>([&](const request& asked) {
        seen.sent = asked;
        return answer(asked);
    });
    tests::run([&]() -> awaitable<void> {
        const auto sent = co_await me.send_text(5, text("as ").bold("asked"), options);
        seen.id = sent.id();
        seen.text = sent.text();
        for (const auto& each : sent.entities())
            seen.entities.push_back(each.kind);
        seen.scheduled = sent.scheduled();
    });
    return seen;
}

api::Updates brief(const request&) {
    api::updateShortSentMessage sent{};
    sent.id = 7;
    return sent;
}

/// Carries out the last request first, as far as it has several at a time.
struct hasty_server final : rpc::invoker {
    [[nodiscard]] awaitable<rpc::answer> call(rpc::request sent, rpc::call_options) override {
        const auto executor = co_await asio::this_coro::executor;
        const auto late = 100 - 10 * ++begun;
        for (int turn = 0; turn < late; ++turn)
            co_await asio::post(executor, asio::use_awaitable);
        const auto asked = tl::decode<request>(sent.body());
        arrived.emplace_back((**asked).message.view());
        co_return rpc::answer{tl::frame{tl::encoded(brief(**asked))}};
    }
    int begun = 0;
    std::vector<std::string> arrived{};
};

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& each : texts)
        all += each + ' ';
    return all;
}

} // namespace

TEST_CASE("the sent message is the one of its random id, wherever it is in the answer") {
    const auto seen = send([](const request& asked) -> api::Updates {
        api::updates_ all{};
        all.updates.push_back(fresh(chat_of(5), 40, "of another request"));
        all.updates.push_back(numbered(40, asked.random_id + 1));
        api::updateNewChannelMessage post{};
        post.message =
            text_in(api::peerChannel{.channel_id = 8}, 41, "elsewhere, with the same id");
        all.updates.push_back(post);
        all.updates.push_back(fresh(chat_of(5), 41, "the one"));
        all.updates.push_back(numbered(41, asked.random_id));
        return all;
    });
    CHECK(seen.id == 41);
    CHECK(seen.text == "the one");
}

TEST_CASE("a scheduled message is told from a sent one with the same id") {
    const auto both = [](const request& asked) -> api::Updates {
        api::updates_ all{};
        all.updates.push_back(numbered(3, asked.random_id));
        all.updates.push_back(fresh(chat_of(5), 3, "sent"));
        api::updateNewScheduledMessage planned{};
        planned.message = text_in(chat_of(5), 3, "planned");
        all.updates.push_back(planned);
        return all;
    };
    const auto later = send(both, {.schedule = from_unix(1'800'000'000), .repeat = 24h});
    CHECK(later.text == "planned");
    CHECK(later.scheduled);
    CHECK(later.sent.schedule_date == 1'800'000'000);
    CHECK(later.sent.schedule_repeat_period == 86'400);
    const auto now = send(both);
    CHECK(now.text == "sent");
    CHECK_FALSE(now.scheduled);
    CHECK_FALSE(now.sent.schedule_date);
    CHECK(send(brief, {.schedule = when_online}).sent.schedule_date == 0x7FFFFFFE);
}

TEST_CASE("the entities of a short answer replace those that were sent") {
    const auto kept = send([](const request&) -> api::Updates {
        api::updateShortSentMessage sent{};
        sent.id = 7;
        api::messageEntityItalic italic{};
        italic.length = 2;
        sent.entities = tl::vector<api::MessageEntity>{italic};
        return sent;
    });
    CHECK(kept.id == 7);
    CHECK(kept.text == "as asked");
    CHECK(kept.entities == std::vector{entity_kind::italic});
    CHECK(send(brief).entities.empty());
}

TEST_CASE("a refusal because of a repeated random id is a success, and the message is found") {
    const auto attempt = [](bool is_bot) {
        tests::script steps;
        account me{steps};
        me.self.is_bot = is_bot;
        me.calls.answer_with<request>([](const request&) -> api::Updates {
            throw rpc_error{500, "RANDOM_ID_DUPLICATE"};
        });
        me.calls.answer_with<api::messages::getHistory>([](const api::messages::getHistory&) {
            api::messages::messages page{};
            for (const auto id : {42, 41, 40}) {
                auto each = text_in(chat_of(5), id, id == 41 ? "other" : "hello");
                each.out = id != 42;
                page.messages.push_back(each);
            }
            return api::messages::Messages{page};
        });
        std::int32_t id = -1;
        tests::run([&]() -> awaitable<void> {
            const auto sent = co_await me.send_text(5, "hello");
            CHECK(sent.text() == "hello");
            id = sent.id();
        });
        return id;
    };
    CHECK(attempt(false) == 40);
    CHECK(attempt(true) == 0); // a bot cannot ask for it
    CHECK_THROWS_AS(
        send([](const request&) -> api::Updates {
            throw rpc_error{400, "MESSAGE_TOO_LONG"};
        }),
        rpc_error
    );
}

TEST_CASE("every option that is written in the call arrives") {
    const auto sent = send(
                          brief,
                          {.reply_to = 3,
                           .quote = text("some").italic(" words"),
                           .quote_offset = 12,
                           .topic = 9,
                           .silent = true,
                           .no_preview = true,
                           .invert_media = true,
                           .protect = true,
                           .clear_draft = true,
                           .background = true,
                           .effect = 77,
                           .allow_paid_stars = 5,
                           .allow_paid_floodskip = true}
    )
                          .sent;
    CHECK(sent.silent);
    CHECK(sent.no_webpage);
    CHECK(sent.invert_media);
    CHECK(sent.noforwards);
    CHECK(sent.clear_draft);
    CHECK(sent.background);
    CHECK(sent.effect == 77);
    CHECK(sent.allow_paid_stars == 5);
    CHECK(sent.allow_paid_floodskip);
    REQUIRE(sent.reply_to);
    const auto* reply = sent.reply_to->get_if<api::inputReplyToMessage>();
    CHECK(reply->reply_to_msg_id == 3);
    CHECK(reply->top_msg_id == 9);
    CHECK(reply->quote_text->view() == "some words");
    CHECK(reply->quote_entities->size() == 1);
    CHECK(reply->quote_offset == 12);
    CHECK_FALSE(reply->reply_to_peer_id);
}

TEST_CASE("a reply to a message of another chat, and in another name, names these chats") {
    const api::InputPeer other = api::inputPeerChannel{.channel_id = 8, .access_hash = 80};
    const auto sent = send(brief, {.reply_to = 3, .reply_in = other, .send_as = other}).sent;
    const auto* reply = sent.reply_to->get_if<api::inputReplyToMessage>();
    REQUIRE(reply->reply_to_peer_id);
    CHECK(reply->reply_to_peer_id->get_if<api::inputPeerChannel>()->access_hash == 80);
    CHECK(sent.send_as->get_if<api::inputPeerChannel>()->channel_id == 8);

    const auto same = send(brief, {.reply_to = 3, .reply_in = 5}).sent;
    CHECK_FALSE(same.reply_to->get_if<api::inputReplyToMessage>()->reply_to_peer_id);
    const auto story = send(brief, {.reply_to_story = 4}).sent;
    CHECK(story.reply_to->get_if<api::inputReplyToStory>()->story_id == 4);
}

TEST_CASE("a raw request that sends gives its message, with a random id that is filled in") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::messages::sendMedia>(
        [](const api::messages::sendMedia& asked) -> api::Updates {
            CHECK(asked.random_id != 0);
            api::updates_ all{};
            all.updates.push_back(fresh(chat_of(5), 1, "another"));
            all.updates.push_back(fresh(chat_of(5), 2, "the one"));
            all.updates.push_back(numbered(2, asked.random_id));
            return all;
        }
    );
    std::string text;
    tests::run([&]() -> awaitable<void> {
        api::messages::sendMedia raw{};
        raw.peer = api::inputPeerUser{.user_id = 5};
        raw.media = api::inputMediaDice{.emoticon = "🎲"};
        const auto sent = co_await me.sent(raw);
        text = sent.text();
    });
    CHECK(text == "the one");
}

TEST_CASE("the messages of an album are found by their random ids when the updates are shuffled") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::messages::sendMultiMedia>(
        [](const api::messages::sendMultiMedia& asked) -> api::Updates {
            api::updates_ all{};
            all.updates.push_back(fresh(chat_of(5), 12, "second"));
            all.updates.push_back(numbered(12, asked.multi_media[1].random_id));
            all.updates.push_back(numbered(11, asked.multi_media[0].random_id));
            all.updates.push_back(fresh(chat_of(5), 11, "first"));
            CHECK(asked.multi_media[0].random_id != asked.multi_media[1].random_id);
            return all;
        }
    );
    std::vector<std::string> texts;
    tests::run([&]() -> awaitable<void> {
        api::messages::sendMultiMedia raw{};
        raw.peer = api::inputPeerUser{.user_id = 5};
        api::inputSingleMedia one{};
        one.media = api::inputMediaDice{.emoticon = "🎲"};
        raw.multi_media.push_back(one);
        raw.multi_media.push_back(one);
        const auto sent = co_await me.sent(raw);
        for (const auto& each : sent)
            texts.emplace_back(each.text());
    });
    CHECK(texts == std::vector<std::string>{"first", "second"});
}

TEST_CASE("messages that are sent to one chat at the same time arrive in their order") {
    tests::script steps;
    account me{steps};
    hasty_server server;
    send_order order;
    me.self.access.calls = &server;
    me.self.access.order = &order;
    const auto one = [&me](std::int64_t chat, std::string text) -> awaitable<void> {
        static_cast<void>(co_await me.send_text(chat, text));
    };
    const auto send_all = [&one] {
        asio::io_context io;
        const auto fail = [](const std::exception_ptr& error) { CHECK_FALSE(error); };
        for (const auto* text : {"1", "2", "3"})
            asio::co_spawn(io, one(5, text), fail);
        asio::co_spawn(io, one(6, "elsewhere"), fail);
        tests::run_to_end(io);
    };

    send_all();
    CHECK(joined(server.arrived) == "elsewhere 1 2 3 ");
    CHECK(order.busy_chats() == 0);

    server = {};
    me.self.access.order = nullptr;
    send_all();
    CHECK(joined(server.arrived) == "elsewhere 3 2 1 ");
}

TEST_CASE("a message that cannot be sent lets the next one go") {
    tests::script steps;
    account me{steps};
    send_order order;
    me.self.access.order = &order;
    auto refused = false;
    me.calls.answer_with<request>([&](const request& asked) -> api::Updates {
        if (!std::exchange(refused, true))
            throw rpc_error{400, "CHAT_WRITE_FORBIDDEN"};
        return brief(asked);
    });
    tests::run([&]() -> awaitable<void> {
        try {
            static_cast<void>(co_await me.send_text(5, "one"));
        } catch (const rpc_error&) {
            refused = true;
        }
        static_cast<void>(co_await me.send_text(5, "two"));
    });
    CHECK(order.busy_chats() == 0);
}
