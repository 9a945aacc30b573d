// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/codec.hpp>
#include <awaitgram/updates/gap_tracker.hpp>
#include <awaitgram/updates/pts_info.hpp>
#include <awaitgram/updates/types.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

namespace awaitgram::updates {

/// Takes in what the server says and gives out messages in order, each once: no sockets, no clock.
///
/// When `streams().overdue(now)` names a stream, fetch its difference and pass it to `accept`.
class orderer {
public:
    /// Takes in one `Updates` object; undecodable bytes ask for a difference and leave the state as it is.
    std::error_code accept(const tl::frame& frame, origin from, time_point now) {
        auto decoded = tl::decode<api::Updates>(frame);
        if (!decoded) {
            tracker_.demand(common_sequence, now);
            return decoded.error().code;
        }
        const auto kept =
            std::make_shared<peer_map_of<tl::reply<api::Updates>>>(std::move(*decoded));
        from_ = from;
        route(kept, *kept->kept, now);
        return {};
    }

    /// Takes in the answer to updates.getDifference; true when more is to be fetched.
    bool accept(tl::reply<api::updates::Difference> reply, time_point now) {
        from_ = origin::pushed;
        const auto kept =
            std::make_shared<peer_map_of<tl::reply<api::updates::Difference>>>(std::move(reply));
        const auto& difference = *kept->kept;
        if (const auto* empty = difference.get_if<api::updates::differenceEmpty>()) {
            const auto pts = tracker_.at(common_sequence);
            const auto qts = tracker_.at(secondary_sequence);
            settle({.pts = pts, .qts = qts, .date = empty->date, .seq = empty->seq}, now);
            highest_ = {};
            return false;
        }
        if (const auto* all = difference.get_if<api::updates::difference>()) {
            take(kept, *all, now);
            settle(as_state(all->state), now);
            highest_ = {};
            return false;
        }
        if (const auto* slice = difference.get_if<api::updates::differenceSlice>()) {
            take(kept, *slice, now);
            const auto next = as_state(slice->intermediate_state);
            const auto moved = next.pts != tracker_.at(common_sequence) ||
                               next.qts != tracker_.at(secondary_sequence) || next.date != date_;
            settle(next, now);
            return goes_on(moved);
        }
        if (const auto* too_long = difference.get_if<api::updates::differenceTooLong>()) {
            const auto moved = tracker_.at(common_sequence) != too_long->pts;
            auto next = state();
            next.pts = too_long->pts;
            settle(next, now);
            return goes_on(moved);
        }
        return false;
    }

    /// Whether the last difference ended without an end, so that only updates.getState helps; resets it.
    [[nodiscard]] bool take_stuck() noexcept { return std::exchange(stuck_, false); }

    /// Takes in the answer to updates.getChannelDifference; true when more is to be fetched.
    bool
    accept(std::int64_t channel, tl::reply<api::updates::ChannelDifference> reply, time_point now) {
        from_ = origin::pushed;
        const auto kept = std::make_shared<peer_map_of<tl::reply<api::updates::ChannelDifference>>>(
            std::move(reply)
        );
        const auto& difference = *kept->kept;
        const auto before = tracker_.at(channel);
        auto pts = before;
        auto final = true;
        if (const auto* empty = difference.get_if<api::updates::channelDifferenceEmpty>()) {
            pts = empty->pts;
        } else if (const auto* some = difference.get_if<api::updates::channelDifference>()) {
            take(kept, *some, now);
            pts = some->pts;
            final = some->final;
        } else if (const auto* jump = difference.get_if<api::updates::channelDifferenceTooLong>()) {
            came_along(kept, &jump->users, &jump->chats);
            if (const auto* dialog = jump->dialog.get_if<api::dialog>())
                pts = dialog->pts.value_or(before);
        }
        tracker_.satisfied(channel);
        tracker_.move_to(channel, pts, now, ready_);
        drain();
        changed_ = true;
        return !final && pts > before;
    }

    /// Sets where the account stands, as a stored state or updates.getState tells.
    void start_at(const account_state& state, time_point now) {
        from_ = origin::pushed;
        settle(state, now);
    }

    /// Sets where a channel stands, as a stored state tells.
    void start_channel_at(std::int64_t channel, std::int32_t pts, time_point now) {
        tracker_.move_to(channel, pts, now, ready_);
    }

    /// The smallest pts from which what an `Updates` object holds goes on, or `otherwise` when it holds nothing so small.
    [[nodiscard]] static std::int32_t first_pts(const tl::frame& frame, std::int32_t otherwise) {
        const auto decoded = tl::decode<api::Updates>(frame);
        if (!decoded)
            return otherwise;
        const auto& all = **decoded;
        auto first = otherwise;
        const auto look = [&first](std::int32_t pts, std::int32_t count) {
            if (pts > 0 && count >= 0 && count < pts)
                first = std::min(first, pts - count);
        };
        if (const auto* pts = all.pts())
            look(*pts, *all.pts_count());
        if (const auto* updates = all.updates())
            for (const auto& update : *updates)
                if (const auto place = pts_info(update); place.stream == common_sequence)
                    look(place.number, place.count);
        return first;
    }

    /// Where the account stands.
    [[nodiscard]] account_state state() const noexcept {
        return {
            .pts = tracker_.at(common_sequence),
            .qts = tracker_.at(secondary_sequence),
            .date = date_,
            .seq = tracker_.at(container_sequence),
        };
    }

    /// Forgets a channel that can't be asked any more; its next update starts it anew.
    void forget_channel(std::int64_t channel, time_point now) {
        tracker_.give_up(channel);
        tracker_.move_to(channel, 0, now, ready_);
        changed_ = true;
    }

    [[nodiscard]] gap_tracker& streams() noexcept { return tracker_; }

    /// The messages that are ready, in order.
    [[nodiscard]] std::vector<new_message> take_messages() { return std::exchange(messages_, {}); }

    /// What came along with anything taken in since the last call.
    [[nodiscard]] std::vector<std::shared_ptr<const peer_map>> take_peers() {
        return std::exchange(peers_, {});
    }

    /// Whether the state moved since the last call.
    [[nodiscard]] bool take_changed() noexcept { return std::exchange(changed_, false); }

private:
    // More parts of a difference in a row that lead to nothing new end it.
    static constexpr int most_idle_rounds = 3;

    // What an item points to; its owner is an arrival.
    enum tag : std::uint8_t { an_update, a_container, a_message, nothing };

    static account_state as_state(const api::updates::state& told) noexcept {
        return {.pts = told.pts, .qts = told.qts, .date = told.date, .seq = told.seq};
    }

    // Whether to ask on after a part of a difference. States that go up and down would never come to an end.
    bool goes_on(bool moved) {
        const auto at = state();
        if (at.pts > highest_.pts || at.qts > highest_.qts)
            idle_rounds_ = 0;
        else
            ++idle_rounds_;
        highest_.pts = std::max(highest_.pts, at.pts);
        highest_.qts = std::max(highest_.qts, at.qts);
        stuck_ = !moved || idle_rounds_ >= most_idle_rounds;
        if (stuck_)
            highest_ = {};
        return !stuck_;
    }

    void route(const std::shared_ptr<peer_map>& kept, const api::Updates& all, time_point now) {
        if (const auto* some = all.get_if<api::updates_>()) {
            came_along(kept, &some->users, &some->chats);
            contain(kept, all, some->updates, some->seq, some->seq, some->date, now);
        } else if (const auto* combined = all.get_if<api::updatesCombined>()) {
            came_along(kept, &combined->users, &combined->chats);
            contain(
                kept,
                all,
                combined->updates,
                combined->seq_start,
                combined->seq,
                combined->date,
                now
            );
        } else if (const auto* one = all.get_if<api::updateShort>()) {
            offer(kept, one->update, now);
        } else if (const auto* text = all.get_if<api::updateShortMessage>()) {
            if (knows(text->user_id, now))
                offer_short(*text, peer_of(text->user_id), std::nullopt, now);
        } else if (const auto* in_group = all.get_if<api::updateShortChatMessage>()) {
            if (knows(in_group->from_id, now)) {
                offer_short(
                    *in_group, peer_of(-in_group->chat_id), peer_of(in_group->from_id), now
                );
            }
        } else if (const auto* sent = all.get_if<api::updateShortSentMessage>()) {
            pending_update made;
            made.number = sent->pts;
            made.count = sent->pts_count;
            made.tag = nothing;
            push(std::move(made), now);
        } else {
            tracker_.demand(common_sequence, now); // updatesTooLong
        }
    }

    // Short forms bring no users: without having seen the writer nobody could be answered or named.
    bool knows(std::int64_t user_id, time_point now) {
        if (known_users_.count(user_id) != 0)
            return true;
        tracker_.demand(common_sequence, now);
        return false;
    }

    template <class Short>
    void offer_short(
        const Short& brief, api::Peer chat, std::optional<api::Peer> sender, time_point now
    ) {
        auto whole = expanded(brief, std::move(chat), std::move(sender));
        const auto kept = std::make_shared<peer_map_of<api::message>>(std::move(whole));
        pending_update made;
        made.number = brief.pts;
        made.count = brief.pts_count;
        made.owner = std::shared_ptr<const peer_map>(kept);
        made.what = &kept->kept;
        made.tag = a_message;
        push(std::move(made), now);
    }

    void contain(
        const std::shared_ptr<peer_map>& kept,
        const api::Updates& all,
        const tl::vector<api::Update>& updates,
        std::int32_t first,
        std::int32_t last,
        std::int32_t date,
        time_point now
    ) {
        for (const auto& update : updates)
            if (pts_info(update).number != 0)
                offer(kept, update, now);
        pending_update rest;
        rest.stream = container_sequence;
        rest.number = first == 0 ? 0 : last;
        rest.count = last - first + 1;
        rest.owner = kept;
        rest.what = &all;
        rest.tag = a_container;
        push(std::move(rest), now);
        date_ = std::max(date_, date);
    }

    void offer(const std::shared_ptr<peer_map>& kept, const api::Update& update, time_point now) {
        if (const auto* too_long = update.get_if<api::updateChannelTooLong>()) {
            if (tracker_.at(too_long->channel_id) != 0)
                tracker_.demand(too_long->channel_id, now);
            return;
        }
        auto made = pts_info(update);
        made.owner = kept;
        made.what = &update;
        made.tag = an_update;
        push(std::move(made), now);
    }

    void push(pending_update made, time_point now) {
        made.from = from_;
        tracker_.offer(std::move(made), now, ready_);
        drain();
    }

    // Hands out what is ready. A container's unnumbered updates may name a channel that is too long: nothing else of theirs
    // matters yet.
    void drain() {
        for (const auto& each : std::exchange(ready_, {})) {
            changed_ = changed_ || each.number != 0;
            const auto with = std::static_pointer_cast<const peer_map>(each.owner);
            if (each.tag == a_message) {
                new_message made;
                made.with = with;
                made.raw = static_cast<const api::message*>(each.what);
                give(std::move(made), each.from);
            } else if (each.tag == an_update) {
                give(with, *static_cast<const api::Update*>(each.what), each.from);
            } else if (each.tag == a_container) {
                const auto* all = static_cast<const api::Updates*>(each.what);
                if (const auto* updates = all->updates())
                    for (const auto& update : *updates)
                        if (pts_info(update).number == 0)
                            give(with, update, each.from);
            }
        }
    }

    void give(const std::shared_ptr<const peer_map>& with, const api::Update& update, origin from) {
        if (const auto* found = message_of(update))
            give(with, *found, from);
        else if (const auto* too_long = update.get_if<api::updateChannelTooLong>();
                 too_long != nullptr && tracker_.at(too_long->channel_id) != 0)
            tracker_.demand(too_long->channel_id, time_point{});
    }

    void give(const std::shared_ptr<const peer_map>& with, const api::Message& boxed, origin from) {
        new_message made;
        made.with = with;
        made.raw = boxed.get_if<api::message>();
        if (made.raw != nullptr)
            give(std::move(made), from);
    }

    void give(new_message made, origin from) {
        if (from == origin::pushed || !made.raw->out)
            messages_.push_back(std::move(made));
    }

    void came_along(
        const std::shared_ptr<peer_map>& kept,
        const tl::vector<api::User>* users,
        const tl::vector<api::Chat>* chats
    ) {
        kept->users = users;
        kept->chats = chats;
        for (const auto& each : *users)
            if (const auto* user = each.get_if<api::user>(); user && !user->min)
                known_users_.insert(user->id);
        peers_.push_back(kept);
    }

    // The common part of whole and sliced differences and of those of channels: what they bring is in order already, except that
    // other_updates may speak of channels.
    template <class Difference>
    void take(const std::shared_ptr<peer_map>& kept, const Difference& some, time_point now) {
        came_along(kept, &some.users, &some.chats);
        for (const auto& each : some.new_messages)
            give(kept, each, origin::pushed);
        for (const auto& update : some.other_updates) {
            if (const auto stream = pts_info(update).stream; stream > 0 && !is_in_channel(some))
                offer(kept, update, now);
            else
                give(kept, update, origin::pushed);
        }
    }

    static bool is_in_channel(const api::updates::channelDifference&) { return true; }
    template <class Difference>
    static bool is_in_channel(const Difference&) {
        return false;
    }

    void settle(const account_state& state, time_point now) {
        for (const auto stream : {common_sequence, secondary_sequence, container_sequence})
            tracker_.satisfied(stream);
        tracker_.move_to(common_sequence, state.pts, now, ready_);
        tracker_.move_to(secondary_sequence, state.qts, now, ready_);
        tracker_.move_to(container_sequence, state.seq, now, ready_);
        date_ = state.date;
        changed_ = true;
        drain();
    }

    gap_tracker tracker_{};
    std::int32_t date_ = 0;
    origin from_ = origin::pushed; // of what is being taken in
    bool changed_ = false;
    bool stuck_ = false;
    account_state highest_{}; // in the difference under way
    int idle_rounds_ = 0;
    std::vector<pending_update> ready_{};
    std::vector<new_message> messages_{};
    std::vector<std::shared_ptr<const peer_map>> peers_{};
    std::unordered_set<std::int64_t> known_users_{};
};

} // namespace awaitgram::updates
