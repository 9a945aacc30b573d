// SPDX-License-Identifier: MIT
// What a client does while its server is away or refuses it; on a server in memory, in controlled time.
#include <awaitgram/async/event.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/transport/error.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "../support/connected_client.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;
using tests::connected_client;
using kind = connection_state::kind;

namespace {

constexpr std::int32_t codes[] = {
    -404, -429, -444, -403, -1, std::numeric_limits<std::int32_t>::min()};

/// How exactly limits hold.
constexpr auto accuracy = 250ms;

bool mentions(const std::vector<std::string>& lines, const std::string& text) {
    return std::ranges::any_of(lines, [&](const auto& line) {
        return line.find(text) != std::string::npos;
    });
}

awaitable<void> get_config(client& telegram) {
    api::help::getConfig request;
    const auto config = co_await telegram.invoke(request);
    CHECK(config->this_dc == 2);
}

/// A session that cannot store a data centre any more.
struct full_disk : memory_session {
    awaitable<void> set_dc_option(awaitgram::dc_option) {
        throw std::system_error(std::make_error_code(std::errc::no_space_on_device));
        co_return;
    }
};

/// The number of packets that a client sends up to the answer of its first request.
int packets_of_a_start() {
    connected_client test;
    auto packets = 0;
    test.server.refuse = [&](auto, int) {
        ++packets;
        return 0;
    };
    test.start(get_config);
    test.run_to_end();
    return packets;
}

} // namespace

TEST_CASE("every transport error between any two steps of the first connection is waited out"
) { // S-29
    const auto packets = packets_of_a_start();
    REQUIRE(packets >= 4); // three of the key exchange, one request
    for (const auto code : codes)
        for (auto refused = 1; refused <= packets; ++refused) {
            CAPTURE(code);
            CAPTURE(refused);
            connected_client test;
            auto packet = 0;
            test.server.refuse = [&](auto, int) { return ++packet == refused ? code : 0; };
            const auto begin = test.time.now();
            test.start(get_config);
            test.run_to_end();

            CHECK_FALSE(test.running->error());
            const auto took = test.time.now() - begin;
            CHECK(took >= (code == -429 ? 45s : 0s));
            CHECK(took <= (code == -429 ? 75s : 2s));
            const auto* waiting = test.last(kind::waiting);
            REQUIRE(waiting != nullptr);
            CHECK(waiting->reason == transport::transport_error(code));
            CHECK(waiting->dc == 2);
        }
}

TEST_CASE("a first connection that is refused for a day is tried at a decent rate") {
    for (const auto code : codes) {
        CAPTURE(code);
        connected_client test;
        test.server.refuse = [code](auto, int) { return code; };
        test.start(get_config);
        test.pass(24h);
        CHECK_FALSE(test.running->ended());
        CHECK(test.connects() < 500);
        CHECK(test.connects() > 80);

        test.server.refuse = nullptr;
        test.run_to_end();
        CHECK_FALSE(test.running->error());
    }
}

TEST_CASE("no transport error ever ends a signed-in client, or its key, or advises to") { // S-55
    for (const auto code : codes)
        for (const auto attempts : {0, 1}) {
            CAPTURE(code);
            connected_client test;
            test.sign_in();
            const auto key = test.storage.dc_option(2)->auth_key;
            test.configuration.connect_attempts = attempts;
            test.server.refuse = [code](auto, int) { return code; };
            test.start(get_config);
            test.pass(24h);
            CHECK_FALSE(test.running->ended());
            CHECK(test.storage.dc_option(2)->auth_key == key);
            CHECK(test.storage.data().self);
            const auto* waiting = test.last(kind::waiting);
            REQUIRE(waiting != nullptr);
            CHECK(waiting->reason == transport::transport_error(code));
            CHECK_FALSE(mentions(test.warnings, "new session"));
            CHECK_FALSE(mentions(test.warnings, "sign"));

            test.server.refuse = nullptr;
            test.run_to_end();
            CHECK_FALSE(test.running->error());
        }
}

TEST_CASE("a transport error on a link that worked is waited out") {
    for (const auto code : codes) {
        CAPTURE(code);
        connected_client test;
        test.sign_in();
        test.start();
        test.wait_until([&] { return test.connected(); });
        auto refused = 0;
        test.server.refuse = [&](auto, int) { return ++refused == 1 ? code : 0; };
        const auto asked = test.ask();
        test.wait_until([&] { return asked->ended; });
        CHECK(refused > 0);
        if (code == -429) {
            // The server wants to be left alone for longer than a request waits.
            CHECK(asked->error == rpc::errc::outage);
            CHECK(asked->took() >= 20s);
            CHECK(asked->took() <= 20s + accuracy);
        } else {
            CHECK(asked->error == std::error_code{});
            CHECK(asked->took() <= 2s);
        }
        const auto again = test.ask({.waits_out_outages = true});
        test.wait_until([&] { return again->ended; });
        CHECK(again->error == std::error_code{});
        CHECK(again->took() <= 75s);
    }
}

TEST_CASE("a start without a network tries until there is one, and tells so") {
    connected_client test;
    test.server.reachable = false;
    test.start([](client& telegram) { return telegram.sign_in_bot("123:secret"); });
    test.pass(24h);
    CHECK_FALSE(test.running->ended());
    CHECK(test.connects() > 2000); // every half a minute
    CHECK(test.connects() < 4500);
    const auto* waiting = test.last(kind::waiting);
    REQUIRE(waiting != nullptr);
    CHECK(waiting->reason == asio::error::network_unreachable);
    CHECK(waiting->text.find("cannot reach the server") == 0);
    CHECK(waiting->next_attempt > test.time.now() - 1s);
    CHECK(waiting->next_attempt <= test.time.now() + 37'500ms);

    test.server.reachable = true;
    const auto back = test.time.now();
    test.run_to_end();
    CHECK_FALSE(test.running->error());
    CHECK(test.time.now() - back <= 37'500ms);
    CHECK(test.storage.data().self == signed_in_user{123, true});
    // The same trouble is a warning once.
    REQUIRE(test.warnings.size() == 2);
    CHECK(test.warnings[0].find("; trying again in 0.") != std::string::npos);
    CHECK(test.warnings[1] == "connected, to memory:443");
}

TEST_CASE("a session that cannot store the key ends the client, which is not tried again") {
    connected_client test;
    test.start(get_config, any_session{full_disk{}});
    test.run_to_end();
    REQUIRE(test.running->error());
    CHECK(test.connects() == 1);
    test.wait_until([&] { return test.watching->ended(); });
    CHECK(test.states.back().reason == std::errc::no_space_on_device);
}

TEST_CASE("a data centre without an address ends the client, which is not tried again") {
    connected_client test;
    test.configuration.server.reset();
    test.configuration.dc = 77;
    test.start(get_config);
    test.run_to_end();
    REQUIRE(test.running->error());
    test.wait_until([&] { return test.watching->ended(); });
    CHECK(test.states.back().reason == std::errc::address_not_available);
    CHECK(test.states.back().text.find("DC 77") != std::string::npos);
}

TEST_CASE("attempts to connect can be limited") {
    connected_client test;
    test.server.reachable = false;
    test.configuration.connect_attempts = 3;
    test.start(get_config);
    test.run_to_end();
    CHECK(test.connects() == 3);
    CHECK(test.running->error());
    test.wait_until([&] { return test.watching->ended(); });
    REQUIRE(test.states.back().what == kind::ended);
    CHECK(test.states.back().reason == asio::error::network_unreachable);
}

TEST_CASE("requests fail in time while the server is away, whenever they were called") {
    connected_client test;
    test.sign_in();
    test.configuration.outage_limit = 2s;
    test.start();
    test.wait_until([&] { return test.connected(); });

    test.server.reachable = false;
    test.server.break_links();
    std::vector<std::shared_ptr<connected_client::call_end>> calls;
    for (auto i = 0; i != 40; ++i) {
        calls.push_back(test.ask());
        test.pass(700ms);
    }
    test.pass(3s);
    for (const auto& call : calls) {
        REQUIRE(call->ended);
        CHECK(call->error == rpc::errc::outage);
        CHECK(call->took() >= 2s);
        CHECK(call->took() <= 2s + accuracy);
        CHECK(
            call->text == "help.getConfig, 2 s without a connection (cannot reach the server: "
                          "Network is unreachable): there is no connection to Telegram"
        );
    }
}

TEST_CASE("a request whose link breaks fails in time, counted from the break") {
    connected_client test;
    test.sign_in();
    test.configuration.outage_limit = 2s;
    test.start();
    test.wait_until([&] { return test.connected(); });
    test.pass(1h);

    test.server.refuse = [&](auto, int) {
        test.server.reachable = false;
        return 1; // breaks the link
    };
    const auto asked = test.ask();
    test.wait_until([&] { return asked->ended; });
    CHECK(asked->error == rpc::errc::outage);
    CHECK(asked->took() >= 2s);
    CHECK(asked->took() <= 2s + accuracy);
}

TEST_CASE("links that break soon after their first answers do not make a request wait longer") {
    connected_client test;
    test.sign_in();
    test.configuration.outage_limit = 5s;
    test.start();
    test.wait_until([&] { return test.connected(); });
    test.pass(1min);

    // The first packet of each link is answered; the request follows, and breaks the link.
    test.server.break_links();
    auto links = 0;
    test.server.refuse = [&](auto, int packet) {
        links += packet == 1 ? 1 : 0;
        return packet == 1 && links > 1 ? 0 : 1;
    };
    const auto asked = test.ask();
    test.wait_until([&] { return asked->ended; });
    CHECK(asked->error == rpc::errc::outage);
    CHECK(links > 2);
    CHECK(asked->took() >= 5s);
    CHECK(asked->took() <= 5s + accuracy);
}

TEST_CASE("a request that begins during a long outage brings the next attempt forward") {
    connected_client test;
    test.sign_in();
    test.start();
    test.wait_until([&] { return test.connected(); });
    test.server.reachable = false;
    test.server.break_links();
    test.pass(10min);
    const auto before = test.connects();
    test.pass(1min);
    CHECK(test.connects() - before <= 3); // without requests twice a minute

    test.server.reachable = true;
    const auto asked = test.ask();
    test.wait_until([&] { return asked->ended; });
    CHECK(asked->error == std::error_code{});
    CHECK(asked->took() <= 1250ms);
}

TEST_CASE("requests that wait for a server are answered soon after it is back") {
    connected_client test;
    test.sign_in();
    test.start();
    test.wait_until([&] { return test.connected(); });
    test.server.reachable = false;
    test.server.break_links();
    const auto asked = test.ask();
    test.pass(16s);
    REQUIRE_FALSE(asked->ended);

    test.server.reachable = true;
    test.wait_until([&] { return asked->ended; });
    CHECK(asked->error == std::error_code{});
    CHECK(asked->took() <= 19s);
}

TEST_CASE(
    "a broken connection is reported, with the next attempt and the reason, and so is its return"
) {
    connected_client test;
    test.sign_in();
    test.start();
    test.wait_until([&] { return test.connected(); });
    REQUIRE(test.states.size() == 2);
    CHECK(test.states[0].what == kind::connecting);
    CHECK(test.states[1].what == kind::connected);
    CHECK(test.warnings.empty());

    const auto begin = test.time.now();
    test.server.break_links();
    test.wait_until([&] { return test.states.size() == 3; });
    CHECK(test.states[2].what == kind::waiting);
    CHECK(test.states[2].reason == asio::error::eof);
    CHECK(test.states[2].text.find("the server closed the connection") == 0);
    CHECK(test.states[2].next_attempt > begin);
    CHECK(test.states[2].next_attempt <= begin + 350ms);
    test.wait_until([&] { return test.connected(); });
    REQUIRE(test.states.size() == 5);
    CHECK(test.states[3].what == kind::connecting);
    CHECK(test.time.now() - begin <= 350ms);

    REQUIRE(test.warnings.size() == 2);
    CHECK(test.warnings[0].find("the server closed the connection") == 0);
    CHECK(test.warnings[0].find("; trying again in 0.") != std::string::npos);
    CHECK(test.warnings[1] == "connected again, to memory:443");

    test.running->cancel();
    test.wait_until([&] { return test.watching->ended(); });
    REQUIRE(test.states.size() == 6);
    CHECK(test.states[5].what == kind::ended);
    CHECK(test.states[5].reason == asio::error::operation_aborted);
}

TEST_CASE("a cursor begins with the present state") {
    connected_client test;
    test.sign_in();
    std::vector<connection_state> seen;
    test.start([&](client& telegram) -> awaitable<void> {
        co_await get_config(telegram);
        auto cursor = telegram.connection_states();
        const auto state = co_await cursor.next();
        if (state)
            seen.push_back(*state);
    });
    test.run_to_end();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].what == kind::connected);
    test.wait_until([&] { return test.watching->ended(); });
    CHECK(test.states.back().what == kind::ended);
    CHECK(test.states.back().reason == std::error_code{});
}

TEST_CASE("every reconnect leads to a check for missed updates, whatever the server says") {
    connected_client test;
    test.sign_in();
    test.start();
    test.wait_until([&] { return test.connected(); });
    test.pass(1s);
    for (auto reconnects = 0; reconnects != 3; ++reconnects) {
        const auto before = test.gaps;
        test.server.break_links(); // the server keeps the session, and says nothing of a new one
        test.pass(5s);
        CHECK(test.connected());
        CHECK(test.gaps == before + 1);
    }
}

TEST_CASE("a request that may take effect once is not repeated after an outage, and says so") {
    connected_client test;
    test.sign_in();
    test.configuration.outage_limit = 2s;
    test.start();
    test.wait_until([&] { return test.connected(); });

    test.server.refuse = [&](auto, int) {
        test.server.reachable = false;
        return 1; // breaks the link
    };
    const auto sent = test.ask({.at_most_once = true});
    const auto normal = test.ask();
    test.pass(1s);
    const auto unsent = test.ask({.at_most_once = true});
    test.wait_until([&] { return unsent->ended; });
    CHECK(sent->error == rpc::errc::fate_unknown);
    CHECK(sent->text.find("help.getConfig") == 0);
    CHECK(sent->took() <= 2s + accuracy);
    CHECK(normal->error == rpc::errc::outage);
    CHECK(unsent->error == rpc::errc::outage);
}

TEST_CASE("a request of which the server may know nothing any more is repeated unless it may take "
          "effect once") {
    connected_client test;
    test.sign_in();
    test.start();
    test.wait_until([&] { return test.connected(); });

    auto restarts = 0;
    test.server.refuse = [&](auto, int) { return ++restarts == 1 ? 1 : 0; };
    const auto once = test.ask({.at_most_once = true});
    const auto normal = test.ask();
    test.wait_until([&] { return restarts == 1; });
    test.server.restart();
    test.wait_until([&] { return once->ended && normal->ended; });
    CHECK(once->error == rpc::errc::fate_unknown);
    CHECK(normal->error == std::error_code{});
}

TEST_CASE("a request that may take effect once fails when its client ends before the answer") {
    connected_client test;
    test.sign_in();
    test.start();
    test.wait_until([&] { return test.connected(); });
    test.server.refuse = [](auto, int) { return 1; };
    const auto sent = test.ask({.at_most_once = true});
    const auto normal = test.ask();
    test.pass(100ms);
    test.running->cancel();
    test.wait_until([&] { return sent->ended && normal->ended; });
    CHECK(sent->error == rpc::errc::fate_unknown);
    CHECK(normal->error == asio::error::operation_aborted);
}

TEST_CASE("a time-out of a request holds while the server is away, and flushes nothing else") {
    connected_client test;
    test.sign_in();
    test.configuration.call_timeout = 10s;
    test.start();
    test.wait_until([&] { return test.connected(); });
    test.server.reachable = false;
    test.server.break_links();
    const auto limited = test.ask({.timeout = 3s});
    const auto normal = test.ask();
    test.wait_until([&] { return normal->ended; });
    CHECK(limited->error == asio::error::timed_out);
    CHECK(limited->took() >= 3s);
    CHECK(limited->took() <= 3s + accuracy);
    CHECK(normal->error == asio::error::timed_out);
    CHECK(normal->took() >= 10s);
    CHECK(normal->took() <= 10s + accuracy);
    CHECK(normal->text.find("help.getConfig, no answer") == 0);
}

namespace {

/// Signs in as a bot and out, and notes how long the latter took.
struct log_out_scene {
    awaitable<void> run(client& telegram) {
        co_await telegram.sign_in_bot("77:secret");
        before_log_out();
        const auto began = monotonic_clock::now();
        co_await telegram.log_out();
        took = monotonic_clock::now() - began;
        const auto signed_in = co_await telegram.signed_in();
        CHECK_FALSE(signed_in);
        test.server.loses = nullptr;
        co_await test.get_config();
        done = true;
    }

    void start() {
        test.start([this](client& telegram) { return run(telegram); });
        test.run_to_end();
    }

    connected_client test{};
    std::function<void()> before_log_out{};
    std::optional<monotonic_clock::duration> took{};
    bool done = false;
};

} // namespace

TEST_CASE("a log-out waits two seconds for a server that does not destroy the key, and has "
          "succeeded") {
    log_out_scene scene;
    int packets = 0;
    // The first packet is the log-out itself.
    scene.before_log_out = [&] {
        scene.test.server.loses = [&](auto, int) { return ++packets > 1; };
    };
    scene.start();
    CHECK(scene.done);
    REQUIRE(scene.took);
    CHECK(*scene.took >= 2s);
    CHECK(*scene.took <= 2s + accuracy);
    CHECK_FALSE(scene.test.storage.dc_option(2)->auth_key);
}

TEST_CASE("a log-out succeeds when the link breaks before the key is destroyed") {
    log_out_scene scene;
    int packets = 0;
    scene.before_log_out = [&] {
        scene.test.server.refuse = [&](auto, int) { return ++packets == 2 ? 1 : 0; };
    };
    scene.start();
    CHECK(scene.done);
    REQUIRE(scene.took);
    CHECK(*scene.took <= accuracy);
}

namespace {

std::error_code error_code_of(const std::exception_ptr& error) {
    try {
        if (error)
            std::rethrow_exception(error);
    } catch (const std::system_error& problem) {
        return problem.code();
    }
    return {};
}

/// Cancels a client's run after so many handlers, fewer when no more are ready, and waits for its end. Returns whether more may have
/// been ready.
bool cancel_after(int handlers, connected_client& test) {
    auto left = handlers;
    test.context.restart();
    while (left > 0 && test.context.poll_one() != 0)
        --left;
    test.running->cancel();
    const auto ended = [&test] { return test.running->ended(); };
    test.time.run_until(test.context, ended, 10s);
    return left == 0;
}

} // namespace

TEST_CASE("a run ends when it is cancelled at any moment of a broken link") {
    auto more = true;
    for (int handlers = 0; more; ++handlers) {
        CAPTURE(handlers);
        REQUIRE(handlers < 1000);
        connected_client test;
        test.sign_in();
        test.start();
        test.wait_until([&] { return test.connected(); });
        test.server.break_links();
        more = cancel_after(handlers, test);
        CHECK(error_code_of(test.running->error()) == asio::error::operation_aborted);
    }
}

TEST_CASE("a run that is cancelled ends when its link breaks at any moment of its end") {
    for (int handlers = 0; handlers != 20; ++handlers) {
        CAPTURE(handlers);
        connected_client test;
        test.sign_in();
        test.start();
        test.wait_until([&] { return test.connected(); });
        test.running->cancel();
        test.context.restart();
        for (int i = 0; i != handlers; ++i)
            test.context.poll_one();
        test.server.break_links();
        const auto ended = [&test] { return test.running->ended(); };
        test.time.run_until(test.context, ended, 10s);
        CHECK(error_code_of(test.running->error()) == asio::error::operation_aborted);
    }
}

TEST_CASE("a run whose last act is a log-out ends") {
    connected_client test;
    test.storage = test.server.session_with_key();
    test.start([](client& telegram) -> awaitable<void> {
        co_await telegram.sign_in_bot("77:secret");
        co_await telegram.log_out();
    });
    const auto ended = [&test] { return test.running->ended(); };
    test.time.run_until(test.context, ended, 10s);
    CHECK_FALSE(error_code_of(test.running->error()));
    CHECK_FALSE(test.storage.dc_option(2)->auth_key);
}

TEST_CASE("a run ends when it is cancelled at any moment of a log-out, and the session is used for "
          "another login") {
    auto more = true;
    for (int handlers = 0; more; ++handlers) {
        CAPTURE(handlers);
        REQUIRE(handlers < 1000);
        connected_client test;
        test.storage = test.server.session_with_key();
        auto signed_in = false;
        test.start([&signed_in](client& telegram) -> awaitable<void> {
            co_await telegram.sign_in_bot("77:secret");
            signed_in = true;
            co_await telegram.log_out();
            event never{telegram.executor()};
            co_await never.wait();
        });
        test.wait_until([&] { return signed_in; });
        more = cancel_after(handlers, test);
        CHECK(error_code_of(test.running->error()) == asio::error::operation_aborted);

        auto again = false;
        test.start([&again](client& telegram) -> awaitable<void> {
            co_await telegram.sign_in_bot("77:secret");
            again = true;
        });
        test.run_to_end();
        CHECK(again);
        CHECK_FALSE(error_code_of(test.running->error()));
    }
}
