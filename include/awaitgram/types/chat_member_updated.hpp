// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/member_status.hpp> // IWYU pragma: export
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace awaitgram {

/// What happened to a member of a group or channel.
enum class member_change {
    /// The user came: by a link, a request that was approved, or through the chat's name.
    joined,
    /// Another member added the user.
    added,
    /// The user went.
    left,
    /// Another member removed the user; `new_status` is `banned` if the user cannot return.
    kicked,
    /// A banned user may return.
    unbanned,
    /// Some rights were taken away.
    restricted,
    /// All restrictions were lifted.
    unrestricted,
    /// The restrictions are different ones now.
    restrictions_changed,
    /// The user became an administrator; also when a bot was added as one.
    promoted,
    /// The user is no administrator any more.
    demoted,
    /// The rights of an administrator are different ones now.
    rights_changed,
    /// The user became the owner.
    became_owner,
    /// The user gave the ownership away.
    lost_ownership,
    /// The user's title in the group is a different one now.
    rank_changed,
    /// A paid membership was prolonged.
    subscription_changed,
    /// Something that this library does not know.
    other,
};

/// Its name, such as "added".
[[nodiscard]] constexpr const char* to_string(member_change change) noexcept {
    switch (change) {
    case member_change::joined:
        return "joined";
    case member_change::added:
        return "added";
    case member_change::left:
        return "left";
    case member_change::kicked:
        return "kicked";
    case member_change::unbanned:
        return "unbanned";
    case member_change::restricted:
        return "restricted";
    case member_change::unrestricted:
        return "unrestricted";
    case member_change::restrictions_changed:
        return "restrictions_changed";
    case member_change::promoted:
        return "promoted";
    case member_change::demoted:
        return "demoted";
    case member_change::rights_changed:
        return "rights_changed";
    case member_change::became_owner:
        return "became_owner";
    case member_change::lost_ownership:
        return "lost_ownership";
    case member_change::rank_changed:
        return "rank_changed";
    case member_change::subscription_changed:
        return "subscription_changed";
    case member_change::other:
        return "other";
    }
    return "unknown";
}

/// A user's place in a group or channel changed; updateChatParticipant, updateChannelParticipant.
///
/// Bots receive it, as administrators of the chat; for themselves always. Accounts of users see service messages instead.
class chat_member_updated
    : public event_of<api::updateChatParticipant, api::updateChannelParticipant> {
public:
    using event_of::event_of;

    /// The chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept {
        if (const auto* in_group = raw_if<api::updateChatParticipant>())
            return detail::dialog_of_group(in_group->chat_id);
        return detail::dialog_of_channel(raw_if<api::updateChannelParticipant>()->channel_id);
    }

    /// The user whose place changed.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        if (const auto* in_group = raw_if<api::updateChatParticipant>())
            return detail::dialog_of_user(in_group->user_id);
        return detail::dialog_of_user(raw_if<api::updateChannelParticipant>()->user_id);
    }

    /// The same as a handle, and the chat; nothing for those that did not come along.
    [[nodiscard]] std::optional<awaitgram::user> user() const {
        return awaitgram::user::among(peers(), user_id(), receiver());
    }
    [[nodiscard]] std::optional<awaitgram::chat> chat() const {
        return awaitgram::chat::among(peers(), chat_id(), receiver());
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The user who changed it: maybe the same one.
    [[nodiscard]] std::int64_t actor_id() const noexcept {
        if (const auto* in_group = raw_if<api::updateChatParticipant>())
            return detail::dialog_of_user(in_group->actor_id);
        return detail::dialog_of_user(raw_if<api::updateChannelParticipant>()->actor_id);
    }

    /// Whether it concerns the account that receives it, such as the bot that was added.
    [[nodiscard]] bool about_me() const noexcept {
        return receiver() != nullptr && receiver()->id != 0 && user_id() == receiver()->id;
    }

    /// When that was.
    [[nodiscard]] time_point date() const noexcept {
        if (const auto* in_group = raw_if<api::updateChatParticipant>())
            return from_unix(in_group->date);
        return from_unix(raw_if<api::updateChannelParticipant>()->date);
    }

    /// What the user was before.
    [[nodiscard]] member_status old_status() const noexcept;

    /// What the user is now.
    [[nodiscard]] member_status new_status() const noexcept;

    /// Whether the user was in the chat before.
    [[nodiscard]] bool was_member() const noexcept;

    /// Whether the user is in the chat now.
    [[nodiscard]] bool is_member() const noexcept;

    /// What happened.
    [[nodiscard]] member_change change() const noexcept;

    /// The title that the user has in the group now; empty for none.
    [[nodiscard]] std::string_view rank() const noexcept;

    /// The invite link that the user came by; null when there is none or it is unknown.
    [[nodiscard]] const api::chatInviteExported* invite() const noexcept;

    /// Whether the user came by a request that was approved.
    [[nodiscard]] bool by_request() const noexcept;

    /// Whether the user came with a shared folder of chats.
    [[nodiscard]] bool by_folder() const noexcept {
        const auto* in_channel = raw_if<api::updateChannelParticipant>();
        return in_channel && in_channel->via_chatlist;
    }
};

} // namespace awaitgram
