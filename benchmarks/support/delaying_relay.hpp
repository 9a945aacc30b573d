// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <utility>

namespace support {

/// Passes connections on to a port of this machine, and each byte of either direction only after a pause: the latency of a network
/// whose bandwidth has no limit.
class delaying_relay {
public:
    using clock = std::chrono::steady_clock;

    delaying_relay(asio::io_context& io, std::uint16_t target, clock::duration one_way)
        : io_(io), target_(target), one_way_(one_way) {
        asio::co_spawn(io_, accept(), ignore);
    }
    delaying_relay(const delaying_relay&) = delete;
    delaying_relay& operator=(const delaying_relay&) = delete;

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    using tcp = asio::ip::tcp;

    struct piece {
        clock::time_point due;
        awaitgram::byte_buffer bytes;
    };
    /// What one side has sent and the other has not got yet.
    struct direction {
        explicit direction(asio::io_context& io) : changed(io) {}
        std::deque<piece> pieces{};
        asio::steady_timer changed;
        bool ended = false;
    };
    struct pair {
        explicit pair(tcp::socket one, asio::io_context& io)
            : client(std::move(one)), server(io), up(io), down(io) {}
        tcp::socket client;
        tcp::socket server;
        direction up;
        direction down;
    };

    static void ignore(const std::exception_ptr&) {} // a side has closed its connection

    asio::awaitable<void> accept() {
        for (;;) {
            auto both =
                std::make_shared<pair>(co_await acceptor_.async_accept(asio::use_awaitable), io_);
            const tcp::endpoint there{asio::ip::address_v4::loopback(), target_};
            co_await both->server.async_connect(there, asio::use_awaitable);
            both->client.set_option(tcp::no_delay{true});
            both->server.set_option(tcp::no_delay{true});
            asio::co_spawn(io_, read(both, both->client, both->up), ignore);
            asio::co_spawn(io_, write(both, both->server, both->up), ignore);
            asio::co_spawn(io_, read(both, both->server, both->down), ignore);
            asio::co_spawn(io_, write(both, both->client, both->down), ignore);
        }
    }

    asio::awaitable<void> read(std::shared_ptr<pair>, tcp::socket& from, direction& into) {
        awaitgram::byte_buffer room(std::size_t{256} * 1024);
        std::error_code error;
        for (;;) {
            const auto count = co_await from.async_read_some(
                asio::buffer(room), asio::redirect_error(asio::use_awaitable, error)
            );
            if (error)
                break;
            const auto end = room.begin() + static_cast<std::ptrdiff_t>(count);
            into.pieces.push_back({clock::now() + one_way_, {room.begin(), end}});
            into.changed.cancel();
        }
        into.ended = true;
        into.changed.cancel();
    }

    asio::awaitable<void> write(std::shared_ptr<pair> both, tcp::socket& to, direction& from) {
        std::error_code ignored;
        asio::steady_timer pause{io_};
        while (!from.ended || !from.pieces.empty()) {
            if (from.pieces.empty()) {
                from.changed.expires_at(clock::time_point::max());
                co_await from.changed.async_wait(asio::redirect_error(asio::use_awaitable, ignored)
                );
                continue;
            }
            pause.expires_at(from.pieces.front().due);
            co_await pause.async_wait(asio::use_awaitable);
            const auto sent = std::move(from.pieces.front().bytes);
            from.pieces.pop_front();
            co_await asio::async_write(to, asio::buffer(sent), asio::use_awaitable);
        }
        both->client.close(ignored);
        both->server.close(ignored);
    }

    asio::io_context& io_;
    std::uint16_t target_;
    clock::duration one_way_;
    tcp::acceptor acceptor_{io_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
};

} // namespace support
