// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/dispatcher/impl/turns.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>

#include <asio/error.hpp>

#include <array>
#include <string>
#include <system_error>
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

} // namespace detail

AWAITGRAM_DECL dispatcher::dispatcher(log_sink log)
    : log_(contained(std::move(log))), schedule_(std::make_shared<schedule>(*this)) {}

AWAITGRAM_DECL dispatcher::~dispatcher() = default;

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

AWAITGRAM_DECL void
dispatcher::start_handlers(std::int64_t chat, const updates::ordered_update& next, target to) {
    if (next.delivery)
        next.delivery->begin();
    const auto its_turn = std::make_shared<turn>(schedule_, chat);
    its_turn->handlers = 1; // until all have started
    schedule_->turns.push_back(*its_turn);
    schedule_->counting.push_back(*its_turn);
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
        --(its_turn->late ? late_ : in_turn_);
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
