// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine_scene.hpp"

// What the server pushes, and what answers to the account's own requests bring.

using namespace awaitgram;
using namespace awaitgram::tests;

TEST_CASE("a container's messages are passed on with the container's users") {
    engine_scene s;

    CHECK_FALSE(s.push(together({new_text("a", 11), new_text("b", 12)})));

    const auto messages = s.messages();
    REQUIRE(messages.size() == 2);
    CHECK(message_in(messages[0])->message == "a");
    CHECK(message_in(messages[1])->message == "b");
    REQUIRE(messages[0].peers->user(5) != nullptr);
    CHECK(*messages[0].peers->user(5)->access_hash == 50);
    CHECK(s.in.state().pts == 12);
    CHECK(s.in.state().date == 1'700'000'001);
}

TEST_CASE("an update has its places before and after it") {
    engine_scene s;
    s.push(together({new_text("a", 11), stopped(1), api::updateConfig{}, new_post("p", 21)}));

    const auto updates = s.take();

    REQUIRE(updates.size() == 4);
    CHECK(updates[0].sequence == common_sequence);
    CHECK(updates[0].before == 10);
    CHECK(updates[0].after == 11);
    CHECK(updates[1].sequence == secondary_sequence);
    CHECK(updates[1].before == 0);
    CHECK(updates[1].after == 1);
    CHECK(updates[2].sequence == 77);
    CHECK(updates[2].before == 20);
    CHECK(updates[2].after == 21);
    CHECK(updates[3].sequence == container_sequence);
    CHECK(updates[3].after == 0);
    CHECK_FALSE(updates[0].fetched);
}

TEST_CASE("an update outlives the engine it came through") {
    ordered_update kept;
    {
        engine_scene s;
        s.push(together({new_text("still here", 11)}));
        kept = s.messages().front();
    }
    CHECK(message_in(kept)->message == "still here");
    CHECK(*kept.peers->user(5)->first_name == "Ann");
}

TEST_CASE("messages inside one container are put into order") {
    engine_scene s;
    s.push(together({new_text("b", 12), new_text("a", 11)}));
    CHECK(s.texts() == list{"a", "b"});
    CHECK_FALSE(s.fetches());
}

TEST_CASE("an update that is pushed twice is passed on once") {
    engine_scene s;
    s.push(together({new_text("a", 11)}));
    s.push(together({new_text("a", 11)}));
    s.push(together({new_text("older", 10)}));
    CHECK(s.texts() == list{"a"});
}

TEST_CASE("a container without a number that comes again repeats only its updates without a place"
) { // S-99
    engine_scene s;
    s.push(together({new_text("a", 11), api::updateConfig{}}));
    CHECK(
        s.constructors() ==
        std::vector<std::uint32_t>{api::updateNewMessage::tl_id, api::updateConfig::tl_id}
    );
    s.push(together({new_text("a", 11), api::updateConfig{}}));
    CHECK(s.constructors() == std::vector<std::uint32_t>{api::updateConfig::tl_id});
}

TEST_CASE("short forms of messages are passed on as updateNewMessage") {
    engine_scene s;
    s.push(together({new_text("a", 11)}));
    static_cast<void>(s.take());

    SUBCASE("of private chats") {
        s.push(brief("short", 12));
        const auto messages = s.messages();
        REQUIRE(messages.size() == 1);
        CHECK(message_in(messages[0])->message == "short");
        CHECK(message_in(messages[0])->id == 3);
        CHECK(dialog_id(message_in(messages[0])->peer_id) == 5);
    }
    SUBCASE("of basic groups, with the sender") {
        auto with_group = together({});
        api::chat group{};
        group.id = 8;
        group.photo = api::chatPhotoEmpty{};
        with_group.chats.push_back(group);
        s.push(with_group);
        api::updateShortChatMessage value{};
        value.from_id = 5;
        value.chat_id = 8;
        value.message = "hi all";
        value.pts = 12;
        value.pts_count = 1;
        s.push(value);
        const auto messages = s.messages();
        REQUIRE(messages.size() == 1);
        CHECK(dialog_id(message_in(messages[0])->peer_id) == -8);
        CHECK(dialog_id(*message_in(messages[0])->from_id) == 5);
    }
}

TEST_CASE("own messages in an answer move the state and are marked as answers") {
    engine_scene s;
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

    s.answer(together({update}));
    s.answer(brief_answer);

    const auto messages = s.messages();
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].origin == rpc::update_origin::answered);
    CHECK(s.in.state().pts == 12);
}

TEST_CASE("an own message in an answer is marked as such even when it had to wait for a push") {
    engine_scene s;
    s.answer(together({new_text("mine", 12)}));
    s.push(together({new_text("a", 11)}));

    const auto messages = s.messages();
    REQUIRE(messages.size() == 2);
    CHECK(messages[0].origin == rpc::update_origin::pushed);
    CHECK(message_in(messages[0])->message == "a");
    CHECK(messages[1].origin == rpc::update_origin::answered);
    CHECK(s.in.state().pts == 12);
}

TEST_CASE("every truncation of a push demands the difference and moves nothing beyond the fault"
) { // S-98
    const auto whole = tl::encoded(api::Updates{together({new_text("a", 11)}, 7)});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 6}};
        const auto part = byte_buffer(whole.begin(), whole.begin() + static_cast<long>(size));
        CHECK(s.in.accept(tl::frame{part}, rpc::update_origin::pushed, s.now));
        // Its sender is missing.
        CHECK(s.texts().empty());
        CHECK(s.in.state().pts == 10);
        CHECK(s.in.state().seq == 6);
        CHECK(s.in.state().date == 1);
        CHECK(s.fetch().id == common_sequence);
    }
}

TEST_CASE("the updates before one that cannot be decoded are handled, and a difference brings the "
          "others") { // S-98
    engine_scene s;
    s.push(together({new_text("known sender", 11)}));
    static_cast<void>(s.take());
    auto bytes = tl::encoded(api::Updates{
        together({new_text("a", 12), new_text("b", 13), new_text("c", 14)}, 3)});
    const auto update_id = tl::encoded(api::Update{new_text("", 0)});
    std::size_t seen = 0;
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
        if (std::equal(
                update_id.begin(), update_id.begin() + 4, bytes.begin() + static_cast<long>(at)
            ) &&
            ++seen == 3)
            store_le(bytes.data() + at, std::uint32_t{0xBADBAD});

    CHECK(s.in.accept(tl::frame{bytes}, rpc::update_origin::pushed, s.now));

    CHECK(s.texts() == list{"a", "b"});
    CHECK(s.in.state().pts == 13);
    CHECK(s.in.state().seq == 0);
    const auto asked = s.fetch();
    CHECK(asked.from.pts == 13);
    s.reply(asked, difference_to(14, {"c"}));
    CHECK(s.texts() == list{"c"});
}

TEST_CASE("updatesTooLong demands the difference") {
    engine_scene s;
    s.push(api::updatesTooLong{});
    CHECK(s.fetch().id == common_sequence);
}

TEST_CASE("a container that arrives too early is held until the one before it is here") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(together({api::updateConfig{}}, 6));
    CHECK(s.in.state().seq == 4);
    CHECK(s.take().empty());

    s.push(together({api::updatePtsChanged{}}, 5));

    CHECK(s.in.state().seq == 6);
    CHECK(
        s.constructors() ==
        std::vector<std::uint32_t>{api::updatePtsChanged::tl_id, api::updateConfig::tl_id}
    );
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("numbered updates in a container do not wait for the container's place") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(together({new_text("a", 11)}, 9));
    CHECK(s.texts() == list{"a"});
}

TEST_CASE("a container with an update that has to wait advances seq") { // defect 5
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(together({new_text("b", 12)}, 5));
    CHECK(s.in.state().seq == 5);
    // The date stays, because something may be missing before it.
    CHECK(s.in.state().date == 1);

    s.push(together({new_text("a", 11)}, 6));
    CHECK(s.texts() == list{"a", "b"});
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a container whose updates were applied before advances seq") { // defect 6
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(together({new_text("a", 11)}, 5));
    s.push(together({new_text("a", 11)}, 6));
    s.push(together({api::updateConfig{}}, 7));
    CHECK(s.in.state().seq == 7);
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("the first container of an account whose seq is unknown is passed on") { // defect 4
    engine_scene s;
    s.push(together({api::updateConfig{}}, 36));
    CHECK(s.constructors() == std::vector<std::uint32_t>{api::updateConfig::tl_id});
    CHECK(s.in.state().seq == 36);
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("a container that comes twice is passed on once") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(together({api::updateConfig{}}, 5));
    s.push(together({api::updateConfig{}}, 5));
    s.push(together({api::updateConfig{}}, 4));
    CHECK(s.take().size() == 1);
}

TEST_CASE(
    "a container that a difference overtook is passed on, since no difference brings its updates"
) {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(api::updatesTooLong{});
    auto all = difference_to(11, {"a"});
    all.state.seq = 6;
    s.reply(s.fetch(), all);
    static_cast<void>(s.take());

    s.push(together({api::updateConfig{}}, 6));
    s.push(together({api::updateConfig{}}, 5));
    s.push(together({api::updateConfig{}}, 6));

    CHECK(s.take().size() == 2);
    s.push(together({api::updateConfig{}}, 4));
    CHECK(s.take().empty());
}

TEST_CASE("a difference that is older than a container does not bring the container again") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(api::updatesTooLong{});
    const auto asked = s.fetch();
    s.push(together({api::updateConfig{}}, 5));
    auto all = difference_to(11, {"a"});
    all.state.seq = 4;
    s.reply(asked, all);
    s.push(together({api::updateConfig{}}, 5));
    CHECK(s.take().size() == 2);
    CHECK(s.in.state().seq == 5);
}

TEST_CASE("a container that waits is passed on when its gap does not close") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 4}};
    s.push(together({api::updateConfig{}}, 6));
    s.pass(500ms);
    const auto asked = s.fetch();
    CHECK(s.constructors() == std::vector<std::uint32_t>{api::updateConfig::tl_id});

    // Those that follow do not wait for the difference either, however long it takes.
    s.push(together({api::updatePtsChanged{}}, 7));
    CHECK(s.constructors() == std::vector<std::uint32_t>{api::updatePtsChanged::tl_id});
    s.fail(asked, refusal(420, "FLOOD_WAIT", 3600s));
    s.push(together({api::updatePtsChanged{}}, 8));
    CHECK(s.constructors() == std::vector<std::uint32_t>{api::updatePtsChanged::tl_id});

    s.pass(3600s);
    auto all = difference_to(10);
    all.state.seq = 6;
    s.reply(s.fetch(), all);
    CHECK(s.in.state().seq == 8);
    s.push(together({api::updatePtsChanged{}}, 9));
    CHECK(s.in.state().seq == 9);
}

TEST_CASE("updates that were pushed before the state was known do not count as old") {
    const auto frame = frame_of(together({new_text("a", 11), new_text("b", 12)}));

    CHECK(engine::first_pts(frame, 12) == 10);
    CHECK(engine::first_pts(frame_of(brief("c", 9)), 12) == 8);
    CHECK(engine::first_pts(frame_of(api::updateShort{.update = new_text("d", 7)}), 12) == 6);
    CHECK(engine::first_pts(frame_of(api::updatesTooLong{}), 12) == 12);
    CHECK(engine::first_pts(tl::frame{byte_buffer{1, 2}}, 12) == 12);
}

TEST_CASE("every update of a container is passed on: numbered ones first, the others in the "
          "container's place") {
    engine_scene s;
    api::updateReadHistoryInbox read{};
    read.peer = api::peerUser{.user_id = 5};
    read.pts = 12;
    read.pts_count = 1;

    s.push(together({api::updateConfig{}, new_text("a", 11), read, api::updatePtsChanged{}}));

    const auto updates = s.take();
    REQUIRE(updates.size() == 4);
    CHECK(updates[0].update->is<api::updateNewMessage>());
    CHECK(updates[1].update->is<api::updateReadHistoryInbox>());
    CHECK(updates[2].update->is<api::updateConfig>());
    CHECK(updates[3].update->is<api::updatePtsChanged>());
    for (const auto& each : updates)
        CHECK(each.peers->user(5) != nullptr);
}

TEST_CASE("the effects of own requests are counted, so that the next update has no gap before it") {
    engine_scene s;
    s.in.affected(0, 13, 3, s.now);
    CHECK(s.in.state().pts == 13);
    s.push(together({new_text("a", 14)}));
    CHECK(s.texts() == list{"a"});
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("the effect of an own request fills a gap, and may itself come early") {
    engine_scene s;
    s.push(together({new_text("b", 13)}));
    s.in.affected(0, 12, 1, s.now);
    CHECK(s.texts().empty());
    s.in.affected(0, 11, 1, s.now);
    CHECK(s.texts() == list{"b"});
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("effects without a number, and in channels that are not known, are ignored") {
    engine_scene s;
    s.in.affected(0, 0, 0, s.now);
    s.in.affected(0, -5, 1, s.now);
    s.in.affected(0, 11, -1, s.now);
    s.in.affected(78, 50, 1, s.now);
    CHECK(s.in.state().pts == 10);
    CHECK(s.in.at(78) == 0);
    s.pass(1min);
    CHECK_FALSE(s.fetches());
}

TEST_CASE("the effect of an own request in a channel is counted there") {
    engine_scene s;
    s.push(together({new_post("a", 21)}));
    s.in.affected(77, 23, 2, s.now);
    s.push(together({new_post("b", 24)}));
    CHECK(s.texts() == list{"a", "b"});
    CHECK(s.in.state().pts == 10);
}

TEST_CASE("a message whose sender is not known demands the difference, which brings the sender") {
    for (const auto* form : {"short", "short chat", "updateShort", "container", "min user"}) {
        CAPTURE(form);
        engine_scene s;
        const auto is = [form](const char* one) { return std::string{form} == one; };
        auto stranger = text("who am I?", 99);
        api::updateNewMessage update{};
        update.message = stranger;
        update.pts = 11;
        update.pts_count = 1;
        if (is("short")) {
            s.push(brief("who am I?", 11, 99));
        } else if (is("short chat")) {
            api::updateShortChatMessage value{};
            value.from_id = 99;
            value.chat_id = 8;
            value.pts = 11;
            value.pts_count = 1;
            s.push(value);
        } else if (is("updateShort")) {
            s.push(api::updateShort{.update = update});
        } else {
            auto all = together({update});
            if (is("min user")) {
                auto user = person(99);
                user.get_if<api::user>()->min = true;
                all.users.push_back(user);
            }
            s.push(all);
        }
        CHECK(s.texts().empty());
        CHECK(s.in.state().pts == 10);

        auto all = difference_to(11);
        all.new_messages.push_back(stranger);
        all.users.push_back(person(99));
        s.reply(s.fetch(), all);

        CHECK(s.texts() == list{"who am I?"});
        CHECK_FALSE(s.fetches());
        s.push(brief("it's me", 12, 99));
        CHECK(s.texts() == list{"it's me"});
    }
}

TEST_CASE("forward authors and inline bots that are not known demand the difference, too") {
    for (const auto* part : {"forward", "bot"}) {
        engine_scene s;
        auto message = text("a");
        if (std::string{part} == "bot") {
            message.via_bot_id = 99;
        } else {
            api::messageFwdHeader forward{};
            forward.from_id = api::peerUser{.user_id = 99};
            message.fwd_from = forward;
        }
        api::updateNewMessage update{};
        update.message = message;
        update.pts = 11;
        update.pts_count = 1;
        s.push(together({update}));
        CHECK(s.texts().empty());
        CHECK(s.fetches());
    }
}

TEST_CASE("a message whose sender not even the difference knows is delivered, and asks only once") {
    engine_scene s;
    SUBCASE("when the difference brings the message") {
        s.push(brief("a", 11, 99));
        auto all = difference_to(11);
        all.new_messages.push_back(text("a", 99));
        s.reply(s.fetch(), all);
    }
    SUBCASE("when the difference does not lead to it") {
        s.push(brief("a", 11, 99));
        s.reply(s.fetch(), api::updates::differenceEmpty{.date = 1, .seq = 0});
    }
    CHECK(s.texts() == list{"a"});
    s.push(brief("b", 12, 99));
    CHECK(s.texts() == list{"b"});
    CHECK_FALSE(s.fetches());
}

TEST_CASE("the account itself is always known") {
    engine_scene s{{.pts = 10, .qts = 0, .date = 1, .seq = 0}, {.self = 99}};
    s.push(brief("me", 11, 99));
    CHECK(s.texts() == list{"me"});
}

TEST_CASE("in a channel a min sender is enough, and an absent one demands the channel's difference"
) {
    engine_scene s;
    s.push(together({new_post("first", 20)}));
    auto message = post("by a member", 77, 21);
    message.from_id = api::peerUser{.user_id = 99};
    api::updateNewChannelMessage update{};
    update.message = message;
    update.pts = 21;
    update.pts_count = 1;
    auto all = together({update});
    SUBCASE("min") {
        auto user = person(99);
        user.get_if<api::user>()->min = true;
        all.users.push_back(user);
        s.push(all);
        CHECK(s.texts() == list{"first", "by a member"});
        CHECK_FALSE(s.fetches());
    }
    SUBCASE("absent") {
        s.push(all);
        CHECK(s.texts() == list{"first"});
        const auto asked = s.fetch();
        CHECK(asked.id == 77);
        CHECK(asked.from.pts == 20);
    }
}

TEST_CASE("the updates of an account that starts at zero have a gap before them if one is lost") {
    engine_scene s{{.pts = 0, .qts = 0, .date = 1, .seq = 0}};
    s.push(together({new_text("b", 2), stopped(2)}));
    CHECK(s.take().empty());
    s.pass(500ms);
    CHECK(s.fetches());
}
