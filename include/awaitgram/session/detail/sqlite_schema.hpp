// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/sqlite.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// The kind of tables in a file.
enum class sqlite_contents { nothing, version_1, version_2, version_3, version_4, grammers };

namespace sqlite_schema {

inline constexpr std::int64_t version = 4;
inline constexpr std::int64_t application_id = 0x61677331; // "ags1"

inline std::int64_t number_of(const sqlite_file& file, const char* sql) {
    statement select{file, sql};
    return select.step() ? select.number(0) : 0;
}

/// Whether all of these tables exist.
inline bool has(const std::vector<std::string>& tables, std::initializer_list<const char*> names) {
    return std::all_of(names.begin(), names.end(), [&tables](const char* name) {
        return std::find(tables.begin(), tables.end(), name) != tables.end();
    });
}

/// Errors: `session_errc::not_a_session`, `newer_version`, `damaged`.
inline sqlite_contents recognise(const sqlite_file& file) {
    const auto stored = number_of(file, "pragma user_version");
    const auto application = number_of(file, "pragma application_id");
    std::vector<std::string> tables;
    {
        statement select{file, "select name from sqlite_schema where type = 'table'"};
        while (select.step())
            tables.emplace_back(select.text(0));
    }
    if (stored == 0 && application == 0 && tables.empty())
        return sqlite_contents::nothing;
    const auto ours = application == application_id && stored >= 1;
    const auto grammers =
        application == 0 && stored >= 1 &&
        has(tables, {"dc_home", "dc_option", "peer_info", "update_state", "channel_state"});
    if (!ours && !grammers)
        refuse_session(
            session_errc::not_a_session,
            file.path(),
            "expected tables that awaitgram or grammers made"
        );
    if (const auto newest = ours ? version : 1; stored > newest)
        refuse_session(
            session_errc::newer_version,
            file.path(),
            "expected at most version " + std::to_string(newest) + ", it has " +
                std::to_string(stored)
        );
    if (grammers)
        return sqlite_contents::grammers;
    if (!has(tables, {"home", "dc", "salt", "self", "peer", "updates", "channel"}) ||
        (stored >= 2 && !has(tables, {"temporary_key", "api_layer", "cipher"})) ||
        (stored >= 3 && !has(tables, {"handled"})) || (stored >= 4 && !has(tables, {"state"})))
        file.damaged("a table is missing");
    return stored == 1   ? sqlite_contents::version_1
           : stored == 2 ? sqlite_contents::version_2
           : stored == 3 ? sqlite_contents::version_3
                         : sqlite_contents::version_4;
}

#define AWAITGRAM_SALT_TABLE                                                                       \
    "create table salt (dc integer not null, position integer not null, salt not null,"            \
    " valid_since integer not null, valid_until integer not null, primary key (dc, position))"     \
    " without rowid;"
#define AWAITGRAM_HANDLED_TABLE                                                                    \
    "create table handled (sequence integer not null, kind integer not null,"                      \
    " key integer not null, position integer not null, version integer not null,"                  \
    " cancelled integer not null, done integer not null, primary key (sequence, kind, key))"       \
    " without rowid;"
#define AWAITGRAM_STATE_TABLE                                                                      \
    "create table state (chat integer not null, user integer not null, topic integer not null,"    \
    " business text not null, name text not null, expires integer not null, value blob not null,"  \
    " primary key (chat, user, topic, business, name)) without rowid;"                             \
    "create index state_expires on state (expires) where expires > 0;"                             \
    "pragma user_version = 4;"
#define AWAITGRAM_NEW_TABLES                                                                       \
    "create table temporary_key (dc integer primary key, key blob not null,"                       \
    " expires integer not null);"                                                                  \
    "create table api_layer (one integer primary key check (one = 1), number integer not null);"   \
    "create table cipher (one integer primary key check (one = 1), rounds integer not null,"       \
    " salt blob not null, proof blob not null, scrubbed integer not "                              \
    "null);" AWAITGRAM_HANDLED_TABLE AWAITGRAM_STATE_TABLE

/// Creates the tables that session/sqlite.hpp describes.
inline void create(const sqlite_file& file) {
    file.execute(
        "create table home (one integer primary key check (one = 1), dc integer not null);"
        "create table dc (id integer primary key, ipv4 text, ipv6 text, auth_key "
        "blob);" AWAITGRAM_SALT_TABLE
        "create table self (one integer primary key check (one = 1) default 1,"
        " id integer not null, bot integer not null);"
        "create table peer (id integer primary key, hash, kind integer, bot integer,"
        " self integer, min integer not null default 0);"
        "create unique index peer_self on peer (self) where self = 1;"
        "create table updates (one integer primary key check (one = 1), pts integer not null,"
        " qts integer not null, date integer not null, seq integer not null);"
        "create table channel (id integer primary key, pts integer not null);"
        "insert into home values (1, 2);"
        "insert into updates values (1, 0, 0, 0, 0);"
        "pragma application_id = 1634169649;" AWAITGRAM_NEW_TABLES
    );
}

/// Version 1 had no temporary keys, layer, min hashes or encryption, and bare ids of channels.
inline void migrate_1(const sqlite_file& file) {
    // Tables are recreated where the type of a column excluded encrypted values.
    file.execute(
        "alter table salt rename to old_salt;" AWAITGRAM_SALT_TABLE
        "insert into salt select dc, row_number() over (partition by dc order by valid_since) - 1,"
        " salt, valid_since, valid_until from old_salt;"
        "drop table old_salt;"
        "alter table peer rename to old_peer;"
        "drop index peer_self;"
        "create table peer (id integer primary key, hash, kind integer, bot integer,"
        " self integer, min integer not null default 0);"
        "create unique index peer_self on peer (self) where self = 1;"
        "insert into peer select id, hash, kind, bot, self, 0 from old_peer;"
        "drop table old_peer;"
        "alter table dc rename to old_dc;"
        "create table dc (id integer primary key, ipv4 text, ipv6 text, auth_key blob);"
        "insert into dc select id, ipv4, ipv6, auth_key from old_dc;"
        "drop table old_dc;"
        "alter table channel rename to old_channel;"
        "create table channel (id integer primary key, pts integer not null);"
        "insert into channel select -1000000000000 - id, pts from old_channel;"
        "drop table old_channel;" AWAITGRAM_NEW_TABLES
    );
}

/// Version 2 had no marks of updates that were handled before older ones.
inline void migrate_2(const sqlite_file& file) {
    file.execute(AWAITGRAM_HANDLED_TABLE AWAITGRAM_STATE_TABLE);
}

/// Version 3 had no states.
inline void migrate_3(const sqlite_file& file) {
    file.execute(AWAITGRAM_STATE_TABLE);
}

#undef AWAITGRAM_SALT_TABLE
#undef AWAITGRAM_HANDLED_TABLE
#undef AWAITGRAM_STATE_TABLE
#undef AWAITGRAM_NEW_TABLES

inline void drop_grammers(const sqlite_file& file) {
    file.execute("drop table dc_home; drop table dc_option; drop table peer_info;"
                 "drop table update_state; drop table channel_state;");
}

} // namespace sqlite_schema

} // namespace awaitgram::detail
