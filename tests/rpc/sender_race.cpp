// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/mtproto/error.hpp>
#include <awaitgram/rpc/address_history.hpp>
#include <awaitgram/rpc/connection_race.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

/// What happens to connections to an address.
enum class fate {
    answers,
    refuses,
    has_no_way,
    hangs,
    says_nothing,
    lies,
    closes,
    impersonates,
    knows_no_key
};

/// The servers of a scene, by their hosts, and the streams to them.
struct fake_network {
    std::map<std::string, fate> hosts{};
    /// Those that a connection was tried to.
    names tried{};
    /// Those of the streams that exist.
    names open{};
};

/// A stream without obfuscation to a server that answers the first request of a key exchange, and nothing else.
class fake_stream {
public:
    explicit fake_stream(std::shared_ptr<fake_network> network) : network_(std::move(network)) {}
    fake_stream(const fake_stream&) = delete;
    fake_stream& operator=(const fake_stream&) = delete;
    ~fake_stream() { std::erase(network_->open, host_); }

    awaitable<void> connect(server_address to) {
        host_ = to.host;
        network_->tried.push_back(host_);
        network_->open.push_back(host_);
        fate_ = network_->hosts.at(host_);
        if (fate_ == fate::refuses)
            throw std::system_error(asio::error::connection_refused, host_);
        if (fate_ == fate::has_no_way)
            throw std::system_error(asio::error::network_unreachable, host_);
        if (fate_ == fate::hangs)
            co_await pause(24h);
    }
    awaitable<std::size_t> read_some(byte_span into) {
        if (fate_ == fate::closes)
            throw std::system_error(asio::error::eof, host_);
        if (reply_.empty() && fate_ == fate::impersonates)
            throw std::system_error(asio::error::eof, host_);
        if (reply_.empty())
            co_await pause(24h);
        const auto count = std::min(into.size(), reply_.size());
        std::copy_n(reply_.begin(), count, into.begin());
        reply_.erase(reply_.begin(), reply_.begin() + static_cast<std::ptrdiff_t>(count));
        co_return count;
    }
    /// tag:4 length:4 key:8 msg_id:8 length:4 constructor:4 nonce:16
    awaitable<void> write(byte_view from) {
        constexpr std::size_t nonce_at = 32;
        if (fate_ == fate::knows_no_key) {
            append_le(reply_, std::uint32_t{4});
            append_le(reply_, std::int32_t{-404});
        } else if (fate_ != fate::says_nothing && from.size() == nonce_at + 16) {
            byte_buffer message;
            append_le(message, std::int64_t{0});
            append_le(message, std::int64_t{1});
            append_le(message, std::uint32_t{20});
            append_le(message, std::uint32_t{0x05162463});
            append(message, from.subspan(nonce_at, 16));
            if (fate_ == fate::lies)
                message.back() ^= 1;
            append_le(reply_, static_cast<std::uint32_t>(message.size()));
            append(reply_, message);
        }
        co_return;
    }
    void close() {}

private:
    std::shared_ptr<fake_network> network_;
    std::string host_{};
    fate fate_ = fate::answers;
    byte_buffer reply_{};
};

/// A connection with a key, so that it needs no key exchange, to the addresses a, b and c. Time is controlled.
struct scene {
    scene(fate a, fate b, fate c = fate::refuses) {
        network->hosts = {{"a", a}, {"b", b}, {"c", c}};
        options.addresses = {{"a", 443}, {"b", 443}, {"c", 443}};
        options.key = crypto::auth_key{byte_buffer(256, 0x21)};
        options.obfuscation = transport::obfuscation::none;
        options.history = std::make_shared<rpc::address_history>();
        options.connect_attempts = 1;
        options.dial = [to = network](asio::any_io_executor) {
            return net::any_stream{std::make_unique<fake_stream>(to)};
        };
    }

    /// Runs a connection until nothing happens any more.
    void start() {
        connection =
            std::make_shared<rpc::sender>(context.get_executor(), options, rpc::sender_hooks{});
        network->tried.clear();
        running.emplace(context.get_executor(), connection->run(), nullptr);
        time.settle(context);
    }

    void stop() {
        running->cancel();
        time.run_to_end(context);
        CHECK(running->ended());
        CHECK(network->open.empty());
    }

    testing::clock time{};
    asio::io_context context{};
    std::shared_ptr<fake_network> network = std::make_shared<fake_network>();
    rpc::sender_options options{};
    std::shared_ptr<rpc::sender> connection{};
    std::optional<task> running{};
};

constexpr auto stagger = rpc::connection_race::stagger;

} // namespace

TEST_CASE("an address that fails costs no time") {
    for (const auto failure : {fate::refuses, fate::has_no_way, fate::lies, fate::closes}) {
        scene test{failure, fate::answers};
        test.start();
        CHECK(test.network->tried == names{"a", "b"});
        CHECK(test.network->open == names{"b"});
        test.stop();
    }
}

TEST_CASE(
    "an address that does not answer costs a quarter of a second, also if it accepts connections"
) {
    for (const auto silence : {fate::hangs, fate::says_nothing}) {
        scene test{silence, fate::answers};
        test.start();
        CHECK(test.network->tried == names{"a"});
        test.time.pass(test.context, stagger - 1ms);
        CHECK(test.network->tried == names{"a"});
        test.time.pass(test.context, 1ms);
        CHECK(test.network->tried == names{"a", "b"});
        CHECK(test.network->open == names{"b"});
        test.stop();
    }
}

TEST_CASE("an address that was overtaken comes last in other connections") {
    scene test{fate::says_nothing, fate::answers};
    test.start();
    test.time.pass(test.context, stagger);
    test.stop();

    test.start();
    CHECK(test.network->tried == names{"b"});
    CHECK(test.network->open == names{"b"});
    test.stop();
}

TEST_CASE("an address that has worked is believed, and tried first") {
    scene test{fate::answers, fate::answers, fate::says_nothing};
    test.options.history->worked({"c", 443});
    test.start();
    CHECK(test.network->tried == names{"c"});
    CHECK(test.network->open == names{"c"});
    test.stop();
}

TEST_CASE("a single address is believed") {
    scene test{fate::says_nothing, fate::answers};
    test.options.addresses.resize(1);
    test.start();
    test.time.pass(test.context, 2 * stagger);
    CHECK(test.network->open == names{"a"});
    test.stop();
}

TEST_CASE("an address whose server does not have the key comes last at the next attempt") { // S-78
    scene test{fate::impersonates, fate::answers};
    test.options.connect_attempts = 0;
    test.start();
    CHECK(test.network->tried == names{"a"});
    test.time.pass(test.context, 1s);
    CHECK(test.network->tried == names{"a", "b"});
    CHECK(test.network->open == names{"b"});
    test.stop();
}

TEST_CASE("an address that knows no key although it was told none is one that fails") {
    scene test{fate::knows_no_key, fate::refuses};
    test.start();
    REQUIRE(test.running->ended());
    try {
        std::rethrow_exception(test.running->error());
    } catch (const std::system_error& problem) {
        CHECK(problem.code() == mtproto::errc::unexpected_message);
    }

    // The key is kept, so that the first server that has it is believed.
    test.options.connect_attempts = 0;
    test.start();
    test.time.pass(test.context, 10s);
    test.network->hosts["b"] = fate::answers;
    test.network->tried.clear();
    test.time.pass(test.context, 60s);
    CHECK_FALSE(test.network->tried.empty());
    CHECK(test.network->open == names{"b"});
    test.stop();
}

TEST_CASE("the addresses are asked for before each attempt") {
    scene test{fate::refuses, fate::answers};
    test.options.connect_attempts = 0;
    std::vector<rpc::route> present{{{"a", 443}, 0, false, false}};
    test.options.routes = [&present] { return present; };
    test.start();
    CHECK(test.network->tried == names{"a"});
    CHECK(test.network->open.empty());
    present[0].to.host = "b";
    test.time.pass(test.context, 1s);
    CHECK(test.network->tried == names{"a", "b"});
    CHECK(test.network->open == names{"b"});
    test.stop();
}

TEST_CASE("a connection fails with the first problem when no address is left") {
    scene test{fate::lies, fate::refuses, fate::has_no_way};
    test.start();
    REQUIRE(test.running->ended());
    try {
        std::rethrow_exception(test.running->error());
    } catch (const std::system_error& problem) {
        CHECK(
            std::string{problem.what()}.find("no server of Telegram answers at a:443") !=
            std::string::npos
        );
    }
    CHECK(test.network->tried == names{"a", "b", "c"});
    CHECK(test.network->open.empty());
}

TEST_CASE("a connection to addresses that say nothing ends in time, and tells how many they are") {
    scene silent{fate::hangs, fate::says_nothing, fate::hangs};
    silent.start();
    silent.time.pass(silent.context, silent.options.connect_timeout);
    REQUIRE(silent.running->ended());
    CHECK(silent.network->open.empty());
    try {
        std::rethrow_exception(silent.running->error());
    } catch (const std::system_error& problem) {
        CHECK(problem.code() == asio::error::timed_out);
        CHECK(
            std::string{problem.what()}.find("cannot connect to a:443 and 2 more") !=
            std::string::npos
        );
    }
}

TEST_CASE("a race that is cancelled leaves no connections") {
    for (const auto after : {0ms, 250ms, 500ms}) {
        scene test{fate::hangs, fate::says_nothing, fate::hangs};
        test.start();
        test.time.pass(test.context, after);
        CHECK(test.network->open.size() == 1U + static_cast<std::size_t>(after / stagger));
        test.stop();
    }
}
