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
#include <awaitgram/updates/checkpoint.hpp>
#include <awaitgram/updates/difference_policy.hpp>
#include <awaitgram/updates/ordered_update.hpp>
#include <awaitgram/updates/orderer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>

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

protected:
    receiver() = default;
    receiver(const receiver&) = default;
    receiver& operator=(const receiver&) = default;
    ~receiver() = default;
};

/// The properties of the account of a manager.
struct manager_options {
    bool is_bot = false;
    /// The peers that came along lately, which the session may not have yet; null for none.
    const peer_cache* recent = nullptr;
    log_sink log{};
};

/// Delivers an account's updates in order, each once, and fetches the missed ones.
///
/// A gap that does not close, a new session of the connection and a long silence are answered by fetching the difference. The
/// position is saved in the session: after a crash, updates whose handling had not ended come again, and so may updates that were
/// handled since the oldest of those, within the last second, or in the same slice of a difference.
class manager final : public rpc::update_sink {
public:
    /// After this long without updates the difference is fetched.
    static constexpr auto longest_silence = std::chrono::minutes{15};
    /// More waiting pushes than this are dropped; the difference brings their updates.
    static constexpr std::size_t most_waiting = 4096;

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
    void on_gap() override;
    void on_signed_in() override;
    void on_channel_lost(std::int64_t channel) override;

    /// Delivers updates to `to` until `stop` is called. Outages are waited for.
    ///
    /// Errors:  rpc_error when the account is signed out; std::system_error when the session cannot be written, and at the start
    ///          when there is no link.
    /// Cancels: the position is saved; updates that were not delivered come again with the next start.
    [[nodiscard]] awaitable<void> run(receiver& to);

    /// Whether every update sent from now on will be delivered.
    [[nodiscard]] bool started() const noexcept { return started_; }

    /// Makes `run` end after its current step.
    void stop();

private:
    struct waiting_frame {
        tl::frame frame;
        rpc::update_origin from = rpc::update_origin::pushed;
    };
    template <class Reply>
    struct fetched;

    awaitable<void> start();
    awaitable<void> process(receiver& to);
    awaitable<void> wait();
    awaitable<void> hand_out(receiver& to);

    awaitable<void> fetch(sequence_id id, receiver& to);
    awaitable<std::optional<difference_reaction>> fetch_common(receiver& to);
    awaitable<std::optional<difference_reaction>> fetch_channel(std::int64_t id, receiver& to);
    awaitable<std::optional<difference_reaction>> skip();
    awaitable<void> pause_after(difference_reaction reaction);
    template <class F>
    awaitable<fetched<typename F::tl_result>> ask(sequence_id id, const F& request);
    template <class Reply>
    awaitable<fetched<Reply>> outcome_of(sequence_id id, awaitable<tl::reply<Reply>> pending);

    updates_state position();
    awaitable<void> save_in_time();
    awaitable<void> save_at_the_end();
    awaitable<void> save(updates_state position);

    void log_warning(std::string_view line) const;

    rpc::invoker& via_;
    any_session& session_;
    manager_options options_;
    std::shared_ptr<event> wake_;
    orderer orderer_{};
    difference_policy policy_{};
    checkpoint checkpoint_;
    updates_state saved_{};
    std::deque<waiting_frame> inbox_{};
    bool delivering_ = false;
    bool lost_ = false;
    bool stopping_ = false;
    bool started_ = false;
};

} // namespace awaitgram::updates
