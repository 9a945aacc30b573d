// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/dispatcher/filter.hpp>
#include <awaitgram/types/message.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace awaitgram::filters {

namespace detail {

struct sent_by {
    std::vector<std::int64_t> ids;
    bool operator()(const message& m) const noexcept {
        return std::find(ids.begin(), ids.end(), m.sender_id()) != ids.end();
    }
};

} // namespace detail

/// Messages of this user or chat.
[[nodiscard]] inline auto from_user(std::int64_t id) {
    return filter{detail::sent_by{std::vector<std::int64_t>{id}}};
}

/// Messages of any of these users or chats.
[[nodiscard]] inline auto from_user(std::initializer_list<std::int64_t> ids) {
    return filter{detail::sent_by{std::vector<std::int64_t>(ids)}};
}

} // namespace awaitgram::filters
