// SPDX-License-Identifier: MIT
#pragma once

/// The part of testing/src.hpp without the methods of extras, for the library, which compiles its units beside each other.

// With optimisation, GCC 12 wrongly reports that coroutines are freed by another operator than the one that Asio pairs it with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <awaitgram/testing/impl/clock.hpp>            // IWYU pragma: export
#include <awaitgram/testing/impl/server.hpp>           // IWYU pragma: export
#include <awaitgram/testing/impl/session_contract.hpp> // IWYU pragma: export

#pragma GCC diagnostic pop
