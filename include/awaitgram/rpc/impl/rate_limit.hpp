// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/middleware/rate_limit.hpp>

#include <memory>
#include <utility>

namespace awaitgram::rpc {

AWAITGRAM_DECL awaitable<answer>
rate_limit::call_later(rate_policy::clock::duration wait, request sent, call_options options) {
    co_await pause(wait);
    co_return co_await inner().call(std::move(sent), options);
}

AWAITGRAM_DECL middleware_factory limit_rate(int calls, rate_policy::clock::duration period) {
    const rate_policy policy{calls, period};
    return [policy](invoker& inner) -> std::unique_ptr<middleware> {
        return std::make_unique<rate_limit>(inner, policy);
    };
}

} // namespace awaitgram::rpc
