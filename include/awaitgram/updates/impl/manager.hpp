// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/updates/manager.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::updates {

namespace detail {

/// A difference that takes longer is asked for again, so that it does not take the place of others for ever.
inline constexpr auto longest_fetch = std::chrono::seconds{60};

/// The engine decides how long to wait, for each stream by itself.
inline constexpr rpc::call_options fetch_options{
    .timeout = longest_fetch, .waits_out_outages = true, .returns_passing_refusals = true};

[[nodiscard]] inline engine_options engine_options_of(const manager_options& options) noexcept {
    return {
        .memory = options.memory,
        .most_differences = options.most_differences,
        .self = options.self,
    };
}

[[nodiscard]] inline std::string name_of(sequence_id where) {
    return where > 0 ? "channel " + std::to_string(where) : "the account";
}

} // namespace detail

AWAITGRAM_DECL manager::manager(
    asio::any_io_executor executor, rpc::invoker& via, any_session& session, manager_options options
)
    : via_(via), session_(session), options_(std::move(options)),
      wake_(std::make_shared<event>(executor)), backlog_changed_(std::move(executor)),
      engine_(detail::engine_options_of(options_)),
      checkpoint_([wake = std::weak_ptr<event>(wake_)] {
          if (const auto sleeper = wake.lock())
              sleeper->set();
      }) {}

AWAITGRAM_DECL void manager::on_updates(tl::frame updates, rpc::update_origin from) {
    wake_->set();
    if (engine_.started()) {
        if (const auto error = engine_.accept(updates, from, steady_now()))
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

AWAITGRAM_DECL void manager::poll_channel(std::int64_t channel, std::chrono::seconds every) {
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
    take_over(to);
    co_await store_adopted();
    deliver_ready(to);
    // What was not delivered must come again.
    for (auto& each : backlog_)
        each.delivery->abandon();
    backlog_.clear();
    co_await save_at_the_end();
    if (error)
        std::rethrow_exception(error);
}

AWAITGRAM_DECL awaitable<void> manager::start() {
    auto stored = co_await session_.updates_state();
    if (stored.pts != 0 && options_.catch_up) {
        engine_.restore(stored, steady_now());
        saved_ = std::move(stored);
    } else {
        co_await start_anew(std::move(stored.channels));
    }
    for (const auto& next : std::exchange(early_, {}))
        on_updates(next.frame, next.from);
    if (early_lost_)
        engine_.demand_account(steady_now());
}

/// Starts with what is sent from now on.
AWAITGRAM_DECL awaitable<void> manager::start_anew(std::vector<channel_state> known) {
    api::updates::getState request{};
    const auto state = co_await rpc::invoke(via_, request, {.waits_out_outages = true});
    // Updates that were pushed before the answer are new, although the state counts them already.
    auto first = state->pts;
    for (const auto& next : early_)
        first = std::min(first, engine::first_pts(next.frame, first));
    engine_.start_at(
        {.pts = first, .qts = state->qts, .date = state->date, .seq = 0}, steady_now()
    );
    for (const auto& channel : known)
        co_await session_.forget_channel(channel.id);
    saved_ = engine_.position();
    update_state::all everything;
    everything.state = saved_;
    update_state step{std::move(everything)};
    co_await session_.set_update_state(std::move(step));
}

AWAITGRAM_DECL awaitable<void> manager::process(receiver& to, task_group& fetches) {
    fetches.spawn(deliver(to));
    while (!stopping_) {
        while (const auto next = engine_.next_fetch(steady_now()))
            fetches.spawn(fetch(*next));
        take_over(to);
        co_await save_in_time();
        co_await wait();
    }
}

AWAITGRAM_DECL awaitable<void> manager::wait() {
    const auto now = steady_now();
    auto until = now + std::chrono::hours{1};
    for (const auto& due : {engine_.deadline(), checkpoint_.deadline()})
        if (due)
            until = std::min(until, *due);
    const auto limit = std::chrono::duration_cast<event::clock::duration>(until - now);
    co_await wake_->wait_until(event::clock::now() + limit);
}

/// Takes what the engine has put into order.
AWAITGRAM_DECL void manager::take_over(receiver& to) {
    for (const auto& peers : engine_.take_peers())
        via_.learn(peers->users, peers->chats);
    for (const auto& skip : engine_.take_skips()) {
        log_warning(
            "updates of " + detail::name_of(skip.where) + " from " + std::to_string(skip.from) +
            " to " + std::to_string(skip.to) + " are skipped: " + to_string(skip.why) +
            (skip.refusal.empty() ? "" : " (" + skip.refusal + ")")
        );
        to.on_skipped(skip);
    }
    auto updates = engine_.take_updates();
    for (auto& each : updates) {
        each.delivery = checkpoint_.token();
        backlog_.push_back(std::move(each));
    }
    const auto adopted = engine_.take_adopted();
    adopted_.insert(adopted_.end(), adopted.begin(), adopted.end());
    deliver_ready(to);
    if (!backlog_.empty())
        backlog_changed_.set();
}

AWAITGRAM_DECL void manager::deliver_next(receiver& to) {
    auto next = std::move(backlog_.front());
    backlog_.pop_front();
    engine_.delivered(next);
    to.deliver(std::move(next));
}

AWAITGRAM_DECL void manager::deliver_ready(receiver& to) {
    while (!backlog_.empty() && adopted_.empty() && !storing_ && to.has_room())
        deliver_next(to);
}

/// Stores the positions of channels before their first updates are delivered. If the program is killed while it handles those,
/// nothing else leads to the next ones.
AWAITGRAM_DECL awaitable<void> manager::store_adopted() {
    const auto adopted = std::exchange(adopted_, {});
    storing_ = !adopted.empty();
    for (const auto& channel : adopted) {
        const auto known = std::lower_bound(
            saved_.channels.begin(), saved_.channels.end(), channel_state{channel.id, 0}
        );
        // An older position belongs to updates that are not handled yet.
        if (known != saved_.channels.end() && known->id == channel.id)
            continue;
        saved_.channels.insert(known, channel);
        const update_state step = update_state::channel{channel.id, channel.pts};
        co_await session_.set_update_state(step);
    }
    storing_ = false;
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

/// The answer to a request for a difference; empty if it failed, which has been reported then.
// The request is encoded before this returns.
template <class F>
awaitable<tl::reply<typename F::tl_result>> manager::ask(fetch_request of, const F& request) {
    return outcome_of(of, rpc::invoke(via_, request, detail::fetch_options));
}

template <class Reply>
awaitable<tl::reply<Reply>>
manager::outcome_of(fetch_request of, awaitable<tl::reply<Reply>> pending) {
    tl::reply<Reply> outcome;
    fetch_failure failure;
    try {
        outcome = co_await std::move(pending);
    } catch (const rpc_error& refusal) {
        failure.what = fetch_failure::kind::refused;
        failure.code = refusal.code();
        failure.name = refusal.name();
        failure.wait = refusal.wait();
        if (engine_.failed(of, failure, steady_now()) == fetch_reaction::end)
            throw;
        log_warning(
            "missed updates of " + detail::name_of(of.id) + " cannot be fetched: " + refusal.what()
        );
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::operation_aborted)
            throw;
        failure.what = error.code() == make_error_code(rpc::errc::malformed_answer)
                           ? fetch_failure::kind::malformed
                           : fetch_failure::kind::unreachable;
        engine_.failed(of, failure, steady_now());
        log_warning(
            "missed updates of " + detail::name_of(of.id) + " cannot be fetched: " + error.what()
        );
    }
    wake_->set();
    co_return outcome;
}

AWAITGRAM_DECL awaitable<void> manager::fetch(fetch_request next) {
    switch (next.what) {
    case fetch_request::kind::state:
        return fetch_state(next);
    case fetch_request::kind::channel_difference:
        return fetch_channel(next);
    case fetch_request::kind::difference:
        break;
    }
    return fetch_account(next);
}

AWAITGRAM_DECL awaitable<void> manager::fetch_state(fetch_request next) {
    const api::updates::getState request{};
    const auto answer = co_await ask(next, request);
    if (answer)
        engine_.accept(next, *answer, steady_now());
}

AWAITGRAM_DECL awaitable<void> manager::fetch_account(fetch_request next) {
    api::updates::getDifference request{};
    request.pts = std::max(next.from.pts, 1);
    request.date = std::max(next.from.date, 1);
    request.qts = next.from.qts;
    auto answer = co_await ask(next, request);
    if (answer)
        engine_.accept(next, std::move(answer), steady_now());
}

AWAITGRAM_DECL awaitable<void> manager::fetch_channel(fetch_request next) {
    constexpr std::int32_t most_of_users = 100;
    constexpr std::int32_t most_of_bots = 1000;
    const auto known = peer_id::channel(next.id);
    const auto usable =
        known ? co_await find_peer(session_, options_.recent, *known) : std::nullopt;
    if (!usable && !options_.is_bot) {
        fetch_failure failure;
        failure.what = fetch_failure::kind::no_access_hash;
        engine_.failed(next, failure, steady_now());
        wake_->set();
        co_return;
    }
    api::inputChannel channel{};
    channel.channel_id = next.id;
    channel.access_hash = usable ? usable->auth.access_hash : 0;
    api::updates::getChannelDifference request{};
    request.channel = std::move(channel);
    request.filter = api::channelMessagesFilterEmpty{};
    request.pts = std::max(next.from.pts, 1);
    request.limit = options_.is_bot ? most_of_bots : most_of_users;
    if (next.from.pts == 0) // only the position matters
        request.limit = 1;
    auto answer = co_await ask(next, request);
    if (answer)
        engine_.accept(next, std::move(answer), steady_now());
}

// Called when everything that was accepted has its token.
AWAITGRAM_DECL awaitable<void> manager::save_in_time() {
    const auto now = steady_now();
    const auto moved = engine_.take_moved();
    if (moved.account || !moved.channels.empty())
        checkpoint_.moved(now);
    if (checkpoint_.wants_position(now))
        checkpoint_.close_epoch(engine_.position(), now);
    if (auto due = checkpoint_.due(now))
        co_await save(std::move(*due));
}

AWAITGRAM_DECL awaitable<void> manager::save_at_the_end() {
    checkpoint_.finish();
    const auto deadline = event::clock::now() + checkpoint::patience;
    while (!checkpoint_.settled() && event::clock::now() < deadline)
        co_await wake_->wait_until(deadline);
    if (auto last = checkpoint_.last(engine_.position()))
        co_await save(std::move(*last));
}

AWAITGRAM_DECL awaitable<void> manager::save(updates_state position) {
    const auto changes = changes_between(saved_, position);
    if (changes.account) {
        const update_state::primary primary{position.pts, position.date, position.seq};
        const update_state::secondary secondary{position.qts};
        co_await session_.set_primary_and_secondary(primary, secondary);
    }
    for (const auto& channel : changes.moved) {
        const update_state step = update_state::channel{channel.id, channel.pts};
        co_await session_.set_update_state(step);
    }
    for (const auto channel : changes.forgotten)
        co_await session_.forget_channel(channel);
    saved_ = std::move(position);
}

AWAITGRAM_DECL void manager::log_warning(std::string_view line) const {
    if (options_.log)
        options_.log(log_level::warning, line);
}

} // namespace awaitgram::updates
