// SPDX-License-Identifier: MIT
// A disk that becomes full at every possible point: while a session is created, encrypted or opened.
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "../support/child.hpp"
#include "../support/directory.hpp"
#include "../support/run.hpp"
#include "file_content.hpp"

using namespace awaitgram;
using tests::content_of;
using tests::directory;

namespace {

constexpr std::uint64_t page = 4096;

session_data some_content() {
    session_data content;
    auto home = *known_dc(4);
    home.auth_key = crypto::auth_key{byte_buffer(256, 0x42)};
    content.home_dc = 4;
    content.dcs.emplace(4, home);
    content.temporary_keys.emplace(
        4, temporary_key{crypto::auth_key{byte_buffer(256, 0x17)}, 1'800'000'000}
    );
    for (std::int64_t id = 1; id <= 300; ++id)
        content.cache_peer(user_info{id, peer_auth{id, id % 2 == 0}, true, id == 7});
    return content;
}

sqlite_options with_key() {
    const byte_buffer bytes(32, 1);
    return {.key = session_key{crypto::secret<32>{bytes}}};
}

void fill(const std::string& path) {
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path};
        const auto content = some_content();
        co_await storage.import(content);
        co_await storage.close();
    });
}

std::error_code error_of_opening(const std::string& path, const sqlite_options& options) {
    try {
        const sqlite_session opened{path, options};
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

bool shows_a_key(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
    return bytes.find(std::string(32, '\x42')) != std::string::npos ||
           bytes.find(std::string(32, '\x17')) != std::string::npos;
}
bool shows_a_key_anywhere(const std::string& path) {
    return shows_a_key(path) || shows_a_key(path + "-wal") || shows_a_key(path + "-journal");
}

} // namespace

TEST_CASE("a disk that becomes full while a session is encrypted leaves the old file or the new "
          "one, and a clean one later") {
    const directory place;
    const auto plain = place.file("plain");
    fill(plain);
    const auto size = std::filesystem::file_size(plain);
    auto refused = 0;
    auto unclean = 0;
    auto clean = 0;
    for (auto limit = page; limit < 3 * size; limit += page) {
        CAPTURE(limit);
        const auto path = place.file(std::to_string(limit));
        std::filesystem::copy_file(plain, path);
        const auto status = tests::status_of_child([&] {
            auto result = 1;
            tests::run([&]() -> awaitable<void> {
                sqlite_session storage{path};
                tests::fill_disk_at(limit);
                const auto key = with_key().key;
                try {
                    co_await storage.set_key(key);
                } catch (const std::system_error&) {
                    result = storage.is_scrubbed() ? 2 : 3;
                    co_return;
                }
                result = storage.is_scrubbed() ? 0 : 1;
            });
            return result;
        });
        REQUIRE(status < 3);
        if (status == 2) {
            ++refused;
            CHECK(content_of(path, {}) == some_content());
            continue;
        }
        CHECK(error_of_opening(path, {}) == session_errc::key_needed);
        if (status == 1) {
            ++unclean;
            // On a full disk it opens nevertheless, and reports that it is not scrubbed.
            CHECK(tests::in_child([&] {
                tests::fill_disk_at(0);
                const sqlite_session storage{path, with_key()};
                return !storage.is_scrubbed();
            }));
        } else {
            ++clean;
            CHECK_FALSE(shows_a_key_anywhere(path));
        }
        CHECK(content_of(path, with_key()) == some_content());
        CHECK_FALSE(shows_a_key_anywhere(path));
        CHECK(sqlite_session{path, with_key()}.is_scrubbed());
    }
    CHECK(refused > 0);
    CHECK(unclean > 0);
    CHECK(clean > 0);
}

TEST_CASE("a session that cannot be created on a full disk leaves no file behind") {
    for (const auto& options : {sqlite_options{}, with_key()}) {
        auto refused = 0;
        auto made = false;
        for (std::uint64_t limit = 0; limit < 40 * page && !made; limit += page / 2) {
            CAPTURE(limit);
            const directory place;
            const auto path = place.file("new.session");
            const auto status = tests::status_of_child([&] {
                tests::fill_disk_at(limit);
                return error_of_opening(path, options) ? 1 : 0;
            });
            REQUIRE(status <= 1);
            made = status == 0;
            if (made)
                continue;
            ++refused;
            for (const auto& entry : std::filesystem::directory_iterator{place.path})
                FAIL_CHECK("left behind: ", entry.path().filename().string());
        }
        CHECK(refused > 0);
        CHECK(made);
    }
}

TEST_CASE("an existing empty file remains when the session cannot be created in it") {
    const directory place;
    const auto path = place.file("mine.session");
    std::ofstream{path}.flush();
    for (std::uint64_t limit = 0; limit < 6 * page; limit += page / 2) {
        CHECK(tests::in_child([&] {
            tests::fill_disk_at(limit);
            return static_cast<bool>(error_of_opening(path, {}));
        }));
        CHECK(std::filesystem::exists(path));
    }
    CHECK_FALSE(error_of_opening(path, {}));
}
