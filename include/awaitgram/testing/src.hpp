// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of the test server, separate from src.hpp so that programs without it do not compile them.

// With optimisation, GCC 12 wrongly reports that coroutines are freed by another operator than the one that Asio pairs it with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

#include <awaitgram/testing/impl/clock.hpp>            // IWYU pragma: export
#include <awaitgram/testing/impl/server.hpp>           // IWYU pragma: export
#include <awaitgram/testing/impl/session_contract.hpp> // IWYU pragma: export

#pragma GCC diagnostic pop
