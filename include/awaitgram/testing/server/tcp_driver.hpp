// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/detail/armed_timer.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/connection_limits.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/tcp_connection.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Carries a `telegram` over TCP: accepts connections, recognises their transports, and moves packets.
///
/// Runs on one io_context with one thread. Handlers that are left when it is destroyed own what they use.
class tcp_driver final : private tcp_owner {
public:
    /// `machine` and `random` must outlive the driver.
    tcp_driver(asio::io_context& io, telegram& machine, crypto::random_source& random)
        : io_(io), clock_(io), machine_(machine), random_(random), limits_(machine.options()) {}
    tcp_driver(const tcp_driver&) = delete;
    tcp_driver& operator=(const tcp_driver&) = delete;
    ~tcp_driver() { stop(); }

    /// Starts to listen for clients of a data centre and returns the port.
    ///
    /// Errors: std::system_error that names the address and the port.
    std::uint16_t listen(const std::string& address, std::uint16_t port, std::int32_t dc) {
        const auto chosen = open(address, port, {dc});
        machine_.listens_at(dc, chosen);
        return chosen;
    }

    /// Opens a further address of a data centre, has the configuration for clients name it, and returns the port.
    ///
    /// Errors: as `listen`.
    std::uint16_t listen_also(further_address at) {
        if (at.host.empty())
            at.host = machine_.options().address;
        const auto chosen = open(at.host, 0, at);
        machine_.announce({at.dc, at.host, chosen, at.media_only});
        return chosen;
    }

    /// How many connections came to a port.
    [[nodiscard]] std::size_t arrivals_at(std::uint16_t port) const {
        std::size_t count = 0;
        for (const auto& each : entrances_)
            if (each->port == port)
                count += each->arrivals;
        return count;
    }

    /// Carries out the machine's actions; to be called after everything that may cause some.
    void pump() {
        while (auto action = machine_.poll()) {
            const auto known = connections_.find(action->connection);
            if (known == connections_.end())
                continue;
            const auto connection = known->second; // which may be lost meanwhile
            if (!action->packet.empty())
                connection->send(action->packet);
            if (action->transport_error != 0)
                connection->send_error(action->transport_error);
            if (action->close)
                drop(action->connection);
        }
        set_clock();
    }

    /// Closes all connections and stops listening.
    void stop() {
        std::error_code ignored;
        for (const auto& each : entrances_) {
            each->acceptor.close(ignored);
            each->retry.cancel();
            each->unheard.clear();
        }
        stopped_ = true;
        disarm_clock();
        clock_.cancel();
        while (!connections_.empty())
            drop(connections_.begin()->first);
    }

private:
    /// Empty once it must not ring any more.
    using alarm = std::optional<awaitgram::detail::armed_timer>;

    /// Where clients of a data centre come in.
    struct entrance {
        entrance(asio::io_context& io, further_address at)
            : acceptor(io), retry(io), is(std::move(at)) {}

        asio::ip::tcp::acceptor acceptor;
        asio::steady_timer retry;
        further_address is;
        std::uint16_t port = 0;
        std::size_t arrivals = 0;
        /// The connections that are never answered.
        std::vector<asio::ip::tcp::socket> unheard{};
    };

    std::uint16_t open(const std::string& address, std::uint16_t port, further_address at) {
        entrances_.push_back(std::make_unique<entrance>(io_, std::move(at)));
        auto& opened = *entrances_.back();
        auto& acceptor = opened.acceptor;
        // A bound port without a listener refuses connections, and no other program can take it.
        const auto closed = opened.is.what == further_address::kind::closed;
        const asio::ip::tcp::endpoint endpoint{asio::ip::make_address(address), port};
        std::error_code error;
        acceptor.open(endpoint.protocol(), error);
        if (!error && !closed)
            acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (!error)
            acceptor.bind(endpoint, error);
        if (!error && !closed)
            acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error)
            throw std::system_error(
                error, "cannot listen at " + address + ":" + std::to_string(port)
            );
        opened.port = acceptor.local_endpoint().port();
        if (!closed)
            accept(opened);
        return opened.port;
    }

    void packet_received(connection_id from, byte_span packet) override {
        const auto now = steady_now();
        limits_.packet(from, now);
        machine_.received_in_place(from, packet, now);
        pump();
    }

    void connection_lost(connection_id which) override { drop(which); }

    void connection_holds(connection_id which, std::size_t unread, std::size_t unsent) override {
        limits_.holds(which, unread, unsent, steady_now());
        while (const auto largest = limits_.largest_beyond_limit())
            drop(*largest, "closed: all connections together hold too much memory, this one most");
        if (unread != 0)
            set_clock();
    }

    void accept(entrance& at) {
        at.acceptor.async_accept([this, &at, life = std::weak_ptr{life_}](
                                     const std::error_code& error, asio::ip::tcp::socket socket
                                 ) {
            if (life.expired() || !at.acceptor.is_open())
                return;
            if (error == asio::error::no_descriptors && drop_oldest_silent())
                return accept(at);
            if (error)
                return accept_later(at);
            ++at.arrivals;
            if (at.is.what == further_address::kind::silent)
                at.unheard.push_back(std::move(socket));
            else if (connections_.size() < machine_.options().most_connections || drop_oldest_silent())
                add(std::move(socket), at.is.dc);
            accept(at);
        });
    }

    void accept_later(entrance& at) {
        at.retry.expires_after(std::chrono::milliseconds{50});
        at.retry.async_wait([this, &at, life = std::weak_ptr{life_}](const std::error_code& error) {
            if (!error && !life.expired())
                accept(at);
        });
    }

    void add(asio::ip::tcp::socket socket, std::int32_t dc) {
        const auto id = ++last_id_;
        machine_.opened(id, dc);
        tcp_owner& owner = *this;
        const auto connection =
            std::make_shared<tcp_connection>(owner, std::move(socket), id, random_);
        connections_.emplace(id, connection);
        limits_.opened(id, steady_now());
        set_clock();
        connection->start();
    }

    /// Makes room for a connection; false when all the others have sent packets.
    bool drop_oldest_silent() {
        const auto oldest = limits_.oldest_silent();
        if (oldest)
            drop(*oldest, "closed to make room: it has sent no whole packet");
        return oldest.has_value();
    }

    /// Lets the clock wake the machine when it has something to do. A moment that moved to later is left: the machine is woken
    /// early and asked again.
    void set_clock() {
        auto next = limits_.next();
        if (const auto tick = machine_.next_tick(); tick && (!next || *tick < *next))
            next = tick;
        if (!next || (wakes_at_ && *wakes_at_ <= *next) || stopped_)
            return;
        disarm_clock();
        wakes_at_ = next;
        alarm_ = std::make_shared<alarm>(
            std::in_place, clock_, monotonic_clock::now() + (*next - steady_now())
        );
        clock_.async_wait([this, alarm = alarm_](const std::error_code& error) {
            if (!*alarm || (error && !(*alarm)->woken()))
                return;
            disarm_clock();
            const auto now = steady_now();
            while (const auto late = limits_.take_due(now))
                drop(*late, "closed: too slow, or silent for too long");
            machine_.tick(now);
            pump();
        });
    }

    void disarm_clock() {
        wakes_at_.reset();
        if (alarm_)
            alarm_->reset();
    }

    void drop(connection_id id, const char* why) {
        machine_.note(id, why);
        drop(id);
    }

    void drop(connection_id id) {
        const auto known = connections_.find(id);
        if (known == connections_.end())
            return;
        const auto connection = std::move(known->second);
        connections_.erase(known);
        limits_.closed(id);
        connection->close();
        machine_.closed(id);
    }

    asio::io_context& io_;
    std::vector<std::unique_ptr<entrance>> entrances_;
    bool stopped_ = false;
    asio::steady_timer clock_;
    telegram& machine_;
    crypto::random_source& random_;
    connection_id last_id_ = 0;
    std::unordered_map<connection_id, std::shared_ptr<tcp_connection>> connections_;
    connection_limits limits_;
    std::optional<time_point> wakes_at_;
    std::shared_ptr<alarm> alarm_; // shared with its handler
    const std::shared_ptr<int> life_ =
        std::make_shared<int>(); // known to handlers that may come later
};

} // namespace awaitgram::testing
