// SPDX-License-Identifier: MIT
#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

TEST_CASE("a wrong salt is replaced by the demanded one, and the query is sent again under a new id"
) { // S-49
    scene s;
    s.settle();
    const auto query = s.ask(5);

    CHECK(!s.demand_salt(query.msg_id, 77));

    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(again[0].salt == 77);
    CHECK(again[0].msg_id > query.msg_id);
    CHECK(again[0].seq_no > query.seq_no);
    CHECK(again[0].body == query.body);
    const auto changes = s.events_of<mtproto::salt_changed>();
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].salt == 77);
}

TEST_CASE("the contents of a rejected container are sent again") {
    scene s;
    s.client_session.submit(tl::frame{value(some_query, 1)});
    s.client_session.submit(tl::frame{value(some_query, 2)});
    const auto sent = s.sent();
    REQUIRE(sent.size() == 4);

    CHECK(!s.demand_salt(sent[0].outer_id, 77));

    const auto again = s.sent();
    REQUIRE(again.size() == 4);
    CHECK(again[0].constructor() == id::ping_delay_disconnect);
    CHECK(again[1].constructor() == id::get_future_salts);
    CHECK(again[2].body == value(some_query, 1));
    CHECK(again[3].body == value(some_query, 2));
}

TEST_CASE("an answer under any of the ids that a query had ends it") {
    scene s;
    s.settle();
    const auto query = s.ask();
    CHECK(!s.demand_salt(query.msg_id, 77));
    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);

    CHECK(!s.answer(query.msg_id, value(some_result)));
    CHECK(!s.answer(again[0].msg_id, value(some_result)));

    CHECK(s.events_of<mtproto::answer>().size() == 1);
}

TEST_CASE(
    "rejections of messages that were never sent, were rejected already or are old change nothing"
) { // S-50
    scene s;
    s.settle();
    const auto query = s.ask();

    CHECK(!s.demand_salt(query.msg_id + 4, 66));
    CHECK(!s.demand_salt(0, 66));
    CHECK(!s.reject(query.msg_id - 4, 16));
    CHECK(s.sent().empty());
    CHECK(!s.demand_salt(query.msg_id, 77));
    CHECK(s.sent(some_query).size() == 1);
    CHECK(!s.demand_salt(query.msg_id, 78));
    CHECK(s.sent().empty());
    CHECK(s.client_session.salt() == 77);
    const auto other = s.ask();
    s.now += 6min;
    CHECK(!s.demand_salt(other.msg_id, 79));

    CHECK(s.client_session.salt() == 77);
}

TEST_CASE("a query that is always rejected fails instead of looping") { // S-50
    scene s;
    s.settle();
    auto query = s.ask();
    for (auto i = 0; i != 5; ++i) {
        CHECK(!s.demand_salt(query.msg_id, 100 + i));
        const auto again = s.sent(some_query);
        REQUIRE(again.size() == 1);
        query = again[0];
    }

    CHECK(!s.demand_salt(query.msg_id, 200));

    const auto failures = s.events_of<mtproto::failed>();
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].error == errc::too_many_rejections);
    CHECK(s.sent(some_query).empty());
}

TEST_CASE("a server that always rejects even pings ends the connection") { // S-50
    scene s;
    std::error_code error;
    auto rounds = 0;
    for (; !error && rounds != 100; ++rounds) {
        const auto sent = s.sent();
        REQUIRE(!sent.empty());
        error = s.demand_salt(sent[0].msg_id, rounds);
    }

    CHECK(error == errc::too_many_rejections);
    CHECK(rounds < 20);
}

TEST_CASE("many packets rejected for one wrong salt count as one fault") {
    scene s;
    s.settle();
    std::vector<seen> queries;
    for (auto i = 0; i != 100; ++i)
        queries.push_back(s.ask(static_cast<std::uint32_t>(i)));

    for (const auto& query : queries)
        CHECK(!s.demand_salt(query.msg_id, 77));

    CHECK(s.sent(some_query).size() == 100);
    CHECK(s.events_of<mtproto::failed>().empty());
}

TEST_CASE("a rejection for a too low message id corrects the clock") {
    scene s;
    s.server_ahead = 2h;
    const auto query = [&] {
        s.client_session.submit(tl::frame{value(some_query)});
        return s.sent(some_query).at(0);
    }();

    CHECK(!s.reject(query.outer_id, 16));

    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(again[0].session_id == query.session_id);
    CHECK(mtproto::time_of(again[0].msg_id) >= s.now + 2h - 1s);
    const auto changes = s.events_of<mtproto::time_changed>();
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].offset > 2h - 1s);
    CHECK(!s.answer(again[0].msg_id, value(some_result)));
}

TEST_CASE("a rejection for a too high message id corrects the clock and begins a new session") {
    scene s;
    s.server_ahead = -2h;
    s.client_session.submit(tl::frame{value(some_query)});
    const auto query = s.sent(some_query).at(0);

    CHECK(!s.reject(query.outer_id, 17));

    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(again[0].session_id != query.session_id);
    CHECK(again[0].seq_no == 1);
    CHECK(again[0].msg_id < query.msg_id);
    CHECK(mtproto::time_of(again[0].msg_id) <= s.now - 2h + 1s);
    CHECK(!s.answer(again[0].msg_id, value(some_result)));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
}

TEST_CASE("sequence numbers that the server does not accept begin a new session") { // S-52
    for (const auto code : {32, 33}) {
        scene s;
        s.settle();
        const auto query = s.ask();

        CHECK(!s.reject(query.msg_id, code));

        const auto again = s.sent();
        REQUIRE(again.size() >= 2);
        CHECK(again[0].session_id != query.session_id);
        CHECK(again.back().constructor() == some_query);
        CHECK(again.back().seq_no == 1);
    }
}

TEST_CASE("updates of the previous session are silently dropped, on that connection only") { // S-40
    scene s;
    s.settle();
    const auto old = s.session_id;
    const auto query = s.ask();
    CHECK(!s.reject(query.msg_id, 32));
    CHECK(s.sent().size() >= 2);

    CHECK(!s.deliver(value(some_update), {.session_id = old}));
    CHECK(s.events_of<mtproto::update>().empty());
    s.client_session.submit(tl::frame{value(some_query)});
    CHECK(s.sent(id::msgs_ack).empty());
    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);

    CHECK(s.deliver(value(some_update), {.session_id = old}) == errc::wrong_session);
}

TEST_CASE("an error that the server blames on the client fails the query, and the connection stays"
) { // S-52
    for (const auto code : {18, 19, 34, 35}) {
        scene s;
        s.settle();
        const auto query = s.ask();

        CHECK(!s.reject(query.msg_id, code));

        CHECK(s.sent(some_query).empty());
        const auto failures = s.events_of<mtproto::failed>();
        REQUIRE(failures.size() == 1);
        CHECK(failures[0].error == errc::message_refused);
    }
}

TEST_CASE("the queries of a container that the server could not read are sent one by one") { // S-52
    scene s;
    s.settle();
    for (auto i = 0; i != 3; ++i)
        s.client_session.submit(tl::frame{value(some_query, i)});
    const auto sent = s.sent();
    REQUIRE(sent.size() == 3);

    CHECK(!s.reject(sent[0].outer_id, 64));

    const auto again = s.sent();
    REQUIRE(again.size() == 3);
    for (const auto& one : again)
        CHECK(one.outer_id == one.msg_id);
}

TEST_CASE("a message too old for the server is sent again, and an unknown code ends the connection"
) { // S-52
    scene s;
    s.settle();
    CHECK(!s.reject(s.ask().msg_id, 20));
    auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);

    CHECK(s.reject(again[0].msg_id, 99) == errc::message_refused);

    again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(s.reject(again[0].msg_id, 0) == errc::message_refused);
}

TEST_CASE("an endless series of any code ends, for the query or for the connection") { // S-52
    for (const auto code : {16, 17, 18, 19, 20, 32, 33, 34, 35, 48, 64, 99, -1}) {
        scene s;
        s.settle();
        s.client_session.submit(tl::frame{value(some_query)});
        auto rounds = 0;
        for (; rounds != 50; ++rounds) {
            const auto sent = s.sent(some_query);
            if (sent.empty())
                break;
            s.now += 1s;
            (void)s.reject(sent[0].msg_id, code);
        }
        CHECK(rounds < 20);
        CHECK(s.events_of<mtproto::failed>().size() == 1);
    }
}

TEST_CASE("a manipulated time in a rejection cannot make the session unusable") { // S-51
    scene s;
    s.settle();
    const auto far = mtproto::first_id_at(from_unix(0x7fff0000)) + 1;
    const auto query = s.ask();

    (void)s.reject(query.msg_id, 16, {.msg_id = far, .seq_no = 0});

    const auto again = s.sent(some_query);
    REQUIRE(again.size() == 1);
    CHECK(mtproto::time_of(again[0].msg_id) < s.now + 1s);
    CHECK(!s.answer(again[0].msg_id, value(some_result)));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
}
