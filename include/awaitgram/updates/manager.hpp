// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/updates/checkpoint.hpp>
#include <awaitgram/updates/orderer.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// Gives a client's new messages out in order, each once, and fetches what was missed.
///
/// A gap that doesn't close by itself, a new session of the connection and 15 minutes of silence are answered by asking Telegram
/// for the difference. How far it came is stored in the client's session, so that the next start goes on from there: a message
/// whose handling a crash cut short comes again, and so may what was handled since that one arrived, in the last second, or in the
/// same part of a difference.
class manager final : public rpc::update_sink {
public:
    /// Receives a message; the next one waits until this returns.
    using receiver = std::function<awaitable<void>(new_message)>;

    /// After this long without a word the difference is asked for.
    static constexpr auto longest_silence = std::chrono::minutes{15};
    /// More pushes waiting than this are dropped; the difference brings their messages.
    static constexpr std::size_t most_waiting = 4096;

    manager(client& telegram, bool is_bot)
        : telegram_(telegram), wake_(std::make_shared<event>(telegram.executor())),
          checkpoint_(telegram.session(), wake_), is_bot_(is_bot) {}
    manager(const manager&) = delete;
    manager& operator=(const manager&) = delete;

    void on_updates(tl::frame updates, rpc::update_origin from) override {
        arrived(
            std::move(updates),
            from == rpc::update_origin::pushed ? origin::pushed : origin::answered
        );
    }
    void on_gap() override { lost(); }
    void on_channel_lost(std::int64_t channel) override { forget(channel); }

    /// Delivers messages to `deliver` until `stop` is called.
    ///
    /// An outage is waited for; a link that breaks for good ends what runs the client.
    ///
    /// Errors:  rpc_error when the account is signed out; at the start also std::system_error when there is no link.
    /// Cancels: where it stands is stored; what was not delivered comes again with the next start.
    [[nodiscard]] awaitable<void> run(receiver deliver) {
        co_await start();
        started_ = true;
        std::exception_ptr failed;
        try {
            co_await go_on(deliver);
        } catch (...) {
            failed = std::current_exception();
        }
        // What was taken in but not handed out must come again.
        if (!delivering_) {
            co_await asio::this_coro::reset_cancellation_state();
            co_await checkpoint_.save_at_the_end(now_at());
        }
        if (failed)
            std::rethrow_exception(failed);
    }

    /// Whether messages sent from now on are sure to be delivered.
    [[nodiscard]] bool started() const noexcept { return started_; }

    /// Makes `run` end after what it is doing.
    void stop() {
        stopping_ = true;
        wake_->set();
    }

private:
    struct waiting {
        tl::frame frame;
        origin from = origin::pushed;
    };

    awaitable<void> go_on(const receiver& deliver) {
        while (!stopping_) {
            while (!inbox_.empty() && !stopping_) {
                const auto next = std::move(inbox_.front());
                inbox_.pop_front();
                if (const auto error = orderer_.accept(next.frame, next.from, steady_now()))
                    telegram_.log(
                        log_level::warning, "an update could not be read: " + error.message()
                    );
                co_await hand_out(deliver);
                co_await store();
            }
            if (std::exchange(lost_, false))
                orderer_.streams().demand(common_sequence, steady_now());
            co_await store();
            if (const auto stream = orderer_.streams().overdue(steady_now()); stream && !stopping_)
                co_await fetch(*stream, deliver);
            else
                co_await wait();
        }
    }

    /// Stores how far it came, when it is time; all that was taken in is handed out.
    awaitable<void> store() {
        if (orderer_.take_changed())
            checkpoint_.moved();
        storing_ = true;
        std::function<updates_state()> place = [this] { return now_at(); };
        co_await checkpoint_.save_in_time(std::move(place));
        storing_ = false;
    }

    void arrived(tl::frame frame, origin from) {
        if (inbox_.size() >= most_waiting) {
            lost_ = true;
        } else {
            waiting added{std::move(frame), from};
            inbox_.push_back(std::move(added));
        }
        wake_->set();
    }

    void lost() {
        lost_ = true;
        wake_->set();
    }

    // There is nothing to fetch of it, and where it stood means nothing when the account comes back.
    void forget(std::int64_t channel) {
        if (orderer_.streams().at(channel) == 0)
            return;
        orderer_.forget_channel(channel, steady_now());
        wake_->set();
    }

    awaitable<void> start() {
        const auto stored = co_await telegram_.session().updates_state();
        if (stored.pts != 0) {
            orderer_.start_at(
                {.pts = stored.pts, .qts = stored.qts, .date = stored.date, .seq = stored.seq},
                steady_now()
            );
            for (const auto& channel : stored.channels)
                orderer_.start_channel_at(channel.id, channel.pts, steady_now());
            checkpoint_.starts_at(stored);
            orderer_.streams().demand(common_sequence, steady_now());
            co_return;
        }
        api::updates::getState request{};
        const auto state = co_await telegram_.invoke(request);
        // Whatever was pushed meanwhile is new, though the state counts it already.
        auto first = state->pts;
        for (const auto& next : inbox_)
            first = std::min(first, orderer::first_pts(next.frame, first));
        orderer_.start_at(
            {.pts = first, .qts = state->qts, .date = state->date, .seq = 0}, steady_now()
        );
        update_state::all everything;
        everything.state = now_at();
        checkpoint_.starts_at(everything.state);
        update_state step{std::move(everything)};
        co_await telegram_.session().set_update_state(std::move(step));
    }

    awaitable<void> wait() {
        auto limit = event::clock::duration{longest_silence};
        const auto due = orderer_.streams().deadline();
        if (due)
            limit = std::chrono::duration_cast<event::clock::duration>(*due - steady_now());
        const auto save_due = checkpoint_.deadline();
        if (save_due)
            limit = std::min(limit, *save_due - event::clock::now());
        auto woken = false;
        co_await wake_->wait_until(event::clock::now() + limit, &woken);
        if (!woken && !due && !save_due)
            lost_ = true;
    }

    awaitable<void> hand_out(const receiver& deliver) {
        for (const auto& peer_map : orderer_.take_peers())
            telegram_.learn(peer_map->users, peer_map->chats);
        auto messages = orderer_.take_messages();
        delivering_ = !messages.empty();
        for (auto& each : messages) {
            each.delivery = checkpoint_.epoch();
            co_await deliver(std::move(each));
            co_await checkpoint_.save_closed();
        }
        delivering_ = false;
    }

    awaitable<void> fetch(sequence_id stream, const receiver& deliver) {
        auto outage = false;
        auto again = true;
        try {
            if (stream > 0)
                co_await fetch_channel(stream, deliver);
            else if (failures_ < most_failures)
                co_await fetch_common(deliver);
            else
                co_await skip();
            outages_ = 0;
            (stream > 0 ? channel_failures_ : failures_) = 0;
            co_return;
        } catch (const rpc_error& error) {
            if (error.code() == 401 || error.code() == 406)
                throw;
            telegram_.log(
                log_level::warning, "missed updates can't be fetched: " + std::string{error.what()}
            );
            // Only a refusal says that the channel is gone; a time-out or trouble on the server's side passes.
            again = stream <= 0 || error.code() < 400 || error.code() == 420 || error.code() >= 500;
        } catch (const std::system_error& error) {
            if (delivering_ || storing_ || error.code() == asio::error::operation_aborted)
                throw;
            // A new kind of object somewhere in it mustn't end the program; nor must an outage, which the connection survives.
            outage = error.code() != make_error_code(rpc::errc::malformed_answer);
            again = outage || stream <= 0;
            telegram_.log(
                log_level::warning, "missed updates can't be fetched: " + std::string{error.what()}
            );
        }
        if (again)
            orderer_.streams().demand(stream > 0 ? stream : common_sequence, steady_now());
        else
            orderer_.forget_channel(stream, steady_now());
        auto& count = outage ? outages_ : stream > 0 ? channel_failures_ : failures_;
        count = std::min(count + 1, longest_rest);
        // Whatever comes in an outage means that it is over.
        const auto end = event::clock::now() + std::chrono::seconds{count};
        while (!stopping_ && !(outage && (lost_ || !inbox_.empty())) && event::clock::now() < end)
            co_await wake_->wait_until(end);
    }

    // Nothing that was missed can be had: goes on with what comes from now on.
    awaitable<void> skip() {
        api::updates::getState request{};
        const auto state = co_await telegram_.invoke(request);
        orderer_.start_at(
            {.pts = state->pts, .qts = state->qts, .date = state->date, .seq = state->seq},
            steady_now()
        );
    }

    awaitable<void> fetch_common(const receiver& deliver) {
        for (auto more = true; more && !stopping_;) {
            const auto state = orderer_.state();
            api::updates::getDifference request{};
            request.pts = std::max(state.pts, 1);
            request.date = std::max(state.date, 1);
            request.qts = state.qts;
            auto difference = co_await telegram_.invoke(request);
            more = orderer_.accept(std::move(difference), steady_now());
            co_await hand_out(deliver);
            co_await store();
        }
        if (orderer_.take_stuck()) {
            telegram_.log(log_level::warning, "Telegram's difference doesn't end; skipping it");
            co_await skip();
        }
    }

    awaitable<void> fetch_channel(std::int64_t channel, const receiver& deliver) {
        api::updates::getChannelDifference request{};
        const auto known = peer_id::channel(channel);
        const auto info = known ? co_await telegram_.session().peer(*known) : std::nullopt;
        const auto usable = info ? ref_of(*info) : std::nullopt;
        if (!usable && !is_bot_) {
            orderer_.forget_channel(channel, steady_now());
            co_return;
        }
        api::inputChannel which{};
        which.channel_id = channel;
        which.access_hash = usable ? usable->auth.access_hash : 0;
        request.channel = std::move(which);
        request.filter = api::channelMessagesFilterEmpty{};
        request.limit = is_bot_ ? 100'000 : 100;
        for (auto more = true; more && !stopping_;) {
            request.pts = std::max(orderer_.streams().at(channel), 1);
            auto difference = co_await telegram_.invoke(request);
            more = orderer_.accept(channel, std::move(difference), steady_now());
            co_await hand_out(deliver);
            more = more && orderer_.streams().at(channel) != 0; // not lost
            co_await store();
        }
    }

    updates_state now_at() {
        const auto state = orderer_.state();
        updates_state all{state.pts, state.qts, state.date, state.seq, {}};
        orderer_.streams().for_each_channel([&all](std::int64_t id, std::int32_t pts) {
            if (pts != 0 &&
                peer_id::channel(id)) // neither forgotten nor a number that no session keeps
                all.channels.push_back(channel_state{id, pts});
        });
        return all;
    }

    static constexpr int most_failures = 4;
    static constexpr int longest_rest = 10; // seconds

    client& telegram_;
    std::shared_ptr<event> wake_;
    orderer orderer_{};
    std::deque<waiting> inbox_{};
    checkpoint checkpoint_;
    // In a row.
    int failures_ = 0;
    int channel_failures_ = 0;
    int outages_ = 0;
    bool delivering_ = false;
    bool storing_ = false;
    bool is_bot_ = false;
    bool lost_ = false;
    bool stopping_ = false;
    bool started_ = false;
};

} // namespace awaitgram::updates
