// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/chat_view.hpp>
#include <awaitgram/testing/server/world/message_view.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

namespace awaitgram::testing {

/// The world as one account sees it: builds Telegram's objects from the records of `world`.
class view {
public:
    view(const world& accounts, const account& viewer, std::int32_t date)
        : accounts_(accounts), viewer_(viewer), date_(date) {}

    [[nodiscard]] static api::Peer peer(std::int64_t id) { return peer_of(id); }

    [[nodiscard]] api::User user(const account& target) const {
        api::user shown;
        shown.id = target.id;
        shown.access_hash = accounts_.access_hash(viewer_.id, target.id);
        shown.self = target.id == viewer_.id;
        shown.premium = target.premium;
        if (!target.photos.empty()) {
            api::userProfilePhoto photo;
            photo.photo_id = target.photos.front();
            photo.dc_id = accounts_.files().find(photo.photo_id)->dc;
            shown.photo = std::move(photo);
        }
        shown.first_name = tl::string{target.first_name};
        if (!target.last_name.empty())
            shown.last_name = tl::string{target.last_name};
        if (!target.username.empty())
            shown.username = tl::string{target.username};
        if (target.bot) {
            shown.bot = true;
            shown.bot_chat_history = !target.privacy_mode;
            shown.bot_info_version = 1;
            shown.bot_inline_placeholder = "Search";
        } else {
            if (target.id == viewer_.id)
                shown.phone = tl::string{target.phone};
            shown.status = status(target);
            if (!target.emoji_status.empty() && !target.emoji_status.is<api::emojiStatusEmpty>())
                shown.emoji_status = target.emoji_status;
        }
        if (const auto known = viewer_.contacts.find(target.id); known != viewer_.contacts.end()) {
            shown.contact = true;
            shown.mutual_contact = target.contacts.count(viewer_.id) != 0;
            shown.first_name = tl::string{known->second.first_name};
            shown.last_name = tl::string{known->second.last_name};
        }
        return shown;
    }

    [[nodiscard]] api::UserStatus status(const account& target) const {
        if (target.online_until > date_) {
            api::userStatusOnline online;
            online.expires = target.online_until;
            return online;
        }
        if (target.last_seen == 0)
            return api::userStatusEmpty{};
        api::userStatusOffline offline;
        offline.was_online = target.last_seen;
        return offline;
    }

    [[nodiscard]] api::Chat chat_of(const chat& shown) const {
        return shown_chat(accounts_, viewer_, shown);
    }

    [[nodiscard]] api::Message message(const stored_message& stored) const {
        return shown_message(accounts_, viewer_, stored);
    }

    /// The update for a change of the viewer's mailbox; the messages that it shows must exist.
    [[nodiscard]] api::Update update(const mailbox_event& event) const {
        using kind = mailbox_event::kind;
        switch (event.what) {
        case kind::read_inbox: {
            api::updateReadHistoryInbox read;
            read.peer = peer(event.peer);
            read.max_id = event.message_id;
            read.still_unread_count = event.still_unread;
            return numbered(std::move(read), event);
        }
        case kind::read_outbox: {
            api::updateReadHistoryOutbox read;
            read.peer = peer(event.peer);
            read.max_id = event.message_id;
            return numbered(std::move(read), event);
        }
        case kind::edited:
            return with_message<api::updateEditMessage>(viewer_.box, event);
        case kind::erased: {
            api::updateDeleteMessages gone;
            gone.messages = tl::vector<std::int32_t>{event.ids};
            return numbered(std::move(gone), event);
        }
        case kind::pinned:
        case kind::unpinned: {
            api::updatePinnedMessages pins;
            pins.pinned = event.what == kind::pinned;
            pins.peer = peer(event.peer);
            pins.messages = tl::vector<std::int32_t>{event.ids};
            return numbered(std::move(pins), event);
        }
        case kind::other:
            return event.other->update;
        case kind::new_message:
            break;
        }
        return with_message<api::updateNewMessage>(viewer_.box, event);
    }

    /// The update for a change of a channel; the messages that it shows must exist.
    [[nodiscard]] api::Update
    channel_update(const chat& channel, const mailbox_event& event) const {
        using kind = mailbox_event::kind;
        if (event.what == kind::erased) {
            api::updateDeleteChannelMessages gone;
            gone.channel_id = bare_id(channel.id);
            gone.messages = tl::vector<std::int32_t>{event.ids};
            return numbered(std::move(gone), event);
        }
        if (event.what == kind::pinned || event.what == kind::unpinned) {
            api::updatePinnedChannelMessages pins;
            pins.pinned = event.what == kind::pinned;
            pins.channel_id = bare_id(channel.id);
            pins.messages = tl::vector<std::int32_t>{event.ids};
            return numbered(std::move(pins), event);
        }
        if (event.what == kind::other)
            return event.other->update;
        if (event.what == kind::edited)
            return with_message<api::updateEditChannelMessage>(channel.posts, event);
        return with_message<api::updateNewChannelMessage>(channel.posts, event);
    }

    /// Adds the users and chats that an event of a mailbox or a channel refers to.
    static void
    append_peers(const mailbox& box, const mailbox_event& event, std::set<std::int64_t>& ids) {
        if (event.peer != 0)
            ids.insert(event.peer);
        if (event.other)
            ids.insert(event.other->peers.begin(), event.other->peers.end());
        if (const auto* message = box.find(event.message_id))
            append_message_peers(*message, ids);
    }

    /// The update for a change, with the users and chats that it refers to; empty when its message is gone already.
    [[nodiscard]] api::updates_ updates(const delivery& change) const {
        api::updates_ container;
        container.date = date_;
        std::set<std::int64_t> ids;
        append(change, container, ids);
        fill_peers(container, ids);
        return container;
    }
    [[nodiscard]] api::updates_ updates(const mailbox_event& event) const {
        return updates(delivery{viewer_.id, event, 0, nullptr});
    }

    /// Appends the update for a change, without the users and chats, whose ids it adds to `ids`.
    void
    append(const delivery& change, api::updates_& container, std::set<std::int64_t>& ids) const {
        if (change.loose) {
            container.updates.push_back(change.loose->update);
            container.seq = change.loose->seq;
            ids.insert(change.loose->peers.begin(), change.loose->peers.end());
            return;
        }
        const auto* channel = accounts_.find_chat(change.channel);
        const auto& box = channel != nullptr ? channel->posts : viewer_.box;
        const auto& event = change.event;
        if (shows_message(event) && box.find(event.message_id) == nullptr)
            return;
        if (channel != nullptr)
            ids.insert(channel->id);
        else
            ids.insert(viewer_.id);
        append_peers(box, event, ids);
        container.updates.push_back(
            channel != nullptr ? channel_update(*channel, event) : update(event)
        );
    }

    [[nodiscard]] static bool shows_message(const mailbox_event& event) noexcept {
        return event.what == mailbox_event::kind::new_message ||
               event.what == mailbox_event::kind::edited;
    }

    [[nodiscard]] tl::vector<api::User> users(const std::set<std::int64_t>& ids) const {
        tl::vector<api::User> list;
        for (const auto id : ids)
            if (const auto* target = accounts_.find(id))
                list.push_back(user(*target));
        return list;
    }

    [[nodiscard]] tl::vector<api::Chat> chats(const std::set<std::int64_t>& ids) const {
        tl::vector<api::Chat> list;
        for (const auto id : ids)
            if (const auto* target = accounts_.find_chat(id))
                list.push_back(chat_of(*target));
        return list;
    }

    /// Fills in the users of an answer, and its chats if it has any.
    template <class Answer>
    void fill_peers(Answer& answer, const std::set<std::int64_t>& ids) const {
        answer.users = users(ids);
        if constexpr (requires { answer.chats; })
            answer.chats = chats(ids);
    }

    [[nodiscard]] static api::peerNotifySettings notify_settings(const dialog_settings& own) {
        api::peerNotifySettings shown;
        if (own.muted_until != 0)
            shown.mute_until = own.muted_until;
        return shown;
    }

    /// A chat as the list of chats shows it.
    [[nodiscard]] api::Dialog dialog(std::int64_t with, const dialog_state& state) const {
        api::dialog shown;
        shown.peer = peer(with);
        shown.top_message = state.top_message;
        shown.read_inbox_max_id = state.read_inbox_max_id;
        shown.read_outbox_max_id = state.read_outbox_max_id;
        shown.unread_count = state.unread_count;
        if (state.draft)
            shown.draft = *state.draft;
        if (const auto own = viewer_.dialog_settings_of.find(with);
            own != viewer_.dialog_settings_of.end()) {
            shown.unread_mark = own->second.unread_mark;
            shown.notify_settings = notify_settings(own->second);
            if (own->second.archived)
                shown.folder_id = 1;
        }
        const auto* room = is_channel(with) ? accounts_.find_chat(with) : nullptr;
        const auto& box = room != nullptr ? room->posts : viewer_.box;
        for (const auto id : box.ids_with(with)) {
            const auto& message = *box.find(id);
            shown.unread_mentions_count += is_unread_mention(viewer_, box, message);
            shown.unread_reactions_count += has_unread_reactions(viewer_, message);
        }
        const auto& pins = viewer_.pinned_dialogs;
        shown.pinned = std::find(pins.begin(), pins.end(), with) != pins.end();
        if (const auto* channel = accounts_.find_chat(with);
            channel != nullptr && !channel->is_group())
            shown.pts = channel->posts.pts();
        return shown;
    }

    /// The state of a channel as the viewer's list of chats has it.
    [[nodiscard]] dialog_state state_of_channel(const chat& channel) const {
        dialog_state state;
        const auto ids = channel.posts.ids_with(channel.id);
        state.top_message = ids.empty() ? 0 : ids.back();
        state.read_inbox_max_id = channel.member(viewer_.id).read_max_id;
        for (const auto id : ids)
            state.unread_count +=
                id > state.read_inbox_max_id && channel.posts.find(id)->from != viewer_.id;
        for (const auto& [user, member] : channel.members)
            if (user != viewer_.id && member.read_max_id > state.read_outbox_max_id)
                state.read_outbox_max_id = member.read_max_id;
        return state;
    }

    [[nodiscard]] api::updates::state state() const {
        api::updates::state now;
        now.pts = viewer_.box.pts();
        now.qts = viewer_.qts;
        now.date = date_;
        now.seq = viewer_.seq;
        now.unread_count = viewer_.box.unread();
        return now;
    }

private:
    template <class Update>
    static api::Update numbered(Update update, const mailbox_event& event) {
        update.pts = event.pts;
        update.pts_count = event.pts_count;
        return update;
    }

    template <class Update>
    [[nodiscard]] api::Update with_message(const mailbox& box, const mailbox_event& event) const {
        Update update;
        update.message = message(*box.find(event.message_id));
        return numbered(std::move(update), event);
    }

    const world& accounts_;
    const account& viewer_;
    std::int32_t date_;
};

} // namespace awaitgram::testing
