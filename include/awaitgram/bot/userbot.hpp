// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/bot_base.hpp>
#include <awaitgram/client/account_client.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <chrono>
#include <string>
#include <type_traits>
#include <utility>

namespace awaitgram {

/// Asks for phone, code, password and, where they are needed, an e-mail address and a name on the terminal.
[[nodiscard]] sign_in_prompts ask_on_terminal();

/// A user account and its handlers.
///
/// ```cpp
/// awaitgram::userbot me{"me.session", awaitgram::app_from_environment()};
/// return me.run(list_dialogs);
/// ```
class userbot : public bot_base {
public:
    /// `storage` is a path, a memory_session, or any model of session.
    userbot(
        any_session storage,
        client_config configuration,
        sign_in_prompts prompts = ask_on_terminal()
    )
        : bot_base(account_kind::user, std::move(storage), std::move(configuration)),
          prompts_(std::move(prompts)) {
        provide(telegram());
    }

    /// Runs on an executor of the caller, who awaits `serve`.
    userbot(
        asio::any_io_executor executor,
        any_session storage,
        client_config configuration,
        sign_in_prompts prompts = ask_on_terminal()
    )
        : bot_base(
              account_kind::user, std::move(executor), std::move(storage), std::move(configuration)
          ),
          prompts_(std::move(prompts)) {
        provide(telegram());
    }

    /// The connection to Telegram, for the methods of the API that users may call. Handlers and work may take it as an
    /// `awaitgram::user_client&`.
    [[nodiscard]] user_client& telegram() noexcept {
        return static_cast<user_client&>(bot_base::telegram());
    }

    using bot_base::every;
    using bot_base::on_start;
    using bot_base::on_stop;

    // For work that takes an awaitgram::user_client&.
    template <detail::work_of<user_client> Work>
    void on_start(Work work) {
        bot_base::on_start(with_any_client<user_client>(std::move(work)));
    }
    template <detail::work_of<user_client> Work>
    void on_stop(Work work) {
        bot_base::on_stop(with_any_client<user_client>(std::move(work)));
    }
    template <detail::work_of<user_client> Work>
    void every(std::chrono::nanoseconds pause, Work work) {
        bot_base::every(pause, with_any_client<user_client>(std::move(work)));
    }

    /// Signs in if needed, asking on the terminal, and runs `work(client&)` or `work(user_client&)`; the last line of main.
    ///
    /// Returns the exit code: 0, or 1 after one line on standard error with the reason. Ctrl-C and SIGTERM end it, with 0, too: work that
    /// must be known to be done says so itself.
    template <class Body>
    int run(Body work) {
        static_assert(
            runnable<Body>,
            "awaitgram: what a userbot runs must be a coroutine that takes an awaitgram::client& "
            "or an awaitgram::user_client& and returns awaitgram::awaitable<void>"
        );
        if constexpr (detail::work_of<Body, user_client>)
            return run_to_end(serve(with_any_client<user_client>(std::move(work))));
        else if constexpr (runnable<Body>)
            return run_to_end(serve(std::move(work)));
        else
            return 1;
    }

    /// Signs in if needed and handles updates until Ctrl-C or SIGTERM.
    int run() { return run_to_end(serve(nullptr)); }

    /// Starts `serve` without work on its executor unless it runs already; for tests, which run the context themselves.
    void start() {
        if (!runs())
            launch(serve(nullptr));
    }

    /// Signs in if needed and runs `work(client&)` beside the handlers; without `work` handles updates until `stop`.
    ///
    /// Errors:  exceptions of `work`; rpc_error when Telegram refuses; std::system_error when `client_config::connect_attempts` are
    ///          used up.
    /// Cancels: `work` is cancelled and its end awaited.
    [[nodiscard]] awaitable<void> serve(unique_function<awaitable<void>(client&)> work);

private:
    template <class Body>
    static constexpr bool runnable = std::is_invocable_r_v<awaitable<void>, Body&, user_client&>;

    sign_in_prompts prompts_;
};

} // namespace awaitgram
