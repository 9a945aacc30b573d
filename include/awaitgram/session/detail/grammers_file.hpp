// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <optional>
#include <string>
#include <utility>

namespace awaitgram::detail::grammers_file {

/// Tables, version 1: dc_home (dc_id), dc_option (dc_id, ipv4 and ipv6 as "address:port", auth_key), peer_info (peer_id = dialog
/// id, hash, subtype), update_state (pts, qts, date, seq; one row), channel_state (peer_id = bare id, pts).
///
/// subtype of a user: 1 who is signed in, 2 a bot; that somebody is none isn't told. Of a channel: 4, 8 or 12.
inline found_session read(const sqlite_reader& file) {
    found_session session;
    session.format = session_format::grammers_file;
    const auto version = file.number("pragma user_version").value_or(0);
    if (version != 1)
        refuse(
            sessions::errc::unknown_version,
            file.path() + " (grammers' version 1 is expected, not " + std::to_string(version) + ')'
        );

    for (auto row = file.query("select dc_id, ipv4, ipv6, auth_key from dc_option"); row.next();) {
        // Data centres for files have ids of their own, and keys that aren't the account's.
        if (!is_dc(row.number_or(0, 0)))
            continue;
        auto option = checked_dc(row.number_or(0, 0));
        option.ipv4 = parse_server_address(row.text(1));
        option.ipv6 = parse_server_address(row.text(2));
        // An IPv6 address may be an IPv4 one in disguise; grammers always writes both.
        if (option.ipv6)
            if (const auto ip = ip_bytes(option.ipv6->host);
                ip && ip->size() == 16 && load_be(byte_view{*ip}.first(8)) == 0)
                option.ipv6.reset();
        if (const auto key = row.bytes(3); !key.empty())
            option.auth_key = checked_key(key);
        session.data.dcs.insert_or_assign(option.id, std::move(option));
    }
    if (const auto home = file.number("select dc_id from dc_home limit 1"))
        session.data.home_dc = checked_dc(*home).id;
    if (const auto home = session.data.dcs.find(session.data.home_dc);
        home != session.data.dcs.end() && home->second.ipv4)
        session.test_servers = is_test_server(home->second.ipv4->host);

    const std::string self = "from peer_info where peer_id > 0 and subtype & 1";
    if (file.number("select count(*) " + self) == 1) {
        auto row = file.query("select peer_id, subtype " + self);
        if (row.next())
            session.data.self = checked_user(row.number_or(0, 0), (row.number_or(1, 0) & 2) != 0);
    }
    peer_reader peers{session};
    for (auto row = file.query("select peer_id, hash, subtype from peer_info"); row.next();) {
        const auto subtype = row.number_or(2, 0);
        peer_reader::known peer;
        peer.dialog_id = row.number_or(0, 0);
        peer.hash = row.number(1);
        if ((subtype & 2) != 0)
            peer.bot = true;
        if ((subtype & 12) == 12)
            peer.kind = channel_kind::gigagroup;
        else if ((subtype & 8) != 0)
            peer.kind = channel_kind::broadcast;
        else if ((subtype & 4) != 0)
            peer.kind = channel_kind::megagroup;
        peers.add(peer);
    }
    auto& updates = session.data.updates;
    if (auto row = file.query("select pts, qts, date, seq from update_state limit 1"); row.next()) {
        updates.pts = row.counter(0);
        updates.qts = row.counter(1);
        updates.date = row.counter(2);
        updates.seq = row.counter(3);
    }
    for (auto row = file.query("select peer_id, pts from channel_state"); row.next();)
        peers.set_pts(row.number_or(0, 0), row.counter(1));
    peers.finish();
    return session;
}

} // namespace awaitgram::detail::grammers_file
