// SPDX-License-Identifier: MIT
#pragma once

/// The definitions of the test server, separate from src.hpp so that programs without it do not compile them.

#include <awaitgram/testing/src_extras.hpp> // IWYU pragma: export
#include <awaitgram/testing/src_server.hpp> // IWYU pragma: export
