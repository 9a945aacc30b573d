// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/entities.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>
#include <awaitgram/testing/server/world/scheduled.hpp>
#include <awaitgram/testing/server/world/sending_later.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

// Messages to be sent later; world/sending_later.hpp sends them when their time has come.

namespace awaitgram::testing {

inline constexpr std::size_t most_scheduled = 100;

/// A scheduled message as one that was sent.
[[nodiscard]] inline stored_message as_stored(
    const account& self, const place& where, std::int32_t id, const scheduled_message& planned
) {
    stored_message shown;
    shown.id = id;
    shown.from = self.id;
    shown.peer = where.dialog();
    shown.outgoing = true;
    shown.silent = planned.content.silent;
    shown.post = where.room != nullptr && where.room->is_broadcast();
    shown.date = planned.date;
    shown.text = planned.content.text;
    shown.entities = with_found_entities(planned.content.text, planned.content.entities);
    shown.reply_to = planned.content.reply_to;
    shown.topic = planned.content.topic;
    shown.extras = planned.content.extras;
    return shown;
}

/// Why a message cannot be scheduled for a date, if it cannot.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_date(const api_call& call, const place& to, std::int32_t date) {
    constexpr std::int32_t year = 365 * 24 * 60 * 60;
    if (call.self->bot)
        return refuse(400, "SCHEDULE_BOT_NOT_ALLOWED");
    if (date == online_date)
        return to.user != nullptr && to.user != call.self && !to.user->bot
                   ? std::nullopt
                   : std::optional{refuse(400, "SCHEDULE_STATUS_PRIVATE")};
    if (date < call.date())
        return refuse(400, "SCHEDULE_DATE_INVALID");
    if (date > call.date() + year)
        return refuse(400, "SCHEDULE_DATE_TOO_LATE");
    return std::nullopt;
}

/// Tells the account of a scheduled message, and returns its updates.
[[nodiscard]] inline api::updates_
show_scheduled(api_call& call, const place& to, std::int32_t id, const scheduled_message& planned) {
    const auto shown = as_stored(*call.self, to, id, planned);
    api::updateNewScheduledMessage update;
    update.message = call.own_view().message(shown);
    std::set<std::int64_t> peers{call.self->id};
    append_message_peers(shown, peers);
    auto changes = call.changes();
    changes.push(call.self->id, std::move(update), {peers.begin(), peers.end()});
    return call.commit(changes);
}

/// Keeps a message to be sent later.
template <class Query>
[[nodiscard]] api_reply
schedule(api_call& call, const place& to, const draft& message, const Query& query) {
    if (auto refused = refusal_of_date(call, to, *query.schedule_date))
        return *std::move(refused);
    constexpr std::int32_t week = 7 * 24 * 60 * 60;
    const auto repeat = query.schedule_repeat_period.value_or(0);
    if (repeat < 0 || repeat > 53 * week)
        return refuse(400, "SCHEDULE_REPEAT_PERIOD_INVALID");
    auto& list = call.self->scheduled[to.dialog()];
    if (list.messages.size() >= most_scheduled)
        return refuse(400, "SCHEDULE_TOO_MUCH");
    scheduled_message planned;
    planned.content = message;
    planned.date = *query.schedule_date;
    planned.repeat = repeat;
    const auto id = ++list.last_id;
    list.messages[id] = planned;
    if (planned.date != online_date)
        call.accounts.note_due(planned.date, {call.self->id, to.dialog(), id});
    auto container = show_scheduled(call, to, id, planned);
    api::updateMessageID numbered;
    numbered.id = id;
    numbered.random_id = message.random_id;
    container.updates.push_back(numbered);
    return answer(api::Updates{std::move(container)});
}

[[nodiscard]] inline api_reply
answer_scheduled(const api_call& call, const place& where, const std::vector<std::int32_t>& ids) {
    const auto& list = call.self->scheduled[where.dialog()];
    const auto own = call.own_view();
    std::set<std::int64_t> peers{call.self->id};
    api::messages::messages answered;
    for (const auto id : ids) {
        const auto known = list.messages.find(id);
        if (known == list.messages.end()) {
            api::messageEmpty none;
            none.id = id;
            answered.messages.push_back(none);
            continue;
        }
        const auto shown = as_stored(*call.self, where, id, known->second);
        append_message_peers(shown, peers);
        answered.messages.push_back(own.message(shown));
    }
    own.fill_peers(answered, peers);
    return answer(api::messages::Messages{std::move(answered)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getScheduledHistory& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    std::vector<std::int32_t> ids;
    for (const auto& [id, planned] : call.self->scheduled[where->dialog()].messages)
        ids.insert(ids.begin(), id);
    return answer_scheduled(call, *where, ids);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::getScheduledMessages& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    return answer_scheduled(call, *where, {query.id.begin(), query.id.end()});
}

/// Ends scheduled messages: they are deleted, or sent now.
[[nodiscard]] inline api_reply end_scheduled(
    api_call& call, const place& where, const tl::vector<std::int32_t>& ids, bool sending
) {
    const auto& list = call.self->scheduled[where.dialog()];
    const std::set<std::int32_t> each(ids.begin(), ids.end());
    for (const auto id : each)
        if (list.messages.count(id) == 0)
            return refuse(400, "MESSAGE_ID_INVALID");
    auto changes = call.changes();
    end_scheduled(
        changes, *call.self, where.dialog(), std::vector(each.begin(), each.end()), sending
    );
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::deleteScheduledMessages& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    return end_scheduled(call, *where, query.id, false);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::sendScheduledMessages& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    return end_scheduled(call, *where, query.id, true);
}

} // namespace awaitgram::testing
