// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/session/types.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

class session_backend;

/// The calls of a session that may suspend, as values.
///
/// `on` makes the call on any object with the functions of `session`: a session, or the blocking part of one, such as sqlite_rows.
/// A call that is `durable` survives a power failure once it has returned, every other one the end of the program.
namespace calls {

struct init {
    using result = void;
    auto on(auto& session) { return session.init(); }
};
struct set_home_dc_id {
    using result = void;
    static constexpr bool durable = true;
    std::int32_t id;
    auto on(auto& session) { return session.set_home_dc_id(id); }
};
struct set_dc_option {
    using result = void;
    static constexpr bool durable = true;
    awaitgram::dc_option option;
    auto on(auto& session) { return session.set_dc_option(std::move(option)); }
};
struct self {
    using result = std::optional<signed_in_user>;
    auto on(auto& session) { return session.self(); }
};
struct set_self {
    using result = void;
    static constexpr bool durable = true;
    std::optional<signed_in_user> user;
    auto on(auto& session) { return session.set_self(user); }
};
struct salts {
    using result = std::vector<server_salt>;
    std::int32_t dc;
    auto on(auto& session) { return session.salts(dc); }
};
struct set_salts {
    using result = void;
    std::int32_t dc;
    std::vector<server_salt> list;
    auto on(auto& session) { return session.set_salts(dc, std::move(list)); }
};
struct temporary_key {
    using result = std::optional<awaitgram::temporary_key>;
    std::int32_t dc;
    auto on(auto& session) { return session.temporary_key(dc); }
};
struct set_temporary_key {
    using result = void;
    static constexpr bool durable = true;
    std::int32_t dc;
    std::optional<awaitgram::temporary_key> key;
    auto on(auto& session) { return session.set_temporary_key(dc, std::move(key)); }
};
struct api_layer {
    using result = std::optional<std::int32_t>;
    auto on(auto& session) { return session.api_layer(); }
};
struct set_api_layer {
    using result = void;
    std::optional<std::int32_t> layer;
    auto on(auto& session) { return session.set_api_layer(layer); }
};
struct peer {
    using result = std::optional<peer_info>;
    peer_id id;
    auto on(auto& session) { return session.peer(id); }
};
struct cache_peer {
    using result = void;
    peer_info info;
    auto on(auto& session) { return session.cache_peer(std::move(info)); }
};
struct cache_peers {
    using result = void;
    std::vector<peer_info> infos;
    auto on(auto& session) { return session.cache_peers(std::move(infos)); }
};
struct updates_state {
    using result = awaitgram::updates_state;
    auto on(auto& session) { return session.updates_state(); }
};
struct set_update_state {
    using result = void;
    update_state step;
    auto on(auto& session) { return session.set_update_state(std::move(step)); }
};
struct set_primary_and_secondary {
    using result = void;
    update_state::primary primary;
    update_state::secondary secondary;
    auto on(auto& session) { return session.set_primary_and_secondary(primary, secondary); }
};
struct forget_channel {
    using result = void;
    std::int64_t id;
    auto on(auto& session) { return session.forget_channel(id); }
};
struct save_progress {
    using result = void;
    update_progress progress;
    auto on(auto& session) { return session.save_progress(std::move(progress)); }
};
struct state {
    using result = std::optional<kept_state>;
    state_key key;
    auto on(auto& session) { return session.state(std::move(key)); }
};
struct set_state {
    using result = void;
    state_key key;
    std::optional<kept_state> now;
    auto on(auto& session) { return session.set_state(std::move(key), std::move(now)); }
};
struct close {
    using result = void;
    auto on(auto& session) { return session.close(); }
};

} // namespace calls

template <class... Calls>
struct call_list {};

using session_calls = call_list<
    calls::init,
    calls::set_home_dc_id,
    calls::set_dc_option,
    calls::self,
    calls::set_self,
    calls::salts,
    calls::set_salts,
    calls::temporary_key,
    calls::set_temporary_key,
    calls::api_layer,
    calls::set_api_layer,
    calls::peer,
    calls::cache_peer,
    calls::cache_peers,
    calls::updates_state,
    calls::set_update_state,
    calls::set_primary_and_secondary,
    calls::forget_channel,
    calls::save_progress,
    calls::state,
    calls::set_state,
    calls::close>;

/// Has the backend make a call. Defined in impl/facade.hpp, which the library compiles for all of session_calls.
template <class Call>
[[nodiscard]] awaitable<typename Call::result>
make_call(std::shared_ptr<session_backend> backend, Call call);

} // namespace detail

/// The operations of memory_session, sqlite_session, stored_session and any_session; `session` describes them.
class session_facade {
public:
    /// Opens the storage without blocking the caller's thread, where that was not done before; a client does it at the start of each
    /// run. Calls at the same time share one attempt, and its error.
    [[nodiscard]] awaitable<void> init() {
        return detail::make_call(backend_, detail::calls::init{});
    }

    [[nodiscard]] std::int32_t home_dc_id() const noexcept;
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const;

    [[nodiscard]] awaitable<void> set_home_dc_id(std::int32_t id) {
        return detail::make_call(backend_, detail::calls::set_home_dc_id{id});
    }
    [[nodiscard]] awaitable<void> set_dc_option(awaitgram::dc_option option) {
        return detail::make_call(backend_, detail::calls::set_dc_option{std::move(option)});
    }
    [[nodiscard]] awaitable<std::optional<signed_in_user>> self() {
        return detail::make_call(backend_, detail::calls::self{});
    }
    [[nodiscard]] awaitable<void> set_self(std::optional<signed_in_user> user) {
        return detail::make_call(backend_, detail::calls::set_self{user});
    }
    [[nodiscard]] awaitable<std::vector<server_salt>> salts(std::int32_t dc) {
        return detail::make_call(backend_, detail::calls::salts{dc});
    }
    [[nodiscard]] awaitable<void> set_salts(std::int32_t dc, std::vector<server_salt> salts) {
        return detail::make_call(backend_, detail::calls::set_salts{dc, std::move(salts)});
    }
    [[nodiscard]] awaitable<std::optional<awaitgram::temporary_key>> temporary_key(std::int32_t dc
    ) {
        return detail::make_call(backend_, detail::calls::temporary_key{dc});
    }
    [[nodiscard]] awaitable<void>
    set_temporary_key(std::int32_t dc, std::optional<awaitgram::temporary_key> key) {
        return detail::make_call(backend_, detail::calls::set_temporary_key{dc, std::move(key)});
    }
    [[nodiscard]] awaitable<std::optional<std::int32_t>> api_layer() {
        return detail::make_call(backend_, detail::calls::api_layer{});
    }
    [[nodiscard]] awaitable<void> set_api_layer(std::optional<std::int32_t> layer) {
        return detail::make_call(backend_, detail::calls::set_api_layer{layer});
    }
    [[nodiscard]] awaitable<std::optional<peer_info>> peer(peer_id id) {
        return detail::make_call(backend_, detail::calls::peer{id});
    }
    /// The peer with this id in the Bot API's numbering: a user's id, or a negative number for groups and channels.
    ///
    /// Errors: std::system_error with `session_errc::invalid_peer_id` or `secret_chat_id`.
    [[nodiscard]] awaitable<std::optional<peer_info>> peer(std::int64_t dialog_id);
    [[nodiscard]] awaitable<void> cache_peer(peer_info info) {
        return detail::make_call(backend_, detail::calls::cache_peer{std::move(info)});
    }
    /// Stores all of them or, when one is refused, none.
    [[nodiscard]] awaitable<void> cache_peers(std::vector<peer_info> infos) {
        return detail::make_call(backend_, detail::calls::cache_peers{std::move(infos)});
    }
    [[nodiscard]] awaitable<awaitgram::updates_state> updates_state() {
        return detail::make_call(backend_, detail::calls::updates_state{});
    }
    [[nodiscard]] awaitable<void> set_update_state(update_state step) {
        return detail::make_call(backend_, detail::calls::set_update_state{std::move(step)});
    }
    [[nodiscard]] awaitable<void>
    set_primary_and_secondary(update_state::primary primary, update_state::secondary secondary) {
        return detail::make_call(
            backend_, detail::calls::set_primary_and_secondary{primary, secondary}
        );
    }
    [[nodiscard]] awaitable<void> forget_channel(std::int64_t id) {
        return detail::make_call(backend_, detail::calls::forget_channel{id});
    }
    /// Stores changes of several parts of the update state in one step.
    [[nodiscard]] awaitable<void> save_progress(update_progress progress) {
        return detail::make_call(backend_, detail::calls::save_progress{std::move(progress)});
    }
    /// What is kept under this key, also where it has expired and was not removed yet.
    [[nodiscard]] awaitable<std::optional<kept_state>> state(state_key key) {
        return detail::make_call(backend_, detail::calls::state{std::move(key)});
    }
    /// Keeps a state in place of the last one; nothing removes it.
    [[nodiscard]] awaitable<void> set_state(state_key key, std::optional<kept_state> now) {
        return detail::make_call(
            backend_, detail::calls::set_state{std::move(key), std::move(now)}
        );
    }
    [[nodiscard]] awaitable<void> close() {
        return detail::make_call(backend_, detail::calls::close{});
    }

protected:
    explicit session_facade(std::shared_ptr<detail::session_backend> backend) noexcept
        : backend_(std::move(backend)) {}
    session_facade(const session_facade&) = default;
    session_facade(session_facade&&) noexcept = default;
    session_facade& operator=(const session_facade&) = default;
    session_facade& operator=(session_facade&&) noexcept = default;
    ~session_facade() = default;

    [[nodiscard]] const std::shared_ptr<detail::session_backend>& backend() const noexcept {
        return backend_;
    }

private:
    friend class any_session;

    std::shared_ptr<detail::session_backend> backend_;
};

} // namespace awaitgram
