// SPDX-License-Identifier: MIT
#include <awaitgram/testing/impl/test_media.hpp>

#include "world_scene.hpp"

using namespace api_scene;

namespace {

/// The texts of messages, one after another.
std::string texts_of(const api::messages::Messages& found) {
    std::string texts;
    found.visit([&](const auto& list) {
        if constexpr (requires { list.messages; })
            for (const auto& each : list.messages)
                if (const auto* message = each.template get_if<api::message>())
                    texts += (texts.empty() ? "" : " ") + message->message.str();
    });
    return texts;
}

std::int32_t count_of(const api::messages::Messages& found) {
    auto count = -1;
    found.visit([&](const auto& list) {
        if constexpr (requires { list.count; })
            count = list.count;
    });
    return count;
}

/// A search for everything in a chat.
api::messages::search all_in(const api::InputPeer& peer) {
    api::messages::search query;
    query.peer = peer;
    query.filter = api::inputMessagesFilterEmpty{};
    query.limit = 100;
    return query;
}

/// A reply to a message, or to a topic.
api::InputReplyTo reply_to(std::int32_t id, std::int32_t topic = 0) {
    api::inputReplyToMessage reply;
    reply.reply_to_msg_id = id;
    if (topic != 0)
        reply.top_msg_id = topic;
    return reply;
}

struct seekers : town {
    std::int32_t answer(client& as, const chat& room, const std::string& text, std::int32_t id) {
        auto query = message(as, room, text);
        query.reply_to = reply_to(id);
        const auto sent = as.value(query);
        return sent.get_if<api::updates_>()->updates[0].get_if<api::updateMessageID>()->id;
    }
    std::int32_t new_topic(chat& room, const char* title) {
        api::messages::createForumTopic query;
        query.peer = peer(alice, room);
        query.title = title;
        query.random_id = accounts.unique_number();
        const auto sent = alice.value(query);
        return sent.get_if<api::updates_>()->updates[0].get_if<api::updateMessageID>()->id;
    }
};

} // namespace

TEST_CASE("a search in a topic finds its messages, also in General") {
    seekers here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    here.write(here.alice, room, "before");
    room.forum = true;
    const auto news = here.new_topic(room, "News");
    const auto first = here.answer(here.alice, room, "first", news);
    const auto general = here.write(here.alice, room, "general");
    here.answer(here.alice, room, "second", first);
    here.answer(here.alice, room, "answer", general);

    auto query = all_in(here.peer(here.alice, room));
    query.top_msg_id = news;
    CHECK(texts_of(here.alice.value(query)) == "second first");
    query.q = "FIR";
    CHECK(texts_of(here.alice.value(query)) == "first");
    query.q = {};
    query.top_msg_id = 1;
    CHECK(texts_of(here.alice.value(query)) == "answer general before");
    query.top_msg_id = 77;
    CHECK(here.alice.refusal(query) == "400 TOPIC_ID_INVALID");
    query.peer = here.alice.peer(here.bob.self());
    CHECK(here.alice.refusal(query) == "400 PEER_ID_INVALID");

    api::messages::getReplies replies;
    replies.peer = here.peer(here.alice, room);
    replies.msg_id = news;
    replies.limit = 100;
    CHECK(texts_of(here.alice.value(replies)) == "second first");
}

TEST_CASE("replies to replies belong to the first message") {
    seekers here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    const auto first = here.write(here.alice, room, "first");
    const auto second = here.answer(here.bob, room, "second", first);
    const auto third = here.answer(here.alice, room, "third", second);
    here.write(here.alice, room, "alone");
    const auto shown = view{here.accounts, here.alice.self(), 0}.message(*room.posts.find(third));
    const auto* header = shown.get_if<api::message>()->reply_to->get_if<api::messageReplyHeader>();
    CHECK(header->reply_to_msg_id == second);
    CHECK(header->reply_to_top_id == first);

    api::messages::getReplies replies;
    replies.peer = here.peer(here.bob, room);
    replies.msg_id = first;
    replies.limit = 1;
    CHECK(texts_of(here.bob.value(replies)) == "third");
    CHECK(count_of(here.bob.value(replies)) == 2);
    replies.offset_id = third;
    CHECK(texts_of(here.bob.value(replies)) == "second");
    replies.offset_id = 0;
    replies.limit = 10;
    replies.max_id = third;
    CHECK(texts_of(here.bob.value(replies)) == "second");
    api::messages::getDiscussionMessage top;
    top.peer = replies.peer;
    top.msg_id = second;
    const auto answered = here.bob.value(top);
    CHECK(answered.messages[0].get_if<api::message>()->message == "first");
    CHECK(answered.max_id == third);
    CHECK(answered.unread_count == 1); // the last one that Bob has not written
    top.msg_id = 99;
    CHECK(here.bob.refusal(top) == "400 MSG_ID_INVALID");
}

TEST_CASE("a post is copied to the group for comments, and comments are listed by the post") {
    seekers here;
    auto& channel = here.new_chat(chat_kind::channel, here.alice, {&here.bob.self()});
    auto& group = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    const auto before = here.write(here.alice, channel, "before");
    channel.linked = group.id;
    group.linked = channel.id;
    const auto post = here.write(here.alice, channel, "post");
    const auto ids = group.posts.ids_with(group.id);
    const auto& copy = *group.posts.find(ids.back());
    CHECK(copy.text == "post");
    CHECK(copy.pinned);
    const auto seen = view{here.accounts, here.bob.self(), 0}.message(copy);
    const auto* shown = seen.get_if<api::message>();
    CHECK(!shown->out);
    CHECK(shown->from_id->get_if<api::peerChannel>()->channel_id == bare_id(channel.id));
    CHECK(shown->fwd_from->saved_from_msg_id == post);
    here.answer(here.bob, group, "comment", copy.id);

    api::messages::getReplies replies;
    replies.peer = here.peer(here.bob, channel);
    replies.msg_id = post;
    replies.limit = 10;
    CHECK(texts_of(here.bob.value(replies)) == "comment");
    api::messages::getDiscussionMessage top;
    top.peer = replies.peer;
    top.msg_id = post;
    const auto answered = here.bob.value(top);
    CHECK(answered.messages[0].get_if<api::message>()->id == copy.id);
    const auto posted = view{here.accounts, here.bob.self(), 0}.message(*channel.posts.find(post));
    CHECK(posted.get_if<api::message>()->replies->replies == 1);
    CHECK(posted.get_if<api::message>()->replies->channel_id == bare_id(group.id));
    top.msg_id = before; // from a time without comments
    CHECK(here.bob.refusal(top) == "400 MSG_ID_INVALID");
    replies.peer = here.bob.peer(here.alice.self());
    CHECK(here.bob.refusal(replies) == "400 PEER_ID_INVALID");
}

TEST_CASE("the filters of a search select by what a message has") {
    seekers here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice, {&here.bob.self()});
    const auto add = [&](media_kind kind, const char* caption) {
        change_list changes{here.accounts, 1};
        draft content;
        content.text = caption;
        content.own_extras().media = testing::detail::stand_in_for({kind, caption, ""}, 7, 1);
        post(changes, here.alice.self(), room.id, content);
    };
    add(media_kind::photo, "photo");
    add(media_kind::video, "video");
    add(media_kind::animation, "gif");
    add(media_kind::voice, "voice");
    add(media_kind::audio, "music");
    add(media_kind::video_note, "round");
    add(media_kind::document, "document");
    add(media_kind::sticker, "sticker");
    add(media_kind::location, "place");
    add(media_kind::contact, "contact");
    here.write(here.alice, room, "https://example.org");
    const auto asked = here.answer(here.bob, room, "asked", 1);
    here.answer(here.alice, room, "told", asked);

    auto query = all_in(here.peer(here.bob, room));
    const auto found = [&](auto filter) {
        query.filter = filter;
        return texts_of(here.bob.value(query));
    };
    CHECK(found(api::inputMessagesFilterPhotos{}) == "photo");
    CHECK(found(api::inputMessagesFilterVideo{}) == "video");
    CHECK(found(api::inputMessagesFilterPhotoVideo{}) == "video photo");
    CHECK(found(api::inputMessagesFilterGif{}) == "gif");
    CHECK(found(api::inputMessagesFilterVoice{}) == "voice");
    CHECK(found(api::inputMessagesFilterMusic{}) == "music");
    CHECK(found(api::inputMessagesFilterRoundVideo{}) == "round");
    CHECK(found(api::inputMessagesFilterRoundVoice{}) == "round voice");
    CHECK(found(api::inputMessagesFilterDocument{}) == "document");
    CHECK(found(api::inputMessagesFilterGeo{}) == "place");
    CHECK(found(api::inputMessagesFilterContacts{}) == "contact");
    CHECK(found(api::inputMessagesFilterUrl{}) == "https://example.org");
    CHECK(found(api::inputMessagesFilterMyMentions{}) == "told");
    CHECK(found(api::inputMessagesFilterPinned{}).empty());
    CHECK(found(api::inputMessagesFilterPoll{}).empty());
    query.filter = api::inputMessagesFilterPhoneCalls{};
    CHECK(here.bob.refusal(query) == "400 FIELD_NOT_SUPPORTED_phone_calls");
}

TEST_CASE("a search in all chats goes on where a page ended") {
    seekers here;
    auto& room = here.new_chat(chat_kind::supergroup, here.alice);
    auto& channel = here.new_chat(chat_kind::channel, here.alice);
    auto& foreign = here.new_chat(chat_kind::supergroup, here.bob);
    here.write(here.alice, room, "word 1");
    here.alice.write(here.bob.self(), "Word 2");
    here.now += 1s;
    here.write(here.alice, channel, "word 3");
    here.write(here.bob, foreign, "word of others");
    here.write(here.alice, room, "else");
    here.now += 1s;
    here.write(here.alice, room, "word 4");

    api::messages::searchGlobal query;
    query.q = "word";
    query.filter = api::inputMessagesFilterEmpty{};
    query.offset_peer = api::inputPeerEmpty{};
    query.limit = 10;
    CHECK(texts_of(here.alice.value(query)) == "word 4 word 3 Word 2 word 1");
    query.groups_only = true;
    CHECK(texts_of(here.alice.value(query)) == "word 4 word 1");
    query.groups_only = false;
    query.users_only = true;
    CHECK(texts_of(here.alice.value(query)) == "Word 2");
    query.users_only = false;
    query.folder_id = 1;
    CHECK(texts_of(here.alice.value(query)).empty());
    here.alice.self().dialog_settings_of[channel.id].archived = true;
    CHECK(texts_of(here.alice.value(query)) == "word 3");
    query.folder_id.reset();

    query.limit = 1;
    std::string all;
    for (auto pages = 0; pages != 10; ++pages) {
        const auto page = here.alice.value(query);
        const auto* slice = page.get_if<api::messages::messagesSlice>();
        REQUIRE(slice);
        all += texts_of(page) + ' ';
        CHECK(slice->count == 4);
        if (!slice->next_rate)
            break;
        query.offset_rate = *slice->next_rate;
        const auto* last = slice->messages[0].get_if<api::message>();
        query.offset_id = last->id;
        if (const auto* in = last->peer_id.get_if<api::peerChannel>())
            query.offset_peer =
                here.peer(here.alice, *here.accounts.find_chat(channel_dialog(in->channel_id)));
        else
            query.offset_peer = here.alice.peer(here.bob.self());
    }
    CHECK(all == "word 4 word 3 Word 2 word 1 ");

    query.q = {};
    CHECK(here.alice.refusal(query) == "400 SEARCH_QUERY_EMPTY");
    query.q = "word";
    query.folder_id = 2;
    CHECK(here.alice.refusal(query) == "400 FOLDER_ID_INVALID");
}
