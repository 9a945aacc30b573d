// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The messages of one chat, newest first, as an answer.
[[nodiscard]] inline api_reply answer_messages(
    const api_call& call,
    const place& where,
    const std::vector<const stored_message*>& shown,
    std::size_t of,
    bool whole
) {
    const auto own = call.own_view();
    std::set<std::int64_t> ids{call.self->id, where.dialog()};
    const auto fill = [&](auto answered) {
        for (const auto* message : shown) {
            answered.messages.push_back(own.message(*message));
            append_message_peers(*message, ids);
        }
        own.fill_peers(answered, ids);
        return api::messages::Messages{std::move(answered)};
    };
    if (where.room != nullptr && !where.room->is_group()) {
        api::messages::channelMessages posts;
        posts.pts = where.room->posts.pts();
        posts.count = static_cast<std::int32_t>(of);
        return answer(fill(std::move(posts)));
    }
    if (whole)
        return answer(fill(api::messages::messages{}));
    api::messages::messagesSlice slice;
    slice.count = static_cast<std::int32_t>(of);
    return answer(fill(std::move(slice)));
}

/// The part of a list, newest first, that `offset_id`, `offset_date`, `add_offset` and `limit` select: begin and end.
[[nodiscard]] inline std::pair<std::size_t, std::size_t> page_of(
    const std::vector<const stored_message*>& newest_first,
    std::int32_t offset_id,
    std::int32_t offset_date,
    std::int32_t add_offset,
    std::int32_t most
) {
    const auto size = static_cast<std::int64_t>(newest_first.size());
    std::int64_t first = 0;
    for (const auto* message : newest_first) {
        const auto above = (offset_id > 0 && message->id >= offset_id) ||
                           (offset_id <= 0 && offset_date > 0 && message->date >= offset_date);
        if (!above)
            break;
        ++first;
    }
    const std::int64_t limit = most <= 0 ? 0 : std::min(most, 100);
    const auto begin = first + add_offset;
    const auto end = begin + limit;
    return {
        static_cast<std::size_t>(std::clamp<std::int64_t>(begin, 0, size)),
        static_cast<std::size_t>(std::clamp<std::int64_t>(end, 0, size))};
}

/// The messages of a page whose ids are between two others; 0 for no bound.
[[nodiscard]] inline std::vector<const stored_message*> between(
    const std::vector<const stored_message*>& all,
    std::size_t begin,
    std::size_t end,
    std::int32_t min_id,
    std::int32_t max_id
) {
    std::vector<const stored_message*> shown;
    for (auto at = begin; at < end; ++at)
        if ((max_id <= 0 || all[at]->id < max_id) && all[at]->id > min_id)
            shown.push_back(all[at]);
    return shown;
}

/// All messages of a chat, newest first.
[[nodiscard]] inline std::vector<const stored_message*>
messages_of(const api_call& call, const place& where) {
    const auto& box = box_of(call.accounts, *call.self, where.dialog());
    std::vector<const stored_message*> all;
    for (const auto id : box.ids_with(where.dialog()))
        all.push_back(box.find(id));
    std::reverse(all.begin(), all.end());
    return all;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getHistory& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    const auto all = messages_of(call, *where);
    const auto [begin, end] =
        page_of(all, query.offset_id, query.offset_date, query.add_offset, query.limit);
    const auto shown = between(all, begin, end, query.min_id, query.max_id);
    return answer_messages(call, *where, shown, all.size(), begin == 0 && end == all.size());
}

/// The message that an input names among those of a mailbox or a channel; null when there is none.
[[nodiscard]] inline const stored_message*
message_named(const mailbox& box, const api::InputMessage& input) {
    if (const auto* by_id = input.get_if<api::inputMessageID>())
        return box.find(by_id->id);
    if (const auto* reply = input.get_if<api::inputMessageReplyTo>()) {
        const auto* message = box.find(reply->id);
        return message == nullptr ? nullptr : box.find(message->reply_to);
    }
    return nullptr;
}

/// Fills an answer with the messages that were asked for; those that do not exist are empty.
template <class Answer>
void fill_messages(
    const api_call& call,
    const mailbox& box,
    const tl::vector<api::InputMessage>& asked,
    Answer& answered
) {
    const auto own = call.own_view();
    std::set<std::int64_t> ids{call.self->id};
    for (const auto& input : asked) {
        if (const auto* message = message_named(box, input)) {
            answered.messages.push_back(own.message(*message));
            append_message_peers(*message, ids);
            continue;
        }
        api::messageEmpty none;
        if (const auto* by_id = input.get_if<api::inputMessageID>())
            none.id = by_id->id;
        answered.messages.push_back(none);
    }
    own.fill_peers(answered, ids);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::getMessages& query) {
    api::messages::messages answered;
    fill_messages(call, call.self->box, query.id, answered);
    return answer(api::messages::Messages{std::move(answered)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::getMessages& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    api::messages::channelMessages answered;
    answered.pts = (*room)->posts.pts();
    answered.count = static_cast<std::int32_t>(query.id.size());
    fill_messages(call, (*room)->posts, query.id, answered);
    return answer(api::messages::Messages{std::move(answered)});
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::readHistory& query) {
    const auto where = place_named(call, query.peer);
    if (!where || (where->room != nullptr && !where->room->is_group()))
        return refuse(400, "PEER_ID_INVALID");
    const auto before = call.self->box.pts();
    auto changes = call.changes();
    read_messages(changes, *call.self, where->dialog(), query.max_id);
    call.deliver(changes);
    api::messages::affectedMessages affected;
    affected.pts = call.self->box.pts();
    affected.pts_count = affected.pts - before;
    return answer(affected);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::channels::readHistory& query) {
    const auto room = channel_named(call, query.channel);
    if (!room)
        return failure{room.error()};
    auto changes = call.changes();
    read_messages(changes, *call.self, (*room)->id, query.max_id);
    call.deliver(changes);
    return answer(true);
}

} // namespace awaitgram::testing
