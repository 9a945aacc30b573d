// SPDX-License-Identifier: MIT
#include "api_scene.hpp"

using namespace api_scene;

namespace {

api::bots::setBotCommands start_command(api::BotCommandScope scope, const char* language = "") {
    api::bots::setBotCommands query;
    query.scope = std::move(scope);
    query.lang_code = language;
    api::botCommand command;
    command.command = "start";
    command.description = "Begins";
    query.commands.push_back(std::move(command));
    return query;
}

api::InputUser user_of(people& here, people::client& asking, const account& other) {
    api::inputUser input;
    input.user_id = other.id;
    input.access_hash = here.accounts.access_hash(asking.login.account_id, other.id);
    return input;
}

/// Bot 42 sells coffee for stars: the id of the invoice's message in the mailbox of Alice.
api::inputInvoiceMessage sell(people& here, std::int64_t stars) {
    here.alice.write(here.bot.self(), "coffee!");
    api::inputMediaInvoice media;
    media.title = "Coffee";
    media.description = "A cup of coffee";
    media.invoice.currency = "XTR";
    api::labeledPrice price;
    price.label = "cup";
    price.amount = stars;
    media.invoice.prices.push_back(std::move(price));
    media.payload = tl::bytes{"order 15"};
    media.provider = tl::string{};
    media.provider_data.data = "{}";
    api::messages::sendMedia query;
    query.peer = here.bot.peer(here.alice.self());
    query.media = std::move(media);
    query.random_id = 9;
    (void)here.bot.call(query);
    api::inputInvoiceMessage invoice;
    invoice.peer = here.alice.peer(here.bot.self());
    invoice.msg_id = here.alice.self().box.next_id() - 1;
    return invoice;
}

std::int64_t form_of(const api::payments::PaymentForm& form) {
    return form.visit([](const auto& one) { return one.form_id; });
}

} // namespace

TEST_CASE("commands are kept by scope and language") {
    people here;
    (void)here.bot.call(start_command(api::botCommandScopeDefault{}));
    (void)here.bot.call(start_command(api::botCommandScopeChats{}, "de"));
    api::bots::getBotCommands asked;
    asked.scope = api::botCommandScopeDefault{};
    CHECK(here.bot.value(asked).size() == 1);
    asked.lang_code = "de";
    CHECK(here.bot.value(asked).empty());
    asked.scope = api::botCommandScopeChats{};
    CHECK(here.bot.value(asked).size() == 1);
    api::bots::resetBotCommands gone;
    gone.scope = api::botCommandScopeChats{};
    gone.lang_code = "de";
    (void)here.bot.call(gone);
    CHECK(here.bot.value(asked).empty());
}

TEST_CASE("impossible commands and scopes are refused by name") {
    people here;
    auto query = start_command(api::botCommandScopeDefault{});
    CHECK(here.alice.refusal(query) == "400 USER_BOT_REQUIRED");
    query.commands[0].command = "/start";
    CHECK(here.bot.refusal(query) == "400 BOT_COMMAND_INVALID");
    query.commands[0].command = "start";
    query.commands[0].description = "";
    CHECK(here.bot.refusal(query) == "400 BOT_COMMAND_DESCRIPTION_INVALID");
    query.commands[0].description = "Begins";
    query.lang_code = "German";
    CHECK(here.bot.refusal(query) == "400 LANG_CODE_INVALID");
    query.lang_code = "";
    api::botCommandScopePeerAdmins admins;
    here.alice.write(here.bot.self(), "hello");
    admins.peer = here.bot.peer(here.alice.self());
    query.scope = admins;
    CHECK(here.bot.refusal(query) == "400 PEER_ID_INVALID");
    api::botCommandScopePeer chat;
    chat.peer = here.bot.peer(here.alice.self());
    query.scope = chat;
    (void)here.bot.call(query);
}

TEST_CASE("a bot describes itself, and its owner describes it") {
    people here;
    api::bots::setBotInfo query;
    query.name = "Cook";
    query.about = "Recipes";
    (void)here.bot.call(query);
    CHECK(here.bot.self().first_name == "Cook");
    api::bots::setBotInfo german;
    german.lang_code = "de";
    german.name = "Koch";
    (void)here.bot.call(german);
    api::bots::getBotInfo asked;
    asked.lang_code = "de";
    const auto info = here.bot.value(asked);
    CHECK(info.name == "Koch");
    CHECK(info.about == "Recipes");

    api::bots::setBotInfo by_user;
    by_user.description = "I know recipes";
    CHECK(here.alice.refusal(by_user) == "400 USER_BOT_REQUIRED");
    by_user.bot = user_of(here, here.alice, here.bot.self());
    CHECK(here.alice.refusal(by_user) == "400 BOT_INVALID");
    here.accounts.settings_of(42).owner = here.alice.login.account_id;
    (void)here.alice.call(by_user);
    asked.lang_code = "";
    CHECK(here.bot.value(asked).description == "I know recipes");
    query.about = tl::string{std::string(121, 'x')};
    CHECK(here.bot.refusal(query) == "400 ABOUT_TOO_LONG");
}

TEST_CASE("a menu button for one user stands before that for all, and the user is told") {
    people here;
    here.alice.write(here.bot.self(), "hello");
    api::bots::setBotMenuButton query;
    query.user_id = api::inputUserEmpty{};
    query.button = api::botMenuButtonCommands{};
    (void)here.bot.call(query);
    api::bots::getBotMenuButton asked;
    asked.user_id = user_of(here, here.bot, here.alice.self());
    CHECK(here.bot.value(asked).is<api::botMenuButtonCommands>());
    api::botMenuButton app;
    app.text = "Shop";
    app.url = "https://a.b";
    query.user_id = asked.user_id;
    query.button = app;
    (void)here.bot.call(query);
    CHECK(here.pushes.size() == 1);
    CHECK(here.bot.value(asked).is<api::botMenuButton>());
    app.url = "http://a.b";
    query.button = app;
    CHECK(here.bot.refusal(query) == "400 BUTTON_URL_INVALID");
    query.button = api::botMenuButtonDefault{};
    (void)here.bot.call(query);
    CHECK(here.bot.value(asked).is<api::botMenuButtonCommands>());
}

TEST_CASE("rights that are suggested already are not modified") {
    people here;
    api::bots::setBotGroupDefaultAdminRights query;
    CHECK(here.bot.refusal(query) == "400 RIGHTS_NOT_MODIFIED");
    query.admin_rights.ban_users = true;
    (void)here.bot.call(query);
    CHECK(here.bot.refusal(query) == "400 RIGHTS_NOT_MODIFIED");
}

TEST_CASE("starting a bot writes its command") {
    people here;
    api::messages::startBot query;
    query.bot = user_of(here, here.alice, here.bot.self());
    query.peer = here.alice.peer(here.bot.self());
    query.random_id = 5;
    query.start_param = "from_link";
    (void)here.alice.call(query);
    auto& box = here.bot.self().box;
    CHECK(box.find(box.next_id() - 1)->text == "/start from_link");
    query.start_param = "no spaces";
    CHECK(here.alice.refusal(query) == "400 START_PARAM_INVALID");
    query.bot = user_of(here, here.alice, here.bob.self());
    CHECK(here.alice.refusal(query) == "400 BOT_INVALID");
}

TEST_CASE("a web app is answered once, by a message of its user") {
    people here;
    here.alice.write(here.bot.self(), "hello");
    const auto id = here.accounts.web_apps().add(here.alice.login.account_id, 42, 42);
    api::inputBotInlineResult result;
    result.id = "1";
    result.type = "article";
    api::inputBotInlineMessageText text;
    text.message = "chosen in the app";
    result.send_message = std::move(text);
    api::messages::sendWebViewResultMessage query;
    query.bot_query_id = tl::string{id};
    query.result = std::move(result);
    (void)here.bot.call(query);
    auto& box = here.alice.self().box;
    CHECK(box.find(box.next_id() - 1)->text == "chosen in the app");
    CHECK(here.bot.refusal(query) == "400 QUERY_ID_INVALID");
}

TEST_CASE("a form is paid once, by its payer, with enough stars") {
    people here;
    const auto invoice = sell(here, 50);
    api::payments::getPaymentForm asked;
    asked.invoice = invoice;
    const auto form = here.alice.value(asked);
    REQUIRE(form.is<api::payments::paymentFormStars>());
    CHECK(form.get_if<api::payments::paymentFormStars>()->title == "Coffee");
    api::payments::sendStarsForm pay;
    pay.form_id = form_of(form);
    pay.invoice = invoice;
    CHECK(here.bob.refusal(pay) == "400 FORM_ID_EMPTY");
    CHECK(here.alice.refusal(pay) == "400 BALANCE_TOO_LOW");
    here.accounts.stars().balance(here.alice.login.account_id) = 60;
    here.now += 601s;
    CHECK(here.alice.refusal(pay) == "400 FORM_EXPIRED");
    here.now -= 601s;
    here.pushes.clear();
    (void)here.alice.raw(tl::encoded(pay));
    REQUIRE(here.pushes.size() == 1);
    const auto told = here.pushed<api::Updates>(0);
    CHECK(here.alice.refusal(pay) == "400 FORM_SUBMIT_DUPLICATE");
    REQUIRE(here.accounts.stars().checkouts().size() == 1);
    api::messages::setBotPrecheckoutResults agreed;
    agreed.query_id = here.accounts.stars().checkouts().begin()->first;
    agreed.success = true;
    (void)here.bot.call(agreed);
    CHECK(here.accounts.stars().balance(here.alice.login.account_id) == 10);
    CHECK(here.accounts.stars().balance(42) == 50);
    CHECK(here.bot.refusal(agreed) == "400 QUERY_ID_INVALID");

    api::payments::refundStarsCharge refund;
    refund.user_id = user_of(here, here.bot, here.alice.self());
    refund.charge_id = "none";
    CHECK(here.bot.refusal(refund) == "400 CHARGE_ID_INVALID");
    refund.charge_id = tl::string{here.accounts.stars().charges().begin()->first};
    (void)here.bot.call(refund);
    CHECK(here.accounts.stars().balance(here.alice.login.account_id) == 60);
    CHECK(here.bot.refusal(refund) == "400 CHARGE_ALREADY_REFUNDED");

    api::payments::getStarsTransactions list;
    list.peer = api::inputPeerSelf{};
    list.limit = 1;
    const auto first = here.alice.value(list);
    REQUIRE(first.history);
    CHECK((*first.history)[0].refund);
    REQUIRE(first.next_offset);
    list.offset = *first.next_offset;
    const auto second = here.alice.value(list);
    CHECK((*second.history)[0].amount.get_if<api::starsAmount>()->amount == -50);
    CHECK_FALSE(second.next_offset);
    list.offset = "5";
    CHECK(here.alice.refusal(list) == "400 OFFSET_INVALID");
}

TEST_CASE("an invoice that is no sale in stars is refused by name") {
    people here;
    here.alice.write(here.bot.self(), "coffee!");
    api::inputMediaInvoice media;
    media.invoice.currency = "EUR";
    media.provider_data.data = "{}";
    api::payments::exportInvoice query;
    query.invoice_media = media;
    CHECK(here.bot.refusal(query) == "400 FIELD_NOT_SUPPORTED_currency");
    media.invoice.currency = "XTR";
    query.invoice_media = media;
    CHECK(here.bot.refusal(query) == "400 PAYMENT_PROVIDER_INVALID");
    media.provider = tl::string{};
    query.invoice_media = media;
    CHECK(here.bot.refusal(query) == "400 INVOICE_PAYLOAD_INVALID");
    media.payload = tl::bytes{"x"};
    query.invoice_media = media;
    CHECK(here.bot.refusal(query) == "400 STARS_INVOICE_INVALID");
}

TEST_CASE("exports are one at a time, and some calls exist only in them") {
    people here;
    const api::contacts::getSaved saved{};
    CHECK(here.alice.refusal(saved) == "403 TAKEOUT_REQUIRED");
    const api::account::initTakeoutSession begin{};
    const auto begun = here.alice.value(begin);
    CHECK(begun.id != 0);
    const api::account::finishTakeoutSession end{};
    CHECK(here.alice.refusal(end) == "403 TAKEOUT_REQUIRED");
    here.alice.login.in_takeout = true;
    CHECK(here.alice.value(saved).empty());
    (void)here.alice.call(end);
    CHECK(here.alice.login.takeout_id == 0);
    CHECK(here.bot.refusal(begin) == "400 BOT_METHOD_INVALID");
}
