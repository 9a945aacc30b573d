// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/upload.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/crypto/hash.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/tl/codec.hpp>

#include <asio/error.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"
#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;
using std::chrono_literals::operator""s;

namespace {

byte_buffer read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string refusal_of(std::function<awaitable<void>()> body) {
    try {
        tests::run(std::move(body));
    } catch (const rpc_error& refusal) {
        return std::string{refusal.text()};
    }
    return {};
}

} // namespace

TEST_CASE("files of every size arrive whole, in parallel parts and within their number") {
    const testing::clock time;
    for (const auto size : {std::size_t{1}, 512 * kib, 512 * kib + 1, 3 * mib, 12 * mib + 77}) {
        CAPTURE(size);
        file_server server;
        server.content = some_bytes(size);
        byte_buffer got;
        tests::run([&]() -> awaitable<void> {
            auto work = files::download_bytes(server, file_on(server));
            got = co_await std::move(work);
        });
        CHECK(got == server.content);
        CHECK(server.most_under_way <= 8);
        CHECK(
            server.most_under_way ==
            std::min<int>(8, static_cast<int>((size + 512 * kib - 1) / (512 * kib)))
        );
        CHECK(server.calls.front().dc == 4);
        CHECK(
            server.calls.front().lane ==
            (size < 128 * kib ? rpc::lane::small_download : rpc::lane::download)
        );
    }
}

TEST_CASE("uploads of every size are stored whole, small and big ones each in their way") {
    const testing::clock time;
    for (const auto size : {std::size_t{1}, 200 * kib, 10 * mib, 10 * mib + 1}) {
        CAPTURE(size);
        file_server server;
        const auto bytes = some_bytes(size);
        api::InputFile file;
        std::vector<std::int64_t> told;
        auto note = [&told](files::progress state) { told.push_back(state.done); };
        tests::run([&]() -> awaitable<void> {
            files::upload_options options;
            options.progress = note;
            auto work = files::upload_bytes(server, bytes, "a.bin", options);
            file = co_await std::move(work);
        });
        const auto big = size > 10 * mib;
        REQUIRE(file.is<api::inputFileBig>() == big);
        const auto id =
            big ? file.get_if<api::inputFileBig>()->id : file.get_if<api::inputFile>()->id;
        const auto parts =
            big ? file.get_if<api::inputFileBig>()->parts : file.get_if<api::inputFile>()->parts;
        CHECK(server.uploaded(id) == bytes);
        CHECK(static_cast<std::size_t>(parts) == server.stored.at(id).size());
        CHECK(server.total == (big ? parts : 0));
        REQUIRE_FALSE(told.empty());
        CHECK(told.back() == static_cast<std::int64_t>(size));
        CHECK(std::is_sorted(told.begin(), told.end()));
        for (const auto& each : server.calls) {
            CHECK(each.lane == rpc::lane::upload);
            CHECK(each.dc == 0);
        }
    }
}

TEST_CASE("a transfer outlasts limits of speed, failures, time-outs and lost answers") {
    const testing::clock time;
    const auto lost = [](const rpc::request&) -> rpc::answer {
        throw std::system_error(make_error_code(rpc::errc::outage));
    };
    const auto late = [](const rpc::request&) -> rpc::answer {
        throw std::system_error(asio::error::timed_out);
    };
    const auto not_stored = [](const rpc::request&) -> rpc::answer {
        return tl::frame{tl::encoded(false)};
    };
    file_server server;
    server.content = some_bytes(5 * mib);
    server.troubles = {
        refused(420, "FLOOD_PREMIUM_WAIT_9"),
        refused(420, "FLOOD_PREMIUM_WAIT_9"),
        lost,
        nullptr,
        late,
        refused(500, "INTERNAL"),
        refused(-503, "Timeout"),
        lost};
    byte_buffer got;
    const auto begun = time.now();
    tests::run([&]() -> awaitable<void> {
        auto work = files::download_bytes(server, file_on(server));
        got = co_await std::move(work);
    });
    CHECK(got == server.content);
    CHECK(time.now() - begun >= 9s);

    server.troubles = {
        refused(420, "FLOOD_WAIT_3"), lost, late, not_stored, not_stored, not_stored};
    api::InputFile file;
    tests::run([&]() -> awaitable<void> {
        auto work = files::upload_bytes(server, server.content, "a");
        file = co_await std::move(work);
    });
    CHECK(server.uploaded(file.get_if<api::inputFile>()->id) == server.content);
}

TEST_CASE("a part that Telegram never stores fails the upload with its number") { // S-108
    const testing::clock time;
    file_server server;
    const auto bytes = some_bytes(100);
    for (auto i = 0; i < 100; ++i)
        server.troubles.emplace_back([](const rpc::request&) -> rpc::answer {
            return tl::frame{tl::encoded(false)};
        });
    CHECK(refusal_of([&]() -> awaitable<void> {
              auto work = files::upload_bytes(server, bytes, "a");
              co_await std::move(work);
          }) == "FILE_PART_0_NOT_STORED");
    CHECK(server.calls.size() == 4);
}

TEST_CASE("a part that got lost is stored again in its place, and only that one") {
    const testing::clock time;
    for (const auto size : {300 * kib, 11 * mib + 5}) {
        CAPTURE(size);
        file_server server;
        const auto bytes = some_bytes(size);
        const auto source = files::memory_file(bytes);
        api::InputFile file;
        tests::run([&]() -> awaitable<void> {
            auto work = files::upload(server, *source, "a.bin");
            file = co_await std::move(work);
        });
        const auto big = size > 10 * mib;
        const auto id =
            big ? file.get_if<api::inputFileBig>()->id : file.get_if<api::inputFile>()->id;
        const auto last = static_cast<std::int32_t>(server.stored.at(id).size()) - 1;
        server.stored.at(id).erase(0);
        server.stored.at(id).erase(last);
        server.calls.clear();
        server.troubles = {refused(420, "FLOOD_PREMIUM_WAIT_3"), refused(500, "INTERNAL")};
        const auto total = server.total;
        const auto again = [&](std::int32_t part) {
            return [&, part]() -> awaitable<void> {
                auto work = files::upload_part_again(server, *source, file, part);
                co_await std::move(work);
            };
        };
        tests::run(again(0));
        tests::run(again(last));
        CHECK(server.calls.size() == 4);
        CHECK(server.stored.size() == 1);
        CHECK(server.uploaded(id) == bytes);
        CHECK(server.total == total);

        server.calls.clear();
        CHECK(tests::error_of(again(-1)) == files::errc::bad_range);
        CHECK(tests::error_of(again(last + 1)) == files::errc::bad_range);
        const auto other = files::memory_file(byte_view{bytes}.first(100));
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  auto work = files::upload_part_again(server, *other, file, 0);
                  co_await std::move(work);
              }) == files::errc::bad_state);
        CHECK(server.calls.empty());
    }
}

TEST_CASE("a refusal that nothing cures ends the transfer, and no part goes on") {
    const testing::clock time;
    file_server server;
    server.content = some_bytes(20 * mib);
    server.troubles = {nullptr, nullptr, refused(400, "LOCATION_INVALID")};
    CHECK(refusal_of([&]() -> awaitable<void> {
              auto work = files::download_bytes(server, file_on(server));
              co_await std::move(work);
          }) == "LOCATION_INVALID");
    CHECK(server.calls.size() <= 11);
    CHECK(server.under_way == 0);
}

TEST_CASE("a file is followed to its data centre, and left after three moves") { // S-107
    const testing::clock time;
    file_server server;
    server.content = some_bytes(2 * mib);
    server.troubles = {refused(303, "FILE_MIGRATE_5"), refused(303, "FILE_MIGRATE_5")};
    byte_buffer got;
    tests::run([&]() -> awaitable<void> {
        auto work = files::download_bytes(server, file_on(server));
        got = co_await std::move(work);
    });
    CHECK(got == server.content);
    CHECK(server.calls.back().dc == 5);

    for (auto i = 0; i < 100; ++i)
        server.troubles.push_back(refused(303, i % 2 == 0 ? "FILE_MIGRATE_2" : "FILE_MIGRATE_3"));
    CHECK(tests::error_of([&]() -> awaitable<void> {
              auto work = files::download_bytes(server, file_on(server));
              co_await std::move(work);
          }) == files::errc::lost_file);
}

TEST_CASE("an expired reference is renewed once for all parts") { // S-107
    const testing::clock time;
    const tests::directory place;
    file_server server;
    server.content = some_bytes(5 * mib);
    auto searches = 0;
    const auto fetch = [&](std::string reference) {
        return [&server, &searches, reference]() -> awaitable<files::remote_file> {
            ++searches;
            co_await pause(1s);
            co_return file_on(server, reference);
        };
    };
    const auto path = place.path / "file";
    const auto download = [&](std::string found) {
        return [&, found]() -> awaitable<void> {
            auto work = files::download(server, file_on(server, "old"), path, {}, fetch(found));
            co_await std::move(work);
        };
    };
    tests::run(download("fresh"));
    CHECK(searches == 1);
    CHECK(read_file(path) == server.content);

    searches = 0;
    CHECK(refusal_of(download("older")) == "FILE_REFERENCE_EXPIRED");
    CHECK(searches == 2);

    // A search that fails by what passes is repeated, and counts for nothing.
    std::vector<std::function<void()>> troubles;
    for (auto each = 0; each != 4; ++each) {
        troubles.emplace_back([] { throw std::system_error(asio::error::timed_out); });
        troubles.emplace_back([] { throw rpc_error{420, "FLOOD_WAIT_90"}; });
        troubles.emplace_back([] { throw rpc_error{-503, "Timeout"}; });
    }
    tests::run([&]() -> awaitable<void> {
        const auto find = [&]() -> awaitable<files::remote_file> {
            if (!troubles.empty()) {
                const auto trouble = std::move(troubles.back());
                troubles.pop_back();
                trouble();
            }
            co_return file_on(server, "fresh");
        };
        auto work = files::download(server, file_on(server, "old"), path, {}, find);
        co_await std::move(work);
    });
    CHECK(troubles.empty());
    CHECK(read_file(path) == server.content);

    // Without a way to find it again, the caller is told.
    CHECK(refusal_of([&]() -> awaitable<void> {
              auto work = files::download_bytes(server, file_on(server, "old"));
              co_await std::move(work);
          }) == "FILE_REFERENCE_EXPIRED");
}

TEST_CASE("a part of another length than it has is refused") { // S-105
    const testing::clock time;
    for (const auto size : {std::size_t{0}, std::size_t{1000}, 512 * kib + 1}) {
        file_server server;
        server.content = some_bytes(2 * mib);
        server.troubles = {nullptr, [size](const rpc::request&) -> rpc::answer {
                               api::upload::file file;
                               file.type = api::storage::fileUnknown{};
                               file.bytes = tl::bytes{byte_buffer(size)};
                               return tl::frame{tl::encoded(api::upload::File{std::move(file)})};
                           }};
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  auto work = files::download_bytes(server, file_on(server));
                  co_await std::move(work);
              }) == files::errc::wrong_part);
    }
}

TEST_CASE("a download has its name only when it is complete, and leaves nothing else") {
    const testing::clock time;
    const tests::directory place;
    file_server server;
    server.content = some_bytes(3 * mib);
    const auto path = place.path / "file";
    server.troubles = {nullptr, nullptr, refused(400, "LOCATION_INVALID")};
    const auto download = [&]() -> awaitable<void> {
        auto work = files::download(server, file_on(server), path);
        co_await std::move(work);
    };
    CHECK(refusal_of(download) == "LOCATION_INVALID");
    CHECK(std::filesystem::is_empty(place.path));

    tests::run(download);
    CHECK(read_file(path) == server.content);
    server.content = some_bytes(1000);
    tests::run(download);
    CHECK(read_file(path) == server.content);
    CHECK(std::distance(std::filesystem::directory_iterator{place.path}, {}) == 1);

    // A place that cannot be written says so before anything is asked for.
    server.calls.clear();
    try {
        tests::run([&]() -> awaitable<void> {
            auto work = files::download(server, file_on(server), place.path / "none" / "file");
            co_await std::move(work);
        });
        FAIL("it was written");
    } catch (const std::system_error& problem) {
        CHECK(problem.code() == std::errc::no_such_file_or_directory);
    }
    CHECK(server.calls.empty());
}

TEST_CASE("a file of the disk is uploaded under its name") {
    const testing::clock time;
    const tests::directory place;
    const auto bytes = some_bytes(3 * mib);
    const auto path = place.path / "report.pdf";
    {
        std::ofstream file{path, std::ios::binary};
        file.write(
            reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
        );
    }
    file_server server;
    api::InputFile file;
    tests::run([&]() -> awaitable<void> {
        auto work = files::upload(server, path);
        file = co_await std::move(work);
    });
    const auto* stored = file.get_if<api::inputFile>();
    REQUIRE(stored);
    CHECK(stored->name == "report.pdf");
    CHECK(server.uploaded(stored->id) == bytes);

    CHECK(tests::error_of([&]() -> awaitable<void> {
              auto work = files::upload(server, place.path / "none");
              co_await std::move(work);
          }) == std::errc::no_such_file_or_directory);
    { const std::ofstream empty{place.path / "empty"}; }
    CHECK(tests::error_of([&]() -> awaitable<void> {
              auto work = files::upload(server, place.path / "empty");
              co_await std::move(work);
          }) == files::errc::empty_file);
}

TEST_CASE("what the sink or the function for the progress throws ends the download") {
    const testing::clock time;
    file_server server;
    server.content = some_bytes(5 * mib);
    auto stop = [](files::progress) {
        throw std::system_error(std::make_error_code(std::errc::io_error));
    };
    CHECK(tests::error_of([&]() -> awaitable<void> {
              files::download_options options;
              options.progress = stop;
              auto work = files::download_bytes(server, file_on(server), 8 * mib, options);
              co_await std::move(work);
          }) == std::errc::io_error);
    CHECK(server.under_way == 0);
    CHECK(tests::error_of([&]() -> awaitable<void> {
              auto work = files::download_bytes(server, file_on(server), mib);
              co_await std::move(work);
          }) == files::errc::too_large);
}

TEST_CASE(
    "a file that is larger than allowed is refused, before anything is sent when that is known"
) {
    const testing::clock time;
    const tests::directory place;
    file_server server;
    server.content = some_bytes(3 * mib);
    const auto known = file_on(server);
    const auto download = [&](std::int64_t size, std::int64_t most) {
        return [&, size, most]() -> awaitable<void> {
            files::download_options options;
            options.most_bytes = most;
            files::remote_file file{known.location(), known.dc(), size};
            auto work = files::download(server, std::move(file), place.path / "file", options);
            co_await std::move(work);
        };
    };
    CHECK(tests::error_of(download(known.size(), known.size() - 1)) == files::errc::too_large);
    CHECK(server.calls.empty());
    CHECK(
        tests::error_of(download(files::unknown_size, known.size() - 1)) == files::errc::too_large
    );
    CHECK(server.calls.size() == 6);
    CHECK(std::filesystem::is_empty(place.path));
    tests::run(download(known.size(), known.size()));
    tests::run(download(files::unknown_size, known.size()));
    CHECK((read_file(place.path / "file") == server.content));
    // A file of unknown size may end with its last whole part.
    server.content = some_bytes(2 * mib);
    for (const auto refused : {false, true}) {
        server.refuses_the_end = refused;
        tests::run(download(files::unknown_size, 0));
        CHECK((read_file(place.path / "file") == server.content));
    }
}
