// SPDX-License-Identifier: MIT
#include <awaitgram/formats/convert.hpp>
#include <awaitgram/session/sqlite.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "../support/run.hpp"
#include "session/sample.hpp"
#include "session/sample_files.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;

namespace {

const auto user = *peer_id::user(sample_user);
const auto chat = *peer_id::chat(4242);
const auto channel = *peer_id::channel(1234567890);
constexpr std::int64_t user_hash = -1234567890123456789;

imported_session read(const std::string& sample, const session_read_options& options = {}) {
    return read_session(sample_path(sample), options);
}

/// The peers that most samples have.
void check_peers(const session_data& data) {
    CHECK(auth_of(data.peers.at(user)) == peer_auth{user_hash});
    CHECK(std::holds_alternative<chat_info>(data.peers.at(chat)));
    CHECK(auth_of(data.peers.at(channel)) == peer_auth{-77});
}

updates_state sample_updates(std::vector<channel_state> channels = {}) {
    return {1234, 5, 1704164645, 77, std::move(channels)};
}

} // namespace

TEST_CASE("Telethon's files of every version are read") {
    struct expected {
        const char* file;
        std::int32_t version;
    };
    for (const auto& [file, version] :
         {expected{"telethon.v1.session", 1},
          expected{"telethon.v3.session", 3},
          expected{"telethon.v5.session", 5},
          expected{"telethon125.v7.session", 7}}) {
        CAPTURE(file);
        const auto session = read(file);
        CHECK(session.format == session_format::telethon_file);
        CHECK(session.version == version);
        CHECK(session.data.home_dc == 2);
        CHECK(home_of(session).auth_key == sample_key());
        CHECK(home_of(session).ipv4 == server_address{"149.154.167.51", 443});
        CHECK(auth_of(session.data.peers.at(user)) == peer_auth{user_hash});
        CHECK(session.data.self == std::nullopt);
        CHECK(session.data.updates == (version < 4 ? updates_state{} : sample_updates()));
    }
    const auto newest = read("telethon125.v7.session");
    check_peers(newest.data);
    CHECK(describe(newest) == "Telethon file, version 7: DC 2, 3 peers, updates up to pts 1234");
}

TEST_CASE("files of newer versions are read as long as they have the columns that are read") {
    const scratch place;
    const auto after = [&](const char* sample, const char* sql) {
        const auto path = place.copy(sample, std::string{"newer."} + sample);
        database{path}.run(sql);
        return read_session(path);
    };

    // Telethon 1.43.
    const auto telethon = after(
        "telethon125.v7.session",
        "alter table sessions add tmp_auth_key blob; update version set version = 8"
    );
    CHECK(home_of(telethon).auth_key == sample_key());
    check_peers(telethon.data);
    CHECK(describe(telethon) == "Telethon file, version 8: DC 2, 3 peers, updates up to pts 1234");

    const auto future = after(
        "telethon.v5.session",
        "alter table sessions add color text; alter table entities add color text;"
        "create table themes (id); update version set version = 99"
    );
    CHECK(future.version == 99);
    CHECK(home_of(future).auth_key == sample_key());
    const auto kurigram = after(
        "kurigram.v6.session", "alter table peers add color text; update version set number = 12"
    );
    CHECK(kurigram.version == 12);
    check_peers(kurigram.data);
    const auto grammers = after(
        "grammers.v1.session", "alter table peer_info add color text; pragma user_version = 3"
    );
    CHECK(home_of(grammers).auth_key == sample_key());
    const auto mtcute = after(
        "mtcute.peers.session",
        "alter table peers add color text;"
        "update mtcute_migrations set version = version + 5"
    );
    CHECK(mtcute.version == 7);
    check_peers(mtcute.data);
}

TEST_CASE("Telethon's channels are found by either form of their id") {
    const scratch place;
    const auto path = place.copy("telethon125.v7.session");
    database{path}.run(
        "insert into update_state values (1234567890, 55, 0, 0, 0), (-1001234567891, 56, 0, 0, 0)"
    );

    const auto channels = read_session(path).data.updates.channels;
    CHECK(channels == std::vector<channel_state>{{1234567890, 55}, {1234567891, 56}});
}

TEST_CASE("Pyrogram's and Kurigram's files are read") {
    for (const auto* file : {"pyrogram2.v3.session", "kurigram.v6.session"}) {
        CAPTURE(file);
        const auto session = read(file);
        CHECK(session.format == session_format::pyrogram_file);
        CHECK(home_of(session).auth_key == sample_key());
        CHECK(session.data.self == signed_in_user{sample_user, false});
        CHECK(session.api_id == sample_api_id);
        CHECK(session.saved.has_value());
        CHECK(!session.test_servers);
        check_peers(session.data);
        const auto& self = std::get<user_info>(session.data.peers.at(user));
        CHECK(self.is_self == true);
        CHECK(self.bot == false);
        CHECK(
            std::get<channel_info>(session.data.peers.at(channel)).kind == channel_kind::broadcast
        );
    }
    CHECK(read("pyrogram2.v3.session").version == 3);
    CHECK(read("kurigram.v6.session").version == 6);
}

TEST_CASE("additional and missing columns of other versions of Pyrogram's files are handled") {
    const scratch place;
    const auto newest = place.copy("kurigram.v6.session", "7.session");
    database{newest}.run(
        "alter table sessions add server_address text; alter table sessions add port integer;"
        "update sessions set server_address = '149.154.167.40', port = 80, test_mode = 1;"
        "update version set number = 7;"
        "insert into update_state values (0, 1234, 5, 1704164645, 77), (-1001234567890, 55, null, "
        "3, null)"
    );
    const auto session = read_session(newest);
    CHECK(session.version == 7);
    CHECK(session.test_servers);
    CHECK(home_of(session).ipv4 == server_address{"149.154.167.40", 80});
    CHECK(session.data.updates == sample_updates({{1234567890, 55}}));

    const auto oldest = place.copy("pyrogram2.v3.session", "1.session");
    database{oldest}.run("alter table sessions drop column api_id; update version set number = 1");
    const auto old = read_session(oldest);
    CHECK(old.api_id == std::nullopt);
    CHECK(old.data.peers.empty());
    CHECK(home_of(old).auth_key == sample_key());
}

TEST_CASE("mtcute's files are read") {
    for (const auto* file : {"mtcute.session", "mtcute.peers.session"}) {
        CAPTURE(file);
        const auto session = read(file);
        CHECK(session.format == session_format::mtcute_file);
        CHECK(home_of(session).auth_key == sample_key());
        CHECK(home_of(session).ipv4 == server_address{"149.154.167.41", 443});
        CHECK(session.media == server_address{"149.154.167.222", 443});
        CHECK(session.data.self == signed_in_user{sample_user, false});
        CHECK(
            write_session_string(session, session_format::mtcute_string) ==
            sample_line("mtcute.string.v3.user.txt")
        );
    }
    const auto used = read("mtcute.peers.session").data;
    check_peers(used);
    CHECK(used.peers.size() == 4);
    const auto min = used.peer(*peer_id::user(7000000005));
    CHECK(min == peer_info{user_info{7000000005, peer_auth{99, true}, {}, {}}});
    CHECK(used.updates == sample_updates({{1234567890, 55}}));
    CHECK(used.salts.at(2) == std::vector<server_salt>{{-42, 1704164645, 1704168245}});
}

TEST_CASE("grammers' files are read") {
    const auto session = read("grammers.v1.session");
    CHECK(session.format == session_format::grammers_file);
    CHECK(home_of(session).auth_key == sample_key());
    CHECK(home_of(session).ipv6 == server_address{"2001:67c:4e8:f002::a", 443});
    CHECK(session.data.dcs.at(4).ipv4 == server_address{"149.154.167.92", 443});
    CHECK(!session.data.dcs.at(4).ipv6); // it repeats the IPv4 address
    CHECK(session.data.self == signed_in_user{sample_user, false});
    check_peers(session.data);
    const auto kind_of = [&](std::int64_t id) {
        return std::get<channel_info>(session.data.peers.at(*peer_id::channel(id))).kind;
    };
    CHECK(kind_of(1234567890) == channel_kind::broadcast);
    CHECK(kind_of(1234567891) == channel_kind::megagroup);
    CHECK(kind_of(1234567892) == channel_kind::gigagroup);
    CHECK(std::get<user_info>(session.data.peers.at(*peer_id::user(sample_bot))).bot == true);
    CHECK(session.data.updates == sample_updates({{1234567890, 55}}));
}

TEST_CASE("all of grammers' data centres are read, without placeholder addresses") {
    const scratch place;
    const auto path = place.copy("grammers.v1.session");
    database{path}.run(
        "insert into dc_option values (203, '10.0.0.1:443', '[2001:db8::1]:443', null),"
        " (-2, '10.0.0.2:443', '[::ffff:10.0.0.2]:443', null),"
        " (11, '0.0.0.0:443', '[::10.0.0.3]:80', null), (12, '0.0.0.0:0', '[::1]:443', null),"
        " (13, '10.0.0.4:443', '[::]:0', null), (14, '0.0.0.0:0', '[::]:443', null)"
    );
    const auto dcs = read_session(path).data.dcs;
    const server_address loopback{"::1", 443};

    CHECK(dcs.at(203).ipv4 == server_address{"10.0.0.1", 443});
    CHECK(dcs.at(203).ipv6 == server_address{"2001:db8::1", 443});
    CHECK(dcs.at(-2) == dc_option{-2, server_address{"10.0.0.2", 443}, {}, {}});
    CHECK(dcs.at(11) == dc_option{11, server_address{"10.0.0.3", 80}, {}, {}});
    CHECK(dcs.at(12) == dc_option{12, {}, loopback, {}});
    CHECK(dcs.at(13) == dc_option{13, server_address{"10.0.0.4", 443}, {}, {}});
    CHECK(dcs.at(14) == dc_option{14, {}, {}, {}});
}

TEST_CASE("no user is signed in when grammers' file marks several") {
    const scratch place;
    const auto path = place.copy("grammers.v1.session");
    database{path}.run("insert into peer_info values (5, 6, 1)");
    const auto session = read_session(path);

    CHECK(session.data.self == std::nullopt);
    CHECK(session.data.peer(peer_id::self_user()) == std::nullopt);
    CHECK(session.note == "several users are marked as signed in, so that none is taken");
}

TEST_CASE("GramJS's stores are read, one of several by its number") {
    const auto session = read("gramjs_store");
    CHECK(session.format == session_format::gramjs_store);
    CHECK(home_of(session).auth_key == sample_key());
    CHECK(home_of(session).ipv4 == server_address{"149.154.167.51", 443});
    CHECK(
        write_session_string(session, session_format::gramjs_string) ==
        sample_line("gramjs.string.ipv4.txt")
    );

    const scratch place;
    const auto path = place.copy("gramjs_store");
    for (const auto* name : {"authKey", "dcId", "port", "serverAddress"})
        std::filesystem::copy(path + "/gramjs_store%3A" + name, path + "/other%3A" + name);
    std::ofstream{path + "/other%3AdcId"} << 4;
    std::ofstream{path + "/other%3A-1001234567890"}
        << R"(["-1001234567890","-77","chan",null,"Chan","1"])";
    std::ofstream{path + "/other%3A5"} << R"([5,6])";
    std::ofstream{path + "/other%3A7"} << R"(["no number"])";

    const auto first = read_session(path);
    CHECK(first.data.home_dc == 2);
    CHECK(first.data.peers.empty());
    const auto second = read_session(path, {{}, 1});
    CHECK(second.data.home_dc == 4);
    CHECK(second.data.peers.size() == 2);
    CHECK(auth_of(second.data.peers.at(channel)) == peer_auth{-77});
    CHECK(code_of([&] {
              static_cast<void>(read_session(path, {{}, 2}));
          }) == session_errc::no_such_account);
}

TEST_CASE("Telegram Desktop's directory is read, also from above and by its key file") {
    const auto check = [](const imported_session& session) {
        CHECK(session.format == session_format::telegram_desktop);
        CHECK(home_of(session).auth_key == sample_key());
        CHECK(session.data.self == signed_in_user{sample_user, false});
        CHECK(!session.test_servers);
    };
    check(read("tdata"));
    check(read("tdata/"));
    check(read("tdata/key_datas"));
    check(read_session(sample_path("")));
}

TEST_CASE("Telegram Desktop's directory opens only with its passcode") {
    const auto code = [](const char* passcode) {
        return code_of([&] { static_cast<void>(read("tdata.passcode", {passcode, {}})); });
    };
    CHECK(code("") == session_errc::wrong_passcode);
    CHECK(code("Secret") == session_errc::wrong_passcode);
    CHECK(!code("secret"));
}

TEST_CASE("one of Telegram Desktop's accounts is chosen, by default the active one") {
    const auto front = read("tdata.passcode", {"secret", {}});
    CHECK(front.data.self == signed_in_user{123456789, false});
    CHECK(front.data.home_dc == 1);
    CHECK(front.test_servers);
    CHECK(home_of(front).ipv4 == server_address{"149.154.175.10", 443});

    const auto first = read("tdata.passcode", {"secret", 0});
    CHECK(first.data.self == signed_in_user{sample_user, false});
    CHECK(home_of(first).auth_key == sample_key());
    CHECK(first.data.dcs.at(4).auth_key.has_value());
    CHECK(first.data.dcs.size() == 2);
    CHECK(first.note.find("account 1 of 2") != std::string::npos);

    for (const auto account : {-1, 2})
        CHECK(code_of([&] {
                  static_cast<void>(read("tdata.passcode", {"secret", account}));
              }) == session_errc::no_such_account);
}

TEST_CASE("Telegram Desktop's directory from before there were several accounts is read") {
    const auto session = read("tdata.legacy");
    CHECK(session.version == 1);
    CHECK(session.data.self == signed_in_user{123456789, false});
    CHECK(home_of(session).auth_key == sample_key());
}

TEST_CASE("a text file with a session string is read") {
    for (const auto* file : {"telethon125.string.ipv4.txt", "mtkruto.string.user.txt"}) {
        CHECK(recognise_session(sample_path(file)) == recognise_string(sample_line(file)));
        CHECK(home_of(read(file)).auth_key == sample_key());
    }
}

TEST_CASE("awaitgram's own file is read while no program uses it") {
    const scratch place;
    const auto path = place.file("own.session");
    auto home = *known_dc(4);
    home.auth_key = sample_key();
    run([&]() -> awaitable<void> {
        sqlite_session session{path};
        co_await session.set_home_dc_id(4);
        co_await session.set_dc_option(home);
        const signed_in_user self{sample_bot, true};
        co_await session.set_self(self);
        const peer_info peer = channel_info{1234567890, peer_auth{-77}, channel_kind::megagroup};
        co_await session.cache_peer(peer);
        const update_state state = update_state::all{sample_updates({{1234567890, 55}})};
        co_await session.set_update_state(state);

        CHECK(code_of([&] { static_cast<void>(read_session(path)); }) == session_errc::in_use);
        co_await session.close();
    });

    const auto session = read_session(path);
    CHECK(recognise_session(path) == session_format::session_file);
    CHECK(session.data.home_dc == 4);
    CHECK(home_of(session).auth_key == sample_key());
    CHECK(home_of(session).ipv6 == home.ipv6);
    CHECK(session.data.self == signed_in_user{sample_bot, true});
    CHECK(auth_of(session.data.peers.at(channel)) == peer_auth{-77});
    CHECK(session.data.updates == sample_updates({{1234567890, 55}}));
}

TEST_CASE("every sample survives awaitgram's string and file") {
    for (const auto& entry : std::filesystem::directory_iterator{sample_path("")}) {
        const auto name = entry.path().filename().string();
        if (name == "README.md" || name == "make_samples.py")
            continue;
        CAPTURE(name);
        const auto session = read(name, {name == "tdata.passcode" ? "secret" : "", {}});

        const auto text = write_session_string(session, session_format::session_string);
        const auto from_text = read_session_string(text);
        CHECK(from_text.data.home_dc == session.data.home_dc);
        CHECK(from_text.data.dcs == session.data.dcs);
        CHECK(from_text.data.self == session.data.self);
        CHECK(from_text.api_id == session.api_id);
        CHECK(from_text.test_servers == session.test_servers);
        CHECK(write_session_string(from_text, session_format::session_string) == text);

        const scratch place;
        const auto path = place.file("own.session");
        run([&]() -> awaitable<void> {
            sqlite_session storage{path};
            co_await storage.import(session.data);
            co_await storage.close();
        });
        const auto from_file = read_session(path);
        CHECK(from_file.data == session.data);
        CHECK(from_file.test_servers == session.test_servers);
    }
}

TEST_CASE("a library's file is written as the string that the library itself writes") {
    struct pair {
        const char* file;
        session_format format;
        const char* string;
    };
    for (const auto& [file, format, string] :
         {pair{
              "telethon.v1.session",
              session_format::telethon_string,
              "telethon125.string.ipv4.txt"},
          pair{
              "telethon.v3.session",
              session_format::telethon_string,
              "telethon125.string.ipv4.txt"},
          pair{
              "telethon.v5.session",
              session_format::telethon_string,
              "telethon125.string.ipv4.txt"},
          pair{
              "telethon125.v7.session",
              session_format::telethon_string,
              "telethon125.string.ipv4.txt"},
          pair{
              "pyrogram2.v3.session", session_format::pyrogram_string, "pyrogram2.string.user.txt"},
          pair{"kurigram.v6.session", session_format::pyrogram_string, "pyrogram2.string.user.txt"},
          pair{"mtcute.session", session_format::mtcute_string, "mtcute.string.v3.user.txt"},
          pair{"gramjs_store", session_format::gramjs_string, "gramjs.string.ipv4.txt"}}) {
        CAPTURE(file);
        CHECK(write_session_string(read(file), format) == sample_line(string));
    }
}

TEST_CASE("formats are recognised by content, whatever the name") {
    const scratch place;
    CHECK(
        recognise_session(place.copy("telethon125.v7.session", "notes.txt")) ==
        session_format::telethon_file
    );
    CHECK(
        recognise_session(place.copy("gramjs.string.ipv4.txt", "tdata")) ==
        session_format::gramjs_string
    );
    CHECK(
        recognise_session(place.copy("tdata.legacy", "some.session")) ==
        session_format::telegram_desktop
    );
    CHECK(recognise_session(place.write("empty", "")) == std::nullopt);
    CHECK(recognise_session(place.write("text", "hello")) == std::nullopt);
}

TEST_CASE("reading changes neither files nor directories") {
    const scratch place;
    for (const auto* file : sample_files)
        static_cast<void>(place.copy(file));
    for (const auto* name : {"tdata", "tdata.passcode", "tdata.legacy", "gramjs_store"})
        static_cast<void>(place.copy(name));
    const auto before = state_of(place.path);

    for (const auto* file : sample_files)
        static_cast<void>(read_session(place.file(file)));
    for (const auto* name : {"tdata", "tdata.legacy", "gramjs_store"})
        static_cast<void>(read_session(place.file(name)));
    CHECK(code_of([&] { static_cast<void>(read_session(place.file("tdata.passcode"))); }));

    CHECK(state_of(place.path) == before);
}

TEST_CASE(
    "values that exist only in the log of another program are read, and the log is left unchanged"
) {
    for (const auto* file : sample_files) {
        CAPTURE(file);
        const scratch place;
        const auto path = place.copy(file);
        database other{path};
        other.run("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table extra "
                  "(x); drop table extra");
        if (std::string_view{file} == "telethon125.v7.session") {
            other.run("insert into entities values (5, 6, null, null, null, null)");
            other.run("begin; insert into entities values (7, 8, null, null, null, null); rollback"
            );
        }
        REQUIRE(std::filesystem::file_size(path + "-wal") > 0);
        const auto before = state_of(place.path);

        const auto session = read_session(path);

        CHECK(home_of(session).auth_key == sample_key());
        if (std::string_view{file} == "telethon125.v7.session")
            CHECK(session.data.peers.size() == 4);
        CHECK(state_of(place.path) == before);
    }
}

TEST_CASE("the home data centre of a file that never connected is the default") {
    const scratch place;
    const auto path = place.copy("telethon125.v7.session");
    database{path}.run("delete from sessions");
    const auto session = read_session(path);
    CHECK(session.data.home_dc == default_home_dc);
    CHECK(describe(session).find("DC 2 without a key") != std::string::npos);
    CHECK(code_of([&] {
              static_cast<void>(write_session_string(session, session_format::telethon_string));
          }) == session_errc::incomplete);
}
