// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/payment_query.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/as_user.hpp"

namespace ag = awaitgram;

namespace {

/// Gives an account stars.
void give(ag::testing::server& telegram, std::int64_t account, std::int64_t stars) {
    telegram.on_server([&] { telegram.data_centre().accounts().stars().balance(account) = stars; });
}

/// Runs `body` with a client that is signed in as a user, while a bot runs.
void beside(
    ag::bot& bot,
    ag::testing::server& telegram,
    const ag::testing::test_user& user,
    std::function<ag::awaitable<void>(ag::client&)> body
) {
    auto& context = bot.context();
    ag::userbot me{context.get_executor(), ag::memory_session{}, telegram.app(), user.prompts()};
    std::exception_ptr failed;
    auto ended = false;
    const ag::task running{
        context.get_executor(), me.serve(std::move(body)), [&](const auto& error) {
            failed = error;
            ended = true;
        }};
    context.restart();
    ag::tests::run_until(context, [&ended] { return ended; });
    if (failed)
        std::rethrow_exception(failed);
}

/// A bot that sells coffee, and gives the stars of a payment back on /refund.
struct shop {
    explicit shop(ag::testing::server& telegram) : bot(ag::memory_session{}, telegram.app()) {
        bot.on_message(
            ag::filters::command("buy"),
            [](ag::message m, ag::client& client) -> ag::awaitable<void> {
                co_await client.send_invoice(
                    m, ag::invoice("Coffee", "A cup of coffee", "order 15").price("cup", 50)
                );
            }
        );
        bot.on_pre_checkout([this](ag::pre_checkout_query query) -> ag::awaitable<void> {
            payloads.emplace_back(query.payload());
            if (closed)
                co_await query.refuse("closed");
            else
                co_await query.accept();
        });
        bot.on_message(
            ag::filters::command("refund"),
            [](ag::message m, ag::client& client) -> ag::awaitable<void> {
                for (auto all = client.star_transactions(); const auto one = co_await all.next();)
                    if (one->other_id() == m.sender_id() && !one->refund()) {
                        const std::string charge{one->id()};
                        co_await client.refund_star_payment(m, charge);
                        break;
                    }
                const auto left = co_await client.get_stars_balance();
                co_await m.answer("left: " + std::to_string(left.whole()));
            }
        );
    }

    ag::bot bot;
    bool closed = false;
    std::vector<std::string> payloads{};
};

} // namespace

TEST_CASE("a user pays an invoice in stars, and gets them back") {
    ag::testing::server telegram;
    shop here{telegram};
    auto alice = telegram.user("Alice");
    give(telegram, alice.id(), 60);

    alice.writes(here.bot, "/buy");
    const auto invoice = alice.sees(here.bot);
    CHECK(invoice.media == "invoice");
    std::int64_t after = 0;
    beside(here.bot, telegram, alice, [&](ag::client& client) -> ag::awaitable<void> {
        (void)co_await client.pay_invoice(here.bot.id(), invoice.id, 50);
        const auto balance = co_await client.get_stars_balance();
        after = balance.whole();
    });
    CHECK(after == 10);
    CHECK(here.payloads == std::vector<std::string>{"order 15"});

    alice.writes(here.bot, "/refund");
    CHECK(alice.reads(here.bot) == "left: 0");
}

TEST_CASE("a user of a test pays an invoice, and is told why a bot refuses") {
    ag::testing::server telegram;
    shop here{telegram};
    std::string charge;
    here.bot.on_message(
        ag::filters::successful_payment,
        [&](ag::message m, ag::payment_info paid) -> ag::awaitable<void> {
            charge = paid.charge_id;
            co_await m.answer("paid");
        }
    );
    auto alice = telegram.user("Alice");
    alice.writes(here.bot, "/buy");
    const auto invoice = alice.sees(here.bot);

    const auto paid = alice.pays(invoice);
    CHECK(paid.answered);
    CHECK(paid.paid);
    CHECK(paid.problem.empty());
    CHECK(alice.reads(here.bot) == "paid");
    CHECK_FALSE(charge.empty());

    here.closed = true;
    const auto refused = alice.pays(invoice);
    CHECK(refused.answered);
    CHECK_FALSE(refused.paid);
    CHECK(refused.problem == "closed");

    const auto words = alice.writes(here.bot, "no invoice");
    CHECK_THROWS_WITH(alice.pays(words), doctest::Contains("is no invoice"));
}

TEST_CASE("the scores of a bot's game stand below it, and do not fall") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    std::vector<std::int32_t> scores;
    std::vector<std::string> players;
    bot.on_message([&](ag::message m, ag::client& client) -> ag::awaitable<void> {
        const auto game = co_await client.send_game(m, "chess");
        CHECK(game.media().kind() == ag::media_kind::game);
        co_await client.set_game_score(m, game.id(), m.sender_id(), 100);
        co_await client.set_game_score(m, game.id(), m.sender_id(), 90); // changes nothing
        for (const auto& each : co_await client.get_game_high_scores(m, game.id(), m.sender_id())) {
            scores.push_back(each.score());
            players.push_back(each.user_name());
        }
        co_await client.set_game_score(m, game.id(), m.sender_id(), 80, {.may_fall = true});
        co_await m.react("👍"); // bots may
        co_await m.answer("done");
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "play");
    CHECK(alice.sees(bot).media == "game");
    CHECK(alice.reads(bot) == "done");
    CHECK(scores == std::vector<std::int32_t>{100});
    CHECK(players == std::vector<std::string>{"Alice"});
}

TEST_CASE("a payment that the bot refuses, or that is too dear, costs nothing") {
    ag::testing::server telegram;
    shop here{telegram};
    auto alice = telegram.user("Alice");
    give(telegram, alice.id(), 60);
    alice.writes(here.bot, "/buy");
    const auto invoice = alice.sees(here.bot);
    here.closed = true;

    std::string refused;
    std::int64_t after = 0;
    auto too_dear = false;
    beside(here.bot, telegram, alice, [&](ag::client& client) -> ag::awaitable<void> {
        try {
            (void)co_await client.pay_invoice(here.bot.id(), invoice.id, 50);
        } catch (const ag::rpc_error& refusal) {
            refused = refusal.name();
        }
        try {
            (void)co_await client.pay_invoice(here.bot.id(), invoice.id, 49);
        } catch (const std::system_error& error) {
            too_dear = error.code() == ag::bot_errc::price_too_high;
        }
        const auto balance = co_await client.get_stars_balance();
        after = balance.whole();
    });
    CHECK(refused == "PRECHECKOUT_FAILED");
    CHECK(too_dear);
    CHECK(after == 60);
}

TEST_CASE("a gift is sent, shown, made unique by a payment, and another one turned into stars") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    give(telegram, alice.id(), 1000);
    give(telegram, bob.id(), 30);
    telegram.on_server([&] {
        telegram.data_centre().accounts().stars().add_gift(900, 15);
        telegram.data_centre().accounts().stars().add_gift(901, 100, 1);
    });
    alice.writes(bob, "happy birthday");
    ag::tests::as_user(telegram, alice, [&](ag::client& client) -> ag::awaitable<void> {
        const auto gifts = co_await client.get_star_gifts();
        REQUIRE(gifts.size() == 2);
        (void)co_await client.send_gift(
            bob.id(), gifts[0].id(), {.text = "for you", .pay_up_to = gifts[0].stars()}
        );
        (void)co_await client.send_gift(bob.id(), gifts[1].id(), {.pay_up_to = gifts[1].stars()});
        std::string refused;
        try {
            (void
            )co_await client.send_gift(bob.id(), gifts[1].id(), {.pay_up_to = gifts[1].stars()});
        } catch (const ag::rpc_error& refusal) {
            refused = refusal.name();
        }
        CHECK(refused == "STARGIFT_USAGE_LIMITED");
    });
    ag::tests::as_user(telegram, bob, [&](ag::client& client) -> ag::awaitable<void> {
        std::vector<ag::received_gift> gifts;
        for (auto all = client.received_gifts(); const auto one = co_await all.next();)
            gifts.push_back(*one);
        REQUIRE(gifts.size() == 2); // the latest first
        CHECK(gifts[1].text() == "for you");
        CHECK(gifts[1].sender_id() == alice.id());
        CHECK_FALSE(gifts[1].shown());
        co_await client.save_gift(gifts[1]);
        const auto upgrade = co_await client.upgrade_gift(gifts[1], {.pay_up_to = 25});
        CHECK(upgrade.paid());
        co_await client.convert_gift(gifts[0]); // 80 stars
        const auto balance = co_await client.get_stars_balance();
        CHECK(balance.whole() == 30 - 25 + 80);
        auto left = client.received_gifts();
        const auto unique = co_await left.next();
        REQUIRE(unique);
        CHECK(unique->gift().unique());
        CHECK(unique->shown());
        const auto none = co_await left.next();
        CHECK_FALSE(none);
    });
}

TEST_CASE("an export of the account's chats begins and ends at the server") {
    ag::testing::server telegram;
    auto alice = telegram.user("Alice");
    auto bob = telegram.user("Bob");
    alice.writes(bob, "hello");
    std::vector<std::string> titles;
    ag::tests::as_user(telegram, alice, [&](ag::client& client) -> ag::awaitable<void> {
        ag::unique_function<ag::awaitable<void>(ag::takeout&)> body = [&titles](ag::takeout& all
                                                                      ) -> ag::awaitable<void> {
            for (auto dialogs = all.dialogs(); const auto one = co_await dialogs.next();)
                titles.push_back(one->title());
        };
        co_await client.run_takeout({.messages = true}, std::move(body));
        const auto open = co_await client.takeout({.contacts = true});
        co_await open->finish();
        std::string refused;
        try {
            auto dialogs = open->dialogs();
            (void)co_await dialogs.next();
        } catch (const ag::rpc_error& refusal) {
            refused = refusal.name();
        }
        CHECK(refused == "TAKEOUT_INVALID");
    });
    CHECK(titles == std::vector<std::string>{"Bob"});
}

TEST_CASE("a bot describes itself, and a user starts it and presses its buttons") {
    ag::testing::server telegram;
    ag::bot bot{ag::memory_session{}, telegram.app()};
    std::size_t commands = 0;
    std::string started;
    bot.on_start([&](ag::client& client) -> ag::awaitable<void> {
        constexpr ag::bot_command_ref list[]{{"start", "Begins"}, {"help", "Explains"}};
        co_await client.set_bot_commands(list);
        co_await client.set_bot_commands(
            ag::bot_commands().add("ban", "Bans"),
            {.scope = ag::command_scope::group_admins(), .language = "de"}
        );
        co_await client.set_bot_name("Cook");
        co_await client.set_chat_menu_button(ag::menu_button::web_app("Shop", "https://a.b"));
        co_await client.set_default_admin_rights(
            ag::admin_rights_in::groups, ag::admin_rights::moderator()
        );
        co_await client.set_default_admin_rights(
            ag::admin_rights_in::groups, ag::admin_rights::moderator()
        );
        const auto known = co_await client.get_bot_commands();
        const auto info = co_await client.get_bot_info();
        const auto button = co_await client.get_chat_menu_button();
        if (info.name() == "Cook" && button.text() == "Shop")
            commands = known.size();
    });
    bot.on_message(ag::filters::command("start"), [&](ag::message m) -> ag::awaitable<void> {
        started = m.text();
        const auto keys = ag::inline_keyboard().row(ag::button("yes", "y"));
        co_await m.answer("sure?", {.keyboard = keys});
    });
    bot.on_callback_query([](ag::callback_query press, ag::client& client) -> ag::awaitable<void> {
        co_await client.answer_callback_query(press.id(), "thanks", {.alert = true});
    });
    auto alice = telegram.user("Alice");
    alice.writes(bot, "hello");

    std::string answer;
    std::int32_t id = 0;
    const auto bot_id = bot.id();
    beside(bot, telegram, alice, [&](ag::client& client) -> ag::awaitable<void> {
        const auto sent = co_await client.start_bot(bot_id, {.parameter = "from_link"});
        CHECK(sent.text() == "/start from_link");
        id = sent.id();
    });
    const auto question = alice.sees(bot);
    CHECK(question.text == "sure?");
    CHECK(started == "/start from_link");
    CHECK(id != 0);
    beside(bot, telegram, alice, [&](ag::client& client) -> ag::awaitable<void> {
        const auto given = co_await client.request_callback_answer(bot_id, question.id, "y");
        REQUIRE(given);
        CHECK(given->alert());
        answer = given->text();
    });
    CHECK(answer == "thanks");
    CHECK(commands == 2);
}
