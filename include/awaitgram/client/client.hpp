// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/all_methods.hpp>
#include <awaitgram/client/channel_poll.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/client/connection_cursor.hpp>
#include <awaitgram/client/takeout.hpp>
#include <awaitgram/client/update_cursor.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/login/prompts.hpp>
#include <awaitgram/login/sign_in_step.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/method_error.hpp>
#include <awaitgram/session/any.hpp>

#include <chrono>
#include <cstdint>
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
/// Lives on one executor; no call is thread-safe. Requests are called while `run` is under way. A client may be destroyed while
/// it runs: `run` ends as if it were cancelled, and owns what it uses until then, as do calls by `invoke`, `try_invoke` and `call`
/// that have not ended. All else that a client returns must have ended before, unless `body` uses it.
class client : public rpc::invoker, public all_methods, public takeout_methods {
public:
    /// `storage` is a path, a memory_session, or any model of session. `updates` receives all that concerns updates and outlives
    /// the client; without it they are dropped. The functions of `configuration` are called until `run` has ended.
    client(
        asio::any_io_executor executor,
        any_session storage,
        client_config configuration,
        rpc::update_sink* updates = nullptr
    );
    client(const client&) = delete;
    client& operator=(const client&) = delete;
    virtual ~client();

    /// Opens the session, connects, runs `body`, and ends the connection when `body` ends.
    ///
    /// `body` receives a client for the same account, which lives until `body` has ended, even if this one is destroyed before.
    ///
    /// Errors:  what `body` throws; what the session throws, its `init` too; std::system_error when no connection can be made in
    ///          `client_config::connect_attempts`, or no address of the data centre is known, and with
    ///          login::errc::login_ended as soon as Telegram says that the login has ended (`SESSION_REVOKED`,
    ///          `AUTH_KEY_UNREGISTERED`, `AUTH_KEY_DUPLICATED`).
    /// Cancels: `body` is cancelled and its end awaited.
    [[nodiscard]] awaitable<void> run(unique_function<awaitable<void>(client&)> body);

    /// Ends `run` as if it were cancelled.
    void cancel();

    /// As its destructor: ends `run`, and leaves the sink that it was constructed with.
    void abandon();

    /// Calls a method of the API.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error with rpc::errc::outage when the connection is lost for too long,
    ///          with another rpc::errc, or with `asio::error::timed_out`. A method that accounts of this kind may not call is not sent:
    ///          rpc::errc::users_only, rpc::errc::bots_only; see account_client.hpp for the same at compile time.
    /// Cancels: drops the answer, keeps the connection.
    template <tl::function F>
    [[nodiscard]] awaitable<tl::reply<typename F::tl_result>>
    invoke(const F& request, call_options options = {}) {
        return rpc::invoke(calls_, request, options);
    }

    /// As `invoke`, but a refusal is a value, which knows the errors of its method; see method_error.
    template <tl::function F>
    [[nodiscard]] awaitable<method_result<F>>
    try_invoke(const F& request, call_options options = {}) {
        return rpc::try_invoke(calls_, request, options);
    }

    template <rpc::detail::unsafe_temporary F>
    awaitable<tl::reply<typename F::tl_result>> invoke(F&&, call_options = {}) {
        rpc::detail::refuse_temporary<F>();
        return {};
    }
    template <rpc::detail::unsafe_temporary F>
    awaitable<method_result<F>> try_invoke(F&&, call_options = {}) {
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
        return owning_call(calls_, calls_->call(std::move(sent), options));
    }

    /// Keeps peers that came along with an answer or an update for later requests; written to the session soon.
    void learn(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) override {
        calls_->learn(users, chats);
    }
    [[nodiscard]] bool saw(const tl::detail::type_entry& type, const void* value) override {
        return calls_->saw(type, value);
    }
    void affected(std::int64_t channel, std::int32_t pts, std::int32_t pts_count) override {
        calls_->affected(channel, pts, pts_count);
    }
    void found_updates(tl::frame updates) override { calls_->found_updates(std::move(updates)); }
    /// Of `client_config::transfer_memory`.
    [[nodiscard]] std::shared_ptr<files::transfer_budget> transfers() override {
        return calls_->transfers();
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
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks, or with
    ///          login::errc::wrong_account_granted when the answer is about another account.
    [[nodiscard]] awaitable<void> refresh_account();

    /// Signs in as a bot; see login::sign_in_bot.
    [[nodiscard]] awaitable<void> sign_in_bot(std::string token);

    /// Signs in as a user; see login::sign_in.
    [[nodiscard]] awaitable<void> sign_in(sign_in_prompts prompts);

    /// Begins to sign in as a user, step by step: sends a code to the phone number. For programs that cannot wait in `sign_in` for
    /// answers, such as those on the web; see sign_in_step.
    ///
    /// Errors, Cancels: as the answers of sign_in_step.
    [[nodiscard]] awaitable<sign_in_step> begin_sign_in(std::string phone);

    /// Begins to sign in as a user by a link, mostly in a QR code, that another device of the account scans; see sign_in_step.
    ///
    /// Errors, Cancels: as the answers of sign_in_step.
    [[nodiscard]] awaitable<sign_in_step> begin_qr_sign_in();

    /// Continues a sign-in by `sign_in_step::save`, with the same session.
    ///
    /// Errors: std::system_error with login::errc::malformed_state.
    [[nodiscard]] sign_in_step resume_sign_in(std::string_view saved);

    /// Ends the login, here and on the server, removes its keys from the session, and has the server destroy that of the connection.
    /// The last step is tried for at most two seconds; the log-out has succeeded without it.
    [[nodiscard]] awaitable<void> log_out();

    /// The updates of the account in order, each once, for a client without a bot's handlers; see update_cursor. They come from the first
    /// call on, or with a session that knows a position, from there on.
    ///
    /// Errors: std::logic_error while the handlers of a bot receive them.
    [[nodiscard]] update_cursor updates(update_options options = {});

    /// Asks for the updates of a channel that the account has not joined, which Telegram does not push, for as long as the result exists.
    /// Telegram may want a longer interval, which counts then. They come with the others: to handlers, or from `updates`. The channel has
    /// its number of the Bot API. A user account must have seen it; until then nothing is asked, and `updates_delayed` says so. The first
    /// answer sets the position: what was posted before is not told. A later call for the same channel replaces an earlier one.
    ///
    /// Errors: std::system_error with session_errc::invalid_peer_id when this is no channel.
    /// Spec: https://core.telegram.org/api/updates#subscribing-to-updates-of-channels-supergroups
    [[nodiscard]] channel_poll poll_channel(std::int64_t channel, std::chrono::seconds every);

    /// A cursor over the states of the connection: connecting, connected, waiting for the next attempt, ended. Any number of
    /// cursors may exist.
    [[nodiscard]] connection_cursor connection_states();

    /// Expires when the client is destroyed and what runs has ended; for tests.
    [[nodiscard]] std::weak_ptr<const void> lifetime() const noexcept { return parts_; }

    /// Where the login is kept.
    [[nodiscard]] any_session& session() noexcept;
    [[nodiscard]] const client_config& configuration() const noexcept;
    [[nodiscard]] asio::any_io_executor executor() const;
    void log(log_level level, std::string_view line) const;

private:
    struct parts;

    // The one that a body receives.
    explicit client(std::shared_ptr<parts> shared);

    // Own what they use, since they may still run when the client is gone.
    static awaitable<void>
    run_parts(std::shared_ptr<parts> all, unique_function<awaitable<void>(client&)> body);
    static awaitable<void> start(
        std::shared_ptr<parts> all,
        task_group& tasks,
        unique_function<awaitable<void>(client&)> body
    );
    static awaitable<bool> is_signed_in(std::shared_ptr<parts> all);
    static awaitable<void> refresh(std::shared_ptr<parts> all);
    static awaitable<void> sign_out(std::shared_ptr<parts> all);
    static awaitable<rpc::answer>
    owning_call(std::shared_ptr<rpc::invoker> calls, awaitable<rpc::answer> pending);

    std::shared_ptr<parts> parts_;
    // Owns the parts; so does each call that is made through it.
    std::shared_ptr<rpc::invoker> calls_;
    bool owns_run_;
};

} // namespace awaitgram
