// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/files/error.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/testing/clock.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "../support/run.hpp"
#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;

namespace {

byte_buffer read(files::file_reader& reader, std::int64_t position, std::size_t length) {
    byte_buffer got;
    tests::run([&]() -> awaitable<void> {
        auto work = reader.read(position, length);
        got = co_await std::move(work);
    });
    return got;
}

byte_buffer part(const file_server& server, std::size_t position, std::size_t length) {
    const auto from = std::min(position, server.content.size());
    const auto bytes =
        byte_view{server.content}.subspan(from, std::min(length, server.content.size() - from));
    return {bytes.begin(), bytes.end()};
}

} // namespace

TEST_CASE("a file is read from any position, and what was read last is kept") {
    const testing::clock time;
    file_server server;
    server.content = some_bytes(3 * mib + 77);
    files::reader_options options;
    options.cache_bytes = mib;
    files::file_reader reader{server, file_on(server), options};
    CHECK(read(reader, 5, 10) == part(server, 5, 10));
    CHECK(read(reader, 100, 512 * kib) == part(server, 100, 512 * kib));
    CHECK(server.calls.size() == 2);
    CHECK(read(reader, 0, mib) == part(server, 0, mib));
    CHECK(server.calls.size() == 2);
    CHECK(read(reader, 1, 1) == part(server, 1, 1));
    CHECK(read(reader, 3 * mib, mib) == part(server, 3 * mib, 77));
    CHECK(server.calls.size() == 3);
    // The block that was used longest ago has gone.
    CHECK(read(reader, 0, 1) == part(server, 0, 1));
    CHECK(server.calls.size() == 3);
    CHECK(read(reader, mib - 1, 1) == part(server, mib - 1, 1));
    CHECK(server.calls.size() == 4);

    CHECK(read(reader, 3 * mib + 77, 1).empty());
    CHECK(read(reader, INT64_MAX, SIZE_MAX).empty());
    CHECK(read(reader, 7, 0).empty());
    CHECK(server.calls.size() == 4);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              auto work = reader.read(-1, 1);
              co_await std::move(work);
          }) == files::errc::bad_range);
    CHECK(read(reader, 0, SIZE_MAX) == server.content);
}

TEST_CASE("reads of one block share a request, and one that is cancelled leaves it to the others") {
    const testing::clock time;
    file_server server;
    server.content = some_bytes(mib);
    files::file_reader reader{server, file_on(server)};
    auto ended = 0;
    tests::run([&]() -> awaitable<void> {
        unique_function<awaitable<void>(task_group&)> body = [&](task_group& tasks
                                                             ) -> awaitable<void> {
            const auto one = [&]() -> awaitable<void> {
                auto work = reader.read(3, 4);
                const auto got = co_await std::move(work);
                CHECK(got == part(server, 3, 4));
                ++ended;
            };
            tasks.spawn(one());
            tasks.spawn(one());
            co_await one();
            co_await pause(std::chrono::seconds{1});
        };
        co_await with_tasks(std::move(body));
    });
    CHECK(ended == 3);
    CHECK(server.calls.size() == 1);

    tests::run([&]() -> awaitable<void> {
        unique_function<awaitable<void>(task_group&)> body = [&](task_group& tasks
                                                             ) -> awaitable<void> {
            const auto one = [&]() -> awaitable<void> {
                auto work = reader.read(600 * kib, 4);
                (void)co_await std::move(work);
                FAIL("it was not cancelled");
            };
            tasks.spawn(one());
            co_await pause(std::chrono::milliseconds{1});
        };
        co_await with_tasks(std::move(body));
    });
    CHECK(server.calls.size() == 2);
    CHECK(read(reader, 600 * kib, 4) == part(server, 600 * kib, 4));
}

TEST_CASE("a reader goes through a file in blocks, from where it was placed") {
    const testing::clock time;
    for (const auto sized : {true, false}) {
        file_server server;
        server.content = some_bytes(2 * mib);
        const auto known = file_on(server);
        const files::remote_file file{
            known.location(), known.dc(), sized ? known.size() : files::unknown_size};
        files::file_reader reader{server, file};
        reader.seek(1000);
        server.troubles = {refused(500, "INTERNAL"), refused(420, "FLOOD_WAIT_2")};
        byte_buffer all;
        auto chunks = 0;
        tests::run([&]() -> awaitable<void> {
            for (;;) {
                const auto chunk = co_await reader.next();
                if (!chunk)
                    break;
                ++chunks;
                all.insert(all.end(), chunk->begin(), chunk->end());
            }
        });
        CHECK(all == part(server, 1000, 2 * mib));
        CHECK(chunks == 4);
        CHECK(reader.position() == 2 * static_cast<std::int64_t>(mib));
    }
}

TEST_CASE("a reader finds its file again as often as its reference expires") {
    const testing::clock time;
    file_server server;
    server.content = some_bytes(4 * mib);
    auto searches = 0;
    files::file_reader reader{server, file_on(server), {}, [&]() -> awaitable<files::remote_file> {
                                  ++searches;
                                  co_return file_on(server, server.reference);
                              }};
    for (auto i = 0; i < 5; ++i) {
        server.reference = "reference " + std::to_string(i);
        const auto at = static_cast<std::size_t>(i) * mib / 2;
        CHECK(read(reader, static_cast<std::int64_t>(at), 9) == part(server, at, 9));
    }
    CHECK(searches == 5);
}

TEST_CASE("one who reads on has the next blocks under way, and nothing is asked for ahead elsewhere"
) {
    const testing::clock time;
    for (const auto ahead : {0, 2, 100}) {
        CAPTURE(ahead);
        file_server server;
        server.content = some_bytes(8 * mib + 5);
        files::reader_options options;
        options.read_ahead = static_cast<std::size_t>(ahead);
        files::file_reader reader{server, file_on(server), options};
        CHECK(read(reader, 4 * mib, 10) == part(server, 4 * mib, 10));
        CHECK(server.calls.size() == 1);
        // The second read goes on where the first one ended, the third one does not.
        CHECK(read(reader, 4 * mib + 10, 10) == part(server, 4 * mib + 10, 10));
        const auto most = static_cast<std::size_t>(std::min(ahead, 7));
        CHECK(server.calls.size() == 1 + most);
        CHECK(read(reader, mib, 10) == part(server, mib, 10));
        CHECK(server.calls.size() == 2 + most);

        reader.seek(100);
        byte_buffer all;
        server.calls.clear();
        server.most_under_way = 0;
        tests::run([&]() -> awaitable<void> {
            for (;;) {
                const auto chunk = co_await reader.next();
                if (!chunk)
                    break;
                all.insert(all.end(), chunk->begin(), chunk->end());
            }
        });
        CHECK((all == part(server, 100, 9 * mib)));
        CHECK(server.most_under_way == std::max(1, static_cast<int>(most) + (most == 0 ? 0 : 1)));
        CHECK(server.calls.size() <= 17);
    }
}

TEST_CASE("what a reader has asked for ahead ends with it, and what failed is asked for again") {
    const testing::clock time;
    file_server server;
    server.content = some_bytes(4 * mib);
    tests::run([&]() -> awaitable<void> {
        {
            files::file_reader first{server, file_on(server)};
            auto reader = std::move(first);
            (void)co_await reader.next();
            (void)co_await reader.next();
            co_await pause(std::chrono::milliseconds{1});
            CHECK(server.under_way == 1);
        }
        co_await pause(std::chrono::milliseconds{1});
        CHECK(server.under_way == 0);

        server.calls.clear();
        server.troubles = {nullptr, refused(400, "LOCATION_INVALID")};
        files::file_reader reader{server, file_on(server)};
        byte_buffer all;
        while (const auto chunk = co_await reader.next())
            all.insert(all.end(), chunk->begin(), chunk->end());
        CHECK((all == server.content));
        CHECK(server.calls.size() == 9);
    });
}
