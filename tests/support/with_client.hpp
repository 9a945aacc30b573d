// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/task.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>

#include <exception>
#include <functional>
#include <string>
#include <utility>

namespace awaitgram::tests {

inline client_config quiet(client_config configuration) {
    configuration.log = nullptr;
    return configuration;
}

/// Runs `body` with a client on a new context; rethrows its exception.
inline void with_client(
    any_session storage, client_config configuration, std::function<awaitable<void>(client&)> body
) {
    asio::io_context context;
    client telegram{context.get_executor(), std::move(storage), std::move(configuration)};
    std::exception_ptr failed;
    const task running{
        context.get_executor(), telegram.run(std::move(body)), [&failed](const auto& error) {
            failed = error;
        }};
    if (auto* time = testing::clock::current())
        time->run_to_end(context);
    else
        context.run();
    if (failed)
        std::rethrow_exception(failed);
}

/// The answer to a prompt.
inline awaitable<std::string> say(std::string text) {
    co_return text;
}

} // namespace awaitgram::tests
