// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <set>
#include <utility>

namespace awaitgram::testing {

[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::getBotBusinessConnection& query) {
    const auto& all = call.accounts.settings_of(call.self->id).connections;
    const auto known = all.find(query.connection_id.str());
    if (known == all.end())
        return refuse(400, "CONNECTION_ID_INVALID");
    api::updateBotBusinessConnect told;
    told.connection = known->second;
    told.qts = call.self->qts;
    api::updates_ one;
    one.date = call.date();
    one.updates.push_back(std::move(told));
    const std::set<std::int64_t> ids{known->second.user_id};
    call.own_view().fill_peers(one, ids);
    return answer(api::Updates{std::move(one)});
}

} // namespace awaitgram::testing
