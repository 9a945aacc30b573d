// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call& call, const api::updates::getState&) {
    call.login.follows_updates = true;
    return answer(call.own_view().state());
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::updates::getDifference& query) {
    constexpr std::int32_t largest_page = 1000;
    call.login.follows_updates = true;
    const auto& box = call.self->box;
    if (query.pts == 0)
        return refuse(400, "PERSISTENT_TIMESTAMP_EMPTY");
    if (query.pts < 0 || query.pts > box.pts())
        return refuse(400, "PERSISTENT_TIMESTAMP_INVALID");
    const auto own = call.own_view();
    if (query.pts == box.pts()) {
        api::updates::differenceEmpty nothing;
        nothing.date = call.date();
        nothing.seq = own.state().seq;
        return answer(api::updates::Difference{nothing});
    }
    const auto& events = box.events();
    const auto begin = std::upper_bound(
        events.begin(),
        events.end(),
        query.pts,
        [](std::int32_t pts, const mailbox_event& event) { return pts < event.pts; }
    );
    const auto count = static_cast<std::int32_t>(events.end() - begin);
    if (query.pts_total_limit && count > std::max(*query.pts_total_limit, 1)) {
        api::updates::differenceTooLong too_long;
        too_long.pts = box.pts();
        return answer(api::updates::Difference{too_long});
    }
    const auto page = std::clamp(query.pts_limit.value_or(largest_page), 1, largest_page);
    const auto end = begin + std::min(page, count);

    api::updates::difference whole;
    std::set<std::int64_t> ids{call.self->id};
    for (auto at = begin; at != end; ++at) {
        ids.insert(at->peer);
        if (at->what == mailbox_event::kind::new_message)
            whole.new_messages.push_back(own.message(*box.find(at->message_id)));
        else
            whole.other_updates.push_back(own.update(*at));
    }
    whole.users = own.users(ids);
    whole.state = own.state();
    if (end == events.end())
        return answer(api::updates::Difference{std::move(whole)});
    api::updates::differenceSlice slice;
    slice.new_messages = std::move(whole.new_messages);
    slice.other_updates = std::move(whole.other_updates);
    slice.users = std::move(whole.users);
    slice.intermediate_state = whole.state;
    slice.intermediate_state.pts = std::prev(end)->pts;
    slice.intermediate_state.date = std::prev(end)->date;
    return answer(api::updates::Difference{std::move(slice)});
}

/// There are no channels.
[[nodiscard]] inline api_reply handle(api_call&, const api::updates::getChannelDifference&) {
    return refuse(400, "CHANNEL_PRIVATE");
}

} // namespace awaitgram::testing
