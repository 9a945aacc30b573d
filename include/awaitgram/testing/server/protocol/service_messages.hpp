// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/mtproto/container.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/testing/server/protocol/session_state.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

/// The service messages of a client. To add one: its constructor in mtproto/detail/wire.hpp, its handler and its row here.
/// Spec: https://core.telegram.org/mtproto/service_messages

namespace awaitgram::testing {

/// A service message on its way to its handler; `in` has read the constructor.
struct service_message {
    session_state& session;
    const session_state::context& here;
    const incoming_message& message;
    mtproto::detail::reader in;
    /// How many msg_copy are around it.
    int depth = 0;
};

/// Hands a message that was admitted to the handler of its constructor; API queries become effects.
inline void handle_message(
    session_state& session,
    const incoming_message& message,
    const session_state::context& here,
    int depth = 0
);

/// Whether a constructor is that of a service message, which needs no odd sequence number.
[[nodiscard]] inline bool is_client_service(std::uint32_t constructor) noexcept;

namespace service {

inline void msgs_ack(service_message& call) {
    const auto ids = call.in.longs();
    for (std::size_t at = 0; at + 8 <= ids.size(); at += 8)
        call.session.outgoing.acknowledged(load_le<std::int64_t>(ids.data() + at));
}

inline void pong(service_message& call, std::int64_t ping_id) {
    byte_buffer body;
    append_le(body, id::pong);
    append_le(body, call.message.msg_id);
    append_le(body, ping_id);
    if (call.in.ok())
        call.session.reply(std::move(body), call.here.now);
}

inline void ping(service_message& call) {
    pong(call, call.in.int64());
}

inline void ping_delay_disconnect(service_message& call) {
    const auto ping_id = call.in.int64();
    const auto delay = std::chrono::seconds{std::clamp(call.in.int32(), 0, 86'400)};
    if (call.in.ok())
        call.here.effects.disconnect_delay = delay;
    pong(call, ping_id);
}

/// http_wait, and information that the server did not ask for.
inline void acknowledge_only(service_message& call) {
    call.session.acknowledge(call.message);
}

inline void append_states(service_message& call, byte_view states) {
    byte_buffer body;
    append_le(body, id::msgs_state_info);
    append_le(body, call.message.msg_id);
    mtproto::detail::append_string(body, states);
    call.session.reply(std::move(body), call.here.now);
}

inline constexpr std::size_t most_states = 8192;

inline void msgs_state_req(service_message& call) {
    const auto ids = call.in.longs();
    byte_buffer states;
    for (std::size_t at = 0; at + 8 <= ids.size() && states.size() < most_states; at += 8)
        states.push_back(call.session.received.state_byte(load_le<std::int64_t>(ids.data() + at)));
    append_states(call, states);
}

inline void msg_resend_req(service_message& call) {
    const auto ids = call.in.longs();
    byte_buffer states;
    auto all_kept = true;
    for (std::size_t at = 0; at + 8 <= ids.size() && states.size() < most_states; at += 8) {
        const auto kept = call.session.outgoing.send_again(load_le<std::int64_t>(ids.data() + at));
        states.push_back(kept ? 4 : 1);
        all_kept = all_kept && kept;
    }
    if (!all_kept)
        append_states(call, states);
}

inline void msg_resend_ans_req(service_message& call) {
    const auto ids = call.in.longs();
    byte_buffer states;
    for (std::size_t at = 0; at + 8 <= ids.size() && states.size() < most_states; at += 8) {
        const auto query_id = load_le<std::int64_t>(ids.data() + at);
        states.push_back(call.session.received.state_byte(query_id));
        if (const auto* query = call.session.received.find(query_id); query && query->answer != 0)
            (void)call.session.outgoing.send_again(query->answer);
    }
    append_states(call, states);
}

inline void get_future_salts(service_message& call) {
    const auto& here = call.here;
    const auto count = static_cast<std::size_t>(std::clamp(call.in.int32(), 1, 64));
    const auto list = here.salts.upcoming(here.now, count, here.random);
    byte_buffer body;
    append_le(body, id::future_salts);
    append_le(body, call.message.msg_id);
    append_le(body, static_cast<std::int32_t>(unix_seconds(here.now)));
    append_le(body, static_cast<std::uint32_t>(list.size()));
    for (const auto& window : list) {
        append_le(body, static_cast<std::int32_t>(unix_seconds(window.since)));
        append_le(body, static_cast<std::int32_t>(unix_seconds(window.until)));
        append_le(body, window.salt);
    }
    call.session.reply(std::move(body), here.now);
}

/// Every query is answered at once, so none is ever running.
inline void rpc_drop_answer(service_message& call) {
    byte_buffer result;
    auto* query = call.session.received.find(call.in.int64());
    const auto dropped = query == nullptr || query->answer == 0
                             ? std::nullopt
                             : call.session.outgoing.drop(query->answer);
    if (dropped) {
        append_le(result, id::rpc_answer_dropped);
        append_le(result, query->answer);
        append_le(result, dropped->seq_no);
        append_le(result, dropped->bytes);
        query->answer = 0;
    } else {
        append_le(result, id::rpc_answer_unknown);
    }
    call.session.answer(call.message.msg_id, std::move(result), outcome::answered, call.here.now);
}

inline void destroy_session(service_message& call) {
    call.here.effects.destroy_sessions.push_back(call.in.int64());
}

inline void destroy_auth_key(service_message& call) {
    call.here.effects.destroy_key = true;
}

inline void msg_copy(service_message& call) {
    auto& in = call.in;
    in.expect(id::message);
    incoming_message inner;
    inner.msg_id = in.int64();
    inner.seq_no = in.int32();
    inner.body = in.take(in.uint32());
    const auto service = is_client_service(mtproto::detail::constructor_of(inner.body));
    if (in.finished() && call.depth == 0 && inner.msg_id < call.message.msg_id &&
        !mtproto::is_container(inner.body) && call.session.admit(inner, service, call.here))
        handle_message(call.session, inner, call.here, call.depth + 1);
}

struct row {
    std::uint32_t constructor;
    void (*handle)(service_message&);
};

inline constexpr row table[]{
    {id::msgs_ack, msgs_ack},
    {id::ping, ping},
    {id::ping_delay_disconnect, ping_delay_disconnect},
    {id::http_wait, acknowledge_only},
    {id::msgs_state_req, msgs_state_req},
    {id::msgs_state_info, acknowledge_only},
    {id::msgs_all_info, acknowledge_only},
    {id::msg_resend_req, msg_resend_req},
    {id::msg_resend_ans_req, msg_resend_ans_req},
    {id::get_future_salts, get_future_salts},
    {id::rpc_drop_answer, rpc_drop_answer},
    {id::destroy_session, destroy_session},
    {id::destroy_auth_key, destroy_auth_key},
    {id::msg_copy, msg_copy},
};

[[nodiscard]] inline const row* find(std::uint32_t constructor) noexcept {
    for (const auto& each : table)
        if (each.constructor == constructor)
            return &each;
    return nullptr;
}

} // namespace service

inline bool is_client_service(std::uint32_t constructor) noexcept {
    return service::find(constructor) != nullptr;
}

inline void handle_message(
    session_state& session,
    const incoming_message& message,
    const session_state::context& here,
    int depth
) {
    const auto* row = service::find(mtproto::detail::constructor_of(message.body));
    if (row == nullptr) {
        session_query query;
        query.msg_id = message.msg_id;
        query.body = tl::frame::copy_of(message.body);
        here.effects.queries.push_back(std::move(query));
        return;
    }
    service_message call{session, here, message, mtproto::detail::reader{message.body}, depth};
    (void)call.in.uint32();
    row->handle(call);
}

} // namespace awaitgram::testing
