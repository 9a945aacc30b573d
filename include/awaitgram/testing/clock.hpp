// SPDX-License-Identifier: MIT
#pragma once

/// Time that moves only as a test says.

#include <awaitgram/testing/clock/clock.hpp> // IWYU pragma: export

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#include <awaitgram/src.hpp>                // IWYU pragma: export
#include <awaitgram/testing/impl/clock.hpp> // IWYU pragma: export
#endif
