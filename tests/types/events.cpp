// SPDX-License-Identifier: MIT
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/types/events.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace awaitgram;

namespace {

template <class... Events>
constexpr bool small = ((sizeof(Events) <= 80) && ...);

static_assert(small<
              album,
              bot_stopped,
              business_connection,
              callback_query,
              chat_boost,
              chat_member_updated,
              chosen_inline_result,
              deleted_messages,
              history_read,
              inline_query,
              join_request,
              message,
              message_reaction,
              poll_answer,
              poll_update,
              pre_checkout_query,
              purchased_media,
              reaction_count,
              shipping_query,
              story_update,
              typing,
              user_status>);

api::Peer user_peer(std::int64_t id) {
    return api::peerUser{.user_id = id};
}

api::Peer channel(std::int64_t id) {
    return api::peerChannel{.channel_id = id};
}

api::Reaction emoji(std::string which) {
    api::reactionEmoji plain{};
    plain.emoticon = which;
    return plain;
}

api::reactionCount counted(std::string which, std::int32_t count) {
    api::reactionCount each{};
    each.reaction = emoji(std::move(which));
    each.count = count;
    return each;
}

} // namespace

TEST_CASE("deleted messages have ids, and a chat only where Telegram says it") {
    api::updateDeleteMessages common{};
    common.messages = {1, 2};
    const deleted_messages somewhere{std::move(common)};
    CHECK(somewhere.chat_id() == 0);
    CHECK(somewhere.ids().size() == 2);
    CHECK_FALSE(somewhere.scheduled());

    api::updateDeleteChannelMessages in_channel{};
    in_channel.channel_id = 7;
    in_channel.messages = {3};
    const deleted_messages posts{std::move(in_channel)};
    CHECK(posts.chat_id() == -1'000'000'000'007);
    CHECK(posts.ids()[0] == 3);

    api::updateDeleteScheduledMessages planned{};
    planned.peer = user_peer(5);
    planned.messages = {4};
    planned.sent_messages = {40};
    const deleted_messages sent{std::move(planned)};
    CHECK(sent.scheduled());
    CHECK(sent.chat_id() == 5);
    CHECK(sent.sent_ids()[0] == 40);

    api::updateBotDeleteBusinessMessage business{};
    business.connection_id = "shop";
    business.peer = user_peer(6);
    business.messages = {9};
    const deleted_messages of_shop{std::move(business)};
    CHECK(of_shop.business_connection() == "shop");
    CHECK(of_shop.chat_id() == 6);
    CHECK(of_shop.ids()[0] == 9);
}

TEST_CASE("a callback query is of a message, of an inline message or of a business account") {
    api::updateBotCallbackQuery plain{};
    plain.query_id = 1;
    plain.user_id = 5;
    plain.peer = channel(7);
    plain.msg_id = 9;
    plain.data = tl::bytes{std::string_view{"vote:1"}};
    const callback_query pressed{std::move(plain)};
    CHECK(pressed.id() == 1);
    CHECK(pressed.user_id() == 5);
    CHECK(pressed.chat_id() == -1'000'000'000'007);
    CHECK(pressed.message_id() == 9);
    CHECK(pressed.data() == "vote:1");
    CHECK(pressed.game().empty());
    CHECK_FALSE(pressed.from_inline());
    CHECK_FALSE(pressed.message());

    api::updateInlineBotCallbackQuery in_inline{};
    in_inline.query_id = 2;
    in_inline.user_id = 6;
    api::inputBotInlineMessageID64 shown{};
    shown.dc_id = 4;
    in_inline.msg_id = shown;
    in_inline.game_short_name = "chess";
    const callback_query anywhere{std::move(in_inline)};
    CHECK(anywhere.id() == 2);
    CHECK(anywhere.user_id() == 6);
    CHECK(anywhere.chat_id() == 0);
    CHECK(anywhere.message_id() == 0);
    CHECK(anywhere.data().empty());
    CHECK(anywhere.game() == "chess");
    CHECK(anywhere.from_inline());
    REQUIRE(anywhere.inline_message_id());
    CHECK(anywhere.inline_message_id()->get_if<api::inputBotInlineMessageID64>()->dc_id == 4);

    api::updateBusinessBotCallbackQuery business{};
    business.query_id = 3;
    business.connection_id = "shop";
    api::message answered{};
    answered.id = 11;
    answered.peer_id = user_peer(8);
    business.message = answered;
    const callback_query of_shop{std::move(business)};
    CHECK(of_shop.id() == 3);
    CHECK(of_shop.chat_id() == 8);
    CHECK(of_shop.message_id() == 11);
    CHECK(of_shop.business_connection() == "shop");
    REQUIRE(of_shop.message());
    CHECK(of_shop.message()->business_connection() == "shop");
}

TEST_CASE("a callback query of a business message that is empty has no message and no chat") {
    api::updateBusinessBotCallbackQuery business{};
    business.message = api::messageEmpty{};
    const callback_query pressed{std::move(business)};

    CHECK_FALSE(pressed.message());
    CHECK(pressed.chat_id() == 0);
    CHECK(pressed.message_id() == 0);
}

TEST_CASE("an event is read from an update of one of its constructors, and of no other one") {
    api::updateInlineBotCallbackQuery pressed{};
    pressed.query_id = 5;
    const auto kept = std::make_shared<peer_map_of<api::Update>>(std::move(pressed));
    const self_info me{};

    const auto event = detail::event_in<callback_query>(kept->kept, kept, &me);
    REQUIRE(event);
    CHECK(event->id() == 5);
    CHECK(event->receiver() == &me);
    CHECK_FALSE(detail::event_in<bot_stopped>(kept->kept, kept, &me));
}

TEST_CASE("an inline query has a text, an offset and the kind of its chat") {
    api::updateBotInlineQuery typed{};
    typed.query_id = 3;
    typed.user_id = 5;
    typed.query = "cats";
    typed.offset = "20";
    typed.peer_type = api::inlineQueryPeerTypeMegagroup{};
    const inline_query query{std::move(typed)};
    CHECK(query.id() == 3);
    CHECK(query.user_id() == 5);
    CHECK(query.text() == "cats");
    CHECK(query.offset() == "20");
    CHECK(query.place() == inline_query_place::supergroup);
    CHECK(query.location() == nullptr);

    CHECK(inline_query{api::updateBotInlineQuery{}}.place() == inline_query_place::unknown);
}

TEST_CASE("a chosen inline result names the result and its message") {
    api::updateBotInlineSend sent{};
    sent.id = "cat-7";
    sent.query = "cats";
    sent.user_id = 5;
    const chosen_inline_result chosen{std::move(sent)};

    CHECK(chosen.result_id() == "cat-7");
    CHECK(chosen.text() == "cats");
    CHECK(chosen.user_id() == 5);
    CHECK(chosen.inline_message_id() == nullptr);
}

TEST_CASE("a reaction tells the new ones and those taken back") {
    api::updateBotMessageReaction changed{};
    changed.peer = channel(7);
    changed.msg_id = 9;
    changed.actor = user_peer(5);
    changed.old_reactions = {emoji("👍"), emoji("🔥")};
    changed.new_reactions = {emoji("🔥"), api::Reaction{api::reactionPaid{}}};
    const message_reaction event{std::move(changed)};

    CHECK(event.chat_id() == -1'000'000'000'007);
    CHECK(event.message_id() == 9);
    CHECK(event.user_id() == 5);
    CHECK(event.previous().size() == 2);
    REQUIRE(event.added().size() == 1);
    CHECK(event.added()[0].paid);
    REQUIRE(event.removed().size() == 1);
    CHECK(event.removed()[0] == "👍");
    CHECK_FALSE(event.removed()[0] == "🔥");
}

TEST_CASE("the numbers of reactions come in one form for bots and in another for users") {
    api::updateBotMessageReactions for_bot{};
    for_bot.peer = channel(7);
    for_bot.msg_id = 9;
    for_bot.reactions = {counted("👍", 3), counted("🔥", 4)};
    const reaction_count seen_by_bot{std::move(for_bot)};
    CHECK(seen_by_bot.total() == 7);
    CHECK(seen_by_bot.reactions()[1].kind == "🔥");
    CHECK(seen_by_bot.recent() == nullptr);
    CHECK(seen_by_bot.message_id() == 9);

    api::updateMessageReactions for_user{};
    for_user.peer = user_peer(5);
    for_user.msg_id = 10;
    for_user.reactions.results = {counted("👍", 1)};
    for_user.reactions.results[0].chosen_order = 1;
    const reaction_count seen_by_user{std::move(for_user)};
    CHECK(seen_by_user.chat_id() == 5);
    CHECK(seen_by_user.message_id() == 10);
    CHECK(seen_by_user.reactions()[0].chosen);
}

TEST_CASE("a poll's update may lack its question and its message") {
    api::updateMessagePoll results_alone{};
    results_alone.poll_id = 12;
    results_alone.results.total_voters = 4;
    api::pollAnswerVoters first{};
    first.voters = 3;
    results_alone.results.results = tl::vector<api::pollAnswerVoters>{first};
    const poll_update counted_again{std::move(results_alone)};
    CHECK(counted_again.poll_id() == 12);
    CHECK(counted_again.total_voters() == 4);
    CHECK(counted_again.voters(0) == 3);
    CHECK(counted_again.voters(1) == 0);
    CHECK(counted_again.question().empty());
    CHECK(counted_again.chat_id() == 0);
    CHECK_FALSE(counted_again.closed());

    api::updateMessagePoll whole{};
    whole.poll.emplace();
    whole.poll->closed = true;
    whole.poll->question.text = "Tea?";
    const poll_update closed{std::move(whole)};
    CHECK(closed.closed());
    CHECK(closed.question() == "Tea?");
}

TEST_CASE("the results of a poll belong to its answers, in whatever order they come") {
    const auto answer = [](const char* text, std::string_view option) {
        api::pollAnswer one{};
        one.text.text = text;
        one.option = tl::bytes{option};
        return one;
    };
    const auto result = [](std::string_view option, std::int32_t voters) {
        api::pollAnswerVoters one{};
        one.option = tl::bytes{option};
        one.voters = voters;
        return one;
    };
    api::messageMediaPoll media{};
    media.poll.id = 12;
    media.poll.quiz = true;
    media.poll.question.text = "Tea?";
    media.poll.close_date = 100;
    media.poll.answers.push_back(answer("yes", "y"));
    media.poll.answers.push_back(answer("no", "n"));
    media.results.total_voters = 9;
    media.results.solution = "It is.";
    media.results.results.emplace();
    media.results.results->push_back(result("n", 2));
    media.results.results->push_back(result("y", 7));
    media.results.results->front().chosen = true;
    media.results.results->back().correct = true;
    api::updateMessagePoll changed{};
    changed.poll_id = 12;
    changed.poll = media.poll;
    changed.results = media.results;
    api::message raw{};
    raw.media = std::move(media);
    const message shown{std::move(raw)};

    const auto poll = shown.media().poll();
    REQUIRE(poll);
    CHECK(poll.id() == 12);
    CHECK(poll.question() == "Tea?");
    CHECK(poll.answers_count() == 2);
    CHECK(poll.answer(0) == "yes");
    CHECK(poll.answer(2).empty());
    CHECK(poll.quiz());
    CHECK_FALSE(poll.closed());
    CHECK_FALSE(poll.multiple_choice());
    CHECK_FALSE(poll.public_voters());
    CHECK(unix_seconds(poll.close_date().value()) == 100);
    CHECK(poll.total_voters() == 9);
    CHECK(poll.voters(0) == 7);
    CHECK(poll.voters(1) == 2);
    CHECK(poll.voters(2) == 0);
    CHECK_FALSE(poll.chosen(0));
    CHECK(poll.chosen(1));
    CHECK(poll.correct(0));
    CHECK_FALSE(poll.correct(1));
    CHECK_FALSE(poll.min());
    CHECK(poll.explanation() == "It is.");

    const poll_update update{std::move(changed)};
    CHECK(update.voters(0) == 7);
    CHECK(update.view().chosen(1));
    CHECK_FALSE(message{}.media().poll());
}

TEST_CASE("a vote names its options, and a vote taken back none") {
    api::updateMessagePollVote voted{};
    voted.poll_id = 12;
    voted.peer = user_peer(5);
    voted.options = {tl::bytes{std::string_view{"1"}}};
    voted.positions = {1};
    const poll_answer answer{std::move(voted)};
    CHECK(answer.user_id() == 5);
    CHECK(answer.options()[0] == 1);
    CHECK_FALSE(answer.retracted());

    CHECK(poll_answer{api::updateMessagePollVote{}}.retracted());
}

TEST_CASE("a user's status is online until some time, offline since some time, or vague") {
    api::updateUserStatus online{};
    online.user_id = 5;
    online.status = api::userStatusOnline{.expires = 100};
    const user_status here{std::move(online)};
    CHECK(here.status() == online_status::online);
    CHECK(unix_seconds(*here.online_until()) == 100);
    CHECK_FALSE(here.was_online());

    api::updateUserStatus offline{};
    offline.status = api::userStatusOffline{.was_online = 50};
    const user_status gone{std::move(offline)};
    CHECK(gone.status() == online_status::offline);
    CHECK(unix_seconds(*gone.was_online()) == 50);

    CHECK(status_of(api::userStatusRecently{}) == online_status::recently);
    CHECK(status_of(api::userStatusLastWeek{}) == online_status::last_week);
    CHECK(status_of(api::userStatusLastMonth{}) == online_status::last_month);
    CHECK(status_of(api::userStatusEmpty{}) == online_status::unknown);
}

TEST_CASE("typing has a chat, a sender and an action") {
    api::updateUserTyping in_private{};
    in_private.user_id = 5;
    in_private.action = api::sendMessageTypingAction{};
    const typing direct{std::move(in_private)};
    CHECK(direct.chat_id() == 5);
    CHECK(direct.user_id() == 5);
    CHECK(direct.action() == typing_action::typing);
    CHECK(direct.topic_id() == 0);

    api::updateChatUserTyping in_group{};
    in_group.chat_id = 3;
    in_group.from_id = user_peer(6);
    in_group.action = api::sendMessageUploadPhotoAction{.progress = 40};
    const typing uploads{std::move(in_group)};
    CHECK(uploads.chat_id() == -3);
    CHECK(uploads.user_id() == 6);
    CHECK(uploads.action() == typing_action::uploads_photo);
    CHECK(uploads.progress() == 40);

    api::updateChannelUserTyping in_forum{};
    in_forum.channel_id = 7;
    in_forum.top_msg_id = 21;
    in_forum.from_id = user_peer(6);
    in_forum.action = api::sendMessageCancelAction{};
    const typing stopped{std::move(in_forum)};
    CHECK(stopped.chat_id() == -1'000'000'000'007);
    CHECK(stopped.topic_id() == 21);
    CHECK(stopped.action() == typing_action::stopped);
    CHECK(stopped.progress() == 0);
}

TEST_CASE("reading has eight forms, of the account and of others") {
    api::updateReadHistoryInbox inbox{};
    inbox.peer = user_peer(5);
    inbox.max_id = 9;
    inbox.still_unread_count = 2;
    inbox.top_msg_id = 4;
    const history_read own{std::move(inbox)};
    CHECK(own.chat_id() == 5);
    CHECK_FALSE(own.outbox());
    CHECK(own.max_id() == 9);
    CHECK(own.unread_count() == 2);
    CHECK(own.topic_id() == 4);

    api::updateReadHistoryOutbox outbox{};
    outbox.peer = user_peer(5);
    outbox.max_id = 10;
    const history_read theirs{std::move(outbox)};
    CHECK(theirs.outbox());
    CHECK(theirs.max_id() == 10);
    CHECK_FALSE(theirs.unread_count());

    api::updateReadChannelInbox channel_inbox{};
    channel_inbox.channel_id = 7;
    channel_inbox.max_id = 11;
    CHECK(history_read{channel_inbox}.chat_id() == -1'000'000'000'007);
    CHECK(history_read{channel_inbox}.max_id() == 11);

    api::updateReadChannelDiscussionOutbox thread{};
    thread.channel_id = 7;
    thread.top_msg_id = 3;
    thread.read_max_id = 12;
    const history_read comments{std::move(thread)};
    CHECK(comments.outbox());
    CHECK(comments.topic_id() == 3);
    CHECK(comments.max_id() == 12);

    api::updateReadMonoForumOutbox direct{};
    direct.channel_id = 8;
    direct.read_max_id = 13;
    const history_read to_channel{std::move(direct)};
    CHECK(to_channel.outbox());
    CHECK(to_channel.chat_id() == -1'000'000'000'008);
    CHECK(to_channel.max_id() == 13);
    CHECK(history_read{api::updateReadChannelOutbox{}}.outbox());
    CHECK_FALSE(history_read{api::updateReadChannelDiscussionInbox{}}.outbox());
    CHECK_FALSE(history_read{api::updateReadMonoForumInbox{}}.outbox());
}

TEST_CASE("a join request names one user for a bot, and the latest ones for a user") {
    api::updateBotChatInviteRequester asked{};
    asked.peer = channel(7);
    asked.user_id = 5;
    asked.about = "a cat";
    api::chatInviteExported link{};
    link.link = "https://t.me/+x";
    asked.invite = link;
    const join_request one{std::move(asked)};
    CHECK(one.chat_id() == -1'000'000'000'007);
    CHECK(one.user_id() == 5);
    CHECK(one.about() == "a cat");
    CHECK(one.invite()->link == "https://t.me/+x");
    CHECK_FALSE(one.pending());

    api::updatePendingJoinRequests several{};
    several.peer = channel(7);
    several.requests_pending = 9;
    several.recent_requesters = {6, 5};
    const join_request many{std::move(several)};
    CHECK(many.user_id() == 6);
    CHECK(many.user_ids().size() == 2);
    CHECK(many.pending() == 9);
    CHECK(many.about().empty());
    CHECK(many.invite() == nullptr);
    CHECK(join_request{api::updatePendingJoinRequests{}}.user_id() == 0);
}

TEST_CASE("queries about payments show the payload, the price and the address") {
    api::updateBotPrecheckoutQuery asked{};
    asked.query_id = 4;
    asked.user_id = 5;
    asked.payload = tl::bytes{std::string_view{"order 1"}};
    asked.currency = "EUR";
    asked.total_amount = 250;
    const pre_checkout_query query{std::move(asked)};
    CHECK(query.id() == 4);
    CHECK(query.user_id() == 5);
    CHECK(query.payload() == "order 1");
    CHECK(query.currency() == "EUR");
    CHECK(query.total_amount() == 250);
    CHECK(query.shipping_option().empty());
    CHECK(query.info() == nullptr);

    api::updateBotShippingQuery shipped{};
    shipped.shipping_address.city = "Rome";
    CHECK(shipping_query{std::move(shipped)}.address().city == "Rome");
}

TEST_CASE("a service message about a payment tells what was paid, to the bot and to the user") {
    api::messageActionPaymentSentMe received{};
    received.recurring_init = true;
    received.currency = "XTR";
    received.total_amount = 50;
    received.payload = tl::bytes{std::string_view{"order 1"}};
    received.charge.id = "charge 1";
    received.charge.provider_charge_id = "provider's 1";
    received.shipping_option_id = "post";
    received.info.emplace();
    received.info->name = "Ann";
    received.subscription_until_date = 100;
    api::messageService to_bot{};
    to_bot.action = std::move(received);
    const message told{std::move(to_bot)};
    const auto paid = told.payment();
    REQUIRE(paid);
    CHECK(paid->currency == "XTR");
    CHECK(paid->total_amount == 50);
    CHECK(paid->payload == "order 1");
    CHECK(paid->charge_id == "charge 1");
    CHECK(paid->provider_charge_id == "provider's 1");
    CHECK(paid->shipping_option == "post");
    CHECK(paid->info->name->view() == "Ann");
    CHECK(paid->first_of_subscription);
    CHECK_FALSE(paid->renews_subscription);
    CHECK(unix_seconds(paid->paid_until.value()) == 100);
    CHECK_FALSE(told.refunded_payment());

    api::messageActionPaymentSent sent{};
    sent.recurring_used = true;
    sent.currency = "EUR";
    sent.total_amount = 250;
    sent.invoice_slug = "abc";
    api::messageService to_user{};
    to_user.action = std::move(sent);
    const message copy{std::move(to_user)};
    const auto spent = copy.payment();
    REQUIRE(spent);
    CHECK(spent->total_amount == 250);
    CHECK(spent->invoice == "abc");
    CHECK(spent->renews_subscription);
    CHECK(spent->charge_id.empty());
    CHECK_FALSE(spent->paid_until);

    api::messageActionPaymentRefunded refunded{};
    refunded.peer = user_peer(5);
    refunded.currency = "XTR";
    refunded.total_amount = 50;
    refunded.payload = tl::bytes{std::string_view{"order 1"}};
    refunded.charge.id = "charge 1";
    api::messageService about_refund{};
    about_refund.action = std::move(refunded);
    const message returned{std::move(about_refund)};
    const auto back = returned.refunded_payment();
    REQUIRE(back);
    CHECK(back->payer_id == 5);
    CHECK(back->total_amount == 50);
    CHECK(back->payload == "order 1");
    CHECK(back->charge_id == "charge 1");
    CHECK_FALSE(returned.payment());
    CHECK_FALSE(message{}.payment());
}

TEST_CASE("the events of bots name their users, chats and texts") {
    api::updateBotStopped stopped{};
    stopped.user_id = 5;
    stopped.stopped = true;
    CHECK(bot_stopped{stopped}.stopped());
    CHECK(bot_stopped{stopped}.chat_id() == 5);

    api::updateBotPurchasedPaidMedia bought{};
    bought.user_id = 5;
    bought.payload = "photo 1";
    CHECK(purchased_media{bought}.payload() == "photo 1");
    CHECK(purchased_media{bought}.user_id() == 5);

    api::updateBotChatBoost boosted{};
    boosted.peer = channel(7);
    boosted.boost.user_id = 5;
    boosted.boost.multiplier = 4;
    CHECK(chat_boost{boosted}.chat_id() == -1'000'000'000'007);
    CHECK(chat_boost{boosted}.user_id() == 5);
    CHECK(chat_boost{boosted}.count() == 4);
    CHECK(chat_boost{api::updateBotChatBoost{}}.user_id() == 0);

    api::updateBotBusinessConnect connected{};
    connected.connection.connection_id = "shop";
    connected.connection.user_id = 5;
    connected.connection.rights.emplace();
    connected.connection.rights->reply = true;
    CHECK(business_connection{connected}.id() == "shop");
    CHECK(business_connection{connected}.can_reply());
    connected.connection.disabled = true;
    CHECK_FALSE(business_connection{connected}.can_reply());
}

TEST_CASE("a story's update tells whether it is there, skipped or gone") {
    api::updateStory posted{};
    posted.peer = user_peer(5);
    api::storyItem whole{};
    whole.id = 3;
    whole.caption = "sunrise";
    posted.story = whole;
    const story_update event{std::move(posted)};
    CHECK(event.chat_id() == 5);
    CHECK(event.story_id() == 3);
    CHECK(event.caption() == "sunrise");
    CHECK_FALSE(event.deleted());

    api::updateStory removed{};
    removed.story = api::storyItemDeleted{.id = 4};
    const story_update gone{std::move(removed)};
    CHECK(gone.deleted());
    CHECK(gone.story_id() == 4);
    CHECK(gone.story() == nullptr);
}

TEST_CASE("the name of an event's user is the one that came along, else the one seen last") {
    api::updateBotStopped stopped{};
    stopped.user_id = 5;
    const auto along =
        std::make_shared<peer_map_of<tl::vector<api::User>>>(tl::vector<api::User>{});
    api::user alice{};
    alice.id = 5;
    alice.first_name = "Alice";
    along->kept.push_back(alice);
    along->users = &along->kept;
    peer_cache recent;
    recent.note_name(5, "Alicia");
    self_info me{};
    me.access.recent = &recent;

    CHECK(bot_stopped(along, stopped, &me).user_name() == "Alice");
    CHECK(bot_stopped(stopped, &me).user_name() == "Alicia");
    CHECK(bot_stopped(stopped).user_name().empty());
}

TEST_CASE("an album has the first caption, and stands for its first message") {
    const auto member = [](std::int32_t id, std::string caption) {
        api::message raw{};
        raw.id = id;
        raw.peer_id = user_peer(5);
        raw.grouped_id = 77;
        raw.message = caption;
        return message{std::move(raw)};
    };
    std::vector<message> members;
    members.push_back(member(1, ""));
    members.push_back(member(2, "the sea"));
    const album all{std::move(members)};

    CHECK(all.size() == 2);
    CHECK(all.id() == 77);
    CHECK(all.text() == "the sea");
    CHECK(all.chat_id() == 5);
    CHECK(all[1].id() == 2);
    const message& first = all;
    CHECK(first.id() == 1);
}

TEST_CASE("ids that Telegram does not give name no user and no chat of an event") {
    for (const auto id : {INT64_MIN, std::int64_t{-5}, std::int64_t{0}}) {
        CHECK(bot_stopped{api::updateBotStopped{.user_id = id}}.user_id() == 0);
        CHECK(history_read{api::updateReadChannelOutbox{.channel_id = id}}.chat_id() == 0);
        CHECK(typing{api::updateChatUserTyping{.chat_id = id}}.chat_id() == 0);
        CHECK(chat_member_updated{api::updateChannelParticipant{.channel_id = id}}.chat_id() == 0);
    }
}
