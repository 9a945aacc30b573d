// SPDX-License-Identifier: MIT
// Messages of albums, which come one by one.
#include <awaitgram/dispatcher/album_collector.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using namespace std::chrono_literals;
namespace is = awaitgram::filters;

using list = std::vector<std::string>;
using collector = album_collector<int>;
using numbers = std::vector<int>;

namespace {

const collector::time_point start{100s};

collector::place member(std::int32_t id, std::int64_t number = 7, std::int64_t chat = 5) {
    return {chat, 1, number, id};
}

/// A message of an album, or a plain one.
updates::ordered_update part(std::int32_t id, std::int64_t number, std::string text = "") {
    api::message message{};
    message.id = id;
    message.peer_id = peer_of(5);
    message.message = text;
    if (number != 0)
        message.grouped_id = number;
    api::updateNewMessage update{};
    update.message = std::move(message);
    return holding(std::move(update));
}

/// A message in chat 5, and an edit of one.
template <class Update>
updates::ordered_update about(std::int32_t id, std::int64_t sender, std::string text) {
    api::message message{};
    message.id = id;
    message.peer_id = peer_of(5);
    message.from_id = peer_of(sender);
    message.message = text;
    Update update{};
    update.message = std::move(message);
    return holding(std::move(update));
}

auto note_album(bench& b) {
    return [&b](album received) -> awaitable<void> {
        std::string line = "album";
        for (const auto& each : received)
            line += ' ' + std::to_string(each.id());
        b.heard.push_back(line + ' ' + std::string{received.text()});
        co_return;
    };
}

} // namespace

TEST_CASE("an album is complete when nothing of it has come for a while") {
    collector albums;
    CHECK_FALSE(albums.find(member(2)));
    albums.begin(member(2), 1, start);
    CHECK(albums.find(member(1)) == 1);
    CHECK(albums.add(member(1), start + 200ms).position == 0);
    CHECK(albums.due() == start + 500ms);
    CHECK(albums.complete(start + 499ms).empty());
    CHECK(albums.complete(start + 500ms) == numbers{1});
    CHECK(albums.empty());
    CHECK_FALSE(albums.due());
    CHECK_FALSE(albums.find(member(1)));
}

TEST_CASE("an album whose messages keep coming is complete after a second and a half") {
    collector albums;
    albums.begin(member(0), 1, start);
    for (auto id = 1; id < 6; ++id)
        CHECK_FALSE(albums.add(member(id), start + id * 280ms).complete);
    CHECK(albums.due() == start + 1500ms);
}

TEST_CASE("an album is complete with ten messages; the next one begins anew") {
    collector albums;
    albums.begin(member(1), 1, start);
    for (auto id = 2; id < 10; ++id)
        CHECK_FALSE(albums.add(member(id), start).complete);
    CHECK(albums.add(member(10), start).complete);
    CHECK(albums.empty());
    CHECK_FALSE(albums.find(member(11)));
}

TEST_CASE("albums of one number in different chats are different ones") {
    collector albums;
    albums.begin(member(1, 7, 5), 1, start);
    CHECK_FALSE(albums.find(member(2, 7, 6)));
    albums.begin(member(2, 7, 6), 2, start + 1ms);
    CHECK(albums.take_next() == 1);
    CHECK(albums.take_next() == 2);
    CHECK_FALSE(albums.take_next());
}

TEST_CASE("another message of its sender in its chat completes an album") {
    collector albums;
    albums.begin(member(1), 1, start);
    CHECK_FALSE(albums.before({5, 1, 7, 2})); // of the album itself
    CHECK_FALSE(albums.before({6, 1, 0, 2}));
    CHECK_FALSE(albums.before({5, 2, 0, 2}));
    CHECK_FALSE(albums.before({5, 1, 0, 0})); // an older one that came late
    CHECK(albums.before({5, 1, 0, 2}) == 1);
    CHECK_FALSE(albums.before({5, 1, 0, 3}));
    CHECK(albums.empty());
}

TEST_CASE("the messages of an album are in the order of their ids, each once") {
    collector albums;
    albums.begin(member(5), 1, start);
    CHECK(albums.has(member(5)));
    CHECK(albums.add(member(7), start).position == 1);
    CHECK(albums.add(member(6), start).position == 1);
    CHECK(albums.add(member(4), start).position == 0);
    CHECK(albums.has(member(6)));
    CHECK_FALSE(albums.has(member(8)));
}

TEST_CASE("an album that is dropped is not the one that took its number") {
    collector albums;
    albums.begin(member(1), 1, start);
    albums.drop(member(1), 2);
    CHECK_FALSE(albums.empty());
    albums.drop(member(1), 1);
    CHECK(albums.empty());
    CHECK_FALSE(albums.before({5, 1, 0, 2}));
}

TEST_CASE("the messages of an album come together, once, and to no handler of messages") {
    testing::clock time;
    bench b{time};
    b.handlers.on_album(note_album(b));
    b.handlers.in_group(1).on_album(note_album(b));
    b.handlers.on_message(b.note("text"));

    b.run({part(2, 7), part(1, 7, "caption"), part(3, 0, "other")});

    CHECK(b.heard == list{"album 1 2 caption", "album 1 2 caption", "text:other"});
}

TEST_CASE("without a handler of albums their messages come one by one, without delay") {
    testing::clock time;
    bench b{time};
    b.handlers.on_message(b.note("text"));
    const auto before = event::clock::now();

    b.run({part(1, 7, "a"), part(2, 7, "b")});

    CHECK(b.heard == list{"text:a", "text:b"});
    CHECK(event::clock::now() == before);
}

TEST_CASE("an album that no handler of albums takes goes to those of messages, in order") {
    testing::clock time;
    bench b{time};
    auto raw = 0;
    b.handlers.on_album(is::text_is("wanted"), note_album(b));
    b.handlers.on_message(b.note("text"));
    b.handlers.on<api::updateNewMessage>([&](raw_update<api::updateNewMessage>) -> awaitable<void> {
        ++raw;
        co_return;
    });

    b.run({part(2, 7, "b"), part(1, 7, "a"), part(3, 8, "wanted")});

    CHECK(b.heard == list{"text:a", "text:b", "album 3 wanted"});
    CHECK(raw == 3);
}

TEST_CASE("an album reaches a handler of each group once, raw handlers or not, also in a channel") {
    testing::clock time;
    bench b{time};
    auto raw = 0;
    b.handlers.on_album(note_album(b));
    b.handlers.on_album(note_album(b));
    b.handlers.in_group(1).on_album(note_album(b));
    b.handlers.on<api::updateNewChannelMessage>(
        [&](raw_update<api::updateNewChannelMessage>) -> awaitable<void> {
            ++raw;
            co_return;
        }
    );
    const auto post = [](std::int32_t id, std::string text) {
        api::message message{};
        message.id = id;
        message.peer_id = peer_of(-1000000000012);
        message.post = true;
        message.message = text;
        message.grouped_id = 7;
        api::updateNewChannelMessage update{};
        update.message = std::move(message);
        return holding(std::move(update));
    };

    b.run({post(1, "post"), post(2, "")});

    CHECK(b.heard == list{"album 1 2 post", "album 1 2 post"});
    CHECK(raw == 2);
}

TEST_CASE("the messages of an album stay open until it is handled") {
    testing::clock time;
    bench b{time};
    std::vector<std::weak_ptr<updates::delivery_token>> tokens; // the dispatcher alone holds them
    const auto open = [&tokens] {
        return std::count_if(tokens.begin(), tokens.end(), [](const auto& each) {
            return !each.expired();
        });
    };
    std::vector<std::ptrdiff_t> seen;
    b.handlers.on_album([&](album) -> awaitable<void> {
        seen.push_back(open());
        co_await pause(1s);
        seen.push_back(open());
    });
    const std::function<awaitable<void>(task_group&)> body = [&](task_group& group
                                                             ) -> awaitable<void> {
        auto* const unused = reinterpret_cast<client*>(&b.io);
        for (auto id = 1; id <= 3; ++id) {
            auto next = part(id, 7);
            next.delivery = std::make_shared<updates::delivery_token>();
            tokens.push_back(next.delivery);
            b.handlers.deliver(next, {group, *unused});
        }
        seen.push_back(open());
        co_await b.handlers.wait_until_idle(event::clock::time_point::max());
        seen.push_back(open());
    };
    asio::co_spawn(b.io, with_tasks(body), [](std::exception_ptr) {});
    time.run_to_end(b.io);

    CHECK(seen == std::vector<std::ptrdiff_t>{3, 3, 3, 0});
}

TEST_CASE("an album that is not complete when the dispatcher closes comes again") {
    testing::clock time;
    bench b{time};
    const auto token = std::make_shared<updates::delivery_token>();
    b.handlers.on_album(note_album(b));
    const std::function<awaitable<void>(task_group&)> body = [&](task_group& group
                                                             ) -> awaitable<void> {
        auto* const unused = reinterpret_cast<client*>(&b.io);
        auto next = part(1, 7);
        next.delivery = token;
        b.handlers.deliver(next, {group, *unused});
        b.handlers.close();
        co_return;
    };
    asio::co_spawn(b.io, with_tasks(body), [](std::exception_ptr) {});
    time.run_to_end(b.io);

    CHECK(b.heard.empty());
    CHECK(token->end() == updates::delivery_end::not_started);
}

TEST_CASE("an album passes routers whole, in any order, and is split only when nothing takes it") {
    testing::clock time;
    bench b{time};
    router visitors;
    visitors.use([&b](update, next_step rest) -> awaitable<void> {
        b.heard.emplace_back("seen");
        co_await rest();
    });
    visitors.on_message(is::text_is("b"), b.note("visitor"));
    b.handlers.include(visitors);
    b.handlers.on_album(is::text_is("taken"), note_album(b));
    b.handlers.in_group(1).on_message(b.note("late"));

    b.run({part(1, 7, "taken"), part(2, 7)});
    CHECK(b.heard == list{"seen", "album 1 2 taken"});
    b.heard.clear();
    b.run({part(3, 8, "a"), part(4, 8, "b")});
    CHECK(b.heard == list{"seen", "seen", "late:a", "seen", "visitor:b", "late:b"});
}

TEST_CASE(
    "without a handler of albums they are not delayed, whatever routers and middlewares there are"
) {
    testing::clock time;
    bench b{time};
    router logged;
    logged.use([](update, next_step rest) -> awaitable<void> { co_await rest(); });
    b.handlers.include(logged);
    b.handlers.on_message(b.note("text"));
    const auto before = event::clock::now();

    b.run({part(1, 7, "a"), part(2, 7, "b")});

    CHECK(b.heard == list{"text:a", "text:b"});
    CHECK(event::clock::now() == before);
}

TEST_CASE("what happens in a chat after an album began is handled after the album") {
    testing::clock time;
    bench b{time};
    b.handlers.on_album(note_album(b));
    b.handlers.on_message(b.note("text"));
    b.handlers.on_edited(b.note("edit"));
    const auto before = event::clock::now();

    b.run(
        {part(1, 7),
         about<api::updateNewMessage>(2, 9, "of another"),
         part(3, 7),
         about<api::updateEditMessage>(1, 5, "changed"),
         saying_in(6, "elsewhere")}
    );

    CHECK(b.heard == list{"text:elsewhere", "album 1 3 ", "text:of another", "edit:changed"});
    CHECK(event::clock::now() == before + 300ms);
}

TEST_CASE("messages that wait for the rest of their album take room") {
    testing::clock time;
    bench b{time};
    b.handlers.on_album(note_album(b));
    b.handlers.limit_waiting(400);
    std::vector<updates::ordered_update> all;
    for (auto id = 1; id <= 3; ++id) {
        all.push_back(part(id, 70 + id / 3));
        all.back().size = 90;
    }
    auto had_room = false;
    const std::function<awaitable<void>(task_group&)> body = [&](task_group& group
                                                             ) -> awaitable<void> {
        auto* const unused = reinterpret_cast<client*>(&b.io);
        for (const auto& each : all) {
            had_room = b.handlers.has_room();
            b.handlers.deliver(each, {group, *unused});
        }
        CHECK(had_room);
        CHECK_FALSE(b.handlers.has_room());
        b.handlers.close();
        CHECK(b.handlers.has_room());
        co_return;
    };
    asio::co_spawn(b.io, with_tasks(body), [](std::exception_ptr) {});
    time.run_to_end(b.io);
    CHECK(b.heard.empty());
}

TEST_CASE("without room and without anything else to handle, the oldest album is handled as it is"
) {
    testing::clock time;
    bench b{time};
    b.handlers.on_album(note_album(b));
    b.handlers.limit_waiting(400);
    const auto before = event::clock::now();
    auto after = before;
    b.handlers.on_message([&](message m) -> awaitable<void> {
        after = event::clock::now();
        b.heard.emplace_back(m.text());
        co_return;
    });
    std::vector<updates::ordered_update> all;
    // Two find room, or three, and two are parked.
    for (auto chat = 1; chat <= 5; ++chat) {
        api::message message{};
        message.id = chat;
        message.peer_id = peer_of(chat);
        message.grouped_id = chat;
        api::updateNewMessage update{};
        update.message = std::move(message);
        all.push_back(holding(std::move(update)));
        all.back().size = 90;
    }
    all.push_back(saying_in(9, "text"));

    b.run(all);

    CHECK(b.heard == list{"album 1 ", "text", "album 2 ", "album 3 ", "album 4 ", "album 5 "});
    CHECK(after == before);
}

TEST_CASE("an album that answers a question is handled with it, each of its messages") {
    testing::clock time;
    bench b{time};
    std::vector<std::shared_ptr<updates::delivery_token>> tokens;
    std::size_t open = 0;
    b.handlers.on_album(note_album(b));
    b.handlers.on_message(is::text_is("question"), [&](message m) -> awaitable<void> {
        const auto answer = co_await m.wait_for_reply(1min);
        co_await pause(1s);
        b.heard.emplace_back(answer ? answer->text() : "none");
        for (const auto& each : tokens)
            open += each.use_count() > 1 ? 1 : 0;
    });
    const std::function<awaitable<void>(task_group&)> body = [&](task_group& group
                                                             ) -> awaitable<void> {
        auto* const unused = reinterpret_cast<client*>(&b.io);
        b.handlers.deliver(saying("question"), {group, *unused});
        co_await pause(1s);
        for (auto id = 8; id <= 10; ++id) {
            api::message message{};
            message.id = id;
            message.peer_id = peer_of(5);
            message.message = "photos";
            message.grouped_id = 7;
            api::messageReplyHeader header{};
            header.reply_to_msg_id = 7;
            message.reply_to = std::move(header);
            api::updateNewMessage update{};
            update.message = std::move(message);
            auto next = holding(std::move(update));
            next.delivery = std::make_shared<updates::delivery_token>();
            tokens.push_back(next.delivery);
            b.handlers.deliver(next, {group, *unused});
        }
        co_await b.handlers.wait_until_idle(event::clock::time_point::max());
    };
    asio::co_spawn(b.io, with_tasks(body), [](std::exception_ptr) {});
    time.run_to_end(b.io);

    CHECK(b.heard == list{"photos"});
    CHECK(open == 3);
    for (const auto& each : tokens)
        CHECK(each->end() == updates::delivery_end::handled);
}
