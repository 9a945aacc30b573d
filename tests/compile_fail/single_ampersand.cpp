// expect: filters are combined by &&, \|\| and !
// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/filters.hpp>

namespace filters = awaitgram::filters;

#ifdef AWAITGRAM_CORRECT
const auto wanted = filters::text && filters::private_chat;
#else
const auto wanted = filters::text & filters::private_chat;
#endif
