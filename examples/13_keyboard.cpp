// SPDX-License-Identifier: MIT
// An inline keyboard whose buttons carry a struct, and the edit of its message.
#include <awaitgram/awaitgram.hpp>

#include <map>
#include <set>
#include <string>
namespace ag = awaitgram;

struct vote {
    std::int32_t option;
};

/// The users who chose each option.
struct ballot {
    std::map<std::int32_t, std::set<std::int64_t>> votes;
};

ag::inline_keyboard choices(const ballot& all) {
    const auto label = [&](const char* name, std::int32_t option) {
        const auto chosen = all.votes.find(option);
        return std::string{name} + " " +
               std::to_string(chosen == all.votes.end() ? 0 : chosen->second.size());
    };
    return ag::inline_keyboard().row(
        ag::button(label("yes", 1), vote{1}), ag::button(label("no", 0), vote{0})
    );
}

ag::awaitable<void> ask(ag::message message, ballot& all) {
    const auto keyboard = choices(all);
    co_await message.answer("Agree?", {.keyboard = keyboard});
}

ag::awaitable<void> count(ag::callback_query press, vote chosen, ballot& all) {
    if (chosen.option != 0 && chosen.option != 1)
        co_return; // apps can send what no button says
    for (auto& [option, users] : all.votes)
        users.erase(press.user_id());
    all.votes[chosen.option].insert(press.user_id());
    co_await press.answer("Thanks!");
    const auto keyboard = choices(all);
    co_await press.edit("Agree?", {.keyboard = keyboard});
}

ag::awaitable<void> refuse(ag::callback_query press) {
    co_await press.answer("This button is outdated.", {.alert = true});
}

int main() {
    ballot all;
    ag::bot bot{"keyboard.session", ag::app_from_environment()};
    bot.provide(all);
    bot.on_message(ag::filters::command("vote"), ask);
    bot.on_callback_query(ag::filters::data<vote>, count);
    bot.on_callback_query(ag::filters::any_struct, refuse);
    return bot.run(ag::environment("BOT_TOKEN"));
}
