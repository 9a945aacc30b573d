// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/facade.hpp>
#include <awaitgram/session/sqlite_options.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace awaitgram {

struct session_data;

/// A session in an SQLite file that only its owner may read, used by one session object at a time.
///
/// When an await returns, authorisation keys, the home and the user are on disk and survive a power failure; other values survive a
/// crash of the program, and a power failure except for the last moments. A few threads that all sessions of the process share
/// wait for the disk. `home_dc_id` and `dc_option` answer from memory. Copies refer to the same session; the destructor of the
/// last one completes pending operations and closes the file.
///
/// Cancels: the operation is carried out nevertheless; then the await ends with `operation_aborted`.
///
/// The file has application_id 0x61677331 and user_version 4; values marked * are blobs when encrypted:
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
///     | handled       | sequence, kind, key, position, version, cancelled, done, see handled_mark                  |
///     | state         | chat, user, topic, business, name, expires, value*, see state_key and kept_state           |
///     | cipher        | one, rounds, salt, proof, scrubbed; no row in a file that isn't encrypted                  |
///
/// Opening upgrades an older file in place, and converts one of grammers; a newer one is refused.
class sqlite_session : public session_facade {
public:
    /// Opens or creates the file; `:memory:` keeps it in memory. Blocks the thread meanwhile, which takes about 0.1 s with a
    /// passphrase; see `unopened`.
    ///
    /// Errors: std::system_error with a system error or `session_errc`: `not_a_session`, `newer_version`, `in_use`, `wrong_key`,
    ///         `key_needed`, `not_encrypted`, `damaged`, `storage`. An existing file is left unchanged, a new one is removed.
    explicit sqlite_session(std::string path = ":memory:", const sqlite_options& options = {});

    /// A session whose file is opened by `init`, on a thread for such work. A client does that at the start of each run; an operation
    /// before that does it, too, and so do `home_dc_id` and the other functions that are no coroutines, but on the caller's thread. A
    /// path as the session of a client or bot stands for such a session.
    ///
    /// Errors: none; `init` and the operations have those of the constructor. `home_dc_id` is that of a new session when the file
    ///         cannot be opened.
    [[nodiscard]] static sqlite_session
    unopened(std::string path, const sqlite_options& options = {});

    /// Opens a session and stores the login of a Telethon string in it. A file with another authorisation key is overwritten
    /// completely; one with the same key keeps its content.
    ///
    /// Errors: as above; `session_errc::malformed` when the text is no Telethon string.
    [[nodiscard]] static sqlite_session
    from_telethon_string(std::string_view text, std::string path = ":memory:");

    /// The whole content.
    [[nodiscard]] awaitable<session_data> data();

    /// Replaces the whole content in one step by `content`, normalised.
    ///
    /// Errors: see normalised; then nothing is changed.
    [[nodiscard]] awaitable<void> import(session_data content);

    /// Encrypts the file, changes its key, or decrypts it when there is none; in one step, so that the file always opens with the
    /// old or the new key. No unencrypted value remains in the file and its journal, unless the disk is too full to rewrite them,
    /// see is_scrubbed. Freed blocks of the file system are not erased: create the file with a key where that matters.
    [[nodiscard]] awaitable<void> set_key(std::optional<session_key> key);

    /// Whether an encrypted file is free of unencrypted remains. False when the disk was full after `set_key`: unused parts of the
    /// file may still contain old values. Every opening tries again to erase them.
    [[nodiscard]] bool is_scrubbed() const noexcept;

    /// SQLite's handle, for additional queries while no operation is pending; null after `close`, and when the file cannot be
    /// opened.
    [[nodiscard]] sqlite3* connection() const noexcept;

private:
    explicit sqlite_session(std::shared_ptr<detail::session_backend> backend);
};

static_assert(initialised_session<sqlite_session>);

} // namespace awaitgram
