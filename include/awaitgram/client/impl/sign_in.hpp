// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/crypto/srp.hpp>
#include <awaitgram/peers/extract.hpp>

#include <charconv>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

inline constexpr int most_answers = 3;

/// The bot's id at the start of its token.
inline std::int64_t id_in_token(std::string_view token) {
    std::int64_t id = 0;
    const auto colon = std::min(token.find(':'), token.size());
    const auto parsed = std::from_chars(token.data(), token.data() + colon, id);
    if (parsed.ec != std::errc{} || parsed.ptr != token.data() + colon || id <= 0 ||
        colon + 1 >= token.size())
        throw std::system_error(make_error_code(client_errc::malformed_token));
    return id;
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
    throw std::system_error(make_error_code(client_errc::unsupported_login));
}

/// The proof that a password is known; wipes the password in any case.
inline api::inputCheckPasswordSRP
prove_password(const api::account::password& asked, std::string& password) {
    struct wiped_at_end {
        std::string& text;
        ~wiped_at_end() {
            crypto::wipe(byte_span{reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
        }
    };
    const wiped_at_end scope{password};
    const auto* algorithm =
        asked.current_algo
            ? asked.current_algo
                  ->get_if<api::passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow>()
            : nullptr;
    if (algorithm == nullptr || !asked.srp_B || !asked.srp_id)
        throw std::system_error(make_error_code(client_errc::unknown_password_algorithm));
    crypto::srp_parameters parameters;
    parameters.salt1 = algorithm->salt1;
    parameters.salt2 = algorithm->salt2;
    parameters.g = algorithm->g;
    parameters.p = algorithm->p;
    parameters.b = *asked.srp_B;
    const auto proof = crypto::prove_password(parameters, password, crypto::system_random());
    if (!proof)
        throw std::system_error(proof.error(), "cannot check the password");
    api::inputCheckPasswordSRP check;
    check.srp_id = *asked.srp_id;
    check.A = proof->a;
    check.M1 = proof->m1;
    return check;
}

/// Who was granted a sign-in; null when it is nobody that we know of.
inline const api::user* user_in(const api::auth::Authorization& granted) {
    const auto* done = granted.get_if<api::auth::authorization>();
    return done != nullptr ? done->user.get_if<api::user>() : nullptr;
}

/// The account itself as a peer.
inline user_info self_peer(const api::user& user) {
    user_info info;
    info.id = user.id;
    info.auth = extract_auth(user.access_hash, user.min);
    info.bot = user.bot;
    info.is_self = true;
    return info;
}

/// A sign-in by phone, step by step.
class phone_sign_in {
public:
    phone_sign_in(client& telegram, sign_in_prompts prompts)
        : telegram_(telegram), prompts_(std::move(prompts)) {}

    /// Ends with what the server granted, or an empty box when the code was sent.
    awaitable<api::auth::Authorization> send_code() {
        for (int left = most_answers;; --left) {
            phone_ = co_await prompts_.phone();
            api::auth::sendCode request;
            request.phone_number = phone_;
            request.api_id = telegram_.configuration().api_id;
            request.api_hash = telegram_.configuration().api_hash;
            const auto sent = co_await telegram_.try_invoke(request);
            if (!sent) {
                retry_or_throw(
                    sent.error(), "PHONE_NUMBER_INVALID", "this is no phone number", left
                );
                continue;
            }
            if (const auto* done = (**sent).get_if<api::auth::sentCodeSuccess>())
                co_return done->authorization;
            const auto* code = (**sent).get_if<api::auth::sentCode>();
            if (code == nullptr)
                throw std::system_error(make_error_code(client_errc::unsupported_login));
            hash_ = code->phone_code_hash.str();
            where_ = where_code_goes(code->type);
            co_return api::auth::Authorization{};
        }
    }

    awaitable<api::auth::Authorization> check_code() {
        for (int left = most_answers;; --left) {
            api::auth::signIn request;
            request.phone_number = phone_;
            request.phone_code_hash = hash_;
            request.phone_code = co_await prompts_.code(where_);
            const auto granted = co_await telegram_.try_invoke(request);
            if (granted) {
                if ((**granted).is<api::auth::authorizationSignUpRequired>())
                    co_return co_await sign_up();
                co_return **granted;
            }
            if (granted.error().name() == "SESSION_PASSWORD_NEEDED" && prompts_.password)
                co_return co_await check_password();
            if (granted.error().name() == "PHONE_NUMBER_UNOCCUPIED")
                co_return co_await sign_up();
            retry_or_throw(granted.error(), "PHONE_CODE_INVALID", "the code is wrong", left);
        }
    }

private:
    awaitable<api::auth::Authorization> check_password() {
        for (int left = most_answers;; --left) {
            api::account::getPassword question;
            const auto asked = co_await telegram_.invoke(question);
            const std::string hint = asked->hint ? asked->hint->str() : std::string{};
            auto password = co_await prompts_.password(hint);
            api::auth::checkPassword request;
            request.password = prove_password(*asked, password);
            const auto granted = co_await telegram_.try_invoke(request);
            if (granted)
                co_return **granted;
            if (granted.error().name() == "SRP_ID_INVALID" && left > 1)
                continue;
            retry_or_throw(granted.error(), "PASSWORD_HASH_INVALID", "the password is wrong", left);
        }
    }

    awaitable<api::auth::Authorization> sign_up() {
        if (!prompts_.name)
            throw std::system_error(make_error_code(client_errc::sign_up_needed), phone_);
        const auto name = co_await prompts_.name();
        api::auth::signUp request;
        request.phone_number = phone_;
        request.phone_code_hash = hash_;
        request.first_name = name.first;
        request.last_name = name.second;
        const auto granted = co_await telegram_.invoke(request);
        co_return *granted;
    }

    void retry_or_throw(
        const rpc_error& refusal, std::string_view expected, std::string_view problem, int left
    ) {
        if (refusal.name() != expected || left <= 1)
            throw rpc_error{refusal};
        if (prompts_.complain)
            prompts_.complain(problem);
    }

    client& telegram_;
    sign_in_prompts prompts_;
    std::string phone_;
    std::string hash_;
    std::string where_;
};

} // namespace detail

AWAITGRAM_DECL awaitable<void> client::sign_in_bot(std::string token) {
    const auto id = detail::id_in_token(token);
    if (const auto user = co_await session_.self()) {
        if (user->id == id && user->bot)
            co_return;
        throw std::system_error(
            make_error_code(client_errc::other_account),
            "the token is for bot " + std::to_string(id) + ", the session for " +
                std::to_string(user->id)
        );
    }
    // Telegram lets a bot sign in a few times only.
    const auto found = co_await ask_whose_key();
    const auto* user = detail::user_in(found);
    if (user != nullptr && user->id == id && user->bot) {
        co_await finish_sign_in(found);
        co_return;
    }
    if (user != nullptr) {
        const peer_info former = detail::self_peer(*user);
        co_await session_.cache_peer(former);
    }
    api::auth::importBotAuthorization request;
    request.api_id = config_.api_id;
    request.api_hash = config_.api_hash;
    request.bot_auth_token = token;
    const auto granted = co_await invoke(request);
    co_await finish_sign_in(*granted);
}

AWAITGRAM_DECL awaitable<void> client::sign_in(sign_in_prompts prompts) {
    if (co_await signed_in())
        co_return;
    auto granted = co_await ask_whose_key();
    detail::phone_sign_in steps{*this, std::move(prompts)};
    if (granted.empty())
        granted = co_await steps.send_code();
    if (granted.empty())
        granted = co_await steps.check_code();
    co_await finish_sign_in(granted);
}

/// Who is signed in with a key of the session that doesn't say so, as other libraries' don't; an empty box when it is nobody.
AWAITGRAM_DECL awaitable<api::auth::Authorization> client::ask_whose_key() {
    api::auth::Authorization found;
    if (!link_->has_stored_key)
        co_return found;
    api::users::getUsers request;
    request.id.push_back(api::inputUserSelf{});
    const auto users = co_await try_invoke(request);
    if (!users && users.error().code() != 401)
        throw rpc_error{users.error()};
    if (users && !(**users).empty() && (**users)[0].is<api::user>()) {
        api::auth::authorization granted;
        granted.user = (**users)[0];
        found = std::move(granted);
    }
    co_return found;
}

AWAITGRAM_DECL awaitable<void> client::finish_sign_in(const api::auth::Authorization& granted) {
    const auto* user = detail::user_in(granted);
    if (user == nullptr)
        throw std::system_error(make_error_code(client_errc::unsupported_login));
    // What is still to be written belongs to whoever was signed in before.
    noted_.clear();
    co_await write_session();
    if (link_->sender && session_.home_dc_id() != link_->sender->dc())
        co_await session_.set_home_dc_id(link_->sender->dc());
    const peer_info seen = detail::self_peer(*user);
    const std::optional<signed_in_user> self = signed_in_user{user->id, user->bot};
    // First, because it makes the session forget another account's peers.
    co_await session_.set_self(self);
    co_await session_.cache_peer(seen);
    if (link_->sender)
        link_->sender->keep_key();
}

AWAITGRAM_DECL awaitable<void> client::log_out() {
    api::auth::logOut request;
    const auto done = co_await invoke(request);
    co_await end_login();
}

AWAITGRAM_DECL awaitable<void> client::end_login() {
    // The session goes on knowing who it was, so that another account that signs in finds nothing of this one's.
    if (const auto user = co_await session_.self()) {
        const peer_info last = user_info{user->id, {}, user->bot, true};
        co_await session_.cache_peer(last);
    }
    co_await session_.set_self(std::nullopt);
}

} // namespace awaitgram
