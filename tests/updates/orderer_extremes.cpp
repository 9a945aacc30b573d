// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "orderer_scene.hpp"

// No number of an update overflows; to be run with -Db_sanitize=address,undefined, too.

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

constexpr std::int32_t extremes[] = {INT32_MIN, -1, 0, 1, 10, 11, INT32_MAX};
constexpr std::int64_t extreme_ids[] = {INT64_MIN, -2, -1, 0, 5, INT64_MAX};

/// Everything that a manager asks an orderer.
void use(orderer& in) {
    for (const auto& each : in.take_updates())
        if (const auto* message = message_in(each)) {
            (void)dialog_id(message->peer_id);
            (void)title_of(*each.peers, dialog_id(message->peer_id));
        }
    (void)in.state();
}

} // namespace

TEST_CASE("no number of a container of updates overflows") { // S-93
    for (const auto local : extremes)
        for (const auto first : extremes)
            for (const auto last : extremes) {
                auto in = standing_at(local, local);
                api::updatesCombined both{};
                both.updates.push_back(new_text("a", last));
                both.updates.push_back(api::updateConfig{});
                both.seq_start = first;
                both.seq = last;
                both.date = first;
                in.accept(frame_of(both), rpc::update_origin::pushed, start);
                use(in);
                in.accept(
                    frame_of(together({api::updateConfig{}}, last)),
                    rpc::update_origin::pushed,
                    start
                );
                use(in);
                if (first < 0)
                    CHECK(in.state().seq >= std::min(local, 0));
            }
}

TEST_CASE("no number of an update overflows") { // S-93
    for (const auto local : extremes)
        for (const auto number : extremes)
            for (const auto count : extremes) {
                auto in = standing_at(local);
                (void)orderer::first_pts(frame_of(brief("a", number)), local);
                api::updateNewMessage whole{};
                whole.message = text("a");
                whole.pts = number;
                whole.pts_count = count;
                (void)orderer::first_pts(frame_of(together({whole})), local);
                in.accept(frame_of(together({whole})), rpc::update_origin::pushed, start);
                api::updateShortSentMessage sent{};
                sent.id = count;
                sent.pts = number;
                sent.pts_count = count;
                sent.date = count;
                in.accept(frame_of(sent), rpc::update_origin::pushed, start);
                api::updateShortChatMessage chat{};
                chat.id = count;
                chat.pts = number;
                chat.pts_count = count;
                chat.date = count;
                chat.from_id = 5;
                for (const auto id : extreme_ids) {
                    chat.chat_id = id;
                    in.accept(frame_of(chat), rpc::update_origin::pushed, start);
                }
                use(in);
            }
}

TEST_CASE("a channel with an id that Telegram does not give takes no place of another sequence") {
    for (const auto id : extreme_ids) {
        if (id > 0)
            continue;
        auto in = standing_at(10, 20);
        api::updateNewChannelMessage update{};
        auto content = text("a");
        content.peer_id = api::peerChannel{.channel_id = id};
        update.message = content;
        update.pts = 500;
        update.pts_count = 1;
        api::updateChannelTooLong too_long{};
        too_long.channel_id = id;
        api::updateDeleteChannelMessages deleted{};
        deleted.channel_id = id;
        deleted.pts = 500;
        deleted.pts_count = 1;

        in.accept(
            frame_of(together({update, too_long, deleted})), rpc::update_origin::pushed, start
        );

        CHECK(in.state().pts == 10);
        CHECK(in.state().qts == 0);
        CHECK(in.state().seq == 20);
        use(in);
    }
}
