// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/tl/frame.hpp>

namespace awaitgram::testing {

/// Executes a query without wrappers.
[[nodiscard]] api_reply call_api(api_call& call, const tl::frame& query);

} // namespace awaitgram::testing
