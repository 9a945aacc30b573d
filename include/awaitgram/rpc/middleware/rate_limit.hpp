// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/rpc/rate_policy.hpp>

#include <utility>

namespace awaitgram::rpc {

/// Delays calls so that not too many of them begin in a period; rate_policy decides.
///
/// A call takes its turn when it is made, whether it is awaited or not.
class rate_limit final : public middleware {
public:
    rate_limit(invoker& inner, rate_policy policy) noexcept : middleware(inner), policy_(policy) {}

    /// Cancels: also while it waits.
    [[nodiscard]] awaitable<answer> call(request sent, call_options options) override {
        const auto wait = policy_.admit(rate_policy::clock::now());
        if (wait == rate_policy::clock::duration::zero())
            return inner().call(std::move(sent), options);
        return call_later(wait, std::move(sent), options);
    }

private:
    awaitable<answer>
    call_later(rate_policy::clock::duration wait, request sent, call_options options);

    rate_policy policy_;
};

/// For `client_config::middleware`: at most `calls` calls in a `period`.
[[nodiscard]] middleware_factory limit_rate(int calls, rate_policy::clock::duration period);

} // namespace awaitgram::rpc
