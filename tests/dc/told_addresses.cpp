// SPDX-License-Identifier: MIT
// When Telegram is asked for the addresses of its data centres, and how long they are known.
#include <awaitgram/async/event.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using tests::answer_of;
using tests::refusal_of;

namespace {

const server_address told{"10.0.0.2", 443};

/// The address of DC 2, in a configuration that is valid for an hour.
rpc::answer configuration(const server_address& of_dc = told) {
    api::config config;
    config.date = 1'000'000;
    config.expires = config.date + 3600;
    api::dcOption option;
    option.id = 2;
    option.ip_address = tl::string{of_dc.host};
    option.port = of_dc.port;
    config.dc_options.push_back(option);
    return answer_of(config);
}

template <class Update>
tl::frame pushed(const Update& update) {
    api::updateShort alone;
    alone.update = update;
    return *answer_of(api::Updates{alone});
}

/// An account at DC 2 whose session keeps states. Time is controlled.
struct scene : tests::dc_scene {
    scene() : dc_scene(undisturbed) {
        session = any_session{storage};
        world.answers[2] = {configuration()};
    }

    void run(std::function<awaitable<void>(dc::datacenters&)> body) {
        world.called.clear();
        tests::run([&] { return with_open(body); });
    }

    /// The connection to home works from now on.
    void connects() {
        connection_state state;
        state.what = connection_state::kind::connected;
        world.hooks.back().on_state(state);
    }

    /// The addresses that a new connection to home has at first.
    [[nodiscard]] std::vector<server_address> present() const {
        return world.opened.back().addresses;
    }

    [[nodiscard]] std::size_t times_asked() { return world.called[2].size(); }

    tests::script undisturbed{};
    const testing::clock time{};
};

} // namespace

TEST_CASE("the configuration is asked for once connected, and again when it expires") {
    scene here;
    here.run([&](dc::datacenters&) -> awaitable<void> {
        co_await pause(1h);
        CHECK(here.times_asked() == 0);
        here.connects();
        co_await pause(1s);
        CHECK(here.times_asked() == 1);
        here.connects();
        co_await pause(59min);
        CHECK(here.times_asked() == 1);
        co_await pause(1min);
        CHECK(here.times_asked() == 2);
    });
}

TEST_CASE("the configuration is asked for when Telegram says that it has changed") {
    scene here;
    here.run([&](dc::datacenters&) -> awaitable<void> {
        here.connects();
        co_await pause(1s);
        here.world.hooks.back().on_update(pushed(api::updateConfig{}));
        co_await pause(1s);
        CHECK(here.times_asked() == 2);
    });
}

TEST_CASE("a refused request for the configuration is repeated after pauses that grow") {
    scene here;
    here.world.answers[2] = {refusal_of(500, "INTERNAL")};
    here.run([&](dc::datacenters&) -> awaitable<void> {
        here.connects();
        co_await pause(59s);
        CHECK(here.times_asked() == 1);
        co_await pause(2s);
        CHECK(here.times_asked() == 2);
        co_await pause(117s);
        CHECK(here.times_asked() == 2);
        co_await pause(3s);
        CHECK(here.times_asked() == 3);
    });
}

TEST_CASE("a connection uses what was told meanwhile, and the session keeps it for the next run") {
    scene here;
    here.run([&](dc::datacenters&) -> awaitable<void> {
        CHECK(here.present().front() == *known_dc(2)->ipv4);
        here.connects();
        co_await pause(1s);
        CHECK(here.world.opened.back().routes().front().to == told);
    });

    const auto nothing = [](dc::datacenters&) -> awaitable<void> { co_return; };
    here.run(nothing);
    CHECK(here.present().front() == told);
    const auto addresses = here.present();
    CHECK(std::find(addresses.begin(), addresses.end(), *known_dc(2)->ipv4) != addresses.end());

    api::updateDcOptions news;
    const auto tell = [&](dc::datacenters&) -> awaitable<void> {
        here.world.hooks.back().on_update(pushed(news));
        co_await pause(1s);
    };
    here.run(tell); // of none, and of one that is no address: they change nothing
    here.run(nothing);
    CHECK(here.present().front() == told);
    auto& option = news.dc_options.emplace_back();
    option.id = 2;
    option.port = 443;
    option.ip_address = tl::string{"somewhere"};
    here.run(tell);
    here.run(nothing);
    CHECK(here.present().front() == told);
    option.ip_address = tl::string{"10.0.0.3"};
    here.world.answers[2] = {refusal_of(500, "INTERNAL")};
    here.run(tell);
    here.run(nothing);
    CHECK(here.present().front() == server_address{"10.0.0.3", 443});
}

TEST_CASE("news of addresses may be about some data centres alone, so that the others are asked for"
) {
    scene here;
    here.run([&](dc::datacenters&) -> awaitable<void> {
        here.connects();
        co_await pause(1s);
        CHECK(here.times_asked() == 1);
        api::updateDcOptions news;
        auto& option = news.dc_options.emplace_back();
        option.id = 4;
        option.port = 443;
        option.ip_address = tl::string{"10.0.0.4"};
        here.world.hooks.back().on_update(pushed(news));
        co_await pause(1s);
        CHECK(here.times_asked() == 2);
        CHECK(here.world.opened.back().routes().front().to == told);
    });
}

TEST_CASE("news that come while everything is closed do no harm") {
    scene here;
    tests::run([&]() -> awaitable<void> {
        const std::function<awaitable<void>(dc::datacenters&)> nothing =
            [](dc::datacenters&) -> awaitable<void> { co_return; };
        const std::function<void()> afterwards = [&here] {
            api::updateDcOptions news;
            auto& option = news.dc_options.emplace_back();
            option.id = 2;
            option.port = 443;
            option.ip_address = tl::string{"10.0.0.3"};
            here.world.hooks.back().on_update(pushed(news));
        };
        co_await here.with_open(nothing, afterwards);
    });
}

TEST_CASE("addresses of the test data centres are not used for the others") {
    scene here;
    here.network = dc_network::test;
    here.world.answers[10'002] = {configuration()};
    here.run([&](dc::datacenters&) -> awaitable<void> {
        here.connects();
        co_await pause(1s);
    });
    const auto nothing = [](dc::datacenters&) -> awaitable<void> { co_return; };
    here.run(nothing);
    CHECK(here.present().front() == told);
    here.network = dc_network::production;
    here.run(nothing);
    CHECK(here.present().front() == *known_dc(2)->ipv4);
}

TEST_CASE("what a session keeps of addresses is no error when it is damaged") {
    scene here;
    tests::run([&] {
        state_key key;
        key.name = "awaitgram/dc_options";
        kept_state kept;
        kept.value = byte_buffer(77, 0x21);
        return here.storage.set_state(key, kept);
    });
    here.run([](dc::datacenters&) -> awaitable<void> { co_return; });
    CHECK(here.present().front() == *known_dc(2)->ipv4);
}

TEST_CASE("a server that the program names has no other address, and is asked for none") {
    scene here;
    here.server = server_address{"127.0.0.1", 4430};
    here.run([&](dc::datacenters&) -> awaitable<void> {
        here.connects();
        api::updateDcOptions news;
        api::dcOption option;
        option.id = 2;
        option.ip_address = "10.0.0.2";
        option.port = 443;
        news.dc_options.push_back(option);
        here.world.hooks.back().on_update(pushed(news));
        co_await pause(1h);
        CHECK(here.times_asked() == 0);
        REQUIRE(here.world.opened.back().routes().size() == 1);
        CHECK(here.world.opened.back().routes().front().to == *here.server);
    });
    CHECK(here.storage.data().states.empty());
}
