// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/intrusive_list.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/chat_of.hpp>
#include <awaitgram/dispatcher/chat_order.hpp>
#include <awaitgram/dispatcher/detail/waiting_room.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>

#include <asio/error.hpp>
#include <asio/this_coro.hpp>

#include <array>
#include <limits>
#include <string>
#include <system_error>
#include <unordered_set>
#include <utility>

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

inline void put_back(const updates::ordered_update& next) {
    if (next.delivery)
        next.delivery->put_back();
}

inline void wake(const std::weak_ptr<event>& waiting) {
    if (const auto waiter = waiting.lock())
        waiter->set();
}

} // namespace detail

/// The turn of the handlers of one update.
class dispatcher::turn final : public chat_turn, public list_link<turn> {
public:
    turn(std::weak_ptr<schedule> of, std::int64_t chat) : of_(std::move(of)), chat_(chat) {}

    void let_next_start() override;

    [[nodiscard]] std::int64_t chat() const noexcept { return chat_; }
    [[nodiscard]] event::clock::time_point began() const noexcept { return began_; }

    std::size_t handlers = 0; // that have not ended
    std::size_t counted = 0;  // of these, for the limit
    bool released = false;

private:
    std::weak_ptr<schedule> of_; // messages may outlive the dispatcher
    std::int64_t chat_;
    event::clock::time_point began_ = event::clock::now();
};

/// The updates that wait for their turn.
struct dispatcher::schedule {
    struct waiting {
        updates::ordered_update next;
        target to;
    };

    explicit schedule(dispatcher& of) : owner(of) {}

    /// The number of the chat that an update waits in.
    [[nodiscard]] std::int64_t line_of(const api::Update& update) {
        // Below all numbers of chats.
        return how == update_order::by_chat ? chat_of(update) : next_line++;
    }

    /// What waits in a chat.
    [[nodiscard]] detail::waiting_room::amount waiting_in(std::int64_t chat) const {
        detail::waiting_room::amount all;
        order.for_each(chat, [&all](const waiting& job) { all.add({1, job.next.size}); });
        return all;
    }

    dispatcher& owner;
    chat_order<waiting> order{};
    intrusive_list<turn, turn> turns{};          // that hold their chats, the oldest first
    std::unordered_set<std::int64_t> overfull{}; // chats whose updates are put back
    detail::waiting_room room{
        {most_waiting, most_waiting_bytes}, {most_parked, most_waiting_bytes}};
    std::int64_t next_line = std::numeric_limits<std::int64_t>::min();
    update_order how = update_order::by_chat;
    bool closed = false;
    bool starting = false;
};

AWAITGRAM_DECL void dispatcher::turn::let_next_start() {
    if (const auto order = of_.lock())
        order->owner.release(*this);
}

AWAITGRAM_DECL dispatcher::dispatcher(log_sink log)
    : log_(contained(std::move(log))), schedule_(std::make_shared<schedule>(*this)) {}

AWAITGRAM_DECL dispatcher::~dispatcher() = default;

AWAITGRAM_DECL void dispatcher::order(update_order how) {
    schedule_->how = how;
}

AWAITGRAM_DECL bool dispatcher::has_room() const noexcept {
    return schedule_->room.has_room();
}

AWAITGRAM_DECL void dispatcher::open() {
    schedule_->closed = false;
}

AWAITGRAM_DECL void dispatcher::close() {
    schedule_->closed = true;
    for (const auto& each : schedule_->order.take_all())
        detail::put_back(each.next);
    schedule_->room.clear();
    detail::wake(room_);
    detail::wake(idle_);
}

AWAITGRAM_DECL void dispatcher::deliver(const updates::ordered_update& next, target to) {
    if (!concerns_handlers(next, to.receiver))
        return;
    const auto chat = schedule_->line_of(*next.update);
    auto& room = schedule_->room;
    if (room.is_parked(chat) && !room.can_park({1, next.size}))
        close_chat(chat, 0);
    if (schedule_->closed || schedule_->overfull.count(chat) != 0) {
        detail::put_back(next);
        return;
    }
    room.add(chat, next.size);
    schedule::waiting added{next, to};
    schedule_->order.add(chat, std::move(added));
    start_next();
}

// Updates for no handler must not wait behind others of their chat.
AWAITGRAM_DECL bool dispatcher::concerns_handlers(
    const updates::ordered_update& next, const self_info* receiver
) const {
    const auto constructor = next.update->id_of();
    std::array<bool, detail::parse_table::size> is_none{};
    const detail::event_context context{receiver};
    for (const auto& entry : entries_) {
        if (entry->kind == detail::handler_entry::raw) {
            if (entry->constructor == constructor)
                return true;
        } else if (!is_none[entry->kind]) {
            detail::event_slot event;
            if (entry->parse(event, next, context))
                return true;
            is_none[entry->kind] = true;
        }
    }
    return false;
}

/// Parks what waits for handlers that have run for too long; returns when the next one has.
AWAITGRAM_DECL std::optional<event::clock::time_point> dispatcher::park_overdue() {
    const auto now = event::clock::now();
    std::optional<event::clock::time_point> next;
    auto& room = schedule_->room;
    schedule_->turns.for_each([&](turn& each) {
        const auto chat = each.chat();
        if (next || schedule_->order.waiting(chat) == 0 || room.is_parked(chat))
            return;
        if (now - each.began() < longest_turn) {
            next = each.began() + longest_turn;
            return;
        }
        const auto waiting = schedule_->waiting_in(chat);
        if (!room.can_park(waiting)) {
            for (const auto& job : schedule_->order.take(chat)) {
                room.remove(chat, job.next.size);
                detail::put_back(job.next);
            }
            return close_chat(chat, waiting.updates);
        }
        room.park(chat, waiting);
        if (log_)
            log_(
                log_level::warning,
                std::to_string(waiting.updates) + " updates of chat " + std::to_string(chat) +
                    " wait for a handler that does not end"
            );
    });
    return next;
}

/// Puts back the further updates of a chat until its handler ends.
AWAITGRAM_DECL void dispatcher::close_chat(std::int64_t chat, std::size_t put_back) {
    if (!schedule_->overfull.insert(chat).second || !log_)
        return;
    log_(
        log_level::warning,
        (put_back != 0 ? std::to_string(put_back) + " updates" : "further updates") + " of chat " +
            std::to_string(chat) +
            " find no room behind a handler that does not end; they come again after a restart"
    );
}

AWAITGRAM_DECL void dispatcher::start_next() {
    if (schedule_->starting)
        return;
    schedule_->starting = true;
    while (in_turn_ < most_running_) {
        const auto next = schedule_->order.next();
        if (!next)
            break;
        schedule_->room.remove(next->chat, next->job.next.size);
        // A handler that starts while everything ends could only be cancelled.
        if (next->job.to.group.cancelled()) {
            detail::put_back(next->job.next);
            schedule_->order.release(next->chat);
            continue;
        }
        start_handlers(next->chat, next->job.next, next->job.to);
    }
    schedule_->starting = false;
    if (has_room())
        detail::wake(room_);
}

AWAITGRAM_DECL void
dispatcher::start_handlers(std::int64_t chat, const updates::ordered_update& next, target to) {
    const auto its_turn = std::make_shared<turn>(schedule_, chat);
    its_turn->handlers = 1; // until all have started
    schedule_->turns.push_back(*its_turn);
    const detail::event_context context{to.receiver, its_turn};
    const auto constructor = next.update->id_of();
    enum class progress : std::uint8_t { not_parsed, open, closed };
    std::array<progress, detail::parse_table::size> kinds{};
    std::array<detail::event_slot, detail::parse_table::size> events{};
    const auto start = [&](const shared_entry& entry) {
        ++running_;
        ++its_turn->handlers;
        if (!its_turn->released) {
            ++its_turn->counted;
            ++in_turn_;
        }
        to.group.spawn(handle(entry, next, to, its_turn));
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
            kind = entry->parse(event, next, context) ? progress::open : progress::closed;
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
    if (--its_turn->handlers == 0)
        release(*its_turn);
}

AWAITGRAM_DECL void dispatcher::release(turn& of) {
    if (of.released)
        return;
    of.released = true;
    of.unlink();
    in_turn_ -= std::exchange(of.counted, 0);
    schedule_->order.release(of.chat());
    schedule_->overfull.erase(of.chat());
    start_next();
}

AWAITGRAM_DECL awaitable<void> dispatcher::wait_for_room() {
    const auto ended = std::make_shared<event>(co_await asio::this_coro::executor);
    room_ = ended;
    while (!has_room()) {
        const auto due = park_overdue();
        if (!has_room())
            co_await ended->wait_until(due.value_or(event::clock::time_point::max()));
    }
}

AWAITGRAM_DECL awaitable<void>
dispatcher::wait_until_idle(std::chrono::steady_clock::time_point deadline) {
    const auto ended = std::make_shared<event>(co_await asio::this_coro::executor);
    idle_ = ended;
    while ((running_ != 0 || schedule_->order.waiting() != 0) && event::clock::now() < deadline)
        co_await ended->wait_until(deadline);
}

AWAITGRAM_DECL awaitable<void> dispatcher::handle(
    shared_entry entry, updates::ordered_update next, target to, std::shared_ptr<turn> its_turn
) {
    detail::event_slot slot;
    {
        const detail::event_context context{to.receiver, its_turn};
        entry->parse(slot, next, context);
    }
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
    if (its_turn->counted != 0) {
        --its_turn->counted;
        --in_turn_;
    }
    if (--its_turn->handlers == 0)
        release(*its_turn);
    else
        start_next();
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
