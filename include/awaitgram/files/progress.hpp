// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/clock.hpp>
#include <awaitgram/core/function_ref.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace awaitgram::files {

/// How far a transfer is. In bytes.
struct progress {
    /// What the server has acknowledged, or what is written.
    std::int64_t done = 0;
    /// 0 while it is unknown.
    std::int64_t total = 0;
};

/// A function that is told of progress, which outlives the transfer. An exception of it ends the transfer.
class progress_ref {
public:
    progress_ref() = default;
    template <class F>
        requires(!std::is_same_v<std::remove_cv_t<F>, progress_ref> && std::is_invocable_v<F&, progress>)
    progress_ref(F& told) noexcept : told_(told) {}

    void operator()(progress state) const {
        if (told_)
            (*told_)(state);
    }
    explicit operator bool() const noexcept { return told_.has_value(); }

private:
    std::optional<function_ref<void(progress)>> told_{};
};

/// Lets a function be told of progress at most every 50 milliseconds, and of the end.
class progress_meter {
public:
    static constexpr std::chrono::milliseconds interval{50};

    explicit progress_meter(progress_ref told) noexcept : told_(told) {}

    void tell(progress state, monotonic_clock::time_point now) {
        const auto at_end = state.total != 0 && state.done == state.total;
        if (!told_ || (!at_end && now < next_))
            return;
        next_ = now + interval;
        told_(state);
    }

private:
    progress_ref told_;
    monotonic_clock::time_point next_ = monotonic_clock::time_point::min();
};

} // namespace awaitgram::files
