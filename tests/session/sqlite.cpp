// SPDX-License-Identifier: MIT
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/base64.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/this_coro.hpp>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

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

std::string text_of_refusal(const std::string& path) {
    try {
        const sqlite_session opened{path};
    } catch (const std::system_error& error) {
        return error.what();
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

std::string telethon_text(const byte_buffer& bytes) {
    using namespace detail;
    return '1' + to_base64(bytes, base64_digits::url, base64_fill::without);
}

void let_all_read(const std::filesystem::path& path) {
    std::filesystem::permissions(path, std::filesystem::perms{0644});
}

/// Whether the file is locked for other programs.
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

TEST_CASE("completed writes are present when the file is opened again") {
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

TEST_CASE("an open session cannot be opened again, and the attempt does not unlock it") {
    const directory place;
    const auto path = place.file("me.session");
    const auto link = place.file("link.session");
    std::filesystem::create_symlink(path, link);
    {
        const sqlite_session storage{path};

        CHECK(error_of_opening(path) == session_errc::in_use);
        CHECK(error_of_opening(link) == session_errc::in_use);
        CHECK(is_locked(path));
        CHECK(
            text_of_refusal(path).find(
                path + " is already in use by this process, " + std::to_string(::getpid())
            ) == 0
        );
    }
    CHECK_FALSE(error_of_opening(path));
    CHECK_FALSE(std::filesystem::exists(path + ".lock"));
}

TEST_CASE("another process gets the id of the process that uses a session, until that one is killed"
) {
    const directory place;
    const auto path = place.file("me.session");
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto user = ::fork();
    REQUIRE(user >= 0);
    if (user == 0) {
        const sqlite_session storage{path};
        if (::write(ends[1], "x", 1) == 1)
            ::pause(); // until it is killed
        ::_exit(1);
    }
    char ready = 0;
    REQUIRE(::read(ends[0], &ready, 1) == 1);

    CHECK(error_of_opening(path) == session_errc::in_use);
    CHECK(
        text_of_refusal(path).find(
            path + " is already in use by process " + std::to_string(user)
        ) == 0
    );
    ::kill(user, SIGKILL);
    ::waitpid(user, nullptr, 0);
    CHECK(std::filesystem::exists(path + ".lock"));
    CHECK_FALSE(error_of_opening(path));
    CHECK_FALSE(std::filesystem::exists(path + ".lock"));
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("a file that is not a session is refused and left unchanged") {
    const directory place;
    const auto text = place.file("text.session");
    std::ofstream{text}
        << "dear diary, this is certainly no database of any kind, see you tomorrow";
    const auto foreign = place.file("foreign.session");
    execute(foreign, "create table accounts (id integer)");
    const auto before = content_of(text);
    let_all_read(text);
    let_all_read(foreign);

    CHECK(error_of_opening(text) == session_errc::not_a_session);
    CHECK(content_of(text) == before);
    CHECK(error_of_opening(foreign) == session_errc::not_a_session);
    CHECK(rights_of_others(text) != std::filesystem::perms::none);
    CHECK(rights_of_others(foreign) != std::filesystem::perms::none);
}

TEST_CASE("a session of a newer version is refused") { // S-83
    const directory place;
    const auto path = place.file("me.session");
    { const sqlite_session made{path}; }
    execute(path, "pragma user_version = 5");

    CHECK(error_of_opening(path) == session_errc::newer_version);
}

TEST_CASE("a key of the wrong size is refused") {
    const directory place;
    const auto path = place.file("me.session");
    { const sqlite_session made{path}; }
    execute(
        path, "pragma ignore_check_constraints = on; insert into dc values (2, null, null, x'00')"
    );

    CHECK(error_of_opening(path) == session_errc::invalid_auth_key);
}

TEST_CASE("a missing directory is an error that names the file") {
    CHECK(error_of_opening("/nonexistent/me.session") == std::errc::no_such_file_or_directory);
}

TEST_CASE("import replaces the whole content in one step, or nothing when a value is impossible") {
    tests::run([]() -> awaitable<void> {
        session_data content;
        content.home_dc = 3;
        auto home = *known_dc(3);
        home.auth_key = some_key();
        content.dcs.emplace(3, home);
        content.temporary_keys.emplace(3, temporary_key{some_key(), 9});
        content.salts[3] = {{1, 2, 3}};
        content.self = signed_in_user{1, true};
        content.api_layer = 5;
        content.cache_peer(user_info{1, peer_auth{2, true}, true, true});
        content.updates = {1, 2, 3, 4, {{5, 6}}};
        sqlite_session storage{":memory:"};

        co_await storage.import(content);
        CHECK(storage.home_dc_id() == 3);
        CHECK(storage.dc_option(3) == home);
        const auto moved = co_await storage.data();
        CHECK(moved == content);

        auto impossible = content;
        impossible.home_dc = 1;
        impossible.dcs[9] = dc_option{9, server_address{"", 1}, {}, {}};
        auto refused = false;
        try {
            co_await storage.import(impossible);
        } catch (const std::system_error& error) {
            refused = error.code() == session_errc::invalid_dc;
        }
        CHECK(refused);
        CHECK(storage.home_dc_id() == 3);
        const auto kept = co_await storage.data();
        CHECK(kept == content);
    });
}

TEST_CASE("a batch of peers with an impossible one changes nothing") {
    tests::run([]() -> awaitable<void> {
        sqlite_session storage{":memory:"};
        const std::vector<peer_info> infos{user_info{1, {}, {}, {}}, user_info{-1, {}, {}, {}}};

        CHECK_THROWS_AS(co_await storage.cache_peers(infos), std::system_error);
        const auto first = co_await storage.peer(*peer_id::user(1));
        CHECK_FALSE(first);
    });
}

TEST_CASE("SQLite's handle answers queries until the session is closed") {
    tests::run([]() -> awaitable<void> {
        sqlite_session storage{":memory:"};
        CHECK(
            sqlite3_exec(storage.connection(), "select dc from home", nullptr, nullptr, nullptr) ==
            SQLITE_OK
        );
        co_await storage.close();
        CHECK(storage.connection() == nullptr);
        co_await storage.close();
        std::error_code error;
        try {
            co_await storage.set_home_dc_id(1);
        } catch (const std::system_error& closed) {
            error = closed.code();
        }
        CHECK(error == session_errc::closed);
        CHECK(storage.home_dc_id() == 2);
    });
}

TEST_CASE("an operation runs on another thread, and the coroutine resumes on its own") {
    tests::run([]() -> awaitable<void> {
        sqlite_session storage{":memory:"};
        static std::thread::id worker;
        sqlite3_commit_hook(
            storage.connection(),
            [](void*) {
                worker = std::this_thread::get_id();
                return 0;
            },
            nullptr
        );
        const auto own = std::this_thread::get_id();
        co_await storage.set_home_dc_id(5);
        CHECK(std::this_thread::get_id() == own);
        CHECK(worker != std::thread::id{});
        CHECK(worker != own);
        sqlite3_commit_hook(storage.connection(), nullptr, nullptr);
    });
}

TEST_CASE("a cancelled write is carried out nevertheless, and its await ends as cancelled") {
    const testing::clock time;
    const directory place;
    const auto path = place.file("me.session");
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path};
        const auto executor = co_await asio::this_coro::executor;
        std::vector<task> tasks;
        for (std::int64_t id = 1; id <= 50; ++id) {
            const peer_info seen = user_info{id, peer_auth{id}, {}, {}};
            tasks.emplace_back(executor, storage.cache_peer(seen), nullptr);
        }
        co_await pause(std::chrono::milliseconds{0});
        for (const auto& one : tasks)
            one.cancel();
        const auto last = co_await storage.peer(*peer_id::user(50));
        CHECK(last);
        for (const auto& one : tasks) {
            while (!one.ended())
                co_await pause(std::chrono::milliseconds{1});
            std::error_code code;
            try {
                if (one.error())
                    std::rethrow_exception(one.error());
            } catch (const std::system_error& cancelled) {
                code = cancelled.code();
            }
            CHECK((!code || code == asio::error::operation_aborted));
        }
    });
}

TEST_CASE("a cancellation ends a loop of writes, and the caller that catches it still sees it") {
    const testing::clock time;
    tests::run([]() -> awaitable<void> {
        sqlite_session storage{":memory:"};
        const auto executor = co_await asio::this_coro::executor;
        for (auto round = 0; round != 20; ++round) {
            std::error_code code;
            auto still_seen = false;
            const auto write = [&]() -> awaitable<void> {
                try {
                    for (std::int32_t layer = 0; layer != 5000; ++layer)
                        co_await storage.set_api_layer(layer);
                } catch (const std::system_error& cancelled) {
                    code = cancelled.code();
                }
                const auto state = co_await asio::this_coro::cancellation_state;
                still_seen = state.cancelled() != asio::cancellation_type::none;
            };
            const task writing{executor, write(), nullptr};
            for (auto turn = 0; turn <= round; ++turn)
                co_await pause(std::chrono::milliseconds{0});
            writing.cancel();
            while (!writing.ended())
                co_await pause(std::chrono::milliseconds{1});
            CHECK(code == asio::error::operation_aborted);
            CHECK(still_seen);
        }
    });
}

TEST_CASE("a context and its session may be destroyed while operations are pending") {
    const directory place;
    const auto path = place.file("me.session");
    for (auto round = 0; round != 20; ++round) {
        {
            asio::io_context context;
            const auto storage = std::make_shared<sqlite_session>(path);
            std::vector<task> tasks;
            for (std::int64_t id = 1; id <= 20; ++id) {
                const peer_info seen = user_info{id, peer_auth{round * 100 + id}, {}, {}};
                tasks.emplace_back(context.get_executor(), storage->cache_peer(seen), nullptr);
            }
            for (auto turn = 0; turn != round; ++turn)
                context.poll_one();
        }
        tests::run([&]() -> awaitable<void> {
            sqlite_session again{path};
            co_await again.set_home_dc_id(1);
        });
    }
}

TEST_CASE("hundreds of sessions share a few threads") {
    const auto threads = [] {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& one :
             std::filesystem::directory_iterator{"/proc/self/task"})
            ++count;
        return count;
    };
    const auto before = threads();
    tests::run([&]() -> awaitable<void> {
        std::vector<sqlite_session> all;
        for (auto count = 0; count != 300; ++count)
            all.emplace_back(":memory:");
        for (auto& one : all)
            co_await one.set_home_dc_id(3);
        CHECK(threads() <= before + 4);
        for (auto& one : all)
            CHECK(one.home_dc_id() == 3);
    });
}

TEST_CASE("a Telethon string is a login, and malformed ones are refused") {
    byte_buffer packed{2, 149, 154, 167, 41, 1, 187};
    packed.insert(packed.end(), 256, 0x21);
    const auto text = telethon_text(packed);

    const auto storage = sqlite_session::from_telethon_string(text);
    CHECK(storage.home_dc_id() == 2);
    const dc_option expected{2, server_address{"149.154.167.41", 443}, {}, some_key()};
    CHECK(storage.dc_option(2) == expected);
    CHECK(sqlite_session::from_telethon_string(text + '=').dc_option(2) == expected);

    const auto refusal = [](const std::string& wrong) -> std::error_code {
        try {
            const auto made = sqlite_session::from_telethon_string(wrong);
        } catch (const std::system_error& error) {
            CHECK(std::string{error.what()}.find("ISEh") == std::string::npos);
            return error.code();
        }
        return {};
    };
    CHECK(refusal("") == session_errc::malformed);
    CHECK(refusal('2' + text.substr(1)) == session_errc::malformed);
    CHECK(refusal(text.substr(0, text.size() - 1)) == session_errc::malformed);
    CHECK(refusal(text + "==") == session_errc::malformed);
    CHECK(refusal(text.substr(0, 100) + '!' + text.substr(101)) == session_errc::malformed);
    packed[0] = 9;
    CHECK(refusal(telethon_text(packed)) == session_errc::unknown_dc);
    packed[0] = 2;
    std::fill(packed.begin() + 7, packed.end(), 0);
    CHECK(refusal(telethon_text(packed)) == session_errc::invalid_auth_key);
}
