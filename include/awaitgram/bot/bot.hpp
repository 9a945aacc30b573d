// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/bot_base.hpp>
#include <awaitgram/client/account_client.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace awaitgram {

/// A bot account and its handlers.
///
/// ```cpp
/// awaitgram::bot bot{"echo.session", awaitgram::app_from_environment()};
/// bot.on_message(awaitgram::filters::text, echo);
/// return bot.run(awaitgram::environment("BOT_TOKEN"));
/// ```
class bot : public bot_base {
public:
    /// Runs on its own io_context, see `context`. `storage` is a path, a memory_session, or any model of session.
    bot(any_session storage, client_config configuration)
        : bot_base(account_kind::bot, std::move(storage), std::move(configuration)) {
        provide(telegram());
    }

    /// Runs on an executor of the caller, who awaits `serve`.
    bot(asio::any_io_executor executor, any_session storage, client_config configuration)
        : bot_base(
              account_kind::bot, std::move(executor), std::move(storage), std::move(configuration)
          ) {
        provide(telegram());
    }

    /// The connection to Telegram, for the methods of the API that bots may call. Handlers may take it as an `awaitgram::bot_client&`.
    [[nodiscard]] bot_client& telegram() noexcept {
        return static_cast<bot_client&>(bot_base::telegram());
    }

    using bot_base::every;
    using bot_base::on_start;
    using bot_base::on_stop;

    // For work that takes an awaitgram::bot_client&.
    template <detail::work_of<bot_client> Work>
    void on_start(Work work) {
        bot_base::on_start(with_any_client<bot_client>(std::move(work)));
    }
    template <detail::work_of<bot_client> Work>
    void on_stop(Work work) {
        bot_base::on_stop(with_any_client<bot_client>(std::move(work)));
    }
    template <detail::work_of<bot_client> Work>
    void every(std::chrono::nanoseconds pause, Work work) {
        bot_base::every(pause, with_any_client<bot_client>(std::move(work)));
    }

    /// Signs in if needed and handles updates until Ctrl-C or SIGTERM; the last line of main.
    ///
    /// Returns the exit code: 0, or 1 after one line on standard error with the reason.
    int run(std::string token) { return run_to_end(serve(std::move(token))); }

    /// Signs in if needed and handles updates until `stop`.
    ///
    /// Errors:  rpc_error when Telegram refuses the token; std::system_error when `client_config::connect_attempts` are used up.
    /// Cancels: running handlers are cancelled; updates that were not delivered come again with the next start.
    [[nodiscard]] awaitable<void> serve(std::string token);

    /// Drops messages that come longer than this after they were sent or edited, as after a long pause of the program. They count as
    /// handled, and the log says how many there were. Zero, the default, drops none. The server's clock counts, not the machine's.
    void drop_older_than(std::chrono::seconds age) { limit_age(age); }

    /// Starts `serve` on `context()` unless it runs already; for tests, which run the context themselves.
    void start(std::string token) {
        if (!runs())
            launch(serve(std::move(token)));
    }
};

} // namespace awaitgram
