// SPDX-License-Identifier: MIT
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <unistd.h>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

crypto::auth_key some_key() {
    const byte_buffer bytes(256, 0x21);
    return crypto::auth_key{bytes};
}

std::error_code error_of_opening(const std::string& path) {
    try {
        const sqlite_session opened{path};
    } catch (const std::system_error& error) {
        CHECK(std::string{error.what()}.find(path) != std::string::npos);
        return error.code();
    }
    return {};
}

std::string content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::filesystem::perms rights_of_others(const std::filesystem::path& path) {
    const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    return std::filesystem::status(path).permissions() & others;
}

void let_all_read(const std::filesystem::path& path) {
    std::filesystem::permissions(path, std::filesystem::perms{0644});
}

/// Whether another program would find a lock on the file.
bool is_locked(const std::string& path) {
    const auto descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(descriptor >= 0);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    CHECK(::fcntl(descriptor, F_OFD_GETLK, &lock) == 0);
    ::close(descriptor); // which releases the locks of this process
    return lock.l_type != F_UNLCK;
}

void execute(const std::string& path, const char* sql) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
    CHECK(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(raw);
}

} // namespace

TEST_CASE("what was awaited is there when the file is opened again") {
    const directory place;
    tests::run([&place]() -> awaitable<void> {
        sqlite_session storage{place.file("me.session")};
        auto option = *storage.dc_option(2);
        option.auth_key = some_key();
        co_await storage.set_dc_option(option);
        const std::optional<signed_in_user> user = signed_in_user{7, false};
        co_await storage.set_self(user);
        const peer_info peer = user_info{5, peer_auth{-6}, true, {}};
        co_await storage.cache_peer(peer);
        const update_state step = update_state::primary{1, 2, 3};
        co_await storage.set_update_state(step);
    });

    tests::run([&place]() -> awaitable<void> {
        sqlite_session storage{place.file("me.session")};
        CHECK(*storage.dc_option(2)->auth_key == some_key());
        const auto self = co_await storage.self();
        CHECK(self->id == 7);
        const auto peer = co_await storage.peer(*peer_id::user(5));
        const peer_info expected = user_info{5, peer_auth{-6}, true, {}};
        CHECK(*peer == expected);
        const auto state = co_await storage.updates_state();
        CHECK(state.pts == 1);
        co_await storage.close();
        CHECK_THROWS_AS(co_await storage.self(), std::system_error);
    });
}

TEST_CASE("only the owner may read the file and its journal") {
    const directory place;
    const auto path = place.file("me.session");
    for (int opened = 0; opened < 2; ++opened) {
        const sqlite_session storage{path};

        for (const auto& entry : std::filesystem::directory_iterator{place.path})
            CHECK(rights_of_others(entry.path()) == std::filesystem::perms::none);
        let_all_read(path);
    }
}

TEST_CASE("a session that is open can't be opened again, and the attempt doesn't unlock it") {
    const directory place;
    const auto path = place.file("me.session");
    const sqlite_session storage{path};

    CHECK(error_of_opening(path) == sessions::errc::in_use);
    CHECK(is_locked(path));
}

TEST_CASE("a file that is no session is refused and left as it was") {
    const directory place;
    const auto text = place.file("text.session");
    std::ofstream{text}
        << "dear diary, this is certainly no database of any kind, see you tomorrow";
    const auto foreign = place.file("foreign.session");
    execute(foreign, "create table accounts (id integer)");
    const auto before = content_of(text);
    let_all_read(text);
    let_all_read(foreign);

    CHECK(error_of_opening(text) == sessions::errc::not_a_session);
    CHECK(content_of(text) == before);
    CHECK(error_of_opening(foreign) == sessions::errc::not_a_session);
    CHECK(rights_of_others(text) != std::filesystem::perms::none);
    CHECK(rights_of_others(foreign) != std::filesystem::perms::none);
}

TEST_CASE("a session of a newer version is refused") {
    const directory place;
    const auto path = place.file("me.session");
    { const sqlite_session made{path}; }
    execute(path, "pragma user_version = 3");

    CHECK(error_of_opening(path) == sessions::errc::newer_version);
}

TEST_CASE("a key of the wrong size is refused") {
    const directory place;
    const auto path = place.file("me.session");
    { const sqlite_session made{path}; }
    execute(
        path, "pragma ignore_check_constraints = on; insert into dc values (2, null, null, x'00')"
    );

    CHECK(error_of_opening(path) == sessions::errc::invalid_auth_key);
}

TEST_CASE("a directory that doesn't exist is an error that names the file") {
    CHECK(error_of_opening("/nonexistent/me.session") == std::errc::no_such_file_or_directory);
}
