// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>

#include <string>
#include <utility>

namespace awaitgram::testing {

/// The answer of a bot to a pressed button.
[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::setBotCallbackAnswer& query) {
    auto* pressed = call.accounts.callbacks().find(query.query_id);
    if (pressed == nullptr || pressed->bot != call.self->id || pressed->answer)
        return refuse(400, "QUERY_ID_INVALID");
    callback_answer answered;
    answered.alert = query.alert;
    if (query.message)
        answered.text = query.message->view();
    if (query.url)
        answered.url = query.url->view();
    pressed->answer = std::move(answered);
    return answer(true);
}

} // namespace awaitgram::testing
