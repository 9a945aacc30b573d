// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/aicompose.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>

// Questions of complete clients such as TDLib when they start, about things that do not exist here: the answers are empty.

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call&, const api::messages::getAttachMenuBots&) {
    return answer(api::AttachMenuBots{api::attachMenuBots{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::messages::getAvailableReactions&) {
    return answer(api::messages::AvailableReactions{api::messages::availableReactions{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::messages::getAvailableEffects&) {
    return answer(api::messages::AvailableEffects{api::messages::availableEffects{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::account::getNotifySettings&) {
    return answer(api::peerNotifySettings{});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::account::getReactionsNotifySettings&) {
    api::reactionsNotifySettings settings;
    settings.sound = api::notificationSoundDefault{};
    return answer(settings);
}

[[nodiscard]] inline api_reply handle(api_call&, const api::account::getChatThemes&) {
    return answer(api::account::Themes{api::account::themes{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::account::getWebBrowserSettings&) {
    return answer(api::account::WebBrowserSettings{api::account::webBrowserSettings{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::account::getContentSettings&) {
    return answer(api::account::contentSettings{});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::account::getSavedMusicIds&) {
    return answer(api::account::SavedMusicIds{api::account::savedMusicIds{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::help::getPeerColors&) {
    return answer(api::help::PeerColors{api::help::peerColors{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::help::getPeerProfileColors&) {
    return answer(api::help::PeerColors{api::help::peerColors{}});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::help::getPromoData&) {
    api::help::promoDataEmpty none;
    none.expires = call.date() + 3600;
    return answer(api::help::PromoData{none});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::help::getTermsOfServiceUpdate&) {
    api::help::termsOfServiceUpdateEmpty none;
    none.expires = call.date() + 3600;
    return answer(api::help::TermsOfServiceUpdate{none});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::contacts::getTopPeers&) {
    return answer(api::contacts::TopPeers{api::contacts::topPeers{}});
}

[[nodiscard]] inline api_reply handle(api_call&, const api::aicompose::getTones&) {
    return answer(api::aicompose::Tones{api::aicompose::tones{}});
}

} // namespace awaitgram::testing
