// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>

#include <asio/associated_cancellation_slot.hpp>
#include <asio/async_result.hpp>
#include <asio/cancellation_type.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <optional>
#include <utility>

namespace awaitgram {

/// Holds one coroutine until it is woken, without a timer and without the queue of an executor: `wake` runs it to its next suspension.
///
/// All calls happen on the executor of the coroutine. A coroutine that is parked when the place is destroyed is destroyed, too.
class parking_place {
    using parked = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;

public:
    parking_place() = default;
    parking_place(const parking_place&) = delete;
    parking_place& operator=(const parking_place&) = delete;

    /// Waits for `wake`; one coroutine at a time.
    ///
    /// Cancels: ends, without an exception of its own.
    [[nodiscard]] awaitable<void> park() {
        return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
            [this](parked handler) {
                auto slot = asio::get_associated_cancellation_slot(handler);
                if (slot.is_connected())
                    slot.assign([this](asio::cancellation_type) { cancel(); });
                parked_.emplace(std::move(handler));
            },
            asio::use_awaitable
        );
    }

    /// Destroys the parked coroutine, if there is one.
    void drop() noexcept { const auto dropped = std::exchange(parked_, std::nullopt); }

    /// Whether a coroutine is parked.
    [[nodiscard]] bool occupied() const noexcept { return parked_.has_value(); }

    /// Resumes the parked coroutine; without one nothing happens.
    void wake() {
        if (!parked_)
            return;
        auto handler = std::move(*parked_);
        parked_.reset();
        std::move(handler)();
    }

private:
    // The state of a cancellation must outlive its emission, so the coroutine is not resumed in it.
    void cancel() {
        if (!parked_)
            return;
        auto handler = std::move(*parked_);
        parked_.reset();
        asio::post(std::move(handler));
    }

    std::optional<parked> parked_{};
};

} // namespace awaitgram
