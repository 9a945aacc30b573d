// SPDX-License-Identifier: MIT
#pragma once

/// The definitions for the headers of formats/, separate from src.hpp so that other programs do not compile them.

// With optimisation, GCC 12 wrongly reports that coroutines are freed by another operator than the one that Asio pairs it with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <awaitgram/formats/impl/convert.hpp> // IWYU pragma: export
#include <awaitgram/formats/impl/string.hpp>  // IWYU pragma: export

#pragma GCC diagnostic pop
