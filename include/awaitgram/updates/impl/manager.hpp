// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/updates/delivery_key.hpp>
#include <awaitgram/updates/manager.hpp>

#include <asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::updates {

namespace detail {

/// How long the end waits for handlers.
inline constexpr auto patience_at_the_end = std::chrono::seconds{5};

[[nodiscard]] inline engine_options engine_options_of(const manager_options& options) noexcept {
    return {
        .memory = options.memory,
        .most_differences = options.most_differences,
        .self = options.self,
    };
}

/// How much of one channel may wait.
[[nodiscard]] inline waiting_share::amount share_of(const manager_options& options) noexcept {
    return {delivery_ledger::default_share.updates, options.memory / 16};
}

[[nodiscard]] inline unique_function<void()> waker(std::weak_ptr<event> sleeping) {
    return [sleeping = std::move(sleeping)] {
        if (const auto sleeper = sleeping.lock())
            sleeper->set();
    };
}

} // namespace detail

AWAITGRAM_DECL manager::manager(
    asio::any_io_executor executor, rpc::invoker& via, any_session& session, manager_options options
)
    : via_(via), session_(session), options_(std::move(options)),
      wake_(std::make_shared<event>(executor)), backlog_changed_(executor),
      alarm_(std::move(executor)), engine_(detail::engine_options_of(options_)),
      ledger_(detail::waker(wake_), options_.cancelled, detail::share_of(options_)) {}

AWAITGRAM_DECL void manager::on_updates(tl::frame updates, rpc::update_origin from) {
    wake_->set();
    if (engine_.started()) {
        const auto error = engine_.accept(updates, from, steady_now());
        learn_peers();
        if (error)
            log_warning("an update could not be read: " + error.message());
        return;
    }
    if (early_bytes_ + updates.size() > options_.memory) {
        early_lost_ = true;
        return;
    }
    early_bytes_ += updates.size();
    waiting_frame added{std::move(updates), from};
    early_.push_back(std::move(added));
}

AWAITGRAM_DECL void
manager::on_affected(std::int64_t channel, std::int32_t pts, std::int32_t count) {
    if (!engine_.started()) // what is not counted is fetched
        return;
    engine_.affected(channel, pts, count, steady_now());
    wake_->set();
}

AWAITGRAM_DECL void manager::on_gap() {
    if (engine_.started())
        engine_.reconnected(steady_now());
    wake_->set();
}

AWAITGRAM_DECL void manager::on_signed_in() {
    if (engine_.started())
        return;
    early_.clear();
    early_bytes_ = 0;
    early_lost_ = false;
}

// Its difference is no longer available, and its pts is useless when the account returns to it.
AWAITGRAM_DECL void manager::on_channel_lost(std::int64_t channel) {
    engine_.channel_lost(channel);
    wake_->set();
}

AWAITGRAM_DECL void manager::on_poll(std::int64_t channel, std::chrono::seconds every) {
    engine_.poll(channel, every, steady_now());
    wake_->set();
}

AWAITGRAM_DECL void manager::stop() {
    stopping_ = true;
    wake_->set();
}

AWAITGRAM_DECL awaitable<void> manager::run(receiver& to) {
    co_await start();
    std::exception_ptr error;
    unique_function<awaitable<void>(task_group&)> work = [this, &to](task_group& fetches) {
        return process(to, fetches);
    };
    try {
        co_await with_tasks(std::move(work));
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    try {
        take_over(to);
        co_await store_adopted();
        deliver_ready(to);
        put_back_backlog();
        co_await save_at_the_end();
    } catch (...) {
        put_back_backlog();
        if (!error)
            error = std::current_exception();
    }
    if (error)
        std::rethrow_exception(error);
}

AWAITGRAM_DECL awaitable<void> manager::start() {
    auto stored = co_await session_.updates_state();
    if (stored.pts != 0 && options_.catch_up) {
        engine_.restore(stored, steady_now());
        ledger_.restore(stored);
    } else {
        co_await start_anew();
    }
    for (const auto& next : std::exchange(early_, {}))
        on_updates(next.frame, next.from);
    if (early_lost_)
        engine_.demand_account(steady_now());
}

/// Starts with what is sent from now on.
AWAITGRAM_DECL awaitable<void> manager::start_anew() {
    api::updates::getState request{};
    const auto state = co_await rpc::invoke(via_, request, {.waits_out_outages = true});
    // Updates that were pushed before the answer are new, although the state counts them already.
    auto first = state->pts;
    for (const auto& next : early_)
        first = std::min(first, engine::first_pts(next.frame, first));
    engine_.start_at(
        {.pts = first, .qts = state->qts, .date = state->date, .seq = 0}, steady_now()
    );
    update_state::all everything;
    everything.state = engine_.position();
    ledger_.restore(everything.state);
    update_state step{std::move(everything)};
    co_await session_.set_update_state(std::move(step));
}

AWAITGRAM_DECL awaitable<void> manager::process(receiver& to, task_group& fetches) {
    fetches.spawn(deliver(to));
    fetches.spawn(watch_time());
    while (!stopping_) {
        for (;;) {
            take_over(to); // it may hold channels back
            for (const auto channel : ledger_.take_relieved())
                if (!ledger_.is_crowded(channel))
                    engine_.resume(channel, steady_now());
            const auto next = engine_.next_fetch(steady_now());
            if (!next)
                break;
            fetches.spawn(fetch(*next));
        }
        co_await save(steady_now());
        co_await wait();
    }
}

AWAITGRAM_DECL awaitable<void> manager::wait() {
    const auto now = steady_now();
    auto until = now + std::chrono::hours{1};
    for (const auto& due : {engine_.deadline(), ledger_.deadline()})
        if (due)
            until = std::min(until, *due);
    const auto limit = std::chrono::duration_cast<event::clock::duration>(until - now);
    wakes_at_ = event::clock::now() + limit;
    if (wakes_at_ < alarm_at_)
        alarm_.set();
    co_await wake_->wait();
}

/// Wakes `process` in time. The timer stays armed when the time is put off, as it is with each update: arming it is a system call.
AWAITGRAM_DECL awaitable<void> manager::watch_time() {
    for (;;) {
        alarm_at_ = wakes_at_;
        co_await alarm_.wait_until(alarm_at_);
        if (event::clock::now() < wakes_at_)
            continue;
        wakes_at_ = event::clock::time_point::max();
        wake_->set();
    }
}

/// Notes the users and chats of what was accepted. They keep all of it in memory, so this does not wait for anything.
AWAITGRAM_DECL void manager::learn_peers() {
    for (const auto& peers : engine_.take_peers())
        via_.learn(peers->users, peers->chats);
}

/// Takes what the engine has put into order.
AWAITGRAM_DECL void manager::take_over(receiver& to) {
    for (const auto& skip : engine_.take_skips()) {
        if (to.on_skipped(skip))
            continue;
        log_warning(to_string(skip));
    }
    for (const auto& delay : engine_.take_delays())
        if (!to.on_delayed(delay))
            log_warning(to_string(delay));
    auto updates = engine_.take_updates();
    for (auto& each : updates) {
        if (const auto* message = new_message_of(*each.update))
            static_cast<void>(via_.saw(tl::type_of<api::Message>(), message));
        auto opened = ledger_.open(delivery_place_of(each));
        if (!opened) { // handled before the last restart
            engine_.delivered(each);
            continue;
        }
        each.delivery = std::move(*opened);
        if (ledger_.is_crowded(each.sequence))
            engine_.hold_back(each.sequence);
        backlog_.push_back(std::move(each));
    }
    note_positions();
    const auto adopted = engine_.take_adopted();
    adopted_.insert(adopted_.end(), adopted.begin(), adopted.end());
    deliver_ready(to);
    if (!backlog_.empty())
        backlog_changed_.set();
}

/// What is not delivered must come again.
AWAITGRAM_DECL void manager::put_back_backlog() {
    for (auto& each : backlog_)
        if (each.delivery)
            each.delivery->put_back();
    backlog_.clear();
}

AWAITGRAM_DECL void manager::deliver_next(receiver& to) {
    auto next = std::move(backlog_.front());
    backlog_.pop_front();
    engine_.delivered(next);
    to.deliver(std::move(next));
}

AWAITGRAM_DECL void manager::deliver_ready(receiver& to) {
    while (!backlog_.empty() && adopted_.empty() && to.has_room())
        deliver_next(to);
}

/// Stores the positions of channels before their first updates are delivered. If the program is killed while it handles those,
/// nothing else leads to the next ones.
AWAITGRAM_DECL awaitable<void> manager::store_adopted() {
    while (!adopted_.empty()) {
        update_progress step;
        step.channels = adopted_;
        // An older position belongs to updates that are not handled yet.
        for (auto& channel : step.channels)
            if (const auto safe = ledger_.position(channel.id); safe != 0)
                channel.pts = std::min(channel.pts, safe);
        // Some may have been forgotten meanwhile.
        std::erase_if(step.channels, [this](const channel_state& channel) {
            return ledger_.position(channel.id) == 0 && engine_.at(channel.id) == 0;
        });
        const auto count = static_cast<std::ptrdiff_t>(adopted_.size());
        if (!step.empty())
            co_await session_.save_progress(std::move(step));
        adopted_.erase(adopted_.begin(), adopted_.begin() + count);
    }
}

/// Delivers what cannot be delivered at once.
AWAITGRAM_DECL awaitable<void> manager::deliver(receiver& to) {
    for (;;) {
        co_await backlog_changed_.wait();
        while (!backlog_.empty()) {
            co_await store_adopted();
            deliver_ready(to);
            wake_->set();
            if (!backlog_.empty() && adopted_.empty())
                co_await to.wait_for_room();
        }
    }
}

// At the moment when everything that the engine has accepted is opened: later it may have accepted more.
AWAITGRAM_DECL void manager::note_positions() {
    const auto moved = engine_.take_moved();
    if (moved.account)
        ledger_.moved(engine_.state());
    for (const auto channel : moved.channels) {
        const auto pts = engine_.at(channel);
        // Neither forgotten channels nor ids that no session keeps.
        if (pts != 0 && peer_id::channel(channel))
            ledger_.moved(channel, pts);
        else
            ledger_.forget(channel);
    }
}

AWAITGRAM_DECL awaitable<void> manager::save_at_the_end() {
    const auto deadline = event::clock::now() + detail::patience_at_the_end;
    while (ledger_.open_count() != 0 && event::clock::now() < deadline) {
        ledger_.wake_at_the_end();
        co_await wake_->wait_until(deadline);
    }
    co_await save_now();
}

AWAITGRAM_DECL awaitable<void> manager::save_now() {
    return save(std::nullopt);
}

// Changes are taken here and not by the callers, who may be cancelled before this starts.
AWAITGRAM_DECL awaitable<void> manager::save(std::optional<time_point> in_time) {
    std::optional<update_progress> changes;
    if (in_time)
        changes = ledger_.take_changes(*in_time);
    else
        changes = ledger_.take_changes();
    if (!changes || changes->empty())
        co_return;
    std::exception_ptr error;
    try {
        auto copy = *changes;
        co_await session_.save_progress(std::move(copy));
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        ledger_.not_saved(*changes);
        std::rethrow_exception(error);
    }
}

AWAITGRAM_DECL void manager::log_warning(std::string_view line) const {
    if (options_.log)
        options_.log(log_level::warning, line);
}

} // namespace awaitgram::updates
