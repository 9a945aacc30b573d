// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/method_base.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace awaitgram {

/// What changes in a profile; the rest stays.
struct profile_options {
    std::optional<std::string_view> first_name{};
    std::optional<std::string_view> last_name{};
    /// The words below the name; up to 70 characters, 140 with Premium.
    std::optional<std::string_view> about{};
};

static_assert(std::is_trivially_destructible_v<profile_options>);

/// Whether the account is shown as online.
enum class presence : std::uint8_t { online, offline };

/// Methods about the account's own profile; for users.
class profile_methods : public virtual method_base {
public:
    /// Changes names and the words below them.
    ///
    /// Raw method: account.updateProfile (users).
    /// Errors:     rpc_error when Telegram refuses: FIRSTNAME_INVALID, ABOUT_TOO_LONG; std::system_error when the link breaks.
    /// Cancels:    it may have been changed nevertheless.
    [[nodiscard]] awaitable<void> update_profile(profile_options changes) const;

    /// Changes the username; an empty one removes it. No change is no error.
    ///
    /// Raw method: account.updateUsername (users).
    /// Errors:     rpc_error when Telegram refuses: USERNAME_OCCUPIED, USERNAME_INVALID, USERNAME_PURCHASE_AVAILABLE when it is sold on
    ///             Fragment; std::system_error when the link breaks.
    /// Cancels:    it may have been changed nevertheless.
    [[nodiscard]] awaitable<void> set_username(std::string_view name) const;

    /// Shows a birthday; the year may be left out.
    ///
    /// Raw method: account.updateBirthday (users).
    /// Errors:     rpc_error when Telegram refuses: BIRTHDAY_INVALID; std::system_error when the link breaks.
    /// Cancels:    it may have been changed nevertheless.
    [[nodiscard]] awaitable<void>
    set_birthday(std::int32_t day, std::int32_t month, std::int32_t year = 0) const;

    /// Shows no birthday.
    ///
    /// Raw method: account.updateBirthday (users).
    /// Errors, Cancels: as `set_birthday`.
    [[nodiscard]] awaitable<void> remove_birthday() const;

    /// Shows a custom emoji beside the name, until a moment if one is given; for users with Premium.
    ///
    /// Raw method: account.updateEmojiStatus (users).
    /// Errors:     rpc_error when Telegram refuses: PREMIUM_ACCOUNT_REQUIRED, DOCUMENT_INVALID; std::system_error when the link breaks.
    /// Cancels:    it may have been changed nevertheless.
    [[nodiscard]] awaitable<void>
    set_emoji_status(std::int64_t custom_emoji, std::optional<time_point> until = {}) const;

    /// Shows no emoji beside the name.
    ///
    /// Raw method: account.updateEmojiStatus (users).
    /// Errors, Cancels: as `set_emoji_status`.
    [[nodiscard]] awaitable<void> remove_emoji_status() const;

    /// Shows the account as online, for some minutes, or as offline. A client that is connected does not do that by itself.
    ///
    /// Raw method: account.updateStatus (users).
    /// Errors:     rpc_error when Telegram refuses; std::system_error when the link breaks.
    /// Cancels:    as without.
    [[nodiscard]] awaitable<void> set_online(presence shown = presence::online) const;

protected:
    profile_methods() = default;
    ~profile_methods() = default;
};

} // namespace awaitgram
