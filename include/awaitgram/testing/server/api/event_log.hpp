// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>

namespace awaitgram::testing {

/// Whether a filter has an event.
[[nodiscard]] inline bool
selects(const api::channelAdminLogEventsFilter& kinds, const api::channelAdminLogEvent& event) {
    const auto& action = event.action;
    if (const auto* ban = action.get_if<api::channelAdminLogEventActionParticipantToggleBan>()) {
        const auto* now = ban->new_participant.get_if<api::channelParticipantBanned>();
        if (now == nullptr)
            return kinds.unban || kinds.unkick;
        return now->banned_rights.view_messages ? kinds.kick : kinds.ban;
    }
    if (const auto* rights = action.get_if<api::channelAdminLogEventActionParticipantToggleAdmin>())
        return rights->new_participant.is<api::channelParticipantAdmin>() ? kinds.promote
                                                                          : kinds.demote;
    if (action.is<api::channelAdminLogEventActionParticipantJoin>())
        return kinds.join;
    if (action.is<api::channelAdminLogEventActionParticipantLeave>())
        return kinds.leave;
    return kinds.info || kinds.settings;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getAdminLog& query) {
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    const auto& room = **found;
    if (!room.is_admin(call.self->id))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if (auto refused = refusal_of({{!query.q.empty(), "q"}}))
        return *std::move(refused);
    constexpr std::int32_t kept_for = 48 * 60 * 60;
    std::set<std::int64_t> admins;
    if (query.admins)
        for (const auto& each : *query.admins) {
            const auto* admin = user_named(call, each);
            if (admin == nullptr)
                return refuse(400, "USER_ID_INVALID");
            admins.insert(admin->id);
        }
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 0, 100));
    api::channels::adminLogResults list;
    std::set<std::int64_t> ids{room.id};
    for (auto event = room.events.rbegin(); event != room.events.rend(); ++event) {
        const auto in_range = (query.max_id == 0 || event->id < query.max_id) &&
                              event->id > query.min_id && event->date > call.date() - kept_for;
        if (!in_range || list.events.size() == limit ||
            (!admins.empty() && admins.count(event->user_id) == 0) ||
            (query.events_filter && !selects(*query.events_filter, *event)))
            continue;
        list.events.push_back(*event);
        ids.insert(event->user_id);
    }
    call.own_view().fill_peers(list, ids);
    return answer(list);
}

} // namespace awaitgram::testing
