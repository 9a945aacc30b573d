// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "fixed_rsa_key.hpp"
#include "harness.hpp"

namespace fuzz {

using namespace awaitgram;
using namespace std::chrono_literals;

inline constexpr std::int64_t first_salt = 55;

inline crypto::auth_key client_key(unsigned number) {
    byte_buffer bytes(256, static_cast<std::uint8_t>(7 + number));
    bytes[3] = 9;
    return crypto::auth_key{bytes};
}

/// A test server with two keys: of a bot and of a client that is not signed in.
struct server {
    server() {
        machine.add_key(client_key(0), first_salt, now);
        machine.add_key(client_key(1), first_salt, now);
        (void)machine.add_user("Alice");
    }

    /// Takes what the server sends, and checks that a client could read it.
    template <class See>
    void drain(const See& see) {
        for (auto left = 2000; auto action = machine.poll(); --left) {
            require(left != 0, "a packet has a limited number of consequences");
            if (!action->packet.empty() && mtproto::auth_key_id_of(action->packet) != 0)
                check(action->packet);
            see(std::move(*action));
        }
    }

    time_point now = from_unix(1'800'000'000) + 1ms;
    repeatable<crypto::random_source> random;
    testing::telegram machine{testing::server_options{}, fixed_rsa_key(), random};
    std::vector<std::int64_t> sent_ids;

private:
    void check(byte_buffer packet) {
        for (const auto number : {0U, 1U}) {
            const auto key = client_key(number);
            if (key.id() != mtproto::auth_key_id_of(packet))
                continue;
            const auto opened = mtproto::open(key, crypto::direction::to_client, packet);
            require(opened.has_value(), "the client can open a packet");
            require(opened->header.msg_id % 2 == 1, "a server's message ids are odd");
            sent_ids.push_back(opened->header.msg_id);
            const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
            std::vector<mtproto::inner_message> parts;
            if (mtproto::is_container(body))
                require(
                    !mtproto::split_container(body, crypto::direction::to_client, parts),
                    "the client can split a container"
                );
            for (const auto& part : parts)
                sent_ids.push_back(part.msg_id);
        }
    }
};

/// A client's packet.
inline byte_buffer sealed_for_server(
    unsigned key,
    const mtproto::message_header& header,
    byte_view body,
    crypto::random_source& random
) {
    byte_buffer packet;
    require(
        !mtproto::seal(client_key(key), crypto::direction::to_server, header, body, random, packet),
        "a message can be sealed"
    );
    return packet;
}

} // namespace fuzz
