// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/method_base.hpp>
#include <awaitgram/peers/chat_ref.hpp>

#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// What a user can hide, or keep others from.
enum class privacy_key : std::uint8_t {
    /// The time when the account was online.
    last_seen,
    phone_number,
    /// Being found by the phone number.
    added_by_phone,
    profile_photo,
    about,
    birthday,
    /// A link to the account in messages of it that are forwarded.
    forwards,
    /// Being added to groups and channels.
    chat_invites,
    calls,
    /// Calls that connect both devices directly, which shows their addresses.
    direct_calls,
    voice_messages,
    /// Messages without a payment.
    free_messages,
    saved_music,
    gifts,
};

/// Who is allowed something, apart from exceptions.
enum class audience : std::uint8_t { everyone, contacts, close_friends, nobody };

/// Who may see or do something.
struct privacy_rules {
    audience who = audience::everyone;
    /// Users who may in any case, and groups whose members may, as in the Bot API.
    std::vector<std::int64_t> always{};
    /// Users and groups who may not in any case.
    std::vector<std::int64_t> never{};
    /// Whether premium users may, too.
    bool premium = false;
    /// Whether bots may; as others where it is not said.
    bool bots = false;
};

/// The exceptions of a rule: users and groups.
struct privacy_exceptions {
    std::span<const chat_ref> always{};
    std::span<const chat_ref> never{};
    /// Whether premium users may, too.
    bool premium = false;
    /// Whether bots may in any case.
    bool bots = false;
};

static_assert(std::is_trivially_destructible_v<privacy_exceptions>);

/// Methods about what others may see and do; for users.
class privacy_methods : public virtual method_base {
public:
    /// Who may see or do something.
    ///
    /// Raw method: account.getPrivacy (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    nothing to undo.
    [[nodiscard]] awaitable<privacy_rules> get_privacy(privacy_key key) const;

    /// Says who may see or do something, in place of all rules of before; returns the rules as they are now.
    ///
    /// Raw method: account.setPrivacy (users).
    /// Errors:     rpc_error when Telegram refuses: PRIVACY_TOO_LONG for more than 1000 exceptions, PRIVACY_PREMIUM_REQUIRED; peer_error
    ///             when an exception cannot be reached; std::system_error when the link breaks.
    /// Cancels:    it may have been changed nevertheless.
    [[nodiscard]] awaitable<privacy_rules>
    set_privacy(privacy_key key, audience who, privacy_exceptions exceptions = {}) const;

protected:
    privacy_methods() = default;
    ~privacy_methods() = default;
};

} // namespace awaitgram
