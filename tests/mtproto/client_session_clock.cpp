// SPDX-License-Identifier: MIT
#include "scene.hpp"

using namespace awaitgram;
using namespace awaitgram::test;
using mtproto::errc;

namespace {

std::int64_t id_at(time_point moment, std::int64_t low = 1) {
    return mtproto::first_id_at(moment) + low;
}

} // namespace

TEST_CASE("messages from more than 300 s ago or 30 s ahead are dropped and end the connection"
) { // S-46, S-47
    const auto after = [](auto shift) {
        scene s;
        s.settle();
        const auto error = s.deliver(value(some_update), {.msg_id = id_at(s.now + shift, 3)});
        CHECK(s.events_of<mtproto::update>().size() == (error ? 0 : 1));
        CHECK(s.sent(id::msgs_ack).empty());
        return error;
    };
    CHECK(after(-299s) == std::error_code{});
    CHECK(after(-301s) == errc::bad_time);
    CHECK(after(29s) == std::error_code{});
    CHECK(after(31s) == errc::bad_time);
    CHECK(after(-10min) == errc::bad_time);
}

TEST_CASE("before the clocks agree, messages of any time are accepted") { // S-46
    scene s{[](auto& options) { options.time_synchronised = false; }};
    s.sent();

    CHECK(!s.deliver(value(some_update), {.msg_id = id_at(s.now - 1h, 3)}));
    CHECK(!s.deliver(value(some_update), {.msg_id = id_at(s.now + 1h, 3)}));

    CHECK(s.events_of<mtproto::update>().size() == 2);
}

TEST_CASE("an answered query shows that the clocks agree") {
    scene s{[](auto& options) { options.time_synchronised = false; }};
    s.settle();

    CHECK(s.deliver(value(some_update), {.msg_id = id_at(s.now - 1h, 3)}) == errc::bad_time);
}

TEST_CASE("an answer that seems older than its query shows that the local clock is fast") {
    scene s{[](auto& options) { options.time_synchronised = false; }};
    s.server_ahead = -20s;
    s.sent();
    const auto query = s.ask();

    CHECK(!s.answer(query.msg_id, value(some_result)));

    const auto changes = s.events_of<mtproto::time_changed>();
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].offset < -19s);
}

TEST_CASE("a message that was dropped for its time is handled when it is received again in time") {
    scene s;
    s.settle();
    const auto inner = id_at(s.now - 10min, 3);
    CHECK(s.deliver(value(some_update), {.msg_id = inner}) == errc::bad_time);

    const auto body = s.container({{value(some_update), 1, inner}});
    CHECK(!s.deliver(body, {.seq_no = 0}));

    CHECK(s.events_of<mtproto::update>().size() == 1);
}

TEST_CASE("with a very wrong clock, the rejection of a sent message is still handled") { // S-46
    for (const auto off : {3h, -3h}) {
        for (const auto in_container : {false, true}) {
            scene s;
            s.server_ahead = off;
            s.client_session.submit(tl::frame{value(some_query)});
            const auto query = s.sent(some_query).at(0);
            const auto notice = value(
                id::bad_msg_notification, query.outer_id, std::int32_t{0}, off > 0s ? 16 : 17
            );

            CHECK(s.deliver(value(some_update), {.low = 3}) == errc::bad_time);
            if (in_container)
                CHECK(!s.deliver(s.container({{notice, 0}, {value(some_update), 1}}), {.seq_no = 0})
                );
            else
                CHECK(!s.deliver(notice, {.seq_no = 0}));

            CHECK(s.events_of<mtproto::time_changed>().size() == 1);
            CHECK(s.events_of<mtproto::update>().empty());
            const auto again = s.sent(some_query);
            REQUIRE(again.size() == 1);
            CHECK(!s.answer(again[0].msg_id, value(some_result)));
        }
    }
}

TEST_CASE("after the computer slept, the session corrects its clock") {
    scene s;
    s.settle();
    s.server_ahead = 1h; // the local clock stood still
    CHECK(s.deliver(value(some_update), {.low = 3}) == errc::bad_time);
    s.client_session.disconnected(s.now);
    s.client_session.connected(s.now);

    CHECK(!s.deliver(value(some_update), {.low = 3}));

    CHECK(s.events_of<mtproto::update>().size() == 1);
    CHECK(s.client_session.time_offset() > 59min);
}

TEST_CASE("a clock that jumps never makes message ids repeat or shrink") { // S-85
    scene s;
    s.settle();
    std::int64_t last = 0;
    for (const auto step : {0s, 3600s, -7200s, 0s, 86'400s, -1s}) {
        s.now += step;
        const auto query = s.ask();
        CHECK(query.msg_id > last);
        CHECK(query.msg_id % 4 == 0);
        last = query.msg_id;
    }
}

TEST_CASE(
    "after any jump of the local clock, two rejections and one new connection bring the answer"
) { // S-85
    for (const std::chrono::seconds first : {3600s, -3600s, 3s, -40s, 86'400s})
        for (const auto stored : {false, true}) {
            CAPTURE(first.count());
            CAPTURE(stored);
            scene s{[&](auto& options) { options.time_synchronised = !stored; }};
            if (!stored)
                s.settle();
            for (const std::chrono::seconds step : {first, -first, 0s, 600s}) {
                CAPTURE(step.count());
                s.now += step;
                if (step != 600s) // else time passes
                    s.server_ahead -= step;
                s.client_session.submit(tl::frame{value(some_query)});
                auto rejections = 0;
                auto answered = false;
                while (rejections <= 2 && !answered) {
                    const auto queries = s.sent(some_query);
                    REQUIRE(queries.size() == 1);
                    const auto& query = queries[0];
                    const auto server_now = s.now + s.server_ahead;
                    const auto sent_at = mtproto::time_of(query.outer_id);
                    answered = sent_at <= server_now + 30s && sent_at >= server_now - 300s;
                    if (!answered) {
                        ++rejections;
                        CHECK(!s.reject(query.outer_id, sent_at > server_now ? 17 : 16));
                    } else if (const auto error = s.answer(query.msg_id, value(some_result))) {
                        CHECK(error == errc::bad_time);
                        s.client_session.disconnected(s.now);
                        s.client_session.connected(s.now);
                        CHECK(!s.answer(query.msg_id, value(some_result)));
                    }
                }
                CHECK(answered);
                CHECK(s.events_of<mtproto::answer>().size() == 1);
            }
        }
}
