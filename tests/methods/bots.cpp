// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/bots.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/bots.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/text/error.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/inline_query.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"
#include "noting_account.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using account = tests::account_with<bot_methods>;

namespace {

using names = std::vector<std::string>;

template <class Request>
using noting_account = tests::noting_account<bot_methods, Request>;

std::error_code refused(std::function<awaitable<void>()> act) {
    return tests::error_of([act = std::move(act)]() { return act(); });
}

struct commands_scene {
    explicit commands_scene(tests::script& steps) : me(steps) {
        me.calls.answer<api::bots::setBotCommands>(true);
    }

    awaitable<void> run() {
        constexpr bot_command_ref list[]{{"start", "Begins"}};
        co_await me.set_bot_commands(list, {.scope = command_scope::chat(5)});
        done = true;
    }
    void check() { CHECK(done); }

    account me;
    bool done = false;
};

} // namespace

TEST_CASE("setting commands survives a failure and a cancellation at each step") {
    CHECK(tests::replay<commands_scene>() == names{"peer", "bots.setBotCommands"});
}

TEST_CASE("commands are set from arrays, vectors and lists written in the call") {
    noting_account<api::bots::setBotCommands> bot{true};
    constexpr bot_command_ref array[]{{"start", "Begins"}, {"help", "Explains"}};
    const std::vector<bot_command_ref> vector{{"stop", "Ends"}};

    const auto& of_array = bot.after([&] { return bot.me.set_bot_commands(array); });
    REQUIRE(of_array.commands.size() == 2);
    CHECK(of_array.commands[0].command == "start");
    CHECK(of_array.commands[1].description == "Explains");
    CHECK(of_array.scope.is<api::botCommandScopeDefault>());
    CHECK(of_array.lang_code.empty());
    const auto& of_vector = bot.after([&] { return bot.me.set_bot_commands(vector); });
    CHECK(of_vector.commands[0].command == "stop");
    const auto& written = bot.after([&]() -> awaitable<void> {
        const std::string name = "form_2";
        co_await bot.me.set_bot_commands(
            bot_commands().add(name + "a", "One").add("b", std::string(256, 'x')),
            {.scope = command_scope::group_admins(), .language = "de"}
        );
    });
    CHECK(written.commands[0].command == "form_2a");
    CHECK(written.commands[1].description.size() == 256);
    CHECK(written.scope.is<api::botCommandScopeChatAdmins>());
    CHECK(written.lang_code == "de");
}

TEST_CASE("a scope is any of the seven, and names chats and users in all forms") {
    noting_account<api::bots::resetBotCommands> bot{true};
    const auto scope = [&](command_scope of) -> const api::BotCommandScope& {
        return bot.after([&] { return bot.me.delete_bot_commands({.scope = of}); }).scope;
    };

    CHECK(scope(command_scope::everyone()).is<api::botCommandScopeDefault>());
    CHECK(scope(command_scope::private_chats()).is<api::botCommandScopeUsers>());
    CHECK(scope(command_scope::groups()).is<api::botCommandScopeChats>());
    CHECK(scope(command_scope::group_admins()).is<api::botCommandScopeChatAdmins>());
    const auto* chat = scope(command_scope::chat(-7)).get_if<api::botCommandScopePeer>();
    REQUIRE(chat);
    CHECK(chat->peer.get_if<api::inputPeerChat>()->chat_id == 7);
    const auto* admins =
        scope(command_scope::admins_of(-7)).get_if<api::botCommandScopePeerAdmins>();
    REQUIRE(admins);
    CHECK(admins->peer.is<api::inputPeerChat>());
    const auto* member = scope(command_scope::member(-7, 5)).get_if<api::botCommandScopePeerUser>();
    REQUIRE(member);
    CHECK(member->user_id.get_if<api::inputUser>()->access_hash == 50);
}

TEST_CASE("commands that Telegram does not allow are refused before anything is sent") {
    noting_account<api::bots::setBotCommands> bot{true};
    const auto with = [&](std::string_view name, std::string_view description) {
        return refused([&, name, description] {
            return bot.me.set_bot_commands(bot_commands().add(name, description));
        });
    };

    CHECK(with("", "x") == bot_errc::invalid_command);
    CHECK(with("/start", "x") == bot_errc::invalid_command);
    CHECK(with("Start", "x") == bot_errc::invalid_command);
    CHECK(with(std::string(33, 'a'), "x") == bot_errc::invalid_command);
    CHECK(with("start", "") == bot_errc::invalid_command_description);
    CHECK(with("start", std::string(257, 'a')) == bot_errc::invalid_command_description);
    CHECK(with("start", "\xff") == text_errc::not_utf8);
    bot_commands many;
    for (auto i = 0; i != 101; ++i)
        many.add("start", "x");
    CHECK(refused([&] { return bot.me.set_bot_commands(many); }) == bot_errc::too_many_commands);
    CHECK(refused([&] {
              return bot.me.delete_bot_commands({.language = "German"});
          }) == bot_errc::invalid_language);
    CHECK(bot.count == 0);
}

TEST_CASE("commands that were set are read") {
    tl::vector<api::botCommand> list;
    api::botCommand one{};
    one.command = "start";
    one.description = "Begins";
    list.push_back(std::move(one));
    noting_account<api::bots::getBotCommands> bot{std::move(list)};
    std::vector<bot_command> commands;

    const auto& asked = bot.after([&]() -> awaitable<void> {
        commands = co_await bot.me.get_bot_commands({.scope = command_scope::groups()});
    });

    CHECK(asked.scope.is<api::botCommandScopeChats>());
    REQUIRE(commands.size() == 1);
    CHECK(commands[0].name() == "start");
    CHECK(commands[0].description() == "Begins");
}

TEST_CASE("texts about a bot have limits that are counted in characters") {
    noting_account<api::bots::setBotInfo> bot{true};
    std::string umlauts;
    for (auto i = 0; i != 64; ++i)
        umlauts += "ä";

    const auto& named = bot.after([&] { return bot.me.set_bot_name(umlauts, {.language = "de"}); });
    CHECK(named.name->view() == umlauts);
    CHECK(named.lang_code == "de");
    CHECK_FALSE(named.about);
    CHECK_FALSE(named.description);
    CHECK_FALSE(named.bot);
    const auto& about = bot.after([&] { return bot.me.set_bot_about("short", {.bot = 5}); });
    CHECK(about.about->view() == "short");
    CHECK(about.bot->get_if<api::inputUser>()->access_hash == 50);
    const auto& empty = bot.after([&] { return bot.me.set_bot_description(""); });
    REQUIRE(empty.description);
    CHECK(empty.description->empty());

    const auto sent = bot.count;
    CHECK(refused([&] { return bot.me.set_bot_name(umlauts + "x"); }) == bot_errc::name_too_long);
    CHECK(refused([&] {
              return bot.me.set_bot_about(std::string(121, 'x'));
          }) == bot_errc::about_too_long);
    CHECK(refused([&] {
              return bot.me.set_bot_description(std::string(513, 'x'));
          }) == bot_errc::description_too_long);
    CHECK(bot.count == sent);
}

TEST_CASE("the texts about a bot are read") {
    api::bots::botInfo info{};
    info.name = "Cook";
    info.about = "Recipes";
    info.description = "I know recipes";
    noting_account<api::bots::getBotInfo> bot{std::move(info)};

    const auto& asked = bot.after([&]() -> awaitable<void> {
        const auto read = co_await bot.me.get_bot_info({.language = "en"});
        CHECK(read.name() == "Cook");
        CHECK(read.about() == "Recipes");
        CHECK(read.description() == "I know recipes");
    });
    CHECK(asked.lang_code == "en");
}

TEST_CASE("a menu button is set for all users or for one") {
    noting_account<api::bots::setBotMenuButton> bot{true};

    const auto& app = bot.after([&]() -> awaitable<void> {
        co_await bot.me.set_chat_menu_button(menu_button::web_app("Shop", "https://a.b/c"));
    });
    CHECK(app.user_id.is<api::inputUserEmpty>());
    REQUIRE(app.button.is<api::botMenuButton>());
    CHECK(app.button.get_if<api::botMenuButton>()->url == "https://a.b/c");
    const auto& commands =
        bot.after([&] { return bot.me.set_chat_menu_button(menu_button::commands(), 5); });
    CHECK(commands.user_id.get_if<api::inputUser>()->access_hash == 50);
    CHECK(commands.button.is<api::botMenuButtonCommands>());
    const auto& standard =
        bot.after([&] { return bot.me.set_chat_menu_button(menu_button::standard()); });
    CHECK(standard.button.is<api::botMenuButtonDefault>());
    CHECK(refused([&] {
              return bot.me.set_chat_menu_button(menu_button::web_app("Shop", "http://a.b"));
          }) == bot_errc::invalid_menu_button);

    api::botMenuButton raw{};
    raw.text = "Shop";
    raw.url = "https://a.b/c";
    noting_account<api::bots::getBotMenuButton> reader{raw};
    (void)reader.after([&]() -> awaitable<void> {
        const auto read = co_await reader.me.get_chat_menu_button(5);
        CHECK(read == menu_button::web_app("Shop", "https://a.b/c"));
    });
}

TEST_CASE("that the rights of administrators are suggested already is no error") {
    noting_account<api::bots::setBotGroupDefaultAdminRights> bot{true};

    const auto& groups = bot.after([&]() -> awaitable<void> {
        co_await bot.me.set_default_admin_rights(
            admin_rights_in::groups,
            admin_rights::none().grant(admin_right::delete_messages, admin_right::ban_users)
        );
    });
    CHECK(groups.admin_rights.ban_users);
    CHECK_FALSE(groups.admin_rights.add_admins);

    bot.me.calls.answer_with<api::bots::setBotBroadcastDefaultAdminRights>([](const auto&) -> bool {
        throw rpc_error{400, "RIGHTS_NOT_MODIFIED"};
    });
    (void)bot.after([&] {
        return bot.me.set_default_admin_rights(
            admin_rights_in::channels, admin_rights::of_channels()
        );
    });
}

TEST_CASE("queries are answered by their ids") {
    noting_account<api::messages::setBotCallbackAnswer> press{true};
    const auto& quiet = press.after([&] { return press.me.answer_callback_query(7); });
    CHECK(quiet.query_id == 7);
    CHECK_FALSE(quiet.message);
    const auto& loud = press.after([&] {
        return press.me.answer_callback_query(7, "no!", {.alert = true, .cache_time = 5s});
    });
    CHECK(loud.alert);
    CHECK(loud.message->view() == "no!");
    CHECK(loud.cache_time == 5);

    noting_account<api::messages::setInlineBotResults> query{true};
    inline_results results;
    results.article("1", "Title", "text");
    const auto& shown = query.after([&] { return query.me.answer_inline_query(8, results); });
    CHECK(shown.query_id == 8);
    CHECK(shown.cache_time == 300);
    CHECK(shown.results.size() == 1);
    const auto& personal =
        query.after([&] { return query.me.answer_inline_query(8, results, {.personal = true}); });
    CHECK(personal.private_);

    noting_account<api::messages::setBotPrecheckoutResults> checkout{true};
    CHECK(checkout.after([&] { return checkout.me.answer_pre_checkout(9); }).success);
    const auto& sold_out =
        checkout.after([&] { return checkout.me.refuse_pre_checkout(9, "sold out"); });
    CHECK_FALSE(sold_out.success);
    CHECK(sold_out.error->view() == "sold out");

    noting_account<api::messages::setBotShippingResults> shipping{true};
    tl::vector<api::shippingOption> ways;
    ways.emplace_back();
    const auto& offered = shipping.after([&] { return shipping.me.answer_shipping(10, ways); });
    CHECK(offered.shipping_options->size() == 1);
    const auto& too_far =
        shipping.after([&] { return shipping.me.refuse_shipping(10, "too far"); });
    CHECK(too_far.error->view() == "too far");
}

TEST_CASE("a web app's query is answered with one result") {
    api::webViewMessageSent sent{};
    api::inputBotInlineMessageID64 id{};
    id.id = 12;
    sent.msg_id = id;
    noting_account<api::messages::sendWebViewResultMessage> bot{sent};
    inline_results results;
    results.article("1", "Title", "text");

    const auto& asked = bot.after([&]() -> awaitable<void> {
        const auto shown = co_await bot.me.answer_web_app_query("query 1", results);
        CHECK(shown.get_if<api::inputBotInlineMessageID64>()->id == 12);
    });
    CHECK(asked.bot_query_id == "query 1");
    CHECK(asked.result.is<api::inputBotInlineResult>());
}

TEST_CASE("a guest's message is answered with one result") {
    api::inputBotInlineMessageID64 id{};
    id.id = 12;
    noting_account<api::messages::setBotGuestChatResult> bot{api::InputBotInlineMessageID{id}};
    inline_results results;
    results.article("1", "Title", "text");

    const auto& asked = bot.after([&]() -> awaitable<void> {
        const auto shown = co_await bot.me.answer_guest_query(7, results);
        CHECK(shown.get_if<api::inputBotInlineMessageID64>()->id == 12);
    });
    CHECK(asked.query_id == 7);
    CHECK(asked.result.is<api::inputBotInlineResult>());
}

TEST_CASE("a user creates a bot that another one manages, and gets its token") {
    api::user created{};
    created.bot = true;
    created.id = 77;
    created.first_name = tl::string{"Shop"};
    noting_account<api::bots::createBot> owner{api::User{created}};
    const auto& asked = owner.after([&]() -> awaitable<void> {
        const auto shop = co_await owner.me.create_bot("Shop", "my_shop_bot", 5);
        CHECK(shop.id() == 77);
        CHECK(shop.first_name() == "Shop");
    });
    CHECK(asked.name == "Shop");
    CHECK(asked.username == "my_shop_bot");
    CHECK(asked.manager_id.get_if<api::inputUser>()->user_id == 5);
    CHECK_FALSE(asked.via_deeplink);

    api::bots::exportedBotToken token{};
    token.token = "77:secret";
    noting_account<api::bots::exportBotToken> manager{token};
    const auto& exported = manager.after([&]() -> awaitable<void> {
        CHECK(co_await manager.me.export_bot_token(5, true) == "77:secret");
    });
    CHECK(exported.revoke);
    CHECK(exported.bot.get_if<api::inputUser>()->access_hash == 50);

    noting_account<api::bots::createBot> nobody{api::User{api::userEmpty{}}};
    CHECK(refused([&]() -> awaitable<void> {
              (void)co_await nobody.me.create_bot("Shop", "my_shop_bot", 5);
          }) == make_error_code(peer_errc::unknown_user));
}

TEST_CASE("a pressed button is answered by the bot, or not in time") {
    api::messages::botCallbackAnswer raw{};
    raw.message = "done";
    raw.alert = true;
    noting_account<api::messages::getBotCallbackAnswer> user{raw};

    const auto& asked = user.after([&]() -> awaitable<void> {
        const auto answer = co_await user.me.request_callback_answer(5, 40, "yes");
        REQUIRE(answer);
        CHECK(answer->text() == "done");
        CHECK(answer->alert());
        CHECK(answer->url().empty());
    });
    CHECK(asked.msg_id == 40);
    CHECK(asked.peer.get_if<api::inputPeerUser>()->access_hash == 50);
    CHECK(*asked.data == tl::bytes{"yes"});

    user.me.calls.answer_with<api::messages::getBotCallbackAnswer>(
        [](const auto&) -> api::messages::botCallbackAnswer {
            throw rpc_error{400, "BOT_RESPONSE_TIMEOUT"};
        }
    );
    tests::run([&]() -> awaitable<void> {
        const auto answer = co_await user.me.request_callback_answer(5, 40, "yes");
        CHECK_FALSE(answer);
    });
    user.me.calls.answer_with<api::messages::getBotCallbackAnswer>(
        [](const auto&) -> api::messages::botCallbackAnswer {
            throw rpc_error{400, "MESSAGE_ID_INVALID"};
        }
    );
    CHECK_THROWS_AS(
        tests::run([&]() -> awaitable<void> {
            (void)co_await user.me.request_callback_answer(5, 40, "yes");
        }),
        rpc_error
    );
}

TEST_CASE("an inline bot is asked, and one of its results is sent") {
    api::messages::botResults raw{};
    raw.query_id = 77;
    raw.next_offset = "10";
    api::botInlineResult cat{};
    cat.id = "a";
    cat.type = "article";
    cat.title = "Cats";
    api::botInlineMessageText text{};
    text.message = "cats are cats";
    cat.send_message = std::move(text);
    raw.results.push_back(std::move(cat));
    noting_account<api::messages::getInlineBotResults> user{std::move(raw)};
    api::messages::sendInlineBotResult sent{};
    user.me.calls.answer_with<api::messages::sendInlineBotResult>(
        [&sent](const auto& asked) -> api::Updates {
            sent = asked;
            api::updates_ all{};
            api::updateNewMessage fresh{};
            api::message whole{};
            whole.id = 9;
            whole.peer_id = api::peerChat{.chat_id = 7};
            whole.message = "cats are cats";
            fresh.message = std::move(whole);
            all.updates.push_back(std::move(fresh));
            api::updateMessageID numbered{};
            numbered.id = 9;
            numbered.random_id = asked.random_id;
            all.updates.push_back(numbered);
            return all;
        }
    );

    const auto& asked = user.after([&]() -> awaitable<void> {
        const auto results =
            co_await user.me.get_inline_bot_results(5, "cats", {.chat = -7, .offset = "0"});
        REQUIRE(results.size() == 1);
        CHECK(results.query_id() == 77);
        CHECK(results.next_offset() == "10");
        CHECK(results[0].id() == "a");
        CHECK(results[0].type() == "article");
        CHECK(results[0].title() == "Cats");
        CHECK(results[0].description().empty());
        CHECK(results[0].text() == "cats are cats");
        const auto message =
            co_await user.me.send_inline_result(-7, results[0], {.reply_to = 3, .silent = true});
        CHECK(message.id() == 9);
        CHECK(message.chat_id() == -7);
    });

    CHECK(asked.query == "cats");
    CHECK(asked.offset == "0");
    CHECK(asked.bot.get_if<api::inputUser>()->access_hash == 50);
    CHECK(asked.peer.is<api::inputPeerChat>());
    CHECK(sent.query_id == 77);
    CHECK(sent.id == "a");
    CHECK(sent.silent);
    CHECK(sent.random_id != 0);
    CHECK(sent.reply_to->get_if<api::inputReplyToMessage>()->reply_to_msg_id == 3);

    const auto& nowhere = user.after([&]() -> awaitable<void> {
        (void)co_await user.me.get_inline_bot_results(5, "");
    });
    CHECK(nowhere.peer.is<api::inputPeerEmpty>());
}

TEST_CASE("a bot that was started before the answer got lost is no error") {
    api::updates_ all{};
    noting_account<api::messages::startBot> user{all};
    user.me.calls.answer_with<api::messages::startBot>([](const auto&) -> api::Updates {
        throw rpc_error{500, "RANDOM_ID_DUPLICATE"};
    });
    tests::run([&]() -> awaitable<void> {
        const auto message = co_await user.me.start_bot(5);
        CHECK(message.chat_id() == 5);
    });
}

TEST_CASE("a bot is started in its private chat or in a group") {
    api::updates_ all{};
    noting_account<api::messages::startBot> user{all};

    const auto& alone = user.after([&]() -> awaitable<void> {
        const auto message = co_await user.me.start_bot(5, {.parameter = "from_a_link"});
        CHECK(message.chat_id() == 5);
    });
    CHECK(alone.start_param == "from_a_link");
    CHECK(alone.random_id != 0);
    CHECK(alone.bot.get_if<api::inputUser>()->access_hash == 50);
    CHECK(alone.peer.get_if<api::inputPeerUser>()->user_id == 5);
    const auto& in_group = user.after([&]() -> awaitable<void> {
        (void)co_await user.me.start_bot(5, {.group = -7});
    });
    CHECK(in_group.peer.get_if<api::inputPeerChat>()->chat_id == 7);
}
