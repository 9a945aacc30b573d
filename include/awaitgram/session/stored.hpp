// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/types.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram {

/// All that a session holds as short texts with names, such as `home`, `dc/4` and `peer/777000`. Names have no spaces, texts no
/// line breaks. Whoever has them is signed in.
using session_records = std::map<std::string, std::string>;

/// A place of your own to keep a session in: two plain functions, which may block and report failure by throwing.
///
/// `load` gives what was saved last, nothing for a new session. `save` makes a change durable, whole or not at all: a database
/// takes `changed`, in which an empty text means that the part is gone; a file takes `all`, what there is after the change.
template <class S>
concept session_store =
    requires(S store, const session_records& changed, const session_records& all) {
        { store.load() } -> std::same_as<session_records>;
        { store.save(changed, all) } -> std::same_as<void>;
    };

namespace detail {

struct stored_account;

/// A store of any type.
struct erased_store {
    std::function<session_records()> load;
    std::function<void(const session_records& changed, const session_records& all)> save;
};

} // namespace detail

/// A session that your own store keeps.
///
/// ```cpp
/// awaitgram::bot bot{awaitgram::stored_session{my_store{}}, app};
/// ```
/// `save` is called on the threads that all sessions of the process share for what blocks, one call of a store at a time. Copies
/// mean the same session; the end of the last one finishes what was begun and destroys the store.
///
/// Cancels: what was awaited is done all the same, then the await ends with `operation_aborted`.
class stored_session {
public:
    /// Loads what the store holds.
    ///
    /// Errors: what `load` throws; std::system_error with `session_errc::damaged` or `newer_version`.
    template <session_store Store>
    explicit stored_session(Store store)
        : stored_session(erased(std::make_shared<Store>(std::move(store)))) {}

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
    /// Destroys the store.
    [[nodiscard]] awaitable<void> close();

private:
    template <class Store>
    static detail::erased_store erased(std::shared_ptr<Store> store) {
        return {
            [store] { return store->load(); },
            [store](const session_records& changed, const session_records& all) {
                store->save(changed, all);
            }};
    }

    explicit stored_session(detail::erased_store store);

    std::shared_ptr<detail::stored_account> account_;
};

static_assert(session<stored_session>);

} // namespace awaitgram
