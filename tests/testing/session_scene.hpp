// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/protocol/session.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace session_scene {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;
namespace id = mtproto::detail::id;
using mtproto::detail::reader;

/// Bytes that differ from call to call and are the same in every run.
struct counting_random final : crypto::random_source {
    std::uint64_t state = 1;
    bool fill(byte_span bytes) noexcept override {
        for (auto& byte : bytes) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            byte = static_cast<std::uint8_t>(state >> 56);
        }
        return true;
    }
};

struct message {
    std::int64_t msg_id{};
    std::int32_t seq_no{};
    byte_buffer body{};
    [[nodiscard]] std::uint32_t constructor() const {
        return mtproto::detail::constructor_of(body);
    }
};

inline byte_buffer key_bytes() {
    byte_buffer bytes(256, 7);
    bytes[3] = 9;
    return bytes;
}

/// A session and a client that numbers its messages by hand.
struct conversation {
    time_point now = from_unix(1'700'000'000) + 1ms;
    counting_random random{};
    crypto::auth_key key{key_bytes()};
    key_salts salts{55, from_unix(1'700'000'000)};
    server_session session{77};

    [[nodiscard]] std::int64_t id_at(std::chrono::milliseconds ahead) const {
        return mtproto::first_id_at(now + ahead) & ~std::int64_t{3};
    }

    session_effects send(
        std::int64_t msg_id, std::int32_t seq_no, const byte_buffer& body, std::int64_t salt = 55
    ) {
        mtproto::message_header header;
        header.salt = salt;
        header.session_id = 77;
        header.msg_id = msg_id;
        header.seq_no = seq_no;
        return session.receive(header, body, salts, random, now);
    }

    /// All messages that the server has to send, without containers.
    std::vector<message> sent() {
        std::vector<message> all;
        byte_buffer packet;
        while (session.poll_packet(key, salts, random, now, packet)) {
            const auto opened = mtproto::open(key, crypto::direction::to_client, packet);
            REQUIRE(opened);
            CHECK(opened->header.session_id == 77);
            CHECK(opened->header.msg_id % 2 == 1);
            const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
            const auto keep = [&](std::int64_t msg_id, std::int32_t seq_no, byte_view bytes) {
                all.push_back({msg_id, seq_no, {bytes.begin(), bytes.end()}});
            };
            if (mtproto::is_container(body)) {
                CHECK(opened->header.seq_no % 2 == 0);
                std::vector<mtproto::inner_message> inner;
                REQUIRE(!mtproto::split_container(body, crypto::direction::to_client, inner));
                for (const auto& one : inner)
                    keep(one.msg_id, one.seq_no, body.subspan(one.offset, one.size));
            } else {
                keep(opened->header.msg_id, opened->header.seq_no, body);
            }
            packet.clear();
        }
        return all;
    }

    /// The code of the only message to send, a bad_msg_notification or bad_server_salt; 0 when there are others.
    std::int32_t rejection() {
        const auto all = sent();
        if (all.size() != 1 || (all[0].constructor() != id::bad_msg_notification &&
                                all[0].constructor() != id::bad_server_salt))
            return 0;
        CHECK(all[0].seq_no % 2 == 0);
        reader in{all[0].body};
        (void)in.uint32();
        (void)in.int64();
        (void)in.int32();
        return in.int32();
    }
};

inline byte_buffer query(std::uint32_t constructor = 0xc4f9186b) {
    byte_buffer body;
    append_le(body, constructor);
    return body;
}

inline byte_buffer ping(std::int64_t number) {
    byte_buffer body;
    append_le(body, id::ping);
    append_le(body, number);
    return body;
}

inline byte_buffer list_of(std::uint32_t constructor, std::vector<std::int64_t> ids) {
    byte_buffer body;
    append_le(body, constructor);
    mtproto::detail::append_longs(body, ids);
    return body;
}

inline byte_buffer container(const std::vector<message>& messages) {
    byte_buffer body;
    mtproto::append_container_header(body, messages.size());
    for (const auto& one : messages) {
        mtproto::append_inner_header(body, one.msg_id, one.seq_no, one.body.size());
        append(body, one.body);
    }
    return body;
}

} // namespace session_scene
