// SPDX-License-Identifier: MIT
// A bot with a menu of commands that sells coffee for stars, and gives the stars of the last payment back.
#include <awaitgram/awaitgram.hpp>

#include <cstdint>
#include <map>
#include <string>
namespace ag = awaitgram;

struct sales {
    /// The charge of the last payment of each user.
    std::map<std::int64_t, std::string> charges;
};

ag::awaitable<void> describe(ag::client& telegram) {
    constexpr ag::bot_command_ref commands[]{
        {"buy", "A cup of coffee"},
        {"refund", "The stars of the last cup back"},
    };
    co_await telegram.set_bot_commands(commands, {.scope = ag::command_scope::private_chats()});
    co_await telegram.set_bot_about("Coffee for stars");
    co_await telegram.set_chat_menu_button(ag::menu_button::commands());
}

ag::awaitable<void> buy(ag::message message, ag::client& telegram) {
    co_await telegram.send_invoice(
        message, ag::invoice("Coffee", "A cup of coffee", "coffee").price("cup", 50)
    );
}

ag::awaitable<void> check(ag::pre_checkout_query query) {
    if (query.payload() == "coffee")
        co_await query.accept(); // within 10 seconds
    else
        co_await query.refuse("This is not sold any more.");
}

ag::awaitable<void> deliver(ag::message message, ag::payment_info paid, sales& all) {
    all.charges[message.sender_id()] = paid.charge_id;
    co_await message.answer("Here is your coffee ☕");
}

ag::awaitable<void> refund(ag::message message, ag::client& telegram, sales& all) {
    const auto charge = all.charges.find(message.sender_id());
    if (charge == all.charges.end()) {
        co_await message.answer("There is nothing to give back.");
        co_return;
    }
    co_await telegram.refund_star_payment(message, charge->second);
    all.charges.erase(charge);
    const auto left = co_await telegram.get_stars_balance();
    co_await message.answer("Done. I have " + std::to_string(left.whole()) + " stars left.");
}

int main() {
    ag::bot bot{"shop.session", ag::app_from_environment()};
    sales all;
    bot.provide(all);
    bot.on_start(describe);
    bot.on_message(ag::filters::command("buy"), buy);
    bot.on_pre_checkout(check);
    bot.on_message(ag::filters::successful_payment, deliver);
    bot.on_message(ag::filters::command("refund"), refund);
    return bot.run(ag::environment("BOT_TOKEN"));
}
