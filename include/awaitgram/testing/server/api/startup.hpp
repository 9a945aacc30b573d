// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/aicompose.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

// Questions of complete clients such as TDLib when they start, about things that do not exist here: the answers are empty.

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call&, const api::messages::getAttachMenuBots&) {
    return answer(api::AttachMenuBots{api::attachMenuBots{}});
}

/// An empty set that has the id or the name that was asked for.
[[nodiscard]] inline api_reply handle(api_call&, const api::messages::getStickerSet& query) {
    api::messages::stickerSet empty;
    empty.set.id = 1;
    empty.set.access_hash = 1;
    empty.set.title = "Empty";
    empty.set.short_name = "empty";
    if (const auto* named = query.stickerset.get_if<api::inputStickerSetID>()) {
        empty.set.id = named->id;
        empty.set.access_hash = named->access_hash;
    } else if (const auto* name = query.stickerset.get_if<api::inputStickerSetShortName>()) {
        if (name->short_name.empty())
            return refuse(400, "STICKERSET_INVALID");
        empty.set.short_name = name->short_name;
    } else if (query.stickerset.is<api::inputStickerSetEmpty>()) {
        return refuse(400, "STICKERSET_INVALID");
    }
    return answer(api::messages::StickerSet{std::move(empty)});
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
