// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram {

/// Errors of sessions and of the values stored in them.
enum class session_errc {
    /// No user, chat or channel has this id.
    invalid_peer_id = 1,
    /// The id belongs to a secret chat; sessions do not store those.
    secret_chat_id,
    /// An authorisation key has 256 bytes that are not all zero.
    invalid_auth_key,
    /// The file is not an awaitgram session.
    not_a_session,
    /// The file was written by a newer version of awaitgram.
    newer_version,
    /// Another program uses the file.
    in_use,
    /// The file or the store cannot be opened, read or written.
    storage,
    /// A stored value is invalid.
    damaged,
    /// A data centre needs an id other than 0, and its addresses a host and a port.
    invalid_dc,
    /// The session was closed.
    closed,
    /// The file is encrypted with another key.
    wrong_key,
    /// The file is encrypted, and no key was given.
    key_needed,
    /// A key was given for a file that is not encrypted.
    not_encrypted,
    /// The text or the file does not have the form of its format.
    malformed,
    /// The text or the file has no known session format.
    unknown_format,
    /// The checksum does not match: the session is truncated or altered.
    wrong_checksum,
    /// Another library wrote the session, in an unknown version of its format.
    unknown_version,
    /// None of Telegram's data centres has this id.
    unknown_dc,
    /// The passcode is wrong or missing.
    wrong_passcode,
    /// There is no account with this index.
    no_such_account,
    /// The session lacks a value that the format requires.
    incomplete,
    /// The session belongs to the other one of Telegram's two networks, production and test.
    other_network,
    /// A state has at most 1 MiB, and the texts of its key at most 255 bytes each.
    invalid_state,
    /// The session has no operations for states.
    no_states,
};

[[nodiscard]] inline const char* category_name(session_errc) noexcept {
    return "awaitgram.session";
}

[[nodiscard]] inline const char* to_string(session_errc code) noexcept {
    switch (code) {
    case session_errc::invalid_peer_id:
        return "no user, chat or channel has this id";
    case session_errc::secret_chat_id:
        return "the id belongs to a secret chat, which sessions do not store";
    case session_errc::invalid_auth_key:
        return "an authorisation key has 256 bytes that are not all zero";
    case session_errc::not_a_session:
        return "the file is not an awaitgram session";
    case session_errc::newer_version:
        return "the session was written by a newer version of awaitgram";
    case session_errc::in_use:
        return "the session is in use by another program";
    case session_errc::storage:
        return "the session cannot be read or written";
    case session_errc::damaged:
        return "the session contains an invalid value";
    case session_errc::invalid_dc:
        return "a data centre needs an id other than 0, and its addresses a host and a port";
    case session_errc::closed:
        return "the session was closed";
    case session_errc::wrong_key:
        return "the session is encrypted with another key";
    case session_errc::key_needed:
        return "the session is encrypted, and no key was given";
    case session_errc::not_encrypted:
        return "a key was given, but the session is not encrypted";
    case session_errc::malformed:
        return "the session does not have the form of its format";
    case session_errc::unknown_format:
        return "this is not a session of a known format";
    case session_errc::wrong_checksum:
        return "the session is truncated or altered";
    case session_errc::unknown_version:
        return "the session has an unknown version of its format";
    case session_errc::unknown_dc:
        return "no data centre has this id";
    case session_errc::wrong_passcode:
        return "the passcode is wrong or missing";
    case session_errc::no_such_account:
        return "there is no account with this index";
    case session_errc::incomplete:
        return "the session lacks a value that the format requires";
    case session_errc::other_network:
        return "the session belongs to the other one of Telegram's networks, production and test";
    case session_errc::invalid_state:
        return "a state has at most 1 MiB, and the texts of its key at most 255 bytes each";
    case session_errc::no_states:
        return "the session has no operations for states";
    }
    return "unknown session error";
}

[[nodiscard]] inline std::error_code make_error_code(session_errc code) noexcept {
    return {static_cast<int>(code), category_of<session_errc>()};
}

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::session_errc> : std::true_type {};
