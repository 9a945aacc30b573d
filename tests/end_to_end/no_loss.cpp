// SPDX-License-Identifier: MIT
// No update is lost: a bot in this process, whose time is controlled, so that outages and pauses take no time.
#include <awaitgram/async/event.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#include "../support/directory.hpp"
#include "no_loss_scene.hpp"

namespace ag = awaitgram;
namespace api = awaitgram::api;
using namespace std::chrono_literals;

namespace {

/// A bot that writes down what it is told. Some of its handlers take a while, and write at their end.
class listener {
public:
    listener(const std::string& file, ag::client_config app, ag::tests::hearing& into)
        : bot_(file, std::move(app)) {
        using ag::tests::dialog_of;
        const auto message = [&into](auto update) -> ag::awaitable<void> {
            const auto* m = update->message.template get_if<api::message>();
            if (m == nullptr)
                co_return;
            if (m->id % 5 == 0)
                co_await ag::pause(100ms);
            into.message(dialog_of(m->peer_id), m->id, m->message.view());
        };
        const auto edit = [&into](auto update) -> ag::awaitable<void> {
            const auto* m = update->message.template get_if<api::message>();
            if (m != nullptr)
                into.edit(dialog_of(m->peer_id), m->id, m->message.view());
            co_return;
        };
        bot_.on<api::updateNewMessage>(message);
        bot_.on<api::updateNewChannelMessage>(message);
        bot_.on<api::updateEditMessage>(edit);
        bot_.on<api::updateEditChannelMessage>(edit);
        bot_.on<api::updateDeleteMessages>([&into](auto update) -> ag::awaitable<void> {
            for (const auto id : update->messages)
                into.deletion(0, id);
            co_return;
        });
        bot_.on<api::updateDeleteChannelMessages>([&into](auto update) -> ag::awaitable<void> {
            for (const auto id : update->messages)
                into.deletion(ag::testing::channel_dialog(update->channel_id), id);
            co_return;
        });
    }

    [[nodiscard]] ag::bot& bot() noexcept { return bot_; }

private:
    ag::bot bot_;
};

/// The town, and the bot.
class scene {
public:
    explicit scene(std::uint64_t seed) : seed_(seed), time_(counting_.telegram.clock()) {
        here.emplace(telegram(), start(), seed);
        run_until_complete();
    }

    ag::testing::server& telegram() noexcept { return counting_.telegram; }
    ag::tests::counting_server& counting() noexcept { return counting_; }
    ag::testing::clock& time() noexcept { return time_; }
    ag::bot& bot() noexcept { return alive_->bot(); }

    /// Lets some time pass, with the bot at work.
    void wait_a_while() {
        if (here->below(3) == 0)
            time_.pass(bot().context(), std::chrono::milliseconds{here->below(300)});
    }

    /// The bot is destroyed in the middle of its work and comes again with its session.
    void restart() {
        alive_.reset();
        heard_.begin_life();
        start();
    }

    void run_until_complete() {
        try {
            time_.run_until(
                bot().context(), [this] { return here->differences(heard_).empty(); }, 2h
            );
        } catch (const std::exception& error) {
            MESSAGE(std::string{error.what()});
        }
        ag::tests::check_that_all_was_heard(*here, heard_, seed_);
    }

    std::optional<ag::tests::town> here{};

private:
    std::int64_t start() {
        auto app = telegram().app();
        app.log = nullptr;
        alive_.emplace(place_.file("bot.session"), std::move(app), heard_);
        return telegram().start(bot());
    }

    std::uint64_t seed_;
    ag::tests::directory place_;
    ag::tests::counting_server counting_;
    ag::testing::clock& time_;
    ag::tests::hearing heard_;
    std::optional<listener> alive_;
};

ag::testing::fault_rates faults_of(std::uint64_t seed) {
    ag::testing::fault_rates rates;
    rates.seed = seed;
    rates.lost_push = 0.2;
    rates.repeated_push = 0.05;
    rates.delayed_push = 0.05;
    rates.cut_at_push = 0.02;
    rates.refused_call = 0.1;
    return rates;
}

} // namespace

TEST_CASE("a bot that runs all the time hears everything once and in order, although a fifth of "
          "the updates are lost") {
    for (const auto seed : ag::tests::seeds({1, 2})) {
        scene s{seed};
        s.telegram().set_faults(faults_of(seed));
        for (auto at = 0; at != 300; ++at) {
            s.here->act();
            s.wait_a_while();
        }
        s.telegram().set_faults({});
        s.run_until_complete();
        CHECK(s.counting().fetched > 20);
        CHECK(s.counting().refused > 0);
    }
}

TEST_CASE("a bot that is destroyed again and again hears everything, and nothing twice in one life"
) {
    for (const auto seed : ag::tests::seeds({3, 4})) {
        scene s{seed};
        s.telegram().set_faults(faults_of(seed));
        for (auto at = 0; at != 300; ++at) {
            s.here->act();
            s.wait_a_while();
            if (s.here->below(40) == 0)
                s.restart();
        }
        s.telegram().set_faults({});
        s.run_until_complete();
        CHECK(s.counting().fetched > 20);
        CHECK(s.counting().refused > 0);
    }
}

TEST_CASE("a bot that comes back after a long time hears what it missed, in slices") {
    scene s{5};
    ag::testing::update_limits limits;
    limits.slice = 7;
    limits.channel_slice = 3;
    s.telegram().set_limits(limits);
    s.time().pass(s.bot().context(), 2s); // progress is stored
    ag::testing::fault_rates deaf;
    deaf.lost_push = 1;
    s.telegram().set_faults(deaf);
    for (auto at = 0; at != 200; ++at)
        s.here->act();
    s.telegram().set_faults({});
    s.restart();
    s.run_until_complete();
    CHECK(s.counting().fetched > 20);
}
