// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/client/connection_cursor.hpp>
#include <awaitgram/client/update_cursor.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/login/prompts.hpp>
#include <awaitgram/methods/dialogs.hpp>
#include <awaitgram/methods/messages.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/session/any.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

class task_group;

using rpc::call_options;

namespace rpc {
class update_sink;
}

/// One account's connection to Telegram, with every friendly method.
///
/// Lives on one executor; no call is thread-safe. Requests are called while `run` is under way.
class client final : public rpc::invoker, public dialog_methods, public message_methods {
public:
    /// `storage` is a path, a memory_session, or any model of session. `updates` receives all that concerns updates and outlives
    /// the client; without it they are dropped.
    client(
        asio::any_io_executor executor,
        any_session storage,
        client_config configuration,
        rpc::update_sink* updates = nullptr
    );
    client(const client&) = delete;
    client& operator=(const client&) = delete;
    ~client();

    /// Connects, runs `body`, and ends the connection when `body` ends.
    ///
    /// Errors:  what `body` throws; std::system_error when no connection can be made in `client_config::connect_attempts`.
    /// Cancels: `body` is cancelled and its end awaited.
    [[nodiscard]] awaitable<void> run(unique_function<awaitable<void>(client&)> body);

    /// Calls a method of the API.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error with rpc::errc::outage when the connection is lost for too long,
    ///          with another rpc::errc, or with `asio::error::timed_out`.
    /// Cancels: drops the answer, keeps the connection.
    template <tl::function F>
    [[nodiscard]] awaitable<tl::reply<typename F::tl_result>>
    invoke(const F& request, call_options options = {}) {
        return rpc::invoke(*this, request, options);
    }

    /// As `invoke`, but a refusal is a value.
    template <tl::function F>
    [[nodiscard]] awaitable<result<tl::reply<typename F::tl_result>, rpc_error>>
    try_invoke(const F& request, call_options options = {}) {
        return rpc::try_invoke(*this, request, options);
    }

    template <rpc::detail::unsafe_temporary F>
    awaitable<tl::reply<typename F::tl_result>> invoke(F&&, call_options = {}) {
        rpc::detail::refuse_temporary<F>();
        return {};
    }
    template <rpc::detail::unsafe_temporary F>
    awaitable<result<tl::reply<typename F::tl_result>, rpc_error>>
    try_invoke(F&&, call_options = {}) {
        rpc::detail::refuse_temporary<F>();
        return {};
    }
    template <rpc::detail::no_method T>
    awaitable<rpc::detail::no_result> invoke(const T&) {
        rpc::detail::refuse_non_method<T>();
        return {};
    }
    template <rpc::detail::no_method T>
    awaitable<rpc::detail::no_result> try_invoke(const T&) {
        rpc::detail::refuse_non_method<T>();
        return {};
    }

    /// As `try_invoke` with bytes: an encoded function in, the frame of its result out.
    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        return route(std::move(sent), options);
    }

    /// Keeps peers that came along with an answer or an update for later requests; written to the session soon.
    void learn(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) override {
        remember(users, chats);
    }

    /// Whether there is no connection, not even one that is lost for a while.
    [[nodiscard]] bool ended() const noexcept;

    /// Whether the session is signed in, as far as it knows.
    [[nodiscard]] awaitable<bool> signed_in();

    /// The user that is signed in.
    [[nodiscard]] awaitable<std::optional<signed_in_user>> self();

    /// Asks Telegram for the account, so that `account()` has its present name: a session does not keep it. Bots and userbots do this
    /// at the start.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks.
    [[nodiscard]] awaitable<void> refresh_account();

    /// Signs in as a bot; see login::sign_in_bot.
    [[nodiscard]] awaitable<void> sign_in_bot(std::string token);

    /// Signs in as a user; see login::sign_in.
    [[nodiscard]] awaitable<void> sign_in(sign_in_prompts prompts);

    /// Ends the login, here and on the server.
    [[nodiscard]] awaitable<void> log_out();

    /// A cursor over all updates from now on, as they arrive. Any number of cursors may exist.
    [[nodiscard]] update_cursor updates(update_cursor_options options = {});

    /// A cursor over the states of the connection: connecting, connected, waiting for the next attempt, ended. Any number of
    /// cursors may exist.
    [[nodiscard]] connection_cursor connection_states();

    /// Where the login is kept.
    [[nodiscard]] any_session& session() noexcept { return session_; }
    [[nodiscard]] const client_config& configuration() const noexcept { return config_; }
    [[nodiscard]] asio::any_io_executor executor() const { return executor_; }
    void log(log_level level, std::string_view line) const {
        if (config_.log)
            config_.log(level, line);
    }

private:
    struct parts;

    void report_end(const std::exception_ptr& error);
    [[nodiscard]] awaitable<rpc::answer> route(rpc::request sent, rpc::call_options options);
    void remember(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats);
    awaitable<void> start(task_group& tasks, unique_function<awaitable<void>(client&)> body);

    asio::any_io_executor executor_;
    any_session session_;
    client_config config_;
    self_info self_{};
    std::unique_ptr<parts> parts_;
};

} // namespace awaitgram
