// SPDX-License-Identifier: MIT
// Stories of one client, as another one reads them.
#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../support/with_client.hpp"

using namespace awaitgram;
using tests::quiet;
using tests::with_client;

namespace {

/// Posts a photo of 1,000 bytes as a story for everyone.
awaitable<void> post_story(client& telegram, std::string caption) {
    byte_buffer picture(1000);
    picture[0] = picture[2] = 0xff;
    picture[1] = 0xd8;
    auto uploading = files::upload_bytes(telegram, picture, "a.jpg");
    api::inputMediaUploadedPhoto photo;
    photo.file = co_await std::move(uploading);
    api::stories::sendStory query;
    query.peer = api::inputPeerSelf{};
    query.media = std::move(photo);
    query.caption = tl::string{caption};
    query.privacy_rules.push_back(api::inputPrivacyValueAllowAll{});
    query.random_id = 7;
    co_await telegram.invoke(query);
}

} // namespace

TEST_CASE("the stories of a user are read, counted and deleted") {
    testing::clock time;
    testing::server server;
    auto alice = server.user("Alice");
    auto bob = server.user("Bob");
    alice.takes_username("alice");
    const auto as = [&](testing::test_user& user, std::function<awaitable<void>(client&)> act) {
        with_client(
            memory_session{},
            quiet(server.app()),
            [&](client& telegram) -> awaitable<void> {
                co_await telegram.sign_in(user.prompts());
                co_await act(telegram);
            }
        );
    };
    as(alice, [](client& telegram) -> awaitable<void> { co_await post_story(telegram, "hello"); });
    as(bob, [&](client& telegram) -> awaitable<void> {
        const auto stories = co_await telegram.get_peer_stories("@alice");
        REQUIRE(stories.size() == 1);
        CHECK(stories[0].caption() == "hello");
        CHECK(stories[0].chat_id() == alice.id());
        CHECK(stories[0].expires() - stories[0].date() == std::chrono::hours{24});
        CHECK(stories[0].media().photo() != nullptr);
        const std::vector<std::int32_t> ids{1, 2};
        const auto found = co_await telegram.get_stories("@alice", ids);
        REQUIRE(found[0]);
        CHECK(found[0]->caption() == "hello");
        CHECK_FALSE(found[1]);
        auto pinned = telegram.pinned_stories("@alice");
        const auto none = co_await pinned.next();
        CHECK_FALSE(none);
        api::stories::readStories read;
        read.peer = co_await telegram.resolve_peer("@alice");
        read.max_id = 1;
        co_await telegram.invoke(read);
    });
    as(alice, [&](client& telegram) -> awaitable<void> {
        auto viewers = telegram.story_viewers("me", 1);
        const auto first = co_await viewers.next();
        REQUIRE(first);
        CHECK(first->id() == bob.id());
        const auto none = co_await viewers.next();
        CHECK_FALSE(none);
        const auto own = co_await telegram.get_peer_stories("me");
        REQUIRE(own.size() == 1);
        CHECK(own[0].outgoing());
        CHECK(own[0].views() == 1);
    });
    time.advance(std::chrono::hours{24});
    as(alice, [&](client& telegram) -> awaitable<void> {
        const auto active = co_await telegram.get_peer_stories("me");
        CHECK(active.empty());
        auto archived = telegram.archived_stories();
        const auto over = co_await archived.next();
        REQUIRE(over);
        CHECK(over->id() == 1);
        api::stories::deleteStories remove;
        remove.peer = api::inputPeerSelf{};
        remove.id.push_back(1);
        co_await telegram.invoke(remove);
        auto left = telegram.archived_stories();
        const auto none = co_await left.next();
        CHECK_FALSE(none);
    });
}
