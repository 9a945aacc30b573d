// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/future_tokens.hpp>
#include <awaitgram/session/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::login {

namespace detail {

[[nodiscard]] inline state_key key_of_tokens() {
    state_key key;
    key.name = "awaitgram.future_auth_tokens";
    return key;
}

/// Shape: for each token its size in two bytes, then its bytes. A damaged end is ignored.
[[nodiscard]] inline std::vector<byte_buffer> read_tokens(byte_view from) {
    std::vector<byte_buffer> tokens;
    while (from.size() >= 2 && tokens.size() < most_future_tokens) {
        const std::size_t size = load_le<std::uint16_t>(from.data());
        if (size > from.size() - 2)
            break;
        const auto token = from.subspan(2, size);
        tokens.emplace_back(token.begin(), token.end());
        from = from.subspan(2 + size);
    }
    return tokens;
}

} // namespace detail

AWAITGRAM_DECL awaitable<std::vector<byte_buffer>> future_tokens(any_session& session) {
    std::optional<kept_state> kept;
    const auto key = detail::key_of_tokens();
    try {
        kept = co_await session.state(key);
    } catch (const std::system_error& error) {
        if (error.code() != session_errc::no_states)
            throw;
    }
    std::vector<byte_buffer> tokens;
    if (kept)
        tokens = detail::read_tokens(kept->value);
    co_return tokens;
}

AWAITGRAM_DECL awaitable<void>
keep_future_tokens(any_session& session, std::vector<byte_buffer> tokens) {
    kept_state kept;
    for (const auto& token : tokens) {
        append_le(kept.value, static_cast<std::uint16_t>(token.size()));
        append(kept.value, token);
    }
    const std::optional<kept_state> now = std::move(kept);
    const auto key = detail::key_of_tokens();
    try {
        co_await session.set_state(key, now);
    } catch (const std::system_error& error) {
        if (error.code() != session_errc::no_states)
            throw;
    }
}

AWAITGRAM_DECL void add_future_token(std::vector<byte_buffer>& tokens, byte_view token) {
    constexpr std::size_t longest = 4096;
    const auto known = [token](const byte_buffer& other) {
        return std::ranges::equal(other, token);
    };
    if (token.empty() || token.size() > longest || std::ranges::any_of(tokens, known))
        return;
    tokens.emplace_back(token.begin(), token.end());
    if (tokens.size() > most_future_tokens)
        tokens.erase(tokens.begin());
}

} // namespace awaitgram::login
