// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/chat_member.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/impl/chat_member_updated.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

namespace detail {

/// Who somebody in a chat is, in any of the constructors.
template <class Participant>
[[nodiscard]] std::int64_t participant_id(const Participant& raw) noexcept {
    if (const auto* user = raw.user_id())
        return dialog_of_user(*user);
    if constexpr (requires { raw.peer(); })
        if (const auto* peer = raw.peer())
            return dialog_id(*peer);
    return 0;
}

[[nodiscard]] inline const api::channelParticipantBanned*
restricted_in(const api::ChannelParticipant* raw) noexcept {
    return raw != nullptr ? raw->get_if<api::channelParticipantBanned>() : nullptr;
}

[[nodiscard]] inline member_side
member_side_of(const api::ChatParticipant* group, const api::ChannelParticipant* channel) noexcept {
    if (group != nullptr)
        return member_side_in(*group);
    return channel != nullptr ? member_side_in(*channel) : member_side{};
}

} // namespace detail

AWAITGRAM_DECL std::int64_t chat_member::id() const noexcept {
    if (group_ != nullptr)
        return detail::participant_id(*group_);
    return channel_ != nullptr ? detail::participant_id(*channel_) : stranger_;
}

AWAITGRAM_DECL member_status chat_member::status() const noexcept {
    return detail::member_side_of(group_, channel_).status;
}

AWAITGRAM_DECL bool chat_member::present() const noexcept {
    return detail::member_side_of(group_, channel_).present;
}

AWAITGRAM_DECL std::string_view chat_member::title() const noexcept {
    return detail::member_side_of(group_, channel_).rank;
}

AWAITGRAM_DECL admin_rights chat_member::rights() const noexcept {
    const auto side = detail::member_side_of(group_, channel_);
    if (side.rights != nullptr)
        return admin_rights::from_raw(*side.rights);
    if (channel_ != nullptr) {
        const auto* owner = channel_->get_if<api::channelParticipantCreator>();
        return owner != nullptr ? admin_rights::from_raw(owner->admin_rights) : admin_rights{};
    }
    return is_admin() ? admin_rights::of_groups() : admin_rights{};
}

AWAITGRAM_DECL permissions chat_member::allowed() const noexcept {
    const auto* limited = detail::restricted_in(channel_);
    return limited != nullptr ? permissions::from_bans(limited->banned_rights) : permissions::all();
}

AWAITGRAM_DECL std::optional<time_point> chat_member::until() const noexcept {
    const auto* limited = detail::restricted_in(channel_);
    // Telegram writes the last moment that it can tell for "never".
    constexpr std::int32_t never = 0x7fffffff;
    if (limited == nullptr || limited->banned_rights.until_date == 0 ||
        limited->banned_rights.until_date == never)
        return std::nullopt;
    return from_unix(limited->banned_rights.until_date);
}

AWAITGRAM_DECL std::optional<time_point> chat_member::date() const noexcept {
    const auto* date = group_ != nullptr     ? group_->date()
                       : channel_ != nullptr ? channel_->date()
                                             : nullptr;
    return date != nullptr ? std::optional{from_unix(*date)} : std::nullopt;
}

AWAITGRAM_DECL std::int64_t chat_member::inviter_id() const noexcept {
    if (group_ != nullptr) {
        const auto* inviter = group_->inviter_id();
        return inviter != nullptr ? *inviter : 0;
    }
    if (channel_ == nullptr)
        return 0;
    if (const auto* self = channel_->get_if<api::channelParticipantSelf>())
        return self->inviter_id;
    const auto* admin = channel_->get_if<api::channelParticipantAdmin>();
    return admin != nullptr ? admin->inviter_id.value_or(0) : 0;
}

AWAITGRAM_DECL std::int64_t chat_member::changed_by() const noexcept {
    if (const auto* limited = detail::restricted_in(channel_))
        return limited->kicked_by;
    const auto* admin =
        channel_ != nullptr ? channel_->get_if<api::channelParticipantAdmin>() : nullptr;
    return admin != nullptr ? admin->promoted_by : 0;
}

AWAITGRAM_DECL bool chat_member::editable() const noexcept {
    const auto* admin =
        channel_ != nullptr ? channel_->get_if<api::channelParticipantAdmin>() : nullptr;
    return admin != nullptr && admin->can_edit;
}

} // namespace awaitgram
