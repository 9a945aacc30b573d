// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/chat_member_updated.hpp>

#include <cstdint>
#include <string_view>

namespace awaitgram {

namespace detail {

/// A member before or after a change, in groups and channels alike.
struct member_side {
    member_status status = member_status::left;
    bool present = false;
    std::string_view rank{};
    std::int32_t paid_until = 0;
    const api::chatAdminRights* rights = nullptr;
};

[[nodiscard]] inline std::string_view text_or_empty(const tl::opt<tl::string>& text) noexcept {
    return text ? text->view() : std::string_view{};
}

[[nodiscard]] inline member_side member_side_in(const api::ChatParticipant& raw) noexcept {
    member_side side;
    side.present = true;
    side.status = member_status::member;
    if (const auto* owner = raw.get_if<api::chatParticipantCreator>()) {
        side.status = member_status::owner;
        side.rank = text_or_empty(owner->rank);
    } else if (const auto* admin = raw.get_if<api::chatParticipantAdmin>()) {
        side.status = member_status::administrator;
        side.rank = text_or_empty(admin->rank);
    } else if (const auto* plain = raw.get_if<api::chatParticipant>()) {
        side.rank = text_or_empty(plain->rank);
    }
    return side;
}

[[nodiscard]] inline member_side member_side_in(const api::ChannelParticipant& raw) noexcept {
    member_side side;
    if (raw.is<api::channelParticipantLeft>())
        return side;
    if (const auto* banned = raw.get_if<api::channelParticipantBanned>()) {
        const auto out = banned->banned_rights.view_messages;
        side.status = out ? member_status::banned : member_status::restricted;
        side.present = !out && !banned->left;
        side.rank = text_or_empty(banned->rank);
        return side;
    }
    side.present = true;
    side.status = member_status::member;
    if (const auto* owner = raw.get_if<api::channelParticipantCreator>()) {
        side.status = member_status::owner;
        side.rank = text_or_empty(owner->rank);
    } else if (const auto* admin = raw.get_if<api::channelParticipantAdmin>()) {
        side.status = member_status::administrator;
        side.rank = text_or_empty(admin->rank);
        side.rights = &admin->admin_rights;
    } else if (const auto* plain = raw.get_if<api::channelParticipant>()) {
        side.rank = text_or_empty(plain->rank);
        side.paid_until = plain->subscription_until_date.value_or(0);
    } else if (const auto* self = raw.get_if<api::channelParticipantSelf>()) {
        side.rank = text_or_empty(self->rank);
        side.paid_until = self->subscription_until_date.value_or(0);
    }
    return side;
}

/// The same for somebody who may have no record.
template <class Participant>
[[nodiscard]] member_side member_side_of(const tl::opt<Participant>& raw) noexcept {
    return raw ? member_side_in(*raw) : member_side{};
}

[[nodiscard]] inline member_side member_before(const chat_member_updated& event) noexcept {
    if (const auto* in_group = event.raw_if<api::updateChatParticipant>())
        return member_side_of(in_group->prev_participant);
    return member_side_of(event.raw_if<api::updateChannelParticipant>()->prev_participant);
}

[[nodiscard]] inline member_side member_after(const chat_member_updated& event) noexcept {
    if (const auto* in_group = event.raw_if<api::updateChatParticipant>())
        return member_side_of(in_group->new_participant);
    return member_side_of(event.raw_if<api::updateChannelParticipant>()->new_participant);
}

/// What happened to a user who was and is in the chat.
[[nodiscard]] inline member_change
change_inside(const member_side& before, const member_side& after) {
    if (before.status != after.status) {
        if (after.status == member_status::owner)
            return member_change::became_owner;
        if (before.status == member_status::owner)
            return member_change::lost_ownership;
        if (after.status == member_status::administrator)
            return member_change::promoted;
        if (before.status == member_status::administrator)
            return member_change::demoted;
        return after.status == member_status::restricted ? member_change::restricted
                                                         : member_change::unrestricted;
    }
    if (before.rights != nullptr && after.rights != nullptr && !(*before.rights == *after.rights))
        return member_change::rights_changed;
    if (before.rank != after.rank)
        return member_change::rank_changed;
    if (after.status == member_status::restricted)
        return member_change::restrictions_changed;
    return before.paid_until != after.paid_until ? member_change::subscription_changed
                                                 : member_change::other;
}

} // namespace detail

AWAITGRAM_DECL member_status chat_member_updated::old_status() const noexcept {
    return detail::member_before(*this).status;
}

AWAITGRAM_DECL member_status chat_member_updated::new_status() const noexcept {
    return detail::member_after(*this).status;
}

AWAITGRAM_DECL bool chat_member_updated::was_member() const noexcept {
    return detail::member_before(*this).present;
}

AWAITGRAM_DECL bool chat_member_updated::is_member() const noexcept {
    return detail::member_after(*this).present;
}

AWAITGRAM_DECL member_change chat_member_updated::change() const noexcept {
    const auto before = detail::member_before(*this);
    const auto after = detail::member_after(*this);
    const auto own_act = actor_id() == user_id();
    if (before.present && after.present)
        return detail::change_inside(before, after);
    if (before.present)
        return own_act && after.status != member_status::banned ? member_change::left
                                                                : member_change::kicked;
    if (after.present) {
        if (after.status == member_status::owner)
            return member_change::became_owner;
        if (after.status == member_status::administrator)
            return member_change::promoted;
        // An administrator who approves a request is the actor, but does not add the user.
        return own_act || invite() != nullptr || by_request() || by_folder() ? member_change::joined
                                                                             : member_change::added;
    }
    if (after.status == before.status)
        return after.status == member_status::restricted ? member_change::restrictions_changed
                                                         : member_change::other;
    if (after.status == member_status::banned)
        return member_change::kicked;
    if (after.status == member_status::restricted)
        return member_change::restricted;
    return before.status == member_status::banned ? member_change::unbanned
                                                  : member_change::unrestricted;
}

AWAITGRAM_DECL std::string_view chat_member_updated::rank() const noexcept {
    return detail::member_after(*this).rank;
}

AWAITGRAM_DECL const api::chatInviteExported* chat_member_updated::invite() const noexcept {
    const auto* in_group = raw_if<api::updateChatParticipant>();
    const auto& link =
        in_group ? in_group->invite : raw_if<api::updateChannelParticipant>()->invite;
    return link ? link->get_if<api::chatInviteExported>() : nullptr;
}

AWAITGRAM_DECL bool chat_member_updated::by_request() const noexcept {
    const auto* in_group = raw_if<api::updateChatParticipant>();
    const auto& link =
        in_group ? in_group->invite : raw_if<api::updateChannelParticipant>()->invite;
    if (link && link->is<api::chatInvitePublicJoinRequests>())
        return true;
    const auto* with_approval = invite();
    return with_approval != nullptr && with_approval->request_needed;
}

} // namespace awaitgram
