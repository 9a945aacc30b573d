// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/imported_session.hpp>
#include <awaitgram/session/detail/grammers_tables.hpp>

#include <utility>

namespace awaitgram::detail::grammers_file {

/// session/detail/grammers_tables.hpp lists the tables.
inline imported_session read(const sqlite_reader& file) {
    auto tables = grammers_tables::read(file);
    imported_session session;
    session.format = session_format::grammers_file;
    session.data = std::move(tables.data);
    session.test_servers = tables.test_servers;
    session.note = std::move(tables.note);
    return session;
}

} // namespace awaitgram::detail::grammers_file
