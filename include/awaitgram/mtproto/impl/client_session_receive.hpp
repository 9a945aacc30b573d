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
    if (header.session_id != session_id_) {
        // On the connection on which the session was changed, messages to the old session are not an attack.
        const auto on_its_way = left_session_ != 0 && header.session_id == left_session_;
        return on_its_way ? std::error_code{} : errc::wrong_session;
    }
    if (header.msg_id % 2 == 0 || header.msg_id < 0)
        return errc::bad_message_id;
    unpack_budget_ = options_.unpack_limit;
    const tl::frame whole{packet.owner(), packet.bytes()};
    const auto body = whole.bytes().subspan(opened->offset, opened->size);
    const auto error = accept({&whole, body, header.msg_id, header.seq_no, now, false});
    note_clock();
    return error ? error : broken_;
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
    if (verdict == received_ids::verdict::too_old)
        return errc::too_old;
    if (verdict == received_ids::verdict::duplicate) {
        acknowledge_receipt(message);
        return {};
    }
    const auto plausible = clock_.plausible(message.msg_id, message.now);
    tl::frame unpacked;
    if (const auto error = plausible ? unpack(message, unpacked) : std::error_code{}) {
        // Authentic but useless: acknowledged, or else it would be sent again on every connection.
        received_.insert(message.msg_id);
        acknowledge_receipt(message);
        return error;
    }
    const auto container = is_container(message.body);
    if (container)
        if (const auto error =
                split_container(message.body, message.msg_id, crypto::direction::to_client, inner_))
            return error;
    if (!plausible)
        return on_bad_time(message, container);
    received_.insert(message.msg_id);
    clock_.at_least(message.msg_id, message.now);
    return container ? accept_inner(message) : process(message);
}

/// Handles the messages of a well-formed container; a bad message does not affect the others.
AWAITGRAM_DECL std::error_code client_session::accept_inner(const incoming& outer) {
    std::error_code first_error;
    for (const auto& part : inner_) {
        auto message = part_of(outer, part);
        if (received_.judge(part.msg_id) != received_ids::verdict::fresh) {
            acknowledge_receipt(message);
            continue;
        }
        received_.insert(part.msg_id);
        tl::frame unpacked;
        auto error = unpack(message, unpacked);
        if (!error)
            error = is_container(message.body) ? errc::bad_container : process(message);
        if (error && !first_error)
            first_error = error;
    }
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
    acknowledge_receipt(message);
    const auto constructor = detail::constructor_of(message.body);
    if (constructor == detail::id::rpc_result)
        return on_result(message);
    if (constructor == detail::id::msg_copy)
        return on_message_copy(message);
    if (detail::is_service(constructor))
        return on_service(message);
    events_.push(update{frame_of(message)});
    return {};
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
    const auto fresh = received_.judge(message.msg_id) == received_ids::verdict::fresh;
    tl::frame unpacked;
    if (const auto error = fresh ? unpack(message, unpacked) : std::error_code{})
        return error;
    const auto constructor = detail::constructor_of(message.body);
    if (constructor == detail::id::msg_container || constructor == detail::id::msg_copy)
        return errc::malformed;
    if (!fresh) {
        acknowledge_receipt(message);
        return {};
    }
    received_.insert(message.msg_id);
    return process(message);
}

/// The answer to a query. A broken result fails only this query.
///
///     | f35c6d01 | req_msg_id (8) | result |
AWAITGRAM_DECL std::error_code client_session::on_result(const incoming& message) {
    constexpr std::size_t header = 12;
    if (message.body.size() < header)
        return errc::malformed;
    const auto to = load_le<std::int64_t>(message.body.data() + 4);
    const auto* sent = outbox_.log().find(to);
    if (sent == nullptr || sent->kind != sent_kind::query)
        return {};
    auto* asked = outbox_.find(sent->request);
    if (sent->wrapped && sent->connection == connection_)
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
