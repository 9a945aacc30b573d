// SPDX-License-Identifier: MIT
#pragma once

/// The definitions for the headers of formats/, separate from src.hpp so that other programs do not compile them.

#include <awaitgram/formats/impl/convert.hpp> // IWYU pragma: export
#include <awaitgram/formats/impl/string.hpp>  // IWYU pragma: export
