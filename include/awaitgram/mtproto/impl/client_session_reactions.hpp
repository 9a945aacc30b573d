// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/detail/seconds.hpp>

// Reactions of a session to rejected messages; changes of its salt, clock and session id.

namespace awaitgram::mtproto {

/// Spec: https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
AWAITGRAM_DECL std::error_code
client_session::react(sent_message& rejected, std::int32_t code, const incoming& message) {
    const auto now = message.now;
    switch (code) {
    case 16: // msg_id too low: the local clock is slow
        clock_.correct(message.msg_id, now);
        resend_group(rejected, message);
        return {};
    case 17: // msg_id too high: the local clock is fast, and the session has ids from the future
        resend_group(rejected, message);
        if (clock_.correct(message.msg_id, now) && !message.left)
            change_due_ = true;
        return {};
    case 20: // too old for the server to know whether it received it
        for (auto& part : log_of(message).group_of(rejected)) {
            auto* sent = outbox_.current(part);
            if (part.rejected || sent == nullptr)
                continue;
            part.rejected = true;
            repeat_or_fail(*sent, true);
        }
        resend_group(rejected, message); // what is no query
        return {};
    case 48: // wrong salt
        resend_group(rejected, message);
        return {};
    case 32: // seq_no too low
    case 33: // seq_no too high
        resend_group(rejected, message);
        if (!message.left)
            change_due_ = true;
        return {};
    case 64: { // broken container
        for (const auto& part : log_of(message).group_of(rejected))
            if (auto* sent = outbox_.current(part))
                sent->alone = true;
        resend_group(rejected, message);
        return {};
    }
    case 18: // msg_id not divisible by four
    case 19: // container with the id of another message
    case 34: // even seq_no expected
    case 35: // odd seq_no expected
        refuse_group(rejected, message);
        return {};
    default:
        resend_group(rejected, message);
        return errc::message_refused;
    }
}

/// Sends a rejected message, or the contents of a rejected container, again under new ids.
AWAITGRAM_DECL void client_session::resend_group(sent_message& rejected, const incoming& message) {
    for (auto& part : log_of(message).group_of(rejected)) {
        part.rejected = true;
        resend_part(part, message.now);
    }
}

AWAITGRAM_DECL void client_session::resend_part(const sent_message& part, time_point now) {
    switch (part.kind) {
    case sent_kind::query:
        if (auto* sent = outbox_.current(part))
            resend_or_fail(*sent);
        break;
    case sent_kind::ping:
        keepalive_.rejected(part.msg_id, now);
        break;
    case sent_kind::salts_request:
        salts_asked_at_ = {};
        break;
    case sent_kind::state_request:
        if (part.msg_id == state_request_id_)
            queue_state_request(now);
        break;
    case sent_kind::destroy_key:
        if (destroys_key_)
            destroy_key();
        break;
    case sent_kind::container:
    case sent_kind::acks: // the server repeats messages that it considers lost
    case sent_kind::pong:
    case sent_kind::state_info:
    case sent_kind::drop_answer:
    case sent_kind::answer_request: // sent again after the next question about the answer
        break;
    case sent_kind::resend_request: // the server repeats the announcement of answers
        requested_answers_.clear();
        break;
    }
}

/// Fails the queries of a message that would be refused again.
AWAITGRAM_DECL void client_session::refuse_group(sent_message& rejected, const incoming& message) {
    for (auto& part : log_of(message).group_of(rejected)) {
        part.rejected = true;
        if (auto* sent = outbox_.current(part))
            fail(*sent, errc::message_refused);
    }
}

/// Sends a query again that the server claims not to have. If it acknowledged the query before, that is not certain.
AWAITGRAM_DECL void client_session::resend_or_fail(query& rejected) {
    if (rejected.at == query::stage::received)
        return repeat_or_fail(rejected, true);
    if (!outbox_.resend_rejected(rejected))
        fail(rejected, errc::too_many_rejections);
}

/// Sends a query again that the server may have received, if its delivery allows it. `blamed`: the server caused it, and must
/// not do so endlessly.
AWAITGRAM_DECL void client_session::repeat_or_fail(query& uncertain, bool blamed) {
    if (uncertain.promised == delivery::at_most_once)
        return fail(uncertain, errc::fate_unknown);
    const repeated told{uncertain.id, uncertain.owner};
    if (!blamed)
        outbox_.resend(uncertain);
    else if (!outbox_.resend_rejected(uncertain))
        return fail(uncertain, errc::too_many_rejections);
    events_.push(told);
}

/// The server answered a message: it is alive, and the clock was accurate enough.
AWAITGRAM_DECL void client_session::note_answer(std::int64_t to, const incoming& message) {
    rejections_in_a_row_ = 0;
    // An answer cannot be older than its query: if it seems to be, the local clock is fast.
    if (time_of(message.msg_id) + detail::seconds(15) < time_of(to))
        clock_.correct(message.msg_id, message.now);
    else
        clock_.confirm();
}

/// Reports a clock correction that should be stored to the driver.
AWAITGRAM_DECL void client_session::note_clock() {
    const auto moved = clock_.offset() - told_offset_;
    if (moved > detail::seconds(-1) && moved < detail::seconds(1))
        return;
    told_offset_ = clock_.offset();
    events_.push(time_changed{told_offset_});
}

AWAITGRAM_DECL std::vector<server_salt> client_session::salts(time_point now) const {
    const auto server_now = clock_.at(now);
    const auto known = salts_.known();
    std::vector<server_salt> all(known.begin(), known.end());
    if (!salts_.accepts(salts_.current(), server_now)) {
        const auto second = unix_seconds(server_now);
        all.push_back({salts_.current(), second, second + 1800});
    }
    return all;
}

AWAITGRAM_DECL void client_session::adopt_salt(std::int64_t salt, time_point now) {
    if (salt == salts_.current())
        return;
    salts_.adopt(salt, clock_.at(now));
    salts_asked_at_ = {};
    events_.push(salt_changed{salt});
}

/// Begins a session that is new to the server; the salt is kept, because it belongs to the key.
AWAITGRAM_DECL void client_session::start_session() {
    session_id_ = 0;
    while (session_id_ == 0 && !broken_)
        if (!random_->fill({reinterpret_cast<std::uint8_t*>(&session_id_), sizeof session_id_}))
            broken_ = errc::no_randomness;
    ids_ = {};
    known_sessions_.clear();
    corrected_at_ = 0;
    received_.clear();
    requested_answers_.clear();
    acks_.clear();
    controls_.clear();
    wanted_answers_.clear();
    lost_answers_.clear();
    asked_states_.clear();
    state_request_id_ = 0;
    salts_request_id_ = 0;
    salts_asked_at_ = {};
    states_due_.reset();
    initialised_ = false;
    change_due_ = false;
    unusable_since_ = 0;
}

/// Leaves a session whose sequence numbers the server no longer accepts, or in which it repeats a message that is of no use.
///
/// As long as the connection lasts, the server can still answer what it received in that session.
AWAITGRAM_DECL void client_session::change_session(time_point now) {
    end_left(true);
    left_session_ = session_id_;
    outbox_.leave();
    left_at_ = now;
    left_due_ = now + options_.state_timeout;
    start_session();
    keepalive_.restart(now);
    events_.push_session_created(); // updates of that session may be missing
}

/// Ends the wait for reactions in the session that was left: without one, or with nothing but an acknowledgement.
AWAITGRAM_DECL void client_session::end_left(bool received_too) {
    for (auto* next = outbox_.oldest(); next != nullptr;) {
        auto& sent = *std::exchange(next, next->newer); // a query that fails is removed
        if (sent.left && (received_too || sent.at != query::stage::received))
            repeat_or_fail(sent, false);
    }
    if (!received_too)
        return;
    outbox_.forget_left();
    left_due_.reset();
}

/// The server reacts soon to what it receives, but may need a minute to answer it.
AWAITGRAM_DECL void client_session::tick_left(time_point now) {
    constexpr auto longest = detail::seconds(60);
    const auto last = left_at_ + longest;
    end_left(now >= last);
    if (left_due_)
        left_due_ = last;
}

} // namespace awaitgram::mtproto
