// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/core/linkage.hpp>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram {

namespace detail {

/// A duration for people: `30 s`, `250 ms`.
[[nodiscard]] inline std::string in_words(monotonic_clock::duration time) {
    using namespace std::chrono;
    const auto whole = duration_cast<milliseconds>(time).count();
    return whole % 1000 == 0 ? std::to_string(whole / 1000) + " s" : std::to_string(whole) + " ms";
}

/// `asio::error::timed_out`, with the limit in its text.
class limit_exceeded final : public std::system_error {
public:
    explicit limit_exceeded(monotonic_clock::duration limit)
        : std::system_error(asio::error::timed_out), text_("took longer than " + in_words(limit)) {}

    [[nodiscard]] const char* what() const noexcept override { return text_.what(); }

private:
    std::runtime_error text_; // its copies do not throw
};

} // namespace detail

AWAITGRAM_DECL awaitable<void> within(monotonic_clock::duration limit, awaitable<void> work) {
    const auto executor = co_await asio::this_coro::executor;
    const auto ended = std::make_shared<event>(executor);
    const task child{executor, std::move(work), [ended](const auto&) { ended->set(); }};
    const auto now = event::clock::now();
    auto deadline = limit < event::clock::time_point::max() - now ? now + limit
                                                                  : event::clock::time_point::max();
    auto interruption = std::error_code{};
    while (!child.ended()) {
        try {
            co_await ended->wait_until(deadline);
            if (!child.ended() && event::clock::now() >= deadline)
                interruption = asio::error::timed_out;
        } catch (const std::system_error& cancelled) {
            interruption = cancelled.code();
        }
        if (child.ended() || !interruption)
            continue;
        child.cancel();
        deadline = event::clock::time_point::max();
        co_await asio::this_coro::reset_cancellation_state();
    }
    const auto error = child.error();
    // A cancellation from outside takes effect even if the work has succeeded meanwhile; a time-out does not.
    if (interruption == asio::error::timed_out && error)
        throw detail::limit_exceeded(limit);
    if (interruption && interruption != asio::error::timed_out)
        throw std::system_error(interruption);
    if (error)
        std::rethrow_exception(error);
}

} // namespace awaitgram
