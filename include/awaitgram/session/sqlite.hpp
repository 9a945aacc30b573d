// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/types.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;

namespace awaitgram {

namespace detail {
class sqlite_store;
}

/// A session in an SQLite file that only its owner may read, used by one program at a time.
///
/// Keys are on disk when the await returns; the rest survives a crash of the program.
class sqlite_session {
public:
    /// Opens or makes the file; `:memory:` keeps it in memory.
    ///
    /// Errors: std::system_error with `sessions::errc`: not a session, newer, in use, unreadable. The file is left as it was.
    explicit sqlite_session(std::string path);

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
    [[nodiscard]] awaitable<void> cache_peers(std::vector<peer_info> infos);
    [[nodiscard]] awaitable<awaitgram::updates_state> updates_state();
    [[nodiscard]] awaitable<void> set_update_state(update_state step);
    [[nodiscard]] awaitable<void>
    set_primary_and_secondary(update_state::primary primary, update_state::secondary secondary);
    [[nodiscard]] awaitable<void> forget_channel(std::int64_t id);
    [[nodiscard]] awaitable<void> close();

    /// SQLite's own handle, for queries of your own; null after `close`.
    [[nodiscard]] sqlite3* connection() const noexcept;

private:
    std::shared_ptr<detail::sqlite_store> store_;
};

static_assert(session<sqlite_session>);

} // namespace awaitgram

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#include <awaitgram/session/detail/sqlite_session.hpp> // IWYU pragma: export
#endif
