// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>

#include <functional>

namespace awaitgram::detail {

/// Work that is done when it is awaited; few coroutines, many plain functions.
[[nodiscard]] inline awaitable<void> later(std::function<void()> work) {
    work();
    co_return;
}

/// As above, with a result.
template <class T>
[[nodiscard]] awaitable<T> later_result(std::function<T()> work) {
    co_return work();
}

} // namespace awaitgram::detail
