// SPDX-License-Identifier: MIT
#pragma once

/// Runs any session through all that is expected of one.

#include <awaitgram/testing/contract/session.hpp> // IWYU pragma: export

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#include <awaitgram/src.hpp>                           // IWYU pragma: export
#include <awaitgram/testing/impl/session_contract.hpp> // IWYU pragma: export
#endif
