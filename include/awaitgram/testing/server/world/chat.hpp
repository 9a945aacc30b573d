// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/testing/server/world/dialog_id.hpp>
#include <awaitgram/testing/server/world/mailbox.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

enum class chat_kind {
    /// Its messages are in the mailboxes of its members.
    group,
    supergroup,
    /// A broadcast channel: only admins write.
    channel,
};

/// The relation of an account to a chat.
enum class standing { none, creator, admin, member, restricted, banned, left };

/// One account's place in a chat.
struct chat_member {
    std::int64_t user{};
    standing is = standing::none;
    std::int64_t inviter{};
    /// The account that promoted, restricted or banned it.
    std::int64_t changed_by{};
    std::int32_t date{};
    api::chatAdminRights rights{};
    api::chatBannedRights banned{};
    std::string rank{};
    bool by_request{};
    /// The link that it came by, and the admin who let it in.
    std::string invite{};
    std::int64_t approved_by{};
    /// In channels: the greatest message that it has read.
    std::int32_t read_max_id{};
    /// The same of single threads and topics, where that is more.
    std::map<std::int32_t, std::int32_t> read_threads{};
    /// When its last message was sent, for the slow mode.
    std::int32_t wrote{};

    [[nodiscard]] bool is_in() const noexcept {
        return is == standing::creator || is == standing::admin || is == standing::member ||
               is == standing::restricted;
    }
    /// The greatest message of a thread or topic that it has read.
    [[nodiscard]] std::int32_t read_in(std::int32_t thread) const {
        const auto known = read_threads.find(thread);
        return known == read_threads.end() ? read_max_id : std::max(read_max_id, known->second);
    }
    [[nodiscard]] bool is_admin() const noexcept {
        return is == standing::creator || is == standing::admin;
    }

    /// Makes it an unrestricted member, or one that may come again.
    void lift_ban() {
        if (is == standing::restricted)
            is = standing::member;
        else if (is == standing::banned)
            is = standing::left;
        banned = {};
    }
};

/// Whether a restriction or ban ends by itself: not when its end is nearer than 30 seconds, or farther than 366 days.
[[nodiscard]] inline bool ends_by_itself(const api::chatBannedRights& rights, std::int32_t now) {
    constexpr std::int64_t nearest = 30;
    constexpr std::int64_t farthest = std::int64_t{366} * 24 * 3600;
    const auto left = std::int64_t{rights.until_date} - now;
    return left >= nearest && left <= farthest;
}

struct chat_invite {
    std::string hash{};
    std::int64_t admin{};
    std::int32_t date{};
    std::int32_t expires{};
    std::int32_t usage_limit{};
    std::int32_t usage{};
    std::string title{};
    bool request_needed{};
    bool permanent{};
    bool revoked{};
};

struct join_request {
    std::int64_t user{};
    std::int32_t date{};
    std::string invite{};
};

/// A topic of a forum; its id is that of the service message that created it.
struct forum_topic {
    std::int32_t id{};
    std::string title{};
    std::int32_t icon_color{};
    std::int64_t icon_emoji{};
    std::int64_t from{};
    std::int32_t date{};
    bool closed{};
    bool hidden{};
    bool pinned{};
};

/// A basic group, a supergroup or a broadcast channel.
struct chat {
    std::int64_t id{};
    chat_kind kind{};
    std::string title{};
    std::string about{};
    std::string username{};
    /// The photo that is shown, if there is one.
    std::vector<std::int64_t> photos{};
    std::int64_t creator{};
    std::int32_t date{};
    std::int32_t version = 1;
    bool forum{};
    bool deleted{};
    /// Messages cannot be forwarded.
    bool noforwards{};
    bool join_to_send{};
    /// Admins approve those who join by the username.
    bool join_by_request{};
    bool hidden_prehistory{};
    /// Seconds between messages of a member, and until messages are deleted; 0 for none.
    std::int32_t slow_mode{};
    std::int32_t ttl{};
    /// The stars that a message of someone who is no admin costs.
    std::int64_t message_price{};
    /// The channel of a group for comments, or the group of a channel; 0 for none.
    std::int64_t linked{};
    /// The copies of a channel's posts in its group for comments: group and message, by post.
    std::map<std::int32_t, std::pair<std::int64_t, std::int32_t>> discussions{};
    /// In whose name accounts write, where it is not their own.
    std::map<std::int64_t, std::int64_t> send_as{};
    /// The supergroup that has taken the place of a basic group, or 0.
    std::int64_t migrated_to{};
    api::chatBannedRights default_banned{};
    std::map<std::int64_t, chat_member> members{};
    std::map<std::string, chat_invite> invites{};
    std::map<std::int64_t, join_request> requests{};
    std::map<std::int32_t, forum_topic> topics{};
    /// The topic that every forum has, for what can be changed of it.
    forum_topic general{1, "General"};
    /// What was done in a supergroup or channel, oldest first.
    std::vector<api::channelAdminLogEvent> events{};
    /// The messages of a channel; empty for a basic group.
    mailbox posts{};

    [[nodiscard]] bool is_broadcast() const noexcept { return kind == chat_kind::channel; }
    [[nodiscard]] bool is_group() const noexcept { return kind == chat_kind::group; }

    /// Whether a message is in a topic of this forum; all that are in no other one are in General.
    [[nodiscard]] bool has_in_topic(std::int32_t topic, const stored_message& message) const {
        if (topics.count(message.id) != 0)
            return false; // it has created a topic
        return message.topic == topic || (topic == general.id && message.topic == 0);
    }
    /// Whether a message is one of the replies that begin at another one, or is in its topic.
    [[nodiscard]] bool has_in_thread(std::int32_t first, const stored_message& message) const {
        return forum ? has_in_topic(first, message) : message.thread == first;
    }

    /// The place of an account that may never have been here.
    [[nodiscard]] chat_member member(std::int64_t user) const {
        const auto known = members.find(user);
        if (known != members.end())
            return known->second;
        chat_member stranger;
        stranger.user = user;
        return stranger;
    }
    [[nodiscard]] bool has(std::int64_t user) const {
        const auto known = members.find(user);
        return known != members.end() && known->second.is_in();
    }
    [[nodiscard]] bool is_admin(std::int64_t user) const {
        const auto known = members.find(user);
        return known != members.end() && known->second.is_admin();
    }
    /// Whether an account has a right of admins; the creator has all.
    [[nodiscard]] bool can(std::int64_t user, bool api::chatAdminRights::*right) const {
        const auto known = members.find(user);
        if (known == members.end() || !known->second.is_admin())
            return false;
        return known->second.is == standing::creator || known->second.rights.*right;
    }
    /// Whether a member may do what restrictions can forbid.
    [[nodiscard]] bool allows(std::int64_t user, bool api::chatBannedRights::*action) const {
        const auto place = member(user);
        if (place.is_admin())
            return true;
        return place.is_in() && !(default_banned.*action) &&
               !(place.is == standing::restricted && place.banned.*action);
    }
    [[nodiscard]] std::int32_t count() const {
        return static_cast<std::int32_t>(std::count_if(
            members.begin(), members.end(), [](const auto& entry) { return entry.second.is_in(); }
        ));
    }
};

} // namespace awaitgram::testing
