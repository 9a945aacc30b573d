// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

namespace awaitgram::filters {

namespace detail {

struct in_chat_of_kind {
    chat_kind kind;
    bool operator()(const message& m) const noexcept { return m.kind() == kind; }
};

} // namespace detail

/// Messages in a chat with one person.
inline constexpr filter private_chat{detail::in_chat_of_kind{chat_kind::private_chat}};
/// Messages in groups and supergroups.
inline constexpr filter group{detail::in_chat_of_kind{chat_kind::group}};
/// Posts of channels.
inline constexpr filter channel{detail::in_chat_of_kind{chat_kind::channel}};

} // namespace awaitgram::filters
