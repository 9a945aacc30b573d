// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <array>
#include <string>
#include <system_error>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline bool is_cancellation(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::system_error& known) {
        return known.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

inline void wake(const std::weak_ptr<event>& waiting) {
    if (const auto waiter = waiting.lock())
        waiter->set();
}

} // namespace detail

AWAITGRAM_DECL void dispatcher::deliver(const updates::ordered_update& next, target to) {
    const auto constructor = next.update->id_of();
    enum class progress : std::uint8_t { not_parsed, open, closed };
    std::array<progress, detail::parse_table::size> kinds{};
    std::array<detail::event_slot, detail::parse_table::size> events{};
    const auto start = [&](const shared_entry& entry) {
        ++running_;
        to.group.spawn(handle(entry, next, to));
    };
    // A handler may register another one, which is for the next update.
    const auto count = entries_.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto entry = entries_[i];
        if (entry->kind == detail::handler_entry::raw) {
            if (entry->constructor == constructor)
                start(entry);
            continue;
        }
        auto& kind = kinds[entry->kind];
        auto& event = events[entry->kind];
        if (kind == progress::not_parsed)
            kind = entry->parse(event, next, to.receiver) ? progress::open : progress::closed;
        if (kind == progress::closed)
            continue;
        auto taken = false;
        try {
            taken = entry->wants(event.get());
        } catch (...) {
            report(*entry, event.get(), *next.update, std::current_exception());
            kind = progress::closed;
        }
        if (!taken)
            continue;
        start(entry);
        kind = progress::closed;
    }
}

AWAITGRAM_DECL awaitable<void> dispatcher::wait_for_room() {
    const auto ended = std::make_shared<event>(co_await asio::this_coro::executor);
    room_ = ended;
    while (!has_room())
        co_await ended->wait();
}

AWAITGRAM_DECL awaitable<void>
dispatcher::wait_until_idle(std::chrono::steady_clock::time_point deadline) {
    const auto ended = std::make_shared<event>(co_await asio::this_coro::executor);
    idle_ = ended;
    while (running_ != 0 && event::clock::now() < deadline)
        co_await ended->wait_until(deadline);
}

AWAITGRAM_DECL awaitable<void>
dispatcher::handle(shared_entry entry, updates::ordered_update next, target to) {
    detail::event_slot slot;
    entry->parse(slot, next, to.receiver);
    std::exception_ptr error;
    try {
        co_await entry->call(slot.get(), to.telegram);
    } catch (...) {
        error = std::current_exception();
    }
    if (error)
        report(*entry, slot.get(), *next.update, error);
    // A connection that ends for good fails handlers before it ends the group.
    if (next.delivery && error && (to.group.cancelled() || to.telegram.ended()))
        next.delivery->abandon();
    next.delivery.reset();
    if (running_ != 0)
        --running_;
    detail::wake(room_);
    detail::wake(idle_);
}

AWAITGRAM_DECL void dispatcher::report(
    const detail::handler_entry& entry,
    const void* event,
    const api::Update& update,
    const std::exception_ptr& error
) {
    if (detail::is_cancellation(error))
        return;
    if (error_hook_) {
        try {
            if (error_hook_(entry.kind, event, update, error))
                return;
        } catch (...) {
            // reported below like any other
        }
    }
    if (!log_)
        return;
    std::string handled{rpc::method_name(entry.line)};
    detail::parse_table::visit(entry.kind, [&](auto row) {
        using event_type = typename decltype(row)::event;
        handled = row.describe(*static_cast<const event_type*>(event));
    });
    log_(log_level::error, "the handler of " + handled + " failed: " + describe(error));
}

} // namespace awaitgram
