// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/gzip.hpp>
#include <awaitgram/testing/server/protocol/outgoing_messages.hpp>
#include <awaitgram/testing/server/protocol/received_messages.hpp>
#include <awaitgram/testing/server/protocol/salts.hpp>
#include <awaitgram/tl/frame.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram::testing {

namespace id = mtproto::detail::id;

/// An API query that a session received: an encoded function, decompressed.
struct session_query {
    std::int64_t msg_id{};
    tl::frame body{};
};

/// The part of a received message that a session leaves to its server.
struct session_effects {
    std::vector<session_query> queries{};
    /// Sessions of the same key to destroy.
    std::vector<std::int64_t> destroy_sessions{};
    /// Whether to destroy the key itself.
    bool destroy_key = false;
    /// The number of packets with a salt that is not valid.
    std::size_t wrong_salts = 0;
    /// Close the connection unless the client sends the same ping again within this time.
    std::optional<std::chrono::seconds> disconnect_delay{};
};

/// A client's message without its envelope.
struct incoming_message {
    std::int64_t msg_id{};
    std::int32_t seq_no{};
    byte_view body{};
};

/// The memory of one session, and the steps that all kinds of messages share.
class session_state {
public:
    /// The circumstances of the message being handled.
    struct context {
        session_effects& effects;
        key_salts& salts;
        crypto::random_source& random;
        time_point now;
    };

    received_messages received{};
    outgoing_messages outgoing{};

    void send(outgoing_kind kind, byte_buffer body, time_point now) {
        outgoing.add(kind, std::move(body), now);
    }

    /// Queues the answer to a service message.
    void reply(byte_buffer body, time_point now) {
        send(outgoing_kind::service, std::move(body), now);
    }

    /// Queues the result of a query: an encoded value, or an rpc_error.
    void answer(std::int64_t msg_id, byte_buffer result, outcome state, time_point now) {
        auto* query = received.find(msg_id);
        if (state != outcome::refused)
            mtproto::pack_gzip(result);
        byte_buffer body;
        append_le(body, id::rpc_result);
        append_le(body, msg_id);
        append(body, result);
        const auto id = outgoing.add(outgoing_kind::answer, std::move(body), now);
        if (query != nullptr) {
            query->state = state;
            query->answer = id;
        }
    }

    /// Queues bad_msg_notification, or bad_server_salt with the right salt.
    void reject(const incoming_message& message, bad_message why, const context& here) {
        const auto salt = why == bad_message::wrong_salt;
        byte_buffer body;
        append_le(body, salt ? id::bad_server_salt : id::bad_msg_notification);
        append_le(body, message.msg_id);
        append_le(body, message.seq_no);
        append_le(body, static_cast<std::int32_t>(why));
        if (salt)
            append_le(body, here.salts.current(here.now, here.random));
        reply(std::move(body), here.now);
    }

    /// Whether a message is to be handled. If not, the rejection or the repeated answer is queued here.
    [[nodiscard]] bool admit(const incoming_message& message, bool service, const context& here) {
        if (const auto* known = received.find(message.msg_id)) {
            if (known->answer == 0 || !outgoing.send_again(known->answer))
                acknowledge(message);
            return false;
        }
        const auto odd = message.seq_no % 2 != 0;
        auto why = bad_message::none;
        if (received.forgotten(message.msg_id))
            why = bad_message::too_old;
        else if (odd && mtproto::detail::constructor_of(message.body) == id::msg_copy)
            why = bad_message::even_expected;
        else if (!odd && !service)
            why = bad_message::odd_expected;
        else
            why = received.check_seq(message.msg_id, message.seq_no);
        if (why != bad_message::none) {
            reject(message, why, here);
            return false;
        }
        received.add(message.msg_id, message.seq_no);
        return true;
    }

    /// Notes that a message is to be acknowledged, if it asks for that.
    void acknowledge(const incoming_message& message) {
        if (message.seq_no % 2 != 0)
            acks_.push_back(message.msg_id);
        if (auto* known = received.find(message.msg_id);
            known != nullptr && known->state == outcome::received)
            known->state = outcome::acknowledged;
    }

    /// Queues msgs_ack for all messages noted since the last one.
    void flush_acks(time_point now) {
        if (acks_.empty())
            return;
        byte_buffer body;
        append_le(body, id::msgs_ack);
        mtproto::detail::append_longs(body, acks_);
        acks_.clear();
        reply(std::move(body), now);
    }

    /// Queues new_session_created once, before everything else.
    void announce(std::int64_t first_msg_id, const context& here) {
        if (std::exchange(announced_, true))
            return;
        std::uint8_t unique[8]{};
        (void)here.random.fill(unique);
        byte_buffer body;
        append_le(body, id::new_session_created);
        append_le(body, first_msg_id);
        append_le(body, load_le<std::int64_t>(unique));
        append_le(body, here.salts.current(here.now, here.random));
        send(outgoing_kind::notification, std::move(body), here.now);
    }

private:
    bool announced_ = false;
    std::vector<std::int64_t> acks_;
};

} // namespace awaitgram::testing
