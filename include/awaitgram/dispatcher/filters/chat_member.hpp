// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/chat_member_updated.hpp>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace awaitgram::filters {

namespace detail {

struct member_changed {
    std::vector<member_change> wanted;
    bool operator()(const chat_member_updated& event) const noexcept {
        return std::find(wanted.begin(), wanted.end(), event.change()) != wanted.end();
    }
};

template <member_change... Changes>
struct member_changed_so {
    bool operator()(const chat_member_updated& event) const noexcept {
        const auto change = event.change();
        return ((change == Changes) || ...);
    }
};

} // namespace detail

/// Changes of this kind.
[[nodiscard]] inline auto member(member_change change) {
    return filter{detail::member_changed{std::vector<member_change>{change}}};
}

/// Changes of any of these kinds.
[[nodiscard]] inline auto member(std::initializer_list<member_change> changes) {
    return filter{detail::member_changed{std::vector<member_change>(changes)}};
}

/// A user came to the chat: joined it, was added, or came as an administrator.
inline constexpr filter member_came{[](const chat_member_updated& event) noexcept {
    return !event.was_member() && event.is_member();
}};
/// A user is not in the chat any more: left it, was kicked or banned.
inline constexpr filter member_gone{[](const chat_member_updated& event) noexcept {
    return event.was_member() && !event.is_member();
}};
/// A user joined without the help of another member.
inline constexpr filter member_joined{detail::member_changed_so<member_change::joined>{}};
/// A user was added by another member.
inline constexpr filter member_added{detail::member_changed_so<member_change::added>{}};
/// A user left; not one who was removed.
inline constexpr filter member_left{detail::member_changed_so<member_change::left>{}};
/// A user was removed or banned.
inline constexpr filter member_kicked{detail::member_changed_so<member_change::kicked>{}};
/// A user became an administrator.
inline constexpr filter member_promoted{detail::member_changed_so<member_change::promoted>{}};
/// A user is no administrator any more.
inline constexpr filter member_demoted{detail::member_changed_so<member_change::demoted>{}};
/// A user may do less than before, or restrictions were changed.
inline constexpr filter member_restricted{
    detail::member_changed_so<member_change::restricted, member_change::restrictions_changed>{}};
/// Changes of the account's own place, as when the bot was added to a group.
inline constexpr filter about_me{
    [](const chat_member_updated& event) noexcept { return event.about_me(); }};

} // namespace awaitgram::filters
