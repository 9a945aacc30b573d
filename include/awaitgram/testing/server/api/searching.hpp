// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/history.hpp>
#include <awaitgram/testing/server/api/media_kinds.hpp>
#include <awaitgram/testing/server/api/peers.hpp>
#include <awaitgram/testing/server/api/threads.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// The refusal of a filter by what the messages here do not have.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_filter(const api::MessagesFilter& filter) {
    return refusal_of({{filter.is<api::inputMessagesFilterPhoneCalls>(), "phone_calls"}});
}

/// What a search wants of a message, wherever it is.
template <class Query>
[[nodiscard]] bool matches(
    const api_call& call,
    const Query& query,
    const std::string& words,
    const stored_message& message
) {
    const auto in_time =
        message.date >= query.min_date && (query.max_date <= 0 || message.date <= query.max_date);
    return in_time && lower(message.text).find(words) != std::string::npos &&
           selects(call, query.filter, message);
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::search& query) {
    const auto where = place_named(call, query.peer);
    if (!where)
        return failure{where.error()};
    if (auto refused = refusal_of({
            {query.saved_peer_id.has_value(), "saved_peer_id"},
            {query.saved_reaction.has_value(), "saved_reaction"},
        }))
        return *std::move(refused);
    if (auto refused = refusal_of_filter(query.filter))
        return *std::move(refused);
    const auto* writer = query.from_id ? user_of(call, *query.from_id) : nullptr;
    if (query.from_id && writer == nullptr)
        return refuse(400, "FROM_PEER_INVALID");
    std::vector<const stored_message*> all;
    if (query.top_msg_id) {
        const auto thread = thread_named(call, query.peer, *query.top_msg_id);
        if (!thread)
            return failure{thread.error()};
        all = thread->newest_first();
    } else {
        all = messages_of(call, *where);
    }
    const auto words = lower(query.q.view());
    std::erase_if(all, [&](const stored_message* message) {
        return (writer != nullptr && message->from != writer->id) || message->id <= query.min_id ||
               (query.max_id > 0 && message->id >= query.max_id) ||
               !matches(call, query, words, *message);
    });
    const auto [begin, end] = page_of(all, query.offset_id, 0, query.add_offset, query.limit);
    const auto shown = between(all, begin, end, 0, 0);
    return answer_messages(call, *where, shown, all.size(), shown.size() == all.size());
}

/// A message that a search in all chats has found; the greatest comes first.
struct found_message {
    const stored_message* message = nullptr;
    [[nodiscard]] std::tuple<std::int32_t, std::int64_t, std::int32_t> position() const {
        return {message->date, message->peer, message->id};
    }
};

/// The messages of all chats of the caller that a search is about, newest first.
[[nodiscard]] inline std::vector<found_message>
found_everywhere(const api_call& call, const api::messages::searchGlobal& query) {
    const auto any = !query.users_only && !query.groups_only && !query.broadcasts_only;
    const auto words = lower(query.q.view());
    const auto wanted = [&](std::int64_t dialog, const chat* room) {
        if (query.folder_id) {
            const auto own = call.self->dialog_settings_of.find(dialog);
            const auto archived =
                own != call.self->dialog_settings_of.end() && own->second.archived;
            if (*query.folder_id != (archived ? 1 : 0))
                return false;
        }
        return any || (room == nullptr        ? query.users_only
                       : room->is_broadcast() ? query.broadcasts_only
                                              : query.groups_only);
    };
    std::vector<found_message> all;
    const auto add = [&](const mailbox& box, std::int64_t dialog) {
        for (const auto id : box.ids_with(dialog))
            if (const auto* message = box.find(id); matches(call, query, words, *message))
                all.push_back({message});
    };
    for (const auto& [dialog, state] : call.self->box.dialogs())
        if (!is_channel(dialog) && wanted(dialog, call.accounts.find_chat(dialog)))
            add(call.self->box, dialog);
    for (const auto& [id, room] : call.accounts.chats())
        if (!room->is_group() && !room->deleted && room->has(call.self->id) &&
            wanted(id, room.get()))
            add(room->posts, id);
    std::sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
        return left.position() > right.position();
    });
    return all;
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::messages::searchGlobal& query) {
    if (query.q.empty() && query.filter.is<api::inputMessagesFilterEmpty>())
        return refuse(400, "SEARCH_QUERY_EMPTY");
    if (query.folder_id && (*query.folder_id < 0 || *query.folder_id > 1))
        return refuse(400, "FOLDER_ID_INVALID");
    if (auto refused = refusal_of_filter(query.filter))
        return *std::move(refused);
    const auto all = found_everywhere(call, query);
    auto begin = all.begin();
    if (query.offset_rate > 0) {
        const auto after = place_named(call, query.offset_peer);
        if (!after)
            return failure{after.error()};
        const std::tuple offset{query.offset_rate, after->dialog(), query.offset_id};
        begin = std::find_if(all.begin(), all.end(), [&](const auto& each) {
            return each.position() < offset;
        });
    }
    const auto limit = std::clamp<std::ptrdiff_t>(query.limit, 0, 100);
    const auto end = begin + std::min(limit, all.end() - begin);
    const auto own = call.own_view();
    api::messages::messagesSlice slice;
    slice.count = static_cast<std::int32_t>(all.size());
    std::set<std::int64_t> ids{call.self->id};
    for (auto at = begin; at != end; ++at) {
        slice.messages.push_back(own.message(*at->message));
        append_message_peers(*at->message, ids);
    }
    own.fill_peers(slice, ids);
    if (end != all.end() && end != begin)
        slice.next_rate = std::prev(end)->message->date;
    return answer(api::messages::Messages{std::move(slice)});
}

} // namespace awaitgram::testing
