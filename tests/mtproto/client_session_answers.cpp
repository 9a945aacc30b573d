// SPDX-License-Identifier: MIT
#include <algorithm>

#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::delivery;
using mtproto::errc;

namespace {

std::error_code later(scene& s, std::chrono::milliseconds time) {
    s.now += time;
    return s.client_session.tick(s.now);
}

std::error_code tell_states(scene& s, const seen& request, byte_view states) {
    return s.deliver(
        with_string(value(id::msgs_state_info, request.msg_id), states), {.seq_no = 0}
    );
}

/// Answers the ping that is due now after `trip`.
void ping_takes(scene& s, std::chrono::milliseconds trip) {
    const auto sent = s.sent();
    s.now += trip;
    for (const auto& one : sent) {
        if (one.constructor() == id::ping_delay_disconnect)
            CHECK(!s.deliver(value(id::pong, one.msg_id, one.int64_at(4)), {.seq_no = 0}));
        if (one.constructor() == id::get_future_salts)
            CHECK(!s.deliver(s.salts(one.msg_id), {.seq_no = 0}));
    }
    s.events();
}

/// Waits until the session asks for states; answers with this state. Empty if it reports an error instead.
std::optional<seen> next_question(scene& s, std::uint8_t state) {
    for (auto seconds = 0; seconds != 600; ++seconds) {
        if (later(s, 1s))
            return std::nullopt;
        std::optional<seen> question;
        for (const auto& one : s.sent()) {
            if (one.constructor() == id::ping_delay_disconnect)
                CHECK(!s.deliver(value(id::pong, one.msg_id, one.int64_at(4)), {.seq_no = 0}));
            if (one.constructor() == id::msgs_state_req)
                question = one;
        }
        if (!question)
            continue;
        if (tell_states(s, *question, byte_buffer{state}))
            return std::nullopt;
        return question;
    }
    return std::nullopt;
}

} // namespace

TEST_CASE(
    "the server is asked about a query without an answer after a second and a half, not sooner"
) {
    scene s;
    s.settle();
    const auto query = s.ask();
    CHECK(*s.client_session.wake_at() == s.now + 1500ms);

    CHECK(!later(s, 1499ms));
    CHECK(s.sent().empty());
    CHECK(!later(s, 1ms));

    const auto sent = s.sent();
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].body == longs(id::msgs_state_req, {query.msg_id}));
    CHECK(sent[0].seq_no % 2 == 0);
}

TEST_CASE("the time before the first question grows with the round-trip time") {
    scene s;
    ping_takes(s, 2s);
    (void)s.ask();

    CHECK(!later(s, 7900ms));
    CHECK(s.sent(id::msgs_state_req).empty());
    CHECK(!later(s, 200ms));

    CHECK(s.sent(id::msgs_state_req).size() == 1);
}

TEST_CASE("each query is asked about only when its own time has come") {
    scene s;
    s.settle();
    const auto first = s.ask(1);
    s.now += 1s;
    const auto second = s.ask(2);

    CHECK(!later(s, 500ms));
    auto request = s.sent(id::msgs_state_req);
    REQUIRE(request.size() == 1);
    CHECK(request[0].body == longs(id::msgs_state_req, {first.msg_id}));
    CHECK(!tell_states(s, request[0], byte_buffer{4}));
    CHECK(!later(s, 999ms));
    CHECK(s.sent().empty());
    CHECK(!later(s, 1ms));

    request = s.sent(id::msgs_state_req);
    REQUIRE(request.size() == 1);
    CHECK(request[0].body == longs(id::msgs_state_req, {second.msg_id}));
}

TEST_CASE("many queries without answers are looked at together, however their times are spread") {
    scene s;
    s.settle();
    for (std::uint32_t i = 0; i != 3000; ++i) {
        s.now += 1ms;
        s.client_session.submit(tl::frame{value(some_query, i)});
        CHECK(s.sent(some_query).size() == 1);
        CHECK(!s.client_session.tick(s.now));
    }
    const auto end = s.now + 3s;
    auto looks = 0;
    for (; *s.client_session.wake_at() < end; ++looks) {
        s.now = std::max(s.now, *s.client_session.wake_at());
        CHECK(!s.client_session.tick(s.now));
        (void)s.sent();
    }
    CHECK(looks < 40);
}

TEST_CASE("an answer that got lost is requested again and ends the query") {
    scene s;
    s.settle();
    const auto query = s.ask();
    const auto lost_id = s.next_id();
    CHECK(!later(s, 1500ms));
    const auto question = s.sent(id::msgs_state_req);
    REQUIRE(question.size() == 1);

    CHECK(!tell_states(s, question[0], byte_buffer{4 + 8 + 32 + 64}));

    const auto request = s.sent();
    REQUIRE(request.size() == 1);
    CHECK(request[0].body == longs(id::msg_resend_ans_req, {query.msg_id}));
    CHECK(request[0].seq_no % 2 == 0);
    CHECK(!s.deliver(s.result(query.msg_id, value(some_result)), {.msg_id = lost_id}));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
    CHECK(!later(s, 30s));
    CHECK(s.sent(id::msgs_state_req).empty());
}

TEST_CASE("all lost answers of one container are requested with one message") {
    scene s;
    s.settle();
    for (auto i = 0; i != 200; ++i)
        s.client_session.submit(tl::frame{value(some_query, i)});
    CHECK(s.sent(some_query).size() == 200);
    CHECK(!later(s, 1500ms));
    const auto question = s.sent();
    REQUIRE(question.size() == 1);

    CHECK(!tell_states(s, question[0], byte_buffer(200, 4 + 64)));

    const auto request = s.sent();
    REQUIRE(request.size() == 1);
    CHECK(request[0].constructor() == id::msg_resend_ans_req);
    CHECK(load_le<std::int32_t>(request[0].body.data() + 8) == 200);
}

TEST_CASE("a query that is being executed is asked about less and less often, and never repeated") {
    scene s;
    s.settle();
    const auto query = s.ask();
    const auto start = s.now;
    std::vector<std::int64_t> times;
    for (auto i = 0; i != 5; ++i) {
        REQUIRE(next_question(s, 4));
        times.push_back((s.now - start) / 1s);
    }

    CHECK(times == std::vector<std::int64_t>{2, 5, 11, 23, 47});
    CHECK(s.sent(some_query).empty());
    CHECK(!s.answer(query.msg_id, value(some_result)));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
}

TEST_CASE("a new connection is the last resort for a lost answer") {
    scene s;
    s.settle();
    const auto query = s.ask();
    auto questions = 0;
    while (next_question(s, 4 + 64))
        ++questions;
    CHECK(questions == 3); // the fourth answer shows that requests do not help

    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);
    const auto question = s.sent(id::msgs_state_req);
    REQUIRE(question.size() == 1);
    CHECK(!tell_states(s, question[0], byte_buffer{4 + 64}));
    CHECK(!s.answer(query.msg_id, value(some_result)));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
}

TEST_CASE("a server that reports no states gets the chance to send lost answers again") {
    scene s;
    s.settle();
    (void)s.ask();
    const auto start = s.now;
    std::error_code error;
    while (!error && s.now - start < 10min) {
        error = later(s, 1s);
        for (const auto& one : s.sent())
            if (one.constructor() == id::ping_delay_disconnect)
                CHECK(!s.deliver(value(id::pong, one.msg_id, one.int64_at(4)), {.seq_no = 0}));
    }

    CHECK(error == errc::answer_lost);
    CHECK(s.now - start < 3min);
    CHECK(s.client_session.pending() == 1);
}

TEST_CASE("a query that did not arrive is sent again on a live connection") {
    for (const std::uint8_t state : {2, 3}) {
        scene s;
        s.settle();
        s.client_session.submit(tl::frame{value(some_query)}, nullptr, delivery::at_most_once);
        CHECK(s.sent(some_query).size() == 1);
        CHECK(!later(s, 1500ms));
        const auto question = s.sent(id::msgs_state_req);
        REQUIRE(question.size() == 1);

        CHECK(!tell_states(s, question[0], byte_buffer{state}));

        CHECK(s.sent(some_query).size() == 1);
        CHECK(s.events().empty());
    }
}

namespace {

/// The ends of two queries of unknown fate; the second one must not be executed twice.
void check_unknown(scene& s) {
    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(again[0].body == value(some_query, 1));
    std::size_t failures = 0;
    std::size_t notices = 0;
    for (auto& told : s.events()) {
        if (const auto* failed = told.get_if<mtproto::failed>()) {
            CHECK(failed->id == 2);
            CHECK(failed->error == errc::fate_unknown);
            ++failures;
        }
        if (const auto* again_too = told.get_if<mtproto::repeated>()) {
            CHECK(again_too->id == 1);
            ++notices;
        }
    }
    CHECK(failures == 1);
    CHECK(notices == 1);
}

std::vector<seen> ask_both(scene& s) {
    s.settle();
    s.client_session.submit(tl::frame{value(some_query, 1)});
    s.client_session.submit(tl::frame{value(some_query, 2)}, nullptr, delivery::at_most_once);
    auto both = s.sent(some_query);
    REQUIRE(both.size() == 2);
    return both;
}

} // namespace

TEST_CASE("a query of unknown fate is repeated with a notice, or fails if it must not run twice"
) { // S-76
    SUBCASE("no states after a break") {
        scene s;
        (void)ask_both(s);
        s.client_session.disconnected(s.now);
        s.client_session.connected(s.now);
        CHECK(s.sent(some_query).empty());
        CHECK(!later(s, 5s));
        check_unknown(s);
    }
    SUBCASE("states that are too old to know") {
        scene s;
        (void)ask_both(s);
        s.client_session.disconnected(s.now);
        s.client_session.connected(s.now);
        const auto question = s.sent(id::msgs_state_req);
        REQUIRE(question.size() == 1);
        CHECK(!tell_states(s, question[0], byte_buffer{1, 1}));
        check_unknown(s);
    }
    SUBCASE("a rejection as too old to know") {
        scene s;
        const auto both = ask_both(s);
        CHECK(!s.reject(both[0].outer_id, 20));
        check_unknown(s);
    }
    SUBCASE("a new session of the server") {
        scene s;
        (void)ask_both(s);
        CHECK(!s.deliver(
            value(id::new_session_created, s.next_id() + 1000, std::int64_t{5}, std::int64_t{1})
        ));
        check_unknown(s);
    }
    SUBCASE("a request for messages that were acknowledged") {
        scene s;
        const auto both = ask_both(s);
        CHECK(!s.deliver(longs(id::msgs_ack, {both[0].msg_id, both[1].msg_id}), {.seq_no = 0}));
        CHECK(!s.deliver(longs(id::msg_resend_req, {both[0].msg_id, both[1].msg_id}), {.seq_no = 0})
        );
        check_unknown(s);
    }
    SUBCASE("a state that contradicts an acknowledgement") {
        scene s;
        const auto both = ask_both(s);
        CHECK(!s.deliver(longs(id::msgs_ack, {both[0].msg_id, both[1].msg_id}), {.seq_no = 0}));
        s.client_session.disconnected(s.now);
        s.client_session.connected(s.now);
        const auto question = s.sent(id::msgs_state_req);
        REQUIRE(question.size() == 1);
        CHECK(!tell_states(s, question[0], byte_buffer{2, 3}));
        check_unknown(s);
    }
    SUBCASE("a rejection that contradicts an acknowledgement") {
        scene s;
        const auto both = ask_both(s);
        CHECK(!s.deliver(longs(id::msgs_ack, {both[0].msg_id, both[1].msg_id}), {.seq_no = 0}));
        CHECK(!s.reject(both[0].outer_id, 64));
        check_unknown(s);
    }
}

TEST_CASE("a lost answer is asked for also if the first question after a break takes long") {
    scene s;
    s.settle();
    (void)s.ask();
    s.client_session.disconnected(s.now);
    s.now += 1s;
    s.client_session.connected(s.now);
    const auto sent = s.sent();
    std::optional<seen> question;
    for (const auto& one : sent) {
        if (one.constructor() == id::ping_delay_disconnect)
            CHECK(!s.deliver(value(id::pong, one.msg_id, one.int64_at(4)), {.seq_no = 0}));
        if (one.constructor() == id::msgs_state_req)
            question = one;
    }
    REQUIRE(question);
    CHECK(!later(s, 2s)); // longer than the session waits for answers

    CHECK(!tell_states(s, *question, byte_buffer{4}));

    CHECK(next_question(s, 4 + 64));
}

TEST_CASE("a cancelled query causes no event, also if it was to be repeated") {
    scene s;
    (void)ask_both(s);
    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);
    CHECK(!later(s, 5s));

    s.client_session.cancel(1);
    s.client_session.cancel(2);

    CHECK(s.events().empty());
    CHECK(s.client_session.pending() == 0);
}

TEST_CASE("more queries than one question may name are asked about with further questions") {
    scene s;
    s.settle();
    constexpr std::size_t count = 10'000;
    for (std::size_t i = 0; i != count; ++i)
        s.client_session.submit(tl::frame{value(some_query, static_cast<std::uint32_t>(i))});
    CHECK(s.sent(some_query).size() == count);
    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);

    auto first = s.sent(id::msgs_state_req);
    REQUIRE(first.size() == 1);
    CHECK(!tell_states(s, first[0], byte_buffer(8192, 4)));
    auto second = s.sent(id::msgs_state_req);
    REQUIRE(second.size() == 1);
    CHECK(!tell_states(s, second[0], byte_buffer(count - 8192, 4)));

    CHECK(s.sent().empty());
    CHECK(!later(s, 6s));
    CHECK(s.sent(some_query).empty());
}

TEST_CASE("acknowledgements and requests for answers are sent however many calls are cancelled") {
    scene s;
    s.settle();
    const auto missing = s.next_id();
    for (auto i = 0; i != 300; ++i)
        s.client_session.submit(tl::frame{value(some_query, i)});
    CHECK(s.sent(some_query).size() == 300);
    CHECK(!later(s, 1500ms));
    const auto question = s.sent(id::msgs_state_req);
    REQUIRE(question.size() == 1);
    for (mtproto::request_id call = 1; call <= 299; ++call)
        s.client_session.cancel(call);
    const auto update_id = s.next_id(3);
    CHECK(!s.deliver(value(some_update), {.msg_id = update_id}));
    CHECK(!s.deliver(value(id::msg_new_detailed_info, missing, 8, 0), {.seq_no = 0}));
    CHECK(!tell_states(s, question[0], byte_buffer(300, 4 + 64)));

    const auto sent = s.sent();
    const auto count = [&](std::uint32_t constructor) {
        return std::count_if(sent.begin(), sent.end(), [&](const seen& one) {
            return one.constructor() == constructor;
        });
    };
    CHECK(count(id::rpc_drop_answer) <= 256);
    CHECK(count(id::rpc_drop_answer) >= 200);
    CHECK(count(id::msgs_ack) == 1);
    CHECK(count(id::msg_resend_req) == 1);
    CHECK(count(id::msg_resend_ans_req) == 1);
}

TEST_CASE("acknowledgements are sent in a flood of pings, and pings of the session, too") {
    scene s;
    s.settle();
    for (auto i = 0; i != 5000; ++i)
        CHECK(!s.deliver(value(id::ping, std::int64_t{i})));
    CHECK(!later(s, 60s));

    const auto sent = s.sent();

    CHECK(sent.size() <= 300);
    std::size_t acknowledged = 0;
    std::size_t pings = 0;
    for (const auto& one : sent) {
        if (one.constructor() == id::msgs_ack)
            acknowledged += load_le<std::uint32_t>(one.body.data() + 8);
        pings += one.constructor() == id::ping_delay_disconnect;
    }
    CHECK(acknowledged == 5000);
    CHECK(pings == 1);
}

TEST_CASE("a flood of questions about many messages gets a bounded number of bytes in return"
) { // S-65
    scene s;
    s.settle();
    const std::vector<std::int64_t> many(8192, 5);
    for (auto i = 0; i != 300; ++i)
        CHECK(!s.deliver(longs(id::msgs_state_req, many), {.seq_no = 0}));

    byte_buffer packet;
    std::size_t total = 0;
    while (s.client_session.poll_packet(packet, s.now))
        total += packet.size();

    CHECK(total > 0);
    CHECK(total < 512 * 1024);
}

TEST_CASE("the server is asked to destroy the key, and its answer is an event once") {
    for (const auto constructor :
         {id::destroy_auth_key_ok, id::destroy_auth_key_none, id::destroy_auth_key_fail}) {
        scene s;
        s.settle();
        s.client_session.destroy_key();

        const auto sent = s.sent(id::destroy_auth_key);
        REQUIRE(sent.size() == 1);
        CHECK(sent[0].body == value(id::destroy_auth_key));
        CHECK(sent[0].seq_no % 2 == 0);

        CHECK(!s.deliver(value(constructor), {.seq_no = 0}));
        CHECK(s.events_of<mtproto::key_destroyed>().size() == 1);
        CHECK(!s.deliver(value(constructor), {.seq_no = 0}));
        CHECK(s.events_of<mtproto::key_destroyed>().empty());
    }
}

TEST_CASE("a query with a secret is not compressed") {
    scene s;
    s.settle();
    const byte_buffer long_query(4096, 0x11);
    s.client_session.submit(
        tl::frame{long_query}, nullptr, mtproto::delivery::at_least_once, mtproto::packing::never
    );

    const auto sent = s.sent();
    REQUIRE(!sent.empty());
    CHECK(sent.back().body == long_query);
}
