// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/login/authorization.hpp>
#include <awaitgram/login/detail/sign_in_flow.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/future_tokens.hpp>
#include <awaitgram/login/password.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::login {

namespace detail {

/// How often a password is proved for one answer.
inline constexpr int most_proofs = 3;
} // namespace detail

AWAITGRAM_DECL void sign_in_flow::expect(std::initializer_list<sign_in_wants> possible) {
    if (std::find(possible.begin(), possible.end(), machine_.state().wants) == possible.end())
        throw std::system_error(make_error_code(errc::other_answer_wanted));
    machine_.answered();
}

/// Whether there is nothing to ask: the session is signed in, or a login was granted before and is stored now.
AWAITGRAM_DECL awaitable<bool> sign_in_flow::is_signed_in() {
    if (granted_.empty()) {
        const auto user = co_await at_.session.self();
        if (!user)
            granted_ = co_await ask_whose_key(at_);
        if (user)
            machine_.end();
        if (user || granted_.empty())
            co_return user.has_value();
    }
    co_await take(granted_);
    co_return true;
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::begin(handle all, std::string phone) {
    const crypto::wiped_at_end scope{phone};
    const auto done = co_await all->is_signed_in();
    if (done)
        co_return;
    if (!phone.empty()) {
        co_await give_phone(all, std::move(phone));
    } else if (!all->at_.connection.uses_stored_key()) {
        api::help::getNearestDc hello;
        (void)co_await rpc::invoke(all->at_.calls, hello, {.waits_out_outages = true});
    }
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::give_phone(handle all, std::string phone) {
    const crypto::wiped_at_end scope{phone};
    all->expect({sign_in_wants::phone});
    all->machine_.set_phone(std::move(phone));
    co_await all->send_code();
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::give_code(handle all, std::string typed) {
    const crypto::secret_text code{std::move(typed)};
    all->expect({sign_in_wants::code, sign_in_wants::email_code, sign_in_wants::recovery_code});
    const auto& state = all->machine_.state();
    if (!all->granted_.empty())
        co_await all->take(all->granted_);
    else if (state.wants == sign_in_wants::recovery_code)
        co_await all->check_recovery_code(code);
    else if (state.wants == sign_in_wants::email_code && state.sets_up_email)
        co_await all->check_email_code(code);
    else
        co_await all->check_code(code);
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::give_email(handle all, std::string address) {
    const crypto::wiped_at_end scope{address};
    all->expect({sign_in_wants::email});
    all->address_ = crypto::secret_text{std::move(address)};
    co_await all->send_email_code();
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::give_password(handle all, std::string typed) {
    const crypto::secret_text password{std::move(typed)};
    all->expect({sign_in_wants::password});
    if (!all->granted_.empty()) {
        co_await all->take(all->granted_);
        co_return;
    }
    for (int left = detail::most_proofs;; --left) {
        if (!all->question_)
            co_await all->ask_password();
        const auto question = std::exchange(all->question_, std::nullopt);
        api::auth::checkPassword request;
        stop_flag stop;
        unique_function<void()> proof = [&] {
            auto spent = password.get();
            request.password = prove_password(*question, spent, &stop);
        };
        co_await offload(stop, std::move(proof));
        const auto granted = co_await rpc::try_invoke(all->at_.calls, request);
        if (granted) {
            co_await all->take(**granted);
            co_return;
        }
        if (granted.error().name() == "SRP_ID_INVALID" && left > 1)
            continue;
        co_await all->react(sign_in_request::check_password, granted.error());
        co_return;
    }
}

AWAITGRAM_DECL awaitable<void>
sign_in_flow::give_name(handle all, std::string first, std::string last) {
    all->expect({sign_in_wants::name});
    if (!all->granted_.empty()) {
        co_await all->take(all->granted_);
        co_return;
    }
    api::auth::signUp request;
    request.phone_number = tl::string::borrow(all->machine_.state().phone.get());
    request.phone_code_hash = tl::string::borrow(all->machine_.state().phone_code_hash.get());
    request.first_name = first;
    request.last_name = last;
    const auto granted = co_await rpc::try_invoke(all->at_.calls, request);
    if (granted)
        co_await all->take(**granted);
    else
        co_await all->react(sign_in_request::sign_up, granted.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::resend_code(handle all) {
    all->expect({sign_in_wants::code, sign_in_wants::email_code, sign_in_wants::recovery_code});
    const auto& state = all->machine_.state();
    if (state.wants == sign_in_wants::recovery_code) {
        co_await all->send_recovery_code();
        co_return;
    }
    if (state.wants == sign_in_wants::email_code && state.sets_up_email) {
        if (all->address_.get().empty()) // it was resumed
            all->machine_.ask(sign_in_wants::email);
        else
            co_await all->send_email_code();
        co_return;
    }
    api::auth::resendCode request;
    request.phone_number = tl::string::borrow(state.phone.get());
    request.phone_code_hash = tl::string::borrow(state.phone_code_hash.get());
    const auto sent = co_await rpc::try_invoke(all->at_.calls, request);
    if (sent)
        co_await all->take_code(all->machine_.on(**sent));
    else
        co_await all->react(sign_in_request::resend_code, sent.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::reset_email(handle all) {
    all->expect({sign_in_wants::email_code});
    api::auth::resetLoginEmail request;
    request.phone_number = tl::string::borrow(all->machine_.state().phone.get());
    request.phone_code_hash = tl::string::borrow(all->machine_.state().phone_code_hash.get());
    const auto sent = co_await rpc::try_invoke(all->at_.calls, request);
    if (sent)
        co_await all->take_code(all->machine_.on(**sent));
    else
        co_await all->react(sign_in_request::send_code, sent.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::recover_password(handle all) {
    all->expect({sign_in_wants::password});
    co_await all->send_recovery_code();
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::cancel(handle all) {
    const auto& state = all->machine_.state();
    if (!state.phone_code_hash.get().empty()) {
        api::auth::cancelCode request;
        request.phone_number = tl::string::borrow(state.phone.get());
        request.phone_code_hash = tl::string::borrow(state.phone_code_hash.get());
        // A code that is void already needs no end.
        (void)co_await rpc::try_invoke(all->at_.calls, request);
    }
    all->token_.clear();
    all->machine_.end();
}

/// Sends a code, and another one where Telegram wants to begin anew.
AWAITGRAM_DECL awaitable<void> sign_in_flow::send_code() {
    const auto tokens = co_await future_tokens(at_.session);
    for (;;) {
        api::auth::sendCode request;
        request.phone_number = tl::string::borrow(machine_.state().phone.get());
        request.api_id = at_.api_id;
        request.api_hash = tl::string::borrow(at_.api_hash);
        if (!tokens.empty()) {
            auto& known = request.settings.logout_tokens.emplace();
            for (const auto& token : tokens)
                known.push_back(tl::bytes{token});
        }
        const auto sent = co_await rpc::try_invoke(at_.calls, request);
        if (sent) {
            co_await take_code(machine_.on(**sent));
            co_return;
        }
        refusal_.emplace(sent.error());
        const auto next = machine_.refused(sign_in_request::send_code, sent.error());
        if (next == sign_in_reaction::ask)
            co_return;
        if (next != sign_in_reaction::send_code)
            throw rpc_error{sent.error()};
    }
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::take_code(result<api::auth::Authorization> next) {
    if (!next)
        throw std::system_error(next.error());
    if (!next->empty())
        co_await take(*next);
}

/// Stores a login that is granted; it may also be the wish for a name.
AWAITGRAM_DECL awaitable<void> sign_in_flow::take(api::auth::Authorization answer) {
    if (!machine_.on(answer))
        co_return;
    granted_ = answer;
    co_await finish_sign_in(at_, std::move(answer));
    granted_ = api::auth::Authorization{};
    token_.clear();
    machine_.end();
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::react(sign_in_request sent, rpc_error refused) {
    refusal_.emplace(refused);
    switch (machine_.refused(sent, refused)) {
    case sign_in_reaction::ask:
        break;
    case sign_in_reaction::send_code:
        co_await send_code();
        break;
    case sign_in_reaction::ask_password:
        co_await ask_password();
        break;
    case sign_in_reaction::prove_again:
    case sign_in_reaction::fail:
        throw rpc_error{refused};
    }
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::check_code(const crypto::secret_text& code) {
    api::auth::signIn request;
    request.phone_number = tl::string::borrow(machine_.state().phone.get());
    request.phone_code_hash = tl::string::borrow(machine_.state().phone_code_hash.get());
    if (machine_.state().wants == sign_in_wants::email_code) {
        api::emailVerificationCode typed;
        typed.code = tl::string::borrow(code.get());
        request.email_verification = std::move(typed);
    } else {
        request.phone_code = tl::string::borrow(code.get());
    }
    const auto granted = co_await rpc::try_invoke(at_.calls, request);
    if (granted)
        co_await take(**granted);
    else
        co_await react(sign_in_request::check_code, granted.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::check_email_code(const crypto::secret_text& code) {
    api::account::verifyEmail request;
    request.purpose = email_purpose();
    api::emailVerificationCode typed;
    typed.code = tl::string::borrow(code.get());
    request.verification = std::move(typed);
    const auto verified = co_await rpc::try_invoke(at_.calls, request);
    if (verified)
        co_await take_code(machine_.on(**verified));
    else
        co_await react(sign_in_request::check_email_code, verified.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::check_recovery_code(const crypto::secret_text& code) {
    api::auth::recoverPassword request;
    request.code = tl::string::borrow(code.get());
    const auto granted = co_await rpc::try_invoke(at_.calls, request);
    if (granted)
        co_await take(**granted);
    else
        co_await react(sign_in_request::check_recovery_code, granted.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::send_email_code() {
    api::account::sendVerifyEmailCode request;
    request.purpose = email_purpose();
    request.email = tl::string::borrow(address_.get());
    const auto sent = co_await rpc::try_invoke(at_.calls, request);
    if (sent)
        machine_.on(**sent);
    else
        co_await react(sign_in_request::send_email_code, sent.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::send_recovery_code() {
    api::auth::requestPasswordRecovery request;
    const auto sent = co_await rpc::try_invoke(at_.calls, request);
    if (sent)
        machine_.on(**sent);
    else
        co_await react(sign_in_request::recover_password, sent.error());
}

AWAITGRAM_DECL awaitable<void> sign_in_flow::ask_password() {
    api::account::getPassword request;
    const auto asked = co_await rpc::invoke(at_.calls, request);
    question_.emplace(*asked);
    machine_.on(*question_);
}

AWAITGRAM_DECL api::emailVerifyPurposeLoginSetup sign_in_flow::email_purpose() const {
    api::emailVerifyPurposeLoginSetup purpose;
    purpose.phone_number = tl::string::borrow(machine_.state().phone.get());
    purpose.phone_code_hash = tl::string::borrow(machine_.state().phone_code_hash.get());
    return purpose;
}

} // namespace awaitgram::login
