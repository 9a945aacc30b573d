// SPDX-License-Identifier: MIT
// What an account has not seen yet: mentions, reactions, voice messages, threads.
#include <awaitgram/testing/impl/test_media.hpp>

#include "world_scene.hpp"

using namespace api_scene;

namespace {

struct readers : town {
    api::dialog dialog_of(client& as, const api::InputPeer& peer) {
        api::inputDialogPeer named;
        named.peer = peer;
        api::messages::getPeerDialogs query;
        query.peers.push_back(named);
        return *as.value(query).dialogs[0].get_if<api::dialog>();
    }
    std::int32_t answer(client& as, const chat& room, std::int32_t id) {
        api::inputReplyToMessage reply;
        reply.reply_to_msg_id = id;
        auto query = message(as, room, "answer");
        query.reply_to = reply;
        return list_of(as.value(query))[0].get_if<api::updateMessageID>()->id;
    }
};

} // namespace

TEST_CASE("mentions are unread until they are read or their messages are opened") {
    readers here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    const auto own = here.write(here.bob, room, "question");
    const auto first = here.answer(here.alice, room, own);
    here.answer(here.alice, room, own);
    const auto peer = here.peer(here.bob, room);
    CHECK(here.dialog_of(here.bob, peer).unread_mentions_count == 2);
    CHECK(here.dialog_of(here.alice, here.peer(here.alice, room)).unread_mentions_count == 0);

    api::channels::readMessageContents open;
    open.channel = here.channel(here.bob, room);
    open.id = {first, own, 77, first};
    (void)here.bob.call(open);
    CHECK(
        here.first_for<api::updateChannelReadMessagesContents>(here.bob.self()).messages.size() == 1
    );
    CHECK(here.dialog_of(here.bob, peer).unread_mentions_count == 1);
    api::messages::getUnreadMentions unread;
    unread.peer = peer;
    unread.limit = 10;
    const auto left = here.bob.value(unread);
    CHECK(left.get_if<api::messages::channelMessages>()->messages.size() == 1);

    api::messages::readMentions read;
    read.peer = peer;
    read.top_msg_id = first + 50;
    CHECK(here.bob.refusal(read) == "400 MSG_ID_INVALID");
    read.top_msg_id = own;
    (void)here.bob.call(read);
    CHECK(here.dialog_of(here.bob, peer).unread_mentions_count == 0);
}

TEST_CASE("a voice message is unplayed for both sides until it is opened, which has numbers") {
    readers here;
    auto& alice = here.alice.self();
    auto& bob = here.bob.self();
    change_list changes{here.accounts, 1};
    draft voice;
    voice.own_extras().media = testing::detail::stand_in_for({media_kind::voice, {}, {}}, 7, 1);
    post(changes, alice, bob.id, voice);
    const auto shown = [&] {
        return view{here.accounts, bob, 1}
            .message(*bob.box.find(1))
            .get_if<api::message>()
            ->media_unread;
    };
    CHECK(shown());
    const auto before = bob.box.pts();
    api::messages::readMessageContents open;
    open.id = {1};
    const auto affected = here.bob.value(open);
    CHECK(affected.pts == before + 1);
    CHECK(affected.pts_count == 1);
    CHECK(!shown());
    const auto told = here.first_for<api::updateReadMessagesContents>(alice);
    CHECK(told.messages[0] == 1);
    CHECK(told.pts == alice.box.pts());
    CHECK(here.bob.value(open).pts_count == 0);
}

TEST_CASE("reactions of others are unread until they are read") {
    readers here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    const auto own = here.write(here.alice, room, "hello");
    api::messages::sendReaction react;
    react.peer = here.peer(here.bob, room);
    react.msg_id = own;
    api::reactionEmoji like;
    like.emoticon = "\xf0\x9f\x91\x8d";
    react.reaction = tl::vector<api::Reaction>{};
    react.reaction->push_back(like);
    (void)here.bob.call(react);
    const auto peer = here.peer(here.alice, room);
    CHECK(here.dialog_of(here.alice, peer).unread_reactions_count == 1);
    CHECK(here.dialog_of(here.bob, react.peer).unread_reactions_count == 0);
    api::messages::readReactions read;
    read.peer = peer;
    read.saved_peer_id = peer;
    CHECK(here.alice.refusal(read) == "400 FIELD_NOT_SUPPORTED_saved_peer_id");
    read.saved_peer_id.reset();
    (void)here.alice.call(read);
    CHECK(here.dialog_of(here.alice, peer).unread_reactions_count == 0);
}

TEST_CASE("a thread is read apart from its chat") {
    readers here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    const auto first = here.write(here.alice, room, "first");
    here.write(here.alice, room, "else");
    const auto last = here.answer(here.alice, room, first);
    const auto peer = here.peer(here.bob, room);
    const auto unread = here.dialog_of(here.bob, peer).unread_count;
    api::messages::getDiscussionMessage thread;
    thread.peer = peer;
    thread.msg_id = first;
    CHECK(here.bob.value(thread).unread_count == 1);
    api::messages::readDiscussion read;
    read.peer = peer;
    read.msg_id = first;
    read.read_max_id = last;
    (void)here.bob.call(read);
    CHECK(here.bob.value(thread).unread_count == 0);
    CHECK(here.dialog_of(here.bob, peer).unread_count == unread);
    read.msg_id = 99;
    CHECK(here.bob.refusal(read) == "400 MSG_ID_INVALID");
}
