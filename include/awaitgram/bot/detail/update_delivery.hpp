// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/updates/age_limit.hpp>
#include <awaitgram/updates/manager.hpp>
#include <awaitgram/updates/polled_channels.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::detail {

/// The update sink of a bot's client: passes updates to the manager of the current run, and drops them when there is none. A client
/// gets its sink before it is known which account signs in.
class manager_relay final : public rpc::update_sink {
public:
    using shared_manager = std::shared_ptr<std::optional<updates::manager>>;

    void on_updates(tl::frame updates, rpc::update_origin from) override {
        if (*manager_)
            (*manager_)->on_updates(std::move(updates), from);
    }
    void on_affected(std::int64_t channel, std::int32_t pts, std::int32_t pts_count) override {
        if (*manager_)
            (*manager_)->on_affected(channel, pts, pts_count);
    }
    void on_gap() override {
        if (*manager_)
            (*manager_)->on_gap();
    }
    void on_time(std::chrono::nanoseconds ahead) override {
        *ahead_ = std::chrono::duration_cast<time_point::duration>(ahead);
    }
    void on_channel_lost(std::int64_t channel) override {
        if (*manager_)
            (*manager_)->on_channel_lost(channel);
    }

    void on_poll(std::int64_t channel, std::chrono::seconds every) override {
        polled_.set(channel, every);
        if (*manager_)
            (*manager_)->on_poll(channel, every);
    }
    [[nodiscard]] bool orders_updates() const noexcept override { return reserved_; }

    /// Whether the updates are for handlers, and not for cursors of the client.
    void reserve(bool for_handlers) noexcept { reserved_ = for_handlers; }

    /// The channels to be polled, for a manager that begins.
    [[nodiscard]] const updates::polled_channels& polled() const noexcept { return polled_; }

    [[nodiscard]] const shared_manager& manager() const noexcept { return manager_; }

    /// Tells the time by the server's clock.
    [[nodiscard]] unique_function<time_point()> server_clock() const {
        return [ahead = ahead_] { return steady_now() + *ahead; };
    }

private:
    // Outlives the bot in a coroutine that is destroyed with its executor.
    shared_manager manager_ = std::make_shared<std::optional<updates::manager>>();
    updates::polled_channels polled_{};
    bool reserved_ = true;
    std::shared_ptr<time_point::duration> ahead_ = std::make_shared<time_point::duration>();
};

/// Ends a manager when the coroutine that runs it ends or is destroyed.
struct manager_guard {
    manager_relay::shared_manager manager;
    ~manager_guard() { manager->reset(); }
};

/// A function of the program for one kind of event, which may change while the bot runs.
template <class Event>
using event_hook = std::shared_ptr<unique_function<void(const Event&)>>;
using skip_hook = event_hook<updates::updates_skipped>;
using delay_hook = event_hook<updates::updates_delayed>;

/// Passes the updates of a manager to a dispatcher.
class dispatching final : public updates::receiver {
public:
    dispatching(
        dispatcher& handlers,
        dispatcher::target to,
        updates::age_limit age,
        unique_function<time_point()> server_now,
        skip_hook on_skipped,
        delay_hook on_delayed,
        const log_sink& log
    )
        : handlers_(handlers), to_(to), age_(age), server_now_(std::move(server_now)),
          on_skipped_(std::move(on_skipped)), on_delayed_(std::move(on_delayed)),
          log_(contained(log)) {}
    dispatching(const dispatching&) = delete;
    dispatching& operator=(const dispatching&) = delete;
    ~dispatching() { report_dropped(); }

    void deliver(updates::ordered_update next) override {
        if (age_.drops(*next.update, server_now_()))
            return;
        if (updates::unix_date_of(*next.update) != 0)
            report_dropped();
        handlers_.deliver(next, to_);
    }
    [[nodiscard]] bool on_skipped(const updates::updates_skipped& skipped) override {
        return tell(*on_skipped_, skipped, "on_updates_skipped");
    }
    [[nodiscard]] bool on_delayed(const updates::updates_delayed& delayed) override {
        return tell(*on_delayed_, delayed, "on_updates_delayed");
    }
    [[nodiscard]] bool has_room() const noexcept override { return handlers_.has_room(); }
    [[nodiscard]] awaitable<void> wait_for_room() override { return handlers_.wait_for_room(); }

private:
    template <class Event>
    bool tell(unique_function<void(const Event&)>& hook, const Event& told, const char* name) {
        if (!hook)
            return false;
        try {
            hook(told);
        } catch (...) {
            if (log_)
                log_(
                    log_level::error,
                    "the function given to " + std::string{name} +
                        " failed: " + awaitgram::describe(std::current_exception())
                );
        }
        return true;
    }

    /// Old messages come together; the first one that is not too old is behind them.
    void report_dropped() {
        const auto count = age_.take_dropped();
        if (count != 0 && log_)
            log_(log_level::warning, std::to_string(count) + " messages were too old and dropped");
    }

    dispatcher& handlers_;
    dispatcher::target to_;
    updates::age_limit age_;
    unique_function<time_point()> server_now_;
    skip_hook on_skipped_;
    delay_hook on_delayed_;
    log_sink log_;
};

/// Runs a manager beside other work; sets `ended` when it returns.
inline awaitable<void> run_manager(
    updates::manager& manager, std::shared_ptr<dispatching> to, std::shared_ptr<event> ended
) {
    co_await manager.run(*to);
    ended->set();
}

} // namespace awaitgram::detail
