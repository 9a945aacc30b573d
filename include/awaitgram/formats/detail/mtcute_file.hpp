// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/detail/mtcute_string.hpp>
#include <awaitgram/session/detail/peer_reader.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::detail::mtcute_file {

/// An access hash as mtcute writes it: "low|high", two signed numbers of 32 bits.
inline std::optional<std::int64_t> hash_in(std::string_view text) {
    const auto bar = text.find('|');
    if (bar == text.npos)
        return std::nullopt;
    const auto low = number_in(text.substr(0, bar));
    const auto high = number_in(text.substr(bar + 1));
    if (!low || !high)
        return std::nullopt;
    return static_cast<std::int64_t>(
        static_cast<std::uint64_t>(*high) << 32 | (static_cast<std::uint64_t>(*low) & 0xffffffff)
    );
}

inline std::vector<server_salt> salts_in(byte_view vector) {
    field_reader reader{vector};
    std::vector<server_salt> salts;
    if (reader.number<std::uint32_t>() != 0x1cb5c415)
        return {};
    for (auto left = reader.number<std::uint32_t>(); left != 0 && reader.ok(); --left) {
        if (reader.number<std::uint32_t>() != 0x0949d9dc)
            return {};
        server_salt salt;
        salt.valid_since = reader.number<std::int32_t>();
        salt.valid_until = reader.number<std::int32_t>();
        salt.salt = reader.number<std::int64_t>();
        salts.push_back(salt);
    }
    return reader.ok() ? salts : std::vector<server_salt>{};
}

/// One row of key_value; numbers are little-endian, data centres those of mtcute's strings:
///
///     current_user: | 1:i32 | flags:i32 | id:i64 | …      flags: 1 a bot
///     updates_pts, _qts, _date, _seq, updates_channel:<bare id>: | i32 |
///     salts:<dc>: a boxed vector of future_salt
inline void read_value(imported_session& session, std::string_view key, byte_view value) {
    field_reader reader{value};
    auto& data = session.data;
    const auto after = [key](std::string_view prefix) {
        return key.substr(0, prefix.size()) == prefix ? number_in(key.substr(prefix.size()))
                                                      : std::nullopt;
    };
    if (key == "dc_main") {
        auto server = mtcute_string::read_server(value);
        session.test_servers = server.test;
        data.home_dc = server.dc;
        auto& option =
            data.dcs.try_emplace(server.dc, dc_option{server.dc, {}, {}, {}}).first->second;
        set_address(option, std::move(server.address));
    } else if (key == "dc_media") {
        session.media = mtcute_string::read_server(value).address;
    } else if (key == "current_user" && !value.empty()) {
        if (reader.number<std::int32_t>() != 1)
            refuse(session_errc::unknown_version, "mtcute: a user of version 1 is expected");
        const auto bot = (reader.number<std::int32_t>() & 1) != 0;
        data.self = checked_user(reader.number<std::int64_t>(), bot);
    } else if (key == "updates_pts") {
        data.updates.pts = reader.number<std::int32_t>();
    } else if (key == "updates_qts") {
        data.updates.qts = reader.number<std::int32_t>();
    } else if (key == "updates_date") {
        data.updates.date = reader.number<std::int32_t>();
    } else if (key == "updates_seq") {
        data.updates.seq = reader.number<std::int32_t>();
    } else if (const auto channel = after("updates_channel:")) {
        if (peer_id::channel(*channel))
            data.apply(update_state::channel{*channel, reader.number<std::int32_t>()});
    } else if (const auto dc = after("salts:"); dc && is_dc(*dc)) {
        data.salts[static_cast<std::int32_t>(*dc)] = salts_in(value);
    }
}

/// Tables: mtcute_migrations (repo, version), key_value (key, value), auth_keys (dc, key), temp_auth_keys, peers (id = dialog
/// id, hash, isMin, …), message_refs. Temporary keys are left out.
inline imported_session read(const sqlite_reader& file) {
    imported_session session;
    auto newer = false;
    for (auto row = file.query("select repo, version from mtcute_migrations"); row.next();) {
        const auto known = row.text(0) == "peers" ? 2 : 1;
        newer = newer || row.number_or(1, 0) > known;
        if (row.text(0) == "peers")
            session.version = row.counter(1);
    }
    if (newer)
        check_newer_version(
            file,
            "a newer version of mtcute's tables",
            {{"key_value", {"key", "value"}},
             {"auth_keys", {"dc", "key"}},
             {"peers", {"id", "hash"}}}
        );
    for (auto row = file.query("select key, value from key_value"); row.next();)
        read_value(session, row.text(0), row.bytes(1));
    for (auto row = file.query("select dc, key from auth_keys"); row.next();) {
        if (!is_dc(row.number_or(0, 0)))
            continue;
        const auto id = checked_dc(row.number_or(0, 0)).id;
        auto& option = session.data.dcs.try_emplace(id, dc_option{id, {}, {}, {}}).first->second;
        option.auth_key = checked_key(row.bytes(1));
        complete_address(option, session.test_servers);
    }
    peer_reader peers{session.data, session.note};
    const std::string min = file.has("peers", "isMin") ? "isMin" : "0";
    for (auto row = file.query("select id, hash, " + min + " from peers"); row.next();) {
        peer_reader::known peer;
        peer.dialog_id = row.number_or(0, 0);
        peer.hash = hash_in(row.text(1));
        peer.min = row.number_or(2, 0) != 0;
        peers.add(peer);
    }
    peers.finish();
    return session;
}

[[nodiscard]] inline bool looks_like(const sqlite_reader& file) {
    return file.has("mtcute_migrations") && file.has("key_value") && file.has("auth_keys");
}

inline constexpr tables_format format{looks_like, read};

} // namespace awaitgram::detail::mtcute_file
