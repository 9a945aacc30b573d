// SPDX-License-Identifier: MIT
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

constexpr std::int64_t some_hash = 0x1122334455667788;
constexpr std::string_view some_words = "what a user has told a bot";

session_key key_of(std::uint8_t fill) {
    const byte_buffer bytes(32, fill);
    return session_key{crypto::secret<32>{bytes}};
}

session_data some_content() {
    session_data content;
    for (const std::int32_t id : {2, 4}) {
        auto option = *known_dc(id);
        byte_buffer bytes(256);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(i * 7 + static_cast<std::size_t>(id));
        option.auth_key = crypto::auth_key{bytes};
        content.dcs.emplace(id, option);
        content.temporary_keys.emplace(id, temporary_key{*option.auth_key, 1'800'000'000 + id});
        content.salts[id] = {{some_hash, 1, 2}, {some_hash, 3, 4}};
    }
    content.self = signed_in_user{7, false};
    content.updates = {1, 2, 3, 4, {{10, 20}}};
    content.cache_peer(user_info{5, peer_auth{some_hash, false}, true, {}});
    content.cache_peer(channel_info{5, peer_auth{some_hash, true}, {}});
    const auto words = bytes_of(some_words);
    content.states[{5, 7, 0, {}, {}}] = {byte_buffer(words.begin(), words.end()), 0};
    content.states[{5, 8, 0, {}, {}}] = {byte_buffer(words.begin(), words.end()), 1'900'000'000};
    return content;
}

void fill(const std::string& path, const sqlite_options& options) {
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path, options};
        const auto content = some_content();
        co_await storage.import(content);
    });
}

session_data content_of(const std::string& path, const sqlite_options& options) {
    session_data content;
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path, options};
        content = co_await storage.data();
    });
    return content;
}

void set_key(
    const std::string& path, const sqlite_options& before, const std::optional<session_key>& after
) {
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path, before};
        co_await storage.set_key(after);
    });
}

std::error_code error_of(const std::string& path, const sqlite_options& options) {
    return tests::error_of([&]() -> awaitable<void> {
        sqlite_session storage{path, options};
        static_cast<void>(co_await storage.data());
    });
}

std::string bytes_in(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Whether the file contains any secret of `some_content` unencrypted. Integers in SQLite files are big-endian.
bool shows_secrets(const std::string& path) {
    const auto bytes = bytes_in(path) + bytes_in(path + "-wal");
    const auto content = some_content();
    const auto key = text_of(content.dcs.at(4).auth_key->bytes());
    const std::string_view hash = "\x11\x22\x33\x44\x55\x66\x77\x88";
    return bytes.find(key.substr(0, 32)) != std::string::npos ||
           bytes.find(key.substr(200, 32)) != std::string::npos ||
           bytes.find(hash) != std::string::npos || bytes.find(some_words) != std::string::npos;
}

void execute(const std::string& path, const char* sql) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
    CHECK(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(raw);
}

} // namespace

TEST_CASE("an encrypted session shows no secrets, and one without a key does") { // S-83
    const directory place;
    fill(place.file("plain"), {});
    fill(place.file("encrypted"), {.key = key_of(1)});

    CHECK(shows_secrets(place.file("plain")));
    CHECK_FALSE(shows_secrets(place.file("encrypted")));
    CHECK(content_of(place.file("encrypted"), {.key = key_of(1)}) == some_content());
}

TEST_CASE("a wrong, a missing and a needless key are different errors") {
    const directory place;
    const auto plain = place.file("plain");
    const auto raw = place.file("raw");
    const auto phrase = place.file("phrase");
    fill(plain, {});
    fill(raw, {.key = key_of(1)});
    fill(phrase, {.key = session_key::from_passphrase("correct horse")});
    const auto before = bytes_in(raw);

    CHECK(error_of(raw, {.key = key_of(2)}) == session_errc::wrong_key);
    CHECK(error_of(raw, {}) == session_errc::key_needed);
    CHECK(
        error_of(raw, {.key = session_key::from_passphrase("correct horse")}) ==
        session_errc::wrong_key
    );
    CHECK(error_of(plain, {.key = key_of(1)}) == session_errc::not_encrypted);
    CHECK(
        error_of(phrase, {.key = session_key::from_passphrase("Correct horse")}) ==
        session_errc::wrong_key
    );
    CHECK(error_of(phrase, {.key = key_of(1)}) == session_errc::wrong_key);
    CHECK_FALSE(error_of(phrase, {.key = session_key::from_passphrase("correct horse")}));
    CHECK(bytes_in(raw) == before);
}

TEST_CASE("a session is encrypted, re-encrypted and decrypted in place") {
    const directory place;
    const auto path = place.file("me.session");
    fill(path, {});

    set_key(path, {}, key_of(1));
    CHECK_FALSE(shows_secrets(path));
    CHECK(error_of(path, {}) == session_errc::key_needed);
    CHECK(content_of(path, {.key = key_of(1)}) == some_content());

    set_key(path, {.key = key_of(1)}, session_key::from_passphrase("horse"));
    CHECK(error_of(path, {.key = key_of(1)}) == session_errc::wrong_key);
    CHECK(content_of(path, {.key = session_key::from_passphrase("horse")}) == some_content());

    set_key(path, {.key = session_key::from_passphrase("horse")}, std::nullopt);
    CHECK(content_of(path, {}) == some_content());
}

TEST_CASE("a session remains usable after it was encrypted") {
    const directory place;
    const auto path = place.file("me.session");
    fill(path, {});
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path};
        const std::optional<session_key> key = key_of(1);
        co_await storage.set_key(key);
        CHECK_FALSE(shows_secrets(path));
        const peer_info seen = user_info{99, peer_auth{some_hash}, {}, {}};
        co_await storage.cache_peer(seen);
        CHECK_FALSE(shows_secrets(path));
        const auto kept = co_await storage.peer(*peer_id::user(99));
        CHECK(kept == seen);
    });

    CHECK(content_of(path, {.key = key_of(1)}).peers.size() == 3);
}

TEST_CASE("encrypted values cannot be moved, and unencrypted ones are refused") { // S-83
    const char* const changes[] = {
        "update dc set auth_key = (select auth_key from dc where id = 2) where id = 4",
        "update dc set auth_key = (select key from temporary_key where dc = 4) where id = 4",
        "update dc set auth_key = zeroblob(255) || x'01' where id = 4",
        "update temporary_key set expires = expires + 1 where dc = 2",
        ("update salt set salt = (select salt from salt where dc = 2 and position = 0)"
         " where position = 1"),
        "update salt set valid_since = valid_since + 1",
        "update peer set hash = (select hash from peer where id = 5) where id < 0",
        "update peer set hash = 5 where id = 5",
        "update peer set hash = substr(hash, 1, 35) where id = 5",
        "update state set value = (select value from state where user = 7) where user = 8",
        "update state set user = 9 where user = 7",
        "update state set name = 'n' where user = 7",
        "update state set business = 'n' where user = 7",
        "update state set topic = 9 where user = 7",
        "update state set expires = 0 where user = 8",
        "update state set value = x'0102' where user = 8",
        "update state set value = substr(value, 1, 40) where user = 8",
    };
    for (const auto* const change : changes) {
        CAPTURE(change);
        const directory place;
        const auto path = place.file("me.session");
        fill(path, {.key = key_of(1)});

        execute(path, change);
        CHECK(error_of(path, {.key = key_of(1)}) == session_errc::damaged);
    }
}

TEST_CASE("the same value is never encrypted to the same bytes") {
    const directory place;
    const auto path = place.file("me.session");
    fill(path, {.key = key_of(1)});
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
    sqlite3_stmt* count = nullptr;
    REQUIRE(
        sqlite3_prepare_v2(
            raw, "select count(distinct substr(salt, 1, 12)) from salt", -1, &count, nullptr
        ) == SQLITE_OK
    );
    REQUIRE(sqlite3_step(count) == SQLITE_ROW);
    CHECK(sqlite3_column_int(count, 0) == 4);
    sqlite3_finalize(count);
    sqlite3_close(raw);
}
