// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/session.hpp>

namespace awaitgram::testing {

inline bool server_session::is_service(std::uint32_t constructor) noexcept {
    switch (constructor) {
    case id::msgs_ack:
    case id::ping:
    case id::ping_delay_disconnect:
    case id::http_wait:
    case id::msgs_state_req:
    case id::msgs_state_info:
    case id::msgs_all_info:
    case id::msg_resend_req:
    case id::get_future_salts:
    case id::destroy_session:
    case id::destroy_auth_key:
    case id::rpc_drop_answer:
    case id::msg_copy:
        return true;
    default:
        return false;
    }
}

inline void
server_session::handle(std::int64_t msg_id, std::int32_t seq_no, byte_view body, int depth) {
    const auto constructor = mtproto::detail::constructor_of(body);
    if (is_service(constructor))
        return handle_service(constructor, msg_id, seq_no, reader{body}, depth);
    session_query query;
    query.msg_id = msg_id;
    query.body.assign(body.begin(), body.end());
    effects_->queries.push_back(std::move(query));
}

inline void server_session::handle_service(
    std::uint32_t constructor, std::int64_t msg_id, std::int32_t seq_no, reader in, int depth
) {
    (void)in.uint32();
    switch (constructor) {
    case id::msgs_ack: {
        const auto ids = in.longs();
        for (std::size_t at = 0; at + 8 <= ids.size(); at += 8)
            outgoing_.acknowledged(load_le<std::int64_t>(ids.data() + at));
        return;
    }
    case id::ping:
    case id::ping_delay_disconnect: {
        byte_buffer pong;
        append_le(pong, id::pong);
        append_le(pong, msg_id);
        append_le(pong, in.int64());
        if (constructor == id::ping_delay_disconnect) {
            const auto delay = std::chrono::seconds{std::clamp(in.int32(), 0, 86'400)};
            if (in.ok())
                effects_->disconnect_delay = delay;
        }
        if (in.ok())
            say(outgoing_kind::service, std::move(pong));
        return;
    }
    case id::msgs_state_req:
        return tell_states(msg_id, in.longs());
    case id::msg_resend_req:
        return resend(msg_id, in.longs());
    case id::get_future_salts:
        return tell_salts(msg_id, in.int32());
    case id::rpc_drop_answer:
        return drop_answer(msg_id, in.int64());
    case id::destroy_session:
        effects_->destroy_sessions.emplace_back(msg_id, in.int64());
        return;
    case id::destroy_auth_key:
        effects_->destroy_key = msg_id;
        return;
    case id::msg_copy: {
        in.expect(id::message);
        const auto inner_id = in.int64();
        const auto inner_seq = in.int32();
        const auto inner = in.take(in.uint32());
        if (in.finished() && depth == 0 && inner_id < msg_id && !mtproto::is_container(inner) &&
            admit(inner_id, inner_seq, inner))
            handle(inner_id, inner_seq, inner, depth + 1);
        return;
    }
    default: // http_wait, and information that no one asked for
        return acknowledge(msg_id, seq_no);
    }
}

inline void server_session::tell_states(std::int64_t msg_id, byte_view ids) {
    byte_buffer states;
    for (std::size_t at = 0; at + 8 <= ids.size() && states.size() < 8192; at += 8)
        states.push_back(received_.state_byte(load_le<std::int64_t>(ids.data() + at)));
    byte_buffer body;
    append_le(body, id::msgs_state_info);
    append_le(body, msg_id);
    mtproto::detail::append_string(body, states);
    say(outgoing_kind::service, std::move(body));
}

inline void server_session::resend(std::int64_t msg_id, byte_view ids) {
    byte_buffer states;
    auto all_kept = true;
    for (std::size_t at = 0; at + 8 <= ids.size() && states.size() < 8192; at += 8) {
        const auto kept = outgoing_.send_again(load_le<std::int64_t>(ids.data() + at));
        states.push_back(kept ? 4 : 1);
        all_kept = all_kept && kept;
    }
    if (all_kept)
        return;
    byte_buffer body;
    append_le(body, id::msgs_state_info);
    append_le(body, msg_id);
    mtproto::detail::append_string(body, states);
    say(outgoing_kind::service, std::move(body));
}

inline void server_session::tell_salts(std::int64_t msg_id, std::int32_t count) {
    const auto list =
        salts_->upcoming(now_, static_cast<std::size_t>(std::clamp(count, 1, 64)), *random_);
    byte_buffer body;
    append_le(body, id::future_salts);
    append_le(body, msg_id);
    append_le(body, static_cast<std::int32_t>(unix_seconds(now_)));
    append_le(body, static_cast<std::uint32_t>(list.size()));
    for (const auto& window : list) {
        append_le(body, static_cast<std::int32_t>(unix_seconds(window.since)));
        append_le(body, static_cast<std::int32_t>(unix_seconds(window.until)));
        append_le(body, window.salt);
    }
    say(outgoing_kind::service, std::move(body));
}

/// Every query is answered at once, so none is ever found running.
inline void server_session::drop_answer(std::int64_t msg_id, std::int64_t dropped) {
    byte_buffer result;
    auto* query = received_.find(dropped);
    const auto gone =
        query == nullptr || query->answer == 0 ? std::nullopt : outgoing_.drop(query->answer);
    if (gone) {
        append_le(result, id::rpc_answer_dropped);
        append_le(result, query->answer);
        append_le(result, gone->seq_no);
        append_le(result, gone->bytes);
        query->answer = 0;
    } else {
        append_le(result, id::rpc_answer_unknown);
    }
    answer(msg_id, std::move(result), outcome::answered, now_);
}

} // namespace awaitgram::testing
