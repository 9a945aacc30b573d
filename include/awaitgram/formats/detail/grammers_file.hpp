// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_row.hpp>
#include <awaitgram/formats/imported_session.hpp>
#include <awaitgram/session/detail/grammers_tables.hpp>

#include <utility>

namespace awaitgram::detail::grammers_file {

/// session/detail/grammers_tables.hpp lists the tables.
inline imported_session read(const sqlite_reader& file) {
    auto tables = grammers_tables::read(file);
    imported_session session;
    session.data = std::move(tables.data);
    session.test_servers = tables.test_servers;
    session.note = std::move(tables.note);
    return session;
}

[[nodiscard]] inline bool looks_like(const sqlite_reader& file) {
    return file.has("dc_home") && file.has("dc_option") && file.has("peer_info");
}

inline constexpr tables_format format{looks_like, read};

} // namespace awaitgram::detail::grammers_file
