// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/bot/bot_base.hpp>

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
    using bot_base::bot_base;

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
