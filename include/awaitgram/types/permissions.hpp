// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <concepts>
#include <cstdint>

namespace awaitgram {

/// What a member of a group can be allowed to do.
enum class permission : std::uint32_t {
    send_texts = 1u << 0,
    send_photos = 1u << 1,
    send_videos = 1u << 2,
    send_round_videos = 1u << 3,
    send_audios = 1u << 4,
    send_voices = 1u << 5,
    send_documents = 1u << 6,
    send_stickers = 1u << 7,
    send_gifs = 1u << 8,
    send_games = 1u << 9,
    use_inline_bots = 1u << 10,
    /// Links whose preview is shown.
    embed_links = 1u << 11,
    send_polls = 1u << 12,
    send_reactions = 1u << 13,
    /// The title, the photo and so on of the group.
    change_info = 1u << 14,
    invite_users = 1u << 15,
    pin_messages = 1u << 16,
    /// In forums: to create topics.
    manage_topics = 1u << 17,
    /// The member's own title.
    edit_own_title = 1u << 18,
};

/// What members of a group may do: allowances, the reverse of the bans of Telegram's schema.
///
/// `permissions::all().forbid(permission::send_polls)`, `permissions::none().allow(permission::send_texts, permission::send_photos)`
class permissions {
public:
    /// Nothing is allowed.
    constexpr permissions() noexcept = default;

    [[nodiscard]] static constexpr permissions none() noexcept { return {}; }
    [[nodiscard]] static constexpr permissions all() noexcept { return permissions{every}; }
    /// Photos, videos, round videos, audio files, voice messages and documents.
    [[nodiscard]] static constexpr permissions media() noexcept {
        return permissions{every_medium};
    }
    /// All that is about sending, reactions too.
    [[nodiscard]] static constexpr permissions sending() noexcept {
        return permissions{every_message | bit(permission::send_reactions)};
    }

    /// These permissions, and some more.
    [[nodiscard]] constexpr permissions allow(std::same_as<permission> auto... more
    ) const noexcept {
        return permissions{bits_ | (0u | ... | bit(more))};
    }
    [[nodiscard]] constexpr permissions allow(permissions more) const noexcept {
        return permissions{bits_ | more.bits_};
    }

    /// These permissions without some.
    [[nodiscard]] constexpr permissions forbid(std::same_as<permission> auto... some
    ) const noexcept {
        return permissions{bits_ & ~(0u | ... | bit(some))};
    }
    [[nodiscard]] constexpr permissions forbid(permissions some) const noexcept {
        return permissions{bits_ & ~some.bits_};
    }

    /// Whether something is allowed.
    [[nodiscard]] constexpr bool allows(permission what) const noexcept {
        return (bits_ & bit(what)) != 0;
    }
    /// Whether all of these are allowed.
    [[nodiscard]] constexpr bool allows(permissions what) const noexcept {
        return (bits_ & what.bits_) == what.bits_;
    }

    /// What is allowed by both.
    [[nodiscard]] friend constexpr permissions
    operator&(permissions left, permissions right) noexcept {
        return permissions{left.bits_ & right.bits_};
    }
    friend constexpr bool operator==(permissions left, permissions right) noexcept = default;

    /// What bans of the schema leave. Where `view_messages` is banned, nothing.
    [[nodiscard]] static permissions from_bans(const api::chatBannedRights& bans) noexcept;

    /// The same as bans. The older flags, of all media and of all messages, are set where all that they stand for is forbidden.
    [[nodiscard]] api::chatBannedRights as_bans() const;

private:
    static constexpr std::uint32_t every = (1u << 19) - 1;
    static constexpr std::uint32_t every_medium = 0b111'1110;
    static constexpr std::uint32_t every_message = (1u << 13) - 1;

    constexpr explicit permissions(std::uint32_t bits) noexcept : bits_(bits) {}
    [[nodiscard]] static constexpr std::uint32_t bit(permission which) noexcept {
        return static_cast<std::uint32_t>(which);
    }

    std::uint32_t bits_ = 0;
};

} // namespace awaitgram
