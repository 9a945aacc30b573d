// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstddef>

namespace awaitgram::updates::detail {

/// Telegram sends at most some thousand updates in one difference. Each costs more here than its four bytes or more there, so that a
/// frame full of the smallest ones would take gigabytes.
inline constexpr std::size_t most_in_difference = 100'000;

[[nodiscard]] constexpr bool is_excessive(const api::updates::State& /*state*/) noexcept {
    return false;
}

[[nodiscard]] inline bool is_excessive(const api::updates::Difference& answer) noexcept {
    const auto exceeds = [](const auto* some) {
        return some != nullptr && some->new_messages.size() + some->new_encrypted_messages.size() +
                                          some->other_updates.size() >
                                      most_in_difference;
    };
    return exceeds(answer.get_if<api::updates::difference>()) ||
           exceeds(answer.get_if<api::updates::differenceSlice>());
}

[[nodiscard]] inline bool is_excessive(const api::updates::ChannelDifference& answer) noexcept {
    if (const auto* some = answer.get_if<api::updates::channelDifference>())
        return some->new_messages.size() + some->other_updates.size() > most_in_difference;
    const auto* jump = answer.get_if<api::updates::channelDifferenceTooLong>();
    return jump != nullptr && jump->messages.size() > most_in_difference;
}

} // namespace awaitgram::updates::detail
