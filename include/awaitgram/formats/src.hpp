// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of what the headers of formats/ declare, apart from src.hpp so that programs without them don't pay for them.

#include <awaitgram/formats/impl/convert.hpp> // IWYU pragma: export
#include <awaitgram/formats/impl/string.hpp>  // IWYU pragma: export
