// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/bots.hpp>
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/langpack.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <cstdint>
#include <span>

// Questions of complete clients, mostly when they start, about things that do not exist here: each has one fixed answer.

namespace awaitgram::testing {

/// A method whose answer does not depend on its arguments.
struct fixed_answer {
    std::uint32_t method;
    bool for_bots;
    byte_buffer (*encoded)();
};

/// The answer is `Value` without content: lists are empty, numbers 0, texts empty.
template <tl::function Method, class Value>
[[nodiscard]] constexpr fixed_answer empty_answer(bool for_bots = false) {
    return {
        Method::tl_id, for_bots, [] { return tl::encoded(typename Method::tl_result{Value{}}); }};
}

/// The answer is yes, or no.
template <tl::function Method, bool Answer = true>
[[nodiscard]] constexpr fixed_answer yes(bool for_bots = false) {
    return {Method::tl_id, for_bots, [] { return tl::encoded(Answer); }};
}

[[nodiscard]] inline std::span<const fixed_answer> fixed_answers() {
    namespace of_account = api::account;
    namespace of_contacts = api::contacts;
    namespace of_help = api::help;
    namespace of_messages = api::messages;
    static constexpr fixed_answer all[]{
        empty_answer<of_messages::getSavedGifs, of_messages::savedGifs>(),
        empty_answer<of_messages::getRecentStickers, of_messages::recentStickers>(),
        empty_answer<of_messages::getFavedStickers, of_messages::favedStickers>(),
        empty_answer<of_messages::getFeaturedStickers, of_messages::featuredStickers>(),
        empty_answer<of_messages::getFeaturedEmojiStickers, of_messages::featuredStickers>(),
        empty_answer<of_messages::getArchivedStickers, of_messages::archivedStickers>(),
        empty_answer<of_messages::getStickers, of_messages::stickers>(),
        empty_answer<of_messages::getTopReactions, of_messages::reactions>(),
        empty_answer<of_messages::getRecentReactions, of_messages::reactions>(),
        empty_answer<of_messages::getDefaultTagReactions, of_messages::reactions>(),
        empty_answer<of_messages::getSavedReactionTags, of_messages::savedReactionTags>(),
        empty_answer<of_messages::getQuickReplies, of_messages::quickReplies>(),
        empty_answer<of_messages::getEmojiGroups, of_messages::emojiGroups>(),
        empty_answer<of_messages::getEmojiStatusGroups, of_messages::emojiGroups>(),
        empty_answer<of_messages::getSavedDialogs, of_messages::savedDialogs>(),
        empty_answer<of_messages::getPinnedSavedDialogs, of_messages::savedDialogs>(),
        empty_answer<of_messages::getSponsoredMessages, of_messages::sponsoredMessagesEmpty>(),
        empty_answer<of_messages::getDefaultHistoryTTL, api::defaultHistoryTTL>(),
        empty_answer<of_messages::getEmojiKeywordsDifference, api::emojiKeywordsDifference>(),
        empty_answer<of_messages::getEmojiKeywordsLanguages, tl::vector<api::emojiLanguage>>(),
        empty_answer<
            of_messages::getSuggestedDialogFilters,
            tl::vector<api::dialogFilterSuggested>>(),
        empty_answer<of_messages::getDialogUnreadMarks, tl::vector<api::DialogPeer>>(),
        empty_answer<of_messages::receivedQueue, tl::vector<std::int64_t>>(true),
        empty_answer<of_contacts::getBirthdays, of_contacts::contactBirthdays>(),
        empty_answer<of_contacts::getStatuses, tl::vector<api::contactStatus>>(),
        empty_answer<of_contacts::getSponsoredPeers, of_contacts::sponsoredPeersEmpty>(),
        empty_answer<of_account::getGlobalPrivacySettings, api::globalPrivacySettings>(),
        empty_answer<of_account::getDefaultEmojiStatuses, of_account::emojiStatuses>(),
        empty_answer<of_account::getRecentEmojiStatuses, of_account::emojiStatuses>(),
        empty_answer<of_account::getChannelDefaultEmojiStatuses, of_account::emojiStatuses>(),
        empty_answer<of_account::getCollectibleEmojiStatuses, of_account::emojiStatuses>(),
        empty_answer<of_account::getDefaultBackgroundEmojis, api::emojiList>(),
        empty_answer<of_account::getDefaultProfilePhotoEmojis, api::emojiList>(),
        empty_answer<of_account::getDefaultGroupPhotoEmojis, api::emojiList>(),
        empty_answer<of_account::getThemes, of_account::themes>(),
        empty_answer<of_account::getWallPapers, of_account::wallPapers>(),
        empty_answer<of_account::getSavedRingtones, of_account::savedRingtones>(),
        empty_answer<of_account::getAutoSaveSettings, of_account::autoSaveSettings>(),
        empty_answer<of_account::getConnectedBots, of_account::connectedBots>(),
        empty_answer<of_account::getBusinessChatLinks, of_account::businessChatLinks>(),
        yes<of_account::getContactSignUpNotification, false>(),
        yes<of_account::registerDevice>(),
        yes<of_account::unregisterDevice>(),
        empty_answer<of_help::getTimezonesList, of_help::timezonesList>(),
        empty_answer<of_help::getCountriesList, of_help::countriesList>(),
        empty_answer<of_help::getCdnConfig, api::cdnConfig>(true),
        empty_answer<of_help::getInviteText, of_help::inviteText>(),
        empty_answer<of_help::getAppUpdate, of_help::noAppUpdate>(true),
        empty_answer<of_help::getRecentMeUrls, of_help::recentMeUrls>(),
        empty_answer<of_help::getDeepLinkInfo, of_help::deepLinkInfoEmpty>(),
        yes<of_help::setBotUpdatesStatus>(true),
        yes<of_help::saveAppLog>(true),
        yes<of_help::dismissSuggestion>(),
        empty_answer<api::langpack::getLanguages, tl::vector<api::langPackLanguage>>(true),
        empty_answer<api::langpack::getLangPack, api::langPackDifference>(true),
        empty_answer<api::langpack::getDifference, api::langPackDifference>(true),
        empty_answer<api::langpack::getStrings, tl::vector<api::LangPackString>>(true),
        empty_answer<api::channels::getChannelRecommendations, of_messages::chats>(),
        empty_answer<api::channels::getAdminedPublicChannels, of_messages::chats>(),
    };
    return all;
}

/// Updates without content, dated now.
template <class Method>
[[nodiscard]] api_reply no_updates(const api_call& call, const Method&) {
    api::updates_ none;
    none.date = call.date();
    return answer(api::Updates{std::move(none)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getPaidReactionPrivacy& query) {
    return no_updates(call, query);
}
[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::getNotifyExceptions& query) {
    return no_updates(call, query);
}

} // namespace awaitgram::testing
