// SPDX-License-Identifier: MIT
#include <iterator>

#include "scene.hpp"

// No number that a server sends or a session stores overflows. The checks of the results are few: the point of these tests is to
// run with -Db_sanitize=address,undefined.

using namespace awaitgram;
using namespace awaitgram::test;

namespace {

constexpr std::int64_t extremes[] = {
    INT64_MIN,
    INT64_MIN + 1,
    INT32_MIN,
    -1,
    0,
    1,
    4,
    5,
    INT32_MAX,
    UINT32_MAX,
    INT64_MAX - 2,
    INT64_MAX};

/// A service message as a list of integers of four or eight bytes.
struct field {
    std::int64_t value;
    int bytes;
};
using fields = std::vector<field>;

field constructor(std::uint32_t id) {
    return {id, 4};
}
field number(std::int64_t value) {
    return {value, 4};
}
field wide(std::int64_t value) {
    return {value, 8};
}

byte_buffer encoded(const fields& all) {
    byte_buffer out;
    for (const auto& each : all)
        if (each.bytes == 4)
            append_le(out, static_cast<std::uint32_t>(each.value));
        else
            append_le(out, each.value);
    return out;
}

/// Every service message that a server sends, about messages that the session sent.
std::vector<fields> service_messages(
    const seen& query, const seen& ping, const seen& salts, const seen& states, std::int64_t inner
) {
    const auto vector = constructor(id::vector);
    return {
        {constructor(id::rpc_result),
         wide(query.msg_id),
         constructor(id::rpc_error),
         number(400),
         number(0)},
        {constructor(id::rpc_result),
         wide(query.msg_id),
         constructor(id::rpc_answer_dropped),
         wide(inner),
         number(1),
         number(8)},
        {constructor(id::msgs_ack), vector, number(2), wide(query.msg_id), wide(4)},
        {constructor(id::bad_server_salt), wide(query.msg_id), number(1), number(48), wide(5)},
        {constructor(id::bad_msg_notification), wide(query.msg_id), number(1), number(16)},
        {constructor(id::bad_msg_notification), wide(query.msg_id), number(1), number(32)},
        {constructor(id::new_session_created), wide(query.msg_id), wide(1), wide(1)},
        {constructor(id::msgs_state_req), vector, number(2), wide(inner), wide(4)},
        {constructor(id::msgs_state_info), wide(states.msg_id), number(0x0401)},
        {constructor(id::msgs_all_info), vector, number(1), wide(query.msg_id), number(0x0401)},
        {constructor(id::msg_detailed_info), wide(query.msg_id), wide(inner), number(8), number(0)},
        {constructor(id::msg_new_detailed_info), wide(inner), number(8), number(0)},
        {constructor(id::msg_resend_req), vector, number(1), wide(query.msg_id)},
        {constructor(id::msg_resend_ans_req), vector, number(1), wide(query.msg_id)},
        {constructor(id::ping), wide(5)},
        {constructor(id::ping_delay_disconnect), wide(5), number(75)},
        {constructor(id::pong), wide(ping.msg_id), wide(ping.int64_at(4))},
        {constructor(id::future_salts),
         wide(salts.msg_id),
         number(1'800'000'000),
         number(2),
         number(1'800'000'000),
         number(1'800'003'600),
         wide(7),
         number(1'800'003'600),
         number(1'800'007'200),
         wide(8)},
        {constructor(id::msg_copy),
         constructor(id::message),
         wide(inner),
         number(1),
         number(4),
         constructor(some_update)},
        {constructor(id::msg_container),
         number(1),
         wide(inner),
         number(1),
         number(4),
         constructor(some_update)},
        {constructor(id::gzip_packed), number(0x0403), number(0)},
        {constructor(id::destroy_session_ok), wide(5)},
        {constructor(id::http_wait), number(1), number(1), number(1)},
    };
}

/// A session that has sent a ping, a query, and requests for salts and for states.
struct busy_scene : scene {
    seen query;
    seen ping;
    seen salts_request;
    seen states_request;

    static void with_extreme_salts(mtproto::client_session_options& options) {
        for (const auto since : extremes)
            for (const auto until : extremes)
                if (options.salts.size() < 60)
                    options.salts.push_back({5, since, until});
    }

    busy_scene() {
        client_session.submit(tl::frame{value(some_query)});
        query = keep(sent()).at(0);
        client_session.disconnected(now);
        client_session.connected(now);
        keep(sent());
    }

    std::vector<seen> keep(const std::vector<seen>& all) {
        std::vector<seen> queries;
        for (const auto& one : all) {
            if (one.constructor() == some_query)
                queries.push_back(one);
            if (one.constructor() == id::ping_delay_disconnect)
                ping = one;
            if (one.constructor() == id::get_future_salts)
                salts_request = one;
            if (one.constructor() == id::msgs_state_req)
                states_request = one;
        }
        return queries;
    }

    /// Everything that a driver does with a session, now and later.
    void use() {
        for (const auto time : {0s, 2s, 10s, 100s}) {
            now += time;
            (void)client_session.tick(now);
            (void)sent();
            (void)client_session.wake_at();
            (void)client_session.salts(now);
            events();
        }
        client_session.disconnected(now);
        client_session.connected(now);
        (void)sent();
    }
};

} // namespace

TEST_CASE("no integer of a service message overflows, whatever its value, alone or in a container"
) { // S-51, S-54, S-63
    const busy_scene first;
    const auto count =
        service_messages(first.query, first.ping, first.salts_request, first.states_request, 5)
            .size();
    for (std::size_t which = 0; which != count; ++which)
        for (std::size_t at = 1;; ++at) {
            auto done = false;
            for (const auto value : extremes)
                for (const auto contained : {false, true}) {
                    busy_scene s;
                    auto message = service_messages(
                        s.query, s.ping, s.salts_request, s.states_request, s.next_id()
                    )[which];
                    done = at >= message.size();
                    if (done)
                        break;
                    message[at].value = value;
                    const auto body = encoded(message);
                    (void)(contained ? s.deliver(s.container({{body}}), {.seq_no = 0})
                                     : s.deliver(body, {.seq_no = 0}));
                    s.use();
                    CHECK(s.client_session.pending() <= 1);
                }
            if (done)
                break;
        }
}

TEST_CASE("no number of an envelope or a container overflows") { // S-68
    for (const auto value_of : extremes) {
        busy_scene s;
        (void)s.deliver(value(some_update), {.msg_id = value_of});
        (void)s.deliver(
            value(some_update), {.seq_no = static_cast<std::int32_t>(value_of), .salt = value_of}
        );
        (void)s.deliver(value(some_update), {.session_id = value_of});
        (void)s.deliver(
            s.container(
                {{value(some_update), static_cast<std::int32_t>(value_of), value_of},
                 {s.result(s.query.msg_id, value(some_result)), 1}}
            ),
            {.seq_no = static_cast<std::int32_t>(value_of)}
        );
        (void)s.deliver(
            value(id::bad_msg_notification, s.query.msg_id, std::int32_t{0}, std::int32_t{16}),
            {.msg_id = value_of, .seq_no = 0}
        );
        s.use();
    }
}

TEST_CASE("the clock survives every message id") { // S-28, S-51
    for (const auto first : extremes)
        for (const auto second : extremes) {
            mtproto::server_clock clock{std::chrono::nanoseconds{first}, true};
            const auto now = from_unix(1'800'000'000);
            (void)clock.plausible(second, now);
            (void)clock.correct(second, now);
            (void)clock.correct(first, now);
            (void)clock.at_least(second, now);
            (void)clock.plausible(first, now);
            (void)mtproto::first_id_at(clock.at(now));
            (void)mtproto::first_id_at(mtproto::time_of(second));
            CHECK(clock.at(now) > from_unix(-1'000'000'000));
        }
}

TEST_CASE("stored salts and clock offsets may have any value") { // S-83
    for (const auto value_of : extremes) {
        scene s{[&](mtproto::client_session_options& options) {
            busy_scene::with_extreme_salts(options);
            options.salt = value_of;
            options.time_offset = std::chrono::nanoseconds{value_of};
        }};
        (void)s.client_session.salts(s.now);
        const auto sent = s.sent();
        REQUIRE(!sent.empty());
        CHECK(sent[0].msg_id > 0);
        for (const auto& salt : s.client_session.salts(s.now))
            CHECK(salt.valid_since < salt.valid_until);
    }
}
