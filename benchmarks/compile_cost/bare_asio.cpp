// SPDX-License-Identifier: MIT
// The cost of any program with coroutines over Asio: one co_spawn and one read from a socket.
#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/use_awaitable.hpp>

namespace {

asio::awaitable<void> read_once(asio::ip::tcp::socket socket) {
    char bytes[512];
    co_await socket.async_read_some(asio::buffer(bytes), asio::use_awaitable);
}

} // namespace

int main() {
    asio::io_context context;
    asio::co_spawn(context, read_once(asio::ip::tcp::socket{context}), asio::detached);
    context.run();
}
