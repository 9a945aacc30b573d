// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>

// How a session reads service messages: https://core.telegram.org/mtproto/service_messages
// To read one more: its constructor in detail/wire.hpp, its function and its row here.

namespace awaitgram::mtproto {

/// The service messages that a session reads, one function and one row each.
struct client_session::service_messages {
    [[gnu::cold]] static std::error_code
    msgs_ack(client_session& session, detail::reader& in, const incoming& message) {
        const auto ids = in.longs();
        if (!in.finished())
            return errc::malformed;
        const auto most = std::min(ids.size(), ack_collector::batch * 8);
        for (std::size_t at = 0; at != most; at += 8)
            session.outbox_.acknowledge(
                session.log_of(message), load_le<std::int64_t>(ids.data() + at)
            );
        return {};
    }

    [[gnu::cold]] static std::error_code
    pong(client_session& session, detail::reader& in, const incoming& message) {
        const auto to = in.int64();
        const auto ping_id = in.int64();
        if (!in.finished())
            return errc::malformed;
        if (session.keepalive_.answered(to, ping_id)) {
            const auto trip = session.keepalive_.since_sent(message.now);
            auto& smooth = session.round_trip_;
            smooth = smooth == time_point::duration{} ? trip : (3 * smooth + trip) / 4;
            session.note_answer(to, message);
        }
        return {};
    }

    [[gnu::cold]] static std::error_code
    ping(client_session& session, detail::reader& in, const incoming& message) {
        const auto ping_id = in.int64();
        if (!in.ok())
            return errc::malformed;
        session.controls_.push(sent_kind::pong, detail::id::pong, message.msg_id, ping_id);
        return {};
    }

    ///     | ae500895 | req_msg_id (8) | now (4) | count (4) | { since (4) | until (4) | salt (8) } ... |
    [[gnu::cold]] static std::error_code
    future_salts(client_session& session, detail::reader& in, const incoming& message) {
        const auto to = in.int64();
        (void)in.int32(); // the server's time, which the message's id shows more exactly
        const auto count = in.uint32();
        const auto list = in.take(std::size_t{count} * 16);
        if (!in.finished())
            return errc::malformed;
        if (session.salts_request_id_ == 0 || to != session.salts_request_id_)
            return {};
        session.salts_request_id_ = 0;
        session.note_answer(to, message);
        if (count > 64)
            return {};
        detail::list<server_salt> salts;
        for (std::size_t at = 0; at != list.size(); at += 16)
            salts.push_back(
                {load_le<std::int64_t>(list.data() + at + 8),
                 load_le<std::int32_t>(list.data() + at),
                 load_le<std::int32_t>(list.data() + at + 4)}
            );
        session.salts_.learn({salts.data(), salts.size()}, session.clock_.at(message.now));
        session.events_.push(salts_learned{});
        return {};
    }

    [[gnu::cold]] static std::error_code
    new_session_created(client_session& session, detail::reader& in, const incoming& message) {
        constexpr std::size_t most = 64;
        const auto first_id = in.int64();
        const auto unique_id = in.int64();
        const auto salt = in.int64();
        if (!in.finished())
            return errc::malformed;
        for (const auto known : session.known_sessions_)
            if (known == unique_id)
                return {};
        if (session.known_sessions_.size() == most)
            session.known_sessions_.erase(0, 1);
        session.known_sessions_.push_back(unique_id);
        // One of several valid salts is no reason to forget the others.
        if (!session.salts_.accepts(salt, session.clock_.at(message.now)))
            session.adopt_salt(salt, message.now);
        session.events_.push_session_created();

        // What was sent before the session began is lost to it, and may have been executed before.
        for (auto* next = session.outbox_.newest(); next != nullptr;) {
            auto& sent = *std::exchange(next, next->older); // a query that fails is removed
            const auto* out = session.outbox_.log().find(sent.msg_id);
            if (sent.at != query::stage::waiting && !sent.left && out != nullptr &&
                out->outer_id < first_id)
                session.repeat_or_fail(sent, true);
        }
        return {};
    }

    /// The server asks which of its messages arrived.
    [[gnu::cold]] static std::error_code
    msgs_state_req(client_session& session, detail::reader& in, const incoming& message) {
        const auto ids = in.longs();
        if (!in.finished())
            return errc::malformed;
        if (ids.size() / 8 > ack_collector::batch)
            return {};
        byte_buffer states;
        for (std::size_t at = 0; at != ids.size(); at += 8)
            states.push_back(session.received_.state_of(load_le<std::int64_t>(ids.data() + at)));
        session.controls_.push_states(message.msg_id, states);
        return {};
    }

    /// The answer to the question about messages that were sent before the last connection broke, or wait for answers.
    [[gnu::cold]] static std::error_code
    msgs_state_info(client_session& session, detail::reader& in, const incoming& message) {
        const auto to = in.int64();
        const auto states = in.string();
        if (!in.finished())
            return errc::malformed;
        if (session.state_request_id_ == 0 || to != session.state_request_id_)
            return {};
        session.note_answer(to, message);
        const auto asked = std::move(session.asked_states_);
        session.end_state_request();
        const auto error = apply_states(
            session, {reinterpret_cast<const std::uint8_t*>(asked.data()), asked.size() * 8}, states
        );
        if (!error)
            session.queue_state_request(message.now); // about further doubtful queries
        return error;
    }

    [[gnu::cold]] static std::error_code
    msgs_all_info(client_session& session, detail::reader& in, const incoming& /*message*/) {
        const auto ids = in.longs();
        const auto states = in.string();
        if (!in.finished())
            return errc::malformed;
        return apply_states(session, ids, states);
    }

    /// Resends the queries that the server never received, and requests answers that got lost.
    ///
    ///     state byte, low three bits: 1 too old to know, 2 and 3 not received, 4 received; plus 64: an answer exists
    [[gnu::cold]] static std::error_code
    apply_states(client_session& session, byte_view ids, byte_view states) {
        if (ids.size() != states.size() * 8)
            return errc::malformed;
        for (const auto state : states)
            if ((state & 7) < 1 || (state & 7) > 4)
                return errc::malformed;
        for (std::size_t i = 0; i != states.size(); ++i) {
            const auto* sent =
                session.outbox_.log().find(load_le<std::int64_t>(ids.data() + i * 8));
            if (sent == nullptr)
                continue;
            auto* const asked = session.outbox_.current(*sent);
            if ((states[i] & 7) == 4) {
                // After a break, the server sends its answers again by itself.
                const auto live = asked != nullptr && !asked->doubtful;
                session.outbox_.acknowledge(session.outbox_.log(), sent->msg_id);
                if (live)
                    request_answer(session, *asked, (states[i] & 64) != 0);
            } else if (asked == nullptr)
                continue;
            else if ((states[i] & 7) == 1 || asked->at == query::stage::received)
                session.repeat_or_fail(*asked, false); // too old to know, or acknowledged before
            else
                session.outbox_.resend(*asked); // lost on the way, not rejected
        }
        return {};
    }

    /// Requests the answer to a query about which the server was asked. `exists`: it is not being computed, but got lost.
    [[gnu::cold]] static void request_answer(client_session& session, query& asked, bool exists) {
        // After this many questions, only a new connection can help.
        constexpr int most = 4;
        if (asked.times_asked < (exists ? 1 : 2))
            return;
        if (session.lost_answers_.size() != ack_collector::batch)
            session.lost_answers_.push_back(asked.msg_id);
        session.answer_lost_ = session.answer_lost_ || (exists && asked.times_asked == most);
    }

    /// The server wants messages of ours again: queries are sent under new ids, all others are reported as gone.
    [[gnu::cold]] static std::error_code
    msg_resend_req(client_session& session, detail::reader& in, const incoming& message) {
        const auto ids = in.longs();
        if (!in.finished())
            return errc::malformed;
        if (ids.size() / 8 > ack_collector::batch)
            return {};
        byte_buffer states;
        auto gone = false;
        for (std::size_t at = 0; at != ids.size(); at += 8) {
            const auto* sent = session.outbox_.log().find(load_le<std::int64_t>(ids.data() + at));
            auto* asked = sent != nullptr ? session.outbox_.current(*sent) : nullptr;
            states.push_back(asked != nullptr ? 4 : 1);
            if (asked == nullptr)
                gone = true;
            else
                session.resend_or_fail(*asked);
        }
        if (!gone)
            return {};
        session.controls_.push_states(message.msg_id, states);
        return {};
    }

    /// The server has a long answer and asks whether it arrived.
    [[gnu::cold]] static std::error_code
    announced_answer(client_session& session, detail::reader& in, const incoming& message) {
        const auto answer_id = in.int64();
        (void)in.int64(); // its size and a status that is always zero
        if (!in.finished())
            return errc::malformed;
        const auto verdict = session.received_.judge(answer_id);
        if (verdict == received_ids::verdict::duplicate)
            session.acks_.add(answer_id, message.now);
        if (verdict == received_ids::verdict::too_old)
            session.change_due_ = true;
        if (verdict != received_ids::verdict::fresh)
            return {};
        if (session.requested_answers_.judge(answer_id) != received_ids::verdict::fresh ||
            session.wanted_answers_.size() >= ack_collector::batch)
            return {};
        session.requested_answers_.insert(answer_id);
        session.wanted_answers_.push_back(answer_id);
        return {};
    }

    /// The key is gone, was not known, or cannot be destroyed: believed only of an answer.
    [[gnu::cold]] static std::error_code destroy_auth_key_answered(
        client_session& session, detail::reader& /*in*/, const incoming& /*message*/
    ) {
        if (std::exchange(session.destroys_key_, false))
            session.events_.push(key_destroyed{});
        return {};
    }

    /// The server rejected a message of ours; believed only of a message that went out lately, and once.
    ///
    ///     | a7eff811 or edab447b | bad_msg_id (8) | bad_msg_seqno (4) | error_code (4) | new_server_salt (8), edab447b only |
    [[gnu::cold]] static std::error_code rejection(
        client_session& session, detail::reader& in, const incoming& message, bool salt_follows
    ) {
        const auto bad_id = in.int64();
        (void)in.int32();
        const auto code = in.int32();
        const auto salt = salt_follows ? in.int64() : 0;
        if (!in.finished())
            return errc::malformed;
        auto* rejected = session.log_of(message).find(bad_id);
        if (rejected == nullptr || rejected->rejected ||
            rejected->when + sent_log::memory < message.now)
            return {};

        // Messages sent before the last correction were bound to be rejected; only later ones show that it did not help.
        constexpr int most_in_a_row = 16;
        if (!message.left && bad_id > session.corrected_at_) {
            session.corrected_at_ = session.ids_.last();
            if (++session.rejections_in_a_row_ > most_in_a_row)
                return errc::too_many_rejections;
        }
        if (salt_follows)
            session.adopt_salt(salt, message.now);
        return session.react(*rejected, salt_follows ? 48 : code, message);
    }

    [[gnu::cold]] static std::error_code
    msg_detailed_info(client_session& session, detail::reader& in, const incoming& message) {
        (void)in.int64(); // the query that it answers
        return announced_answer(session, in, message);
    }

    [[gnu::cold]] static std::error_code
    bad_server_salt(client_session& session, detail::reader& in, const incoming& message) {
        return rejection(session, in, message, true);
    }

    [[gnu::cold]] static std::error_code
    bad_msg_notification(client_session& session, detail::reader& in, const incoming& message) {
        return rejection(session, in, message, false);
    }

    struct row {
        std::uint32_t constructor;
        std::error_code (*read)(client_session&, detail::reader&, const incoming&);
    };

    static constexpr row table[] = {
        {detail::id::msgs_ack, msgs_ack},
        {detail::id::pong, pong},
        {detail::id::ping, ping},
        {detail::id::ping_delay_disconnect, ping},
        {detail::id::future_salts, future_salts},
        {detail::id::new_session_created, new_session_created},
        {detail::id::bad_server_salt, bad_server_salt},
        {detail::id::bad_msg_notification, bad_msg_notification},
        {detail::id::msgs_state_req, msgs_state_req},
        {detail::id::msgs_state_info, msgs_state_info},
        {detail::id::msgs_all_info, msgs_all_info},
        {detail::id::msg_resend_req, msg_resend_req},
        {detail::id::msg_detailed_info, msg_detailed_info},
        {detail::id::msg_new_detailed_info, announced_answer},
        {detail::id::destroy_auth_key_ok, destroy_auth_key_answered},
        {detail::id::destroy_auth_key_none, destroy_auth_key_answered},
        {detail::id::destroy_auth_key_fail, destroy_auth_key_answered},
    };
};

/// Reads one service message. An answer to no question of ours is ignored; a malformed message is an error.
AWAITGRAM_DECL std::error_code client_session::on_service(const incoming& message) {
    detail::reader in{message.body};
    const auto constructor = in.uint32();
    for (const auto& row : service_messages::table)
        if (row.constructor == constructor)
            return row.read(*this, in, message);
    return {};
}

} // namespace awaitgram::mtproto
