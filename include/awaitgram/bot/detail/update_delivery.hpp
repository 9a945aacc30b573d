// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/updates/manager.hpp>

#include <cstdint>
#include <memory>
#include <optional>
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
    void on_channel_lost(std::int64_t channel) override {
        if (*manager_)
            (*manager_)->on_channel_lost(channel);
    }

    [[nodiscard]] const shared_manager& manager() const noexcept { return manager_; }

private:
    // Outlives the bot in a coroutine that is destroyed with its executor.
    shared_manager manager_ = std::make_shared<std::optional<updates::manager>>();
};

/// Ends a manager when the coroutine that runs it ends or is destroyed.
struct manager_guard {
    manager_relay::shared_manager manager;
    ~manager_guard() { manager->reset(); }
};

/// Passes the updates of a manager to a dispatcher.
class dispatching final : public updates::receiver {
public:
    dispatching(dispatcher& handlers, dispatcher::target to) : handlers_(handlers), to_(to) {}

    void deliver(updates::ordered_update next) override { handlers_.deliver(next, to_); }
    [[nodiscard]] bool has_room() const noexcept override { return handlers_.has_room(); }
    [[nodiscard]] awaitable<void> wait_for_room() override { return handlers_.wait_for_room(); }

private:
    dispatcher& handlers_;
    dispatcher::target to_;
};

/// Runs a manager beside other work; sets `ended` when it returns.
inline awaitable<void> run_manager(
    updates::manager& manager, std::shared_ptr<dispatching> to, std::shared_ptr<event> ended
) {
    co_await manager.run(*to);
    ended->set();
}

} // namespace awaitgram::detail
