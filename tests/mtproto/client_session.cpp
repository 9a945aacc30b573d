// SPDX-License-Identifier: MIT
#include <memory>

#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;

TEST_CASE("a new connection sends a ping, a request for salts and waiting queries in one container"
) {
    scene s;
    s.client_session.submit(tl::frame{value(some_query, 1)});
    s.client_session.submit(tl::frame{value(some_query, 2)});

    const auto sent = s.sent();

    REQUIRE(sent.size() == 4);
    CHECK(sent[0].constructor() == id::ping_delay_disconnect);
    CHECK(load_le<std::int32_t>(sent[0].body.data() + 12) == 75);
    CHECK(sent[1].constructor() == id::get_future_salts);
    CHECK(sent[2].body == value(some_query, 1));
    CHECK(sent[3].body == value(some_query, 2));
    for (const auto& one : sent) {
        CHECK(one.outer_id == sent[0].outer_id);
        CHECK(one.msg_id < one.outer_id);
        CHECK(one.msg_id % 4 == 0);
        CHECK(one.session_id != 0);
        CHECK((one.seq_no % 2 != 0) == (one.constructor() == some_query));
    }
}

TEST_CASE("a single message is sent without a container") {
    scene s;
    s.settle();

    const auto query = s.ask();

    CHECK(query.outer_id == query.msg_id);
}

TEST_CASE("nothing is sent without a connection") {
    scene s;
    s.client_session.disconnected(s.now);
    s.client_session.submit(tl::frame{value(some_query)});
    byte_buffer packet;

    CHECK(!s.client_session.poll_packet(packet, s.now));
    CHECK(!s.client_session.wake_at());
}

TEST_CASE("an answer ends its query once and shares the packet's bytes") {
    scene s;
    s.settle();
    const auto query = s.ask();

    CHECK(!s.answer(query.msg_id, value(some_result, 42)));
    CHECK(!s.answer(query.msg_id, value(some_result, 43)));

    const auto answers = s.events_of<mtproto::answer>();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].id == 1);
    CHECK(text_of(answers[0].body.bytes()) == text_of(value(some_result, 42)));
    CHECK(s.client_session.pending() == 0);
}

TEST_CASE("an answer refers to the memory of its packet and keeps it alive") {
    scene s;
    s.settle();
    const auto query = s.ask();
    const auto arrived = s.sealed(s.result(query.msg_id, value(some_result, 42)));
    auto memory = std::make_shared<byte_buffer>(arrived);
    const std::weak_ptr<byte_buffer> watch = memory;
    const byte_span bytes{*memory};

    CHECK(!s.client_session.receive({std::move(memory), bytes}, s.now));

    auto answers = s.events_of<mtproto::answer>();
    REQUIRE(answers.size() == 1);
    const auto body = answers[0].body.bytes();
    CHECK(body.data() > bytes.data());
    CHECK(body.data() + body.size() < bytes.data() + bytes.size());
    CHECK(text_of(body) == text_of(value(some_result, 42)));
    CHECK(!watch.expired());
    answers.clear();
    CHECK(watch.expired());
}

TEST_CASE("answers come in any order and find their queries") {
    scene s;
    s.settle();
    const auto first = s.ask(1);
    const auto second = s.ask(2);

    CHECK(!s.answer(second.msg_id, value(some_result, 2)));
    CHECK(!s.answer(first.msg_id, value(some_result, 1)));

    const auto answers = s.events_of<mtproto::answer>();
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].id == 2);
    CHECK(answers[1].id == 1);
}

TEST_CASE("the event that ends a query has the owner it was submitted with") {
    scene s{[](mtproto::client_session_options& options) { options.max_queries = 2; }};
    s.settle();
    int answered = 0;
    int refused = 0;
    int too_many = 0;
    s.client_session.submit(tl::frame{value(some_query)}, &answered);
    s.client_session.submit(tl::frame{value(some_query)}, &refused);
    s.client_session.submit(tl::frame{value(some_query)}, &too_many);
    const auto sent = s.sent(some_query);
    REQUIRE(sent.size() == 2);
    CHECK(!s.answer(sent[0].msg_id, value(some_result)));
    CHECK(!s.refuse(sent[1].msg_id, 400, "X"));

    for (auto& told : s.events()) {
        if (const auto* result = told.get_if<mtproto::answer>())
            CHECK(result->owner == &answered);
        if (const auto* refusal = told.get_if<mtproto::refusal>())
            CHECK(refusal->owner == &refused);
        if (const auto* failure = told.get_if<mtproto::failed>())
            CHECK(failure->owner == &too_many);
    }
}

TEST_CASE("a query that is cancelled after its answer arrived has no event") {
    scene s;
    s.settle();
    const auto first = s.client_session.submit(tl::frame{value(some_query)});
    const auto second = s.client_session.submit(tl::frame{value(some_query)});
    const auto sent = s.sent(some_query);
    REQUIRE(sent.size() == 2);
    for (const auto& one : sent)
        CHECK(!s.answer(one.msg_id, value(some_result)));

    s.client_session.cancel(first);

    const auto answers = s.events_of<mtproto::answer>();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].id == second);
    CHECK(s.sent(id::rpc_drop_answer).empty());
}

TEST_CASE("an rpc_error is a refusal with its code and text") {
    scene s;
    s.settle();
    const auto query = s.ask();

    CHECK(!s.refuse(query.msg_id, 420, "FLOOD_WAIT_42"));

    const auto refusals = s.events_of<mtproto::refusal>();
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].code == 420);
    CHECK(refusals[0].message == "FLOOD_WAIT_42");
}

TEST_CASE("an error with an invalid code or text counts as an internal one") {
    scene s;
    s.settle();
    const auto refusal_of = [&](std::int32_t code, std::string_view text) {
        CHECK(!s.refuse(s.ask().msg_id, code, text));
        auto refusals = s.events_of<mtproto::refusal>();
        REQUIRE(refusals.size() == 1);
        return refusals[0];
    };

    CHECK(refusal_of(0, "X").code == 500);
    CHECK(refusal_of(10'000, "X").code == 500);
    CHECK(refusal_of(INT32_MIN, "X").code == 500);
    CHECK(refusal_of(-503, "Timeout").code == -503);
    CHECK(refusal_of(400, "caf\xc3\xa9").message == "caf\xc3\xa9");
    const auto illegible = refusal_of(400, "caf\xc3");
    CHECK(illegible.code == 500);
    CHECK(illegible.message.empty());
}

TEST_CASE("a broken error or result fails only its query") { // S-60
    scene s;
    s.settle();

    CHECK(!s.answer(s.ask().msg_id, value(id::rpc_error, 400)));
    CHECK(!s.answer(s.ask().msg_id, {}));

    const auto failures = s.events_of<mtproto::failed>();
    REQUIRE(failures.size() == 2);
    CHECK(failures[0].error == mtproto::errc::malformed);
    CHECK(failures[1].error == mtproto::errc::malformed);
}

TEST_CASE("a value of the API without a query is an update") {
    scene s;
    s.settle();

    CHECK(!s.deliver(value(some_update, 5), {.low = 3}));

    const auto updates = s.events_of<mtproto::update>();
    REQUIRE(updates.size() == 1);
    CHECK(text_of(updates[0].body.bytes()) == text_of(value(some_update, 5)));
}

TEST_CASE("a compressed update and a compressed result are unpacked") {
    scene s;
    s.settle();
    const auto query = s.ask();
    byte_buffer large = value(some_result);
    large.resize(10'000, 7);
    auto packed = large;
    mtproto::pack_gzip(packed);
    REQUIRE(mtproto::is_gzip_packed(packed));

    CHECK(!s.deliver(packed, {.low = 3}));
    CHECK(!s.answer(query.msg_id, packed));

    auto events = s.events();
    REQUIRE(events.size() == 2);
    CHECK(text_of(events[0].get_if<mtproto::update>()->body.bytes()) == text_of(large));
    CHECK(text_of(events[1].get_if<mtproto::answer>()->body.bytes()) == text_of(large));
}

TEST_CASE("a long query is compressed, unlike a short or an incompressible one") {
    scene s;
    s.settle();
    byte_buffer text = value(some_query);
    text.resize(2000, 'a');
    byte_buffer noise = value(some_query);
    noise.resize(2000);
    CHECK(s.random.fill(byte_span{noise}.subspan(4)));

    s.client_session.submit(tl::frame{text});
    s.client_session.submit(tl::frame{noise});
    const auto sent = s.sent();

    REQUIRE(sent.size() == 2);
    const auto unpacked = mtproto::unpack_gzip(sent[0].body);
    REQUIRE(unpacked);
    CHECK(*unpacked == text);
    CHECK(sent[1].body == noise);
}

TEST_CASE("the init_prefix precedes every query until one sent with it is answered") {
    scene s{[](auto& options) { options.init_prefix = value(0xda9b0d0d, 227); }};
    const auto wrapped = value(0xda9b0d0d, 227, some_query, 1);
    s.client_session.submit(tl::frame{value(some_query, 1)});
    const auto first = s.sent(0xda9b0d0d);
    REQUIRE(first.size() == 1);
    CHECK(first[0].body == wrapped);
    s.client_session.submit(tl::frame{value(some_query, 1)});
    CHECK(s.sent(0xda9b0d0d).size() == 1);

    CHECK(!s.answer(first[0].msg_id, value(some_result)));
    s.client_session.submit(tl::frame{value(some_query, 1)});
    CHECK(s.sent(some_query).size() == 1);

    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);
    s.client_session.submit(tl::frame{value(some_query, 1)});
    CHECK(s.sent(0xda9b0d0d).size() == 1);
}

TEST_CASE("a server that does not know the client gets the init_prefix again, but not for ever") {
    scene s{[](auto& options) { options.init_prefix = value(0xda9b0d0d, 227); }};
    s.client_session.submit(tl::frame{value(some_query, 1)});
    CHECK(!s.answer(s.sent(0xda9b0d0d)[0].msg_id, value(some_result)));
    s.client_session.submit(tl::frame{value(some_query, 2)});
    auto out = s.sent(some_query);
    s.events();

    for (auto i = 0; i != 5; ++i) {
        REQUIRE(out.size() == 1);
        CHECK(!s.refuse(out[0].msg_id, 400, "CONNECTION_NOT_INITED"));
        CHECK(s.events_of<mtproto::refusal>().empty());
        out = s.sent(0xda9b0d0d);
    }
    REQUIRE(out.size() == 1);
    CHECK(!s.refuse(out[0].msg_id, 400, "CONNECTION_LAYER_INVALID"));

    CHECK(s.events_of<mtproto::refusal>().size() == 1);
    CHECK(s.sent(0xda9b0d0d).empty());
}

TEST_CASE("every odd message is acknowledged, even ones never; receipts go with the next packet or "
          "after a while") {
    scene s;
    s.settle();
    CHECK(!s.deliver(value(some_update), {.msg_id = s.next_id(3), .seq_no = 1}));
    CHECK(!s.deliver(value(some_update), {.msg_id = s.next_id(3), .seq_no = 2}));
    CHECK(s.sent().empty());
    const auto due = s.now + 30s;
    CHECK(*s.client_session.wake_at() <= due);

    s.client_session.submit(tl::frame{value(some_query)});
    auto acks = s.sent(id::msgs_ack);
    REQUIRE(acks.size() == 1);
    CHECK(load_le<std::int32_t>(acks[0].body.data() + 8) == 1);
    CHECK(acks[0].seq_no % 2 == 0);

    CHECK(!s.deliver(value(some_update), {.low = 3}));
    s.now = due + 1s;
    CHECK(s.sent(id::msgs_ack).size() == 1);
}

TEST_CASE("more than sixteen acknowledgements are sent at once") {
    scene s;
    s.settle();
    for (auto i = 0; i != 17; ++i)
        CHECK(!s.deliver(value(some_update), {.low = 3}));

    const auto acks = s.sent(id::msgs_ack);

    REQUIRE(acks.size() == 1);
    CHECK(load_le<std::int32_t>(acks[0].body.data() + 8) == 17);
}

TEST_CASE("messages inside a container are handled and acknowledged one by one") {
    scene s;
    s.settle();
    const auto query = s.ask();
    const auto inner = s.next_id();
    const auto body = s.container(
        {{s.result(query.msg_id, value(some_result)), 1, inner},
         {value(some_update), 3},
         {value(id::msgs_ack, id::vector, 0), 2}}
    );

    CHECK(!s.deliver(body, {.seq_no = 4}));

    CHECK(s.events().size() == 2);
    s.client_session.submit(tl::frame{value(some_query)});
    const auto acks = s.sent(id::msgs_ack);
    REQUIRE(acks.size() == 1);
    CHECK(load_le<std::int32_t>(acks[0].body.data() + 8) == 2);
    CHECK(acks[0].int64_at(12) == inner);
}

TEST_CASE("a ping is sent every minute, and one without a pong ends the connection") { // S-61, S-74
    scene s;
    const auto ping = s.sent(id::ping_delay_disconnect);
    REQUIRE(ping.size() == 1);
    CHECK(!s.deliver(value(id::pong, ping[0].msg_id, ping[0].int64_at(4) + 1), {.seq_no = 0}));
    CHECK(!s.deliver(value(id::pong, ping[0].msg_id + 4, ping[0].int64_at(4)), {.seq_no = 0}));
    CHECK(s.client_session.wake_at() == s.now + 30s);
    CHECK(!s.deliver(value(id::pong, ping[0].msg_id, ping[0].int64_at(4)), {.seq_no = 0}));
    CHECK(s.client_session.wake_at() == s.now + 60s);

    s.now += 60s;
    CHECK(!s.client_session.tick(s.now));
    CHECK(s.sent(id::ping_delay_disconnect).size() == 1);
    s.now += 29s;
    CHECK(!s.client_session.tick(s.now));
    s.now += 1s;

    CHECK(s.client_session.tick(s.now) == mtproto::errc::no_pong);
}

TEST_CASE("a server's ping gets a pong") {
    scene s;
    s.settle();
    const auto ping = s.next_id(3);

    CHECK(!s.deliver(value(id::ping, std::int64_t{77}), {.msg_id = ping, .seq_no = 0}));

    const auto pongs = s.sent(id::pong);
    REQUIRE(pongs.size() == 1);
    CHECK(pongs[0].int64_at(4) == ping);
    CHECK(pongs[0].int64_at(12) == 77);
}

TEST_CASE("a waiting query that is cancelled is never sent; for a sent one the server is asked to "
          "drop the answer") {
    scene s;
    s.settle();
    s.client_session.cancel(s.client_session.submit(tl::frame{value(some_query)}));
    CHECK(s.sent().empty());
    const auto query = s.ask();

    s.client_session.cancel(2);
    const auto drops = s.sent();
    CHECK(!s.answer(query.msg_id, value(id::rpc_answer_dropped_running)));
    CHECK(!s.answer(query.msg_id, value(some_result)));
    s.client_session.cancel(2);

    REQUIRE(drops.size() == 1);
    CHECK(drops[0].constructor() == id::rpc_drop_answer);
    CHECK(drops[0].int64_at(4) == query.msg_id);
    CHECK(s.events().empty());
    CHECK(s.client_session.pending() == 0);
}

TEST_CASE("many queries fill containers within their limits, and a large one is sent alone") {
    scene s{[](auto& options) { options.compress = false; }};
    s.settle();
    for (auto i = 0; i != 3000; ++i)
        s.client_session.submit(tl::frame{value(some_query, i)});
    byte_buffer large = value(some_query);
    large.resize(100'000);
    s.client_session.submit(tl::frame{large});

    const auto sent = s.sent();

    REQUIRE(sent.size() == 3001);
    std::size_t run = 0;
    for (std::size_t i = 0; i != sent.size(); ++i) {
        run = i != 0 && sent[i].outer_id == sent[i - 1].outer_id ? run + 1 : 1;
        CHECK(run <= mtproto::container_capacity);
        if (i != 0)
            CHECK(sent[i].msg_id > sent[i - 1].msg_id);
    }
    CHECK(sent.back().outer_id == sent.back().msg_id);
}

TEST_CASE("a query that is too large fails, and so does one more than the limit") {
    scene s{[](auto& options) {
        options.compress = false;
        options.max_queries = 2;
    }};
    s.client_session.submit(tl::frame{byte_buffer(2'000'000)});
    s.client_session.submit(tl::frame{value(some_query)});
    s.client_session.submit(tl::frame{value(some_query)});
    s.client_session.submit(tl::frame{value(some_query)});

    const auto failures = s.events_of<mtproto::failed>();
    REQUIRE(failures.size() == 2);
    CHECK(failures[0].error == mtproto::errc::query_too_large);
    CHECK(failures[1].error == mtproto::errc::too_many_queries);
    CHECK(failures[1].id == 4);
}

TEST_CASE("future salts are used from their start on") {
    scene s;
    const auto asked = s.sent(id::get_future_salts);
    REQUIRE(asked.size() == 1);
    const auto second = static_cast<std::int32_t>(unix_seconds(s.now));
    auto body = value(id::future_salts, asked[0].msg_id, second, std::int32_t{2});
    append(body, value(second, second + 1800, std::int64_t{5}));
    append(body, value(second + 1200, second + 3600, std::int64_t{6}));

    CHECK(!s.deliver(body, {.seq_no = 0}));

    CHECK(s.ask().salt == 5);
    s.now += 21min;
    CHECK(s.ask().salt == 6);
    const auto changes = s.events_of<mtproto::salt_changed>();
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].salt == 6);
}

TEST_CASE("stored salts are used in their periods, and no others are requested") {
    constexpr std::int64_t second = 1'800'000'000;
    scene s{[](mtproto::client_session_options& options) {
        options.salts = {
            {5, second - 2400, second + 1200},
            {6, second - 600, second + 3000},
            {7, second + 1200, second + 4800}};
        options.salt = 7;
    }};
    s.client_session.submit(tl::frame{value(some_query)});
    const auto first = s.sent();
    for (const auto& one : first) {
        CHECK(one.salt == 6);
        CHECK(one.constructor() != id::get_future_salts);
    }
    // The salt of the new session is another valid one; all stay valid.
    CHECK(!s.deliver(
        value(id::new_session_created, first[0].msg_id, std::int64_t{1}, std::int64_t{5})
    ));
    CHECK(s.client_session.salts(s.now).size() == 3);

    CHECK(s.ask().salt == 6);
    s.now += 60min;
    CHECK(s.ask().salt == 7);
}

TEST_CASE("salts to store are the ones received, and a demanded one for half an hour") {
    scene s;
    const auto asked = s.sent(id::get_future_salts);
    REQUIRE(asked.size() == 1);
    auto kept = s.client_session.salts(s.now);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].salt == 1);
    CHECK(kept[0].valid_until == unix_seconds(s.now + 30min));

    const auto second = static_cast<std::int32_t>(unix_seconds(s.now));
    auto body = value(id::future_salts, asked[0].msg_id, second, std::int32_t{2});
    append(body, value(second - 600, second + 1800, std::int64_t{1}));
    append(body, value(second + 1200, second + 3600, std::int64_t{6}));
    CHECK(!s.deliver(body, {.seq_no = 0}));

    CHECK(s.events_of<mtproto::salts_learned>().size() == 1);
    kept = s.client_session.salts(s.now);
    REQUIRE(kept.size() == 2);
    CHECK(kept[0].salt == 1);
    CHECK(kept[0].valid_since == unix_seconds(s.now - 10min));
    CHECK(kept[1].salt == 6);
    CHECK(kept[1].valid_until == unix_seconds(s.now + 60min));
    const auto query = s.ask();
    CHECK(!s.demand_salt(query.msg_id, 9));
    kept = s.client_session.salts(s.now);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].salt == 9);
}

TEST_CASE("future salts are requested again only when they run out, and at most once a minute") {
    scene s;
    CHECK(s.sent(id::get_future_salts).size() == 1);
    s.client_session.submit(tl::frame{value(some_query)});
    CHECK(s.sent(id::get_future_salts).empty());
    s.now += 61s;
    s.client_session.submit(tl::frame{value(some_query)});
    const auto again = s.sent(id::get_future_salts);
    REQUIRE(again.size() == 1);
    CHECK(!s.deliver(s.salts(again[0].msg_id), {.seq_no = 0}));

    s.now += 61s;
    s.client_session.submit(tl::frame{value(some_query)});

    CHECK(s.sent(id::get_future_salts).empty());
}

TEST_CASE("a failing random source is an error, and nothing is sent with weak randomness") { // S-31
    scene s;
    s.client_session.submit(tl::frame{value(some_query)});
    s.random.calls_left = 0;
    byte_buffer packet;

    CHECK(!s.client_session.poll_packet(packet, s.now));

    CHECK(s.client_session.tick(s.now) == mtproto::errc::no_randomness);
    CHECK(s.client_session.receive({}, s.now) == mtproto::errc::no_randomness);
}
