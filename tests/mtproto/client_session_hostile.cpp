// SPDX-License-Identifier: MIT
#include <iterator>

#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

TEST_CASE("a packet replayed on the same or a new connection is handled once and acknowledged again"
) { // S-42, S-43
    scene s;
    s.settle();
    const auto packet = s.sealed(value(some_update), {.low = 3});
    CHECK(!s.client_session.receive(packet, s.now));
    CHECK(!s.client_session.receive(packet, s.now));
    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);
    CHECK(!s.client_session.receive(packet, s.now));

    CHECK(s.events_of<mtproto::update>().size() == 1);
    const auto acks = s.sent(id::msgs_ack);
    REQUIRE(acks.size() == 1);
    CHECK(load_le<std::int32_t>(acks[0].body.data() + 8) == 3);
}

TEST_CASE("a packet of an earlier run of the program belongs to no session") { // S-43, S-75
    scene before;
    const auto packet = before.sealed(value(some_update), {.low = 3});
    scene s;
    s.random.state = 12345;
    mtproto::client_session restarted{scene::options(s.key), s.random};
    restarted.connected(s.now);

    CHECK(restarted.receive(packet, s.now) == errc::wrong_session);
}

TEST_CASE("a replay older than all known ids begins a new session, and is not handled again"
) { // S-44
    scene s;
    s.settle();
    const auto old = s.sealed(value(some_update), {.low = 3});
    CHECK(!s.client_session.receive(old, s.now));
    for (auto i = 0; i != 3000; ++i)
        CHECK(!s.deliver(value(some_update), {.low = 3}));

    const auto session = s.session_id;
    s.sent();
    CHECK(!s.client_session.receive(old, s.now));

    CHECK(s.events_of<mtproto::update>().size() == 3001);
    CHECK(s.sent(id::msgs_ack).empty());
    CHECK(s.session_id != session);
}

TEST_CASE("a message repeated in containers is handled once") { // S-45
    scene s;
    s.settle();
    const auto inner = s.next_id(3);
    CHECK(!s.deliver(value(some_update), {.msg_id = inner}));
    const auto fresh = s.next_id(3);

    CHECK(!s.deliver(
        s.container(
            {{value(some_update), 1, inner},
             {value(some_update), 1, fresh},
             {value(some_update), 1, fresh}}
        ),
        {.seq_no = 0}
    ));

    CHECK(s.events_of<mtproto::update>().size() == 2);
}

TEST_CASE("packets out of order are each handled once") { // S-48
    scene s;
    s.settle();
    const auto first = s.sealed(value(some_update, 1), {.low = 3});
    const auto second = s.sealed(value(some_update, 2), {.low = 3});

    CHECK(!s.client_session.receive(second, s.now));
    CHECK(!s.client_session.receive(first, s.now));

    CHECK(s.events_of<mtproto::update>().size() == 2);
}

TEST_CASE("messages of other sessions end the connection and are not acknowledged") { // S-40, S-75
    for (const std::int64_t session : {std::int64_t{0}, std::int64_t{1}, INT64_MIN}) {
        scene s;
        s.settle();
        CHECK(s.deliver(value(some_update), {.session_id = session}) == errc::wrong_session);
        CHECK(s.events().empty());
        s.client_session.submit(tl::frame{value(some_query)});
        CHECK(s.sent(id::msgs_ack).empty());
    }
}

TEST_CASE("even and negative message ids end the connection") { // S-41
    for (const std::int64_t low : {0, 2}) {
        scene s;
        s.settle();
        CHECK(s.deliver(value(some_update), {.low = low}) == errc::bad_message_id);
    }
    scene s;
    s.settle();
    CHECK(s.deliver(value(some_update), {.msg_id = -1}) == errc::bad_message_id);
}

TEST_CASE("plain packets, packets of other keys and short ones end the connection") { // S-35
    scene s;
    s.settle();
    byte_buffer plain = value(std::int64_t{0}, s.next_id(), std::int32_t{4}, some_update);
    CHECK(s.client_session.receive(plain, s.now) == errc::not_authentic);
    plain.resize(24 + 64);
    CHECK(s.client_session.receive(plain, s.now) == errc::not_authentic);
    byte_buffer foreign;
    CHECK(!mtproto::seal(
        some_key(8),
        crypto::direction::to_client,
        {1, s.session_id, s.next_id(), 1},
        value(some_update),
        s.server_random,
        foreign
    ));
    CHECK(s.client_session.receive(foreign, s.now) == errc::not_authentic);
    CHECK(s.client_session.receive({}, s.now) == errc::not_authentic);
    CHECK(s.events().empty());
}

TEST_CASE("the salt of an ordinary message is not adopted") { // S-53
    scene s;
    s.settle();
    CHECK(!s.deliver(value(some_update), {.salt = 666, .low = 3}));
    CHECK(s.ask().salt == 1);
}

TEST_CASE("future salts that are unrequested, too many or impossible change nothing") { // S-54
    scene s;
    const auto asked = s.sent(id::get_future_salts).at(0);
    const auto list =
        [&](std::int64_t to, std::int32_t count, std::int32_t since, std::int32_t until) {
            auto body = value(id::future_salts, to, std::int32_t{0}, count);
            for (auto i = 0; i < count && i < 100; ++i)
                append(body, value(since, until, std::int64_t{666}));
            return body;
        };
    const auto second = static_cast<std::int32_t>(unix_seconds(s.now));

    CHECK(!s.deliver(list(asked.msg_id + 4, 1, second - 9, second + 900), {.seq_no = 0}));
    CHECK(s.ask().salt == 1);
    CHECK(s.deliver(list(asked.msg_id, -1, 0, 0), {.seq_no = 0}) == errc::malformed);
    CHECK(s.deliver(list(asked.msg_id, 0x10000001, 0, 0), {.seq_no = 0}) == errc::malformed);
    CHECK(!s.deliver(list(asked.msg_id, 65, second - 9, second + 900), {.seq_no = 0}));
    CHECK(s.ask().salt == 1);
    scene other;
    const auto request = other.sent(id::get_future_salts).at(0);
    CHECK(!other.deliver(list(request.msg_id, 1, second + 900, second - 9), {.seq_no = 0}));
    CHECK(other.ask().salt == 1);
}

TEST_CASE("results for unknown, foreign or service messages are ignored but acknowledged") { // S-58
    scene s;
    const auto ping = s.sent(id::ping_delay_disconnect).at(0);
    const auto query = s.ask();
    for (const auto to :
         {std::int64_t{0}, std::int64_t{-4}, query.msg_id + 4, ping.msg_id, ping.outer_id})
        CHECK(!s.answer(to, value(some_result)));

    CHECK(s.events_of<mtproto::answer>().empty());
    CHECK(s.client_session.pending() == 1);
    s.client_session.submit(tl::frame{value(some_query)});
    const auto acks = s.sent(id::msgs_ack);
    REQUIRE(acks.size() == 1);
    CHECK(load_le<std::int32_t>(acks[0].body.data() + 8) == 5);
}

TEST_CASE("unexpected pongs, acknowledgements and states change nothing") { // S-61, S-62
    scene s;
    s.settle();
    s.ask();
    const auto wake = s.client_session.wake_at();
    std::vector<std::int64_t> many;
    for (std::int64_t i = 0; i != 9000; ++i)
        many.push_back(i * 4);

    for (auto i = 0; i != 1000; ++i)
        CHECK(!s.deliver(value(id::pong, std::int64_t{4}, std::int64_t{i}), {.seq_no = 0}));
    CHECK(!s.deliver(longs(id::msgs_ack, many), {.seq_no = 0}));
    CHECK(!s.deliver(
        with_string(value(id::msgs_state_info, std::int64_t{4}), byte_buffer{1}), {.seq_no = 0}
    ));

    CHECK(s.events().empty());
    CHECK(s.sent().empty());
    CHECK(s.client_session.wake_at() == wake);
}

TEST_CASE("requests about too many messages are not answered, and answers are bounded") { // S-65
    scene s;
    s.settle();
    const std::vector<std::int64_t> many(8193, 5);
    CHECK(!s.deliver(longs(id::msgs_state_req, many), {.seq_no = 0}));
    CHECK(!s.deliver(longs(id::msg_resend_req, many), {.seq_no = 0}));
    CHECK(s.sent().empty());

    for (auto i = 0; i != 5000; ++i)
        CHECK(!s.deliver(value(id::ping, std::int64_t{i}), {.seq_no = 0}));

    CHECK(s.sent().size() <= 300);
}

TEST_CASE("of a flood of announced answers, a bounded number is requested") { // S-64
    scene s;
    s.settle();
    for (std::int64_t i = 0; i != 20'000; ++i)
        CHECK(!s.deliver(
            value(id::msg_new_detailed_info, mtproto::first_id_at(s.now + 9s) + i * 4 + 1, 8, 0),
            {.seq_no = 0}
        ));

    const auto requests = s.sent(id::msg_resend_req);

    REQUIRE(requests.size() == 1);
    CHECK(load_le<std::int32_t>(requests[0].body.data() + 8) <= 8192);
}

TEST_CASE("unrequested protocol messages are neither updates nor commands") { // S-67
    scene s;
    s.settle();
    const auto session = s.session_id;
    for (const auto constructor :
         {id::destroy_auth_key_ok,
          id::destroy_auth_key_none,
          id::destroy_auth_key_fail,
          id::destroy_session_ok,
          id::http_wait,
          id::req_pq_multi,
          id::resPQ,
          id::dh_gen_ok,
          id::rpc_error,
          id::rpc_answer_dropped_running,
          id::get_future_salts,
          id::vector})
        CHECK(!s.deliver(value(constructor, std::int64_t{0}, std::int64_t{0}), {.seq_no = 0}));

    CHECK(s.events().empty());
    CHECK(s.ask().session_id == session);
}

TEST_CASE("a container that breaks a rule has no effect at all") { // S-68
    const auto after = [](const std::function<byte_buffer(scene&)>& make) {
        scene s;
        s.settle();
        const auto error = s.deliver(make(s), {.seq_no = 0});
        CHECK(s.events().empty());
        s.client_session.submit(tl::frame{value(some_query)});
        CHECK(s.sent(id::msgs_ack).empty());
        return error;
    };
    CHECK(after([](auto& s) {
              return s.container({{value(some_update)}, {value(id::msg_container, 0)}});
          }) == errc::bad_container);
    CHECK(after([](auto& s) {
              return s.container({{value(some_update)}, {value(some_update), 1, s.next_id() + 3}});
          }) == errc::bad_container);
    CHECK(after([](auto& s) {
              auto body = s.container({{value(some_update)}});
              append_le(body, 0);
              return body;
          }) == errc::bad_container);
    CHECK(after([](auto& s) {
              auto body = s.container({{value(some_update)}, {value(some_update)}});
              body.resize(body.size() - 4);
              return body;
          }) == errc::bad_container);
    CHECK(!after([](auto& s) { return s.container({}); }));
}

TEST_CASE("messages in a container may have its id or a higher one, as some servers number them") {
    scene s;
    const auto ping = s.sent(id::ping_delay_disconnect).at(0);
    const auto query = s.ask();
    const auto outer = s.next_id();

    CHECK(!s.deliver(
        s.container(
            {{value(id::pong, ping.msg_id, ping.int64_at(4)), 0, outer},
             {s.result(query.msg_id, value(some_result)), 1, outer + 4}}
        ),
        {.msg_id = outer, .seq_no = 0}
    ));

    CHECK(s.events_of<mtproto::answer>().size() == 1);
    CHECK(*s.client_session.wake_at() < s.now + 30s); // the answers, not the pong
    s.now += 40s;
    CHECK(s.client_session.tick(s.now) != errc::no_pong);
}

TEST_CASE(
    "a copied message is handled unless it was received before, and must be older and not nested"
) { // S-69
    scene s;
    s.settle();
    const auto copy = [](std::int64_t msg_id, byte_view body) {
        auto out = value(
            id::msg_copy,
            id::message,
            msg_id,
            std::int32_t{1},
            static_cast<std::int32_t>(body.size())
        );
        append(out, body);
        return out;
    };
    const auto inner = s.next_id(3);
    CHECK(!s.deliver(copy(inner, value(some_update)), {.seq_no = 0}));
    CHECK(!s.deliver(copy(inner, value(some_update)), {.seq_no = 0}));
    CHECK(s.events_of<mtproto::update>().size() == 1);

    CHECK(
        s.deliver(copy(s.next_id() + 0x100000000, value(some_update)), {.seq_no = 0}) ==
        errc::malformed
    );
    CHECK(s.deliver(copy(s.next_id(2), value(some_update)), {.seq_no = 0}) == errc::malformed);
    CHECK(
        s.deliver(copy(s.next_id(), value(id::msg_container, 0)), {.seq_no = 0}) == errc::malformed
    );
    CHECK(
        s.deliver(copy(s.next_id(), copy(5, value(some_update))), {.seq_no = 0}) == errc::malformed
    );
    auto longer = copy(s.next_id(), value(some_update));
    append_le(longer, 0);
    CHECK(s.deliver(longer, {.seq_no = 0}) == errc::malformed);
    CHECK(s.events().empty());
}

TEST_CASE("only the last bit of a sequence number decides whether to acknowledge") { // S-70
    scene s;
    s.settle();
    CHECK(!s.deliver(longs(id::msgs_ack, {}), {.seq_no = -1}));
    CHECK(!s.deliver(value(some_update), {.seq_no = 0, .low = 3}));
    s.client_session.submit(tl::frame{value(some_query)});

    const auto acks = s.sent(id::msgs_ack);

    REQUIRE(acks.size() == 1);
    CHECK(load_le<std::int32_t>(acks[0].body.data() + 8) == 1);
    CHECK(s.events_of<mtproto::update>().size() == 1);
}

TEST_CASE("gzip bombs, nested and broken streams are refused") { // S-71, S-72
    const auto packed = [](byte_view stream) {
        return with_string(value(id::gzip_packed), stream);
    };
    const auto bomb = packed(mtproto::detail::deflate_if_smaller(byte_buffer(100'000'000)));
    byte_buffer content(40'000);
    auto once = content;
    mtproto::pack_gzip(once);
    const auto twice = packed(mtproto::detail::deflate_if_smaller([&] {
        auto padded = once;
        padded.resize(4096);
        return padded;
    }()));
    scene s;
    s.settle();

    CHECK(s.deliver(bomb) == errc::gzip_too_large);
    CHECK(s.deliver(twice) == errc::bad_gzip);
    CHECK(
        s.deliver(s.container({{bomb}, {value(some_update)}}), {.seq_no = 0}) ==
        errc::gzip_too_large
    );
    CHECK(s.events_of<mtproto::update>().size() == 1);
    for (const auto& result : {bomb, twice, value(id::gzip_packed), packed(byte_buffer(20, 1))}) {
        CHECK(!s.answer(s.ask().msg_id, result));
        CHECK(s.events_of<mtproto::failed>().size() == 1);
    }
    auto unpacked = s.container({{once}});
    unpacked.resize(unpacked.size() + 0);
    CHECK(s.client_session.pending() == 0);
}

TEST_CASE("many compressed messages of one packet share one limit") { // S-71
    scene s{[](auto& options) { options.unpack_limit = 100'000; }};
    s.settle();
    byte_buffer content = value(some_update);
    content.resize(40'000);
    mtproto::pack_gzip(content);

    CHECK(
        s.deliver(s.container({{content}, {content}, {content}}), {.seq_no = 0}) ==
        errc::gzip_too_large
    );

    CHECK(s.events_of<mtproto::update>().size() == 2);
}

TEST_CASE("a container may be compressed, but not its contents again") {
    scene s;
    s.settle();
    byte_buffer content = value(some_update);
    content.resize(4000);
    auto packed = s.container({{content}, {content}});
    mtproto::pack_gzip(packed);
    REQUIRE(mtproto::is_gzip_packed(packed));
    CHECK(!s.deliver(packed, {.seq_no = 0}));
    CHECK(s.events_of<mtproto::update>().size() == 2);
    auto inner = content;
    mtproto::pack_gzip(inner);
    auto twice = s.container({{inner}, {byte_buffer(4000, 1)}});
    mtproto::pack_gzip(twice);
    REQUIRE(mtproto::is_gzip_packed(twice));

    CHECK(s.deliver(twice, {.seq_no = 0}) == errc::bad_gzip);
}

TEST_CASE("truncated service messages are errors or harmless") { // S-73
    const auto bodies = [](const seen& query) {
        return std::vector<byte_buffer>{
            value(id::rpc_result, query.msg_id, id::rpc_error, 400, 0),
            longs(id::msgs_ack, {query.msg_id, 8}),
            value(id::bad_server_salt, query.msg_id, 0, 48, std::int64_t{5}),
            value(id::bad_msg_notification, query.msg_id, 0, 16),
            value(id::new_session_created, query.msg_id, std::int64_t{1}, std::int64_t{1}),
            longs(id::msgs_state_req, {1, 2}),
            with_string(value(id::msgs_state_info, query.msg_id), byte_buffer{1}),
            with_string(longs(id::msgs_all_info, {query.msg_id}), byte_buffer{1}),
            value(id::msg_detailed_info, query.msg_id, std::int64_t{5}, 0, 0),
            value(id::msg_new_detailed_info, std::int64_t{5}, 0, 0),
            longs(id::msg_resend_req, {query.msg_id}),
            value(id::ping, std::int64_t{5}),
            value(id::pong, query.msg_id, std::int64_t{5}),
            value(id::future_salts, query.msg_id, 0, 1, 0, 0, std::int64_t{5}),
            value(id::msg_copy, id::message, std::int64_t{5}, 1, 4, some_update),
            value(id::gzip_packed, 0),
            value(id::msg_container, 1, std::int64_t{5}, 1, 4, some_update)};
    };
    scene s;
    s.settle();
    const auto query = s.ask();
    for (const auto& body : bodies(query))
        for (std::size_t size = 0; size < body.size(); size += 4) {
            auto cut = body;
            cut.resize(size);
            (void)s.deliver(cut, {.seq_no = 0});
            s.sent();
        }
    for (const auto& body : bodies(query))
        for (std::size_t i = 0; i != body.size(); ++i) {
            auto flipped = body;
            flipped[i] ^= 0x80;
            (void)s.deliver(flipped, {.seq_no = 0});
            s.sent();
        }
    s.events();
    s.client_session.submit(tl::frame{value(some_query, 9)});
    const auto after = s.sent(some_query);
    REQUIRE(!after.empty());
    CHECK(!s.answer(after.back().msg_id, value(some_result)));
    CHECK(s.events_of<mtproto::answer>().size() == 1);
}

TEST_CASE("every truncated or altered packet of a session is refused and changes nothing") {
    scene s;
    s.settle();
    const auto query = s.ask();
    const std::vector<byte_buffer> packets{
        s.sealed(s.result(query.msg_id, value(some_result, 1))),
        s.sealed(value(id::bad_server_salt, query.msg_id, 0, 48, std::int64_t{5}), {.seq_no = 0}),
        s.sealed(s.container({{value(some_update)}, {value(some_update)}}), {.seq_no = 0})};
    for (const auto& packet : packets)
        for (std::size_t i = 0; i != packet.size(); ++i) {
            byte_buffer cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(i));
            CHECK(s.client_session.receive(cut, s.now) == errc::not_authentic);
            auto flipped = packet;
            flipped[i] ^= 1;
            CHECK(s.client_session.receive(flipped, s.now) == errc::not_authentic);
        }
    CHECK(s.events().empty());
    CHECK(s.sent().empty());

    for (const auto& packet : packets)
        CHECK(!s.client_session.receive(packet, s.now));

    CHECK(s.events_of<mtproto::answer>().size() == 1);
}

TEST_CASE("well-formed but meaningless messages from the server do no harm") {
    scene s;
    s.settle();
    constexpr std::uint32_t constructors[] = {
        id::rpc_result,
        id::msgs_ack,
        id::bad_server_salt,
        id::future_salts,
        id::new_session_created,
        id::bad_msg_notification,
        id::msgs_state_req,
        id::msgs_state_info,
        id::msgs_all_info,
        id::msg_resend_req,
        id::msg_detailed_info,
        id::msg_new_detailed_info,
        id::pong,
        id::ping,
        id::msg_copy,
        id::gzip_packed,
        id::msg_container,
        some_update};
    std::vector<std::int64_t> ours{4};
    std::uint64_t state = 1;
    const auto random = [&](std::uint64_t below) {
        state = state * 6364136223846793005 + 1442695040888963407;
        return (state >> 33) % below;
    };
    for (auto round = 0; round != 3000; ++round) {
        if (random(4) == 0)
            s.client_session.submit(tl::frame{value(some_query, round)});
        if (random(40) == 0) {
            s.client_session.disconnected(s.now);
            s.client_session.connected(s.now);
        }
        if (random(10) == 0)
            s.client_session.cancel(random(1000));
        for (const auto& one : s.sent())
            ours.push_back(one.msg_id);
        auto body = value(constructors[random(std::size(constructors))]);
        while (random(6) != 0)
            switch (random(4)) {
            case 0:
                append_le(body, ours.back());
                break;
            case 1:
                append_le(body, ours[random(ours.size())]);
                break;
            case 2:
                append_le(body, static_cast<std::int32_t>(random(70)));
                break;
            default:
                append_le(body, constructors[random(std::size(constructors))]);
            }
        (void)s.deliver(body, {.seq_no = static_cast<std::int32_t>(random(2))});
        s.now += std::chrono::milliseconds{random(2000)};
        (void)s.client_session.tick(s.now);
        s.events();
    }
    CHECK(s.client_session.pending() <= 3000);

    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);
    s.now += 1s;
    const auto last = s.client_session.submit(tl::frame{value(some_query, -1)});
    for (const auto& one : s.sent(some_query))
        if (one.body == value(some_query, -1))
            CHECK(!s.deliver(s.result(one.msg_id, value(some_result)), {.seq_no = 0}));
    const auto answers = s.events_of<mtproto::answer>();
    REQUIRE(!answers.empty());
    CHECK(answers.back().id == last);
}

TEST_CASE("an empty message ends the connection") { // S-38
    scene s;
    s.settle();
    CHECK(s.deliver({}) == errc::malformed);
}
