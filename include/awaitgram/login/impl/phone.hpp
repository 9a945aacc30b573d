// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/login/authorization.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/password.hpp>
#include <awaitgram/login/phone.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram::login {

namespace detail {

inline constexpr int most_answers = 3;

/// Why a sign-in has to begin anew with another code; null when a refusal has another meaning.
inline const char* reason_to_begin_anew(const rpc_error& refusal) noexcept {
    if (refusal.name() == "PHONE_CODE_EXPIRED")
        return "the code has expired; Telegram sends another one";
    if (refusal.name() == "AUTH_RESTART")
        return "Telegram began the sign-in anew and sends another code";
    return nullptr;
}

inline std::string where_code_goes(const api::auth::SentCodeType& type) {
    if (type.is<api::auth::sentCodeTypeApp>())
        return "in the Telegram app";
    if (type.is<api::auth::sentCodeTypeSms>())
        return "by SMS";
    if (type.is<api::auth::sentCodeTypeCall>())
        return "by a phone call";
    if (const auto* flash = type.get_if<api::auth::sentCodeTypeFlashCall>())
        return "as the number of a call: " + flash->pattern.str();
    if (const auto* missed = type.get_if<api::auth::sentCodeTypeMissedCall>())
        return "as the last digits of the number of a call: " + missed->prefix.str();
    if (const auto* mail = type.get_if<api::auth::sentCodeTypeEmailCode>())
        return "by e-mail to " + mail->email_pattern.str();
    if (const auto* fragment = type.get_if<api::auth::sentCodeTypeFragmentSms>())
        return "on Fragment: " + fragment->url.str();
    if (type.is<api::auth::sentCodeTypeSmsWord>() || type.is<api::auth::sentCodeTypeSmsPhrase>())
        return "by SMS, in words";
    throw std::system_error(make_error_code(errc::unsupported_login));
}

/// A sign-in by phone, step by step.
class phone_sign_in {
public:
    phone_sign_in(context at, sign_in_prompts prompts) : at_(at), prompts_(std::move(prompts)) {}

    /// Returns the authorization. Begins anew a few times where Telegram asks for that, without asking for the number again.
    awaitable<api::auth::Authorization> run() {
        for (int left = most_answers;; --left) {
            try {
                auto granted = co_await send_code();
                if (granted.empty())
                    granted = co_await check_code();
                co_return granted;
            } catch (const rpc_error& refusal) {
                const auto* reason = reason_to_begin_anew(refusal);
                if (reason == nullptr || left <= 1)
                    throw;
                complain(reason);
            }
        }
    }

private:
    /// Returns the authorization if the server grants it at once, or an empty box if a code was sent.
    awaitable<api::auth::Authorization> send_code() {
        for (int left = most_answers;; --left) {
            if (phone_.get().empty()) {
                auto phone = co_await prompts_.phone();
                phone_ = crypto::secret_text{std::move(phone)};
            }
            api::auth::sendCode request;
            request.phone_number = tl::string::borrow(phone_.get());
            request.api_id = at_.api_id;
            request.api_hash = tl::string::borrow(at_.api_hash);
            const auto sent = co_await rpc::try_invoke(at_.calls, request);
            if (!sent) {
                retry_or_throw(
                    sent.error(), "PHONE_NUMBER_INVALID", "this is no phone number", left
                );
                phone_ = crypto::secret_text{};
                continue;
            }
            if (const auto* done = (**sent).get_if<api::auth::sentCodeSuccess>())
                co_return done->authorization;
            const auto* code = (**sent).get_if<api::auth::sentCode>();
            if (code == nullptr)
                throw std::system_error(make_error_code(errc::unsupported_login));
            hash_ = crypto::secret_text{code->phone_code_hash.str()};
            where_ = where_code_goes(code->type);
            co_return api::auth::Authorization{};
        }
    }

    awaitable<api::auth::Authorization> check_code() {
        for (int left = most_answers;; --left) {
            api::auth::signIn request;
            request.phone_number = tl::string::borrow(phone_.get());
            request.phone_code_hash = tl::string::borrow(hash_.get());
            auto typed = co_await prompts_.code(where_);
            const crypto::secret_text code{std::move(typed)};
            request.phone_code = tl::string::borrow(code.get());
            const auto granted = co_await rpc::try_invoke(at_.calls, request);
            if (granted) {
                if ((**granted).is<api::auth::authorizationSignUpRequired>())
                    co_return co_await sign_up();
                co_return **granted;
            }
            if (granted.error().name() == "SESSION_PASSWORD_NEEDED" && prompts_.password)
                co_return co_await check_password();
            if (granted.error().name() == "PHONE_NUMBER_UNOCCUPIED")
                co_return co_await sign_up();
            const auto* wrong = granted.error().name() == "PHONE_CODE_EMPTY" ? "PHONE_CODE_EMPTY"
                                                                             : "PHONE_CODE_INVALID";
            retry_or_throw(granted.error(), wrong, "the code is wrong", left);
        }
    }

    awaitable<api::auth::Authorization> check_password() {
        crypto::secret_text password;
        bool typed = false;
        for (int left = most_answers;; --left) {
            api::account::getPassword question;
            const auto asked = co_await rpc::invoke(at_.calls, question);
            if (!typed) {
                const std::string hint = asked->hint ? asked->hint->str() : std::string{};
                auto answer = co_await prompts_.password(hint);
                password = crypto::secret_text{std::move(answer)};
            }
            api::auth::checkPassword request;
            stop_flag stop;
            unique_function<void()> proof = [&] {
                auto spent = password.get();
                request.password = prove_password(*asked, spent, &stop);
            };
            co_await offload(stop, std::move(proof));
            const auto granted = co_await rpc::try_invoke(at_.calls, request);
            if (granted)
                co_return **granted;
            // The question is too old, because typing took long: the same password answers a new one.
            typed = granted.error().name() == "SRP_ID_INVALID" && left > 1;
            if (!typed)
                retry_or_throw(
                    granted.error(), "PASSWORD_HASH_INVALID", "the password is wrong", left
                );
        }
    }

    awaitable<api::auth::Authorization> sign_up() {
        if (!prompts_.name)
            throw std::system_error(make_error_code(errc::sign_up_needed));
        const auto name = co_await prompts_.name();
        api::auth::signUp request;
        request.phone_number = tl::string::borrow(phone_.get());
        request.phone_code_hash = tl::string::borrow(hash_.get());
        request.first_name = name.first;
        request.last_name = name.second;
        const auto granted = co_await rpc::invoke(at_.calls, request);
        co_return *granted;
    }

    void retry_or_throw(
        const rpc_error& refusal, std::string_view expected, std::string_view problem, int left
    ) {
        if (refusal.name() != expected || left <= 1)
            throw rpc_error{refusal};
        complain(problem);
    }

    void complain(std::string_view problem) {
        if (prompts_.complain)
            prompts_.complain(problem);
    }

    context at_;
    sign_in_prompts prompts_;
    crypto::secret_text phone_;
    crypto::secret_text hash_;
    std::string where_;
};

} // namespace detail

AWAITGRAM_DECL awaitable<void> sign_in(context at, sign_in_prompts prompts) {
    if (co_await at.session.self())
        co_return;
    auto granted = co_await ask_whose_key(at);
    detail::phone_sign_in steps{at, std::move(prompts)};
    if (granted.empty())
        granted = co_await steps.run();
    co_await finish_sign_in(at, std::move(granted));
}

} // namespace awaitgram::login
