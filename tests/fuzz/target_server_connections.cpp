// SPDX-License-Identifier: MIT
#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/mtproto/detail/plain_message.hpp>
#include <awaitgram/testing/server/connection_limits.hpp>
#include <awaitgram/transport/detect.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "target_servers.hpp"
#include "targets.hpp"

namespace fuzz {

namespace {

namespace id = mtproto::detail::id;

namespace step {
enum : unsigned { bytes, wait, close, count };
} // namespace step
namespace reached {
constexpr std::uint32_t packet = 1, key_exchange = 2, answered = 4, refused = 8,
                        broken_framing = 16, late = 32;
} // namespace reached

class connections {
public:
    explicit connections(input& from) : in_(from) {}

    std::uint32_t run() {
        for (auto left = 100; left != 0 && in_.more(); --left)
            act();
        return reached_;
    }

private:
    struct connection {
        explicit connection(crypto::random_source& random) : transport(random) {}
        transport::server_transport transport;
        byte_buffer unread;
    };

    void act() {
        switch (in_.below(step::count)) {
        case step::bytes: {
            const testing::connection_id which = in_.below(3);
            receive(which, in_.block());
            break;
        }
        case step::wait:
            server_.now += std::chrono::seconds(in_.byte());
            server_.machine.tick(server_.now);
            settle();
            while (const auto due = limits_.take_due(server_.now)) {
                reached_ |= reached::late;
                close(*due);
            }
            break;
        case step::close:
            close(in_.below(3));
            break;
        }
    }

    void receive(testing::connection_id which, byte_view bytes) {
        auto& place = open_[which];
        if (!place) {
            place = std::make_unique<connection>(server_.random);
            limits_.opened(which, server_.now);
        }
        auto* const from = place.get();
        const auto before = from->unread.size();
        append(from->unread, bytes);
        from->transport.received(byte_span{from->unread}.subspan(before));
        while (true) {
            const auto result = from->transport.parse(from->unread);
            if (result.error) {
                reached_ |= reached::broken_framing;
                return close(which);
            }
            if (result.has_packet()) {
                reached_ |= reached::packet;
                limits_.packet(which, server_.now);
                const auto packet = byte_view{from->unread}.subspan(result.offset, result.size);
                server_.machine.received(which, {packet.begin(), packet.end()}, server_.now);
                settle();
                if (open_[which].get() != from)
                    return;
            }
            if (result.consumed == 0)
                break;
            const auto end = from->unread.begin() + static_cast<std::ptrdiff_t>(result.consumed);
            from->unread.erase(from->unread.begin(), end);
        }
        limits_.holds(which, from->unread.size(), 0, server_.now);
    }

    void settle() {
        std::vector<testing::connection_id> closed;
        server_.drain([&](testing::connection_action action) {
            auto& to = open_[action.connection];
            if (!to)
                return;
            byte_buffer out;
            if (action.close)
                return closed.push_back(action.connection);
            const auto error = action.transport_error != 0
                                   ? to->transport.frame_error(action.transport_error, out)
                                   : to->transport.frame(action.packet, out);
            require(!error, "what a server sends can be framed");
            reached_ |= action.transport_error != 0                   ? reached::refused
                        : mtproto::auth_key_id_of(action.packet) != 0 ? reached::answered
                                                                      : reached::key_exchange;
        });
        for (const auto which : closed)
            close(which);
    }

    void close(testing::connection_id which) {
        open_[which].reset();
        limits_.closed(which);
        server_.machine.closed(which);
    }

    input& in_;
    server server_;
    testing::connection_limits limits_{testing::server_options{}};
    std::map<testing::connection_id, std::unique_ptr<connection>> open_;
    std::uint32_t reached_ = 0;
};

std::uint32_t run(byte_view bytes) {
    input from{bytes};
    return connections{from}.run();
}

/// The packets of clients: the first of a key exchange, a signed-out and a signed-in call.
std::vector<byte_buffer> packets() {
    std::vector<byte_buffer> all;
    repeatable<crypto::random_source> random;
    mtproto::message_ids ids;
    const auto now = from_unix(1'800'000'000) + 1ms;

    byte_buffer body;
    append_le(body, id::req_pq_multi);
    body.resize(20, 3);
    append(all.emplace_back(), {});
    mtproto::detail::append_plain(all.back(), ids.next_id(now, 0), body);

    mtproto::message_header header{};
    header.salt = first_salt;
    header.session_id = 7;
    header.msg_id = ids.next_id(now, 0);
    header.seq_no = 1;
    api::invokeWithLayer<api::initConnection<api::help::getConfig>> config;
    config.layer = api::layer;
    config.query.api_id = 1;
    all.push_back(sealed_for_server(0, header, tl::encoded(config), random));

    api::auth::importBotAuthorization sign_in;
    sign_in.api_id = 1;
    sign_in.api_hash = "hash";
    sign_in.bot_auth_token = "42:secret";
    header.msg_id = ids.next_id(now, 0);
    header.seq_no = 3;
    all.push_back(sealed_for_server(0, header, tl::encoded(sign_in), random));
    // A key that the server does not know.
    all.push_back(sealed_for_server(5, header, tl::encoded(sign_in), random));
    return all;
}

std::vector<byte_buffer> seeds() {
    using transport::kind;
    using transport::obfuscation;
    std::vector<byte_buffer> all;
    for (const auto framing :
         {kind::abridged, kind::intermediate, kind::padded_intermediate, kind::full})
        for (const auto hidden : {obfuscation::none, obfuscation::on}) {
            if (framing == kind::full && hidden == obfuscation::on)
                continue;
            repeatable<crypto::random_source> random;
            transport::client_transport client{framing, hidden, random, 2};
            byte_buffer stream;
            require(!client.start(stream), "a connection begins");
            for (const auto& packet : packets())
                require(!client.frame(packet, stream), "a packet is framed");
            // At once, and in portions with a pause.
            output whole;
            whole.byte(step::bytes).byte(0).block(stream);
            all.push_back(std::move(whole.bytes));
            output parts;
            for (byte_view left = stream; !left.empty();) {
                const auto some = left.first(std::min<std::size_t>(left.size(), 70));
                parts.byte(step::bytes).byte(1).block(some);
                left = left.subspan(some.size());
            }
            parts.byte(step::wait).byte(200).byte(step::close).byte(1);
            all.push_back(std::move(parts.bytes));
        }
    for (const auto* const text : {"GET / HTTP/1.1\r\n\r\n", "\xef\x7f\xff\xff\xff"}) {
        output to;
        to.byte(step::bytes).byte(0).block(bytes_of(text)).byte(step::wait).byte(31);
        all.push_back(std::move(to.bytes));
    }
    output silent;
    silent.byte(step::bytes).byte(2).block({}).byte(step::wait).byte(40);
    all.push_back(std::move(silent.bytes));
    return all;
}

} // namespace

const target server_connections{"server_connections", run, seeds, 63};

} // namespace fuzz
