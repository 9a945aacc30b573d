// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram {

/// A poll with its results: a view, valid as long as any copy of the message or update that it came with. Answers are counted from 0.
///
/// An update may bring the results alone, which are in the order of the answers then. Numbers are 0 while they are not shown, as before the
/// account has voted.
class poll_view {
public:
    poll_view() = default;
    /// `poll` may be null, and `results`, too.
    poll_view(const api::poll* poll, const api::pollResults* results) noexcept
        : poll_(poll), results_(results) {}

    /// Whether there is anything.
    explicit operator bool() const noexcept { return poll_ != nullptr || results_ != nullptr; }

    /// The poll's identifier; 0 when the results came alone.
    [[nodiscard]] std::int64_t id() const noexcept { return poll_ ? poll_->id : 0; }
    [[nodiscard]] std::string_view question() const noexcept {
        return poll_ ? poll_->question.text.view() : std::string_view{};
    }
    /// The number of answers; 0 when the results came alone.
    [[nodiscard]] std::size_t answers_count() const noexcept {
        return poll_ ? poll_->answers.size() : 0;
    }
    /// The text of an answer; empty for one that it has not.
    [[nodiscard]] std::string_view answer(std::size_t at) const noexcept;

    [[nodiscard]] bool closed() const noexcept { return poll_ && poll_->closed; }
    /// Whether it has a right answer.
    [[nodiscard]] bool quiz() const noexcept { return poll_ && poll_->quiz; }
    [[nodiscard]] bool multiple_choice() const noexcept { return poll_ && poll_->multiple_choice; }
    /// Whether it is shown who voted for what.
    [[nodiscard]] bool public_voters() const noexcept { return poll_ && poll_->public_voters; }
    /// When it is closed by itself; nothing without such a date.
    [[nodiscard]] std::optional<time_point> close_date() const noexcept {
        return poll_ && poll_->close_date ? std::optional{from_unix(*poll_->close_date)}
                                          : std::nullopt;
    }

    /// The number of those who voted.
    [[nodiscard]] std::int32_t total_voters() const noexcept {
        return results_ ? results_->total_voters.value_or(0) : 0;
    }
    /// The number of those who chose an answer.
    [[nodiscard]] std::int32_t voters(std::size_t answer) const noexcept;
    /// Whether the results tell nothing about the account itself: what it chose, and what is right. So in updates for everybody.
    [[nodiscard]] bool min() const noexcept { return results_ && results_->min; }
    /// Whether the account itself chose an answer; see `min`.
    [[nodiscard]] bool chosen(std::size_t answer) const noexcept;
    /// Whether an answer of a quiz is right, as is shown after the account has voted; see `min`.
    [[nodiscard]] bool correct(std::size_t answer) const noexcept;
    /// What is shown to those who choose a wrong answer of a quiz; empty for none.
    [[nodiscard]] std::string_view explanation() const noexcept {
        return results_ && results_->solution ? results_->solution->view() : std::string_view{};
    }

    /// The poll and its results as Telegram's schema describes them; null for those that did not come along.
    [[nodiscard]] const api::poll* raw() const noexcept { return poll_; }
    [[nodiscard]] const api::pollResults* results() const noexcept { return results_; }

private:
    [[nodiscard]] const api::pollAnswerVoters* result(std::size_t answer) const noexcept;

    const api::poll* poll_ = nullptr;
    const api::pollResults* results_ = nullptr;
};

} // namespace awaitgram
