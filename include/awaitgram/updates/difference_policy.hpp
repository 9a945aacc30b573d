// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/growing_pause.hpp>
#include <awaitgram/updates/sequence.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace awaitgram::updates {

/// The reason why a difference could not be fetched.
struct fetch_failure {
    enum class kind {
        /// Telegram refused.
        refused,
        /// The answer does not follow the schema, or has more updates than Telegram sends.
        malformed,
        /// There was no link, or no answer in time.
        unreachable,
        /// The channel cannot be named in a request.
        no_access_hash,
    };

    kind what = kind::unreachable;
    /// The code, the name and the wait of a refusal.
    std::int32_t code = 0;
    std::string_view name{};
    std::chrono::seconds wait{0};
};

/// The reaction to a failed attempt to fetch a difference.
enum class fetch_reaction {
    /// Ask again later, as often as it takes.
    later,
    /// Ask again later, a few times; then skip what is missing.
    few_more,
    /// What is missing after the present position cannot be had: continue without it.
    skip,
    /// The channel is closed to the account.
    forget,
    /// The account cannot receive updates any more.
    end,
};

/// After this many answers in a row that were no use, what they should have brought is skipped.
inline constexpr int most_useless_answers = 4;

namespace detail {

/// Whether a refusal says that the account has no access to a channel.
[[nodiscard]] inline bool closes_channel(std::string_view name) noexcept {
    return name.starts_with("CHANNEL_") || name.starts_with("CHAT_") ||
           name == "USER_BANNED_IN_CHANNEL";
}

/// Whether a refusal says that there is no position such as the one that was sent.
[[nodiscard]] inline bool denies_position(std::string_view name) noexcept {
    return name == "PERSISTENT_TIMESTAMP_EMPTY" || name == "PERSISTENT_TIMESTAMP_INVALID";
}

} // namespace detail

/// Decides whether a failure can pass ("not now") or not ("never").
///
/// Flood waits, errors of the server, time-outs and broken links pass, and so does every refusal whose meaning is not known here; only a
/// refusal by name is final.
/// Spec: https://core.telegram.org/api/updates#recovering-gaps
[[nodiscard]] inline fetch_reaction
reaction_to(sequence_id id, const fetch_failure& failure) noexcept {
    switch (failure.what) {
    case fetch_failure::kind::unreachable:
        return fetch_reaction::later;
    case fetch_failure::kind::malformed:
    case fetch_failure::kind::no_access_hash:
        return fetch_reaction::few_more;
    case fetch_failure::kind::refused:
        break;
    }
    if (failure.code == 401 || failure.name == "AUTH_KEY_DUPLICATED")
        return fetch_reaction::end;
    if (failure.code < 400 || failure.code == 420 || failure.code >= 500)
        return fetch_reaction::later;
    if (detail::denies_position(failure.name))
        return fetch_reaction::skip;
    if (id > 0 && detail::closes_channel(failure.name))
        return fetch_reaction::forget;
    return fetch_reaction::later;
}

/// The pause after so many failures in a row: 1, 2, 4, … 60 seconds; never less than `told`.
[[nodiscard]] inline std::chrono::seconds
pause_after(int failures, std::chrono::seconds told = {}) noexcept {
    return std::max(
        growing_pause(failures, std::chrono::seconds{1}, std::chrono::seconds{60}), told
    );
}

} // namespace awaitgram::updates
