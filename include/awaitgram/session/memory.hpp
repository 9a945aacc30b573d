// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/types.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace awaitgram {

struct session_data;

/// A session that ends with the program. Copies share what they hold; one that is closed can be copied to be used on.
class memory_session {
public:
    memory_session();

    /// A session that holds this, as read from a string or a file, and normalised.
    ///
    /// Errors: std::system_error with `session_errc`, as normalised has it.
    explicit memory_session(const session_data& content);

    memory_session(const memory_session& other) : data_(other.data_) {}
    memory_session(memory_session&&) noexcept = default;
    memory_session& operator=(const memory_session& other) { return *this = memory_session{other}; }
    memory_session& operator=(memory_session&&) noexcept = default;
    ~memory_session() = default;

    /// A copy of all that it holds.
    [[nodiscard]] session_data data() const;

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

private:
    std::shared_ptr<session_data> data_;
    // Lives as long as what was begun with this object.
    std::shared_ptr<bool> closed_ = std::make_shared<bool>(false);
};

static_assert(session<memory_session>);

} // namespace awaitgram
