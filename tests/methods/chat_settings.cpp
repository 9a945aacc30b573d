// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/chat_settings.hpp>
#include <awaitgram/methods/forums.hpp>
#include <awaitgram/methods/invite_links.hpp>
#include <awaitgram/peers/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

class everything : public chat_setting_methods, public forum_methods, public invite_link_methods {};
using account = tests::account_with<everything>;
using work = std::function<awaitable<void>(account&)>;

constexpr std::int64_t supergroup = -1000000000008;

/// The request of a method.
template <class Request>
Request request_of(const work& act, typename Request::tl_result answer) {
    tests::script steps;
    account me{steps};
    std::optional<Request> seen;
    me.calls.answer_with<Request>([&](const Request& asked) {
        seen = asked;
        return answer;
    });
    tests::run([&] { return act(me); });
    REQUIRE(seen);
    return *seen;
}
template <class Request>
Request change_of(const work& act) {
    return request_of<Request>(act, api::Updates{api::updates_{}});
}

struct title_scene {
    explicit title_scene(tests::script& steps) : me(steps) {
        me.calls.answer<api::channels::editTitle>(api::Updates{api::updates_{}});
    }
    awaitable<void> run() { co_await me.set_title(supergroup, "Club"); }
    void check() {}

    account me;
};

} // namespace

TEST_CASE("changing a title survives a failure and a cancellation at each step") {
    CHECK(tests::replay<title_scene>() == names{"peer", "channels.editTitle"});
}

TEST_CASE("settings arrive by the method of the kind of chat") {
    CHECK(change_of<api::messages::editChatTitle>([](account& me) {
              return me.set_title(-3, "Friends");
          }).title == "Friends");
    const auto rights = change_of<api::messages::editChatDefaultBannedRights>([](account& me) {
        return me.set_chat_permissions(
            supergroup, permissions::all().forbid(permission::send_polls)
        );
    });
    CHECK(rights.banned_rights.send_polls);
    CHECK_FALSE(rights.banned_rights.send_plain);
    CHECK(
        request_of<api::channels::updateUsername>(
            [](account& me) { return me.set_chat_username(supergroup, "@club"); }, true
        )
            .username == "club"
    );
    CHECK(change_of<api::channels::toggleSlowMode>([](account& me) {
              return me.set_slow_mode(supergroup, 5min);
          }).seconds == 300);
    CHECK(change_of<api::messages::toggleNoForwards>([](account& me) {
              return me.set_content_protection(5, toggle::on);
          }).enabled);
    CHECK_FALSE(change_of<api::channels::toggleJoinRequest>([](account& me) {
                    return me.set_join_by_request(supergroup, toggle::off);
                }).enabled);
    CHECK(change_of<api::messages::setHistoryTTL>([](account& me) {
              return me.set_message_lifetime(supergroup, 24h);
          }).period == 86400);
    CHECK(request_of<api::channels::setDiscussionGroup>(
              [](account& me) { return me.remove_linked_group(supergroup); }, true
    )
              .group.is<api::inputChannelEmpty>());
}

TEST_CASE("slow mode has a few lengths, and a private chat has no title") {
    tests::script steps;
    account me{steps};
    CHECK_THROWS_AS((void)me.set_slow_mode(supergroup, 7s), std::invalid_argument);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              co_await me.set_title(5, "x");
          }) == peer_errc::not_a_group);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              co_await me.set_forum(-3, toggle::on);
          }) == peer_errc::not_a_channel);
}

TEST_CASE("settings that are so already are no error") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::messages::editChatAbout>([](const auto&) -> bool {
        throw rpc_error{400, "CHAT_ABOUT_NOT_MODIFIED"};
    });
    CHECK_NOTHROW(tests::run([&] { return me.set_description(supergroup, "About"); }));
}

namespace {

api::chatInviteExported link_named(std::string name) {
    api::chatInviteExported raw{};
    raw.link = "https://t.me/+" + name;
    raw.date = 1'700'000'000;
    return raw;
}

} // namespace

TEST_CASE("a link is created beside the others, and an export revokes the primary one") {
    const auto created = request_of<api::messages::exportChatInvite>(
        [](account& me) -> awaitable<void> {
            const auto link = co_await me.create_invite_link(
                supergroup, {.title = "Flyer", .until = 1h, .usage_limit = 10}
            );
            CHECK(link.link() == "https://t.me/+abc");
        },
        link_named("abc")
    );
    CHECK_FALSE(created.legacy_revoke_permanent);
    CHECK(*created.title == "Flyer");
    CHECK(*created.usage_limit == 10);
    CHECK(created.expire_date);
    CHECK_FALSE(created.request_needed);
    CHECK(request_of<api::messages::exportChatInvite>(
              [](account& me) -> awaitable<void> {
                  static_cast<void>(co_await me.export_chat_invite_link(supergroup));
              },
              link_named("abc")
    )
              .legacy_revoke_permanent);
    tests::script steps;
    account me{steps};
    CHECK_THROWS_AS(
        (void)me.create_invite_link(supergroup, {.usage_limit = 1, .by_request = true}),
        std::invalid_argument
    );
}

TEST_CASE("what is not named of a link stays, and a revoked primary link is replaced") {
    tests::script steps;
    account me{steps};
    std::vector<api::messages::editExportedChatInvite> seen;
    me.calls.answer_with<api::messages::editExportedChatInvite>(
        [&seen](const auto& asked) -> api::messages::ExportedChatInvite {
            seen.push_back(asked);
            if (!asked.revoked) {
                api::messages::exportedChatInvite answer{};
                answer.invite = link_named("abc");
                return answer;
            }
            api::messages::exportedChatInviteReplaced answer{};
            answer.invite = link_named("abc");
            answer.new_invite = link_named("def");
            return answer;
        }
    );
    tests::run([&]() -> awaitable<void> {
        const auto edited =
            co_await me.edit_invite_link(supergroup, "t.me/+abc", {.usage_limit = 5});
        CHECK(edited.link() == "https://t.me/+abc");
        const auto revoked = co_await me.revoke_invite_link(supergroup, "t.me/+abc");
        REQUIRE(revoked.replacement);
        CHECK(revoked.replacement->link() == "https://t.me/+def");
    });
    CHECK(*seen.at(0).usage_limit == 5);
    CHECK_FALSE(seen[0].title);
    CHECK_FALSE(seen[0].expire_date);
    CHECK_FALSE(seen[0].request_needed);
}

namespace {

/// Lists three links, two a page.
struct links_scene {
    explicit links_scene(tests::script& steps) : me(steps) {
        me.calls.answer_with<api::messages::getExportedChatInvites>([](const auto& asked) {
            api::messages::exportedChatInvites page{};
            page.count = 3;
            const auto first =
                !asked.offset_link ? 1 : std::stoi(asked.offset_link->str().substr(14)) + 1;
            for (auto at = first; at < first + 2 && at <= 3; ++at)
                page.invites.push_back(link_named(std::to_string(at)));
            return page;
        });
    }
    awaitable<void> run() {
        links.clear();
        for (auto list = me.invite_links(supergroup); const auto link = co_await list.next();)
            links.emplace_back(link->link().substr(14));
    }
    void check() { CHECK(links == names{"1", "2", "3"}); }

    account me;
    names links{};
};

} // namespace

TEST_CASE("a list of links survives a failure and a cancellation at each step") {
    CHECK_FALSE(tests::replay<links_scene>().empty());
}

TEST_CASE("the id of a topic is that of the message that created it") {
    api::updateMessageID sent{};
    sent.id = 42;
    api::updates_ updates{};
    updates.updates.push_back(sent);
    const auto asked = request_of<api::messages::createForumTopic>(
        [](account& me) -> awaitable<void> {
            const auto id =
                co_await me.create_topic(supergroup, "News", {.color = topic_color::green});
            CHECK(id == 42);
        },
        api::Updates{updates}
    );
    CHECK(asked.random_id != 0);
    CHECK(*asked.icon_color == 0x8eee98);
    CHECK_FALSE(asked.icon_emoji_id);
}

TEST_CASE("a topic is closed, hidden and renamed each by a request of its own") {
    const auto closed = change_of<api::messages::editForumTopic>([](account& me) {
        return me.close_topic(supergroup, 42);
    });
    CHECK(closed.topic_id == 42);
    CHECK(*closed.closed);
    CHECK_FALSE(closed.hidden);
    CHECK_FALSE(closed.title);
    const auto hidden = change_of<api::messages::editForumTopic>([](account& me) {
        return me.hide_general_topic(supergroup);
    });
    CHECK(hidden.topic_id == 1);
    CHECK(*hidden.hidden);
    CHECK_FALSE(hidden.closed);
    CHECK(*change_of<api::messages::editForumTopic>([](account& me) {
               return me.edit_topic(supergroup, 42, {.title = "Other"});
           }).title == "Other");
}

TEST_CASE("a topic is deleted in as many requests as it needs") {
    tests::script steps;
    account me{steps};
    auto rest = 3;
    me.calls.answer_with<api::messages::deleteTopicHistory>([&rest](const auto& asked) {
        CHECK(asked.top_msg_id == 42);
        api::messages::affectedHistory answer{};
        answer.offset = --rest;
        return answer;
    });
    tests::run([&] { return me.delete_topic(supergroup, 42); });
    CHECK(rest == 0);
}

TEST_CASE("topics come each once, and topics by id in their order") {
    tests::script steps;
    account me{steps};
    const auto topic = [](std::int32_t id, bool pinned = false) {
        api::forumTopic raw{};
        raw.id = id;
        raw.pinned = pinned;
        raw.top_message = 100 + id;
        raw.peer = api::peerChannel{.channel_id = 8};
        raw.from_id = api::peerUser{.user_id = 5};
        return raw;
    };
    std::vector<std::int32_t> offsets;
    me.calls.answer_with<api::messages::getForumTopics>([&](const auto& asked) {
        offsets.push_back(asked.offset_topic);
        api::messages::forumTopics page{};
        page.count = 4;
        if (asked.offset_topic == 0) {
            page.topics.push_back(topic(3, true));
            page.topics.push_back(topic(9));
            page.topics.push_back(topic(7));
        } else if (asked.offset_topic == 7) {
            page.topics.push_back(topic(3, true)); // at its place
            page.topics.push_back(topic(2));
        }
        return page;
    });
    me.calls.answer_with<api::messages::getForumTopicsByID>([&](const auto&) {
        api::messages::forumTopics page{};
        page.topics.push_back(api::forumTopicDeleted{.id = 8});
        page.topics.push_back(topic(7));
        page.topics.push_back(topic(9));
        return page;
    });
    tests::run([&]() -> awaitable<void> {
        std::vector<std::int32_t> ids;
        for (auto topics = me.topics(supergroup); const auto one = co_await topics.next();)
            ids.push_back(one->id());
        CHECK(ids == std::vector<std::int32_t>{3, 9, 7, 2});
        const std::vector<std::int32_t> wanted{9, 8, 7};
        const auto some = co_await me.topics_by_id(supergroup, wanted);
        REQUIRE(some.size() == 3);
        CHECK(some[0]->id() == 9);
        CHECK_FALSE(some[1]);
        CHECK(some[2]->id() == 7);
    });
    CHECK(offsets.at(1) == 7);
}
