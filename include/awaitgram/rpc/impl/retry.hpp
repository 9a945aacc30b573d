// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/middleware/retry.hpp>
#include <awaitgram/rpc/retry_policy.hpp>

#include <string>
#include <utility>

namespace awaitgram::rpc {

AWAITGRAM_DECL awaitable<answer> retry::call(request sent, call_options options) {
    retry_policy policy{flood_wait_limit_};
    for (;;) {
        auto outcome = co_await inner().call(sent, options);
        if (outcome)
            co_return std::move(outcome);
        const auto wait = policy.on(outcome.error());
        if (!wait)
            co_return std::move(outcome);
        if (log_)
            log_(
                log_level::warning,
                std::string{outcome.error().what()} + "; asking again in " +
                    std::to_string(wait->count()) + " s"
            );
        co_await pause(*wait);
    }
}

} // namespace awaitgram::rpc
