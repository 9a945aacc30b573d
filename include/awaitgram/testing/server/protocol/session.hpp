// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/auth_key.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/gzip.hpp>
#include <awaitgram/testing/server/protocol/service_messages.hpp>
#include <awaitgram/testing/server/protocol/session_state.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The server's side of one MTProto session: opened messages in, sealed packets out. Pure.
///
/// Checks message ids, sequence numbers, salts and containers as Telegram does, answers service messages itself, and hands API
/// queries over. Messages that the client does not acknowledge are sent again on its next connection.
/// Spec: https://core.telegram.org/mtproto/service_messages
class server_session {
public:
    explicit server_session(std::int64_t id) : id_(id) {}

    [[nodiscard]] std::int64_t id() const noexcept { return id_; }

    /// Takes one opened message of the client, its body separately.
    [[nodiscard]] session_effects receive(
        const mtproto::message_header& header,
        byte_view body,
        key_salts& salts,
        crypto::random_source& random,
        time_point now
    ) {
        session_effects effects;
        const session_state::context here{effects, salts, random, now};
        const incoming_message outer{header.msg_id, header.seq_no, body};
        receive_outer(outer, header.salt, here);
        state_.flush_acks(now);
        return effects;
    }

    /// Queues the result of a query: an encoded value, or an rpc_error.
    void answer(std::int64_t msg_id, byte_buffer result, outcome state, time_point now) {
        state_.answer(msg_id, std::move(result), state, now);
    }

    /// Queues an rpc_error as the result of a query.
    void refuse(std::int64_t msg_id, std::int32_t code, std::string_view name, time_point now) {
        byte_buffer error;
        append_le(error, id::rpc_error);
        append_le(error, code);
        mtproto::detail::append_string(error, bytes_of(name));
        state_.answer(msg_id, std::move(error), outcome::refused, now);
    }

    /// Queues an encoded `Updates`.
    void push(byte_buffer updates, time_point now) {
        mtproto::pack_gzip(updates);
        state_.send(outgoing_kind::notification, std::move(updates), now);
    }

    /// Queues the answer to a service message.
    void reply(byte_buffer body, time_point now) { state_.reply(std::move(body), now); }

    /// The state of an earlier message, for queries that depend on it; nothing when it was not received.
    [[nodiscard]] std::optional<outcome> outcome_of(std::int64_t msg_id) const {
        const auto* message = state_.received.find(msg_id);
        return message == nullptr ? std::nullopt : std::optional{message->state};
    }

    /// The session has a new connection: queues all unacknowledged messages again.
    void reconnected() { state_.outgoing.send_all_again(); }

    /// Appends the next sealed packet; false when there is nothing to send.
    [[nodiscard]] bool poll_packet(
        const crypto::auth_key& key,
        key_salts& salts,
        crypto::random_source& random,
        time_point now,
        byte_buffer& packet
    ) {
        const auto next = state_.outgoing.take(now);
        if (!next)
            return false;
        mtproto::message_header header;
        header.salt = salts.current(now, random);
        header.session_id = id_;
        header.msg_id = next->msg_id;
        header.seq_no = next->seq_no;
        return !mtproto::seal(
            key, crypto::direction::to_client, header, next->body, random, packet
        );
    }

    /// The client asked for no updates in this session: all its calls so far were made without them.
    bool without_updates = false;
    /// Whether a call was made in this session.
    bool called = false;

private:
    using context = session_state::context;

    void receive_outer(const incoming_message& outer, std::int64_t salt, const context& here) {
        const auto reject = [&](bad_message why) { state_.reject(outer, why, here); };
        if (const auto why = received_messages::check_id(outer.msg_id, here.now);
            why != bad_message::none)
            return reject(why);
        if (!here.salts.accepts(salt, here.now)) {
            ++here.effects.wrong_salts;
            return reject(bad_message::wrong_salt);
        }
        if (mtproto::is_container(outer.body))
            return receive_container(outer, here);
        if (!admit(outer, here))
            return;
        state_.announce(outer.msg_id, here);
        handle_message(state_, outer, here);
    }

    void receive_container(const incoming_message& outer, const context& here) {
        const auto reject = [&](bad_message why) { state_.reject(outer, why, here); };
        if (state_.received.find(outer.msg_id) != nullptr)
            return reject(bad_message::container_seen);
        if (state_.received.forgotten(outer.msg_id))
            return reject(bad_message::too_old);
        std::vector<mtproto::inner_message> parts;
        if (mtproto::split_container(outer.body, crypto::direction::to_server, parts))
            return reject(bad_message::bad_container);
        if (outer.seq_no % 2 != 0)
            return reject(bad_message::even_expected);
        auto first = outer.msg_id;
        std::vector<incoming_message> messages;
        for (const auto& part : parts) {
            if (part.msg_id >= outer.msg_id)
                return reject(bad_message::bad_container);
            const incoming_message inner{
                part.msg_id, part.seq_no, outer.body.subspan(part.offset, part.size)};
            if (inner.msg_id <= 0 || inner.msg_id % 4 != 0)
                return state_.reject(inner, bad_message::id_not_of_client, here);
            first = std::min(first, inner.msg_id);
            messages.push_back(inner);
        }
        auto why = state_.received.check_seq(outer.msg_id, outer.seq_no);
        for (const auto& inner : messages)
            if (inner.seq_no > outer.seq_no)
                why = bad_message::seq_too_low;
        if (why != bad_message::none)
            return reject(why);
        state_.announce(first, here);
        // The ids give the order in which the client created the messages, whatever their order in the container.
        std::sort(messages.begin(), messages.end(), [](const auto& left, const auto& right) {
            return left.msg_id < right.msg_id;
        });
        for (const auto& inner : messages)
            if (admit(inner, here))
                handle_message(state_, inner, here);
        state_.received.add(outer.msg_id, outer.seq_no);
    }

    bool admit(const incoming_message& message, const context& here) {
        const auto constructor = mtproto::detail::constructor_of(message.body);
        return state_.admit(message, is_client_service(constructor), here);
    }

    std::int64_t id_;
    session_state state_;
};

} // namespace awaitgram::testing
