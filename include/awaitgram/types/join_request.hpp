// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace awaitgram {

/// Users ask to join a chat: one with all details, for bots (updateBotChatInviteRequester); the ids of the latest, for accounts of
/// users (updatePendingJoinRequests).
class join_request
    : public event_of<api::updateBotChatInviteRequester, api::updatePendingJoinRequests> {
public:
    using event_of::event_of;

    /// The chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept {
        if (const auto* whole = raw_if<api::updateBotChatInviteRequester>())
            return dialog_id(whole->peer);
        return dialog_id(raw_if<api::updatePendingJoinRequests>()->peer);
    }

    /// The user, or the latest of several; 0 when all requests were handled.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        const auto all = user_ids();
        return all.empty() ? 0 : detail::dialog_of_user(all.front());
    }

    /// The same as a handle, and the chat; nothing for those that did not come along.
    [[nodiscard]] std::optional<awaitgram::user> user() const {
        return awaitgram::user::among(peers(), user_id(), receiver());
    }
    [[nodiscard]] std::optional<awaitgram::chat> chat() const {
        return awaitgram::chat::among(peers(), chat_id(), receiver());
    }

    /// All users that came along.
    [[nodiscard]] std::span<const std::int64_t> user_ids() const noexcept {
        if (const auto* whole = raw_if<api::updateBotChatInviteRequester>())
            return {&whole->user_id, 1};
        const auto& recent = raw_if<api::updatePendingJoinRequests>()->recent_requesters;
        return {recent.begin(), recent.size()};
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// How many requests wait; nothing for bots.
    [[nodiscard]] std::optional<std::int32_t> pending() const noexcept {
        const auto* several = raw_if<api::updatePendingJoinRequests>();
        return several ? std::optional{several->requests_pending} : std::nullopt;
    }

    /// The user's description; empty when unknown.
    [[nodiscard]] std::string_view about() const noexcept {
        const auto* whole = raw_if<api::updateBotChatInviteRequester>();
        return whole ? whole->about.view() : std::string_view{};
    }

    /// When the user asked; nothing for accounts of users.
    [[nodiscard]] std::optional<time_point> date() const noexcept {
        const auto* whole = raw_if<api::updateBotChatInviteRequester>();
        return whole ? std::optional{from_unix(whole->date)} : std::nullopt;
    }

    /// The invite link that the user came by; null when there is none or it is unknown.
    [[nodiscard]] const api::chatInviteExported* invite() const noexcept {
        const auto* whole = raw_if<api::updateBotChatInviteRequester>();
        return whole ? whole->invite.get_if<api::chatInviteExported>() : nullptr;
    }

    /// Lets the user in.
    ///
    /// Errors: rpc_error when Telegram refuses; std::system_error when the link breaks. std::logic_error without an account or a user.
    [[nodiscard]] awaitable<void> approve() const;

    /// Refuses the request; errors as above.
    [[nodiscard]] awaitable<void> decline() const;
};

} // namespace awaitgram
