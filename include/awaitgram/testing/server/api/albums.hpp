// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/media.hpp>
#include <awaitgram/testing/server/api/sending.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// One message of an album: its media, which are stored already, and its caption.
[[nodiscard]] inline result<draft, api_refusal> draft_of_album(
    const api_call& call, const place& to, const api::inputSingleMedia& item, std::size_t at
) {
    const auto media = media_of_stored(call, to, item.media, std::to_string(at) + '_');
    if (!media)
        return refuse(400, "MEDIA_INVALID"); // to be sent by messages.uploadMedia before
    if (!*media)
        return failure{media->error()};
    if (item.random_id == 0)
        return refuse(400, "RANDOM_ID_EMPTY");
    const auto length = length_in_utf16(item.message.view());
    if (length > longest_caption(*call.self))
        return refuse(400, "MEDIA_CAPTION_TOO_LONG");
    draft message;
    message.text = item.message.view();
    message.random_id = item.random_id;
    if (item.entities) {
        auto shown = shown_entities(call, *item.entities, length);
        if (!shown)
            return failure{shown.error()};
        message.entities = *std::move(shown);
    }
    message.own_extras().media = **media;
    return message;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::sendMultiMedia& query) {
    constexpr std::size_t most = 10;
    const auto to = place_named(call, query.peer);
    if (!to)
        return failure{to.error()};
    if (auto refused = refusal_to_send(call, *to, &api::chatBannedRights::send_media))
        return *std::move(refused);
    if (auto refused = refusal_of(
            {{query.schedule_date.has_value(), "schedule_date"},
             {query.quick_reply_shortcut.has_value(), "quick_reply_shortcut"}}
        ))
        return *std::move(refused);
    if (query.multi_media.empty())
        return refuse(400, "MEDIA_EMPTY");
    if (query.multi_media.size() > most)
        return refuse(400, "MULTI_MEDIA_TOO_LONG");
    auto& box = box_of(call.accounts, *call.self, to->dialog());
    std::vector<draft> messages;
    std::set<std::int64_t> random_ids;
    char group = 0;
    const auto album = call.accounts.unique_number();
    for (const auto& item : query.multi_media) {
        auto message = draft_of_album(call, *to, item, messages.size());
        if (!message)
            return failure{message.error()};
        if (!random_ids.insert(item.random_id).second ||
            box.sent_with(call.self->id, item.random_id) != nullptr)
            return refuse(500, "RANDOM_ID_DUPLICATE");
        const auto own_group = group_of(call.accounts, *message->extras->media);
        if (own_group == 0 || (group != 0 && own_group != group))
            return refuse(400, "MEDIA_GROUPED_INVALID");
        group = own_group;
        message->silent = query.silent;
        message->clears_draft = query.clear_draft;
        if (query.multi_media.size() > 1)
            message->extras->grouped_id = album;
        if (auto refused = fill_extras(call, *to, query, *message, query.multi_media.size()))
            return *std::move(refused);
        if (query.reply_to)
            if (auto refused = set_reply(call, *to, *query.reply_to, *message))
                return *std::move(refused);
        messages.push_back(*std::move(message));
    }
    auto changes = call.changes();
    tl::vector<api::Update> ids;
    for (const auto& message : messages) {
        api::updateMessageID id;
        id.id = post(changes, *call.self, to->dialog(), message);
        id.random_id = message.random_id;
        ids.push_back(id);
    }
    auto updates = call.commit(changes);
    for (const auto& update : updates.updates)
        ids.push_back(update);
    updates.updates = std::move(ids);
    return answer(api::Updates{std::move(updates)});
}

} // namespace awaitgram::testing
