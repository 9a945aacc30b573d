// SPDX-License-Identifier: MIT
// A user account that founds a forum with a bot as its moderator, invites, lists the members, and deletes it again.
#include <awaitgram/awaitgram.hpp>

#include <chrono>
#include <iostream>
namespace ag = awaitgram;
using namespace std::chrono_literals;

ag::awaitable<void> found(ag::client& telegram) {
    const auto club =
        co_await telegram.create_supergroup("Chess", {.about = "On Fridays", .forum = true});
    const auto rules = ag::permissions::all().forbid(ag::permission::send_polls);
    co_await telegram.set_chat_permissions(club, rules);
    co_await telegram.set_slow_mode(club, 10s);

    const auto bot = co_await telegram.get_user(ag::environment("MODERATOR"));
    co_await telegram.add_member(club, bot);
    co_await telegram.promote(club, bot, ag::admin_rights::moderator(), {.title = "Referee"});

    const auto topic = co_await telegram.create_topic(club, "Openings");
    co_await telegram.send_text(club, "1. e4", {.topic = topic});

    const auto link = co_await telegram.create_invite_link(club, {.until = 24h, .usage_limit = 10});
    std::cout << "Join by " << link.link() << '\n';

    for (auto members = telegram.members(club); const auto member = co_await members.next();)
        std::cout << member->name() << ' ' << member->title() << '\n';

    co_await telegram.delete_chat(club);
}

int main() {
    ag::userbot me{"me.session", ag::app_from_environment()};
    return me.run(found);
}
