// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using account = tests::account_with<message_methods>;

namespace {

using request = api::messages::sendMessage;
using edit_request = api::messages::editMessage;

api::Updates sent_as(std::int32_t id) {
    api::updateShortSentMessage brief;
    brief.out = true;
    brief.id = id;
    return brief;
}

/// What an account of users and bots sends.
struct scene {
    std::vector<request> sent{};
    std::vector<edit_request> edits{};
    std::error_code refused{};

    explicit scene(std::function<awaitable<void>(account&)> act, bool is_bot = true) {
        tests::script steps;
        account me{steps};
        me.self.is_bot = is_bot;
        me.calls.answer_with<request>([this](const request& asked) {
            sent.push_back(asked);
            return sent_as(static_cast<std::int32_t>(sent.size()));
        });
        me.calls.answer_with<edit_request>([this](const edit_request& asked) {
            edits.push_back(asked);
            return sent_as(1);
        });
        tests::run([&]() -> awaitable<void> {
            try {
                co_await act(me);
            } catch (const std::system_error& error) {
                refused = error.code();
            }
        });
    }
};

/// The only entity of a request.
template <class Raw, class Request>
const Raw& only(const Request& asked) {
    REQUIRE(asked.entities);
    REQUIRE(asked.entities->size() == 1);
    const auto* raw = (*asked.entities)[0].template get_if<Raw>();
    REQUIRE(raw != nullptr);
    return *raw;
}

message received(const account& me) {
    api::message raw;
    raw.id = 40;
    raw.message = "before";
    api::peerUser user;
    user.user_id = 5;
    raw.peer_id = user;
    return message{std::move(raw), &me.self};
}

std::string words(std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i != count; ++i)
        all += "word ";
    return all;
}

} // namespace

TEST_CASE("a formatted text is sent with its entities in UTF-16 units, named or written in the call"
) {
    const auto named = text("é😀 ").bold("42");
    const scene both{[&named](account& me) -> awaitable<void> {
        (void)co_await me.send_text(5, named, {.silent = true});
        (void)co_await me.send_text(5, text("é😀 ").bold("42"));
        (void)co_await me.send_text(5, text::html("é😀 <b>{}</b>", 42));
    }};

    REQUIRE(both.sent.size() == 3);
    for (const auto& each : both.sent) {
        CHECK(each.message == "é😀 42");
        const auto& bold = only<api::messageEntityBold>(each);
        CHECK(bold.offset == 4);
        CHECK(bold.length == 2);
    }
    CHECK(both.sent[0].silent);
}

TEST_CASE("a plain text is sent without entities, and without the blanks around it") {
    const scene plain{[](account& me) -> awaitable<void> {
        (void)co_await me.send_text(5, " a *b* <i>\n");
        (void)co_await me.send_text(5, "tab\there");
    }};

    REQUIRE(plain.sent.size() == 2);
    CHECK(plain.sent[0].message == "a *b* <i>");
    CHECK_FALSE(plain.sent[0].entities);
    CHECK(plain.sent[1].message == "tab here");
}

TEST_CASE("a text is read when the method is called, not when its coroutine begins") {
    const scene sent{[](account& me) -> awaitable<void> {
        auto sending = [&] {
            const auto gone = text().bold(std::string(100, 'a'));
            return me.send_text(5, gone);
        }();
        (void)co_await std::move(sending);
    }};
    REQUIRE(sent.sent.size() == 1);
    CHECK(only<api::messageEntityBold>(sent.sent[0]).length == 100);
}

TEST_CASE("a text that Telegram would not take is refused, and nothing is sent") {
    const auto refusal_of = [](const text& content) {
        const scene refused{[&content](account& me) -> awaitable<void> {
            (void)co_await me.send_text(5, content);
        }};
        CHECK(refused.sent.empty());
        return refused.refused;
    };
    CHECK(refusal_of(text()) == text_errc::empty);
    CHECK(refusal_of(text().bold(" \n")) == text_errc::empty);
    CHECK(refusal_of(text("a\xFF")) == text_errc::not_utf8);
    CHECK(refusal_of(text(words(10'000))) == text_errc::too_long);
    CHECK(refusal_of({"a", {{0, 2, entity_kind::bold}}}) == text_errc::entity_outside);
    CHECK(refusal_of({"é", {{1, 1, entity_kind::bold}}}) == text_errc::entity_inside_character);
}

TEST_CASE("a mention gets the access hash of its user, which the session knows") {
    const auto mentions =
        text().mention("Ann", 77).append(" ").mention("Bob", 79).append(" ").mention("Me", 1);
    const auto act = [&mentions](account& me) -> awaitable<void> {
        user_info user{};
        user.id = 77;
        user.auth = peer_auth{770, false};
        const peer_info known = user;
        co_await me.session.cache_peer(known);
        (void)co_await me.send_text(5, mentions);
    };
    const auto hashes = [](const request& asked) {
        std::vector<std::int64_t> all;
        for (const auto& each : *asked.entities) {
            const auto& user = each.get_if<api::inputMessageEntityMentionName>()->user_id;
            all.push_back(
                user.is<api::inputUserSelf>() ? -1 : user.get_if<api::inputUser>()->access_hash
            );
        }
        return all;
    };

    // A bot gets by with 0 for a user whom it has met; of another account, Telegram would refuse the message.
    const scene of_bot{act};
    REQUIRE(of_bot.sent.size() == 1);
    CHECK(hashes(of_bot.sent[0]) == std::vector<std::int64_t>{770, 0, -1});
    const scene of_user{act, false};
    REQUIRE(of_user.sent.size() == 1);
    CHECK(of_user.sent[0].message == "Ann Bob Me");
    CHECK(hashes(of_user.sent[0]) == std::vector<std::int64_t>{770, -1});
}

TEST_CASE("replies and edits take formatted texts") {
    const scene all{[](account& me) -> awaitable<void> {
        const auto before = received(me);
        (void)co_await before.reply(text().bold("a"));
        (void)co_await before.answer(text().bold("a"), {.silent = true});
        const auto edited = co_await before.edit(text("x").italic("y"));
        CHECK(edited.text() == "xy");
        CHECK(edited.formatted() == text("x").italic("y"));
        (void)co_await before.edit(""); // of a caption
    }};

    REQUIRE(all.sent.size() == 2);
    for (const auto& each : all.sent)
        CHECK(only<api::messageEntityBold>(each).length == 1);
    REQUIRE(all.edits.size() == 2);
    CHECK(*all.edits[0].message == "xy");
    CHECK(only<api::messageEntityItalic>(all.edits[0]).offset == 1);
    CHECK(*all.edits[1].message == "");
    CHECK_FALSE(all.edits[1].entities);
}

TEST_CASE("a message is a text that can be sent as it is") {
    const scene copied{[](account& me) -> awaitable<void> {
        api::message raw;
        raw.message = "😀b #tag";
        api::messageEntityBold bold;
        bold.offset = 2;
        bold.length = 1;
        api::messageEntityHashtag tag;
        tag.offset = 4;
        tag.length = 4;
        raw.entities.emplace();
        raw.entities->push_back(bold);
        raw.entities->push_back(tag);
        const message original{std::move(raw)};
        CHECK(original.formatted().html() == "😀<b>b</b> #tag");
        CHECK(message{api::message{}}.formatted().empty());
        (void)co_await me.send_text(5, original.formatted());
    }};

    REQUIRE(copied.sent.size() == 1);
    CHECK(only<api::messageEntityBold>(copied.sent[0]).offset == 2);
}

TEST_CASE("a long text is sent as several messages, which are returned") {
    const scene sent{[](account& me) -> awaitable<void> {
        const auto keyboard = inline_keyboard().row(button("yes", "1"));
        const auto all = co_await me.send_long_text(
            5, text().bold(words(2'000)), {.reply_to = 3, .keyboard = keyboard}
        );
        REQUIRE(all.size() == 3);
        CHECK(all[2].id() == 3);
    }};

    REQUIRE(sent.sent.size() == 3);
    std::size_t letters = 0;
    for (const auto& each : sent.sent) {
        CHECK(each.message.size() <= 4096);
        CHECK(
            only<api::messageEntityBold>(each).length ==
            static_cast<std::int32_t>(each.message.size())
        );
        letters += each.message.size() + 1;
    }
    CHECK(letters == 10'000);
    CHECK(sent.sent[0].reply_to);
    CHECK_FALSE(sent.sent[1].reply_to);
    CHECK_FALSE(sent.sent[1].reply_markup);
    CHECK(sent.sent[2].reply_markup);

    const scene refused{
        [](account& me) -> awaitable<void> { (void)co_await me.send_long_text(5, "a\xFF"); }};
    CHECK(refused.refused == text_errc::not_utf8);
}

TEST_CASE("results of inline queries have formatted texts") {
    inline_results results;
    results.article("1", "Title", text().bold("a"));
    results.photo("2", "https://a.b/c.jpg", {.caption = text().italic("b")});
    CHECK_THROWS_AS(results.article("3", "Title", ""), std::system_error);

    REQUIRE(results.size() == 2);
    const auto* article = results.raw()[0].get_if<api::inputBotInlineResult>();
    const auto* content = article->send_message.get_if<api::inputBotInlineMessageText>();
    CHECK(only<api::messageEntityBold>(*content).length == 1);
    const auto* photo = results.raw()[1].get_if<api::inputBotInlineResult>();
    const auto* caption = photo->send_message.get_if<api::inputBotInlineMessageMediaAuto>();
    CHECK(only<api::messageEntityItalic>(*caption).length == 1);
}
