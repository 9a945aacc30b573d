// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/rpc/errc.hpp>
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
    bool hangs = false; // while it connects
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
        if (faults_->hangs)
            co_await pause(1h);
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
    explicit scene(const std::function<void(rpc::sender_options&)>& change = nullptr) {
        rpc::sender_options options;
        options.addresses.push_back({"silent.example", 443});
        options.key = crypto::auth_key{byte_buffer(256, 0x21)};
        options.connect_timeout = 20ms;
        options.connect_attempts = 2;
        options.dial = [faults = faults](asio::any_io_executor) {
            return net::any_stream{std::make_unique<silent_stream>(faults)};
        };
        if (change)
            change(options);
        connection =
            std::make_shared<rpc::sender>(context.get_executor(), options, rpc::sender_hooks{});
    }

    [[nodiscard]] awaitable<void> ask(rpc::call_options options = {}) const {
        const auto asked = connection;
        rpc::request request{tl::frame{byte_buffer(4, 0x17)}, "help.getConfig#c4f9186b"};
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

TEST_CASE("calls fail in time while a connection is being opened, and are limited from the first on"
) {
    scene test{[](rpc::sender_options& options) {
        options.connect_timeout = 15s;
        options.outage_limit = 2s;
        options.waits_for_first_link = false;
        options.connect_attempts = 0;
    }};
    test.faults->hangs = true;
    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    test.time.pass(test.context, 1s);
    const auto begin = test.time.now();
    const task asking{test.context.get_executor(), test.ask(), nullptr};
    test.time.run_until(test.context, [&] { return asking.ended(); });
    CHECK(problem_of(asking).code() == rpc::errc::outage);
    CHECK(test.time.now() - begin == 2s);

    rpc::call_options patient;
    patient.waits_out_outages = true;
    const task waiting{test.context.get_executor(), test.ask(patient), nullptr};
    test.time.pass(test.context, 1h);
    CHECK_FALSE(waiting.ended());
    running.cancel();
    test.time.run_to_end(test.context);
}

TEST_CASE("a call times out on a silent link; one that may take effect once is of unknown fate then"
) {
    for (const auto once : {false, true})
        for (const auto by_default : {false, true}) {
            scene test{[by_default](rpc::sender_options& options) {
                options.connect_timeout = 15s;
                if (by_default)
                    options.call_timeout = 3s;
            }};
            const task running{test.context.get_executor(), test.connection->run(), nullptr};
            test.time.pass(test.context, 1s);
            rpc::call_options options;
            options.at_most_once = once;
            if (!by_default)
                options.timeout = 3s;
            const auto begin = test.time.now();
            const task asking{test.context.get_executor(), test.ask(options), nullptr};
            test.time.run_until(test.context, [&] { return asking.ended(); });
            CHECK(test.time.now() - begin == 3s);
            const auto code = problem_of(asking).code();
            CHECK((once ? code == rpc::errc::fate_unknown : code == asio::error::timed_out));
            running.cancel();
            test.time.run_to_end(test.context);
        }
}

TEST_CASE("a call times out also while the server accepts no bytes") {
    scene test{[](rpc::sender_options& options) { options.connect_timeout = 15s; }};
    test.faults->takes_nothing = true;
    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    test.time.pass(test.context, 1s);
    rpc::call_options options;
    options.timeout = 3s;
    const auto begin = test.time.now();
    const task asking{test.context.get_executor(), test.ask(options), nullptr};
    test.time.run_until(test.context, [&] { return asking.ended(); });
    CHECK(test.time.now() - begin == 3s);
    CHECK(problem_of(asking).code() == asio::error::timed_out);
    running.cancel();
    test.time.run_to_end(test.context);
}

TEST_CASE("a sender that is stopped between two attempts to connect ends at once") {
    scene test{[](rpc::sender_options& options) { options.connect_attempts = 0; }};
    test.faults->refuses = true;
    const task running{test.context.get_executor(), test.connection->run(), nullptr};
    test.time.pass(test.context, 10min);
    const auto begin = test.time.now();
    test.connection->stop();
    test.time.run_to_end(test.context);
    CHECK(running.ended());
    CHECK_FALSE(running.error());
    CHECK(test.time.now() == begin);
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
