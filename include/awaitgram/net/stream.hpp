// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/net/address.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace awaitgram::net {

/// An ordered byte stream, such as a TCP connection.
///
/// `read_some` suspends until at least one byte was read, `write` until all bytes were accepted; at most one of each runs at a
/// time. `connect` is called once, first; `close` ends pending operations. They throw a std::system_error that names the peer.
///
/// A stream may also have `std::size_t try_write(byte_view from)`, which writes as much as it can without waiting and returns the
/// number of bytes; it is never called while `write` runs.
template <class S>
concept byte_stream = requires(S stream, server_address to, byte_span into, byte_view from) {
    { stream.connect(to) } -> std::same_as<awaitable<void>>;
    { stream.read_some(into) } -> std::same_as<awaitable<std::size_t>>;
    { stream.write(from) } -> std::same_as<awaitable<void>>;
    { stream.close() } -> std::same_as<void>;
};

/// A type-erased byte_stream, so that connections are compiled once.
class any_stream {
public:
    template <byte_stream S>
    explicit any_stream(std::unique_ptr<S> stream)
        : model_(std::make_unique<model<S>>(std::move(stream))) {}

    [[nodiscard]] awaitable<void> connect(server_address to) {
        return model_->connect(std::move(to));
    }
    [[nodiscard]] awaitable<std::size_t> read_some(byte_span into) {
        return model_->read_some(into);
    }
    [[nodiscard]] awaitable<void> write(byte_view from) { return model_->write(from); }
    /// Writes as much as possible without waiting; 0 if the stream does not support that. Errors: as `write`.
    [[nodiscard]] std::size_t try_write(byte_view from) { return model_->try_write(from); }
    void close() { model_->close(); }

private:
    struct interface {
        virtual ~interface() = default;
        virtual awaitable<void> connect(server_address to) = 0;
        virtual awaitable<std::size_t> read_some(byte_span into) = 0;
        virtual awaitable<void> write(byte_view from) = 0;
        virtual std::size_t try_write(byte_view from) = 0;
        virtual void close() = 0;
    };

    template <class S>
    struct model final : interface {
        explicit model(std::unique_ptr<S> owned) : stream(std::move(owned)) {}
        awaitable<void> connect(server_address to) override {
            return stream->connect(std::move(to));
        }
        awaitable<std::size_t> read_some(byte_span into) override {
            return stream->read_some(into);
        }
        awaitable<void> write(byte_view from) override { return stream->write(from); }
        std::size_t try_write(byte_view from) override {
            if constexpr (requires { stream->try_write(from); })
                return stream->try_write(from);
            else
                return 0;
        }
        void close() override { stream->close(); }

        std::unique_ptr<S> stream;
    };

    std::unique_ptr<interface> model_;
};

/// Creates the stream of a connection, not yet connected. Replace it for proxies, and for tests without sockets.
using stream_factory = std::function<any_stream(asio::any_io_executor)>;

} // namespace awaitgram::net
