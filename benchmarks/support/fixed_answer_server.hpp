// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/message_id.hpp>
#include <awaitgram/transport/detect.hpp>

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace support {

/// A server that knows one key and answers every query with the same value, so that the time of a call is mostly the client's.
///
/// It decrypts, verifies, seals and frames packets as the protocol requires, but does not check message ids or salts,
/// ignores acknowledgements, and does not decode queries. All queries of a packet are answered in one packet. It runs
/// in its own thread.
class fixed_answer_server {
public:
    fixed_answer_server(const awaitgram::crypto::auth_key& key, awaitgram::byte_buffer answer)
        : key_(key), answer_(std::move(answer)) {
        asio::co_spawn(io_, accept(), ended);
        thread_ = std::thread{[this] { io_.run(); }};
    }
    fixed_answer_server(const fixed_answer_server&) = delete;
    fixed_answer_server& operator=(const fixed_answer_server&) = delete;
    ~fixed_answer_server() {
        io_.stop();
        thread_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Bytes on the wire, from clients and to them.
    [[nodiscard]] std::uint64_t bytes_in() const noexcept { return in_; }
    [[nodiscard]] std::uint64_t bytes_out() const noexcept { return out_; }

private:
    using tcp = asio::ip::tcp;
    using byte_view = awaitgram::byte_view;
    using byte_span = awaitgram::byte_span;
    using byte_buffer = awaitgram::byte_buffer;
    using reader = awaitgram::mtproto::detail::reader;

    struct message {
        std::int64_t msg_id;
        std::int32_t seq_no;
        byte_buffer body;
    };

    static void ended(const std::exception_ptr& error) {
        if (!error)
            return;
        try {
            std::rethrow_exception(error);
        } catch (const std::system_error&) {
            // The client closed the connection.
        }
    }

    asio::awaitable<void> accept() {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            socket.set_option(tcp::no_delay{true});
            asio::co_spawn(io_, serve(std::move(socket)), ended);
        }
    }

    asio::awaitable<void> serve(tcp::socket socket) {
        awaitgram::transport::server_transport transport{awaitgram::crypto::system_random()};
        byte_buffer room(256 * 1024);
        byte_buffer out;
        std::size_t used = 0;
        for (;;) {
            const auto free = asio::buffer(room.data() + used, room.size() - used);
            const auto count = co_await socket.async_read_some(free, asio::use_awaitable);
            in_ += count;
            transport.received({room.data() + used, count});
            used += count;
            std::size_t done = 0;
            for (;;) {
                const auto result = transport.parse({room.data() + done, used - done});
                if (result.error)
                    co_return;
                if (result.has_packet())
                    take({room.data() + done + result.offset, result.size}, transport, out);
                if (result.consumed == 0)
                    break;
                done += result.consumed;
            }
            // Only the rest of an incomplete packet moves: more would evict the client's data from the caches.
            used -= done;
            std::memmove(room.data(), room.data() + done, used);
            if (out.empty())
                continue;
            out_ += out.size();
            co_await asio::async_write(socket, asio::buffer(out), asio::use_awaitable);
            out.clear();
        }
    }

    /// Answers one packet.
    void
    take(byte_span packet, awaitgram::transport::server_transport& transport, byte_buffer& out) {
        namespace mtproto = awaitgram::mtproto;
        using awaitgram::crypto::direction;
        const auto opened = mtproto::open(key_, direction::to_server, packet);
        if (!opened)
            std::abort();
        const auto now = awaitgram::steady_now();
        const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
        answers_.clear();
        if (!mtproto::is_container(body)) {
            answer(opened->header.msg_id, body, now);
        } else {
            if (mtproto::split_container(body, direction::to_server, messages_))
                std::abort();
            for (const auto& each : messages_)
                answer(each.msg_id, body.subspan(each.offset, each.size), now);
        }
        if (answers_.empty())
            return;
        mtproto::message_header header{.session_id = opened->header.session_id};
        plain_.clear();
        if (answers_.size() == 1) {
            plain_ = answers_.front().body;
            header.msg_id = answers_.front().msg_id;
            header.seq_no = answers_.front().seq_no;
        } else {
            mtproto::append_container_header(plain_, answers_.size());
            for (const auto& each : answers_) {
                mtproto::append_inner_header(plain_, each.msg_id, each.seq_no, each.body.size());
                awaitgram::append(plain_, each.body);
            }
            header.msg_id = ids_.next_id(now, 1);
            header.seq_no = ids_.next_seq_no(false);
        }
        sealed_.clear();
        auto& random = awaitgram::crypto::system_random();
        if (mtproto::seal(key_, direction::to_client, header, plain_, random, sealed_) ||
            transport.frame(sealed_, out))
            std::abort();
    }

    /// Answers one message; acknowledgements and the like get no answer.
    void answer(std::int64_t msg_id, byte_view body, awaitgram::time_point now) {
        namespace id = awaitgram::mtproto::detail::id;
        using awaitgram::append_le;
        reader in{body};
        byte_buffer reply;
        switch (const auto constructor = in.uint32()) {
        case id::ping:
        case id::ping_delay_disconnect:
            append_le(reply, id::pong);
            append_le(reply, msg_id);
            append_le(reply, in.int64());
            return say(std::move(reply), false, now);
        case id::get_future_salts: {
            const auto date = static_cast<std::int32_t>(awaitgram::unix_seconds(now));
            append_le(reply, id::future_salts);
            append_le(reply, msg_id);
            append_le(reply, date);
            append_le(reply, std::uint32_t{1});
            append_le(reply, date);
            append_le(reply, date + 24 * 3600);
            append_le(reply, std::int64_t{1});
            return say(std::move(reply), false, now);
        }
        default:
            if (awaitgram::mtproto::detail::is_service(constructor))
                return;
            append_le(reply, id::rpc_result);
            append_le(reply, msg_id);
            awaitgram::append(reply, answer_);
            return say(std::move(reply), true, now);
        }
    }

    void say(byte_buffer body, bool needs_ack, awaitgram::time_point now) {
        const auto msg_id = ids_.next_id(now, 1);
        answers_.push_back({msg_id, ids_.next_seq_no(needs_ack), std::move(body)});
    }

    asio::io_context io_{1};
    tcp::acceptor acceptor_{io_, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    awaitgram::crypto::auth_key key_;
    byte_buffer answer_;
    awaitgram::mtproto::message_ids ids_;
    std::vector<awaitgram::mtproto::inner_message> messages_;
    std::vector<message> answers_;
    byte_buffer plain_;
    byte_buffer sealed_;
    std::atomic<std::uint64_t> in_ = 0;
    std::atomic<std::uint64_t> out_ = 0;
    std::thread thread_;
};

} // namespace support
