// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/login/password.hpp>
#include <awaitgram/methods/password.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

/// A change of the password or of its recovery address.
struct password_change {
    // No aggregate: see sign_in_prompts.
    password_change() = default;

    crypto::secret_text current{};
    /// Empty for none.
    crypto::secret_text password{};
    bool removes = false;
    std::string hint{};
    std::optional<std::string> email{};
};

[[nodiscard]] inline awaitable<password_info> password_info_now(account_access access) {
    api::account::getPassword request{};
    const auto asked = co_await rpc::invoke(*access.calls, request);
    password_info info;
    info.set = asked->has_password;
    info.hint = asked->hint ? asked->hint->str() : std::string{};
    info.has_recovery = asked->has_recovery;
    if (asked->email_unconfirmed_pattern)
        info.unconfirmed_email = asked->email_unconfirmed_pattern->str();
    if (asked->pending_reset_date)
        info.reset_at = from_unix(*asked->pending_reset_date);
    co_return info;
}

/// Computes what a change sends.
inline void fill_change(
    api::account::updatePasswordSettings& request,
    const api::account::password& asked,
    const password_change& change,
    const stop_flag* stop
) {
    auto& settings = request.new_settings;
    if (asked.has_password && !change.current.get().empty()) {
        auto spent = change.current.get();
        request.password = login::prove_password(asked, spent, stop);
    } else {
        request.password = api::inputCheckPasswordEmpty{};
    }
    if (!change.password.get().empty()) {
        auto spent = change.password.get();
        auto hashed = login::hash_password(asked, spent, stop);
        settings.new_algo = std::move(hashed.algorithm);
        settings.new_password_hash = std::move(hashed.hash);
        settings.hint = change.hint;
    } else if (change.removes) {
        settings.new_algo = api::passwordKdfAlgoUnknown{};
        settings.new_password_hash = tl::bytes{};
        settings.hint = "";
    }
    if (change.email)
        settings.email = *change.email;
}

[[nodiscard]] inline awaitable<email_confirmation>
change_password_now(account_access access, password_change change) {
    constexpr int most_proofs = 3;
    for (int left = most_proofs;; --left) {
        api::account::getPassword question{};
        const auto asked = co_await rpc::invoke(*access.calls, question);
        api::account::updatePasswordSettings request{};
        stop_flag stop;
        unique_function<void()> computation = [&] { fill_change(request, *asked, change, &stop); };
        co_await offload(stop, std::move(computation));
        const auto done = co_await rpc::try_invoke(*access.calls, request);
        email_confirmation result;
        if (done)
            co_return result;
        const auto& refusal = done.error();
        if (refusal.name() == "SRP_ID_INVALID" && left > 1)
            continue; // the question was too old
        // The change is stored, and waits for a code.
        if (refusal.name() != "EMAIL_UNCONFIRMED")
            throw rpc_error{refusal};
        result.needed = true;
        result.code_length = refusal.value().value_or(0);
        co_return result;
    }
}

[[nodiscard]] inline awaitable<void>
remove_password_now(account_access access, password_change change) {
    (void)co_await change_password_now(access, std::move(change));
}

[[nodiscard]] inline awaitable<void>
confirm_recovery_email_now(account_access access, crypto::secret_text code) {
    api::account::confirmPasswordEmail request{};
    request.code = tl::string::borrow(code.get());
    (void)co_await rpc::invoke(*access.calls, request);
}

/// Calls a method without parameters whose result says nothing.
template <class Request>
[[nodiscard]] awaitable<void> call_plainly(account_access access) {
    Request request{};
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<std::string> request_recovery_now(account_access access) {
    api::auth::requestPasswordRecovery request{};
    const auto sent = co_await rpc::invoke(*access.calls, request);
    co_return sent->email_pattern.str();
}

[[nodiscard]] inline awaitable<void>
recover_password_now(account_access access, crypto::secret_text code) {
    api::auth::checkRecoveryPassword check{};
    check.code = tl::string::borrow(code.get());
    (void)co_await rpc::invoke(*access.calls, check);
    api::auth::recoverPassword request{};
    request.code = tl::string::borrow(code.get());
    (void)co_await rpc::invoke(*access.calls, request);
}

[[nodiscard]] inline awaitable<password_reset> reset_password_now(account_access access) {
    api::account::resetPassword request{};
    const auto answer = co_await rpc::invoke(*access.calls, request);
    password_reset outcome;
    if (const auto* waits = (*answer).get_if<api::account::resetPasswordRequestedWait>()) {
        outcome.what = password_reset::kind::waits;
        outcome.when = from_unix(waits->until_date);
    } else if (const auto* refused = (*answer).get_if<api::account::resetPasswordFailedWait>()) {
        outcome.what = password_reset::kind::refused;
        outcome.when = from_unix(refused->retry_date);
    }
    co_return outcome;
}

} // namespace detail

AWAITGRAM_DECL awaitable<password_info> password_methods::get_password_info() const {
    return detail::password_info_now(account().access);
}

AWAITGRAM_DECL awaitable<email_confirmation>
password_methods::set_password(std::string_view password, password_options options) const {
    if (password.empty())
        throw std::invalid_argument("awaitgram: a password is not empty; see remove_password");
    detail::password_change change;
    change.current = crypto::secret_text{std::string{options.current}};
    change.password = crypto::secret_text{std::string{password}};
    change.hint = options.hint;
    if (!options.recovery_email.empty())
        change.email = std::string{options.recovery_email};
    return detail::change_password_now(account().access, std::move(change));
}

AWAITGRAM_DECL awaitable<void> password_methods::remove_password(std::string_view current) const {
    detail::password_change change;
    change.current = crypto::secret_text{std::string{current}};
    change.removes = true;
    return detail::remove_password_now(account().access, std::move(change));
}

AWAITGRAM_DECL awaitable<email_confirmation>
password_methods::set_recovery_email(std::string_view address, std::string_view current) const {
    detail::password_change change;
    change.current = crypto::secret_text{std::string{current}};
    change.email = std::string{address};
    return detail::change_password_now(account().access, std::move(change));
}

AWAITGRAM_DECL awaitable<void> password_methods::confirm_recovery_email(std::string_view code
) const {
    return detail::confirm_recovery_email_now(
        account().access, crypto::secret_text{std::string{code}}
    );
}

AWAITGRAM_DECL awaitable<void> password_methods::resend_recovery_email_code() const {
    return detail::call_plainly<api::account::resendPasswordEmail>(account().access);
}

AWAITGRAM_DECL awaitable<void> password_methods::cancel_recovery_email() const {
    return detail::call_plainly<api::account::cancelPasswordEmail>(account().access);
}

AWAITGRAM_DECL awaitable<std::string> password_methods::request_password_recovery() const {
    return detail::request_recovery_now(account().access);
}

AWAITGRAM_DECL awaitable<void> password_methods::recover_password(std::string_view code) const {
    return detail::recover_password_now(account().access, crypto::secret_text{std::string{code}});
}

AWAITGRAM_DECL awaitable<password_reset> password_methods::reset_password() const {
    return detail::reset_password_now(account().access);
}

AWAITGRAM_DECL awaitable<void> password_methods::cancel_password_reset() const {
    return detail::call_plainly<api::account::declinePasswordReset>(account().access);
}

} // namespace awaitgram
