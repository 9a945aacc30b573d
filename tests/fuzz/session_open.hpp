// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <string>

/// Sessions that are opened from bytes somebody may have changed, then read and written from end to end. Only std::system_error may
/// come out.
namespace fuzz {

/// Opens a stored_session whose store holds `input` as lines of a name, a space and a text.
void open_stored(awaitgram::byte_view input);
/// Opens an sqlite_session of a file with `input` as its content.
void open_file(awaitgram::byte_view input);

/// Valid inputs for both.
std::string stored_session_text();
std::string session_file_content();

} // namespace fuzz
