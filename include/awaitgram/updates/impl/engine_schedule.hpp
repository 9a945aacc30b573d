// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/impl/engine_streams.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

// Which difference is fetched when, and what becomes of those that fail.

namespace awaitgram::updates {

AWAITGRAM_DECL void engine::demand_account(time_point now) {
    account_.demanded = true;
    settle_account(now);
}

AWAITGRAM_DECL void engine::reconnected(time_point now) {
    ++epoch_; // the channels follow, by and by
    for (const auto id : std::exchange(unreachable_, {})) {
        auto* channel = channels_.find(id);
        if (channel == nullptr || !channel->active ||
            !std::exchange(channel->active->until_reconnected, false))
            continue;
        channel->active->resume_at = now;
        settle(*channel, now);
    }
    if (std::exchange(account_.until_reconnected, false))
        account_.resume_at = now;
    demand_account(now);
}

AWAITGRAM_DECL void engine::poll(std::int64_t id, std::chrono::seconds every, time_point now) {
    if (every <= std::chrono::seconds{0}) {
        auto* channel = channels_.find(id);
        if (channel == nullptr || !channel->active)
            return;
        channel->active->polled.reset();
        settle(*channel, now);
        return;
    }
    if (!peer_id::channel(id))
        return;
    auto& channel = channels_.find_or_add(id);
    activate(channel).polled = {every, now};
    settle(channel, now);
}

/// Puts a stream into the queue or among the timers. Returns whether its difference is due now.
AWAITGRAM_DECL bool
engine::schedule(sequence_id id, detail::fetch_state& fetch, time_point due, time_point now) {
    if (fetch.ticket != 0 || fetch.held_back) {
        set_timer(id, fetch, detail::never);
        return false;
    }
    const auto at = std::max(fetch.demanded ? now : due, fetch.resume_at);
    if (at == now && fetch.demanded) {
        set_timer(id, fetch, detail::never);
        return true;
    }
    set_timer(id, fetch, at);
    return false;
}

AWAITGRAM_DECL void engine::set_timer(sequence_id id, detail::fetch_state& fetch, time_point at) {
    if (fetch.timer == at)
        return;
    if (fetch.timer != detail::never)
        timers_.erase({fetch.timer, id});
    fetch.timer = at;
    if (at != detail::never)
        timers_.insert({at, id});
}

AWAITGRAM_DECL void engine::settle(detail::channel_stream& channel, time_point now) {
    auto& active = *channel.active;
    auto due = active.held.empty() ? detail::never : active.gap_until;
    if (active.polled)
        due = std::min(due, active.polled->due);
    if (schedule(channel.id, active, due, now)) {
        if (!std::exchange(active.queued, true))
            queue_.push_back(channel.id);
        return;
    }
    const auto quiet = active.ticket == 0 && !active.demanded && !active.polled &&
                       !active.held_back && active.held.empty() && active.failures == 0 &&
                       active.useless == 0;
    if (!quiet)
        return;
    set_timer(channel.id, active, detail::never);
    channel.active.reset();
}

AWAITGRAM_DECL void engine::settle_account(time_point now) {
    const auto due = account_.holds_any() ? account_.gap_until : detail::never;
    static_cast<void>(schedule(common_sequence, account_, due, now));
}

AWAITGRAM_DECL void engine::hold_back(std::int64_t id) {
    auto* channel = channels_.find(id);
    if (channel != nullptr)
        activate(*channel).held_back = true;
}

AWAITGRAM_DECL void engine::resume(std::int64_t id, time_point now) {
    auto* channel = channels_.find(id);
    if (channel == nullptr || !channel->active || !std::exchange(channel->active->held_back, false))
        return;
    settle(*channel, now);
}

/// Demands the differences whose time has come.
AWAITGRAM_DECL void engine::fire(time_point now) {
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const auto id = timers_.begin()->second;
        timers_.erase(timers_.begin());
        if (id == common_sequence) {
            account_.timer = detail::never;
            account_.demanded = true;
            continue;
        }
        auto& channel = *channels_.find(id);
        channel.active->timer = detail::never;
        channel.active->demanded = true;
        settle(channel, now);
    }
    if (started_ && now - account_.confirmed() >= longest_silence) {
        account_.confirm(now);
        account_.demanded = true;
    }
}

AWAITGRAM_DECL std::optional<fetch_request> engine::next_fetch(time_point now) {
    fire(now);
    if (signed_out_ || ready_bytes_ >= options_.memory / 4)
        return std::nullopt;
    if (account_.demanded && account_.ticket == 0 && account_.resume_at <= now) {
        set_timer(common_sequence, account_, detail::never);
        account_.demanded = account_.behind = false;
        account_.until_reconnected = false;
        account_.ticket = new_ticket();
        pass_containers();
        fetch_request next;
        next.what =
            account_.skipping ? fetch_request::kind::state : fetch_request::kind::difference;
        next.from = state();
        next.ticket = account_.ticket;
        return next;
    }
    settle_account(now);
    if (fetching_channels_ >= options_.most_differences)
        return std::nullopt;
    if (auto next = next_channel(now))
        return next;
    return next_check(now);
}

AWAITGRAM_DECL std::optional<fetch_request> engine::next_channel(time_point now) {
    while (!queue_.empty()) {
        const auto id = queue_.front();
        queue_.pop_front();
        auto* channel = channels_.find(id);
        if (channel == nullptr || !channel->active ||
            !std::exchange(channel->active->queued, false))
            continue;
        if (channel->active->demanded && channel->active->ticket == 0 &&
            !channel->active->held_back && channel->active->resume_at <= now)
            return begin(*channel);
        settle(*channel, now);
    }
    return std::nullopt;
}

AWAITGRAM_DECL time_point engine::check_due(const detail::channel_stream& channel) const noexcept {
    if (channel.epoch != epoch_)
        return checks_resume_at_;
    // With many channels there are no more checks than one a second.
    const auto interval =
        std::max<std::chrono::seconds>(longest_silence, std::chrono::seconds{channels_.size()});
    return std::max(channel.confirmed + interval, checks_resume_at_);
}

/// A channel in which the last update may have been lost: no later one shows the gap.
AWAITGRAM_DECL std::optional<fetch_request> engine::next_check(time_point now) {
    if (checking_channels_ >= most_checks_)
        return std::nullopt;
    while (auto* channel = channels_.oldest()) {
        if (check_due(*channel) > now)
            return std::nullopt;
        channel->epoch = epoch_;
        channel->confirmed = now;
        channels_.move_to_end(*channel);
        // Something else takes care of it.
        if (channel->pts == 0 ||
            (channel->active && (channel->active->demanded || channel->active->held_back ||
                                 channel->active->ticket != 0)))
            continue;
        activate(*channel);
        auto next = begin(*channel);
        next.check = true;
        ++checking_channels_;
        return next;
    }
    return std::nullopt;
}

AWAITGRAM_DECL fetch_request engine::begin(detail::channel_stream& channel) {
    auto& active = *channel.active;
    set_timer(channel.id, active, detail::never);
    active.demanded = active.behind = false;
    if (std::exchange(active.until_reconnected, false))
        unreachable_.erase(channel.id);
    active.ticket = new_ticket();
    ++fetching_channels_;
    fetch_request next;
    next.what = fetch_request::kind::channel_difference;
    next.id = channel.id;
    next.from.pts = channel.pts != 0 ? channel.pts : active.sought;
    next.ticket = active.ticket;
    next.position_only = channel.pts == 0 && !active.seeks;
    return next;
}

AWAITGRAM_DECL std::optional<time_point> engine::deadline() const {
    if (!started_)
        return std::nullopt;
    auto earliest = account_.confirmed() + longest_silence;
    if (!timers_.empty())
        earliest = std::min(earliest, timers_.begin()->first);
    const auto free = fetching_channels_ < options_.most_differences &&
                      checking_channels_ < most_checks_ && ready_bytes_ < options_.memory / 4;
    if (const auto* oldest = channels_.oldest(); oldest != nullptr && free)
        earliest = std::min(earliest, check_due(*oldest));
    return earliest;
}

/// Ends a request. The state of its stream, which is null if the stream was forgotten meanwhile.
AWAITGRAM_DECL detail::channel_stream* engine::end_of(const fetch_request& asked) {
    --fetching_channels_;
    if (asked.check)
        --checking_channels_;
    auto* channel = channels_.find(asked.id);
    if (channel == nullptr || !channel->active || channel->active->ticket != asked.ticket)
        return nullptr;
    channel->active->ticket = 0;
    return channel;
}

AWAITGRAM_DECL fetch_reaction
engine::failed(const fetch_request& asked, const fetch_failure& failure, time_point now) {
    const auto reaction = reaction_to(asked.id, failure);
    signed_out_ = signed_out_ || reaction == fetch_reaction::end;
    auto* const channel = asked.id > 0 ? end_of(asked) : nullptr;
    if (asked.id > 0 ? channel == nullptr : account_.ticket != asked.ticket)
        return reaction == fetch_reaction::end ? reaction : fetch_reaction::later;
    detail::fetch_state& fetch = channel != nullptr
                                     ? static_cast<detail::fetch_state&>(*channel->active)
                                     : static_cast<detail::fetch_state&>(account_);
    fetch.ticket = 0;
    fetch.demanded = true;
    if (reaction == fetch_reaction::end)
        return reaction;
    if (channel != nullptr && reaction == fetch_reaction::forget) {
        const auto reached = forget(*channel);
        note_skip(asked.id, updates_skipped::cause::refused, reached, 0, failure.name);
        return reaction;
    }
    if (channel != nullptr && failure.what == fetch_failure::kind::no_access_hash &&
        channel->active->polled && asked.position_only) {
        // The account may see the channel later.
        channel->active->polled->due = now + channel->active->polled->every;
        fetch.demanded = false;
        note_delay(asked.id, fetch, true, to_string(updates_skipped::cause::no_access_hash));
        settle(*channel, now);
        return fetch_reaction::later;
    }
    const auto few = reaction == fetch_reaction::few_more;
    const auto count = few ? ++fetch.useless : ++fetch.failures;
    fetch.resume_at = now + pause_after(count, failure.wait);
    if (failure.what == fetch_failure::kind::unreachable) {
        if (channel != nullptr)
            unreachable_.insert(asked.id);
        fetch.until_reconnected = true;
    }
    // One failing channel does not stop the checks of others; many that fail slow them down.
    if (asked.check)
        checks_resume_at_ = now + pause_after(++failed_checks_);
    const auto skips = reaction == fetch_reaction::skip || (few && count >= most_useless_answers);
    const auto why = reaction == fetch_reaction::skip ? updates_skipped::cause::position_lost
                     : failure.what == fetch_failure::kind::no_access_hash
                         ? updates_skipped::cause::no_access_hash
                         : updates_skipped::cause::unusable_difference;
    const auto put_off = fetch.resume_at > now + patience_for_names;
    if (put_off && !few)
        note_delay(asked.id, fetch, true, failure.name);
    const auto spare_names = [put_off](held_updates& held) {
        if (put_off)
            held.complete([](const pending_update&) {});
    };
    if (channel == nullptr) {
        if (skips && asked.what != fetch_request::kind::state) {
            account_.skipping = why;
            account_.resume_at = now;
        }
        spare_names(account_.common.held);
        spare_names(account_.secondary.held);
        release_account();
        settle_account(now);
        return reaction;
    }
    if (skips) {
        skip_in(*channel, why, now);
        return reaction;
    }
    const auto before = channel->pts;
    spare_names(channel->active->held);
    if (before != 0)
        release(channel->pts, channel->active->held);
    if (channel->pts != before)
        mark_moved(*channel);
    settle(*channel, now);
    return reaction;
}

/// Tells each change once.
AWAITGRAM_DECL void engine::note_delay(
    sequence_id where, detail::fetch_state& fetch, bool delayed, std::string_view reason
) {
    if (std::exchange(fetch.delayed, delayed) == delayed)
        return;
    updates_delayed told;
    told.where = where;
    told.over = !delayed;
    told.reason = reason;
    delays_.push_back(std::move(told));
}

AWAITGRAM_DECL bool engine::is_delayed(sequence_id id) const noexcept {
    if (id <= 0)
        return account_.delayed;
    const auto* channel = channels_.find(id);
    return channel != nullptr && channel->active && channel->active->delayed;
}

AWAITGRAM_DECL void engine::note_names(const api::Message& message) {
    detail::any_peer_of(message, [this](std::int64_t id) {
        known_.insert(id); // asked for, as far as that is possible
        return false;
    });
}

/// A difference has shown as much as there is of the peers that updates name.
AWAITGRAM_DECL void engine::complete(held_updates& held) {
    held.complete([this](const pending_update& each) {
        for (std::size_t i = 0; i < each.size; ++i)
            if (const auto* message = detail::message_in(each.first[i]))
                note_names(*message);
    });
}

/// A difference has ended, and these still have a gap before them: it may be older than they are, or no number leads to them.
AWAITGRAM_DECL void
engine::difference_came(held_updates& held, detail::fetch_state& fetch, time_point now) {
    if (held.empty())
        return;
    held.difference_came(most_futile, [this](const pending_update& each) {
        held_bytes_ -= each.whole;
        const auto& place = each.place;
        if (each.size != 0)
            note_skip(
                std::max<sequence_id>(place.sequence, 0),
                updates_skipped::cause::left_out,
                number_before_first(place),
                place.number
            );
    });
    if (!held.empty())
        fetch.gap_until = now + patience * (1 << held.front().futile);
}

} // namespace awaitgram::updates
