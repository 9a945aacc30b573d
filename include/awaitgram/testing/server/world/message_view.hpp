// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/file_view.hpp>
#include <awaitgram/testing/server/world/world.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Messages as one account sees them.

namespace awaitgram::testing {

/// Adds the users and chats that a service message tells about.
inline void append_action_peers(const api::MessageAction& action, std::set<std::int64_t>& ids) {
    const auto add = [&ids](const auto& users) { ids.insert(users.begin(), users.end()); };
    if (const auto* created = action.get_if<api::messageActionChatCreate>())
        add(created->users);
    else if (const auto* added = action.get_if<api::messageActionChatAddUser>())
        add(added->users);
    else if (const auto* removed = action.get_if<api::messageActionChatDeleteUser>())
        ids.insert(removed->user_id);
    else if (const auto* joined = action.get_if<api::messageActionChatJoinedByLink>())
        ids.insert(joined->inviter_id);
    else if (const auto* moved = action.get_if<api::messageActionChatMigrateTo>())
        ids.insert(channel_dialog(moved->channel_id));
    else if (const auto* came = action.get_if<api::messageActionChannelMigrateFrom>())
        ids.insert(group_dialog(came->chat_id));
}

/// Adds the users and chats that a message refers to, as dialog ids.
inline void append_message_peers(const stored_message& message, std::set<std::int64_t>& ids) {
    ids.insert(message.peer);
    if (!message.post)
        ids.insert(message.from);
    for (const auto& entity : message.entities)
        if (const auto* mention = entity.get_if<api::messageEntityMentionName>())
            ids.insert(mention->user_id);
    if (!message.extras)
        return;
    const auto& extras = *message.extras;
    if (extras.via_bot != 0)
        ids.insert(extras.via_bot);
    if (extras.action)
        append_action_peers(*extras.action, ids);
    if (extras.sent_as != 0)
        ids.insert(extras.sent_as);
    if (extras.forwarded && extras.forwarded->from_id) {
        const auto& from = *extras.forwarded->from_id;
        if (const auto* user = from.get_if<api::peerUser>())
            ids.insert(user->user_id);
        else if (const auto* channel = from.get_if<api::peerChannel>())
            ids.insert(channel_dialog(channel->channel_id));
    }
    for (const auto& reaction : extras.reactions)
        ids.insert(reaction.by);
}

/// The reactions to a message as an account sees them.
[[nodiscard]] inline api::messageReactions
shown_reactions(const stored_message& message, std::int64_t viewer) {
    constexpr std::size_t most_recent = 3;
    api::messageReactions shown;
    if (!message.extras)
        return shown;
    std::vector<api::reactionCount> counts;
    tl::vector<api::messagePeerReaction> recent;
    shown.can_see_list = !message.post;
    for (const auto& given : message.extras->reactions)
        for (const auto& reaction : given.reactions) {
            auto count = std::find_if(counts.begin(), counts.end(), [&](const auto& known) {
                return known.reaction == reaction;
            });
            if (count == counts.end()) {
                count = counts.insert(counts.end(), api::reactionCount{});
                count->reaction = reaction;
            }
            ++count->count;
            if (given.by == viewer)
                count->chosen_order = 0;
            if (message.post || recent.size() == most_recent)
                continue;
            api::messagePeerReaction one;
            one.peer_id = peer_of(given.by);
            one.date = given.date;
            one.my = given.by == viewer;
            one.unread = message.from == viewer && !one.my && given.unread;
            one.reaction = reaction;
            recent.push_back(std::move(one));
        }
    shown.results = tl::vector<api::reactionCount>{counts};
    if (!recent.empty())
        shown.recent_reactions = std::move(recent);
    return shown;
}

/// How many comments a channel's post has, and where; nothing when it can have none.
[[nodiscard]] inline std::optional<api::messageReplies>
shown_comments(const world& accounts, const chat& channel, std::int32_t post) {
    const auto known = channel.discussions.find(post);
    const auto* group = known == channel.discussions.end() || known->second.first != channel.linked
                            ? nullptr
                            : accounts.find_chat(channel.linked);
    if (group == nullptr)
        return std::nullopt;
    api::messageReplies comments;
    comments.comments = true;
    comments.replies_pts = group->posts.pts();
    comments.channel_id = bare_id(group->id);
    for (const auto& [id, message] : group->posts.messages())
        if (message.thread == known->second.second) {
            ++comments.replies;
            comments.max_id = id;
        }
    return comments;
}

/// Whether a message of a group names an account or replies to it.
[[nodiscard]] inline bool
is_mentioned(const account& viewer, const stored_message& message, const stored_message* answered) {
    if (is_user(message.peer) || message.from == viewer.id || message.post)
        return false;
    if (answered != nullptr && answered->from == viewer.id)
        return true;
    for (const auto& entity : message.entities)
        if (const auto* mention = entity.get_if<api::messageEntityMentionName>();
            mention != nullptr && mention->user_id == viewer.id)
            return true;
    return !viewer.username.empty() && message.text.find('@') != std::string::npos &&
           lower(message.text).find('@' + lower(viewer.username)) != std::string::npos;
}

/// Names a message among those that an account has opened.
[[nodiscard]] inline std::pair<std::int64_t, std::int32_t> key_of(const stored_message& message) {
    return {is_channel(message.peer) ? message.peer : 0, message.id};
}

/// Whether a message is a voice or video message, which is played.
[[nodiscard]] inline bool is_played(const stored_message& message) {
    const auto* file = message.extras && message.extras->media
                           ? message.extras->media->get_if<api::messageMediaDocument>()
                           : nullptr;
    return file != nullptr && (file->voice || file->round);
}

/// Whether a message mentions an account that has not seen that.
[[nodiscard]] inline bool
is_unread_mention(const account& viewer, const mailbox& box, const stored_message& message) {
    return !viewer.bot && is_mentioned(viewer, message, box.find(message.reply_to)) &&
           viewer.opened.count(key_of(message)) == 0;
}

/// Whether an account has not opened a message that it should.
[[nodiscard]] inline bool
is_unopened(const account& viewer, const mailbox& box, const stored_message& message) {
    return is_unread_mention(viewer, box, message) ||
           (!viewer.bot && message.from != viewer.id && is_played(message) &&
            viewer.opened.count(key_of(message)) == 0);
}

/// Whether others have reacted to a message of an account that has not seen that.
[[nodiscard]] inline bool
has_unread_reactions(const account& viewer, const stored_message& message) {
    return message.from == viewer.id && !message.post && message.extras &&
           std::ranges::any_of(message.extras->reactions, [&](const given_reaction& given) {
               return given.by != viewer.id && given.unread;
           });
}

namespace detail {

/// The members that messages and service messages have in common.
template <class Shown>
void show_envelope(
    const world& accounts, const account& viewer, const stored_message& stored, Shown& shown
) {
    const auto saved = stored.peer == viewer.id;
    const auto* channel = is_channel(stored.peer) ? accounts.find_chat(stored.peer) : nullptr;
    shown.id = stored.id;
    shown.out =
        channel != nullptr ? stored.from == viewer.id && !stored.post : stored.outgoing && !saved;
    if (saved)
        shown.saved_peer_id = peer_of(viewer.id);
    shown.silent = stored.silent;
    shown.post = stored.post;
    if (!stored.post)
        shown.from_id = peer_of(
            stored.extras && stored.extras->sent_as != 0 ? stored.extras->sent_as : stored.from
        );
    shown.peer_id = peer_of(stored.peer);
    shown.date = stored.date;
    const auto& box = channel != nullptr ? channel->posts : viewer.box;
    shown.mentioned = is_mentioned(viewer, stored, box.find(stored.reply_to));
    shown.media_unread = is_unopened(viewer, box, stored);
    const auto* quoted = stored.extras && stored.extras->reply ? &*stored.extras->reply : nullptr;
    if (stored.reply_to != 0 || stored.topic != 0 || quoted != nullptr) {
        auto header = quoted != nullptr ? *quoted : api::messageReplyHeader{};
        if (!header.reply_to_peer_id)
            header.reply_to_msg_id = stored.reply_to != 0 ? stored.reply_to : stored.topic;
        header.forum_topic = stored.topic != 0;
        if (stored.topic != 0 && stored.reply_to != 0 && stored.reply_to != stored.topic)
            header.reply_to_top_id = stored.topic;
        else if (stored.thread != 0 && stored.thread != stored.reply_to)
            header.reply_to_top_id = stored.thread;
        shown.reply_to = api::MessageReplyHeader{std::move(header)};
    }
    if (stored.extras && !stored.extras->reactions.empty())
        shown.reactions = shown_reactions(stored, viewer.id);
}

} // namespace detail

[[nodiscard]] inline api::Message
shown_message(const world& accounts, const account& viewer, const stored_message& stored) {
    if (stored.is_service()) {
        api::messageService shown;
        detail::show_envelope(accounts, viewer, stored, shown);
        shown.action = shown_action(*stored.extras->action, viewer.bot);
        if (auto* changed = shown.action.get_if<api::messageActionChatEditPhoto>())
            show_photo(accounts, viewer.id, {stored.peer, stored.id}, changed->photo);
        return shown;
    }
    api::message shown;
    detail::show_envelope(accounts, viewer, stored, shown);
    shown.pinned = stored.pinned;
    shown.message = tl::string{stored.text};
    if (!stored.entities.empty())
        shown.entities = stored.entities;
    if (stored.reply_markup)
        shown.reply_markup = *stored.reply_markup;
    if (stored.edit_date != 0)
        shown.edit_date = stored.edit_date;
    if (stored.post) {
        shown.views = 1;
        shown.forwards = 0;
        if (const auto* channel = accounts.find_chat(stored.peer))
            if (auto comments = shown_comments(accounts, *channel, stored.id))
                shown.replies = *std::move(comments);
    }
    if (!stored.extras)
        return shown;
    const auto& extras = *stored.extras;
    shown.noforwards = extras.noforwards;
    shown.invert_media = extras.invert_media;
    shown.from_scheduled = extras.from_scheduled;
    if (extras.paid_stars != 0)
        shown.paid_message_stars = extras.paid_stars;
    if (extras.effect != 0)
        shown.effect = extras.effect;
    if (extras.media)
        shown.media = shown_media_for(accounts, viewer.id, {stored.peer, stored.id}, *extras.media);
    if (const auto* poll = accounts.find_poll(extras.poll)) {
        api::messageMediaPoll media;
        media.poll = poll->poll;
        media.poll.creator = poll->creator == viewer.id;
        media.results = poll->results(viewer.id);
        shown.media = api::MessageMedia{std::move(media)};
    }
    if (extras.forwarded)
        shown.fwd_from = *extras.forwarded;
    if (extras.via_bot != 0)
        shown.via_bot_id = extras.via_bot;
    if (extras.grouped_id != 0)
        shown.grouped_id = extras.grouped_id;
    return shown;
}

} // namespace awaitgram::testing
