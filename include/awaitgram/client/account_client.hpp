// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/rpc/method_facts.hpp>

#include <type_traits>

namespace awaitgram {

namespace detail {

/// Methods that only accounts of the other kind may call.
template <class F>
concept closed_to_bots = tl::function<F> && !rpc::for_bots<F>;
template <class F>
concept closed_to_users = tl::function<F> && !rpc::for_users<F>;

template <class F>
constexpr void refuse_for_bot() {
    static_assert(
        !closed_to_bots<F>,
        "awaitgram: only users may call this method, and this is a bot; an "
        "awaitgram::client& calls it with {.any_account = true} nevertheless"
    );
}
template <class F>
constexpr void refuse_for_user() {
    static_assert(
        !closed_to_users<F>,
        "awaitgram: only bots may call this method, and this is a user account; an "
        "awaitgram::client& calls it with {.any_account = true} nevertheless"
    );
}

/// Refuses a friendly method.
template <class... Arguments>
constexpr void refuse_friendly_for_bot() {
    constexpr auto for_bots = sizeof...(Arguments) > 1000;
    static_assert(for_bots, "awaitgram: only users may call this method, and this is a bot");
}

} // namespace detail

/// The client of a bot: a client that does not compile calls which only users may make. What `bot.telegram()` returns, and what handlers
/// of a bot may take.
///
/// A friendly method that is for users alone has a template of its name here, which refuses it.
class bot_client final : public client {
public:
    using client::client;
    using client::invoke;
    using client::try_invoke;

    template <detail::closed_to_bots F>
    awaitable<tl::reply<typename F::tl_result>> invoke(const F&, call_options = {}) {
        detail::refuse_for_bot<F>();
        return {};
    }
    template <detail::closed_to_bots F>
    awaitable<method_result<F>> try_invoke(const F&, call_options = {}) {
        detail::refuse_for_bot<F>();
        return {};
    }

    // Friendly methods for users alone.
    template <class... Arguments>
    awaitgram::dialogs dialogs(const Arguments&...) const {
        detail::refuse_friendly_for_bot<Arguments...>();
        return client::dialogs();
    }
    template <class... Arguments>
    awaitable<join_result> join_chat(const Arguments&...) const {
        detail::refuse_friendly_for_bot<Arguments...>();
        return {};
    }
    template <class... Arguments>
    awaitable<created_group> create_group(const Arguments&...) const {
        detail::refuse_friendly_for_bot<Arguments...>();
        return {};
    }
    template <class... Arguments>
    awaitable<chat> create_supergroup(const Arguments&...) const {
        detail::refuse_friendly_for_bot<Arguments...>();
        return {};
    }
    template <class... Arguments>
    awaitable<chat> create_channel(const Arguments&...) const {
        detail::refuse_friendly_for_bot<Arguments...>();
        return {};
    }
    template <class... Arguments>
    awaitable<void> delete_chat(const Arguments&...) const {
        detail::refuse_friendly_for_bot<Arguments...>();
        return {};
    }
};

/// The client of a user account: a client that does not compile calls which only bots may make. What `userbot.telegram()` returns, and
/// what the work and the handlers of a userbot may take.
class user_client final : public client {
public:
    using client::client;
    using client::invoke;
    using client::try_invoke;

    template <detail::closed_to_users F>
    awaitable<tl::reply<typename F::tl_result>> invoke(const F&, call_options = {}) {
        detail::refuse_for_user<F>();
        return {};
    }
    template <detail::closed_to_users F>
    awaitable<method_result<F>> try_invoke(const F&, call_options = {}) {
        detail::refuse_for_user<F>();
        return {};
    }
};

} // namespace awaitgram
