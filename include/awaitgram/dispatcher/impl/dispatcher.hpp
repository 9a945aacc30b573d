// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/parking_place.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/recycling_allocator.hpp>
#include <awaitgram/dispatcher/chat_of.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/dispatcher/impl/passage.hpp>
#include <awaitgram/dispatcher/impl/turns.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace awaitgram {

/// A coroutine that handles one update after another, and waits for the next one in between: starting a coroutine costs more.
struct dispatcher::worker {
    /// So many coroutines wait for further updates.
    static constexpr std::size_t most_idle = 64;

    explicit worker(std::shared_ptr<schedule> of) : all(std::move(of)) {}
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;
    ~worker() { std::erase(all->idle, this); }

    std::shared_ptr<schedule> all;
    std::optional<job> now{};
    task_group* group = nullptr;
    parking_place place{};
};

AWAITGRAM_DECL dispatcher::dispatcher(log_sink log)
    : log_(contained(std::move(log))), schedule_(std::make_shared<schedule>(*this)) {}

AWAITGRAM_DECL dispatcher::~dispatcher() {
    schedule_->owner = nullptr;
    // Nothing else would end a coroutine that waits for further updates when its executor is gone.
    for (auto* each : std::exchange(schedule_->idle, {}))
        each->place.drop();
}

AWAITGRAM_DECL dispatch_services& dispatcher::services() noexcept {
    return *schedule_->services;
}

AWAITGRAM_DECL void dispatcher::warn_of_hidden() const {
    const auto tell = [this](const std::string& sentence) {
        if (log_)
            log_(log_level::warning, sentence);
    };
    handlers_->find_hidden(tell);
}

AWAITGRAM_DECL void dispatcher::check_provided() const {
    handlers_->find_needs([this](const detail::needed_value& needed, const std::string& handler) {
        if (!schedule_->services->has_value_of(*needed.type))
            throw std::logic_error(
                "awaitgram: the " + handler + " takes a " + std::string{needed.name} +
                "&, of which none was given to bot.provide"
            );
    });
}

AWAITGRAM_DECL dispatcher::job dispatcher::take_turn(std::int64_t chat, waiting_update waited) {
    if (waited.next.delivery)
        waited.next.delivery->begin();
    for (const auto& each : waited.others)
        if (each.delivery)
            each.delivery->begin();
    auto its_turn = std::allocate_shared<turn>(recycling_allocator<turn>{}, schedule_, chat);
    schedule_->turns.push_back(*its_turn);
    schedule_->counting.push_back(*its_turn);
    return job{std::move(waited), std::move(its_turn)};
}

AWAITGRAM_DECL void dispatcher::count(const job& started) {
    auto& its_turn = *started.its_turn;
    ++running_;
    ++its_turn.handlers;
    if (!its_turn.released) {
        ++its_turn.counted;
        ++(its_turn.late ? late_ : in_turn_);
    }
}

AWAITGRAM_DECL void dispatcher::start(job started) {
    count(started);
    auto& group = started.to.group;
    auto& idle = schedule_->idle;
    if (!idle.empty() && idle.back()->group == &group) {
        auto& free = *idle.back();
        idle.pop_back();
        free.now.emplace(std::move(started));
        free.place.wake();
        return;
    }
    group.spawn(work(schedule_, std::move(started)));
}

AWAITGRAM_DECL awaitable<void> dispatcher::work(std::shared_ptr<schedule> all, job first) {
    worker self{all};
    self.group = &first.to.group;
    self.now.emplace(std::move(first));
    std::size_t handled = 0;
    while (self.now) {
        {
            passage through{*all->owner, *self.now};
            std::exception_ptr error;
            try {
                if (self.now->beside)
                    co_await through.run_beside();
                else
                    through.answer_press(co_await through.enter(all->owner->handlers_));
            } catch (...) {
                error = std::current_exception();
            }
            if (error)
                static_cast<void>(through.failed(self.now->beside.get(), nullptr, error));
        }
        if (all->owner == nullptr)
            co_return;
        all->owner->end(*self.now);
        self.now.reset();
        if (self.group->cancelled()) {
            all->owner->start_next(); // which puts back what waits
            co_return;
        }
        // A handler may have changed them.
        co_await asio::this_coro::throw_if_cancelled(true);
        co_await asio::this_coro::reset_cancellation_state();
        if (++handled < longest_run && !all->starting) {
            // another of its chat, most often
            if (auto next = all->owner->next_job()) {
                all->owner->count(*next);
                detail::wake(all->owner->room_);
                self.now.emplace(std::move(*next));
                continue;
            }
        }
        handled = 0;
        if (!all->starting)
            all->owner->start_soon();
        if (all->idle.size() >= worker::most_idle)
            co_return;
        all->idle.push_back(&self);
        co_await self.place.park();
        if (all->owner == nullptr)
            co_return;
    }
}

AWAITGRAM_DECL void dispatcher::end(job& which) {
    auto& its_turn = *which.its_turn;
    which.next.delivery.reset();
    which.others.clear();
    if (its_turn.handlers == 1) {
        for (const auto& press : its_turn.presses())
            passage::answer_late(which.to, *press);
        its_turn.presses().clear();
        its_turn.answers().clear();
    }
    if (running_ != 0)
        --running_;
    if (its_turn.counted != 0) {
        --its_turn.counted;
        --(its_turn.late ? late_ : in_turn_);
    }
    if (--its_turn.handlers == 0)
        release(its_turn);
    detail::wake(idle_);
}

AWAITGRAM_DECL void dispatcher::report(
    const detail::handler_entry* entry,
    const void* event,
    const update& next,
    const std::exception_ptr& error
) {
    if (detail::is_cancellation(error))
        return;
    if (error_hook_) {
        try {
            const auto kind = entry != nullptr ? entry->kind : event_kind::raw;
            if (error_hook_(kind, event, next, error))
                return;
        } catch (...) {
            if (log_)
                log_(
                    log_level::error,
                    "the function given to on_error failed: " + describe(std::current_exception())
                );
        }
    }
    if (failure_observer_)
        failure_observer_(error);
    if (!log_)
        return;
    std::string handled = "a middleware";
    if (entry != nullptr && entry->kind == event_kind::raw) {
        handled = "the handler of " + std::string{rpc::method_name(entry->line)};
    } else if (entry != nullptr) {
        handled = std::string{"the handler of "} + to_string(entry->kind);
        if (entry->kind == event_kind::message || entry->kind == event_kind::edited) {
            const auto& received = *static_cast<const message*>(event);
            handled += ' ' + std::to_string(received.id());
        }
        if (const auto chat = next.chat_id(); chat != 0)
            handled += " in chat " + std::to_string(chat);
    }
    log_(log_level::error, handled + " failed: " + describe(error));
}

} // namespace awaitgram
