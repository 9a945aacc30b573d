// SPDX-License-Identifier: MIT
#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

namespace {

void reconnect(scene& s) {
    s.client_session.disconnected(s.now);
    s.now += 2s;
    s.client_session.connected(s.now);
}

std::error_code tell_states(scene& s, const seen& request, byte_view states) {
    return s.deliver(
        with_string(value(id::msgs_state_info, request.msg_id), states), {.seq_no = 0}
    );
}

} // namespace

TEST_CASE("after a break the server is asked for its state before anything is sent again") { // S-76
    scene s;
    s.settle();
    const auto lost = s.ask(1);
    const auto known = s.ask(2);
    reconnect(s);

    const auto sent = s.sent();

    REQUIRE(sent.size() == 2);
    CHECK(sent[0].constructor() == id::msgs_state_req);
    CHECK(sent[0].body == longs(id::msgs_state_req, {lost.msg_id, known.msg_id}));
    CHECK(sent[1].constructor() == id::ping_delay_disconnect);
    CHECK(!tell_states(s, sent[0], byte_buffer{2, 4 + 8}));
    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(again[0].body == lost.body);
    CHECK(again[0].msg_id > known.msg_id);
    CHECK(!s.answer(known.msg_id, value(some_result)));
    CHECK(!s.answer(again[0].msg_id, value(some_result)));
    CHECK(s.events_of<mtproto::answer>().size() == 2);
}

TEST_CASE("a message is sent again once for each way of reporting that it did not arrive") {
    for (const std::uint8_t state : {1, 2, 3}) {
        scene s;
        s.settle();
        s.ask();
        reconnect(s);
        const auto request = s.sent(id::msgs_state_req);
        REQUIRE(request.size() == 1);
        CHECK(!tell_states(s, request[0], byte_buffer{state}));
        CHECK(!tell_states(s, request[0], byte_buffer{state}));
        CHECK(s.sent(some_query).size() == 1);
    }
}

TEST_CASE(
    "a server that does not report its state gets the unacknowledged queries again after a while"
) {
    scene s;
    s.settle();
    s.ask(1);
    const auto received = s.ask(2);
    CHECK(!s.deliver(longs(id::msgs_ack, {received.msg_id}), {.seq_no = 0}));
    reconnect(s);
    CHECK(s.sent(some_query).empty());
    CHECK(*s.client_session.wake_at() <= s.now + 5s);

    s.now += 5s;
    CHECK(!s.client_session.tick(s.now));

    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(again[0].body == value(some_query, 1));
}

TEST_CASE("an answer that the server repeats on the new connection ends the query") {
    scene s;
    s.settle();
    const auto query = s.ask();
    reconnect(s);
    s.sent();

    CHECK(!s.answer(query.msg_id, value(some_result)));

    CHECK(s.events_of<mtproto::answer>().size() == 1);
    s.now += 5s;
    CHECK(!s.client_session.tick(s.now));
    CHECK(s.sent(some_query).empty());
}

TEST_CASE("a query that was not sent before is in the first packet of the new connection") {
    scene s;
    s.settle();
    s.client_session.submit(tl::frame{value(some_query)});
    reconnect(s);

    CHECK(s.sent(some_query).size() == 1);
}

TEST_CASE("a rejected request for states is sent again with the new salt") {
    scene s;
    s.settle();
    s.ask();
    reconnect(s);
    const auto first = s.sent(id::msgs_state_req);
    REQUIRE(first.size() == 1);

    CHECK(!s.demand_salt(first[0].outer_id, 77));

    const auto second = s.sent(id::msgs_state_req);
    REQUIRE(second.size() == 1);
    CHECK(second[0].body == first[0].body);
    CHECK(!tell_states(s, second[0], byte_buffer{1}));
    CHECK(s.sent(some_query).size() == 1);
}

TEST_CASE("after a new session of the server, earlier queries are sent again, with one event"
) { // S-66
    scene s;
    s.settle();
    const auto lost = s.ask(1);
    const auto kept = s.ask(2);
    const auto created =
        value(id::new_session_created, kept.msg_id, std::int64_t{5}, std::int64_t{33});

    CHECK(!s.deliver(created));
    CHECK(!s.deliver(created));

    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(again[0].body == lost.body);
    CHECK(again[0].salt == 33);
    CHECK(s.events_of<mtproto::session_created>().size() == 1);
}

TEST_CASE("queries inside a container count by the container's id") {
    scene s;
    s.client_session.submit(tl::frame{value(some_query)});
    const auto query = s.sent(some_query).at(0);

    CHECK(
        !s.deliver(value(id::new_session_created, query.outer_id, std::int64_t{5}, std::int64_t{1}))
    );

    CHECK(s.sent(some_query).empty());
}

TEST_CASE("a flood of new sessions causes neither a flood of queries nor of events") { // S-66
    scene s;
    s.settle();
    s.client_session.submit(tl::frame{value(some_query)});
    std::size_t sent = 0;
    for (std::int64_t i = 0; i != 1000; ++i) {
        sent += s.sent(some_query).size();
        CHECK(!s.deliver(value(id::new_session_created, INT64_MAX, i, std::int64_t{1})));
    }

    CHECK(sent <= 6);
    CHECK(s.events_of<mtproto::session_created>().size() == 1);
}

TEST_CASE("a server may ask which of its messages arrived") { // S-65
    scene s;
    s.settle();
    const auto seen_id = s.next_id(3);
    CHECK(!s.deliver(value(some_update), {.msg_id = seen_id}));
    const auto request = s.next_id(3);

    CHECK(!s.deliver(
        longs(id::msgs_state_req, {seen_id, seen_id - 4, INT64_MAX}),
        {.msg_id = request, .seq_no = 0}
    ));

    const auto infos = s.sent(id::msgs_state_info);
    REQUIRE(infos.size() == 1);
    CHECK(infos[0].int64_at(4) == request);
    mtproto::detail::reader in{byte_view{infos[0].body}.subspan(12)};
    CHECK(to_hex(in.string()) == "040203");
}

TEST_CASE("a server may ask for a query again, which goes under a new id; for others it learns "
          "that they are gone") { // S-49, S-65
    scene s;
    s.settle();
    const auto query = s.ask();

    CHECK(!s.deliver(longs(id::msg_resend_req, {query.msg_id, 4444}), {.seq_no = 0}));

    const auto sent = s.sent();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].constructor() == id::msgs_state_info);
    CHECK(sent[1].body == query.body);
    CHECK(sent[1].msg_id != query.msg_id);
}

TEST_CASE(
    "an announced answer that did not arrive is requested once; one that arrived is acknowledged"
) { // S-64
    scene s;
    s.settle();
    const auto query = s.ask();
    const auto answer_id = s.next_id();
    const auto missing = s.next_id();
    CHECK(!s.deliver(s.result(query.msg_id, value(some_result)), {.msg_id = answer_id, .seq_no = 0})
    );

    CHECK(!s.deliver(value(id::msg_detailed_info, query.msg_id, answer_id, 8, 0), {.seq_no = 0}));
    CHECK(!s.deliver(value(id::msg_new_detailed_info, missing, 8, 0), {.seq_no = 0}));
    CHECK(!s.deliver(value(id::msg_new_detailed_info, missing, 8, 0), {.seq_no = 0}));

    const auto sent = s.sent();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].body == longs(id::msg_resend_req, {missing}));
    CHECK(sent[1].body == longs(id::msgs_ack, {answer_id}));
}

TEST_CASE("an announced answer is requested again after the connection broke") {
    scene s;
    s.settle();
    const auto missing = s.next_id();
    const auto announcement = value(id::msg_new_detailed_info, missing, 8, 0);
    CHECK(!s.deliver(announcement, {.seq_no = 0}));
    (void)s.sent();

    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);
    CHECK(!s.deliver(announcement, {.seq_no = 0}));

    auto requests = 0;
    for (const auto& message : s.sent())
        requests += message.body == longs(id::msg_resend_req, {missing});
    CHECK(requests == 1);
}

TEST_CASE("states for other messages than requested, or with another number of bytes, are ignored"
) { // S-63
    scene s;
    s.settle();
    s.ask();
    reconnect(s);
    const auto request = s.sent(id::msgs_state_req);
    REQUIRE(request.size() == 1);
    CHECK(!s.deliver(
        with_string(value(id::msgs_state_info, request[0].msg_id + 4), byte_buffer{1}),
        {.seq_no = 0}
    ));
    CHECK(s.sent(some_query).empty());

    CHECK(tell_states(s, request[0], byte_buffer{1, 1}) == errc::malformed);
}

TEST_CASE("undefined state bytes are an error") { // S-63
    for (const std::uint8_t state : {0, 5, 6, 7, 8}) {
        scene s;
        s.settle();
        s.ask();
        reconnect(s);
        const auto request = s.sent(id::msgs_state_req);
        REQUIRE(request.size() == 1);
        CHECK(tell_states(s, request[0], byte_buffer{state}) == errc::malformed);
        CHECK(s.sent(some_query).empty());
    }
}

TEST_CASE("unrequested states count only for the session's queries") { // S-63
    scene s;
    s.settle();
    const auto query = s.ask();
    auto all = longs(id::msgs_all_info, {query.msg_id, 4444});

    CHECK(s.deliver(with_string(all, byte_buffer{1}), {.seq_no = 0}) == errc::malformed);
    CHECK(!s.deliver(with_string(all, byte_buffer{1, 1}), {.seq_no = 0}));

    CHECK(s.sent(some_query).size() == 1);
}
