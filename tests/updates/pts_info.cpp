// SPDX-License-Identifier: MIT
#include <awaitgram/updates/pts_info.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <set>
#include <string>
#include <string_view>
#include <utility>

using namespace awaitgram;
using namespace awaitgram::updates;

namespace {

api::message in(api::Peer chat) {
    api::message value{};
    value.peer_id = std::move(chat);
    return value;
}

} // namespace

TEST_CASE("a new message belongs to the common sequence") {
    api::updateNewMessage update{};
    update.message = in(api::peerUser{.user_id = 5});
    update.pts = 12;
    update.pts_count = 1;

    const auto place = pts_info(update);

    CHECK(place.sequence == common_sequence);
    CHECK(place.number == 12);
    CHECK(place.count == 1);
}

TEST_CASE("a channel's message belongs to the channel's sequence") {
    api::updateNewChannelMessage update{};
    update.message = in(api::peerChannel{.channel_id = 77});
    update.pts = 12;
    update.pts_count = 2;

    const auto place = pts_info(update);

    CHECK(place.sequence == 77);
    CHECK(place.number == 12);
    CHECK(place.count == 2);
}

TEST_CASE("a channel update without its channel is unordered") {
    api::updateNewChannelMessage update{};
    update.message = api::messageEmpty{};
    update.pts = 12;

    CHECK(pts_info(update).number == 0);
}

TEST_CASE("reading a channel has count 0") {
    const auto place = pts_info(api::updateReadChannelInbox{.channel_id = 7, .pts = 9});

    CHECK(place.sequence == 7);
    CHECK(place.number == 9);
    CHECK(place.count == 0);
}

TEST_CASE("updates of bots belong to the secondary sequence") {
    CHECK(pts_info(api::updateBotStopped{.qts = 3}).sequence == secondary_sequence);

    api::updateBotDeleteBusinessMessage deleted{};
    deleted.messages = {1, 2, 3};
    deleted.qts = 9;
    CHECK(pts_info(deleted).count == 3);
}

namespace {

struct update_of_a_later_layer {
    std::int32_t pts = 0;
    std::int32_t pts_count = 0;
    std::int64_t channel_id = 0;
};
struct bot_update_of_a_later_layer {
    std::int32_t qts = 0;
};
struct unordered_update_of_a_later_layer {
    tl::opt<std::int32_t> pts{};
    std::int64_t channel_id = 0;
};

/// Names of the updates that have a place.
template <class... Updates>
struct placed {
    static std::set<std::string> names() {
        std::set<std::string> all;
        const auto add = [&]<class U>(const U&) {
            if (updates::detail::numbered<U> || updates::detail::numbered_for_bots<U> ||
                std::same_as<U, api::updateReadChannelInbox>)
                all.insert(std::string{U::tl_line}.substr(0, std::string_view{U::tl_line}.find('#'))
                );
        };
        (add(Updates{}), ...);
        return all;
    }
};

} // namespace

TEST_CASE("an update of a later layer is placed by its fields") {
    const auto channel = updates::detail::place_of(update_of_a_later_layer{5, 1, 7});
    CHECK(channel.sequence == 7);
    CHECK(channel.number == 5);
    CHECK(updates::detail::place_of(bot_update_of_a_later_layer{5}).sequence == secondary_sequence);
    CHECK(updates::detail::place_of(unordered_update_of_a_later_layer{5, 7}).number == 0);
}

TEST_CASE("the updates with places are those of the documentation") {
    CHECK(
        api::Update::tl_constructors<placed>::names() ==
        std::set<std::string>{
            "updateNewMessage",
            "updateDeleteMessages",
            "updateReadHistoryInbox",
            "updateReadHistoryOutbox",
            "updateWebPage",
            "updateReadMessagesContents",
            "updateEditMessage",
            "updateFolderPeers",
            "updatePinnedMessages",
            "updateNewChannelMessage",
            "updateEditChannelMessage",
            "updateReadChannelInbox",
            "updateDeleteChannelMessages",
            "updateChannelWebPage",
            "updatePinnedChannelMessages",
            "updateNewEncryptedMessage",
            "updateMessagePollVote",
            "updateChatParticipant",
            "updateChannelParticipant",
            "updateBotStopped",
            "updateBotChatInviteRequester",
            "updateBotChatBoost",
            "updateBotMessageReaction",
            "updateBotMessageReactions",
            "updateBotBusinessConnect",
            "updateBotNewBusinessMessage",
            "updateBotEditBusinessMessage",
            "updateBotDeleteBusinessMessage",
            "updateBotPurchasedPaidMedia",
            "updateManagedBot",
            "updateBotGuestChatQuery",
        }
    );
}

TEST_CASE("other updates have no number") {
    CHECK(pts_info(api::updateUserTyping{}).number == 0);
    CHECK(pts_info(api::Update{}).number == 0);
}
