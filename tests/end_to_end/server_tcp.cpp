// SPDX-License-Identifier: MIT
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/detail/plain_message.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/key_exchange.hpp>
#include <awaitgram/mtproto/message_id.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>
#include <awaitgram/testing/server/tcp_driver.hpp>
#include <awaitgram/testing/server/telegram.hpp>
#include <awaitgram/transport/transport.hpp>

#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace awaitgram;

/// A client's end of a connection to the server, which waits.
struct line {
    asio::io_context io{};
    asio::ip::tcp::socket socket{io};

    explicit line(const testing::server& server) {
        socket.connect({asio::ip::make_address(server.address()), server.port()});
    }

    void send(byte_view bytes) { asio::write(socket, asio::buffer(bytes.data(), bytes.size())); }

    /// All that comes until the server closes the connection.
    byte_buffer rest() {
        byte_buffer all;
        std::array<std::uint8_t, 4096> piece;
        std::error_code error;
        for (;;) {
            const auto size = socket.read_some(asio::buffer(piece), error);
            if (error)
                return all;
            append(all, byte_view{piece}.first(size));
        }
    }
};

/// A client that speaks one transport and makes a key.
struct speaker : line {
    transport::client_transport carrier;
    byte_buffer input{};

    speaker(const testing::server& server, transport::kind kind, transport::obfuscation hidden)
        : line(server), carrier(kind, hidden, crypto::system_random(), 2) {
        byte_buffer start;
        REQUIRE(!carrier.start(start));
        send(start);
    }

    void say(byte_view packet) {
        byte_buffer framed;
        REQUIRE(!carrier.frame(packet, framed));
        // in two pieces: TCP doesn't keep packets together
        send(byte_view{framed}.first(framed.size() / 2));
        send(byte_view{framed}.subspan(framed.size() / 2));
    }

    /// The next packet, or the transport error that came instead.
    result<byte_buffer> hear() {
        for (;;) {
            const auto parsed = carrier.parse(input);
            if (parsed.error)
                return failure(parsed.error);
            if (parsed.has_packet()) {
                const auto packet = byte_view{input}.subspan(parsed.offset, parsed.size);
                byte_buffer copy{packet.begin(), packet.end()};
                input.erase(
                    input.begin(), input.begin() + static_cast<std::ptrdiff_t>(parsed.consumed)
                );
                return copy;
            }
            input.erase(
                input.begin(), input.begin() + static_cast<std::ptrdiff_t>(parsed.consumed)
            );
            std::array<std::uint8_t, 512> piece;
            const auto size = socket.read_some(asio::buffer(piece));
            carrier.received(byte_span{piece}.first(size));
            append(input, byte_view{piece}.first(size));
        }
    }

    [[nodiscard]] bool makes_a_key(const testing::server& server) {
        const std::array keys{server.public_key()};
        mtproto::key_exchange_options options;
        options.keys = keys;
        mtproto::key_exchange exchange{options, crypto::system_random()};
        byte_buffer packet;
        if (exchange.start(steady_now(), packet))
            return false;
        while (!exchange.done()) {
            say(packet);
            packet.clear();
            const auto heard = hear();
            if (!heard || exchange.receive(*heard, steady_now(), packet))
                return false;
        }
        return true;
    }
};

constexpr std::pair<transport::kind, transport::obfuscation> all_transports[]{
    {transport::kind::abridged, transport::obfuscation::none},
    {transport::kind::intermediate, transport::obfuscation::none},
    {transport::kind::padded_intermediate, transport::obfuscation::none},
    {transport::kind::full, transport::obfuscation::none},
    {transport::kind::abridged, transport::obfuscation::on},
    {transport::kind::intermediate, transport::obfuscation::on},
    {transport::kind::padded_intermediate, transport::obfuscation::on},
};

} // namespace

TEST_CASE("every transport is recognised and makes a key") {
    const testing::server server;
    for (const auto& [kind, hidden] : all_transports) {
        speaker client{server, kind, hidden};
        CHECK(client.makes_a_key(server));
    }
}

TEST_CASE("a packet for an unknown key gets -404 over every transport") {
    const testing::server server;
    for (const auto& [kind, hidden] : all_transports) {
        speaker client{server, kind, hidden};
        client.say(byte_buffer(104, 0x5a));
        const auto heard = client.hear();
        REQUIRE(!heard);
        CHECK(heard.error() == transport::transport_error(-404));
    }
}

TEST_CASE("garbage from the first byte on is refused and disturbs no other client") {
    const testing::server server;
    speaker bystander{server, transport::kind::intermediate, transport::obfuscation::none};
    byte_buffer noise(4096);
    std::uint32_t state = 1;
    for (auto round = 0; round != 64; ++round) {
        for (auto& byte : noise) {
            state = state * 1664525 + 1013904223;
            byte = static_cast<std::uint8_t>(state >> 24);
        }
        line client{server};
        std::error_code ignored;
        asio::write(client.socket, asio::buffer(noise), ignored);
        client.socket.shutdown(asio::socket_base::shutdown_send, ignored);
        (void)client.rest();
    }
    for (const std::string text :
         {"GET / HTTP/1.1\r\n\r\n",
          "POST /api HTTP/1.1\r\n\r\n",
          "\x16\x03\x01\x02",
          "HEAD",
          "OPTIONS * HTTP/1.1\r\n"}) {
        line client{server};
        client.send(bytes_of(text));
        CHECK(client.rest().empty());
    }
    CHECK(bystander.makes_a_key(server));
}

TEST_CASE("garbage after each step of a key exchange ends that connection alone") {
    const testing::server server;
    for (const auto& [kind, hidden] : all_transports)
        for (auto step = 0; step != 3; ++step) {
            const std::array keys{server.public_key()};
            mtproto::key_exchange_options options;
            options.keys = keys;
            mtproto::key_exchange exchange{options, crypto::system_random()};
            speaker client{server, kind, hidden};
            byte_buffer packet;
            REQUIRE(!exchange.start(steady_now(), packet));
            for (auto done = 0; done != step; ++done) {
                client.say(packet);
                packet.clear();
                const auto heard = client.hear();
                REQUIRE(heard);
                REQUIRE(!exchange.receive(*heard, steady_now(), packet));
            }
            std::error_code ignored;
            asio::write(client.socket, asio::buffer(byte_buffer(2000, 0xff)), ignored);
            client.socket.shutdown(asio::socket_base::shutdown_send, ignored);
            (void)client.rest();
        }
    speaker client{server, transport::kind::full, transport::obfuscation::none};
    CHECK(client.makes_a_key(server));
}

TEST_CASE("a length that can't be ends the connection") {
    const testing::server server;
    for (const std::uint32_t length : {0x7fffffffU, 0x01400000U}) {
        line client{server};
        byte_buffer bytes(4, 0xee);
        append_le(bytes, length);
        client.send(bytes);
        CHECK(client.rest().empty());
    }
}

TEST_CASE("a client may ask for any data centre, unless the server is strict") {
    testing::server_options options;
    options.dc = 3;
    const testing::server server{options};
    speaker client{server, transport::kind::intermediate, transport::obfuscation::none};
    CHECK(client.makes_a_key(server)); // it asks for number 2

    options.others = testing::other_dcs::refused;
    const testing::server strict{options};
    speaker other{strict, transport::kind::intermediate, transport::obfuscation::none};
    CHECK(!other.makes_a_key(strict)); // -444
}

TEST_CASE("more connections than allowed are closed at once, and there is room again afterwards") {
    testing::server_options options;
    options.most_connections = 2;
    testing::server server{options};
    {
        speaker first{server, transport::kind::intermediate, transport::obfuscation::none};
        speaker second{server, transport::kind::intermediate, transport::obfuscation::none};
        CHECK(first.makes_a_key(server));
        CHECK(second.makes_a_key(server));
        line third{server};
        CHECK(third.rest().empty());
    }
    while (server.on_server([&] { return server.data_centre().key_count(); }) != 2) {
    }
    for (auto tries = 0;; ++tries) {
        REQUIRE(tries < 1000);
        line again{server};
        std::error_code error;
        byte_buffer unknown(26, 0x5a);
        unknown[0] = 0xef;
        unknown[1] = 6; // times four bytes
        asio::write(again.socket, asio::buffer(unknown), error);
        std::array<std::uint8_t, 5> answer;
        asio::read(again.socket, asio::buffer(answer), error);
        if (!error) // -404, abridged
            break;
    }
}

TEST_CASE("a connection without a whole packet makes room for a new one") {
    testing::server_options options;
    options.most_connections = 2;
    const testing::server server{options};
    speaker known{server, transport::kind::intermediate, transport::obfuscation::none};
    CHECK(known.makes_a_key(server));
    line silent{server};
    silent.send(byte_buffer(4, 0xee)); // a transport, and no packet

    speaker late{server, transport::kind::intermediate, transport::obfuscation::none};

    CHECK(late.makes_a_key(server));
    CHECK(silent.rest().empty());
    CHECK(known.makes_a_key(server));
}

TEST_CASE("silent and half-sent connections end when their time is over") {
    testing::clock time;
    const testing::server server;
    line silent{server};
    line half{server};
    byte_buffer bytes(4, 0xee);
    append_le(bytes, 16U << 20);
    bytes.resize(100'000);
    half.send(bytes);
    speaker known{server, transport::kind::intermediate, transport::obfuscation::none};
    CHECK(known.makes_a_key(server));

    time.advance(std::chrono::seconds{31});
    CHECK(silent.rest().empty());
    CHECK(half.rest().empty());
    CHECK(known.makes_a_key(server));
    time.advance(std::chrono::minutes{16});
    CHECK(known.rest().empty());
}

TEST_CASE("half-sent packets together hold no more memory than allowed") {
    testing::server_options options;
    options.most_held = 3 << 20;
    std::atomic<int> closed = 0;
    options.log = [&](log_level, std::string_view text) {
        closed += text.find("too much memory") != std::string_view::npos;
    };
    const testing::server server{options};
    speaker known{server, transport::kind::intermediate, transport::obfuscation::none};
    CHECK(known.makes_a_key(server));
    byte_buffer bytes(4, 0xee);
    append_le(bytes, 16U << 20);
    bytes.resize(1 << 20);
    std::vector<std::unique_ptr<line>> lines;
    for (auto i = 0; i != 12; ++i) {
        lines.push_back(std::make_unique<line>(server));
        std::error_code ignored; // the server may close it meanwhile
        asio::write(lines.back()->socket, asio::buffer(bytes), ignored);
        CHECK(known.makes_a_key(server));
    }
    while (closed < 9) { // the other three hold less than the limit
        CHECK(known.makes_a_key(server));
    }
}

TEST_CASE("a server with a given private key has it") {
    testing::server_options options;
    options.key_pem = crypto::rsa_private_key::generate().to_pem();
    const testing::server first{options};
    const testing::server second{options};
    CHECK(first.public_key().fingerprint() == second.public_key().fingerprint());
    const testing::server other;
    CHECK(other.public_key().fingerprint() != first.public_key().fingerprint());
    speaker client{second, transport::kind::intermediate, transport::obfuscation::none};
    CHECK(client.makes_a_key(first));

    options.key_pem = "no key";
    CHECK_THROWS_AS(testing::server{options}, std::system_error);
}

TEST_CASE("replies to a client that reads late are complete and in order") {
    constexpr auto repeats = 8'000; // more bytes than the buffers of both sockets hold
    const testing::server server;
    speaker client{server, transport::kind::full, transport::obfuscation::none};
    client.socket.set_option(asio::socket_base::receive_buffer_size{64 * 1024});
    const std::array keys{server.public_key()};
    mtproto::key_exchange_options options;
    options.keys = keys;
    mtproto::key_exchange exchange{options, crypto::system_random()};
    byte_buffer packet;
    REQUIRE(!exchange.start(steady_now(), packet));
    client.say(packet);
    const auto first = client.hear();
    REQUIRE(first);
    packet.clear();
    REQUIRE(!exchange.receive(*first, steady_now(), packet));

    for (auto i = 0; i != repeats; ++i)
        client.say(packet);

    for (auto i = 0; i != repeats; ++i) {
        const auto reply = client.hear(); // the transport numbers its packets
        REQUIRE(reply);
        REQUIRE(reply->size() > 600);
    }
}

TEST_CASE("a client that stops pinging is disconnected when its time is over") {
    testing::clock time;
    testing::server server;
    const crypto::auth_key key{byte_buffer(256, 7)};
    server.on_server([&] { server.data_centre().add_key(key, 5, steady_now()); });
    speaker client{server, transport::kind::intermediate, transport::obfuscation::none};
    const auto ping = [&](std::chrono::seconds limit) {
        byte_buffer body;
        append_le(body, mtproto::detail::id::ping_delay_disconnect);
        append_le(body, std::int64_t{1});
        append_le(body, static_cast<std::int32_t>(limit.count()));
        mtproto::message_header header;
        header.salt = 5;
        header.session_id = 1;
        header.msg_id = mtproto::first_id_at(steady_now());
        byte_buffer packet;
        REQUIRE(!mtproto::seal(
            key, crypto::direction::to_server, header, body, crypto::system_random(), packet
        ));
        client.say(packet);
        return client.hear().has_value();
    };

    CHECK(ping(std::chrono::seconds{75}));
    time.advance(std::chrono::seconds{74});
    CHECK(ping(std::chrono::seconds{75})); // sets the limit anew
    time.advance(std::chrono::seconds{74});
    CHECK(ping(std::chrono::seconds{20})); // and to earlier
    time.advance(std::chrono::seconds{21});
    CHECK(client.rest().empty());
}

TEST_CASE("a port in use is an error that names it") {
    const testing::server server;
    testing::server_options options;
    options.port = server.port();
    std::string message;
    try {
        const testing::server second{options};
    } catch (const std::system_error& error) {
        message = error.what();
    }
    CHECK(message.find("127.0.0.1:" + std::to_string(server.port())) != std::string::npos);
}

TEST_CASE("a server ends while clients are connected") {
    auto server = std::make_unique<testing::server>();
    speaker client{*server, transport::kind::intermediate, transport::obfuscation::on};
    CHECK(client.makes_a_key(*server));
    server.reset();
    CHECK(client.rest().empty());
}

TEST_CASE("all connections are closed when the driver ends, also one whose handler has not run yet"
) {
    asio::io_context io;
    const auto key = crypto::rsa_private_key::generate();
    testing::telegram machine{testing::server_options{}, key, crypto::system_random()};
    auto driver = std::make_unique<testing::tcp_driver>(io, machine, crypto::system_random());
    const auto port = driver->listen("127.0.0.1", 0, testing::default_dc);
    asio::io_context clients;
    asio::ip::tcp::socket first{clients};
    asio::ip::tcp::socket second{clients};
    for (auto* each : {&first, &second})
        each->connect({asio::ip::make_address("127.0.0.1"), port});
    io.run_one(); // the first; the handler of the second is ready
    driver.reset();
    io.run();

    for (auto* each : {&first, &second}) {
        each->non_blocking(true);
        std::uint8_t byte = 0;
        std::error_code error;
        each->read_some(asio::buffer(&byte, 1), error);
        CHECK(error == asio::error::eof);
    }
}
