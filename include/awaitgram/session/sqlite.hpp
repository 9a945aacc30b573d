// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/facade.hpp>
#include <awaitgram/session/sqlite_options.hpp>

#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace awaitgram {

struct session_data;

/// A session in an SQLite file that only its owner may read, used by one session object at a time.
///
/// Keys, the home and the user are on disk when the await returns; the rest survives a crash of the program, and a failure of
/// power up to the last moments. Waiting for the disk is left to a few threads that all sessions share. `home_dc_id` and
/// `dc_option` answer from memory what was last written. Copies mean the same session. The end of the last one finishes what was
/// begun and closes the file.
///
/// Cancels: what was awaited is done all the same, then the await ends with `operation_aborted`.
///
/// The file, application_id 0x61677331, user_version 2; values marked * are blobs once they are encrypted:
///
///     | table         | columns                                                                                    |
///     | home          | one (is 1), dc                                                                             |
///     | dc            | id, ipv4 and ipv6 ("host:port"), auth_key*                                                 |
///     | salt          | dc, position, salt*, valid_since, valid_until                                              |
///     | temporary_key | dc, key*, expires                                                                          |
///     | self          | one, id, bot                                                                               |
///     | api_layer     | one, number                                                                                |
///     | peer          | id (dialog id), hash*, kind (1 broadcast, 2 megagroup, 3 gigagroup), bot, self, min        |
///     | updates       | one, pts, qts, date, seq                                                                   |
///     | channel       | id (dialog id), pts                                                                        |
///     | cipher        | one, rounds, salt, proof, scrubbed; no row in a file that isn't encrypted                  |
///
/// An older file is brought up to date when it is opened, and so is one of grammers; a newer one is refused.
class sqlite_session : public session_facade {
public:
    /// Opens or makes the file; `:memory:` keeps it in memory.
    ///
    /// Errors: std::system_error with `session_errc`, or with what the system says: no session, newer, in use, another key,
    ///         damaged, not to be read or written. The file is left as it was, and one that couldn't be made leaves nothing.
    explicit sqlite_session(std::string path, const sqlite_options& options = {});

    /// A session with the login that a string of Telethon's holds. When the file holds another one, with another key, nothing of
    /// that is left; when it holds the same one, everything stays.
    ///
    /// Errors: as above; `session_errc::malformed` when it is no such string.
    [[nodiscard]] static sqlite_session
    from_telethon_string(std::string_view text, std::string path = ":memory:");

    /// All that the session holds.
    [[nodiscard]] awaitable<session_data> data();

    /// Replaces all that the session holds, in one step, by this, normalised.
    ///
    /// Errors: as normalised has them; then nothing is changed.
    [[nodiscard]] awaitable<void> import(session_data content);

    /// Encrypts the file, encrypts it with another key, or with none decrypts it; in one step, so that it always opens with the old
    /// key or the new one. Nothing unencrypted is left in the file and its journal, unless the disk is too full to clear up: see
    /// is_scrubbed. Blocks that the file system gave up are beyond reach: start with a key where that matters.
    [[nodiscard]] awaitable<void> set_key(std::optional<session_key> key);

    /// Whether nothing unencrypted can be left in an encrypted file. False when the disk was full after `set_key` changed the file:
    /// free parts of it may still show what it held. Every opening tries again to clear up.
    [[nodiscard]] bool is_scrubbed() const noexcept;

    /// SQLite's own handle, for queries of your own while nothing is awaited; null after `close`.
    [[nodiscard]] sqlite3* connection() const noexcept;
};

static_assert(session<sqlite_session>);

} // namespace awaitgram
