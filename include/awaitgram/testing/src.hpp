// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of what the headers of the test server declare, apart from src.hpp so that programs without it don't pay for it.

#include <awaitgram/testing/impl/clock.hpp>            // IWYU pragma: export
#include <awaitgram/testing/impl/server.hpp>           // IWYU pragma: export
#include <awaitgram/testing/impl/session_contract.hpp> // IWYU pragma: export
