// SPDX-License-Identifier: MIT
// Damaged, foreign, newer, locked and malicious files.
#include <awaitgram/formats/convert.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <sys/stat.h>

#include "session/sample.hpp"
#include "session/sample_files.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

std::error_code code_of_reading(const std::string& path, const session_read_options& options = {}) {
    const auto error = refusal([&] { static_cast<void>(read_session(path, options)); });
    CAPTURE(std::string{error.what()});
    CHECK((!error.code() || std::string{error.what()}.find(path) != std::string::npos));
    return error.code();
}

/// The error of reading a sample after this statement changed it.
std::error_code code_after(const char* sample, const char* sql) {
    const scratch place;
    const auto path = place.copy(sample);
    database{path}.run(sql);
    const auto before = state_of(place.path);
    const auto code = code_of_reading(path);
    CHECK(state_of(place.path) == before);
    return code;
}

} // namespace

TEST_CASE("files of newer versions that lack a column which is read are refused by its name") {
    CHECK(
        code_after(
            "telethon125.v7.session",
            "alter table entities rename column hash to access; update version set version = 9"
        ) == session_errc::unknown_version
    );
    const scratch place;
    const auto path = place.copy("telethon125.v7.session");
    database{path}.run("alter table sessions rename column auth_key to perm_key;"
                       "update version set version = 9");
    const auto error = refusal([&] { static_cast<void>(read_session(path)); });
    CHECK(
        std::string{error.what()}.find("(Telethon's version 9 has no sessions.auth_key)") !=
        std::string::npos
    );
    CHECK(
        code_after("telethon125.v7.session", "delete from version") == session_errc::unknown_version
    );
    CHECK(
        code_after("telethon125.v7.session", "update version set version = -1") ==
        session_errc::unknown_version
    );
    CHECK(
        code_after(
            "kurigram.v6.session",
            "alter table peers drop column access_hash; update version set number = 8"
        ) == session_errc::unknown_version
    );
    CHECK(
        code_after(
            "grammers.v1.session",
            "alter table channel_state rename column pts to place; pragma user_version = 2"
        ) == session_errc::unknown_version
    );
    CHECK(
        code_after(
            "mtcute.session",
            "alter table peers rename column hash to access;"
            "update mtcute_migrations set version = 3 where repo = 'peers'"
        ) == session_errc::unknown_version
    );
    CHECK(
        code_after(
            "mtcute.session",
            "update key_value set value = x'09' || substr(value, 2) where key = 'dc_main'"
        ) == session_errc::unknown_version
    );
}

TEST_CASE("impossible values in files are refused") {
    const auto* const telethon = "telethon125.v7.session";
    CHECK(code_after(telethon, "update sessions set dc_id = 9") == session_errc::unknown_dc);
    CHECK(code_after(telethon, "update sessions set port = 0") == session_errc::damaged);
    CHECK(code_after(telethon, "update sessions set port = 'x'") == session_errc::damaged);
    CHECK(
        code_after(telethon, "update sessions set server_address = 'a b'") == session_errc::damaged
    );
    CHECK(
        code_after(telethon, "update sessions set auth_key = x'0102'") ==
        session_errc::invalid_auth_key
    );
    CHECK(
        code_after(telethon, "update sessions set auth_key = zeroblob(256)") ==
        session_errc::invalid_auth_key
    );
    CHECK(
        code_after(telethon, "update update_state set pts = 99999999999") == session_errc::damaged
    );
    CHECK(
        code_after("pyrogram2.v3.session", "update sessions set user_id = -5") ==
        session_errc::invalid_peer_id
    );
    CHECK(
        code_after("mtcute.session", "update auth_keys set key = x'00'") ==
        session_errc::invalid_auth_key
    );
    CHECK(
        code_after("grammers.v1.session", "update dc_home set dc_id = 77") ==
        session_errc::unknown_dc
    );
    CHECK(
        code_after("grammers.v1.session", "update dc_option set ipv4 = 'nowhere'") ==
        session_errc::damaged
    );
    CHECK(
        code_after("grammers.v1.session", "update dc_option set dc_id = 1 << 32 where dc_id = 4") ==
        session_errc::damaged
    );
}

TEST_CASE("peers with impossible ids are omitted and counted") {
    const scratch place;
    const auto path = place.copy("telethon125.v7.session");
    database{path}.run("insert into entities values (0, 1, null, null, null, null), "
                       "(-1000000000000, 1, null, null, null, null)");
    const auto session = read_session(path);
    CHECK(session.data.peers.size() == 3);
    CHECK(session.note == "peers with impossible ids left out: 2");
}

TEST_CASE("SQLite files of no known library are refused") {
    const scratch place;
    const auto path = place.file("foreign");
    database{path}.run("create table version (version); create table things (x)");
    CHECK(recognise_session(path) == std::nullopt);
    CHECK(code_of_reading(path) == session_errc::unknown_format);
    // A view could run arbitrary expressions; libraries have plain tables only.
    const auto views = place.file("views");
    database{views}.run(
        "create view version as select 7 as version; create view entities as select 1 as id, 2 as "
        "hash;"
        "create view sessions as with recursive endless(dc_id, server_address, port, auth_key) as"
        " (select 2, '', 1, x'' union all select * from endless) select * from endless"
    );
    CHECK(code_of_reading(views) == session_errc::unknown_format);
}

TEST_CASE("missing and empty paths, and those without a session, are refused") {
    const scratch place;
    CHECK(code_of_reading(place.file("none")) == session_errc::storage);
    CHECK(code_of_reading(place.write("empty", "")) == session_errc::unknown_format);
    CHECK(code_of_reading(place.write("text", "hello")) == session_errc::unknown_format);
    CHECK(
        code_of_reading(place.write("large", std::string(1 << 20, 'A'))) ==
        session_errc::unknown_format
    );
    CHECK(code_of_reading(place.path.string()) == session_errc::unknown_format);
    CHECK(
        code_of_reading(place.write("magic", std::string{"SQLite format 3\0", 16})) ==
        session_errc::unknown_format
    );
    REQUIRE(::mkfifo(place.file("pipe").c_str(), 0600) == 0);
    CHECK(code_of_reading(place.file("pipe")) == session_errc::storage);
}

TEST_CASE("a file with an open or interrupted transaction of another program is in use") {
    const scratch place;
    const auto path = place.copy("telethon125.v7.session");
    {
        database other{path};
        other.run("begin exclusive");
        CHECK(code_of_reading(path) == session_errc::in_use);
        other.run("rollback");
    }
    CHECK(!code_of_reading(path));
    std::ofstream{path + "-journal", std::ios::binary} << "\xd9\xd5\x05\xf9";
    CHECK(code_of_reading(path) == session_errc::in_use);
}

TEST_CASE("truncated files are errors") {
    for (const auto* file : sample_files) {
        CAPTURE(file);
        const scratch place;
        const auto content = content_of(sample_path(file));
        for (const auto size :
             {content.size() / 2,
              content.size() - 4096,
              std::size_t{4096},
              std::size_t{101},
              std::size_t{17}})
            CHECK(code_of_reading(place.write("cut", content.substr(0, size))));
    }
}

TEST_CASE("a damaged log is read up to the damage") {
    const scratch place;
    const auto path = place.copy("telethon125.v7.session");
    database other{path};
    other.run("pragma journal_mode = wal; pragma wal_autocheckpoint = 0");
    other.run("insert into entities values (5, 6, null, null, null, null)");
    const auto whole = content_of(path + "-wal");
    other.run("insert into entities values (7, 8, null, null, null, null)");
    const auto log = content_of(path + "-wal");
    const auto copy = place.file("copy");
    std::filesystem::copy_file(path, copy);

    const auto peers_with = [&](const std::string& text) {
        std::ofstream{copy + "-wal", std::ios::binary} << text;
        return read_session(copy).data.peers.size();
    };
    CHECK(peers_with(log) == 5);
    CHECK(peers_with(whole) == 4);
    auto damaged = log;
    damaged[log.size() - 100] = static_cast<char>(damaged[log.size() - 100] ^ 1);
    CHECK(peers_with(damaged) == 4);
    CHECK(peers_with(log.substr(0, log.size() - 1)) == 4);
    damaged = log;
    damaged[20] = static_cast<char>(damaged[20] ^ 1);
    CHECK(peers_with(damaged) == 3);
    CHECK(peers_with(log.substr(0, 31)) == 3);
    CHECK(peers_with("no log") == 3);
}

TEST_CASE("any altered byte of Telegram Desktop's files is detected") {
    for (const auto* name : {"key_datas", "D877F783D5D3EF8Cs"}) {
        const scratch place;
        const auto path = place.copy("tdata");
        const auto content = content_of(path + '/' + name);
        for (std::size_t at = 0; at < content.size(); ++at) {
            auto altered = content;
            altered[at] = static_cast<char>(altered[at] ^ 1);
            std::ofstream{path + '/' + name, std::ios::binary} << altered;
            CHECK(code_of_reading(path));
        }
        std::ofstream{path + '/' + name, std::ios::binary} << content.substr(0, content.size() / 2);
        CHECK(code_of_reading(path) == session_errc::damaged);
        std::filesystem::remove(path + '/' + name);
        CHECK(code_of_reading(path));
    }
}

TEST_CASE("broken values in a GramJS store are refused") {
    const auto code = [](const char* name, const std::string& content) {
        const scratch place;
        const auto path = place.copy("gramjs_store");
        std::ofstream{path + "/gramjs_store%3A" + name, std::ios::binary} << content;
        return code_of_reading(path);
    };
    CHECK(code("dcId", "") == session_errc::malformed);
    CHECK(code("dcId", "9") == session_errc::unknown_dc);
    CHECK(code("port", "70000") == session_errc::damaged);
    CHECK(code("serverAddress", "149.154.167.51") == session_errc::malformed);
    CHECK(code("serverAddress", "\"\"") == session_errc::damaged);
    for (const auto* key :
         {"",
          "null",
          R"({"type":"Buffer","data":[)",
          R"({"type":"Buffer","data":[1,2)",
          R"({"type":"Buffer","data":[1,256]})",
          R"({"type":"Buffer","data":[1;2]})"})
        CHECK(code("authKey", key) == session_errc::malformed);
    CHECK(code("authKey", R"({"type":"Buffer","data":[]})") == session_errc::invalid_auth_key);
    CHECK(code("authKey", R"({"type":"Buffer","data":[1,2]})") == session_errc::invalid_auth_key);
}
