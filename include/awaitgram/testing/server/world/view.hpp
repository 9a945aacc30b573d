// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <cstdint>
#include <set>
#include <utility>

namespace awaitgram::testing {

/// The world as one account sees it: builds Telegram's objects from the records of `world`.
class view {
public:
    view(const world& accounts, const account& viewer, std::int32_t date)
        : accounts_(accounts), viewer_(viewer), date_(date) {}

    [[nodiscard]] static api::Peer peer(std::int64_t id) {
        api::peerUser user;
        user.user_id = id;
        return user;
    }

    [[nodiscard]] api::User user(const account& target) const {
        api::user shown;
        shown.id = target.id;
        shown.access_hash = accounts_.access_hash(viewer_.id, target.id);
        shown.self = target.id == viewer_.id;
        shown.first_name = tl::string{target.first_name};
        if (!target.last_name.empty())
            shown.last_name = tl::string{target.last_name};
        if (!target.username.empty())
            shown.username = tl::string{target.username};
        if (target.bot) {
            shown.bot = true;
            shown.bot_nochats = true;
            shown.bot_info_version = 1;
        } else {
            if (target.id == viewer_.id)
                shown.phone = tl::string{target.phone};
            shown.status = status(target);
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

    [[nodiscard]] api::Message message(const stored_message& stored) const {
        api::message shown;
        shown.id = stored.id;
        const auto saved = stored.peer == viewer_.id;
        shown.out = stored.outgoing && !saved;
        if (saved)
            shown.saved_peer_id = peer(viewer_.id);
        shown.silent = stored.silent;
        shown.from_id = peer(stored.from);
        shown.peer_id = peer(stored.peer);
        shown.date = stored.date;
        shown.message = tl::string{stored.text};
        if (!stored.entities.empty())
            shown.entities = stored.entities;
        if (stored.reply_markup)
            shown.reply_markup = *stored.reply_markup;
        if (stored.reply_to != 0) {
            api::messageReplyHeader header;
            header.reply_to_msg_id = stored.reply_to;
            shown.reply_to = api::MessageReplyHeader{std::move(header)};
        }
        return shown;
    }

    /// The update for a change of the viewer's mailbox.
    [[nodiscard]] api::Update update(const mailbox_event& event) const {
        switch (event.what) {
        case mailbox_event::kind::read_inbox: {
            api::updateReadHistoryInbox read;
            read.peer = peer(event.peer);
            read.max_id = event.message_id;
            read.still_unread_count = event.still_unread;
            read.pts = event.pts;
            read.pts_count = event.pts_count;
            return read;
        }
        case mailbox_event::kind::read_outbox: {
            api::updateReadHistoryOutbox read;
            read.peer = peer(event.peer);
            read.max_id = event.message_id;
            read.pts = event.pts;
            read.pts_count = event.pts_count;
            return read;
        }
        case mailbox_event::kind::new_message:
            break;
        }
        api::updateNewMessage update;
        update.message = message(*viewer_.box.find(event.message_id));
        update.pts = event.pts;
        update.pts_count = event.pts_count;
        return update;
    }

    /// The update for a change, with the users that it refers to.
    [[nodiscard]] api::updates_ updates(const mailbox_event& event) const {
        api::updates_ container;
        container.updates.push_back(update(event));
        container.users = users({event.peer, viewer_.id});
        container.date = date_;
        return container;
    }

    [[nodiscard]] tl::vector<api::User> users(const std::set<std::int64_t>& ids) const {
        tl::vector<api::User> list;
        for (const auto id : ids)
            if (const auto* target = accounts_.find(id))
                list.push_back(user(*target));
        return list;
    }

    /// A chat as the list of chats shows it.
    [[nodiscard]] api::Dialog dialog(std::int64_t with, const dialog_state& state) const {
        api::dialog shown;
        shown.peer = peer(with);
        shown.top_message = state.top_message;
        shown.read_inbox_max_id = state.read_inbox_max_id;
        shown.read_outbox_max_id = state.read_outbox_max_id;
        shown.unread_count = state.unread_count;
        return shown;
    }

    [[nodiscard]] api::updates::state state() const {
        api::updates::state now;
        now.pts = viewer_.box.pts();
        now.date = date_;
        now.seq = 1;
        now.unread_count = viewer_.box.unread();
        return now;
    }

private:
    const world& accounts_;
    const account& viewer_;
    std::int32_t date_;
};

} // namespace awaitgram::testing
