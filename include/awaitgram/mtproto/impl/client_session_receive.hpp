// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/mtproto/client_session.hpp>
#include <awaitgram/mtproto/detail/utf8.hpp>
#include <awaitgram/mtproto/envelope.hpp>
#include <awaitgram/mtproto/gzip.hpp>

// Handling of packets, their messages and results.

namespace awaitgram::mtproto {

AWAITGRAM_DECL std::error_code
client_session::receive(const transport::packet& packet, time_point now) {
    if (broken_)
        return broken_;
    const auto opened = open(options_.key, crypto::direction::to_client, packet.bytes());
    if (!opened)
        return opened.error();
    const auto& header = opened->header;
    const auto left = header.session_id != session_id_;
    // On the connection on which the session was changed, the server still answers in the old one.
    if (left && (left_session_ == 0 || header.session_id != left_session_))
        return errc::wrong_session;
    if (header.msg_id % 2 == 0 || header.msg_id < 0)
        return errc::bad_message_id;
    unpack_budget_ = options_.unpack_limit;
    const tl::frame whole{packet.owner(), packet.bytes()};
    const auto body = whole.bytes().subspan(opened->offset, opened->size);
    const incoming message{&whole, body, header.msg_id, header.seq_no, now, false, left};
    std::error_code error;
    if (left)
        accept_left(message);
    else
        error = accept(message);
    note_clock();
    return conclude(error, now);
}

/// The end of a packet: a session that cannot be used any further is replaced.
AWAITGRAM_DECL std::error_code client_session::conclude(std::error_code error, time_point now) {
    if (change_due_ || (leaving() && asked_states_.empty())) {
        change_session(now);
        return broken_;
    }
    // A session to be left was ended by this error.
    if (error && !leaving()) {
        // With a clock in doubt, it is not the message that is wrong.
        if (error != errc::bad_time || clock_.synchronised())
            unusable_since_ = connection_;
        return error;
    }
    return answer_lost_ ? errc::answer_lost : broken_;
}

/// A frame with a message's body, for an event.
AWAITGRAM_DECL tl::frame client_session::frame_of(const incoming& message) {
    const auto offset = message.body.data() - message.owner->bytes().data();
    return message.owner->subframe(static_cast<std::size_t>(offset), message.body.size());
}

AWAITGRAM_DECL client_session::incoming
client_session::part_of(const incoming& outer, const inner_message& part) {
    auto message = outer;
    message.body = outer.body.subspan(part.offset, part.size);
    message.msg_id = part.msg_id;
    message.seq_no = part.seq_no;
    return message;
}

/// Checks a message against those before it and the clock, then handles it or its parts.
AWAITGRAM_DECL std::error_code client_session::accept(incoming message) {
    const auto verdict = received_.judge(message.msg_id);
    if (verdict != received_ids::verdict::fresh) {
        accept_again(message, verdict);
        return {};
    }
    const auto plausible = clock_.plausible(message.msg_id, message.now);
    tl::frame unpacked;
    if (const auto error = plausible ? unpack(message, unpacked) : std::error_code{})
        return error;
    const auto container = is_container(message.body);
    if (container)
        if (const auto error = split_container(message.body, crypto::direction::to_client, inner_))
            return error;
    if (!plausible)
        return on_bad_time(message, container);
    clock_.at_least(message.msg_id, message.now);
    if (container)
        return accept_inner(message);
    received_.insert(message.msg_id);
    const auto error = process(message);
    if (error)
        received_.remove(message.msg_id);
    return error;
}

/// A message that was received before, or whose id is older than all that are known. The latter begins a new session, or else
/// the server would send it for ever; the answer to a query that has none is no repetition, whatever its id.
AWAITGRAM_DECL void
client_session::accept_again(const incoming& message, received_ids::verdict verdict) {
    if (verdict == received_ids::verdict::duplicate)
        return acknowledge_receipt(message);
    change_due_ = true;
    if (detail::constructor_of(message.body) == detail::id::rpc_result)
        (void)on_result(message);
}

/// A message of the session that was left: only what decides about its queries counts, and repetitions of that do no harm.
AWAITGRAM_DECL void client_session::accept_left(incoming message) {
    tl::frame unpacked;
    if (!clock_.plausible(message.msg_id, message.now) || unpack(message, unpacked))
        return;
    if (!is_container(message.body))
        return process_left(message);
    if (split_container(message.body, crypto::direction::to_client, inner_))
        return;
    for (const auto& part : inner_) {
        auto inner = part_of(message, part);
        tl::frame contents;
        if (!unpack(inner, contents))
            process_left(inner);
    }
}

AWAITGRAM_DECL void client_session::process_left(const incoming& message) {
    switch (detail::constructor_of(message.body)) {
    case detail::id::rpc_result:
        (void)on_result(message);
        break;
    case detail::id::msgs_ack:
    case detail::id::bad_msg_notification:
    case detail::id::bad_server_salt:
        (void)on_service(message);
        break;
    default:
        break;
    }
}

/// Handles the messages of a well-formed container; a bad message does not affect the others.
AWAITGRAM_DECL std::error_code client_session::accept_inner(const incoming& outer) {
    std::error_code first_error;
    for (const auto& part : inner_) {
        auto message = part_of(outer, part);
        const auto verdict = received_.judge(part.msg_id);
        if (verdict != received_ids::verdict::fresh) {
            accept_again(message, verdict);
            continue;
        }
        received_.insert(part.msg_id);
        tl::frame unpacked;
        auto error = unpack(message, unpacked);
        if (!error)
            error = is_container(message.body) ? errc::bad_container : process(message);
        if (error)
            received_.remove(part.msg_id);
        if (error && !first_error)
            first_error = error;
    }
    // After its contents, one of which may have its id.
    if (!first_error && received_.judge(outer.msg_id) == received_ids::verdict::fresh)
        received_.insert(outer.msg_id);
    return first_error;
}

/// Replaces a compressed body with its contents, which are stored in `unpacked` and must not be compressed again.
AWAITGRAM_DECL std::error_code client_session::unpack(incoming& message, tl::frame& unpacked) {
    if (!is_gzip_packed(message.body))
        return {};
    if (message.unpacked)
        return errc::bad_gzip;
    auto value = unpack_gzip(message.body, {.absolute = unpack_budget_});
    if (!value)
        return value.error();
    if (is_gzip_packed(*value))
        return errc::bad_gzip;
    unpack_budget_ -= value->size();
    unpacked = tl::frame{std::move(*value)};
    message.owner = &unpacked;
    message.body = unpacked.bytes();
    message.unpacked = true;
    return {};
}

/// With a wrong clock the time of every message seems wrong, and the messages that report this must still be handled.
AWAITGRAM_DECL std::error_code
client_session::on_bad_time(const incoming& message, bool container) {
    if (!container && excuses_bad_time(message)) {
        received_.insert(message.msg_id);
        return process(message);
    }
    if (container)
        for (const auto& part : inner_) {
            const auto inner = part_of(message, part);
            if (!excuses_bad_time(inner) ||
                received_.judge(inner.msg_id) != received_ids::verdict::fresh)
                continue;
            received_.insert(inner.msg_id);
            return process(inner);
        }
    if (time_of(message.msg_id) > clock_.at(message.now))
        clock_.doubt(); // a message from the future means that the local clock stood still
    return errc::bad_time;
}

/// Whether this is the rejection of a message that was sent recently.
AWAITGRAM_DECL bool client_session::excuses_bad_time(const incoming& message) noexcept {
    const auto constructor = detail::constructor_of(message.body);
    if ((constructor != detail::id::bad_server_salt &&
         constructor != detail::id::bad_msg_notification) ||
        message.body.size() < 12)
        return false;
    const auto* rejected = outbox_.log().find(load_le<std::int64_t>(message.body.data() + 4));
    return rejected != nullptr && !rejected->rejected &&
           rejected->when + sent_log::memory >= message.now;
}

AWAITGRAM_DECL void client_session::acknowledge_receipt(const incoming& message) {
    if (message.seq_no % 2 != 0)
        acks_.add(message.msg_id, message.now);
}

/// Handles one message that is new, in time, unpacked and not a container.
AWAITGRAM_DECL std::error_code client_session::process(const incoming& message) {
    if (message.body.size() < 4)
        return errc::malformed;
    const auto constructor = detail::constructor_of(message.body);
    std::error_code error;
    if (constructor == detail::id::rpc_result)
        error = on_result(message);
    else if (constructor == detail::id::msg_copy)
        error = on_message_copy(message);
    else if (detail::is_service(constructor))
        error = on_service(message);
    else
        events_.push(update{frame_of(message)});
    if (!error)
        acknowledge_receipt(message);
    return error;
}

/// A message in a message: handled unless it was received before.
///
///     | e06046b2 | 5bb8e511 | msg_id (8) | seq_no (4) | bytes (4) | body |
AWAITGRAM_DECL std::error_code client_session::on_message_copy(const incoming& outer) {
    detail::reader in{outer.body};
    in.expect(detail::id::msg_copy);
    in.expect(detail::id::message);
    auto message = outer;
    message.msg_id = in.int64();
    message.seq_no = in.int32();
    const auto size = in.uint32();
    message.body = in.take(size);
    if (!in.finished() || size % 4 != 0 || message.msg_id % 2 == 0 ||
        message.msg_id >= outer.msg_id)
        return errc::malformed;
    const auto verdict = received_.judge(message.msg_id);
    const auto fresh = verdict == received_ids::verdict::fresh;
    tl::frame unpacked;
    if (const auto error = fresh ? unpack(message, unpacked) : std::error_code{})
        return error;
    const auto constructor = detail::constructor_of(message.body);
    if (constructor == detail::id::msg_container || constructor == detail::id::msg_copy)
        return errc::malformed;
    if (!fresh) {
        accept_again(message, verdict);
        return {};
    }
    received_.insert(message.msg_id);
    const auto error = process(message);
    if (error)
        received_.remove(message.msg_id);
    return error;
}

/// The answer to a query. A broken result fails only this query.
///
///     | f35c6d01 | req_msg_id (8) | result |
AWAITGRAM_DECL std::error_code client_session::on_result(const incoming& message) {
    constexpr std::size_t header = 12;
    if (message.body.size() < header)
        return errc::malformed;
    const auto to = load_le<std::int64_t>(message.body.data() + 4);
    const auto* sent = log_of(message).find(to);
    if (sent == nullptr || sent->kind != sent_kind::query)
        return {};
    auto* asked = outbox_.find(sent->request);
    if (asked == nullptr && change_due_)
        return {}; // perhaps an old message, which shows nothing about the clock
    if (sent->wrapped && sent->connection == connection_ && !message.left)
        initialised_ = true;
    note_answer(to, message);
    if (asked == nullptr)
        return {};

    auto result = message;
    result.body = message.body.subspan(header);
    tl::frame unpacked;
    if (const auto error = unpack(result, unpacked)) {
        fail(*asked, error);
        return {};
    }
    switch (detail::constructor_of(result.body)) {
    case detail::id::rpc_error:
        on_refusal(*asked, result.body);
        break;
    case detail::id::rpc_answer_unknown:
    case detail::id::rpc_answer_dropped_running:
    case detail::id::rpc_answer_dropped:
        fail(*asked, errc::unexpected_message);
        break;
    case 0: // shorter than a constructor id
        fail(*asked, errc::malformed);
        break;
    default:
        events_.push(answer{asked->id, frame_of(result), asked->owner});
        outbox_.remove(*asked);
    }
    return {};
}

/// The server refuses a query. If only the description of the client is missing, the query is sent again.
AWAITGRAM_DECL void client_session::on_refusal(query& asked, byte_view error) {
    detail::reader in{error};
    in.expect(detail::id::rpc_error);
    auto code = in.int32();
    const auto text = text_of(in.string());
    if (!in.finished())
        return fail(asked, errc::malformed);
    const auto unknown_client =
        text == "CONNECTION_NOT_INITED" || text == "CONNECTION_LAYER_INVALID";
    if (unknown_client && !options_.init_prefix.empty()) {
        initialised_ = false;
        if (outbox_.resend_rejected(asked))
            return;
    }
    const auto legible = detail::is_utf8(text);
    if (!legible || code == 0 || code <= -10'000 || code >= 10'000)
        code = 500;
    refusal refused{asked.id, code, {}, asked.owner};
    if (legible)
        refused.message = text;
    events_.push(std::move(refused));
    outbox_.remove(asked);
}

} // namespace awaitgram::mtproto
