// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/server/client_registry.hpp>
#include <awaitgram/transport/detect.hpp>

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/ip/tcp.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram::testing {

/// The owner of TCP connections, and the memory that they read and write with: a connection has none while it is idle.
class tcp_owner {
public:
    /// The packet is decrypted in place.
    virtual void packet_received(connection_id from, byte_span packet) = 0;
    /// The connection failed or the client broke the framing; it is to be closed.
    virtual void connection_lost(connection_id which) = 0;
    /// The memory that a connection has now; may close connections, also this one.
    virtual void connection_holds(connection_id which, std::size_t unread, std::size_t unsent) = 0;

protected:
    ~tcp_owner() = default;

private:
    friend class tcp_connection;
    byte_buffer read_buffer_ = byte_buffer(64 * 1024);
    byte_buffer write_buffer_;
};

/// One client's TCP connection, in whatever transport the client chose.
class tcp_connection : public std::enable_shared_from_this<tcp_connection> {
public:
    /// `owner` is used until `close`; `random` must outlive the connection.
    tcp_connection(
        tcp_owner& owner,
        asio::ip::tcp::socket socket,
        connection_id id,
        crypto::random_source& random
    )
        : owner_(&owner), socket_(std::move(socket)), transport_(random), id_(id) {}

    void start() {
        std::error_code ignored;
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
        socket_.non_blocking(true, ignored);
        read();
    }

    void send(byte_view packet) {
        send_framed([&](byte_buffer& out) { return transport_.frame(packet, out); });
    }

    void send_error(std::int32_t code) {
        send_framed([&](byte_buffer& out) { return transport_.frame_error(code, out); });
    }

    void close() {
        owner_ = nullptr;
        std::error_code ignored;
        socket_.shutdown(asio::socket_base::shutdown_both, ignored);
        socket_.close(ignored);
    }

private:
    void read() {
        socket_.async_wait(
            asio::socket_base::wait_read,
            [self = shared_from_this()](const std::error_code& error) {
                if (self->owner_ == nullptr)
                    return;
                if (error || !self->receive())
                    return self->lost();
                self->report_memory();
                if (self->owner_ != nullptr)
                    self->read();
            }
        );
    }

    /// Reads and handles what has arrived; false when the connection must end.
    bool receive() {
        if (!unread_.empty())
            return receive_rest();
        byte_span fresh{owner_->read_buffer_};
        const auto size = read_into(fresh);
        if (!size)
            return false;
        const auto used = handle_packets(fresh.first(*size));
        if (used && *used != *size) {
            unread_.reserve(room_for_packet(*size - *used));
            append(unread_, fresh.first(*size).subspan(*used));
        }
        return used.has_value();
    }

    /// Continues a packet whose beginning has arrived, where it is.
    bool receive_rest() {
        constexpr std::size_t most_at_once = 256 * 1024;
        const auto before = unread_.size();
        const auto room = room_for_packet(before);
        unread_.reserve(room);
        unread_.resize(std::min(room, before + most_at_once));
        const auto size = read_into(byte_span{unread_}.subspan(before));
        unread_.resize(before + size.value_or(0));
        if (!size || *size == 0)
            return size.has_value();
        const auto used = handle_packets(unread_);
        if (used == unread_.size())
            unread_ = {}; // with its memory
        else if (used)
            unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(*used));
        return used.has_value();
    }

    /// Reads what has arrived; nothing when the connection is broken.
    std::optional<std::size_t> read_into(byte_span room) {
        std::error_code error;
        const auto size = socket_.read_some(asio::buffer(room.data(), room.size()), error);
        if (error == asio::error::would_block)
            return 0;
        if (error)
            return std::nullopt;
        transport_.received(room.first(size));
        return size;
    }

    /// The memory for a packet of which some bytes are there. What a client announces takes little memory before more has arrived.
    [[nodiscard]] std::size_t room_for_packet(std::size_t there) const noexcept {
        constexpr std::size_t least = 64 * 1024;
        const std::size_t most = there < least ? least : std::size_t{1280} * 1024;
        return std::max(there + least, std::min(expected_, std::max(2 * there, most)));
    }

    /// Passes on the packets in some bytes; returns how many bytes are used up, or nothing when the framing is broken.
    std::optional<std::size_t> handle_packets(byte_span bytes) {
        std::size_t used = 0;
        while (owner_ != nullptr) {
            const auto parsed = transport_.parse(bytes.subspan(used));
            if (parsed.error)
                return std::nullopt;
            if (parsed.has_packet())
                owner_->packet_received(id_, bytes.subspan(used + parsed.offset, parsed.size));
            expected_ = parsed.expected;
            if (parsed.consumed == 0)
                return used;
            used += parsed.consumed;
        }
        return bytes.size(); // a packet made the owner close the connection
    }

    template <class Frame>
    void send_framed(Frame frame) {
        if (owner_ == nullptr)
            return;
        if (!unsent_.empty()) {
            if (!frame(unsent_))
                report_memory();
            return;
        }
        auto& out = owner_->write_buffer_;
        out.clear();
        if (frame(out))
            return;
        const auto size = write_at_once(out);
        if (!size)
            return lost();
        if (*size == out.size())
            return;
        unsent_.assign(out.begin() + static_cast<std::ptrdiff_t>(*size), out.end());
        write_later();
        report_memory();
    }

    /// Writes as much as the socket takes without blocking; returns how much that is, or nothing when the connection is broken.
    std::optional<std::size_t> write_at_once(byte_view bytes) {
        std::size_t written = 0;
        std::error_code error;
        while (!error && written < bytes.size())
            written += socket_.write_some(
                asio::buffer(bytes.data() + written, bytes.size() - written), error
            );
        return !error || error == asio::error::would_block ? std::optional{written} : std::nullopt;
    }

    void write_later() {
        socket_.async_wait(
            asio::socket_base::wait_write,
            [self = shared_from_this()](const std::error_code& error) {
                if (self->owner_ == nullptr)
                    return;
                if (error || !self->write_unsent())
                    return self->lost();
                self->report_memory();
            }
        );
    }

    void report_memory() {
        if (owner_ != nullptr)
            owner_->connection_holds(id_, unread_.size(), unsent_.size() - sent_);
    }

    /// False when the connection must end.
    bool write_unsent() {
        const auto size = write_at_once(byte_view{unsent_}.subspan(sent_));
        if (!size)
            return false;
        sent_ += *size;
        if (sent_ == unsent_.size()) {
            unsent_ = {}; // with its memory
            sent_ = 0;
            return true;
        }
        if (sent_ > unsent_.size() / 2) {
            unsent_.erase(unsent_.begin(), unsent_.begin() + static_cast<std::ptrdiff_t>(sent_));
            sent_ = 0;
        }
        write_later();
        return true;
    }

    void lost() {
        if (owner_ != nullptr)
            owner_->connection_lost(id_);
    }

    tcp_owner* owner_; // null once the connection is closed
    asio::ip::tcp::socket socket_;
    transport::server_transport transport_;
    connection_id id_;
    byte_buffer unread_;       // the start of a packet
    std::size_t expected_ = 0; // the size of that packet with its frame; 0 if unknown
    byte_buffer unsent_;       // waits for the socket, from `sent_` on
    std::size_t sent_ = 0;
};

} // namespace awaitgram::testing
