// SPDX-License-Identifier: MIT
#include <awaitgram/updates/numbering.hpp>

#include <doctest/doctest.h>

#include <utility>

using namespace awaitgram;
using namespace awaitgram::updates;

namespace {

api::message in(api::Peer chat) {
    api::message made{};
    made.peer_id = std::move(chat);
    return made;
}

} // namespace

TEST_CASE("a new message belongs to the common sequence") {
    api::updateNewMessage update{};
    update.message = in(api::peerUser{.user_id = 5});
    update.pts = 12;
    update.pts_count = 1;

    const auto place = numbering(update);

    CHECK(place.stream == common_stream);
    CHECK(place.number == 12);
    CHECK(place.count == 1);
}

TEST_CASE("a channel's message belongs to the channel's sequence") {
    api::updateNewChannelMessage update{};
    update.message = in(api::peerChannel{.channel_id = 77});
    update.pts = 12;
    update.pts_count = 2;

    const auto place = numbering(update);

    CHECK(place.stream == 77);
    CHECK(place.number == 12);
    CHECK(place.count == 2);
}

TEST_CASE("a channel update without its channel is unordered") {
    api::updateNewChannelMessage update{};
    update.message = api::messageEmpty{};
    update.pts = 12;

    CHECK(numbering(update).number == 0);
}

TEST_CASE("reading a channel counts nothing") {
    const auto place = numbering(api::updateReadChannelInbox{.channel_id = 7, .pts = 9});

    CHECK(place.stream == 7);
    CHECK(place.number == 9);
    CHECK(place.count == 0);
}

TEST_CASE("what concerns bots belongs to the secondary sequence") {
    CHECK(numbering(api::updateBotStopped{.qts = 3}).stream == secondary_stream);

    api::updateBotDeleteBusinessMessage deleted{};
    deleted.messages = {1, 2, 3};
    deleted.qts = 9;
    CHECK(numbering(deleted).count == 3);
}

TEST_CASE("other updates have no number") {
    CHECK(numbering(api::updateUserTyping{}).number == 0);
    CHECK(numbering(api::Update{}).number == 0);
}
