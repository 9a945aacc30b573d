// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>
#include <awaitgram/testing/server/world/scheduled.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

// Scheduled messages whose time has come.

namespace awaitgram::testing {

/// The date of a message that is sent when its receiver comes online.
inline constexpr std::int32_t online_date = 0x7FFFFFFE;

/// Whether an account can still write to a chat for which it has scheduled a message.
[[nodiscard]] inline bool
can_still_send(world& accounts, const account& from, std::int64_t dialog) {
    if (is_user(dialog)) {
        const auto* to = accounts.find(dialog);
        return to != nullptr && to->blocked.count(from.id) == 0;
    }
    const auto* room = accounts.find_chat(dialog);
    return room != nullptr && !room->deleted && room->migrated_to == 0 && room->has(from.id);
}

/// Sends scheduled messages, which get new ids, or deletes them. One that repeats is kept for the next time.
inline void end_scheduled(
    change_list& changes,
    account& self,
    std::int64_t dialog,
    std::span<const std::int32_t> ids,
    bool sending
) {
    auto& list = self.scheduled[dialog];
    api::updateDeleteScheduledMessages gone;
    gone.peer = peer_of(dialog);
    gone.messages = tl::vector<std::int32_t>{std::vector(ids.begin(), ids.end())};
    tl::vector<std::int32_t> sent;
    for (const auto id : ids) {
        const auto planned = std::move(list.messages[id]);
        list.messages.erase(id);
        if (!sending || !can_still_send(changes.accounts(), self, dialog))
            continue;
        auto content = planned.content;
        content.extras = planned.content.extras
                             ? std::make_shared<message_extras>(*planned.content.extras)
                             : std::make_shared<message_extras>();
        content.extras->from_scheduled = true;
        sent.push_back(post(changes, self, dialog, content));
        if (planned.repeat <= 0 || planned.date == online_date)
            continue;
        auto again = planned;
        again.date += planned.repeat;
        again.content.random_id = 0;
        changes.accounts().note_due(again.date, {self.id, dialog, ++list.last_id});
        list.messages[list.last_id] = std::move(again);
    }
    if (sending)
        gone.sent_messages = std::move(sent);
    changes.push(self.id, std::move(gone), {dialog});
}

/// Sends the messages that were scheduled for this time or an earlier one.
inline void send_due(change_list& changes) {
    auto& accounts = changes.accounts();
    while (const auto due = accounts.take_due(changes.date())) {
        auto* self = accounts.find(due->account);
        if (self == nullptr)
            continue;
        const auto list = self->scheduled.find(due->dialog);
        if (list == self->scheduled.end())
            continue;
        const auto planned = list->second.messages.find(due->id);
        // Those that were sent, deleted or moved since then are left.
        if (planned != list->second.messages.end() && planned->second.date <= changes.date())
            end_scheduled(changes, *self, due->dialog, std::vector{due->id}, true);
    }
}

/// Sends the messages that wait for an account to come online.
inline void send_to_online(change_list& changes, const account& online) {
    for (const auto& [id, writer] : changes.accounts().all()) {
        const auto list = writer->scheduled.find(online.id);
        if (list == writer->scheduled.end())
            continue;
        std::vector<std::int32_t> ids;
        for (const auto& [number, planned] : list->second.messages)
            if (planned.date == online_date)
                ids.push_back(number);
        if (!ids.empty())
            end_scheduled(changes, *writer, online.id, ids, true);
    }
}

} // namespace awaitgram::testing
