// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/middleware/retry.hpp>
#include <awaitgram/rpc/retry_policy.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::rpc {

AWAITGRAM_DECL awaitable<void>
wait_to_retry(rpc_error refusal, std::chrono::seconds wait, log_sink log) {
    if (log)
        log(log_level::warning,
            std::string{refusal.what()} + "; asking again in " + std::to_string(wait.count()) + " s"
        );
    co_await pause(wait);
}

AWAITGRAM_DECL awaitable<answer> retry::call_patiently(request sent, call_options options) {
    retry_policy policy{flood_wait_limit_, options};
    for (;;) {
        auto outcome = co_await inner().call(sent, options);
        const auto wait = outcome ? std::nullopt : policy.on(outcome.error());
        if (!wait)
            co_return std::move(outcome);
        co_await wait_to_retry(outcome.error(), *wait, log_);
    }
}

} // namespace awaitgram::rpc
