// SPDX-License-Identifier: MIT
#pragma once

/// What AWAITGRAM_SEPARATE_COMPILATION leaves out of testing/server.hpp, for a unit of its own: programs that use no test server
/// don't get it from the library then.

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#error                                                                                             \
    "Define AWAITGRAM_SEPARATE_COMPILATION for every unit of the program, or leave this header out"
#endif

#include <awaitgram/testing/detail/server.hpp>
#include <awaitgram/testing/detail/session_contract.hpp>
