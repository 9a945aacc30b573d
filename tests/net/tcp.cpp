// SPDX-License-Identifier: MIT
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/net/tcp.hpp>

#include <asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <ostream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

/// A listening socket, and the accepted end of a connection to it.
struct peer {
    asio::io_context context{};
    asio::ip::tcp::acceptor acceptor{
        context, asio::ip::tcp::endpoint{asio::ip::address_v4::loopback(), 0}};

    [[nodiscard]] server_address address(const char* host = "127.0.0.1") {
        return {host, acceptor.local_endpoint().port()};
    }
};

} // namespace

TEST_CASE("bytes go both ways, and the error at the end of the stream names the peer") {
    peer other;
    tests::run([&other]() -> awaitable<void> {
        net::tcp_stream stream{co_await asio::this_coro::executor};
        const auto address = other.address("localhost");
        co_await stream.connect(address);
        auto accepted = other.acceptor.accept();
        const std::string text(1000, 'a');
        co_await stream.write(bytes_of(text));
        std::array<std::uint8_t, 1000> got{};
        std::size_t count = 0;
        while (count < got.size())
            count += accepted.read_some(asio::buffer(got.data() + count, got.size() - count));
        CHECK(text_of(got) == text);

        accepted.write_some(asio::buffer("reply", 5));
        count = co_await stream.read_some(got);
        CHECK(text_of(byte_view{got}.first(count)) == "reply");

        accepted.close();
        std::string problem;
        try {
            co_await stream.read_some(got);
        } catch (const std::system_error& error) {
            CHECK(error.code() == asio::error::eof);
            problem = error.what();
        }
        CHECK(problem.find(to_string(address)) != std::string::npos);
    });
}

TEST_CASE("bytes that a socket does not take at once are written as it takes them") {
    peer other;
    tests::run([&other]() -> awaitable<void> {
        net::tcp_stream stream{co_await asio::this_coro::executor};
        const auto address = other.address();
        co_await stream.connect(address);
        auto accepted = other.acceptor.accept();
        const byte_buffer much(32 * 1024 * 1024, 7);
        const auto at_once = stream.try_write(much);
        CHECK(at_once > 0);
        REQUIRE(at_once < much.size());
        const std::jthread reader{[&] {
            byte_buffer piece(1024 * 1024);
            for (std::size_t arrived = 0; arrived != much.size();)
                arrived += accepted.read_some(asio::buffer(piece));
        }};
        const byte_view rest(much.data() + at_once, much.size() - at_once);
        co_await stream.write(rest);
    });
}

TEST_CASE("a read that is cancelled leaves the stream usable") {
    peer other;
    tests::run([&other]() -> awaitable<void> {
        net::tcp_stream stream{co_await asio::this_coro::executor};
        const auto address = other.address();
        co_await stream.connect(address);
        auto accepted = other.acceptor.accept();
        std::array<std::uint8_t, 8> got{};
        std::error_code error;
        try {
            co_await within(1ms, stream.read_some(got));
        } catch (const std::system_error& caught) {
            error = caught.code();
        }
        CHECK(error == asio::error::timed_out);

        accepted.write_some(asio::buffer("x", 1));
        const auto count = co_await stream.read_some(got);
        CHECK(count == 1);
    });
}

TEST_CASE("an address that does not respond leaves time for the next one") {
    peer other;
    peer deaf;
    std::error_code ignored;
    deaf.acceptor.listen(0, ignored);
    asio::ip::tcp::socket first{deaf.context};
    first.connect(deaf.acceptor.local_endpoint()); // the next connection is not accepted
    tests::run([&]() -> awaitable<void> {
        net::tcp_stream stream{co_await asio::this_coro::executor, 100ms};
        std::vector<asio::ip::tcp::endpoint> endpoints;
        for (int i = 0; i < 3; ++i)
            endpoints.push_back(deaf.acceptor.local_endpoint());
        endpoints.push_back(other.acceptor.local_endpoint());
        co_await stream.connect_any(std::move(endpoints));
        const auto accepted = other.acceptor.accept();
        CHECK(accepted.is_open());
    });
}

TEST_CASE("a cancelled look-up ends with operation_aborted") {
    asio::io_context context;
    const auto connect = []() -> awaitable<void> {
        net::tcp_stream stream{co_await asio::this_coro::executor};
        const server_address nowhere{"nowhere.invalid", 443};
        co_await stream.connect(nowhere);
    };
    const task running{context.get_executor(), connect(), nullptr};
    context.poll();

    running.cancel();
    context.run();
    REQUIRE(running.error());
    try {
        std::rethrow_exception(running.error());
    } catch (const std::system_error& error) {
        CHECK(error.code() == asio::error::operation_aborted);
    }
}

TEST_CASE("a refused connection names the address") {
    const auto error = tests::error_of([]() -> awaitable<void> {
        net::tcp_stream stream{co_await asio::this_coro::executor};
        const server_address unused{"127.0.0.1", 1};
        co_await stream.connect(unused);
    });

    CHECK(error == asio::error::connection_refused);
}
