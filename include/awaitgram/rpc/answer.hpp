// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/result.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/tl/frame.hpp>

namespace awaitgram::rpc {

/// The outcome of a call: the frame of the result, or Telegram's refusal.
using answer = result<tl::frame, rpc_error>;

} // namespace awaitgram::rpc
