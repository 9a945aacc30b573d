// expect: the filter given to a router must be a filter of events
// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/dispatcher/router.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
ag::router admins{ag::filters::admin && ag::filters::text};
#else
ag::router admins{[](int) { return true; }};
#endif
