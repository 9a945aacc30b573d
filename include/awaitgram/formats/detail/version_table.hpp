// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/detail/sqlite_reader.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>

namespace awaitgram::detail {

/// The version of a file that is the one value of a table: at least 1, and when newer than `newest_known` with every column that is
/// read. `owner` is such as "Telethon's".
///
/// Errors: std::system_error with `session_errc::unknown_version`.
[[nodiscard]] inline std::int32_t read_version(
    const sqlite_reader& file,
    const char* query,
    const std::string& owner,
    std::int64_t newest_known,
    std::initializer_list<needed_columns> tables
) {
    const auto version = file.number(query).value_or(0);
    const auto called = owner + " version " + std::to_string(version);
    if (version < 1 || version > std::numeric_limits<std::int32_t>::max())
        refuse(session_errc::unknown_version, file.path() + " (" + called + " does not exist)");
    if (version > newest_known)
        check_newer_version(file, called, tables);
    return static_cast<std::int32_t>(version);
}

} // namespace awaitgram::detail
