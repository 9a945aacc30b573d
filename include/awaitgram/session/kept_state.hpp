// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/session/error.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <system_error>
#include <tuple>

namespace awaitgram {

/// Names a state that a session keeps for a program: that of a user in a chat, in one of its topics, or in the chats of a business
/// connection, or one that has a name.
struct state_key {
    /// The chat in the Bot API's numbering; 0 for none.
    std::int64_t chat = 0;
    /// The user; 0 for none.
    std::int64_t user = 0;
    /// The topic of the chat; 0 for none.
    std::int32_t topic = 0;
    /// The business connection; empty for none.
    std::string business{};
    /// Tells several states of the same user, chat and topic apart.
    std::string name{};

    friend bool operator==(const state_key&, const state_key&) = default;
    // Written out, because the strings of libc++ 16 have `<` but no `<=>`.
    friend std::weak_ordering operator<=>(const state_key& left, const state_key& right) {
        return std::tie(left.chat, left.user, left.topic, left.business, left.name) <=>
               std::tie(right.chat, right.user, right.topic, right.business, right.name);
    }
};

/// A state as a session keeps it.
struct kept_state {
    static constexpr std::size_t most_bytes = std::size_t{1} << 20;
    static constexpr std::size_t longest_name = 255;

    byte_buffer value{};
    /// When it ends, in seconds since 1970; 0 for never.
    std::int64_t expires = 0;

    [[nodiscard]] bool has_expired(std::int64_t now) const noexcept {
        return expires != 0 && expires <= now;
    }

    friend bool operator==(const kept_state&, const kept_state&) = default;
};

/// The states of a session.
using kept_states = std::map<state_key, kept_state>;

/// Whether a session can keep a state under this key.
///
/// Errors: `session_errc::invalid_state`.
[[nodiscard]] inline std::error_code check(const state_key& key) {
    const auto possible = key.business.size() <= kept_state::longest_name &&
                          key.name.size() <= kept_state::longest_name;
    return possible ? std::error_code{} : session_errc::invalid_state;
}

/// Whether a session can keep this state.
///
/// Errors: `session_errc::invalid_state`.
[[nodiscard]] inline std::error_code check(const kept_state& state) {
    const auto possible = state.value.size() <= kept_state::most_bytes && state.expires >= 0;
    return possible ? std::error_code{} : session_errc::invalid_state;
}

} // namespace awaitgram
