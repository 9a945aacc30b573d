// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/data.hpp>
#include <awaitgram/session/detail/ip_address.hpp>
#include <awaitgram/session/detail/peer_reader.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram::detail::grammers_tables {

/// The content of grammers' tables.
struct content {
    session_data data{};
    bool test_servers = false;
    /// A remark on omitted values; empty without any.
    std::string note{};
};

/// Whether this is a real address: grammers always writes two, an unknown one as 0.0.0.0 or ::, mostly with port 0.
inline bool is_somewhere(const server_address& address) {
    const auto ip = ip_bytes(address.host);
    return !ip || std::any_of(ip->begin(), ip->end(), [](auto byte) { return byte != 0; });
}

inline std::optional<server_address>
read_address(const sqlite_reader& file, std::string_view text) {
    if (text.empty() || text == "0.0.0.0:0" || text == "[::]:0")
        return std::nullopt;
    auto address = parse_server_address(text);
    if (!address)
        refuse(session_errc::damaged, file.path() + " (an address is expected)");
    if (!is_somewhere(*address))
        address.reset();
    return address;
}

/// A row of dc_option. Includes media data centres, which have ids beyond 5.
inline dc_option read_dc(const sqlite_reader& file, const sqlite_reader::rows& row) {
    using limits = std::numeric_limits<std::int32_t>;
    const auto id = row.number_or(0, 0);
    dc_option option;
    if (id >= limits::min() && id <= limits::max())
        option.id = static_cast<std::int32_t>(id);
    option.ipv4 = read_address(file, row.text(1));
    option.ipv6 = read_address(file, row.text(2));
    // An IPv6 address may be a mapped IPv4 one, mostly the same.
    if (option.ipv6) {
        if (const auto inner = embedded_ipv4(*option.ipv6)) {
            option.ipv6.reset();
            if (!option.ipv4 && is_somewhere(*inner))
                option.ipv4 = inner;
        }
    }
    if (const auto key = row.bytes(3); !key.empty())
        option.auth_key = checked_key(key);
    if (check(option))
        refuse(session_errc::damaged, file.path() + " (a data centre is invalid)");
    return option;
}

/// The signed-in user. Unknown when several are marked, as happens after another account signed in: grammers returns any of them,
/// but a wrong one would be worse than none.
inline void read_self(const sqlite_reader& file, content& session) {
    auto row =
        file.query("select peer_id, subtype from peer_info where peer_id > 0 and subtype & 1");
    if (!row.next())
        return;
    const auto user = checked_user(row.number_or(0, 0), (row.number_or(1, 0) & 2) != 0);
    if (row.next())
        session.note = "several users are marked as signed in, so that none is taken";
    else
        session.data.self = user;
}

/// Tables, version 1: dc_home (dc_id), dc_option (dc_id, ipv4 and ipv6 as "address:port", auth_key), peer_info (peer_id = dialog
/// id, hash, subtype), update_state (pts, qts, date, seq; one row), channel_state (peer_id = bare id, pts).
///
/// subtype of a user: 1 signed in, 2 a bot (not being a bot is not recorded); of a channel: 4 a megagroup, 8 a broadcast, 12 a
/// gigagroup.
inline content read(const sqlite_reader& file) {
    content session;
    const auto version = file.number("pragma user_version").value_or(0);
    const auto called = "grammers' version " + std::to_string(version);
    if (version < 1)
        refuse(session_errc::unknown_version, file.path() + " (" + called + " does not exist)");
    if (version > 1)
        check_newer_version(
            file,
            called,
            {{"dc_option", {"dc_id", "ipv4", "ipv6", "auth_key"}},
             {"dc_home", {"dc_id"}},
             {"peer_info", {"peer_id", "hash", "subtype"}},
             {"update_state", {"pts", "qts", "date", "seq"}},
             {"channel_state", {"peer_id", "pts"}}}
        );

    for (auto row = file.query("select dc_id, ipv4, ipv6, auth_key from dc_option"); row.next();) {
        auto option = read_dc(file, row);
        session.data.dcs.insert_or_assign(option.id, std::move(option));
    }
    if (const auto home = file.number("select dc_id from dc_home limit 1"))
        session.data.home_dc = checked_dc(*home).id;
    if (const auto home = session.data.dcs.find(session.data.home_dc);
        home != session.data.dcs.end() && home->second.ipv4)
        session.test_servers = is_test_server(home->second.ipv4->host);

    read_self(file, session);
    peer_reader peers{session.data, session.note};
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

} // namespace awaitgram::detail::grammers_tables
