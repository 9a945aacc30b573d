// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/channel_poll.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/rpc/connection_state.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/updates/delayed.hpp>
#include <awaitgram/updates/skipped.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace asio {
class io_context;
}

namespace awaitgram {

class client;

using updates::updates_delayed;
using updates::updates_skipped;

namespace detail {

/// Work that takes the client of one kind of account, and not any client.
template <class Work, class Client>
concept work_of =
    !std::is_invocable_v<Work&, client&> && std::is_invocable_r_v<awaitable<void>, Work&, Client&>;

} // namespace detail

/// A coroutine that a bot runs by itself.
template <class Work>
concept coroutine_of_client = requires(std::decay_t<Work>& work, client& telegram) {
    { work(telegram) } -> std::same_as<awaitable<void>>;
};

/// A client with an executor and handlers: the common part of bots and userbots.
///
/// It may be destroyed while `serve` is under way on an executor of the caller: `serve` ends as if it were cancelled, and owns what it
/// and the handlers use until then, except what their captures refer to.
class bot_base : public handler_host<bot_base> {
public:
    bot_base(const bot_base&) = delete;
    bot_base& operator=(const bot_base&) = delete;
    ~bot_base();

    /// Replaces the report of handlers' exceptions, by default one line in the log; see dispatcher::on_error.
    template <class Hook>
    void on_error(Hook hook) {
        handlers_->on_error(std::move(hook));
    }

    /// Calls `observer` with each exception of a handler that no function given to `on_error` takes, beside the log; the test server
    /// uses it.
    void observe_failures(unique_function<void(const std::exception_ptr&)> observer) {
        handlers_->observe_failures(std::move(observer));
    }

    /// Chooses whether the updates of one chat are handled one after another, as they are by default.
    void order(update_order how) { handlers_->order(how); }

    /// Whether the next start fetches the updates that were missed while the program did not run, as it does by default.
    void catch_up(bool wanted);

    /// How often an update is delivered again whose handlers were cancelled by `stop`: three times by default, each time after the next
    /// start. Then, or with 0 at once, it counts as handled.
    void repeat_cancelled(std::int32_t most);

    /// Limits the memory for updates that wait, 16 MiB by default and 64 KiB at least; the rest is fetched again later.
    void limit_update_memory(std::size_t bytes);

    /// Limits the number of channels whose missed updates are fetched at the same time, 8 by default.
    void limit_differences(std::size_t most);

    /// Calls a function, instead of a warning in the log, when updates will never be delivered because Telegram does not give them any
    /// more.
    void on_updates_skipped(unique_function<void(const updates_skipped&)> hook);

    /// Calls a function, instead of a warning in the log, when missed updates of the account or of a channel cannot be fetched for now, and
    /// when they can be again.
    void on_updates_delayed(unique_function<void(const updates_delayed&)> hook);

    /// Gives a value to the handlers that take a `T&` beside their event. The value outlives the bot; another one of its type replaces it.
    template <class T>
    void provide(T& value) {
        handlers_->provide(value);
    }

    /// Runs a coroutine at each start, when the account is signed in and before the first update is handled. Several run one after
    /// another. An exception of one ends the bot.
    template <class Work>
    void on_start(Work work) {
        static_assert(
            coroutine_of_client<Work>,
            "awaitgram: the function given to on_start must be a coroutine that takes an "
            "awaitgram::client& and returns awaitgram::awaitable<void>"
        );
        if constexpr (coroutine_of_client<Work>)
            add_start_hook(std::move(work));
    }

    /// Runs a coroutine at each end by `stop`, or of a userbot's work, when the handlers have ended or were cancelled; for two seconds at
    /// most. Several run one after another. Exceptions are logged.
    template <class Work>
    void on_stop(Work work) {
        static_assert(
            coroutine_of_client<Work>,
            "awaitgram: the function given to on_stop must be a coroutine that takes an "
            "awaitgram::client& and returns awaitgram::awaitable<void>"
        );
        if constexpr (coroutine_of_client<Work>)
            add_stop_hook(std::move(work));
    }

    /// Calls a function with each state of the connection from the next start on. Its exceptions are logged.
    void on_connection_state(unique_function<void(const connection_state&)> hook);

    /// Runs a coroutine each time that `pause` has passed since its last end, from the next start on, while updates are handled; for the
    /// first time at once. Exceptions are logged. It is cancelled when the bot ends.
    template <class Work>
    void every(std::chrono::nanoseconds pause, Work work) {
        static_assert(
            coroutine_of_client<Work>,
            "awaitgram: the function given to every must be a coroutine that takes an "
            "awaitgram::client& and returns awaitgram::awaitable<void>"
        );
        if constexpr (coroutine_of_client<Work>)
            add_periodic(pause, std::move(work));
    }

    /// Asks for the updates of a channel that the account has not joined, for as long as the result exists; see client::poll_channel.
    [[nodiscard]] channel_poll poll_channel(std::int64_t channel, std::chrono::seconds every);

    /// Its own io_context; only when it was constructed without an executor.
    [[nodiscard]] asio::io_context& context() noexcept;

    /// The connection to Telegram, for every method of the API.
    [[nodiscard]] client& telegram() noexcept;

    /// The state under a key, such as `state_key_of(chat, user)`, also outside of handlers; see dispatcher/state/state.hpp.
    ///
    /// Errors: std::logic_error while `serve` does not run.
    template <class T>
    [[nodiscard]] awaitgram::state<T> state(state_key key) const {
        return {handlers_->services().states, std::move(key)};
    }

    /// Whether it is signed in and every update sent from now on reaches the handlers.
    [[nodiscard]] bool ready() const noexcept;

    /// Whether work that was started on `context()` has not ended.
    [[nodiscard]] bool runs() const noexcept;

    /// Whether it was told to `stop` and has not ended.
    [[nodiscard]] bool stops() const noexcept;

    /// The account's id; 0 until it is signed in.
    [[nodiscard]] std::int64_t id() const noexcept;

    /// The account's name without the @; empty until it is signed in, or when it has none.
    [[nodiscard]] const std::string& username() const noexcept;

    /// The exception that ended the work on `context()`; null when it returned or still runs.
    [[nodiscard]] std::exception_ptr failure() const noexcept;

    /// Expires when the bot is destroyed; for tests, which run the contexts of several bots.
    [[nodiscard]] std::weak_ptr<const void> lifetime() const noexcept { return alive_; }

    /// Ends `serve` after the running handlers have ended; five seconds after this call they are cancelled, and so is anything else
    /// that has not ended. While it signs in, and with work of a userbot, everything is cancelled at once. No further handler starts:
    /// updates that wait for their turn come again with the next start.
    void stop();

    /// Adds a handler; `on_message` and its like make it.
    void add_handler(std::shared_ptr<detail::handler_entry> entry) {
        handlers_->add_handler(std::move(entry));
    }

    /// The handlers, routers and middlewares.
    [[nodiscard]] const std::shared_ptr<detail::handler_list>& handlers() const noexcept {
        return handlers_->handlers();
    }

protected:
    using body = unique_function<awaitable<void>(client&)>;

    /// The kind of account, which decides whether `telegram` is a bot_client or a user_client.
    enum class account_kind { bot, user };

    /// Runs on its own io_context, see `context`. `storage` is a path, a memory_session, or any model of session.
    bot_base(account_kind kind, any_session storage, client_config configuration);

    /// Runs on an executor of the caller, who awaits `serve`.
    bot_base(
        account_kind kind,
        asio::any_io_executor executor,
        any_session storage,
        client_config configuration
    );

    /// Work that takes the client of its kind of account, as work that takes any client.
    template <class Client, class Work>
    [[nodiscard]] static body with_any_client(Work work) {
        return [work = std::move(work)](client& telegram) mutable {
            return work(static_cast<Client&>(telegram));
        };
    }

    /// See bot::drop_older_than.
    void limit_age(std::chrono::seconds most);

    /// Signs in and runs `work`, or without one delivers updates until `stop`.
    [[nodiscard]] awaitable<void> serve_with(body sign_in, body work);

    /// Starts `work` on `context()`, where nothing `runs`.
    void launch(awaitable<void> work);

    /// Runs `work` until it ends; Ctrl-C and SIGTERM `stop` it, a second one cancels it at once.
    ///
    /// Returns the exit code of main: 0, or 1 after one line on standard error with the reason.
    int run_to_end(awaitable<void> work);

private:
    struct engine;

    void add_start_hook(body work);
    void add_stop_hook(body work);
    void add_periodic(std::chrono::nanoseconds pause, body work);

    // What runs owns the engine, since the bot may be gone.
    static awaitable<void> serve_watched(std::shared_ptr<engine> all);
    static awaitable<void> tell_states(std::shared_ptr<engine> all);
    static awaitable<void> repeat(std::shared_ptr<engine> all, std::size_t periodic);
    static awaitable<void> run_stop_hooks(std::shared_ptr<engine> all);
    static awaitable<void> serve_account(std::shared_ptr<engine> all);
    static awaitable<void> cancel_late(std::shared_ptr<engine> all, task_group& group);
    static awaitable<void> deliver_updates(std::shared_ptr<engine> all, task_group& group);

    std::shared_ptr<dispatcher> handlers_;
    std::shared_ptr<engine> engine_;
    std::shared_ptr<const void> alive_ = std::make_shared<char>();
};

} // namespace awaitgram
