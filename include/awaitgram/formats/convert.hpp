// SPDX-License-Identifier: MIT
#pragma once

/// Sessions of other libraries in files and directories, which are only read, never changed.

#include <awaitgram/formats/string.hpp>

#include <optional>
#include <string>

namespace awaitgram {

/// The format of a file or a directory, by its content; nothing when it is unknown.
///
/// Errors: std::system_error with `session_errc`: `storage`, `in_use`, `damaged`.
[[nodiscard]] std::optional<session_format> recognise_session(const std::string& path);

/// Reads the session of any known format in a file or a directory: `tdata`, a GramJS store, an SQLite file of awaitgram, Telethon,
/// Pyrogram, Kurigram, mtcute or grammers, or a text file with a session string. A write-ahead log beside an SQLite file is
/// read too.
///
/// Errors: std::system_error with `session_errc`: `unknown_format`, `unknown_version`, `damaged`, `in_use`,
///         `wrong_passcode`, `no_such_account`, `storage`; its text names the file and never quotes it.
[[nodiscard]] imported_session
read_session(const std::string& path, const session_read_options& options = {});

} // namespace awaitgram
