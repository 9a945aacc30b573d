// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>
#include <type_traits>

namespace awaitgram::files {

/// What is wrong with a file, before anything of it is sent.
enum class errc {
    /// Telegram stores no files without a byte.
    empty_file = 1,
    /// The file has more parts than Telegram takes from the account.
    too_large,
    /// The file has to be sent in small parts, as photos are, and is too large for that.
    too_large_for_kind,
    /// A position or a length outside of what a file can have.
    bad_range,
    /// A stored state of a transfer that is damaged, or belongs to another file.
    bad_state,
    /// The server sent more bytes of a part than were asked for, or fewer in the middle of the file.
    wrong_part,
    /// The server names another place for a file again and again.
    lost_file,
};

[[nodiscard]] inline const char* category_name(errc) noexcept {
    return "awaitgram.files";
}

[[nodiscard]] inline const char* to_string(errc code) noexcept {
    switch (code) {
    case errc::empty_file:
        return "the file is empty, and Telegram stores no empty files";
    case errc::too_large:
        return "the file is larger than this account, its kind or the caller allows";
    case errc::too_large_for_kind:
        return "the file is too large to be sent as this kind of media; send it as a document";
    case errc::bad_range:
        return "the range lies outside of what a file can have";
    case errc::bad_state:
        return "the stored state of the transfer is damaged or belongs to another file";
    case errc::wrong_part:
        return "the server sent a part of the file with another length than it has";
    case errc::lost_file:
        return "the server names another place for the file again and again";
    }
    return "unknown error of a file";
}

[[nodiscard]] inline std::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), category_of<errc>()};
}

} // namespace awaitgram::files

template <>
struct std::is_error_code_enum<awaitgram::files::errc> : std::true_type {};
