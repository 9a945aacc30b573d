// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram {

/// Why a question of a handler fails. Thrown as std::system_error.
enum class conversation_errc {
    /// So many handlers wait for the same user in the same chat that no further one can; nothing was sent.
    too_many_waits = 1,
};

[[nodiscard]] inline const char* category_name(conversation_errc) noexcept {
    return "awaitgram.conversation";
}

[[nodiscard]] inline const char* to_string(conversation_errc code) noexcept {
    return code == conversation_errc::too_many_waits
               ? "too many handlers wait for answers of the same user in the same chat"
               : "unknown error of a conversation";
}

[[nodiscard]] inline std::error_code make_error_code(conversation_errc code) noexcept {
    return {static_cast<int>(code), category_of<conversation_errc>()};
}

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::conversation_errc> : std::true_type {};
