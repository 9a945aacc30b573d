// SPDX-License-Identifier: MIT
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

namespace awaitgram {

/// The return type of all operations: `co_await` it, or start it with `asio::co_spawn`.
///
/// The operation does not start before that. Cancels: through Asio's cancellation slots, with
/// `asio::error::operation_aborted`.
template <class T = void>
using awaitable = asio::awaitable<T, asio::any_io_executor>;

} // namespace awaitgram
