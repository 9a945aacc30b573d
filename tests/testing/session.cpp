// SPDX-License-Identifier: MIT
#include <awaitgram/testing/server/protocol/session.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace awaitgram;
using namespace awaitgram::testing;
using namespace std::chrono_literals;
namespace id = mtproto::detail::id;
using mtproto::detail::reader;

/// Bytes that are different each time and the same in each run.
struct counting_random final : crypto::random_source {
    std::uint64_t state = 1;
    bool fill(byte_span bytes) noexcept override {
        for (auto& byte : bytes) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            byte = static_cast<std::uint8_t>(state >> 56);
        }
        return true;
    }
};

struct message {
    std::int64_t msg_id{};
    std::int32_t seq_no{};
    byte_buffer body{};
    [[nodiscard]] std::uint32_t constructor() const {
        return mtproto::detail::constructor_of(body);
    }
};

byte_buffer key_bytes() {
    byte_buffer bytes(256, 7);
    bytes[3] = 9;
    return bytes;
}

/// A session and its client, who numbers messages by hand.
struct conversation {
    time_point now = from_unix(1'700'000'000) + 1ms;
    counting_random random{};
    crypto::auth_key key{key_bytes()};
    key_salts salts{55, from_unix(1'700'000'000)};
    server_session session{77};

    [[nodiscard]] std::int64_t id_at(std::chrono::milliseconds ahead) const {
        return mtproto::first_id_at(now + ahead) & ~std::int64_t{3};
    }

    session_effects send(
        std::int64_t msg_id, std::int32_t seq_no, const byte_buffer& body, std::int64_t salt = 55
    ) {
        mtproto::message_header header;
        header.salt = salt;
        header.session_id = 77;
        header.msg_id = msg_id;
        header.seq_no = seq_no;
        return session.receive(header, body, salts, random, now);
    }

    /// All that the server has to say now, containers taken apart.
    std::vector<message> heard() {
        std::vector<message> all;
        byte_buffer packet;
        while (session.poll_packet(key, salts, random, now, packet)) {
            const auto opened = mtproto::open(key, crypto::direction::to_client, packet);
            REQUIRE(opened);
            CHECK(opened->header.session_id == 77);
            CHECK(opened->header.msg_id % 2 == 1);
            const auto body = byte_view{packet}.subspan(opened->offset, opened->size);
            const auto keep = [&](std::int64_t msg_id, std::int32_t seq_no, byte_view bytes) {
                all.push_back({msg_id, seq_no, {bytes.begin(), bytes.end()}});
            };
            if (mtproto::is_container(body)) {
                CHECK(opened->header.seq_no % 2 == 0);
                std::vector<mtproto::inner_message> inner;
                REQUIRE(!mtproto::split_container(
                    body, opened->header.msg_id, crypto::direction::to_client, inner
                ));
                for (const auto& one : inner)
                    keep(one.msg_id, one.seq_no, body.subspan(one.offset, one.size));
            } else {
                keep(opened->header.msg_id, opened->header.seq_no, body);
            }
            packet.clear();
        }
        return all;
    }

    /// The code of the bad_msg_notification or bad_server_salt that is all the server says; 0 when it says something else.
    std::int32_t rejection() {
        const auto all = heard();
        if (all.size() != 1 || (all[0].constructor() != id::bad_msg_notification &&
                                all[0].constructor() != id::bad_server_salt))
            return 0;
        CHECK(all[0].seq_no % 2 == 0);
        reader in{all[0].body};
        (void)in.uint32();
        (void)in.int64();
        (void)in.int32();
        return in.int32();
    }
};

byte_buffer query(std::uint32_t constructor = 0xc4f9186b) {
    byte_buffer body;
    append_le(body, constructor);
    return body;
}

byte_buffer ping(std::int64_t number) {
    byte_buffer body;
    append_le(body, id::ping);
    append_le(body, number);
    return body;
}

byte_buffer list_of(std::uint32_t constructor, std::vector<std::int64_t> ids) {
    byte_buffer body;
    append_le(body, constructor);
    mtproto::detail::append_longs(body, ids);
    return body;
}

byte_buffer container(const std::vector<message>& messages) {
    byte_buffer body;
    mtproto::append_container_header(body, messages.size());
    for (const auto& one : messages) {
        mtproto::append_inner_header(body, one.msg_id, one.seq_no, one.body.size());
        append(body, one.body);
    }
    return body;
}

} // namespace

TEST_CASE("the first thing a session says is that it is new, once") {
    conversation talk;

    const auto effects = talk.send(talk.id_at(0ms), 1, query());

    REQUIRE(effects.queries.size() == 1);
    CHECK(effects.queries[0].body == query());
    auto heard = talk.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].constructor() == id::new_session_created);
    CHECK(heard[0].seq_no == 1);
    CHECK(heard[0].msg_id % 4 == 3);
    reader in{heard[0].body};
    (void)in.uint32();
    CHECK(in.int64() == talk.id_at(0ms));
    (void)in.int64();
    CHECK(in.int64() == 55);

    (void)talk.send(talk.id_at(1ms), 3, query());
    CHECK(talk.heard().empty());
}

TEST_CASE("an answer names its query, has an id of 1 mod 4, and asks for a receipt") {
    conversation talk;
    (void)talk.send(talk.id_at(0ms), 1, query());

    talk.session.answer(talk.id_at(0ms), {1, 2, 3, 4}, outcome::answered, talk.now);

    const auto heard = talk.heard();
    REQUIRE(heard.size() == 2);
    CHECK(heard[1].constructor() == id::rpc_result);
    CHECK(heard[1].msg_id % 4 == 1);
    CHECK(heard[1].msg_id > heard[0].msg_id);
    CHECK(heard[1].seq_no == 3);
    CHECK(load_le<std::int64_t>(heard[1].body.data() + 4) == talk.id_at(0ms));
}

TEST_CASE("a long answer is compressed") {
    conversation talk;
    (void)talk.send(talk.id_at(0ms), 1, query());

    talk.session.answer(talk.id_at(0ms), byte_buffer(5000, 1), outcome::answered, talk.now);

    const auto heard = talk.heard();
    REQUIRE(heard.size() == 2);
    const auto result = byte_view{heard[1].body}.subspan(12);
    REQUIRE(mtproto::is_gzip_packed(result));
    CHECK(*mtproto::unpack_gzip(result) == byte_buffer(5000, 1));
}

TEST_CASE("messages with an impossible id are rejected with 16, 17 and 18") {
    conversation talk;

    SUBCASE("from the past") {
        (void)talk.send(talk.id_at(-301s), 1, query());
        CHECK(talk.rejection() == 16);
        (void)talk.send(talk.id_at(-299s), 1, query());
        CHECK(talk.rejection() == 0);
    }
    SUBCASE("from the future") {
        (void)talk.send(talk.id_at(31s), 1, query());
        CHECK(talk.rejection() == 17);
        (void)talk.send(talk.id_at(29s), 1, query());
        CHECK(talk.rejection() == 0);
    }
    SUBCASE("not a client's") {
        for (const auto low : {1, 2, 3}) {
            const auto effects = talk.send(talk.id_at(0ms) + low, 1, query());
            CHECK(talk.rejection() == 18);
            CHECK(effects.queries.empty());
        }
    }
}

TEST_CASE("a wrong salt is answered with the right one and the message is not accepted") {
    conversation talk;
    for (const std::int64_t salt : {std::int64_t{0}, std::int64_t{56}}) {
        const auto effects = talk.send(talk.id_at(0ms), 1, query(), salt);

        CHECK(effects.queries.empty());
        const auto heard = talk.heard();
        REQUIRE(heard.size() == 1);
        reader in{heard[0].body};
        CHECK(in.uint32() == id::bad_server_salt);
        CHECK(in.int64() == talk.id_at(0ms));
        CHECK(in.int32() == 1);
        CHECK(in.int32() == 48);
        CHECK(in.int64() == 55);
    }
    CHECK(talk.send(talk.id_at(0ms), 1, query()).queries.size() == 1);
}

TEST_CASE("salts overlap by half an hour and end after an hour") {
    counting_random random;
    const auto start = from_unix(1'700'000'000);
    key_salts salts{55, start};

    CHECK(salts.accepts(55, start + 59min));
    CHECK(!salts.accepts(55, start + 60min));
    CHECK(salts.current(start + 29min, random) == 55);
    const auto second = salts.current(start + 31min, random);
    CHECK(second != 55);
    CHECK(salts.accepts(second, start + 31min));
    CHECK(salts.accepts(55, start + 31min));

    const auto list = salts.upcoming(start + 31min, 64, random);
    REQUIRE(list.size() == 64);
    for (std::size_t i = 1; i < list.size(); ++i) {
        CHECK(list[i].since == list[i - 1].since + 30min);
        CHECK(list[i].since + 30min == list[i - 1].until);
    }
    CHECK(salts.upcoming(start + 24h * 365, 2, random).size() == 2);
    CHECK(salts.accepts(salts.current(start + 24h * 365, random), start + 24h * 365));
}

TEST_CASE("sequence numbers have to follow the ids and to be odd for queries") {
    conversation talk;
    (void)talk.send(talk.id_at(0ms), 1, query());
    (void)talk.send(talk.id_at(2ms), 3, query());
    (void)talk.heard();

    SUBCASE("too low") {
        (void)talk.send(talk.id_at(3ms), 3, query());
        CHECK(talk.rejection() == 32);
        (void)talk.send(talk.id_at(3ms), 1, query());
        CHECK(talk.rejection() == 32);
    }
    SUBCASE("too high") {
        (void)talk.send(talk.id_at(1ms), 5, query());
        CHECK(talk.rejection() == 33);
        (void)talk.send(talk.id_at(1ms), 3, query());
        CHECK(talk.rejection() == 33);
    }
    SUBCASE("even where odd is due") {
        (void)talk.send(talk.id_at(3ms), 4, query());
        CHECK(talk.rejection() == 35);
    }
    SUBCASE("odd where even is due") {
        const auto effects =
            talk.send(talk.id_at(4ms), 5, container({{talk.id_at(3ms), 5, query()}}));
        CHECK(talk.rejection() == 34);
        CHECK(effects.queries.empty());
    }
    SUBCASE("service messages may be either") {
        (void)talk.send(talk.id_at(3ms), 4, ping(1));
        (void)talk.send(talk.id_at(4ms), 5, ping(2));
        CHECK(talk.heard().size() == 2);
    }
}

TEST_CASE("containers are taken whole and in the order of their ids") {
    conversation talk;
    const auto effects = talk.send(
        talk.id_at(9ms),
        4,
        container(
            {{talk.id_at(2ms), 3, query(2)},
             {talk.id_at(1ms), 1, query(1)},
             {talk.id_at(3ms), 4, ping(8)}}
        )
    );
    REQUIRE(effects.queries.size() == 2);
    CHECK(effects.queries[0].msg_id == talk.id_at(1ms));
    CHECK(effects.queries[1].msg_id == talk.id_at(2ms));
    const auto heard = talk.heard();
    REQUIRE(heard.size() == 2);
    CHECK(load_le<std::int64_t>(heard[0].body.data() + 4) == talk.id_at(1ms));
    CHECK(heard[1].constructor() == id::pong);
}

TEST_CASE("broken containers are rejected with 64 and leave nothing behind") {
    conversation talk;
    const auto inner = talk.id_at(1ms);
    const auto outer = talk.id_at(2ms);
    byte_buffer broken;

    SUBCASE("nested") {
        broken = container({{inner, 0, container({})}});
    }
    SUBCASE("an inner id that isn't lower") {
        broken = container({{outer, 1, query()}});
    }
    SUBCASE("cut") {
        broken = container({{inner, 1, query()}});
        broken.resize(broken.size() - 4);
    }
    SUBCASE("with something behind") {
        broken = container({{inner, 1, query()}});
        broken.resize(broken.size() + 4);
    }
    SUBCASE("too many") {
        std::vector<message> many;
        for (auto i = 0; i != 1025; ++i)
            many.push_back({inner + 4 * i, i * 2 + 1, query()});
        broken = container(many);
        CHECK(talk.send(talk.id_at(1s), 3000, broken).queries.empty());
        CHECK(talk.rejection() == 64);
        return;
    }
    SUBCASE("a count that can't be") {
        broken = container({});
        store_le(broken.data() + 4, 0x7fffffff);
    }

    CHECK(talk.send(outer, 2, broken).queries.empty());
    CHECK(talk.rejection() == 64);
    CHECK(talk.send(outer, 2, container({{inner, 1, query()}})).queries.size() == 1);
}

TEST_CASE("a container that comes again is rejected with 19") {
    conversation talk;
    const auto twice = container({{talk.id_at(1ms), 1, query()}});
    CHECK(talk.send(talk.id_at(2ms), 2, twice).queries.size() == 1);
    (void)talk.heard();

    CHECK(talk.send(talk.id_at(2ms), 2, twice).queries.empty());
    CHECK(talk.rejection() == 19);
}

TEST_CASE("a query that comes again is executed once and its answer is sent again") {
    conversation talk;
    const auto msg_id = talk.id_at(1ms);
    CHECK(talk.send(msg_id, 1, query()).queries.size() == 1);
    talk.session.answer(msg_id, {1, 2, 3, 4}, outcome::answered, talk.now);
    const auto first = talk.heard();

    CHECK(talk.send(msg_id, 1, query()).queries.empty());
    const auto again = talk.heard();

    REQUIRE(again.size() == 1);
    CHECK(again[0].msg_id == first[1].msg_id);
    CHECK(again[0].seq_no == first[1].seq_no);
    CHECK(again[0].body == first[1].body);

    (void)talk.send(talk.id_at(2ms), 2, list_of(id::msgs_ack, {again[0].msg_id}));
    CHECK(talk.send(msg_id, 1, query()).queries.empty());
    const auto receipt = talk.heard();
    REQUIRE(receipt.size() == 1);
    CHECK(receipt[0].body == list_of(id::msgs_ack, {msg_id}));
}

TEST_CASE("a message too old to know is rejected with 20") {
    conversation talk;
    for (std::size_t i = 0; i <= received_messages::capacity; ++i)
        (void)talk.send(
            talk.id_at(0ms) + 4 * static_cast<std::int64_t>(i),
            static_cast<std::int32_t>(i * 2),
            ping(1)
        );
    (void)talk.heard();

    (void)talk.send(talk.id_at(0ms) - 4, 0, ping(2));
    CHECK(talk.rejection() == 20);
}

TEST_CASE("what has no receipt goes out again on the next connection") {
    conversation talk;
    (void)talk.send(talk.id_at(1ms), 1, query());
    talk.session.answer(talk.id_at(1ms), {1, 2, 3, 4}, outcome::answered, talk.now);
    talk.session.push({5, 6, 7, 8}, talk.now);
    const auto first = talk.heard();
    REQUIRE(first.size() == 3);
    (void)talk.send(talk.id_at(2ms), 2, list_of(id::msgs_ack, {first[0].msg_id, first[1].msg_id}));

    talk.session.reconnected();

    const auto again = talk.heard();
    REQUIRE(again.size() == 1);
    CHECK(again[0].msg_id == first[2].msg_id);
    CHECK(again[0].seq_no == first[2].seq_no);
    CHECK(again[0].body == byte_buffer{5, 6, 7, 8});
}

TEST_CASE("service messages are answered") {
    conversation talk;
    (void)talk.send(talk.id_at(0ms), 1, query());
    talk.session.answer(talk.id_at(0ms), {1, 2, 3, 4}, outcome::answered, talk.now);
    const auto first = talk.heard();
    const auto ask = talk.id_at(5ms);

    SUBCASE("ping") {
        (void)talk.send(ask, 2, ping(42));
        const auto heard = talk.heard();
        REQUIRE(heard.size() == 1);
        reader in{heard[0].body};
        CHECK(in.uint32() == id::pong);
        CHECK(in.int64() == ask);
        CHECK(in.int64() == 42);
        CHECK(heard[0].seq_no % 2 == 0);
    }
    SUBCASE("ping with a limit") {
        auto body = ping(42);
        store_le(body.data(), id::ping_delay_disconnect);
        append_le(body, std::int32_t{75});
        const auto effects = talk.send(ask, 2, body);
        CHECK(effects.disconnect_delay == 75s);
        CHECK(talk.heard()[0].constructor() == id::pong);
    }
    SUBCASE("the state of messages") {
        (void)talk.send(
            ask,
            2,
            list_of(id::msgs_state_req, {talk.id_at(0ms), talk.id_at(1ms), talk.id_at(10ms)})
        );
        const auto heard = talk.heard();
        REQUIRE(heard.size() == 1);
        reader in{heard[0].body};
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
        const auto heard = talk.heard();
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].body == first[1].body);
    }
    SUBCASE("an answer that isn't kept any longer") {
        (void)talk.send(ask, 2, list_of(id::msg_resend_req, {first[1].msg_id + 4}));
        const auto heard = talk.heard();
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].constructor() == id::msgs_state_info);
    }
    SUBCASE("salts") {
        byte_buffer body;
        append_le(body, id::get_future_salts);
        append_le(body, std::int32_t{3});
        (void)talk.send(ask, 2, body);
        const auto heard = talk.heard();
        REQUIRE(heard.size() == 1);
        reader in{heard[0].body};
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
        auto heard = talk.heard();
        REQUIRE(heard.size() == 1);
        reader in{heard[0].body};
        CHECK(in.uint32() == id::rpc_result);
        CHECK(in.int64() == ask);
        CHECK(in.uint32() == id::rpc_answer_dropped);
        CHECK(in.int64() == first[1].msg_id);

        (void)talk.send(talk.id_at(6ms), 5, body);
        heard = talk.heard();
        REQUIRE(heard.size() == 1);
        CHECK(load_le<std::uint32_t>(heard[0].body.data() + 12) == id::rpc_answer_unknown);
    }
    SUBCASE("http_wait is ignored") {
        byte_buffer body(16);
        store_le(body.data(), id::http_wait);
        (void)talk.send(ask, 2, body);
        CHECK(talk.heard().empty());
    }
}

TEST_CASE("a service message cut anywhere does no harm") {
    const auto state = list_of(id::msgs_state_req, {4, 8});
    for (const auto constructor :
         {id::msgs_state_req,
          id::msg_resend_req,
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
            (void)talk.heard();
        }
    }
}
