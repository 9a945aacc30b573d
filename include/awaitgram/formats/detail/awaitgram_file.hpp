// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/session/detail/peer_reader.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>
#include <awaitgram/session/detail/sqlite_schema.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace awaitgram::detail::awaitgram_file {

/// Reads awaitgram's own file, without the lock that a sqlite_session takes; session/sqlite.hpp lists the tables. An encrypted file
/// is refused: it opens as a sqlite_session with its key.
inline imported_session read(const sqlite_reader& file) {
    imported_session session;
    const auto version = file.number("pragma user_version").value_or(0);
    if (version < 1 || version > sqlite_schema::version)
        refuse(session_errc::newer_version, file.path());
    session.version = static_cast<std::int32_t>(version);
    if (file.has("cipher") && file.number("select count(*) from cipher").value_or(0) != 0)
        refuse(session_errc::key_needed, file.path());
    auto& data = session.data;
    if (const auto home = file.number("select dc from home"))
        data.home_dc = static_cast<std::int32_t>(*home);
    for (auto row = file.query("select id, ipv4, ipv6, auth_key from dc"); row.next();) {
        dc_option option;
        option.id = static_cast<std::int32_t>(row.number_or(0, 0));
        option.ipv4 = parse_server_address(row.text(1));
        option.ipv6 = parse_server_address(row.text(2));
        if (const auto key = row.bytes(3); !key.empty())
            option.auth_key = checked_key(key);
        if (option.id == data.home_dc && option.ipv4)
            session.test_servers = is_test_server(option.ipv4->host);
        if (check(option))
            refuse(session_errc::damaged, file.path() + " (a data centre is invalid)");
        data.dcs.insert_or_assign(option.id, std::move(option));
    }
    for (auto row = file.query("select dc, salt, valid_since, valid_until from salt"); row.next();)
        data.salts[static_cast<std::int32_t>(row.number_or(0, 0))].push_back(
            {row.number_or(1, 0), row.number_or(2, 0), row.number_or(3, 0)}
        );
    if (auto row = file.query("select id, bot from self"); row.next())
        data.self = checked_user(row.number_or(0, 0), row.number_or(1, 0) != 0);
    if (file.has("temporary_key"))
        for (auto row = file.query("select dc, key, expires from temporary_key"); row.next();)
            data.temporary_keys.insert_or_assign(
                static_cast<std::int32_t>(row.number_or(0, 0)),
                temporary_key{checked_key(row.bytes(1)), row.number_or(2, 0)}
            );
    if (file.has("api_layer"))
        if (const auto layer = file.number("select number from api_layer"))
            data.api_layer = static_cast<std::int32_t>(*layer);
    peer_reader peers{session.data, session.note};
    const std::string min = file.has("peer", "min") ? "min" : "0";
    for (auto row = file.query("select id, hash, kind, bot, " + min + " from peer"); row.next();) {
        peer_reader::known peer;
        peer.dialog_id = row.number_or(0, 0);
        peer.hash = row.number(1);
        if (const auto kind = row.number_or(2, 0); kind >= 1 && kind <= 3)
            peer.kind = static_cast<channel_kind>(kind);
        if (const auto bot = row.number(3))
            peer.bot = *bot != 0;
        peer.min = row.number_or(4, 0) != 0;
        peers.add(peer);
    }
    if (auto row = file.query("select pts, qts, date, seq from updates"); row.next()) {
        data.updates.pts = row.counter(0);
        data.updates.qts = row.counter(1);
        data.updates.date = row.counter(2);
        data.updates.seq = row.counter(3);
    }
    for (auto row = file.query("select id, pts from channel"); row.next();)
        peers.set_pts(row.number_or(0, 0), row.counter(1));
    peers.finish();
    constexpr std::int64_t zero = 0; // impossible, as 255 is
    constexpr std::int64_t most = 255;
    if (file.has("handled"))
        for (auto row = file.query("select sequence, kind, key, position, version, cancelled, done"
                                   " from handled");
             row.next();) {
            handled_mark mark;
            mark.of.sequence = row.number_or(0, 0);
            mark.of.kind = static_cast<handled_kind>(std::clamp(row.number_or(1, 0), zero, most));
            mark.of.key = row.number_or(2, 0);
            mark.position = row.counter(3);
            mark.version = row.counter(4);
            mark.cancelled = row.counter(5);
            mark.done = row.number_or(6, 0) != 0;
            if (!is_possible(mark))
                refuse(session_errc::damaged, file.path() + " (a mark is invalid)");
            data.updates.handled.push_back(mark);
        }
    if (file.has("state"))
        for (auto row =
                 file.query("select chat, user, topic, business, name, expires, value from state");
             row.next();) {
            state_key key;
            key.chat = row.number_or(0, 0);
            key.user = row.number_or(1, 0);
            const auto topic = row.number_or(2, 0);
            key.topic = static_cast<std::int32_t>(topic);
            key.business = row.text(3);
            key.name = row.text(4);
            kept_state state;
            state.expires = row.number_or(5, 0);
            const auto value = row.bytes(6);
            state.value.assign(value.begin(), value.end());
            if (key.topic != topic || check(key) || check(state))
                refuse(session_errc::damaged, file.path() + " (a state is invalid)");
            data.states.insert_or_assign(std::move(key), std::move(state));
        }
    return session;
}

[[nodiscard]] inline bool looks_like(const sqlite_reader& file) {
    return file.number("pragma application_id") == sqlite_schema::application_id;
}

inline constexpr tables_format format{looks_like, read};

} // namespace awaitgram::detail::awaitgram_file
