// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/session/any.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace asio {
class io_context;
}

namespace awaitgram {

class client;

/// A client, what it runs on and its handlers: the part that bots and userbots share.
class bot_base {
public:
    /// Runs on an io_context of its own, see `context`. `storage` is a path, a memory_session, or any model of session.
    bot_base(any_session storage, client_config configuration);

    /// Runs where the caller wants, who awaits `serve`.
    bot_base(asio::any_io_executor executor, any_session storage, client_config configuration);

    bot_base(const bot_base&) = delete;
    bot_base& operator=(const bot_base&) = delete;
    ~bot_base();

    /// Adds a handler for the messages that a filter lets pass; a message goes to the first handler that takes it.
    ///
    /// A handler is a coroutine `awaitable<void>(message)` or `awaitable<void>(message, client&)`.
    template <class Filter, class Handler>
    void on_message(Filter filter, Handler handler) {
        handlers_.on_message(std::move(filter), std::move(handler));
    }

    /// Adds a handler for every incoming message.
    template <class Handler>
    void on_message(Handler handler) {
        handlers_.on_message(std::move(handler));
    }

    /// Told what a handler threw, instead of the log.
    void on_error(dispatcher::error_hook hook) { handlers_.on_error(std::move(hook)); }

    /// The io_context it runs on; only where it was made without an executor.
    [[nodiscard]] asio::io_context& context() noexcept;

    /// The connection to Telegram, for every method of the API.
    [[nodiscard]] client& telegram() noexcept;

    /// Whether it is signed in and every message sent from now on reaches the handlers.
    [[nodiscard]] bool ready() const noexcept;

    /// The account's id; 0 until it is signed in.
    [[nodiscard]] std::int64_t id() const noexcept { return account_.id; }

    /// The account's name without the @; empty until it is signed in, or when it has none.
    [[nodiscard]] const std::string& username() const noexcept { return account_.username; }

    /// Why what runs on `context()` ended; null when it returned or still runs.
    [[nodiscard]] std::exception_ptr failure() const noexcept;

    /// Ends it once the handlers that run have ended; after five seconds they are cancelled.
    void stop();

protected:
    using body = std::function<awaitable<void>(client&)>;

    /// Signs in and runs `work`, or without one hands out messages until `stop`.
    [[nodiscard]] awaitable<void> serve_with(body sign_in, body work);

    /// Whether something that was launched on `context()` hasn't ended.
    [[nodiscard]] bool runs() const noexcept;

    /// Starts `work` on `context()`, where nothing `runs`.
    void launch(awaitable<void> work);

    /// Runs `work` until it ends; Ctrl-C and SIGTERM `stop` it, a second one at once.
    ///
    /// Returns what main should: 0, or 1 after one line on standard error that says what went wrong.
    int run_to_end(awaitable<void> work);

private:
    struct running;

    awaitable<void> live();
    awaitable<void> hand_out(task_group& group);
    awaitable<void> learn_self();

    dispatcher handlers_;
    self_info account_{};
    body sign_in_{};
    body body_{};
    std::unique_ptr<running> running_;
};

} // namespace awaitgram
