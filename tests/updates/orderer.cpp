// SPDX-License-Identifier: MIT
#include <awaitgram/updates/orderer.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace awaitgram;
using namespace awaitgram::updates;
using namespace std::chrono_literals;

namespace {

const time_point start{1'700'000'000s};

tl::frame frame_of(const api::Updates& all) {
    return tl::frame{tl::encoded(all)};
}

template <class T>
tl::reply<T> reply_of(const T& value) {
    auto decoded = tl::decode<T>(tl::frame{tl::encoded(value)});
    REQUIRE(decoded);
    return std::move(*decoded);
}

api::message text(std::string what, std::int64_t from = 5) {
    api::message made{};
    made.id = 1;
    made.peer_id = api::peerUser{.user_id = from};
    made.message = what;
    made.date = 1'700'000'000;
    return made;
}

api::Update new_text(std::string what, std::int32_t pts) {
    api::updateNewMessage made{};
    made.message = text(std::move(what));
    made.pts = pts;
    made.pts_count = 1;
    return made;
}

api::User person(std::int64_t id) {
    api::user made{};
    made.id = id;
    made.access_hash = id * 10;
    made.first_name = "Ann";
    return made;
}

api::updates_ together(std::vector<api::Update> updates, std::int32_t seq = 0) {
    api::updates_ made{};
    made.updates = updates;
    made.users.push_back(person(5));
    made.chats = {};
    made.date = 1'700'000'001;
    made.seq = seq;
    return made;
}

api::updateShortMessage brief(std::string what, std::int32_t pts, std::int64_t from = 5) {
    api::updateShortMessage made{};
    made.id = 3;
    made.user_id = from;
    made.message = what;
    made.pts = pts;
    made.pts_count = 1;
    made.date = 1'700'000'002;
    return made;
}

orderer standing_at(std::int32_t pts, std::int32_t seq = 0) {
    orderer made;
    made.start_at({.pts = pts, .qts = 0, .date = 1, .seq = seq}, start);
    return made;
}

std::vector<std::string> texts(orderer& from) {
    std::vector<std::string> found;
    for (const auto& each : from.take_messages())
        found.push_back(each.raw->message.str());
    return found;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a container's messages come out with the users who came along") {
    auto in = standing_at(10);

    CHECK_FALSE(
        in.accept(frame_of(together({new_text("a", 11), new_text("b", 12)})), origin::pushed, start)
    );

    const auto messages = in.take_messages();
    REQUIRE(messages.size() == 2);
    CHECK(messages[0].raw->message == "a");
    CHECK(messages[1].raw->message == "b");
    REQUIRE(messages[0].with->user(5) != nullptr);
    CHECK(*messages[0].with->user(5)->access_hash == 50);
    CHECK(in.state().pts == 12);
    CHECK(in.state().date == 1'700'000'001);
}

TEST_CASE("a message outlives the intake it came through") {
    new_message kept;
    {
        auto in = standing_at(10);
        in.accept(frame_of(together({new_text("still here", 11)})), origin::pushed, start);
        kept = in.take_messages().front();
    }
    CHECK(kept.raw->message == "still here");
    CHECK(*kept.with->user(5)->first_name == "Ann");
}

TEST_CASE("messages inside one container are put into order") {
    auto in = standing_at(10);
    in.accept(frame_of(together({new_text("b", 12), new_text("a", 11)})), origin::pushed, start);
    CHECK(texts(in) == list{"a", "b"});
}

TEST_CASE("what is pushed twice comes out once") {
    auto in = standing_at(10);
    const auto frame = frame_of(together({new_text("a", 11)}));

    in.accept(frame, origin::pushed, start);
    in.accept(frame, origin::pushed, start);

    CHECK(texts(in) == list{"a"});
}

TEST_CASE("the short form of a message comes out as a whole one") {
    auto in = standing_at(10);
    in.accept(frame_of(together({new_text("a", 11)})), origin::pushed, start);
    static_cast<void>(in.take_messages());

    in.accept(frame_of(brief("short", 12)), origin::pushed, start);

    const auto messages = in.take_messages();
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].raw->message == "short");
    CHECK(messages[0].raw->id == 3);
    CHECK(dialog_id(messages[0].raw->peer_id) == 5);
}

TEST_CASE("the short form of a group's message names its writer") {
    auto in = standing_at(10);
    in.accept(frame_of(together({new_text("a", 11)})), origin::pushed, start);
    static_cast<void>(in.take_messages());
    api::updateShortChatMessage made{};
    made.from_id = 5;
    made.chat_id = 8;
    made.message = "hi all";
    made.pts = 12;
    made.pts_count = 1;

    in.accept(frame_of(made), origin::pushed, start);

    const auto messages = in.take_messages();
    REQUIRE(messages.size() == 1);
    CHECK(dialog_id(messages[0].raw->peer_id) == -8);
    CHECK(dialog_id(*messages[0].raw->from_id) == 5);
}

TEST_CASE("a short message of a stranger asks for the difference, which brings its writer") {
    auto in = standing_at(10);

    in.accept(frame_of(brief("who am I?", 11, 99)), origin::pushed, start);

    CHECK(texts(in).empty());
    CHECK(in.state().pts == 10);
    CHECK(in.streams().overdue(start) == common_sequence);
}

TEST_CASE("own messages in an answer move the state but are no news") {
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

    in.accept(frame_of(together({update})), origin::answered, start);
    in.accept(frame_of(brief_answer), origin::answered, start);

    CHECK(texts(in).empty());
    CHECK(in.state().pts == 12);
}

TEST_CASE("undecodable bytes ask for the difference and leave the state alone") {
    auto in = standing_at(10);
    byte_buffer garbage{1, 2, 3, 4, 5, 6, 7, 8};

    CHECK(in.accept(tl::frame{garbage}, origin::pushed, start));

    CHECK(in.state().pts == 10);
    CHECK(in.streams().overdue(start) == common_sequence);
}

TEST_CASE("every truncation of a push is refused without a trace") {
    const auto whole = tl::encoded(api::Updates{together({new_text("a", 11)})});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto in = standing_at(10);
        const auto part = byte_buffer(whole.begin(), whole.begin() + static_cast<long>(size));
        CHECK(in.accept(tl::frame{part}, origin::pushed, start));
        CHECK(texts(in).empty());
    }
}

TEST_CASE("too long a pause asks for the difference") {
    auto in = standing_at(10);
    in.accept(frame_of(api::updatesTooLong{}), origin::pushed, start);
    CHECK(in.streams().overdue(start) == common_sequence);
}

TEST_CASE("a difference fills the gap, and what was held comes after it") {
    auto in = standing_at(10);
    in.accept(frame_of(together({new_text("c", 13)})), origin::pushed, start);
    CHECK(in.streams().overdue(start + 1s) == common_sequence);

    api::updates::difference found{};
    found.new_messages.push_back(text("a"));
    found.new_messages.push_back(text("b"));
    found.users.push_back(person(5));
    found.state.pts = 12;
    found.state.date = 1'700'000'009;
    const auto more = in.accept(reply_of<api::updates::Difference>(found), start + 1s);

    CHECK_FALSE(more);
    CHECK(texts(in) == list{"a", "b", "c"});
    CHECK(in.state().pts == 13);
    CHECK_FALSE(in.streams().overdue(start + 1h));
}

TEST_CASE("slices of a difference go on until the last one, or until they stand still") {
    auto in = standing_at(10);
    api::updates::differenceSlice slice{};
    slice.new_messages.push_back(text("a"));
    slice.intermediate_state.pts = 11;
    slice.intermediate_state.date = 2;

    CHECK(in.accept(reply_of<api::updates::Difference>(slice), start));
    CHECK_FALSE(in.take_stuck());
    CHECK_FALSE(in.accept(reply_of<api::updates::Difference>(slice), start));
    CHECK(in.take_stuck());
    CHECK_FALSE(in.take_stuck());
}

TEST_CASE("a difference that is too long moves the state, once") {
    auto in = standing_at(10);
    const auto jump = api::updates::differenceTooLong{.pts = 900};

    CHECK(in.accept(reply_of<api::updates::Difference>(jump), start));
    CHECK(in.state().pts == 900);
    in.streams().demand(common_sequence, start);
    CHECK_FALSE(in.accept(reply_of<api::updates::Difference>(jump), start));
    CHECK(in.take_stuck());
    CHECK_FALSE(in.streams().overdue(start + 1h));
}

TEST_CASE("parts of a difference that go up and down come to an end") {
    auto in = standing_at(10);
    const auto jump = api::updates::differenceTooLong{.pts = 900};
    api::updates::differenceSlice back{};
    back.intermediate_state.pts = 11;
    in.streams().demand(common_sequence, start);

    auto parts = 0;
    for (auto more = true; more && parts < 100; ++parts)
        more = parts % 2 == 0 ? in.accept(reply_of<api::updates::Difference>(jump), start)
                              : in.accept(reply_of<api::updates::Difference>(back), start);

    CHECK(parts == 4);
    CHECK(in.take_stuck());
    CHECK_FALSE(in.streams().overdue(start + 1h));
}

TEST_CASE("a channel whose difference leads backwards isn't asked on") {
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);
    api::updates::channelDifference found{};
    found.pts = 29;
    CHECK_FALSE(in.accept(77, reply_of<api::updates::ChannelDifference>(found), start));
}

TEST_CASE("an own message in an answer is no news even when it had to wait for a push") {
    auto in = standing_at(10);
    auto sent = text("mine");
    sent.out = true;
    api::updateNewMessage update{};
    update.message = std::move(sent);
    update.pts = 12;
    update.pts_count = 1;

    in.accept(frame_of(together({update})), origin::answered, start);
    in.accept(frame_of(together({new_text("a", 11)})), origin::pushed, start);

    CHECK(texts(in) == list{"a"});
    CHECK(in.state().pts == 12);
}

TEST_CASE("a container that comes too early is held until the one before it is here") {
    auto in = standing_at(10, 4);
    in.accept(frame_of(together({api::updateConfig{}}, 6)), origin::pushed, start);
    CHECK(in.state().seq == 4);

    in.accept(frame_of(together({api::updateConfig{}}, 5)), origin::pushed, start);
    CHECK(in.state().seq == 6);
    CHECK_FALSE(in.streams().overdue(start + 1h));
}

TEST_CASE("numbered updates in a container don't wait for its own place") {
    auto in = standing_at(10, 4);
    in.accept(frame_of(together({new_text("a", 11)}, 9)), origin::pushed, start);
    CHECK(texts(in) == list{"a"});
}

TEST_CASE("a channel's difference brings its messages and goes on until it is final") {
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);
    in.accept(
        frame_of(api::updateShort{.update = api::updateChannelTooLong{.channel_id = 77}}),
        origin::pushed,
        start
    );
    CHECK(in.streams().overdue(start) == 77);

    auto post = text("post");
    post.peer_id = api::peerChannel{.channel_id = 77};
    api::updates::channelDifference found{};
    found.pts = 35;
    found.new_messages.push_back(post);
    CHECK(in.accept(77, reply_of<api::updates::ChannelDifference>(found), start));
    found.pts = 36;
    found.final = true;
    CHECK_FALSE(in.accept(77, reply_of<api::updates::ChannelDifference>(found), start));

    CHECK(texts(in) == list{"post", "post"});
    CHECK(in.streams().at(77) == 36);
    CHECK_FALSE(in.streams().overdue(start + 1h));
}

TEST_CASE("the place of a channel nobody knows isn't asked for") {
    auto in = standing_at(10);
    in.accept(
        frame_of(api::updateShort{.update = api::updateChannelTooLong{.channel_id = 77}}),
        origin::pushed,
        start
    );
    CHECK_FALSE(in.streams().overdue(start + 1h));
}

TEST_CASE("to forget a channel is a change to store") {
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);
    static_cast<void>(in.take_changed());

    in.forget_channel(77, start);

    CHECK(in.take_changed());
    CHECK(in.streams().at(77) == 0);
}

TEST_CASE("what was pushed before the state was asked for is not taken for old") {
    const auto frame = frame_of(together({new_text("a", 11), new_text("b", 12)}));

    CHECK(orderer::first_pts(frame, 12) == 10);
    CHECK(orderer::first_pts(frame_of(brief("c", 9)), 12) == 8);
    CHECK(orderer::first_pts(frame_of(api::updatesTooLong{}), 12) == 12);
    CHECK(orderer::first_pts(tl::frame{byte_buffer{1, 2}}, 12) == 12);
}
