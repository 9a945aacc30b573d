// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace awaitgram::updates {

/// An update that is being handled, as the log of deliveries knows it.
struct delivery;

/// How the handling of an update ended.
enum class delivery_end : std::uint8_t {
    /// It is handled.
    handled,
    /// A handler was cancelled before it had handled the update.
    cancelled,
    /// No handler was started.
    not_started,
};

/// Receives the ends of deliveries.
class delivery_log {
public:
    delivery_log() = default;
    delivery_log(const delivery_log&) = delete;
    delivery_log& operator=(const delivery_log&) = delete;
    virtual ~delivery_log() = default;

    /// An update waits no more.
    virtual void began(delivery* /*which*/) {}

    /// The last copy of a token is gone.
    virtual void ended(delivery* which, delivery_end how) = 0;
};

/// Held with each update until it is handled; while a copy exists, the saved state stays before that update.
class delivery_token {
public:
    delivery_token() = default;
    explicit delivery_token(std::shared_ptr<delivery_log> log, delivery* which = nullptr) noexcept
        : log_(std::move(log)), which_(which) {}
    delivery_token(const delivery_token&) = delete;
    delivery_token& operator=(const delivery_token&) = delete;
    ~delivery_token() {
        if (log_)
            log_->ended(which_, end_);
    }

    /// The update is about to be handled: it does not count among those that wait any more.
    void begin() {
        if (log_)
            log_->began(which_);
    }

    /// Marks the update as not handled because a handler was cancelled, so that it is delivered again after the next start.
    void abandon() noexcept { end_ = delivery_end::cancelled; }
    [[nodiscard]] bool abandoned() const noexcept { return end_ == delivery_end::cancelled; }

    /// Marks the update as one that no handler was started for, so that it is delivered again after the next start.
    void put_back() noexcept {
        if (end_ == delivery_end::handled)
            end_ = delivery_end::not_started;
    }

    [[nodiscard]] delivery_end end() const noexcept { return end_; }

private:
    std::shared_ptr<delivery_log> log_{};
    delivery* which_ = nullptr;
    delivery_end end_ = delivery_end::handled;
};

} // namespace awaitgram::updates
