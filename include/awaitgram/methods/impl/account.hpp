// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/login_link.hpp>
#include <awaitgram/methods/account.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline account_session session_of(const api::authorization& raw) {
    account_session shown;
    shown.id = raw.hash;
    shown.current = raw.current;
    shown.official = raw.official_app;
    shown.password_pending = raw.password_pending;
    shown.unconfirmed = raw.unconfirmed;
    shown.device = raw.device_model.str();
    shown.platform = raw.platform.str();
    shown.system = raw.system_version.str();
    shown.app = raw.app_name.str();
    shown.app_version = raw.app_version.str();
    shown.api_id = raw.api_id;
    shown.ip = raw.ip.str();
    shown.country = raw.country.str();
    shown.created = from_unix(raw.date_created);
    shown.active = from_unix(raw.date_active);
    return shown;
}

[[nodiscard]] inline awaitable<std::vector<account_session>> sessions_now(account_access access) {
    api::account::getAuthorizations request{};
    const auto answer = co_await rpc::invoke(*access.calls, request);
    std::vector<account_session> all;
    for (const auto& each : answer->authorizations)
        all.push_back(session_of(each));
    std::stable_partition(all.begin(), all.end(), [](const account_session& each) {
        return each.current;
    });
    co_return all;
}

[[nodiscard]] inline awaitable<void> terminate_now(account_access access, std::int64_t id) {
    api::account::resetAuthorization request{};
    request.hash = id;
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<void> terminate_others_now(account_access access) {
    api::auth::resetAuthorizations request{};
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<void> confirm_session_now(account_access access, std::int64_t id) {
    api::account::changeAuthorizationSettings request{};
    request.confirmed = true;
    request.hash = id;
    (void)co_await rpc::invoke(*access.calls, request);
}

/// Days as Telegram counts them; what does not fit is refused by the server.
[[nodiscard]] inline std::int32_t day_count(std::chrono::days days) noexcept {
    constexpr auto most = std::numeric_limits<std::int32_t>::max();
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(days.count(), 0, most));
}

[[nodiscard]] inline awaitable<std::chrono::days> session_lifetime_now(account_access access) {
    api::account::getAuthorizations request{};
    const auto answer = co_await rpc::invoke(*access.calls, request);
    co_return std::chrono::days{answer->authorization_ttl_days};
}

[[nodiscard]] inline awaitable<void>
set_session_lifetime_now(account_access access, std::int32_t days) {
    api::account::setAuthorizationTTL request{};
    request.authorization_ttl_days = days;
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<std::chrono::days> account_lifetime_now(account_access access) {
    api::account::getAccountTTL request{};
    const auto answer = co_await rpc::invoke(*access.calls, request);
    co_return std::chrono::days{answer->days};
}

[[nodiscard]] inline awaitable<void>
set_account_lifetime_now(account_access access, std::int32_t days) {
    api::account::setAccountTTL request{};
    request.ttl.days = days;
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<account_session>
accept_login_token_now(account_access access, std::string link) {
    const auto token = login::token_in(link);
    if (!token)
        throw std::system_error(make_error_code(login::errc::malformed_login_link));
    api::auth::acceptLoginToken request{};
    request.token = *token;
    const auto accepted = co_await rpc::invoke(*access.calls, request);
    co_return session_of(*accepted);
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<account_session>> account_methods::get_sessions() const {
    return detail::sessions_now(account().access);
}

AWAITGRAM_DECL awaitable<void> account_methods::terminate_session(std::int64_t id) const {
    return detail::terminate_now(account().access, id);
}

AWAITGRAM_DECL awaitable<void> account_methods::terminate_other_sessions() const {
    return detail::terminate_others_now(account().access);
}

AWAITGRAM_DECL awaitable<void> account_methods::confirm_session(std::int64_t id) const {
    return detail::confirm_session_now(account().access, id);
}

AWAITGRAM_DECL awaitable<std::chrono::days> account_methods::get_session_lifetime() const {
    return detail::session_lifetime_now(account().access);
}

AWAITGRAM_DECL awaitable<void> account_methods::set_session_lifetime(std::chrono::days lifetime
) const {
    return detail::set_session_lifetime_now(account().access, detail::day_count(lifetime));
}

AWAITGRAM_DECL awaitable<std::chrono::days> account_methods::get_account_lifetime() const {
    return detail::account_lifetime_now(account().access);
}

AWAITGRAM_DECL awaitable<void> account_methods::set_account_lifetime(std::chrono::days lifetime
) const {
    return detail::set_account_lifetime_now(account().access, detail::day_count(lifetime));
}

AWAITGRAM_DECL awaitable<account_session> account_methods::accept_login_token(std::string_view link
) const {
    return detail::accept_login_token_now(account().access, std::string{link});
}

} // namespace awaitgram
