// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/chat_kind.hpp>
#include <awaitgram/types/message.hpp>
#include <awaitgram/types/peer_pattern.hpp>

#include <cstdint>
#include <initializer_list>

namespace awaitgram::filters {

namespace detail {

/// An event that belongs to a chat.
template <class Event>
concept with_chat = requires(const Event& event) {
    event.chat_id();
    event.peers();
};

/// The kind of an event's chat, where the event does not know it: a channel that did not come along counts as a group.
[[nodiscard]] inline chat_kind kind_of_chat(const peer_map* peers, std::int64_t chat) noexcept {
    if (chat > 0)
        return chat_kind::private_chat;
    const auto* channel = peers ? peers->channel(-peer_id::channel_base - chat) : nullptr;
    return channel && channel->broadcast ? chat_kind::channel : chat_kind::group;
}

struct in_chat_of_kind {
    chat_kind kind;
    template <class Event>
        requires with_chat<Event>
    bool operator()(const Event& event) const noexcept {
        if constexpr (requires { event.kind(); })
            return event.kind() == kind;
        else
            return event.chat_id() != 0 &&
                   kind_of_chat(event.peers().get(), event.chat_id()) == kind;
    }
};

struct in_forum {
    template <class Event>
        requires with_chat<Event>
    bool operator()(const Event& event) const noexcept {
        const auto* channel = event.peers()
                                  ? event.peers()->channel(-peer_id::channel_base - event.chat_id())
                                  : nullptr;
        return channel != nullptr && channel->forum;
    }
};

/// The account's own place in the chat, as it came along.
struct where_i_am_admin {
    template <class Event>
        requires with_chat<Event>
    bool operator()(const Event& event) const noexcept {
        if (!event.peers())
            return false;
        const auto chat = event.chat_id();
        if (const auto* channel = event.peers()->channel(-peer_id::channel_base - chat))
            return channel->creator || channel->admin_rights;
        const auto* group = event.peers()->group(-chat);
        return group != nullptr && (group->creator || group->admin_rights);
    }
};

struct in_one_of {
    peer_patterns wanted;
    template <class Event>
        requires with_chat<Event>
    bool operator()(const Event& event) const {
        return wanted.match(event.chat_id(), event.peers().get(), event.receiver());
    }
};

} // namespace detail

/// Messages in a chat with one person or bot; events of all kinds that have a chat.
inline constexpr filter private_chat{detail::in_chat_of_kind{chat_kind::private_chat}};
/// Messages in groups: basic groups, supergroups, gigagroups, and the direct messages of a channel.
inline constexpr filter group{detail::in_chat_of_kind{chat_kind::group}};
/// Posts of channels, and other events in them.
inline constexpr filter channel{detail::in_chat_of_kind{chat_kind::channel}};
/// Messages in groups with topics.
inline constexpr filter forum{detail::in_forum{}};
/// Messages in groups and channels where the account is an administrator or the owner. Not in those that came along incompletely.
inline constexpr filter admin_here{detail::where_i_am_admin{}};

/// Messages in one chat, and other events that have a chat: its number as in the Bot API, any of its names in use, with or without
/// the @, or "me" for Saved Messages.
[[nodiscard]] inline auto in_chat(const peer_pattern& chat) {
    return filter{detail::in_one_of{peer_patterns{chat}}};
}

/// The same for any of several chats.
[[nodiscard]] inline auto in_chat(std::initializer_list<peer_pattern> chats) {
    return filter{detail::in_one_of{peer_patterns{chats}}};
}

} // namespace awaitgram::filters
