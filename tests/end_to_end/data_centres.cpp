// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/keyboard/inline_button.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/raw_update.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <utility>

#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::with_client;

namespace {

testing::server_options three_dcs() {
    testing::server_options options;
    options.more_dcs = {4, 5};
    return options;
}

awaitable<void> ask_config(client& telegram, std::int32_t dc, rpc::lane lane) {
    api::help::getConfig request;
    call_options options;
    options.dc = dc;
    options.lane = lane;
    const auto config = co_await telegram.invoke(request, options);
    CHECK(config->this_dc == dc);
}

} // namespace

TEST_CASE("any data centre can be called, and takes the login over once") {
    testing::server server{three_dcs()};
    const auto alice = server.user("Alice");
    memory_session storage;
    const auto ask = [&](client& telegram) -> awaitable<void> {
        const std::function<awaitable<void>(task_group&)> all = [&](task_group& tasks
                                                                ) -> awaitable<void> {
            event answered{telegram.executor()};
            auto waiting = 0;
            const auto ask_all = [&](std::int32_t dc, rpc::lane lane) -> awaitable<void> {
                co_await ask_config(telegram, dc, lane);
                if (--waiting == 0)
                    answered.set();
            };
            for (auto i = 0; i < 20; ++i) {
                waiting += 3;
                tasks.spawn(ask_all(4, rpc::lane::download));
                tasks.spawn(ask_all(5, rpc::lane::api));
                tasks.spawn(ask_all(2, rpc::lane::upload));
            }
            co_await answered.wait();
        };
        co_await with_tasks(all);
    };
    with_client(storage, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(alice.prompts());
        co_await ask(telegram);
    });
    CHECK(server.transfers(4).exported == 1);
    CHECK(server.transfers(4).imported == 1);
    CHECK(server.transfers(5).imported == 1);

    // The keys and logins of the other data centres stay in the session.
    with_client(storage, quiet(server.app()), ask);
    CHECK(server.transfers(4).exported == 1);
    CHECK(server.transfers(5).exported == 1);
}

TEST_CASE("a sign-in follows the account to its data centre, whose address Telegram tells") {
    testing::server server{three_dcs()};
    const auto alice = server.user("Alice");
    const auto bob = server.user("Bob");
    server.set_home(alice, 5);
    memory_session storage;
    with_client(storage, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(alice.prompts());
        co_await ask_config(telegram, 5, rpc::lane::api);
        co_await ask_config(telegram, 4, rpc::lane::download);
    });
    CHECK(storage.home_dc_id() == 5);
    CHECK(server.transfers(4).imported == 1);
}

TEST_CASE("a log-out ends the logins of all data centres, and the next account has its own") {
    testing::server server{three_dcs()};
    const auto alice = server.user("Alice");
    const auto bob = server.user("Bob");
    memory_session storage;
    with_client(storage, quiet(server.app()), [&](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in(alice.prompts());
        co_await ask_config(telegram, 4, rpc::lane::download);
        co_await telegram.log_out();
        CHECK_FALSE(storage.dc_option(4)->auth_key);
        co_await telegram.sign_in(bob.prompts());
        co_await ask_config(telegram, 4, rpc::lane::download);
    });
    CHECK(server.transfers(4).exported == 2);
    CHECK(server.transfers(4).imported == 2);
}

TEST_CASE("a bot edits an inline message at the data centre where it lives") { // T30
    auto options = three_dcs();
    options.inline_dc = 4;
    testing::server server{options};
    bot vote{memory_session{}, quiet(server.app())};
    vote.on<api::updateBotInlineQuery>(
        [](raw_update<api::updateBotInlineQuery> query, client& telegram) -> awaitable<void> {
            api::inputBotInlineMessageText text;
            text.message = "Tea?";
            text.reply_markup = inline_keyboard().row(button("yes", "yes")).markup();
            api::inputBotInlineResult result;
            result.id = "r1";
            result.type = "article";
            result.title = "Ask";
            result.send_message = std::move(text);
            api::messages::setInlineBotResults answer;
            answer.query_id = query->query_id;
            answer.results.push_back(std::move(result));
            co_await telegram.invoke(answer);
        }
    );
    vote.on_callback_query([](callback_query press) -> awaitable<void> {
        co_await press.edit("Thanks!");
    });
    auto alice = server.user("Alice");
    auto bob = server.user("Bob");
    const auto group = server.group("Chat", alice, bob);
    const auto answer = alice.asks_inline(vote, "tea");
    const auto sent = alice.chooses(answer.result("r1"), group);

    CHECK(bob.presses(bob.sees(group).button("yes")).answered);
    CHECK(bob.sees_edit(group).text == "Thanks!");
    CHECK(server.transfers(4).imported == 1);
}
