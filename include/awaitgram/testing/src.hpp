// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of the test server, separate from src.hpp so that programs without it do not compile them.

#include <awaitgram/testing/impl/clock.hpp>            // IWYU pragma: export
#include <awaitgram/testing/impl/server.hpp>           // IWYU pragma: export
#include <awaitgram/testing/impl/session_contract.hpp> // IWYU pragma: export
