// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/net/stream.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/dc_option.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/transport/detect.hpp>

#include <asio/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "replay.hpp"

namespace awaitgram::tests {

/// A Telegram server without sockets and threads, which answers within the write of the client. Every connect, read and write of
/// a client is a step of the script.
///
/// It outlives the contexts of its clients.
class memory_server {
public:
    explicit memory_server(script& steps, testing::server_options options = {})
        : steps_(&steps), options_(std::move(options)) {
        machine_.emplace(options_, key(), crypto::system_random());
    }
    memory_server(const memory_server&) = delete;
    memory_server& operator=(const memory_server&) = delete;

    [[nodiscard]] testing::telegram& machine() noexcept { return *machine_; }

    /// Asked for each packet of a client, which are numbered from 1 on for each link. 0 lets the packet through; a transport error,
    /// such as -404, is sent instead of an answer and ends the connection; any other number only ends it.
    std::function<std::int32_t(testing::connection_id link, int packet)> refuse{};
    /// Asked for each packet of a client, too: whether it gets lost on the way.
    std::function<bool(testing::connection_id link, int packet)> loses{};
    /// Whether connections can be opened.
    bool reachable = true;

    /// Breaks all connections and forgets all sessions, logins and messages, but not the key of `session_with_key`.
    void restart() {
        break_links();
        machine_.emplace(options_, key(), crypto::system_random());
        machine_->add_key(agreed(), 0x1234, steady_now());
    }

    /// Breaks all connections.
    void break_links() {
        for (const auto& [id, link] : links_) {
            link->closed = true;
            link->arrived.set();
        }
    }

    /// How a client reaches this server.
    [[nodiscard]] client_config app() {
        client_config configuration;
        configuration.api_id = 1;
        configuration.api_hash = "0123456789abcdef0123456789abcdef";
        configuration.server = server_address{"memory", 443};
        configuration.server_keys = {key().public_key()};
        configuration.dc = machine_->options().dc.value_or(testing::default_dc);
        configuration.log = nullptr;
        configuration.dial = [this](asio::any_io_executor executor) {
            return net::any_stream{std::make_unique<stream>(*this, std::move(executor))};
        };
        return configuration;
    }

    /// A session with a key that the server knows, so that no key exchange is needed.
    [[nodiscard]] memory_session session_with_key() {
        machine_->add_key(agreed(), 0x1234, steady_now());
        session_data content;
        const auto dc = machine_->options().dc.value_or(testing::default_dc);
        auto option = *known_dc(dc);
        option.auth_key = agreed();
        content.dcs.emplace(dc, option);
        return memory_session{content};
    }

    /// Sends what the machine has to send; to be called after changes of its world.
    void pump() {
        while (auto action = machine_->poll()) {
            const auto known = links_.find(action->connection);
            if (known == links_.end())
                continue;
            auto& link = *known->second;
            if (!action->packet.empty())
                static_cast<void>(link.transport.frame(action->packet, link.to_client));
            if (action->transport_error != 0)
                static_cast<void>(
                    link.transport.frame_error(action->transport_error, link.to_client)
                );
            link.closed = link.closed || action->close;
            link.arrived.set();
        }
    }

private:
    /// One connection, as long as its stream lives.
    struct connection {
        connection(memory_server& to, asio::any_io_executor executor)
            : server(to), id(++to.last_id_), arrived(std::move(executor)) {
            server.links_.emplace(id, this);
        }
        connection(const connection&) = delete;
        connection& operator=(const connection&) = delete;
        ~connection() {
            server.links_.erase(id);
            server.machine_->closed(id);
        }

        void receive(byte_view bytes) {
            const auto before = from_client.size();
            append(from_client, bytes);
            transport.received(byte_span{from_client}.subspan(before));
            for (;;) {
                const auto parsed = transport.parse(from_client);
                if (parsed.error)
                    closed = true;
                packets += parsed.has_packet() ? 1 : 0;
                const auto code =
                    parsed.has_packet() && server.refuse ? server.refuse(id, packets) : 0;
                if (code != 0) {
                    if (code < 0)
                        static_cast<void>(transport.frame_error(code, to_client));
                    closed = true;
                    arrived.set();
                } else if (parsed.has_packet() && server.loses && server.loses(id, packets)) {
                    // Nothing arrives.
                } else if (parsed.has_packet()) {
                    const auto packet = byte_view{from_client}.subspan(parsed.offset, parsed.size);
                    server.machine_->received(
                        id, byte_buffer(packet.begin(), packet.end()), steady_now()
                    );
                }
                if (closed || parsed.consumed == 0)
                    break;
                from_client.erase(
                    from_client.begin(),
                    from_client.begin() + static_cast<std::ptrdiff_t>(parsed.consumed)
                );
            }
            server.pump();
        }

        memory_server& server;
        testing::connection_id id;
        transport::server_transport transport{crypto::system_random()};
        byte_buffer from_client{};
        byte_buffer to_client{};
        event arrived;
        int packets = 0;
        bool closed = false;
    };

    class stream {
    public:
        stream(memory_server& server, asio::any_io_executor executor)
            : server_(&server), executor_(std::move(executor)) {}

        awaitable<void> connect(server_address) {
            co_await server_->steps_->step("connect");
            if (!server_->reachable)
                throw std::system_error(
                    asio::error::network_unreachable, "cannot reach the server"
                );
            link_ = std::make_unique<connection>(*server_, executor_);
        }

        awaitable<std::size_t> read_some(byte_span into) {
            while (link_->to_client.empty()) {
                if (link_->closed)
                    throw std::system_error(asio::error::eof, "the server closed the connection");
                co_await link_->arrived.wait();
            }
            co_await server_->steps_->step("read");
            auto& bytes = link_->to_client;
            const auto count = std::min(into.size(), bytes.size());
            const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(count);
            std::copy(bytes.begin(), end, into.begin());
            bytes.erase(bytes.begin(), end);
            co_return count;
        }

        awaitable<void> write(byte_view from) {
            co_await server_->steps_->step("write");
            link_->receive(from);
        }

        void close() {
            if (!link_)
                return;
            link_->closed = true;
            link_->arrived.set();
        }

    private:
        memory_server* server_;
        asio::any_io_executor executor_;
        std::unique_ptr<connection> link_;
    };

    static crypto::auth_key agreed() { return crypto::auth_key{byte_buffer(256, 0x35)}; }

    static const crypto::rsa_private_key& key() {
        static const auto generated = crypto::rsa_private_key::generate();
        return generated;
    }

    script* steps_;
    testing::server_options options_;
    std::optional<testing::telegram> machine_;
    testing::connection_id last_id_ = 0;
    std::map<testing::connection_id, connection*> links_;
};

} // namespace awaitgram::tests
