// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/detail/armed_timer.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/transport/detect.hpp>

#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::testing {

/// Carries a `telegram` over TCP: accepts connections, finds out their transports, and moves packets.
///
/// All runs on one io_context, which one thread runs. It must outlive nothing: handlers that are left hold what they need.
class tcp_driver {
public:
    /// `machine` and `random` must outlive the driver.
    tcp_driver(asio::io_context& io, telegram& machine, crypto::random_source& random)
        : acceptor_(io), retry_(io), clock_(io), machine_(machine), random_(random) {}
    tcp_driver(const tcp_driver&) = delete;
    tcp_driver& operator=(const tcp_driver&) = delete;
    ~tcp_driver() { stop(); }

    /// Starts to listen and returns the port.
    ///
    /// Errors: std::system_error that names the address and the port.
    std::uint16_t listen(const std::string& address, std::uint16_t port) {
        const asio::ip::tcp::endpoint endpoint{asio::ip::make_address(address), port};
        std::error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error)
            acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        if (!error)
            acceptor_.bind(endpoint, error);
        if (!error)
            acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error)
            throw std::system_error(
                error, "cannot listen at " + address + ":" + std::to_string(port)
            );
        const auto chosen = acceptor_.local_endpoint().port();
        machine_.listens_at(chosen);
        accept();
        tick();
        return chosen;
    }

    /// Sends what the machine has to say; to be called after everything that gives it something to say.
    void pump() {
        while (auto action = machine_.poll()) {
            const auto found = connections_.find(action->connection);
            if (found == connections_.end())
                continue;
            const auto one = found->second;
            if (!action->packet.empty())
                one->send(action->packet);
            if (action->transport_error != 0)
                one->send_error(action->transport_error);
            if (action->close)
                drop(action->connection);
        }
    }

    /// Closes all connections and listens no more.
    void stop() {
        std::error_code ignored;
        acceptor_.close(ignored);
        retry_.cancel();
        clock_.cancel();
        while (!connections_.empty())
            drop(connections_.begin()->first);
    }

    [[nodiscard]] std::size_t connection_count() const noexcept { return connections_.size(); }

private:
    /// One client's TCP connection.
    class connection : public std::enable_shared_from_this<connection> {
    public:
        connection(tcp_driver& driver, asio::ip::tcp::socket socket, connection_id id)
            : driver_(&driver), socket_(std::move(socket)), transport_(driver.random_), id_(id) {}

        void read() {
            socket_.async_read_some(
                asio::buffer(piece_),
                [self = shared_from_this()](const std::error_code& error, std::size_t size) {
                    if (self->driver_ == nullptr)
                        return;
                    if (error || !self->take(size))
                        return self->driver_->drop(self->id_);
                    self->read();
                }
            );
        }

        void send(byte_view packet) {
            if (transport_.frame(packet, waiting_))
                return;
            write();
        }

        void send_error(std::int32_t code) {
            if (!transport_.frame_error(code, waiting_))
                write();
        }

        void close() {
            driver_ = nullptr;
            std::error_code ignored;
            socket_.shutdown(asio::socket_base::shutdown_both, ignored);
            socket_.close(ignored);
        }

    private:
        static constexpr std::size_t most_waiting = 64 * 1024 * 1024;

        /// Handles the bytes that have just come; false when the connection must end.
        bool take(std::size_t size) {
            const byte_span fresh{piece_.data(), size};
            transport_.received(fresh);
            append(input_, fresh);
            std::size_t done = 0;
            for (;;) {
                const auto found = transport_.parse(byte_span{input_}.subspan(done));
                if (found.error)
                    return false;
                if (found.has_packet()) {
                    const auto at =
                        input_.begin() + static_cast<std::ptrdiff_t>(done + found.offset);
                    driver_->machine_.received(
                        id_,
                        byte_buffer(at, at + static_cast<std::ptrdiff_t>(found.size)),
                        steady_now()
                    );
                    driver_->pump();
                    if (driver_ == nullptr)
                        return true; // closed by what the packet caused
                }
                if (found.consumed == 0)
                    break;
                done += found.consumed;
            }
            input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(done));
            return true;
        }

        void write() {
            if (waiting_.size() > most_waiting) // a client that doesn't read
                return driver_->drop(id_);
            if (waiting_.empty() || !going_.empty())
                return;
            going_.swap(waiting_);
            asio::async_write(
                socket_,
                asio::buffer(going_),
                [self = shared_from_this()](const std::error_code& error, std::size_t) {
                    self->going_.clear();
                    if (self->driver_ == nullptr)
                        return;
                    if (error)
                        return self->driver_->drop(self->id_);
                    self->write();
                }
            );
        }

        tcp_driver* driver_; // null once the connection is closed
        asio::ip::tcp::socket socket_;
        transport::server_transport transport_;
        connection_id id_;
        std::array<std::uint8_t, 16 * 1024> piece_{};
        byte_buffer input_;
        byte_buffer waiting_;
        byte_buffer going_;
    };

    void accept() {
        acceptor_.async_accept([this](const std::error_code& error, asio::ip::tcp::socket socket) {
            if (error == asio::error::operation_aborted || !acceptor_.is_open())
                return;
            if (error)
                return accept_later(); // out of file descriptors, perhaps
            if (connections_.size() < machine_.options().most_connections) {
                std::error_code ignored;
                socket.set_option(asio::ip::tcp::no_delay(true), ignored);
                const auto id = ++last_id_;
                const auto one = std::make_shared<connection>(*this, std::move(socket), id);
                connections_.emplace(id, one);
                one->read();
            }
            accept();
        });
    }

    void accept_later() {
        retry_.expires_after(std::chrono::milliseconds{50});
        retry_.async_wait([this](const std::error_code& error) {
            if (!error)
                accept();
        });
    }

    void tick() {
        const auto armed = std::make_shared<awaitgram::detail::armed_timer>(
            clock_, monotonic_clock::now() + std::chrono::seconds{1}
        );
        clock_.async_wait([this, armed](const std::error_code& error) {
            if (error && !armed->woken())
                return;
            machine_.tick(steady_now());
            pump();
            tick();
        });
    }

    void drop(connection_id id) {
        const auto found = connections_.find(id);
        if (found == connections_.end())
            return;
        const auto one = std::move(found->second);
        connections_.erase(found);
        one->close();
        machine_.closed(id);
    }

    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer retry_;
    asio::steady_timer clock_;
    telegram& machine_;
    crypto::random_source& random_;
    connection_id last_id_ = 0;
    std::map<connection_id, std::shared_ptr<connection>> connections_;
};

} // namespace awaitgram::testing
