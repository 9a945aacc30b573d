// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "messages.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
namespace is = awaitgram::filters;

TEST_CASE("users come by being added, by a link and by a request; the filter yields all of them") {
    api::messageActionChatAddUser added{};
    added.users = {11, 12};
    using ids = std::vector<std::int64_t>;

    CHECK(is::new_chat_members(serving(added)) == ids{11, 12});
    CHECK(is::new_chat_members(serving(api::messageActionChatJoinedByLink{})) == ids{5});
    CHECK(is::new_chat_members(serving(api::messageActionChatJoinedByRequest{})) == ids{5});
    CHECK_FALSE(is::new_chat_members(serving(api::messageActionPinMessage{})));
    CHECK_FALSE(is::new_chat_members(message{raw_message("hi")}));
}

TEST_CASE("a user who was removed did not leave") {
    const auto left = serving(api::messageActionChatDeleteUser{.user_id = 5});
    const auto removed = serving(api::messageActionChatDeleteUser{.user_id = 6});

    CHECK(is::left_chat_member(left) == std::int64_t{5});
    CHECK_FALSE(is::left_chat_member(removed));
    CHECK(is::removed_chat_member(removed) == std::int64_t{6});
    CHECK_FALSE(is::removed_chat_member(left));
}

TEST_CASE("a supergroup and a channel are created by the same action") {
    auto raw = raw_service(api::messageActionChannelCreate{});
    const message supergroup{raw};
    raw.post = true;
    const message channel{raw};

    CHECK(is::supergroup_chat_created(supergroup));
    CHECK_FALSE(is::supergroup_chat_created(channel));
    CHECK(is::channel_chat_created(channel));
    CHECK_FALSE(is::channel_chat_created(supergroup));
    CHECK_FALSE(is::group_chat_created(supergroup));
    CHECK(is::group_chat_created(serving(api::messageActionChatCreate{})));
}

TEST_CASE("a group that became a supergroup names the other chat, as in the Bot API") {
    const auto old_chat = serving(api::messageActionChatMigrateTo{.channel_id = 9});
    api::messageActionChannelMigrateFrom moved{};
    moved.chat_id = 3;
    const auto new_chat = serving(moved);

    CHECK(is::migrate_to_chat_id(old_chat) == std::int64_t{-1'000'000'000'009});
    CHECK_FALSE(is::migrate_to_chat_id(new_chat));
    CHECK(is::migrate_from_chat_id(new_chat) == std::int64_t{-3});
    CHECK_FALSE(is::migrate_from_chat_id(old_chat));
}

TEST_CASE("a pinned message is named by the header, which is missing when it was deleted") {
    auto raw = raw_service(api::messageActionPinMessage{});
    const message deleted{raw};
    api::messageReplyHeader header{};
    header.reply_to_msg_id = 40;
    raw.reply_to = header;
    const message pinned{raw};

    CHECK(is::pinned_message(pinned) == 40);
    CHECK(is::pinned_message(deleted) == 0);
    CHECK_FALSE(is::pinned_message(serving(api::messageActionChatDeletePhoto{})));
}

TEST_CASE("a video chat has ended when its duration is known") {
    api::messageActionGroupCall call{};
    const auto started = serving(call);
    call.duration = 60;
    const auto ended = serving(call);

    CHECK(is::video_chat_started(started));
    CHECK_FALSE(is::video_chat_started(ended));
    CHECK(is::video_chat_ended(ended));
    CHECK_FALSE(is::video_chat_ended(started));
}

TEST_CASE("service messages have the filters of their actions, and lack texts and media") {
    const message plain{raw_message("hi")};
    const auto check = [&plain](const auto& filter, api::MessageAction action) {
        CHECK(filter(serving(std::move(action))));
        CHECK_FALSE(filter(serving(api::messageActionScreenshotTaken{})));
        CHECK_FALSE(filter(plain));
    };
    check(is::new_chat_photo, api::messageActionChatEditPhoto{});
    check(is::delete_chat_photo, api::messageActionChatDeletePhoto{});
    check(is::video_chat_members_invited, api::messageActionInviteToGroupCall{});
    check(is::refunded_payment, api::messageActionPaymentRefunded{});
    check(is::requested_chats, api::messageActionRequestedPeer{});
    check(is::requested_chats, api::messageActionRequestedPeerSentMe{});
    check(is::gift_code, api::messageActionGiftCode{});
    check(is::star_gift, api::messageActionStarGift{});
    check(is::star_gift, api::messageActionStarGiftUnique{});
    check(is::game_high_score, api::messageActionGameScore{});
    check(is::topic_created, api::messageActionTopicCreate{});
    check(is::topic_edited, api::messageActionTopicEdit{});
    check(is::successful_payment, api::messageActionPaymentSentMe{});
    check(is::web_app_data, api::messageActionWebViewDataSentMe{});

    const auto titled = serving(api::messageActionChatEditTitle{.title = "Cats"});
    CHECK(is::new_chat_title(titled) == std::string_view{"Cats"});
    CHECK_FALSE(is::new_chat_title(plain));
    CHECK(is::service(titled));
    CHECK_FALSE(is::service(plain));
    CHECK_FALSE(is::text(titled));
    CHECK_FALSE(is::media(titled));
    CHECK_FALSE(is::reply(titled));
    CHECK(
        (*is::action<api::messageActionGameScore>(serving(api::messageActionGameScore{.score = 9})))
            ->score == 9
    );
}
