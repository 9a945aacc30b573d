// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

#include "messages.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

namespace {

api::messageReplyHeader header(std::int32_t to) {
    api::messageReplyHeader raw{};
    raw.reply_to_msg_id = to;
    return raw;
}

message replying(api::MessageReplyHeader to) {
    auto raw = raw_message("yes");
    raw.reply_to = std::move(to);
    return message{std::move(raw)};
}

message forwarding(api::messageFwdHeader from, api::Peer sender) {
    auto raw = raw_message("news");
    raw.peer_id = channel_peer(7);
    raw.from_id = std::move(sender);
    raw.fwd_from = std::move(from);
    return message{std::move(raw)};
}

} // namespace

TEST_CASE("what is written to Saved Messages is outgoing, though Telegram does not mark it so") {
    self_info self{};
    self.id = 5;
    const message saved{raw_message("note"), &self};
    self_info other{};
    other.id = 6;
    const message received{raw_message("note"), &other};

    CHECK(is::outgoing(saved));
    CHECK(is::me(saved));
    CHECK_FALSE(is::incoming(saved));
    CHECK(saved.sender_id() == 5);
    CHECK_FALSE(is::outgoing(received));
    CHECK(is::incoming(received));
    CHECK(is::all(received));
    CHECK(is::all(saved));
}

TEST_CASE("the first message of a forum's topic is no reply, and a message that answers another "
          "one in the topic is") {
    auto first = header(40);
    first.forum_topic = true;
    auto second = header(41);
    second.forum_topic = true;
    second.reply_to_top_id = 40;

    CHECK_FALSE(is::reply(replying(first)));
    CHECK(is::reply(replying(second)));
    CHECK(is::reply(replying(header(3))));
    CHECK_FALSE(is::reply(message{raw_message("yes")}));
}

TEST_CASE("an answer to a story is no reply to a message") {
    const auto answer = replying(api::messageReplyStoryHeader{.peer = user_peer(6), .story_id = 9});

    CHECK(is::story_reply(answer));
    CHECK_FALSE(is::reply(answer));
    CHECK_FALSE(is::story_reply(replying(header(3))));
}

TEST_CASE("a quote is chosen by hand; Telegram quotes answers from other chats by itself") {
    auto chosen = header(3);
    chosen.quote = true;
    chosen.quote_text = "part";
    auto automatic = header(3);
    automatic.quote_text = "whole";

    CHECK(is::quote(replying(chosen)));
    CHECK_FALSE(is::quote(replying(automatic)));
}

TEST_CASE("neither imported messages nor posts in the group for comments are forwarded by somebody"
) {
    api::messageFwdHeader plain{};
    plain.from_id = user_peer(9);
    api::messageFwdHeader imported{};
    imported.imported = true;
    api::messageFwdHeader linked{};
    linked.saved_from_peer = channel_peer(12);

    CHECK(is::forwarded(forwarding(plain, user_peer(5))));
    CHECK_FALSE(is::forwarded(message{raw_message()}));
    CHECK_FALSE(is::forwarded(forwarding(imported, user_peer(5))));
    CHECK(is::imported(forwarding(imported, user_peer(5))));
    CHECK_FALSE(is::imported(forwarding(plain, user_peer(5))));
    CHECK_FALSE(is::forwarded(forwarding(linked, channel_peer(12))));
}

TEST_CASE("a post of the linked channel is not just anything that was forwarded from a channel") {
    api::messageFwdHeader linked{};
    linked.saved_from_peer = channel_peer(12);
    api::messageFwdHeader of_channel{};
    of_channel.from_id = channel_peer(12);

    CHECK(is::linked_channel(forwarding(linked, channel_peer(12))));
    CHECK_FALSE(is::linked_channel(forwarding(linked, user_peer(5))));
    CHECK_FALSE(is::linked_channel(forwarding(linked, channel_peer(13))));
    CHECK_FALSE(is::linked_channel(forwarding(of_channel, channel_peer(12))));
}

TEST_CASE("anonymous administrators and channels write in the name of a chat") {
    auto raw = raw_message("hi");
    raw.peer_id = channel_peer(7);
    const message anonymous{raw};
    raw.from_id = channel_peer(12);
    const message as_channel{raw};
    raw.from_id = user_peer(5);
    const message of_user{raw};

    CHECK(is::sender_chat(anonymous));
    CHECK(is::anonymous_admin(anonymous));
    CHECK(is::sender_chat(as_channel));
    CHECK_FALSE(is::anonymous_admin(as_channel));
    CHECK_FALSE(is::sender_chat(of_user));
    CHECK_FALSE(is::anonymous_admin(of_user));
    CHECK(of_user.sender_chat_id() == 0);
    CHECK(anonymous.sender_chat_id() == anonymous.chat_id());
}

TEST_CASE("a hidden edit is one of reactions, comments or previews, not one by a bot") {
    auto raw = raw_message("hi");
    raw.edit_date = 1000;
    CHECK_FALSE(is::hidden_edit(message{raw}));
    raw.edit_hide = true;
    CHECK(is::hidden_edit(message{raw}));
    CHECK_FALSE(message{raw}.edit_date());

    // A message that was edited, and then got a reaction.
    auto reacted = raw;
    reacted.edit_hide = false;
    reacted.reply_markup = api::replyInlineMarkup{};
    api::messageReactions reactions{};
    reactions.recent_reactions.emplace();
    api::messagePeerReaction one{};
    one.peer_id = user_peer(6);
    one.date = 999;
    reactions.recent_reactions->push_back(one);
    reacted.reactions = reactions;
    CHECK_FALSE(is::hidden_edit(message{reacted}));
    one.date = 1001;
    reactions.recent_reactions->push_back(one);
    reacted.reactions = reactions;
    CHECK(is::hidden_edit(message{reacted}));

    auto with_buttons = raw;
    with_buttons.reply_markup = api::replyInlineMarkup{};
    CHECK_FALSE(is::hidden_edit(message{with_buttons}));
    auto by_inline_query = raw;
    by_inline_query.via_bot_id = 9;
    CHECK_FALSE(is::hidden_edit(message{by_inline_query}));
    auto moving = raw;
    moving.media = api::messageMediaGeoLive{};
    CHECK_FALSE(is::hidden_edit(message{moving}));

    const auto along = std::make_shared<known_peers>();
    api::user sender{};
    sender.id = 5;
    along->all_users.push_back(sender);
    CHECK(is::hidden_edit(message{along, raw, nullptr}));
    sender.bot = true;
    along->all_users.clear();
    along->all_users.push_back(sender);
    CHECK_FALSE(is::hidden_edit(message{along, raw, nullptr}));
    CHECK_FALSE(is::hidden_edit(serving(api::messageActionPinMessage{})));
}

TEST_CASE("filters for the marks of a message") {
    const message plain{raw_message("hi")};
    auto raw = raw_message("hi");
    raw.mentioned = true;
    raw.via_bot_id = 9;
    raw.grouped_id = 77;
    raw.from_scheduled = true;
    raw.reply_markup = api::replyInlineMarkup{};
    const message marked{raw};
    raw.reply_markup = api::replyKeyboardMarkup{};
    const message with_keyboard{raw};

    CHECK(is::mentioned(marked));
    CHECK_FALSE(is::mentioned(plain));
    CHECK(is::via_bot(marked));
    CHECK_FALSE(is::via_bot(plain));
    CHECK(is::media_group(marked));
    CHECK_FALSE(is::media_group(plain));
    CHECK(is::from_scheduled(marked));
    CHECK_FALSE(is::from_scheduled(plain));
    CHECK(is::inline_keyboard(marked));
    CHECK_FALSE(is::inline_keyboard(plain));
    CHECK_FALSE(is::inline_keyboard(with_keyboard));
    CHECK(is::reply_keyboard(with_keyboard));
    CHECK_FALSE(is::reply_keyboard(marked));
    CHECK_FALSE(is::reply_keyboard(plain));
}

TEST_CASE("scheduled messages and those of a business connection are known by their source") {
    const auto kept = std::make_shared<peer_map_of<api::message>>(raw_message("hi"));
    const tl::string shop = "shop";
    message_source source;
    source.scheduled = true;
    const message planned(kept, kept->kept, nullptr, nullptr, source);
    source.scheduled = false;
    source.business_connection = &shop;
    const message of_shop(kept, kept->kept, nullptr, nullptr, source);

    CHECK(is::scheduled(planned));
    CHECK_FALSE(is::scheduled(of_shop));
    CHECK(is::business(of_shop));
    CHECK_FALSE(is::business(planned));
    CHECK(of_shop.business_connection() == "shop");
}

TEST_CASE("a topic is told by its root, also for its first messages; without a header it is General"
) {
    auto raw = raw_message("hi");
    raw.peer_id = channel_peer(7);
    auto first = header(40);
    first.forum_topic = true;
    raw.reply_to = first;
    const message in_topic{raw};
    auto second = header(41);
    second.forum_topic = true;
    second.reply_to_top_id = 40;
    raw.reply_to = second;
    const message answer_in_topic{raw};
    raw.reply_to.reset();
    const auto along = std::make_shared<known_peers>();
    api::channel forum{};
    forum.id = 7;
    forum.forum = true;
    along->all_chats.push_back(forum);
    const message in_general(along, raw, nullptr);
    const message elsewhere{raw};

    CHECK(is::topic(40)(in_topic));
    CHECK(is::topic(40)(answer_in_topic));
    CHECK_FALSE(is::topic(41)(answer_in_topic));
    CHECK(is::topic({1, 2})(in_general));
    CHECK_FALSE(is::topic(40)(in_general));
    CHECK_FALSE(is::topic(1)(elsewhere));
    CHECK(is::forum(in_general));
    CHECK_FALSE(is::forum(elsewhere));
}

TEST_CASE("what handlers see beside incoming messages depends on the filters that are named") {
    CHECK(decltype(is::all)::sees_outgoing);
    CHECK(decltype(is::all)::sees_service);
    CHECK(decltype(is::all)::sees_scheduled);
    CHECK_FALSE(decltype(is::all)::sees_business);
    CHECK(decltype(is::business && is::text)::sees_business);
    CHECK(decltype(is::text || is::scheduled)::sees_scheduled);
    CHECK(decltype(is::group && is::new_chat_members)::sees_service);
    CHECK_FALSE(decltype(is::group && is::text)::sees_service);
    CHECK(decltype(!is::service)::sees_service);
    CHECK(decltype(is::me)::sees_outgoing);
}
