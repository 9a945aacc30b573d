// SPDX-License-Identifier: MIT
#include "api_scene.hpp"

using namespace api_scene;

TEST_CASE("the questions of a complete client when it starts have empty answers") {
    people here;
    auto& alice = here.alice;
    CHECK(alice.value(api::messages::getPinnedDialogs{}).dialogs.empty());
    const auto filters = alice.value(api::messages::getDialogFilters{}).filters;
    REQUIRE(filters.size() == 1);
    CHECK(filters[0].is<api::dialogFilterDefault>());
    CHECK(alice.value(api::messages::getAttachMenuBots{}).is<api::attachMenuBots>());
    CHECK(
        alice.value(api::messages::getAvailableReactions{}).is<api::messages::availableReactions>()
    );
    CHECK(alice.value(api::messages::getAvailableEffects{}).is<api::messages::availableEffects>());
    api::account::getNotifySettings notify;
    notify.peer = api::inputNotifyUsers{};
    (void)alice.value(notify);
    (void)alice.value(api::account::getReactionsNotifySettings{});
    CHECK(alice.value(api::account::getChatThemes{}).is<api::account::themes>());
    CHECK(alice.value(api::account::getWebBrowserSettings{}).is<api::account::webBrowserSettings>()
    );
    (void)alice.value(api::account::getContentSettings{});
    CHECK(alice.value(api::account::getSavedMusicIds{}).is<api::account::savedMusicIds>());
    CHECK(alice.value(api::help::getPeerColors{}).is<api::help::peerColors>());
    CHECK(alice.value(api::help::getPeerProfileColors{}).is<api::help::peerColors>());
    CHECK(alice.value(api::help::getPromoData{}).is<api::help::promoDataEmpty>());
    CHECK(
        alice.value(api::help::getTermsOfServiceUpdate{}).is<api::help::termsOfServiceUpdateEmpty>()
    );
    CHECK(alice.value(api::contacts::getTopPeers{}).is<api::contacts::topPeers>());
    CHECK(alice.value(api::aicompose::getTones{}).is<api::aicompose::tones>());
}

TEST_CASE("the sets of stickers that Telegram itself has are empty") {
    people here;
    api::messages::getStickerSet query;
    query.stickerset = api::inputStickerSetAnimatedEmoji{};
    const auto set = here.alice.value(query).get_if<api::messages::stickerSet>()->set;
    CHECK(set.count == 0);
    api::inputStickerSetID numbered;
    numbered.id = set.id;
    numbered.access_hash = set.access_hash;
    query.stickerset = numbered;
    CHECK(here.alice.value(query).get_if<api::messages::stickerSet>()->set.id == set.id);
    query.stickerset = api::inputStickerSetEmpty{};
    CHECK(here.alice.refusal(query) == "400 STICKERSET_INVALID");
}

TEST_CASE("questions about what does not exist have an empty answer, for those who may ask") {
    people here;
    std::size_t for_bots = 0;
    for (const auto& fixed : fixed_answers()) {
        CAPTURE(name_of_method(fixed.method));
        CHECK(!fixed.encoded().empty());
        byte_buffer query;
        append_le(query, fixed.method);
        CHECK(here.alice.raw(query));
        for_bots += here.bot.raw(query).operator bool();
    }
    CHECK(for_bots > 8);
    CHECK(for_bots < fixed_answers().size());
}
