// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/task_group.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/dispatcher/dispatcher.hpp>
#include <awaitgram/updates/types.hpp>

#include <exception>
#include <memory>
#include <optional>
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

AWAITGRAM_DECL std::optional<std::size_t> dispatcher::find(const message& m) const {
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if ((entries_[i]->sees_outgoing || !m.outgoing()) && entries_[i]->filter(m))
            return i;
    return std::nullopt;
}

AWAITGRAM_DECL awaitable<void> dispatcher::deliver(
    message m,
    task_group& group,
    client& telegram,
    std::shared_ptr<updates::delivery_token> delivery
) {
    const auto wanted = find_or_report(m);
    if (!wanted)
        co_return;
    std::shared_ptr<event> ended;
    while (running_ >= most_running_) {
        if (!ended)
            ended = one_ended_.lock();
        if (!ended) {
            ended = std::make_shared<event>(group.executor());
            one_ended_ = ended;
        }
        co_await ended->wait();
    }
    ++running_;
    group.spawn(handle(*wanted, std::move(m), group, &telegram, std::move(delivery)));
}

AWAITGRAM_DECL awaitable<void> dispatcher::handle(
    std::size_t index,
    message m,
    task_group& group,
    client* telegram,
    std::shared_ptr<updates::delivery_token> delivery
) {
    std::exception_ptr error;
    try {
        co_await entries_[index]->handler(m, telegram);
    } catch (...) {
        error = std::current_exception();
    }
    if (error)
        report(m, error);
    // A connection that ends for good fails handlers before it ends the group.
    if (delivery && error && (group.cancelled() || telegram->ended()))
        delivery->abandoned = true;
    delivery.reset();
    if (running_ != 0)
        --running_;
    if (const auto ended = one_ended_.lock())
        ended->set();
}

AWAITGRAM_DECL std::optional<std::size_t> dispatcher::find_or_report(const message& m) {
    try {
        return find(m);
    } catch (...) {
        report(m, std::current_exception());
        return std::nullopt;
    }
}

AWAITGRAM_DECL void dispatcher::report(const message& m, const std::exception_ptr& error) {
    if (detail::is_cancellation(error))
        return;
    if (error_hook_) {
        try {
            error_hook_(m, error);
            return;
        } catch (...) {
            // reported below like any other
        }
    }
    if (log_)
        log_(
            log_level::error,
            "the handler of message " + std::to_string(m.id()) + " in chat " +
                std::to_string(m.chat_id()) + " failed: " + describe(error)
        );
}

} // namespace awaitgram
