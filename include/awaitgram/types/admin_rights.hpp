// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <concepts>
#include <cstdint>

namespace awaitgram {

/// What an administrator of a group or channel can be entitled to.
enum class admin_right : std::uint32_t {
    /// The title, the photo and so on of the chat.
    change_info = 1u << 0,
    /// Only in channels.
    post_messages = 1u << 1,
    /// Only in channels: the messages of others.
    edit_messages = 1u << 2,
    delete_messages = 1u << 3,
    ban_users = 1u << 4,
    invite_users = 1u << 5,
    /// Only in groups.
    pin_messages = 1u << 6,
    add_admins = 1u << 7,
    /// Only in groups: the administrator acts in the group's name.
    anonymous = 1u << 8,
    manage_calls = 1u << 9,
    /// No right but the place itself: to see the event log, the list of members and so on.
    nothing_else = 1u << 10,
    /// Only in forums.
    manage_topics = 1u << 11,
    post_stories = 1u << 12,
    edit_stories = 1u << 13,
    delete_stories = 1u << 14,
    /// Only in channels.
    manage_direct_messages = 1u << 15,
    /// Only in groups: the titles of members.
    manage_titles = 1u << 16,
};

/// The rights of an administrator.
///
/// `admin_rights::none().grant(admin_right::delete_messages, admin_right::ban_users)`
class admin_rights {
public:
    /// No right.
    constexpr admin_rights() noexcept = default;

    [[nodiscard]] static constexpr admin_rights none() noexcept { return {}; }
    /// All rights of groups that are no forums, but to be anonymous and to add administrators.
    [[nodiscard]] static constexpr admin_rights of_groups() noexcept {
        using enum admin_right;
        return moderator().grant(
            change_info, manage_calls, post_stories, edit_stories, delete_stories
        );
    }
    /// All rights of channels but to add administrators.
    [[nodiscard]] static constexpr admin_rights of_channels() noexcept {
        using enum admin_right;
        return none().grant(
            change_info,
            post_messages,
            edit_messages,
            delete_messages,
            ban_users,
            invite_users,
            manage_calls,
            post_stories,
            edit_stories,
            delete_stories
        );
    }
    /// To delete and pin messages, and to ban and invite users.
    [[nodiscard]] static constexpr admin_rights moderator() noexcept {
        using enum admin_right;
        return none().grant(delete_messages, ban_users, invite_users, pin_messages);
    }

    /// These rights, and some more.
    [[nodiscard]] constexpr admin_rights grant(std::same_as<admin_right> auto... more
    ) const noexcept {
        return admin_rights{bits_ | (0u | ... | bit(more))};
    }
    [[nodiscard]] constexpr admin_rights grant(admin_rights more) const noexcept {
        return admin_rights{bits_ | more.bits_};
    }

    /// These rights without some.
    [[nodiscard]] constexpr admin_rights revoke(std::same_as<admin_right> auto... some
    ) const noexcept {
        return admin_rights{bits_ & ~(0u | ... | bit(some))};
    }
    [[nodiscard]] constexpr admin_rights revoke(admin_rights some) const noexcept {
        return admin_rights{bits_ & ~some.bits_};
    }

    /// Whether a right is among them.
    [[nodiscard]] constexpr bool has(admin_right which) const noexcept {
        return (bits_ & bit(which)) != 0;
    }
    /// Whether there is none.
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }

    friend constexpr bool operator==(admin_rights left, admin_rights right) noexcept = default;

    /// Reads the rights of the schema.
    [[nodiscard]] static admin_rights from_raw(const api::chatAdminRights& raw) noexcept;
    /// The rights of the schema.
    [[nodiscard]] api::chatAdminRights raw() const;

private:
    constexpr explicit admin_rights(std::uint32_t bits) noexcept : bits_(bits) {}
    [[nodiscard]] static constexpr std::uint32_t bit(admin_right which) noexcept {
        return static_cast<std::uint32_t>(which);
    }

    std::uint32_t bits_ = 0;
};

} // namespace awaitgram
