// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/middleware/rate_limit.hpp>

#include <asio/this_coro.hpp>

#include <memory>
#include <utility>

namespace awaitgram::rpc {

AWAITGRAM_DECL awaitable<answer>
rate_limit::call_later(std::shared_ptr<turn_queue> waiting, request sent, call_options options) {
    const auto executor = co_await asio::this_coro::executor;
    turn own{executor, std::move(waiting)};
    co_await own.wait();
    for (;;) {
        const auto wait = policy_.admit(rate_policy::clock::now());
        if (wait == rate_policy::clock::duration::zero())
            break;
        co_await pause(wait);
    }
    own.leave();
    co_return co_await inner().call(std::move(sent), options);
}

AWAITGRAM_DECL middleware_factory limit_rate(int calls, rate_policy::clock::duration period) {
    const rate_policy policy{calls, period};
    return [policy](invoker& inner) -> std::unique_ptr<middleware> {
        return std::make_unique<rate_limit>(inner, policy);
    };
}

} // namespace awaitgram::rpc
