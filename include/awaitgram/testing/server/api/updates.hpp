// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/api/fields.hpp>
#include <awaitgram/testing/server/api/peers.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <utility>

namespace awaitgram::testing {

[[nodiscard]] inline api_reply handle(api_call& call, const api::updates::getState&) {
    call.login.follows_updates = true;
    return answer(call.own_view().state());
}

/// Appends the updates of the secondary sequence, and a mark for each channel with posts since a moment.
template <class Difference>
void append_other_sequences(
    const api_call& call,
    const api::updates::getDifference& query,
    Difference& whole,
    std::set<std::int64_t>& ids
) {
    const auto& self = *call.self;
    if (query.qts > 0)
        for (const auto& numbered : self.qts_updates) {
            const loose_update& missed = *numbered.second;
            if (numbered.first <= query.qts)
                continue;
            if (const auto* secret = missed.update.get_if<api::updateNewEncryptedMessage>())
                whole.new_encrypted_messages.push_back(secret->message);
            else
                whole.other_updates.push_back(missed.update);
            ids.insert(missed.peers.begin(), missed.peers.end());
        }
    for (const auto& [id, room] : call.accounts.chats()) {
        if (room->is_group() || !room->has(self.id) || room->posts.events().empty() ||
            room->posts.events().back().date < query.date)
            continue;
        api::updateChannelTooLong missed;
        missed.channel_id = bare_id(id);
        missed.pts = room->posts.pts();
        whole.other_updates.push_back(missed);
        ids.insert(id);
    }
}

/// Appends an update of a test's own making.
template <class Difference>
void append_other(const loose_update& other, Difference& whole) {
    if (const auto* direct = other.update.get_if<api::updateNewMessage>())
        whole.new_messages.push_back(direct->message);
    else if (const auto* posted = other.update.get_if<api::updateNewChannelMessage>())
        whole.new_messages.push_back(posted->message);
    else
        whole.other_updates.push_back(other.update);
}

/// Appends events of a mailbox or a channel: new messages apart, those that are gone left out.
template <class Difference, class Shown>
void append_events(
    const api_call& call,
    std::span<const mailbox_event> events,
    const mailbox& box,
    Difference& whole,
    std::set<std::int64_t>& ids,
    Shown shown
) {
    const auto own = call.own_view();
    for (const auto& event : events) {
        const auto* message = box.find(event.message_id);
        if (view::shows_message(event) && (message == nullptr || !shown(*message)))
            continue;
        view::append_peers(box, event, ids);
        if (event.other)
            append_other(*event.other, whole);
        else if (event.what == mailbox_event::kind::new_message)
            whole.new_messages.push_back(own.message(*message));
        else if (&box == &call.self->box)
            whole.other_updates.push_back(own.update(event));
        else
            whole.other_updates.push_back(
                own.channel_update(*call.accounts.find_chat(event.peer), event)
            );
    }
}

[[nodiscard]] inline api_reply handle(api_call& call, const api::updates::getDifference& query) {
    call.login.follows_updates = true;
    const auto& limits = call.options.updates;
    const auto& box = call.self->box;
    if (query.pts == 0)
        return refuse(400, "PERSISTENT_TIMESTAMP_EMPTY");
    if (auto refused = refusal_of({{query.qts_limit.has_value(), "qts_limit"}}))
        return *std::move(refused);
    if (query.pts < 0 || query.pts > box.pts())
        return refuse(400, "PERSISTENT_TIMESTAMP_INVALID");
    const auto own = call.own_view();
    const auto missed = box.events_since(query.pts);
    const auto count = static_cast<std::int32_t>(missed.size());
    const auto most = std::min(
        std::max(query.pts_total_limit.value_or(std::numeric_limits<std::int32_t>::max()), 1),
        limits.most_missed
    );
    if (count > most) {
        api::updates::differenceTooLong too_long;
        too_long.pts = box.pts();
        return answer(api::updates::Difference{too_long});
    }
    const auto page = std::clamp(query.pts_limit.value_or(limits.slice), 1, limits.slice);
    const auto size = static_cast<std::size_t>(std::min(page, count));

    api::updates::difference whole;
    std::set<std::int64_t> ids{call.self->id};
    append_events(call, missed.first(size), box, whole, ids, [](const auto&) { return true; });
    if (size == missed.size())
        append_other_sequences(call, query, whole, ids);
    if (missed.empty() && whole.other_updates.empty()) {
        api::updates::differenceEmpty nothing;
        nothing.date = call.date();
        nothing.seq = own.state().seq;
        return answer(api::updates::Difference{nothing});
    }
    own.fill_peers(whole, ids);
    whole.state = own.state();
    if (size == missed.size())
        return answer(api::updates::Difference{std::move(whole)});
    api::updates::differenceSlice slice;
    slice.new_messages = std::move(whole.new_messages);
    slice.other_updates = std::move(whole.other_updates);
    slice.users = std::move(whole.users);
    slice.chats = std::move(whole.chats);
    slice.intermediate_state = whole.state;
    slice.intermediate_state.pts = missed[size - 1].pts;
    slice.intermediate_state.qts = query.qts;
    slice.intermediate_state.date = query.date;
    return answer(api::updates::Difference{std::move(slice)});
}

/// The answer to a client that has missed too much of a channel: its state, and the newest messages.
[[nodiscard]] inline api_reply
channel_too_long(const api_call& call, const chat& channel, std::int32_t most) {
    const auto own = call.own_view();
    std::set<std::int64_t> ids{channel.id, call.self->id};
    api::updates::channelDifferenceTooLong too_long;
    too_long.final = true;
    too_long.timeout = call.options.updates.channel_poll;
    too_long.dialog = own.dialog(channel.id, own.state_of_channel(channel));
    const auto all = channel.posts.ids_with(channel.id);
    for (auto id = all.rbegin(); id != all.rend() && most > 0; ++id) {
        const auto* message = channel.posts.find(*id);
        if (!sees(call.accounts, channel, *call.self, *message))
            continue;
        too_long.messages.push_back(own.message(*message));
        append_message_peers(*message, ids);
        --most;
    }
    own.fill_peers(too_long, ids);
    return answer(api::updates::ChannelDifference{std::move(too_long)});
}

[[nodiscard]] inline api_reply
handle(api_call& call, const api::updates::getChannelDifference& query) {
    constexpr std::int32_t newest_of_too_long = 20;
    const auto found = channel_named(call, query.channel);
    if (!found)
        return failure{found.error()};
    const auto& channel = **found;
    if (query.pts <= 0)
        return refuse(400, "PERSISTENT_TIMESTAMP_EMPTY");
    if (auto refused =
            refusal_of({{!query.filter.is<api::channelMessagesFilterEmpty>(), "filter"}}))
        return *std::move(refused);
    if (query.pts > channel.posts.pts())
        return refuse(400, "PERSISTENT_TIMESTAMP_INVALID");
    const auto& limits = call.options.updates;
    const auto missed = channel.posts.events_since(query.pts);
    if (missed.empty()) {
        api::updates::channelDifferenceEmpty nothing;
        nothing.final = true;
        nothing.pts = query.pts;
        nothing.timeout = limits.channel_poll;
        return answer(api::updates::ChannelDifference{nothing});
    }
    if (static_cast<std::int32_t>(missed.size()) > limits.most_missed_of_channel)
        return channel_too_long(call, channel, std::clamp(query.limit, 1, newest_of_too_long));
    const auto page = std::clamp(query.limit, 1, limits.channel_slice);
    const auto part = missed.first(std::min(static_cast<std::size_t>(page), missed.size()));
    std::set<std::int64_t> ids{channel.id, call.self->id};
    api::updates::channelDifference difference;
    difference.final = part.size() == missed.size();
    difference.pts = part.back().pts;
    difference.timeout = limits.channel_poll;
    append_events(call, part, channel.posts, difference, ids, [&](const auto& message) {
        return sees(call.accounts, channel, *call.self, message);
    });
    call.own_view().fill_peers(difference, ids);
    return answer(api::updates::ChannelDifference{std::move(difference)});
}

} // namespace awaitgram::testing
