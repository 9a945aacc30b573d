// SPDX-License-Identifier: MIT
// Lists whose pages a server sends without end.
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/payments.hpp>
#include <awaitgram/api/methods/stories.hpp>
#include <awaitgram/methods/event_log.hpp>
#include <awaitgram/methods/invite_links.hpp>
#include <awaitgram/methods/payments.hpp>
#include <awaitgram/methods/polls.hpp>
#include <awaitgram/methods/reactions.hpp>
#include <awaitgram/methods/stories.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;

namespace {

struct lists : event_log_methods,
               invite_link_methods,
               payment_methods,
               poll_methods,
               reaction_methods,
               story_methods {};
using account = tests::account_with<lists>;

constexpr std::int64_t supergroup = -1000000000008;

/// The number of items in a list, of which no more than a hundred are read.
template <class Cursor>
std::size_t read_all(Cursor list) {
    std::size_t read = 0;
    tests::run([&]() -> awaitable<void> {
        while (read != 100) {
            const auto one = co_await list.next();
            if (!one)
                co_return;
            ++read;
        }
    });
    return read;
}

/// Answers the first `most` requests, and refuses the others, so that an endless list fails a test.
template <class Request>
std::function<typename Request::tl_result(const Request&)>
often(int most, std::function<typename Request::tl_result(const Request&, int)> page) {
    return [page = std::move(page), most, count = 0](const Request& asked) mutable {
        if (++count > most)
            throw rpc_error{400, "TOO_MANY_PAGES"};
        return page(asked, count);
    };
}

api::chatInviteExported link_named(const std::string& name) {
    api::chatInviteExported raw{};
    raw.link = "https://t.me/+" + name;
    return raw;
}

api::reactionEmoji thumb() {
    api::reactionEmoji raw{};
    raw.emoticon = "👍";
    return raw;
}

} // namespace

TEST_CASE("invite links are listed once, however pages alternate and whatever has no link") {
    tests::script steps;
    account me{steps};
    using request = api::messages::getExportedChatInvites;
    me.calls.answer_with<request>(often<request>(9, [](const request&, int count) {
        api::messages::exportedChatInvites page{};
        page.count = 2;
        page.invites.push_back(link_named(count % 2 == 0 ? "b" : "a"));
        page.invites.push_back(api::chatInvitePublicJoinRequests{});
        return page;
    }));

    CHECK(read_all(me.invite_links(supergroup)) == 2);
}

TEST_CASE("users of invite links are listed once, however pages alternate") {
    tests::script steps;
    account me{steps};
    using request = api::messages::getChatInviteImporters;
    me.calls.answer_with<request>(often<request>(9, [](const request&, int count) {
        api::messages::chatInviteImporters page{};
        page.count = 2;
        api::chatInviteImporter one{};
        one.user_id = 5 + count % 2;
        page.importers.push_back(std::move(one));
        api::user shown{};
        shown.id = 5 + count % 2;
        shown.access_hash = 50;
        page.users.push_back(std::move(shown));
        return page;
    }));

    auto users = me.invited_users(supergroup);
    CHECK(read_all(std::move(users)) == 2);
}

TEST_CASE("an event log ends with an event without a number") {
    tests::script steps;
    account me{steps};
    using request = api::channels::getAdminLog;
    me.calls.answer_with<request>(often<request>(3, [](const request&, int) {
        api::channels::adminLogResults page{};
        api::channelAdminLogEvent one{};
        one.action = api::channelAdminLogEventActionParticipantJoin{};
        page.events.push_back(std::move(one));
        return page;
    }));

    CHECK(read_all(me.event_log(supergroup)) == 1);
}

TEST_CASE("empty pages that lead to further ones end a list at last") {
    tests::script steps;
    account me{steps};
    using request = api::payments::getStarsTransactions;
    me.calls.answer_with<request>(often<request>(50, [](const request&, int count) {
        api::payments::starsStatus page{};
        page.balance = api::starsAmount{};
        page.next_offset = tl::string{std::to_string(count)};
        if (count == 3) { // after two empty ones
            api::starsTransaction one{};
            one.amount = api::starsAmount{};
            one.peer = api::starsTransactionPeerAppStore{};
            page.history.emplace().push_back(std::move(one));
        }
        return page;
    }));

    auto all = me.star_transactions(supergroup);
    tests::run([&]() -> awaitable<void> {
        const auto one = co_await all.next();
        CHECK(one);
    });
    CHECK_FALSE(all.total()); // Telegram does not count them
    CHECK(read_all(std::move(all)) == 0);
}

TEST_CASE("a list of stories ends where their ids do not descend") {
    tests::script steps;
    account me{steps};
    using request = api::stories::getPinnedStories;
    me.calls.answer_with<request>(often<request>(3, [](const request& asked, int) {
        api::stories::stories page{};
        api::storyItem one{};
        one.id = asked.offset_id == 5 ? 7 : 5;
        one.media = api::messageMediaEmpty{};
        page.stories.push_back(std::move(one));
        return page;
    }));

    CHECK(read_all(me.pinned_stories(supergroup)) == 2);
}

TEST_CASE("voters and those who reacted end where an offset leads to itself") {
    tests::script steps;
    account me{steps};
    using votes = api::messages::getPollVotes;
    me.calls.answer_with<votes>(often<votes>(3, [](const votes&, int) {
        api::messages::votesList page{};
        api::messagePeerVote one{};
        one.peer = api::peerUser{.user_id = 5};
        page.votes.push_back(std::move(one));
        page.next_offset = "same";
        return page;
    }));
    using reactions = api::messages::getMessageReactionsList;
    me.calls.answer_with<reactions>(often<reactions>(3, [](const reactions&, int) {
        api::messages::messageReactionsList page{};
        api::messagePeerReaction one{};
        one.peer_id = api::peerUser{.user_id = 5};
        one.reaction = thumb();
        page.reactions.push_back(std::move(one));
        page.next_offset = "same";
        return page;
    }));

    CHECK(read_all(me.poll_voters(supergroup, 4)) == 2);
    CHECK(read_all(me.reactors(supergroup, 4)) == 2);
}
