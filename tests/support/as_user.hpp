// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/task.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/server.hpp>

#include <asio/io_context.hpp>

#include <exception>
#include <functional>
#include <utility>

#include "run.hpp"

namespace awaitgram::tests {

/// Runs `body` with a client that is signed in as a user of a test server; rethrows its exception.
inline void as_user(
    testing::server& telegram,
    const testing::test_user& user,
    std::function<awaitable<void>(client&)> body
) {
    asio::io_context context;
    userbot me{context.get_executor(), memory_session{}, telegram.app(), user.prompts()};
    std::exception_ptr failed;
    const task running{
        context.get_executor(), me.serve(std::move(body)), [&failed](const auto& error) {
            failed = error;
        }};
    run_to_end(context);
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace awaitgram::tests
