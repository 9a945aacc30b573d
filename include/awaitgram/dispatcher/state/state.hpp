// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/dispatcher/state/codec.hpp>
#include <awaitgram/dispatcher/state/key.hpp>
#include <awaitgram/dispatcher/state/store.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/message.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace awaitgram {

/// How a state is kept.
struct state_options {
    /// It ends after this time; 0 for never.
    std::chrono::seconds ttl{};
};

namespace detail {

/// The state as a session keeps it.
[[nodiscard]] kept_state kept_for(byte_buffer bytes, state_options options);

/// The store of the handlers' states.
///
/// Errors: std::logic_error for null: the event was not received by a handler.
[[nodiscard]] std::shared_ptr<state_store> required(std::shared_ptr<state_store> store);

template <class T>
awaitable<std::optional<T>> get_state(std::shared_ptr<state_store> from, state_key key) {
    const auto bytes = co_await state_store::get(from, std::move(key));
    std::optional<T> value;
    const auto match = bytes ? state_codec<T>::decode(*bytes, value) : state_match::none;
    if (match == state_match::other_version)
        from->report_other_version(state_codec<T>::name);
    else if (match == state_match::damaged)
        from->report_damaged(state_codec<T>::name);
    co_return value;
}

/// Whether there is no state that a filter of the program could yield.
[[nodiscard]] awaitable<bool> has_no_state(std::shared_ptr<state_store> from, state_key key);

} // namespace detail

/// What a program remembers of a dialogue, by default of one user in one chat; kept by the session, also over restarts.
///
/// A key has one state at a time: setting one of another type replaces it. `T` is a struct, see state_codec; a struct for each step
/// of a dialogue makes the step itself a part of the state. `get` with a std::variant of steps yields any of them.
///
/// The state of another version of the program counts as none, and so does one whose bytes are damaged; either is logged once for each
/// type. It remains until it is replaced.
template <class T>
class state {
public:
    state(std::shared_ptr<state_store> store, state_key key)
        : store_(detail::required(std::move(store))), key_(std::move(key)) {}

    [[nodiscard]] const state_key& key() const noexcept { return key_; }

    /// The state; nothing if there is none of this type.
    ///
    /// Errors: of the session.
    [[nodiscard]] awaitable<std::optional<T>> get() const {
        return detail::get_state<T>(store_, key_);
    }

    /// Replaces the state, whatever its type; stored when the await returns.
    ///
    /// With GCC 12 a struct with texts must be a variable, not a temporary in the `co_await` expression, which does not compile; see
    /// `emplace`.
    ///
    /// Errors:  of the session; `session_errc::invalid_state` for one of more than 1 MiB. Then the state is the last one.
    /// Cancels: the state is that one or the last one.
    [[nodiscard]] awaitable<void> set(const T& value, state_options options = {}) const {
        return state_store::set(
            store_, key_, detail::kept_for(state_codec<T>::encode(value), options)
        );
    }

#ifndef __clang__
    /// Refuses a temporary that GCC 12 would destroy twice.
    awaitable<void> set(T&& value, state_options options = {}) const {
        static_assert(
            std::is_trivially_destructible_v<T>,
            "awaitgram: GCC 12 destroys a temporary struct with a std::string twice in a co_await "
            "expression: name it first, or give its members to `emplace`"
        );
        return set(std::as_const(value), options);
    }
#endif

    /// As `set`, with the members of the struct in their order: `co_await next.emplace(name, age)`.
    template <class... Members>
    [[nodiscard]] awaitable<void> emplace(Members&&... members) const {
        const T value{std::forward<Members>(members)...};
        return set(value);
    }

    /// Removes the state, whatever its type.
    ///
    /// Errors:  of the session. Then the state is the last one.
    /// Cancels: as `set`.
    [[nodiscard]] awaitable<void> clear() const {
        return state_store::set(store_, key_, std::nullopt);
    }

private:
    std::shared_ptr<state_store> store_;
    state_key key_;
};

template <class T>
awaitgram::state<T> message::state() const {
    return {detail::states_of(*this), state_key_of(*this)};
}

template <class T>
awaitgram::state<T> callback_query::state() const {
    return {detail::states_of(*this), state_key_of(*this)};
}

namespace detail {

template <class T>
struct in_state {
    template <class Event>
        requires has_state_key<Event>
    awaitable<std::optional<T>> operator()(const Event& event) const {
        return get_state<T>(required(states_of(event)), state_key_of(event));
    }
};

struct in_no_state {
    template <class Event>
        requires has_state_key<Event>
    awaitable<bool> operator()(const Event& event) const {
        return has_no_state(required(states_of(event)), state_key_of(event));
    }
};

} // namespace detail

namespace filters {

/// Events of a user whose state is a `T`, or one of the alternatives of a std::variant; yields it to the handler.
template <class T>
inline constexpr filter<awaitgram::detail::in_state<T>> state{awaitgram::detail::in_state<T>{}};

/// Events of a user who has no state, or one that no struct of the program stands for, or that is damaged.
inline constexpr filter<awaitgram::detail::in_no_state> no_state{awaitgram::detail::in_no_state{}};

} // namespace filters

} // namespace awaitgram
