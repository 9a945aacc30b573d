// SPDX-License-Identifier: MIT
// Faults of a file, its directory and its disk. AWAITGRAM_FLIPS=10000 makes it a long test.
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include "../support/child.hpp"
#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

constexpr ::uid_t unprivileged = 65'534;

session_data some_content() {
    session_data content;
    auto home = *known_dc(4);
    home.auth_key = crypto::auth_key{byte_buffer(256, 0x42)};
    content.home_dc = 4;
    content.dcs.emplace(4, home);
    content.self = signed_in_user{7, false};
    content.api_layer = 200;
    content.salts[4] = {{1, 2, 3}, {-4, 5, 6}};
    content.temporary_keys.emplace(
        4, temporary_key{crypto::auth_key{byte_buffer(256, 0x17)}, 1'800'000'000}
    );
    content.updates = {1, 2, 3, 4, {{10, 20}, {30, 40}}};
    for (std::int64_t id = 1; id <= 200; ++id) {
        content.cache_peer(user_info{id, peer_auth{id, id % 2 == 0}, true, id == 7});
        content.cache_peer(channel_info{id, peer_auth{-id}, channel_kind::megagroup});
        content.cache_peer(chat_info{id});
    }
    return content;
}

void fill(const std::string& path, const sqlite_options& options = {}) {
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path, options};
        const auto content = some_content();
        co_await storage.import(content);
        co_await storage.close();
    });
}

std::string bytes_in(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void put(const std::string& path, const std::string& bytes) {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

/// The error of opening the file, reading all of it and writing some values.
std::error_code error_of_using(const std::string& path, const sqlite_options& options = {}) {
    return tests::error_of([&]() -> awaitable<void> {
        sqlite_session storage{path, options};
        const auto content = co_await storage.data();
        const auto self = co_await storage.peer(peer_id::self_user());
        const peer_info seen = user_info{5, peer_auth{6}, {}, !self};
        co_await storage.cache_peer(seen);
        co_await storage.import(content);
        co_await storage.close();
    });
}

/// The error of opening it as a user without the privileges of root.
std::pair<std::error_code, std::string> refusal(const std::string& path) {
    try {
        const sqlite_session storage{path};
    } catch (const std::system_error& error) {
        return {error.code(), error.what()};
    }
    return {};
}

void flip_bits(const std::string& name, const std::string& valid, const sqlite_options& options) {
    const directory place;
    const auto* const text = std::getenv("AWAITGRAM_FLIPS");
    const auto rounds = text != nullptr ? std::atoi(text) : 150;
    std::mt19937 random{42};
    auto refused = 0;
    for (auto round = 0; round != rounds; ++round) {
        auto bytes = valid;
        for (auto flips = 1 + random() % 8; flips != 0; --flips)
            bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
        if (round % 5 == 0)
            bytes.resize(random() % bytes.size());
        const auto path = place.file("me.session");
        put(path, bytes);
        CAPTURE(round);
        const auto error = error_of_using(path, options);
        refused += error ? 1 : 0;
        // Exceptions of other types would end the test.
        CHECK((!error || error.category() == category_of<session_errc>()));
        std::filesystem::remove(path);
        std::filesystem::remove(path + "-wal");
        std::filesystem::remove(path + "-journal");
    }
    MESSAGE(name, ": ", refused, " of ", rounds, " refused");
    CHECK(refused > 0);
}

} // namespace

TEST_CASE("a file with flipped bits or a missing end is refused or a valid session") { // S-83
    const directory place;
    fill(place.file("plain"));
    const byte_buffer bytes(32, 1);
    const sqlite_options encrypted{.key = session_key{crypto::secret<32>{bytes}}};
    fill(place.file("encrypted"), encrypted);
    REQUIRE_FALSE(error_of_using(place.file("plain")));
    REQUIRE_FALSE(error_of_using(place.file("encrypted"), encrypted));

    flip_bits("plain", bytes_in(place.file("plain")), {});
    flip_bits("encrypted", bytes_in(place.file("encrypted")), encrypted);
}

TEST_CASE("a truncated file is refused and left unchanged") { // S-83
    const directory place;
    const auto path = place.file("me.session");
    fill(path);
    const auto half = bytes_in(path).substr(0, 20'000);
    put(path, half);

    CHECK(refusal(path).first == session_errc::damaged);
    CHECK(bytes_in(path) == half);
}

TEST_CASE("a session without one of its tables is damaged") {
    const directory place;
    const auto path = place.file("me.session");
    fill(path);
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
    REQUIRE(sqlite3_exec(raw, "drop table salt", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(raw);
    const auto before = bytes_in(path);

    CHECK(refusal(path).first == session_errc::damaged);
    CHECK(bytes_in(path) == before);
}

TEST_CASE("when the disk is full writes fail, nothing is lost, and later writes succeed") {
    const directory place;
    const auto path = place.file("me.session");
    fill(path);
    constexpr auto last = 1'000'000;
    auto works = [&path] {
        auto written = std::int64_t{0};
        std::error_code failure;
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        const auto before = limit.rlim_cur;
        sqlite_session storage{path};
        limit.rlim_cur = 200'000;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        failure = tests::error_of([&]() -> awaitable<void> {
            for (std::int64_t id = 1000; id < last; ++id) {
                const peer_info seen = user_info{id, peer_auth{id}, {}, {}};
                co_await storage.cache_peer(seen);
                written = id;
            }
        });
        if (failure != session_errc::storage || written == 0)
            return false;
        auto all_there = true;
        limit.rlim_cur = before;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        tests::run([&]() -> awaitable<void> {
            const peer_info seen = user_info{last, peer_auth{1}, {}, {}};
            co_await storage.cache_peer(seen);
            co_await storage.close();
            sqlite_session again{path};
            for (std::int64_t id = 1000; id <= written; ++id) {
                const auto kept = co_await again.peer(*peer_id::user(id));
                all_there = all_there && kept == peer_info{user_info{id, peer_auth{id}, {}, {}}};
            }
            const auto later = co_await again.peer(*peer_id::user(last));
            const auto failed = co_await again.peer(*peer_id::user(written + 1));
            all_there = all_there && later && !failed;
        });
        return all_there;
    };

    CHECK(tests::in_child(works));
}

TEST_CASE("a read-only file is refused, and so is one in a read-only directory") {
    const directory place;
    const auto path = place.file("me.session");
    const auto folder = place.file("folder");
    fill(path);
    std::filesystem::create_directory(folder);
    fill(folder + "/me.session");
    std::filesystem::permissions(path, std::filesystem::perms{0444});
    std::filesystem::permissions(folder + "/me.session", std::filesystem::perms{0666});
    std::filesystem::permissions(folder, std::filesystem::perms{0555});
    std::filesystem::permissions(place.path, std::filesystem::perms{0777});
    const auto before = bytes_in(path);

    CHECK(tests::in_child([&] {
        if (::geteuid() == 0 && ::setuid(unprivileged) != 0)
            return false;
        const auto [code, text] = refusal(path);
        return code == session_errc::storage && text.find("written to") != std::string::npos;
    }));
    CHECK(tests::in_child([&] {
        if (::geteuid() == 0 && ::setuid(unprivileged) != 0)
            return false;
        const auto [code, text] = refusal(folder + "/me.session");
        return code == std::errc::permission_denied &&
               text.find("directory must be writable") != std::string::npos;
    }));
    CHECK(bytes_in(path) == before);
    std::filesystem::permissions(folder, std::filesystem::perms{0755});
}

TEST_CASE("errors name the file and contain none of its secrets") { // S-84
    const directory place;
    const auto path = place.file("me.session");
    fill(path);
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
    REQUIRE(
        sqlite3_exec(
            raw, "update dc set auth_key = 'SECRET-SECRET-SECRET'", nullptr, nullptr, nullptr
        ) == SQLITE_OK
    );
    sqlite3_close(raw);

    const auto [code, text] = refusal(path);
    CHECK(code == session_errc::damaged);
    CHECK(text.find(path) != std::string::npos);
    CHECK(text.find("auth_key") != std::string::npos);
    CHECK(text.find("SECRET") == std::string::npos);
}
