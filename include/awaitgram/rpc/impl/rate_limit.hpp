// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/event.hpp>
#include <awaitgram/core/linkage.hpp>
#include <awaitgram/rpc/middleware/rate_limit.hpp>

#include <memory>
#include <utility>

namespace awaitgram::rpc {

namespace detail {

[[nodiscard]] inline awaitable<answer>
call_later(invoker& inner, rate_policy::clock::duration wait, request sent, call_options options) {
    co_await pause(wait);
    co_return co_await inner.call(std::move(sent), options);
}

} // namespace detail

AWAITGRAM_DECL awaitable<answer> rate_limit::call(request sent, call_options options) {
    const auto wait = policy_.admit(rate_policy::clock::now());
    if (wait == rate_policy::clock::duration::zero())
        return inner().call(std::move(sent), options);
    return detail::call_later(inner(), wait, std::move(sent), options);
}

AWAITGRAM_DECL middleware_factory limit_rate(int calls, rate_policy::clock::duration period) {
    const rate_policy policy{calls, period};
    return [policy](invoker& inner) -> std::unique_ptr<middleware> {
        return std::make_unique<rate_limit>(inner, policy);
    };
}

} // namespace awaitgram::rpc
