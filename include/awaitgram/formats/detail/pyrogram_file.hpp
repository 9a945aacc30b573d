// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/detail/version_table.hpp>
#include <awaitgram/session/detail/peer_reader.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace awaitgram::detail::pyrogram_file {

inline constexpr std::int64_t newest_known = 7;

/// Tables, version 1 to 3 of Pyrogram and 4 to 7 of Kurigram: version, sessions (dc_id, test_mode, auth_key, date, user_id, is_bot;
/// since 3 api_id, since 7 server_address and port; one row), peers (id = dialog id but for version 1, access_hash, type as a
/// word, …), since 5 update_state (id = 0 for the account, else a channel's dialog id; pts, qts, date, seq).
inline imported_session read(const sqlite_reader& file) {
    imported_session session;
    const auto version = read_version(
        file,
        "select number from version",
        "Pyrogram's",
        newest_known,
        {{"sessions", {"dc_id", "test_mode", "auth_key", "date", "user_id", "is_bot"}},
         {"peers", {"id", "access_hash", "type"}},
         {"update_state", {"id", "pts", "qts", "date", "seq"}}}
    );
    session.version = version;

    const std::string api_id = file.has("sessions", "api_id") ? "api_id" : "null";
    const std::string address =
        file.has("sessions", "server_address") ? "server_address, port" : "null, null";
    auto home = file.query(
        "select dc_id, test_mode, auth_key, date, user_id, is_bot, " + api_id + ", " + address +
        " from sessions limit 1"
    );
    if (home.next()) {
        auto option = checked_dc(home.number_or(0, 0));
        session.test_servers = home.number_or(1, 0) != 0;
        if (const auto key = home.bytes(2); !key.empty())
            option.auth_key = checked_key(key);
        if (const auto date = home.number_or(3, 0); date > 0)
            session.saved = date;
        if (const auto user = home.number_or(4, 0); user != 0)
            session.data.self = checked_user(user, home.number_or(5, 0) != 0);
        if (home.number(6))
            session.api_id = home.counter(6);
        if (const auto host = home.text(7); !host.empty())
            set_address(option, checked_address(host, home.number_or(8, 0)));
        set_home(session, std::move(option));
    }

    peer_reader peers{session.data, session.note};
    // The ids of version 1 are of another form; Pyrogram itself drops them.
    if (version > 1)
        for (auto row = file.query("select id, access_hash, type from peers"); row.next();) {
            const auto type = row.text(2);
            peer_reader::known peer;
            peer.dialog_id = row.number_or(0, 0);
            peer.hash = row.number(1);
            if (type == "user" || type == "bot")
                peer.bot = type == "bot";
            if (type == "channel")
                peer.kind = channel_kind::broadcast;
            if (type == "supergroup" || type == "forum")
                peer.kind = channel_kind::megagroup;
            peers.add(peer);
        }
    peers.read_updates(file);
    peers.finish();
    return session;
}

[[nodiscard]] inline bool looks_like(const sqlite_reader& file) {
    return file.has("version") && file.has("sessions") && file.has("peers") &&
           file.has("sessions", "test_mode");
}

inline constexpr tables_format format{looks_like, read};

} // namespace awaitgram::detail::pyrogram_file
