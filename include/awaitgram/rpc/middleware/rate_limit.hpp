// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/turn.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/rpc/rate_policy.hpp>

#include <memory>
#include <utility>

namespace awaitgram::rpc {

/// Delays calls so that not too many of them begin in a period; rate_policy decides.
///
/// Calls that must wait begin in the order in which they were awaited. One that is cancelled while it waits holds up no other.
class rate_limit final : public middleware {
public:
    rate_limit(invoker& inner, rate_policy policy)
        : middleware(inner), policy_(policy), waiting_(std::make_shared<turn_queue>()) {}

    /// Cancels: also while it waits.
    [[nodiscard]] awaitable<answer> call(request sent, call_options options) override {
        if (waiting_->empty() &&
            policy_.admit(rate_policy::clock::now()) == rate_policy::clock::duration::zero())
            return inner().call(std::move(sent), options);
        return call_later(waiting_, std::move(sent), options);
    }

private:
    awaitable<answer>
    call_later(std::shared_ptr<turn_queue> waiting, request sent, call_options options);

    rate_policy policy_;
    std::shared_ptr<turn_queue> waiting_;
};

/// For `client_config::middleware`: at most `calls` calls in a `period`.
[[nodiscard]] middleware_factory limit_rate(int calls, rate_policy::clock::duration period);

} // namespace awaitgram::rpc
