// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/peers/extract.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/types/events.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using account = tests::account_with<message_methods>;
using names = std::vector<std::string>;

namespace {

/// An account whose requests of one kind are kept.
template <class Request>
struct actor {
    explicit actor(typename Request::tl_result answer) : me(steps) {
        me.calls.answer_with<Request>([this, answer](const Request& asked) {
            seen.push_back(asked);
            return answer;
        });
    }

    /// The last of the requests that `act` makes.
    const Request& after(std::function<awaitable<void>()> act) {
        tests::run([&] { return act(); });
        return seen.back();
    }

    tests::script steps{};
    account me;
    std::vector<Request> seen{};
};

/// Users and chats with access hashes, as they come with an update.
struct known_peers : peer_map {
    known_peers() {
        api::user alice{};
        alice.id = 5;
        alice.access_hash = 50;
        all_users.push_back(alice);
        api::channel group{};
        group.id = 8;
        group.access_hash = 80;
        group.megagroup = true;
        all_chats.push_back(group);
        users = &all_users;
        chats = &all_chats;
    }
    tl::vector<api::User> all_users{};
    tl::vector<api::Chat> all_chats{};
    api::message raw{};
    tl::string connection = "shop";
};

message received(const account& me, api::message raw, message_source source = {}) {
    const auto along = std::make_shared<known_peers>();
    raw.id = 40;
    along->raw = std::move(raw);
    if (source.business_connection != nullptr)
        source.business_connection = &along->connection;
    return message(along, along->raw, &me.self, nullptr, source);
}

api::message in_group() {
    api::message raw{};
    raw.message = "hello";
    raw.peer_id = api::peerChannel{.channel_id = 8};
    raw.from_id = api::peerUser{.user_id = 5};
    return raw;
}

api::message in_private() {
    api::message raw{};
    raw.message = "hello";
    raw.peer_id = api::peerUser{.user_id = 5};
    return raw;
}

api::message in_topic() {
    auto raw = in_group();
    api::messageReplyHeader header{};
    header.forum_topic = true;
    header.reply_to_msg_id = 30;
    raw.reply_to = header;
    return raw;
}

api::Updates sent() {
    api::updateShortSentMessage brief{};
    brief.id = 41;
    return brief;
}

api::Updates nothing() {
    return api::updates_{};
}

template <class Update>
api::Updates one(Update update) {
    api::updates_ all{};
    all.updates.push_back(std::move(update));
    return all;
}

/// How a request quotes, or null.
template <class Request>
const api::inputReplyToMessage* quote_of(const Request& request) {
    return request.reply_to ? request.reply_to->template get_if<api::inputReplyToMessage>()
                            : nullptr;
}

using sending = actor<api::messages::sendMessage>;

} // namespace

TEST_CASE("a reply quotes in groups, and an answer does not") {
    sending act{sent()};
    const auto m = received(act.me, in_group());

    const auto& reply = act.after([&]() -> awaitable<void> { (void)co_await m.reply("yes"); });
    REQUIRE(quote_of(reply));
    CHECK(quote_of(reply)->reply_to_msg_id == 40);
    CHECK(reply.peer.get_if<api::inputPeerChannel>()->access_hash == 80);
    const auto& answer = act.after([&]() -> awaitable<void> { (void)co_await m.answer("yes"); });
    CHECK(quote_of(answer) == nullptr);
    CHECK(answer.message == "yes");

    const auto direct = received(act.me, in_private());
    const auto& plain = act.after([&]() -> awaitable<void> { (void)co_await direct.reply("yes"); });
    CHECK(quote_of(plain) == nullptr);
}

TEST_CASE("answers stay in the topic, also when they quote another message") {
    sending act{sent()};
    const auto m = received(act.me, in_topic());

    const auto& answer = act.after([&]() -> awaitable<void> { (void)co_await m.answer("yes"); });
    REQUIRE(quote_of(answer));
    CHECK(quote_of(answer)->reply_to_msg_id == 30);
    CHECK_FALSE(quote_of(answer)->top_msg_id);
    const auto& reply = act.after([&]() -> awaitable<void> { (void)co_await m.reply("yes"); });
    CHECK(quote_of(reply)->reply_to_msg_id == 40);
    const auto& other = act.after([&]() -> awaitable<void> {
        (void)co_await m.answer("yes", {.reply_to = 35, .silent = true});
    });
    CHECK(quote_of(other)->reply_to_msg_id == 35);
    CHECK(quote_of(other)->top_msg_id == 30);
    CHECK(other.silent);
}

TEST_CASE("an answer to a reply in the General topic names no topic") {
    sending act{sent()};
    auto raw = in_group();
    api::messageReplyHeader header{};
    header.reply_to_msg_id = 38;
    header.reply_to_top_id = 37;
    raw.reply_to = header;
    const auto m = received(act.me, raw);

    const auto& answer = act.after([&]() -> awaitable<void> { (void)co_await m.answer("yes"); });
    CHECK(quote_of(answer) == nullptr);
    const auto& reply = act.after([&]() -> awaitable<void> { (void)co_await m.reply("yes"); });
    REQUIRE(quote_of(reply));
    CHECK(quote_of(reply)->reply_to_msg_id == 40);
    CHECK_FALSE(quote_of(reply)->top_msg_id);
}

TEST_CASE("an answer to a message of a business connection goes by way of it") {
    using request = api::invokeWithBusinessConnection<api::messages::sendMessage>;
    tests::script steps;
    account me{steps};
    std::vector<tl::frame> seen;
    const tl::string any;
    message_source source;
    source.business_connection = &any;
    const auto m = received(me, in_private(), source);
    api::updateBotNewBusinessMessage update{};
    update.connection_id = "shop";
    update.message = in_private();
    me.calls.answer_raw(request::tl_id, [&](const tl::frame& body) {
        seen.push_back(body);
        return tl::encoded(one(update));
    });

    std::string connection;
    tests::run([&]() -> awaitable<void> {
        const auto answer = co_await m.answer("yes");
        connection = answer.business_connection();
    });

    REQUIRE(seen.size() == 1);
    CHECK(connection == "shop");
}

TEST_CASE("an edit removes the keyboard unless it is asked to keep it") {
    api::updateEditChannelMessage edited{};
    auto after = in_group();
    after.id = 40;
    after.message = "new";
    edited.message = after;
    actor<api::messages::editMessage> act{one(edited)};
    auto raw = in_group();
    api::replyInlineMarkup keys{};
    keys.rows.emplace_back();
    raw.reply_markup = keys;
    const auto m = received(act.me, raw);

    std::string text;
    const auto& plain = act.after([&]() -> awaitable<void> {
        const auto result = co_await m.edit("new");
        text = result.text();
    });
    CHECK(plain.id == 40);
    CHECK(plain.message->view() == "new");
    CHECK_FALSE(plain.reply_markup);
    CHECK(text == "new");
    const auto& kept = act.after([&]() -> awaitable<void> {
        (void)co_await m.edit("new", {.keep_keyboard = true});
    });
    CHECK(kept.reply_markup);
    const auto other = inline_keyboard().row(button("again", "a"));
    const auto& replaced =
        act.after([&]() -> awaitable<void> { (void)co_await m.edit("new", {.keyboard = other}); });
    REQUIRE(replaced.reply_markup);
    CHECK(replaced.reply_markup->get_if<api::replyInlineMarkup>()->rows[0].buttons.size() == 1);
}

TEST_CASE("an edit that changes nothing is no error, and other refusals are") {
    tests::script steps;
    account me{steps};
    std::string refusal = "MESSAGE_NOT_MODIFIED";
    me.calls.answer_with<api::messages::editMessage>(
        [&](const api::messages::editMessage&) -> api::Updates {
            throw rpc_error{400, refusal};
        }
    );
    const auto m = received(me, in_group());

    std::string text;
    tests::run([&]() -> awaitable<void> {
        const auto same = co_await m.edit("hello");
        text = same.text();
    });
    CHECK(text == "hello");
    refusal = "MESSAGE_AUTHOR_REQUIRED";
    CHECK_THROWS_AS(
        tests::run([&]() -> awaitable<void> { (void)co_await m.edit("new"); }), rpc_error
    );
}

TEST_CASE("messages are removed by the method of their chat, for all its members") {
    actor<api::channels::deleteMessages> of_channel{api::messages::affectedMessages{}};
    const auto posted = received(of_channel.me, in_group());
    const auto& first = of_channel.after([&] { return posted.remove(); });
    CHECK(first.id[0] == 40);
    CHECK(first.channel.get_if<api::inputChannel>()->access_hash == 80);

    actor<api::messages::deleteMessages> elsewhere{api::messages::affectedMessages{}};
    const auto direct = received(elsewhere.me, in_private());
    const auto& second = elsewhere.after([&] { return direct.remove(); });
    CHECK(second.id[0] == 40);
    CHECK(second.revoke);

    actor<api::messages::deleteScheduledMessages> planned{nothing()};
    message_source source;
    source.scheduled = true;
    const auto later = received(planned.me, in_group(), source);
    const auto& third = planned.after([&] { return later.remove(); });
    CHECK(third.id[0] == 40);
}

TEST_CASE("a message is forwarded to a chat, with a random id, and the new message returned") {
    tests::script steps;
    account me{steps};
    api::messages::forwardMessages request{};
    me.calls.answer_with<api::messages::forwardMessages>(
        [&request](const api::messages::forwardMessages& asked) -> api::Updates {
            request = asked;
            api::updates_ all{};
            for (const auto id : {89, 90}) { // the first one is of another request
                api::updateNewMessage fresh{};
                auto copy = in_private();
                copy.id = id;
                fresh.message = copy;
                all.updates.push_back(fresh);
            }
            api::updateMessageID numbered{};
            numbered.id = 90;
            numbered.random_id = asked.random_id[0];
            all.updates.push_back(numbered);
            return all;
        }
    );
    const auto m = received(me, in_group());

    std::int32_t id = 0;
    tests::run([&]() -> awaitable<void> {
        const auto forwarded = co_await m.forward_to(5, {.silent = true});
        id = forwarded.id();
    });

    CHECK(id == 90);
    CHECK(request.id[0] == 40);
    CHECK(request.random_id[0] != 0);
    CHECK(request.silent);
    CHECK(request.from_peer.get_if<api::inputPeerChannel>()->channel_id == 8);
    CHECK(request.to_peer.get_if<api::inputPeerUser>()->access_hash == 50);
}

TEST_CASE("a reaction is an emoji, and an empty one takes it back") {
    actor<api::messages::sendReaction> act{nothing()};
    const auto m = received(act.me, in_group());

    const auto& liked = act.after([&] { return m.react("👍"); });
    REQUIRE(liked.reaction);
    CHECK((*liked.reaction)[0].get_if<api::reactionEmoji>()->emoticon == "👍");
    const auto& taken_back = act.after([&] { return m.react(""); });
    CHECK_FALSE(taken_back.reaction);
}

TEST_CASE("a message is pinned for all, or for the account alone") {
    actor<api::messages::updatePinnedMessage> act{nothing()};
    const auto m = received(act.me, in_private());

    const auto& pinned = act.after([&] { return m.pin(); });
    CHECK_FALSE(pinned.pm_oneside);
    CHECK_FALSE(pinned.unpin);
    const auto& alone = act.after([&] { return m.pin({.silent = true, .for_me_alone = true}); });
    CHECK(alone.pm_oneside);
    CHECK(alone.silent);
    const auto& gone = act.after([&] { return m.unpin(); });
    CHECK(gone.unpin);
}

TEST_CASE("the press of a button is answered with a text, an alert or a link") {
    actor<api::messages::setBotCallbackAnswer> act{true};
    api::updateBotCallbackQuery raw{};
    raw.query_id = 77;
    const callback_query press{raw, &act.me.self};

    const auto& empty = act.after([&] { return press.answer(); });
    CHECK(empty.query_id == 77);
    CHECK_FALSE(empty.message);
    const auto& loud =
        act.after([&] { return press.answer("no!", {.alert = true, .cache_time = 10s}); });
    CHECK(loud.message->view() == "no!");
    CHECK(loud.alert);
    CHECK(loud.cache_time == 10);
    const auto& link =
        act.after([&] { return press.answer("", {.url = "https://t.me/b?start=1"}); });
    CHECK(link.url->view() == "https://t.me/b?start=1");
}

TEST_CASE("the message of a button is edited, also one that was sent by an inline query") {
    actor<api::messages::editMessage> act{nothing()};
    api::updateBotCallbackQuery raw{};
    raw.peer = api::peerUser{.user_id = 5};
    raw.msg_id = 9;
    const auto along = std::make_shared<known_peers>();
    const callback_query press(along, raw, &act.me.self);
    const auto& edited = act.after([&] { return press.edit("done"); });
    CHECK(edited.id == 9);
    CHECK(edited.peer.get_if<api::inputPeerUser>()->access_hash == 50);
    CHECK(edited.message->view() == "done");

    actor<api::messages::editInlineBotMessage> in_inline{true};
    api::updateInlineBotCallbackQuery anywhere{};
    api::inputBotInlineMessageID64 shown{};
    shown.id = 12;
    anywhere.msg_id = shown;
    const callback_query far_press{anywhere, &in_inline.me.self};
    const auto keys = inline_keyboard().row(button("again", "a"));
    const auto& changed =
        in_inline.after([&] { return far_press.edit("done", {.keyboard = keys}); });
    CHECK(changed.id.get_if<api::inputBotInlineMessageID64>()->id == 12);
    CHECK(changed.reply_markup);
}

TEST_CASE("the message of a button is removed from its chat alone, however that is addressed") {
    tests::script steps;
    tests::account_with<message_methods> me{steps};
    peer_cache recent;
    peer_resolver resolver{me.calls, me.session, recent};
    me.self.access.resolver = &resolver;
    api::user shown{};
    shown.id = 6;
    shown.access_hash = 60;
    api::message raw_shown{};
    raw_shown.id = 4;
    raw_shown.peer_id = api::peerUser{.user_id = 6};
    raw_shown.from_id = api::peerChannel{.channel_id = 9};
    static_cast<void>(recent.note(extract_peer(shown)));
    resolver.learn(raw_shown);
    std::vector<api::channels::deleteMessages> deleted;
    me.calls.answer_with<api::channels::deleteMessages>([&deleted](const auto& asked) {
        deleted.push_back(asked);
        return api::messages::affectedMessages{};
    });
    api::updateBotCallbackQuery raw{};
    raw.peer = api::peerChannel{.channel_id = 9};
    raw.msg_id = 12;
    const callback_query press{raw, &me.self};
    tests::run([&] { return press.remove(); });
    REQUIRE(deleted.size() == 1);
    CHECK(deleted[0].channel.is<api::inputChannelFromMessage>());
    CHECK(me.calls.calls().size() == 1);
}

TEST_CASE("an inline query is answered with articles and files") {
    actor<api::messages::setInlineBotResults> act{true};
    api::updateBotInlineQuery raw{};
    raw.query_id = 3;
    const inline_query query{raw, &act.me.self};
    const auto keys = inline_keyboard().row(button("again", "a"));
    inline_results results;
    results.article("1", "Cats", "cats are cats", {.description = "about", .keyboard = keys})
        .photo("2", "https://a.b/c.jpg", {.caption = "a cat"})
        .gif("3", "https://a.b/c.gif")
        .video("4", "Film", "https://a.b/c.mp4", {.thumbnail = "https://a.b/t.jpg"});

    const auto& request = act.after([&] {
        return query.answer(
            results,
            {.cache_time = 5s,
             .personal = true,
             .next_offset = "4",
             .button = "Settings",
             .start_parameter = "s"}
        );
    });

    CHECK(request.query_id == 3);
    CHECK(request.cache_time == 5);
    CHECK(request.private_);
    CHECK(request.next_offset->view() == "4");
    CHECK(request.switch_pm->start_param == "s");
    REQUIRE(request.results.size() == 4);
    const auto& article = *request.results[0].get_if<api::inputBotInlineResult>();
    CHECK(article.type == "article");
    CHECK(article.title->view() == "Cats");
    const auto* text = article.send_message.get_if<api::inputBotInlineMessageText>();
    REQUIRE(text);
    CHECK(text->message == "cats are cats");
    CHECK(text->reply_markup);
    const auto& photo = *request.results[1].get_if<api::inputBotInlineResult>();
    CHECK(photo.type == "photo");
    CHECK(photo.content->mime_type == "image/jpeg");
    CHECK(photo.send_message.get_if<api::inputBotInlineMessageMediaAuto>()->message == "a cat");
    CHECK(request.results[2].get_if<api::inputBotInlineResult>()->type == "gif");
    const auto& film = *request.results[3].get_if<api::inputBotInlineResult>();
    CHECK(film.thumb->url == "https://a.b/t.jpg");
}

TEST_CASE("a join request is approved or declined, and not without a user") {
    actor<api::messages::hideChatJoinRequest> act{nothing()};
    api::updateBotChatInviteRequester raw{};
    raw.peer = api::peerChannel{.channel_id = 8};
    raw.user_id = 5;
    const auto along = std::make_shared<known_peers>();
    const join_request asked(along, raw, &act.me.self);

    const auto& approved = act.after([&] { return asked.approve(); });
    CHECK(approved.approved);
    CHECK(approved.user_id.get_if<api::inputUser>()->access_hash == 50);
    CHECK(approved.peer.get_if<api::inputPeerChannel>()->access_hash == 80);
    const auto& declined = act.after([&] { return asked.decline(); });
    CHECK_FALSE(declined.approved);
    const join_request handled{api::updatePendingJoinRequests{}, &act.me.self};
    CHECK_THROWS_AS((void)handled.approve(), std::logic_error);
}

TEST_CASE("payments are accepted or refused with a reason") {
    actor<api::messages::setBotPrecheckoutResults> act{true};
    api::updateBotPrecheckoutQuery raw{};
    raw.query_id = 6;
    const pre_checkout_query query{raw, &act.me.self};
    const auto& accepted = act.after([&] { return query.accept(); });
    CHECK(accepted.success);
    CHECK(accepted.query_id == 6);
    const auto& refused = act.after([&] { return query.refuse("sold out"); });
    CHECK_FALSE(refused.success);
    CHECK(refused.error->view() == "sold out");

    actor<api::messages::setBotShippingResults> ship{true};
    const shipping_query shipping{api::updateBotShippingQuery{}, &ship.me.self};
    tl::vector<api::shippingOption> options;
    options.emplace_back();
    const auto& offered = ship.after([&] { return shipping.accept(options); });
    CHECK(offered.shipping_options->size() == 1);
    const auto& not_there = ship.after([&] { return shipping.refuse("too far"); });
    CHECK(not_there.error->view() == "too far");
}

TEST_CASE("events that no account received cannot be acted on") {
    const message m{in_private()};
    CHECK_THROWS_AS((void)m.answer("yes"), std::logic_error);
    CHECK_THROWS_AS((void)m.edit("yes"), std::logic_error);
    CHECK_THROWS_AS((void)m.remove(), std::logic_error);
    CHECK_THROWS_AS((void)m.forward_to(5), std::logic_error);
    CHECK_THROWS_AS((void)m.react("👍"), std::logic_error);
    CHECK_THROWS_AS((void)m.pin(), std::logic_error);
    CHECK_THROWS_AS((void)callback_query{api::updateBotCallbackQuery{}}.answer(), std::logic_error);
    CHECK_THROWS_AS(
        (void)callback_query{api::updateBotCallbackQuery{}}.edit("x"), std::logic_error
    );
    const inline_results none;
    CHECK_THROWS_AS((void)inline_query{api::updateBotInlineQuery{}}.answer(none), std::logic_error);
}
