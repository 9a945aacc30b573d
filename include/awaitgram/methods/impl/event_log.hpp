// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/acting.hpp>
#include <awaitgram/methods/detail/chat_target.hpp>
#include <awaitgram/methods/detail/keep_answer.hpp>
#include <awaitgram/methods/event_log.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <utility>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL event_log_cursor::event_log_cursor(
    const self_info* account, chat_query chat, const event_log_options& options
)
    : cursor(detail::limit_of(options.limit)), account_(account), chat_(std::move(chat)),
      search_(options.search), admins_(options.admins.begin(), options.admins.end()),
      kinds_(options.kinds) {}

AWAITGRAM_DECL awaitable<void> event_log_cursor::fetch() {
    auto asked = chat_;
    const auto found = co_await detail::resolved(account_, std::move(asked));
    api::channels::getAdminLog request{};
    request.channel = detail::input_of_channel(found);
    request.q = search_;
    if (!(kinds_ == api::channelAdminLogEventsFilter{}))
        request.events_filter = kinds_;
    if (!admins_.empty())
        request.admins.emplace();
    for (const auto id : admins_) {
        const chat_ref reference{id};
        chat_query named{reference};
        const auto admin = co_await detail::resolved(account_, std::move(named));
        request.admins->push_back(detail::input_of_user(admin));
    }
    request.max_id = before_;
    request.limit = page_size();
    auto answer = co_await rpc::invoke(*account_->access.calls, request);
    const auto kept = detail::keep_answer(std::move(answer));
    std::vector<admin_event> events;
    for (const auto& each : kept->kept->events)
        if (before_ == 0 || each.id < before_)
            events.emplace_back(kept, each, account_);
    // No event comes before one without a number.
    if (events.empty() || events.back().id() <= 0)
        finish();
    else
        before_ = events.back().id();
    take(std::move(events));
}

AWAITGRAM_DECL event_log_cursor
event_log_methods::event_log(chat_ref chat, const event_log_options& options) const {
    return event_log_cursor{&account(), chat_query{chat}, options};
}

} // namespace awaitgram
