// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/update_state.hpp>

#include <algorithm>
#include <system_error>
#include <variant>
#include <vector>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline bool are_possible(const std::vector<channel_state>& channels) {
    return std::all_of(channels.begin(), channels.end(), [](const channel_state& one) {
        return static_cast<bool>(peer_id::channel(one.id));
    });
}

[[nodiscard]] inline bool are_possible(const std::vector<handled_mark>& marks) {
    return std::all_of(marks.begin(), marks.end(), is_possible);
}

} // namespace detail

AWAITGRAM_DECL bool operator==(const updates_state& left, const updates_state& right) {
    return left.pts == right.pts && left.qts == right.qts && left.date == right.date &&
           left.seq == right.seq && left.channels == right.channels &&
           left.handled == right.handled;
}

AWAITGRAM_DECL bool operator==(const update_state& left, const update_state& right) {
    return left.step == right.step;
}

AWAITGRAM_DECL bool operator==(const update_progress& left, const update_progress& right) {
    return left.forgotten == right.forgotten && left.primary == right.primary &&
           left.secondary == right.secondary && left.channels == right.channels &&
           left.unmarked == right.unmarked && left.handled == right.handled;
}

AWAITGRAM_DECL bool is_possible(const handled_mark& mark) {
    const auto sequence = mark.of.sequence;
    const auto kind = mark.of.kind;
    return (sequence == 0 || sequence == -1 || peer_id::channel(sequence)) &&
           kind >= handled_kind::message && kind <= handled_kind::secret_message;
}

AWAITGRAM_DECL std::error_code check(const update_progress& change) {
    const auto possible =
        detail::are_possible(change.channels) && detail::are_possible(change.handled);
    return possible ? std::error_code{} : session_errc::invalid_peer_id;
}

AWAITGRAM_DECL std::error_code check(const update_state& change) {
    auto possible = true;
    if (const auto* all = std::get_if<update_state::all>(&change.step))
        possible =
            detail::are_possible(all->state.channels) && detail::are_possible(all->state.handled);
    else if (const auto* one = std::get_if<update_state::channel>(&change.step))
        possible = static_cast<bool>(peer_id::channel(one->id));
    return possible ? std::error_code{} : session_errc::invalid_peer_id;
}

} // namespace awaitgram
