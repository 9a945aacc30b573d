// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/rpc/sender.hpp>

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

/// What becomes of the streams of a connection.
struct weather {
    bool refuses = false;
    bool takes_nothing = false;
    std::function<void()> on_connect{};
    int reads = 0;
};

/// A stream to nobody: reads, and writes if it is told so, never end.
class lonely_stream {
public:
    explicit lonely_stream(std::shared_ptr<weather> outside) : outside_(std::move(outside)) {}

    awaitable<void> connect(server_address) {
        if (outside_->on_connect)
            outside_->on_connect();
        if (outside_->refuses)
            throw std::system_error(asio::error::connection_refused);
        co_return;
    }
    awaitable<std::size_t> read_some(byte_span) {
        ++outside_->reads;
        co_await pause(1h);
        co_return 0;
    }
    awaitable<void> write(byte_view) {
        if (outside_->takes_nothing)
            co_await pause(1h);
    }
    void close() {}

private:
    std::shared_ptr<weather> outside_;
};

/// A connection with a key, so that it makes none.
struct scene {
    scene() {
        rpc::sender_options options;
        options.addresses.push_back({"nobody", 443});
        options.key = crypto::auth_key{byte_buffer(256, 0x21)};
        options.connect_timeout = 20ms;
        options.connect_attempts = 2;
        options.dial = [outside = outside](asio::any_io_executor) {
            return net::any_stream{std::make_unique<lonely_stream>(outside)};
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

    asio::io_context context{};
    std::shared_ptr<weather> outside = std::make_shared<weather>();
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

TEST_CASE("a server that takes no bytes is a lost link") {
    scene test;
    test.outside->takes_nothing = true;

    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    test.context.run_for(10s);
    const auto problem = problem_of(running);
    CHECK(problem.code() == asio::error::timed_out);
    CHECK(std::string{problem.what()}.find("cannot write to nobody:443") != std::string::npos);
}

TEST_CASE("nobody waits for a connection that was cancelled between two attempts") {
    scene test;
    test.outside->refuses = true;
    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    const task asking{test.context.get_executor(), test.ask(), nullptr};
    test.context.run_for(20ms);
    REQUIRE_FALSE(running.ended());
    REQUIRE_FALSE(asking.ended());

    running.cancel();
    test.context.run_for(10s);
    CHECK(problem_of(running).code() == asio::error::operation_aborted);
    CHECK(problem_of(asking).code() == asio::error::operation_aborted);
}

TEST_CASE("a connection that is stopped while it connects doesn't serve") {
    scene test;
    auto& connection = *test.connection;
    test.outside->on_connect = [&connection] { connection.stop(); };

    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    test.context.run_for(10s);
    CHECK(running.ended());
    CHECK_FALSE(running.error());
    CHECK(test.outside->reads == 0);
}
