// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/client/config.hpp>
#include <awaitgram/client/error.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/session/any.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

class dialogs; // client/dialogs.hpp
class event;
class task_group;

namespace rpc {
class sender;
class update_sink;
} // namespace rpc

/// Answers what a sign-in by phone asks; each is called when, and as often as, it is needed.
struct sign_in_prompts {
    /// The phone number in international form.
    std::function<awaitable<std::string>()> phone{};
    /// The login code; `where` says how Telegram delivers it, such as "in the Telegram app".
    std::function<awaitable<std::string>(std::string where)> code{};
    /// The password of two-step verification; `hint` may be empty.
    std::function<awaitable<std::string>(std::string hint)> password{};
    /// First and last name for a number without an account; when it isn't set, signing up is refused.
    std::function<awaitable<std::pair<std::string, std::string>>()> name{};
    /// Told what was wrong before the same is asked again.
    std::function<void(std::string_view problem)> complain{};
};

/// One account's connection to Telegram.
///
/// Lives on one executor; no call is thread-safe. Requests are called while `run` is under way.
class client final : public rpc::invoker {
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

    /// Connects, runs `body`, and ends the connection when `body` ends.
    ///
    /// Errors:  what `body` throws; std::system_error when no connection can be made.
    /// Cancels: `body` is cancelled and its end awaited.
    [[nodiscard]] awaitable<void> run(std::function<awaitable<void>(client&)> body);

    /// Calls a method of the API.
    ///
    /// Errors:  rpc_error when Telegram refuses; std::system_error when the link breaks or the answer makes no sense.
    /// Cancels: drops the answer, keeps the connection.
    template <tl::function F>
    [[nodiscard]] awaitable<tl::reply<typename F::tl_result>> invoke(const F& request) {
        return rpc::invoke(*this, request);
    }

    /// As `invoke`, but a refusal is a value.
    template <tl::function F>
    [[nodiscard]] awaitable<result<tl::reply<typename F::tl_result>, rpc_error>>
    try_invoke(const F& request) {
        return rpc::try_invoke(*this, request);
    }

    template <rpc::detail::unsafe_temporary F>
    awaitable<tl::reply<typename F::tl_result>> invoke(F&&) {
        rpc::detail::refuse_temporary<F>();
        return {};
    }
    template <rpc::detail::unsafe_temporary F>
    awaitable<result<tl::reply<typename F::tl_result>, rpc_error>> try_invoke(F&&) {
        rpc::detail::refuse_temporary<F>();
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

    /// Who is signed in.
    [[nodiscard]] awaitable<std::optional<signed_in_user>> self();

    /// Signs in as a bot; does nothing when the session is signed in as that bot already. Where it has a key and doesn't say whose,
    /// Telegram is asked first.
    ///
    /// Errors: rpc_error (`ACCESS_TOKEN_INVALID`); `client_errc::malformed_token`, `other_account`.
    [[nodiscard]] awaitable<void> sign_in_bot(std::string token);

    /// Signs in as a user, by phone, code and, where it is set, password; does nothing when the session is signed in already.
    /// Where it has a key and doesn't say whose, Telegram is asked first.
    ///
    /// Errors: rpc_error; `client_errc::sign_up_needed`, `unsupported_login`, `too_many_attempts`; what the prompts throw.
    [[nodiscard]] awaitable<void> sign_in(sign_in_prompts prompts);

    /// Ends the login, here and on the server.
    [[nodiscard]] awaitable<void> log_out();

    /// The account's chats, latest first; include client/dialogs.hpp.
    [[nodiscard]] awaitgram::dialogs dialogs();

    /// Where the login is kept.
    [[nodiscard]] any_session& session() noexcept { return session_; }
    [[nodiscard]] const client_config& configuration() const noexcept { return config_; }
    [[nodiscard]] asio::any_io_executor executor() const { return executor_; }
    void log(log_level level, std::string_view line) const {
        if (config_.log)
            config_.log(level, line);
    }

private:
    /// What lives as long as `run`; an abandoned coroutine may outlive the client.
    struct link {
        task_group* tasks = nullptr;
        std::shared_ptr<rpc::sender> sender{};
        std::int32_t first_dc = 0;
        /// Whether the connection began with a key of the session and has it still.
        bool has_stored_key = false;
        /// Made in place of the session's, which the server doesn't know; stored when somebody signs in with it.
        std::optional<crypto::auth_key> new_key{};
    };

    struct link_scope;

    awaitable<void> start(task_group& tasks, std::function<awaitable<void>(client&)> body);
    awaitable<void> connect(std::int32_t dc, bool keep_key);
    awaitable<void> take_key(std::int32_t dc, crypto::auth_key key);
    awaitable<void> keep_key(std::int32_t dc);
    awaitable<void> store_key(std::int32_t dc, crypto::auth_key key);
    awaitable<void> forget_key(std::int32_t dc);
    [[nodiscard]] awaitable<rpc::answer> route(rpc::request sent, rpc::call_options options);
    void remember(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats);
    void remember(const std::vector<peer_info>& peers);
    awaitable<void> keep_session();
    awaitable<void> write_session();
    awaitable<api::auth::Authorization> ask_whose_key();
    awaitable<void> finish_sign_in(const api::auth::Authorization& granted);
    awaitable<void> end_login();
    std::vector<server_address> addresses_of(std::int32_t dc) const;

    asio::any_io_executor executor_;
    any_session session_;
    client_config config_;
    rpc::update_sink* updates_;
    std::shared_ptr<link> link_ = std::make_shared<link>();
    std::shared_ptr<event> unsaved_;
    std::vector<peer_info> unsaved_peers_;
    std::map<peer_id, peer_info> noted_; // what was remembered lately
    std::map<std::int32_t, std::vector<server_salt>> unsaved_salts_;
};

} // namespace awaitgram
