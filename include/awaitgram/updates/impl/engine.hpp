// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/recycling_allocator.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/expand_short.hpp>
#include <awaitgram/updates/detail/readable_part.hpp>
#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/pts_info.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

// Positions, and what the server pushes.

namespace awaitgram::updates {

namespace detail {

/// The memory that a decoded frame occupies, roughly.
[[nodiscard]] inline std::uint32_t memory_of(const tl::frame& frame) noexcept {
    constexpr std::size_t fixed = 256;
    constexpr std::size_t most = UINT32_MAX / 4;
    return static_cast<std::uint32_t>(std::min(frame.size(), most) * 3 + fixed);
}

[[nodiscard]] inline std::uint32_t part_of(std::uint32_t whole, std::size_t count) noexcept {
    const auto each = whole / std::max<std::size_t>(count, 1);
    return static_cast<std::uint32_t>(each + sizeof(ordered_update));
}

/// The message in an update that brings a new or edited one; null for others.
[[nodiscard]] inline const api::Message* message_in(const api::Update& update) noexcept {
    if (const auto* message = new_message_of(update))
        return message;
    if (const auto* edited = update.get_if<api::updateEditMessage>())
        return &edited->message;
    if (const auto* edited = update.get_if<api::updateEditChannelMessage>())
        return &edited->message;
    return nullptr;
}

/// Calls `visit(id)` for the peers that a message names, in the Bot API's numbering, until it returns true. Returns whether it did.
template <class Visit>
bool any_peer_of(const api::Message& boxed, Visit visit) {
    if (const auto* message = boxed.get_if<api::message>()) {
        if (visit(dialog_id(message->peer_id)) ||
            (message->from_id && visit(dialog_id(*message->from_id))) ||
            (message->via_bot_id && visit(*message->via_bot_id)))
            return true;
        return message->fwd_from && message->fwd_from->from_id &&
               visit(dialog_id(*message->fwd_from->from_id));
    }
    if (const auto* service = boxed.get_if<api::messageService>())
        return visit(dialog_id(service->peer_id)) ||
               (service->from_id && visit(dialog_id(*service->from_id)));
    return false;
}

} // namespace detail

AWAITGRAM_DECL void engine::start_at(const account_state& state, time_point now) {
    started_ = true;
    account_moved_ = true;
    account_.confirm(now);
    account_.common.current = state.pts;
    account_.secondary.current = state.qts;
    account_.container.current = state.seq;
    account_.date = state.date;
    stored_date_ = state.date;
    containers_.start_at(state.seq);
}

AWAITGRAM_DECL void engine::restore(const updates_state& stored, time_point now) {
    start_at({.pts = stored.pts, .qts = stored.qts, .date = stored.date, .seq = stored.seq}, now);
    account_moved_ = false;
    restored_ = true;
    for (const auto& each : stored.channels) {
        if (each.id <= 0 || each.pts <= 0)
            continue;
        auto& channel = channels_.find_or_add(each.id);
        channel.pts = each.pts;
        channel.restored = true;
    }
    demand_account(now);
}

AWAITGRAM_DECL std::int32_t engine::at(sequence_id id) const noexcept {
    if (id == common_sequence)
        return account_.common.current;
    if (id == secondary_sequence)
        return account_.secondary.current;
    if (id == container_sequence)
        return account_.container.current;
    const auto* channel = channels_.find(id);
    return channel != nullptr ? channel->pts : 0;
}

AWAITGRAM_DECL updates_state engine::position() const {
    const auto now = state();
    updates_state all{now.pts, now.qts, now.date, now.seq, {}};
    all.channels.reserve(channels_.size());
    for (const auto& [id, channel] : channels_)
        if (channel.pts != 0)
            all.channels.push_back(channel_state{id, channel.pts});
    std::sort(all.channels.begin(), all.channels.end());
    return all;
}

AWAITGRAM_DECL engine::moved_sequences engine::take_moved() {
    moved_sequences moved{std::exchange(account_moved_, false), std::exchange(moved_, {})};
    for (const auto id : moved.channels)
        if (auto* channel = channels_.find(id))
            channel->moved = false;
    // One that was forgotten and came again is listed twice.
    std::sort(moved.channels.begin(), moved.channels.end());
    const auto twice = std::unique(moved.channels.begin(), moved.channels.end());
    moved.channels.erase(twice, moved.channels.end());
    return moved;
}

AWAITGRAM_DECL std::int32_t engine::first_pts(const tl::frame& frame, std::int32_t otherwise) {
    const auto decoded = tl::decode<api::Updates>(frame);
    if (!decoded)
        return otherwise;
    const auto& all = **decoded;
    auto first = otherwise;
    const auto consider = [&first](std::int32_t pts, std::int32_t count) {
        if (pts > 0 && count >= 0 && count < pts)
            first = std::min(first, pts - count);
    };
    const auto consider_update = [&consider](const api::Update& update) {
        if (const auto place = pts_info(update); place.sequence == common_sequence)
            consider(place.number, place.count);
    };
    if (const auto* pts = all.pts())
        consider(*pts, *all.pts_count());
    if (const auto* updates = all.updates())
        for (const auto& update : *updates)
            consider_update(update);
    if (const auto* one = all.get_if<api::updateShort>())
        consider_update(one->update);
    return first;
}

AWAITGRAM_DECL std::error_code
engine::accept(const tl::frame& frame, rpc::update_origin origin, time_point now) {
    auto decoded = tl::decode<api::Updates>(frame);
    if (!decoded) {
        accept_readable_part(frame, origin, now);
        demand_account(now);
        return decoded.error().code;
    }
    using content_type = peer_map_of<tl::reply<api::Updates>>;
    const auto content = std::allocate_shared<content_type>(
        recycling_allocator<content_type>{}, std::move(*decoded)
    );
    source from;
    from.peers = content;
    from.origin = origin;
    from.whole = detail::memory_of(frame);
    route(*content->kept, std::move(from), now);
    settle_account(now);
    return {};
}

// Nothing is known of what follows the fault, not even users and chats. The container's date and seq stay where they are.
AWAITGRAM_DECL void
engine::accept_readable_part(const tl::frame& frame, rpc::update_origin origin, time_point now) {
    auto updates = detail::readable_updates(frame);
    if (!updates)
        return;
    const auto content =
        std::make_shared<peer_map_of<tl::reply<tl::vector<api::Update>>>>(std::move(updates));
    source from;
    from.peers = content;
    from.origin = origin;
    from.whole = detail::memory_of(frame);
    route_container(from, *content->kept, 0, 0, 0, now);
}

AWAITGRAM_DECL void engine::route(const api::Updates& all, source from, time_point now) {
    from.part = detail::part_of(from.whole, 1);
    if (const auto* some = all.get_if<api::updates_>()) {
        learn(from.peers, some->users, some->chats);
        route_container(from, some->updates, some->seq, some->seq, some->date, now);
    } else if (const auto* combined = all.get_if<api::updatesCombined>()) {
        learn(from.peers, combined->users, combined->chats);
        route_container(
            from, combined->updates, combined->seq_start, combined->seq, combined->date, now
        );
    } else if (const auto* one = all.get_if<api::updateShort>()) {
        offer(from, one->update, pts_info(one->update), now);
    } else if (const auto* text = all.get_if<api::updateShortMessage>()) {
        route_short(*text, std::move(from), now);
    } else if (const auto* in_group = all.get_if<api::updateShortChatMessage>()) {
        route_short(*in_group, std::move(from), now);
    } else if (const auto* sent = all.get_if<api::updateShortSentMessage>()) {
        affected(0, sent->pts, sent->pts_count, now);
    } else {
        demand_account(now); // updatesTooLong
    }
}

// Numbered updates have their places in other sequences; the others of a container share the container's place.
AWAITGRAM_DECL void engine::route_container(
    const source& from,
    const tl::vector<api::Update>& updates,
    std::int32_t first_seq,
    std::int32_t last_seq,
    std::int32_t date,
    time_point now
) {
    auto each = from;
    each.part = detail::part_of(from.whole, updates.size());
    const auto repeated = last_seq > 0 && containers_.is_duplicate(last_seq);
    if (!repeated)
        for (const auto& update : updates)
            seek(update, now);
    std::size_t unnumbered = 0;
    together_ = &updates;
    for (const auto& update : updates) {
        const auto place = pts_info(update);
        if (place.number != 0)
            offer(each, update, place, now);
        else
            ++unnumbered;
    }
    together_ = nullptr;
    if (unnumbered != 0 && !repeated)
        for (const auto& update : updates)
            watch(update, now);
    pending_update rest;
    rest.place.sequence = container_sequence;
    rest.origin = each.origin;
    rest.whole = sizeof rest;
    if (unnumbered != 0) {
        rest.peers = each.peers;
        rest.first = updates.data();
        rest.size = updates.size();
        rest.part = each.part;
        rest.whole = each.whole;
    }
    // Numbers that no server counts to say nothing about the place.
    const auto steps = std::int64_t{last_seq} - first_seq + 1;
    if (first_seq > 0 && steps > 0) {
        rest.place.number = last_seq;
        rest.place.count = static_cast<std::int32_t>(steps);
    }
    offer_container(std::move(rest), first_seq, now);
    if (!account_.demanded && !account_.holds_any())
        account_.date = std::max(account_.date, date);
}

// Short forms bring no users: a sender that was never seen could neither be answered nor named.
template <class Short>
void engine::route_short(const Short& brief, source from, time_point now) {
    const auto content = std::make_shared<peer_map_of<api::Update>>(expand_short(brief));
    from.peers = content;
    offer(from, content->kept, pts_info(content->kept), now);
}

AWAITGRAM_DECL void engine::learn(
    const shared_peers& peers,
    const tl::vector<api::User>& users,
    const tl::vector<api::Chat>& chats
) {
    peers->users = &users;
    peers->chats = &chats;
    for (const auto& each : users)
        if (const auto* user = each.get_if<api::user>(); user != nullptr && !user->min)
            known_.insert(user->id);
    for (const auto& each : chats) {
        if (const auto* channel = each.get_if<api::channel>()) {
            if (!channel->min)
                known_.insert(-peer_id::channel_base - channel->id);
        } else if (const auto* group = each.get_if<api::chat>()) {
            known_.insert(-group->id);
        }
    }
    peers_.push_back(peers);
}

// In channels `min` forms are usual, and good enough to refer to a member by its message.
AWAITGRAM_DECL bool engine::names_unknown(
    const api::Update& update, const update_place& place, const shared_peers& peers
) {
    const auto* message = detail::message_in(update);
    if (message == nullptr)
        return false;
    const auto in_channel = place.sequence > 0;
    return detail::any_peer_of(*message, [&](std::int64_t id) {
        if (id == 0 || id == options_.self || known_.contains(id))
            return false;
        if (!in_channel)
            return true;
        if (id > 0)
            return !named_.contain(peers, id);
        const auto channel = -peer_id::channel_base - id;
        return channel != place.sequence && id < -peer_id::channel_base &&
               !named_.contain(peers, id);
    });
}

AWAITGRAM_DECL void
engine::offer(const source& from, const api::Update& update, update_place place, time_point now) {
    pending_update arrived;
    arrived.place = place;
    arrived.incomplete = place.number > 0 && names_unknown(update, place, from.peers);
    arrived.peers = from.peers;
    arrived.first = &update;
    arrived.size = 1;
    arrived.origin = from.origin;
    arrived.part = from.part;
    arrived.whole = from.whole;
    offer(std::move(arrived), now);
}

AWAITGRAM_DECL void engine::offer(pending_update arrived, time_point now) {
    const auto& place = arrived.place;
    if (place.number == 0) {
        pass_on(arrived, 0, 0);
        for (std::size_t i = 0; i < arrived.size; ++i)
            watch(arrived.first[i], now);
        return;
    }
    if (place.number < 0 || place.count < 0)
        return;
    if (place.sequence > 0)
        return offer_to_channel(std::move(arrived), now);
    auto& line = account_.line(place.sequence);
    const auto before = line.current;
    const auto relation = check_gap(before, place.number, place.count);
    if (relation == gap_check::duplicate)
        return;
    take(line.current, line.held, account_, relation, std::move(arrived), now);
    if (line.current != before) {
        account_moved_ = true;
        line.confirmed = now;
    }
    if (account_.gap_until != detail::never && !account_.holds_any())
        account_.gap_until = detail::never;
}

AWAITGRAM_DECL void
engine::affected(std::int64_t channel, std::int32_t pts, std::int32_t count, time_point now) {
    if (pts <= 0 || count < 0)
        return;
    pending_update number_alone;
    number_alone.place = {channel > 0 ? channel : common_sequence, pts, count};
    number_alone.origin = rpc::update_origin::answered;
    number_alone.whole = sizeof number_alone;
    // What a channel without a position had before is not known.
    if (channel > 0 && at(channel) == 0)
        return;
    offer(std::move(number_alone), now);
    settle_account(now);
}

AWAITGRAM_DECL void engine::offer_to_channel(pending_update arrived, time_point now) {
    auto* channel = channels_.find(arrived.place.sequence);
    if (channel == nullptr || channel->pts == 0)
        return begin_channel(std::move(arrived), now);
    const auto relation = check_gap(channel->pts, arrived.place.number, arrived.place.count);
    if (relation == gap_check::duplicate)
        return;
    if (relation == gap_check::apply && !channel->active && !arrived.incomplete &&
        room_for(arrived)) [[likely]] {
        const auto before = std::exchange(channel->pts, arrived.place.number);
        mark_moved(*channel);
        confirm(*channel, now);
        return pass_on(arrived, before, channel->pts);
    }
    take(*channel, relation, std::move(arrived), now);
}

} // namespace awaitgram::updates
