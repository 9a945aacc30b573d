// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/client/detail/parts.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/bot.hpp>
#include <awaitgram/login/log_out.hpp>
#include <awaitgram/login/phone.hpp>

#include <asio/this_coro.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL client::client(
    asio::any_io_executor executor,
    any_session storage,
    client_config configuration,
    rpc::update_sink* updates
)
    : method_base(self_), executor_(std::move(executor)), session_(std::move(storage)),
      config_(std::move(configuration)),
      parts_(std::make_unique<parts>(executor_, session_, config_, self_, updates)) {
    self_.access = {this, &session_, &parts_->peers};
}

AWAITGRAM_DECL client::~client() = default;

AWAITGRAM_DECL awaitable<void> client::run(unique_function<awaitable<void>(client&)> body) {
    unique_function<awaitable<void>(task_group&)> all =
        [this, body = std::move(body)](task_group& tasks) mutable {
            return start(tasks, std::move(body));
        };
    std::exception_ptr error;
    try {
        co_await with_tasks(std::move(all));
    } catch (...) {
        error = std::current_exception();
    }
    report_end(error);
    if (error)
        std::rethrow_exception(error);
}

AWAITGRAM_DECL void client::report_end(const std::exception_ptr& error) {
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
    parts_->states.push(state);
}

AWAITGRAM_DECL awaitable<void>
client::start(task_group& tasks, unique_function<awaitable<void>(client&)> body) {
    const auto cursors = parts_->updates.end_cursors();
    const auto open = co_await parts_->home.open(tasks);
    const auto user = co_await session_.self();
    parts_->set_account(user);
    // Nothing in a session depends on the layer so far; one that will must know which one wrote it.
    const auto layer = co_await session_.api_layer();
    if (layer != api::layer)
        co_await session_.set_api_layer(api::layer);
    tasks.spawn(parts_->storing.run());
    std::exception_ptr error;
    try {
        co_await body(*this);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    try {
        co_await parts_->storing.flush();
    } catch (...) {
        if (!error)
            throw;
        log(log_level::warning, "peers cannot be stored: " + describe(std::current_exception()));
    }
    if (error)
        std::rethrow_exception(error);
}

AWAITGRAM_DECL awaitable<rpc::answer> client::route(rpc::request sent, rpc::call_options options) {
    return parts_->outermost->call(std::move(sent), options);
}

AWAITGRAM_DECL void
client::remember(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) {
    parts_->outermost->learn(users, chats);
}

AWAITGRAM_DECL bool client::ended() const noexcept {
    return parts_->home.ended();
}

AWAITGRAM_DECL update_cursor client::updates(update_cursor_options options) {
    return parts_->updates.subscribe(options);
}

AWAITGRAM_DECL connection_cursor client::connection_states() {
    return parts_->states.subscribe();
}

AWAITGRAM_DECL awaitable<std::optional<signed_in_user>> client::self() {
    return session_.self();
}

AWAITGRAM_DECL awaitable<bool> client::signed_in() {
    const auto user = co_await session_.self();
    co_return user.has_value();
}

AWAITGRAM_DECL awaitable<void> client::refresh_account() {
    api::users::getUsers request{};
    request.id.push_back(api::inputUserSelf{});
    const auto users = co_await rpc::invoke(*this, request, {.waits_out_outages = true});
    for (const auto& each : *users)
        if (const auto* user = each.get_if<api::user>())
            parts_->set_account(*user);
}

AWAITGRAM_DECL awaitable<void> client::sign_in_bot(std::string token) {
    return login::sign_in_bot(parts_->login_context(*this), std::move(token));
}

AWAITGRAM_DECL awaitable<void> client::sign_in(sign_in_prompts prompts) {
    return login::sign_in(parts_->login_context(*this), std::move(prompts));
}

AWAITGRAM_DECL awaitable<void> client::log_out() {
    co_await login::log_out(*this, session_);
    const std::optional<signed_in_user> none;
    parts_->set_account(none);
}

} // namespace awaitgram
