// SPDX-License-Identifier: MIT
// When and where the file of a session is opened.
#include <awaitgram/session/any.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <atomic>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

std::atomic<int> openings = 0;
std::atomic<std::thread::id> opener{};

int note_opening(sqlite3*, const char**, const struct sqlite3_api_routines*) {
    ++openings;
    opener = std::this_thread::get_id();
    return SQLITE_OK;
}

/// Notes every opening of a database, for as long as it lives.
struct watched_openings {
    watched_openings() {
        openings = 0;
        opener = std::thread::id{};
        sqlite3_auto_extension(hook());
    }
    watched_openings(const watched_openings&) = delete;
    watched_openings& operator=(const watched_openings&) = delete;
    ~watched_openings() { sqlite3_cancel_auto_extension(hook()); }

private:
    static void (*hook())() { return reinterpret_cast<void (*)()>(&note_opening); }
};

/// Starts `init`, and notes its end.
struct opening {
    opening(asio::io_context& io, sqlite_session& storage) {
        asio::co_spawn(
            io,
            storage.init(),
            asio::bind_cancellation_slot(
                signal.slot(),
                [this](const std::exception_ptr& error) {
                    ended = true;
                    try {
                        if (error)
                            std::rethrow_exception(error);
                    } catch (const std::system_error& problem) {
                        code = problem.code();
                    }
                }
            )
        );
    }

    asio::cancellation_signal signal{};
    bool ended = false;
    std::error_code code{};
};

sqlite_options slow_to_open() {
    return {.key = session_key::from_passphrase("a passphrase")};
}

void write_garbage(const std::string& path) {
    std::ofstream file{path};
    file << std::string(4096, 'x');
}

} // namespace

TEST_CASE("`init` opens the file once, on another thread, however often it is called") {
    const directory place;
    const auto path = place.file("me.session");
    asio::io_context io;
    const watched_openings watched;

    auto storage = sqlite_session::unopened(path, slow_to_open());
    CHECK(openings == 0);
    CHECK_FALSE(std::filesystem::exists(path));
    opening first{io, storage};
    opening second{io, storage};
    tests::run_to_end(io);
    io.restart();
    opening third{io, storage};
    tests::run_to_end(io);

    CHECK((first.ended && second.ended && third.ended));
    CHECK_FALSE((first.code || second.code || third.code));
    CHECK(openings == 1);
    CHECK(opener.load() != std::this_thread::get_id());
    CHECK(storage.is_scrubbed());
}

TEST_CASE("calls of `init` at the same time share an error, and a later one tries again") {
    const directory place;
    const auto path = place.file("me.session");
    write_garbage(path);
    asio::io_context io;
    const watched_openings watched;

    auto storage = sqlite_session::unopened(path);
    opening first{io, storage};
    opening second{io, storage};
    tests::run_to_end(io);
    CHECK(first.code == session_errc::not_a_session);
    CHECK(second.code == session_errc::not_a_session);
    CHECK(openings == 1);

    io.restart();
    opening again{io, storage};
    tests::run_to_end(io);
    CHECK(again.code == session_errc::not_a_session);
    CHECK(openings == 2);

    std::filesystem::remove(path);
    io.restart();
    opening last{io, storage};
    tests::run_to_end(io);
    CHECK_FALSE(last.code);
}

TEST_CASE("a cancelled `init` ends as cancelled, and the session can be used") {
    const directory place;
    asio::io_context io;
    auto storage = sqlite_session::unopened(place.file("me.session"), slow_to_open());

    opening cancelled{io, storage};
    io.poll(); // it waits
    cancelled.signal.emit(asio::cancellation_type::terminal);
    tests::run_to_end(io);
    CHECK(cancelled.code == asio::error::operation_aborted);

    tests::run([&]() -> awaitable<void> { co_await storage.set_home_dc_id(4); });
    CHECK(storage.home_dc_id() == 4);
}

TEST_CASE("an unopened session is opened by its first use") {
    const directory place;
    const auto path = place.file("me.session");
    tests::run([&]() -> awaitable<void> {
        auto storage = sqlite_session::unopened(path);
        co_await storage.set_home_dc_id(5);
    });
    CHECK(sqlite_session::unopened(path).home_dc_id() == 5);
    CHECK(any_session{path}.home_dc_id() == 5);
    CHECK(sqlite_session::unopened(path).connection() != nullptr);
}

TEST_CASE("an unopened session whose file cannot be opened has the error in each operation") {
    const directory place;
    const auto path = place.file("me.session");
    write_garbage(path);

    auto storage = sqlite_session::unopened(path);
    CHECK(storage.home_dc_id() == default_home_dc);
    CHECK(storage.connection() == nullptr);
    CHECK_THROWS_AS((void)storage.dc_option(2), std::system_error);
    const auto error = tests::error_of([&]() -> awaitable<void> { (void)co_await storage.self(); });
    CHECK(error == session_errc::not_a_session);
}

TEST_CASE("an unopened session that is closed opens nothing") {
    const directory place;
    const auto path = place.file("me.session");
    auto storage = sqlite_session::unopened(path);
    tests::run([&] { return storage.close(); });

    CHECK(tests::error_of([&] { return storage.init(); }) == session_errc::closed);
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("`init` of a session that needs none does nothing, unless it is closed") {
    any_session storage{memory_session{}};
    CHECK_FALSE(tests::error_of([&] { return storage.init(); }));
    tests::run([&] { return storage.close(); });
    CHECK(tests::error_of([&] { return storage.init(); }) == session_errc::closed);
}
