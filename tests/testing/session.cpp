// SPDX-License-Identifier: MIT
#include "session_scene.hpp"

using namespace session_scene;
using session_scene::message;

TEST_CASE("a session announces itself once, before everything else") {
    conversation talk;

    const auto effects = talk.send(talk.id_at(0ms), 1, query());

    REQUIRE(effects.queries.size() == 1);
    CHECK(std::ranges::equal(effects.queries[0].body.bytes(), query()));
    auto sent = talk.sent();
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].constructor() == id::new_session_created);
    CHECK(sent[0].seq_no == 1);
    CHECK(sent[0].msg_id % 4 == 3);
    reader in{sent[0].body};
    (void)in.uint32();
    CHECK(in.int64() == talk.id_at(0ms));
    (void)in.int64();
    CHECK(in.int64() == 55);

    (void)talk.send(talk.id_at(1ms), 3, query());
    CHECK(talk.sent().empty());
}

TEST_CASE("an answer names its query, has an id of 1 mod 4, and is to be acknowledged") {
    conversation talk;
    (void)talk.send(talk.id_at(0ms), 1, query());

    talk.session.answer(talk.id_at(0ms), {1, 2, 3, 4}, outcome::answered, talk.now);

    const auto sent = talk.sent();
    REQUIRE(sent.size() == 2);
    CHECK(sent[1].constructor() == id::rpc_result);
    CHECK(sent[1].msg_id % 4 == 1);
    CHECK(sent[1].msg_id > sent[0].msg_id);
    CHECK(sent[1].seq_no == 3);
    CHECK(load_le<std::int64_t>(sent[1].body.data() + 4) == talk.id_at(0ms));
}

TEST_CASE("a long answer is compressed") {
    conversation talk;
    (void)talk.send(talk.id_at(0ms), 1, query());

    talk.session.answer(talk.id_at(0ms), byte_buffer(5000, 1), outcome::answered, talk.now);

    const auto sent = talk.sent();
    REQUIRE(sent.size() == 2);
    const auto result = byte_view{sent[1].body}.subspan(12);
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
        const auto sent = talk.sent();
        REQUIRE(sent.size() == 1);
        reader in{sent[0].body};
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
    (void)talk.sent();

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
        CHECK(talk.sent().size() == 2);
    }
}

TEST_CASE("containers are handled whole and in the order of their ids") {
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
    const auto sent = talk.sent();
    REQUIRE(sent.size() == 2);
    CHECK(load_le<std::int64_t>(sent[0].body.data() + 4) == talk.id_at(1ms));
    CHECK(sent[1].constructor() == id::pong);
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

TEST_CASE("a repeated container is rejected with 19") {
    conversation talk;
    const auto twice = container({{talk.id_at(1ms), 1, query()}});
    CHECK(talk.send(talk.id_at(2ms), 2, twice).queries.size() == 1);
    (void)talk.sent();

    CHECK(talk.send(talk.id_at(2ms), 2, twice).queries.empty());
    CHECK(talk.rejection() == 19);
}

TEST_CASE("a repeated query is executed once and its answer sent again") {
    conversation talk;
    const auto msg_id = talk.id_at(1ms);
    CHECK(talk.send(msg_id, 1, query()).queries.size() == 1);
    talk.session.answer(msg_id, {1, 2, 3, 4}, outcome::answered, talk.now);
    const auto first = talk.sent();

    CHECK(talk.send(msg_id, 1, query()).queries.empty());
    const auto again = talk.sent();

    REQUIRE(again.size() == 1);
    CHECK(again[0].msg_id == first[1].msg_id);
    CHECK(again[0].seq_no == first[1].seq_no);
    CHECK(again[0].body == first[1].body);

    (void)talk.send(talk.id_at(2ms), 2, list_of(id::msgs_ack, {again[0].msg_id}));
    CHECK(talk.send(msg_id, 1, query()).queries.empty());
    const auto receipt = talk.sent();
    REQUIRE(receipt.size() == 1);
    CHECK(receipt[0].body == list_of(id::msgs_ack, {msg_id}));
}

TEST_CASE("a message older than the remembered ones is rejected with 20") {
    conversation talk;
    for (std::size_t i = 0; i <= received_messages::capacity; ++i)
        (void)talk.send(
            talk.id_at(0ms) + 4 * static_cast<std::int64_t>(i),
            static_cast<std::int32_t>(i * 2),
            ping(1)
        );
    (void)talk.sent();

    (void)talk.send(talk.id_at(0ms) - 4, 0, ping(2));
    CHECK(talk.rejection() == 20);
}

TEST_CASE("every query of a full container is answered, and again on the next connection") {
    conversation talk;
    std::vector<message> parts;
    for (std::size_t i = 0; i != mtproto::container_capacity; ++i) {
        message part;
        part.msg_id = talk.id_at(0ms) + static_cast<std::int64_t>(i) * 4;
        part.seq_no = static_cast<std::int32_t>(i) * 2 + 1;
        part.body = query();
        parts.push_back(part);
    }
    const auto answers = [&talk] {
        std::size_t count = 0;
        for (const auto& each : talk.sent())
            count += each.constructor() == id::rpc_result ? 1 : 0;
        return count;
    };
    const auto outer = parts.back().msg_id + 4;

    const auto effects = talk.send(outer, parts.back().seq_no + 1, container(parts));
    for (const auto& each : effects.queries)
        talk.session.answer(each.msg_id, {1, 2, 3, 4}, outcome::answered, talk.now);

    CHECK(effects.queries.size() == parts.size());
    CHECK(answers() == parts.size());
    talk.session.reconnected();
    CHECK(answers() == parts.size());
}

TEST_CASE("of the messages for a client that stays away the newest are kept") {
    conversation talk;
    const std::int32_t count = outgoing_messages::most_kept + 10;
    for (std::int32_t i = 0; i != count; ++i) {
        byte_buffer update;
        append_le(update, i);
        talk.session.push(update, talk.now);
    }

    const auto sent = talk.sent();
    REQUIRE(sent.size() == outgoing_messages::most_kept);
    CHECK(load_le<std::int32_t>(sent.front().body.data()) == 10);
    CHECK(load_le<std::int32_t>(sent.back().body.data()) == count - 1);
}

TEST_CASE("unacknowledged messages are sent again on the next connection") {
    conversation talk;
    (void)talk.send(talk.id_at(1ms), 1, query());
    talk.session.answer(talk.id_at(1ms), {1, 2, 3, 4}, outcome::answered, talk.now);
    talk.session.push({5, 6, 7, 8}, talk.now);
    const auto first = talk.sent();
    REQUIRE(first.size() == 3);
    (void)talk.send(talk.id_at(2ms), 2, list_of(id::msgs_ack, {first[0].msg_id, first[1].msg_id}));

    talk.session.reconnected();

    const auto again = talk.sent();
    REQUIRE(again.size() == 1);
    CHECK(again[0].msg_id == first[2].msg_id);
    CHECK(again[0].seq_no == first[2].seq_no);
    CHECK(again[0].body == byte_buffer{5, 6, 7, 8});
}
