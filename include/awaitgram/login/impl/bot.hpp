// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/secure.hpp>
#include <awaitgram/login/authorization.hpp>
#include <awaitgram/login/bot.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/rpc/invoke.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace awaitgram::login {

namespace detail {

/// A token without the blanks around it, which come with files and copied texts.
[[nodiscard]] inline std::string_view without_blanks(std::string_view token) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = token.find_first_not_of(blanks);
    if (first == token.npos)
        return {};
    return token.substr(first, token.find_last_not_of(blanks) + 1 - first);
}

/// Refuses a token with a character that no token has; says which one, without the token.
inline void check_letters(std::string_view token) {
    for (std::size_t i = 0; i < token.size(); ++i) {
        const auto letter = static_cast<unsigned char>(token[i]);
        if (letter > ' ' && letter < 127 && letter != '"' && letter != '\'')
            continue;
        const auto* kind = letter == ' '                     ? "a blank"
                           : letter == '"' || letter == '\'' ? "a quotation mark"
                           : letter > 127                    ? "not a letter of ASCII"
                                                             : "a control character";
        throw std::system_error(
            make_error_code(errc::malformed_token),
            "character " + std::to_string(i + 1) + " of the token is " + kind
        );
    }
}

} // namespace detail

AWAITGRAM_DECL std::int64_t bot_id(std::string_view token) {
    token = detail::without_blanks(token);
    detail::check_letters(token);
    std::int64_t id = 0;
    const auto colon = std::min(token.find(':'), token.size());
    const auto parsed = std::from_chars(token.data(), token.data() + colon, id);
    if (parsed.ec != std::errc{} || parsed.ptr != token.data() + colon || id <= 0 ||
        colon + 1 >= token.size())
        throw std::system_error(make_error_code(errc::malformed_token));
    return id;
}

AWAITGRAM_DECL awaitable<void> sign_in_bot(context at, std::string token) {
    const crypto::wiped_at_end scope{token};
    const auto id = bot_id(token);
    const crypto::secret_text secret{std::string{detail::without_blanks(token)}};
    crypto::wipe(token);
    if (const auto user = co_await at.session.self()) {
        if (user->id == id && user->bot)
            co_return;
        throw std::system_error(
            make_error_code(errc::other_account),
            "the token is for bot " + std::to_string(id) + ", the session for " +
                std::to_string(user->id)
        );
    }
    auto login = co_await ask_whose_key(at);
    const auto* user = user_in(login);
    if (user != nullptr && user->id == id && user->bot) {
        co_await finish_sign_in(at, std::move(login), id);
        co_return;
    }
    if (user != nullptr) {
        const peer_info former = self_peer(*user);
        co_await at.session.cache_peer(former);
    }
    api::auth::importBotAuthorization request;
    request.api_id = at.api_id;
    request.api_hash = tl::string::borrow(at.api_hash);
    request.bot_auth_token = tl::string::borrow(secret.get());
    const auto granted = co_await rpc::invoke(at.calls, request, {.waits_out_outages = true});
    co_await finish_sign_in(at, *granted, id);
}

} // namespace awaitgram::login
