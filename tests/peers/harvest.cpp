// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/peers/harvest.hpp>
#include <awaitgram/tl/codec.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace awaitgram;

namespace {

/// Writes down what it gets.
struct notes {
    void note(const api::user& seen) { all.push_back("user " + std::to_string(seen.id)); }
    void note(const api::chat& seen) { all.push_back("group " + std::to_string(seen.id)); }
    void note(const api::channel& seen) { all.push_back("channel " + std::to_string(seen.id)); }
    void note(const api::chatForbidden& seen) { all.push_back("left " + std::to_string(seen.id)); }
    void note(const api::channelForbidden& seen) {
        all.push_back("closed " + std::to_string(seen.id));
    }
    void note(const api::message& seen) { all.push_back("message " + std::to_string(seen.id)); }
    void note(const api::messageService& seen) {
        all.push_back("service " + std::to_string(seen.id));
    }

    std::vector<std::string> all{};
};

template <class T>
std::vector<std::string> harvested(const T& value) {
    notes sink;
    harvest(value, sink);
    return sink.all;
}

api::user user(std::int64_t id) {
    api::user made;
    made.id = id;
    return made;
}

api::channel channel(std::int64_t id) {
    api::channel made;
    made.id = id;
    made.photo = api::chatPhotoEmpty{};
    return made;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("the users and chats of an answer are found by their type, wherever they are") {
    api::updates_ updates;
    updates.users.push_back(user(5));
    updates.users.push_back(api::userEmpty{});
    updates.chats.push_back(channel(8));
    CHECK(harvested(api::Updates{updates}) == list{"user 5", "channel 8"});

    // One level deeper.
    api::messages::invitedUsers invited;
    invited.updates = api::Updates{updates};
    CHECK(harvested(invited) == list{"user 5", "channel 8"});

    // A single one, which is in no list.
    api::chatInviteAlready already;
    already.chat = channel(9);
    CHECK(harvested(api::ChatInvite{already}) == list{"channel 9"});
    api::urlAuthResultRequest request;
    request.bot = user(6);
    CHECK(harvested(api::UrlAuthResult{request}) == list{"user 6"});
    tl::vector<api::User> users;
    users.push_back(user(7));
    CHECK(harvested(users) == list{"user 7"});
}

TEST_CASE("the user of a login that is granted is left out, since the peers are those of the "
          "account before") {
    api::auth::authorization granted;
    granted.user = user(5);
    CHECK(harvested(api::auth::Authorization{granted}).empty());
    api::auth::loginTokenSuccess by_token;
    by_token.authorization = granted;
    CHECK(harvested(api::auth::LoginToken{by_token}).empty());
}

TEST_CASE("messages are found, and chats that the account is not in") {
    api::messages::messages page;
    api::message text;
    text.id = 40;
    page.messages.push_back(text);
    api::messageService told;
    told.id = 41;
    page.messages.push_back(told);
    api::chatForbidden left;
    left.id = 3;
    page.chats.push_back(left);
    api::channelForbidden closed;
    closed.id = 4;
    page.chats.push_back(closed);
    api::chat group;
    group.id = 5;
    page.chats.push_back(group);
    CHECK(harvested(page) == list{"message 40", "service 41", "left 3", "closed 4", "group 5"});
}
