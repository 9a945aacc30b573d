// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/sqlite_options.hpp>
#include <awaitgram/session/types.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace awaitgram {

namespace detail {
struct sqlite_account;
}

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
class sqlite_session {
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

    [[nodiscard]] std::int32_t home_dc_id() const noexcept;
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const;

    [[nodiscard]] awaitable<void> set_home_dc_id(std::int32_t id);
    [[nodiscard]] awaitable<void> set_dc_option(awaitgram::dc_option option);
    [[nodiscard]] awaitable<std::optional<signed_in_user>> self();
    [[nodiscard]] awaitable<void> set_self(std::optional<signed_in_user> user);
    [[nodiscard]] awaitable<std::vector<server_salt>> salts(std::int32_t dc);
    [[nodiscard]] awaitable<void> set_salts(std::int32_t dc, std::vector<server_salt> salts);
    [[nodiscard]] awaitable<std::optional<awaitgram::temporary_key>> temporary_key(std::int32_t dc);
    [[nodiscard]] awaitable<void>
    set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key);
    [[nodiscard]] awaitable<std::optional<std::int32_t>> api_layer();
    [[nodiscard]] awaitable<void> set_api_layer(std::optional<std::int32_t> layer);
    [[nodiscard]] awaitable<std::optional<peer_info>> peer(peer_id id);
    [[nodiscard]] awaitable<void> cache_peer(peer_info info);
    /// All of them or, when one is refused, none.
    [[nodiscard]] awaitable<void> cache_peers(std::vector<peer_info> infos);
    [[nodiscard]] awaitable<awaitgram::updates_state> updates_state();
    [[nodiscard]] awaitable<void> set_update_state(update_state step);
    [[nodiscard]] awaitable<void>
    set_primary_and_secondary(update_state::primary primary, update_state::secondary secondary);
    [[nodiscard]] awaitable<void> forget_channel(std::int64_t id);
    [[nodiscard]] awaitable<void> close();

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

private:
    std::shared_ptr<detail::sqlite_account> account_;
};

static_assert(session<sqlite_session>);

} // namespace awaitgram
