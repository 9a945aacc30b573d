// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world.hpp>

#include <cstdint>
#include <set>
#include <utility>

namespace awaitgram::testing {

/// How one account sees the world: Telegram's objects for what `world` holds.
class view {
public:
    view(const world& all, const person& viewer, std::int32_t date)
        : all_(all), viewer_(viewer), date_(date) {}

    [[nodiscard]] static api::Peer peer(std::int64_t id) {
        api::peerUser user;
        user.user_id = id;
        return user;
    }

    [[nodiscard]] api::User user(const person& one) const {
        api::user seen;
        seen.id = one.id;
        seen.access_hash = all_.access_hash(viewer_.id, one.id);
        seen.self = one.id == viewer_.id;
        seen.first_name = tl::string{one.first_name};
        if (!one.last_name.empty())
            seen.last_name = tl::string{one.last_name};
        if (!one.username.empty())
            seen.username = tl::string{one.username};
        if (one.bot) {
            seen.bot = true;
            seen.bot_nochats = true;
            seen.bot_info_version = 1;
        } else {
            if (one.id == viewer_.id)
                seen.phone = tl::string{one.phone};
            seen.status = status(one);
        }
        return seen;
    }

    [[nodiscard]] api::UserStatus status(const person& one) const {
        if (one.online_until > date_) {
            api::userStatusOnline online;
            online.expires = one.online_until;
            return online;
        }
        if (one.last_seen == 0)
            return api::userStatusEmpty{};
        api::userStatusOffline offline;
        offline.was_online = one.last_seen;
        return offline;
    }

    [[nodiscard]] api::Message message(const stored_message& stored) const {
        api::message seen;
        seen.id = stored.id;
        seen.out = stored.outgoing;
        seen.silent = stored.silent;
        seen.from_id = peer(stored.from);
        seen.peer_id = peer(stored.peer);
        seen.date = stored.date;
        seen.message = tl::string{stored.text};
        if (!stored.entities.empty())
            seen.entities = stored.entities;
        if (stored.reply_markup)
            seen.reply_markup = *stored.reply_markup;
        if (stored.reply_to != 0) {
            api::messageReplyHeader header;
            header.reply_to_msg_id = stored.reply_to;
            seen.reply_to = api::MessageReplyHeader{std::move(header)};
        }
        return seen;
    }

    /// The update that tells a viewer of what happened in his mailbox.
    [[nodiscard]] api::Update update(const box_event& event) const {
        switch (event.what) {
        case box_event::kind::read_inbox: {
            api::updateReadHistoryInbox read;
            read.peer = peer(event.peer);
            read.max_id = event.message_id;
            read.still_unread_count = event.still_unread;
            read.pts = event.pts;
            read.pts_count = event.pts_count;
            return read;
        }
        case box_event::kind::read_outbox: {
            api::updateReadHistoryOutbox read;
            read.peer = peer(event.peer);
            read.max_id = event.message_id;
            read.pts = event.pts;
            read.pts_count = event.pts_count;
            return read;
        }
        case box_event::kind::new_message:
            break;
        }
        api::updateNewMessage update;
        update.message = message(*viewer_.box.find(event.message_id));
        update.pts = event.pts;
        update.pts_count = event.pts_count;
        return update;
    }

    /// The updates of one event, with everybody it names.
    [[nodiscard]] api::updates_ updates(const box_event& event) const {
        api::updates_ all;
        all.updates.push_back(update(event));
        all.users = users({event.peer, viewer_.id});
        all.date = date_;
        return all;
    }

    [[nodiscard]] tl::vector<api::User> users(const std::set<std::int64_t>& ids) const {
        tl::vector<api::User> list;
        for (const auto id : ids)
            if (const auto* one = all_.find(id))
                list.push_back(user(*one));
        return list;
    }

    /// A chat as the list of chats shows it.
    [[nodiscard]] api::Dialog dialog(std::int64_t with, const dialog_state& state) const {
        api::dialog seen;
        seen.peer = peer(with);
        seen.top_message = state.top_message;
        seen.read_inbox_max_id = state.read_inbox_max_id;
        seen.read_outbox_max_id = state.read_outbox_max_id;
        seen.unread_count = state.unread_count;
        return seen;
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
    const world& all_;
    const person& viewer_;
    std::int32_t date_;
};

} // namespace awaitgram::testing
