// SPDX-License-Identifier: MIT
#pragma once

/// Questions about events, to combine with `&&`, `||` and `!`.
///
/// Handlers receive incoming messages; only those whose filter names `outgoing` or `all` are asked about the account's own.

#include <awaitgram/dispatcher/filters/chat.hpp>    // IWYU pragma: export
#include <awaitgram/dispatcher/filters/message.hpp> // IWYU pragma: export
#include <awaitgram/dispatcher/filters/text.hpp>    // IWYU pragma: export
#include <awaitgram/dispatcher/filters/user.hpp>    // IWYU pragma: export
