// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/detail/version_table.hpp>
#include <awaitgram/session/detail/peer_reader.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace awaitgram::detail::telethon_file {

inline constexpr std::int64_t newest_known = 8;

/// Tables, version 1 to 8: version, sessions (dc_id, server_address, port, auth_key, …, since 8 tmp_auth_key; one row), entities
/// (id = dialog id, hash, …), sent_files; since 4 update_state (id = 0 for the account, else a channel; pts, qts, date, seq). The
/// signed-in user is not recorded. Temporary keys are left out.
inline imported_session read(const sqlite_reader& file) {
    imported_session session;
    session.version = read_version(
        file,
        "select version from version",
        "Telethon's",
        newest_known,
        {{"sessions", {"dc_id", "server_address", "port", "auth_key"}},
         {"entities", {"id", "hash"}},
         {"update_state", {"id", "pts", "qts", "date", "seq"}}}
    );

    auto home = file.query("select dc_id, server_address, port, auth_key from sessions limit 1");
    // Telethon records no data centre before its first connection.
    if (home.next() && home.number_or(0, 0) != 0) {
        auto option = checked_dc(home.number_or(0, 0));
        if (const auto host = home.text(1); !host.empty()) {
            session.test_servers = is_test_server(host);
            set_address(option, checked_address(host, home.number_or(2, 0)));
        }
        if (const auto key = home.bytes(3); !key.empty())
            option.auth_key = checked_key(key);
        set_home(session, std::move(option));
    }

    peer_reader peers{session.data, session.note};
    for (auto row = file.query("select id, hash from entities"); row.next();) {
        peer_reader::known peer;
        peer.dialog_id = row.number_or(0, 0);
        peer.hash = row.number(1);
        peers.add(peer);
    }
    peers.read_updates(file);
    peers.finish();
    return session;
}

[[nodiscard]] inline bool looks_like(const sqlite_reader& file) {
    return file.has("version") && file.has("sessions") && file.has("entities") &&
           file.has("sessions", "server_address");
}

inline constexpr tables_format format{looks_like, read};

} // namespace awaitgram::detail::telethon_file
