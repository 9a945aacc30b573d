// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/types/admin_rights.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/member_status.hpp>
#include <awaitgram/types/permissions.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

struct ban_options; // methods/members.hpp
struct restrict_options;
struct promote_options;

/// A member of a group or channel, or somebody who was one or is banned: a handle that keeps its data alive.
///
/// What it is asked to do calls the methods of the same names, see methods/members.hpp: errors and traps are there.
class chat_member {
public:
    /// An empty one, for completion tokens that need one before there is a result.
    chat_member() noexcept = default;

    /// A member inside of a larger object, which `peers` keeps alive, of the chat with a number of the Bot API.
    chat_member(
        std::shared_ptr<const peer_map> peers,
        std::int64_t chat,
        const api::ChatParticipant& raw,
        const self_info* account = nullptr
    ) noexcept
        : peers_(std::move(peers)), group_(&raw), account_(account), chat_(chat) {}
    chat_member(
        std::shared_ptr<const peer_map> peers,
        std::int64_t chat,
        const api::ChannelParticipant& raw,
        const self_info* account = nullptr
    ) noexcept
        : peers_(std::move(peers)), channel_(&raw), account_(account), chat_(chat) {}
    /// Somebody without a record in a chat.
    chat_member(std::int64_t chat, std::int64_t user, const self_info* account) noexcept
        : account_(account), chat_(chat), stranger_(user) {}

    /// The id of the user; of a chat where one was banned, as groups can do with channels that write there. In references to chats, such
    /// as `telegram.ban(group, member)`, it stands for the user.
    [[nodiscard]] std::int64_t id() const noexcept;
    /// The group or channel in the Bot API's numbering.
    [[nodiscard]] std::int64_t member_of() const noexcept { return chat_; }
    /// The user as a handle; nothing for a chat, and when it did not come along.
    [[nodiscard]] std::optional<awaitgram::user> user() const {
        return awaitgram::user::among(peers_, id(), account_);
    }
    /// The user's name or the chat's title; empty when it did not come along.
    [[nodiscard]] std::string name() const {
        return peers_ ? title_of(*peers_, id()) : std::string{};
    }

    [[nodiscard]] member_status status() const noexcept;
    /// Whether the user is in the chat now.
    [[nodiscard]] bool present() const noexcept;
    [[nodiscard]] bool is_admin() const noexcept {
        return status() == member_status::administrator || status() == member_status::owner;
    }
    /// The title that the group shows beside the name; empty for none.
    [[nodiscard]] std::string_view title() const noexcept;
    /// The rights of an administrator; none for others. Administrators of basic groups have the same ones.
    [[nodiscard]] admin_rights rights() const noexcept;
    /// What restrictions leave, without those of the group; nothing for those who are banned.
    [[nodiscard]] permissions allowed() const noexcept;
    /// When restrictions or a ban end; nothing for never.
    [[nodiscard]] std::optional<time_point> until() const noexcept;
    /// When the user joined, or the restrictions began; nothing when it is not told.
    [[nodiscard]] std::optional<time_point> date() const noexcept;
    /// The user who invited this one; 0 when it is not told.
    [[nodiscard]] std::int64_t inviter_id() const noexcept;
    /// The administrator who promoted, restricted or banned this user; 0 for none.
    [[nodiscard]] std::int64_t changed_by() const noexcept;
    /// Whether the account may change the rights of this administrator.
    [[nodiscard]] bool editable() const noexcept;

    [[nodiscard]] awaitable<void> ban() const;
    [[nodiscard]] awaitable<void> ban(const ban_options& options) const;
    [[nodiscard]] awaitable<void> kick() const;
    [[nodiscard]] awaitable<void> unban() const;
    [[nodiscard]] awaitable<void> restrict_to(permissions allowed) const;
    [[nodiscard]] awaitable<void>
    restrict_to(permissions allowed, const restrict_options& options) const;
    [[nodiscard]] awaitable<void> promote(admin_rights granted) const;
    [[nodiscard]] awaitable<void>
    promote(admin_rights granted, const promote_options& options) const;
    [[nodiscard]] awaitable<void> demote() const;
    [[nodiscard]] awaitable<void> set_title(std::string_view title) const;

    /// A member of a basic group as Telegram's schema describes it; null for others.
    [[nodiscard]] const api::ChatParticipant* raw_of_group() const noexcept { return group_; }
    /// A member of a supergroup or channel as Telegram's schema describes it; null for others.
    [[nodiscard]] const api::ChannelParticipant* raw_of_channel() const noexcept {
        return channel_;
    }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }
    /// The account that acts on it; null for none.
    [[nodiscard]] const self_info* account() const noexcept { return account_; }

private:
    std::shared_ptr<const peer_map> peers_{};
    const api::ChatParticipant* group_ = nullptr;
    const api::ChannelParticipant* channel_ = nullptr;
    const self_info* account_ = nullptr;
    std::int64_t chat_ = 0;
    std::int64_t stranger_ = 0;
};

} // namespace awaitgram
