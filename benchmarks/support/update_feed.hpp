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
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace support {

/// A server that knows one key and pushes updates, which it encrypts before it sends them. It runs in its own thread, so that none
/// of its work counts as the client's, and has one client at a time.
///
/// It answers queries by a function, and does not check message ids or salts.
class update_feed {
public:
    using byte_view = awaitgram::byte_view;
    using byte_buffer = awaitgram::byte_buffer;

    /// When the next packet is sent.
    enum class pace {
        /// In bursts, the next of which is sent when the one before the last is handled.
        bursts,
        /// When the client has handled all before it, and has had the time to fall asleep.
        when_idle,
        /// When the client has made as many queries of the counted kind as the packet before had messages.
        when_answered,
    };

    /// The answer to a query, without the rpc_result around it; nothing if there is none. The boolean says whether the query counts.
    struct reply {
        byte_buffer value{};
        bool counts = false;
    };
    using answers = std::function<reply(byte_view query)>;

    update_feed(const awaitgram::crypto::auth_key& key, answers to, std::uint16_t port = 0)
        : acceptor_{io_, tcp::endpoint{asio::ip::address_v4::loopback(), port}}, key_(key),
          answers_to_(std::move(to)) {
        asio::co_spawn(io_, accept(), ended);
        thread_ = std::thread{[this] { io_.run(); }};
    }
    update_feed(const update_feed&) = delete;
    update_feed& operator=(const update_feed&) = delete;
    ~update_feed() {
        io_.stop();
        thread_.join();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Notes that the client has handled so many messages; from its thread.
    void note_handled(std::size_t count = 1) noexcept {
        handled_.store(handled_.load(std::memory_order_relaxed) + count, std::memory_order_release);
    }
    [[nodiscard]] std::size_t handled() const noexcept { return handled_; }

    /// Sends a packet for each of the `Updates` objects, each of which has `messages` messages. Bursts are of so many messages, and
    /// encrypted before.
    void
    play(std::vector<byte_buffer> bodies, std::size_t messages, pace how, std::size_t burst = 0) {
        asio::post(io_, [this, all = std::move(bodies), messages, how, burst]() mutable {
            asio::co_spawn(io_, push(std::move(all), messages, how, burst), ended);
        });
    }

private:
    using tcp = asio::ip::tcp;
    using reader = awaitgram::mtproto::detail::reader;

    /// A client that is connected.
    struct connection {
        explicit connection(tcp::socket of) : socket(std::move(of)) {}

        tcp::socket socket;
        awaitgram::transport::server_transport transport{awaitgram::crypto::system_random()};
        std::int64_t session_id = 0;
        byte_buffer out{};
        bool writing = false;
    };
    struct answer_message {
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

    static void
    require(bool holds, const std::source_location& where = std::source_location::current()) {
        if (holds)
            return;
        std::fprintf(stderr, "update_feed.hpp:%u does not hold\n", where.line());
        std::abort();
    }

    asio::awaitable<void> accept() {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            socket.set_option(tcp::no_delay{true});
            client_ = std::make_shared<connection>(std::move(socket));
            asio::co_spawn(io_, serve(client_), ended);
        }
    }

    asio::awaitable<void> serve(std::shared_ptr<connection> with) {
        byte_buffer room(256 * 1024);
        std::size_t used = 0;
        for (;;) {
            const auto free = asio::buffer(room.data() + used, room.size() - used);
            const auto count = co_await with->socket.async_read_some(free, asio::use_awaitable);
            with->transport.received({room.data() + used, count});
            used += count;
            std::size_t done = 0;
            for (;;) {
                const auto result = with->transport.parse({room.data() + done, used - done});
                if (result.error)
                    co_return;
                if (result.has_packet())
                    take({room.data() + done + result.offset, result.size}, *with);
                if (result.consumed == 0)
                    break;
                done += result.consumed;
            }
            used -= done;
            std::copy(
                room.begin() + static_cast<std::ptrdiff_t>(done),
                room.begin() + static_cast<std::ptrdiff_t>(done + used),
                room.begin()
            );
            start_writing(with);
        }
    }

    void start_writing(const std::shared_ptr<connection>& with) {
        if (!with->writing && !with->out.empty())
            asio::co_spawn(io_, write(with), ended);
    }

    asio::awaitable<void> write(std::shared_ptr<connection> with) {
        with->writing = true;
        while (!with->out.empty()) {
            const auto now = std::exchange(with->out, {});
            co_await asio::async_write(with->socket, asio::buffer(now), asio::use_awaitable);
        }
        with->writing = false;
    }

    /// Answers one packet.
    void take(awaitgram::byte_span packet, connection& with) {
        namespace mtproto = awaitgram::mtproto;
        using awaitgram::crypto::direction;
        const auto opened = mtproto::open(key_, direction::to_server, packet);
        require(opened.has_value());
        with.session_id = opened->header.session_id;
        const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
        answers_.clear();
        if (!mtproto::is_container(body)) {
            answer(opened->header.msg_id, body);
        } else {
            require(!mtproto::split_container(body, direction::to_server, messages_));
            for (const auto& each : messages_)
                answer(each.msg_id, body.subspan(each.offset, each.size));
        }
        if (answers_.empty())
            return;
        plain_.clear();
        mtproto::append_container_header(plain_, answers_.size());
        for (const auto& each : answers_) {
            mtproto::append_inner_header(plain_, each.msg_id, each.seq_no, each.body.size());
            awaitgram::append(plain_, each.body);
        }
        seal(plain_, false, with);
        require(!with.transport.frame(sealed_, with.out));
    }

    void seal(byte_view body, bool needs_ack, const connection& with) {
        namespace mtproto = awaitgram::mtproto;
        const auto msg_id = ids_.next_id(awaitgram::steady_now(), 3);
        const mtproto::message_header header{
            1, with.session_id, msg_id, ids_.next_seq_no(needs_ack)};
        sealed_.clear();
        auto& random = awaitgram::crypto::system_random();
        require(!mtproto::seal(
            key_, awaitgram::crypto::direction::to_client, header, body, random, sealed_
        ));
    }

    /// Answers one message; acknowledgements and the like get no answer.
    void answer(std::int64_t msg_id, byte_view body) {
        namespace id = awaitgram::mtproto::detail::id;
        using awaitgram::append_le;
        reader in{body};
        byte_buffer value;
        switch (const auto constructor = in.uint32()) {
        case id::ping:
        case id::ping_delay_disconnect:
            append_le(value, id::pong);
            append_le(value, msg_id);
            append_le(value, in.int64());
            return say(std::move(value), false);
        case id::get_future_salts: {
            const auto date =
                static_cast<std::int32_t>(awaitgram::unix_seconds(awaitgram::steady_now()));
            append_le(value, id::future_salts);
            append_le(value, msg_id);
            append_le(value, date);
            append_le(value, std::uint32_t{1});
            append_le(value, date);
            append_le(value, date + 24 * 3600);
            append_le(value, std::int64_t{1});
            return say(std::move(value), false);
        }
        default:
            if (awaitgram::mtproto::detail::is_service(constructor))
                return;
            auto told = answers_to_(body);
            if (told.counts)
                ++counted_;
            if (told.value.empty())
                return;
            append_le(value, id::rpc_result);
            append_le(value, msg_id);
            awaitgram::append(value, told.value);
            return say(std::move(value), true);
        }
    }

    void say(byte_buffer body, bool needs_ack) {
        const auto msg_id = ids_.next_id(awaitgram::steady_now(), 1);
        answers_.push_back({msg_id, ids_.next_seq_no(needs_ack), std::move(body)});
    }

    asio::awaitable<void>
    push(std::vector<byte_buffer> bodies, std::size_t messages, pace how, std::size_t burst) {
        const auto to = client_;
        require(to != nullptr);
        // Ids of messages rise in the order in which they are sent, and so answers are not between those of a burst.
        if (how == pace::bursts)
            for (auto& each : bodies) {
                seal(each, true, *to);
                each = sealed_;
            }
        auto handled = handled_.load();
        auto counted = counted_;
        std::size_t ahead = 0; // in the burst
        for (auto& each : bodies) {
            if (how != pace::bursts) {
                seal(each, true, *to);
                each = sealed_;
            }
            // The obfuscation depends on all bytes before, so that packets are framed in the order in which they are sent.
            require(!to->transport.frame(each, to->out));
            ahead += messages;
            if (how == pace::bursts && ahead < burst && &each != &bodies.back())
                continue;
            start_writing(to);
            // A burst begins when the one before the last is handled, so that the client always has something to do.
            counted += ahead;
            while (handled_.load(std::memory_order_acquire) < handled ||
                   (how == pace::when_answered && counted_ < counted))
                co_await asio::post(io_, asio::use_awaitable);
            handled += std::exchange(ahead, 0);
            if (how == pace::bursts)
                continue;
            while (handled_.load(std::memory_order_acquire) < handled)
                co_await asio::post(io_, asio::use_awaitable);
            if (how == pace::when_idle)
                co_await fall_asleep();
        }
    }

    /// Gives the client the time to ask for more, and to find nothing.
    asio::awaitable<void> fall_asleep() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds{40};
        while (std::chrono::steady_clock::now() < until)
            co_await asio::post(io_, asio::use_awaitable);
    }

    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    awaitgram::crypto::auth_key key_;
    answers answers_to_;
    awaitgram::mtproto::message_ids ids_;
    std::shared_ptr<connection> client_{};
    std::vector<awaitgram::mtproto::inner_message> messages_;
    std::vector<answer_message> answers_;
    byte_buffer plain_;
    byte_buffer sealed_;
    std::size_t counted_ = 0;
    std::atomic<std::size_t> handled_ = 0;
    std::thread thread_;
};

} // namespace support
