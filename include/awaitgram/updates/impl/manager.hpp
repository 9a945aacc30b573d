// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/peers/input_peer.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/updates/manager.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::updates {

AWAITGRAM_DECL manager::manager(
    asio::any_io_executor executor, rpc::invoker& via, any_session& session, manager_options options
)
    : via_(via), session_(session), options_(std::move(options)),
      wake_(std::make_shared<event>(std::move(executor))),
      checkpoint_([wake = std::weak_ptr<event>(wake_)] {
          if (const auto sleeper = wake.lock())
              sleeper->set();
      }) {}

AWAITGRAM_DECL void manager::on_updates(tl::frame updates, rpc::update_origin from) {
    if (inbox_.size() >= most_waiting) {
        lost_ = true;
    } else {
        waiting_frame added{std::move(updates), from};
        inbox_.push_back(std::move(added));
    }
    wake_->set();
}

AWAITGRAM_DECL void manager::on_gap() {
    lost_ = true;
    wake_->set();
}

AWAITGRAM_DECL void manager::on_signed_in() {
    if (!started_)
        inbox_.clear();
}

// Its difference is no longer available, and its pts is useless when the account returns to it.
AWAITGRAM_DECL void manager::on_channel_lost(std::int64_t channel) {
    if (orderer_.tracker().at(channel) == 0)
        return;
    orderer_.forget_channel(channel, steady_now());
    wake_->set();
}

AWAITGRAM_DECL void manager::stop() {
    stopping_ = true;
    wake_->set();
}

AWAITGRAM_DECL awaitable<void> manager::run(receiver& to) {
    co_await start();
    started_ = true;
    std::exception_ptr error;
    try {
        co_await process(to);
    } catch (...) {
        error = std::current_exception();
    }
    // Updates that were accepted but not delivered must come again.
    if (!delivering_) {
        co_await asio::this_coro::reset_cancellation_state();
        co_await save_at_the_end();
    }
    if (error)
        std::rethrow_exception(error);
}

AWAITGRAM_DECL awaitable<void> manager::start() {
    auto stored = co_await session_.updates_state();
    if (stored.pts != 0) {
        const auto now = steady_now();
        orderer_.start_at(
            {.pts = stored.pts, .qts = stored.qts, .date = stored.date, .seq = stored.seq}, now
        );
        for (const auto& channel : stored.channels)
            orderer_.start_channel_at(channel.id, channel.pts, now);
        saved_ = std::move(stored);
        orderer_.tracker().demand(common_sequence, now);
        co_return;
    }
    api::updates::getState request{};
    const auto state = co_await rpc::invoke(via_, request, {.waits_out_outages = true});
    // Updates that were pushed before the answer are new, although the state counts them already.
    auto first = state->pts;
    for (const auto& next : inbox_)
        first = std::min(first, orderer::first_pts(next.frame, first));
    orderer_.start_at(
        {.pts = first, .qts = state->qts, .date = state->date, .seq = 0}, steady_now()
    );
    saved_ = position();
    update_state::all everything;
    everything.state = saved_;
    update_state step{std::move(everything)};
    co_await session_.set_update_state(std::move(step));
}

AWAITGRAM_DECL awaitable<void> manager::process(receiver& to) {
    while (!stopping_) {
        while (!inbox_.empty() && !stopping_) {
            const auto next = std::move(inbox_.front());
            inbox_.pop_front();
            if (const auto error = orderer_.accept(next.frame, next.from, steady_now()))
                log_warning("an update could not be read: " + error.message());
            co_await hand_out(to);
            co_await save_in_time();
        }
        if (std::exchange(lost_, false))
            orderer_.tracker().demand(common_sequence, steady_now());
        co_await save_in_time();
        if (const auto id = orderer_.tracker().overdue(steady_now()); id && !stopping_)
            co_await fetch(*id, to);
        else
            co_await wait();
    }
}

AWAITGRAM_DECL awaitable<void> manager::wait() {
    const auto now = steady_now();
    auto until = now + longest_silence;
    const auto fetch_due = orderer_.tracker().deadline();
    if (fetch_due)
        until = *fetch_due;
    const auto save_due = checkpoint_.deadline();
    if (save_due)
        until = std::min(until, *save_due);
    const auto limit = std::chrono::duration_cast<event::clock::duration>(until - now);
    auto woken = false;
    co_await wake_->wait_until(event::clock::now() + limit, &woken);
    if (!woken && !fetch_due && !save_due)
        lost_ = true;
}

AWAITGRAM_DECL awaitable<void> manager::hand_out(receiver& to) {
    for (const auto& peers : orderer_.take_peers())
        via_.learn(peers->users, peers->chats);
    auto updates = orderer_.take_updates();
    delivering_ = !updates.empty();
    for (auto& each : updates) {
        if (!to.has_room())
            co_await to.wait_for_room();
        each.delivery = checkpoint_.token();
        to.deliver(std::move(each));
        if (auto due = checkpoint_.due(steady_now()))
            co_await save(std::move(*due));
    }
    delivering_ = false;
}

/// The outcome of a request for a difference.
template <class Reply>
struct manager::fetched {
    fetched() = default;

    tl::reply<Reply> reply{};
    /// Set when there is no reply.
    std::optional<difference_reaction> reaction{};
};

// The request is encoded before this returns.
template <class F>
awaitable<manager::fetched<typename F::tl_result>> manager::ask(sequence_id id, const F& request) {
    return outcome_of(id, rpc::invoke(via_, request));
}

template <class Reply>
awaitable<manager::fetched<Reply>>
manager::outcome_of(sequence_id id, awaitable<tl::reply<Reply>> pending) {
    fetched<Reply> outcome;
    std::string problem;
    try {
        outcome.reply = co_await std::move(pending);
        co_return outcome;
    } catch (const rpc_error& refusal) {
        problem = refusal.what();
        outcome.reaction = policy_.refused(id, refusal.code(), steady_now());
        if (outcome.reaction->action == difference_reaction::kind::end)
            throw;
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::operation_aborted)
            throw;
        problem = error.what();
        outcome.reaction = error.code() == make_error_code(rpc::errc::malformed_answer)
                               ? policy_.malformed(id, steady_now())
                               : policy_.unreachable(steady_now());
    }
    log_warning("missed updates can't be fetched: " + problem);
    co_return outcome;
}

AWAITGRAM_DECL awaitable<void> manager::fetch(sequence_id id, receiver& to) {
    std::optional<difference_reaction> reaction;
    if (id > 0)
        reaction = co_await fetch_channel(id, to);
    else if (policy_.next(id) == difference_policy::method::skip)
        reaction = co_await skip();
    else
        reaction = co_await fetch_common(to);
    if (!reaction) {
        policy_.succeeded(id);
        co_return;
    }
    if (reaction->action == difference_reaction::kind::forget_channel)
        orderer_.forget_channel(id, steady_now());
    else
        orderer_.tracker().demand(id > 0 ? id : common_sequence, steady_now());
    co_await pause_after(*reaction);
}

AWAITGRAM_DECL awaitable<void> manager::pause_after(difference_reaction reaction) {
    const auto limit =
        std::chrono::duration_cast<event::clock::duration>(reaction.resume_at - steady_now());
    const auto end = event::clock::now() + limit;
    while (!stopping_ && !(reaction.until_traffic && (lost_ || !inbox_.empty())) &&
           event::clock::now() < end)
        co_await wake_->wait_until(end);
}

// Continues with updates that are sent from now on.
AWAITGRAM_DECL awaitable<std::optional<difference_reaction>> manager::skip() {
    const api::updates::getState request{};
    const auto answer = co_await ask(common_sequence, request);
    if (answer.reaction)
        co_return answer.reaction;
    const auto& state = *answer.reply;
    orderer_.start_at(
        {.pts = state.pts, .qts = state.qts, .date = state.date, .seq = state.seq}, steady_now()
    );
    co_return std::nullopt;
}

AWAITGRAM_DECL awaitable<std::optional<difference_reaction>> manager::fetch_common(receiver& to) {
    for (auto more = true; more && !stopping_;) {
        const auto state = orderer_.state();
        api::updates::getDifference request{};
        request.pts = std::max(state.pts, 1);
        request.date = std::max(state.date, 1);
        request.qts = state.qts;
        auto answer = co_await ask(common_sequence, request);
        if (answer.reaction)
            co_return answer.reaction;
        more = orderer_.accept(std::move(answer.reply), steady_now());
        co_await hand_out(to);
        co_await save_in_time();
    }
    if (orderer_.take_endless()) {
        log_warning("Telegram's difference doesn't end; skipping it");
        co_return co_await skip();
    }
    co_return std::nullopt;
}

AWAITGRAM_DECL awaitable<std::optional<difference_reaction>>
manager::fetch_channel(std::int64_t id, receiver& to) {
    const auto known = peer_id::channel(id);
    const auto usable =
        known ? co_await find_peer(session_, options_.recent, *known) : std::nullopt;
    if (!usable && !options_.is_bot) {
        orderer_.forget_channel(id, steady_now());
        co_return std::nullopt;
    }
    api::inputChannel channel{};
    channel.channel_id = id;
    channel.access_hash = usable ? usable->auth.access_hash : 0;
    api::updates::getChannelDifference request{};
    request.channel = std::move(channel);
    request.filter = api::channelMessagesFilterEmpty{};
    request.limit = options_.is_bot ? 100'000 : 100;
    for (auto more = true; more && !stopping_;) {
        request.pts = std::max(orderer_.tracker().at(id), 1);
        auto answer = co_await ask(id, request);
        if (answer.reaction)
            co_return answer.reaction;
        more = orderer_.accept(id, std::move(answer.reply), steady_now());
        co_await hand_out(to);
        more = more && orderer_.tracker().at(id) != 0; // not lost meanwhile
        co_await save_in_time();
    }
    co_return std::nullopt;
}

AWAITGRAM_DECL updates_state manager::position() {
    const auto state = orderer_.state();
    updates_state all{state.pts, state.qts, state.date, state.seq, {}};
    orderer_.tracker().for_each_channel([&all](std::int64_t id, std::int32_t pts) {
        // Neither forgotten channels nor ids that no session keeps.
        if (pts != 0 && peer_id::channel(id))
            all.channels.push_back(channel_state{id, pts});
    });
    return all;
}

// Called when everything that was accepted is handed out.
AWAITGRAM_DECL awaitable<void> manager::save_in_time() {
    const auto now = steady_now();
    if (orderer_.take_changed())
        checkpoint_.moved(now);
    if (checkpoint_.wants_position(now))
        checkpoint_.close_epoch(position(), now);
    if (auto due = checkpoint_.due(now))
        co_await save(std::move(*due));
}

AWAITGRAM_DECL awaitable<void> manager::save_at_the_end() {
    checkpoint_.finish();
    const auto deadline = event::clock::now() + checkpoint::patience;
    while (!checkpoint_.settled() && event::clock::now() < deadline)
        co_await wake_->wait_until(deadline);
    if (auto last = checkpoint_.last(position()))
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
