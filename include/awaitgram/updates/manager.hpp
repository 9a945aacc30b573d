// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/peers/cache.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/session/any.hpp>
#include <awaitgram/updates/delayed.hpp>
#include <awaitgram/updates/delivery_ledger.hpp>
#include <awaitgram/updates/difference_policy.hpp>
#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/ordered_update.hpp>
#include <awaitgram/updates/skipped.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace awaitgram {

class task_group;

} // namespace awaitgram

namespace awaitgram::updates {

/// Takes ordered updates from a manager.
class receiver {
public:
    /// Takes the next update; it is handled when all copies of its token are gone.
    virtual void deliver(ordered_update next) = 0;

    /// Whether another update can be taken now.
    [[nodiscard]] virtual bool has_room() const noexcept = 0;

    /// Ends when another update can be taken.
    [[nodiscard]] virtual awaitable<void> wait_for_room() = 0;

    /// Updates will not be delivered, since nothing can bring them any more. False: this is to be logged.
    virtual bool on_skipped(const updates_skipped& /*skipped*/) { return false; }

    /// Missed updates cannot be fetched for now, or can be again. False: this is to be logged.
    virtual bool on_delayed(const updates_delayed& /*delayed*/) { return false; }

protected:
    receiver() = default;
    receiver(const receiver&) = default;
    receiver& operator=(const receiver&) = default;
    ~receiver() = default;
};

/// The properties of the account of a manager.
struct manager_options {
    bool is_bot = false;
    /// The account itself.
    std::int64_t self = 0;
    /// Whether updates that were missed while the program did not run are fetched; otherwise they are skipped.
    bool catch_up = true;
    /// The bytes of memory for updates that wait; see engine_options. Of one channel a sixteenth of this may wait, or 500 updates; its
    /// further ones are fetched later.
    std::size_t memory = engine_options{}.memory;
    /// What happens to updates whose handlers were cancelled.
    delivery_policy cancelled{};
    /// How many channels' differences are fetched at the same time.
    std::size_t most_differences = engine_options{}.most_differences;
    /// The peers that came along lately, which the session may not have yet; null for none.
    const peer_cache* recent = nullptr;
    log_sink log{};
};

/// Delivers an account's updates in order, each once, and fetches the missed ones.
///
/// The engine decides; this carries its requests out, several at the same time. The ledger decides what is saved in the session, at most
/// once a second: after a crash, updates whose handling had not ended come again, and those that were handled in the last second.
class manager final : public rpc::update_sink {
public:
    /// `via` and `session` must outlive `run`.
    manager(
        asio::any_io_executor executor,
        rpc::invoker& via,
        any_session& session,
        manager_options options
    );
    manager(const manager&) = delete;
    manager& operator=(const manager&) = delete;
    ~manager() = default;

    void on_updates(tl::frame updates, rpc::update_origin from) override;
    void on_affected(std::int64_t channel, std::int32_t pts, std::int32_t count) override;
    void on_gap() override;
    void on_signed_in() override;
    void on_channel_lost(std::int64_t channel) override;
    /// The updates of a channel that the account has not joined are not pushed. A channel that is new to the account starts with what is
    /// posted from now on.
    void on_poll(std::int64_t channel, std::chrono::seconds every) override;
    [[nodiscard]] bool orders_updates() const noexcept override { return true; }

    /// Delivers updates to `to` until `stop` is called. Outages are waited for.
    ///
    /// Errors:  rpc_error when the account is signed out; std::system_error when the session cannot be written, and at the start
    ///          when there is no link.
    /// Cancels: what was handled is saved; updates that were not delivered come again with the next start.
    [[nodiscard]] awaitable<void> run(receiver& to);

    /// Saves what was handled or abandoned since `run` has ended; for the handlers that end after it.
    ///
    /// Errors: std::system_error when the session cannot be written.
    [[nodiscard]] awaitable<void> save_now();

    /// Whether every update sent from now on will be delivered.
    [[nodiscard]] bool started() const noexcept { return engine_.started(); }

    /// Makes `run` end after its current step.
    void stop();

private:
    struct waiting_frame {
        tl::frame frame;
        rpc::update_origin from = rpc::update_origin::pushed;
    };
    awaitable<void> start();
    awaitable<void> start_anew();
    awaitable<void> process(receiver& to, task_group& fetches);
    awaitable<void> wait();
    awaitable<void> watch_time();
    void learn_peers();
    void take_over(receiver& to);
    void deliver_next(receiver& to);
    void deliver_ready(receiver& to);
    void put_back_backlog();
    awaitable<void> deliver(receiver& to);
    awaitable<void> store_adopted();

    awaitable<void> fetch(fetch_request next);
    awaitable<void> fetch_state(fetch_request next);
    awaitable<void> fetch_account(fetch_request next);
    awaitable<void> fetch_channel(fetch_request next);
    template <class F>
    awaitable<tl::reply<typename F::tl_result>> ask(fetch_request of, const F& request);
    template <class Reply>
    awaitable<tl::reply<Reply>> outcome_of(fetch_request of, awaitable<tl::reply<Reply>> pending);

    awaitable<void> save_at_the_end();
    awaitable<void> save(std::optional<time_point> in_time);
    void note_positions();

    void log_warning(std::string_view line) const;

    rpc::invoker& via_;
    any_session& session_;
    manager_options options_;
    std::shared_ptr<event> wake_;
    event backlog_changed_;
    event alarm_;
    event::clock::time_point wakes_at_ = event::clock::time_point::max();
    event::clock::time_point alarm_at_ = event::clock::time_point::max(); // not later
    engine engine_;
    delivery_ledger ledger_;
    // Pushed before the position is known.
    std::deque<waiting_frame> early_{};
    std::size_t early_bytes_ = 0;
    bool early_lost_ = false;
    std::deque<ordered_update> backlog_{};
    std::vector<channel_state> adopted_{};
    bool stopping_ = false;
};

} // namespace awaitgram::updates
