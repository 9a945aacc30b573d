// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/mtproto/channel.hpp>
#include <awaitgram/mtproto/detail/rpc_error_text.hpp>
#include <awaitgram/mtproto/gzip.hpp>

// What a channel makes of a packet, down to single messages and results.

namespace awaitgram::mtproto {

inline std::error_code channel::receive(byte_buffer packet, time_point now) {
    if (broken_)
        return broken_;
    const auto opened = open(options_.key, crypto::direction::to_client, packet);
    if (!opened)
        return opened.error();
    const auto& header = opened->header;
    if (header.session_id != session_id_) {
        // On the connection that saw us leave a session, what was on its way is no attack.
        const auto on_its_way = left_session_ != 0 && header.session_id == left_session_;
        return on_its_way ? std::error_code{} : errc::wrong_session;
    }
    if (header.msg_id % 2 == 0 || header.msg_id < 0)
        return errc::bad_message_id;
    unpack_budget_ = options_.unpack_limit;
    const tl::frame whole{std::move(packet)};
    const auto error = accept(
        whole.subframe(opened->offset, opened->size), {header.msg_id, header.seq_no, now, false}
    );
    note_clock();
    return error ? error : broken_;
}

/// Checks a message against those before it and the clock, then handles it or its parts.
inline std::error_code channel::accept(tl::frame body, incoming message) {
    const auto verdict = received_.judge(message.msg_id);
    if (verdict == received_ids::verdict::too_old)
        return errc::too_old;
    if (verdict == received_ids::verdict::duplicate) {
        acknowledge_receipt(message);
        return {};
    }
    const auto plausible = clock_.plausible(message.msg_id, message.now);
    if (const auto error = plausible ? unpack(body, message) : std::error_code{})
        return error;
    const auto container = is_container(body.bytes());
    if (container)
        if (const auto error =
                split_container(body.bytes(), message.msg_id, crypto::direction::to_client, inner_))
            return error;
    if (!plausible)
        return on_bad_time(body, container, message);
    received_.insert(message.msg_id);
    clock_.at_least(message.msg_id, message.now);
    return container ? accept_inner(body, message) : process(body, message);
}

/// Handles the messages of a container that is known to be well-formed; one bad message doesn't take the others with it.
inline std::error_code channel::accept_inner(const tl::frame& container, const incoming& outer) {
    std::error_code first_error;
    for (const auto& part : inner_) {
        incoming message{part.msg_id, part.seq_no, outer.now, outer.unpacked};
        if (received_.judge(part.msg_id) != received_ids::verdict::fresh) {
            acknowledge_receipt(message);
            continue;
        }
        received_.insert(part.msg_id);
        auto body = container.subframe(part.offset, part.size);
        auto error = unpack(body, message);
        if (!error)
            error = is_container(body.bytes()) ? errc::bad_container : process(body, message);
        if (error && !first_error)
            first_error = error;
    }
    return first_error;
}

/// Replaces a compressed body by what it holds; that must not be compressed again.
inline std::error_code channel::unpack(tl::frame& body, incoming& message) {
    if (!is_gzip_packed(body.bytes()))
        return {};
    if (message.unpacked)
        return errc::bad_gzip;
    auto value = unpack_gzip(body.bytes(), {.absolute = unpack_budget_});
    if (!value)
        return value.error();
    if (is_gzip_packed(*value))
        return errc::bad_gzip;
    unpack_budget_ -= value->size();
    body = tl::frame{std::move(*value)};
    message.unpacked = true;
    return {};
}

/// With a wrong clock every message seems to come at a wrong time, and the messages that say so must be heard all the same.
inline std::error_code
channel::on_bad_time(const tl::frame& body, bool container, const incoming& message) {
    auto heard = false;
    const auto hear = [&](const tl::frame& part, const incoming& from) {
        if (heard || !excuses_bad_time(part.bytes(), message.now))
            return std::error_code{};
        heard = true;
        received_.insert(from.msg_id);
        return process(part, from);
    };
    std::error_code error;
    if (!container)
        error = hear(body, message);
    else
        for (const auto& part : inner_)
            if (received_.judge(part.msg_id) == received_ids::verdict::fresh && !heard)
                error = hear(
                    body.subframe(part.offset, part.size),
                    {part.msg_id, part.seq_no, message.now, message.unpacked}
                );
    if (heard)
        return error;
    if (time_of(message.msg_id) > clock_.at(message.now))
        clock_.doubt(); // nobody can send from the future: our clock stood still
    return errc::bad_time;
}

/// Whether this is the rejection of a message that really went out lately.
inline bool channel::excuses_bad_time(byte_view body, time_point now) noexcept {
    const auto constructor = detail::constructor_of(body);
    if ((constructor != detail::id::bad_server_salt &&
         constructor != detail::id::bad_msg_notification) ||
        body.size() < 12)
        return false;
    const auto* rejected = outbox_.log().find(load_le<std::int64_t>(body.data() + 4));
    return rejected != nullptr && !rejected->rejected && rejected->when + sent_log::memory >= now;
}

inline void channel::acknowledge_receipt(const incoming& message) {
    if (message.seq_no % 2 != 0)
        acks_.add(message.msg_id, message.now);
}

/// Handles one message that is new, in time, unpacked and no container.
inline std::error_code channel::process(const tl::frame& body, const incoming& message) {
    if (body.bytes().size() < 4)
        return errc::malformed;
    acknowledge_receipt(message);
    switch (detail::constructor_of(body.bytes())) {
    case detail::id::rpc_result:
        return on_result(body, message);
    case detail::id::msg_copy:
        return on_message_copy(body, message);
    default:
        if (detail::is_service(detail::constructor_of(body.bytes())))
            return on_service(body.bytes(), message);
        events_.push(update{body});
        return {};
    }
}

/// A message inside a message: handled unless it was seen already.
///
///     | e06046b2 | 5bb8e511 | msg_id (8) | seq_no (4) | bytes (4) | body |
inline std::error_code channel::on_message_copy(const tl::frame& body, const incoming& outer) {
    detail::reader in{body.bytes()};
    in.expect(detail::id::msg_copy);
    in.expect(detail::id::message);
    incoming message{in.int64(), in.int32(), outer.now, outer.unpacked};
    const auto size = in.uint32();
    const auto offset = in.offset();
    const auto inner = in.take(size);
    const auto constructor = detail::constructor_of(inner);
    if (!in.finished() || size % 4 != 0 || message.msg_id % 2 == 0 ||
        message.msg_id >= outer.msg_id || is_container(inner) ||
        constructor == detail::id::msg_copy)
        return errc::malformed;
    if (received_.judge(message.msg_id) != received_ids::verdict::fresh) {
        acknowledge_receipt(message);
        return {};
    }
    received_.insert(message.msg_id);
    auto copied = body.subframe(offset, size);
    if (const auto error = unpack(copied, message))
        return error;
    const auto copied_id = detail::constructor_of(copied.bytes());
    if (copied_id == detail::id::msg_container || copied_id == detail::id::msg_copy)
        return errc::malformed;
    return process(copied, message);
}

/// The answer to a query. A broken result fails this query alone.
///
///     | f35c6d01 | req_msg_id (8) | result |
inline std::error_code channel::on_result(const tl::frame& body, const incoming& message) {
    constexpr std::size_t header = 12;
    const auto bytes = body.bytes();
    if (bytes.size() < header)
        return errc::malformed;
    const auto to = load_le<std::int64_t>(bytes.data() + 4);
    const auto* sent = outbox_.log().find(to);
    if (sent == nullptr || sent->kind != sent_kind::query)
        return {};
    const auto request = sent->request;
    if (sent->wrapped && sent->connection == connection_)
        introduced_ = true;
    note_answer(to, message);
    auto* asked = outbox_.find(request);
    if (asked == nullptr)
        return {};

    auto result = body.subframe(header, bytes.size() - header);
    auto unpacking = message;
    if (const auto error = unpack(result, unpacking)) {
        fail(request, error);
        return {};
    }
    switch (detail::constructor_of(result.bytes())) {
    case detail::id::rpc_error:
        on_refusal(*asked, result.bytes());
        break;
    case detail::id::rpc_answer_unknown:
    case detail::id::rpc_answer_dropped_running:
    case detail::id::rpc_answer_dropped:
        fail(request, errc::unexpected_message);
        break;
    case 0: // shorter than a constructor's id
        fail(request, errc::malformed);
        break;
    default:
        outbox_.remove(request);
        events_.push(answer{request, std::move(result)});
    }
    return {};
}

/// The server refuses a query; where it only wants to hear who we are first, the query goes again.
inline void channel::on_refusal(query& asked, byte_view error) {
    detail::reader in{error};
    in.expect(detail::id::rpc_error);
    auto code = in.int32();
    const auto text = text_of(in.string());
    const auto request = asked.id;
    if (!in.finished())
        return fail(request, errc::malformed);
    const auto unknown_client =
        text == "CONNECTION_NOT_INITED" || text == "CONNECTION_LAYER_INVALID";
    if (unknown_client && !options_.prologue.empty()) {
        introduced_ = false;
        if (outbox_.resend_rejected(asked))
            return;
    }
    const auto legible = detail::is_utf8(text);
    if (!legible || code == 0 || code <= -10'000 || code >= 10'000)
        code = 500;
    outbox_.remove(request);
    events_.push(refusal{request, code, legible ? std::string{text} : std::string{}});
}

} // namespace awaitgram::mtproto
