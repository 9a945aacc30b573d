// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/testing/server/api/call.hpp>

namespace awaitgram::testing {

/// Begins an export of the account's data; one that is under way ends.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::account::initTakeoutSession& query) {
    if (query.files && query.file_max_size.value_or(0) <= 0)
        return refuse(400, "INPUT_FETCH_ERROR");
    call.login.takeout_id = call.accounts.unique_number();
    api::account::takeout begun;
    begun.id = call.login.takeout_id;
    return answer(begun);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::account::finishTakeoutSession&) {
    if (!call.login.in_takeout)
        return refuse(403, "TAKEOUT_REQUIRED");
    call.login.takeout_id = 0;
    return answer(true);
}

/// There are no contacts without an account.
[[nodiscard]] inline api_reply handle(api_call& call, const api::contacts::getSaved&) {
    if (!call.login.in_takeout)
        return refuse(403, "TAKEOUT_REQUIRED");
    return answer(tl::vector<api::savedPhoneContact>{});
}

} // namespace awaitgram::testing
