// SPDX-License-Identifier: MIT
#pragma once

/// The part of testing/src.hpp with the methods of extras.

#include <awaitgram/testing/impl/api_extras.hpp> // IWYU pragma: export
