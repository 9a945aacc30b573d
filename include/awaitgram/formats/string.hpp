// SPDX-License-Identifier: MIT
#pragma once

/// Sessions as strings, in the formats of awaitgram and other libraries. A session string is as secret as a password.

#include <awaitgram/formats/imported_session.hpp> // IWYU pragma: export

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// The readable name of a format: "Telethon string".
[[nodiscard]] const char* to_string(session_format format) noexcept;

/// The formats that write_session_string writes.
[[nodiscard]] std::vector<session_format> string_formats();

/// One readable line without secrets: "Telethon file, version 7: DC 2, user 7000000001, 3 peers".
[[nodiscard]] std::string describe(const imported_session& session);

/// The format of a session string, by its content; nothing when it is unknown.
[[nodiscard]] std::optional<session_format> recognise_string(std::string_view text);

/// Reads a session string of any known format. White space, line breaks and quotes that mail and chat programs add are ignored.
///
/// Errors: std::system_error with `session_errc`; its text names a character that is not Base64 and its place, and quotes nothing else
///         of the string.
[[nodiscard]] imported_session read_session_string(std::string_view text);

/// Writes a session as a string. Most formats have room for one key and one address only; the rest is omitted.
///
/// Errors: std::system_error with `session_errc::incomplete` when the session lacks a value that the format requires;
///         `unknown_format` when the format is not a string.
[[nodiscard]] std::string
write_session_string(const imported_session& session, session_format format);

} // namespace awaitgram
