// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "orderer_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;

using list = std::vector<std::string>;

TEST_CASE("a difference fills the gap, and what was held comes after it") {
    auto in = standing_at(10);
    in.accept(frame_of(together({new_text("c", 13)})), rpc::update_origin::pushed, start);
    CHECK(in.tracker().overdue(start + 1s) == common_sequence);

    api::updates::difference answer{};
    answer.new_messages.push_back(text("a"));
    answer.new_messages.push_back(text("b"));
    answer.users.push_back(person(5));
    answer.state.pts = 12;
    answer.state.date = 1'700'000'009;
    const auto more = in.accept(reply_of<api::updates::Difference>(answer), start + 1s);

    CHECK_FALSE(more);
    CHECK(texts(in) == list{"a", "b", "c"});
    CHECK(in.state().pts == 13);
    CHECK_FALSE(in.tracker().overdue(start + 1h));
}

TEST_CASE("slices of a difference are fetched until the last one, or until they move nothing") {
    auto in = standing_at(10);
    api::updates::differenceSlice slice{};
    slice.new_messages.push_back(text("a"));
    slice.intermediate_state.pts = 11;
    slice.intermediate_state.date = 2;

    CHECK(in.accept(reply_of<api::updates::Difference>(slice), start));
    CHECK_FALSE(in.take_endless());
    CHECK_FALSE(in.accept(reply_of<api::updates::Difference>(slice), start));
    CHECK(in.take_endless());
    CHECK_FALSE(in.take_endless());
}

TEST_CASE("a difference that is too long moves the state, once") { // S-95
    auto in = standing_at(10);
    const auto jump = api::updates::differenceTooLong{.pts = 900};

    CHECK(in.accept(reply_of<api::updates::Difference>(jump), start));
    CHECK(in.state().pts == 900);
    in.tracker().demand(common_sequence, start);
    CHECK_FALSE(in.accept(reply_of<api::updates::Difference>(jump), start));
    CHECK(in.take_endless());
    CHECK_FALSE(in.tracker().overdue(start + 1h));
}

TEST_CASE("parts of a difference that go up and down come to an end") { // S-94
    auto in = standing_at(10);
    const auto jump = api::updates::differenceTooLong{.pts = 900};
    api::updates::differenceSlice back{};
    back.intermediate_state.pts = 11;
    in.tracker().demand(common_sequence, start);

    auto parts = 0;
    for (auto more = true; more && parts < 100; ++parts)
        more = parts % 2 == 0 ? in.accept(reply_of<api::updates::Difference>(jump), start)
                              : in.accept(reply_of<api::updates::Difference>(back), start);

    CHECK(parts == 4);
    CHECK(in.take_endless());
    CHECK_FALSE(in.tracker().overdue(start + 1h));
}

TEST_CASE("a channel whose difference leads backwards is not asked for the next slice") { // S-95
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);
    api::updates::channelDifference answer{};
    answer.pts = 29;
    CHECK_FALSE(in.accept(77, reply_of<api::updates::ChannelDifference>(answer), start));
}

TEST_CASE("a channel's difference brings its messages and is fetched until it is final") {
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);
    in.accept(
        frame_of(api::updateShort{.update = api::updateChannelTooLong{.channel_id = 77}}),
        rpc::update_origin::pushed,
        start
    );
    CHECK(in.tracker().overdue(start) == 77);

    auto post = text("post");
    post.peer_id = api::peerChannel{.channel_id = 77};
    api::updates::channelDifference answer{};
    answer.pts = 35;
    answer.new_messages.push_back(post);
    CHECK(in.accept(77, reply_of<api::updates::ChannelDifference>(answer), start));
    answer.pts = 36;
    answer.final = true;
    CHECK_FALSE(in.accept(77, reply_of<api::updates::ChannelDifference>(answer), start));

    CHECK(texts(in) == list{"post", "post"});
    CHECK(in.tracker().at(77) == 36);
    CHECK_FALSE(in.tracker().overdue(start + 1h));
}

TEST_CASE("updateChannelTooLong of an unknown channel demands nothing") {
    auto in = standing_at(10);
    in.accept(
        frame_of(api::updateShort{.update = api::updateChannelTooLong{.channel_id = 77}}),
        rpc::update_origin::pushed,
        start
    );
    CHECK_FALSE(in.tracker().overdue(start + 1h));
}

TEST_CASE("forgetting a channel is a change to save") {
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);
    static_cast<void>(in.take_changed());

    in.forget_channel(77, start);

    CHECK(in.take_changed());
    CHECK(in.tracker().at(77) == 0);
}

TEST_CASE("bare messages of a difference are wrapped into the update they stand for, without a copy"
) {
    auto in = standing_at(10);
    auto post = text("a post");
    post.peer_id = api::peerChannel{.channel_id = 77};
    api::messageService service{};
    service.peer_id = api::peerUser{.user_id = 5};
    service.action = api::messageActionHistoryClear{};
    api::encryptedMessage secret{};
    secret.chat_id = 4;
    secret.file = api::encryptedFileEmpty{};
    api::updates::difference some{};
    some.new_messages = {text("a text that fits into no small buffer"), post, service};
    some.new_encrypted_messages.push_back(secret);
    some.other_updates.push_back(api::updateChat{.chat_id = 5});
    some.users.push_back(person(5));
    some.state.pts = 12;
    auto reply = reply_of<api::updates::Difference>(some);
    const auto* whole = reply->get_if<api::updates::difference>();
    const auto* first = whole->new_messages[0].get_if<api::message>();

    CHECK_FALSE(in.accept(std::move(reply), start));

    auto updates = in.take_updates();
    REQUIRE(updates.size() == 5);
    CHECK(updates[0].update->is<api::updateNewMessage>());
    CHECK(message_in(updates[0]) == first);
    CHECK(updates[1].update->is<api::updateNewChannelMessage>());
    CHECK(updates[2].update->is<api::updateNewMessage>());
    CHECK(message_in(updates[2]) == nullptr);
    const auto* encrypted = updates[3].update->get_if<api::updateNewEncryptedMessage>();
    REQUIRE(encrypted != nullptr);
    CHECK(encrypted->message.get_if<api::encryptedMessage>()->chat_id == 4);
    CHECK(updates[4].update->is<api::updateChat>());
    CHECK(updates[4].peers->user(5) != nullptr);

    SUBCASE("a copy of such an update owns everything") {
        const api::Update copy = *updates[0].update;
        updates.clear();
        const auto* message = new_message_of(copy)->get_if<api::message>();
        CHECK(message->message == "a text that fits into no small buffer");
    }
}

TEST_CASE("an update of a difference outlives the rest of it") {
    ordered_update kept;
    {
        auto in = standing_at(10);
        api::updates::difference some{};
        some.new_messages = {text("first"), text("a text that fits into no small buffer")};
        some.users.push_back(person(5));
        some.state.pts = 12;
        in.accept(reply_of<api::updates::Difference>(some), start);
        kept = in.take_updates().back();
    }
    CHECK(message_in(kept)->message == "a text that fits into no small buffer");
    CHECK(*kept.peers->user(5)->first_name == "Ann");
}

TEST_CASE("updateChannelTooLong is passed on and demands the channel's difference") {
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);

    in.accept(
        frame_of(together({api::updateChannelTooLong{.channel_id = 77}})),
        rpc::update_origin::pushed,
        start
    );

    CHECK(in.tracker().overdue(start) == 77);
    CHECK(constructors(in) == std::vector<std::uint32_t>{api::updateChannelTooLong::tl_id});
}
