// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sending.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace awaitgram::testing {

/// Whether the caller may pin messages of a chat.
[[nodiscard]] inline bool may_pin(const api_call& call, const place& where) {
    if (where.room == nullptr)
        return true;
    const auto self = call.self->id;
    if (where.room->is_broadcast())
        return where.room->can(self, &api::chatAdminRights::edit_messages) ||
               where.room->can(self, &api::chatAdminRights::pin_messages);
    return where.room->can(self, &api::chatAdminRights::pin_messages) ||
           where.room->allows(self, &api::chatBannedRights::pin_messages);
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::updatePinnedMessage& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (!may_pin(call, *where))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    const auto dialog = where->dialog();
    const auto* message = message_in(call.accounts, *call.self, dialog, query.id);
    if (message == nullptr)
        return refuse(400, "MESSAGE_ID_INVALID");
    const auto topic = message->topic;
    auto changes = call.changes();
    const std::vector ids{query.id};
    if (!pin_messages(changes, *call.self, dialog, ids, !query.unpin, !query.pm_oneside))
        return refuse(400, "CHAT_NOT_MODIFIED");
    if (!query.unpin && !query.pm_oneside) {
        draft told;
        told.extras = std::make_shared<message_extras>();
        told.extras->action = api::messageActionPinMessage{};
        told.reply_to = query.id;
        told.topic = topic;
        told.silent = query.silent;
        post(changes, *call.self, dialog, told);
    }
    return answer(api::Updates{call.commit(changes)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::messages::unpinAllMessages& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (!may_pin(call, *where))
        return refuse(400, "CHAT_ADMIN_REQUIRED");
    if (auto refused = refusal_of({{query.saved_peer_id.has_value(), "saved_peer_id"}}))
        return *std::move(refused);
    const auto& box = box_of(call.accounts, *call.self, where->dialog());
    std::vector<std::int32_t> ids;
    for (const auto id : box.ids_with(where->dialog()))
        if (box.find(id)->pinned &&
            (!query.top_msg_id || (where->room != nullptr &&
                                   where->room->has_in_thread(*query.top_msg_id, *box.find(id)))))
            ids.push_back(id);
    const auto before = box.pts();
    auto changes = call.changes();
    pin_messages(changes, *call.self, where->dialog(), ids, false);
    call.deliver(changes);
    api::messages::affectedHistory affected;
    affected.pts = box.pts();
    affected.pts_count = affected.pts - before;
    return answer(affected);
}

} // namespace awaitgram::testing
