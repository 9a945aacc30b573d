// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/rpc/sender.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/transport/intermediate.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "../support/run.hpp"

using namespace awaitgram;

namespace {

constexpr std::uint32_t some_query = 0x11223344;

/// A server with one answer, and the memory that the client reads into.
struct far_end {
    explicit far_end(asio::any_io_executor executor) : arrived(std::move(executor)) {}

    crypto::auth_key key{byte_buffer(256, 0x21)};
    byte_buffer result{};
    byte_buffer sent{};
    byte_buffer to_send{};
    event arrived;
    std::vector<byte_span> rooms{};
    bool greeted = false;

    void receive(byte_view bytes) {
        append(sent, bytes);
        if (!std::exchange(greeted, true))
            sent.erase(sent.begin(), sent.begin() + 4); // the tag of the transport
        for (;;) {
            const auto parsed = transport::intermediate{}.parse(sent);
            REQUIRE(!parsed.error);
            if (!parsed.has_packet())
                return;
            on_packet(byte_span{sent}.subspan(parsed.offset, parsed.size));
            sent.erase(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(parsed.consumed));
        }
    }

    void on_packet(byte_span packet) {
        const auto opened = mtproto::open(key, crypto::direction::to_server, packet);
        REQUIRE(opened.has_value());
        const auto body = packet.subspan(opened->offset, opened->size);
        if (!mtproto::is_container(body))
            return on_message(opened->header.session_id, opened->header.msg_id, body);
        std::vector<mtproto::inner_message> parts;
        REQUIRE(!mtproto::split_container(body, crypto::direction::to_server, parts));
        for (const auto& part : parts)
            on_message(
                opened->header.session_id, part.msg_id, body.subspan(part.offset, part.size)
            );
    }

    void on_message(std::int64_t session, std::int64_t msg_id, byte_view body) {
        if (mtproto::detail::constructor_of(body) != some_query)
            return;
        byte_buffer answer;
        append_le(answer, mtproto::detail::id::rpc_result);
        append_le(answer, msg_id);
        append(answer, result);
        const mtproto::message_header header{0, session, msg_id + 1, 1};
        byte_buffer packet;
        REQUIRE(!mtproto::seal(
            key, crypto::direction::to_client, header, answer, crypto::system_random(), packet
        ));
        REQUIRE(!transport::frame(transport::intermediate{transport::side::server}, packet, to_send)
        );
        arrived.set();
    }
};

class near_end {
public:
    explicit near_end(std::shared_ptr<far_end> server) : server_(std::move(server)) {}

    awaitable<void> connect(server_address) { co_return; }
    awaitable<std::size_t> read_some(byte_span into) {
        while (server_->to_send.empty())
            co_await server_->arrived.wait();
        const auto count = std::min(into.size(), server_->to_send.size());
        std::copy_n(server_->to_send.begin(), count, into.begin());
        server_->to_send.erase(
            server_->to_send.begin(), server_->to_send.begin() + static_cast<std::ptrdiff_t>(count)
        );
        server_->rooms.push_back(into.first(count));
        co_return count;
    }
    awaitable<void> write(byte_view from) {
        server_->receive(from);
        co_return;
    }
    void close() { server_->arrived.set(); }

private:
    std::shared_ptr<far_end> server_;
};

/// Calls a server whose answer is `size` bytes long, and returns the answer and the memory that was read into.
std::pair<tl::frame, std::vector<byte_span>> ask(std::size_t size) {
    const testing::clock time;
    asio::io_context context;
    const auto server = std::make_shared<far_end>(context.get_executor());
    std::mt19937 random(1);
    append_le(server->result, std::uint32_t{0x55667788});
    while (server->result.size() != size)
        server->result.push_back(static_cast<std::uint8_t>(random()));

    rpc::sender_options options;
    options.addresses.push_back({"far end", 443});
    options.key = server->key;
    options.obfuscation = transport::obfuscation::none;
    options.dial = [server](asio::any_io_executor) {
        return net::any_stream{std::make_unique<near_end>(server)};
    };
    const auto connection =
        std::make_shared<rpc::sender>(context.get_executor(), options, rpc::sender_hooks{});
    std::optional<tl::frame> answer;
    const auto asking = [&]() -> awaitable<void> {
        byte_buffer function;
        append_le(function, some_query);
        rpc::request request{tl::frame{std::move(function)}, "some.query"};
        const rpc::call_options call_options;
        auto outcome = co_await connection->call(std::move(request), call_options);
        REQUIRE(outcome.has_value());
        answer = *outcome;
        connection->stop();
    };
    const task running{context.get_executor(), connection->run(), nullptr};
    const task asked{context.get_executor(), asking(), nullptr};
    tests::run_to_end(context);
    REQUIRE(answer);
    const auto bytes = answer->bytes();
    CHECK(std::equal(bytes.begin(), bytes.end(), server->result.begin(), server->result.end()));
    return {std::move(*answer), server->rooms};
}

bool holds(byte_span outer, byte_view inner) {
    return inner.data() >= outer.data() &&
           inner.data() + inner.size() <= outer.data() + outer.size();
}

} // namespace

TEST_CASE("all but the start of a long answer is where the socket wrote it") {
    const auto [answer, rooms] = ask(48'000);

    REQUIRE(rooms.size() == 2);
    CHECK(rooms[0].size() == transport::receive_buffer::small_size);
    CHECK(holds(rooms[1], answer.bytes().subspan(rooms[0].size())));
}

TEST_CASE("all but the start of an answer of a megabyte is where the socket wrote it") {
    const auto [answer, rooms] = ask(1024 * 1024);

    REQUIRE(rooms.size() == 2);
    CHECK(rooms[0].size() == transport::receive_buffer::small_size);
    CHECK(holds(rooms[1], answer.bytes().subspan(rooms[0].size())));
}
