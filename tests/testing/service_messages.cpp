// SPDX-License-Identifier: MIT
#include "session_scene.hpp"

using namespace session_scene;
using session_scene::message;

TEST_CASE("service messages are answered") {
    conversation talk;
    (void)talk.send(talk.id_at(0ms), 1, query());
    talk.session.answer(talk.id_at(0ms), {1, 2, 3, 4}, outcome::answered, talk.now);
    const auto first = talk.sent();
    const auto ask = talk.id_at(5ms);

    SUBCASE("ping") {
        (void)talk.send(ask, 2, ping(42));
        const auto sent = talk.sent();
        REQUIRE(sent.size() == 1);
        reader in{sent[0].body};
        CHECK(in.uint32() == id::pong);
        CHECK(in.int64() == ask);
        CHECK(in.int64() == 42);
        CHECK(sent[0].seq_no % 2 == 0);
    }
    SUBCASE("ping with a limit") {
        auto body = ping(42);
        store_le(body.data(), id::ping_delay_disconnect);
        append_le(body, std::int32_t{75});
        const auto effects = talk.send(ask, 2, body);
        CHECK(effects.disconnect_delay == 75s);
        CHECK(talk.sent()[0].constructor() == id::pong);
    }
    SUBCASE("the state of messages") {
        (void)talk.send(
            ask,
            2,
            list_of(id::msgs_state_req, {talk.id_at(0ms), talk.id_at(1ms), talk.id_at(10ms)})
        );
        const auto sent = talk.sent();
        REQUIRE(sent.size() == 1);
        reader in{sent[0].body};
        CHECK(in.uint32() == id::msgs_state_info);
        CHECK(in.int64() == ask);
        const auto states = in.string();
        REQUIRE(states.size() == 3);
        CHECK((states[0] & 7) == 4);
        CHECK((states[0] & 64) != 0);
        CHECK(states[1] == 2);
        CHECK(states[2] == 3);
    }
    SUBCASE("an answer once more") {
        (void)talk.send(ask, 2, list_of(id::msg_resend_req, {first[1].msg_id}));
        const auto sent = talk.sent();
        REQUIRE(sent.size() == 1);
        CHECK(sent[0].body == first[1].body);
    }
    SUBCASE("an answer once more, by its query") {
        (void)talk.send(ask, 2, list_of(id::msg_resend_ans_req, {talk.id_at(0ms), 4}));
        const auto sent = talk.sent();
        REQUIRE(sent.size() == 2);
        CHECK(sent[0].body == first[1].body);
        CHECK(sent[0].msg_id == first[1].msg_id);
        CHECK(sent[1].constructor() == id::msgs_state_info);
    }
    SUBCASE("an answer that isn't kept any longer") {
        (void)talk.send(ask, 2, list_of(id::msg_resend_req, {first[1].msg_id + 4}));
        const auto sent = talk.sent();
        REQUIRE(sent.size() == 1);
        CHECK(sent[0].constructor() == id::msgs_state_info);
    }
    SUBCASE("salts") {
        byte_buffer body;
        append_le(body, id::get_future_salts);
        append_le(body, std::int32_t{3});
        (void)talk.send(ask, 2, body);
        const auto sent = talk.sent();
        REQUIRE(sent.size() == 1);
        reader in{sent[0].body};
        CHECK(in.uint32() == id::future_salts);
        CHECK(in.int64() == ask);
        CHECK(in.int32() == unix_seconds(talk.now));
        CHECK(in.uint32() == 3);
        CHECK(in.rest().size() == 3 * 16);
        CHECK(load_le<std::int64_t>(in.rest().data() + 8) == 55);
    }
    SUBCASE("forgetting sessions and keys is left to the server") {
        auto body = ping(99);
        store_le(body.data(), id::destroy_session);
        const auto effects = talk.send(ask, 2, body);
        REQUIRE(effects.destroy_sessions.size() == 1);
        CHECK(effects.destroy_sessions[0] == 99);
        CHECK(talk.send(talk.id_at(6ms), 2, query(id::destroy_auth_key)).destroy_key);
    }
    SUBCASE("dropping an answer") {
        auto body = ping(talk.id_at(0ms));
        store_le(body.data(), id::rpc_drop_answer);
        (void)talk.send(ask, 3, body);
        auto sent = talk.sent();
        REQUIRE(sent.size() == 1);
        reader in{sent[0].body};
        CHECK(in.uint32() == id::rpc_result);
        CHECK(in.int64() == ask);
        CHECK(in.uint32() == id::rpc_answer_dropped);
        CHECK(in.int64() == first[1].msg_id);

        (void)talk.send(talk.id_at(6ms), 5, body);
        sent = talk.sent();
        REQUIRE(sent.size() == 1);
        CHECK(load_le<std::uint32_t>(sent[0].body.data() + 12) == id::rpc_answer_unknown);
    }
    SUBCASE("http_wait is ignored") {
        byte_buffer body(16);
        store_le(body.data(), id::http_wait);
        (void)talk.send(ask, 2, body);
        CHECK(talk.sent().empty());
    }
}

TEST_CASE("a truncated service message does no harm") {
    const auto state = list_of(id::msgs_state_req, {4, 8});
    for (const auto constructor :
         {id::msgs_state_req,
          id::msg_resend_req,
          id::msg_resend_ans_req,
          id::msgs_ack,
          id::ping,
          id::ping_delay_disconnect,
          id::rpc_drop_answer,
          id::get_future_salts,
          id::destroy_session,
          id::msg_copy,
          id::msg_container}) {
        auto whole = state;
        store_le(whole.data(), constructor);
        for (std::size_t size = 0; size <= whole.size(); size += 4) {
            conversation talk;
            (void
            )talk.send(talk.id_at(1ms), 2, {whole.begin(), whole.begin() + std::ptrdiff_t(size)});
            (void)talk.sent();
        }
    }
}
