// SPDX-License-Identifier: MIT
#pragma once

/// All of awaitgram that a program needs; the library's own headers never include it.

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/report_errors.hpp>
#include <awaitgram/async/timeout.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/dispatcher/ask_options.hpp>
#include <awaitgram/dispatcher/filters.hpp>
#include <awaitgram/files/file_reader.hpp>
#include <awaitgram/files/terminal_bar.hpp>
#include <awaitgram/files/transfer_store.hpp>
#include <awaitgram/keyboard/inline_keyboard.hpp>
#include <awaitgram/keyboard/reply_keyboard.hpp>
#include <awaitgram/media/file_id.hpp>
#include <awaitgram/media/file_location.hpp>
#include <awaitgram/media/unique_file_id.hpp>
#include <awaitgram/methods/inline_results.hpp>
#include <awaitgram/rpc/attempt.hpp>
#include <awaitgram/rpc/middleware/log.hpp>
#include <awaitgram/rpc/middleware/rate_limit.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/session/sqlite.hpp>
#include <awaitgram/session/stored.hpp>
#include <awaitgram/text/html.hpp>
#include <awaitgram/text/markdown.hpp>
#include <awaitgram/text/normalise.hpp>
#include <awaitgram/text/pyrogram_html.hpp>
#include <awaitgram/text/pyrogram_markdown.hpp>
#include <awaitgram/text/split.hpp>
#include <awaitgram/tl/print.hpp>
#include <awaitgram/version.hpp>

// For programs that have their own executor.
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

namespace awaitgram {

using tl::pretty;

} // namespace awaitgram

#ifndef AWAITGRAM_SEPARATE_COMPILATION
#include <awaitgram/src.hpp> // IWYU pragma: export
#endif
