// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/keyboard/error.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/keyboard/reply_keyboard.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>
#include <system_error>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using account = tests::account_with<message_methods>;

namespace {

using request = api::messages::sendMessage;

api::Updates sent() {
    api::updateShortSentMessage brief;
    brief.out = true;
    brief.id = 7;
    return brief;
}

/// The request of a method; none if it sent none.
std::optional<request> sent_by(std::function<awaitable<void>(account&)> act) {
    tests::script steps;
    account me{steps};
    std::optional<request> seen;
    me.calls.answer_with<request>([&seen](const request& asked) {
        seen = asked;
        return sent();
    });
    tests::run([&] { return act(me); });
    return seen;
}

} // namespace

TEST_CASE("a keyboard goes along with a text, named or written in the call") {
    const auto choice = inline_keyboard().row(button("yes", "1"), button("no", "0"));
    const auto named = sent_by([&choice](account& me) -> awaitable<void> {
        const auto message = co_await me.send_text(5, "Agree?", {.keyboard = choice});
        CHECK(message.raw()->reply_markup == choice.markup());
    });
    REQUIRE(named);
    CHECK(named->reply_markup == choice.markup());

    const auto written = sent_by([](account& me) -> awaitable<void> {
        const auto message = co_await me.send_text(
            5,
            "Agree?",
            {.silent = true,
             .keyboard = inline_keyboard().row(button("yes", "1"), button("no", "0"))}
        );
        CHECK(message.id() == 7);
    });
    REQUIRE(written);
    CHECK(written->silent);
    CHECK(written->reply_markup == choice.markup());

    const auto removed = sent_by([](account& me) -> awaitable<void> {
        (void)co_await me.send_text(5, "Done", {.keyboard = remove_keyboard()});
    });
    CHECK(removed->reply_markup->is<api::replyKeyboardHide>());
    const auto without =
        sent_by([](account& me) -> awaitable<void> { (void)co_await me.send_text(5, "Done"); });
    CHECK_FALSE(without->reply_markup);
}

TEST_CASE("a keyboard is read when the method is called, not when its coroutine begins") {
    const auto sent = sent_by([](account& me) -> awaitable<void> {
        auto sending = [&] {
            const auto gone = inline_keyboard().row(button("yes", "1"));
            return me.send_text(5, "Agree?", {.keyboard = gone});
        }();
        (void)co_await std::move(sending);
    });
    CHECK(sent->reply_markup == inline_keyboard().row(button("yes", "1")).markup());
}

TEST_CASE("a profile button gets the access hash of its user, which the session knows") {
    tests::script steps;
    account me{steps};
    std::optional<request> seen;
    me.calls.answer_with<request>([&seen](const request& asked) {
        seen = asked;
        return sent();
    });
    tests::run([&]() -> awaitable<void> {
        user_info user{};
        user.id = 77;
        user.auth = peer_auth{770, false};
        const peer_info known = user;
        co_await me.session.cache_peer(known);
        api::inputUser given{};
        given.user_id = 78;
        given.access_hash = 5;
        const auto keyboard = inline_keyboard().row(
            profile("known", 77), profile("unknown", 79), profile("given", api::InputUser(given))
        );
        (void)co_await me.send_text(5, "Meet", {.keyboard = keyboard});
    });

    REQUIRE(seen);
    const auto& row = seen->reply_markup->get_if<api::replyInlineMarkup>()->rows[0];
    const auto hash = [&row](std::size_t at) {
        const auto* button = row.buttons[at].get_if<api::inputKeyboardButtonUserProfile>();
        return button->user_id.get_if<api::inputUser>()->access_hash;
    };
    CHECK(hash(0) == 770);
    CHECK(hash(1) == 0); // bots get by with it
    CHECK(hash(2) == 5);
}

TEST_CASE("a keyboard that is arranged wrongly is refused, and nothing is sent") {
    std::error_code refused;
    const auto sent = sent_by([&refused](account& me) -> awaitable<void> {
        try {
            (void)co_await me.send_text(
                5, "Buy", {.keyboard = inline_keyboard().row(button("no", "0"), pay("Pay"))}
            );
        } catch (const std::system_error& error) {
            refused = error.code();
        }
    });
    CHECK(refused == keyboard_errc::not_first);
    CHECK_FALSE(sent);
}
