// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/updates/detail/lent_updates.hpp>
#include <awaitgram/updates/engine.hpp>
#include <awaitgram/updates/impl/engine.hpp>
#include <awaitgram/updates/impl/engine_streams.hpp>
#include <awaitgram/updates/pts_info.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

// What comes of a difference.

namespace awaitgram::updates {

AWAITGRAM_DECL void engine::accept(
    const fetch_request& asked, tl::reply<api::updates::Difference> reply, time_point now
) {
    using content_type = detail::difference_content<tl::reply<api::updates::Difference>>;
    if (account_.ticket != asked.ticket)
        return;
    account_.ticket = 0;
    const auto memory = detail::memory_of(reply.source());
    const auto content =
        std::make_shared<peer_map_of<content_type>>(content_type(std::move(reply)));
    const auto& difference = *content->kept.reply;
    part_of_difference part;
    part.peers = content;
    part.before = state();
    part.whole = memory;
    part.caught_up = restored_;
    auto how = progress::ended;
    const auto take_some = [&](const auto& some, const api::updates::state& next, bool final) {
        part.after = {
            .pts = std::max(next.pts, part.before.pts),
            .qts = std::max(next.qts, part.before.qts),
            .date = std::max(next.date, part.before.date),
            .seq = next.seq,
        };
        const auto moved = part.after.pts > part.before.pts || part.after.qts > part.before.qts;
        if (final ? next.pts < part.before.pts : !moved)
            how = progress::stalled;
        else if (!final)
            how = progress::more;
        // A part that comes again and again is passed on once.
        if (how != progress::stalled || account_.useless == 0)
            pass_difference(content, some, part, now);
        reach(part.after);
    };
    if (const auto* empty = difference.get_if<api::updates::differenceEmpty>()) {
        auto next = part.before;
        next.date = std::max(next.date, empty->date);
        next.seq = empty->seq;
        reach(next);
    } else if (const auto* all = difference.get_if<api::updates::difference>()) {
        take_some(*all, all->state, true);
    } else if (const auto* slice = difference.get_if<api::updates::differenceSlice>()) {
        take_some(*slice, slice->intermediate_state, false);
    } else if (const auto* jump = difference.get_if<api::updates::differenceTooLong>()) {
        how = jump->pts > part.before.pts ? progress::more : progress::stalled;
        if (how == progress::more) {
            note_skip(
                common_sequence, updates_skipped::cause::too_long, part.before.pts, jump->pts
            );
            auto reached = jump->pts;
            const auto received = account_.common.held.take_up_to(reached);
            pass_each(received, part.before.pts, reached);
            account_.common.current = reached;
            account_moved_ = true;
        }
    }
    conclude_account(how, now);
}

/// Moves the account's sequences to where a difference has led.
AWAITGRAM_DECL void engine::reach(const account_state& next) {
    const auto before = state();
    account_.common.current = next.pts;
    account_.secondary.current = next.qts;
    account_.date = next.date;
    account_.container.current = std::max(next.seq, std::exchange(passed_seq_, 0));
    if (account_.container.current != before.seq)
        containers_.jumped(before.seq, account_.container.current);
    account_moved_ = true;
}

AWAITGRAM_DECL void
engine::accept(const fetch_request& asked, const api::updates::state& reply, time_point now) {
    if (account_.ticket != asked.ticket)
        return;
    account_.ticket = 0;
    const auto before = state();
    const auto why = account_.skipping.value_or(updates_skipped::cause::unusable_difference);
    account_.skipping.reset();
    if (reply.pts != before.pts || reply.qts != before.qts)
        note_skip(common_sequence, why, before.pts, reply.pts);
    account_state reached{.pts = reply.pts, .qts = reply.qts, .date = reply.date, .seq = reply.seq};
    const auto received = account_.common.held.take_up_to(reached.pts);
    pass_each(received, before.pts, reached.pts);
    const auto of_bots = account_.secondary.held.take_up_to(reached.qts);
    pass_each(of_bots, before.qts, reached.qts);
    reach(reached);
    account_.useless = 0;
    conclude_account(progress::ended, now);
}

/// Passes on one part of a difference, which is in order already; but other_updates of the account may concern channels.
template <class Content, class Difference>
void engine::pass_difference(
    const std::shared_ptr<Content>& content,
    const Difference& some,
    part_of_difference part,
    time_point now
) {
    constexpr auto in_channel = std::is_same_v<Difference, api::updates::channelDifference>;
    learn(content, some.users, some.chats);
    auto& messages = content->kept.messages;
    messages.add_all(some.new_messages);
    if constexpr (!in_channel)
        messages.add_all(some.new_encrypted_messages);
    part.each = detail::part_of(part.whole, messages.size() + some.other_updates.size());
    for (const auto& message : some.new_messages)
        note_names(message);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto secret = i >= some.new_messages.size();
        update_place place;
        place.sequence = secret ? secondary_sequence : part.id;
        pass_fetched(part, messages.begin()[i], place);
    }
    source from;
    from.peers = content;
    from.part = part.each;
    from.whole = part.whole;
    for (const auto& update : some.other_updates)
        seek(update, now);
    for (const auto& update : some.other_updates) {
        const auto place = pts_info(update);
        const auto own =
            place.sequence == part.id || (!in_channel && place.sequence == secondary_sequence);
        if (place.number != 0 && !own) {
            offer(from, update, place, now);
            continue;
        }
        pass_fetched(part, update, place);
        watch(update, now);
    }
}

AWAITGRAM_DECL void engine::pass_fetched(
    const part_of_difference& part, const api::Update& update, update_place place
) {
    ordered_update next;
    next.peers = part.peers;
    next.update = &update;
    next.fetched = true;
    next.caught_up = part.caught_up;
    next.size = part.each;
    next.whole = part.whole;
    next.sequence = place.sequence < 0 ? place.sequence : part.id;
    const auto secondary = next.sequence == secondary_sequence;
    next.before = secondary ? part.before.qts : part.before.pts;
    next.after = secondary ? part.after.qts : part.after.pts;
    ready_bytes_ += part.each;
    ready_.push_back(std::move(next));
    if (part.id > 0)
        note_message(part.id, update);
}

AWAITGRAM_DECL void engine::accept(
    const fetch_request& asked, tl::reply<api::updates::ChannelDifference> reply, time_point now
) {
    using content_type = detail::difference_content<tl::reply<api::updates::ChannelDifference>>;
    auto* const channel = end_of(asked);
    if (channel == nullptr)
        return;
    if (asked.check)
        failed_checks_ = 0;
    auto& active = *channel->active;
    const auto before = channel->pts != 0 ? channel->pts : active.sought;
    auto how = progress::ended;
    auto final = true;
    auto pts = before;
    std::optional<std::int32_t> timeout;
    if (const auto* empty = reply->get_if<api::updates::channelDifferenceEmpty>()) {
        pts = empty->pts;
        final = empty->final;
        timeout = empty->timeout ? std::optional{*empty->timeout} : std::nullopt;
    } else if (const auto* some = reply->get_if<api::updates::channelDifference>()) {
        pts = some->pts;
        final = some->final;
        timeout = some->timeout ? std::optional{*some->timeout} : std::nullopt;
    } else if (const auto* jump = reply->get_if<api::updates::channelDifferenceTooLong>()) {
        if (const auto* dialog = jump->dialog.get_if<api::dialog>())
            pts = dialog->pts.value_or(0);
        final = pts > 0;
        timeout = jump->timeout ? std::optional{*jump->timeout} : std::nullopt;
    }
    if (pts < before || pts <= 0 || (!final && pts == before))
        how = progress::stalled;
    else if (!final)
        how = progress::more;
    if (asked.position_only && channel->pts != 0) {
        // Updates that were pushed meanwhile have told a position.
        how = pts > before ? progress::more : progress::ended;
        pts = before;
    }
    if (active.polled) {
        const auto least = std::chrono::seconds{std::clamp(timeout.value_or(0), 0, 3600)};
        active.polled->due = now + std::max(active.polled->every, least);
    }
    const auto repeated = how == progress::stalled && active.useless != 0;
    const auto too_long = reply->is<api::updates::channelDifferenceTooLong>();
    const auto nothing = reply->is<api::updates::channelDifferenceEmpty>();
    auto begins = channel->pts != 0 || how == progress::ended;
    if (asked.position_only || repeated || pts <= 0 || (too_long && how != progress::ended)) {
        // nothing is passed on
    } else if (too_long || active.seeks) {
        begins = take_newest(*channel, std::move(reply), {before, pts, begins}) || begins;
    } else if (reply->is<api::updates::channelDifference>()) {
        part_of_difference part;
        part.id = channel->id;
        part.before.pts = before;
        part.after.pts = std::max(pts, before);
        part.whole = detail::memory_of(reply.source());
        part.caught_up = channel->restored;
        const auto content =
            std::make_shared<peer_map_of<content_type>>(content_type(std::move(reply)));
        part.peers = content;
        const auto& kept = *content->kept.reply;
        pass_difference(
            content, *kept.template get_if<api::updates::channelDifference>(), part, now
        );
    }
    const auto reached = std::max(pts, before);
    active.sought = begins ? 0 : reached;
    if (begins && channel->pts != reached) {
        channel->pts = reached;
        mark_moved(*channel);
        if (nothing && !asked.position_only && before != 0 && reached != before)
            note_skip(channel->id, updates_skipped::cause::left_out, before, reached);
    }
    // What comes after the first new message is new, too.
    active.seeks = active.seeks && !begins;
    conclude_channel(*channel, how, now);
}

/// Of the messages that Telegram tells, the new ones, and everything that was received, although updates before them are missing. Returns
/// whether the channel has a position now: it begins with the first that are new.
AWAITGRAM_DECL bool engine::take_newest(
    detail::channel_stream& channel,
    tl::reply<api::updates::ChannelDifference> reply,
    newest_range range
) {
    using content_type = detail::difference_content<tl::reply<api::updates::ChannelDifference>>;
    const auto memory = detail::memory_of(reply.source());
    const auto content =
        std::make_shared<peer_map_of<content_type>>(content_type(std::move(reply)));
    const tl::vector<api::Message>* messages = nullptr;
    auto complete = true;
    if (const auto* jump = content->kept.reply->get_if<api::updates::channelDifferenceTooLong>()) {
        learn(content, jump->users, jump->chats);
        messages = &jump->messages;
        complete = range.to == range.from;
    } else if (const auto* some = content->kept.reply->get_if<api::updates::channelDifference>()) {
        learn(content, some->users, some->chats);
        messages = &some->new_messages;
        complete = some->other_updates.empty(); // of any age
    }
    const auto newest = channel.newest_message;
    const auto is_new = [&](const api::Message& message) {
        if (newest != 0)
            return detail::id_of(message) > newest;
        return detail::date_of(message) >= stored_date_;
    };
    auto received = channel.active->held.take_up_to(range.to);
    std::vector<const api::Message*> told;
    if (messages != nullptr)
        for (const auto& message : *messages)
            if (is_new(message))
                told.push_back(&message);
    std::sort(told.begin(), told.end(), [](const auto* one, const auto* other) {
        return detail::id_of(*one) < detail::id_of(*other);
    });
    content->kept.messages.reserve(told.size());
    for (const auto* message : told)
        content->kept.messages.add(*message);
    if (!complete) {
        const auto why = channel.active->seeks ? updates_skipped::cause::position_unknown
                                               : updates_skipped::cause::too_long;
        note_skip(channel.id, why, range.from, range.to);
        skips_.back().newest_messages = told.size();
    }

    auto before = channel.pts;
    if (before == 0) {
        if (told.empty() && received.empty() && !range.last)
            return false;
        // Each of them has taken one step at least.
        before =
            range.to - static_cast<std::int32_t>(std::min<std::size_t>(told.size(), INT16_MAX));
        if (!received.empty())
            before = std::min(before, number_before_first(received.front().place));
        before = std::max(before, 1);
        adopted_.push_back({channel.id, before});
    }
    part_of_difference part;
    part.peers = content;
    part.id = channel.id;
    part.before.pts = before;
    part.after.pts = std::max(range.to, before);
    part.each = detail::part_of(memory, told.size());
    part.whole = memory;
    part.caught_up = channel.restored;
    std::size_t next = 0;
    const auto pass_told_before = [&](std::int64_t id) {
        for (; next < told.size() && detail::id_of(*told[next]) < id; ++next) {
            note_names(*told[next]);
            pass_fetched(part, content->kept.messages.begin()[next], {channel.id, 0, 0});
        }
    };
    // The received ones in their order, and each told message before the first received one that is newer.
    for (auto& each : received) {
        held_bytes_ -= each.whole;
        const auto* message = each.size != 0 ? new_message_of(*each.first) : nullptr;
        if (message != nullptr) {
            const auto id = detail::id_of(*message);
            pass_told_before(id);
            if (next < told.size() && detail::id_of(*told[next]) == id)
                ++next;
        }
        pass_on(each, before, part.after.pts);
    }
    pass_told_before(INT64_MAX);
    return true;
}

AWAITGRAM_DECL void engine::conclude(detail::fetch_state& fetch, progress how, time_point now) {
    fetch.failures = 0;
    fetch.resume_at = time_point{};
    switch (how) {
    case progress::ended:
        fetch.useless = 0;
        break;
    case progress::more:
        fetch.useless = 0;
        fetch.demanded = true;
        break;
    case progress::stalled:
        ++fetch.useless;
        fetch.demanded = true;
        fetch.resume_at = now + pause_after(fetch.useless);
        break;
    }
}

AWAITGRAM_DECL void engine::conclude_account(progress how, time_point now) {
    conclude(account_, how, now);
    note_delay(common_sequence, account_, false);
    if (account_.useless >= most_useless_answers) {
        account_.skipping = updates_skipped::cause::unusable_difference;
        account_.resume_at = now;
    }
    if (how == progress::ended) {
        restored_ = false;
        account_.confirm(now);
    }
    for (auto* line : {&account_.common, &account_.secondary})
        complete(line->held);
    release_account();
    if (how == progress::ended && account_.holds_any())
        for (auto* line : {&account_.common, &account_.secondary})
            difference_came(line->held, account_, now);
    settle_account(now);
}

AWAITGRAM_DECL void
engine::conclude_channel(detail::channel_stream& channel, progress how, time_point now) {
    auto& active = *channel.active;
    conclude(active, how, now);
    note_delay(channel.id, active, false);
    if (active.useless >= most_useless_answers)
        return skip_in(channel, updates_skipped::cause::unusable_difference, now);
    complete(active.held);
    const auto before = channel.pts;
    if (before != 0)
        release(channel.pts, active.held);
    if (channel.pts != before)
        mark_moved(channel);
    if (how == progress::ended) {
        confirm(channel, now);
        difference_came(active.held, active, now);
    }
    settle(channel, now);
}

} // namespace awaitgram::updates
