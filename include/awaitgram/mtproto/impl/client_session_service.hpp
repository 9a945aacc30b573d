// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>

// How a session reads service messages: https://core.telegram.org/mtproto/service_messages

namespace awaitgram::mtproto {

/// Reads one service message. An answer to no question of ours is ignored; a malformed message is an error.
AWAITGRAM_DECL std::error_code client_session::on_service(const incoming& message) {
    detail::reader in{message.body};
    switch (in.uint32()) {
    case detail::id::msgs_ack:
        return on_acks(in);
    case detail::id::pong:
        return on_pong(in, message);
    case detail::id::ping:
    case detail::id::ping_delay_disconnect:
        return on_ping(in, message);
    case detail::id::future_salts:
        return on_salts(in, message);
    case detail::id::new_session_created:
        return on_new_session(in, message);
    case detail::id::bad_server_salt:
        return on_rejection(in, message, true);
    case detail::id::bad_msg_notification:
        return on_rejection(in, message, false);
    case detail::id::msgs_state_req:
        return on_state_request(in, message);
    case detail::id::msgs_state_info:
        return on_state_info(in, message);
    case detail::id::msgs_all_info:
        return on_all_info(in);
    case detail::id::msg_resend_req:
        return on_resend_request(in, message);
    case detail::id::msg_detailed_info:
        (void)in.int64(); // the query it answers
        return on_announced_answer(in, message);
    case detail::id::msg_new_detailed_info:
        return on_announced_answer(in, message);
    default:
        return {};
    }
}

AWAITGRAM_DECL std::error_code client_session::on_acks(detail::reader& in) {
    const auto ids = in.longs();
    if (!in.finished())
        return errc::malformed;
    const auto most = std::min(ids.size(), ack_collector::batch * 8);
    for (std::size_t at = 0; at != most; at += 8)
        outbox_.acknowledge(load_le<std::int64_t>(ids.data() + at));
    return {};
}

AWAITGRAM_DECL std::error_code
client_session::on_pong(detail::reader& in, const incoming& message) {
    const auto to = in.int64();
    const auto ping_id = in.int64();
    if (!in.finished())
        return errc::malformed;
    if (keepalive_.answered(to, ping_id))
        note_answer(to, message);
    return {};
}

AWAITGRAM_DECL std::error_code
client_session::on_ping(detail::reader& in, const incoming& message) {
    const auto ping_id = in.int64();
    if (!in.ok())
        return errc::malformed;
    controls_.push(sent_kind::pong, detail::id::pong, message.msg_id, ping_id);
    return {};
}

///     | ae500895 | req_msg_id (8) | now (4) | count (4) | { since (4) | until (4) | salt (8) } ... |
AWAITGRAM_DECL std::error_code
client_session::on_salts(detail::reader& in, const incoming& message) {
    const auto to = in.int64();
    (void)in.int32(); // the server's time, which the message's id shows more exactly
    const auto count = in.uint32();
    const auto list = in.take(std::size_t{count} * 16);
    if (!in.finished())
        return errc::malformed;
    if (salts_request_id_ == 0 || to != salts_request_id_)
        return {};
    salts_request_id_ = 0;
    note_answer(to, message);
    if (count > 64)
        return {};
    detail::list<server_salt> salts;
    for (std::size_t at = 0; at != list.size(); at += 16)
        salts.push_back(
            {load_le<std::int64_t>(list.data() + at + 8),
             load_le<std::int32_t>(list.data() + at),
             load_le<std::int32_t>(list.data() + at + 4)}
        );
    salts_.learn({salts.data(), salts.size()}, clock_.at(message.now));
    events_.push(salts_learned{});
    return {};
}

AWAITGRAM_DECL std::error_code
client_session::on_new_session(detail::reader& in, const incoming& message) {
    constexpr std::size_t most = 64;
    const auto first_id = in.int64();
    const auto unique_id = in.int64();
    const auto salt = in.int64();
    if (!in.finished())
        return errc::malformed;
    for (const auto known : known_sessions_)
        if (known == unique_id)
            return {};
    if (known_sessions_.size() == most)
        known_sessions_.erase(0, 1);
    known_sessions_.push_back(unique_id);
    // One of several valid salts is no reason to forget the others.
    if (!salts_.accepts(salt, clock_.at(message.now)))
        adopt_salt(salt, message.now);
    events_.push_session_created();

    // What was sent before the session began is lost to it.
    for (auto* next = outbox_.newest(); next != nullptr;) {
        auto& sent = *std::exchange(next, next->older); // a query that fails is removed
        const auto* out = outbox_.log().find(sent.msg_id);
        if (sent.at != query::stage::waiting && out != nullptr && out->outer_id < first_id)
            resend_or_fail(sent);
    }
    return {};
}

/// The server asks which of its messages arrived.
AWAITGRAM_DECL std::error_code
client_session::on_state_request(detail::reader& in, const incoming& message) {
    const auto ids = in.longs();
    if (!in.finished())
        return errc::malformed;
    if (ids.size() / 8 > ack_collector::batch)
        return {};
    byte_buffer states;
    for (std::size_t at = 0; at != ids.size(); at += 8)
        states.push_back(received_.state_of(load_le<std::int64_t>(ids.data() + at)));
    controls_.push_states(message.msg_id, states);
    return {};
}

/// The answer to our request for the states of the messages sent before the last connection broke.
AWAITGRAM_DECL std::error_code
client_session::on_state_info(detail::reader& in, const incoming& message) {
    const auto to = in.int64();
    const auto states = in.string();
    if (!in.finished())
        return errc::malformed;
    if (state_request_id_ == 0 || to != state_request_id_)
        return {};
    state_request_id_ = 0;
    states_due_.reset();
    note_answer(to, message);
    const auto asked = std::move(asked_states_);
    asked_states_.clear();
    return on_states(
        {reinterpret_cast<const std::uint8_t*>(asked.data()), asked.size() * 8}, states
    );
}

AWAITGRAM_DECL std::error_code client_session::on_all_info(detail::reader& in) {
    const auto ids = in.longs();
    const auto states = in.string();
    if (!in.finished())
        return errc::malformed;
    return on_states(ids, states);
}

/// Resends the queries that the server never received.
///
///     state byte, low three bits: 1 too old to know, 2 and 3 not received, 4 received; the rest doesn't matter here
AWAITGRAM_DECL std::error_code client_session::on_states(byte_view ids, byte_view states) {
    if (ids.size() != states.size() * 8)
        return errc::malformed;
    for (const auto state : states)
        if ((state & 7) < 1 || (state & 7) > 4)
            return errc::malformed;
    for (std::size_t i = 0; i != states.size(); ++i) {
        const auto* sent = outbox_.log().find(load_le<std::int64_t>(ids.data() + i * 8));
        if (sent == nullptr)
            continue;
        if ((states[i] & 7) == 4)
            outbox_.acknowledge(sent->msg_id);
        else if (auto* asked = outbox_.current(*sent))
            outbox_.resend(*asked); // lost on the way, not rejected
    }
    return {};
}

/// The server wants messages of ours again: queries are sent under new ids, all others are reported as gone.
AWAITGRAM_DECL std::error_code
client_session::on_resend_request(detail::reader& in, const incoming& message) {
    const auto ids = in.longs();
    if (!in.finished())
        return errc::malformed;
    if (ids.size() / 8 > ack_collector::batch)
        return {};
    byte_buffer states;
    auto gone = false;
    for (std::size_t at = 0; at != ids.size(); at += 8) {
        const auto* sent = outbox_.log().find(load_le<std::int64_t>(ids.data() + at));
        auto* asked = sent != nullptr ? outbox_.current(*sent) : nullptr;
        states.push_back(asked != nullptr ? 4 : 1);
        if (asked != nullptr)
            resend_or_fail(*asked);
        else
            gone = true;
    }
    if (!gone)
        return {};
    controls_.push_states(message.msg_id, states);
    return {};
}

/// The server has a long answer and asks whether it arrived.
AWAITGRAM_DECL std::error_code
client_session::on_announced_answer(detail::reader& in, const incoming& message) {
    const auto answer_id = in.int64();
    (void)in.int64(); // its size and a status that is always zero
    if (!in.finished())
        return errc::malformed;
    if (received_.judge(answer_id) != received_ids::verdict::fresh) {
        acks_.add(answer_id, message.now);
        return {};
    }
    if (requested_answers_.judge(answer_id) != received_ids::verdict::fresh ||
        wanted_answers_.size() >= ack_collector::batch)
        return {};
    requested_answers_.insert(answer_id);
    wanted_answers_.push_back(answer_id);
    return {};
}

/// The server rejected a message of ours; believed only of a message that went out lately, and once.
///
///     | a7eff811 or edab447b | bad_msg_id (8) | bad_msg_seqno (4) | error_code (4) | new_server_salt (8), edab447b only |
AWAITGRAM_DECL std::error_code
client_session::on_rejection(detail::reader& in, const incoming& message, bool salt_follows) {
    const auto bad_id = in.int64();
    (void)in.int32();
    const auto code = in.int32();
    const auto salt = salt_follows ? in.int64() : 0;
    if (!in.finished())
        return errc::malformed;
    auto* rejected = outbox_.log().find(bad_id);
    if (rejected == nullptr || rejected->rejected ||
        rejected->when + sent_log::memory < message.now)
        return {};

    // Messages sent before the last correction were bound to be rejected; only later ones show that it did not help.
    constexpr int most_in_a_row = 16;
    if (bad_id > corrected_at_) {
        corrected_at_ = ids_.last();
        if (++rejections_in_a_row_ > most_in_a_row)
            return errc::too_many_rejections;
    }
    if (salt_follows)
        adopt_salt(salt, message.now);
    return react(*rejected, salt_follows ? 48 : code, message);
}

} // namespace awaitgram::mtproto
