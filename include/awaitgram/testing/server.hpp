// SPDX-License-Identifier: MIT
#pragma once

/// An in-process Telegram server and the users that a test plays; beside it only awaitgram.hpp is needed.

#include <awaitgram/testing/server/server.hpp> // IWYU pragma: export
#include <awaitgram/testing/test_chat.hpp>     // IWYU pragma: export
#include <awaitgram/testing/test_user.hpp>     // IWYU pragma: export

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#include <awaitgram/src.hpp>                     // IWYU pragma: export
#include <awaitgram/testing/impl/api_extras.hpp> // IWYU pragma: export
#include <awaitgram/testing/impl/clock.hpp>      // IWYU pragma: export
#include <awaitgram/testing/impl/server.hpp>     // IWYU pragma: export
#endif
