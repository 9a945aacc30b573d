// SPDX-License-Identifier: MIT
// A bot of several parts: a router for its owner, a middleware that guards it, and groups of handlers.
#include <awaitgram/awaitgram.hpp>

#include <cstdint>
#include <iostream>
#include <string>
namespace ag = awaitgram;

struct settings {
    std::int64_t owner = 0;
    bool open = true;
};

ag::awaitable<ag::propagation> count_all(ag::message message) {
    std::clog << "from " << message.sender_id() << '\n';
    co_return ag::next; // the other handlers of the group get it, too
}

ag::awaitable<void> toggle(ag::message message, settings& now) {
    now.open = !now.open;
    co_await message.reply(now.open ? "open" : "closed");
}

ag::awaitable<void> stop(ag::message message, ag::client&, ag::bot& self) {
    co_await message.reply("bye");
    self.stop();
}

ag::awaitable<void> echo(ag::message message) {
    co_await message.reply(message.text());
}

int main() {
    settings now{std::stoll(ag::environment("OWNER"))};
    ag::bot bot{"routers.session", ag::app_from_environment()};
    bot.provide(now);
    bot.provide(bot);

    ag::router owner{[&](const ag::update& update) { return update.user_id() == now.owner; }};
    owner.on_message(ag::filters::command("toggle"), toggle);
    owner.on_message(ag::filters::command("stop"), stop);

    ag::router visitors;
    visitors.use([&](ag::update, ag::next_step next) -> ag::awaitable<void> {
        if (now.open)
            co_await next();
    });
    visitors.on_message(ag::filters::text, echo);

    bot.in_group(-1).on_message(count_all);
    bot.include(owner);
    bot.include(visitors);
    return bot.run(ag::environment("BOT_TOKEN"));
}
