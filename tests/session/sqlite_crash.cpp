// SPDX-License-Identifier: MIT
// A child writes and reports through a pipe which writes returned; it is killed within one of SQLite's calls into the system, and
// its parent looks at the file. AWAITGRAM_KILLS=1000 makes it a long test.
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"
#include "file_content.hpp"

using namespace awaitgram;
using tests::content_of;

namespace {

int kills() {
    const auto* const text = std::getenv("AWAITGRAM_KILLS");
    return text != nullptr ? std::atoi(text) : 30;
}

crypto::auth_key key_of(std::int64_t number) {
    byte_buffer bytes(256, 0x5a);
    store_le(bytes.data() + 100, number);
    return crypto::auth_key{bytes};
}

/// The write with this number; each changes several values that must change together.
template <class Storage>
awaitable<void> write(Storage& storage, std::int32_t number) {
    switch (number % 7) {
    case 0: {
        dc_option option = *known_dc(1 + number % 5);
        option.auth_key = key_of(number);
        co_await storage.set_dc_option(option);
        break;
    }
    case 1: {
        std::vector<peer_info> peers;
        for (std::int64_t id = 1; id <= 20; ++id)
            peers.push_back(user_info{id, peer_auth{number, false}, true, id == 1 + number % 20});
        co_await storage.cache_peers(peers);
        break;
    }
    case 2: {
        const update_state::primary primary{number, number, number};
        const update_state::secondary secondary{number};
        co_await storage.set_primary_and_secondary(primary, secondary);
        break;
    }
    case 3: {
        updates_state state{number, number, number, number, {}};
        for (std::int64_t id = 1; id <= 1 + number % 9; ++id)
            state.channels.push_back({id, number});
        const update_state all = update_state::all{state};
        co_await storage.set_update_state(all);
        break;
    }
    case 4: {
        std::vector<server_salt> salts;
        for (std::int64_t since = 0; since < 64; ++since)
            salts.push_back({number, since, number});
        co_await storage.set_salts(2, salts);
        break;
    }
    case 5: {
        const std::optional<temporary_key> made = temporary_key{key_of(-number), number};
        co_await storage.set_temporary_key(3, made);
        break;
    }
    default: {
        const std::optional<signed_in_user> user = signed_in_user{number, number % 2 == 0};
        co_await storage.set_self(user);
        break;
    }
    }
}

/// Kills this process in the middle of one of the calls by which SQLite changes files.
namespace kill_point {

using write_call = ::ssize_t (*)(int, const void*, std::size_t, ::off_t);
using truncate_call = int (*)(int, ::off_t);
using unlink_call = int (*)(const char*);

std::atomic<int> calls_left{0};
write_call real_write = nullptr;
truncate_call real_truncate = nullptr;
unlink_call real_unlink = nullptr;

void die() {
    ::kill(::getpid(), SIGKILL);
}

bool is_due() {
    return calls_left.fetch_sub(1) == 1;
}

::ssize_t write(int file, const void* bytes, std::size_t size, ::off_t at) {
    if (!is_due())
        return real_write(file, bytes, size, at);
    const auto part = real_write(file, bytes, size / 2, at);
    die();
    return part;
}

int truncate(int file, ::off_t size) {
    if (is_due())
        die();
    return real_truncate(file, size);
}

int unlink(const char* path) {
    if (is_due())
        die();
    return real_unlink(path);
}

template <class Call>
void replace(const char* name, Call replacement, Call& real) {
    auto* const files = ::sqlite3_vfs_find(nullptr);
    auto* const current = files->xGetSystemCall(files, name);
    if (current == nullptr)
        return;
    real = reinterpret_cast<Call>(current);
    files->xSetSystemCall(files, name, reinterpret_cast<::sqlite3_syscall_ptr>(replacement));
}

/// From now on, in this process; the first call has the number 1.
void arm(int number) {
    calls_left = number;
    replace("pwrite", write, real_write);
    replace("pwrite64", write, real_write);
    replace("ftruncate", truncate, real_truncate);
    replace("unlink", unlink, real_unlink);
}

} // namespace kill_point

/// Runs `child` in another process, which is killed at the call of this number, or at its end; returns the last number that it
/// wrote into its pipe.
std::int32_t killed_at(int call, const std::function<void(int pipe)>& child) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const auto process = ::fork();
    REQUIRE(process >= 0);
    if (process == 0) {
        try {
            kill_point::arm(call);
            child(ends[1]);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "the child failed: %s\n", error.what());
            ::_exit(1);
        }
        kill_point::die();
    }
    ::close(ends[1]);
    auto status = 0;
    REQUIRE(::waitpid(process, &status, 0) == process);
    CHECK(WIFSIGNALED(status));
    std::int32_t last = 0;
    std::int32_t number = 0;
    while (::read(ends[0], &number, sizeof number) == sizeof number)
        last = number;
    ::close(ends[0]);
    return last;
}

void tell(int pipe, std::int32_t number) {
    if (::write(pipe, &number, sizeof number) != sizeof number)
        ::_exit(1);
}

bool contains(const std::string& path, const std::string& text) {
    std::ifstream file{path, std::ios::binary};
    const std::string all{std::istreambuf_iterator<char>{file}, {}};
    return all.find(text) != std::string::npos;
}

/// Kills a writer repeatedly; after each kill the file must contain all writes that returned, and the next one as a whole or not at
/// all.
void survives_kills(const sqlite_options& options) {
    const tests::directory place;
    const auto path = place.file("me.session");
    std::mt19937 random{static_cast<std::uint32_t>(kills())};
    memory_session model;
    std::int32_t done = 0;
    for (auto kill = 0; kill < kills(); ++kill) {
        // Some while the session is opened, most within a write.
        const auto call = 1 + static_cast<int>(random() % 200);
        const auto returned = killed_at(call, [&, first = done + 1](int pipe) {
            tests::run([&]() -> awaitable<void> {
                sqlite_session storage{path, options};
                for (auto number = first;; ++number) {
                    co_await write(storage, number);
                    tell(pipe, number);
                }
            });
        });
        const auto kept = content_of(path, options);
        tests::run([&]() -> awaitable<void> {
            while (done < returned) {
                ++done;
                co_await write(model, done);
            }
            if (kept == model.data())
                co_return;
            ++done; // the interrupted write may be complete
            co_await write(model, done);
        });
        CAPTURE(kill);
        CAPTURE(call);
        CAPTURE(returned);
        REQUIRE(kept == model.data());
    }
    MESSAGE(done, " writes, ", kills(), " kills");
    CHECK(done > 0);
}

sqlite_options with_key(std::uint8_t fill) {
    const byte_buffer bytes(32, fill);
    return {.key = session_key{crypto::secret<32>{bytes}}};
}

} // namespace

TEST_CASE("a killed program loses no write that returned, and leaves no half write") {
    survives_kills({});
}

TEST_CASE("a killed program loses nothing of an encrypted session either") {
    survives_kills(with_key(1));
}

TEST_CASE("a program killed while it encrypts its session leaves the old file or the new one") {
    const tests::directory place;
    const auto path = place.file("me.session");
    const auto secret = key_of(4711);
    const std::string secret_text{text_of(secret.bytes())};
    session_data content;
    auto home = *known_dc(2);
    home.auth_key = secret;
    content.dcs.emplace(2, home);
    for (std::int64_t id = 1; id <= 300; ++id)
        content.peers.emplace(*peer_id::user(id), user_info{id, peer_auth{id * 1'000'003}, {}, {}});
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path};
        co_await storage.import(content);
        co_await storage.close();
    });

    // The calls of one change, and some more: then the change is done.
    std::optional<session_key> current;
    auto changes = 0;
    for (auto kill = 0; kill != kills(); ++kill) {
        const auto other = current ? std::optional<session_key>{} : with_key(9).key;
        killed_at(1 + kill * 120 / kills(), [&](int) {
            tests::run([&]() -> awaitable<void> {
                sqlite_session storage{path, {.key = current}};
                co_await storage.set_key(other);
            });
        });
        session_data kept;
        try {
            kept = content_of(path, {.key = current});
        } catch (const std::system_error& refused) {
            CHECK(
                refused.code() == (current ? session_errc::not_encrypted : session_errc::key_needed)
            );
            current = other;
            ++changes;
            kept = content_of(path, {.key = current});
        }
        CHECK(kept == content);
        if (current)
            for (const auto* const suffix : {"", "-wal", "-shm", "-journal"})
                CHECK_FALSE(contains(path + suffix, secret_text));
    }
    MESSAGE(changes, " changes of the key, ", kills(), " kills");
    CHECK(changes > 0);
    CHECK(changes < kills());
}
