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
#include <awaitgram/testing/server/outgoing.hpp>
#include <awaitgram/testing/server/received.hpp>
#include <awaitgram/testing/server/salts.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace awaitgram::testing {

namespace id = mtproto::detail::id;

/// An API query that a session received: an encoded function, unpacked.
struct session_query {
    std::int64_t msg_id{};
    byte_buffer body{};
};

/// What a session leaves to its server to do.
struct session_effects {
    std::vector<session_query> queries{};
    /// Sessions of the same key to forget: the message that asks, and the session.
    std::vector<std::pair<std::int64_t, std::int64_t>> destroy_sessions{};
    /// The message that asks to forget the key, or 0.
    std::int64_t destroy_key = 0;
    /// How many packets had a salt that doesn't hold.
    std::size_t wrong_salts = 0;
    /// Close the connection unless the client pings like this again within so long.
    std::optional<std::chrono::seconds> disconnect_delay{};
};

/// A server's side of one MTProto session: sealed messages in, answers and news out. Pure.
///
/// It judges message ids, sequence numbers, salts and containers as Telegram does, answers service messages by itself, and hands
/// API queries over. What the client doesn't acknowledge is sent again on its next connection.
/// Spec: https://core.telegram.org/mtproto/service_messages
class server_session {
public:
    explicit server_session(std::int64_t id) : id_(id) {}

    [[nodiscard]] std::int64_t id() const noexcept { return id_; }

    /// Takes one opened message of the client, its body apart.
    [[nodiscard]] session_effects receive(
        const mtproto::message_header& header,
        byte_view body,
        key_salts& salts,
        crypto::random_source& random,
        time_point now
    ) {
        session_effects effects;
        effects_ = &effects;
        salts_ = &salts;
        random_ = &random;
        now_ = now;
        receive_outer(header, body);
        if (!acks_.empty()) {
            byte_buffer ack;
            append_le(ack, id::msgs_ack);
            mtproto::detail::append_longs(ack, acks_);
            say(outgoing_kind::service, std::move(ack));
            acks_.clear();
        }
        effects_ = nullptr;
        return effects;
    }

    /// Queues the result of a query: an encoded value, or an rpc_error.
    void answer(std::int64_t msg_id, byte_buffer result, outcome state, time_point now) {
        auto* query = received_.find(msg_id);
        if (state != outcome::refused)
            mtproto::pack_gzip(result);
        byte_buffer body;
        append_le(body, id::rpc_result);
        append_le(body, msg_id);
        append(body, result);
        const auto id = outgoing_.add(outgoing_kind::answer, std::move(body), now);
        if (query != nullptr) {
            query->state = state;
            query->answer = id;
        }
    }

    /// Queues something that nobody asked for: an encoded `Updates`.
    void push(byte_buffer body, time_point now) {
        mtproto::pack_gzip(body);
        outgoing_.add(outgoing_kind::news, std::move(body), now);
    }

    /// Queues the answer to a service message.
    void reply(byte_buffer body, time_point now) {
        outgoing_.add(outgoing_kind::service, std::move(body), now);
    }

    /// What became of an earlier message, for queries that depend on it; nothing when it never came.
    [[nodiscard]] std::optional<outcome> outcome_of(std::int64_t msg_id) const {
        const auto* message = received_.find(msg_id);
        return message == nullptr ? std::nullopt : std::optional{message->state};
    }

    /// The session has a new connection: what has no receipt goes out once more.
    void reconnected() { outgoing_.send_all_again(); }

    /// Appends the next sealed packet; false when there is nothing to send.
    [[nodiscard]] bool poll_packet(
        const crypto::auth_key& key,
        key_salts& salts,
        crypto::random_source& random,
        time_point now,
        byte_buffer& packet
    ) {
        const auto next = outgoing_.take(now);
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

    /// Queries of this session get no updates and nothing that wasn't asked for.
    bool without_updates = false;

private:
    using reader = mtproto::detail::reader;

    void say(outgoing_kind kind, byte_buffer body) { outgoing_.add(kind, std::move(body), now_); }

    void reject(std::int64_t msg_id, std::int32_t seq_no, bad_message why) {
        byte_buffer body;
        append_le(
            body, why == bad_message::wrong_salt ? id::bad_server_salt : id::bad_msg_notification
        );
        append_le(body, msg_id);
        append_le(body, seq_no);
        append_le(body, static_cast<std::int32_t>(why));
        if (why == bad_message::wrong_salt)
            append_le(body, salts_->current(now_, *random_));
        say(outgoing_kind::service, std::move(body));
    }

    void receive_outer(const mtproto::message_header& header, byte_view body) {
        const auto bad = [&](bad_message why) { reject(header.msg_id, header.seq_no, why); };
        if (const auto why = received_messages::check_id(header.msg_id, now_);
            why != bad_message::none)
            return bad(why);
        if (!salts_->accepts(header.salt, now_)) {
            ++effects_->wrong_salts;
            return bad(bad_message::wrong_salt);
        }
        if (!mtproto::is_container(body)) {
            if (admit(header.msg_id, header.seq_no, body)) {
                announce(header.msg_id);
                handle(header.msg_id, header.seq_no, body, 0);
            }
            return;
        }
        if (received_.find(header.msg_id) != nullptr)
            return bad(bad_message::container_seen);
        if (received_.forgotten(header.msg_id))
            return bad(bad_message::too_old);
        std::vector<mtproto::inner_message> messages;
        if (mtproto::split_container(body, header.msg_id, crypto::direction::to_server, messages))
            return bad(bad_message::bad_container);
        if (header.seq_no % 2 != 0)
            return bad(bad_message::even_expected);
        auto first = header.msg_id;
        for (const auto& message : messages) {
            if (message.msg_id <= 0 || message.msg_id % 4 != 0)
                return reject(message.msg_id, message.seq_no, bad_message::id_not_of_client);
            first = std::min(first, message.msg_id);
        }
        auto why = received_.check_seq(header.msg_id, header.seq_no);
        for (const auto& message : messages)
            if (message.seq_no > header.seq_no)
                why = bad_message::seq_too_low;
        if (why != bad_message::none)
            return bad(why);
        announce(first);
        // Ids tell the order in which the client made them, whatever their order inside.
        std::sort(messages.begin(), messages.end(), [](const auto& left, const auto& right) {
            return left.msg_id < right.msg_id;
        });
        for (const auto& message : messages) {
            const auto inner = body.subspan(message.offset, message.size);
            if (admit(message.msg_id, message.seq_no, inner))
                handle(message.msg_id, message.seq_no, inner, 0);
        }
        received_.add(header.msg_id, header.seq_no);
    }

    /// Whether a message may be handled; it is answered here if not.
    bool admit(std::int64_t msg_id, std::int32_t seq_no, byte_view body) {
        if (const auto* known = received_.find(msg_id)) {
            if (known->answer == 0 || !outgoing_.send_again(known->answer))
                acknowledge(msg_id, seq_no);
            return false;
        }
        auto why = bad_message::none;
        if (received_.forgotten(msg_id))
            why = bad_message::too_old;
        else if (const auto constructor = mtproto::detail::constructor_of(body);
                 constructor == id::msg_copy && seq_no % 2 != 0)
            why = bad_message::even_expected;
        else if (!is_service(constructor) && seq_no % 2 == 0)
            why = bad_message::odd_expected;
        else
            why = received_.check_seq(msg_id, seq_no);
        if (why != bad_message::none) {
            reject(msg_id, seq_no, why);
            return false;
        }
        received_.add(msg_id, seq_no);
        return true;
    }

    void acknowledge(std::int64_t msg_id, std::int32_t seq_no) {
        if (seq_no % 2 != 0)
            acks_.push_back(msg_id);
        if (auto* known = received_.find(msg_id); known && known->state == outcome::received)
            known->state = outcome::acknowledged;
    }

    /// The first thing a session says: that it is new, and since which message.
    void announce(std::int64_t first_msg_id) {
        if (std::exchange(announced_, true))
            return;
        std::uint8_t unique[8]{};
        (void)random_->fill(unique);
        byte_buffer body;
        append_le(body, id::new_session_created);
        append_le(body, first_msg_id);
        append_le(body, load_le<std::int64_t>(unique));
        append_le(body, salts_->current(now_, *random_));
        say(outgoing_kind::news, std::move(body));
    }

    void handle(std::int64_t msg_id, std::int32_t seq_no, byte_view body, int depth);
    void handle_service(
        std::uint32_t constructor, std::int64_t msg_id, std::int32_t seq_no, reader in, int depth
    );
    void drop_answer(std::int64_t msg_id, std::int64_t dropped);
    void tell_states(std::int64_t msg_id, byte_view ids);
    void resend(std::int64_t msg_id, byte_view ids);
    void tell_salts(std::int64_t msg_id, std::int32_t count);
    static bool is_service(std::uint32_t constructor) noexcept;

    std::int64_t id_;
    bool announced_ = false;
    received_messages received_;
    outgoing_messages outgoing_;
    std::vector<std::int64_t> acks_;

    session_effects* effects_ = nullptr;
    key_salts* salts_ = nullptr;
    crypto::random_source* random_ = nullptr;
    time_point now_{};
};

} // namespace awaitgram::testing

#include <awaitgram/testing/server/detail/service.hpp>
