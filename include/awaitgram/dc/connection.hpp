// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/rpc/invoker.hpp>
#include <awaitgram/rpc/sender.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace awaitgram::dc {

/// A connection to one data centre: an rpc::sender, or a test's fake.
class connection : public rpc::invoker {
public:
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    virtual ~connection() = default;

    /// Connects, and again whenever the link breaks, until `stop`.
    [[nodiscard]] virtual awaitable<void> run() = 0;

    /// Ends `run` and fails all calls.
    virtual void stop() = 0;

    /// Has the server destroy the key, waits for that for at most `limit`, and continues with another key in any case.
    [[nodiscard]] virtual awaitable<void> replace_key(std::chrono::milliseconds limit) = 0;

    /// From now on a login depends on the key, so that it is never replaced.
    virtual void keep_key() noexcept = 0;

    /// Whether it has ended for good.
    [[nodiscard]] virtual bool ended() const noexcept = 0;

protected:
    connection() = default;
};

/// Makes connections that report to `hooks`.
using connection_factory = std::function<std::shared_ptr<connection>(
    asio::any_io_executor executor, rpc::sender_options options, rpc::sender_hooks hooks
)>;

/// Makes an rpc::sender.
[[nodiscard]] std::shared_ptr<connection> connect_sender(
    asio::any_io_executor executor, rpc::sender_options options, rpc::sender_hooks hooks
);

} // namespace awaitgram::dc
