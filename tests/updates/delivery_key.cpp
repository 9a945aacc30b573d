// SPDX-License-Identifier: MIT
#include <awaitgram/updates/delivery_key.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

using namespace awaitgram;
using namespace awaitgram::updates;

namespace {

delivery_place place_of(api::Update update, sequence_id sequence = common_sequence) {
    ordered_update next;
    next.update = &update;
    next.sequence = sequence;
    next.before = 9;
    next.after = 12;
    return delivery_place_of(next);
}

api::message message(std::int32_t id, std::int32_t edited = 0) {
    api::message plain{};
    plain.id = id;
    if (edited != 0)
        plain.edit_date = edited;
    return plain;
}

} // namespace

TEST_CASE("a new message is recognised by its id and its last edit, wherever it comes from") {
    api::updateNewMessage pushed{};
    pushed.message = message(5, 1000);
    pushed.pts = 12;
    pushed.pts_count = 1;
    auto fetched = pushed; // in a difference messages have no numbers
    fetched.pts = 0;
    fetched.pts_count = 0;
    for (const auto& update : {pushed, fetched}) {
        const auto place = place_of(update);
        CHECK(place.before == 9);
        CHECK(place.after == 12);
        CHECK(place.key == handled_key{0, handled_kind::message, 5});
        CHECK(place.version == 1000);
        CHECK(place.edited == 0);
    }
    api::updateNewChannelMessage post{};
    api::messageService service{};
    service.id = 6;
    post.message = std::move(service);
    CHECK(place_of(std::move(post), 7).key == handled_key{7, handled_kind::message, 6});
}

TEST_CASE("the edit of a message is recognised by its number, and names the message") {
    api::updateEditChannelMessage edit{};
    auto edited = message(5, 1000);
    api::peerChannel channel{};
    channel.channel_id = 7;
    edited.peer_id = std::move(channel);
    edit.message = std::move(edited);
    edit.pts = 12;
    edit.pts_count = 1;
    const auto place = place_of(std::move(edit), 7);
    CHECK(place.key == handled_key{7, handled_kind::position, 12});
    CHECK(place.version == 1000);
    CHECK(place.edited == 5);
}

TEST_CASE("other updates are recognised by their numbers, if these are their own") {
    api::updateDeleteMessages deletion{};
    deletion.pts = 12;
    deletion.pts_count = 3;
    CHECK(place_of(deletion).key == handled_key{0, handled_kind::position, 12});
    deletion.pts_count = 0;
    CHECK_FALSE(place_of(deletion).key);
    api::updateBotStopped stopped{};
    stopped.qts = 4;
    CHECK(place_of(stopped, secondary_sequence).key == handled_key{-1, handled_kind::position, 4});
    CHECK_FALSE(place_of(stopped).key);
    CHECK_FALSE(place_of(api::updateConfig{}, container_sequence).key);
    api::updateReadChannelInbox read{};
    read.channel_id = 7;
    read.pts = 12;
    CHECK_FALSE(place_of(read, 7).key);
}

TEST_CASE("a message of a secret chat is recognised by its random id") {
    api::updateNewEncryptedMessage update{};
    api::encryptedMessage secret{};
    secret.random_id = -5;
    update.message = std::move(secret);
    update.qts = 4;
    CHECK(
        place_of(std::move(update), secondary_sequence).key ==
        handled_key{-1, handled_kind::secret_message, -5}
    );
    CHECK_FALSE(place_of(api::updateNewEncryptedMessage{}, secondary_sequence).key);
    CHECK_FALSE(place_of(api::updateNewMessage{}).key);
}
