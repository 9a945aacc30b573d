// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/poll_view.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline const api::pollAnswer*
answer_of(const api::poll* poll, std::size_t at) noexcept {
    return poll != nullptr && at < poll->answers.size()
               ? poll->answers[at].get_if<api::pollAnswer>()
               : nullptr;
}

} // namespace detail

AWAITGRAM_DECL std::string_view poll_view::answer(std::size_t at) const noexcept {
    const auto* known = detail::answer_of(poll_, at);
    return known ? known->text.text.view() : std::string_view{};
}

AWAITGRAM_DECL const api::pollAnswerVoters* poll_view::result(std::size_t answer) const noexcept {
    if (results_ == nullptr || !results_->results)
        return nullptr;
    const auto& all = *results_->results;
    if (poll_ == nullptr)
        return answer < all.size() ? &all[answer] : nullptr;
    // The results name their answers by bytes, and need not be in the same order.
    if (const auto* asked = detail::answer_of(poll_, answer))
        for (const auto& each : all)
            if (each.option == asked->option)
                return &each;
    return nullptr;
}

AWAITGRAM_DECL std::int32_t poll_view::voters(std::size_t answer) const noexcept {
    const auto* found = result(answer);
    return found ? found->voters.value_or(0) : 0;
}

AWAITGRAM_DECL bool poll_view::chosen(std::size_t answer) const noexcept {
    const auto* found = result(answer);
    return found && found->chosen;
}

AWAITGRAM_DECL bool poll_view::correct(std::size_t answer) const noexcept {
    const auto* found = result(answer);
    return found && found->correct;
}

} // namespace awaitgram
