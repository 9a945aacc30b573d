// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/log.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>

#include <chrono>
#include <utility>

namespace awaitgram::rpc {

/// Announces a wait in `log` and waits.
[[nodiscard]] awaitable<void>
wait_to_retry(rpc_error refusal, std::chrono::seconds wait, log_sink log);

/// Calls a request again after flood waits up to a limit and after errors of the server; retry_policy decides. A client does the
/// same by itself, within `client_config::flood_wait_limit`; this is for other invokers.
class retry final : public middleware {
public:
    /// Every wait is announced in `log`.
    retry(invoker& inner, std::chrono::seconds flood_wait_limit, log_sink log)
        : middleware(inner), flood_wait_limit_(flood_wait_limit), log_(std::move(log)) {}

    /// Cancels: also while it waits.
    [[nodiscard]] awaitable<answer> call(request sent, call_options options) override {
        return call_patiently(std::move(sent), options);
    }

private:
    awaitable<answer> call_patiently(request sent, call_options options);

    std::chrono::seconds flood_wait_limit_;
    log_sink log_;
};

} // namespace awaitgram::rpc
