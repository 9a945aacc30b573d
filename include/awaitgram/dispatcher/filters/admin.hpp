// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/callback_query.hpp>
#include <awaitgram/types/message.hpp>

namespace awaitgram::filters {

namespace detail {

struct sent_by_admin {
    awaitable<bool> operator()(const message& m) const;
    awaitable<bool> operator()(const callback_query& press) const;
};

} // namespace detail

/// Messages of administrators of the group, its owner and anonymous ones among them, and all posts of channels; also presses of buttons
/// by administrators of a group or channel.
///
/// Telegram is asked, and the answer is remembered for a minute. The account must be a member; in large groups an administrator.
inline constexpr filter admin{detail::sent_by_admin{}};

} // namespace awaitgram::filters
