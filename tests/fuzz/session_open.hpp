// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <string>

/// Opens sessions from bytes that may have been tampered with, then reads and writes all of them. May throw nothing but
/// std::system_error.
namespace fuzz {

/// Opens a stored_session whose store holds `input` as lines of a name, a space and a text.
void open_stored(awaitgram::byte_view input);
/// Opens an sqlite_session of a file with `input` as its content.
void open_file(awaitgram::byte_view input);

/// Valid inputs for both.
std::string stored_session_text();
std::string session_file_content();

} // namespace fuzz
