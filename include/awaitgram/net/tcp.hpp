// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/net/address.hpp>
#include <awaitgram/net/stream.hpp>

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace awaitgram::net {

/// A TCP connection.
class tcp_stream {
public:
    static constexpr std::chrono::milliseconds default_patience{15'000};

    /// An address that does not answer gets its share of `patience` before the next one is tried; the last has no limit.
    explicit tcp_stream(
        asio::any_io_executor executor, std::chrono::milliseconds patience = default_patience
    )
        : socket_(std::move(executor)), patience_(patience) {}

    /// Looks up the host and tries its addresses in turn.
    ///
    /// Errors:  `cannot find HOST: ...`, `cannot connect to HOST:PORT: ...`.
    /// Cancels: the socket is closed; a pending look-up is awaited first.
    [[nodiscard]] awaitable<void> connect(server_address to) {
        address_ = to_string(to);
        std::vector<asio::ip::tcp::endpoint> endpoints;
        std::error_code error;
        const auto literal = asio::ip::make_address(to.host, error);
        if (!error)
            endpoints.emplace_back(literal, to.port);
        else
            co_await look_up(to, endpoints);
        co_await connect_any(std::move(endpoints));
    }

    /// As `connect`, to addresses that were looked up.
    [[nodiscard]] awaitable<void> connect_any(std::vector<asio::ip::tcp::endpoint> endpoints) {
        std::error_code error = asio::error::host_not_found;
        for (auto left = endpoints.size(); left > 0; --left) {
            error = open(endpoints[endpoints.size() - left]);
            if (error == asio::error::in_progress)
                co_await opened(left, error);
            if (!error) {
                std::error_code ignored;
                socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
                co_return;
            }
            close();
        }
        throw std::system_error(error, "cannot connect to " + address_);
    }

    /// Errors: std::system_error; `asio::error::eof` if the peer closed the connection.
    [[nodiscard]] awaitable<std::size_t> read_some(byte_span into) {
        std::error_code error;
        const auto count = co_await socket_.async_read_some(
            asio::mutable_buffer(into.data(), into.size()),
            asio::redirect_error(asio::use_awaitable, error)
        );
        if (!error)
            co_return count;
        if (error == asio::error::operation_aborted)
            throw std::system_error(error);
        if (error == asio::error::eof)
            throw std::system_error(error, address_ + " closed the connection");
        throw std::system_error(error, "cannot read from " + address_);
    }

    /// Errors: std::system_error.
    [[nodiscard]] awaitable<void> write(byte_view from) {
        for (;;) {
            from = from.subspan(try_write(from));
            if (from.empty())
                co_return;
            std::error_code error;
            co_await ready(asio::ip::tcp::socket::wait_write, error);
            if (error)
                throw std::system_error(error, "cannot write to " + address_);
        }
    }

    /// Writes as much as the socket accepts without waiting. Errors: std::system_error.
    [[nodiscard]] std::size_t try_write(byte_view from) {
        std::error_code error;
        const auto count = socket_.write_some(asio::const_buffer(from.data(), from.size()), error);
        if (error == asio::error::would_block || error == asio::error::try_again)
            return 0;
        if (error)
            throw std::system_error(error, "cannot write to " + address_);
        return count;
    }

    /// Closes the socket; pending calls end with an error.
    void close() {
        std::error_code ignored;
        socket_.close(ignored);
    }

private:
    /// Starts a connection; `in_progress` when it takes longer.
    std::error_code open(const asio::ip::tcp::endpoint& endpoint) {
        std::error_code error;
        socket_.open(endpoint.protocol(), error);
        if (!error)
            socket_.non_blocking(true, error);
        if (error)
            return error;
        // Asio's connect blocks, or costs every translation unit a quarter of a second more.
        const auto length = static_cast<socklen_t>(endpoint.size());
        if (::connect(socket_.native_handle(), endpoint.data(), length) == 0)
            return {};
        return {errno, asio::error::get_system_category()};
    }

    /// Waits for the connection that `open` started, with `left` addresses to try from here.
    awaitable<void> opened(std::size_t left, std::error_code& error) {
        auto wait = ready(asio::ip::tcp::socket::wait_write, error);
        if (left == 1) {
            co_await std::move(wait);
        } else {
            try {
                const auto share = patience_ / static_cast<std::chrono::milliseconds::rep>(left);
                co_await within(share, std::move(wait));
            } catch (const std::system_error& problem) {
                if (problem.code() != asio::error::timed_out)
                    throw;
                error = problem.code();
            }
        }
        if (!error)
            error = pending_error();
    }

    std::error_code pending_error() {
        int code = 0;
        socklen_t length = sizeof code;
        if (::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_ERROR, &code, &length) != 0)
            code = errno;
        return {code, asio::error::get_system_category()};
    }

    /// Suspends until the socket can be read or written; throws if cancelled.
    awaitable<void> ready(asio::ip::tcp::socket::wait_type what, std::error_code& error) {
        error.clear();
        co_await socket_.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw std::system_error(asio::error::operation_aborted);
    }

    /// Runs the resolver on a thread; Asio's asynchronous one costs half a second of compile time.
    awaitable<void>
    look_up(const server_address& to, std::vector<asio::ip::tcp::endpoint>& endpoints) {
        const auto executor = co_await asio::this_coro::executor;
        struct lookup {
            event ended;
            std::error_code error;
            std::vector<asio::ip::tcp::endpoint> endpoints;
        };
        const auto shared = std::make_shared<lookup>(event{executor});
        struct joined_thread {
            std::thread thread;
            ~joined_thread() { thread.join(); }
        };
        const auto work = [shared, executor, host = to.host, port = std::to_string(to.port)] {
            asio::io_context context;
            asio::ip::tcp::resolver resolver{context};
            const auto numeric = asio::ip::tcp::resolver::numeric_service;
            for (const auto& entry : resolver.resolve(host, port, numeric, shared->error))
                shared->endpoints.push_back(entry.endpoint());
            executor.execute([shared] { shared->ended.set(); });
        };
        const clock_hold resolving;
        const joined_thread worker{std::thread{work}};
        std::exception_ptr cancelled;
        for (bool ended = false; !ended;) {
            try {
                co_await shared->ended.wait();
                ended = true;
                continue;
            } catch (const std::system_error&) {
                cancelled = std::current_exception();
            }
            // The resolver cannot be stopped, and joining it now would block the executor.
            co_await asio::this_coro::reset_cancellation_state();
        }
        if (cancelled)
            std::rethrow_exception(cancelled);
        if (shared->error)
            throw std::system_error(shared->error, "cannot find " + to.host);
        endpoints = std::move(shared->endpoints);
    }

    asio::ip::tcp::socket socket_;
    std::chrono::milliseconds patience_;
    std::string address_;
};

static_assert(byte_stream<tcp_stream>);

/// Creates direct connections to the server; `patience` covers all addresses of a host.
[[nodiscard]] inline stream_factory
tcp(std::chrono::milliseconds patience = tcp_stream::default_patience) {
    return [patience](asio::any_io_executor executor) {
        return any_stream{std::make_unique<tcp_stream>(std::move(executor), patience)};
    };
}

} // namespace awaitgram::net
