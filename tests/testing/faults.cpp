// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/api/method_names.hpp>
#include <awaitgram/testing/server/faults/fault_schedule.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <string>

#include "telegram_scene.hpp"

using namespace telegram_scene;
using telegram_scene::client;

namespace {

/// Alice, and a bot with a client.
struct faulty : scene {
    client bot{*this, 1};
    account& alice = machine.add_user("Alice");

    faulty() { bot.sign_in("42:secret"); }

    void write(const std::string& text) {
        REQUIRE(player{machine, now}.write(alice.id, 42, text));
        collect();
    }
};

} // namespace

TEST_CASE("the same seed gives the same faults, at about the rates that were asked for") {
    fault_rates rates;
    rates.seed = 7;
    rates.lost_push = 0.2;
    rates.repeated_push = 0.1;
    rates.cut_at_push = 0.05;
    const auto fates = [&rates] {
        fault_schedule schedule{rates};
        std::string all;
        for (auto at = 0; at != 10'000; ++at) {
            const auto fate = schedule.fate_of_push();
            all += static_cast<char>('0' + fate.times + (fate.cut ? 3 : 0));
        }
        return all;
    };
    const auto first = fates();
    CHECK(fates() == first);
    const auto lost =
        std::count(first.begin(), first.end(), '0') + std::count(first.begin(), first.end(), '3');
    CHECK(lost > 1'800);
    CHECK(lost < 2'200);
    rates.seed = 8;
    CHECK(fates() != first);
    rates = {};
    CHECK(fates() == std::string(10'000, '1'));
}

TEST_CASE("updates are lost and repeated as the rates say, but the mailbox has them") {
    faulty here;
    fault_rates rates;
    rates.lost_push = 1;
    here.machine.set_faults(rates);
    here.write("lost");
    here.bot.talk();
    CHECK(here.bot.updates.empty());
    CHECK(here.machine.accounts().find(42)->box.pts() == 2);
    rates.lost_push = 0;
    rates.repeated_push = 1;
    here.machine.set_faults(rates);
    here.write("twice");
    here.bot.talk();
    CHECK(here.bot.updates.size() == 2);
    CHECK(here.bot.updates[0] == here.bot.updates[1]);
}

TEST_CASE("an update that comes late waits for the server's clock") {
    faulty here;
    fault_rates rates;
    rates.delayed_push = 1;
    here.machine.set_faults(rates);
    here.write("late");
    here.bot.talk();
    CHECK(here.bot.updates.empty());
    const auto due = here.machine.next_tick();
    REQUIRE(due);
    CHECK(*due <= here.now + rates.longest_delay);
    here.now = *due;
    here.machine.tick(here.now);
    here.collect();
    here.bot.talk();
    CHECK(here.bot.updates.size() == 1);
}

TEST_CASE("a connection that is cut instead of an answer has the call carried out, and the answer "
          "on the next one") {
    faulty here;
    fault_rates rates;
    rates.cut_at_call = 1;
    here.machine.set_faults(rates);
    const auto call = here.bot.session->submit(tl::frame{tl::encoded(api::updates::getState{})});
    byte_buffer packet;
    while (here.bot.session->poll_packet(packet, here.now))
        here.send(1, std::exchange(packet, {}));
    const auto actions = here.taken(1);
    REQUIRE(!actions.empty());
    CHECK(actions.front().close);
    here.machine.set_faults({});
    here.machine.closed(1);
    here.bot.session->disconnected(here.now);
    here.bot.connection = 2;
    here.bot.session->connected(here.now);
    here.bot.talk();
    (void)here.bot.ask(api::updates::getState{});
    CHECK(here.bot.answers.count(call) == 1);
}

TEST_CASE("refusals by name last for as many calls as was said, and random ones follow the rates") {
    faulty here;
    here.machine.refusals().add(method_named("updates.getState"), {500, "INTERNAL", ""}, 2);
    const auto refused = [&] {
        return here.bot.refusals.count(here.bot.ask(api::updates::getState{}));
    };
    CHECK(refused() == 1);
    CHECK(refused() == 1);
    CHECK(refused() == 0);
    fault_rates rates;
    rates.refused_call = 1;
    rates.refused_methods = {"updates.getState"};
    here.machine.set_faults(rates);
    CHECK(refused() == 1);
    CHECK(here.bot.answers.count(here.bot.ask(api::help::getConfig{})) == 1);
    here.machine.set_faults({});
    CHECK(refused() == 0);
}
