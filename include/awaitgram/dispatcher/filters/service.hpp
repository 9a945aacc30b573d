// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/message.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace awaitgram::api {

// Not in older layers.
struct messageActionGiftCode;
struct messageActionRequestedPeer;
struct messageActionRequestedPeerSentMe;
struct messageActionStarGift;
struct messageActionStarGiftUnique;

} // namespace awaitgram::api

namespace awaitgram::filters {

namespace detail {

/// A question about service messages that a function answers.
template <auto Asked>
struct asks_service {
    static constexpr bool sees_service = true;
    auto operator()(const message& m) const { return Asked(m); }
};

/// Service messages of any of some constructors.
template <class... Actions>
struct has_action {
    static constexpr bool sees_service = true;
    bool operator()(const message& m) const noexcept { return (is<Actions>(m) || ...); }

private:
    template <class Action>
    static bool is(const message& m) noexcept {
        if constexpr (awaitgram::detail::in_layer<Action>)
            return m.action<Action>() != nullptr;
        else
            return false;
    }
};

/// Yields the action.
template <class Action>
struct yields_action {
    static constexpr bool sees_service = true;
    std::optional<const Action*> operator()(const message& m) const noexcept {
        const auto* action = m.action<Action>();
        return action ? std::optional{action} : std::nullopt;
    }
};

[[nodiscard]] inline bool is_service(const message& m) noexcept {
    return m.service() != nullptr;
}

[[nodiscard]] inline std::optional<std::vector<std::int64_t>> joined_users(const message& m) {
    if (const auto* added = m.action<api::messageActionChatAddUser>())
        return std::vector<std::int64_t>(added->users.begin(), added->users.end());
    if (m.action<api::messageActionChatJoinedByLink>() != nullptr ||
        m.action<api::messageActionChatJoinedByRequest>() != nullptr)
        return std::vector<std::int64_t>(1, m.sender_id());
    return std::nullopt;
}

[[nodiscard]] inline std::optional<std::int64_t> user_that_left(const message& m) noexcept {
    const auto* gone = m.action<api::messageActionChatDeleteUser>();
    return gone && gone->user_id == m.sender_id() ? std::optional{gone->user_id} : std::nullopt;
}

[[nodiscard]] inline std::optional<std::int64_t> user_that_was_removed(const message& m) noexcept {
    const auto* gone = m.action<api::messageActionChatDeleteUser>();
    return gone && gone->user_id != m.sender_id() ? std::optional{gone->user_id} : std::nullopt;
}

[[nodiscard]] inline std::optional<std::string_view> new_title(const message& m) noexcept {
    const auto* edited = m.action<api::messageActionChatEditTitle>();
    return edited ? std::optional{edited->title.view()} : std::nullopt;
}

[[nodiscard]] inline bool created_supergroup(const message& m) noexcept {
    return m.action<api::messageActionChannelCreate>() != nullptr && !m.post();
}

[[nodiscard]] inline bool created_channel(const message& m) noexcept {
    return m.action<api::messageActionChannelCreate>() != nullptr && m.post();
}

[[nodiscard]] inline std::optional<std::int64_t> chat_after(const message& m) noexcept {
    const auto* moved = m.action<api::messageActionChatMigrateTo>();
    return moved ? std::optional{awaitgram::detail::dialog_of_channel(moved->channel_id)}
                 : std::nullopt;
}

[[nodiscard]] inline std::optional<std::int64_t> chat_before(const message& m) noexcept {
    const auto* moved = m.action<api::messageActionChannelMigrateFrom>();
    return moved ? std::optional{awaitgram::detail::dialog_of_group(moved->chat_id)} : std::nullopt;
}

[[nodiscard]] inline std::optional<std::int32_t> pinned_id(const message& m) {
    if (m.action<api::messageActionPinMessage>() == nullptr)
        return std::nullopt;
    const auto answered = m.reply_to();
    return answered ? answered->message_id : 0;
}

[[nodiscard]] inline bool call_started(const message& m) noexcept {
    const auto* call = m.action<api::messageActionGroupCall>();
    return call && !call->duration;
}

[[nodiscard]] inline bool call_ended(const message& m) noexcept {
    const auto* call = m.action<api::messageActionGroupCall>();
    return call && call->duration;
}

[[nodiscard]] inline std::optional<payment_info> received_payment(const message& m) {
    return m.action<api::messageActionPaymentSentMe>() ? m.payment() : std::nullopt;
}

[[nodiscard]] inline std::optional<refund_info> payment_given_back(const message& m) {
    return m.refunded_payment();
}

} // namespace detail

/// Service messages, such as "Alice joined the group". Other filters let none pass, except `all` and those below.
inline constexpr filter service{detail::asks_service<detail::is_service>{}};

/// Service messages of one constructor: `action<api::messageActionScreenshotTaken>`. Yields a pointer to it.
template <class Action>
inline constexpr filter action{detail::yields_action<Action>{}};

/// Users were added to the group, or joined it by a link or a request. Yields their ids as a `std::vector<std::int64_t>`.
inline constexpr filter new_chat_members{detail::asks_service<detail::joined_users>{}};
/// A user left the group; not one who was removed. Yields the id as `std::int64_t`.
inline constexpr filter left_chat_member{detail::asks_service<detail::user_that_left>{}};
/// A user was removed from the group by another one. Yields the id as `std::int64_t`.
inline constexpr filter removed_chat_member{detail::asks_service<detail::user_that_was_removed>{}};
/// The chat has another title. Yields it as a `std::string_view`.
inline constexpr filter new_chat_title{detail::asks_service<detail::new_title>{}};
/// The chat has another photo.
inline constexpr filter new_chat_photo{detail::has_action<api::messageActionChatEditPhoto>{}};
/// The chat has no photo any more.
inline constexpr filter delete_chat_photo{detail::has_action<api::messageActionChatDeletePhoto>{}};
/// A basic group was created.
inline constexpr filter group_chat_created{detail::has_action<api::messageActionChatCreate>{}};
/// A supergroup was created.
inline constexpr filter supergroup_chat_created{detail::asks_service<detail::created_supergroup>{}};
/// A channel was created.
inline constexpr filter channel_chat_created{detail::asks_service<detail::created_channel>{}};
/// A basic group became a supergroup; in the old chat. Yields the new chat as `std::int64_t`.
inline constexpr filter migrate_to_chat_id{detail::asks_service<detail::chat_after>{}};
/// The same in the new chat. Yields the old chat as `std::int64_t`.
inline constexpr filter migrate_from_chat_id{detail::asks_service<detail::chat_before>{}};
/// A message was pinned. Yields its id as `std::int32_t`, which is 0 when it was deleted.
inline constexpr filter pinned_message{detail::asks_service<detail::pinned_id>{}};
/// A user reached a new high score of a game. Yields the `const api::messageActionGameScore*`.
inline constexpr filter game_high_score{detail::yields_action<api::messageActionGameScore>{}};
/// A video chat began.
inline constexpr filter video_chat_started{detail::asks_service<detail::call_started>{}};
/// A video chat ended.
inline constexpr filter video_chat_ended{detail::asks_service<detail::call_ended>{}};
/// Users were invited to a video chat.
inline constexpr filter video_chat_members_invited{
    detail::has_action<api::messageActionInviteToGroupCall>{}};
/// A topic was created in a forum. Yields the `const api::messageActionTopicCreate*`.
inline constexpr filter topic_created{detail::yields_action<api::messageActionTopicCreate>{}};
/// A topic was renamed, closed, opened or hidden. Yields the `const api::messageActionTopicEdit*`.
inline constexpr filter topic_edited{detail::yields_action<api::messageActionTopicEdit>{}};
/// A user paid an invoice of the bot. Yields the `payment_info`.
inline constexpr filter successful_payment{detail::asks_service<detail::received_payment>{}};
/// A payment was given back. Yields the `refund_info`.
inline constexpr filter refunded_payment{detail::asks_service<detail::payment_given_back>{}};
/// A user chose users or chats by a button of the bot.
inline constexpr filter requested_chats{
    detail::has_action<api::messageActionRequestedPeer, api::messageActionRequestedPeerSentMe>{}};
/// A web app sent data to the bot. Yields the `const api::messageActionWebViewDataSentMe*`.
inline constexpr filter web_app_data{detail::yields_action<api::messageActionWebViewDataSentMe>{}};
/// A code for a gift of Telegram Premium.
inline constexpr filter gift_code{detail::has_action<api::messageActionGiftCode>{}};
/// A gift that costs stars.
inline constexpr filter star_gift{
    detail::has_action<api::messageActionStarGift, api::messageActionStarGiftUnique>{}};

} // namespace awaitgram::filters
