// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/impl/engine.hpp>
#include <awaitgram/updates/pts_info.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

// Streams: what is applied, held, passed on and skipped in one of them.

namespace awaitgram::updates {

namespace detail {

/// The id of a message; 0 without one.
[[nodiscard]] inline std::int32_t id_of(const api::Message& boxed) noexcept {
    if (const auto* message = boxed.get_if<api::message>())
        return message->id;
    if (const auto* service = boxed.get_if<api::messageService>())
        return service->id;
    return 0;
}

/// The moment of a message; 0 without one.
[[nodiscard]] inline std::int32_t date_of(const api::Message& boxed) noexcept {
    if (const auto* message = boxed.get_if<api::message>())
        return message->date;
    if (const auto* service = boxed.get_if<api::messageService>())
        return service->date;
    return 0;
}

} // namespace detail

/// Applies, holds or drops an update that is no duplicate.
AWAITGRAM_DECL void engine::take(
    std::int32_t& current,
    held_updates& held,
    detail::fetch_state& fetch,
    gap_check relation,
    pending_update arrived,
    time_point now
) {
    if (fetch.resume_at > now + patience_for_names)
        arrived.incomplete = false;
    // A difference under way may bring it, too.
    if (fetch.ticket != 0)
        return hold(held, fetch, std::move(arrived));
    const auto next = relation == gap_check::apply;
    if (next && !arrived.incomplete) {
        if (!takes(fetch, arrived)) {
            fetch.behind = fetch.demanded = true;
            return;
        }
        const auto before = std::exchange(current, arrived.place.number);
        pass_on(arrived, before, current);
        if (!held.empty())
            release(current, held);
        return;
    }
    if (fetch.behind)
        return;
    fetch.demanded = fetch.demanded || next;
    hold(held, fetch, std::move(arrived));
    const auto crowded = held.size() > most_held;
    fetch.gap_until = std::min(fetch.gap_until, crowded ? now : now + patience);
}

AWAITGRAM_DECL void engine::take(
    detail::channel_stream& channel, gap_check relation, pending_update arrived, time_point now
) {
    auto& active = activate(channel);
    const auto before = channel.pts;
    take(channel.pts, active.held, active, relation, std::move(arrived), now);
    if (channel.pts != before) {
        mark_moved(channel);
        confirm(channel, now);
    }
    if (active.held.empty())
        active.gap_until = detail::never;
    settle(channel, now);
}

/// Beyond the limit an update is dropped, to be fetched again.
AWAITGRAM_DECL void
engine::hold(held_updates& held, detail::fetch_state& fetch, pending_update arrived) {
    if (arrived.size != 0 && held_bytes_ + arrived.whole > options_.memory / 4) {
        fetch.behind = fetch.demanded = true;
        return;
    }
    const auto bytes = arrived.whole;
    if (held.hold(std::move(arrived)))
        held_bytes_ += bytes;
}

AWAITGRAM_DECL void engine::release(std::int32_t& current, held_updates& held) {
    held.release(
        current,
        [this](const pending_update& each, std::int32_t before) {
            held_bytes_ -= each.whole;
            pass_on(each, before, each.place.number);
        },
        [this](const pending_update& each) { held_bytes_ -= each.whole; }
    );
}

AWAITGRAM_DECL void engine::release_account() {
    for (auto* line : {&account_.common, &account_.secondary})
        if (!line->held.empty()) {
            const auto before = line->current;
            release(line->current, line->held);
            account_moved_ = account_moved_ || line->current != before;
        }
    release_containers();
}

AWAITGRAM_DECL void
engine::pass_on(const pending_update& each, std::int32_t before, std::int32_t after) {
    // The others of a container have their own places.
    const auto container = each.place.sequence == container_sequence;
    for (std::size_t i = 0; i < each.size; ++i) {
        const auto& update = each.first[i];
        if (container && pts_info(update).number != 0)
            continue;
        if (after == 0 && ready_bytes_ >= options_.memory / 8 * 5) {
            const auto place = pts_info(update);
            note_skip(
                std::max<sequence_id>(place.sequence, 0), updates_skipped::cause::no_room, 0, 0
            );
            continue;
        }
        ordered_update next;
        next.peers = each.peers;
        next.update = &update;
        next.origin = each.origin;
        next.size = each.part;
        next.whole = each.whole;
        next.sequence = each.place.sequence;
        next.before = before;
        next.after = after;
        ready_bytes_ += each.part;
        ready_.push_back(std::move(next));
        if (each.place.sequence > 0)
            note_message(each.place.sequence, update);
    }
}

/// Passes on what was received although updates before it are missing.
AWAITGRAM_DECL void engine::pass_each(
    const std::vector<pending_update>& received, std::int32_t before, std::int32_t after
) {
    for (const auto& each : received) {
        held_bytes_ -= each.whole;
        pass_on(each, before, after);
    }
}

AWAITGRAM_DECL void engine::note_message(std::int64_t id, const api::Update& update) {
    const auto* message = new_message_of(update);
    if (message == nullptr)
        return;
    if (auto* channel = channels_.find(id))
        channel->newest_message = std::max(channel->newest_message, detail::id_of(*message));
}

/// The number before the first update of a channel after `after` among those that are being accepted, which may be in any order.
AWAITGRAM_DECL std::int32_t
engine::number_before_all(std::int64_t channel, std::int32_t after) const {
    constexpr std::size_t most = 256; // each of them may be the first of its channel
    auto first = INT32_MAX;
    if (together_ == nullptr || together_->size() > most)
        return first;
    for (const auto& update : *together_)
        if (const auto place = pts_info(update);
            place.sequence == channel && place.number > after && place.count >= 0)
            first = std::min(first, number_before_first(place));
    return first;
}

AWAITGRAM_DECL void engine::begin_channel(pending_update arrived, time_point now) {
    const auto id = arrived.place.sequence;
    // Ids that no session keeps.
    if (!peer_id::channel(id))
        return pass_on(arrived, 0, 0);
    detail::left_channel left;
    if (const auto known = forgotten_.find(id); known != forgotten_.end()) {
        left = known->second;
        if (arrived.place.number <= left.pts)
            return;
        forgotten_.erase(known);
    }
    auto& channel = channels_.find_or_add(id);
    channel.newest_message = std::max(channel.newest_message, left.newest_message);
    if (channel.active && channel.active->seeks)
        return hold(channel.active->held, *channel.active, std::move(arrived));
    const auto before = number_before_first(arrived.place);
    const auto first = std::min(before, number_before_all(id, left.pts));
    adopted_.push_back({id, first});
    mark_moved(channel);
    confirm(channel, now);
    if (first < before) {
        channel.pts = first;
        const auto relation = check_gap(first, arrived.place.number, arrived.place.count);
        return take(channel, relation, std::move(arrived), now);
    }
    channel.pts = arrived.place.count == 0 ? before : arrived.place.number;
    if (!room_for(arrived)) {
        channel.pts = before;
        auto& active = activate(channel);
        active.behind = active.demanded = true;
        return settle(channel, now);
    }
    pass_on(arrived, before, channel.pts);
}

/// Updates of a channel are missing, after the updates beside this one.
AWAITGRAM_DECL void engine::watch(const api::Update& update, time_point now) {
    const auto* too_long = update.get_if<api::updateChannelTooLong>();
    if (too_long == nullptr)
        return;
    auto* channel = channels_.find(too_long->channel_id);
    if (channel == nullptr || channel->pts == 0 ||
        (too_long->pts && *too_long->pts <= channel->pts))
        return;
    activate(*channel).demanded = true;
    settle(*channel, now);
}

/// The same of a channel without a position, before the updates beside this one: the first of those would set the position.
AWAITGRAM_DECL void engine::seek(const api::Update& update, time_point now) {
    const auto* too_long = update.get_if<api::updateChannelTooLong>();
    if (too_long == nullptr || !peer_id::channel(too_long->channel_id) ||
        (too_long->pts && *too_long->pts <= 0))
        return;
    const auto id = too_long->channel_id;
    const auto* known = channels_.find(id);
    if (known != nullptr && (known->pts != 0 || (known->active && known->active->polled)))
        return;
    detail::left_channel left;
    if (const auto before = forgotten_.find(id); before != forgotten_.end()) {
        left = before->second;
        if (too_long->pts && *too_long->pts <= left.pts)
            return;
        forgotten_.erase(before);
    }
    auto& channel = channels_.find_or_add(id);
    channel.newest_message = std::max(channel.newest_message, left.newest_message);
    channel.restored = restored_;
    auto& active = activate(channel);
    active.demanded = true;
    active.seeks = left.pts == 0;
    if (!active.seeks) {
        channel.pts = left.pts;
        adopted_.push_back({id, left.pts});
        mark_moved(channel);
    }
    settle(channel, now);
}

/// Nothing is missing in a channel now.
AWAITGRAM_DECL void engine::confirm(detail::channel_stream& channel, time_point now) {
    constexpr auto unnoticed = std::chrono::minutes{1};
    channel.restored = false;
    if (channel.epoch == epoch_ && now - channel.confirmed < unnoticed)
        return;
    channel.epoch = epoch_;
    channel.confirmed = now;
    channels_.move_to_end(channel);
}

AWAITGRAM_DECL void engine::mark_moved(detail::channel_stream& channel) {
    if (!std::exchange(channel.moved, true))
        moved_.push_back(channel.id);
}

AWAITGRAM_DECL detail::active_channel& engine::activate(detail::channel_stream& channel) {
    if (!channel.active)
        channel.active = std::make_unique<detail::active_channel>();
    return *channel.active;
}

/// Returns the position after which updates may be missing.
AWAITGRAM_DECL std::int32_t engine::forget(detail::channel_stream& channel) {
    mark_moved(channel);
    auto before = channel.pts;
    auto reached = before;
    unreachable_.erase(channel.id);
    if (channel.active) {
        note_delay(channel.id, *channel.active, false);
        set_timer(channel.id, *channel.active, detail::never);
        const auto received = channel.active->held.take_all();
        for (const auto& each : received)
            reached = std::max(reached, each.place.number);
        if (before == 0 && !received.empty()) {
            before = number_before_first(received.front().place);
            adopted_.push_back({channel.id, before});
        }
        pass_each(received, before, reached);
    }
    if (forgotten_.size() >= most_forgotten)
        forgotten_.clear();
    if (reached != 0)
        forgotten_[channel.id] = {reached, channel.newest_message};
    channels_.erase(channel);
    return before;
}

AWAITGRAM_DECL void engine::channel_lost(std::int64_t id) {
    auto* channel = channels_.find(id);
    // One that is polled is shown as left, because the account has not joined it; a refusal ends that.
    if (channel != nullptr && !(channel->active && channel->active->polled))
        forget(*channel);
}

/// Continues with the updates that were received, or with the next that comes.
AWAITGRAM_DECL void
engine::skip_in(detail::channel_stream& channel, updates_skipped::cause why, time_point now) {
    auto received = channel.active->held.take_all();
    const auto from = channel.pts;
    const auto id = channel.id;
    const auto polled = channel.active->polled;
    note_skip(id, why, from, received.empty() ? 0 : number_before_first(received.front().place));
    forget(channel);
    if (const auto left = forgotten_.find(id); left != forgotten_.end())
        left->second.pts = 0; // what was received sets the next position
    for (auto& each : received) {
        held_bytes_ -= each.whole;
        each.incomplete = false;
        if (each.size != 0)
            offer(std::move(each), now);
    }
    if (polled)
        poll(id, polled->every, now + pause_after(most_useless_answers));
}

AWAITGRAM_DECL void engine::note_skip(
    sequence_id where,
    updates_skipped::cause why,
    std::int32_t from,
    std::int32_t to,
    std::string_view refusal
) {
    const auto uncounted = why == updates_skipped::cause::no_room;
    if (uncounted && !skips_.empty() && skips_.back().why == why && skips_.back().where == where)
        return;
    updates_skipped skip;
    skip.where = where;
    skip.why = why;
    skip.from = from;
    skip.to = to;
    skip.refusal = refusal;
    skips_.push_back(std::move(skip));
}

} // namespace awaitgram::updates
