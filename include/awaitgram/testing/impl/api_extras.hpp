// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/testing/server/api/bots.hpp>
#include <awaitgram/testing/server/api/business.hpp>
#include <awaitgram/testing/server/api/gifts.hpp>
#include <awaitgram/testing/server/api/installed_stickers.hpp>
#include <awaitgram/testing/server/api/known_method.hpp>
#include <awaitgram/testing/server/api/payments.hpp>
#include <awaitgram/testing/server/api/stickers.hpp>
#include <awaitgram/testing/server/api/stories.hpp>
#include <awaitgram/testing/server/api/story_reading.hpp>

#include <span>

namespace awaitgram::testing {

// As in api_methods.hpp: a unit of its own, so that none takes the compiler too much memory.
AWAITGRAM_DECL std::span<const known_method> methods_of_extras() {
    using enum allowed;
    static constexpr known_method methods[]{
        method_for<api::messages::getStickerSet>(users_and_bots),
        method_for<api::messages::installStickerSet>(users),
        method_for<api::messages::uninstallStickerSet>(users),
        method_for<api::messages::getAllStickers>(users),
        method_for<api::messages::getMaskStickers>(users),
        method_for<api::messages::getEmojiStickers>(users),
        method_for<api::messages::getMyStickers>(users_and_bots),
        method_for<api::stickers::checkShortName>(users),
        method_for<api::stickers::suggestShortName>(users),
        method_for<api::stickers::createStickerSet>(users_and_bots),
        method_for<api::stickers::addStickerToSet>(users_and_bots),
        method_for<api::stickers::removeStickerFromSet>(users_and_bots),
        method_for<api::stickers::changeStickerPosition>(users_and_bots),
        method_for<api::stickers::changeSticker>(users_and_bots),
        method_for<api::stickers::replaceSticker>(users_and_bots),
        method_for<api::stickers::renameStickerSet>(users_and_bots),
        method_for<api::stickers::setStickerSetThumb>(users_and_bots),
        method_for<api::stickers::deleteStickerSet>(users_and_bots),
        method_for<api::messages::setBotPrecheckoutResults>(bots),
        method_for<api::bots::setBotCommands>(bots),
        method_for<api::bots::resetBotCommands>(bots),
        method_for<api::bots::getBotCommands>(bots),
        method_for<api::bots::setBotInfo>(users_and_bots),
        method_for<api::bots::getBotInfo>(users_and_bots),
        method_for<api::bots::setBotMenuButton>(bots),
        method_for<api::bots::getBotMenuButton>(bots),
        method_for<api::bots::setBotGroupDefaultAdminRights>(bots),
        method_for<api::bots::setBotBroadcastDefaultAdminRights>(bots),
        method_for<api::payments::exportInvoice>(bots),
        method_for<api::payments::refundStarsCharge>(bots),
        method_for<api::payments::getPaymentForm>(users),
        method_for<api::payments::sendStarsForm>(users),
        method_for<api::payments::getStarsStatus>(users_and_bots),
        method_for<api::payments::getStarsTransactions>(users_and_bots),
        method_for<api::payments::getStarGifts>(users_and_bots),
        method_for<api::payments::getSavedStarGifts>(users),
        method_for<api::payments::saveStarGift>(users),
        method_for<api::payments::convertStarGift>(users),
        method_for<api::payments::upgradeStarGift>(users),
        method_for<api::payments::transferStarGift>(users),
        method_for<api::stories::sendStory>(users),
        method_for<api::stories::canSendStory>(users),
        method_for<api::stories::editStory>(users),
        method_for<api::stories::deleteStories>(users),
        method_for<api::stories::togglePinned>(users),
        method_for<api::stories::getPeerStories>(users),
        method_for<api::stories::getAllStories>(users),
        method_for<api::stories::getPeerMaxIDs>(users),
        method_for<api::stories::getStoriesByID>(users),
        method_for<api::stories::getPinnedStories>(users),
        method_for<api::stories::getStoriesArchive>(users),
        method_for<api::stories::readStories>(users),
        method_for<api::stories::incrementStoryViews>(users),
        method_for<api::stories::getStoriesViews>(users),
        method_for<api::stories::getStoryViewsList>(users),
        method_for<api::account::getBotBusinessConnection>(bots),
    };
    return methods;
}

} // namespace awaitgram::testing
