// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/testing/server/api/account.hpp>
#include <awaitgram/testing/server/api/albums.hpp>
#include <awaitgram/testing/server/api/auth.hpp>
#include <awaitgram/testing/server/api/bots.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/callbacks.hpp>
#include <awaitgram/testing/server/api/cdn.hpp>
#include <awaitgram/testing/server/api/channels.hpp>
#include <awaitgram/testing/server/api/chat_list.hpp>
#include <awaitgram/testing/server/api/chat_settings.hpp>
#include <awaitgram/testing/server/api/chats.hpp>
#include <awaitgram/testing/server/api/contacts.hpp>
#include <awaitgram/testing/server/api/dialogs.hpp>
#include <awaitgram/testing/server/api/empty_answers.hpp>
#include <awaitgram/testing/server/api/event_log.hpp>
#include <awaitgram/testing/server/api/files.hpp>
#include <awaitgram/testing/server/api/forwarding.hpp>
#include <awaitgram/testing/server/api/games.hpp>
#include <awaitgram/testing/server/api/help.hpp>
#include <awaitgram/testing/server/api/inline.hpp>
#include <awaitgram/testing/server/api/invites.hpp>
#include <awaitgram/testing/server/api/known_method.hpp>
#include <awaitgram/testing/server/api/login_tokens.hpp>
#include <awaitgram/testing/server/api/marks.hpp>
#include <awaitgram/testing/server/api/messages.hpp>
#include <awaitgram/testing/server/api/method_names.hpp>
#include <awaitgram/testing/server/api/methods.hpp>
#include <awaitgram/testing/server/api/participants.hpp>
#include <awaitgram/testing/server/api/password.hpp>
#include <awaitgram/testing/server/api/photos.hpp>
#include <awaitgram/testing/server/api/pinning.hpp>
#include <awaitgram/testing/server/api/scheduling.hpp>
#include <awaitgram/testing/server/api/searching.hpp>
#include <awaitgram/testing/server/api/startup.hpp>
#include <awaitgram/testing/server/api/takeout.hpp>
#include <awaitgram/testing/server/api/topics.hpp>
#include <awaitgram/testing/server/api/transfer.hpp>
#include <awaitgram/testing/server/api/unread.hpp>
#include <awaitgram/testing/server/api/updates.hpp>
#include <awaitgram/testing/server/api/users.hpp>

#include <span>

namespace awaitgram::testing {

// To support a method: its `handle` in the file of its subject, and its row here or in api_extras.hpp.
AWAITGRAM_DECL api_reply call_api(api_call& call, const tl::frame& query) {
    using enum allowed;
    static constexpr known_method methods[]{
        method_for<api::help::getConfig>(anyone),
        method_for<api::help::getNearestDc>(anyone),
        method_for<api::help::getAppConfig>(anyone),
        method_for<api::auth::sendCode>(anyone),
        method_for<api::auth::signIn>(anyone),
        method_for<api::auth::signUp>(anyone),
        method_for<api::auth::importBotAuthorization>(anyone),
        method_for<api::auth::resendCode>(anyone),
        method_for<api::auth::cancelCode>(anyone),
        method_for<api::auth::resetLoginEmail>(anyone),
        method_for<api::account::sendVerifyEmailCode>(anyone),
        method_for<api::account::verifyEmail>(anyone),
        method_for<api::auth::exportAuthorization>(users_and_bots),
        method_for<api::auth::importAuthorization>(anyone),
        method_for<api::auth::exportLoginToken>(anyone),
        method_for<api::auth::importLoginToken>(anyone),
        method_for<api::auth::acceptLoginToken>(users),
        method_for<api::auth::checkPassword>(nearly_signed_in),
        method_for<api::auth::requestPasswordRecovery>(nearly_signed_in),
        method_for<api::auth::checkRecoveryPassword>(nearly_signed_in),
        method_for<api::auth::recoverPassword>(nearly_signed_in),
        method_for<api::account::getPassword>(nearly_signed_in),
        method_for<api::account::getPasswordSettings>(users),
        method_for<api::account::updatePasswordSettings>(users),
        method_for<api::account::confirmPasswordEmail>(users),
        method_for<api::account::resendPasswordEmail>(users),
        method_for<api::account::cancelPasswordEmail>(users),
        method_for<api::account::resetPassword>(users),
        method_for<api::account::declinePasswordReset>(users),
        method_for<api::auth::logOut>(users_and_bots),
        method_for<api::account::updateStatus>(users),
        method_for<api::account::updateProfile>(users),
        method_for<api::account::checkUsername>(users),
        method_for<api::account::updateUsername>(users),
        method_for<api::account::updateBirthday>(users),
        method_for<api::account::updateEmojiStatus>(users),
        method_for<api::account::getAccountTTL>(users),
        method_for<api::account::setAccountTTL>(users),
        method_for<api::account::getAuthorizations>(users),
        method_for<api::account::resetAuthorization>(users),
        method_for<api::auth::resetAuthorizations>(users),
        method_for<api::account::setAuthorizationTTL>(users),
        method_for<api::account::changeAuthorizationSettings>(users),
        method_for<api::account::getPrivacy>(users),
        method_for<api::account::setPrivacy>(users),
        method_for<api::users::getUsers>(users_and_bots),
        method_for<api::users::getFullUser>(users_and_bots),
        method_for<api::contacts::resolveUsername>(users_and_bots),
        method_for<api::messages::sendMessage>(users_and_bots),
        method_for<api::messages::setTyping>(users_and_bots),
        method_for<api::messages::readHistory>(users),
        method_for<api::messages::getHistory>(users),
        method_for<api::messages::getUnreadMentions>(users),
        method_for<api::messages::getUnreadReactions>(users),
        method_for<api::messages::readMentions>(users),
        method_for<api::messages::readReactions>(users),
        method_for<api::messages::readDiscussion>(users),
        method_for<api::messages::readMessageContents>(users_and_bots),
        method_for<api::channels::readMessageContents>(users),
        method_for<api::messages::getMessageReactionsList>(users),
        method_for<api::messages::getPollVotes>(users),
        method_for<api::messages::getMessagesViews>(users),
        method_for<api::messages::clearAllDrafts>(users),
        method_for<api::channels::exportMessageLink>(users),
        method_for<api::channels::deleteHistory>(users),
        method_for<api::channels::deleteParticipantHistory>(users),
        method_for<api::messages::getScheduledHistory>(users),
        method_for<api::messages::getScheduledMessages>(users),
        method_for<api::messages::sendScheduledMessages>(users),
        method_for<api::messages::deleteScheduledMessages>(users),
        method_for<api::messages::getDialogs>(users),
        method_for<api::messages::getPeerDialogs>(users),
        method_for<api::messages::forwardMessages>(users_and_bots),
        method_for<api::messages::sendMedia>(users_and_bots),
        method_for<api::messages::sendMultiMedia>(users_and_bots),
        method_for<api::messages::uploadMedia>(users_and_bots),
        method_for<api::upload::saveFilePart>(users_and_bots),
        method_for<api::upload::saveBigFilePart>(users_and_bots),
        method_for<api::upload::getFile>(users_and_bots),
        method_for<api::upload::getFileHashes>(users_and_bots),
        method_for<api::help::getCdnConfig>(anyone),
        method_for<api::upload::getCdnFile>(anyone),
        method_for<api::upload::reuploadCdnFile>(users_and_bots),
        method_for<api::upload::getCdnFileHashes>(users_and_bots),
        method_for<api::photos::uploadProfilePhoto>(users_and_bots),
        method_for<api::photos::updateProfilePhoto>(users_and_bots),
        method_for<api::photos::deletePhotos>(users),
        method_for<api::photos::getUserPhotos>(users_and_bots),
        method_for<api::messages::editChatPhoto>(users_and_bots),
        method_for<api::channels::editPhoto>(users_and_bots),
        method_for<api::messages::editMessage>(users_and_bots),
        method_for<api::messages::deleteMessages>(users_and_bots),
        method_for<api::messages::getMessages>(users_and_bots),
        method_for<api::messages::updatePinnedMessage>(users_and_bots),
        method_for<api::messages::unpinAllMessages>(users_and_bots),
        method_for<api::messages::sendReaction>(users_and_bots),
        method_for<api::messages::exportChatInvite>(users_and_bots),
        method_for<api::messages::hideChatJoinRequest>(users_and_bots),
        method_for<api::messages::deleteChatUser>(users_and_bots),
        method_for<api::messages::editChatTitle>(users_and_bots),
        method_for<api::messages::editChatAbout>(users_and_bots),
        method_for<api::messages::editChatDefaultBannedRights>(users_and_bots),
        method_for<api::messages::getFullChat>(users_and_bots),
        method_for<api::messages::getChats>(users_and_bots),
        method_for<api::messages::createForumTopic>(users_and_bots),
        method_for<api::messages::editForumTopic>(users_and_bots),
        method_for<api::messages::editExportedChatInvite>(users_and_bots),
        method_for<api::messages::createChat>(users),
        method_for<api::messages::addChatUser>(users),
        method_for<api::messages::editChatAdmin>(users),
        method_for<api::messages::migrateChat>(users),
        method_for<api::messages::deleteChat>(users),
        method_for<api::messages::search>(users),
        method_for<api::messages::searchGlobal>(users),
        method_for<api::messages::getReplies>(users),
        method_for<api::messages::getDiscussionMessage>(users),
        method_for<api::messages::deleteHistory>(users),
        method_for<api::messages::sendVote>(users),
        method_for<api::messages::getPollResults>(users),
        method_for<api::messages::getCommonChats>(users),
        method_for<api::messages::setGameScore>(bots),
        method_for<api::messages::getGameHighScores>(bots),
        method_for<api::messages::saveDraft>(users),
        method_for<api::messages::getMessagesReactions>(users),
        method_for<api::messages::importChatInvite>(users),
        method_for<api::messages::checkChatInvite>(users),
        method_for<api::messages::getExportedChatInvites>(users),
        method_for<api::messages::getChatInviteImporters>(users),
        method_for<api::messages::hideAllChatJoinRequests>(users),
        method_for<api::messages::getForumTopics>(users_and_bots),
        method_for<api::messages::getForumTopicsByID>(users_and_bots),
        method_for<api::messages::updatePinnedForumTopic>(users_and_bots),
        method_for<api::messages::deleteTopicHistory>(users_and_bots),
        method_for<api::messages::getExportedChatInvite>(users),
        method_for<api::messages::deleteExportedChatInvite>(users),
        method_for<api::messages::deleteRevokedExportedChatInvites>(users),
        method_for<api::messages::getAdminsWithInvites>(users),
        method_for<api::messages::getBotCallbackAnswer>(users),
        method_for<api::messages::getInlineBotResults>(users),
        method_for<api::messages::sendInlineBotResult>(users),
        method_for<api::messages::setBotCallbackAnswer>(bots),
        method_for<api::messages::setInlineBotResults>(bots),
        method_for<api::messages::editInlineBotMessage>(bots),
        method_for<api::folders::editPeerFolders>(users),
        method_for<api::messages::toggleDialogPin>(users),
        method_for<api::messages::markDialogUnread>(users),
        method_for<api::account::updateNotifySettings>(users),
        method_for<api::messages::updateDialogFilter>(users),
        method_for<api::messages::updateDialogFiltersOrder>(users),
        method_for<api::messages::editChatParticipantRank>(users_and_bots),
        method_for<api::messages::toggleNoForwards>(users),
        method_for<api::messages::setHistoryTTL>(users),
        method_for<api::messages::getOnlines>(users),
        method_for<api::messages::saveDefaultSendAs>(users),
        method_for<api::channels::getAdminLog>(users),
        method_for<api::channels::toggleSlowMode>(users),
        method_for<api::channels::updatePaidMessagesPrice>(users),
        method_for<api::channels::toggleJoinToSend>(users),
        method_for<api::channels::toggleJoinRequest>(users),
        method_for<api::channels::togglePreHistoryHidden>(users),
        method_for<api::channels::setDiscussionGroup>(users),
        method_for<api::channels::getSendAs>(users),
        method_for<api::channels::createChannel>(users),
        method_for<api::channels::inviteToChannel>(users),
        method_for<api::channels::joinChannel>(users),
        method_for<api::channels::updateUsername>(users),
        method_for<api::channels::toggleForum>(users),
        method_for<api::channels::deleteChannel>(users),
        method_for<api::channels::readHistory>(users),
        method_for<api::channels::leaveChannel>(users_and_bots),
        method_for<api::channels::editBanned>(users_and_bots),
        method_for<api::channels::editAdmin>(users_and_bots),
        method_for<api::channels::editTitle>(users_and_bots),
        method_for<api::channels::getChannels>(users_and_bots),
        method_for<api::channels::getFullChannel>(users_and_bots),
        method_for<api::channels::getParticipants>(users_and_bots),
        method_for<api::channels::getParticipant>(users_and_bots),
        method_for<api::channels::getMessages>(users_and_bots),
        method_for<api::channels::deleteMessages>(users_and_bots),
        method_for<api::channels::createForumTopic>(users_and_bots),
        method_for<api::contacts::resolvePhone>(users),
        method_for<api::contacts::getContacts>(users),
        method_for<api::contacts::addContact>(users),
        method_for<api::contacts::deleteContacts>(users),
        method_for<api::contacts::importContacts>(users),
        method_for<api::contacts::updateContactNote>(users),
        method_for<api::contacts::search>(users),
        method_for<api::contacts::block>(users),
        method_for<api::contacts::unblock>(users),
        method_for<api::contacts::getBlocked>(users),
        method_for<api::messages::getPinnedDialogs>(users),
        method_for<api::messages::getDialogFilters>(users),
        method_for<api::messages::getAttachMenuBots>(users),
        method_for<api::messages::getAvailableReactions>(users),
        method_for<api::messages::getAvailableEffects>(users),
        method_for<api::account::getNotifySettings>(users),
        method_for<api::account::getReactionsNotifySettings>(users),
        method_for<api::account::getChatThemes>(users),
        method_for<api::account::getWebBrowserSettings>(users),
        method_for<api::account::getContentSettings>(users),
        method_for<api::account::getSavedMusicIds>(users),
        method_for<api::help::getPeerColors>(users),
        method_for<api::help::getPeerProfileColors>(users),
        method_for<api::help::getPromoData>(users),
        method_for<api::messages::sendWebViewResultMessage>(bots),
        method_for<api::messages::startBot>(users),
        method_for<api::account::initTakeoutSession>(users),
        method_for<api::account::finishTakeoutSession>(users),
        method_for<api::contacts::getSaved>(users),
        method_for<api::help::getTermsOfServiceUpdate>(users),
        method_for<api::contacts::getTopPeers>(users),
        method_for<api::aicompose::getTones>(users),
        method_for<api::messages::getPaidReactionPrivacy>(users),
        method_for<api::messages::getAllDrafts>(users),
        method_for<api::account::getNotifyExceptions>(users),
        method_for<api::updates::getState>(users_and_bots),
        method_for<api::updates::getDifference>(users_and_bots),
        method_for<api::updates::getChannelDifference>(users_and_bots),
    };
    const auto constructor = mtproto::detail::constructor_of(query.bytes());
    if (!call.login.initialised && !at_cdn(call))
        return refuse(400, "CONNECTION_NOT_INITED");
    if (auto refused = refusal_at_cdn(call, constructor))
        return *std::move(refused);
    if (auto refused = refusal_away_from_home(call, constructor))
        return *std::move(refused);
    for (const auto some : {std::span<const known_method>{methods}, methods_of_extras()})
        for (const auto& method : some)
            if (method.id == constructor)
                return method.call(call, query, method.to);
    for (const auto& fixed : fixed_answers())
        if (fixed.method == constructor) {
            if (auto refused = refusal_of_caller(call, fixed.for_bots ? users_and_bots : users))
                return *std::move(refused);
            return fixed.encoded();
        }
    return refuse(400, "METHOD_NOT_SUPPORTED_" + name_of_method(constructor));
}

} // namespace awaitgram::testing
