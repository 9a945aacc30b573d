// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/expand_short.hpp>
#include <awaitgram/updates/detail/lent_updates.hpp>
#include <awaitgram/updates/orderer.hpp>
#include <awaitgram/updates/pts_info.hpp>

#include <algorithm>
#include <type_traits>

namespace awaitgram::updates {

namespace detail {

inline account_state account_state_of(const api::updates::state& state) noexcept {
    return {.pts = state.pts, .qts = state.qts, .date = state.date, .seq = state.seq};
}

} // namespace detail

AWAITGRAM_DECL std::error_code
orderer::accept(const tl::frame& frame, rpc::update_origin from, time_point now) {
    auto decoded = tl::decode<api::Updates>(frame);
    if (!decoded) {
        tracker_.demand(common_sequence, now);
        return decoded.error().code;
    }
    const auto content =
        std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(*decoded));
    origin_ = from;
    route(content, *content->kept, now);
    return {};
}

AWAITGRAM_DECL bool orderer::accept(tl::reply<api::updates::Difference> reply, time_point now) {
    using content_type = detail::difference_content<tl::reply<api::updates::Difference>>;
    origin_ = rpc::update_origin::pushed;
    const auto content =
        std::make_shared<peer_map_of<content_type>>(content_type(std::move(reply)));
    const auto& difference = *content->kept.reply;
    if (const auto* empty = difference.get_if<api::updates::differenceEmpty>()) {
        auto next = state();
        next.date = empty->date;
        next.seq = empty->seq;
        start_at(next, now);
        progress_.ended();
    } else if (const auto* all = difference.get_if<api::updates::difference>()) {
        take_difference(content, *all, now);
        start_at(detail::account_state_of(all->state), now);
        progress_.ended();
    } else if (const auto* slice = difference.get_if<api::updates::differenceSlice>()) {
        take_difference(content, *slice, now);
        const auto next = detail::account_state_of(slice->intermediate_state);
        const auto moved = next.pts != tracker_.at(common_sequence) ||
                           next.qts != tracker_.at(secondary_sequence) || next.date != date_;
        start_at(next, now);
        return progress_.continues(moved, state());
    } else if (const auto* too_long = difference.get_if<api::updates::differenceTooLong>()) {
        auto next = state();
        const auto moved = next.pts != too_long->pts;
        next.pts = too_long->pts;
        start_at(next, now);
        return progress_.continues(moved, state());
    }
    return false;
}

AWAITGRAM_DECL bool orderer::accept(
    std::int64_t channel, tl::reply<api::updates::ChannelDifference> reply, time_point now
) {
    using content_type = detail::difference_content<tl::reply<api::updates::ChannelDifference>>;
    origin_ = rpc::update_origin::pushed;
    const auto content =
        std::make_shared<peer_map_of<content_type>>(content_type(std::move(reply)));
    const auto& difference = *content->kept.reply;
    const auto before = tracker_.at(channel);
    auto pts = before;
    auto final = true;
    if (const auto* empty = difference.get_if<api::updates::channelDifferenceEmpty>()) {
        pts = empty->pts;
    } else if (const auto* some = difference.get_if<api::updates::channelDifference>()) {
        take_difference(content, *some, now);
        pts = some->pts;
        final = some->final;
    } else if (const auto* jump = difference.get_if<api::updates::channelDifferenceTooLong>()) {
        learn(content, jump->users, jump->chats);
        if (const auto* dialog = jump->dialog.get_if<api::dialog>())
            pts = dialog->pts.value_or(before);
    }
    tracker_.satisfied(channel);
    tracker_.move_to(channel, pts, now, ready_);
    drain();
    changed_ = true;
    return !final && pts > before;
}

AWAITGRAM_DECL void orderer::start_at(const account_state& state, time_point now) {
    origin_ = rpc::update_origin::pushed;
    for (const auto id : {common_sequence, secondary_sequence, container_sequence})
        tracker_.satisfied(id);
    tracker_.move_to(common_sequence, state.pts, now, ready_);
    tracker_.move_to(secondary_sequence, state.qts, now, ready_);
    tracker_.move_to(container_sequence, state.seq, now, ready_);
    date_ = state.date;
    changed_ = true;
    drain();
}

AWAITGRAM_DECL std::int32_t orderer::first_pts(const tl::frame& frame, std::int32_t otherwise) {
    const auto decoded = tl::decode<api::Updates>(frame);
    if (!decoded)
        return otherwise;
    const auto& all = **decoded;
    auto first = otherwise;
    const auto consider = [&first](std::int32_t pts, std::int32_t count) {
        if (pts > 0 && count >= 0 && count < pts)
            first = std::min(first, pts - count);
    };
    if (const auto* pts = all.pts())
        consider(*pts, *all.pts_count());
    if (const auto* updates = all.updates())
        for (const auto& update : *updates)
            if (const auto place = pts_info(update); place.sequence == common_sequence)
                consider(place.number, place.count);
    return first;
}

AWAITGRAM_DECL void
orderer::route(const shared_peers& peers, const api::Updates& all, time_point now) {
    if (const auto* some = all.get_if<api::updates_>()) {
        learn(peers, some->users, some->chats);
        route_container(peers, some->updates, some->seq, some->seq, some->date, now);
    } else if (const auto* combined = all.get_if<api::updatesCombined>()) {
        learn(peers, combined->users, combined->chats);
        route_container(
            peers, combined->updates, combined->seq_start, combined->seq, combined->date, now
        );
    } else if (const auto* one = all.get_if<api::updateShort>()) {
        offer(peers, one->update, now);
    } else if (const auto* text = all.get_if<api::updateShortMessage>()) {
        route_short(text->user_id, *text, now);
    } else if (const auto* in_group = all.get_if<api::updateShortChatMessage>()) {
        route_short(in_group->from_id, *in_group, now);
    } else if (const auto* sent = all.get_if<api::updateShortSentMessage>()) {
        pending_update number_alone;
        number_alone.number = sent->pts;
        number_alone.count = sent->pts_count;
        push(std::move(number_alone), now);
    } else {
        tracker_.demand(common_sequence, now); // updatesTooLong
    }
}

// Numbered updates have their places in other sequences; the others of a container share the container's place.
AWAITGRAM_DECL void orderer::route_container(
    const shared_peers& peers,
    const tl::vector<api::Update>& updates,
    std::int32_t first_seq,
    std::int32_t last_seq,
    std::int32_t date,
    time_point now
) {
    for (const auto& update : updates)
        if (pts_info(update).number != 0)
            offer(peers, update, now);
    pending_update rest;
    rest.sequence = container_sequence;
    rest.number = first_seq == 0 ? 0 : last_seq;
    // Numbers that no server counts to are ignored, as a negative count is.
    const auto steps = std::int64_t{last_seq} - first_seq + 1;
    rest.count = first_seq < 0 || steps > INT32_MAX ? -1 : static_cast<std::int32_t>(steps);
    rest.peers = peers;
    rest.first = updates.data();
    rest.size = updates.size();
    push(std::move(rest), now);
    date_ = std::max(date_, date);
}

// Short forms bring no users: a sender that was never seen could neither be answered nor named.
template <class Short>
void orderer::route_short(std::int64_t sender, const Short& brief, time_point now) {
    if (known_users_.count(sender) == 0) {
        tracker_.demand(common_sequence, now);
        return;
    }
    const auto content = std::make_shared<peer_map_of<api::Update>>(expand_short(brief));
    offer(content, content->kept, now);
}

// The new messages and updates of a difference are in order already; but other_updates of the account may concern channels.
template <class Content, class Difference>
void orderer::take_difference(
    const std::shared_ptr<Content>& content, const Difference& some, time_point now
) {
    constexpr auto in_channel = std::is_same_v<Difference, api::updates::channelDifference>;
    learn(content, some.users, some.chats);
    auto& messages = content->kept.messages;
    messages.add_all(some.new_messages);
    if constexpr (!in_channel)
        messages.add_all(some.new_encrypted_messages);
    for (std::size_t i = 0; i < messages.size(); ++i)
        pass_on(content, messages.begin()[i], origin_);
    for (const auto& update : some.other_updates) {
        if (!in_channel && pts_info(update).sequence > 0)
            offer(content, update, now);
        else
            pass_on(content, update, origin_);
    }
}

AWAITGRAM_DECL void orderer::learn(
    const shared_peers& peers,
    const tl::vector<api::User>& users,
    const tl::vector<api::Chat>& chats
) {
    peers->users = &users;
    peers->chats = &chats;
    for (const auto& each : users)
        if (const auto* user = each.get_if<api::user>(); user && !user->min)
            known_users_.insert(user->id);
    peers_.push_back(peers);
}

AWAITGRAM_DECL void
orderer::offer(const shared_peers& peers, const api::Update& update, time_point now) {
    auto place = pts_info(update);
    place.peers = peers;
    place.first = &update;
    place.size = 1;
    push(std::move(place), now);
}

AWAITGRAM_DECL void orderer::push(pending_update arrived, time_point now) {
    arrived.origin = origin_;
    tracker_.offer(std::move(arrived), now, ready_);
    drain();
}

AWAITGRAM_DECL void orderer::drain() {
    for (const auto& each : std::exchange(ready_, {})) {
        changed_ = changed_ || each.number != 0;
        const auto container = each.sequence == container_sequence;
        for (std::size_t i = 0; i < each.size; ++i)
            if (!container || pts_info(each.first[i]).number == 0)
                pass_on(each.peers, each.first[i], each.origin);
    }
}

AWAITGRAM_DECL void orderer::pass_on(
    const std::shared_ptr<const peer_map>& peers,
    const api::Update& update,
    rpc::update_origin origin
) {
    if (const auto* too_long = update.get_if<api::updateChannelTooLong>();
        too_long != nullptr && too_long->channel_id > 0 && tracker_.at(too_long->channel_id) != 0)
        tracker_.demand(too_long->channel_id, time_point{});
    ordered_update next;
    next.peers = peers;
    next.update = &update;
    next.origin = origin;
    updates_.push_back(std::move(next));
}

} // namespace awaitgram::updates
