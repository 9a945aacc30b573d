// SPDX-License-Identifier: MIT
#pragma once

/// Sessions as strings, awaitgram's and other libraries'. Whoever has such a string is signed in: keep it like a password.

#include <awaitgram/formats/imported_session.hpp> // IWYU pragma: export

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace awaitgram {

/// What a person calls the format: "Telethon string".
[[nodiscard]] const char* to_string(session_format format) noexcept;

/// The formats that write_session_string writes.
[[nodiscard]] std::vector<session_format> string_formats();

/// One line for people, without secrets: "Telethon file, version 7: DC 2, user 7000000001, 3 peers".
[[nodiscard]] std::string describe(const imported_session& session);

/// The format of a session string by its content; nothing when it has none that is known.
[[nodiscard]] std::optional<session_format> recognise_string(std::string_view text);

/// Reads a session string of any known format; blanks around it are cut off.
///
/// Errors: std::system_error with `session_errc`; what it says never quotes the string.
[[nodiscard]] imported_session read_session_string(std::string_view text);

/// Writes a session as a string. A format holds what it can: most of them one key and an address.
///
/// Errors: std::system_error with `session_errc::incomplete` when the format needs what the session lacks;
///         `unknown_format` when the format is no string.
[[nodiscard]] std::string
write_session_string(const imported_session& session, session_format format);

} // namespace awaitgram
