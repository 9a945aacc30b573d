// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// The faults of a connection's streams.
struct link_faults {
    bool refuses = false;
    bool takes_nothing = false;
    std::function<void()> on_connect{};
    int reads = 0;
};

/// A stream without a server: reads never end, nor do writes if the faults say so.
class silent_stream {
public:
    explicit silent_stream(std::shared_ptr<link_faults> faults) : faults_(std::move(faults)) {}

    awaitable<void> connect(server_address) {
        if (faults_->on_connect)
            faults_->on_connect();
        if (faults_->refuses)
            throw std::system_error(asio::error::connection_refused);
        co_return;
    }
    awaitable<std::size_t> read_some(byte_span) {
        ++faults_->reads;
        co_await pause(1h);
        co_return 0;
    }
    awaitable<void> write(byte_view) {
        if (faults_->takes_nothing)
            co_await pause(1h);
    }
    void close() {}

private:
    std::shared_ptr<link_faults> faults_;
};

/// A sender with a key, so that it needs no key exchange. Time is controlled.
struct scene {
    scene() {
        rpc::sender_options options;
        options.addresses.push_back({"silent.example", 443});
        options.key = crypto::auth_key{byte_buffer(256, 0x21)};
        options.connect_timeout = 20ms;
        options.connect_attempts = 2;
        options.dial = [faults = faults](asio::any_io_executor) {
            return net::any_stream{std::make_unique<silent_stream>(faults)};
        };
        connection =
            std::make_shared<rpc::sender>(context.get_executor(), options, rpc::sender_hooks{});
    }

    [[nodiscard]] awaitable<void> ask() const {
        const auto asked = connection;
        rpc::request request{tl::frame{byte_buffer(4, 0x17)}, "help.getConfig#c4f9186b"};
        const rpc::call_options options;
        const auto ignored = co_await asked->call(std::move(request), options);
    }

    testing::clock time{};
    asio::io_context context{};
    std::shared_ptr<link_faults> faults = std::make_shared<link_faults>();
    std::shared_ptr<rpc::sender> connection{};
};

std::system_error problem_of(const task& ended) {
    REQUIRE(ended.ended());
    REQUIRE(ended.error());
    try {
        std::rethrow_exception(ended.error());
    } catch (const std::system_error& error) {
        return error;
    }
}

} // namespace

TEST_CASE("a link whose server accepts no bytes is lost") {
    scene test;
    test.faults->takes_nothing = true;

    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    test.time.run_until(test.context, [&] { return running.ended(); });
    const auto problem = problem_of(running);
    CHECK(problem.code() == asio::error::timed_out);
    CHECK(
        std::string{problem.what()}.find("cannot write to silent.example:443") != std::string::npos
    );
}

TEST_CASE("calls end when the sender is cancelled between two attempts to connect") {
    scene test;
    test.faults->refuses = true;
    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    const task asking{test.context.get_executor(), test.ask(), nullptr};
    test.time.settle(test.context);
    REQUIRE_FALSE(running.ended());
    REQUIRE_FALSE(asking.ended());

    running.cancel();
    test.time.run_to_end(test.context);
    CHECK(problem_of(running).code() == asio::error::operation_aborted);
    CHECK(problem_of(asking).code() == asio::error::operation_aborted);
}

TEST_CASE("a sender that is stopped while it connects does not serve") {
    scene test;
    auto& connection = *test.connection;
    test.faults->on_connect = [&connection] { connection.stop(); };

    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    test.time.run_to_end(test.context);
    CHECK(running.ended());
    CHECK_FALSE(running.error());
    CHECK(test.faults->reads == 0);
}
