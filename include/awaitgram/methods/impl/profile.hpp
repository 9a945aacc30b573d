// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/methods/detail/dates.hpp>
#include <awaitgram/methods/profile.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline awaitable<void>
update_profile_now(account_access access, api::account::updateProfile request) {
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<void> set_username_now(account_access access, std::string name) {
    api::account::updateUsername request{};
    request.username = name;
    const auto changed = co_await rpc::try_invoke(*access.calls, request);
    if (!changed && changed.error().name() != "USERNAME_NOT_MODIFIED")
        throw rpc_error{changed.error()};
}

[[nodiscard]] inline awaitable<void>
set_birthday_now(account_access access, api::account::updateBirthday request) {
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<void>
set_emoji_status_now(account_access access, api::EmojiStatus status) {
    api::account::updateEmojiStatus request{};
    request.emoji_status = std::move(status);
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<void> set_online_now(account_access access, presence shown) {
    api::account::updateStatus request{};
    request.offline = shown == presence::offline;
    (void)co_await rpc::invoke(*access.calls, request);
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> profile_methods::update_profile(profile_options changes) const {
    api::account::updateProfile request{};
    if (changes.first_name)
        request.first_name = tl::string{*changes.first_name};
    if (changes.last_name)
        request.last_name = tl::string{*changes.last_name};
    if (changes.about)
        request.about = tl::string{*changes.about};
    return detail::update_profile_now(account().access, std::move(request));
}

AWAITGRAM_DECL awaitable<void> profile_methods::set_username(std::string_view name) const {
    if (name.substr(0, 1) == "@")
        name.remove_prefix(1);
    return detail::set_username_now(account().access, std::string{name});
}

AWAITGRAM_DECL awaitable<void>
profile_methods::set_birthday(std::int32_t day, std::int32_t month, std::int32_t year) const {
    api::account::updateBirthday request{};
    auto& shown = request.birthday.emplace();
    shown.day = day;
    shown.month = month;
    if (year != 0)
        shown.year = year;
    return detail::set_birthday_now(account().access, std::move(request));
}

AWAITGRAM_DECL awaitable<void> profile_methods::remove_birthday() const {
    return detail::set_birthday_now(account().access, api::account::updateBirthday{});
}

AWAITGRAM_DECL awaitable<void> profile_methods::set_emoji_status(
    std::int64_t custom_emoji, std::optional<time_point> until
) const {
    api::emojiStatus shown{};
    shown.document_id = custom_emoji;
    if (until)
        shown.until = detail::unix_date(*until);
    return detail::set_emoji_status_now(account().access, api::EmojiStatus{std::move(shown)});
}

AWAITGRAM_DECL awaitable<void> profile_methods::remove_emoji_status() const {
    return detail::set_emoji_status_now(
        account().access, api::EmojiStatus{api::emojiStatusEmpty{}}
    );
}

AWAITGRAM_DECL awaitable<void> profile_methods::set_online(presence shown) const {
    return detail::set_online_now(account().access, shown);
}

} // namespace awaitgram
