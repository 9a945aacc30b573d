// SPDX-License-Identifier: MIT
// Questions of handlers, and the events that answer them.
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/dispatcher/ask_options.hpp>
#include <awaitgram/dispatcher/detail/answer_wait.hpp>
#include <awaitgram/dispatcher/detail/offer_event.hpp>
#include <awaitgram/dispatcher/error.hpp>
#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/keyboard/inline_button.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/message.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"
using namespace awaitgram;
using namespace std::chrono_literals;
using outcome = conversations::outcome;

namespace {

/// What an update's events share.
struct context final : update_context {
    explicit context(std::shared_ptr<dispatch_services> of) : shared(std::move(of)) {}
    void let_next_start() override { ++released; }
    [[nodiscard]] std::shared_ptr<dispatch_services> services() const override { return shared; }

    std::shared_ptr<dispatch_services> shared;
    int released = 0;
};

/// Answers each message that is sent with the next id, after a while; counts answers to presses.
struct fake_telegram final : rpc::invoker {
    awaitable<rpc::answer> call(rpc::request sent, rpc::call_options) override {
        const auto asked = tl::decode<api::messages::sendMessage>(sent.body());
        if (!asked) {
            ++presses_answered;
            rpc::answer done{tl::frame{tl::encoded(true)}};
            co_return done;
        }
        if ((**asked).reply_to)
            replied_to = (**asked).reply_to->get_if<api::inputReplyToMessage>()->reply_to_msg_id;
        texts.emplace_back((**asked).message.view());
        if (takes != 0ms)
            co_await pause(takes);
        if (fails)
            throw std::system_error(asio::error::timed_out);
        api::updateShortSentMessage brief{};
        brief.out = true;
        brief.id = next_id++;
        const api::Updates answer = brief;
        rpc::answer encoded{tl::frame{tl::encoded(answer)}};
        co_return encoded;
    }

    std::int32_t next_id = 100;
    std::chrono::milliseconds takes = 10ms;
    bool fails = false;
    std::vector<std::string> texts{};
    int presses_answered = 0;
    std::int32_t replied_to = 0;
};

/// Handlers that ask, and users who answer.
struct bench {
    bench() {
        receiver.access.calls = &telegram;
        receiver.access.session = &session;
        receiver.id = 999;
        tests::run([this]() -> awaitable<void> {
            for (std::int64_t id = 1; id != 10; ++id) {
                const peer_info user = user_info{id, peer_auth{id, false}, {}, {}};
                co_await session.cache_peer(user);
            }
        });
    }

    message written(
        std::int64_t chat,
        std::int64_t user,
        std::string text,
        std::int32_t id = 1,
        std::int32_t reply_to = 0
    ) {
        api::message raw{};
        raw.id = id;
        raw.message = std::move(text);
        raw.peer_id = peer_of(chat);
        raw.from_id = peer_of(user);
        raw.out = user == receiver.id;
        if (reply_to != 0) {
            api::messageReplyHeader header{};
            header.reply_to_msg_id = reply_to;
            raw.reply_to = std::move(header);
        }
        const auto holder = std::make_shared<peer_map_of<api::message>>(std::move(raw));
        return message(holder, holder->kept, &receiver, turn);
    }
    callback_query pressed(std::int64_t chat, std::int64_t user, std::int32_t id) {
        api::updateBotCallbackQuery raw{};
        raw.user_id = user;
        raw.peer = peer_of(chat);
        raw.msg_id = id;
        const auto holder =
            std::make_shared<peer_map_of<api::updateBotCallbackQuery>>(std::move(raw));
        return callback_query{holder, holder->kept, &receiver, turn};
    }
    outcome hears(std::int64_t chat, std::int64_t user, std::string text, std::int32_t id = 1000) {
        return detail::offer_message(services->waits, written(chat, user, std::move(text), id));
    }

    /// Runs `work` as a handler does, until it waits for more than the question.
    task& start(awaitable<void> work) {
        running.push_back(std::make_unique<task>(
            io.get_executor(),
            std::move(work),
            [this](const auto& error) {
                ++ended;
                if (error)
                    failure = error;
            }
        ));
        time.settle(io);
        return *running.back();
    }
    void start_and_ask(awaitable<void> work) {
        start(std::move(work));
        time.pass(io, 50ms);
    }
    std::error_code error() const {
        try {
            if (failure)
                std::rethrow_exception(failure);
        } catch (const std::system_error& error) {
            return error.code();
        }
        return {};
    }

    /// Asks a user in a chat, and notes the answer.
    awaitable<void> asks(std::int64_t chat, std::int64_t user, ask_options options = {}) {
        auto asker = written(chat, user, "/start");
        const auto answer = co_await asker.ask("Your name?", options);
        answers.push_back(
            answer ? std::to_string(chat) + ": " + std::string{answer->text()} : "none"
        );
    }

    testing::clock time{};
    std::unique_ptr<asio::io_context> owned = std::make_unique<asio::io_context>();
    asio::io_context& io = *owned;
    fake_telegram telegram{};
    any_session session{memory_session{}};
    self_info receiver{};
    std::shared_ptr<dispatch_services> services = std::make_shared<dispatch_services>();
    std::shared_ptr<context> turn = std::make_shared<context>(services);
    std::vector<std::string> answers{};
    std::exception_ptr failure{};
    int ended = 0;
    std::vector<std::unique_ptr<task>> running{};
};

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a question is answered by the next message of the same user") {
    bench test;
    test.start_and_ask(test.asks(5, 5));
    CHECK(test.telegram.texts == list{"Your name?"});
    CHECK(test.turn->released == 1);
    CHECK(test.hears(6, 6, "not me") == outcome::left);
    CHECK(test.hears(5, 5, "Alice") == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"5: Alice"});
    CHECK(test.hears(5, 5, "more") == outcome::left);
}

TEST_CASE("an answer that comes before the question is known to be sent is taken") {
    bench test;
    test.telegram.takes = 10s;
    test.start(test.asks(5, 5));
    CHECK(test.hears(5, 5, "Alice") == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers.empty());
    test.time.pass(test.io, 11s);
    CHECK(test.answers == list{"5: Alice"});
}

TEST_CASE(
    "questions in several chats, and to several users of one chat, are answered each by its user"
) {
    bench test;
    for (const auto& [chat, user] :
         std::vector<std::pair<int, int>>{{5, 5}, {6, 6}, {-7, 1}, {-7, 2}})
        test.start_and_ask(test.asks(chat, user));
    CHECK(test.hears(-7, 3, "of another one") == outcome::left);
    CHECK(test.hears(-7, 2, "two") == outcome::taken);
    CHECK(test.hears(6, 6, "six") == outcome::taken);
    CHECK(test.hears(-7, 1, "one") == outcome::taken);
    CHECK(test.hears(5, 5, "five") == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"-7: two", "6: six", "-7: one", "5: five"});
}

TEST_CASE("several questions to one user are answered in their order") {
    bench test;
    test.start_and_ask(test.asks(5, 5));
    test.start_and_ask(test.asks(5, 5));
    CHECK(test.hears(5, 5, "first") == outcome::taken);
    CHECK(test.hears(5, 5, "second") == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"5: first", "5: second"});
}

TEST_CASE("without an answer in time there is none, and a later message goes to the handlers") {
    bench test;
    ask_options soon;
    soon.timeout = 1min;
    test.start_and_ask(test.asks(5, 5, soon));
    test.time.pass(test.io, 61s);
    CHECK(test.answers == list{"none"});
    CHECK(test.hears(5, 5, "late") == outcome::left);
    CHECK(test.services->waits.empty());
}

TEST_CASE("an answer that comes at the time-out is either taken or left, never both or lost") {
    for (const auto early : {true, false}) {
        CAPTURE(early);
        bench test;
        ask_options soon;
        soon.timeout = 1min;
        test.telegram.takes = 0ms;
        test.start(test.asks(5, 5, soon));
        test.time.pass(test.io, 59s);
        if (early) { // taken; then the time passes before the coroutine resumes
            CHECK(test.hears(5, 5, "Alice") == outcome::taken);
            test.time.advance(10s);
        } else { // the time has passed, but the coroutine has not resumed
            test.time.advance(10s);
            CHECK(test.hears(5, 5, "Alice") == outcome::left);
        }
        test.time.settle(test.io);
        CHECK(test.answers == (early ? list{"5: Alice"} : list{"none"}));
    }
}

TEST_CASE("an answer may have to pass a filter, come from anyone, and be shared with handlers") {
    bench test;
    const auto is_number = [](const message& m) {
        return !m.text().empty() && m.text().find_first_not_of("0123456789") == std::string::npos;
    };
    ask_options options;
    options.accept = is_number;
    options.from = ask_options::anyone_in_chat;
    options.pass_on = true;
    test.start_and_ask(test.asks(-7, 1, options));
    CHECK(test.hears(-7, 1, "/cancel") == outcome::left);
    CHECK(test.hears(-7, 2, "42") == outcome::shared);
    test.time.settle(test.io);
    CHECK(test.answers == list{"-7: 42"});

    ask_options of_two;
    of_two.from = 2;
    test.start_and_ask(test.asks(-7, 1, of_two));
    CHECK(test.hears(-7, 1, "x") == outcome::left);
    CHECK(test.hears(-7, 2, "y") == outcome::taken);
}

TEST_CASE("service messages answer a question only where its filter takes them") {
    bench test;
    api::messageService raw{};
    raw.id = 2000;
    raw.peer_id = peer_of(5);
    raw.from_id = peer_of(5);
    const message pinned{raw, &test.receiver};
    test.start_and_ask(test.asks(5, 5));
    CHECK(detail::offer_message(test.services->waits, pinned) == outcome::left);
    CHECK(test.hears(5, 5, "Alice") == outcome::taken);
    const auto is_service = [](const message& m) { return m.service() != nullptr; };
    ask_options options;
    options.accept = is_service;
    test.start_and_ask(test.asks(5, 5, options));
    CHECK(detail::offer_message(test.services->waits, pinned) == outcome::taken);
}

TEST_CASE("an account that answers its own question does not take the question for the answer") {
    bench test;
    const auto me = test.receiver.id;
    test.telegram.takes = 1s;
    test.start(test.asks(5, me));
    CHECK(test.hears(5, me, "Your name?", 100) == outcome::left); // before its id is known
    test.time.pass(test.io, 2s);
    CHECK(test.hears(5, me, "Your name?", 100) == outcome::left);
    CHECK(test.hears(5, me, "Alice", 101) == outcome::taken);
}

TEST_CASE("the error of a filter is that of the question, and the message goes to the handlers") {
    bench test;
    const auto fails = [](const message&) -> bool {
        throw std::system_error(std::make_error_code(std::errc::bad_message));
    };
    ask_options options;
    options.accept = fails;
    test.start_and_ask(test.asks(5, 5, options));
    CHECK(test.hears(5, 5, "Alice") == outcome::left);
    test.time.settle(test.io);
    CHECK(test.error() == std::errc::bad_message);
    CHECK(test.services->waits.empty());
}

TEST_CASE("a question that cannot be sent waits for nothing") {
    bench test;
    test.telegram.fails = true;
    test.start_and_ask(test.asks(5, 5));
    CHECK(test.error() == asio::error::timed_out);
    CHECK(test.services->waits.empty());
    CHECK(test.hears(5, 5, "Alice") == outcome::left);
}

TEST_CASE("a cancelled question waits no longer, but an answer that was taken is not lost") {
    bench test;
    auto& first = test.start(test.asks(5, 5));
    test.time.pass(test.io, 50ms);
    first.cancel();
    test.time.settle(test.io);
    CHECK(test.error() == asio::error::operation_aborted);
    CHECK(test.hears(5, 5, "Alice") == outcome::left);

    auto& second = test.start(test.asks(5, 5));
    test.time.pass(test.io, 50ms);
    CHECK(test.hears(5, 5, "Bob") == outcome::taken);
    second.cancel();
    test.time.settle(test.io);
    CHECK(test.answers == list{"5: Bob"});
}

TEST_CASE("a question whose coroutine is destroyed takes nothing") {
    bench test;
    test.start_and_ask(test.asks(5, 5));
    CHECK_FALSE(test.services->waits.empty());
    test.running.clear();
    test.owned.reset(); // and the coroutine with it
    CHECK(test.services->waits.empty());
    CHECK(test.hears(5, 5, "Alice") == outcome::left);
}

TEST_CASE("questions end at once when the bot stops, also new ones and those that are being sent") {
    bench test;
    test.start_and_ask(test.asks(5, 5));
    test.telegram.takes = 1h;
    test.start(test.asks(6, 6));
    test.services->waits.close();
    test.time.settle(test.io);
    CHECK(test.ended == 1);
    CHECK(test.error() == asio::error::operation_aborted);
    test.telegram.takes = 0ms;
    test.start(test.asks(7, 7));
    test.time.settle(test.io);
    CHECK(test.ended == 2);
    CHECK(test.answers.empty());
    test.services->waits.open();
    test.start_and_ask(test.asks(8, 8));
    CHECK(test.hears(8, 8, "Bob") == outcome::taken);
}

TEST_CASE("a command may end the questions to its user") {
    bench test;
    test.start_and_ask(test.asks(-7, 1));
    test.start_and_ask(test.asks(-7, 2));
    test.written(-7, 1, "/cancel").end_conversations();
    test.time.settle(test.io);
    CHECK(test.answers == list{"none"});
    CHECK(test.hears(-7, 2, "Bob") == outcome::taken);
}

TEST_CASE("a reply to a message, and its edit, are waited for") {
    bench test;
    const auto waits = [&](bool edit) -> awaitable<void> {
        const auto about = test.written(-7, 1, "a poll", 50);
        std::optional<message> next;
        if (edit)
            next = co_await about.wait_for_edit(1min);
        else
            next = co_await about.wait_for_reply(1min);
        test.answers.push_back(next ? std::string{next->text()} : "none");
    };
    for (const auto edit : {false, true}) {
        test.answers.clear();
        test.start_and_ask(waits(edit));
        auto& among = test.services->waits;
        const auto reply = test.written(-7, 2, "a reply", 60, 50);
        const auto other = test.written(-7, 2, "another reply", 61, 51);
        const auto edited = test.written(-7, 1, "an edit", 50);
        const auto unrelated = test.written(-7, 1, "another edit", 51);
        CHECK(detail::offer_message(among, other) == outcome::left);
        CHECK(detail::offer_edit(among, unrelated) == outcome::left);
        CHECK(detail::offer_edit(among, reply) == outcome::left);
        CHECK(detail::offer_message(among, reply) == (edit ? outcome::left : outcome::taken));
        CHECK(detail::offer_edit(among, edited) == (edit ? outcome::taken : outcome::left));
        test.time.settle(test.io);
        CHECK(test.answers == list{edit ? "an edit" : "a reply"});
    }
}

TEST_CASE("a reaction does not end the wait for an edit") {
    bench test;
    const auto waits = [&]() -> awaitable<void> {
        const auto about = test.written(-7, 1, "hi", 50);
        const auto next = co_await about.wait_for_edit(1min);
        test.answers.push_back(next ? std::string{next->text()} : "none");
    };
    test.start(waits());
    auto& among = test.services->waits;
    auto reacted = *test.written(-7, 1, "hi", 50).raw();
    reacted.edit_hide = true;

    CHECK(detail::offer_edit(among, message{reacted, &test.receiver}) == outcome::left);
    CHECK(detail::offer_edit(among, test.written(-7, 1, "new", 50)) == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"new"});
}

TEST_CASE("a question may be answered by a button, pressed by the same user on the same message") {
    bench test;
    const auto asks = [&]() -> awaitable<void> {
        const auto asker = test.written(-7, 1, "/start", 50);
        const auto keys = inline_keyboard().row(button("yes", "1"));
        const auto press = co_await asker.ask_press("Sure?", keys, 1min);
        test.answers.push_back(press ? std::to_string(press->message_id()) : "none");
    };
    test.start_and_ask(asks());
    auto& among = test.services->waits;
    CHECK(detail::offer_press(among, test.pressed(-7, 2, 100)) == outcome::left);
    CHECK(detail::offer_press(among, test.pressed(-7, 1, 99)) == outcome::left);
    CHECK(detail::offer_press(among, test.pressed(-8, 1, 100)) == outcome::left);
    CHECK(test.hears(-7, 1, "yes") == outcome::left);
    CHECK(detail::offer_press(among, test.pressed(-7, 1, 100)) == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"100"});

    // Before the question is known to be sent.
    test.telegram.takes = 1s;
    test.start(asks());
    CHECK(detail::offer_press(among, test.pressed(-7, 1, 49)) == outcome::left);
    CHECK(detail::offer_press(among, test.pressed(-7, 1, 101)) == outcome::taken);
    test.time.pass(test.io, 2s);
    CHECK(test.answers == list{"100", "101"});
    test.start_and_ask(asks());
    test.time.pass(test.io, 2min);
    CHECK(test.answers.back() == "none");
}

TEST_CASE("the press of another user may be asked for") {
    bench test;
    const auto asks = [&]() -> awaitable<void> {
        const auto asker = test.written(-7, 1, "/trade", 50);
        const auto keys = inline_keyboard().row(button("yes", "1"));
        const auto press = co_await asker.ask_press("Agree?", {.keyboard = keys, .from = 2});
        test.answers.push_back(press ? std::to_string(press->user_id()) : "none");
    };
    test.start_and_ask(asks());
    auto& among = test.services->waits;
    CHECK(detail::offer_press(among, test.pressed(-7, 1, 100)) == outcome::left);
    CHECK(detail::offer_press(among, test.pressed(-7, 2, 100)) == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"2"});
}

TEST_CASE("who asks in the name of a chat gets the press of an administrator of it") {
    bench test;
    const auto now = monotonic_clock::now();
    test.services->admins.put(-7, 2, false, now);
    test.services->admins.put(-7, 3, true, now);
    const auto asks = [&]() -> awaitable<void> {
        const auto asker = test.written(-7, -7, "/ban", 50);
        const auto keys = inline_keyboard().row(button("yes", "1"));
        const auto press = co_await asker.ask_press("Sure?", keys, 1min);
        test.answers.push_back(press ? std::to_string(press->user_id()) : "none");
    };
    test.start_and_ask(asks());
    auto& among = test.services->waits;
    CHECK(detail::offer_press(among, test.pressed(-7, 2, 100)) == outcome::taken);
    test.time.pass(test.io, 50ms);
    CHECK(test.answers.empty());
    CHECK(test.telegram.presses_answered == 1);
    CHECK(detail::offer_press(among, test.pressed(-7, 3, 100)) == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"3"});

    test.start_and_ask(asks());
    CHECK(detail::offer_press(among, test.pressed(-7, 2, 101)) == outcome::taken);
    test.time.pass(test.io, 2min);
    CHECK(test.answers.back() == "none");
    CHECK(among.empty());
}

TEST_CASE("who presses a button may be asked for a text, after the press was answered") {
    bench test;
    const auto asks = [&](std::int64_t chat) -> awaitable<void> {
        const auto press = test.pressed(chat, 1, 40);
        const auto answer = co_await press.ask("The new name?", 1min);
        test.answers.push_back(answer ? std::string{answer->text()} : "none");
    };
    test.start_and_ask(asks(-7));
    CHECK(test.telegram.presses_answered == 1);
    CHECK(test.telegram.texts == list{"The new name?"});
    CHECK(test.telegram.replied_to == 40);
    CHECK(test.hears(-7, 2, "not me") == outcome::left);
    CHECK(test.hears(-7, 1, "Alice") == outcome::taken);
    test.time.settle(test.io);
    CHECK(test.answers == list{"Alice"});

    test.telegram.replied_to = 0;
    test.start_and_ask(asks(1));
    CHECK(test.telegram.replied_to == 0);
    test.time.pass(test.io, 2min);
    CHECK(test.answers.back() == "none");

    api::updateInlineBotCallbackQuery raw{};
    raw.user_id = 1;
    const auto holder =
        std::make_shared<peer_map_of<api::updateInlineBotCallbackQuery>>(std::move(raw));
    const callback_query anywhere{holder, holder->kept, &test.receiver, test.turn};
    CHECK_THROWS_AS(static_cast<void>(anywhere.ask("The new name?")), std::logic_error);
}

TEST_CASE("outside of a handler a question is refused") {
    api::message raw{};
    raw.peer_id = peer_of(5);
    const message alone{std::move(raw)};
    CHECK_THROWS_AS(static_cast<void>(alone.ask("Your name?")), std::logic_error);
    CHECK_THROWS_AS(alone.end_conversations(), std::logic_error);
}

TEST_CASE("a question that would be one too many for its user is refused before it is sent") {
    bench test;
    for (std::size_t i = 0; i != conversations::most_of_a_place; ++i)
        test.start_and_ask(test.asks(5, 5));
    CHECK(test.ended == 0);
    const auto sent = test.telegram.texts.size();
    test.start_and_ask(test.asks(5, 5));
    CHECK(test.ended == 1);
    CHECK(test.error() == conversation_errc::too_many_waits);
    CHECK(test.error().message().find("too many handlers") == 0);
    CHECK(test.telegram.texts.size() == sent);
    test.start_and_ask(test.asks(6, 6));
    CHECK(test.ended == 1);
}
