// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/change_list.hpp>
#include <awaitgram/testing/server/world/entities.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

// Messages that are sent, changed and removed in chats of all kinds, without a look at rights.

namespace awaitgram::testing {

/// One copy of a message: in private chats and basic groups each account has its own; in a channel there is one.
struct message_copy {
    mailbox* box{};
    /// The account; 0 for the message of a channel.
    std::int64_t owner{};
    std::int32_t id{};

    [[nodiscard]] stored_message& message() const { return *box->find(id); }
};

/// The messages of a chat, in the place where an account has them.
[[nodiscard]] inline mailbox& box_of(world& accounts, account& self, std::int64_t dialog) {
    auto* room = is_channel(dialog) ? accounts.find_chat(dialog) : nullptr;
    return room != nullptr ? room->posts : self.box;
}

/// A message of a chat, as an account numbers it; null when there is none.
[[nodiscard]] inline stored_message*
message_in(world& accounts, account& self, std::int64_t dialog, std::int32_t id) {
    auto* message = box_of(accounts, self, dialog).find(id);
    return message != nullptr && message->peer == dialog ? message : nullptr;
}

/// All copies of a message that still exist; the first one is that of `self`.
[[nodiscard]] inline std::vector<message_copy>
copies_of(world& accounts, account& self, std::int64_t dialog, std::int32_t id) {
    const auto* message = message_in(accounts, self, dialog, id);
    if (message == nullptr)
        return {};
    if (is_channel(dialog))
        return {{&box_of(accounts, self, dialog), 0, id}};
    std::vector<message_copy> copies{{&self.box, self.id, id}};
    if (is_user(dialog)) {
        auto* other = accounts.find(dialog);
        if (other != nullptr && other != &self && other->box.find(message->twin_id) != nullptr)
            copies.push_back({&other->box, other->id, message->twin_id});
    } else if (message->extras) {
        for (const auto& [owner, own_id] : message->extras->copies)
            if (auto* other = accounts.find(owner);
                other != &self && other->box.find(own_id) != nullptr)
                copies.push_back({&other->box, owner, own_id});
    }
    return copies;
}

/// Forgets the text that an account has kept for a chat.
inline void clear_draft(change_list& changes, account& self, std::int64_t dialog) {
    const auto* state = self.box.dialog_with(dialog);
    if (state == nullptr || !state->draft)
        return;
    self.box.open_dialog(dialog).draft.reset();
    api::draftMessageEmpty none;
    none.date = changes.date();
    api::updateDraftMessage update;
    update.peer = peer_of(dialog);
    update.draft = none;
    changes.push(self.id, std::move(update), {dialog});
}

/// Forwards a new post of a channel to its group for comments, where it is pinned.
inline void share_post(change_list& changes, chat& channel, std::int32_t id) {
    auto* group = channel.linked != 0 ? changes.accounts().find_chat(channel.linked) : nullptr;
    const auto& post = *channel.posts.find(id);
    if (group == nullptr || group->deleted || post.is_service())
        return;
    auto copy = post;
    copy.from = channel.id;
    copy.peer = group->id;
    copy.post = false;
    copy.pinned = true;
    copy.reply_to = 0;
    copy.random_id = 0;
    copy.reply_markup.reset();
    copy.extras = post.extras ? std::make_shared<message_extras>(*post.extras)
                              : std::make_shared<message_extras>();
    copy.extras->reactions.clear();
    copy.extras->reply.reset();
    if (!copy.extras->forwarded) {
        auto& origin = copy.extras->forwarded.emplace();
        origin.from_id = peer_of(channel.id);
        origin.channel_post = id;
        origin.date = post.date;
    }
    copy.extras->forwarded->saved_from_peer = peer_of(channel.id);
    copy.extras->forwarded->saved_from_msg_id = id;
    const auto event = group->posts.add(std::move(copy));
    channel.discussions[id] = {group->id, event.message_id};
    changes.add_to_members(*group, event);
}

/// Sends a message to a chat of any kind and returns its id as the sender numbers it.
inline std::int32_t
post(change_list& changes, account& from, std::int64_t dialog, const draft& message) {
    auto& accounts = changes.accounts();
    if (message.clears_draft)
        clear_draft(changes, from, dialog);
    if (is_user(dialog)) {
        auto sent = accounts.send(from, *accounts.find(dialog), message, changes.date());
        const auto id = sent.front().event.message_id;
        changes.add(std::move(sent));
        return id;
    }
    auto& room = *accounts.find_chat(dialog);
    stored_message copy;
    copy.from = from.id;
    copy.peer = dialog;
    copy.silent = message.silent;
    copy.date = changes.date();
    copy.text = message.text;
    copy.entities = with_found_entities(message.text, message.entities);
    copy.reply_markup = message.reply_markup;
    copy.random_id = message.random_id;
    copy.topic = message.topic;
    copy.extras = message.extras;
    copy.reply_to = message.reply_to;
    if (is_channel(dialog)) {
        copy.post = room.is_broadcast();
        if (copy.extras && copy.extras->paid_stars != 0)
            accounts.stars().move(
                from.id,
                room.id,
                copy.extras->paid_stars,
                "message-" + std::to_string(accounts.unique_number()),
                changes.date(),
                "message",
                {}
            );
        const auto* answered = copy.post || room.forum ? nullptr : room.posts.find(copy.reply_to);
        if (answered != nullptr)
            copy.thread = answered->thread != 0 ? answered->thread : answered->id;
        const auto event = room.posts.add(std::move(copy));
        if (const auto place = room.members.find(from.id); place != room.members.end()) {
            place->second.read_max_id = event.message_id;
            place->second.wrote = changes.date();
        }
        changes.add_to_members(room, event);
        if (room.is_broadcast())
            share_post(changes, room, event.message_id);
        return event.message_id;
    }
    std::map<std::int64_t, std::int32_t> answered; // by account
    for (const auto& each : copies_of(accounts, from, dialog, message.reply_to))
        answered[each.owner] = each.id;
    auto extras = std::make_shared<message_extras>();
    if (message.extras)
        *extras = *message.extras;
    copy.extras = extras;
    std::int32_t own_id = 0;
    const auto deliver = [&](account& to) {
        auto own = copy;
        own.outgoing = &to == &from;
        const auto known = answered.find(to.id);
        own.reply_to = known != answered.end() ? known->second : 0;
        if (!sees(accounts, room, to, own))
            return;
        const auto event = to.box.add(std::move(own));
        extras->copies.emplace_back(to.id, event.message_id);
        if (&to == &from)
            own_id = event.message_id;
        changes.add(to.id, event);
    };
    deliver(from);
    changes.for_each_member(room, [&](account& member) {
        if (&member != &from)
            deliver(member);
    });
    return own_id;
}

/// Sends a service message and returns its id as the sender numbers it.
inline std::int32_t announce(
    change_list& changes,
    account& from,
    std::int64_t dialog,
    api::MessageAction action,
    std::int32_t reply_to = 0,
    std::int32_t topic = 0
) {
    draft message;
    message.extras = std::make_shared<message_extras>();
    message.extras->action = std::move(action);
    message.reply_to = reply_to;
    message.topic = topic;
    return post(changes, from, dialog, message);
}

/// Changes a message in all its copies.
template <class Change>
void change_message(
    change_list& changes, account& self, std::int64_t dialog, std::int32_t id, Change change
) {
    auto& accounts = changes.accounts();
    for (const auto& copy : copies_of(accounts, self, dialog, id)) {
        auto& message = copy.message();
        auto before = message;
        change(message);
        const auto event = copy.box->edited(message, changes.date(), std::move(before));
        if (copy.owner != 0)
            changes.add(copy.owner, event);
        else
            changes.add_to_members(*accounts.find_chat(dialog), event);
    }
}

/// Removes messages of one chat: for all who have them, or for `self` alone. Returns how many `self` has lost.
inline std::int32_t erase_messages(
    change_list& changes,
    account& self,
    std::int64_t dialog,
    std::span<const std::int32_t> ids,
    bool for_all
) {
    auto& accounts = changes.accounts();
    if (is_channel(dialog)) {
        auto& room = *accounts.find_chat(dialog);
        const auto event = room.posts.erase(dialog, ids, changes.date());
        if (event)
            changes.add_to_members(room, *event);
        return event ? event->pts_count : 0;
    }
    std::map<std::int64_t, std::vector<std::int32_t>> by_owner;
    for (const auto id : ids)
        for (const auto& copy : copies_of(accounts, self, dialog, id))
            if (for_all || copy.owner == self.id)
                by_owner[copy.owner].push_back(copy.id);
    std::int32_t lost = 0;
    for (const auto& [owner, own_ids] : by_owner) {
        const auto with = owner == self.id || is_group(dialog) ? dialog : self.id;
        const auto event = accounts.find(owner)->box.erase(with, own_ids, changes.date());
        if (!event)
            continue;
        changes.add(owner, *event);
        if (owner == self.id)
            lost = event->pts_count;
    }
    return lost;
}

/// Pins messages of a chat, or unpins them, for all who have them or for `self` alone. Returns whether that changed anything.
inline bool pin_messages(
    change_list& changes,
    account& self,
    std::int64_t dialog,
    std::span<const std::int32_t> ids,
    bool pinned,
    bool for_all = true
) {
    auto& accounts = changes.accounts();
    if (is_channel(dialog)) {
        auto& room = *accounts.find_chat(dialog);
        const auto event = room.posts.pin(dialog, ids, pinned, changes.date());
        if (event)
            changes.add_to_members(room, *event);
        return event.has_value();
    }
    std::map<std::int64_t, std::vector<std::int32_t>> by_owner;
    for (const auto id : ids)
        for (const auto& copy : copies_of(accounts, self, dialog, id))
            if (for_all || copy.owner == self.id)
                by_owner[copy.owner].push_back(copy.id);
    auto changed = false;
    for (const auto& [owner, own_ids] : by_owner) {
        const auto with = owner == self.id || is_group(dialog) ? dialog : self.id;
        if (const auto event =
                accounts.find(owner)->box.pin(with, own_ids, pinned, changes.date())) {
            changes.add(owner, *event);
            changed = true;
        }
    }
    return changed;
}

/// Marks a chat as read up to a message of the reader, for the reader and for those whose messages were read.
inline void
read_messages(change_list& changes, account& reader, std::int64_t dialog, std::int32_t max_id) {
    auto& accounts = changes.accounts();
    if (is_user(dialog))
        return changes.add(accounts.read(reader, dialog, max_id, changes.date()));
    if (is_group(dialog)) {
        const auto event = reader.box.read_inbox(dialog, max_id, changes.date());
        if (!event)
            return;
        changes.add(reader.id, *event);
        for (const auto& copy : copies_of(accounts, reader, dialog, event->message_id))
            if (auto* writer = accounts.find(copy.owner);
                writer != nullptr && writer != &reader && !writer->bot)
                if (const auto receipt = writer->box.read_outbox(dialog, copy.id, changes.date()))
                    changes.add(writer->id, *receipt);
        return;
    }
    auto& channel = *accounts.find_chat(dialog);
    const auto known_place = channel.members.find(reader.id);
    if (known_place == channel.members.end())
        return;
    auto& place = known_place->second;
    const auto ids = channel.posts.ids_with(dialog);
    const auto last = ids.empty() ? 0 : ids.back();
    const auto up_to = max_id == 0 ? last : std::min(max_id, last);
    if (up_to <= place.read_max_id)
        return;
    const auto before = std::exchange(place.read_max_id, up_to);
    api::updateReadChannelInbox inbox;
    inbox.channel_id = bare_id(dialog);
    inbox.max_id = up_to;
    inbox.still_unread_count = changes.view_of(reader).state_of_channel(channel).unread_count;
    inbox.pts = channel.posts.pts();
    changes.push(reader.id, std::move(inbox), {dialog});
    if (channel.is_broadcast())
        return;
    std::map<std::int64_t, std::int32_t>
        writers; // whose messages were read, and the last one of each
    for (auto id = std::upper_bound(ids.begin(), ids.end(), before);
         id != ids.end() && *id <= up_to;
         ++id)
        writers[channel.posts.find(*id)->from] = *id;
    for (const auto& [writer, id] : writers) {
        const auto* known = accounts.find(writer);
        if (known == nullptr || known->bot || known == &reader)
            continue;
        api::updateReadChannelOutbox outbox;
        outbox.channel_id = bare_id(dialog);
        outbox.max_id = id;
        changes.push(writer, std::move(outbox), {dialog});
    }
}

} // namespace awaitgram::testing
