// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/log.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>

#include <chrono>
#include <utility>

namespace awaitgram::rpc {

/// Calls a request again after flood waits up to a limit and after errors of the server; retry_policy decides.
class retry final : public middleware {
public:
    /// Every wait is announced in `log`.
    retry(invoker& inner, std::chrono::seconds flood_wait_limit, log_sink log)
        : middleware(inner), flood_wait_limit_(flood_wait_limit), log_(std::move(log)) {}

    /// Cancels: also while it waits.
    [[nodiscard]] awaitable<answer> call(request sent, call_options options) override;

private:
    std::chrono::seconds flood_wait_limit_;
    log_sink log_;
};

} // namespace awaitgram::rpc
