// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/updates/ordered_update.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace awaitgram::updates {

/// When the message of an update was sent, or edited if it is an edit; 0 for updates without a message.
[[nodiscard]] inline std::int64_t unix_date_of(const api::Update& update) {
    const api::Message* message = new_message_of(update);
    auto edit = false;
    if (const auto* common = update.get_if<api::updateEditMessage>())
        message = &common->message, edit = true;
    else if (const auto* channel = update.get_if<api::updateEditChannelMessage>())
        message = &channel->message, edit = true;
    if (message == nullptr)
        return 0;
    if (const auto* plain = message->get_if<api::message>())
        return edit ? plain->edit_date.value_or(plain->date) : plain->date;
    if (const auto* service = message->get_if<api::messageService>())
        return service->date;
    return 0;
}

/// Drops messages that are too old to be handled, and counts them; no I/O, no clock.
class age_limit {
public:
    /// Zero or less: no message is too old.
    explicit age_limit(std::chrono::seconds most = {}) noexcept
        : most_(std::min<std::chrono::seconds>(most, longest)) {}

    /// Whether an update is a message, or the edit of one, that is too old.
    [[nodiscard]] bool drops(const api::Update& update, time_point now) {
        if (most_ <= most_.zero())
            return false;
        const auto date = unix_date_of(update);
        if (date <= 0 || now - from_unix(date) <= most_)
            return false;
        ++dropped_;
        return true;
    }

    /// The messages that were dropped since the last call.
    [[nodiscard]] std::size_t take_dropped() noexcept { return std::exchange(dropped_, 0); }

private:
    static constexpr auto longest =
        std::chrono::hours{24 * 365 * 100}; // a difference of times holds it

    std::chrono::seconds most_;
    std::size_t dropped_ = 0;
};

} // namespace awaitgram::updates
