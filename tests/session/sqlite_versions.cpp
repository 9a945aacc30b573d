// SPDX-License-Identifier: MIT
// Files of earlier versions, and of grammers.
#include <awaitgram/formats/convert.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "../support/run.hpp"

using namespace awaitgram;
using tests::directory;

namespace {

void execute(const std::string& path, const std::string& sql) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &raw) == SQLITE_OK);
    CHECK(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(raw);
}

session_data content_of(const std::string& path) {
    session_data content;
    tests::run([&]() -> awaitable<void> {
        sqlite_session storage{path};
        content = co_await storage.data();
    });
    return content;
}

std::error_code error_of(const std::string& path, const sqlite_options& options = {}) {
    return tests::error_of([&]() -> awaitable<void> {
        sqlite_session storage{path, options};
        co_return;
    });
}

std::string bytes_in(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

crypto::auth_key some_key() {
    return crypto::auth_key{byte_buffer(256, 0xab)};
}

const std::string some_key_in_sql = "x'" + to_hex(byte_buffer(256, 0xab)) + "'";

void make_version_1(const std::string& path) {
    execute(
        path,
        "pragma journal_mode = wal;"
        "create table home (one integer primary key check (one = 1), dc integer not null);"
        "create table dc (id integer primary key, ipv4 text, ipv6 text, auth_key blob"
        " check (auth_key is null or length(auth_key) = 256));"
        "create table salt (dc integer not null, salt integer not null, valid_since integer not"
        " null, valid_until integer not null, primary key (dc, valid_since));"
        "create table self (one integer primary key check (one = 1) default 1,"
        " id integer not null, bot integer not null);"
        "create table peer (id integer primary key, hash integer, kind integer, bot integer,"
        " self integer);"
        "create unique index peer_self on peer (self) where self = 1;"
        "create table updates (one integer primary key check (one = 1), pts integer not null,"
        " qts integer not null, date integer not null, seq integer not null);"
        "create table channel (id integer primary key, pts integer not null);"
        "insert into home values (1, 4);"
        "insert into updates values (1, 5, 6, 7, 8);"
        "insert into channel values (9, 90), (1, 10);"
        "insert into self (id, bot) values (77, 1);"
        "insert into peer values (77, -5, null, 1, 1), (-1000000000009, 6, 2, null, null),"
        " (-3, null, null, null, null);"
        "insert into salt values (4, -100, 20, 30), (4, 100, 10, 20);"
        "insert into dc values (4, '149.154.167.92:443', '[2001:67c:4e8:f004::a]:443', " +
            some_key_in_sql +
            ");"
            "pragma application_id = 1634169649; pragma user_version = 1;"
    );
}

/// A file as grammers' SqliteSession writes it.
void make_grammers(const std::string& path) {
    execute(
        path,
        "create table dc_home (dc_id integer not null, primary key (dc_id));"
        "create table dc_option (dc_id integer not null, ipv4 text not null, ipv6 text not null,"
        " auth_key blob, primary key (dc_id));"
        "create table peer_info (peer_id integer not null, hash integer, subtype integer,"
        " primary key (peer_id));"
        "create table update_state (pts integer not null, qts integer not null,"
        " date integer not null, seq integer not null);"
        "create table channel_state (peer_id integer not null, pts integer not null,"
        " primary key (peer_id));"
        "insert into dc_home values (4);"
        "insert into dc_option values"
        " (2, '149.154.167.41:443', '[2001:67c:4e8:f002::a]:443', null),"
        " (4, '149.154.167.92:443', '[2001:67c:4e8:f004::a]:443', " +
            some_key_in_sql +
            ");"
            "insert into peer_info values (77, 5, 3), (78, 0, 2), (79, null, null), (80, 8, 0),"
            " (-3, null, null), (-1000000000001, 1, 4), (-1000000000002, -2, 8),"
            " (-1000000000003, 3, 12), (-1000000000004, null, null);"
            "insert into update_state values (1, 2, 3, 4);"
            "insert into channel_state values (2, 20), (1, 10);"
            "pragma user_version = 1;"
    );
}

session_data content_of_grammers() {
    session_data content;
    content.home_dc = 4;
    content.dcs.emplace(2, *known_dc(2));
    auto home = *known_dc(4);
    home.auth_key = some_key();
    content.dcs.emplace(4, home);
    content.self = signed_in_user{77, true};
    content.cache_peer(user_info{77, peer_auth{5}, true, true});
    content.cache_peer(user_info{78, peer_auth{0}, true, {}});
    content.cache_peer(user_info{79, {}, {}, {}});
    content.cache_peer(user_info{80, peer_auth{8}, {}, {}});
    content.cache_peer(chat_info{3});
    content.cache_peer(channel_info{1, peer_auth{1}, channel_kind::megagroup});
    content.cache_peer(channel_info{2, peer_auth{-2}, channel_kind::broadcast});
    content.cache_peer(channel_info{3, peer_auth{3}, channel_kind::gigagroup});
    content.cache_peer(channel_info{4, {}, {}});
    content.updates = {1, 2, 3, 4, {{1, 10}, {2, 20}}};
    return content;
}

} // namespace

TEST_CASE("a session of version 1 is upgraded with its whole content") {
    const directory place;
    const auto path = place.file("me.session");
    make_version_1(path);
    session_data expected;
    expected.home_dc = 4;
    auto home = *known_dc(4);
    home.auth_key = some_key();
    expected.dcs.emplace(4, home);
    expected.self = signed_in_user{77, true};
    expected.cache_peer(user_info{77, peer_auth{-5}, true, true});
    expected.cache_peer(channel_info{9, peer_auth{6}, channel_kind::megagroup});
    expected.cache_peer(chat_info{3});
    expected.salts[4] = {{100, 10, 20}, {-100, 20, 30}};
    expected.updates = {5, 6, 7, 8, {{1, 10}, {9, 90}}};

    CHECK(content_of(path) == expected);
    CHECK(content_of(path) == expected);
    CHECK_FALSE(error_of(path));
}

namespace {

/// Takes from a file of this version all that an earlier one did not have.
void make_version_2(const std::string& path) {
    execute(path, "drop table handled; drop table state; pragma user_version = 2");
}
void make_version_3(const std::string& path) {
    execute(path, "drop table state; pragma user_version = 3");
}

session_data content_of_version_2() {
    session_data content;
    auto home = *known_dc(4);
    home.auth_key = some_key();
    content.home_dc = 4;
    content.dcs.emplace(4, home);
    content.self = signed_in_user{77, true};
    content.api_layer = 227;
    content.cache_peer(user_info{77, peer_auth{-5}, true, true});
    content.updates = {5, 6, 7, 8, {{1, 10}, {9, 90}}, {}};
    return content;
}

} // namespace

TEST_CASE("a session of version 2 is upgraded with its whole content, and keeps marks then") {
    const directory place;
    const auto path = place.file("me.session");
    const auto expected = content_of_version_2();
    const byte_buffer bytes(32, 1);
    for (const auto encrypted : {false, true}) {
        CAPTURE(encrypted);
        sqlite_options options;
        if (encrypted)
            options.key = session_key{crypto::secret<32>{bytes}};
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path, options};
            co_await storage.import(expected);
        });
        make_version_2(path);
        const handled_mark mark{{9, handled_kind::message, 55}, 91, 3, 2, true};
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path, options};
            const auto content = co_await storage.data();
            CHECK(content == expected);
            update_progress step;
            step.handled = {mark};
            co_await storage.save_progress(std::move(step));
        });
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path, options};
            const auto content = co_await storage.data();
            CHECK(content.updates.handled == std::vector<handled_mark>{mark});
        });
        if (!encrypted)
            CHECK(read_session(path).data.updates.handled == std::vector<handled_mark>{mark});
        std::filesystem::remove(path);
    }
}

TEST_CASE("a session of version 3 is upgraded with its whole content, and keeps states then") {
    const directory place;
    const auto path = place.file("me.session");
    auto expected = content_of_version_2();
    expected.updates.handled = {{{9, handled_kind::message, 55}, 91, 3, 2, true}};
    const state_key key{9, 77, 3, "b", "n"};
    const std::optional<kept_state> state = kept_state{{1, 2, 3}, 0};
    const byte_buffer bytes(32, 1);
    for (const auto encrypted : {false, true}) {
        CAPTURE(encrypted);
        sqlite_options options;
        if (encrypted)
            options.key = session_key{crypto::secret<32>{bytes}};
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path, options};
            co_await storage.import(expected);
        });
        make_version_3(path);
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path, options};
            const auto content = co_await storage.data();
            CHECK(content == expected);
            co_await storage.set_state(key, state);
        });
        tests::run([&]() -> awaitable<void> {
            sqlite_session storage{path, options};
            const auto content = co_await storage.data();
            CHECK(content.states == kept_states{{key, *state}});
        });
        if (!encrypted)
            CHECK(read_session(path).data.states == kept_states{{key, *state}});
        std::filesystem::remove(path);
    }
}

TEST_CASE("a file with impossible states, or without their table, is damaged") {
    const directory place;
    const auto path = place.file("me.session");
    for (const auto* const change :
         {"insert into state values (1, 2, 3, '', '', -1, x'00')",
          "insert into state values (1, 2, 3, '', '', 0, zeroblob(1048577))",
          "insert into state values (1, 2, 10000000000, '', '', 0, x'00')",
          "insert into state values (1, 2, 3, printf('%300s', 'b'), '', 0, x'00')",
          "insert into state values (1, 2, 3, '', printf('%300s', 'b'), 0, x'00')",
          "drop table state"}) {
        CAPTURE(change);
        tests::run([&]() -> awaitable<void> {
            const sqlite_session storage{path};
            co_return;
        });
        execute(path, change);
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  sqlite_session storage{path};
                  static_cast<void>(co_await storage.data());
              }) == session_errc::damaged);
        if (std::string_view{change}.starts_with("insert"))
            CHECK(tests::error_of([&]() -> awaitable<void> {
                      static_cast<void>(read_session(path));
                      co_return;
                  }) == session_errc::damaged);
        std::filesystem::remove(path);
    }
}

TEST_CASE("a file with impossible marks, or without their table, is damaged") {
    const directory place;
    const auto path = place.file("me.session");
    for (const auto* const change :
         {"insert into handled values (0, 0, 1, 1, 0, 0, 1)",
          "insert into handled values (0, 4, 1, 1, 0, 0, 1)",
          "insert into handled values (0, 257, 1, 1, 0, 0, 1)",
          "insert into handled values (-2, 1, 1, 1, 0, 0, 1)",
          "insert into handled values (0, 1, 1, 10000000000, 0, 0, 1)",
          "drop table handled"}) {
        CAPTURE(change);
        tests::run([&]() -> awaitable<void> {
            const sqlite_session storage{path};
            co_return;
        });
        execute(path, change);
        CHECK(tests::error_of([&]() -> awaitable<void> {
                  sqlite_session storage{path};
                  static_cast<void>(co_await storage.updates_state());
              }) == session_errc::damaged);
        std::filesystem::remove(path);
    }
}

TEST_CASE("a session of grammers is converted with its whole content") {
    const directory place;
    const auto path = place.file("me.session");
    make_grammers(path);

    CHECK(content_of(path) == content_of_grammers());
    CHECK(content_of(path) == content_of_grammers());
    execute(path, "select one from home; select proof from cipher");
}

TEST_CASE("a file of grammers has the same content when read and when converted in place") {
    const directory place;
    const auto path = place.file("me.session");
    for (const auto* const change :
         {"select 1",
          "update dc_home set dc_id = 2",
          "delete from dc_home",
          "insert into dc_option values (203, '10.0.0.1:443', '[::1]:443', null)",
          "update dc_option set ipv6 = '[::]:0'",
          "update dc_option set ipv4 = '0.0.0.0:0', ipv6 = '[::ffff:10.0.0.1]:443'",
          "update peer_info set subtype = 1 where peer_id in (78, 79)",
          "update peer_info set subtype = 0",
          "insert into peer_info values (0, 1, 1), (-1000000000000, 1, 4)",
          "delete from update_state",
          "insert into channel_state values (-1000000000009, 9), (0, 1)"}) {
        CAPTURE(change);
        make_grammers(path);
        execute(path, change);

        const auto read = read_session(path).data;
        CHECK(content_of(path) == read);
        std::filesystem::remove(path);
    }
}

TEST_CASE("a file that cannot be converted is left unchanged") {
    const directory place;
    const auto path = place.file("me.session");
    for (const auto* const change :
         {"update dc_option set auth_key = x'00' where dc_id = 2",
          "update dc_option set ipv4 = 'nowhere' where dc_id = 2",
          "update dc_option set dc_id = 0 where dc_id = 2",
          "update dc_option set dc_id = 4294967298 where dc_id = 2",
          "update peer_info set hash = 'text' where peer_id = 77",
          "update channel_state set pts = 10000000000"}) {
        CAPTURE(change);
        make_grammers(path);
        execute(path, change);
        const auto before = bytes_in(path);

        const auto error = error_of(path);
        CHECK((error == session_errc::damaged || error == session_errc::invalid_auth_key));
        CHECK(bytes_in(path) == before);
        std::filesystem::remove(path);
    }
}

TEST_CASE(
    "newer versions of awaitgram's and grammers' files are refused, and so is a key for an old file"
) {
    const directory place;
    make_version_1(place.file("ours"));
    execute(place.file("ours"), "pragma user_version = 5");
    make_grammers(place.file("grammers"));
    execute(place.file("grammers"), "pragma user_version = 2");
    make_grammers(place.file("old"));
    const byte_buffer bytes(32, 1);
    const auto before = bytes_in(place.file("grammers"));

    CHECK(error_of(place.file("ours")) == session_errc::newer_version);
    CHECK(error_of(place.file("grammers")) == session_errc::newer_version);
    CHECK(bytes_in(place.file("grammers")) == before);
    CHECK(
        error_of(place.file("old"), {.key = session_key{crypto::secret<32>{bytes}}}) ==
        session_errc::not_encrypted
    );
}
