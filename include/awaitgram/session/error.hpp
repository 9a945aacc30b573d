// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/error.hpp>

#include <system_error>

namespace awaitgram {

/// What can be wrong with a session or a value for one.
enum class session_errc {
    /// No user, chat or channel has this id.
    invalid_peer_id = 1,
    /// The id is that of a secret chat, which sessions don't keep.
    secret_chat_id,
    /// An authorisation key has 256 bytes and isn't all zeros.
    invalid_auth_key,
    /// The file is no session of awaitgram's.
    not_a_session,
    /// The file was written by a newer version of awaitgram.
    newer_version,
    /// Another program uses the file.
    in_use,
    /// The file can't be opened, read or written.
    storage,
    /// A stored value makes no sense.
    damaged,
    /// A data centre needs an id other than 0, and its addresses a host and a port.
    invalid_dc,
    /// The session was closed.
    closed,
    /// The file is encrypted with another key.
    wrong_key,
    /// The file is encrypted, and no key was given.
    key_needed,
    /// A key was given for a file that isn't encrypted.
    not_encrypted,
    /// The session isn't of its format's form.
    malformed,
    /// No session format that is known looks like this.
    unknown_format,
    /// The check sum is another: the session is cut or altered.
    wrong_checksum,
    /// Another library wrote the session, in a version that isn't known.
    unknown_version,
    /// None of Telegram's data centres has this id.
    unknown_dc,
    /// The passcode is wrong, or one is needed.
    wrong_passcode,
    /// There are fewer accounts than that.
    no_such_account,
    /// The session lacks what the format can't do without.
    incomplete,
};

[[nodiscard]] inline const char* category_name(session_errc) noexcept {
    return "awaitgram.session";
}

[[nodiscard]] inline const char* to_string(session_errc code) noexcept {
    switch (code) {
    case session_errc::invalid_peer_id:
        return "no user, chat or channel has this id";
    case session_errc::secret_chat_id:
        return "the id is that of a secret chat, which sessions don't keep";
    case session_errc::invalid_auth_key:
        return "an authorisation key has 256 bytes and isn't all zeros";
    case session_errc::not_a_session:
        return "the file is no awaitgram session";
    case session_errc::newer_version:
        return "the session was written by a newer version of awaitgram";
    case session_errc::in_use:
        return "the session is in use by another program";
    case session_errc::storage:
        return "the session can't be read or written";
    case session_errc::damaged:
        return "the session holds a value that makes no sense";
    case session_errc::invalid_dc:
        return "a data centre needs an id other than 0, and its addresses a host and a port";
    case session_errc::closed:
        return "the session was closed";
    case session_errc::wrong_key:
        return "the session is encrypted with another key";
    case session_errc::key_needed:
        return "the session is encrypted, and no key was given";
    case session_errc::not_encrypted:
        return "a key was given, but the session isn't encrypted";
    case session_errc::malformed:
        return "the session isn't of its format's form";
    case session_errc::unknown_format:
        return "this is no session of a known format";
    case session_errc::wrong_checksum:
        return "the session is cut or altered";
    case session_errc::unknown_version:
        return "the session was written by a version that isn't known";
    case session_errc::unknown_dc:
        return "no data centre has this id";
    case session_errc::wrong_passcode:
        return "the passcode is wrong, or one is needed";
    case session_errc::no_such_account:
        return "there are fewer accounts than that";
    case session_errc::incomplete:
        return "the session lacks what the format can't do without";
    }
    return "unknown session error";
}

[[nodiscard]] inline std::error_code make_error_code(session_errc code) noexcept {
    return {static_cast<int>(code), category_of<session_errc>()};
}

} // namespace awaitgram

template <>
struct std::is_error_code_enum<awaitgram::session_errc> : std::true_type {};
