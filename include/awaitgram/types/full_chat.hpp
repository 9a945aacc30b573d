// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/chat.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace awaitgram {

/// All that Telegram tells of a chat: a handle that keeps its data alive.
///
/// What a kind of chat does not have is empty, 0, or nothing.
class full_chat {
public:
    /// An empty one, for completion tokens that need one before there is a result.
    full_chat() noexcept = default;

    /// A private chat, a basic group, or a supergroup or channel inside of a larger object, which `peers` keeps alive.
    full_chat(
        std::shared_ptr<const peer_map> peers,
        const api::userFull& raw,
        const self_info* account = nullptr
    ) noexcept
        : full_chat(std::move(peers), &raw, form::user, account) {}
    full_chat(
        std::shared_ptr<const peer_map> peers,
        const api::ChatFull& raw,
        const self_info* account = nullptr
    ) noexcept;

    /// The number in the Bot API's numbering.
    [[nodiscard]] std::int64_t id() const noexcept;
    /// The title, the account's rights and so on.
    [[nodiscard]] awaitgram::chat chat() const;

    /// The description, or what a user says about itself; empty for none.
    [[nodiscard]] std::string_view about() const noexcept;
    /// The number of members; nothing in private chats, and where the account may not know it.
    [[nodiscard]] std::optional<std::int32_t> members_count() const noexcept;
    /// The numbers of administrators, of those who are banned and restricted, and of members who are online, in supergroups and channels.
    [[nodiscard]] std::optional<std::int32_t> admins_count() const noexcept;
    [[nodiscard]] std::optional<std::int32_t> banned_count() const noexcept;
    [[nodiscard]] std::optional<std::int32_t> restricted_count() const noexcept;
    [[nodiscard]] std::optional<std::int32_t> online_count() const noexcept;
    /// Whether the account may see the list of members.
    [[nodiscard]] bool members_visible() const noexcept;
    /// Whether the list of members is hidden from those who are not administrators.
    [[nodiscard]] bool members_hidden() const noexcept;
    /// Whether new members see no older messages.
    [[nodiscard]] bool history_hidden() const noexcept;

    /// The newest pinned message; 0 for none.
    [[nodiscard]] std::int32_t pinned_message_id() const noexcept;
    /// The group for comments of a channel, or the channel of such a group; 0 for none.
    [[nodiscard]] std::int64_t linked_chat_id() const noexcept;
    /// The basic group that this supergroup was; 0 for none.
    [[nodiscard]] std::int64_t migrated_from() const noexcept;
    /// How long members have to wait between messages; 0 for not at all.
    [[nodiscard]] std::chrono::seconds slow_mode() const noexcept;
    /// When the account may write again in slow mode; nothing when it may now.
    [[nodiscard]] std::optional<time_point> next_message_at() const noexcept;
    /// After how long messages are deleted; 0 for never.
    [[nodiscard]] std::chrono::seconds message_lifetime() const noexcept;
    /// The account's own primary invite link, if it may invite; empty for none.
    [[nodiscard]] std::string_view invite_link() const noexcept;
    /// How many users wait to be let in, if the account may decide.
    [[nodiscard]] std::int32_t join_requests_count() const noexcept;
    /// In whose name the account's messages are sent there; 0 for its own.
    [[nodiscard]] std::int64_t default_send_as() const noexcept;
    /// How many messages the account has not read, in supergroups and channels.
    [[nodiscard]] std::int32_t unread_count() const noexcept;
    /// Whether the chat is in the archive.
    [[nodiscard]] bool archived() const noexcept;

    /// The object of Telegram's schema, if it is of this kind: `raw<api::channelFull>()`; else null. Lives as long as this handle.
    template <class Raw>
    [[nodiscard]] const Raw* raw() const noexcept {
        return form_ == form_of(static_cast<const Raw*>(nullptr)) ? static_cast<const Raw*>(raw_)
                                                                  : nullptr;
    }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

private:
    enum class form : std::uint8_t { none, user, group, channel };
    [[nodiscard]] static constexpr form form_of(const api::userFull*) noexcept {
        return form::user;
    }
    [[nodiscard]] static constexpr form form_of(const api::chatFull*) noexcept {
        return form::group;
    }
    [[nodiscard]] static constexpr form form_of(const api::channelFull*) noexcept {
        return form::channel;
    }

    full_chat(
        std::shared_ptr<const peer_map> peers, const void* raw, form what, const self_info* account
    ) noexcept
        : peers_(std::move(peers)), raw_(raw), account_(account), form_(what) {}

    /// Reads the same field of all kinds that have it.
    template <class Result, class Read>
    [[nodiscard]] Result visit(Read read) const noexcept;

    std::shared_ptr<const peer_map> peers_{};
    const void* raw_ = nullptr;
    const self_info* account_ = nullptr;
    form form_ = form::none;
};

} // namespace awaitgram
