// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/core/stop_flag.hpp>
#include <awaitgram/core/unique_function.hpp>

#include <memory>

namespace awaitgram {

/// Runs long computations on a thread beside the executor, and resumes on the coroutine's executor. Two of them run at once in a process.
///
/// `work` may refer to locals of the coroutine: it has ended when this returns, throws or is destroyed.
/// Errors:  exceptions of `work`.
/// Cancels: sets `stop`, waits for the end of `work`, and ends with `operation_aborted`. When the coroutine is destroyed, its thread
///          waits for that end, too; so `work` should look at `stop` every few milliseconds.
[[nodiscard]] awaitable<void> offload(stop_flag& stop, unique_function<void()> work);

/// Runs work that waits for a disk, also the opening of a file, on a thread of its own, and resumes on the coroutine's executor. Two of them run
/// at once in a process, beside those of `offload`: a slow disk holds up no computation, and none of them the executor.
///
/// `work` may refer to locals of the coroutine, as above.
/// Errors:  exceptions of `work`.
/// Cancels: waits for the end of `work`, and ends with `operation_aborted`.
[[nodiscard]] awaitable<void> on_disk_thread(unique_function<void()> work);

/// Those threads, which end with the last work otherwise: whoever works with a file for a while keeps them.
[[nodiscard]] std::shared_ptr<void> keep_disk_threads();

} // namespace awaitgram
