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

TEST_CASE("a container's messages are passed on with the container's users") {
    auto in = standing_at(10);

    CHECK_FALSE(in.accept(
        frame_of(together({new_text("a", 11), new_text("b", 12)})),
        rpc::update_origin::pushed,
        start
    ));

    const auto messages = messages_of(in);
    REQUIRE(messages.size() == 2);
    CHECK(message_in(messages[0])->message == "a");
    CHECK(message_in(messages[1])->message == "b");
    REQUIRE(messages[0].peers->user(5) != nullptr);
    CHECK(*messages[0].peers->user(5)->access_hash == 50);
    CHECK(in.state().pts == 12);
    CHECK(in.state().date == 1'700'000'001);
}

TEST_CASE("an update outlives the orderer it came through") {
    ordered_update kept;
    {
        auto in = standing_at(10);
        in.accept(
            frame_of(together({new_text("still here", 11)})), rpc::update_origin::pushed, start
        );
        kept = messages_of(in).front();
    }
    CHECK(message_in(kept)->message == "still here");
    CHECK(*kept.peers->user(5)->first_name == "Ann");
}

TEST_CASE("messages inside one container are put into order") {
    auto in = standing_at(10);
    in.accept(
        frame_of(together({new_text("b", 12), new_text("a", 11)})),
        rpc::update_origin::pushed,
        start
    );
    CHECK(texts(in) == list{"a", "b"});
}

TEST_CASE("an update that is pushed twice is passed on once") {
    auto in = standing_at(10);
    const auto frame = frame_of(together({new_text("a", 11)}));

    in.accept(frame, rpc::update_origin::pushed, start);
    in.accept(frame, rpc::update_origin::pushed, start);

    CHECK(texts(in) == list{"a"});
}

TEST_CASE("a container without a number that comes again repeats only its updates without a place"
) { // S-99
    auto in = standing_at(10);
    const auto frame = frame_of(together({new_text("a", 11), api::updateConfig{}}));

    in.accept(frame, rpc::update_origin::pushed, start);
    CHECK(
        constructors(in) ==
        std::vector<std::uint32_t>{api::updateNewMessage::tl_id, api::updateConfig::tl_id}
    );
    in.accept(frame, rpc::update_origin::pushed, start);
    CHECK(constructors(in) == std::vector<std::uint32_t>{api::updateConfig::tl_id});
}

TEST_CASE("the short form of a private message is passed on as updateNewMessage") {
    auto in = standing_at(10);
    in.accept(frame_of(together({new_text("a", 11)})), rpc::update_origin::pushed, start);
    static_cast<void>(messages_of(in));

    in.accept(frame_of(brief("short", 12)), rpc::update_origin::pushed, start);

    const auto messages = messages_of(in);
    REQUIRE(messages.size() == 1);
    CHECK(message_in(messages[0])->message == "short");
    CHECK(message_in(messages[0])->id == 3);
    CHECK(dialog_id(message_in(messages[0])->peer_id) == 5);
}

TEST_CASE("the short form of a group's message names its sender") {
    auto in = standing_at(10);
    in.accept(frame_of(together({new_text("a", 11)})), rpc::update_origin::pushed, start);
    static_cast<void>(messages_of(in));
    api::updateShortChatMessage value{};
    value.from_id = 5;
    value.chat_id = 8;
    value.message = "hi all";
    value.pts = 12;
    value.pts_count = 1;

    in.accept(frame_of(value), rpc::update_origin::pushed, start);

    const auto messages = messages_of(in);
    REQUIRE(messages.size() == 1);
    CHECK(dialog_id(message_in(messages[0])->peer_id) == -8);
    CHECK(dialog_id(*message_in(messages[0])->from_id) == 5);
}

TEST_CASE("a short message of an unknown sender demands the difference, which brings the sender") {
    auto in = standing_at(10);

    in.accept(frame_of(brief("who am I?", 11, 99)), rpc::update_origin::pushed, start);

    CHECK(texts(in).empty());
    CHECK(in.state().pts == 10);
    CHECK(in.tracker().overdue(start) == common_sequence);
}

TEST_CASE("own messages in an answer move the state and are marked as answers") {
    auto in = standing_at(10);
    auto sent = text("mine");
    sent.out = true;
    api::updateNewMessage update{};
    update.message = std::move(sent);
    update.pts = 11;
    update.pts_count = 1;
    api::updateShortSentMessage brief_answer{};
    brief_answer.out = true;
    brief_answer.pts = 12;
    brief_answer.pts_count = 1;

    in.accept(frame_of(together({update})), rpc::update_origin::answered, start);
    in.accept(frame_of(brief_answer), rpc::update_origin::answered, start);

    const auto messages = messages_of(in);
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].origin == rpc::update_origin::answered);
    CHECK(in.state().pts == 12);
}

TEST_CASE("undecodable bytes demand the difference and leave the state as it is") {
    auto in = standing_at(10);
    byte_buffer garbage{1, 2, 3, 4, 5, 6, 7, 8};

    CHECK(in.accept(tl::frame{garbage}, rpc::update_origin::pushed, start));

    CHECK(in.state().pts == 10);
    CHECK(in.tracker().overdue(start) == common_sequence);
}

TEST_CASE("every truncation of a push is refused without a trace") { // S-98
    const auto whole = tl::encoded(api::Updates{together({new_text("a", 11)})});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto in = standing_at(10);
        const auto part = byte_buffer(whole.begin(), whole.begin() + static_cast<long>(size));
        CHECK(in.accept(tl::frame{part}, rpc::update_origin::pushed, start));
        CHECK(texts(in).empty());
        CHECK(in.state().pts == 10);
    }
}

TEST_CASE("updatesTooLong demands the difference") {
    auto in = standing_at(10);
    in.accept(frame_of(api::updatesTooLong{}), rpc::update_origin::pushed, start);
    CHECK(in.tracker().overdue(start) == common_sequence);
}

TEST_CASE("an own message in an answer is marked as such even when it had to wait for a push") {
    auto in = standing_at(10);
    auto sent = text("mine");
    sent.out = true;
    api::updateNewMessage update{};
    update.message = std::move(sent);
    update.pts = 12;
    update.pts_count = 1;

    in.accept(frame_of(together({update})), rpc::update_origin::answered, start);
    in.accept(frame_of(together({new_text("a", 11)})), rpc::update_origin::pushed, start);

    const auto messages = messages_of(in);
    REQUIRE(messages.size() == 2);
    CHECK(messages[0].origin == rpc::update_origin::pushed);
    CHECK(message_in(messages[0])->message == "a");
    CHECK(messages[1].origin == rpc::update_origin::answered);
    CHECK(in.state().pts == 12);
}

TEST_CASE("a container that arrives too early is held until the one before it is here") {
    auto in = standing_at(10, 4);
    in.accept(frame_of(together({api::updateConfig{}}, 6)), rpc::update_origin::pushed, start);
    CHECK(in.state().seq == 4);

    in.accept(frame_of(together({api::updateConfig{}}, 5)), rpc::update_origin::pushed, start);
    CHECK(in.state().seq == 6);
    CHECK_FALSE(in.tracker().overdue(start + 1h));
}

TEST_CASE("numbered updates in a container do not wait for the container's place") {
    auto in = standing_at(10, 4);
    in.accept(frame_of(together({new_text("a", 11)}, 9)), rpc::update_origin::pushed, start);
    CHECK(texts(in) == list{"a"});
}

TEST_CASE("updates that were pushed before the state was known do not count as old") {
    const auto frame = frame_of(together({new_text("a", 11), new_text("b", 12)}));

    CHECK(orderer::first_pts(frame, 12) == 10);
    CHECK(orderer::first_pts(frame_of(brief("c", 9)), 12) == 8);
    CHECK(orderer::first_pts(frame_of(api::updatesTooLong{}), 12) == 12);
    CHECK(orderer::first_pts(tl::frame{byte_buffer{1, 2}}, 12) == 12);
}

TEST_CASE("every update of a container is passed on: numbered ones first, the others in the "
          "container's place") {
    auto in = standing_at(10);
    api::updateReadHistoryInbox read{};
    read.peer = api::peerUser{.user_id = 5};
    read.pts = 12;
    read.pts_count = 1;

    in.accept(
        frame_of(together({api::updateConfig{}, new_text("a", 11), read, api::updatePtsChanged{}})),
        rpc::update_origin::pushed,
        start
    );

    const auto updates = in.take_updates();
    REQUIRE(updates.size() == 4);
    CHECK(updates[0].update->is<api::updateNewMessage>());
    CHECK(updates[1].update->is<api::updateReadHistoryInbox>());
    CHECK(updates[2].update->is<api::updateConfig>());
    CHECK(updates[3].update->is<api::updatePtsChanged>());
    for (const auto& each : updates)
        CHECK(each.peers->user(5) != nullptr);
}
