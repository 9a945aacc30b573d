// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/types/admin_rights.hpp>
#include <awaitgram/types/chat_kind.hpp>
#include <awaitgram/types/chat_type.hpp> // IWYU pragma: export
#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/permissions.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

struct self_info;
class user; // types/user.hpp
class chat_member;
class member_cursor;
struct ban_options; // methods/members.hpp
struct restrict_options;

/// A private chat, group or channel: a handle, cheap to copy, that keeps its data alive.
///
/// Of a chat that the account cannot look into, as after a ban, no more than the id and title are known; see `accessible`.
class chat {
public:
    /// An empty chat, for completion tokens that need one before there is a result.
    chat() noexcept = default;

    /// A chat inside of a larger object, which `peers` keeps alive. `account` is the one that acts on it, or null.
    chat(
        std::shared_ptr<const peer_map> peers,
        const api::user& raw,
        const self_info* account = nullptr
    ) noexcept
        : chat(std::move(peers), &raw, form::user, account) {}
    /// Of `chatEmpty` it makes an empty chat.
    chat(
        std::shared_ptr<const peer_map> peers,
        const api::Chat& raw,
        const self_info* account = nullptr
    ) noexcept;

    /// The chat with a number of the Bot API among those that came along; nothing when it did not.
    [[nodiscard]] static std::optional<chat> among(
        const std::shared_ptr<const peer_map>& peers,
        std::int64_t id,
        const self_info* account = nullptr
    );

    /// The number in the Bot API's numbering: a user's id, or a negative number for groups and channels; 0 for an empty chat.
    [[nodiscard]] std::int64_t id() const noexcept;
    /// The kind; supergroups count as groups.
    [[nodiscard]] chat_kind kind() const noexcept;
    [[nodiscard]] chat_type type() const noexcept;
    /// Whether it is a supergroup of any kind, whose ids of messages are the same for all members.
    [[nodiscard]] bool is_supergroup() const noexcept {
        return type() == chat_type::supergroup || type() == chat_type::gigagroup;
    }

    /// The title of a group or channel, or the user's name.
    [[nodiscard]] std::string title() const;
    /// The first of the names that it can be addressed by, without the @; empty for none.
    [[nodiscard]] std::string_view username() const noexcept;
    /// All names that it can be addressed by, without the @.
    [[nodiscard]] std::vector<std::string_view> usernames() const;
    /// Its public link, `https://t.me/name`; empty for none.
    [[nodiscard]] std::string link() const;
    /// The user of a private chat; nothing for others.
    [[nodiscard]] std::optional<awaitgram::user> user() const;

    /// The number of members, where Telegram tells it. `full_chat` knows it of all that may know it.
    [[nodiscard]] std::optional<std::int32_t> members_count() const noexcept;
    /// When the account joined, or the chat was created.
    [[nodiscard]] std::optional<time_point> date() const noexcept;
    [[nodiscard]] bool has_photo() const noexcept;

    /// Whether more than the title is known: false when the account was banned, or the chat was deleted.
    [[nodiscard]] bool accessible() const noexcept;
    /// Whether the account is in it; always in private chats.
    [[nodiscard]] bool joined() const noexcept;
    /// Whether the account owns it.
    [[nodiscard]] bool owned() const noexcept;
    /// Whether the account is the owner or an administrator.
    [[nodiscard]] bool administrated() const noexcept;
    /// Whether it is a forum, a group with topics.
    [[nodiscard]] bool forum() const noexcept { return has(&api::channel::forum); }
    /// Whether its messages must not be forwarded or saved.
    [[nodiscard]] bool content_protected() const noexcept;
    /// Whether members have to wait between messages; `full_chat` knows how long.
    [[nodiscard]] bool slow_mode() const noexcept { return has(&api::channel::slowmode_enabled); }
    /// Whether only members write.
    [[nodiscard]] bool join_to_send() const noexcept { return has(&api::channel::join_to_send); }
    /// Whether administrators approve those who join.
    [[nodiscard]] bool join_by_request() const noexcept { return has(&api::channel::join_request); }
    /// Whether posts show the names of their authors.
    [[nodiscard]] bool signatures() const noexcept { return has(&api::channel::signatures); }
    /// Whether a channel has a group for comments, or a group a channel; `full_chat` knows which.
    [[nodiscard]] bool linked() const noexcept { return has(&api::channel::has_link); }
    [[nodiscard]] bool verified() const noexcept;
    /// Whether Telegram marks it as a scam.
    [[nodiscard]] bool scam() const noexcept;
    /// Whether Telegram marks it as an impostor.
    [[nodiscard]] bool fake() const noexcept;
    /// Whether Telegram restricts access to it.
    [[nodiscard]] bool restricted() const noexcept;

    /// The account's rights as an administrator; the owner has those of the owner, others none.
    [[nodiscard]] admin_rights my_rights() const noexcept;
    /// What members that are not administrators may do.
    [[nodiscard]] permissions default_permissions() const noexcept;
    /// What the account may do as a member, its restrictions considered; the owner and administrators may do everything.
    [[nodiscard]] permissions my_permissions() const noexcept;

    /// The supergroup that a basic group became; 0 for none.
    [[nodiscard]] std::int64_t migrated_to() const noexcept;

    // The methods of the same names for this chat, see methods/chats.hpp and methods/members.hpp: errors and traps are there.
    [[nodiscard]] awaitable<void> leave() const;
    [[nodiscard]] awaitable<void> ban(chat_ref user) const;
    [[nodiscard]] awaitable<void> ban(chat_ref user, const ban_options& options) const;
    [[nodiscard]] awaitable<void> kick(chat_ref user) const;
    [[nodiscard]] awaitable<void> unban(chat_ref user) const;
    [[nodiscard]] awaitable<void> restrict_member(chat_ref user, permissions allowed) const;
    [[nodiscard]] awaitable<void>
    restrict_member(chat_ref user, permissions allowed, const restrict_options& options) const;
    [[nodiscard]] awaitable<void> promote(chat_ref user, admin_rights granted) const;
    [[nodiscard]] awaitable<void> demote(chat_ref user) const;
    [[nodiscard]] awaitable<chat_member> get_member(chat_ref user) const;
    [[nodiscard]] member_cursor members() const;

    /// The object of Telegram's schema, if it is of this kind: `raw<api::channel>()`; else null. Lives as long as this handle.
    template <class Raw>
    [[nodiscard]] const Raw* raw() const noexcept {
        return form_ == form_of(static_cast<const Raw*>(nullptr)) ? static_cast<const Raw*>(raw_)
                                                                  : nullptr;
    }
    /// The account that acts on it; null for none.
    [[nodiscard]] const self_info* account() const noexcept { return account_; }
    /// What came along with it.
    [[nodiscard]] const std::shared_ptr<const peer_map>& peers() const noexcept { return peers_; }

private:
    enum class form : std::uint8_t { none, user, group, channel, lost_group, lost_channel };
    [[nodiscard]] static constexpr form form_of(const api::user*) noexcept { return form::user; }
    [[nodiscard]] static constexpr form form_of(const api::chat*) noexcept { return form::group; }
    [[nodiscard]] static constexpr form form_of(const api::channel*) noexcept {
        return form::channel;
    }
    [[nodiscard]] static constexpr form form_of(const api::chatForbidden*) noexcept {
        return form::lost_group;
    }
    [[nodiscard]] static constexpr form form_of(const api::channelForbidden*) noexcept {
        return form::lost_channel;
    }

    chat(
        std::shared_ptr<const peer_map> peers, const void* raw, form what, const self_info* account
    ) noexcept
        : peers_(std::move(peers)), raw_(raw), account_(account), form_(what) {}

    [[nodiscard]] bool has(bool api::channel::*flag) const noexcept {
        const auto* known = raw<api::channel>();
        return known != nullptr && known->*flag;
    }

    std::shared_ptr<const peer_map> peers_{};
    const void* raw_ = nullptr;
    const self_info* account_ = nullptr;
    form form_ = form::none;
};

} // namespace awaitgram
