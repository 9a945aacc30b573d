// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_helpers.hpp>
#include <awaitgram/formats/imported_session.hpp>
#include <awaitgram/session/detail/session_text.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// The part of a session string before its Base64.
enum class string_lead {
    /// Nothing.
    none,
    /// The digit `1`.
    one,
    /// `ag`, a version and a colon.
    awaitgram,
};

/// A session string, decoded once for all formats.
struct string_source {
    explicit string_source(std::string_view from);

    session_text cleaned;
    std::string_view text;
    string_lead lead = string_lead::none;
    /// The characters of the lead.
    std::size_t skipped = 0;
    /// The bytes after the lead; empty when they are not Base64.
    secret_bytes decoded{{}};
};

/// A format of strings.
struct string_format {
    string_lead lead;
    /// Whether the string has this format; values are not checked yet.
    bool (*looks_like)(const string_source& source);
    imported_session (*read)(const string_source& source);
    std::string (*write)(const imported_session& session);
    /// Describes the string in error texts; empty for the only format with a lead.
    std::string_view expected;
};

/// A format of SQLite files.
struct tables_format {
    bool (*looks_like)(const sqlite_reader& file);
    imported_session (*read)(const sqlite_reader& file);
};

/// A format of directories.
struct directory_format {
    /// The first bytes of its files, so that a path may name one of them; empty when they have none in common.
    std::string_view magic;
    /// The directory of the session, when it is `path` or inside.
    std::optional<std::string> (*find)(const std::string& path);
    imported_session (*read)(const std::string& directory, const session_read_options& options);
};

/// A format: a row of format_table, with one of the three pointers set.
struct format_row {
    session_format format;
    const char* name;
    const string_format* string = nullptr;
    const tables_format* tables = nullptr;
    const directory_format* directory = nullptr;
};

} // namespace awaitgram::detail
