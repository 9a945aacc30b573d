// SPDX-License-Identifier: MIT
#include <awaitgram/tl/codec.hpp>
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
    api::message value{};
    value.id = 1;
    value.peer_id = api::peerUser{.user_id = from};
    value.message = what;
    value.date = 1'700'000'000;
    return value;
}

api::Update new_text(std::string what, std::int32_t pts) {
    api::updateNewMessage value{};
    value.message = text(std::move(what));
    value.pts = pts;
    value.pts_count = 1;
    return value;
}

api::User person(std::int64_t id) {
    api::user value{};
    value.id = id;
    value.access_hash = id * 10;
    value.first_name = "Ann";
    return value;
}

api::updates_ together(std::vector<api::Update> updates, std::int32_t seq = 0) {
    api::updates_ value{};
    value.updates = updates;
    value.users.push_back(person(5));
    value.chats = {};
    value.date = 1'700'000'001;
    value.seq = seq;
    return value;
}

api::updateShortMessage brief(std::string what, std::int32_t pts, std::int64_t from = 5) {
    api::updateShortMessage value{};
    value.id = 3;
    value.user_id = from;
    value.message = what;
    value.pts = pts;
    value.pts_count = 1;
    value.date = 1'700'000'002;
    return value;
}

orderer standing_at(std::int32_t pts, std::int32_t seq = 0) {
    orderer value;
    value.start_at({.pts = pts, .qts = 0, .date = 1, .seq = seq}, start);
    return value;
}

const api::message* message_in(const ordered_update& each) {
    const auto* boxed = new_message_of(*each.update);
    return boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
}

/// The new messages that are ready.
std::vector<ordered_update> messages_of(orderer& from) {
    auto updates = from.take_updates();
    std::erase_if(updates, [](const auto& each) { return message_in(each) == nullptr; });
    return updates;
}

std::vector<std::string> texts(orderer& from) {
    std::vector<std::string> texts;
    for (const auto& each : messages_of(from))
        texts.push_back(message_in(each)->message.str());
    return texts;
}

/// The constructors of the updates that are ready.
std::vector<std::uint32_t> constructors(orderer& from) {
    std::vector<std::uint32_t> ids;
    for (const auto& each : from.take_updates())
        ids.push_back(each.update->id_of());
    return ids;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("a container's messages come out with the users who came along") {
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

TEST_CASE("every truncation of a push is refused without a trace") {
    const auto whole = tl::encoded(api::Updates{together({new_text("a", 11)})});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto in = standing_at(10);
        const auto part = byte_buffer(whole.begin(), whole.begin() + static_cast<long>(size));
        CHECK(in.accept(tl::frame{part}, rpc::update_origin::pushed, start));
        CHECK(texts(in).empty());
    }
}

TEST_CASE("updatesTooLong demands the difference") {
    auto in = standing_at(10);
    in.accept(frame_of(api::updatesTooLong{}), rpc::update_origin::pushed, start);
    CHECK(in.tracker().overdue(start) == common_sequence);
}

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

TEST_CASE("a difference that is too long moves the state, once") {
    auto in = standing_at(10);
    const auto jump = api::updates::differenceTooLong{.pts = 900};

    CHECK(in.accept(reply_of<api::updates::Difference>(jump), start));
    CHECK(in.state().pts == 900);
    in.tracker().demand(common_sequence, start);
    CHECK_FALSE(in.accept(reply_of<api::updates::Difference>(jump), start));
    CHECK(in.take_endless());
    CHECK_FALSE(in.tracker().overdue(start + 1h));
}

TEST_CASE("parts of a difference that go up and down come to an end") {
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

TEST_CASE("a channel whose difference leads backwards is not asked for the next slice") {
    auto in = standing_at(10);
    in.start_channel_at(77, 30, start);
    api::updates::channelDifference answer{};
    answer.pts = 29;
    CHECK_FALSE(in.accept(77, reply_of<api::updates::ChannelDifference>(answer), start));
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
