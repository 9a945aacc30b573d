// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/unique_function.hpp>

namespace awaitgram {

/// Runs long computations on a thread of their own, and resumes on the coroutine's executor. Two of them run at once in a process.
///
/// `work` may refer to locals of the coroutine: it has ended when this returns, throws or is destroyed.
/// Errors:  exceptions of `work`.
/// Cancels: sets `stop`, waits for the end of `work`, and ends with `operation_aborted`. When the coroutine is destroyed, its thread
///          waits for that end, too; so `work` should look at `stop` every few milliseconds.
[[nodiscard]] awaitable<void> offload(stop_flag& stop, unique_function<void()> work);

} // namespace awaitgram
