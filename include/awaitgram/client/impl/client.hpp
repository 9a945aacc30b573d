// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/client/detail/parts.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/begin.hpp>
#include <awaitgram/login/bot.hpp>
#include <awaitgram/login/log_out.hpp>
#include <awaitgram/login/phone.hpp>
#include <awaitgram/session/error.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// The state of a connection whose run has ended.
[[nodiscard]] inline connection_state end_of_run(const std::exception_ptr& error) {
    connection_state state;
    state.what = connection_state::kind::ended;
    try {
        if (error)
            std::rethrow_exception(error);
    } catch (const std::system_error& problem) {
        state.reason = problem.code();
        state.text = problem.what();
    } catch (const std::exception& problem) {
        state.text = problem.what();
    } catch (...) {
        state.text = "an exception that is not a std::exception";
    }
    return state;
}

/// Writes what was collected; once more if it is cancelled meanwhile.
inline awaitable<void> store_at_the_end(write_behind& storing) {
    try {
        co_await storing.flush();
        co_return;
    } catch (const std::system_error& problem) {
        if (problem.code() != asio::error::operation_aborted)
            throw;
    }
    co_await asio::this_coro::reset_cancellation_state();
    co_await storing.flush();
}

/// Names the group of a run for as long as the run lasts.
struct named_tasks {
    named_tasks(task_group*& name, task_group& tasks) : name_(name) { name_ = &tasks; }
    named_tasks(const named_tasks&) = delete;
    named_tasks& operator=(const named_tasks&) = delete;
    ~named_tasks() { name_ = nullptr; }

private:
    task_group*& name_;
};

/// Sets a flag for the time of a scope.
struct raised_flag {
    explicit raised_flag(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    raised_flag(const raised_flag&) = delete;
    raised_flag& operator=(const raised_flag&) = delete;
    ~raised_flag() { flag_ = false; }

private:
    bool& flag_;
};

} // namespace detail

AWAITGRAM_DECL client::client(
    asio::any_io_executor executor,
    any_session storage,
    client_config configuration,
    rpc::update_sink* updates
)
    : owns_run_(true) {
    configuration.log = contained(std::move(configuration.log));
    parts_ = std::make_shared<parts>(
        std::move(executor), std::move(storage), std::move(configuration), updates
    );
    calls_ = {parts_, parts_->outermost};
    act_for(parts_->self);
}

AWAITGRAM_DECL client::client(std::shared_ptr<parts> shared)
    : method_base(shared->self), parts_(std::move(shared)), calls_(parts_, parts_->outermost),
      owns_run_(false) {}

AWAITGRAM_DECL client::~client() {
    if (owns_run_)
        abandon();
}

AWAITGRAM_DECL void client::abandon() {
    parts_->abandoned = true;
    parts_->updates.detach();
    parts_->cancel();
}

AWAITGRAM_DECL void client::cancel() {
    parts_->cancel();
}

AWAITGRAM_DECL any_session& client::session() noexcept {
    return parts_->session;
}

AWAITGRAM_DECL const client_config& client::configuration() const noexcept {
    return parts_->config;
}

AWAITGRAM_DECL asio::any_io_executor client::executor() const {
    return parts_->executor;
}

AWAITGRAM_DECL void client::log(log_level level, std::string_view line) const {
    parts_->log(level, line);
}

AWAITGRAM_DECL awaitable<void> client::run(unique_function<awaitable<void>(client&)> body) {
    return run_parts(parts_, std::move(body));
}

AWAITGRAM_DECL awaitable<void>
client::run_parts(std::shared_ptr<parts> all, unique_function<awaitable<void>(client&)> body) {
    if (all->abandoned)
        throw std::system_error(asio::error::operation_aborted);
    unique_function<awaitable<void>(task_group&)> work =
        [all, body = std::move(body)](task_group& tasks) mutable {
            return start(all, tasks, std::move(body));
        };
    all->cancelled = false;
    std::exception_ptr error;
    try {
        co_await with_tasks(std::move(work));
        if (all->cancelled)
            throw std::system_error(asio::error::operation_aborted);
    } catch (...) {
        error = std::current_exception();
    }
    all->states.push(detail::end_of_run(error));
    if (error)
        std::rethrow_exception(error);
}

AWAITGRAM_DECL awaitable<void> client::start(
    std::shared_ptr<parts> all, task_group& tasks, unique_function<awaitable<void>(client&)> body
) {
    const detail::named_tasks named{all->tasks, tasks};
    co_await all->session.init();
    const auto open = co_await all->home.open(tasks);
    const auto user = co_await all->session.self();
    all->set_account(user);
    // Nothing in a session depends on the layer so far; one that will must know which one wrote it.
    const auto layer = co_await all->session.api_layer();
    if (layer != api::layer)
        co_await all->session.set_api_layer(api::layer);
    tasks.spawn(all->storing.run());
    client telegram{all};
    std::exception_ptr error;
    try {
        const parts::body_scope in_body{all};
        co_await body(telegram);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    try {
        co_await detail::store_at_the_end(all->storing);
    } catch (...) {
        if (!error)
            throw;
        all->log(
            log_level::warning, "peers cannot be stored: " + describe(std::current_exception())
        );
    }
    if (error)
        std::rethrow_exception(error);
}

AWAITGRAM_DECL bool client::ended() const noexcept {
    return parts_->home.ended();
}

AWAITGRAM_DECL update_cursor client::updates(update_options options) {
    const auto& stream = parts::stream_of(parts_, options);
    if (parts_->self.id != 0)
        stream->begin();
    return update_cursor{stream};
}

AWAITGRAM_DECL channel_poll client::poll_channel(std::int64_t channel, std::chrono::seconds every) {
    const auto id = peer_id::from_dialog_id(channel);
    if (!id || id->kind() != peer_kind::channel)
        throw std::system_error(make_error_code(session_errc::invalid_peer_id));
    const auto bare = id->bare_id();
    parts_->updates.on_poll(bare, std::max(every, std::chrono::seconds{1}));
    return channel_poll{[weak = std::weak_ptr{parts_}, bare] {
        if (const auto all = weak.lock())
            all->updates.on_poll(bare, std::chrono::seconds{0});
    }};
}

AWAITGRAM_DECL connection_cursor client::connection_states() {
    return parts_->states.subscribe();
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> client::self() {
    return parts_->session.self();
}

AWAITGRAM_DECL awaitable<bool> client::signed_in() {
    return is_signed_in(parts_);
}

AWAITGRAM_DECL awaitable<bool> client::is_signed_in(std::shared_ptr<parts> all) {
    const auto user = co_await all->session.self();
    co_return user.has_value();
}

AWAITGRAM_DECL awaitable<void> client::refresh_account() {
    return refresh(parts_);
}

AWAITGRAM_DECL awaitable<void> client::refresh(std::shared_ptr<parts> all) {
    api::users::getUsers request{};
    request.id.push_back(api::inputUserSelf{});
    const auto users = co_await rpc::invoke(*all->outermost, request, {.waits_out_outages = true});
    for (const auto& each : *users)
        if (const auto* user = each.get_if<api::user>()) {
            if (!user->self || (all->self.id != 0 && user->id != all->self.id))
                throw std::system_error(make_error_code(login::errc::wrong_account_granted));
            all->set_account(*user);
        }
}

AWAITGRAM_DECL awaitable<void> client::sign_in_bot(std::string token) {
    return login::sign_in_bot(parts_->login_context(), std::move(token));
}

AWAITGRAM_DECL awaitable<void> client::sign_in(sign_in_prompts prompts) {
    return login::sign_in(parts_->login_context(), std::move(prompts));
}

AWAITGRAM_DECL awaitable<sign_in_step> client::begin_sign_in(std::string phone) {
    return login::begin_sign_in(parts_->login_context(), std::move(phone));
}

AWAITGRAM_DECL awaitable<sign_in_step> client::begin_qr_sign_in() {
    return login::begin_qr_sign_in(parts_->login_context());
}

AWAITGRAM_DECL sign_in_step client::resume_sign_in(std::string_view saved) {
    return login::resume_sign_in(parts_->login_context(), saved);
}

AWAITGRAM_DECL awaitable<rpc::answer>
client::owning_call(std::shared_ptr<rpc::invoker> /*calls*/, awaitable<rpc::answer> pending) {
    co_return co_await std::move(pending);
}

AWAITGRAM_DECL awaitable<void> client::log_out() {
    return sign_out(parts_);
}

AWAITGRAM_DECL awaitable<void> client::sign_out(std::shared_ptr<parts> all) {
    const detail::raised_flag announced{all->signing_out};
    co_await login::log_out(*all->outermost, all->session);
    co_await all->home.forget_keys();
    const std::optional<signed_in_user> none;
    all->set_account(none);
}

} // namespace awaitgram
