// SPDX-License-Identifier: MIT
#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::delivery;
using mtproto::errc;

namespace {

/// A query that must not be executed twice.
seen ask_once(scene& s, std::uint32_t number = 0) {
    s.client_session.submit(tl::frame{value(some_query, number)}, nullptr, delivery::at_most_once);
    auto queries = s.sent(some_query);
    REQUIRE(queries.size() == 1);
    return queries.front();
}

void acknowledge(scene& s, const seen& query) {
    CHECK(!s.deliver(longs(id::msgs_ack, {query.msg_id}), {.seq_no = 0}));
}

/// The queries that are sent now; pings are answered.
std::vector<seen> queries(scene& s) {
    std::vector<seen> sent;
    for (const auto& one : s.sent()) {
        if (one.constructor() == some_query)
            sent.push_back(one);
        if (one.constructor() == id::ping_delay_disconnect)
            CHECK(!s.deliver(value(id::pong, one.msg_id, one.int64_at(4)), {.seq_no = 0}));
    }
    return sent;
}

/// Lets time pass, in which no query is sent.
std::error_code later(scene& s, std::chrono::seconds time) {
    for (;;) {
        CHECK(queries(s).empty());
        const auto step = std::min<std::chrono::seconds>(time, 10s);
        time -= step;
        s.now += step;
        if (const auto error = s.client_session.tick(s.now); error || time == 0s)
            return error;
    }
}

void reconnect(scene& s) {
    s.client_session.disconnected(s.now);
    s.now += 2s;
    s.client_session.connected(s.now);
}

/// Receives more messages than the session remembers, so that `before` are too old to know.
void forget(scene& s) {
    for (auto i = 0; i != 3000; ++i)
        CHECK(!s.deliver(value(some_update), {.seq_no = 0, .low = 3}));
    s.sent();
    s.events();
}

/// A compressed message that cannot be unpacked.
byte_buffer broken_gzip() {
    return with_string(value(id::gzip_packed), byte_buffer(20, 1));
}

} // namespace

TEST_CASE(
    "of a container with a rejection and an answer both count; only the rejected query is sent "
    "again"
) { // S-52
    for (const auto code : {32, 33, 17}) {
        scene s;
        s.settle();
        s.server_ahead = code == 17 ? -10s : 0s;
        const auto rejected = s.ask(1);
        const auto answered = s.ask(2);

        CHECK(!s.deliver(
            s.container(
                {{value(id::bad_msg_notification, rejected.msg_id, 0, code), 0},
                 {s.result(answered.msg_id, value(some_result)), 1}}
            ),
            {.seq_no = 0}
        ));

        const auto answers = s.events_of<mtproto::answer>();
        REQUIRE(answers.size() == 1);
        CHECK(answers[0].id == 2);
        const auto again = queries(s);
        REQUIRE(again.size() == 1);
        CHECK(again[0].body == rejected.body);
        CHECK(again[0].session_id != rejected.session_id);
        CHECK(!later(s, 120s));
        CHECK(s.events_of<mtproto::repeated>().empty());
    }
}

TEST_CASE("after a new session, queries that the server acknowledged are answered in the old one"
) { // S-52
    for (const auto code : {32, 33, 17}) {
        scene s;
        s.settle();
        s.server_ahead = code == 17 ? -10s : 0s;
        const auto known = s.ask(1);
        acknowledge(s, known);
        const auto rejected = s.ask(2);
        const auto old = s.session_id;

        CHECK(!s.reject(rejected.msg_id, code));
        const auto again = queries(s);
        REQUIRE(again.size() == 1);
        CHECK(again[0].body == rejected.body);
        CHECK(!later(s, 20s));
        CHECK(queries(s).empty());
        CHECK(!s.deliver(s.result(known.msg_id, value(some_result)), {.session_id = old}));

        CHECK(s.events_of<mtproto::answer>().size() == 1);
        CHECK(s.client_session.pending() == 1);
        CHECK(!s.answer(again[0].msg_id, value(some_result)));
        CHECK(s.client_session.pending() == 0);
    }
}

TEST_CASE("a query to which the server never reacted is repeated in the new session, with a notice"
) {
    scene s;
    s.settle();
    (void)s.ask(1);
    CHECK(!s.reject(s.ask(2).msg_id, 32));
    CHECK(queries(s).size() == 1);
    CHECK(*s.client_session.wake_at() <= s.now + 5s);

    CHECK(!later(s, 5s));

    const auto again = queries(s);
    REQUIRE(again.size() == 1);
    CHECK(again[0].body == value(some_query, 1));
    const auto notices = s.events_of<mtproto::repeated>();
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].id == 1);
}

TEST_CASE("an acknowledged query is repeated in the new session only after a minute") {
    scene s;
    s.settle();
    acknowledge(s, s.ask(1));
    CHECK(!s.reject(s.ask(2).msg_id, 32));
    CHECK(queries(s).size() == 1);

    CHECK(!later(s, 30s));
    CHECK(queries(s).empty());
    CHECK(!later(s, 30s));

    const auto again = queries(s);
    REQUIRE(again.size() == 1);
    CHECK(again[0].body == value(some_query, 1));
    CHECK(s.events_of<mtproto::repeated>().size() == 1);
}

TEST_CASE(
    "a query that must not be executed twice fails when its fate in the old session is unknown"
) {
    scene s;
    s.settle();
    (void)ask_once(s, 1);
    acknowledge(s, ask_once(s, 2));
    const auto rejected = ask_once(s, 3);
    CHECK(!s.reject(rejected.msg_id, 32));
    const auto again = queries(s);
    REQUIRE(again.size() == 1); // a rejected query was certainly not executed
    CHECK(again[0].body == rejected.body);

    CHECK(!later(s, 5s));
    auto failures = s.events_of<mtproto::failed>();
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].id == 1);
    CHECK(failures[0].error == errc::fate_unknown);
    CHECK(!later(s, 60s));
    failures = s.events_of<mtproto::failed>();
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].id == 2);
    CHECK(failures[0].error == errc::fate_unknown);
    CHECK(s.client_session.pending() == 1);
}

TEST_CASE("queries of the old session are decided when the connection ends") {
    scene s;
    s.settle();
    acknowledge(s, ask_once(s, 1));
    acknowledge(s, s.ask(2));
    CHECK(!s.reject(s.ask(3).msg_id, 32));
    s.sent();

    reconnect(s);

    const auto failures = s.events_of<mtproto::failed>();
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].error == errc::fate_unknown);
    const auto again = s.sent();
    std::size_t repeated = 0;
    for (const auto& one : again)
        repeated += one.body == value(some_query, 2);
    CHECK(repeated == 1);
}

TEST_CASE("a second rejection in the old session moves its query without another new session") {
    scene s;
    s.settle();
    const auto first = s.ask(1);
    const auto second = s.ask(2);
    const auto old = s.session_id;
    CHECK(!s.reject(first.msg_id, 32));
    CHECK(queries(s).size() == 1);
    const auto session = s.session_id;

    CHECK(!s.reject(second.msg_id, 32, {.session_id = old, .seq_no = 0}));
    CHECK(!s.reject(second.msg_id, 32, {.session_id = old, .seq_no = 0}));

    const auto again = queries(s);
    REQUIRE(again.size() == 1);
    CHECK(again[0].body == second.body);
    CHECK(s.session_id == session);
    CHECK(s.events_of<mtproto::repeated>().empty());
}

TEST_CASE("a new session is reported, because updates of the old one may be missing") { // S-66
    scene s;
    s.settle();
    const auto created =
        value(id::new_session_created, std::int64_t{4}, std::int64_t{5}, std::int64_t{1});
    CHECK(!s.deliver(created));
    CHECK(s.events_of<mtproto::session_created>().size() == 1);

    CHECK(!s.reject(s.ask().msg_id, 32));
    CHECK(s.events_of<mtproto::session_created>().size() == 1);
    s.sent();

    // The server may know the new session by the same number.
    CHECK(!s.deliver(created));
    CHECK(s.events_of<mtproto::session_created>().size() == 1);
}

TEST_CASE("a message older than all known ids leads to a new session and is not acknowledged"
) { // S-44
    scene s;
    s.settle();
    const auto old_id = s.next_id(3);
    forget(s);
    const auto session = s.session_id;

    CHECK(!s.deliver(value(some_update), {.msg_id = old_id}));

    CHECK(s.events_of<mtproto::update>().empty());
    const auto sent = s.sent();
    REQUIRE(!sent.empty());
    CHECK(s.session_id != session);
    for (const auto& one : sent)
        CHECK(one.constructor() != id::msgs_ack);
    const auto next = s.session_id;
    CHECK(!s.deliver(value(some_update), {.msg_id = old_id, .session_id = session}));
    s.client_session.submit(tl::frame{value(some_query)});
    CHECK(s.sent(id::msgs_ack).empty());
    CHECK(s.session_id == next);
}

TEST_CASE("a too old message in a container leads to a new session; the other messages count") {
    scene s;
    s.settle();
    const auto query = s.ask();
    const auto old_update = s.next_id(3);
    forget(s);
    const auto session = s.session_id;

    CHECK(!s.deliver(
        s.container({{value(some_update, 1), 1, old_update}, {value(some_update, 2)}}),
        {.seq_no = 0}
    ));

    CHECK(s.events_of<mtproto::update>().size() == 1);
    CHECK(s.sent(id::msgs_ack).empty());
    CHECK(s.session_id != session);
    CHECK(!s.deliver(s.result(query.msg_id, value(some_result)), {.session_id = session}));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
}

TEST_CASE("a waiting query takes its answer, however old the answer's id is") {
    scene s;
    s.settle();
    const auto query = s.ask();
    const auto old_id = s.next_id();
    forget(s);

    CHECK(!s.deliver(
        s.container({{s.result(query.msg_id, value(some_result)), 1, old_id}}), {.seq_no = 0}
    ));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
    CHECK(s.client_session.pending() == 0);
}

TEST_CASE("an announced answer that is too old to know is not acknowledged") {
    scene s;
    s.settle();
    const auto old_id = s.next_id();
    forget(s);
    const auto session = s.session_id;

    CHECK(!s.deliver(value(id::msg_new_detailed_info, old_id, 8, 0), {.seq_no = 0}));

    CHECK(s.sent(id::msgs_ack).empty());
    CHECK(s.session_id != session);
}

TEST_CASE("a message that cannot be handled is not acknowledged, and is not sent for ever"
) { // S-72
    for (const auto inside : {false, true}) {
        scene s;
        s.settle();
        const auto known = s.ask(1);
        acknowledge(s, known);
        const auto lost = s.ask(2);
        const auto old = s.session_id;
        const auto bad_id = s.next_id(3);
        const auto deliver_bad = [&] {
            return inside ? s.deliver(s.container({{broken_gzip(), 1, bad_id}}), {.seq_no = 0})
                          : s.deliver(broken_gzip(), {.msg_id = bad_id});
        };
        CHECK(deliver_bad() == errc::bad_gzip);

        reconnect(s);
        s.client_session.submit(tl::frame{value(some_query, 3)});
        const auto first = s.sent();
        REQUIRE(first.size() == 2);
        CHECK(first[0].body == longs(id::msgs_state_req, {known.msg_id, lost.msg_id}));
        CHECK(first[0].session_id == old);
        CHECK(!deliver_bad()); // as the server repeats it

        CHECK(!s.deliver(
            with_string(value(id::msgs_state_info, first[0].msg_id), byte_buffer{4, 2}),
            {.seq_no = 0}
        ));
        const auto again = queries(s);
        REQUIRE(again.size() == 2);
        CHECK(again[0].body == value(some_query, 2));
        CHECK(again[1].body == value(some_query, 3));
        CHECK(s.session_id != old);
        CHECK(s.sent(id::msgs_ack).empty());
        CHECK(!s.deliver(s.result(known.msg_id, value(some_result)), {.session_id = old}));
        CHECK(s.events_of<mtproto::answer>().size() == 1);
        CHECK(s.events_of<mtproto::repeated>().empty());
    }
}

TEST_CASE("a message that was sent too long ago ends its session with the connection") { // S-47
    scene s;
    s.settle();
    const auto held_back = s.sealed(value(some_update), {.low = 3});
    s.now += 10min;
    CHECK(s.client_session.receive(held_back, s.now) == errc::bad_time);
    const auto old = s.session_id;

    reconnect(s);

    CHECK(!s.sent().empty());
    CHECK(s.session_id != old);
    CHECK(s.events_of<mtproto::session_created>().size() == 1);
    CHECK(s.events_of<mtproto::update>().empty());
}

TEST_CASE("a session is left even if the server does not report the states of its queries") {
    scene s;
    s.settle();
    (void)s.ask();
    const auto old = s.session_id;
    CHECK(s.deliver(broken_gzip()) == errc::bad_gzip);
    reconnect(s);
    s.sent();

    CHECK(!later(s, 5s));

    CHECK(queries(s).size() == 1);
    CHECK(s.session_id != old);
}
