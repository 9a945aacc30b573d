// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/methods/stories.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"
#include "noting_account.hpp"

using namespace awaitgram;
using account = tests::account_with<story_methods>;

namespace {

using names = std::vector<std::string>;
using ids = std::vector<std::int32_t>;
template <class Request>
using noting_account = tests::noting_account<story_methods, Request>;

api::storyItem item(std::int32_t id) {
    api::storyItem one{};
    one.id = id;
    one.date = 1'700'000'000 + id;
    one.caption = "story " + std::to_string(id);
    one.media = api::messageMediaUnsupported{};
    return one;
}

/// Stories 1 to 5 in the profile, without number 3, two in a page.
api::stories::stories pinned_after(const api::stories::getPinnedStories& asked) {
    api::stories::stories page{};
    page.count = 4;
    for (std::int32_t id = asked.offset_id == 0 ? 5 : asked.offset_id - 1;
         id > 0 && page.stories.size() < 2;
         --id) {
        if (id == 3) {
            api::storyItemDeleted gone{};
            gone.id = 3;
            page.stories.push_back(gone);
        } else {
            page.stories.push_back(item(id));
        }
    }
    return page;
}

struct pinned_scene {
    explicit pinned_scene(tests::script& steps) : me(steps) {
        me.calls.answer_with<api::stories::getPinnedStories>(pinned_after);
    }

    awaitable<void> run() {
        seen.clear();
        for (auto all = me.pinned_stories(5); const auto one = co_await all.next();)
            seen.push_back(one->id());
    }
    void check() { CHECK(seen == ids{5, 4, 2, 1}); }

    account me;
    ids seen{};
};

} // namespace

TEST_CASE("walking through the stories of a profile survives a failure and a cancellation at each "
          "step") {
    const auto steps = tests::replay<pinned_scene>();
    CHECK(steps.size() == 8);
}

TEST_CASE("active stories that Telegram leaves out at first are fetched by their ids") {
    api::stories::peerStories active{};
    active.stories.peer = api::peerUser{.user_id = 5};
    api::storyItemSkipped skipped{};
    skipped.id = 2;
    active.stories.stories.push_back(item(1));
    active.stories.stories.push_back(skipped);
    active.stories.stories.push_back(item(3));
    noting_account<api::stories::getPeerStories> user{active};
    user.me.calls.answer_with<api::stories::getStoriesByID>([](const auto& asked) {
        REQUIRE(asked.id.size() == 1);
        CHECK(asked.id[0] == 2);
        api::stories::stories found{};
        found.stories.push_back(item(2));
        return found;
    });
    ids seen;

    (void)user.after([&]() -> awaitable<void> {
        const auto stories = co_await user.me.get_peer_stories(5);
        for (const auto& each : stories) {
            seen.push_back(each.id());
            CHECK(each.chat_id() == 5);
            CHECK(each.caption() == "story " + std::to_string(each.id()));
        }
    });

    CHECK(seen == ids{1, 2, 3});
}

TEST_CASE("stories come in the order asked for, with nothing for those that are gone") {
    api::stories::stories found{};
    found.stories.push_back(item(1));
    found.stories.push_back(item(3));
    noting_account<api::stories::getStoriesByID> user{found};
    const ids wanted{3, 2, 1};

    const auto& asked = user.after([&]() -> awaitable<void> {
        const auto stories = co_await user.me.get_stories(5, wanted);
        REQUIRE(stories.size() == 3);
        CHECK(stories[0]->id() == 3);
        CHECK_FALSE(stories[1]);
        CHECK(stories[2]->id() == 1);
    });
    CHECK(asked.id.size() == 3);
    CHECK(asked.peer.get_if<api::inputPeerUser>()->access_hash == 50);
}

TEST_CASE("the viewers of a story are listed with their reactions") {
    api::stories::storyViewsList list{};
    list.count = 2;
    api::storyView plain{};
    plain.user_id = 5;
    plain.date = 1'700'000'000;
    api::reactionEmoji heart{};
    heart.emoticon = "❤";
    plain.reaction = heart;
    api::storyViewPublicRepost repost{};
    repost.peer_id = api::peerChannel{.channel_id = 8};
    repost.story = item(4);
    list.views.push_back(plain);
    list.views.push_back(repost);
    api::user alice{};
    alice.id = 5;
    alice.first_name = "Alice";
    list.users.push_back(alice);
    noting_account<api::stories::getStoryViewsList> user{list};
    std::vector<std::string> seen;

    const auto& asked = user.after([&]() -> awaitable<void> {
        for (auto all = user.me.story_viewers(5, 7, {.search = "Al", .only_contacts = true});
             const auto one = co_await all.next();)
            seen.push_back(
                std::to_string(one->id()) + one->name() + std::string{one->reaction()} +
                (one->is_view() ? " saw" : " reposted")
            );
    });

    CHECK(asked.id == 7);
    CHECK(asked.q->view() == "Al");
    CHECK(asked.just_contacts);
    CHECK(seen == names{"5Alice❤ saw", "-1000000000008 reposted"});
}

TEST_CASE("the archive of stories ends with an empty page") {
    noting_account<api::stories::getStoriesArchive> user{api::stories::stories{}};
    (void)user.after([&]() -> awaitable<void> {
        auto all = user.me.archived_stories();
        const auto none = co_await all.next();
        CHECK_FALSE(none);
    });
    CHECK(user.count == 1);
}

TEST_CASE("custom emoji come in the order asked for, two hundred in one request") {
    tests::script steps;
    account me{steps};
    std::vector<std::size_t> sizes;
    me.calls.answer_with<api::messages::getCustomEmojiDocuments>([&sizes](const auto& asked) {
        sizes.push_back(asked.document_id.size());
        tl::vector<api::Document> found;
        for (auto at = asked.document_id.size(); at-- != 0;) { // Telegram keeps no order
            if (asked.document_id[at] == 13)
                continue;
            api::document one{};
            one.id = asked.document_id[at];
            api::documentAttributeCustomEmoji about{};
            about.alt = "🙂";
            about.free = true;
            about.stickerset = api::inputStickerSetEmpty{};
            one.attributes.push_back(std::move(about));
            found.push_back(std::move(one));
        }
        return found;
    });
    std::vector<std::int64_t> wanted;
    for (std::int64_t id = 1; id <= 201; ++id)
        wanted.push_back(id);

    tests::run([&]() -> awaitable<void> {
        const auto emoji = co_await me.get_custom_emoji(wanted);
        REQUIRE(emoji.size() == 201);
        for (std::size_t at = 0; at != emoji.size(); ++at)
            if (at == 12)
                CHECK_FALSE(emoji[at]);
            else
                CHECK(emoji[at]->id() == wanted[at]);
        CHECK(emoji[0]->alternative() == "🙂");
        CHECK(emoji[0]->free());
    });
    CHECK(sizes == std::vector<std::size_t>{200, 1});
}
