// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/world/membership.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// Whether a filter selects a member of a channel.
[[nodiscard]] inline bool selects(
    const api::ChannelParticipantsFilter& filter, const chat_member& member, const account& user
) {
    const auto named = [&user](const tl::string& part) {
        return lower(user.first_name + ' ' + user.last_name + ' ' + user.username)
                   .find(lower(part)) != std::string::npos;
    };
    if (filter.is<api::channelParticipantsAdmins>())
        return member.is_admin();
    if (filter.is<api::channelParticipantsBots>())
        return member.is_in() && user.bot;
    if (const auto* kicked = filter.get_if<api::channelParticipantsKicked>())
        return member.is == standing::banned && named(kicked->q);
    if (const auto* limited = filter.get_if<api::channelParticipantsBanned>())
        return member.is == standing::restricted && named(limited->q);
    if (const auto* search = filter.get_if<api::channelParticipantsSearch>())
        return member.is_in() && named(search->q);
    return member.is_in();
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getParticipants& query) {
    constexpr std::int32_t largest_page = 200;
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    const auto& room = **found;
    const auto for_admins = room.is_broadcast() ||
                            query.filter.is<api::channelParticipantsKicked>() ||
                            query.filter.is<api::channelParticipantsBanned>();
    if (for_admins && !room.is_admin(call.self->id))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if (auto refused = refusal_of(
            {{query.filter.is<api::channelParticipantsContacts>(), "contacts"},
             {query.filter.is<api::channelParticipantsMentions>(), "mentions"}}
        ))
        return *std::move(refused);
    std::vector<const chat_member*> chosen;
    for (const auto& [id, member] : room.members)
        if (selects(query.filter, member, *call.accounts.find(id)))
            chosen.push_back(&member);
    std::stable_sort(chosen.begin(), chosen.end(), [](const auto* left, const auto* right) {
        return left->date > right->date;
    });
    const auto size = static_cast<std::int32_t>(chosen.size());
    const auto begin = std::clamp(query.offset, 0, size);
    const auto end = begin + std::min(std::clamp(query.limit, 0, largest_page), size - begin);
    std::set<std::int64_t> ids{room.id};
    api::channels::channelParticipants shown;
    shown.count = size;
    for (auto at = begin; at < end; ++at) {
        const auto& member = *chosen[static_cast<std::size_t>(at)];
        shown.participants.push_back(shown_channel_participant(member, call.self->id));
        ids.insert(member.user);
        if (member.changed_by != 0)
            ids.insert(member.changed_by);
    }
    call.own_view().fill_peers(shown, ids);
    return answer(api::channels::ChannelParticipants{std::move(shown)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getParticipant& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    const auto* user = user_of(call, query.participant);
    if (user == nullptr)
        return refuse(400, "PARTICIPANT_ID_INVALID");
    const auto member = (*room)->member(user->id);
    if (member.is == standing::none)
        return refuse(400, "USER_NOT_PARTICIPANT");
    api::channels::channelParticipant shown;
    shown.participant = shown_channel_participant(member, call.self->id);
    call.own_view().fill_peers(shown, {(*room)->id, user->id});
    return answer(shown);
}

} // namespace awaitgram::testing
