// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/formats/detail/format_helpers.hpp>
#include <awaitgram/formats/imported_session.hpp>
#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// What a session string has before its Base64.
enum class string_lead {
    /// Nothing.
    none,
    /// The digit `1`.
    one,
    /// `ag`, a version and a colon.
    awaitgram,
};

/// A session string, cut and decoded once for all formats. Keeps a view of the text.
struct string_source {
    explicit string_source(std::string_view from);

    std::string_view text;
    string_lead lead = string_lead::none;
    /// What follows the lead, without Base64; empty when it is none.
    secret_bytes decoded{{}};
};

/// Strings of a format.
struct string_format {
    string_lead lead;
    /// Whether `decoded` has the form; the content is not checked yet.
    bool (*looks_like)(const string_source& source);
    imported_session (*read)(const string_source& source);
    std::string (*write)(const imported_session& session);
    /// What was expected, to follow "after a 1, " where that is the lead; empty for a format with a lead of its own.
    std::string_view expected;
};

/// SQLite files of a format.
struct tables_format {
    bool (*looks_like)(const sqlite_reader& file);
    imported_session (*read)(const sqlite_reader& file);
};

/// Directories of a format.
struct directory_format {
    /// The start of its files, for a path that leads to one of them; empty when they have none in common.
    std::string_view magic;
    /// The directory itself, when `path` is it or contains it.
    std::optional<std::string> (*find)(const std::string& path);
    imported_session (*read)(const std::string& directory, const session_read_options& options);
};

/// All that is known of a format: a row of the table of formats, and one of the three.
struct format_row {
    session_format format;
    const char* name;
    const string_format* string = nullptr;
    const tables_format* tables = nullptr;
    const directory_format* directory = nullptr;
};

} // namespace awaitgram::detail
