// SPDX-License-Identifier: MIT
#include <awaitgram/updates/pts_info.hpp>

#include <doctest/doctest.h>

#include <utility>

using namespace awaitgram;
using namespace awaitgram::updates;

namespace {

api::message in(api::Peer chat) {
    api::message value{};
    value.peer_id = std::move(chat);
    return value;
}

} // namespace

TEST_CASE("a new message belongs to the common sequence") {
    api::updateNewMessage update{};
    update.message = in(api::peerUser{.user_id = 5});
    update.pts = 12;
    update.pts_count = 1;

    const auto place = pts_info(update);

    CHECK(place.sequence == common_sequence);
    CHECK(place.number == 12);
    CHECK(place.count == 1);
}

TEST_CASE("a channel's message belongs to the channel's sequence") {
    api::updateNewChannelMessage update{};
    update.message = in(api::peerChannel{.channel_id = 77});
    update.pts = 12;
    update.pts_count = 2;

    const auto place = pts_info(update);

    CHECK(place.sequence == 77);
    CHECK(place.number == 12);
    CHECK(place.count == 2);
}

TEST_CASE("a channel update without its channel is unordered") {
    api::updateNewChannelMessage update{};
    update.message = api::messageEmpty{};
    update.pts = 12;

    CHECK(pts_info(update).number == 0);
}

TEST_CASE("reading a channel has count 0") {
    const auto place = pts_info(api::updateReadChannelInbox{.channel_id = 7, .pts = 9});

    CHECK(place.sequence == 7);
    CHECK(place.number == 9);
    CHECK(place.count == 0);
}

TEST_CASE("updates of bots belong to the secondary sequence") {
    CHECK(pts_info(api::updateBotStopped{.qts = 3}).sequence == secondary_sequence);

    api::updateBotDeleteBusinessMessage deleted{};
    deleted.messages = {1, 2, 3};
    deleted.qts = 9;
    CHECK(pts_info(deleted).count == 3);
}

TEST_CASE("other updates have no number") {
    CHECK(pts_info(api::updateUserTyping{}).number == 0);
    CHECK(pts_info(api::Update{}).number == 0);
}
