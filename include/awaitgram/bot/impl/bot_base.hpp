// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/bot/bot_base.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/updates/manager.hpp>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <system_error>

namespace awaitgram {

namespace detail {

/// Passes what concerns updates on to a manager while there is one: a client gets its sink before it is known who signs in.
class manager_relay final : public rpc::update_sink {
public:
    void on_updates(tl::frame updates, rpc::update_origin from) override {
        if (*manager)
            (*manager)->on_updates(std::move(updates), from);
    }
    void on_gap() override {
        if (*manager)
            (*manager)->on_gap();
    }
    void on_channel_lost(std::int64_t channel) override {
        if (*manager)
            (*manager)->on_channel_lost(channel);
    }

    /// Outlives the bot in a coroutine that is destroyed with its executor.
    std::shared_ptr<std::optional<updates::manager>> manager =
        std::make_shared<std::optional<updates::manager>>();
};

/// Ends a feed when the coroutine that made it ends or is destroyed.
struct manager_guard {
    std::shared_ptr<std::optional<updates::manager>> manager;
    ~manager_guard() { manager->reset(); }
};

/// Runs a feed and tells when it has ended by itself.
inline awaitable<void> run_manager(
    updates::manager& manager, updates::manager::receiver deliver, std::shared_ptr<event> ended
) {
    co_await manager.run(std::move(deliver));
    ended->set();
}

} // namespace detail

struct bot_base::running {
    /// How long `stop` waits for what is under way.
    static constexpr auto patience = std::chrono::seconds{5};

    running(any_session storage, client_config configuration)
        : own_context(std::make_unique<asio::io_context>(1)),
          telegram(
              own_context->get_executor(), std::move(storage), std::move(configuration), &updates
          ) {}
    running(asio::any_io_executor executor, any_session storage, client_config configuration)
        : telegram(std::move(executor), std::move(storage), std::move(configuration), &updates) {}

    std::unique_ptr<asio::io_context> own_context;
    detail::manager_relay updates{};
    client telegram;
    std::optional<task> main{};
    bool stopping = false;
    bool announces = false;
};

AWAITGRAM_DECL bot_base::bot_base(any_session storage, client_config configuration)
    : handlers_(configuration.log),
      running_(std::make_unique<running>(std::move(storage), std::move(configuration))) {}

AWAITGRAM_DECL
bot_base::bot_base(asio::any_io_executor executor, any_session storage, client_config configuration)
    : handlers_(configuration.log),
      running_(std::make_unique<running>(
          std::move(executor), std::move(storage), std::move(configuration)
      )) {}

AWAITGRAM_DECL bot_base::~bot_base() {
    auto& main = running_->main;
    if (running_->own_context && main && !main->ended()) {
        // What is suspended holds references to the client and to this: it ends first.
        main->cancel();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{2};
        try {
            running_->own_context->restart();
            while (!main->ended() && std::chrono::steady_clock::now() < deadline)
                running_->own_context->run_one_until(deadline);
        } catch (...) {
            // Nobody is left to be told.
        }
    }
    running_->updates.manager->reset();
}

AWAITGRAM_DECL asio::io_context& bot_base::context() noexcept {
    return *running_->own_context;
}

AWAITGRAM_DECL client& bot_base::telegram() noexcept {
    return running_->telegram;
}

AWAITGRAM_DECL bool bot_base::ready() const noexcept {
    return !running_->stopping && *running_->updates.manager &&
           (*running_->updates.manager)->started();
}

AWAITGRAM_DECL std::exception_ptr bot_base::failure() const noexcept {
    return running_->main ? running_->main->error() : nullptr;
}

AWAITGRAM_DECL void bot_base::stop() {
    running_->stopping = true;
    if (*running_->updates.manager && !body_)
        (*running_->updates.manager)->stop();
    else if (running_->main)
        running_->main->cancel();
}

AWAITGRAM_DECL awaitable<void> bot_base::serve_with(body sign_in, body work) {
    running_->stopping = false;
    sign_in_ = std::move(sign_in);
    body_ = std::move(work);
    return running_->telegram.run([this](client&) { return live(); });
}

AWAITGRAM_DECL bool bot_base::runs() const noexcept {
    return running_->main && !running_->main->ended();
}

AWAITGRAM_DECL void bot_base::launch(awaitable<void> work) {
    running_->main.emplace(running_->telegram.executor(), std::move(work), nullptr);
}

AWAITGRAM_DECL int bot_base::run_to_end(awaitable<void> work) {
    try {
        auto& io = context();
        auto interrupted = false;
        asio::signal_set signals(io, SIGINT, SIGTERM);
        asio::steady_timer overdue(io);
        std::function<void(const std::error_code&, int)> signalled;
        signalled = [&](const std::error_code& error, int) {
            if (error)
                return;
            if (std::exchange(interrupted, true)) {
                running_->main->cancel();
            } else {
                stop();
                // It may be in the middle of something long.
                overdue.expires_after(running::patience + std::chrono::seconds{1});
                overdue.async_wait([this](const std::error_code& cancelled) {
                    if (!cancelled)
                        running_->main->cancel();
                });
            }
            signals.async_wait(signalled);
        };
        signals.async_wait(signalled);
        running_->announces = true;
        running_->main.emplace(
            running_->telegram.executor(),
            std::move(work),
            [&](const std::exception_ptr&) {
                signals.cancel();
                overdue.cancel();
            }
        );
        io.restart();
        io.run();
        if (const auto error = failure(); error && !interrupted)
            std::rethrow_exception(error);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "awaitgram: %s\n", error.what());
    } catch (...) {
        std::fprintf(stderr, "awaitgram: an exception that is not a std::exception\n");
    }
    return 1;
}

AWAITGRAM_DECL awaitable<void> bot_base::live() {
    co_await sign_in_(telegram());
    if (body_ && handlers_.empty()) {
        co_await body_(telegram());
        co_return;
    }
    co_await learn_self();
    const auto manager = running_->updates.manager;
    manager->emplace(telegram(), account_.is_bot);
    const detail::manager_guard at_the_end{manager};
    if (running_->stopping)
        (*manager)->stop();
    std::function<awaitable<void>(task_group&)> all = [this](task_group& group) {
        return hand_out(group);
    };
    co_await with_tasks(std::move(all));
}

AWAITGRAM_DECL awaitable<void> bot_base::hand_out(task_group& group) {
    auto& manager = **running_->updates.manager;
    updates::manager::receiver deliver = [this, &group](updates::new_message m) {
        return handlers_.deliver(
            message(std::move(m.with), *m.raw, &account_), group, telegram(), std::move(m.delivery)
        );
    };
    if (body_) {
        const auto ended = std::make_shared<event>(group.executor());
        group.spawn(detail::run_manager(manager, std::move(deliver), ended));
        co_await body_(telegram());
        manager.stop();
        // It stores where it stands, for which it mustn't be cancelled.
        co_await ended->wait_until(event::clock::now() + running::patience);
    } else {
        if (running_->announces)
            std::fprintf(stderr, "@%s is running; Ctrl-C ends it.\n", username().c_str());
        co_await manager.run(std::move(deliver));
    }
    const auto deadline = event::clock::now() + running::patience;
    while (handlers_.running() != 0 && event::clock::now() < deadline)
        co_await pause(std::chrono::milliseconds{10});
}

AWAITGRAM_DECL awaitable<void> bot_base::learn_self() {
    account_.access = {&telegram(), &telegram().session()};
    api::users::getUsers request{};
    request.id.push_back(api::inputUserSelf{});
    const auto users = co_await telegram().invoke(request);
    for (const auto& each : *users)
        if (const auto* me = each.get_if<api::user>()) {
            account_.id = me->id;
            account_.is_bot = me->bot;
            account_.username = me->username ? me->username->str() : std::string{};
        }
}

} // namespace awaitgram
