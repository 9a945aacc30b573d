// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "engine_scene.hpp"

// No number of an update overflows; to be run with -Db_sanitize=address,undefined, too.

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

constexpr std::int32_t extremes[] = {INT32_MIN, -1, 0, 1, 10, 11, INT32_MAX};
constexpr std::int64_t extreme_ids[] = {INT64_MIN, -2, -1, 0, 5, INT64_MAX};

/// Everything that a manager asks of an engine.
void use(engine_scene& s) {
    for (const auto& each : s.take())
        if (const auto* message = message_in(each)) {
            (void)dialog_id(message->peer_id);
            (void)title_of(*each.peers, dialog_id(message->peer_id));
        }
    (void)s.in.take_skips();
    (void)s.in.take_moved();
    (void)s.in.position();
    for (auto rounds = 0; rounds < 3; ++rounds) {
        while (const auto next = s.in.next_fetch(s.now))
            if (next->what == fetch_request::kind::state)
                s.in.accept(*next, api::updates::State{state_at(next->from.pts)}, s.now);
            else
                s.fail(*next, fetch_failure{});
        s.pass(1min);
    }
}

account_state at(std::int32_t pts, std::int32_t qts = 0, std::int32_t seq = 0) {
    return {.pts = pts, .qts = qts, .date = 1, .seq = seq};
}

} // namespace

TEST_CASE("no number of a container of updates overflows") { // S-93
    for (const auto local : extremes)
        for (const auto first : extremes)
            for (const auto last : extremes) {
                engine_scene s{at(local, local, local)};
                api::updatesCombined both{};
                both.updates.push_back(new_text("a", last));
                both.updates.push_back(api::updateConfig{});
                both.updates.push_back(stopped(last));
                both.seq_start = first;
                both.seq = last;
                both.date = first;
                s.push(both);
                use(s);
                s.push(together({api::updateConfig{}}, last));
                use(s);
                if (first < 0)
                    CHECK(s.in.state().seq >= std::min(local, 0));
            }
}

TEST_CASE("no number of an update overflows") { // S-93
    for (const auto local : extremes)
        for (const auto number : extremes)
            for (const auto count : extremes) {
                engine_scene s{at(local)};
                (void)engine::first_pts(frame_of(brief("a", number)), local);
                api::updateNewMessage whole{};
                whole.message = text("a");
                whole.pts = number;
                whole.pts_count = count;
                (void)engine::first_pts(frame_of(together({whole})), local);
                s.push(together({whole}));
                api::updateNewChannelMessage in_channel{};
                in_channel.message = post("a", 77, count);
                in_channel.pts = number;
                in_channel.pts_count = count;
                s.push(together({in_channel}));
                in_channel.pts = count;
                in_channel.pts_count = number;
                s.push(together({in_channel}));
                api::updateShortSentMessage sent{};
                sent.id = count;
                sent.pts = number;
                sent.pts_count = count;
                sent.date = count;
                s.push(sent);
                s.in.affected(77, number, count, s.now);
                s.in.affected(0, number, count, s.now);
                api::updateShortChatMessage chat{};
                chat.id = count;
                chat.pts = number;
                chat.pts_count = count;
                chat.date = count;
                chat.from_id = 5;
                for (const auto id : extreme_ids) {
                    chat.chat_id = id;
                    s.push(chat);
                    s.in.affected(id, number, count, s.now);
                    s.in.poll(id, 1s, s.now);
                    s.in.channel_lost(id);
                }
                use(s);
            }
}

TEST_CASE("no number of a difference overflows") { // S-93
    for (const auto local : extremes)
        for (const auto pts : extremes)
            for (const auto other : extremes) {
                engine_scene s{at(local, local, local)};
                s.push(together({new_post("a", 20)}));
                s.push(together({api::updateChannelTooLong{.channel_id = 77}, new_text("b", other)})
                );
                const auto account = s.in.next_fetch(s.now + 1s);
                REQUIRE(account);
                auto slice = slice_to(pts, {"a"});
                slice.intermediate_state = {
                    .pts = pts, .qts = other, .date = other, .seq = pts, .unread_count = other};
                if (account->id == 0)
                    s.reply(*account, slice);
                else
                    s.reply(*account, channel_difference_to(std::max(pts, 1), {"c"}, other > 0));
                if (const auto next = s.in.next_fetch(s.now + 1s); next && next->id == 77) {
                    auto part = channel_difference_to(5, {"c"}, other > 0);
                    part.pts = pts;
                    part.timeout = other;
                    s.reply(*next, part);
                }
                use(s);
            }
}

TEST_CASE("a channel with an id that Telegram does not give takes no place of another sequence") {
    for (const auto id : extreme_ids) {
        if (id > 0)
            continue;
        engine_scene s{at(10, 0, 20)};
        api::updateDeleteChannelMessages deleted{};
        deleted.channel_id = id;
        deleted.pts = 500;
        deleted.pts_count = 1;

        s.push(
            together({new_post("a", 500, id), api::updateChannelTooLong{.channel_id = id}, deleted})
        );

        CHECK(s.in.state().pts == 10);
        CHECK(s.in.state().qts == 0);
        CHECK(s.in.state().seq == 20);
        CHECK(s.in.position().channels.empty());
        use(s);
    }
}

TEST_CASE("channels with ids that no session keeps are passed on without a place") {
    engine_scene s;
    s.push(together({new_post("a", 500, INT64_MAX), new_post("b", 501, INT64_MAX)}));
    const auto updates = s.take();
    REQUIRE(updates.size() == 2);
    CHECK(updates[0].after == 0);
    CHECK(s.in.position().channels.empty());
}
