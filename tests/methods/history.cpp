// SPDX-License-Identifier: MIT
// Cursors over messages.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "message_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using ids = std::vector<std::int32_t>;

namespace {

/// A chat with messages 1 to `last`, of which each fifth is empty; pages have at most 7 messages, as if some could not be shown.
struct long_chat {
    explicit long_chat(std::int32_t last_id) : last(last_id) {}

    api::messages::Messages operator()(const api::messages::getHistory& asked) const {
        std::vector<std::int32_t> newest_first;
        for (auto id = last; id >= 1; --id)
            newest_first.push_back(id);
        std::int64_t first = 0;
        while (first < last && asked.offset_id > 0 &&
               newest_first[static_cast<std::size_t>(first)] >= asked.offset_id)
            ++first;
        const auto limit = std::min(asked.limit, 7);
        const auto backwards = asked.add_offset < 0;
        const auto begin = std::max<std::int64_t>(0, backwards ? first - limit : first);
        const auto end = backwards ? first : std::min<std::int64_t>(last, begin + limit);
        api::messages::messagesSlice slice{};
        slice.count = last;
        for (auto at = begin; at < end; ++at) {
            const auto id = newest_first[static_cast<std::size_t>(at)];
            if (id % 5 == 0) {
                api::messageEmpty none{};
                none.id = id;
                slice.messages.push_back(none);
            } else {
                slice.messages.push_back(text_in(user_peer(5), id));
            }
        }
        return slice;
    }

    std::int32_t last;
};

ids listed(message_account& here, history_options options) {
    ids got;
    here.run([&]() -> awaitable<void> {
        for (auto all = here.me.history(5, options); const auto each = co_await all.next();)
            got.push_back(each->id());
    });
    return got;
}

/// From `first` to `last` without the empty ones.
ids range(std::int32_t first, std::int32_t last) {
    ids all;
    for (auto id = first; first <= last ? id <= last : id >= last; first <= last ? ++id : --id)
        if (id % 5 != 0)
            all.push_back(id);
    return all;
}

} // namespace

TEST_CASE("a history continues after short pages and over messages that cannot be shown") {
    message_account here;
    const auto& asked = here.answers<api::messages::getHistory>(long_chat{30});
    CHECK(listed(here, {}) == range(30, 1));
    CHECK(asked.size() <= 7);
    CHECK(listed(here, {.limit = 3}) == ids{29, 28, 27});
}

TEST_CASE("a history is bounded by ids, newest or oldest first") {
    message_account here;
    here.answers<api::messages::getHistory>(long_chat{30});
    CHECK(listed(here, {.min_id = 11, .max_id = 22}) == range(21, 12));
    CHECK(listed(here, {.offset_id = 9}) == range(8, 1));
    CHECK(listed(here, {.reverse = true}) == range(1, 30));
    CHECK(listed(here, {.min_id = 11, .max_id = 22, .reverse = true}) == range(12, 21));
    CHECK(listed(here, {.limit = 2, .offset_id = 9, .reverse = true}) == ids{11, 12});
}

TEST_CASE("the total of a history is known after the first page") {
    message_account here;
    here.answers<api::messages::getHistory>(long_chat{30});
    here.run([&]() -> awaitable<void> {
        auto all = here.me.history(5);
        CHECK_FALSE(all.total());
        (void)co_await all.next();
        CHECK(all.total() == 30);
    });
}

TEST_CASE("an empty chat has no messages") {
    message_account here;
    here.answers<api::messages::getHistory>(long_chat{0});
    CHECK(listed(here, {}).empty());
    CHECK(listed(here, {.reverse = true}).empty());
}

TEST_CASE("a search leaves out other senders where Telegram does not") {
    message_account here;
    const auto& asked =
        here.answers<api::messages::search>([](const api::messages::search& request) {
            if (request.offset_id != 0)
                return page({});
            auto own = text_in(user_peer(5), 3);
            own.from_id = user_peer(1);
            auto other = text_in(user_peer(5), 2);
            other.from_id = user_peer(5);
            return page({own, other});
        });
    ids got;
    here.run([&]() -> awaitable<void> {
        auto all = here.me.search_messages(
            5, "word", {.filter = search_filter::photos, .from = 5, .until = from_unix(100)}
        );
        while (const auto each = co_await all.next())
            got.push_back(each->id());
    });
    CHECK(got == ids{2});
    CHECK(asked[0].q == "word");
    CHECK(asked[0].filter.is<api::inputMessagesFilterPhotos>());
    CHECK(asked[0].from_id);
    CHECK(asked[0].max_date == 100);
}

TEST_CASE("a search in all chats continues from the rate of the last page") {
    message_account here;
    const auto& asked = here.answers<api::messages::searchGlobal>(
        [](const api::messages::searchGlobal& request) -> api::messages::Messages {
            if (request.offset_rate != 0)
                return page({text_in(user_peer(6), 9)});
            api::messages::messagesSlice slice{};
            slice.count = 2;
            slice.next_rate = 55;
            slice.messages.push_back(text_in(user_peer(5), 40)
            ); // ids of several chats do not descend
            return slice;
        }
    );
    ids got;
    here.run([&]() -> awaitable<void> {
        for (auto all = here.me.search_global("word"); const auto each = co_await all.next();)
            got.push_back(each->id());
    });
    CHECK(got == ids{40, 9});
    REQUIRE(asked.size() == 2);
    CHECK(asked[1].offset_rate == 55);
    CHECK(asked[1].offset_id == 40);
}

TEST_CASE("messages are counted without being fetched") {
    message_account here;
    const auto& asked = here.answers<api::messages::search>([](const api::messages::search&) {
        api::messages::messagesSlice slice{};
        slice.count = 1234;
        return api::messages::Messages{slice};
    });
    here.run([&]() -> awaitable<void> {
        const auto count = co_await here.me.count_messages(5, "word");
        CHECK(count == 1234);
    });
    CHECK(asked[0].limit == 0);
}

TEST_CASE("a comment is a reply to the copy of the post in the group for comments") {
    message_account here;
    here.answers<api::messages::getDiscussionMessage>(
        [](const api::messages::getDiscussionMessage&) {
            api::messages::discussionMessage found{};
            api::Peer group = api::peerChannel{.channel_id = 9};
            found.messages.push_back(text_in(group, 70));
            api::channel known{};
            known.photo = api::chatPhotoEmpty{};
            known.id = 9;
            known.access_hash = 90;
            known.megagroup = true;
            found.chats.push_back(known);
            return found;
        }
    );
    const auto& sent =
        here.answers<api::messages::sendMessage>([](const api::messages::sendMessage& asked) {
            return sent_as(api::peerChannel{.channel_id = 9}, 71, {asked.random_id});
        });
    here.run([&]() -> awaitable<void> {
        const auto comment = co_await here.me.send_comment(club(), 7, "nice");
        CHECK(comment.id() == 71);
    });
    CHECK(sent[0].peer.get_if<api::inputPeerChannel>()->access_hash == 90);
    CHECK(sent[0].reply_to->get_if<api::inputReplyToMessage>()->reply_to_msg_id == 70);
}

TEST_CASE("a history ends at the last possible id") {
    message_account here;
    constexpr auto last = std::numeric_limits<std::int32_t>::max();
    const auto& asked =
        here.answers<api::messages::getHistory>(page({text_in(user_peer(5), last)}));
    CHECK(listed(here, {.reverse = true}) == ids{last});
    CHECK(asked.size() == 1);
    CHECK(listed(here, {.offset_id = last, .reverse = true}).empty());
    CHECK(asked.size() == 1);
}

TEST_CASE("a search in all chats ends where its pages do not advance") {
    message_account here;
    api::messages::messagesSlice slice{};
    slice.next_rate = 55;
    api::messageEmpty none{};
    none.id = 7;
    slice.messages.push_back(none);
    const auto& asked =
        here.answers<api::messages::searchGlobal>(api::messages::Messages{std::move(slice)});
    here.run([&]() -> awaitable<void> {
        auto all = here.me.search_global("word");
        const auto first = co_await all.next();
        CHECK_FALSE(first);
    });
    CHECK(asked.size() == 2);
}

TEST_CASE("moments that no date of Telegram's can tell are the nearest ones") {
    message_account here;
    const auto& asked = here.answers<api::messages::search>(page({}));
    here.run([&]() -> awaitable<void> {
        auto all = here.me.search_messages(
            5, "word", {.since = time_point::min(), .until = time_point::max()}
        );
        const auto first = co_await all.next();
        CHECK_FALSE(first);
    });
    CHECK(asked[0].min_date == 0);
    CHECK(asked[0].max_date == std::numeric_limits<std::int32_t>::max());
}
