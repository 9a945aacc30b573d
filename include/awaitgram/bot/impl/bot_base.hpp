// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/bot/bot_base.hpp>
#include <awaitgram/bot/detail/new_client.hpp>
#include <awaitgram/bot/detail/run_loop.hpp>
#include <awaitgram/bot/detail/update_delivery.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/services.hpp>
#include <awaitgram/dispatcher/state/store.hpp>
#include <awaitgram/updates/age_limit.hpp>

#include <asio/io_context.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram {

namespace detail {

/// The account in messages for people.
[[nodiscard]] inline std::string account_name(const self_info& account) {
    return account.username.empty() ? "account " + std::to_string(account.id)
                                    : "@" + account.username;
}

/// The states of dialogues while a bot runs.
class kept_states {
public:
    kept_states(std::shared_ptr<dispatcher> handlers, client& telegram)
        : handlers_(std::move(handlers)) {
        handlers_->services().states =
            std::make_shared<state_store>(&telegram.session(), telegram.configuration().log);
    }
    kept_states(const kept_states&) = delete;
    kept_states& operator=(const kept_states&) = delete;
    ~kept_states() {
        if (const auto states = std::exchange(handlers_->services().states, nullptr))
            states->detach();
    }

private:
    std::shared_ptr<dispatcher> handlers_;
};

/// Whether a run is to handle updates, and not only to do the work of a userbot.
template <class Engine>
[[nodiscard]] bool takes_updates(const Engine& all) {
    return !all.work || !all.handlers->empty() || !all.periodic.empty();
}

} // namespace detail

/// The executor, the client, the handlers and the current run of a bot.
struct bot_base::engine {
    /// How long `stop` waits for work that is under way.
    static constexpr auto patience = std::chrono::seconds{5};
    /// How long the work of `on_stop` may take.
    static constexpr auto hook_patience = std::chrono::seconds{2};

    engine(
        account_kind kind,
        std::unique_ptr<asio::io_context> own,
        asio::any_io_executor executor,
        any_session storage,
        client_config configuration
    )
        : own_context(std::move(own)), owned_client(detail::new_client(
                                           kind == account_kind::bot,
                                           std::move(executor),
                                           std::move(storage),
                                           std::move(configuration),
                                           &updates
                                       )),
          telegram(*owned_client) {}

    /// The moment when `stop` cancels what still runs.
    [[nodiscard]] event::clock::time_point deadline() {
        if (!ends_at)
            ends_at = event::clock::now() + patience;
        return *ends_at;
    }

    std::unique_ptr<asio::io_context> own_context;
    std::shared_ptr<dispatcher> handlers{};
    detail::manager_relay updates{};
    std::shared_ptr<client> owned_client;
    client& telegram;
    std::optional<task> main{};
    body sign_in{};
    body work{};
    awaitgram::updates::manager_options wishes{.memory = dispatcher::default_waiting_bytes};
    std::chrono::seconds most_age{0};
    detail::skip_hook on_skipped =
        std::make_shared<unique_function<void(const updates_skipped&)>>();
    detail::delay_hook on_delayed =
        std::make_shared<unique_function<void(const updates_delayed&)>>();
    struct periodic_work {
        std::chrono::nanoseconds pause;
        unique_function<awaitable<void>(client&)> work;
    };
    // Of the program; none is removed, and those that run are not moved.
    std::deque<unique_function<awaitable<void>(client&)>> start_hooks{};
    std::deque<unique_function<awaitable<void>(client&)>> stop_hooks{};
    std::deque<unique_function<void(const connection_state&)>> state_hooks{};
    std::deque<periodic_work> periodic{};
    std::optional<event::clock::time_point> ends_at{};
    event stop_called{telegram.executor()};
    bool stopping = false;
    bool announces = false;
};

AWAITGRAM_DECL
bot_base::bot_base(account_kind kind, any_session storage, client_config configuration)
    : handlers_(std::make_shared<dispatcher>(configuration.log)) {
    auto own = std::make_unique<asio::io_context>(1);
    const auto executor = own->get_executor();
    engine_ = std::make_shared<engine>(
        kind, std::move(own), executor, std::move(storage), std::move(configuration)
    );
    engine_->handlers = handlers_;
}

AWAITGRAM_DECL bot_base::bot_base(
    account_kind kind,
    asio::any_io_executor executor,
    any_session storage,
    client_config configuration
)
    : handlers_(std::make_shared<dispatcher>(configuration.log)),
      engine_(std::make_shared<engine>(
          kind, nullptr, std::move(executor), std::move(storage), std::move(configuration)
      )) {
    engine_->handlers = handlers_;
}

AWAITGRAM_DECL bot_base::~bot_base() {
    auto& main = engine_->main;
    if (engine_->own_context && main && !main->ended()) {
        // Suspended coroutines refer to the client and to this object, so they end first.
        main->cancel();
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{2};
        try {
            engine_->own_context->restart();
            while (!main->ended() && std::chrono::steady_clock::now() < deadline)
                engine_->own_context->run_one_until(deadline);
        } catch (...) {
            // A destructor has no one to report to.
        }
    }
    if (!engine_->own_context) {
        engine_->telegram.abandon();
        return;
    }
    // What still runs owns the engine, and ends with its context.
    const auto own = std::move(engine_->own_context);
    engine_->updates.manager()->reset();
    engine_.reset();
}

AWAITGRAM_DECL void bot_base::catch_up(bool wanted) {
    engine_->wishes.catch_up = wanted;
}

AWAITGRAM_DECL void bot_base::repeat_cancelled(std::int32_t most) {
    engine_->wishes.cancelled.most_repeats = most;
}

AWAITGRAM_DECL void bot_base::limit_update_memory(std::size_t bytes) {
    constexpr std::size_t least = std::size_t{64} << 10;
    // Half of it for updates that are not in order yet or find no room, half for those that wait for their chats.
    const auto half = std::max(bytes, least) / 2;
    engine_->wishes.memory = half;
    handlers_->limit_waiting(half);
}

AWAITGRAM_DECL void bot_base::limit_differences(std::size_t most) {
    engine_->wishes.most_differences = std::max(most, std::size_t{1});
}

AWAITGRAM_DECL void bot_base::on_updates_skipped(unique_function<void(const updates_skipped&)> hook
) {
    *engine_->on_skipped = std::move(hook);
}

AWAITGRAM_DECL void bot_base::on_updates_delayed(unique_function<void(const updates_delayed&)> hook
) {
    *engine_->on_delayed = std::move(hook);
}

AWAITGRAM_DECL void bot_base::limit_age(std::chrono::seconds most) {
    engine_->most_age = most;
}

AWAITGRAM_DECL channel_poll
bot_base::poll_channel(std::int64_t channel, std::chrono::seconds every) {
    return engine_->telegram.poll_channel(channel, every);
}

AWAITGRAM_DECL asio::io_context& bot_base::context() noexcept {
    return *engine_->own_context;
}

AWAITGRAM_DECL client& bot_base::telegram() noexcept {
    return engine_->telegram;
}

AWAITGRAM_DECL bool bot_base::ready() const noexcept {
    const auto& manager = *engine_->updates.manager();
    return !engine_->stopping && manager && manager->started();
}

AWAITGRAM_DECL std::int64_t bot_base::id() const noexcept {
    return engine_->telegram.account().id;
}

AWAITGRAM_DECL const std::string& bot_base::username() const noexcept {
    return engine_->telegram.account().username;
}

AWAITGRAM_DECL std::exception_ptr bot_base::failure() const noexcept {
    return engine_->main ? engine_->main->error() : nullptr;
}

AWAITGRAM_DECL void bot_base::stop() {
    engine_->stopping = true;
    engine_->ends_at = event::clock::now() + engine::patience;
    engine_->stop_called.set();
    handlers_->close();
    if (auto& manager = *engine_->updates.manager(); manager && !engine_->work)
        manager->stop();
    else if (engine_->main)
        engine_->main->cancel();
    else
        engine_->telegram.cancel();
}

AWAITGRAM_DECL awaitable<void> bot_base::serve_with(body sign_in, body work) {
    engine_->stopping = false;
    engine_->ends_at.reset();
    engine_->sign_in = std::move(sign_in);
    engine_->work = std::move(work);
    if (!engine_->state_hooks.empty())
        return serve_watched(engine_);
    return engine_->telegram.run([all = engine_](client&) { return serve_account(all); });
}

AWAITGRAM_DECL bool bot_base::runs() const noexcept {
    return engine_->main && !engine_->main->ended();
}

AWAITGRAM_DECL bool bot_base::stops() const noexcept {
    return engine_->stopping && runs();
}

AWAITGRAM_DECL void bot_base::launch(awaitable<void> work) {
    engine_->main.emplace(engine_->telegram.executor(), std::move(work), nullptr);
}

AWAITGRAM_DECL int bot_base::run_to_end(awaitable<void> work) {
    try {
        engine_->announces = true;
        const auto interrupted = detail::run_until_signal(
            context(),
            engine_->main,
            std::move(work),
            [this] { stop(); },
            engine::patience + engine::hook_patience + std::chrono::seconds{1}
            // it may be in the middle of a long handler
        );
        if (const auto error = failure(); error && !interrupted)
            std::rethrow_exception(error);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "awaitgram: %s\n", printable(error.what()).c_str());
    } catch (...) {
        std::fprintf(stderr, "awaitgram: an exception that is not a std::exception\n");
    }
    return 1;
}

AWAITGRAM_DECL awaitable<void> bot_base::serve_account(std::shared_ptr<engine> all) {
    auto& telegram = all->telegram;
    if (all->stopping)
        co_return;
    co_await all->sign_in(telegram);
    co_await telegram.refresh_account();
    all->updates.reserve(detail::takes_updates(*all));
    const detail::kept_states states{all->handlers, telegram};
    for (std::size_t i = 0; i < all->start_hooks.size(); ++i) // one may add another
        co_await all->start_hooks[i](telegram);
    const auto has_handlers = detail::takes_updates(*all); // a hook may have added one
    all->updates.reserve(has_handlers);
    all->handlers->check_provided();
    if (!has_handlers) {
        co_await all->work(telegram);
        co_await run_stop_hooks(all);
        co_return;
    }
    const auto manager = all->updates.manager();
    auto options = all->wishes;
    options.is_bot = telegram.account().is_bot;
    options.self = telegram.account().id;
    options.recent = telegram.account().access.recent;
    options.log = telegram.configuration().log;
    manager->emplace(telegram.executor(), telegram, telegram.session(), std::move(options));
    const detail::manager_guard at_the_end{manager};
    all->updates.polled().apply_to(**manager);
    if (all->stopping)
        (*manager)->stop();
    unique_function<awaitable<void>(task_group&)> delivery = [all](task_group& group) {
        group.spawn(cancel_late(all, group));
        return deliver_updates(all, group);
    };
    std::exception_ptr error;
    try {
        co_await with_tasks(std::move(delivery));
    } catch (...) {
        error = std::current_exception();
    }
    // Handlers that were cancelled have ended only now.
    co_await asio::this_coro::reset_cancellation_state();
    if (all->stopping || !error)
        co_await run_stop_hooks(all);
    try {
        if (*manager)
            co_await (*manager)->save_now();
    } catch (...) {
        if (!error)
            error = std::current_exception();
    }
    if (error)
        std::rethrow_exception(error);
}

/// Cancels what has not ended at the deadline of `stop`, such as a request for updates without a connection.
AWAITGRAM_DECL awaitable<void>
bot_base::cancel_late(std::shared_ptr<engine> all, task_group& group) {
    while (!all->stopping)
        co_await all->stop_called.wait();
    while (event::clock::now() < all->deadline())
        co_await all->stop_called.wait_until(all->deadline());
    group.cancel();
}

AWAITGRAM_DECL awaitable<void>
bot_base::deliver_updates(std::shared_ptr<engine> all, task_group& group) {
    auto& manager = **all->updates.manager();
    auto& telegram = all->telegram;
    const dispatcher::target handlers_run{group, telegram, &telegram.account()};
    const auto to = std::make_shared<detail::dispatching>(
        *all->handlers,
        handlers_run,
        updates::age_limit{all->most_age},
        all->updates.server_clock(),
        all->on_skipped,
        all->on_delayed,
        telegram.configuration().log
    );
    all->handlers->warn_of_hidden();
    if (!all->stopping)
        all->handlers->open();
    for (std::size_t i = 0; i < all->periodic.size(); ++i)
        group.spawn(repeat(all, i));
    if (all->work) {
        const auto ended = std::make_shared<event>(group.executor());
        group.spawn(detail::run_manager(manager, to, ended));
        co_await all->work(telegram);
        all->handlers->close();
        manager.stop();
        // It saves its position, for which it must not be cancelled.
        co_await ended->wait_until(all->deadline());
    } else {
        if (all->announces)
            std::fprintf(
                stderr,
                "%s is running; Ctrl-C ends it.\n",
                printable(detail::account_name(telegram.account())).c_str()
            );
        co_await manager.run(*to);
    }
    co_await all->handlers->wait_until_idle(all->deadline());
}

} // namespace awaitgram
