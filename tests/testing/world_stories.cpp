// SPDX-License-Identifier: MIT
// Stories that accounts post, read, change and delete.
#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/api/methods/upload.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "world_scene.hpp"

using namespace api_scene;

namespace {

struct storytellers : town {
    storytellers() {
        bob.self().contacts[alice.self().id].first_name = "Alice";
        alice.self().contacts[bob.self().id].first_name = "Bob";
        carol.self().contacts[alice.self().id].first_name = "Alice";
    }

    api::InputFile uploaded(client& by, const std::string& name) {
        api::upload::saveFilePart part;
        part.file_id = ++last;
        byte_buffer bytes(500);
        bytes[0] = bytes[2] = 0xff;
        bytes[1] = 0xd8;
        part.bytes = tl::bytes{byte_view{bytes}};
        (void)by.call(part);
        api::inputFile file;
        file.id = last;
        file.parts = 1;
        file.name = tl::string{name};
        return file;
    }
    api::InputMedia photo(client& by) {
        api::inputMediaUploadedPhoto media;
        media.file = uploaded(by, "a.jpg");
        return media;
    }
    api::InputMedia document(client& by, bool video) {
        api::inputMediaUploadedDocument media;
        media.file = uploaded(by, "a.mp4");
        media.mime_type = "video/mp4";
        if (video) {
            api::documentAttributeVideo shown;
            shown.w = shown.h = 720;
            shown.duration = 5;
            media.attributes.push_back(std::move(shown));
        }
        return media;
    }
    api::stories::sendStory story(client& by, const std::string& caption) {
        api::stories::sendStory query;
        query.peer = api::inputPeerSelf{};
        query.media = photo(by);
        query.caption = tl::string{caption};
        query.privacy_rules.push_back(api::inputPrivacyValueAllowAll{});
        query.random_id = ++last;
        return query;
    }
    std::int32_t post(client& by, const api::stories::sendStory& query) {
        return list_of(by.value(query))[0].get_if<api::updateStoryID>()->id;
    }
    std::string captions_of(client& as, client& owner) {
        api::stories::getPeerStories query;
        query.peer = as.peer(owner.self());
        std::string all;
        for (const auto& each : as.value(query).stories.stories)
            all += (all.empty() ? "" : " ") + each.get_if<api::storyItem>()->caption->str();
        return all;
    }
    std::size_t by_id(client& as, client& owner, std::int32_t id) {
        api::stories::getStoriesByID query;
        query.peer = as.peer(owner.self());
        query.id.push_back(id);
        return as.value(query).stories.size();
    }

    std::int64_t last = 100;
};

} // namespace

TEST_CASE("a story reaches the account and its contacts, until it expires") {
    storytellers here;
    const auto query = here.story(here.alice, "hello");
    const auto sent = here.alice.value(query);
    CHECK(kinds_of(sent) == "updateStoryID updateStory");
    CHECK(list_of(sent)[0].get_if<api::updateStoryID>()->random_id == query.random_id);
    const auto own = list_of(sent)[1].get_if<api::updateStory>()->story;
    CHECK(own.get_if<api::storyItem>()->out);
    CHECK(own.get_if<api::storyItem>()->privacy->size() == 1);
    const auto told = here.first_for<api::updateStory>(here.bob.self());
    CHECK(told.story.get_if<api::storyItem>()->caption->view() == "hello");
    CHECK(!told.story.get_if<api::storyItem>()->out);
    CHECK(!told.story.get_if<api::storyItem>()->privacy);
    CHECK(kinds_of(here.alice.value(query)) == "updateStoryID"); // the same again
    CHECK(here.captions_of(here.alice, here.alice) == "hello");
    CHECK(here.captions_of(here.bob, here.alice) == "hello");
    CHECK(here.captions_of(here.bob, here.carol).empty());

    api::stories::getAllStories all;
    const auto listed = here.bob.value(all);
    CHECK(listed.get_if<api::stories::allStories>()->count == 1);
    api::stories::getPeerMaxIDs newest;
    newest.id.push_back(here.bob.peer(here.alice.self()));
    CHECK(here.bob.value(newest)[0].max_id == 1);

    here.now += std::chrono::hours{24} - std::chrono::seconds{1};
    CHECK(here.captions_of(here.bob, here.alice) == "hello");
    here.now += std::chrono::seconds{1};
    CHECK(here.captions_of(here.bob, here.alice).empty());
    CHECK(here.by_id(here.bob, here.alice, 1) == 0);
    CHECK(here.by_id(here.alice, here.alice, 1) == 1);
    CHECK(!here.bob.value(newest)[0].max_id);
    api::stories::getStoriesArchive archive;
    archive.peer = api::inputPeerSelf{};
    archive.limit = 10;
    CHECK(here.alice.value(archive).count == 1);
    archive.peer = here.bob.peer(here.alice.self());
    CHECK(here.bob.refusal(archive) == "400 PEER_ID_INVALID");
}

TEST_CASE("a story is refused that Telegram would not take") {
    storytellers here;
    const auto refusal = [&](auto change) {
        auto query = here.story(here.alice, "hello");
        change(query);
        return here.alice.refusal(query);
    };
    using asked = api::stories::sendStory;
    CHECK(refusal([](asked& query) { query.random_id = 0; }) == "400 RANDOM_ID_EMPTY");
    CHECK(refusal([](asked& query) { query.period = 5; }) == "400 STORY_PERIOD_INVALID");
    CHECK(refusal([](asked& query) { query.period = 6 * 3600; }) == "403 PREMIUM_ACCOUNT_REQUIRED");
    CHECK(refusal([](asked& query) { query.privacy_rules = {}; }) == "400 PRIVACY_VALUE_INVALID");
    CHECK(refusal([](asked& query) {
              query.privacy_rules.push_back(api::inputPrivacyValueAllowCloseFriends{});
          }) == "400 FIELD_NOT_SUPPORTED_privacy_rules");
    CHECK(refusal([](asked& query) {
              query.caption = tl::string{std::string(201, 'x')};
          }) == "400 MEDIA_CAPTION_TOO_LONG");
    CHECK(refusal([](asked& query) { query.media = api::inputMediaEmpty{}; }) == "400 MEDIA_EMPTY");
    CHECK(refusal([](asked& query) {
              query.media = api::inputMediaDice{};
          }) == "400 MEDIA_TYPE_INVALID");
    CHECK(refusal([&](asked& query) {
              query.media = here.document(here.alice, false);
          }) == "400 MEDIA_FILE_INVALID");
    CHECK(refusal([&](asked& query) {
              query.peer = here.alice.peer(here.bob.self());
          }) == "400 PEER_ID_INVALID");
    CHECK(refusal([](asked& query) {
              query.albums = tl::vector<std::int32_t>{1};
          }) == "400 FIELD_NOT_SUPPORTED_albums");
    auto& room = here.new_chat(chat_kind::channel, here.alice);
    CHECK(refusal([&](asked& query) {
              query.peer = here.peer(here.alice, room);
          }) == "400 FIELD_NOT_SUPPORTED_peer");

    auto video = here.story(here.alice, "video");
    video.media = here.document(here.alice, true);
    CHECK(here.post(here.alice, video) == 1);
    CHECK(here.post(here.alice, here.story(here.alice, "two")) == 2);
    api::stories::canSendStory can;
    can.peer = api::inputPeerSelf{};
    CHECK(here.alice.value(can).count_remains == 1);
    CHECK(here.post(here.alice, here.story(here.alice, "three")) == 3);
    CHECK(here.alice.refusal(can) == "400 STORIES_TOO_MUCH");
    CHECK(refusal([](asked&) {}) == "400 STORIES_TOO_MUCH");
    here.now += std::chrono::hours{24};
    here.alice.self().premium = true;
    auto brief = here.story(here.alice, "brief");
    brief.period = 6 * 3600;
    CHECK(here.post(here.alice, brief) == 4);
    here.now += std::chrono::hours{6};
    CHECK(here.captions_of(here.alice, here.alice).empty());
}

TEST_CASE("a story is shown to those whom its privacy allows") {
    storytellers here;
    auto for_contacts = here.story(here.alice, "contacts");
    for_contacts.privacy_rules = {api::inputPrivacyValueAllowContacts{}};
    (void)here.post(here.alice, for_contacts);
    CHECK(here.kinds_for(here.bob.self()) == "updateStory");
    CHECK(here.kinds_for(here.carol.self()).empty()); // she is no contact of Alice
    auto without_bob = here.story(here.alice, "others");
    api::inputPrivacyValueDisallowUsers hidden;
    hidden.users.push_back(here.user(here.alice, here.bob.self()));
    without_bob.privacy_rules.push_back(hidden);
    const auto second = here.post(here.alice, without_bob);
    CHECK(here.captions_of(here.bob, here.alice) == "contacts");
    CHECK(here.captions_of(here.carol, here.alice) == "others");
    CHECK(here.by_id(here.bob, here.alice, second) == 0);

    api::stories::editStory edit;
    edit.peer = api::inputPeerSelf{};
    edit.id = second;
    api::inputPrivacyValueAllowUsers only;
    only.users.push_back(here.user(here.alice, here.bob.self()));
    edit.privacy_rules = tl::vector<api::InputPrivacyRule>{};
    edit.privacy_rules->push_back(only);
    (void)here.alice.call(edit);
    CHECK(
        here.first_for<api::updateStory>(here.bob.self()).story.get_if<api::storyItem>() != nullptr
    );
    CHECK(here.first_for<api::updateStory>(here.carol.self()).story.is<api::storyItemDeleted>());
    here.alice.self().blocked.insert(here.bob.self().id);
    CHECK(here.captions_of(here.bob, here.alice).empty());
}

TEST_CASE("stories are read once, which their account sees") {
    storytellers here;
    const auto first = here.post(here.alice, here.story(here.alice, "one"));
    const auto second = here.post(here.alice, here.story(here.alice, "two"));
    api::stories::readStories read;
    read.peer = here.bob.peer(here.alice.self());
    CHECK(here.bob.refusal(read) == "400 MAX_ID_INVALID");
    read.max_id = first;
    CHECK(here.bob.value(read).size() == 1);
    CHECK(here.first_for<api::updateReadStories>(here.bob.self()).max_id == first);
    CHECK(here.bob.value(read).empty());
    read.max_id = 99;
    CHECK(here.bob.value(read)[0] == second);
    api::stories::getPeerStories shown;
    shown.peer = read.peer;
    CHECK(here.bob.value(shown).stories.max_read_id == second);

    api::stories::incrementStoryViews seen;
    seen.peer = here.carol.peer(here.alice.self());
    CHECK(here.carol.refusal(seen) == "400 STORY_ID_EMPTY");
    seen.id.push_back(first);
    here.now += std::chrono::seconds{1};
    (void)here.carol.call(seen);
    (void)here.carol.call(seen);
    api::stories::getStoryViewsList viewers;
    viewers.peer = api::inputPeerSelf{};
    viewers.id = first;
    viewers.limit = 1;
    const auto page = here.alice.value(viewers);
    CHECK(page.count == 2);
    CHECK(page.views[0].get_if<api::storyView>()->user_id == here.carol.self().id);
    viewers.offset = *page.next_offset;
    const auto rest = here.alice.value(viewers);
    CHECK(rest.views[0].get_if<api::storyView>()->user_id == here.bob.self().id);
    CHECK(!rest.next_offset);
    viewers.offset = "";
    viewers.just_contacts = true;
    CHECK(here.alice.value(viewers).count == 1);
    viewers.id = 77;
    CHECK(here.alice.refusal(viewers) == "400 STORY_ID_INVALID");
    api::stories::getStoriesViews views;
    views.peer = api::inputPeerSelf{};
    views.id = {first, second};
    const auto counted = here.alice.value(views);
    CHECK(counted.views[0].views_count == 2);
    CHECK(counted.views[1].views_count == 1);
}

TEST_CASE("a story is changed, kept in the profile and deleted by its account alone") {
    storytellers here;
    const auto id = here.post(here.alice, here.story(here.alice, "one"));
    api::stories::editStory edit;
    edit.peer = api::inputPeerSelf{};
    edit.id = id;
    CHECK(here.alice.refusal(edit) == "400 STORY_NOT_MODIFIED");
    edit.caption = "one";
    CHECK(here.alice.refusal(edit) == "400 STORY_NOT_MODIFIED");
    edit.caption = "two";
    CHECK(kinds_of(here.alice.value(edit)) == "updateStory");
    const auto told = here.first_for<api::updateStory>(here.bob.self());
    CHECK(told.story.get_if<api::storyItem>()->edited);
    CHECK(here.captions_of(here.bob, here.alice) == "two");
    CHECK(here.bob.refusal(edit) == "400 STORY_ID_INVALID");

    api::stories::togglePinned pin;
    pin.peer = api::inputPeerSelf{};
    pin.id.push_back(id);
    pin.pinned = true;
    CHECK(here.alice.value(pin).size() == 1);
    CHECK(here.alice.value(pin).empty());
    here.now += std::chrono::hours{24};
    CHECK(here.by_id(here.bob, here.alice, id) == 1); // it is in the profile
    api::stories::getPinnedStories profile;
    profile.peer = here.bob.peer(here.alice.self());
    profile.limit = 10;
    CHECK(here.bob.value(profile).count == 1);
    profile.offset_id = id;
    CHECK(here.bob.value(profile).stories.empty());

    api::stories::deleteStories remove;
    remove.peer = here.bob.peer(here.alice.self());
    CHECK(here.bob.refusal(remove) == "400 PEER_ID_INVALID");
    remove.peer = api::inputPeerSelf{};
    CHECK(here.alice.refusal(remove) == "400 STORY_ID_EMPTY");
    remove.id = {id, 50};
    CHECK(here.alice.value(remove).size() == 1);
    CHECK(here.first_for<api::updateStory>(here.bob.self()).story.is<api::storyItemDeleted>());
    CHECK(here.first_for<api::updateStory>(here.alice.self()).story.is<api::storyItemDeleted>());
    CHECK(here.by_id(here.alice, here.alice, id) == 0);
}
