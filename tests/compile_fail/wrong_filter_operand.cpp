// expect: both sides of && and \|\| must be filters
// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>

namespace filters = awaitgram::filters;

#ifdef AWAITGRAM_CORRECT
const auto wanted = filters::text && filters::command("start");
#else
const auto wanted = filters::text && "start";
#endif
