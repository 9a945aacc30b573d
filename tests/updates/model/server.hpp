// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/updates/engine.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "choices.hpp"

namespace awaitgram::tests::model {

using updates::sequence_id;

inline constexpr std::int64_t first_channel = 101;
/// A chat of private messages has the id of the other user, a basic group this and more, a channel its own.
inline constexpr std::int64_t first_group = 50;

/// One thing that happened on the server, as the reference of what must be delivered.
struct happening {
    enum class kind { message, edit, deletion, bot_event, own, unnumbered };

    kind what = kind::message;
    /// Names it; at the same time the id of a message.
    std::int32_t uid = 0;
    std::int64_t chat = 0;
    sequence_id sequence = updates::common_sequence;
    std::int32_t number = 0;
    std::int32_t count = 0;
    std::int32_t date = 0;
    /// The user who acts.
    std::int64_t sender = 0;

    [[nodiscard]] bool is_message() const noexcept { return what == kind::message; }
    /// Whether it must be delivered, whatever gets lost.
    [[nodiscard]] bool owed() const noexcept {
        return what != kind::own && what != kind::unnumbered;
    }
};

inline std::string describe(const happening& it) {
    static constexpr const char* kinds[] = {
        "message", "edit", "deletion", "event", "own request's", "unnumbered"};
    auto text = std::string(kinds[static_cast<int>(it.what)]) + " #" + std::to_string(it.uid);
    if (it.number != 0)
        text += " (sequence " + std::to_string(it.sequence) + ", " + std::to_string(it.number) +
                "/" + std::to_string(it.count) + ")";
    return text;
}

inline api::User person(std::int64_t id, bool min = false) {
    api::user value{};
    value.id = id;
    value.access_hash = id;
    value.min = min;
    value.first_name = "A";
    return value;
}

inline api::Message message_of(const happening& it) {
    api::message value{};
    value.id = it.uid;
    value.date = it.date;
    if (it.chat >= first_channel) {
        value.peer_id = api::peerChannel{.channel_id = it.chat};
        value.from_id = api::peerUser{.user_id = it.sender};
    } else if (it.chat >= first_group) {
        value.peer_id = api::peerChat{.chat_id = it.chat};
        value.from_id = api::peerUser{.user_id = it.sender};
    } else {
        value.peer_id = api::peerUser{.user_id = it.sender};
    }
    return value;
}

template <class InChannel, class Common>
api::Update with_message(const happening& it) {
    if (it.chat >= first_channel) {
        InChannel update{};
        update.message = message_of(it);
        update.pts = it.number;
        update.pts_count = it.count;
        return update;
    }
    Common update{};
    update.message = message_of(it);
    update.pts = it.number;
    update.pts_count = it.count;
    return update;
}

inline api::Update update_of(const happening& it) {
    switch (it.what) {
    case happening::kind::message:
        return with_message<api::updateNewChannelMessage, api::updateNewMessage>(it);
    case happening::kind::edit:
        return with_message<api::updateEditChannelMessage, api::updateEditMessage>(it);
    case happening::kind::deletion: {
        if (it.chat >= first_channel) {
            api::updateDeleteChannelMessages update{};
            update.channel_id = it.chat;
            update.messages.push_back(it.uid);
            update.pts = it.number;
            update.pts_count = it.count;
            return update;
        }
        api::updateDeleteMessages update{};
        update.messages.push_back(it.uid);
        update.pts = it.number;
        update.pts_count = it.count;
        return update;
    }
    case happening::kind::bot_event: {
        api::updateBotStopped update{};
        update.user_id = it.sender;
        update.date = it.uid;
        update.qts = it.number;
        return update;
    }
    default: {
        api::updateBotInlineSend update{};
        update.user_id = it.sender;
        update.id = std::to_string(it.uid);
        return update;
    }
    }
}

/// The name of the thing that an update tells of; 0 for updates that tell of none.
inline std::int32_t uid_of(const api::Update& update) {
    const auto in = [](const api::Message& boxed) {
        const auto* message = boxed.get_if<api::message>();
        return message != nullptr ? message->id : 0;
    };
    if (const auto* some = update.get_if<api::updateNewMessage>())
        return in(some->message);
    if (const auto* some = update.get_if<api::updateNewChannelMessage>())
        return in(some->message);
    if (const auto* some = update.get_if<api::updateEditMessage>())
        return in(some->message);
    if (const auto* some = update.get_if<api::updateEditChannelMessage>())
        return in(some->message);
    if (const auto* some = update.get_if<api::updateDeleteMessages>())
        return some->messages.empty() ? 0 : some->messages[0];
    if (const auto* some = update.get_if<api::updateDeleteChannelMessages>())
        return some->messages.empty() ? 0 : some->messages[0];
    if (const auto* some = update.get_if<api::updateBotStopped>())
        return some->date;
    if (const auto* some = update.get_if<api::updateBotInlineSend>())
        return std::stoi(some->id.str());
    return 0;
}

/// An account on a server: everything that happened, and the differences between positions.
class server {
public:
    /// Differences of more than this are too long; 0: none is.
    std::int32_t account_limit = 0;
    std::int32_t channel_limit = 0;

    std::vector<happening> log{}; // the uid is the index + 1
    std::map<sequence_id, std::vector<std::size_t>> by_sequence{};

    [[nodiscard]] std::int32_t at(sequence_id id) const {
        const auto known = numbers_.find(id);
        return known == numbers_.end() ? 0 : known->second;
    }
    void start_at(sequence_id id, std::int32_t number) { numbers_[id] = number; }

    happening& happens(happening it) {
        it.uid = static_cast<std::int32_t>(log.size()) + 1;
        if (it.what != happening::kind::unnumbered) {
            it.number = numbers_[it.sequence] += it.count;
            by_sequence[it.sequence].push_back(log.size());
        }
        log.push_back(it);
        return log.back();
    }

    /// The moment when `count` things have happened.
    [[nodiscard]] static std::int32_t date_after(std::size_t count) noexcept {
        return 99 + static_cast<std::int32_t>(count);
    }

    /// What happened in a sequence after `number`, as far as the server knew when `seen` things had happened.
    [[nodiscard]] std::vector<const happening*>
    since(sequence_id id, std::int32_t number, std::size_t seen) const {
        std::vector<const happening*> some;
        const auto known = by_sequence.find(id);
        if (known != by_sequence.end())
            for (const auto index : known->second)
                if (index < seen && log[index].number > number)
                    some.push_back(&log[index]);
        return some;
    }

    /// The number of a sequence when `seen` things had happened.
    [[nodiscard]] std::int32_t reached(sequence_id id, std::size_t seen) const {
        const auto known = by_sequence.find(id);
        if (known != by_sequence.end())
            for (const auto index : known->second)
                if (index >= seen)
                    return log[index].number - log[index].count;
        return at(id);
    }

    template <class Difference>
    static void add(Difference& to, const happening& it) {
        if (it.is_message())
            to.new_messages.push_back(message_of(it));
        else if (it.owed())
            to.other_updates.push_back(update_of(it));
        if (it.sender != 0)
            to.users.push_back(person(it.sender));
    }

    api::updates::Difference difference(
        const updates::account_state& from,
        std::size_t seen,
        std::uint32_t slice,
        bool names_channels
    ) const {
        const auto common = since(updates::common_sequence, from.pts, seen);
        const auto secondary = since(updates::secondary_sequence, from.qts, seen);
        const auto last = common.empty() ? from.pts : common.back()->number;
        if (account_limit != 0 && last - from.pts > account_limit)
            return api::updates::differenceTooLong{.pts = common[common.size() / 2]->number};
        api::updates::differenceSlice some{};
        some.intermediate_state.pts = from.pts;
        some.intermediate_state.qts = from.qts;
        some.intermediate_state.date = from.date;
        some.intermediate_state.seq = seq;
        std::uint32_t count = 0;
        for (const auto* each : common) {
            if (count++ == slice)
                break;
            add(some, *each);
            some.intermediate_state.pts = each->number;
            some.intermediate_state.date = each->date;
        }
        const auto complete = count <= slice && common.size() <= slice;
        if (complete) {
            some.intermediate_state.date = date_after(seen);
            for (const auto* each : secondary) {
                add(some, *each);
                some.intermediate_state.qts = each->number;
            }
        }
        if (names_channels && complete)
            for (const auto& [id, number] : numbers_)
                if (id >= first_channel)
                    some.other_updates.push_back(api::updateChannelTooLong{
                        .channel_id = id, .pts = number});
        if (!complete)
            return some;
        if (common.empty() && secondary.empty() && some.other_updates.empty())
            return api::updates::differenceEmpty{.date = date_after(seen), .seq = seq};
        api::updates::difference all{};
        all.new_messages = std::move(some.new_messages);
        all.other_updates = std::move(some.other_updates);
        all.users = std::move(some.users);
        all.state = std::move(some.intermediate_state);
        return all;
    }

    api::updates::ChannelDifference channel_difference(
        std::int64_t id, std::int32_t from, std::size_t seen, std::uint32_t slice
    ) const {
        const auto missed = since(id, from, seen);
        const auto last = missed.empty() ? from : missed.back()->number;
        if (missed.empty()) {
            api::updates::channelDifferenceEmpty none{};
            none.final = true;
            none.pts = from != 0 ? from : reached(id, seen);
            return none;
        }
        if (channel_limit != 0 && last - from > channel_limit) {
            api::updates::channelDifferenceTooLong jump{};
            api::dialog dialog{};
            dialog.peer = api::peerChannel{.channel_id = id};
            dialog.pts = last;
            dialog.notify_settings = api::peerNotifySettings{};
            jump.dialog = dialog;
            jump.final = true;
            for (auto i = missed.size(); i > 0 && jump.messages.size() < 3; --i)
                if (missed[i - 1]->is_message())
                    jump.messages.push_back(message_of(*missed[i - 1]));
            return jump;
        }
        api::updates::channelDifference some{};
        some.pts = from;
        std::uint32_t count = 0;
        for (const auto* each : missed) {
            if (count++ == slice)
                break;
            add(some, *each);
            some.pts = each->number;
        }
        some.final = missed.size() <= slice;
        return some;
    }

    std::int32_t seq = 1;

private:
    std::map<sequence_id, std::int32_t> numbers_{};
};

} // namespace awaitgram::tests::model
