// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/peer_pattern.hpp>

#include <cstdint>
#include <initializer_list>

namespace awaitgram::filters {

namespace detail {

/// An event that a user or chat causes.
template <class Event>
concept with_user = requires(const Event& event) { event.peers(); } &&
                    (
                        requires(const Event& event) { event.sender_id(); } ||
                        requires(const Event& event) { event.user_id(); }
                    );

template <class Event>
[[nodiscard]] std::int64_t user_of(const Event& event) noexcept {
    if constexpr (requires { event.sender_id(); })
        return event.sender_id();
    else
        return event.user_id();
}

struct sent_by {
    peer_patterns wanted;
    template <class Event>
        requires with_user<Event>
    bool operator()(const Event& event) const {
        return wanted.match(user_of(event), event.peers().get(), event.receiver());
    }
};

struct sent_by_bot {
    template <class Event>
        requires with_user<Event>
    bool operator()(const Event& event) const noexcept {
        const auto* user = event.peers() ? event.peers()->user(user_of(event)) : nullptr;
        return user != nullptr && user->bot;
    }
};

} // namespace detail

/// Messages of one user or chat, and other events: its number as in the Bot API, any of its names in use, with or without the @, or
/// "me" for the account itself. The account's own messages only beside `outgoing`, as elsewhere.
[[nodiscard]] inline auto from_user(const peer_pattern& sender) {
    return filter{detail::sent_by{peer_patterns{sender}}};
}

/// The same for any of several users or chats.
[[nodiscard]] inline auto from_user(std::initializer_list<peer_pattern> senders) {
    return filter{detail::sent_by{peer_patterns{senders}}};
}

/// Messages of bots. A sender that did not come along counts as none.
inline constexpr filter bot{detail::sent_by_bot{}};

} // namespace awaitgram::filters
