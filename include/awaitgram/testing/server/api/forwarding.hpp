// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/sending.hpp>
#include <awaitgram/testing/server/world/messaging.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace awaitgram::testing {

/// The origin of a forwarded message.
[[nodiscard]] inline api::messageFwdHeader origin_of(const stored_message& message) {
    if (message.extras && message.extras->forwarded)
        return *message.extras->forwarded;
    api::messageFwdHeader header;
    header.from_id = peer_of(message.post ? message.peer : message.from);
    header.date = message.date;
    if (message.post)
        header.channel_post = message.id;
    return header;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::forwardMessages& query) {
    const auto from = place_named(call, query.from_peer);
    if (!from)
        return failure{from.error()};
    const auto to = place_named(call, query.to_peer);
    if (!to)
        return failure{to.error()};
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_plain))
        return *std::move(refused);
    if (query.id.size() > 100)
        return refuse(400, "MESSAGE_IDS_TOO_MUCH");
    if (query.id.empty() || query.id.size() != query.random_id.size())
        return refuse(400, query.id.empty() ? "MESSAGE_IDS_EMPTY" : "RANDOM_ID_INVALID");
    if (auto refused = refusal_of(
            {{query.with_my_score, "with_my_score"},
             {query.schedule_date.has_value(), "schedule_date"},
             {query.schedule_repeat_period.has_value(), "schedule_repeat_period"},
             {query.quick_reply_shortcut.has_value(), "quick_reply_shortcut"},
             {query.video_timestamp.has_value(), "video_timestamp"},
             {query.suggested_post.has_value(), "suggested_post"}}
        ))
        return *std::move(refused);
    auto& box = box_of(call.accounts, *call.self, to->dialog());
    for (std::size_t at = 0; at != query.id.size(); ++at) { // all or none
        const auto* source = message_in(call.accounts, *call.self, from->dialog(), query.id[at]);
        if (source == nullptr || source->is_service())
            return refuse(400, "MESSAGE_ID_INVALID");
        if ((source->extras && source->extras->noforwards) ||
            (from->room != nullptr && from->room->noforwards))
            return refuse(400, "CHAT_FORWARDS_RESTRICTED");
        if (query.random_id[at] == 0)
            return refuse(400, "RANDOM_ID_EMPTY");
        if (box.sent_with(call.self->id, query.random_id[at]) != nullptr)
            return refuse(500, "RANDOM_ID_DUPLICATE");
    }
    auto changes = call.changes();
    tl::vector<api::Update> ids;
    std::map<std::int64_t, std::int64_t> albums; // those that are forwarded stay together
    for (std::size_t at = 0; at != query.id.size(); ++at) {
        const auto* source = message_in(call.accounts, *call.self, from->dialog(), query.id[at]);
        draft copy;
        copy.text = source->text;
        copy.entities = source->entities;
        copy.random_id = query.random_id[at];
        copy.silent = query.silent;
        copy.topic = query.top_msg_id.value_or(0);
        copy.extras = std::make_shared<message_extras>();
        if (auto refused = fill_extras(call, *to, query, copy, query.id.size() - at))
            return *std::move(refused);
        if (query.reply_to)
            if (auto refused = set_reply(call, *to, *query.reply_to, copy))
                return *std::move(refused);
        if (!query.drop_author)
            copy.extras->forwarded = origin_of(*source);
        if (source->extras) {
            copy.extras->media = source->extras->media;
            copy.extras->poll = source->extras->poll;
            if (query.drop_media_captions && copy.extras->media) {
                copy.text.clear();
                copy.entities.clear();
            }
            if (source->extras->grouped_id != 0 && query.id.size() > 1)
                copy.extras->grouped_id =
                    albums.try_emplace(source->extras->grouped_id, call.accounts.unique_number())
                        .first->second;
        }
        api::updateMessageID id;
        id.id = post(changes, *call.self, to->dialog(), copy);
        id.random_id = copy.random_id;
        ids.push_back(id);
    }
    auto updates = call.commit(changes);
    for (const auto& update : updates.updates)
        ids.push_back(update);
    updates.updates = std::move(ids);
    return answer(api::Updates{std::move(updates)});
}

} // namespace awaitgram::testing
