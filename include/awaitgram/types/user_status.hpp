// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace awaitgram {

/// What is known about the last time that a user was online; all but `online` and `offline` are vague on purpose.
enum class online_status { unknown, online, offline, recently, last_week, last_month };

/// Reads a status of the schema.
[[nodiscard]] inline online_status status_of(const api::UserStatus& raw) noexcept {
    if (raw.is<api::userStatusOnline>())
        return online_status::online;
    if (raw.is<api::userStatusOffline>())
        return online_status::offline;
    if (raw.is<api::userStatusRecently>())
        return online_status::recently;
    if (raw.is<api::userStatusLastWeek>())
        return online_status::last_week;
    return raw.is<api::userStatusLastMonth>() ? online_status::last_month : online_status::unknown;
}

/// A user came online or went offline; updateUserStatus. Bots receive none.
class user_status : public event_of<api::updateUserStatus> {
public:
    using event_of::event_of;

    /// The user.
    [[nodiscard]] std::int64_t user_id() const noexcept {
        return detail::dialog_of_user(raw().user_id);
    }

    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The status.
    [[nodiscard]] online_status status() const noexcept { return status_of(raw().status); }

    /// Until when a user who is online counts as online without a further update.
    [[nodiscard]] std::optional<time_point> online_until() const noexcept {
        const auto* online = raw().status.get_if<api::userStatusOnline>();
        return online ? std::optional{from_unix(online->expires)} : std::nullopt;
    }

    /// When a user who is offline was online last.
    [[nodiscard]] std::optional<time_point> was_online() const noexcept {
        const auto* offline = raw().status.get_if<api::userStatusOffline>();
        return offline ? std::optional{from_unix(offline->was_online)} : std::nullopt;
    }
};

} // namespace awaitgram
