// SPDX-License-Identifier: MIT
// Links to sessions, reading open ones, and several programs that create the same one.
#include <awaitgram/formats/convert.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "../support/child.hpp"
#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

/// Whether another process finds a lock on the file.
bool is_locked(const std::string& path) {
    return tests::in_child([&path] {
        const auto descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        struct flock lock {};
        lock.l_type = F_WRLCK;
        return ::fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    });
}

std::error_code error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::system_error& error) {
        return error.code();
    }
    return {};
}

std::error_code error_of_opening(const std::string& path) {
    return error_of([&path] { const sqlite_session opened{path}; });
}

/// New files are readable by others, unless created with another mode.
struct generous {
    ~generous() { ::umask(before); }
    ::mode_t before = ::umask(022);
};

void expect_private(const std::filesystem::path& folder) {
    const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (!entry.is_directory() && !entry.is_symlink()) {
            CAPTURE(entry.path());
            CHECK(
                (std::filesystem::status(entry.path()).permissions() & others) ==
                std::filesystem::perms::none
            );
        }
}

} // namespace

TEST_CASE("an open session stays locked while another reader examines it") {
    const directory place;
    const auto path = place.file("me.session");
    const sqlite_session storage{path};
    REQUIRE(is_locked(path));

    CHECK(error_of([&] { static_cast<void>(recognise_session(path)); }) == session_errc::in_use);
    CHECK(is_locked(path));
    CHECK(error_of([&] { static_cast<void>(read_session(path, {})); }) == session_errc::in_use);
    CHECK(is_locked(path));
}

TEST_CASE("any file that SQLite has open stays locked while it is examined") {
    const directory place;
    for (const auto* const table : {"", "create table one (a);"}) {
        const auto path = place.file(*table == 0 ? "empty" : "foreign");
        sqlite3* raw = nullptr;
        REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
        REQUIRE(
            sqlite3_exec(
                raw, (std::string{table} + "begin exclusive").c_str(), nullptr, nullptr, nullptr
            ) == SQLITE_OK
        );
        REQUIRE(is_locked(path));

        static_cast<void>(error_of([&] { static_cast<void>(recognise_session(path)); }));
        CHECK(is_locked(path));
        static_cast<void>(error_of([&] { static_cast<void>(read_session(path, {})); }));
        CHECK(is_locked(path));
        sqlite3_close(raw);
    }
}

TEST_CASE("a link to a session that does not exist yet refers to the same session as its name") {
    const generous mask;
    const directory place;
    const auto folder = place.path / "folder";
    std::filesystem::create_directory(folder);
    const auto path = (folder / "me.session").string();
    std::filesystem::create_symlink("folder/me.session", place.path / "relative");
    std::filesystem::create_symlink(path, place.path / "absolute");
    std::filesystem::create_symlink("relative", place.path / "second");
    for (const auto* const name : {"relative", "absolute", "second"}) {
        CAPTURE(name);
        const auto link = place.file(name);
        {
            const sqlite_session storage{link};

            expect_private(folder);
            expect_private(place.path);
            CHECK(std::filesystem::exists(path));
            CHECK(std::filesystem::exists(path + ".lock"));
            CHECK_FALSE(std::filesystem::exists(link + ".lock"));
            CHECK(error_of_opening(path) == session_errc::in_use);
            CHECK(error_of_opening(place.file("relative")) == session_errc::in_use);
        }
        CHECK(std::filesystem::is_symlink(link));
        CHECK_FALSE(error_of_opening(path));
        std::filesystem::remove(path);
        CHECK(std::filesystem::is_empty(folder));
    }
}

TEST_CASE("a dangling link and cyclic links are errors that name the file") {
    const directory place;
    std::filesystem::create_symlink("one", place.path / "two");
    std::filesystem::create_symlink("two", place.path / "one");
    std::filesystem::create_symlink("missing/me.session", place.path / "nowhere");
    for (const auto* const name : {"one", "nowhere"}) {
        const auto path = place.file(name);
        std::string text;
        try {
            const sqlite_session opened{path};
        } catch (const std::system_error& error) {
            text = error.what();
        }
        CHECK(text.find(path) != std::string::npos);
    }
    for (const auto& entry : std::filesystem::directory_iterator{place.path})
        CHECK(entry.is_symlink());
}

TEST_CASE("programs that create the same session at once do not remove each other's") {
    const auto with_key = [](std::uint8_t fill) -> sqlite_options {
        const byte_buffer bytes(32, fill);
        return {.key = session_key{crypto::secret<32>{bytes}}};
    };
    for (auto round = 0; round != 20; ++round) {
        const directory place;
        const auto path = place.file("me.session");
        ::pid_t programs[4];
        for (std::uint8_t number = 0; number != 4; ++number) {
            programs[number] = ::fork();
            REQUIRE(programs[number] >= 0);
            if (programs[number] == 0)
                ::_exit(
                    error_of([&] {
                        const sqlite_session made{path, with_key(number)};
                    })
                        ? 1
                        : 0
                );
        }
        auto winner = -1;
        for (auto number = 0; number != 4; ++number) {
            auto status = 0;
            REQUIRE(::waitpid(programs[number], &status, 0) == programs[number]);
            REQUIRE(WIFEXITED(status));
            if (WEXITSTATUS(status) == 0) {
                CHECK(winner == -1); // a later process has another key
                winner = number;
            }
        }
        REQUIRE(winner >= 0);
        CHECK_FALSE(error_of([&] {
            const sqlite_session again{path, with_key(static_cast<std::uint8_t>(winner))};
        }));
    }
}
