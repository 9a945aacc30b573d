// SPDX-License-Identifier: MIT
#pragma once

/// Questions about events, to combine with `&&`, `||` and `!`. Regular expressions are apart, in dispatcher/filters/regex.hpp.
///
/// Handlers receive incoming messages. The account's own messages reach only those whose filter names `outgoing`, `me` or `all`;
/// service messages those whose filter names `service`, `all` or a kind of service messages; scheduled messages and messages of
/// business connections those whose filter names `scheduled` or `business`.

#include <awaitgram/dispatcher/filters/admin.hpp>       // IWYU pragma: export
#include <awaitgram/dispatcher/filters/album.hpp>       // IWYU pragma: export
#include <awaitgram/dispatcher/filters/callback.hpp>    // IWYU pragma: export
#include <awaitgram/dispatcher/filters/chat.hpp>        // IWYU pragma: export
#include <awaitgram/dispatcher/filters/chat_member.hpp> // IWYU pragma: export
#include <awaitgram/dispatcher/filters/command.hpp>     // IWYU pragma: export
#include <awaitgram/dispatcher/filters/data.hpp>        // IWYU pragma: export
#include <awaitgram/dispatcher/filters/media.hpp>       // IWYU pragma: export
#include <awaitgram/dispatcher/filters/message.hpp>     // IWYU pragma: export
#include <awaitgram/dispatcher/filters/service.hpp>     // IWYU pragma: export
#include <awaitgram/dispatcher/filters/status.hpp>      // IWYU pragma: export
#include <awaitgram/dispatcher/filters/text.hpp>        // IWYU pragma: export
#include <awaitgram/dispatcher/filters/user.hpp>        // IWYU pragma: export
