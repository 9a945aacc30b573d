// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/bot/bot_base.hpp>
#include <awaitgram/bot/impl/bot_base.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>

// What a bot runs beside its handlers.

namespace awaitgram {

namespace detail {

template <class Engine>
void log_failure(
    const Engine& of,
    const std::string& what,
    const std::exception_ptr& error = std::current_exception()
) {
    if (!is_cancellation(error))
        of.telegram.log(log_level::error, what + " failed: " + awaitgram::describe(error));
}

template <class Engine, class Hook>
void tell_state(const Engine& of, const Hook& hook, const connection_state& state) {
    try {
        hook(state);
    } catch (...) {
        log_failure(of, "the function given to on_connection_state", std::current_exception());
    }
}

} // namespace detail

AWAITGRAM_DECL void bot_base::add_start_hook(body work) {
    engine_->start_hooks.push_back(std::move(work));
}

AWAITGRAM_DECL void bot_base::add_stop_hook(body work) {
    engine_->stop_hooks.push_back(std::move(work));
}

AWAITGRAM_DECL void
bot_base::on_connection_state(unique_function<void(const connection_state&)> hook) {
    engine_->state_hooks.push_back(std::move(hook));
}

AWAITGRAM_DECL void bot_base::add_periodic(std::chrono::nanoseconds pause, body work) {
    engine_->periodic.push_back({pause, std::move(work)});
}

AWAITGRAM_DECL awaitable<void> bot_base::serve_watched(std::shared_ptr<engine> all) {
    unique_function<awaitable<void>(task_group&)> both = [all](task_group& group) {
        group.spawn(tell_states(all));
        return all->telegram.run([all](client&) { return serve_account(all); });
    };
    co_await with_tasks(std::move(both));
}

AWAITGRAM_DECL awaitable<void> bot_base::tell_states(std::shared_ptr<engine> all) {
    auto states = all->telegram.connection_states();
    for (;;) {
        const auto state = co_await states.next();
        if (!state)
            co_return;
        for (std::size_t i = 0; i < all->state_hooks.size(); ++i)
            detail::tell_state(*all, all->state_hooks[i], *state);
    }
}

AWAITGRAM_DECL awaitable<void> bot_base::repeat(std::shared_ptr<engine> all, std::size_t periodic) {
    const auto& what = all->periodic[periodic];
    for (;;) {
        std::exception_ptr error;
        try {
            co_await what.work(all->telegram);
        } catch (...) {
            error = std::current_exception();
        }
        if (error)
            detail::log_failure(*all, "the work given to every", error);
        co_await pause(what.pause);
    }
}

AWAITGRAM_DECL awaitable<void> bot_base::run_stop_hooks(std::shared_ptr<engine> all) {
    // One may add another.
    for (std::size_t i = 0; i < all->stop_hooks.size(); ++i) {
        const auto& hook = all->stop_hooks[i];
        std::exception_ptr error;
        try {
            co_await within(engine::hook_patience, hook(all->telegram));
        } catch (...) {
            error = std::current_exception();
        }
        if (error)
            detail::log_failure(*all, "the work given to on_stop", error);
    }
}

} // namespace awaitgram
