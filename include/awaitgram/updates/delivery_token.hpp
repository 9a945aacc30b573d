// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/unique_function.hpp>

#include <memory>
#include <utility>

namespace awaitgram::updates {

/// The reports of the tokens of one checkpoint; outlives the checkpoint while a handler holds a token.
struct delivery_log {
    /// Whether a handler was cancelled before it had handled its update.
    bool abandoned = false;
    /// Called after the last copy of a token is gone.
    unique_function<void()> token_ended{};
};

/// Held with each update until it is handled; while a copy exists, the saved state stays before that update.
class delivery_token {
public:
    delivery_token() = default;
    explicit delivery_token(std::shared_ptr<delivery_log> log) noexcept : log_(std::move(log)) {}
    delivery_token(const delivery_token&) = delete;
    delivery_token& operator=(const delivery_token&) = delete;
    ~delivery_token() {
        if (!log_)
            return;
        log_->abandoned = log_->abandoned || abandoned_;
        if (log_->token_ended)
            log_->token_ended();
    }

    /// Marks the update as not handled, so that it is delivered again after the next start.
    void abandon() noexcept { abandoned_ = true; }
    [[nodiscard]] bool abandoned() const noexcept { return abandoned_; }

private:
    std::shared_ptr<delivery_log> log_{};
    bool abandoned_ = false;
};

} // namespace awaitgram::updates
