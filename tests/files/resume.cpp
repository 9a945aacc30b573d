// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/files/download.hpp>
#include <awaitgram/files/transfer_store.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/this_coro.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"
#include "file_server.hpp"

using namespace awaitgram;
using namespace awaitgram::tests::transfers;
using std::chrono_literals::operator""s;

namespace {

namespace fs = std::filesystem;

byte_buffer read_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void write_file(const fs::path& path, byte_view bytes) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file.write(
        reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())
    );
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& each : fs::directory_iterator{folder})
        names.insert(each.path().filename().string());
    return names;
}

/// The end of a program in the middle of a transfer.
struct stop final : std::runtime_error {
    stop() : runtime_error("stop") {}
};

/// Downloads to a path, or stops when more than so many bytes are there.
void download_until(
    file_server& server,
    const fs::path& path,
    std::int64_t bytes,
    std::int64_t id = 7,
    std::vector<std::int64_t>* all_told = nullptr
) {
    auto told = [&](files::progress state) {
        if (all_told != nullptr)
            all_told->push_back(state.done);
        if (state.done > bytes)
            throw stop{};
    };
    const auto act = [&]() -> awaitable<void> {
        files::download_options options;
        options.progress = told;
        options.resume = true;
        const auto known = file_on(server);
        auto place = *known.location().get_if<api::inputDocumentFileLocation>();
        place.id = id;
        files::remote_file file{std::move(place), known.dc(), known.size()};
        auto work = files::download(server, std::move(file), path, options);
        co_await std::move(work);
    };
    try {
        tests::run(act);
    } catch (const stop&) {
        CHECK(fs::exists(path.string() + ".part"));
        CHECK_FALSE(fs::exists(path.string() + ".part.lock"));
    }
}

constexpr auto whole = std::int64_t{1} << 40;

} // namespace

TEST_CASE("a download that was interrupted asks for the parts that are missing, and no other") {
    const testing::clock time;
    for (const auto has_hashes : {true, false}) {
        CAPTURE(has_hashes);
        const tests::directory place;
        const auto path = place.path / "file";
        file_server server;
        server.has_hashes = has_hashes;
        server.latency = std::chrono::milliseconds{60}; // so that all parts are told
        server.content = some_bytes(10 * mib + 5);
        download_until(server, path, 4 * 1024 * 1024);
        CHECK_FALSE(fs::exists(path));
        CHECK(names_in(place.path) == std::set<std::string>{"file.part", "file.part.state"});
        CHECK(server.hash_requests == 0);

        server.ranges.clear();
        std::vector<std::int64_t> told;
        download_until(server, path, whole, 7, &told);
        REQUIRE(told.size() > 2);
        CHECK(told.front() > 4 * 1024 * 1024); // what is on the disk, before anything comes
        CHECK(told.front() < 10 * 1024 * 1024);
        CHECK(std::is_sorted(told.begin(), told.end()));
        CHECK(told.back() == 10 * 1024 * 1024 + 5);
        CHECK(std::count(told.begin(), told.end(), told.back()) == 1);
        CHECK((read_file(path) == server.content));
        CHECK(names_in(place.path) == std::set<std::string>{"file"});
        CHECK(server.ranges.size() <= 21 - 9);
        CHECK(server.ranges.size() >= 21 - 9 - 8);
        CHECK(server.hash_requests <= (has_hashes ? 9 : 1));
        CHECK(server.hash_requests >= 1);
    }
}

TEST_CASE("a download that is cancelled at any moment goes on, and comes whole") {
    for (auto after = 0; after < 60; after += 9) {
        CAPTURE(after);
        const testing::clock time;
        const tests::directory place;
        const auto path = place.path / "file";
        file_server server;
        server.content = some_bytes(3 * mib);
        tests::run([&]() -> awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            const auto act = [&]() -> awaitable<void> {
                files::download_options options;
                options.resume = true;
                options.most_parts = 1;
                auto work = files::download(server, file_on(server), path, options);
                co_await std::move(work);
            };
            const task cancelled{executor, act(), nullptr};
            co_await pause(std::chrono::milliseconds{after});
            cancelled.cancel();
            while (!cancelled.ended())
                co_await pause(1s);
        });
        const auto before = server.calls.size();
        download_until(server, path, whole);
        CHECK((read_file(path) == server.content));
        CHECK(names_in(place.path) == std::set<std::string>{"file"});
        // A part that was under way when it was cancelled comes again.
        CHECK(server.ranges.size() <= 7);
        CHECK(before <= 7);
    }
}

TEST_CASE("parts on the disk that are not Telegram's come again, and only those") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    file_server server;
    server.content = some_bytes(10 * mib);
    download_until(server, path, 9 * 1024 * 1024);
    const auto part = path.string() + ".part";
    auto bytes = read_file(part);
    bytes[mib + 7] ^= 1U;
    write_file(part, bytes);
    server.ranges.clear();
    download_until(server, path, whole);
    CHECK((read_file(path) == server.content));
    CHECK(server.ranges.size() <= 4);
    CHECK(
        std::count(
            server.ranges.begin(),
            server.ranges.end(),
            std::pair{std::int64_t{mib}, std::int32_t{512 * 1024}}
        ) == 1
    );
}

TEST_CASE("another file, a damaged note or a shorter file begins a download anew") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    const auto part = path.string() + ".part";
    file_server server;
    server.content = some_bytes(10 * mib);

    download_until(server, path, 8 * 1024 * 1024);
    server.ranges.clear();
    server.hash_requests = 0;
    download_until(server, path, whole, 8);
    CHECK(server.ranges.size() == 20);
    CHECK(server.hash_requests == 0);
    CHECK((read_file(path) == server.content));

    download_until(server, path, 8 * 1024 * 1024);
    server.content = some_bytes(3 * mib + 1);
    server.ranges.clear();
    download_until(server, path, whole);
    CHECK(server.ranges.size() == 7);
    CHECK((read_file(path) == server.content));

    download_until(server, path, 2 * 1024 * 1024);
    write_file(part + ".state", bytes_of("awaitgram transfer 1\nnonsense"));
    server.ranges.clear();
    download_until(server, path, whole);
    CHECK(server.ranges.size() == 7);
    CHECK((read_file(path) == server.content));

    download_until(server, path, 2 * 1024 * 1024);
    fs::resize_file(part, 100);
    server.ranges.clear();
    download_until(server, path, whole);
    CHECK(server.ranges.size() == 7);
    CHECK((read_file(path) == server.content));
    CHECK(names_in(place.path) == std::set<std::string>{"file"});
}

TEST_CASE("parts on the disk are compared as a whole, however few hashes come at a time") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    const auto part = path.string() + ".part";
    file_server server;
    server.content = some_bytes(4 * mib);
    download_until(server, path, 3 * mib);
    auto bytes = read_file(part);
    bytes[512 * 1024 - 1] ^= 1U;
    write_file(part, bytes);
    server.most_hashes = 1;
    download_until(server, path, whole);
    CHECK((read_file(path) == server.content));

    // Hashes end in the middle of the file: what cannot be compared comes anew.
    download_until(server, path, 3 * mib);
    server.hashed_to = mib;
    bytes = read_file(part);
    bytes[2 * mib] ^= 1U;
    write_file(part, bytes);
    server.most_hashes = 16;
    download_until(server, path, whole);
    CHECK((read_file(path) == server.content));
}

TEST_CASE("bytes behind the end of an incomplete file are cut off") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    const auto part = path.string() + ".part";
    file_server server;
    server.content = some_bytes(3 * mib + 5);
    download_until(server, path, 2 * mib);
    auto bytes = server.content;
    bytes.resize(bytes.size() + 1000);
    const auto kept = read_file(part);
    std::copy(kept.begin(), kept.end(), bytes.begin());
    write_file(part, bytes);
    download_until(server, path, whole);
    CHECK((read_file(path) == server.content));
}

TEST_CASE("a link in the place of an incomplete file is not followed") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    const auto victim = place.path / "victim";
    file_server server;
    server.content = some_bytes(2 * mib);
    for (const std::string linked : {".part", ".part.state"}) {
        CAPTURE(linked);
        write_file(victim, bytes_of("precious"));
        fs::create_symlink(victim, path.string() + linked);
        const auto other = path.string() + (linked == ".part" ? ".part.state" : ".part");
        write_file(other, bytes_of("anything"));
        download_until(server, path, whole);
        CHECK((read_file(path) == server.content));
        CHECK(text_of(read_file(victim)) == "precious");
        for (const auto& name : names_in(place.path))
            fs::remove(place.path / name);
    }
}

TEST_CASE("a note that is left of another incomplete file is removed with a download that begins") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    file_server server;
    server.content = some_bytes(mib);
    write_file(path.string() + ".part.state", bytes_of("anything"));
    tests::run([&]() -> awaitable<void> {
        auto work = files::download(server, file_on(server), path);
        co_await std::move(work);
    });
    CHECK((read_file(path) == server.content));
    CHECK(names_in(place.path) == std::set<std::string>{"file"});
}

TEST_CASE("downloads to one path at the same time do not share their parts") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    file_server server;
    server.content = some_bytes(4 * mib);
    download_until(server, path, 2 * 1024 * 1024);
    tests::run([&]() -> awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        const auto act = [&]() -> awaitable<void> {
            files::download_options options;
            options.resume = true;
            auto work = files::download(server, file_on(server), path, options);
            co_await std::move(work);
        };
        const task first{executor, act(), nullptr};
        const task second{executor, act(), nullptr};
        while (!first.ended() || !second.ended())
            co_await pause(1s);
        CHECK(first.error() == nullptr);
        CHECK(second.error() == nullptr);
    });
    CHECK((read_file(path) == server.content));
    CHECK(names_in(place.path) == std::set<std::string>{"file"});
}

TEST_CASE("an incomplete file of something else is left alone, and nothing is kept beside it") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    const auto part = path.string() + ".part";
    file_server server;
    server.content = some_bytes(4 * mib);
    const auto other = some_bytes(100);
    write_file(part, other);
    download_until(server, path, 2 * 1024 * 1024);
    CHECK(names_in(place.path) == std::set<std::string>{"file.part"});
    download_until(server, path, whole);
    CHECK((read_file(path) == server.content));
    CHECK((read_file(part) == other));
    CHECK(names_in(place.path) == std::set<std::string>{"file", "file.part"});
}

namespace {

/// Uploads a file of the disk, or stops when more than so many bytes are stored.
api::InputFile upload_until(
    file_server& server,
    const fs::path& path,
    files::transfer_store& store,
    std::int64_t bytes,
    std::int64_t* first_told = nullptr
) {
    auto told = [&](files::progress state) {
        if (first_told != nullptr && *first_told < 0)
            *first_told = state.done;
        if (state.done > bytes)
            throw stop{};
    };
    api::InputFile file;
    try {
        tests::run([&]() -> awaitable<void> {
            files::upload_options options;
            options.progress = told;
            options.resume = &store;
            auto work = files::upload(server, path, options);
            file = co_await std::move(work);
        });
    } catch (const stop&) {
        CHECK(file.empty());
    }
    return file;
}

std::int64_t id_of(const api::InputFile& file) {
    REQUIRE(file.is<api::inputFileBig>());
    return file.get_if<api::inputFileBig>()->id;
}

} // namespace

TEST_CASE("an upload that was interrupted stores the parts that are missing under the same id") {
    const testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    const auto bytes = some_bytes(20 * mib + 3);
    write_file(path, bytes);
    any_session session{memory_session{}};
    for (const auto& store :
         {std::shared_ptr{files::transfers_in_folder(place.path / "states")},
          std::shared_ptr{files::transfers_in_session(session)}}) {
        file_server server;
        server.latency = std::chrono::milliseconds{60}; // so that all parts are told
        (void)upload_until(server, path, *store, 8 * 1024 * 1024);
        REQUIRE(server.stored.size() == 1);
        const auto before = server.stored.begin()->second.size();
        CHECK(before >= 17);
        CHECK(before <= 17 + 8);

        server.totals.clear();
        std::int64_t first = -1;
        const auto file = upload_until(server, path, *store, whole, &first);
        CHECK(first > 8 * 1024 * 1024); // what was stored, before anything is
        CHECK(first <= static_cast<std::int64_t>(before * 512 * 1024));
        CHECK(server.stored.size() == 1);
        CHECK((server.uploaded(id_of(file)) == bytes));
        CHECK(server.totals.size() <= 41 - 17);

        // Nothing is kept of an upload that has ended: the next one is another.
        server.totals.clear();
        const auto next = upload_until(server, path, *store, whole);
        CHECK(server.totals.size() == 41);
        CHECK(id_of(next) != id_of(file));
    }
    CHECK(fs::is_empty(place.path / "states"));
}

TEST_CASE("a file that has changed, or whose parts are too old, is uploaded anew") {
    testing::clock time;
    const tests::directory place;
    const auto path = place.path / "file";
    write_file(path, some_bytes(20 * mib));
    const auto store = files::transfers_in_folder(place.path / "states");
    file_server server;
    server.latency = std::chrono::milliseconds{60};
    (void)upload_until(server, path, *store, 8 * 1024 * 1024);
    auto bytes = some_bytes(20 * mib);
    bytes[5] ^= 1U;
    write_file(path, bytes);
    fs::last_write_time(path, fs::last_write_time(path) + 1s);
    server.totals.clear();
    const auto file = upload_until(server, path, *store, whole);
    CHECK(server.totals.size() == 40);
    CHECK((server.uploaded(id_of(file)) == bytes));

    (void)upload_until(server, path, *store, 8 * 1024 * 1024);
    tests::run([] { return pause(std::chrono::hours{13}); });
    server.totals.clear();
    const auto late = upload_until(server, path, *store, whole);
    CHECK(server.totals.size() == 40);
    CHECK((server.uploaded(id_of(late)) == bytes));

    // The clock was set back, or the note is not ours.
    (void)upload_until(server, path, *store, 8 * 1024 * 1024);
    for (const std::string began : {"9000000000000000000", "-9223372036854775808"}) {
        for (const auto& each : fs::directory_iterator{place.path / "states"}) {
            auto note = std::string{text_of(read_file(each.path()))};
            auto line = note.find('\n', note.find('\n') + 1) + 1;
            line = note.find(' ', line) + 1;
            note.replace(line, note.find(' ', line) - line, began);
            write_file(each.path(), bytes_of(note));
        }
        server.totals.clear();
        (void)upload_until(server, path, *store, 8 * 1024 * 1024);
        CHECK(server.totals.size() >= 16);
    }
}
