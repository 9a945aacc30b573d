// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/admin_event.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// The events that a log has.
struct event_log_options {
    /// A part of what the event is about; empty for all.
    std::string_view search = {};
    /// The administrators who did it; empty for all.
    std::span<const std::int64_t> admins = {};
    /// The kinds of events, as flags of the schema; all when none is set.
    api::channelAdminLogEventsFilter kinds = {};
    /// How many at most; 0 for all.
    std::int32_t limit = 0;
};
static_assert(std::is_trivially_destructible_v<event_log_options>);

/// The event log of a supergroup or channel, newest first, fetched a hundred at a time. Telegram keeps it for 48 hours.
class event_log_cursor final : public detail::cursor<admin_event> {
public:
    /// Used by event_log_methods::event_log.
    event_log_cursor(const self_info* account, chat_query chat, const event_log_options& options);

private:
    awaitable<void> fetch() override;

    const self_info* account_;
    chat_query chat_;
    std::string search_;
    std::vector<std::int64_t> admins_;
    api::channelAdminLogEventsFilter kinds_;
    std::int64_t before_ = 0;
};

/// The method about what administrators did.
class event_log_methods : public virtual method_base {
public:
    /// The event log of a supergroup or channel; for its administrators.
    ///
    /// `for (auto log = telegram.event_log("@group"); const auto event = co_await log.next();)`
    /// Raw method: channels.getAdminLog (users).
    /// Errors:     of `next`: rpc_error when Telegram refuses, as with CHAT_ADMIN_REQUIRED; peer_error when the chat cannot be reached,
    ///             or is no supergroup or channel; std::system_error when the link breaks.
    /// Cancels:    the same item comes with the next call.
    [[nodiscard]] event_log_cursor
    event_log(chat_ref chat, const event_log_options& options = {}) const;

protected:
    event_log_methods() = default;
    ~event_log_methods() = default;
};

} // namespace awaitgram
