// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/crypto/rsa.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/mtproto/error.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "scene.hpp"

using namespace awaitgram;
using tests::answer_of;
using tests::dc_scene;
using tests::key;
using tests::nearest_at;
using tests::refusal_of;
using std::chrono_literals::operator""s;

namespace {

using names = std::vector<std::string>;

const crypto::rsa_public_key& network_key() {
    static const auto made = [] {
        byte_buffer n(256, 0xC1);
        constexpr std::uint8_t e[] = {1, 0, 1};
        return *crypto::rsa_public_key::from_numbers(n, e);
    }();
    return made;
}

rpc::answer config_with(std::int32_t dc) {
    api::config told;
    api::dcOption option;
    option.id = dc;
    option.cdn = true;
    option.ip_address = "10.0.2.3";
    option.port = 443;
    told.dc_options.push_back(option);
    return answer_of(told);
}

rpc::answer keys_of(std::int32_t dc) {
    api::cdnConfig told;
    api::cdnPublicKey broken;
    broken.dc_id = dc;
    broken.public_key = "no key";
    told.public_keys.push_back(broken);
    api::cdnPublicKey key;
    key.dc_id = dc;
    key.public_key = tl::string{network_key().to_pem()};
    told.public_keys.push_back(key);
    return answer_of(told);
}

awaitable<void> ask_network(dc::datacenters& home, std::int32_t dc = 203) {
    // What it is does not matter to the connections.
    api::help::getNearestDc request;
    rpc::call_options options;
    options.dc = dc;
    options.lane = rpc::lane::cdn;
    options.returns_passing_refusals = true;
    const auto nearest = co_await rpc::invoke(home, request, options);
    CHECK(nearest->this_dc == dc);
}

/// A signed-in account at DC 2, and a network at DC 203.
struct network_scene : dc_scene {
    explicit network_scene(tests::script& steps) : dc_scene(steps) {
        tests::run([this]() -> awaitable<void> {
            const std::optional<signed_in_user> user = signed_in_user{5, false};
            co_await storage.set_self(user);
            auto option = *storage.dc_option(2);
            option.auth_key = key(1);
            co_await storage.set_dc_option(option);
        });
        prepare();
    }

    void prepare() {
        world.answers[2] = {config_with(203), keys_of(203), nearest_at(2)};
        world.answers[203] = {nearest_at(203)};
    }

    awaitable<void> run() {
        prepare();
        co_await with_open([](dc::datacenters& home) { return ask_network(home); });
    }
    void check() { CHECK_FALSE(storage.dc_option(203)); }
};

/// The code of the error of a call to a network.
awaitable<std::error_code> error_there(dc::datacenters& home, std::int32_t dc = 203) {
    try {
        co_await ask_network(home, dc);
    } catch (const std::system_error& error) {
        co_return error.code();
    }
    co_return std::error_code{};
}

} // namespace

TEST_CASE(
    "a network gets no login and nothing of the account, and its key is not stored, whatever step "
    "fails or is cancelled"
) { // S-103
    CHECK(
        tests::replay<network_scene>() ==
        names{"self", "salts", "call DC 2", "call DC 2", "call DC 203"}
    );
}

TEST_CASE("a connection to a network trusts the keys of that network alone") { // S-103
    tests::script steps;
    network_scene scene{steps};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            co_await ask_network(home);
            REQUIRE(home.cdn() != nullptr);
            CHECK(home.cdn()->open_connections(203) == 1);
            CHECK(home.pools()->open_connections(203, rpc::lane::cdn) == 0);
            scene.world.answers[2] = {refusal_of(400, "DC_ID_INVALID")};
            co_await ask_network(home);
        });
    });
    REQUIRE(scene.world.opened.size() == 2);
    const auto& network = scene.world.opened[1];
    CHECK(network.server_keys == std::vector{network_key()});
    CHECK(network.addresses == std::vector<server_address>{{"10.0.2.3", 443}});
    CHECK(network.dc == 203);
    CHECK_FALSE(network.key);
    CHECK_FALSE(network.keep_key);
    CHECK(network.init_prefix.empty());
    CHECK(scene.world.opened[0].server_keys.empty());
    CHECK(scene.world.called[2] == names{"help.getConfig", "help.getCdnConfig"});
}

TEST_CASE("a network's key and salts are kept in memory alone") { // S-103
    tests::script steps;
    network_scene scene{steps};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            co_await ask_network(home);
            co_await scene.world.hooks[1].on_key(key(9));
            scene.world.hooks[1].on_salts({server_salt{}});
            co_await ask_network(home);
        });
    });
    CHECK_FALSE(scene.storage.dc_option(203));
    CHECK(scene.salted == 0);
}

TEST_CASE("a connection to a network from which updates come is closed") { // S-96
    tests::script steps;
    network_scene scene{steps};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            co_await ask_network(home);
            REQUIRE(scene.world.hooks[1].on_update);
            scene.world.hooks[1].on_update(tl::frame{tl::encoded(true)});
            CHECK(home.cdn()->open_connections(203) == 0);
            CHECK(scene.pushed == 0);
            co_await ask_network(home);
        });
    });
    CHECK(scene.world.opened.size() == 3);
}

TEST_CASE(
    "a network of which Telegram tells no key is not called, and is asked for again after a minute"
) { // S-103
    testing::clock time;
    tests::script steps;
    network_scene scene{steps};
    scene.world.answers[2] = {config_with(203), keys_of(204), keys_of(204), keys_of(203)};
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            CHECK(co_await error_there(home) == mtproto::errc::no_known_key);
            CHECK(co_await error_there(home) == mtproto::errc::no_known_key);
            CHECK(scene.world.called[2].size() == 2);
            co_await pause(61s);
            CHECK(co_await error_there(home) == mtproto::errc::no_known_key);
            co_await pause(61s);
            CHECK_FALSE(co_await error_there(home));
            scene.world.answers[2] = {config_with(203)};
            CHECK(co_await error_there(home, 205) == rpc::errc::unknown_dc);
        });
    });
    CHECK(scene.world.called[203].size() == 1);
}

TEST_CASE("keys are asked for again when a server of the network has none of them") { // S-103
    testing::clock time;
    tests::script steps;
    network_scene scene{steps};
    auto unknown = 0;
    tests::run([&] {
        return scene.with_open([&](dc::datacenters& home) -> awaitable<void> {
            co_await ask_network(home);
            scene.world.before_answer = [&unknown]() -> awaitable<void> {
                if (unknown-- > 0)
                    throw std::system_error(make_error_code(mtproto::errc::no_known_key));
                co_return;
            };
            scene.world.answers[2] = {keys_of(203)};
            unknown = 1;
            CHECK(co_await error_there(home) == mtproto::errc::no_known_key);
            co_await pause(61s);
            // Asked for when the next connection is opened.
            scene.world.hooks[1].on_update(tl::frame{tl::encoded(true)});
            scene.world.before_answer = nullptr;
            CHECK_FALSE(co_await error_there(home));
        });
    });
    CHECK(scene.world.called[203].size() == 3);
}
