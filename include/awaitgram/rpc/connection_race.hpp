// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace awaitgram::rpc {

/// Decides when attempts to connect to several addresses begin, and which of them wins; has no clock.
///
/// The first begins at once, each further one a stagger after the one before, or as soon as one of them fails. The first that succeeds
/// wins; what happens afterwards changes nothing.
/// Spec: https://www.rfc-editor.org/rfc/rfc8305#section-5
class connection_race {
public:
    using moment = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::milliseconds stagger{250};

    explicit connection_race(std::size_t attempts) : attempts_(attempts) {}

    /// The number of the attempt that begins now, if it is time for one.
    [[nodiscard]] std::optional<std::size_t> start(moment now) {
        if (now < next_start())
            return std::nullopt;
        next_start_ = now + stagger;
        return started_++;
    }

    /// When the next attempt begins; `moment::max()` if none does.
    [[nodiscard]] moment next_start() const noexcept {
        return winner_ || started_ == attempts_.size() ? moment::max() : next_start_;
    }

    /// An attempt has failed, so that the next one begins at once.
    void failed(std::size_t attempt) {
        attempts_[attempt] = true;
        next_start_ = moment::min();
    }

    /// An attempt has succeeded. Returns whether it is the first.
    bool succeeded(std::size_t attempt) noexcept {
        if (winner_)
            return false;
        winner_ = attempt;
        return true;
    }

    [[nodiscard]] std::optional<std::size_t> winner() const noexcept { return winner_; }

    /// Whether one has succeeded, or all have failed.
    [[nodiscard]] bool over() const noexcept {
        if (winner_)
            return true;
        for (const auto failed : attempts_)
            if (!failed)
                return false;
        return true;
    }

    /// Whether an attempt has failed, or was overtaken by the winner, which began later.
    [[nodiscard]] bool lost(std::size_t attempt) const {
        return winner_ && attempt != *winner_ && (attempts_[attempt] || attempt < *winner_);
    }

private:
    /// Whether each has failed.
    std::vector<bool> attempts_;
    std::size_t started_ = 0;
    moment next_start_ = moment::min();
    std::optional<std::size_t> winner_{};
};

} // namespace awaitgram::rpc
